use facts::{Component, Facts, Tri, Value};
use finding::{Origin, Severity};
use rules::Sink;

use super::{guard, is_for_system_only, unresolved};
use crate::{Detector, Unknown};

/// An activity that other apps can start without a permission.
pub(crate) struct ExportedActivity;
/// A service that other apps can start or bind to without a permission.
pub(crate) struct ExportedService;
/// A receiver that other apps can send to without a permission.
pub(crate) struct ExportedReceiver;
/// A provider that other apps can read or write without a permission.
pub(crate) struct ExportedProvider;

/// What to do with an open component.
enum Judgement {
    LeaveOut,
    Report,
    ReportAs(Severity),
}

impl Detector for ExportedActivity {
    fn id(&self) -> &'static str {
        "exported-activity"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["activity", "activity-alias"], |component| {
            // The home screen must be able to start the app.
            let only_launcher = !component.filters.is_empty()
                && component.filters.iter().all(facts::IntentFilter::is_launcher);
            // Login libraries answer to a redirect with an activity of theirs.
            let of_library = matches!(facts.origin_of(&component.origin), Origin::ThirdParty(_));
            match (only_launcher, of_library) {
                (true, _) => Judgement::LeaveOut,
                (_, true) => Judgement::ReportAs(Severity::Low),
                _ => Judgement::Report,
            }
        });
        Ok(())
    }
}

impl Detector for ExportedService {
    fn id(&self) -> &'static str {
        "exported-service"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["service"], |_| Judgement::Report);
        Ok(())
    }
}

impl Detector for ExportedReceiver {
    fn id(&self) -> &'static str {
        "exported-receiver"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["receiver"], |component| match is_for_system_only(component) {
            true => Judgement::ReportAs(Severity::Low),
            false => Judgement::Report,
        });
        Ok(())
    }
}

impl Detector for ExportedProvider {
    fn id(&self) -> &'static str {
        "exported-provider"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exported(facts, out, &["provider"], |_| Judgement::Report);
        Ok(())
    }
}

/// Reports reachable components of some kinds that ask no permission at all.
fn exported(facts: &Facts<'_>, out: &mut Sink<'_>, kinds: &[&str], judge: impl Fn(&Component) -> Judgement) {
    let Some(manifest) = &facts.manifest else { return };
    let components = manifest.components.iter().filter(|component| kinds.contains(&component.kind()));
    let mut count = 0u32;
    for component in components {
        count = count.saturating_add(1);
        // A provider with one of the two permissions is half open, and one with a weak permission is weakly guarded;
        // those are rules of their own.
        let guards = guard::guards(component).into_iter().enumerate();
        let open =
            guards.map(|(at, guard)| guard::is_open(component, guard, at == 0)).fold(Tri::Yes, Tri::and);
        let place = match &component.exported.value {
            Value::Default(_) => component.origin.clone(),
            _ => component.exported.origin.clone(),
        };
        match (component.reachable().and(open), judge(component)) {
            (Tri::No, _) | (_, Judgement::LeaveOut) => {}
            (Tri::Unknown, _) => out.unknown(unresolved(&place)),
            (Tri::Yes, judgement) => {
                let why = match &component.exported.value {
                    Value::Default(_) if component.kind() == "provider" => {
                        format!("targetSdkVersion = {}", manifest.target_sdk().unwrap_or(1))
                    }
                    Value::Default(_) => "<intent-filter>".to_owned(),
                    value => format!("android:exported = {value}"),
                };
                let draft =
                    out.fail(place).value("name", component.name.value.to_string()).value("exported", why);
                if let Judgement::ReportAs(severity) = judgement {
                    draft.severity(severity);
                }
            }
        }
    }
    out.examined(kinds.first().unwrap_or(&"components"), count);
}
