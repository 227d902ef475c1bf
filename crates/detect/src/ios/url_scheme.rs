use facts::Facts;
use finding::{Location, Severity};
use proplist::Value;
use rules::Sink;

use super::info_lists;
use crate::{Detector, Unknown};

/// A link scheme that any other app may claim too.
pub(crate) struct CustomUrlScheme;
/// A list of schemes long enough to tell which apps a person has.
pub(crate) struct ManyQueriedSchemes;

/// How the schemes begin that login and payment SDKs make their apps declare.
const SDK_SCHEMES: [&str; 8] = [
    "fb",
    "line3rdp.",
    "com.googleusercontent.apps.",
    "msauth.",
    "twitterkit-",
    "kakao",
    "tencent",
    "app-1-",
];

/// iOS 15 and later answer for the first 50 schemes only.
const MANY: usize = 50;

impl Detector for CustomUrlScheme {
    fn id(&self) -> &'static str {
        "custom-url-scheme"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (_, path, info) in info_lists(facts) {
            let types = info.get("CFBundleURLTypes").and_then(Value::as_array).unwrap_or_default();
            for (number, kind) in types.iter().enumerate() {
                let schemes = kind.get("CFBundleURLSchemes").and_then(Value::as_array).unwrap_or_default();
                for (at, scheme) in schemes.iter().enumerate() {
                    let Some(scheme) = scheme.as_str().filter(|scheme| !scheme.is_empty()) else { continue };
                    count = count.saturating_add(1);
                    let place = format!("CFBundleURLTypes.{number}.CFBundleURLSchemes.{at}");
                    let draft =
                        out.fail(Location::key(path.clone(), place)).value("scheme", scheme).anchor(scheme);
                    if is_sdk_scheme(&scheme.to_ascii_lowercase()) {
                        draft.severity(Severity::Info);
                    }
                }
            }
        }
        out.examined("schemes", count);
        Ok(())
    }
}

fn is_sdk_scheme(scheme: &str) -> bool {
    SDK_SCHEMES.iter().filter_map(|prefix| Some((prefix, scheme.strip_prefix(prefix)?))).any(
        |(prefix, rest)| {
            // Short prefixes are followed by the number of the registered app.
            prefix.ends_with(['.', '-']) || rest.starts_with(|digit: char| digit.is_ascii_digit())
        },
    )
}

impl Detector for ManyQueriedSchemes {
    fn id(&self) -> &'static str {
        "many-queried-schemes"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        for (_, path, info) in info_lists(facts) {
            let key = "LSApplicationQueriesSchemes";
            let count = info.get(key).and_then(Value::as_array).map_or(0, <[Value]>::len);
            out.examined("queried schemes", count);
            if count > MANY {
                out.fail(Location::key(path.clone(), key)).value("count", count.to_string());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_begins_like_an_sdk_is_the_apps_own() {
        assert!(is_sdk_scheme("fb1234567890"));
        assert!(is_sdk_scheme("line3rdp.tw.example.broker"));
        assert!(!is_sdk_scheme("fbroker"));
        assert!(!is_sdk_scheme("kakaotrade"));
    }
}
