use facts::arm64::Call;
use facts::{Facts, Interest};
use rules::Sink;

use super::all_slices;
use super::calls::{add, follow, say_unknown, say_unread, sites, truth};
use crate::{Detector, Unknown};

/// A lowest or highest TLS version below 1.2.
pub(crate) struct OldTlsInCode;

/// Setters whose argument is a `tls_protocol_version_t`, and which argument it is.
const BY_VERSION: &[(&str, usize)] = &[
    ("setTLSMinimumSupportedProtocolVersion:", 2),
    ("setTLSMaximumSupportedProtocolVersion:", 2),
    ("_sec_protocol_options_set_min_tls_protocol_version", 1),
    ("_sec_protocol_options_set_max_tls_protocol_version", 1),
];
/// Setters whose argument is an `SSLProtocol` of Secure Transport.
const BY_PROTOCOL: &[(&str, usize)] = &[
    ("setTLSMinimumSupportedProtocol:", 2),
    ("setTLSMaximumSupportedProtocol:", 2),
    ("_sec_protocol_options_set_tls_min_version", 1),
    ("_sec_protocol_options_set_tls_max_version", 1),
    ("_SSLSetProtocolVersionMin", 1),
    ("_SSLSetProtocolVersionMax", 1),
];

fn name_of(call: &Call) -> Option<&str> {
    call.selector().or_else(|| call.symbol())
}

/// The version that a number stands for, if it is an old one.
fn old_version(number: u64) -> Option<&'static str> {
    match number & 0xffff {
        0x0300 => Some("SSL 3.0"),
        0x0301 => Some("TLS 1.0"),
        0x0302 => Some("TLS 1.1"),
        0xfeff => Some("DTLS 1.0"),
        _ => None,
    }
}

fn old_protocol(number: u64) -> Option<&'static str> {
    match number & 0xff {
        1 => Some("SSL 2.0"),
        2 => Some("SSL 3.0"),
        4 => Some("TLS 1.0"),
        7 => Some("TLS 1.1"),
        9 => Some("DTLS 1.0"),
        _ => None,
    }
}

impl Detector for OldTlsInCode {
    fn id(&self) -> &'static str {
        "old-tls-in-code"
    }

    fn interest(&self, interest: &mut Interest) {
        for (name, at) in BY_VERSION.iter().chain(BY_PROTOCOL) {
            let wanted = &mut interest.machine;
            add(if name.starts_with('_') { &mut wanted.symbols } else { &mut wanted.selectors }, &[name]);
            follow(interest, name, &[*at]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let mut count = 0u32;
        for (table, old) in
            [(BY_VERSION, old_version as fn(u64) -> Option<&'static str>), (BY_PROTOCOL, old_protocol)]
        {
            let position = |call: &Call| {
                let name = name_of(call)?;
                table.iter().find(|(one, _)| *one == name).map(|(_, at)| *at)
            };
            for (binary, site) in sites(facts, |call| position(call).is_some()) {
                count = count.saturating_add(1);
                let Some(at) = position(&site.call) else { continue };
                match site.call.arg(at).int() {
                    Some(number) => {
                        if let Some(version) = old(number) {
                            let callee = name_of(&site.call).unwrap_or_default();
                            out.fail(binary.call(site)).value("callee", callee).value("version", version);
                        }
                    }
                    None if site.is_followed => {}
                    None => say_unknown(out, binary, site, "the TLS version", "TLS 版本"),
                }
            }
        }
        out.examined("calls", count);
        Ok(())
    }
}

/// A switch that takes certificates unseen.
pub(crate) struct CertificateOverride;

/// Setters that switch validation off, the argument that does, and with which boolean.
const OVERRIDES: &[(&str, usize, bool)] = &[
    ("setAllowsAnyHTTPSCertificate:forHost:", 2, true),
    ("setAllowInvalidCertificates:", 2, true),
    ("setAllowsInvalidSSLCertificate:", 2, true),
    ("setValidatesDomainName:", 2, false),
    ("setValidatesSecureCertificate:", 2, false),
];
const STREAM_KEY: &str = "_kCFStreamSSLValidatesCertificateChain";
const CF_FALSE: &str = "_kCFBooleanFalse";

impl Detector for CertificateOverride {
    fn id(&self) -> &'static str {
        "certificate-override"
    }

    fn interest(&self, interest: &mut Interest) {
        for (name, at, _) in OVERRIDES {
            add(&mut interest.machine.selectors, &[name]);
            follow(interest, name, &[*at]);
        }
        add(&mut interest.machine.mentions, &[STREAM_KEY, CF_FALSE]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let row = |call: &Call| {
            let selector = call.selector()?;
            OVERRIDES.iter().find(|(one, _, _)| *one == selector)
        };
        let calls = sites(facts, |call| row(call).is_some());
        for (binary, site) in &calls {
            let Some((name, at, bad)) = row(&site.call) else { continue };
            match truth(site.call.arg(*at)) {
                Some(value) if value == *bad => {
                    out.fail(binary.call(site))
                        .value("switch", name)
                        .value("value", if value { "YES" } else { "NO" });
                }
                Some(_) => {}
                None if site.is_followed => {}
                None => say_unknown(out, binary, site, "the value of the switch", "開關之值"),
            }
        }
        let mut streams = 0u32;
        for (_, binary) in all_slices(facts) {
            let mentions = &binary.machine.mentions;
            for mention in mentions.iter().filter(|one| &*one.symbol == STREAM_KEY) {
                streams = streams.saturating_add(1);
                // The value of a dictionary stands in the function that makes it.
                let is_off = mentions
                    .iter()
                    .any(|one| &*one.symbol == CF_FALSE && one.function.address == mention.function.address);
                if is_off {
                    out.fail(binary.mention(mention))
                        .value("switch", STREAM_KEY)
                        .value("value", "kCFBooleanFalse");
                } else {
                    let place = binary.mention(mention);
                    out.unknown(finding::Text::new(
                        format!("{place}: the value of the switch is not known"),
                        format!("{place}：無法得知開關之值"),
                    ));
                }
            }
        }
        out.examined("switches", calls.len().saturating_add(streams as usize));
        Ok(())
    }
}
