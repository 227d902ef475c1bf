use facts::{CallSite, Const, Facts, Interest};
use finding::Origin;
use rules::Sink;

use super::{arguments, ask, undecided};
use crate::{Detector, Unknown};

/// Connections that are allowed to use a protocol before TLS 1.2.
pub(crate) struct OldTls;

/// Calls that choose protocols, with the argument that names one or several.
const CALLS: &[(&str, usize)] = &[
    ("Ljavax/net/ssl/SSLContext;->getInstance(Ljava/lang/String;*)", 0),
    ("Ljavax/net/ssl/SSLSocket;->setEnabledProtocols([Ljava/lang/String;)", 0),
    ("Ljavax/net/ssl/SSLServerSocket;->setEnabledProtocols([Ljava/lang/String;)", 0),
    ("Ljavax/net/ssl/SSLEngine;->setEnabledProtocols([Ljava/lang/String;)", 0),
    ("Ljavax/net/ssl/SSLParameters;->setProtocols([Ljava/lang/String;)", 0),
    ("Lokhttp3/ConnectionSpec$Builder;->tlsVersions([Ljava/lang/String;)", 0),
    ("Lokhttp3/ConnectionSpec$Builder;->tlsVersions([Lokhttp3/TlsVersion;)", 0),
];

impl Detector for OldTls {
    fn id(&self) -> &'static str {
        "old-tls"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (site, value) in arguments(facts, CALLS) {
            examined = examined.saturating_add(1);
            // What a library hands on, its users decide.
            let is_of_library = matches!(facts.origin_of(&site.location), Origin::ThirdParty(_));
            if !look(out, site, value) && !is_of_library {
                out.unknown(undecided(&site.location));
            }
        }
        out.examined("calls", examined);
        Ok(())
    }
}

/// Reports the first old protocol that a call allows; false when none is known and not all names are.
fn look(out: &mut Sink<'_>, site: &CallSite, value: &Const) -> bool {
    let named = value.each().iter().flat_map(|one| match one {
        Const::List(elements) => elements.iter(),
        one => std::slice::from_ref(one).iter(),
    });
    let mut is_whole = true;
    for one in named.flat_map(Const::each) {
        match protocol(one) {
            Some(name) if is_old(name) => {
                let name = name.trim();
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("protocol", name)
                    .anchor(&site.callee);
                return true;
            }
            Some(_) => {}
            // An element that nothing was stored to.
            None => is_whole &= matches!(one, Const::Int(0)),
        }
    }
    is_whole
}

/// The protocol that a text names, or a constant of the HTTP library.
fn protocol(value: &Const) -> Option<&str> {
    match value {
        Const::Text(name) => Some(name),
        Const::Field(field) => field.strip_prefix("Lokhttp3/TlsVersion;->")?.split(':').next(),
        _ => None,
    }
}

/// Whether a name is of one protocol before TLS 1.2; the general names negotiate the best version.
fn is_old(name: &str) -> bool {
    let name = name.trim().to_ascii_uppercase();
    matches!(
        name.as_str(),
        "SSLV2"
            | "SSLV2HELLO"
            | "SSLV3"
            | "TLSV1"
            | "TLSV1.0"
            | "TLSV1.1"
            | "SSL_3_0"
            | "TLS_1_0"
            | "TLS_1_1"
    )
}
