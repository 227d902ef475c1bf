use facts::arm64::{Call, Value};
use facts::{Facts, Interest};
use finding::{Confidence, Severity};
use rules::Sink;

use super::calls::{add, follow, say_unread, sites};
use super::info_lists;
use crate::dataflow::cleartext_address::{host_of, is_cleartext, is_harmless};
use crate::{Detector, Unknown};

/// An `http://` address, or a plain socket, of the code.
pub(crate) struct CleartextAddress;

/// Methods that make an address of a text.
const ADDRESSES: &[&str] = &["URLWithString:", "URLWithString:relativeToURL:", "initWithString:"];
/// `URL(string:)`.
const SWIFT_URL: &str = "_$s10Foundation3URLV6stringACSgSSh_tcfC";
/// Functions that connect to a host without TLS unless a property of the stream asks for it.
const SOCKETS: &[&str] = &["_CFStreamCreatePairWithSocketToHost"];
const STREAMS: &[&str] = &["getStreamsToHostWithName:port:inputStream:outputStream:"];
/// Properties that put TLS on a stream.
const SECURES: &[&str] = &[
    "_kCFStreamPropertySSLSettings",
    "_kCFStreamPropertySocketSecurityLevel",
    "_NSStreamSocketSecurityLevelKey",
    "_SSLCreateContext",
];

impl Detector for CleartextAddress {
    fn id(&self) -> &'static str {
        "ios-cleartext-address"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, ADDRESSES);
        add(&mut interest.machine.selectors, STREAMS);
        add(&mut interest.machine.symbols, SOCKETS);
        add(&mut interest.machine.symbols, &[SWIFT_URL]);
        for selector in ADDRESSES {
            follow(interest, selector, &[2]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| address(call).is_some());
        let is_refused = !allows_cleartext(facts);
        for (binary, site) in &calls {
            let Some(text) = address(&site.call).filter(|text| is_cleartext(text)) else { continue };
            let Some(host) = host_of(text).filter(|host| !is_harmless(host)) else { continue };
            let draft = out.fail(binary.call(site)).value("address", text).anchor(host);
            // The system refuses the connection, whatever the code asks for.
            if is_refused {
                draft.severity(Severity::Low).confidence(Confidence::Medium);
            }
        }
        let plain = sites(facts, |call| {
            call.symbol().is_some_and(|symbol| SOCKETS.contains(&symbol))
                || call.selector().is_some_and(|selector| STREAMS.contains(&selector))
        });
        for (binary, site) in &plain {
            let name = site.call.symbol().or_else(|| site.call.selector()).unwrap_or_default();
            let host = if site.call.symbol().is_some() { 1 } else { 2 };
            let host = site.call.arg(host).text().unwrap_or("(unknown)");
            if is_harmless(host) {
                continue;
            }
            // Which stream gets the property cannot be told; that none does can.
            if SECURES.iter().any(|symbol| binary.imports(symbol)) {
                super::calls::say_unknown(
                    out,
                    binary,
                    site,
                    "whether this stream gets TLS",
                    "此串流是否啟用 TLS",
                );
            } else {
                out.fail(binary.call(site)).value("address", format!("{name} {host}")).anchor(name);
            }
        }
        out.examined("addresses", calls.len().saturating_add(plain.len()));
        Ok(())
    }
}

/// The text of which a call makes an address.
fn address(call: &Call) -> Option<&str> {
    if call.symbol() == Some(SWIFT_URL) {
        return call.arg(0).text();
    }
    let selector = call.selector().filter(|selector| ADDRESSES.contains(selector))?;
    let of_url = call.receiver() == Some("NSURL");
    if !of_url && (selector == "initWithString:" || call.receiver().is_some()) {
        return None;
    }
    begins(call.arg(2))
}

/// The text, or the format, that a value begins with.
fn begins(value: &Value) -> Option<&str> {
    match value {
        Value::Result(call) => match call.selector()? {
            "stringWithFormat:" | "initWithFormat:" => call.arg(2).text(),
            "stringByAppendingString:" | "stringByAppendingPathComponent:" => begins(call.arg(0)),
            _ => None,
        },
        other => other.text(),
    }
}

/// Whether any policy of the app lets a host be reached without TLS.
fn allows_cleartext(facts: &Facts<'_>) -> bool {
    const KEYS: &[&str] = &[
        "NSAllowsArbitraryLoads",
        "NSAllowsArbitraryLoadsInWebContent",
        "NSAllowsArbitraryLoadsForMedia",
        "NSExceptionDomains",
    ];
    info_lists(facts)
        .any(|(_, _, info)| KEYS.iter().any(|key| info.at(&["NSAppTransportSecurity", key]).is_some()))
}
