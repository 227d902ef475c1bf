use apksig::{Hash, HashUse, Scheme, Signer, Verdict};
use facts::{Facts, SchemeJudged, Signing};
use rules::Sink;

use super::{incomplete, joined, place, unknown_range};
use crate::{Detector, Unknown};

/// Only the JAR signature is there, and the app runs on releases that know better ones.
pub(crate) struct JarSignatureOnly;
/// A JAR signature decides on releases where the Janus trick works.
pub(crate) struct Janus;
/// A JAR signature in force rests on MD5 or SHA-1.
pub(crate) struct WeakDigest;

/// The releases of CVE-2017-13156: Android 5.0 to 8.0.
const JANUS: std::ops::RangeInclusive<u32> = 21..=26;
/// First API level that knows v2.
const KNOWS_V2: u32 = 24;

fn has_newer(signing: &Signing<'_>) -> bool {
    [Scheme::V2, Scheme::V3, Scheme::V31].iter().any(|scheme| signing.signatures.has(*scheme))
}

fn v1<'s>(signing: &'s Signing<'_>) -> Option<&'s SchemeJudged> {
    signing.schemes.iter().find(|one| one.scheme == Scheme::V1 && !one.verified_on.is_empty())
}

/// Runs a question over every APK whose signatures and platforms are known.
fn each(facts: &Facts<'_>, out: &mut Sink<'_>, ask: impl Fn(&Signing<'_>, &mut Sink<'_>)) {
    for signing in &facts.signing {
        match incomplete(signing) {
            Some(why) => out.unknown(why),
            None => ask(signing, out),
        }
    }
}

impl Detector for JarSignatureOnly {
    fn id(&self) -> &'static str {
        "jar-signature-only"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(facts, out, |signing, out| {
            let min_sdk = signing.range.min_sdk;
            out.examined("minSdkVersion", min_sdk);
            let Some(v1) = v1(signing).filter(|_| !has_newer(signing)) else { return };
            if let Some(why) = unknown_range(signing) {
                return out.unknown(why);
            }
            if min_sdk >= KNOWS_V2 {
                out.fail(place(signing, Some(Scheme::V1)))
                    .value("min_sdk", min_sdk.to_string())
                    .value("verified_on", joined(&v1.verified_on));
            }
        });
        Ok(())
    }
}

impl Detector for Janus {
    fn id(&self) -> &'static str {
        "janus"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(facts, out, |signing, out| {
            out.examined("minSdkVersion", signing.range.min_sdk);
            let decided = signing.ranges.iter().find(|one| {
                one.verdict == Verdict::Verified
                    && one.scheme == Some(Scheme::V1)
                    && one.levels.from <= *JANUS.end()
                    && one.levels.to >= *JANUS.start()
            });
            let Some(decided) = decided else { return };
            if let Some(why) = unknown_range(signing) {
                return out.unknown(why);
            }
            let from = decided.levels.from.max(*JANUS.start());
            let to = decided.levels.to.min(*JANUS.end());
            out.fail(place(signing, Some(Scheme::V1)))
                .value("min_sdk", signing.range.min_sdk.to_string())
                .value("affected", facts::Levels { from, to }.to_string());
        });
        Ok(())
    }
}

impl Detector for WeakDigest {
    fn id(&self) -> &'static str {
        "weak-signing-digest"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(facts, out, |signing, out| {
            for one in &signing.schemes {
                let hashes: Vec<&str> =
                    one.signers.iter().flat_map(Signer::hash_functions).map(Hash::name).collect();
                out.examined(&format!("v{}", one.scheme), hashes.join(", "));
            }
            let Some(v1) = v1(signing) else { return };
            for signer in &v1.signers {
                for HashUse { file, hash } in signer.hashes.iter().filter(|one| one.hash.is_weak()) {
                    if let Some(why) = unknown_range(signing) {
                        return out.unknown(why);
                    }
                    let file = file.as_deref().unwrap_or(&signer.name);
                    let what = match file.ends_with(".MF") || file.ends_with(".SF") {
                        // Attributes of a JAR manifest write the name without the hyphen.
                        true => format!("{}-Digest", hash.name().replace("SHA-1", "SHA1")),
                        false => "signature v1".to_owned(),
                    };
                    out.fail(finding::Location::symbol(file, &what))
                        .value("digest", hash.name())
                        .value("levels", joined(&v1.verified_on));
                }
            }
        });
        Ok(())
    }
}
