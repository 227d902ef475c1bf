//! Which pairs of digest and signature algorithm of a PKCS #7 signer each API level accepts.
//!
//! The levels are those that apksig's tests found on devices; they follow from the cryptography providers of each
//! release. A signature algorithm that names another hash than the digest algorithm worked on 21 to 23 only.

use crate::hash::Hash;
use crate::key::Method;

const LAST: u32 = u32::MAX;

/// Hash by the dotted identifier of a digest algorithm.
pub(crate) fn digest(oid: &str) -> Option<Hash> {
    Some(match oid {
        "1.2.840.113549.2.5" => Hash::Md5,
        "1.3.14.3.2.26" => Hash::Sha1,
        "2.16.840.1.101.3.4.2.4" => Hash::Sha224,
        "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
        "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
        "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
        _ => return None,
    })
}

/// Method, and hash if it names one, by the dotted identifier of a signature algorithm.
fn signature(oid: &str) -> Option<(Method, Option<Hash>)> {
    use Method::{Dsa, Ecdsa, RsaPkcs1};
    Some(match oid {
        "1.2.840.113549.1.1.1" => (RsaPkcs1, None),
        "1.2.840.113549.1.1.4" => (RsaPkcs1, Some(Hash::Md5)),
        "1.2.840.113549.1.1.5" => (RsaPkcs1, Some(Hash::Sha1)),
        "1.2.840.113549.1.1.14" => (RsaPkcs1, Some(Hash::Sha224)),
        "1.2.840.113549.1.1.11" => (RsaPkcs1, Some(Hash::Sha256)),
        "1.2.840.113549.1.1.12" => (RsaPkcs1, Some(Hash::Sha384)),
        "1.2.840.113549.1.1.13" => (RsaPkcs1, Some(Hash::Sha512)),
        "1.2.840.10040.4.1" => (Dsa, None),
        "1.2.840.10040.4.3" => (Dsa, Some(Hash::Sha1)),
        "2.16.840.1.101.3.4.3.1" => (Dsa, Some(Hash::Sha224)),
        "2.16.840.1.101.3.4.3.2" => (Dsa, Some(Hash::Sha256)),
        "1.2.840.10045.2.1" => (Ecdsa, None),
        "1.2.840.10045.4.1" => (Ecdsa, Some(Hash::Sha1)),
        "1.2.840.10045.4.3.1" => (Ecdsa, Some(Hash::Sha224)),
        "1.2.840.10045.4.3.2" => (Ecdsa, Some(Hash::Sha256)),
        "1.2.840.10045.4.3.3" => (Ecdsa, Some(Hash::Sha384)),
        "1.2.840.10045.4.3.4" => (Ecdsa, Some(Hash::Sha512)),
        _ => return None,
    })
}

/// How to verify a pair of algorithms, when every API level of the range supports it.
pub(crate) fn supported(
    digest_oid: &str,
    signature_oid: &str,
    min_sdk: u32,
    max_sdk: u32,
) -> Option<(Method, Hash)> {
    let digest = digest(digest_oid)?;
    let (method, named) = signature(signature_oid)?;
    let covered = levels(method, digest, named).iter().any(|(from, to)| *from <= min_sdk && max_sdk <= *to);
    covered.then_some((method, named.unwrap_or(digest)))
}

/// API levels that support a pair, as inclusive ranges with gaps between them.
fn levels(method: Method, digest: Hash, named: Option<Hash>) -> &'static [(u32, u32)] {
    use Hash::{Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
    match (method, named, digest) {
        (Method::RsaPkcs1, None, Md5 | Sha1) | (Method::RsaPkcs1, Some(Sha1), Sha1) => &[(0, LAST)],
        (Method::RsaPkcs1, None, Sha224)
        | (Method::RsaPkcs1, Some(Md5), Md5)
        | (Method::RsaPkcs1, Some(Sha224), Sha224) => &[(0, 8), (21, LAST)],
        (Method::RsaPkcs1, None | Some(Sha256), Sha256) => &[(0, 8), (18, LAST)],
        (Method::RsaPkcs1, None, Sha384 | Sha512) => &[(18, LAST)],
        (Method::RsaPkcs1, Some(Sha256), Sha224)
        | (Method::RsaPkcs1, Some(Sha1), Sha256)
        | (Method::RsaPkcs1, Some(Sha384), Sha512) => &[(21, 21)],
        (Method::Dsa, None, Sha1) => &[(0, LAST)],
        (Method::Dsa, Some(Sha1), Sha1) => &[(9, LAST)],
        (Method::Dsa, None, Sha224 | Sha256) => &[(22, LAST)],
        (Method::Dsa, None, Md5 | Sha384 | Sha512) | (Method::Ecdsa, None, Md5) => &[],
        (Method::Ecdsa, None, Sha1 | Sha256 | Sha384 | Sha512) | (Method::Ecdsa, Some(Sha1), Sha1) => {
            &[(18, LAST)]
        }
        (Method::Ecdsa, None, Sha224) => &[(21, LAST)],
        (_, Some(named), digest) if named == digest => &[(21, LAST)],
        _ => &[(21, 23)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_must_lie_where_the_pair_is_supported() {
        let sha256_rsa = |min, max| supported("2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", min, max);
        assert_eq!(sha256_rsa(18, LAST), Some((Method::RsaPkcs1, Hash::Sha256)));
        assert!(sha256_rsa(1, 8).is_some());
        assert!(sha256_rsa(8, 18).is_none());
        let mixed = |min, max| supported("1.3.14.3.2.26", "1.2.840.113549.1.1.11", min, max);
        assert_eq!(mixed(21, 23), Some((Method::RsaPkcs1, Hash::Sha256)), "the signature's hash decides");
        assert!(mixed(21, 24).is_none());
        assert!(supported("2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.3.3", 21, 23).is_none());
    }
}
