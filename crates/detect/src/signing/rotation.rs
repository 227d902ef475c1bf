use std::collections::BTreeSet;

use apksig::{Issue, Report, Scheme};
use facts::{Facts, Signing};
use finding::Text;
use rules::Sink;

use super::{incomplete, place};
use crate::{Detector, Unknown};

/// A rotation of the signing key that leaves the old key too much, or that platforms read differently.
pub(crate) struct Rotation;

/// Capability of an older key: a package signed with it may replace one signed with the newer key.
const ROLLBACK: u32 = 8;

/// What says that v3 and v3.1 contradict each other about the platforms they are for.
const MISMATCH: &[Issue] = &[
    Issue::V3MinSdkMismatch,
    Issue::V3MaxSdkMismatch,
    Issue::V3InconsistentSdkVersions,
    Issue::V3InconsistentLineages,
    Issue::V3SigInvalidSdkVersions,
    Issue::V31BlockFoundWithoutV3Block,
    Issue::V31BlockMissing,
    Issue::V31RotationMinSdkMismatch,
    Issue::V31RotationMinSdkAttrMissing,
    Issue::V31RotationTargetsDevReleaseAttrOnV3Signer,
];

impl Detector for Rotation {
    fn id(&self) -> &'static str {
        "signing-rotation"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut rotated = false;
        for signing in &facts.signing {
            if let Some(why) = incomplete(signing) {
                out.unknown(why);
                rotated = true;
                continue;
            }
            rotated |= lineages(signing, out) | mismatches(signing, out);
        }
        if !rotated {
            out.not_applicable(Text::new(
                "the signing key was never rotated by v3",
                "簽署金鑰未曾以 v3 輪替",
            ));
        }
        Ok(())
    }
}

/// Looks at each older key that may still replace the app. True when there is a lineage.
fn lineages(signing: &Signing<'_>, out: &mut Sink<'_>) -> bool {
    let mut any = signing.signatures.has(Scheme::V31);
    for one in &signing.schemes {
        for signer in &one.signers {
            let Some(lineage) = &signer.lineage else { continue };
            any = true;
            let older = lineage.nodes.len().saturating_sub(1);
            for node in lineage.nodes.iter().take(older) {
                let certificate = node.certificate.fingerprint();
                out.examined("older key", format!("{certificate}, capabilities {:#x}", node.capabilities));
                if node.capabilities & ROLLBACK != 0 {
                    out.fail(place(signing, Some(one.scheme)))
                        .anchor(certificate.clone())
                        .value("problem", "rollback")
                        .value("detail", format!("{}, {certificate}", node.certificate.subject));
                }
            }
        }
    }
    any
}

/// Looks for contradictions between v3 and v3.1. True when there is one.
fn mismatches(signing: &Signing<'_>, out: &mut Sink<'_>) -> bool {
    let verification = &signing.verification;
    let parts = signing.ranges.iter().flat_map(|one| &one.errors);
    let reports = verification.errors.iter().chain(&verification.warnings).chain(parts);
    let mut told = BTreeSet::new();
    for Report { issue, scheme, detail, .. } in reports {
        if MISMATCH.contains(issue) && told.insert(*issue) {
            let detail = if detail.is_empty() { issue.name() } else { detail.as_str() };
            out.fail(place(signing, Some(scheme.unwrap_or(Scheme::V3))))
                .anchor(issue.name())
                .value("problem", issue.name())
                .value("detail", detail);
        }
    }
    !told.is_empty()
}
