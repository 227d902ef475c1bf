//! What a signer of the schemes v2, v3 and v3.1 has in common: signatures over its signed data, a public key,
//! digests of the content, certificates.

use std::collections::{BTreeMap, BTreeSet};

use cursor::{Limits, ParseError, Reader};

use crate::algorithm::{self, SignatureAlgorithm, Supported};
use crate::certificate::{Certificate, hex};
use crate::digest::{Content, ContentDigest};
use crate::key::{Failure, PublicKey};
use crate::record;
use crate::verdict::{Issue, Log, Place, SchemeResult, Signer};

/// The issue names of one scheme.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) malformed_signature: Issue,
    pub(crate) unknown_algorithm: Issue,
    pub(crate) no_signatures: Issue,
    pub(crate) no_supported_signatures: Issue,
    pub(crate) malformed_public_key: Issue,
    pub(crate) did_not_verify: Issue,
    pub(crate) verify_exception: Issue,
    pub(crate) malformed_certificate: Issue,
    pub(crate) no_certificates: Issue,
    pub(crate) public_key_mismatch: Issue,
    pub(crate) malformed_digest: Issue,
    pub(crate) algorithm_mismatch: Issue,
    pub(crate) content_mismatch: Issue,
}

/// One signer as far as it was read, and the digests it signs.
#[derive(Debug)]
pub(crate) struct Read<'a> {
    pub(crate) signer: Signer,
    /// Signature algorithm number and digest, in written order.
    pub(crate) digests: Vec<(u32, &'a [u8])>,
}

/// What one scheme's block said.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    pub(crate) result: SchemeResult,
    pub(crate) signed: Vec<Vec<(u32, &'a [u8])>>,
}

impl Outcome<'_> {
    /// The content digests that the signers claim, by kind; a later signer's claim replaces an earlier one's.
    pub(crate) fn claimed(&self) -> BTreeMap<ContentDigest, Vec<u8>> {
        let known = self.signed.iter().flatten().filter_map(|(id, digest)| {
            SignatureAlgorithm::by_id(*id).map(|algorithm| (algorithm.content, digest.to_vec()))
        });
        known.collect()
    }
}

/// What the signatures of one signer cover, the signatures, and the platforms that look at them.
pub(crate) struct Parts<'a> {
    pub(crate) signed_data: &'a [u8],
    pub(crate) signatures: Reader<'a>,
    pub(crate) public_key: &'a [u8],
    pub(crate) min_sdk: u32,
    pub(crate) max_sdk: u32,
}

/// Reads and checks the parts that every signer has, collecting what must hold of the content.
pub(crate) struct Check<'l> {
    pub(crate) names: &'static Names,
    pub(crate) limits: &'l Limits,
    /// Content digests that some verified signature stands on.
    pub(crate) kinds: BTreeSet<ContentDigest>,
}

impl<'l> Check<'l> {
    pub(crate) fn new(names: &'static Names, limits: &'l Limits) -> Self {
        Self { names, limits, kinds: BTreeSet::new() }
    }

    /// Checks the signatures that platforms in the range look at. Gives the algorithm numbers of all signatures,
    /// in written order, or `None` after an error.
    pub(crate) fn signatures(
        &mut self,
        log: &mut Log,
        place: &Place,
        signer: &mut Signer,
        parts: Parts<'_>,
    ) -> Option<Vec<u32>> {
        let Parts { signed_data, mut signatures, public_key, min_sdk, max_sdk } = parts;
        let names = self.names;
        let (mut ids, mut supported) = (Vec::new(), Vec::new());
        while !signatures.is_empty() {
            let (id, bytes) = match record::numbered(&mut signatures, "signature") {
                Ok(signature) => signature,
                Err(error) => {
                    log.error(place, names.malformed_signature, error.to_string());
                    return None;
                }
            };
            ids.push(id);
            match SignatureAlgorithm::by_id(id) {
                Some(algorithm) => supported.push(Supported { algorithm, bytes }),
                None => log.warn(place, names.unknown_algorithm, format!("{id:#x}")),
            }
        }
        if ids.is_empty() {
            log.error(place, names.no_signatures, "");
            return None;
        }
        let Some(chosen) = algorithm::to_verify(&supported, min_sdk, max_sdk, false) else {
            log.error(place, names.no_supported_signatures, format!("from API level {min_sdk}"));
            return None;
        };
        let key = match PublicKey::parse(public_key, 0, self.limits) {
            Ok(key) => key,
            Err(error) => {
                log.error(place, names.malformed_public_key, error.to_string());
                return None;
            }
        };
        for Supported { algorithm, bytes } in chosen {
            match key.verify(algorithm.method, algorithm.hash, &[signed_data], bytes) {
                Ok(true) => {
                    signer.algorithms.push(algorithm.name.to_owned());
                    signer.rests_on(algorithm.hash, None);
                    self.kinds.insert(algorithm.content);
                }
                Ok(false) => {
                    log.error(place, names.did_not_verify, algorithm.name);
                    return None;
                }
                // A key of another kind than the algorithm is refused when it is decoded.
                Err(Failure::Key(reason)) if key.kind_differs(algorithm.method) => {
                    log.error(place, names.malformed_public_key, reason);
                    return None;
                }
                Err(failure) => {
                    log.error(place, names.verify_exception, failure.to_string());
                    return None;
                }
            }
        }
        Some(ids)
    }

    /// Reads the certificates and compares the first one's key with the signer's; `None` after an error.
    pub(crate) fn certificates(
        &self,
        log: &mut Log,
        place: &Place,
        signer: &mut Signer,
        mut certificates: Reader<'_>,
        public_key: &[u8],
    ) -> Result<Option<()>, ParseError> {
        while !certificates.is_empty() {
            let encoded = record::record(&mut certificates, "certificate")?;
            match Certificate::parse(encoded.rest(), encoded.offset(), self.limits) {
                Ok(certificate) => signer.certificates.push(certificate),
                Err(error) => {
                    log.error(place, self.names.malformed_certificate, error.to_string());
                    return Ok(None);
                }
            }
        }
        let Some(first) = signer.certificates.first() else {
            log.error(place, self.names.no_certificates, "");
            return Ok(None);
        };
        if !first.has_key(public_key, self.limits) {
            log.error(place, self.names.public_key_mismatch, first.fingerprint());
            return Ok(None);
        }
        Ok(Some(()))
    }

    /// Reads the content digests, whose algorithms must be those of the signatures in the same order.
    pub(crate) fn digests<'a>(
        &self,
        log: &mut Log,
        place: &Place,
        mut records: Reader<'a>,
        signature_ids: &[u32],
    ) -> Option<Vec<(u32, &'a [u8])>> {
        let mut digests = Vec::new();
        while !records.is_empty() {
            match record::numbered(&mut records, "content digest") {
                Ok(digest) => digests.push(digest),
                Err(error) => {
                    log.error(place, self.names.malformed_digest, error.to_string());
                    return None;
                }
            }
        }
        if !digests.iter().map(|(id, _)| id).eq(signature_ids) {
            log.error(place, self.names.algorithm_mismatch, "");
            return None;
        }
        Some(digests)
    }

    /// Compares the digests of all signers with the content.
    pub(crate) fn content(&self, log: &mut Log, content: &mut Content<'_, '_>, outcome: &Outcome<'_>) {
        for (signer, digests) in outcome.result.signers.iter().zip(&outcome.signed) {
            let place = Place::signer(outcome.result.scheme, &signer.name);
            for (id, expected) in digests {
                let Some(algorithm) = SignatureAlgorithm::by_id(*id) else { continue };
                if !self.kinds.contains(&algorithm.content) {
                    continue;
                }
                let actual = content.digest(algorithm.content);
                if actual != Some(expected) {
                    let actual = actual.map_or_else(|| "none".to_owned(), hex);
                    let detail = format!("{:?}: {actual}, signed {}", algorithm.content, hex(expected));
                    log.error(&place, self.names.content_mismatch, detail);
                }
            }
        }
    }
}
