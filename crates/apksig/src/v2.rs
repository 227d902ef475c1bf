//! APK Signature Scheme v2 (API level 24).
//!
//! Source: <https://source.android.com/docs/security/features/apksigning/v2#format>.

use cursor::{Limits, ParseError, Reader};

use crate::block::{Block, V2};
use crate::digest::Content;
use crate::record;
use crate::signer::{Check, Names, Outcome, Parts, Read};
use crate::verdict::{Issue, Log, Place, Scheme, SchemeResult, Signer};

/// Signers the platform accepts.
const MAX_SIGNERS: u32 = 10;
/// Additional attribute: number of a newer scheme that the package was signed with too.
const STRIPPING_PROTECTION: u32 = 0xbeef_f00d;
/// Scheme numbers of a stripping protection that are kept; there are three schemes.
pub(crate) const MAX_PROTECTED: usize = 16;

const NAMES: Names = Names {
    malformed_signature: Issue::V2SigMalformedSignature,
    unknown_algorithm: Issue::V2SigUnknownSigAlgorithm,
    no_signatures: Issue::V2SigNoSignatures,
    no_supported_signatures: Issue::V2SigNoSupportedSignatures,
    malformed_public_key: Issue::V2SigMalformedPublicKey,
    did_not_verify: Issue::V2SigDidNotVerify,
    verify_exception: Issue::V2SigVerifyException,
    malformed_certificate: Issue::V2SigMalformedCertificate,
    no_certificates: Issue::V2SigNoCertificates,
    public_key_mismatch: Issue::V2SigPublicKeyMismatch,
    malformed_digest: Issue::V2SigMalformedDigest,
    algorithm_mismatch: Issue::V2SigSigAlgMismatch,
    content_mismatch: Issue::V2SigApkDigestDidNotVerify,
};

/// What the check of a v2 block depends on.
pub(crate) struct Context<'l> {
    pub(crate) limits: &'l Limits,
    pub(crate) min_sdk: u32,
    pub(crate) max_sdk: u32,
    /// Schemes that a platform of the range knows, by number.
    pub(crate) supported: &'l [u32],
    /// Schemes found so far, by number.
    pub(crate) found: &'l [u32],
}

/// Checks the v2 block, against the content too unless that is `None`. `None` without a v2 block.
pub(crate) fn verify<'a>(
    block: &Block<'a>,
    content: Option<&mut Content<'_, '_>>,
    context: &Context<'_>,
    log: &mut Log,
) -> Option<Outcome<'a>> {
    let value = block.reader(V2)?;
    let before = log.errors.len();
    let mut check = Check::new(&NAMES, context.limits);
    let mut outcome = Outcome {
        result: SchemeResult { scheme: Scheme::V2, verified: false, signers: Vec::new() },
        signed: Vec::new(),
    };
    signers(value, &mut check, context, log, &mut outcome);
    if log.errors.len() == before
        && let Some(content) = content
    {
        check.content(log, content, &outcome);
    }
    outcome.result.verified = log.errors.len() == before;
    Some(outcome)
}

fn signers<'a>(
    mut value: Reader<'a>,
    check: &mut Check<'_>,
    context: &Context<'_>,
    log: &mut Log,
    outcome: &mut Outcome<'a>,
) {
    let whole = Place::scheme(Scheme::V2);
    let mut signers = match record::record(&mut value, "v2 signers") {
        Ok(signers) => signers,
        Err(error) => return log.error(&whole, Issue::V2SigMalformedSigners, error.to_string()),
    };
    if signers.is_empty() {
        return log.error(&whole, Issue::V2SigNoSigners, "");
    }
    // More signers than the platform accepts are refused without the work of verifying them.
    if record::count(signers.clone(), MAX_SIGNERS.saturating_add(1)) > MAX_SIGNERS {
        return log.error(
            &whole,
            Issue::V2SigMaxSignaturesExceeded,
            format!("more than {MAX_SIGNERS} signers"),
        );
    }
    let mut index = 0u32;
    while !signers.is_empty() {
        let place = Place::signer(Scheme::V2, index);
        let mut read = Read { signer: Signer::new(index), digests: Vec::new() };
        let parsed = record::record(&mut signers, "v2 signer")
            .and_then(|record| signer(record, check, context, log, &place, &mut read));
        outcome.result.signers.push(read.signer);
        outcome.signed.push(read.digests);
        if let Err(error) = parsed {
            return log.error(&place, Issue::V2SigMalformedSigner, error.to_string());
        }
        index = index.saturating_add(1);
    }
}

fn signer<'a>(
    mut record: Reader<'a>,
    check: &mut Check<'_>,
    context: &Context<'_>,
    log: &mut Log,
    place: &Place,
    read: &mut Read<'a>,
) -> Result<(), ParseError> {
    let signed_data = record::record(&mut record, "v2 signed data")?;
    let signatures = record::record(&mut record, "v2 signatures")?;
    let public_key = record::bytes(&mut record, "v2 public key")?;
    let parts = Parts {
        signed_data: signed_data.rest(),
        signatures,
        public_key,
        min_sdk: context.min_sdk,
        max_sdk: context.max_sdk,
    };
    let signer = &mut read.signer;
    let Some(ids) = check.signatures(log, place, signer, parts) else { return Ok(()) };
    let mut fields = signed_data;
    let digests = record::record(&mut fields, "v2 content digests")?;
    let certificates = record::record(&mut fields, "v2 certificates")?;
    let attributes = record::record(&mut fields, "v2 additional attributes")?;
    if check.certificates(log, place, signer, certificates, public_key)?.is_none() {
        return Ok(());
    }
    let Some(digests) = check.digests(log, place, digests, &ids) else { return Ok(()) };
    read.digests = digests;
    self::attributes(attributes, context, log, place, &mut read.signer);
    Ok(())
}

fn attributes(
    mut attributes: Reader<'_>,
    context: &Context<'_>,
    log: &mut Log,
    place: &Place,
    signer: &mut Signer,
) {
    let mut expected = Vec::new();
    while !attributes.is_empty() {
        let read = record::attribute(&mut attributes).and_then(|(id, value)| {
            if id != STRIPPING_PROTECTION {
                log.warn(place, Issue::V2SigUnknownAdditionalAttribute, format!("{id:#x}"));
                return Ok(());
            }
            let scheme = Reader::new(value).u32_le("stripping protection")?;
            if !signer.protects.contains(&scheme) && signer.protects.len() < MAX_PROTECTED {
                signer.protects.push(scheme);
            }
            if !context.supported.contains(&scheme) {
                log.warn(place, Issue::V2SigUnknownApkSigSchemeId, scheme.to_string());
            } else if !expected.contains(&scheme) {
                expected.push(scheme);
            }
            Ok(())
        });
        if let Err(error) = read {
            return log.error(place, Issue::V2SigMalformedAdditionalAttribute, error.to_string());
        }
    }
    for scheme in expected.iter().filter(|scheme| !context.found.contains(scheme)) {
        log.error(place, Issue::V2SigMissingApkSigReferenced, format!("scheme v{scheme} was stripped"));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;
    use crate::block::tests::{block, pair};

    fn prefixed(bytes: &[u8]) -> Vec<u8> {
        [&(bytes.len() as u32).to_le_bytes()[..], bytes].concat()
    }

    fn issues(value: &[u8]) -> Vec<Issue> {
        let bytes = block(&pair(V2, value));
        let end = bytes.len() as u64;
        let found = Block::find(&bytes, end, 0, end).unwrap();
        let limits = Limits::default();
        let context = Context { limits: &limits, min_sdk: 24, max_sdk: 99, supported: &[2, 3], found: &[] };
        let mut log = Log::default();
        assert!(!verify(&found, None, &context, &mut log).unwrap().result.verified);
        log.errors.iter().map(|report| report.issue).collect()
    }

    #[test]
    fn a_block_without_signers_is_refused() {
        assert_eq!(issues(&[]), [Issue::V2SigMalformedSigners]);
        assert_eq!(issues(&prefixed(&[])), [Issue::V2SigNoSigners]);
        assert_eq!(issues(&prefixed(&[9, 0, 0, 0])), [Issue::V2SigMalformedSigner]);
        assert_eq!(issues(&u32::MAX.to_le_bytes()), [Issue::V2SigMalformedSigners]);
    }

    #[test]
    fn a_hundred_thousand_signers_are_refused_unread() {
        let signer = prefixed(&[prefixed(&[]), prefixed(&[]), prefixed(&[])].concat());
        assert_eq!(issues(&prefixed(&signer)), [Issue::V2SigNoSignatures]);
        assert_eq!(issues(&prefixed(&signer.repeat(100_000))), [Issue::V2SigMaxSignaturesExceeded]);
    }
}
