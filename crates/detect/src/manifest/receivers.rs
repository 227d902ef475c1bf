use facts::{Facts, IntentFilter, Tri};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A receiver that wants to have messages or calls before everybody else.
pub(crate) struct SmsPriority;
/// A component that a number on the dial pad starts.
pub(crate) struct SecretCode;

/// Broadcasts about messages and calls.
const TELEPHONY: &[&str] = &[
    "android.intent.action.DATA_SMS_RECEIVED",
    "android.intent.action.NEW_OUTGOING_CALL",
    "android.intent.action.PHONE_STATE",
    "android.provider.Telephony.SMS_CB_RECEIVED",
    "android.provider.Telephony.SMS_DELIVER",
    "android.provider.Telephony.SMS_RECEIVED",
    "android.provider.Telephony.WAP_PUSH_DELIVER",
    "android.provider.Telephony.WAP_PUSH_RECEIVED",
];

/// Calls `look` with each filter of the components of a kind that other apps reach.
fn each_filter(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    kind: Option<&str>,
    look: impl Fn(&str, Tri, &IntentFilter, &mut Sink<'_>),
) {
    let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let wanted = components.filter(|one| kind.is_none_or(|kind| one.kind() == kind));
    let mut count = 0u32;
    for component in wanted.filter(|one| one.reachable() != Tri::No) {
        for filter in &component.filters {
            count = count.saturating_add(1);
            look(&component.name.value.to_string(), component.reachable(), filter, out);
        }
    }
    out.examined("filters", count);
}

impl Detector for SmsPriority {
    fn id(&self) -> &'static str {
        "sms-priority"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_filter(facts, out, Some("receiver"), |name, reachable, filter, out| {
            let about = filter.actions.iter().find(|action| TELEPHONY.contains(&action.as_str()));
            let Some(action) = about else { return };
            match reachable.and(filter.priority.is(|&priority| priority > 100)) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&filter.priority.origin)),
                Tri::Yes => {
                    out.fail(filter.priority.origin.clone())
                        .value("name", name)
                        .value("priority", filter.priority.value.to_string())
                        .value("action", action);
                }
            }
        });
        Ok(())
    }
}

impl Detector for SecretCode {
    fn id(&self) -> &'static str {
        "secret-code"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_filter(facts, out, None, |name, reachable, filter, out| {
            for scheme in filter.data_facts("scheme") {
                match reachable.and(scheme.is(|scheme| scheme == "android_secret_code")) {
                    Tri::No => {}
                    Tri::Unknown => out.unknown(unresolved(&scheme.origin)),
                    Tri::Yes => {
                        let hosts = filter.data_values("host").join(", ");
                        out.fail(scheme.origin.clone())
                            .value("name", name)
                            .value("code", format!("*#*#{hosts}#*#*"));
                    }
                }
            }
        });
        Ok(())
    }
}
