//! Public keys and the check of one signature.
//!
//! RSA and DSA are computed on big integers here, not by the `rsa` and `dsa` crates, because those refuse keys that
//! Android accepts (short, odd, with a negative modulus in the certificate). Sizes are bounded before any arithmetic.

use cursor::{Limits, ParseError};
use rsa::BigUint;
use signature::hazmat::PrehashVerifier;

use crate::ber::{self, Values};
use crate::hash::Hash;
use crate::oid;

/// Longest RSA modulus, as BoringSSL and the JDK have it.
const MAX_RSA_BITS: usize = 16_384;
/// BoringSSL takes exponents of at most 33 bits; 64 keeps one verification cheap.
const MAX_RSA_EXPONENT_BITS: usize = 64;
const MAX_DSA_P_BITS: usize = 8_192;
const MAX_DSA_Q_BITS: usize = 512;

/// Elliptic curve of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
}

impl Curve {
    fn bits(self) -> u32 {
        match self {
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
        }
    }

    /// Bytes of one coordinate.
    fn field_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

/// Kind of a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// DSA.
    Dsa,
    /// ECDSA on a named curve we can compute on.
    Ec(Curve),
    /// Anything else, by the dotted object identifier of its algorithm.
    Other(String),
}

impl KeyKind {
    /// Short name: `RSA`, `DSA`, `EC` or the identifier.
    pub fn name(&self) -> &str {
        match self {
            Self::Rsa => "RSA",
            Self::Dsa => "DSA",
            Self::Ec(_) => "EC",
            Self::Other(oid) => oid,
        }
    }
}

/// How a signature is made, apart from the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1,
    /// RSASSA-PSS with a salt as long as the hash and MGF1 of the same hash.
    RsaPss,
    /// DSA.
    Dsa,
    /// ECDSA.
    Ecdsa,
}

/// Why a signature could not even be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The key is of another kind, of a size we bound or not on its curve.
    Key(&'static str),
    /// The signature is not encoded as its algorithm requires.
    Signature,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(reason) => f.write_str(reason),
            Self::Signature => f.write_str("the signature is not encoded as its algorithm requires"),
        }
    }
}

/// A public key that signatures can be checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    Rsa { n: BigUint, e: BigUint },
    Dsa { p: BigUint, q: BigUint, g: BigUint, y: BigUint },
    Ec { curve: Curve, point: Vec<u8> },
    Other(String),
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280, 4.1). A negative RSA modulus is read as the unsigned number its bytes
    /// spell, as Conscrypt does.
    pub(crate) fn parse(spki: &[u8], base: u64, limits: &Limits) -> Result<Self, ParseError> {
        let mut info = Values::new(spki, base, limits).expect(ber::SEQUENCE, "public key info")?.values();
        let mut algorithm = info.expect(ber::SEQUENCE, "public key algorithm")?.values();
        let key = info.expect(ber::BIT_STRING, "public key")?;
        let name = oid::dotted(algorithm.expect(ber::OID, "public key algorithm")?.content);
        let inside = |what| Values::new(key.bits(), key.offset.saturating_add(1), limits).any(what);
        match name.as_str() {
            oid::RSA => {
                let mut numbers = inside("RSA public key")?.values();
                let n = unsigned(&mut numbers, "RSA modulus")?;
                let e = unsigned(&mut numbers, "RSA exponent")?;
                Ok(Self::Rsa { n, e })
            }
            oid::DSA => {
                let mut domain = algorithm.expect(ber::SEQUENCE, "DSA parameters")?.values();
                let p = unsigned(&mut domain, "DSA p")?;
                let q = unsigned(&mut domain, "DSA q")?;
                let g = unsigned(&mut domain, "DSA g")?;
                let y = BigUint::from_bytes_be(inside("DSA public key")?.content);
                Ok(Self::Dsa { p, q, g, y })
            }
            oid::EC => {
                let parameters = algorithm.any("curve")?;
                let named =
                    if parameters.tag == ber::OID { oid::dotted(parameters.content) } else { String::new() };
                let curve = match named.as_str() {
                    oid::CURVE_P256 => Curve::P256,
                    oid::CURVE_P384 => Curve::P384,
                    oid::CURVE_P521 => Curve::P521,
                    _ => return Ok(Self::Other(if named.is_empty() { name } else { named })),
                };
                Ok(Self::Ec { curve, point: key.bits().to_vec() })
            }
            _ => Ok(Self::Other(name)),
        }
    }

    pub(crate) fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa { .. } => KeyKind::Rsa,
            Self::Dsa { .. } => KeyKind::Dsa,
            Self::Ec { curve, .. } => KeyKind::Ec(*curve),
            Self::Other(oid) => KeyKind::Other(oid.clone()),
        }
    }

    /// Size in bits as security people count it: RSA modulus, DSA p, curve also when we cannot compute on it; 0 when
    /// unknown.
    pub(crate) fn bits(&self) -> u32 {
        match self {
            Self::Rsa { n, .. } => u32::try_from(n.bits()).unwrap_or(u32::MAX),
            Self::Dsa { p, .. } => u32::try_from(p.bits()).unwrap_or(u32::MAX),
            Self::Ec { curve, .. } => curve.bits(),
            Self::Other(oid) => oid::curve_bits(oid),
        }
    }

    /// True when no signature of this method can be made with this kind of key.
    pub(crate) fn kind_differs(&self, method: Method) -> bool {
        match method {
            Method::RsaPkcs1 | Method::RsaPss => !matches!(self, Self::Rsa { .. }),
            Method::Dsa => !matches!(self, Self::Dsa { .. }),
            Method::Ecdsa => !matches!(self, Self::Ec { .. }),
        }
    }

    /// True when `signature` is this key's over the pieces taken as one message.
    pub(crate) fn verify(
        &self,
        method: Method,
        hash: Hash,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<bool, Failure> {
        match (self, method) {
            (Self::Rsa { n, e }, Method::RsaPkcs1 | Method::RsaPss) => {
                let Some(encoded) = rsa_encoded(n, e, signature)? else { return Ok(false) };
                let digest = hash.digest(message);
                Ok(match method {
                    Method::RsaPss => pss_matches(&encoded, n.bits(), hash, &digest),
                    _ => pkcs1_matches(&encoded, hash, &digest),
                })
            }
            (Self::Dsa { p, q, g, y }, Method::Dsa) => {
                let digest = hash.digest(message);
                dsa_verify([p, q, g, y], &digest, signature)
            }
            (Self::Ec { curve, point }, Method::Ecdsa) => {
                let digest = hash.digest(message);
                ecdsa_verify(*curve, point, &digest, signature)
            }
            _ => Err(Failure::Key("the key is of another kind than the signature")),
        }
    }
}

fn unsigned(values: &mut Values<'_>, what: &'static str) -> Result<BigUint, ParseError> {
    Ok(BigUint::from_bytes_be(values.expect(ber::INTEGER, what)?.content))
}

/// The encoded message of an RSA signature, as long as the modulus; `None` for a signature of another length or
/// not below the modulus, which cannot verify.
fn rsa_encoded(n: &BigUint, e: &BigUint, signature: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let bits = n.bits();
    if !(256..=MAX_RSA_BITS).contains(&bits) {
        return Err(Failure::Key("RSA modulus out of bounds"));
    }
    if e.bits() < 2 || e.bits() > MAX_RSA_EXPONENT_BITS {
        return Err(Failure::Key("RSA exponent out of bounds"));
    }
    let length = bits.div_ceil(8);
    let number = BigUint::from_bytes_be(signature);
    if signature.len() != length || number >= *n {
        return Ok(None);
    }
    Ok(left_padded(&number.modpow(e, n).to_bytes_be(), length))
}

/// EMSA-PKCS1-v1_5 (RFC 8017, 9.2): every byte is compared, nothing is searched for.
fn pkcs1_matches(encoded: &[u8], hash: Hash, digest: &[u8]) -> bool {
    hash.digest_info().iter().any(|prefix| {
        let tail = prefix.len().saturating_add(digest.len());
        let Some(padding) = encoded.len().checked_sub(tail.saturating_add(3)) else { return false };
        if padding < 8 {
            return false;
        }
        let mut expected = vec![0, 1];
        expected.resize(padding.saturating_add(2), 0xff);
        expected.push(0);
        expected.extend_from_slice(prefix);
        expected.extend_from_slice(digest);
        expected == encoded
    })
}

/// EMSA-PSS (RFC 8017, 9.1.2) with a salt as long as the digest.
fn pss_matches(encoded: &[u8], modulus_bits: usize, hash: Hash, digest: &[u8]) -> bool {
    // The encoded message has one bit less than the modulus, and so may be a byte shorter.
    let bits = modulus_bits.saturating_sub(1);
    let length = bits.div_ceil(8);
    let (lead, encoded) = encoded.split_at(encoded.len().saturating_sub(length));
    let Some((0xbc, body)) = encoded.split_last() else { return false };
    let Some(split) = body.len().checked_sub(digest.len()) else { return false };
    let (masked, expected) = body.split_at(split);
    if lead.iter().any(|byte| *byte != 0) || masked.len() < digest.len().saturating_add(1) {
        return false;
    }
    let mut block = mgf1(hash, expected, masked.len());
    for (byte, mask) in block.iter_mut().zip(masked) {
        *byte ^= mask;
    }
    let unused = u32::try_from(length.saturating_mul(8).saturating_sub(bits)).unwrap_or(0);
    let keep = 0xffu8.checked_shr(unused).unwrap_or(0);
    if masked.first().is_none_or(|byte| byte & !keep != 0) {
        return false;
    }
    if let Some(first) = block.first_mut() {
        *first &= keep;
    }
    let (padding, salt) = block.split_at(block.len().saturating_sub(digest.len()));
    let Some((1, zeros)) = padding.split_last() else { return false };
    zeros.iter().all(|byte| *byte == 0) && hash.digest(&[&[0; 8], digest, salt]) == expected
}

fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length.saturating_add(64));
    let mut counter = 0u32;
    while mask.len() < length {
        mask.extend_from_slice(&hash.digest(&[seed, &counter.to_be_bytes()]));
        counter = counter.saturating_add(1);
    }
    mask.truncate(length);
    mask
}

/// FIPS 186-4, 4.7. The inverse of `s` is taken by Fermat's theorem, so a composite `q` merely fails to verify.
fn dsa_verify([p, q, g, y]: [&BigUint; 4], digest: &[u8], signature: &[u8]) -> Result<bool, Failure> {
    let two = BigUint::from(2u8);
    if p.bits() > MAX_DSA_P_BITS || q.bits() > MAX_DSA_Q_BITS || *p <= two || *q <= two || g >= p || y >= p {
        return Err(Failure::Key("DSA parameters out of bounds"));
    }
    let (r, s) = r_and_s(signature)?;
    let (r, s) = (BigUint::from_bytes_be(r), BigUint::from_bytes_be(s));
    if r.bits() == 0 || s.bits() == 0 || r >= *q || s >= *q {
        return Ok(false);
    }
    let mut z = BigUint::from_bytes_be(digest);
    let excess = digest.len().saturating_mul(8).saturating_sub(q.bits());
    // `q` is above two, every product is below p squared, and remainders keep numbers within the bounds above.
    #[allow(clippy::arithmetic_side_effects, reason = "big integers do not overflow; q and p are above two")]
    let v = {
        z >>= excess;
        let w = s.modpow(&(q - &two), q);
        let u1 = (z * &w) % q;
        let u2 = (&r * &w) % q;
        ((g.modpow(&u1, p) * y.modpow(&u2, p)) % p) % q
    };
    Ok(v == r)
}

fn ecdsa_verify(curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> Result<bool, Failure> {
    const OFF_CURVE: Failure = Failure::Key("the point is not on its curve");
    let length = curve.field_bytes();
    let (r, s) = r_and_s(signature)?;
    let (Some(mut scalars), Some(s)) = (left_padded(r, length), left_padded(s, length)) else {
        return Ok(false);
    };
    scalars.extend_from_slice(&s);
    // The curve crates refuse a hash below half the field; padding on the left leaves its number unchanged.
    let prehash = left_padded(digest, length).unwrap_or_else(|| digest.to_vec());
    macro_rules! verify {
        ($curve:ident) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| OFF_CURVE)?;
            $curve::ecdsa::Signature::from_slice(&scalars)
                .is_ok_and(|signature| key.verify_prehash(&prehash, &signature).is_ok())
        }};
    }
    Ok(match curve {
        Curve::P256 => verify!(p256),
        Curve::P384 => verify!(p384),
        Curve::P521 => verify!(p521),
    })
}

/// The two numbers of a DSA or ECDSA signature, without leading zeros.
fn r_and_s(signature: &[u8]) -> Result<(&[u8], &[u8]), Failure> {
    let read = || -> Result<_, ParseError> {
        let mut numbers =
            Values::new(signature, 0, &Limits::default()).expect(ber::SEQUENCE, "signature")?.values();
        let r = numbers.expect(ber::INTEGER, "r")?.content;
        Ok((r, numbers.expect(ber::INTEGER, "s")?.content))
    };
    let (r, s) = read().map_err(|_| Failure::Signature)?;
    Ok((without_zeros(r), without_zeros(s)))
}

pub(crate) fn without_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(start..).unwrap_or_default()
}

/// The bytes with zeros before them up to `length`; `None` when they are longer.
fn left_padded(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut padded = vec![0; length.checked_sub(bytes.len())?];
    padded.extend_from_slice(bytes);
    Some(padded)
}

#[cfg(test)]
mod vectors;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn an_oversized_or_trivial_key_is_refused_before_any_arithmetic() {
        let huge = BigUint::from_bytes_be(&vec![0xff; 1 << 20]);
        let e = BigUint::from(65_537u32);
        for (n, e) in [
            (huge.clone(), e.clone()),
            (BigUint::from(0u8), e),
            (BigUint::from_bytes_be(&[0xff; 256]), huge.clone()),
            (BigUint::from_bytes_be(&[0xff; 256]), BigUint::from(1u8)),
        ] {
            let key = PublicKey::Rsa { n, e };
            assert!(matches!(
                key.verify(Method::RsaPkcs1, Hash::Sha256, &[], &[0; 256]),
                Err(Failure::Key(_))
            ));
        }
        let zero = BigUint::from(0u8);
        let key = PublicKey::Dsa { p: zero.clone(), q: zero.clone(), g: zero.clone(), y: zero };
        let signature = [0x30, 6, 2, 1, 1, 2, 1, 1];
        assert!(key.verify(Method::Dsa, Hash::Sha1, &[], &signature).is_err());
    }

    #[test]
    fn the_padding_of_pkcs1_is_compared_whole() {
        let digest = Hash::Sha256.digest(&[b"x"]);
        let mut encoded = vec![0, 1];
        encoded.resize(204, 0xff);
        encoded.push(0);
        encoded.extend_from_slice(&Hash::Sha256.digest_info()[0]);
        encoded.extend_from_slice(&digest);
        assert_eq!(encoded.len(), 256);
        assert!(pkcs1_matches(&encoded, Hash::Sha256, &digest));
        for index in [0, 1, 2, 100, 204, 210, 255] {
            let mut forged = encoded.clone();
            forged[index] ^= 1;
            assert!(!pkcs1_matches(&forged, Hash::Sha256, &digest), "byte {index}");
        }
    }

    #[test]
    fn digest_info_is_as_rfc_8017_prints_it() {
        let [with_null, _] = Hash::Sha256.digest_info();
        let printed = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
        assert_eq!(with_null, printed);
    }

    #[test]
    fn a_signature_that_is_no_der_is_told_apart_from_a_wrong_one() {
        let key = PublicKey::Ec { curve: Curve::P256, point: vec![4; 65] };
        assert_eq!(key.verify(Method::Ecdsa, Hash::Sha256, &[], b"?"), Err(Failure::Signature));
    }
}
