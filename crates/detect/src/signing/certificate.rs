use apksig::{Certificate, KeyKind};
use facts::Facts;
use finding::{Date, Text};
use rules::Sink;

use super::{each_signer, place};
use crate::{Detector, Unknown};

/// A certificate whose private key is public: that of debug builds, or a test key of the platform's sources.
pub(crate) struct DebugCertificate;
/// A signing key that is too short.
pub(crate) struct WeakKey;
/// A certificate that has run out, or does so before the store allows.
pub(crate) struct CertificateValidity;

/// SHA-256 of the certificates whose keys the Android sources publish, in build/make/target/product/security.
const PUBLISHED: &[(&str, &str)] = &[
    ("testkey", "a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc"),
    ("platform", "c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8"),
    ("shared", "28bbfe4a7b97e74681dc55c2fbb6ccb8d6c74963733f6af6ae74d8c3a6e879fd"),
    ("media", "465983f7791f2abeb43ea2cbdc7f21a8260b72bc08a55c839fc1a43bc741a81e"),
    ("networkstack", "e1dbadce60dc080d15b58a014b0dcf9400e24de23fa00b287a5a982bfebda2ee"),
    ("sdk_sandbox", "abf21f9e2af1d881cc673fddcefa6ed9c269a437bd64b279cf45844cfd589126"),
];

/// Which published key signed, if one did. The subject of the test keys is that of the instructions for making release
/// keys too, so only the certificate itself tells.
fn published(certificate: &Certificate) -> Option<&'static str> {
    if certificate.is_android_debug() {
        return Some("debug");
    }
    let fingerprint = certificate.fingerprint();
    PUBLISHED.iter().find(|(_, known)| *known == fingerprint).map(|(name, _)| *name)
}

impl Detector for DebugCertificate {
    fn id(&self) -> &'static str {
        "debug-certificate"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_signer(facts, out, |signing, signer, out| {
            if let Some(key) = published(signer.certificate) {
                out.fail(place(signing, Some(signer.scheme)))
                    .value("subject", &signer.certificate.subject)
                    .value("key", key)
                    .value("sha256", signer.certificate.fingerprint());
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
        each_signer(facts, out, |signing, signer, out| {
            let certificate = signer.certificate;
            let bits = certificate.key_bits;
            let weak = match certificate.key {
                KeyKind::Rsa => bits < 2048,
                KeyKind::Dsa => true,
                KeyKind::Ec(_) => bits < 256,
                KeyKind::Other(_) if bits == 0 => {
                    let key = certificate.key.name();
                    return out.unknown(Text::new(
                        format!("the strength of a key of kind {key} is not known"),
                        format!("無法判斷 {key} 類型金鑰之強度"),
                    ));
                }
                KeyKind::Other(_) => bits < 256,
            };
            let shown = match certificate.key {
                KeyKind::Other(_) => "EC",
                _ => certificate.key.name(),
            };
            if weak {
                out.fail(place(signing, Some(signer.scheme)))
                    .value("key", shown)
                    .value("bits", bits.to_string());
            }
        });
        Ok(())
    }
}

impl Detector for CertificateValidity {
    fn id(&self) -> &'static str {
        "signing-certificate-validity"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        // Google Play refuses a new app whose certificate ends before this day.
        let play = Date::new(2033, 10, 22).unwrap_or_default();
        let as_of = facts.as_of;
        each_signer(facts, out, |signing, signer, out| {
            let until = &signer.certificate.not_after;
            let Some(unix) = until.unix else {
                return out.unknown(Text::new(
                    format!("the end of the validity, `{}`, is not a time", finding::escape(&until.text)),
                    format!("憑證到期時間「{}」無法解讀", finding::escape(&until.text)),
                ));
            };
            let limit = if unix < as_of.unix() {
                as_of
            } else if unix < play.unix() {
                play
            } else {
                return;
            };
            out.fail(place(signing, Some(signer.scheme)))
                .value("not_after", &until.text)
                .value("limit", limit.to_string())
                .value("expired", if limit == as_of { "yes" } else { "no" })
                .value("subject", &signer.certificate.subject);
        });
        out.examined("as of", as_of);
        Ok(())
    }
}
