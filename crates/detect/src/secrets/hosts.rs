use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::LazyLock;

use facts::{Facts, Interest, StringPattern, is_local_host, is_public_service, is_under};
use finding::{Location, Origin};
use regex::Regex;
use rules::Sink;

use super::{EVERYWHERE, unread};
use crate::{Detector, Unknown};

/// An address of an environment that is not production.
pub(crate) struct TestEndpoint;

/// Services that lend a public name to a developer's machine, or answer with what a tester wrote.
const TUNNELS: &[&str] = &[
    "beeceptor.com",
    "devtunnels.ms",
    "lhr.life",
    "loca.lt",
    "localhost.run",
    "localtunnel.me",
    "mockapi.io",
    "mocky.io",
    "ngrok-free.app",
    "ngrok-free.dev",
    "ngrok.app",
    "ngrok.dev",
    "ngrok.io",
    "pstmn.io",
    "requestbin.com",
    "serveo.net",
    "trycloudflare.com",
    "webhook.site",
];

/// Words of environments, as a label of a host name or between its hyphens.
const WORDS: &[&str] = &[
    "dev",
    "devel",
    "develop",
    "development",
    "nonprod",
    "preprod",
    "preproduction",
    "qa",
    "sit",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "tst",
    "uat",
];
/// The same joined with another word: `apiuat`, `testapi`.
const JOINED: &[&str] = &["api", "app", "mobile", "web", "www"];
/// Domains whose subdomains with such a word are for everybody.
const SHARED: &[&str] =
    &["azure.com", "dev.to", "mysql.com", "npmjs.org", "pypi.org", "salesforce.com", "visualstudio.com"];
/// Second-level names under which others register theirs.
const REGISTRIES: &[&str] = &["ac", "co", "com", "edu", "gov", "idv", "ne", "net", "or", "org"];

const HOST: &str =
    r#"(?i)(?:://|^|["'=])((?:[a-z0-9_-]+\.)+[a-z0-9-]{1,24})(:[0-9]{1,5})?(?:$|["'/?#\s,;<])"#;

static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(HOST).ok());

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals = [
        "://", ".com", ".net", ".org", ".tw", ".io", ".app", ".dev", ".cn", ".hk", ".jp", "10.", "172.",
        "192.168.",
    ];
    let words = WORDS.join("|");
    let address = r"(?:10|172\.(?:1[6-9]|2[0-9]|3[01])|192\.168)\.[0-9]";
    let tunnels: Vec<String> = TUNNELS.iter().map(|host| regex::escape(host)).collect();
    let inside = format!(
        r"(?:[a-z0-9_.-]*(?:{words})[a-z0-9_-]*\.[a-z0-9.-]+|{address}|[a-z0-9_.-]*(?:{}))",
        tunnels.join("|")
    );
    StringPattern::new(
        &literals,
        &format!(r#"(?i)(?:://|^|["'=]){inside}(?:[:0-9.a-z-]*)(?:$|["'/?#\s,;<])"#),
        EVERYWHERE,
    )
});

/// Why a host is not one of production.
fn reason(host: &str, with_scheme_or_port: bool) -> Option<&'static str> {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        let private = address.is_private() && is_local_host(host);
        // Four numbers alone may be a version.
        return (private && with_scheme_or_port).then_some("private address");
    }
    if TUNNELS.iter().any(|tunnel| is_under(host, tunnel)) {
        return Some("tunnel or mock service");
    }
    if is_public_service(host) || SHARED.iter().any(|shared| is_under(host, shared)) {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels
        .last()
        .filter(|last| last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    let under_registry = last.len() == 2
        && labels.len() >= 3
        && labels.get(labels.len().saturating_sub(2)).is_some_and(|second| REGISTRIES.contains(second));
    // The registered name itself is a brand: `test.com`, `qa.tw`.
    let below = labels.len().saturating_sub(if under_registry { 3 } else { 2 });
    let mut words = labels.get(..below)?.iter().flat_map(|label| label.split(['-', '_']));
    words.any(is_environment).then_some("name of an environment")
}

fn is_environment(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_digit());
    let joined = |rest: &str| JOINED.contains(&rest);
    WORDS.contains(&word)
        || ["dev", "sit", "stg", "test", "uat"].iter().any(|environment| {
            word.strip_prefix(environment).is_some_and(joined)
                || word.strip_suffix(environment).is_some_and(joined)
        })
}

impl Detector for TestEndpoint {
    fn id(&self) -> &'static str {
        "test-endpoint"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        let mut found: BTreeMap<String, (Origin, Location, &'static str)> = BTreeMap::new();
        for hit in hits {
            let origin = facts.origin_of(&hit.location);
            if matches!(origin, Origin::ThirdParty(_)) {
                continue;
            }
            for groups in NAMES.iter().flat_map(|pattern| pattern.captures_iter(&hit.text)) {
                let Some(host) = groups.get(1) else { continue };
                let scheme = groups.get(0).is_some_and(|whole| whole.as_str().starts_with("://"));
                let host = host.as_str().to_ascii_lowercase();
                let Some(reason) = reason(&host, scheme || groups.get(2).is_some()) else { continue };
                // Own code tells more than code of an unknown owner.
                let known = found.get(&host).is_some_and(|(known, ..)| *known <= origin);
                if !known {
                    found.insert(host, (origin.clone(), hit.location.clone(), reason));
                }
            }
        }
        for (host, (_, location, reason)) in found {
            out.fail(location).value("host", &host).value("reason", reason).anchor(host);
        }
        unread(facts, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_judged_by_its_labels() {
        for test in [
            "uat-api.broker.example.tw",
            "quote.sit2.broker.com.tw",
            "api-dev01.broker.com.tw",
            "apiuat.broker.com",
            "a1b2.ngrok-free.app",
            "192.168.1.20",
            "10.0.2.2",
        ] {
            assert!(reason(test, true).is_some(), "{test}");
        }
        for other in [
            "developer.android.com",
            "latest.broker.com.tw",
            "test.com",
            "qa.com.tw",
            "dev.mysql.com",
            "contest.broker.com",
            "flutter.dev",
            "site.broker.com",
            "testflight.apple.com",
            "172.32.0.1",
            "8.8.8.8",
            "speedtest.net",
        ] {
            assert!(reason(other, true).is_none(), "{other}");
        }
        assert!(reason("10.0.0.1", false).is_none());
    }
}
