use facts::{Facts, is_local_host};
use finding::{Location, Severity};
use proplist::Value;
use rules::Sink;

use super::{entries, info_lists, major};
use crate::{Detector, Unknown};

/// App Transport Security is off for every host.
pub(crate) struct ArbitraryLoads;
/// A host that the app may reach without TLS.
pub(crate) struct InsecureException;
/// A host that the app may reach with TLS 1.0 or 1.1.
pub(crate) struct OldTls;
/// A host that the app may reach without forward secrecy.
pub(crate) struct NoForwardSecrecy;

/// Keys that make iOS 10 and later ignore `NSAllowsArbitraryLoads`, whatever their value.
const FINER: [&str; 3] =
    ["NSAllowsArbitraryLoadsInWebContent", "NSAllowsArbitraryLoadsForMedia", "NSAllowsLocalNetworking"];

impl Detector for ArbitraryLoads {
    fn id(&self) -> &'static str {
        "arbitrary-loads"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (bundle, path, info) in info_lists(facts) {
            count = count.saturating_add(1);
            // Core Foundation wants a Boolean here: the text YES does not switch the protection off.
            let key = ["NSAppTransportSecurity", "NSAllowsArbitraryLoads"];
            if info.at(&key).and_then(Value::as_bool) != Some(true) {
                continue;
            }
            let finer = FINER.iter().find(|finer| info.at(&["NSAppTransportSecurity", finer]).is_some());
            let still_on_ios_9 =
                bundle.text("MinimumOSVersion").and_then(major).is_some_and(|version| version < 10);
            let severity = match finer {
                None => None,
                Some(_) if still_on_ios_9 => Some(Severity::Medium),
                Some(_) => continue,
            };
            let draft = out
                .fail(Location::key(path.clone(), key.join(".")))
                .value("key", key.join("."))
                .value("value", "true");
            if let Some(severity) = severity {
                draft.severity(severity);
            }
        }
        out.examined("property lists", count);
        Ok(())
    }
}

impl Detector for InsecureException {
    fn id(&self) -> &'static str {
        "insecure-exception-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exceptions(facts, out, "AllowsInsecureHTTPLoads", |value| {
            (value.as_bool() == Some(true)).then(|| "true".into())
        });
        Ok(())
    }
}

impl Detector for OldTls {
    fn id(&self) -> &'static str {
        "old-tls-exception-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exceptions(facts, out, "MinimumTLSVersion", |value| {
            value.as_str().filter(|version| ["TLSv1.0", "TLSv1.1"].contains(version)).map(str::to_owned)
        });
        Ok(())
    }
}

impl Detector for NoForwardSecrecy {
    fn id(&self) -> &'static str {
        "no-forward-secrecy-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        exceptions(facts, out, "RequiresForwardSecrecy", |value| {
            (value.as_bool() == Some(false)).then(|| "false".into())
        });
        Ok(())
    }
}

/// Spellings of an exception key; those of the first beta versions still work.
const PREFIXES: [&str; 4] =
    ["NSException", "NSTemporaryException", "NSThirdPartyException", "NSTemporaryThirdPartyException"];

/// Reports public hosts with a bad value; `bad` gives the text to show.
fn exceptions(facts: &Facts<'_>, out: &mut Sink<'_>, suffix: &str, bad: impl Fn(&Value) -> Option<String>) {
    let mut count = 0u32;
    for (_, path, info) in info_lists(facts) {
        for (host, settings) in entries(info.at(&["NSAppTransportSecurity", "NSExceptionDomains"])) {
            count = count.saturating_add(1);
            if is_local_host(&host.to_ascii_lowercase()) {
                continue;
            }
            for prefix in PREFIXES {
                let key = format!("{prefix}{suffix}");
                let Some(shown) = settings.get(&key).and_then(&bad) else { continue };
                let place = format!("NSAppTransportSecurity.NSExceptionDomains.{host}.{key}");
                out.fail(Location::key(path.clone(), &place))
                    .value("key", &key)
                    .value("domain", host)
                    .value("value", shown);
            }
        }
    }
    out.examined("exception domains", count);
}
