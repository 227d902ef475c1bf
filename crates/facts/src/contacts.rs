//! Servers that the app's texts name.

use std::collections::BTreeMap;

use finding::{Location, Origin};

use crate::{Facts, StringPattern, StringScope, hosts_in, is_local_host};

/// A host of a web address that the app's own code or resources name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Host name in lower case.
    pub host: String,
    /// Whether some address of it is encrypted (`https`, `wss`).
    pub encrypted: bool,
    /// The first place that names it.
    pub location: Location,
    /// Whose place that is.
    pub origin: Origin,
}

/// Hosts that texts name for people, or that belong to the services of an SDK: neither the app's own servers nor ones
/// that it could pin. Each stands for its subdomains too.
const OTHERS: &[&str] = &[
    "adobe.com",
    "android.com",
    "apache.org",
    "app-measurement.com",
    "apple.com",
    "appsflyer.com",
    "bit.ly",
    "cloudflare.com",
    "crashlytics.com",
    "creativecommons.org",
    "doubleclick.net",
    "example.com",
    "example.net",
    "example.org",
    "facebook.com",
    "fb.com",
    "firebaseio.com",
    "github.com",
    "github.io",
    "githubusercontent.com",
    "gnu.org",
    "goo.gl",
    "google-analytics.com",
    "google.com",
    "googleadservices.com",
    "googleapis.com",
    "googlesource.com",
    "googlesyndication.com",
    "googletagmanager.com",
    "googleusercontent.com",
    "gstatic.com",
    "ietf.org",
    "instagram.com",
    "java.com",
    "jetbrains.com",
    "json-schema.org",
    "kotlinlang.org",
    "line.me",
    "linkedin.com",
    "medium.com",
    "microsoft.com",
    "mozilla.org",
    "opensource.org",
    "oracle.com",
    "page.link",
    "rfc-editor.org",
    "schema.org",
    "slf4j.org",
    "sourceforge.net",
    "stackoverflow.com",
    "t.me",
    "twitter.com",
    "w3.org",
    "wikipedia.org",
    "x.com",
    "xml.org",
    "xmlpull.org",
    "youtu.be",
    "youtube.com",
];

/// The texts that hold such addresses. A detector asks for them; without one that did, no contacts are known.
pub fn addresses() -> Option<StringPattern> {
    StringPattern::new(
        &["https://", "wss://", "http://", "ws://"],
        "(?i)(?:https?|wss?)://[a-z0-9-]+\\.[a-z0-9]",
        &[StringScope::Code, StringScope::Resources],
    )
}

/// Whether a host is a domain or lies under it.
pub fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a host is one that texts name for people, or of a service that many apps share.
pub fn is_public_service(host: &str) -> bool {
    OTHERS.iter().any(|other| is_under(host, other))
}

impl Facts<'_> {
    /// Servers that the app's own code and resources name, by host.
    pub fn contacts(&self) -> Vec<Contact> {
        let mut found: BTreeMap<String, Contact> = BTreeMap::new();
        let hits = addresses().map(|pattern| self.strings.hits(&pattern)).unwrap_or_default();
        for hit in hits {
            let origin = self.origin_of(&hit.location);
            if matches!(origin, Origin::ThirdParty(_)) {
                continue;
            }
            for (host, encrypted) in hosts_in(&hit.text) {
                if is_local_host(&host) || is_public_service(&host) {
                    continue;
                }
                let (location, origin) = (hit.location.clone(), origin.clone());
                match found.get_mut(&host) {
                    Some(known) => {
                        known.encrypted |= encrypted;
                        // Own code tells more than code of an unknown owner.
                        if origin < known.origin {
                            (known.location, known.origin) = (location, origin);
                        }
                    }
                    None => {
                        found.insert(host.clone(), Contact { host, encrypted, location, origin });
                    }
                }
            }
        }
        found.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_stands_for_what_lies_under_it() {
        assert!(is_under("api.github.com", "github.com") && is_under("github.com", "github.com"));
        assert!(!is_under("notgithub.com", "github.com") && !is_under("com", "github.com"));
    }
}
