use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, LazyLock};

use facts::{Facts, Interest, StringPattern, is_local_host, is_public_service, is_under};
use finding::{Location, Origin, Place};
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
/// Last labels of names that stand without a scheme: others are as likely names of classes and files.
const LAST: &[&str] = &[
    "ai", "app", "asia", "biz", "cloud", "cn", "co", "com", "de", "dev", "eu", "example", "hk", "info",
    "internal", "io", "jp", "kr", "lan", "local", "me", "my", "net", "online", "org", "sg", "tech", "th",
    "tw", "uk", "us", "vn", "xyz",
];
/// Second-level names under which others register theirs.
const REGISTRIES: &[&str] = &["ac", "co", "com", "edu", "gov", "idv", "ne", "net", "or", "org"];

/// Which of several places of a host is told: the lowest.
type Rank = (Origin, bool);

const HOST: &str =
    r#"(?i)(?:://|^|["'=])((?:[a-z0-9_-]+\.)+[a-z0-9-]{1,24})(:[0-9]{1,5})?(?:$|["'/?#\s,;<])"#;

static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(HOST).ok());

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    // The shortest forms of the words: each stands in fewer texts than the end of a host name.
    let words = ["dev", "nonprod", "preprod", "qa", "sit", "stag", "stg", "test", "tst", "uat"];
    let addresses = ["10.", "172.", "192.168."];
    let literals: Vec<&str> = words.into_iter().chain(addresses).chain(TUNNELS.iter().copied()).collect();
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

/// What shows that a host is not one of production: the word, the service, or the standard that sets its network apart.
/// `named` is whether a scheme or a port says that it is a host.
fn reason(host: &str, named: bool) -> Option<String> {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        let private = address.is_private() && is_local_host(host);
        // Four numbers alone may be a version.
        return (private && named).then(|| "RFC 1918".to_owned());
    }
    if let Some(tunnel) = TUNNELS.iter().find(|tunnel| is_under(host, tunnel)) {
        return Some((*tunnel).to_owned());
    }
    if is_public_service(host) || SHARED.iter().any(|shared| is_under(host, shared)) {
        return None;
    }
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels
        .last()
        .filter(|last| last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    // `com.broker.test` is a name of code, which begins where a host ends.
    let is_code = labels.first().is_some_and(|first| LAST.contains(first)) || !LAST.contains(last);
    if !named && is_code {
        return None;
    }
    let under_registry = last.len() == 2
        && labels.len() >= 3
        && labels.get(labels.len().saturating_sub(2)).is_some_and(|second| REGISTRIES.contains(second));
    // The registered name itself is a brand: `test.com`, `qa.tw`.
    let below = labels.len().saturating_sub(if under_registry { 3 } else { 2 });
    let mut words = labels.get(..below)?.iter().flat_map(|label| label.split(['-', '_']));
    words.find(|word| is_environment(word)).map(str::to_owned)
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
        let mut found: BTreeMap<(String, Arc<str>), (Rank, Location, String)> = BTreeMap::new();
        for hit in hits {
            let origin = facts.origin_of(&hit.location);
            if matches!(origin, Origin::ThirdParty(_)) {
                continue;
            }
            // Own code tells more than code of an unknown owner, and the field that holds it more than its uses.
            let is_use = matches!(hit.location.place, Place::Code { pc: Some(_), .. });
            let rank = (origin, is_use);
            for groups in NAMES.iter().flat_map(|pattern| pattern.captures_iter(&hit.text)) {
                let Some(host) = groups.get(1) else { continue };
                let scheme = groups.get(0).is_some_and(|whole| whole.as_str().starts_with("://"));
                let host = host.as_str().to_ascii_lowercase();
                let Some(reason) = reason(&host, scheme || groups.get(2).is_some()) else { continue };
                let key = (host, hit.location.artifact.clone());
                let is_known = found.get(&key).is_some_and(|(known, ..)| *known <= rank);
                if !is_known {
                    found.insert(key, (rank.clone(), hit.location.clone(), reason));
                }
            }
        }
        for ((host, _), (_, location, reason)) in found {
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
        for other in
            ["10.0.0.1", "androidx.test.core.app.capture", "com.broker.test.app", "tw.broker.uat.Api"]
        {
            assert!(reason(other, false).is_none(), "{other}");
        }
        assert_eq!(reason("db.staging.broker.com", false).as_deref(), Some("staging"));
    }
}
