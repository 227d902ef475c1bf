use std::collections::BTreeSet;

use facts::{Bundle, Facts};
use finding::Location;
use proplist::Value;
use rules::Sink;

use super::{entries, info_lists};
use crate::{Detector, Unknown};

/// An extension whose connections are protected less than the app's.
pub(crate) struct WeakerExtension;

const ATS: &str = "NSAppTransportSecurity";
/// Switches that each let something through.
const SWITCHES: &[&str] = &[
    "NSAllowsArbitraryLoads",
    "NSAllowsArbitraryLoadsForMedia",
    "NSAllowsArbitraryLoadsInWebContent",
    "NSAllowsLocalNetworking",
];

impl Detector for WeakerExtension {
    fn id(&self) -> &'static str {
        "weaker-extension-transport"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some((_, app)) = facts.apple.first().and_then(|app| app.info.as_ref()) else { return Ok(()) };
        let own = app.get(ATS);
        let mut count = 0u32;
        for (bundle, path, info) in info_lists(facts).filter(|(bundle, ..)| bundle.kind_word() != "app") {
            count = count.saturating_add(1);
            let other = info.get(ATS);
            let mut keys: Vec<String> = allowances(other).difference(&allowances(own)).cloned().collect();
            // Code that opens no connection needs no pins.
            if connects(bundle) {
                let pinned = |ats| domains(ats, "NSPinnedDomains");
                let lost = pinned(own).difference(&pinned(other)).cloned().collect::<Vec<_>>();
                keys.extend(lost.iter().map(|domain| format!("NSPinnedDomains.{domain} (absent)")));
            }
            if !keys.is_empty() {
                out.fail(Location::key(path.clone(), ATS)).value("keys", keys.join(", ")).anchor(ATS);
            }
        }
        out.examined("extensions and watch apps", count);
        Ok(())
    }
}

fn connects(bundle: &Bundle) -> bool {
    bundle.binaries.iter().any(|binary| {
        binary.imports("_OBJC_CLASS_$_NSURLSession")
            || binary.imports("_OBJC_CLASS_$_NSURLConnection")
            || binary.imports("_CFReadStreamCreateForHTTPRequest")
    })
}

/// What a policy lets through that the system's own does not.
fn allowances(ats: Option<&Value>) -> BTreeSet<String> {
    let on = |dict: &Value, key: &str| dict.get(key).is_some_and(Value::is_truthy);
    let switches = SWITCHES.iter().filter(|key| ats.is_some_and(|ats| on(ats, key)));
    let mut all: BTreeSet<String> = switches.map(|key| (*key).to_owned()).collect();
    for (domain, rules) in entries(ats.and_then(|ats| ats.get("NSExceptionDomains"))) {
        let open = ["NSExceptionAllowsInsecureHTTPLoads", "NSTemporaryExceptionAllowsInsecureHTTPLoads"];
        if open.iter().any(|key| on(rules, key)) {
            all.insert(format!("NSExceptionDomains.{}", domain.to_ascii_lowercase()));
        }
    }
    all
}

fn domains(ats: Option<&Value>, key: &str) -> BTreeSet<String> {
    entries(ats.and_then(|ats| ats.get(key))).map(|(domain, _)| domain.to_ascii_lowercase()).collect()
}
