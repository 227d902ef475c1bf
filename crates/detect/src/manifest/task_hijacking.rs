use facts::{Facts, Tri, Value};
use finding::Severity;
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A singleTask activity that a hostile app can share a task with (StrandHogg), on releases before Android 11.
pub(crate) struct TaskHijacking;

impl Detector for TaskHijacking {
    fn id(&self) -> &'static str {
        "task-hijacking"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let min_sdk = manifest.min_sdk().unwrap_or(1);
        out.examined("minSdkVersion", min_sdk);
        if min_sdk >= 30 {
            return Ok(());
        }
        for component in manifest.components.iter().filter(|component| component.kind() == "activity") {
            let single = component.launch_mode.is(|&mode| mode == 2);
            let shared = component.task_affinity.is(|affinity| !affinity.is_empty());
            let enabled = component.enabled.is(|&enabled| enabled);
            match single.and(shared).and(enabled) {
                Tri::No => continue,
                Tri::Unknown => {
                    out.unknown(unresolved(&component.origin));
                    continue;
                }
                Tri::Yes => {}
            }
            let launcher = component.filters.iter().any(facts::IntentFilter::is_launcher);
            let by_default = matches!(component.task_affinity.value, Value::Default(_));
            let draft = out
                .fail(component.launch_mode.origin.clone())
                .value("name", component.name.value.to_string())
                .value("task_affinity", component.task_affinity.value.main().map_or("", String::as_str))
                .value("min_sdk", min_sdk.to_string());
            if launcher && by_default {
                draft.severity(Severity::Info);
            }
        }
        Ok(())
    }
}
