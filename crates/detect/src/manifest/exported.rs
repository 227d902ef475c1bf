use facts::{Component, Facts, Tri, Value};
use finding::{Origin, Severity, Text};
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

/// A component of a split that other apps can reach without a permission.
pub(crate) struct ExportedInSplit;

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

impl Detector for ExportedInSplit {
    fn id(&self) -> &'static str {
        "exported-in-split"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if facts.app.units.len() < 2 {
            out.not_applicable(Text::new("the app has no splits", "此 App 無分割 APK 或模組"));
            return Ok(());
        }
        let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
        let of_splits = components.filter(|component| !component.split.is_empty());
        open(facts, out, "components of splits", of_splits, |component| {
            match is_for_system_only(component) {
                true => Judgement::ReportAs(Severity::Low),
                false => Judgement::Report,
            }
        });
        Ok(())
    }
}

/// Reports components of some kinds that the base declares.
fn exported(facts: &Facts<'_>, out: &mut Sink<'_>, kinds: &[&str], judge: impl Fn(&Component) -> Judgement) {
    let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let wanted =
        components.filter(|component| component.split.is_empty() && kinds.contains(&component.kind()));
    open(facts, out, kinds.first().unwrap_or(&"components"), wanted, judge);
}

/// Reports reachable components that ask no permission at all.
fn open<'f>(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    what: &str,
    components: impl Iterator<Item = &'f Component>,
    judge: impl Fn(&Component) -> Judgement,
) {
    let Some(manifest) = &facts.manifest else { return };
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
                let draft = match component.split.as_str() {
                    "" => draft,
                    split => draft.value("split", split),
                };
                if let Judgement::ReportAs(severity) = judgement {
                    draft.severity(severity);
                }
            }
        }
    }
    out.examined(what, count);
}
