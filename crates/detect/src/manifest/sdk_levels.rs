use facts::{Facts, Manifest, Tri};
use finding::{Severity, Text};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A minimum API level below a floor of the policy.
pub(crate) struct MinimumLevel;
/// A target API level below what the store demands on the day.
pub(crate) struct TargetLevel;

impl Detector for MinimumLevel {
    fn id(&self) -> &'static str {
        "minimum-level"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let setting = &manifest.root.min_sdk;
        let Some(&level) = setting.value.main() else {
            out.unknown(unresolved(&setting.origin));
            return Ok(());
        };
        out.examined("minSdkVersion", level);
        let missed: Vec<_> =
            standards::minimum_floors(facts.as_of).filter(|floor| level < floor.level).collect();
        let Some(worst) = missed.iter().max_by_key(|floor| floor.severity) else { return Ok(()) };
        let floors: Vec<String> = missed.iter().map(|floor| floor.level.to_string()).collect();
        out.fail(setting.origin.clone())
            .value("min_sdk", setting.value.to_string())
            .value("floors", floors.join(", "))
            .value("since", worst.since.to_string())
            .severity(worst.severity);
        Ok(())
    }
}

impl Detector for TargetLevel {
    fn id(&self) -> &'static str {
        "target-level"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let setting = &manifest.root.target_sdk;
        let form = form_factor(manifest);
        let Some(policy) = standards::target_level(form, facts.as_of) else {
            out.not_applicable(Text::new(
                format!("no requirement of the store is known for {} ({form})", facts.as_of),
                format!("{} 尚無已知之商店規定（{form}）", facts.as_of),
            ));
            return Ok(());
        };
        let Some(&level) = setting.value.main() else {
            out.unknown(unresolved(&setting.origin));
            return Ok(());
        };
        out.examined("targetSdkVersion", level);
        out.examined("policy", format!("{} {form}: {}", policy.since, policy.updates));
        if level >= policy.updates {
            return Ok(());
        }
        let draft = out
            .fail(setting.origin.clone())
            .value("target_sdk", setting.value.to_string())
            .value("required", policy.updates.to_string())
            .value("since", policy.since.to_string())
            .value("extended_to", policy.extended_to.to_string())
            .value("form", form)
            .value("as_of", facts.as_of.to_string());
        let draft = match policy.existing {
            Some(existing) => draft.value("existing", existing.to_string()),
            None => draft,
        };
        // Until then the store takes updates of those who asked for more time.
        let still_visible = policy.existing.is_none_or(|existing| level >= existing);
        if facts.as_of <= policy.extended_to && still_visible {
            draft.severity(Severity::Low);
        }
        Ok(())
    }
}

/// What the app is made for, by the features without which it does not work.
fn form_factor(manifest: &Manifest) -> &'static str {
    const FORMS: &[(&str, &str)] = &[
        ("android.hardware.type.watch", "watch"),
        ("android.hardware.type.automotive", "automotive"),
        ("android.hardware.type.television", "television"),
        ("android.software.leanback", "television"),
        ("android.software.leanback_only", "television"),
        ("android.software.xr.api.spatial", "headset"),
        ("android.software.xr.immersive", "headset"),
    ];
    let needed = |name: &str| {
        manifest.features.iter().any(|feature| {
            feature.name.is(|one| one == name).and(feature.required.is(|&required| required)) == Tri::Yes
        })
    };
    FORMS.iter().find(|(feature, _)| needed(feature)).map_or("phone", |(_, form)| form)
}
