//! Source stamps: who distributed a package, signed over the digests of its other signatures.
//!
//! The stamp's certificate is named twice: by digest in the entry `stamp-cert-sha256`, and in full in the signing
//! block. Source: apksig's `SourceStampVerifier`.

use std::collections::BTreeMap;

use cursor::{Limits, ParseError, Reader};

use crate::algorithm::{self, SignatureAlgorithm, Supported};
use crate::certificate::{Certificate, hex};
use crate::digest::ContentDigest;
use crate::lineage::{Broken, Lineage};
use crate::record;
use crate::verdict::{Issue, Log, Place, Scheme, Stamp, StampStatus};

/// Entry with the SHA-256 of the stamp's certificate.
pub(crate) const ENTRY: &[u8] = b"stamp-cert-sha256";

const PROOF_OF_ROTATION: u32 = 0x9d63_03f7;
const TIMESTAMP: u32 = 0xe43c_5946;

/// Content digests by the scheme that signs them.
pub(crate) type Digests = BTreeMap<Scheme, BTreeMap<ContentDigest, Vec<u8>>>;

/// What the check of a stamp depends on.
pub(crate) struct Context<'l> {
    pub(crate) limits: &'l Limits,
    pub(crate) min_sdk: u32,
    pub(crate) max_sdk: u32,
}

/// A stamp of which nothing but one issue is known.
pub(crate) fn failed(status: StampStatus, issue: Issue, detail: impl Into<String>) -> Stamp {
    let mut log = Log::default();
    log.warn(&Place::scheme(Scheme::SourceStamp), issue, detail);
    Stamp { status, certificate: None, lineage: None, timestamp: None, reports: log.warnings }
}

/// Checks the stamp block against the certificate digest in the package and the digests the schemes claim.
pub(crate) fn verify(value: Reader<'_>, expected: &[u8], digests: &Digests, context: &Context<'_>) -> Stamp {
    let mut reading = Reading {
        context,
        log: Log::default(),
        place: Place::scheme(Scheme::SourceStamp),
        certificate: None,
        lineage: None,
        timestamp: None,
    };
    if let Err(error) = reading.stamp(value, expected, digests) {
        reading.warn(Issue::SourceStampMalformedSignature, error.to_string());
    }
    let status =
        if reading.log.warnings.is_empty() { StampStatus::Verified } else { StampStatus::VerificationFailed };
    Stamp {
        status,
        certificate: reading.certificate,
        lineage: reading.lineage,
        timestamp: reading.timestamp,
        reports: reading.log.warnings,
    }
}

struct Reading<'c> {
    context: &'c Context<'c>,
    log: Log,
    place: Place,
    certificate: Option<Certificate>,
    lineage: Option<Lineage>,
    timestamp: Option<i64>,
}

impl Reading<'_> {
    fn warn(&mut self, issue: Issue, detail: impl Into<String>) {
        self.log.warn(&self.place, issue, detail);
    }

    fn has_warnings(&self) -> bool {
        !self.log.warnings.is_empty()
    }

    fn stamp(&mut self, mut value: Reader<'_>, expected: &[u8], digests: &Digests) -> Result<(), ParseError> {
        let mut data = record::record(&mut value, "source stamp")?;
        let encoded = record::record(&mut data, "stamp certificate")?;
        let certificate = match Certificate::parse(encoded.rest(), encoded.offset(), self.context.limits) {
            Ok(certificate) => certificate,
            Err(error) => {
                self.warn(Issue::SourceStampMalformedCertificate, error.to_string());
                return Ok(());
            }
        };
        self.certificate = Some(certificate.clone());
        if certificate.sha256 != expected {
            let detail =
                format!("{} in the block, {} in the package", certificate.fingerprint(), hex(expected));
            self.warn(Issue::SourceStampCertificateMismatch, detail);
            return Ok(());
        }
        let mut signed = BTreeMap::new();
        let mut schemes = record::record(&mut data, "signed schemes")?;
        while !schemes.is_empty() {
            let mut scheme = record::record(&mut schemes, "signed scheme")?;
            let number = scheme.u32_le("signed scheme number")?;
            signed.insert(number, record::record(&mut scheme, "stamp signatures")?);
        }
        for (scheme, claimed) in digests {
            let Some(signatures) = signed.get(&scheme.number()) else {
                self.warn(Issue::SourceStampNoSignature, format!("none over scheme v{scheme}"));
                return Ok(());
            };
            self.signature(&message(claimed), signatures.clone(), &certificate);
            if self.has_warnings() {
                return Ok(());
            }
        }
        if data.is_empty() {
            return Ok(());
        }
        let attributes = record::record(&mut data, "stamp attributes")?;
        let signatures = record::record(&mut data, "stamp attribute signatures")?;
        self.signature(attributes.rest(), signatures, &certificate);
        if self.has_warnings() {
            return Ok(());
        }
        self.attributes(attributes, &certificate)
    }

    fn signature(&mut self, data: &[u8], mut signatures: Reader<'_>, certificate: &Certificate) {
        let mut supported = Vec::new();
        while !signatures.is_empty() {
            match record::numbered(&mut signatures, "stamp signature") {
                Err(error) => return self.warn(Issue::SourceStampMalformedSignature, error.to_string()),
                Ok((id, bytes)) => match SignatureAlgorithm::by_id(id) {
                    Some(algorithm) => supported.push(Supported { algorithm, bytes }),
                    None => self.warn(Issue::SourceStampUnknownSigAlgorithm, format!("{id:#x}")),
                },
            }
        }
        if supported.is_empty() {
            return self.warn(Issue::SourceStampNoSignature, "");
        }
        let (min_sdk, max_sdk) = (self.context.min_sdk, self.context.max_sdk);
        let Some(chosen) = algorithm::to_verify(&supported, min_sdk, max_sdk, true) else {
            return self.warn(Issue::SourceStampNoSupportedSignature, "");
        };
        for Supported { algorithm, bytes } in chosen {
            match certificate.public_key.verify(algorithm.method, algorithm.hash, &[data], bytes) {
                Ok(true) => {}
                Ok(false) => return self.warn(Issue::SourceStampDidNotVerify, algorithm.name),
                Err(failure) => return self.warn(Issue::SourceStampVerifyException, failure.to_string()),
            }
        }
    }

    fn attributes(&mut self, mut data: Reader<'_>, certificate: &Certificate) -> Result<(), ParseError> {
        let mut attributes = record::record(&mut data, "stamp attributes")?;
        while !attributes.is_empty() {
            let read = record::attribute(&mut attributes).and_then(|(id, value)| {
                match id {
                    PROOF_OF_ROTATION if self.lineage.is_none() => self.rotation(value, certificate),
                    TIMESTAMP => {
                        let seconds = Reader::new(value).u64_le("stamp time")?.cast_signed();
                        if seconds > 0 {
                            self.timestamp = Some(seconds);
                        } else {
                            self.warn(Issue::SourceStampInvalidTimestamp, seconds.to_string());
                        }
                    }
                    _ => self.warn(Issue::SourceStampUnknownAttribute, format!("{id:#x}")),
                }
                Ok(())
            });
            if let Err(error) = read {
                self.warn(Issue::SourceStampMalformedAttribute, error.to_string());
                break;
            }
        }
        Ok(())
    }

    fn rotation(&mut self, value: &[u8], certificate: &Certificate) {
        match Lineage::parse(value, self.context.limits) {
            Ok(lineage) => {
                if !lineage.ends_at(certificate) {
                    self.warn(Issue::SourceStampPorCertMismatch, "");
                }
                self.lineage = Some(lineage);
            }
            Err(Broken::DidNotVerify(reason)) => self.warn(Issue::SourceStampPorDidNotVerify, reason),
            Err(Broken::Mismatch) => self.warn(Issue::SourceStampPorCertMismatch, ""),
            Err(Broken::Malformed(reason)) => self.warn(Issue::SourceStampMalformedLineage, reason),
            Err(Broken::Limit(error)) => self.warn(Issue::LimitReached, error.to_string()),
        }
    }
}

/// The digests of one scheme as the stamp signs them: length-prefixed records of number and digest.
fn message(claimed: &BTreeMap<ContentDigest, Vec<u8>>) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut sorted: Vec<_> = claimed.iter().map(|(kind, digest)| (kind.number(), digest)).collect();
    sorted.sort();
    let mut message = Vec::new();
    for (kind, digest) in sorted {
        message.extend_from_slice(&number(digest.len().saturating_add(8)));
        message.extend_from_slice(&kind.to_le_bytes());
        message.extend_from_slice(&number(digest.len()));
        message.extend_from_slice(digest);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_signed_as_records() {
        let claimed = BTreeMap::from([
            (ContentDigest::ChunkedSha512, vec![9, 9]),
            (ContentDigest::ChunkedSha256, vec![7]),
        ]);
        let expected = [9, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 10, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 9, 9];
        assert_eq!(message(&claimed), expected);
    }

    #[test]
    fn damage_is_a_failed_stamp() {
        let limits = Limits::default();
        let context = Context { limits: &limits, min_sdk: 30, max_sdk: 99 };
        for value in [&[][..], &[255; 8], &[4, 0, 0, 0, 0, 0, 0, 0]] {
            let stamp = verify(Reader::new(value), &[0; 32], &Digests::new(), &context);
            assert_eq!(stamp.status, StampStatus::VerificationFailed);
        }
    }
}
