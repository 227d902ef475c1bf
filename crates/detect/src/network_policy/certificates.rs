use facts::{BundledCertificate, Facts, Tri};
use finding::{Severity, Text};
use rules::Sink;

use super::{debuggable, note_unread, rows, unresolved};
use crate::{Detector, Unknown};

/// A certificate of the package that is trusted and should not be.
pub(crate) struct BundledAuthority;
/// Debug overrides in a build in which they count.
pub(crate) struct DebugOverrides;
/// Certificate transparency switched off.
pub(crate) struct CertificateTransparencyOff;

/// What is wrong with a trusted certificate, and whether it is more than the hash of a signature that nobody checks.
fn faults(certificate: &BundledCertificate, now: i64) -> (Vec<String>, bool) {
    let number = |fact: &facts::Fact<i64>| fact.value.main().copied().unwrap_or_default();
    let text = |fact: &facts::Fact<String>| fact.value.main().cloned().unwrap_or_default();
    let mut faults = Vec::new();
    if number(&certificate.not_after) < now {
        faults.push(format!("notAfter {}", text(&certificate.expires)));
    }
    let (key, bits) = (text(&certificate.key), number(&certificate.key_bits));
    let short = match key.as_str() {
        "RSA" | "DSA" => bits < 2048,
        "EC" => bits < 224,
        _ => false,
    };
    if short {
        faults.push(format!("{key} {bits}"));
    }
    if certificate.authority.is(|&may| may) == Tri::No {
        faults.push("CA:FALSE".to_owned());
    }
    let more = !faults.is_empty();
    let signature = text(&certificate.signature);
    let weak = ["md2", "md4", "md5", "sha1"].iter().any(|hash| signature.starts_with(hash));
    if weak {
        faults.push(signature);
    }
    (faults, more || certificate.self_issued.is(|&own| own) == Tri::No)
}

impl Detector for BundledAuthority {
    fn id(&self) -> &'static str {
        "bundled-authority"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(network) = &facts.network else { return Ok(()) };
        let debug = debuggable(facts);
        out.examined("certificates", network.certificates.len());
        out.examined("as of", facts.as_of);
        note_unread(facts, out);
        for certificate in &network.certificates {
            let (faults, serious) = faults(certificate, facts.as_of.unix());
            let trusted = if certificate.debug_only.is(|&only| only) == Tri::No { Tri::Yes } else { debug };
            match trusted {
                _ if faults.is_empty() => {}
                Tri::No => {}
                Tri::Yes => {
                    let mut draft = out
                        .fail(certificate.origin.clone())
                        .value("subject", certificate.subject.value.to_string());
                    for fault in &faults {
                        draft = draft.value("fault", fault);
                    }
                    // Nobody checks the signature that an authority puts under its own certificate.
                    if !serious {
                        draft.severity(Severity::Low);
                    }
                }
                Tri::Unknown => out.unknown(unresolved(&certificate.origin)),
            }
        }
        let read = |only: bool| !only || debug != Tri::No;
        for unread in network.unread_anchors.iter().filter(|unread| read(unread.debug_only)) {
            let (place, file) = (&unread.origin, &unread.named);
            out.unknown(Text::new(
                format!("{place}: no certificate could be read from {file}"),
                format!("{place}：無法由 {file} 讀取憑證"),
            ));
        }
        Ok(())
    }
}

impl Detector for DebugOverrides {
    fn id(&self) -> &'static str {
        "debug-overrides"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let network = facts.network.iter();
        let rows = network.flat_map(|network| &network.domains).filter(|row| row.is_debug_only());
        let debug = debuggable(facts);
        note_unread(facts, out);
        for row in rows {
            out.examined("debug-overrides", &row.origin);
            // Overrides without anchors change nothing.
            if !row.system_anchors.value.is_written() {
                continue;
            }
            match debug {
                Tri::No => {}
                Tri::Yes => {
                    out.fail(row.origin.clone())
                        .value("user_anchors", row.user_anchors.value.to_string())
                        .value("file_anchors", row.file_anchors.value.to_string());
                }
                Tri::Unknown => out.unknown(unresolved(&row.origin)),
            }
        }
        Ok(())
    }
}

impl Detector for CertificateTransparencyOff {
    fn id(&self) -> &'static str {
        "certificate-transparency-off"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for row in rows(facts).filter(|row| !row.is_local()) {
            let setting = &row.certificate_transparency;
            count = count.saturating_add(1);
            // The default depends on the platform and the target; only what the app itself says is judged.
            match setting.is(|&on| on) {
                Tri::No if setting.value.is_written() => {
                    out.fail(setting.origin.clone()).value("domain", row.domain.value.to_string());
                }
                Tri::Unknown => out.unknown(unresolved(&setting.origin)),
                _ => {}
            }
        }
        out.examined("domains", count);
        Ok(())
    }
}
