use std::collections::BTreeSet;

use codesign::Signature;
use facts::{Binary, Bundle, Facts};
use finding::{Location, Severity};
use proplist::Value;
use rules::Sink;

use super::{entries, executables, major};
use crate::{Detector, Unknown};

/// A debugger may attach to the app.
pub(crate) struct DebuggerAllowed;
/// A store build talks to development services.
pub(crate) struct DevelopmentService;
/// The entitlements can be read in two ways.
pub(crate) struct Differences;
/// A right that Apple keeps for itself, or that switches code protection off.
pub(crate) struct PrivateEntitlement;

/// Signatures of executables, each with its bundle and slice.
fn signed<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Binary, &'f Signature)> {
    executables(facts).filter_map(|(bundle, binary)| Some((bundle, binary, binary.signature.as_ref()?)))
}

impl Detector for DebuggerAllowed {
    fn id(&self) -> &'static str {
        "get-task-allow"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (bundle, binary, signature) in signed(facts) {
            count = count.saturating_add(1);
            // iOS 15 and later read the DER form, earlier versions the XML one.
            let forms = [("XML", &signature.entitlements_xml), ("DER", &signature.entitlements_der)];
            let says = |list: &Option<Value>| {
                list.as_ref().and_then(|list| list.get("get-task-allow")).and_then(Value::as_bool)
                    == Some(true)
            };
            let said: Vec<&str> =
                forms.iter().filter(|(_, list)| says(list)).map(|(name, _)| *name).collect();
            if said.is_empty() || !seen.insert(&binary.artifact) {
                continue;
            }
            let profile = bundle.profile.as_ref().map_or("—", |(_, profile)| match profile.kind {
                codesign::profile::Kind::Development => "development",
                codesign::profile::Kind::AdHoc => "ad hoc",
                codesign::profile::Kind::Enterprise => "enterprise",
                codesign::profile::Kind::Store => "store",
            });
            out.fail(Location::key(binary.artifact.clone(), "get-task-allow"))
                .value("value", "true")
                .value("form", said.join(", "))
                .value("profile", profile);
        }
        out.examined("signed executables", count);
        Ok(())
    }
}

/// How the common names of certificates for development begin.
const DEVELOPERS: [&str; 3] = ["Apple Development", "iPhone Developer", "Mac Developer"];

impl Detector for DevelopmentService {
    fn id(&self) -> &'static str {
        "development-service"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary, signature) in signed(facts) {
            count = count.saturating_add(1);
            let names = signature.signers.iter().filter_map(|signer| signer.common_name.as_deref());
            let mut names = names.filter(|name| DEVELOPERS.iter().any(|prefix| name.starts_with(prefix)));
            // A build that is meant for development has these values rightly.
            if names.next().is_some() {
                continue;
            }
            let Some(list) = signature.entitlements() else { continue };
            for key in ["aps-environment", "com.apple.developer.icloud-container-environment"] {
                let value = list.get(key).and_then(Value::as_str).unwrap_or_default();
                if value.eq_ignore_ascii_case("development") && seen.insert((&binary.artifact, key)) {
                    out.fail(Location::key(binary.artifact.clone(), key))
                        .value("key", key)
                        .value("value", value);
                }
            }
        }
        out.examined("signed executables", count);
        Ok(())
    }
}

/// The slot of DER entitlements, `CSSLOT_DER_ENTITLEMENTS`.
const DER_SLOT: &str = "signature slot 7";

/// Differences that one finding lists.
const MAX_SHOWN: usize = 5;

impl Detector for Differences {
    fn id(&self) -> &'static str {
        "entitlement-differences"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (bundle, binary, signature) in signed(facts) {
            count = count.saturating_add(1);
            let differences = signature.differences();
            let sdk = bundle.text("DTSDKName").and_then(|name| major(name.trim_start_matches("iphoneos")));
            let lacks_der = signature.entitlements_xml.is_some() && signature.entitlements_der.is_none();
            let mut shown: Vec<String> = differences.iter().take(MAX_SHOWN).cloned().collect();
            if lacks_der && sdk.is_some_and(|sdk| sdk >= 15) {
                shown.push("DER: (absent)".into());
            }
            if shown.is_empty() || !seen.insert(&binary.artifact) {
                continue;
            }
            let mut draft = out.fail(Location::symbol(binary.artifact.clone(), DER_SLOT));
            for difference in shown {
                draft = draft.value("difference", difference);
            }
            if differences.is_empty() {
                draft.severity(Severity::Low);
            }
        }
        out.examined("signed executables", count);
        Ok(())
    }
}

/// Rights outside `com.apple.private.` that no app of the store has.
const PRIVATE: [&str; 12] = [
    "com.apple.security.cs.allow-dyld-environment-variables",
    "com.apple.security.cs.allow-jit",
    "com.apple.security.cs.allow-unsigned-executable-memory",
    "com.apple.security.cs.disable-executable-page-protection",
    "com.apple.security.cs.disable-library-validation",
    "com.apple.system-task-ports",
    "com.apple.springboard.debugapplications",
    "dynamic-codesigning",
    "platform-application",
    "run-unsigned-code",
    "task_for_pid-allow",
    "com.apple.security.get-task-allow",
];

impl Detector for PrivateEntitlement {
    fn id(&self) -> &'static str {
        "private-entitlement"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary, signature) in signed(facts) {
            count = count.saturating_add(1);
            let lists = [signature.entitlements_xml.as_ref(), signature.entitlements_der.as_ref()];
            for (key, value) in lists.into_iter().flat_map(entries) {
                let is_private = key.starts_with("com.apple.private.") || PRIVATE.contains(&key);
                let is_off = value.as_bool() == Some(false);
                if is_private && !is_off && seen.insert((&binary.artifact, key.to_owned())) {
                    out.fail(Location::key(binary.artifact.clone(), key)).value("key", key);
                }
            }
        }
        out.examined("signed executables", count);
        Ok(())
    }
}
