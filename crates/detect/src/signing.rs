use apksig::{Claimed, KeyKind, Scheme};
use facts::Facts;
use finding::Location;
use rules::Sink;

use crate::{Detector, Unknown};

/// Only the JAR signature is there, and the app runs on releases that know better ones.
pub(crate) struct JarSignatureOnly;
/// A JAR signature on releases where the Janus trick works.
pub(crate) struct Janus;
/// A certificate that debug builds use.
pub(crate) struct DebugCertificate;
/// A signing key that is too short.
pub(crate) struct WeakKey;

/// Where a signer of a scheme is looked up.
fn place(facts: &Facts<'_>, signer: &Claimed) -> Location {
    let artifact =
        if signer.scheme == Scheme::V1 { signer.name.as_str() } else { facts.app.file_name.as_str() };
    Location::symbol(artifact, format!("signature v{}", signer.scheme))
}

fn each_signer(facts: &Facts<'_>, out: &mut Sink<'_>, mut look: impl FnMut(&Claimed, &mut Sink<'_>)) {
    let signers = facts.signing.iter().flat_map(|signing| &signing.signers);
    let mut count = 0u32;
    for signer in signers {
        count = count.saturating_add(1);
        look(signer, out);
    }
    out.examined("signers", count);
}

fn has_newer(signing: &apksig::Signatures<'_>) -> bool {
    signing.signers.iter().any(|signer| signer.scheme != Scheme::V1)
}

impl Detector for JarSignatureOnly {
    fn id(&self) -> &'static str {
        "jar-signature-only"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(signing) = &facts.signing else { return Ok(()) };
        let min_sdk = facts.manifest.as_ref().and_then(facts::Manifest::min_sdk).unwrap_or(1);
        out.examined("signers", signing.signers.len());
        if let Some(signer) = signing.signers.first().filter(|_| !has_newer(signing) && min_sdk >= 24) {
            out.fail(place(facts, signer)).value("min_sdk", min_sdk.to_string());
        }
        Ok(())
    }
}

impl Detector for Janus {
    fn id(&self) -> &'static str {
        "janus"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(signing) = &facts.signing else { return Ok(()) };
        let min_sdk = facts.manifest.as_ref().and_then(facts::Manifest::min_sdk).unwrap_or(1);
        out.examined("minSdkVersion", min_sdk);
        // CVE-2017-13156: Android 5.0 to 8.0 check the JAR signature where no newer scheme is read. API 24 reads v2.
        let exposed = min_sdk <= 23 || (!has_newer(signing) && min_sdk <= 26);
        if let Some(signer) = signing.signers.iter().find(|signer| signer.scheme == Scheme::V1 && exposed) {
            out.fail(place(facts, signer)).value("min_sdk", min_sdk.to_string());
        }
        Ok(())
    }
}

impl Detector for DebugCertificate {
    fn id(&self) -> &'static str {
        "debug-certificate"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_signer(facts, out, |signer, out| {
            let Some(certificate) = signer.certificates.first() else { return };
            if certificate.subject.contains("CN=Android Debug") {
                out.fail(place(facts, signer)).value("subject", &certificate.subject);
            }
        });
        Ok(())
    }
}

impl Detector for WeakKey {
    fn id(&self) -> &'static str {
        "weak-signing-key"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_signer(facts, out, |signer, out| {
            let Some(certificate) = signer.certificates.first() else { return };
            let weak = match certificate.key {
                KeyKind::Rsa => certificate.key_bits < 2048,
                KeyKind::Dsa => true,
                KeyKind::Ec(_) => certificate.key_bits < 256,
                _ => false,
            };
            if weak {
                out.fail(place(facts, signer))
                    .value("key", certificate.key.name())
                    .value("bits", certificate.key_bits.to_string());
            }
        });
        Ok(())
    }
}
