//! APK Signature Scheme v3 (API level 28) and v3.1 (API level 33), which differ in the block's number only.
//!
//! Source: <https://source.android.com/docs/security/features/apksigning/v3> and
//! <https://source.android.com/docs/security/features/apksigning/v3-1>.

use cursor::{Limits, ParseError, Reader};

use crate::block::{Block, V3, V31};
use crate::digest::Content;
use crate::lineage::{Broken, Lineage};
use crate::record;
use crate::signer::{Check, Names, Outcome, Parts, Read};
use crate::verdict::{Issue, Log, Place, Scheme, SchemeResult, Signer};

/// First API levels that know the schemes.
pub(crate) const V3_SDK: u32 = 28;
pub(crate) const V31_SDK: u32 = 33;

const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
/// In a v3 signer: first API level of the v3.1 block, which must then be there.
const ROTATION_MIN_SDK: u32 = 0x559f_8b02;
/// In a v3.1 signer: it is for the platform in development after its first API level.
const TARGETS_DEV_RELEASE: u32 = 0xc2a6_b3ba;

const NAMES: Names = Names {
    malformed_signature: Issue::V3SigMalformedSignature,
    unknown_algorithm: Issue::V3SigUnknownSigAlgorithm,
    no_signatures: Issue::V3SigNoSignatures,
    no_supported_signatures: Issue::V3SigNoSupportedSignatures,
    malformed_public_key: Issue::V3SigMalformedPublicKey,
    did_not_verify: Issue::V3SigDidNotVerify,
    verify_exception: Issue::V3SigVerifyException,
    malformed_certificate: Issue::V3SigMalformedCertificate,
    no_certificates: Issue::V3SigNoCertificates,
    public_key_mismatch: Issue::V3SigPublicKeyMismatch,
    malformed_digest: Issue::V3SigMalformedDigest,
    algorithm_mismatch: Issue::V3SigSigAlgMismatch,
    content_mismatch: Issue::V3SigApkDigestDidNotVerify,
};

/// What the check of a v3 or v3.1 block depends on.
pub(crate) struct Context<'l> {
    pub(crate) limits: &'l Limits,
    pub(crate) scheme: Scheme,
    pub(crate) min_sdk: u32,
    pub(crate) max_sdk: u32,
    /// First API level of a verified v3.1 block.
    pub(crate) rotation_min_sdk: Option<i32>,
}

/// What a v3 or v3.1 block said.
pub(crate) struct Rotated<'a> {
    pub(crate) outcome: Outcome<'a>,
    pub(crate) lineage: Option<Lineage>,
}

/// Checks the block of the context's scheme. Without content only the signers are read, as a source stamp needs
/// them. `None` without such a block.
pub(crate) fn verify<'a>(
    block: &Block<'a>,
    content: Option<&mut Content<'_, '_>>,
    context: &Context<'_>,
    log: &mut Log,
) -> Option<Rotated<'a>> {
    let id = if context.scheme == Scheme::V31 { V31 } else { V3 };
    let value = block.reader(id)?;
    let before = log.errors.len();
    let full = content.is_some();
    let mut reading = Reading { check: Check::new(&NAMES, context.limits), context, full };
    let mut rotated = Rotated {
        outcome: Outcome {
            result: SchemeResult { scheme: context.scheme, verified: false, signers: Vec::new() },
            signed: Vec::new(),
        },
        lineage: None,
    };
    reading.signers(value, log, &mut rotated.outcome);
    if log.errors.len() == before
        && let Some(content) = content
    {
        reading.check.content(log, content, &rotated.outcome);
        rotated.lineage = coverage(&rotated.outcome.result.signers, context, log);
    }
    rotated.outcome.result.verified = log.errors.len() == before;
    Some(rotated)
}

struct Reading<'c> {
    check: Check<'c>,
    context: &'c Context<'c>,
    /// False when only the signers' claims are wanted.
    full: bool,
}

impl Reading<'_> {
    fn signers<'a>(&mut self, mut value: Reader<'a>, log: &mut Log, outcome: &mut Outcome<'a>) {
        let scheme = self.context.scheme;
        let whole = Place::scheme(scheme);
        let mut signers = match record::record(&mut value, "v3 signers") {
            Ok(signers) => signers,
            Err(error) => return log.error(&whole, Issue::V3SigMalformedSigners, error.to_string()),
        };
        if signers.is_empty() {
            return log.error(&whole, Issue::V3SigNoSigners, "");
        }
        // The format knows no maximum; real packages have one signer for each range of platforms.
        let most = self.context.limits.signers;
        if record::count(signers.clone(), most.saturating_add(1)) > most {
            let offset = signers.offset();
            return log.limit(&whole, ParseError::limit("v3 signers", offset, "signers", u64::from(most)));
        }
        let mut index = 0u32;
        while !signers.is_empty() {
            let place = Place::signer(scheme, index);
            let mut read = Read { signer: Signer::new(index), digests: Vec::new() };
            let parsed = record::record(&mut signers, "v3 signer")
                .and_then(|record| self.signer(record, log, &place, &mut read));
            outcome.result.signers.push(read.signer);
            outcome.signed.push(read.digests);
            if let Err(error) = parsed {
                return log.error(&place, Issue::V3SigMalformedSigner, error.to_string());
            }
            index = index.saturating_add(1);
        }
    }

    fn signer<'a>(
        &mut self,
        mut record: Reader<'a>,
        log: &mut Log,
        place: &Place,
        read: &mut Read<'a>,
    ) -> Result<(), ParseError> {
        let signed_data = record::record(&mut record, "v3 signed data")?;
        let min_sdk = record.i32_le("v3 min SDK")?;
        let max_sdk = record.i32_le("v3 max SDK")?;
        read.signer.sdk = Some((min_sdk, max_sdk));
        read.signer.targets_dev_release = targets_dev_release(signed_data.clone());
        if min_sdk < 0 || min_sdk > max_sdk {
            log.error(place, Issue::V3SigInvalidSdkVersions, format!("{min_sdk} to {max_sdk}"));
        }
        let signatures = record::record(&mut record, "v3 signatures")?;
        let public_key = record::bytes(&mut record, "v3 public key")?;
        // A signer for a platform in development may use what the released one before does not know.
        let first = min_sdk.saturating_add(i32::from(read.signer.targets_dev_release));
        let parts = Parts {
            signed_data: signed_data.rest(),
            signatures,
            public_key,
            min_sdk: u32::try_from(first).unwrap_or(0),
            max_sdk: u32::try_from(max_sdk).unwrap_or(0),
        };
        let signer = &mut read.signer;
        let Some(ids) = self.check.signatures(log, place, signer, parts) else { return Ok(()) };
        let mut fields = signed_data;
        let digests = record::record(&mut fields, "v3 content digests")?;
        let certificates = record::record(&mut fields, "v3 certificates")?;
        let signed_min = fields.i32_le("v3 signed min SDK")?;
        if signed_min != min_sdk {
            log.error(place, Issue::V3MinSdkMismatch, format!("{min_sdk}, signed {signed_min}"));
        }
        let signed_max = fields.i32_le("v3 signed max SDK")?;
        if signed_max != max_sdk {
            log.error(place, Issue::V3MaxSdkMismatch, format!("{max_sdk}, signed {signed_max}"));
        }
        let attributes = record::record(&mut fields, "v3 additional attributes")?;
        if self.check.certificates(log, place, signer, certificates, public_key)?.is_none() {
            return Ok(());
        }
        let Some(digests) = self.check.digests(log, place, digests, &ids) else { return Ok(()) };
        read.digests = digests;
        self.attributes(attributes, log, place, &mut read.signer);
        Ok(())
    }

    fn attributes(&self, mut attributes: Reader<'_>, log: &mut Log, place: &Place, signer: &mut Signer) {
        let mut protected = false;
        // A lineage costs a verification for each certificate, so only the first one is followed.
        let mut followed = false;
        while !attributes.is_empty() {
            let read = record::attribute(&mut attributes).and_then(|(id, value)| {
                match id {
                    PROOF_OF_ROTATION if !followed => {
                        followed = true;
                        self.lineage(value, log, place, signer);
                    }
                    ROTATION_MIN_SDK => {
                        protected = true;
                        let claimed = Reader::new(value).i32_le("rotation min SDK")?;
                        signer.rotation_min_sdk = Some(claimed);
                        self.rotation(claimed, log, place);
                    }
                    TARGETS_DEV_RELEASE if self.context.scheme == Scheme::V3 => {
                        log.warn(place, Issue::V31RotationTargetsDevReleaseAttrOnV3Signer, "");
                    }
                    TARGETS_DEV_RELEASE => {}
                    _ => log.warn(place, Issue::V3SigUnknownAdditionalAttribute, format!("{id:#x}")),
                }
                Ok(())
            });
            if let Err(error) = read {
                return log.error(place, Issue::V3SigMalformedAdditionalAttribute, error.to_string());
            }
        }
        if let Some(rotation) = self.context.rotation_min_sdk
            && self.full
            && !protected
        {
            log.warn(place, Issue::V31RotationMinSdkAttrMissing, format!("v3.1 begins at {rotation}"));
        }
    }

    fn lineage(&self, value: &[u8], log: &mut Log, place: &Place, signer: &mut Signer) {
        match Lineage::parse(value, self.context.limits) {
            Ok(lineage) => {
                if !signer.certificates.first().is_some_and(|certificate| lineage.ends_at(certificate)) {
                    log.error(place, Issue::V3SigPorCertMismatch, "");
                }
                signer.lineage = Some(lineage);
            }
            Err(Broken::Malformed(reason)) => log.error(place, Issue::V3SigMalformedLineage, reason),
            Err(Broken::DidNotVerify(reason)) => log.error(place, Issue::V3SigPorDidNotVerify, reason),
            Err(Broken::Mismatch) => log.error(place, Issue::V3SigPorCertMismatch, ""),
            Err(Broken::Limit(error)) => log.limit(place, error),
        }
    }

    /// The stripping protection of v3.1: platforms that know v3.1 expect its block from this API level on.
    fn rotation(&self, claimed: i32, log: &mut Log, place: &Place) {
        if self.context.max_sdk < V31_SDK || !self.full {
            return;
        }
        match self.context.rotation_min_sdk {
            None => log.error(place, Issue::V31BlockMissing, format!("rotation from {claimed}")),
            Some(actual) if actual != claimed => {
                log.error(
                    place,
                    Issue::V31RotationMinSdkMismatch,
                    format!("{claimed}, v3.1 begins at {actual}"),
                );
            }
            Some(_) => {}
        }
    }
}

/// True when the signed data has the attribute; read before it is verified, because it widens the algorithms.
fn targets_dev_release(mut signed: Reader<'_>) -> bool {
    let mut read = || -> Result<bool, ParseError> {
        record::record(&mut signed, "digests")?;
        record::record(&mut signed, "certificates")?;
        signed.skip(8, "SDK versions")?;
        let mut attributes = record::record(&mut signed, "additional attributes")?;
        while !attributes.is_empty() {
            if record::attribute(&mut attributes)?.0 == TARGETS_DEV_RELEASE {
                return Ok(true);
            }
        }
        Ok(false)
    };
    read().unwrap_or(false)
}

/// The signers must cover the platforms of the range without gap or overlap, and later platforms must know at
/// least the rotations that earlier ones know. Gives the longest lineage.
fn coverage(signers: &[Signer], context: &Context<'_>, log: &mut Log) -> Option<Lineage> {
    let whole = Place::scheme(context.scheme);
    let mut sorted: Vec<(i32, i32, &Signer)> =
        signers.iter().filter_map(|signer| signer.sdk.map(|(min, max)| (min, max, signer))).collect();
    // Of two signers that end at the same platform apksig keeps the later one.
    sorted.reverse();
    sorted.sort_by_key(|(_, max, _)| *max);
    sorted.dedup_by_key(|(_, max, _)| *max);
    let (mut first, mut last, mut last_size) = (0i32, 0i32, 0usize);
    let mut lineages = Vec::new();
    for (min, max, signer) in sorted {
        if first == 0 {
            first = min;
        } else if min != last.saturating_add(1) && !(min == last && signer.targets_dev_release) {
            log.error(&whole, Issue::V3InconsistentSdkVersions, format!("{min} after {last}"));
            break;
        }
        last = max;
        if let Some(lineage) = &signer.lineage {
            if lineage.nodes.len() < last_size {
                log.error(&whole, Issue::V3InconsistentLineages, "a later platform knows fewer rotations");
                break;
            }
            last_size = lineage.nodes.len();
            lineages.push(lineage);
        }
    }
    let wanted = |sdk: u32| i32::try_from(sdk).unwrap_or(i32::MAX);
    let until =
        context.rotation_min_sdk.map_or(wanted(context.max_sdk), |rotation| rotation.saturating_sub(1));
    // v3.1 may begin at any platform, because v3 covers those before it.
    let from = if context.scheme == Scheme::V31 { context.max_sdk } else { context.min_sdk };
    if first > wanted(from) || last < until {
        log.error(&whole, Issue::V3MissingSdkVersions, format!("covers {first} to {last}"));
    }
    Lineage::consolidate(&lineages).unwrap_or_else(|_| {
        log.error(&whole, Issue::V3InconsistentLineages, "two signers have different histories");
        None
    })
}
