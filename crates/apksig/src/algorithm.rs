//! Signature algorithms of the APK Signature Schemes v2 and later.
//!
//! Source: <https://source.android.com/docs/security/features/apksigning/v2#signature-algorithm-ids>.

use crate::digest::ContentDigest;
use crate::hash::Hash;
use crate::key::Method;

/// One signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// Number in the signature records.
    pub id: u32,
    /// Name of the specification, such as `RSASSA-PKCS1-v1_5 with SHA2-256`.
    pub name: &'static str,
    /// How the signature is made.
    pub method: Method,
    /// Hash under the signature.
    pub hash: Hash,
    /// How the content of the package is digested.
    pub content: ContentDigest,
    /// First API level that accepts it over a package.
    pub min_sdk: u32,
    /// First API level whose cryptography knows it; source stamps ask only for this.
    pub(crate) crypto_min_sdk: u32,
}

macro_rules! algorithms {
    ($($id:literal $name:literal $method:ident $hash:ident $content:ident $min:literal $crypto:literal;)*) => {
        const ALGORITHMS: &[SignatureAlgorithm] = &[$(SignatureAlgorithm {
            id: $id,
            name: $name,
            method: Method::$method,
            hash: Hash::$hash,
            content: ContentDigest::$content,
            min_sdk: $min,
            crypto_min_sdk: $crypto,
        }),*];
    };
}

algorithms! {
    0x0101 "RSASSA-PSS with SHA2-256" RsaPss Sha256 ChunkedSha256 24 23;
    0x0102 "RSASSA-PSS with SHA2-512" RsaPss Sha512 ChunkedSha512 24 23;
    0x0103 "RSASSA-PKCS1-v1_5 with SHA2-256" RsaPkcs1 Sha256 ChunkedSha256 24 1;
    0x0104 "RSASSA-PKCS1-v1_5 with SHA2-512" RsaPkcs1 Sha512 ChunkedSha512 24 1;
    0x0201 "ECDSA with SHA2-256" Ecdsa Sha256 ChunkedSha256 24 11;
    0x0202 "ECDSA with SHA2-512" Ecdsa Sha512 ChunkedSha512 24 11;
    0x0301 "DSA with SHA2-256" Dsa Sha256 ChunkedSha256 24 1;
    0x0421 "RSASSA-PKCS1-v1_5 with SHA2-256 over verity" RsaPkcs1 Sha256 VeritySha256 28 1;
    0x0423 "ECDSA with SHA2-256 over verity" Ecdsa Sha256 VeritySha256 28 11;
    0x0425 "DSA with SHA2-256 over verity" Dsa Sha256 VeritySha256 28 1;
}

impl SignatureAlgorithm {
    /// The algorithm with this number, or `None` when the platform would ignore it.
    pub fn by_id(id: u32) -> Option<&'static Self> {
        ALGORITHMS.iter().find(|algorithm| algorithm.id == id)
    }
}

/// One signature whose algorithm is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supported<'a> {
    pub(crate) algorithm: &'static SignatureAlgorithm,
    pub(crate) bytes: &'a [u8],
}

/// The signatures that some platform in the range would check: for each API level at which a stronger algorithm
/// appears, the strongest one, ordered by number. `None` when the oldest platform of the range knows none.
///
/// `crypto_only` asks for the level whose cryptography knows the algorithm, as source stamps do.
pub(crate) fn to_verify<'a>(
    supported: &[Supported<'a>],
    min_sdk: u32,
    max_sdk: u32,
    crypto_only: bool,
) -> Option<Vec<Supported<'a>>> {
    let mut best: Vec<(u32, Supported<'a>)> = Vec::new();
    let mut first_level = u32::MAX;
    for candidate in supported {
        let algorithm = candidate.algorithm;
        let level = if crypto_only { algorithm.crypto_min_sdk } else { algorithm.min_sdk };
        if level > max_sdk {
            continue;
        }
        first_level = first_level.min(level);
        match best.iter_mut().find(|(known, _)| *known == level) {
            Some((_, held)) if algorithm.content.strength() > held.algorithm.content.strength() => {
                *held = *candidate
            }
            Some(_) => {}
            None => best.push((level, *candidate)),
        }
    }
    if best.is_empty() || min_sdk < first_level {
        return None;
    }
    let mut chosen: Vec<_> = best.into_iter().map(|(_, signature)| signature).collect();
    chosen.sort_by_key(|signature| signature.algorithm.id);
    Some(chosen)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn supported(ids: &[u32]) -> Vec<Supported<'static>> {
        ids.iter()
            .map(|id| Supported { algorithm: SignatureAlgorithm::by_id(*id).unwrap(), bytes: &[] })
            .collect()
    }

    fn chosen(ids: &[u32], min_sdk: u32) -> Option<Vec<u32>> {
        let chosen = to_verify(&supported(ids), min_sdk, u32::MAX, false)?;
        Some(chosen.iter().map(|signature| signature.algorithm.id).collect())
    }

    #[test]
    fn each_platform_checks_its_strongest_algorithm() {
        assert_eq!(chosen(&[0x0103, 0x0104], 24), Some(vec![0x0104]));
        assert_eq!(chosen(&[0x0421, 0x0103], 24), Some(vec![0x0103, 0x0421]));
        assert_eq!(chosen(&[0x0421], 24), None, "verity is unknown before API level 28");
        assert_eq!(chosen(&[], 24), None);
    }
}
