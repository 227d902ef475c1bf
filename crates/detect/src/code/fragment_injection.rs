use facts::{Component, Const, Facts, Tri, location_of};
use finding::{Severity, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// A settings screen that shows whatever fragment another app names.
pub(crate) struct FragmentInjection;

const ABOVE: &str = "Landroid/preference/PreferenceActivity;";
/// From this API level on the platform asks the activity, and refuses for apps that target it and do not answer.
const ASKS: i64 = 19;

impl Detector for FragmentInjection {
    fn id(&self) -> &'static str {
        "fragment-injection"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let lowest = manifest.min_sdk().unwrap_or(1);
        let target = manifest.target_sdk().unwrap_or(1);
        let mut screens = 0u32;
        for component in manifest.components.iter().filter(|one| one.kind().starts_with("activity")) {
            let class = component.class();
            if class == ABOVE || !facts.code.classes.extends(&class, ABOVE) {
                continue;
            }
            screens = screens.saturating_add(1);
            match component.reachable() {
                Tri::No => {}
                Tri::Unknown => out.unknown(Text::new(
                    format!("{}: whether other apps may start it cannot be told", component.origin),
                    format!("{}：無法判定是否對外開放", component.origin),
                )),
                Tri::Yes => judge(facts, out, component, &class, (lowest, target)),
            }
        }
        out.examined("PreferenceActivity", screens);
        Ok(())
    }
}

fn judge(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    component: &Component,
    class: &str,
    (lowest, target): (i64, i64),
) {
    let classes = &facts.code.classes;
    let chain = classes.id(class).map(|id| classes.ancestors(id)).unwrap_or_default();
    let answer = chain.into_iter().find_map(|id| {
        let (file, class) = classes.class(id)?;
        let method = classes.method(file, &class, "isValidFragment", "Ljava/lang/String;")?;
        (method.code_offset != 0).then_some((file, method))
    });
    let Some((file, method)) = answer else {
        if lowest.min(target) < ASKS {
            // Releases below 19 ask nobody; there are hardly any devices with them left.
            let severity = if target < ASKS { Severity::High } else { Severity::Medium };
            out.fail(component.origin.clone())
                .value("screen", component.name.value.to_string())
                .value("state", "missing")
                .severity(severity);
        }
        return;
    };
    let place = location_of(file, &method, None);
    match facts.code.returns(file, &method) {
        None => out.unknown(Text::new(
            format!("{place}: the code cannot be read"),
            format!("{place}：程式碼無法讀取"),
        )),
        Some(values) => {
            let mut values = values.iter().flat_map(Const::each).peekable();
            let is_true = |value: &Const| matches!(value, Const::Int(value) if *value != 0);
            if values.peek().is_some() && values.all(is_true) {
                out.fail(place).value("screen", component.name.value.to_string()).value("state", "true");
            }
        }
    }
}
