//! Signatures of an APK, as verification found them.

mod beside;
mod block;
mod certificate;
mod rotation;
mod scheme;
mod verification;

use apksig::{Scheme, Verdict};
use facts::{Facts, Levels, Named, Signing};
use finding::{Location, Text};
use rules::Sink;

pub(crate) use beside::{StampOrIdsig, UnexpectedSigner};
pub(crate) use block::UnsignedData;
pub(crate) use certificate::{CertificateValidity, DebugCertificate, WeakKey};
pub(crate) use rotation::Rotation;
pub(crate) use scheme::{Janus, JarSignatureOnly, WeakDigest};
pub(crate) use verification::NotVerified;

/// Where a scheme is looked up: v1 in the file of its signer, newer ones in the package.
fn place(signing: &Signing<'_>, scheme: Option<Scheme>) -> Location {
    let v1_file = || signing.signatures.signers.iter().find(|signer| signer.scheme == Scheme::V1);
    let artifact = match scheme {
        Some(Scheme::V1) => v1_file().map_or(&*signing.artifact, |signer| signer.name.as_str()),
        _ => &*signing.artifact,
    };
    Location::symbol(artifact, symbol(scheme))
}

fn symbol(scheme: Option<Scheme>) -> String {
    match scheme {
        Some(Scheme::SourceStamp) => "source stamp".to_owned(),
        Some(scheme) => format!("signature v{scheme}"),
        None => "signature".to_owned(),
    }
}

/// A cap of ours stopped the verification, so nothing is known of this package.
fn incomplete(signing: &Signing<'_>) -> Option<Text> {
    let limit = signing.verification.limits.first()?;
    (signing.verification.verdict == Verdict::Incomplete).then(|| {
        Text::new(
            format!("{}: verification stopped at a limit: {limit}", signing.artifact),
            format!("{}：驗證簽章時達到分析上限：{limit}", signing.artifact),
        )
    })
}

/// The lowest API level cannot be told, and with it the platforms that judge.
fn unknown_range(signing: &Signing<'_>) -> Option<Text> {
    (!signing.range_known).then(|| {
        Text::new(
            format!("{}: minSdkVersion cannot be resolved", signing.artifact),
            format!("{}：無法解析 minSdkVersion", signing.artifact),
        )
    })
}

/// The signers to judge: those that verification used; where it used none, those that are claimed. Source stamps are
/// of the distributor and not among them.
fn signers<'s>(signing: &'s Signing<'_>) -> Vec<Named<'s>> {
    let mut named = signing.named();
    named.retain(|named| named.scheme != Scheme::SourceStamp);
    if named.iter().any(|named| named.verified) {
        named.retain(|named| named.verified);
    }
    named
}

/// Looks at each signer of each APK that could be verified to the end.
fn each_signer(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    look: impl Fn(&Signing<'_>, &Named<'_>, &mut Sink<'_>),
) {
    let mut count = 0u32;
    for signing in &facts.signing {
        if let Some(why) = incomplete(signing) {
            out.unknown(why);
            continue;
        }
        for named in signers(signing) {
            count = count.saturating_add(1);
            look(signing, &named, out);
        }
    }
    out.examined("signers", count);
}

fn joined(levels: &[Levels]) -> String {
    levels.iter().map(Levels::to_string).collect::<Vec<_>>().join(", ")
}
