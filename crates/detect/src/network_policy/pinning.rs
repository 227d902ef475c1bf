use facts::{
    Const, Contact, DomainPolicy, Facts, Interest, MethodPattern, Part, Seen, StringPattern, StringScope,
};
use facts::{Tri, addresses, is_under, location_of};
use finding::{Confidence, Origin, Text};
use rules::Sink;

use super::rows;
use crate::code::Body;
use crate::{Detector, Unknown};

/// No server of the app's own is pinned, by configuration or in code.
pub(crate) struct NoPinning;

/// Calls of OkHttp that pin a host to the hashes of keys: the host, then the pins.
const PINNERS: &[&str] = &[
    "Lokhttp3/CertificatePinner$Builder;->add(*)",
    "Lcom/squareup/okhttp/CertificatePinner$Builder;->add(*)",
];

/// Other calls that pin keys by hash, or ask for logged certificates.
const CALLS: &[&str] = &[
    "Lorg/chromium/net/CronetEngine$Builder;->addPublicKeyPins(*)",
    "Lcom/appmattus/certificatetransparency/CTInterceptorBuilder;->build(*)",
];

/// TrustKit reads its pins from a file, which is the network policy when it is started without one.
const TRUST_KIT: &str =
    "Lcom/datatheorem/android/trustkit/TrustKit;->initializeWithNetworkSecurityConfiguration(*)";

/// Puts a certificate into a store, perhaps to trust it alone. What becomes of the store is not followed.
const STORES: &str = "Ljava/security/KeyStore;->setCertificateEntry(*)";

/// Hosts that a message lists.
const LISTED: usize = 5;

/// Pins as OkHttp and most others write them; they stay readable when the code is obfuscated.
fn written_pins() -> Option<StringPattern> {
    let scopes = [StringScope::Code, StringScope::Resources, StringScope::Files];
    StringPattern::new(&["sha256/"], "sha256/[A-Za-z0-9+/]{43}=", &scopes)
}

/// Whether the platform restricts who may vouch for a host: pins, own authorities only, or logged certificates.
fn is_restricted(row: &DomainPolicy) -> Tri {
    let own_only = row
        .file_anchors
        .is(|&files| files > 0)
        .and(!row.system_anchors.is(|&on| on))
        .and(!row.user_anchors.is(|&on| on));
    let pinned = row.pins.is(|&pins| pins > 0);
    let restricted = pinned.or(own_only).or(row.certificate_transparency.is(|&on| on));
    restricted.and(row.can_match.is(|&can| can))
}

/// The domain that an application id is written from: `tw.com.broker.trade` gives `broker.com.tw`.
fn domain_of(app_id: &str) -> Option<String> {
    let parts: Vec<&str> = app_id.split('.').collect();
    let registry = ["com", "co", "org", "net", "gov", "edu", "idv"];
    let count = match parts.get(1) {
        Some(second) if registry.contains(second) => 3,
        _ => 2,
    };
    let own = parts.get(..count)?;
    Some(own.iter().rev().copied().collect::<Vec<_>>().join(".").to_ascii_lowercase())
}

/// Hosts under the app's own domain; where there are none, those that its own code names.
fn first_party(facts: &Facts<'_>) -> Vec<Contact> {
    let contacts: Vec<Contact> = facts.contacts().into_iter().filter(|contact| contact.encrypted).collect();
    let domain = domain_of(facts.app_id());
    let under = |contact: &&Contact| domain.as_deref().is_some_and(|domain| is_under(&contact.host, domain));
    let own: Vec<Contact> = contacts.iter().filter(under).cloned().collect();
    if !own.is_empty() {
        return own;
    }
    let in_code = |contact: &Contact| matches!(contact.location.place, finding::Place::Code { .. });
    contacts.into_iter().filter(|contact| contact.origin == Origin::Own && in_code(contact)).collect()
}

/// What in the code pins, and which hosts where that is told.
struct Pinned {
    place: String,
    hosts: Vec<String>,
}

/// Whether an argument holds a pin: a hash behind the name of its algorithm.
fn has_pin(value: &Const) -> bool {
    match value {
        Const::Text(text) => text.starts_with("sha256/") || text.starts_with("sha1/"),
        Const::List(values) | Const::OneOf(values) => values.iter().any(has_pin),
        _ => false,
    }
}

fn of_others(facts: &Facts<'_>, location: &finding::Location) -> bool {
    matches!(facts.origin_of(location), Origin::ThirdParty(_))
}

fn pinner_calls<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f facts::CallSite> {
    let calls = PINNERS.iter().flat_map(|pattern| facts.code.calls_to(pattern));
    calls.filter(|call| !of_others(facts, &call.location))
}

/// What in the code pins, if anything does.
fn pinned_in_code(facts: &Facts<'_>) -> Option<Pinned> {
    let with_pins: Vec<_> =
        pinner_calls(facts).filter(|call| call.args.get(1).is_some_and(has_pin)).collect();
    let hosts = with_pins.iter().filter_map(|call| call.args.first()).flat_map(Const::each);
    let mut hosts: Vec<String> = hosts.filter_map(Const::text).map(str::to_owned).collect();
    hosts.sort();
    hosts.dedup();
    let others = CALLS.iter().flat_map(|pattern| facts.code.calls_to(pattern));
    let others = others.filter(|call| !of_others(facts, &call.location));
    let hits = written_pins().map(|pattern| facts.strings.hits(&pattern)).unwrap_or_default();
    let mut hits = hits.iter().filter(|hit| !of_others(facts, &hit.location));
    let first = with_pins.first().copied().or_else(|| others.into_iter().next());
    let place = first.map(|call| &call.location).or_else(|| hits.next().map(|hit| &hit.location))?;
    Some(Pinned { place: place.to_string(), hosts })
}

/// What may pin and cannot be followed to the end: pins that are not in the code, a trust manager of the app's own that
/// refuses by itself, or a certificate put into a store.
fn may_pin(facts: &Facts<'_>) -> Option<String> {
    let own = |location: &finding::Location| !matches!(facts.origin_of(location), Origin::ThirdParty(_));
    let calls = pinner_calls(facts).chain(facts.code.calls_to(TRUST_KIT)).chain(facts.code.calls_to(STORES));
    if let Some(call) = calls.into_iter().find(|call| own(&call.location)) {
        return Some(call.location.to_string());
    }
    let classes = &facts.code.classes;
    let types = ["Ljavax/net/ssl/X509TrustManager;", "Ljavax/net/ssl/X509ExtendedTrustManager;"];
    for (file, class) in types.iter().flat_map(|type_| classes.subtypes(type_)) {
        for method in class.methods(&file.dex) {
            let name = file.dex.method(method.idx).and_then(|reference| file.dex.string(reference.name));
            let place = location_of(file, &method, None);
            if name.as_deref() != Some("checkServerTrusted") || !own(&place) {
                continue;
            }
            // One that asks another trust manager decides nothing itself; one that compares does.
            if Body::of(classes, file, &method).is_none_or(|body| body.can_refuse(&|_| false) != Some(false))
            {
                return Some(place.to_string());
            }
        }
    }
    None
}

impl Detector for NoPinning {
    fn id(&self) -> &'static str {
        "no-pinning"
    }

    fn interest(&self, interest: &mut Interest) {
        for call in PINNERS.iter().chain(CALLS).chain([&STORES, &TRUST_KIT]) {
            if let Ok(pattern) = MethodPattern::parse(call) {
                interest.add_method(pattern);
            }
        }
        for pattern in [addresses(), written_pins()].into_iter().flatten() {
            interest.add_string(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let Some(application) = &manifest.application else { return Ok(()) };
        let internet =
            |uses: &facts::UsesPermission| uses.name.is(|name| name == "android.permission.INTERNET");
        if !manifest.uses_permissions.iter().any(|uses| internet(uses) != Tri::No) {
            out.not_applicable(Text::new("the app does not ask for the network", "App 未要求網路權限"));
            return Ok(());
        }
        let mut restricted = Tri::No;
        for row in rows(facts) {
            restricted = restricted.or(is_restricted(row));
        }
        match restricted {
            Tri::Yes => {
                out.examined("network policy", "pins, own authorities or certificate transparency");
                let covered = rows(facts).filter(|row| is_restricted(row) == Tri::Yes);
                let covered: Vec<&str> =
                    covered.filter_map(|row| row.domain.value.main().map(String::as_str)).collect();
                out.examined("hosts covered", covered.join(", "));
                return Ok(());
            }
            Tri::Unknown => {
                return Err(Unknown(Text::new(
                    "the network security configuration could not be read",
                    "無法讀取網路安全設定檔",
                )));
            }
            Tri::No => {}
        }
        if let Some(Pinned { place, hosts }) = pinned_in_code(facts) {
            out.examined("pinned in code", place);
            if !hosts.is_empty() {
                out.examined("hosts covered", hosts.join(", "));
            }
            return Ok(());
        }
        if let Some(place) = may_pin(facts) {
            return Err(Unknown(Text::new(
                format!("{place}: the app's own handling of certificates may pin"),
                format!("{place}：App 自訂之憑證處理可能含憑證綁定"),
            )));
        }
        if let Seen::Partly(why) = facts.seen(Part::Code) {
            return Err(Unknown(why.clone()));
        }
        let hosts = first_party(facts);
        let Some(first) = hosts.first() else {
            return Err(Unknown(Text::new(
                "no address of a server of its own was found in code or resources",
                "程式碼及資源檔未見自有伺服器之位址",
            )));
        };
        let setting = &application.network_security_config;
        let place =
            if setting.value.is_written() { setting.origin.clone() } else { application.origin.clone() };
        let named: Vec<&str> = hosts.iter().take(LISTED).map(|contact| contact.host.as_str()).collect();
        out.fail(place)
            .value("hosts", named.join(", "))
            .value("count", hosts.len().to_string())
            .value("named_at", first.location.to_string())
            .confidence(Confidence::Low);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_id_is_a_domain_written_backwards() {
        assert_eq!(domain_of("tw.com.broker.trade").as_deref(), Some("broker.com.tw"));
        assert_eq!(domain_of("com.broker").as_deref(), Some("broker.com"));
        assert_eq!(domain_of("com.broker.trade").as_deref(), Some("broker.com"));
        assert_eq!(domain_of("tw.com"), None);
        assert_eq!(domain_of("broker"), None);
    }
}
