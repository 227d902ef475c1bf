use std::collections::BTreeSet;

use facts::{CallSite, Const, Facts, Interest, MethodPattern, Slicer, Which, is_local_host};
use finding::{Severity, Text};
use rules::Sink;

use super::calls;
use crate::{Detector, Unknown};

/// An `http://` address of the code is asked for over the network.
pub(crate) struct CleartextAddress;

/// Calls that open an address or keep it as the base of others, and which argument it is.
const SINKS: &[(&str, u16)] = &[
    ("Ljava/net/URL;-><init>(Ljava/lang/String;)", 0),
    ("Lokhttp3/Request$Builder;->url(Ljava/lang/String;)", 0),
    ("Lokhttp3/HttpUrl;->parse(Ljava/lang/String;)", 0),
    ("Lokhttp3/HttpUrl;->get(Ljava/lang/String;)", 0),
    ("Lokhttp3/HttpUrl$Companion;->parse(Ljava/lang/String;)", 0),
    ("Lokhttp3/HttpUrl$Companion;->get(Ljava/lang/String;)", 0),
    ("Lretrofit2/Retrofit$Builder;->baseUrl(Ljava/lang/String;)", 0),
    ("Lorg/apache/http/client/methods/HttpGet;-><init>(Ljava/lang/String;)", 0),
    ("Lorg/apache/http/client/methods/HttpPost;-><init>(Ljava/lang/String;)", 0),
    ("Lorg/apache/http/client/methods/HttpPut;-><init>(Ljava/lang/String;)", 0),
    ("Lcom/android/volley/toolbox/StringRequest;-><init>(ILjava/lang/String;*)", 1),
    ("Lcom/android/volley/toolbox/StringRequest;-><init>(Ljava/lang/String;*)", 0),
    ("Lcom/android/volley/toolbox/JsonObjectRequest;-><init>(ILjava/lang/String;*)", 1),
    ("Lcom/android/volley/toolbox/JsonArrayRequest;-><init>(ILjava/lang/String;*)", 1),
    ("Lcom/android/volley/Request;-><init>(ILjava/lang/String;*)", 1),
    ("Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;*)", 0),
    ("Landroid/webkit/WebView;->postUrl(Ljava/lang/String;[B)", 0),
    ("Landroid/app/DownloadManager$Request;-><init>(Landroid/net/Uri;)", 0),
    ("Landroid/media/MediaPlayer;->setDataSource(Ljava/lang/String;)", 0),
];

/// Hosts that texts name for namespaces, licences and documents; each stands for its subdomains too.
const DOCUMENTS: &[&str] = &[
    "schemas.android.com",
    "schemas.microsoft.com",
    "schemas.xmlsoap.org",
    "w3.org",
    "xmlpull.org",
    "xml.org",
    "xml.apache.org",
    "apache.org",
    "java.sun.com",
    "ns.adobe.com",
    "purl.org",
    "json-schema.org",
    "opensource.org",
    "creativecommons.org",
    "gnu.org",
    "example.com",
    "example.org",
    "example.net",
    "dublincore.org",
    "openxmlformats.org",
    "tempuri.org",
];

impl Detector for CleartextAddress {
    fn id(&self) -> &'static str {
        "cleartext-address"
    }

    fn interest(&self, interest: &mut Interest) {
        for (pattern, at) in SINKS {
            if let Ok(pattern) = MethodPattern::parse(pattern) {
                interest.add_call(pattern, &[usize::from(*at)]);
            }
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        let lookup = facts.network.as_ref().map(|network| network.lookup());
        let mut seen = BTreeSet::new();
        for (pattern, at) in SINKS {
            for site in calls(facts, out, &[pattern]) {
                for (place, address) in addresses(facts, pattern, site, *at, &mut slicer) {
                    let Some(host) = host_of(&address) else {
                        out.unknown(Text::new(
                            format!(
                                "{}: an http:// address whose host is not written in the code",
                                place.location
                            ),
                            format!("{}：http:// 位址之主機名稱未寫於程式碼", place.location),
                        ));
                        continue;
                    };
                    if is_harmless(host) || !seen.insert((place.location.clone(), host.to_owned())) {
                        continue;
                    }
                    let permits = lookup.as_ref().and_then(|lookup| lookup.of(host)?.cleartext.value.main());
                    let severity = if permits == Some(&false) { Severity::Low } else { Severity::Medium };
                    out.fail(place.location.clone())
                        .severity(severity)
                        .value("address", &address)
                        .value("callee", &site.callee)
                        .anchor(host);
                }
            }
        }
        Ok(())
    }
}

/// The cleartext addresses that come to a call, each with the place to report: the call, or the call of the wrapper that
/// names the address.
fn addresses<'f>(
    facts: &'f Facts<'_>,
    pattern: &str,
    site: &'f CallSite,
    at: u16,
    slicer: &mut Slicer<'_, '_>,
) -> Vec<(&'f CallSite, String)> {
    let of = |site: &'f CallSite| {
        let values = site.args.get(usize::from(at)).map_or(&[][..], Const::each);
        let texts = values.iter().filter_map(|value| match value {
            Const::Text(text) => Some(text.to_string()),
            Const::Joined(pieces) => {
                // What is behind the first piece only matters as long as the host is open.
                let first = pieces.first().and_then(Const::text)?.to_owned();
                Some(first)
            }
            _ => None,
        });
        texts.filter(|text| is_cleartext(text)).map(|text| (site, text)).collect::<Vec<_>>()
    };
    let Some(value) = site.args.get(usize::from(at)) else { return Vec::new() };
    let found = of(site);
    if !found.is_empty() || value.is_known() {
        return found;
    }
    let wrapped = facts.code.calls_to(pattern).filter(|one| one.via.last() == Some(&site.location));
    let wrapped: Vec<(&CallSite, String)> = wrapped.flat_map(of).collect();
    if !wrapped.is_empty() || begins_otherwise(value) {
        return wrapped;
    }
    let Some(slice) = slicer.readable(site.caller, site.pc, Which::Argument(at)) else { return Vec::new() };
    let texts: Vec<&str> = slice.texts().map(|(_, text)| text).filter(|text| is_cleartext(text)).collect();
    // A bare scheme among other texts may be a comparison's or a replacement's.
    texts.into_iter().filter(|text| host_of(text).is_some()).map(|text| (site, text.to_owned())).collect()
}

/// Whether a text that is put together begins with something that is no cleartext scheme.
fn begins_otherwise(value: &Const) -> bool {
    match value {
        Const::Joined(pieces) => pieces.first().and_then(Const::text).is_some_and(|text| !is_cleartext(text)),
        _ => false,
    }
}

pub(crate) fn is_cleartext(text: &str) -> bool {
    text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"))
}

/// The host of an address; `None` when it is not written out.
pub(crate) fn host_of(address: &str) -> Option<&str> {
    let rest = address.get(7..)?;
    let rest = rest.split(['/', '?', '#']).next()?;
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host =
        if rest.starts_with('[') { rest.split_inclusive(']').next()? } else { rest.split(':').next()? };
    (!host.is_empty() && !host.contains(['%', '{', '$', ' '])).then_some(host)
}

pub(crate) fn is_harmless(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    is_local_host(&lower)
        || DOCUMENTS
            .iter()
            .any(|known| lower == *known || lower.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_told() {
        assert_eq!(host_of("http://api.broker.example:8080/q"), Some("api.broker.example"));
        assert_eq!(host_of("http://[::1]:80/"), Some("[::1]"));
        assert_eq!(host_of("http://%s/q"), None);
        assert_eq!(host_of("http://"), None);
        assert!(is_harmless("www.w3.org") && is_harmless("10.0.2.2") && !is_harmless("noww3.org"));
    }
}
