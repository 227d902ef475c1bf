use std::sync::Arc;

use android_res::arsc::Table;
use android_res::axml::Document;
use finding::Location;

use super::manifest::Manifest;
use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Value};

records! {
    /// The policy in force for one domain, everything inherited: one row a domain, and one for all others.
    DomainPolicy as "network.domain" {
        /// Host name, or `*` for every host that no other row names.
        domain: String,
        /// Whether subdomains are meant too.
        include_subdomains: bool,
        /// Whether cleartext traffic is permitted.
        cleartext: bool,
        /// Whether certificate authorities installed by the user are trusted.
        user_anchors: bool,
        /// Whether an anchor switches pins off.
        override_pins: bool,
        /// Pins in force.
        pins: i64,
        /// Pins that are not SHA-256 or not 32 bytes of Base64.
        bad_pins: i64,
        /// Day from which pins no longer count, `yyyy-mm-dd`; empty when they never expire.
        pins_expire: String,
        /// Whether the row holds for debuggable builds only.
        debug_only: bool,
    }
}

/// The network policy of an app and what decided it.
#[derive(Debug, Clone)]
pub struct NetworkPolicy {
    /// The base row first, then one row a domain, then the debug overrides.
    pub domains: Vec<DomainPolicy>,
    /// The configuration is named in the manifest but no file is there.
    pub missing: Option<Location>,
    /// Path of the configuration file, where there is one.
    pub file: Option<Arc<str>>,
}

/// A configuration file that the manifest names: its path and its document.
pub(crate) type Source<'a> = Option<(Arc<str>, &'a Document)>;

impl NetworkPolicy {
    /// `named` is true when the manifest names a configuration.
    pub(crate) fn read(
        manifest: &Manifest,
        source: Source<'_>,
        named: bool,
        table: Option<&Table<'_>>,
    ) -> Option<Self> {
        let application = manifest.application.as_ref()?;
        let target = manifest.target_sdk().unwrap_or(1);
        let Some((artifact, document)) = source else {
            let setting = &application.uses_cleartext_traffic;
            let place =
                if setting.value.is_written() { setting.origin.clone() } else { application.origin.clone() };
            let mut base = platform_default(&place, target);
            base.cleartext = Fact { value: setting.value.clone(), origin: place };
            let missing = named.then(|| application.network_security_config.origin.clone());
            return Some(Self { domains: vec![base], missing, file: None });
        };
        let from = Resolver { document, artifact: artifact.clone(), table };
        let default = platform_default(&from.place(0, None), target);
        let base = match from.children(0, &["base-config"]).next() {
            Some((at, _)) => inherit(&from, at, &default),
            None => default.clone(),
        };
        let mut domains = vec![base.clone()];
        // Nested configurations are walked with a list; the document's depth is bounded already.
        let mut work: Vec<(u32, DomainPolicy)> =
            from.children(0, &["domain-config"]).map(|(at, _)| (at, base.clone())).collect();
        work.reverse();
        while let Some((at, above)) = work.pop() {
            let own = inherit(&from, at, &above);
            for (domain_at, element) in from.children(at, &["domain"]) {
                let name = element.text.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
                let mut row = own.clone();
                row.origin = from.place(domain_at, None);
                row.domain = known(name, from.place(domain_at, None));
                row.include_subdomains = from.plain_fact(domain_at, "includeSubdomains", false);
                domains.push(row);
            }
            let mut nested: Vec<_> =
                from.children(at, &["domain-config"]).map(|(at, _)| (at, own.clone())).collect();
            nested.reverse();
            work.append(&mut nested);
        }
        domains.extend(from.children(0, &["debug-overrides"]).map(|(at, _)| {
            let mut row = inherit(&from, at, &default);
            row.debug_only = known(true, from.place(at, None));
            row
        }));
        Some(Self { domains, missing: None, file: Some(artifact) })
    }
}

fn known<T>(value: T, origin: Location) -> Fact<T> {
    Fact { value: Value::Known(value), origin }
}

/// `NetworkSecurityConfig.getDefaultBuilder` of AOSP: cleartext up to target 27, user authorities up to target 23.
fn platform_default(origin: &Location, target: i64) -> DomainPolicy {
    fn default<T>(value: T, origin: &Location) -> Fact<T> {
        Fact { value: Value::Default(value), origin: origin.clone() }
    }
    DomainPolicy {
        origin: origin.clone(),
        domain: default("*".to_owned(), origin),
        include_subdomains: default(true, origin),
        cleartext: default(target <= 27, origin),
        user_anchors: default(target <= 23, origin),
        override_pins: default(false, origin),
        pins: default(0, origin),
        bad_pins: default(0, origin),
        pins_expire: default(String::new(), origin),
        debug_only: default(false, origin),
    }
}

/// The settings of one configuration element over those of the element around it.
fn inherit(from: &Resolver<'_>, at: u32, above: &DomainPolicy) -> DomainPolicy {
    let mut row = above.clone();
    row.origin = from.place(at, None);
    let cleartext = from.plain_fact(at, "cleartextTrafficPermitted", false);
    if cleartext.value.is_written() {
        row.cleartext = cleartext;
    }
    if let Some((anchors, _)) = from.children(at, &["trust-anchors"]).next() {
        let certificates: Vec<u32> = from.children(anchors, &["certificates"]).map(|(at, _)| at).collect();
        let source = |at: u32| from.plain_fact(at, "src", String::new());
        let user = certificates.iter().copied().find(|&at| source(at).value.each().any(|src| src == "user"));
        row.user_anchors = match user {
            Some(user) => known(true, source(user).origin),
            None => known(false, from.place(anchors, None)),
        };
        let overrides = certificates.iter().map(|&at| from.plain_fact(at, "overridePins", false));
        let on = overrides.into_iter().find(|fact| fact.value.each().any(|&on| on));
        row.override_pins = on.unwrap_or_else(|| known(false, from.place(anchors, None)));
    }
    if let Some((set, _)) = from.children(at, &["pin-set"]).next() {
        let pins: Vec<bool> = from
            .children(set, &["pin"])
            .map(|(at, element)| {
                let digest = from.plain_fact(at, "digest", String::new());
                let is_sha256 = digest.value.main().is_some_and(|digest| digest == "SHA-256");
                is_sha256 && is_sha256_pin(element.text.as_deref().unwrap_or_default().trim())
            })
            .collect();
        let count =
            |good: bool| i64::try_from(pins.iter().filter(|&&one| one == good).count()).unwrap_or(i64::MAX);
        row.pins = known(count(true), from.place(set, None));
        row.bad_pins = known(count(false), from.place(set, None));
        row.pins_expire = from.plain_fact(set, "expiration", String::new());
    }
    row
}

/// 32 bytes of Base64: 43 characters and one padding sign.
fn is_sha256_pin(text: &str) -> bool {
    let body = text.strip_suffix('=').unwrap_or(text);
    body.len() == 43 && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

impl DomainPolicy {
    /// Loopback, emulator and private addresses, for which cleartext does not leave the site.
    pub fn is_local(&self) -> bool {
        let host = self.domain.value.main().map_or("", String::as_str);
        is_local_host(host)
    }
}

/// Whether a host name or address stays on the device or in a private network.
pub fn is_local_host(host: &str) -> bool {
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        return address.is_loopback() || address.is_private() || address.is_link_local();
    }
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<std::net::Ipv6Addr>() {
        return address.is_loopback();
    }
    matches!(host, "localhost" | "ip6-localhost") || host.ends_with(".localhost") || host.ends_with(".local")
}
