use facts::arm64::Value;
use facts::{Facts, Interest};
use rules::Sink;

use super::calls::{add, pairs, say_unknown, say_unread, sites};
use crate::{Detector, Unknown};

/// Copies to the general pasteboard that stay there and go to the person's other devices.
pub(crate) struct OpenPasteboard;

const COPIES: &[&str] = &[
    "setString:",
    "setStrings:",
    "setItems:",
    "setItems:options:",
    "setValue:forPasteboardType:",
    "setData:forPasteboardType:",
];
const LIMITS: &[&str] = &["_UIPasteboardOptionLocalOnly", "_UIPasteboardOptionExpirationDate"];

impl Detector for OpenPasteboard {
    fn id(&self) -> &'static str {
        "open-pasteboard"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, COPIES);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| {
            call.selector().is_some_and(|selector| COPIES.contains(&selector))
                && call.arg(0).result().and_then(|made| made.selector()) == Some("generalPasteboard")
        });
        for (binary, site) in &calls {
            let selector = site.call.selector().unwrap_or_default();
            // What stands in the code, and nothing, is no secret. A helper is judged itself: other rules follow it to its callers.
            let is_plain = matches!(site.call.arg(2), Value::Int(_) | Value::Text(_) | Value::Symbol(_));
            if is_plain || site.through.is_some() {
                continue;
            }
            if selector == "setItems:options:" {
                let options = site.call.arg(3);
                let is_limit = |key: &Value| key.content().is_some_and(|key| LIMITS.contains(&key));
                match pairs(options) {
                    Some(pairs) if pairs.iter().any(|(key, _)| is_limit(key)) => continue,
                    Some(_) => {}
                    None if matches!(options, Value::Int(0) | Value::Symbol(_)) => {}
                    None => {
                        say_unknown(out, binary, site, "the options of the copy", "複製選項");
                        continue;
                    }
                }
            }
            out.fail(binary.call(site)).value("callee", selector);
        }
        out.examined("copies", calls.len());
        Ok(())
    }
}
