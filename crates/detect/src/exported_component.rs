use facts::{Component, Facts, Tri, Value};
use finding::{Severity, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// An activity that other apps can start without a permission.
pub(crate) struct ExportedActivity;
/// A service that other apps can start or bind to without a permission.
pub(crate) struct ExportedService;
/// A receiver that other apps can send to without a permission.
pub(crate) struct ExportedReceiver;
/// A provider that other apps can read or write without a permission.
pub(crate) struct ExportedProvider;

impl Detector for ExportedActivity {
    fn id(&self) -> &'static str {
        "exported-activity"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["activity", "activity-alias"], |component| {
            // The home screen must be able to start the app.
            let only_launcher = !component.filters.is_empty()
                && component.filters.iter().all(facts::IntentFilter::is_launcher);
            (!only_launcher).then_some(None)
        });
        Ok(())
    }
}

impl Detector for ExportedService {
    fn id(&self) -> &'static str {
        "exported-service"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["service"], |_| Some(None));
        Ok(())
    }
}

impl Detector for ExportedReceiver {
    fn id(&self) -> &'static str {
        "exported-receiver"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["receiver"], |component| {
            let mut actions = component.filters.iter().flat_map(|filter| &filter.actions).peekable();
            // Only the system can send these, so another app reaches the receiver only by naming it.
            let protected = actions.peek().is_some() && actions.all(|action| is_protected(action));
            Some(protected.then_some(Severity::Low))
        });
        Ok(())
    }
}

impl Detector for ExportedProvider {
    fn id(&self) -> &'static str {
        "exported-provider"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["provider"], |_| Some(None));
        Ok(())
    }
}

/// Broadcasts that only the system may send: `<protected-broadcast>` of AOSP's framework and packages.
const PROTECTED: &str = include_str!("../data/protected-broadcasts.txt");

fn is_protected(action: &str) -> bool {
    PROTECTED.lines().any(|line| line == action)
}

/// Reports reachable components of some kinds. `judge` gives `None` to leave one out, or another severity.
fn exported(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    kinds: &[&str],
    judge: impl Fn(&Component) -> Option<Option<Severity>>,
) {
    let Some(manifest) = &facts.manifest else { return };
    let components = manifest.components.iter().filter(|component| kinds.contains(&component.kind()));
    let mut count = 0u32;
    for component in components {
        count = count.saturating_add(1);
        let guards: Vec<_> = match component.kind() {
            "provider" => vec![&component.read_permission, &component.write_permission],
            _ => vec![&component.permission],
        };
        // A provider with one of the two permissions is half open, which is a rule of its own.
        let open = guards.iter().map(|guard| guard.is(|name| name.is_empty())).fold(Tri::Yes, Tri::and);
        let place = || match &component.exported.value {
            Value::Default(_) => component.origin.clone(),
            _ => component.exported.origin.clone(),
        };
        match (component.reachable().and(open), judge(component)) {
            (Tri::No, _) | (_, None) => {}
            (Tri::Yes, Some(severity)) => {
                let name = component.name.value.to_string();
                let why = match &component.exported.value {
                    Value::Default(_) => "intent-filter or platform default".to_owned(),
                    value => value.to_string(),
                };
                let draft = out.fail(place()).value("name", name).value("exported", why);
                if let Some(severity) = severity {
                    draft.severity(severity);
                }
            }
            (Tri::Unknown, Some(_)) => out.unknown(Text::new(
                format!("{}: a value is a reference that the package does not resolve", place()),
                format!("{}：設定值為套件內無法解析的參照", place()),
            )),
        }
    }
    out.examined(kinds.first().unwrap_or(&"components"), count);
}
