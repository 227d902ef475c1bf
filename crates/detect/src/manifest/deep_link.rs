use std::collections::BTreeMap;

use facts::{Component, Facts, IntentFilter, Manifest, Tri, Value, covers_every_path};
use finding::{Location, Severity};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A browsable web link that the system does not verify.
pub(crate) struct UnverifiedWebLink;
/// A browsable link with a scheme that any app may claim.
pub(crate) struct CustomScheme;
/// A browsable filter that answers to more hosts or paths than an app can mean.
pub(crate) struct LinkWildcard;

fn is_web(scheme: &&str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Schemes that belong to the system or to a standard; no app calls one its own.
const STANDARD: &[&str] = &[
    "about",
    "content",
    "data",
    "file",
    "ftp",
    "geo",
    "inline",
    "javascript",
    "mailto",
    "market",
    "mms",
    "mmsto",
    "rtsp",
    "sip",
    "sms",
    "smsto",
    "tel",
    "voicemail",
];

fn is_activity(component: &&Component) -> bool {
    component.kind().starts_with("activity")
}

/// Calls `look` for every filter that a link in a browser reaches: of an activity, and without a MIME type.
fn browsable(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    mut look: impl FnMut(&str, &IntentFilter, &mut Sink<'_>),
) {
    let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let mut count = 0u32;
    for component in components.filter(is_activity).filter(|one| one.reachable() != Tri::No) {
        let links = component.filters.iter().filter(|filter| filter.is_browsable() && !filter.wants_type());
        for filter in links {
            count = count.saturating_add(1);
            if component.reachable() == Tri::Unknown {
                out.unknown(unresolved(&component.origin));
            } else {
                look(&component.name.value.to_string(), filter, out);
            }
            let mut data = filter.data.iter().flat_map(|data| &data.attributes);
            if let Some((_, open)) = data.find(|(_, fact)| matches!(fact.value, Value::Unresolved(_))) {
                out.unknown(unresolved(&open.origin));
            }
        }
    }
    out.examined("browsable filters", count);
}

/// Category without which no link that names no app reaches an activity.
const DEFAULT: &str = "android.intent.category.DEFAULT";

/// Hosts that the system verifies for this app: `DomainVerificationCollector` of AOSP. With a target below 31 one filter
/// that asks has all web hosts of the app verified; from 31 on each filter speaks for itself.
struct Verified<'m> {
    every_host: Tri,
    hosts: BTreeMap<&'m str, Tri>,
}

impl<'m> Verified<'m> {
    fn of(manifest: &'m Manifest) -> Self {
        let filters = manifest.components.iter().filter(is_activity).flat_map(|component| &component.filters);
        let asking = filters.map(|filter| (filter, filter.asks_for_verification()));
        let asking = asking.filter(|(_, asks)| *asks != Tri::No);
        let mut found = Self { every_host: Tri::No, hosts: BTreeMap::new() };
        for (filter, asks) in asking {
            if asks_once_for_all(manifest) {
                found.every_host = found.every_host.or(asks);
            } else if filter.has_category(DEFAULT) {
                for host in filter.data_values("host") {
                    let known = found.hosts.entry(host).or_insert(Tri::No);
                    *known = known.or(asks);
                }
            }
        }
        found
    }

    /// Whether all of these hosts are; a filter without a host has none to verify.
    fn all(&self, hosts: &[&str]) -> Tri {
        let each = hosts.iter().map(|host| self.hosts.get(host).copied().unwrap_or(Tri::No));
        each.fold(Tri::Yes, Tri::and).or(self.every_host).and((!hosts.is_empty()).into())
    }
}

fn asks_once_for_all(manifest: &Manifest) -> bool {
    manifest.target_sdk().unwrap_or(1) < 31
}

/// Why the system does not verify the hosts of a filter with web links; `None` where its own attributes ask for it.
fn not_asked(manifest: &Manifest, filter: &IntentFilter) -> Option<String> {
    if filter.auto_verify.is(|&on| on) == Tri::No {
        Some(format!("android:autoVerify = {}", filter.auto_verify.value))
    } else if !filter.is_web_only() {
        Some(format!("android:scheme = {}", filter.data_values("scheme").join(", ")))
    } else if !asks_once_for_all(manifest) && !filter.has_category(DEFAULT) {
        Some(format!("{DEFAULT} × 0"))
    } else {
        None
    }
}

impl Detector for UnverifiedWebLink {
    fn id(&self) -> &'static str {
        "unverified-web-link"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let verified = Verified::of(manifest);
        browsable(facts, out, |name, filter, out| {
            let schemes = filter.data_values("scheme");
            let web: Vec<&str> = schemes.into_iter().filter(is_web).collect();
            let Some(scheme) = web.first() else { return };
            let hosts = filter.data_values("host");
            let verified = verified.all(&hosts);
            if verified == Tri::Yes {
                return;
            }
            match not_asked(manifest, filter) {
                // Another filter may ask for the same hosts.
                Some(_) if verified == Tri::Unknown => out.unknown(unresolved(&filter.origin)),
                // A filter without a host asks for nothing, which is another rule's finding.
                None if filter.auto_verify.is(|&on| on) == Tri::Yes => {}
                None => out.unknown(unresolved(&filter.auto_verify.origin)),
                Some(reason) => {
                    let hosts = if hosts.is_empty() { "*".to_owned() } else { hosts.join(", ") };
                    out.fail(filter.origin.clone())
                        .value("name", name)
                        .value("link", format!("{scheme}://{hosts}"))
                        .value("reason", reason)
                        .anchor(hosts);
                }
            }
        });
        Ok(())
    }
}

/// Schemes that login libraries prescribe, each with the app's id at the vendor inside.
fn is_of_login_library(scheme: &str) -> bool {
    let digits_after = |prefix: &str| {
        scheme
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.len() >= 6 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    scheme.starts_with("com.googleusercontent.apps.")
        || scheme.starts_with("line3rdp.")
        || scheme.starts_with("msauth")
        || scheme.starts_with("twitterkit-")
        || scheme == "fbconnect"
        || digits_after("fb")
        || digits_after("kakao")
        || digits_after("tencent")
}

impl Detector for CustomScheme {
    fn id(&self) -> &'static str {
        "custom-scheme"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        browsable(facts, out, |name, filter, out| {
            let mut own: Vec<&str> = filter.data_values("scheme");
            own.retain(|scheme| !is_web(scheme) && !scheme.is_empty() && !STANDARD.contains(scheme));
            own.sort_unstable();
            own.dedup();
            for scheme in own {
                let draft = out
                    .fail(filter.origin.clone())
                    .value("name", name)
                    .value("scheme", scheme)
                    .anchor(scheme);
                if is_of_login_library(scheme) {
                    draft.severity(Severity::Info);
                }
            }
        });
        Ok(())
    }
}

impl Detector for LinkWildcard {
    fn id(&self) -> &'static str {
        "link-wildcard"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
        // A browser has to answer to every address.
        let browser = components.flat_map(|component| &component.filters).any(|filter| {
            filter.categories.iter().any(|category| category == "android.intent.category.APP_BROWSER")
        });
        browsable(facts, out, |name, filter, out| {
            for (place, link, wildcard, severity) in wildcards(filter) {
                let severity = if browser { Severity::Info } else { severity };
                out.fail(place)
                    .value("name", name)
                    .value("link", &link)
                    .value("wildcard", wildcard)
                    .anchor(link)
                    .severity(severity);
            }
        });
        Ok(())
    }
}

type Wildcard = (Location, String, String, Severity);

/// What of a filter stands for more than one host or for every path. All `<data>` of a filter count together: a path
/// without a host is ignored, and a host without a scheme too.
fn wildcards(filter: &IntentFilter) -> Vec<Wildcard> {
    let mut found = Vec::new();
    let schemes = filter.data_values("scheme");
    let Some(scheme) = schemes.iter().find(|scheme| is_web(scheme)).or(schemes.first()) else { return found };
    let web = is_web(scheme);
    let mut hosts = 0u32;
    for fact in filter.data_facts("host") {
        hosts = hosts.saturating_add(1);
        // AuthorityEntry of AOSP: only a leading star is a wildcard, and what follows is compared with the end.
        for host in fact.value.each() {
            let Some(rest) = host.strip_prefix('*') else { continue };
            let severity = match (web, rest) {
                (false, _) => Severity::Low,
                (true, rest) if rest.starts_with('.') => Severity::Low,
                (true, _) => Severity::Medium,
            };
            let wildcard = format!("android:host=\"{host}\"");
            found.push((fact.origin.clone(), format!("{scheme}://{host}"), wildcard, severity));
        }
    }
    if !web {
        return found;
    }
    let unresolved = filter.data_facts("host").any(|fact| matches!(fact.value, Value::Unresolved(_)));
    if hosts == 0 && !unresolved {
        let place = filter.data_facts("scheme").next().map_or(&filter.origin, |fact| &fact.origin);
        let wildcard = "android:host=∅".to_owned();
        found.push((place.clone(), format!("{scheme}://*"), wildcard, Severity::Medium));
    } else {
        let all =
            filter.paths().find(|(name, fact)| fact.value.each().any(|path| covers_every_path(name, path)));
        if let Some((name, fact)) = all {
            let host = filter.data_values("host").join(", ");
            let path = fact.value.main().map_or("", String::as_str);
            let wildcard = format!("android:{name}=\"{path}\"");
            found.push((fact.origin.clone(), format!("{scheme}://{host}"), wildcard, Severity::Low));
        }
    }
    found
}
