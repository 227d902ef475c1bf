//! APK Signature Scheme v4 (API level 30): a file `<package>.idsig` beside the package, with the root of an
//! fs-verity tree over the whole package and a signature over it.
//!
//! Source: <https://source.android.com/docs/security/features/apksigning/v4>.

use cursor::{Limits, ParseError, Reader};

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::{Certificate, hex};
use crate::digest::{self, ContentDigest};
use crate::key::{Failure, PublicKey};
use crate::lend::Spread;
use crate::record;
use crate::signer::Outcome;
use crate::verdict::{Issue, Log, Place, Scheme, SchemeResult, Signer};

const VERSION: u32 = 2;
const HASH_SHA256: u32 = 1;
const LOG2_PAGE: u8 = 12;
/// Signing infos of one file: one for v2 or v3, one for v3.1.
const MAX_INFOS: usize = 10;

/// The tree the file promises.
struct Hashing<'a> {
    algorithm: u32,
    log2_block: u8,
    salt: &'a [u8],
    root: &'a [u8],
}

/// One signer of the file.
struct Info<'a> {
    apk_digest: &'a [u8],
    certificate: &'a [u8],
    additional: &'a [u8],
    public_key: &'a [u8],
    algorithm: u32,
    signature: &'a [u8],
}

/// One checked signer and the content digest of v2 or v3 that it repeats.
pub(crate) struct Checked<'a> {
    pub(crate) result: SchemeResult,
    apk_digests: Vec<&'a [u8]>,
}

/// Checks an `.idsig` file over the whole package.
pub(crate) fn verify<'a>(
    data: &[u8],
    idsig: &'a [u8],
    limits: &Limits,
    spread: &dyn Spread,
    log: &mut Log,
) -> Checked<'a> {
    let before = log.errors.len();
    let mut checked = Checked {
        result: SchemeResult { scheme: Scheme::V4, verified: false, signers: Vec::new() },
        apk_digests: Vec::new(),
    };
    let place = Place::scheme(Scheme::V4);
    match file(idsig, &place, log) {
        Ok((hashing, infos, tree)) => {
            for (index, info) in infos.iter().enumerate() {
                signer(data, &hashing, info, index, limits, log, &mut checked);
                if log.errors.len() > before {
                    break;
                }
            }
            if log.errors.len() == before {
                root_and_tree(data, &hashing, tree, &place, spread, log);
            }
        }
        Err(error) if error.is_limit() => log.limit(&place, error),
        Err(error) => log.error(&place, Issue::V4SigMalformedSigners, error.to_string()),
    }
    checked.result.verified = log.errors.len() == before;
    checked
}

type File<'a> = (Hashing<'a>, Vec<Info<'a>>, Option<&'a [u8]>);

fn file<'a>(idsig: &'a [u8], place: &Place, log: &mut Log) -> Result<File<'a>, ParseError> {
    let mut reader = Reader::new(idsig);
    let version = reader.u32_le("v4 version")?;
    if version != VERSION {
        log.warn(place, Issue::V4SigVersionNotCurrent, version.to_string());
    }
    let mut part = record::record(&mut reader, "v4 hashing info")?;
    let hashing = Hashing {
        algorithm: part.u32_le("v4 hash algorithm")?,
        log2_block: part.u8("v4 block size")?,
        salt: record::bytes(&mut part, "v4 salt")?,
        root: record::bytes(&mut part, "v4 root hash")?,
    };
    let mut part = record::record(&mut reader, "v4 signing infos")?;
    let mut infos = vec![info(&mut part)?];
    while !part.is_empty() {
        if infos.len() == MAX_INFOS {
            return Err(ParseError::limit("v4 signing infos", part.offset(), "infos", MAX_INFOS as u64));
        }
        // Each further info is numbered by the block of the package it goes with.
        part.skip(4, "v4 block id")?;
        infos.push(info(&mut record::record(&mut part, "v4 signing info")?)?);
    }
    // The tree may be left out; a loader then computes it.
    let tree = if reader.is_empty() { None } else { Some(record::bytes(&mut reader, "v4 tree")?) };
    Ok((hashing, infos, tree))
}

fn info<'a>(part: &mut Reader<'a>) -> Result<Info<'a>, ParseError> {
    Ok(Info {
        apk_digest: record::bytes(part, "v4 package digest")?,
        certificate: record::bytes(part, "v4 certificate")?,
        additional: record::bytes(part, "v4 additional data")?,
        public_key: record::bytes(part, "v4 public key")?,
        algorithm: part.u32_le("v4 signature algorithm")?,
        signature: record::bytes(part, "v4 signature")?,
    })
}

/// What an info signs: the size of the package, the tree's parameters and the info's own fields.
fn signed_data(data: &[u8], hashing: &Hashing<'_>, info: &Info<'_>) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut body = Vec::new();
    body.extend_from_slice(&(data.len() as u64).to_le_bytes());
    body.extend_from_slice(&hashing.algorithm.to_le_bytes());
    body.push(hashing.log2_block);
    for field in [hashing.salt, hashing.root, info.apk_digest, info.certificate, info.additional] {
        body.extend_from_slice(&number(field.len()));
        body.extend_from_slice(field);
    }
    let mut signed = number(body.len().saturating_add(4)).to_vec();
    signed.extend_from_slice(&body);
    signed
}

fn signer<'a>(
    data: &[u8],
    hashing: &Hashing<'_>,
    info: &Info<'a>,
    index: usize,
    limits: &Limits,
    log: &mut Log,
    checked: &mut Checked<'a>,
) {
    let place = Place::signer(Scheme::V4, index);
    let mut used = Signer::new(index);
    let Some(algorithm) = SignatureAlgorithm::by_id(info.algorithm) else {
        return log.error(&place, Issue::V4SigUnknownSigAlgorithm, format!("{:#x}", info.algorithm));
    };
    let key = match PublicKey::parse(info.public_key, 0, limits) {
        Ok(key) if !key.kind_differs(algorithm.method) => key,
        Ok(_) => {
            return log.error(&place, Issue::V4SigMalformedPublicKey, "of another kind than the algorithm");
        }
        Err(error) => return log.error(&place, Issue::V4SigMalformedPublicKey, error.to_string()),
    };
    let signed = signed_data(data, hashing, info);
    match key.verify(algorithm.method, algorithm.hash, &[&signed], info.signature) {
        Ok(true) => used.algorithms.push(algorithm.name.to_owned()),
        Ok(false) => return log.error(&place, Issue::V4SigDidNotVerify, algorithm.name),
        Err(failure @ (Failure::Key(_) | Failure::Signature)) => {
            return log.error(&place, Issue::V4SigVerifyException, failure.to_string());
        }
    }
    match Certificate::parse(info.certificate, 0, limits) {
        Err(error) => return log.error(&place, Issue::V4SigMalformedCertificate, error.to_string()),
        Ok(certificate) if !certificate.has_key(info.public_key, limits) => {
            return log.error(&place, Issue::V4SigPublicKeyMismatch, certificate.fingerprint());
        }
        Ok(certificate) => used.certificates.push(certificate),
    }
    checked.result.signers.push(used);
    checked.apk_digests.push(info.apk_digest);
}

fn root_and_tree(
    data: &[u8],
    hashing: &Hashing<'_>,
    tree: Option<&[u8]>,
    place: &Place,
    spread: &dyn Spread,
    log: &mut Log,
) {
    if hashing.algorithm != HASH_SHA256 || hashing.log2_block != LOG2_PAGE {
        let detail = format!("hash {}, blocks of 2^{} bytes", hashing.algorithm, hashing.log2_block);
        return log.error(place, Issue::V4SigApkRootDidNotVerify, detail);
    }
    let (root, levels) = digest::tree(&[data], hashing.salt, spread);
    if root != hashing.root {
        let detail = format!("{}, signed {}", hex(&root), hex(hashing.root));
        log.error(place, Issue::V4SigApkRootDidNotVerify, detail);
    } else if tree.is_some_and(|tree| tree != levels) {
        log.error(place, Issue::V4SigApkTreeDidNotVerify, "");
    }
}

/// The signers must be those of v3.1, v3 or v2, and repeat the strongest content digest those sign.
pub(crate) fn compare(
    checked: &Checked<'_>,
    v2: Option<&Outcome<'_>>,
    v3: Option<&Outcome<'_>>,
    v31: Option<&Outcome<'_>>,
    log: &mut Log,
) {
    let whole = Place::scheme(Scheme::V4);
    let Some(first) = v3.or(v2) else {
        return log.error(&whole, Issue::V4SigV2V3SignersMismatch, "the package has neither v2 nor v3");
    };
    let newer = v31.filter(|_| v3.is_some());
    let expected = if newer.is_some() { 2 } else { 1 };
    if checked.result.signers.len() != expected {
        let issue = if newer.is_some() { Issue::V41SigNeedsTwoSigners } else { Issue::V4SigMultipleSigners };
        return log.error(&whole, issue, format!("{} signers", checked.result.signers.len()));
    }
    let pairs = std::iter::once(first).chain(newer);
    for ((signer, apk_digest), other) in checked.result.signers.iter().zip(&checked.apk_digests).zip(pairs) {
        let place = Place::signer(Scheme::V4, &signer.name);
        let [only] = other.result.signers.as_slice() else {
            log.error(&place, Issue::V4SigMultipleSigners, format!("{} signers", other.result.signers.len()));
            continue;
        };
        let certificate = |certificates: &[Certificate]| certificates.first().map(|found| found.sha256);
        if certificate(&signer.certificates) != certificate(&only.certificates) {
            log.error(&place, Issue::V4SigV2V3SignersMismatch, "");
        }
        let claimed = other.claimed();
        let strongest = claimed.iter().max_by_key(|(kind, _): &(&ContentDigest, _)| kind.strength());
        if strongest.is_none_or(|(_, digest)| digest != apk_digest) {
            log.error(&place, Issue::V4SigV2V3DigestsMismatch, hex(apk_digest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lend::InOrder;

    fn issues(idsig: &[u8]) -> Vec<Issue> {
        let mut log = Log::default();
        verify(b"package", idsig, &Limits::default(), &InOrder, &mut log);
        log.errors.iter().map(|report| report.issue).collect()
    }

    #[test]
    fn a_damaged_file_is_refused() {
        for idsig in [&[][..], &[2, 0, 0, 0, 255, 255, 255, 255], &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(issues(idsig), [Issue::V4SigMalformedSigners]);
        }
    }

    #[test]
    fn an_unknown_algorithm_is_refused() {
        let hashing = [13u32.to_le_bytes().as_slice(), &[1, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
        let infos = [24u32.to_le_bytes().as_slice(), &[0; 16], &[7, 7, 0, 0], &[0; 4]].concat();
        let idsig = [&2u32.to_le_bytes()[..], &hashing, &infos].concat();
        assert_eq!(issues(&idsig), [Issue::V4SigUnknownSigAlgorithm]);
    }
}
