//! X.509 certificates, read leniently and kept byte for byte.
//!
//! Only the fields a scanner shows or a verifier needs are read. Encodings that are not DER, negative serial numbers
//! and negative moduli are accepted because the platform accepts them; nothing is ever re-encoded, so the
//! fingerprint is that of the bytes in the package.

use cursor::{Limits, ParseError};

use crate::ber::{self, Value, Values};
use crate::hash::sha256;
use crate::key::{KeyKind, PublicKey};
use crate::name::Name;
use crate::oid;
use crate::time::Time;

/// Extensions of one certificate that are read.
const MAX_EXTENSIONS: usize = 64;

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The encoding as it stands in the package.
    pub der: Vec<u8>,
    /// Holder, as `CN=..., O=...` in written order.
    pub subject: String,
    /// Issuer, in the same form.
    pub issuer: String,
    /// Serial number in hexadecimal, as written.
    pub serial: String,
    /// Start of validity. Android does not look at it.
    pub not_before: Time,
    /// End of validity. Android does not look at it; Google Play wants it after 2033-10-22.
    pub not_after: Time,
    /// Kind of the public key.
    pub key: KeyKind,
    /// Size of the public key in bits: RSA modulus, DSA p, curve; 0 when the kind is unknown.
    pub key_bits: u32,
    /// Algorithm the certificate itself is signed with, such as `sha256WithRSA`, or its dotted identifier.
    pub signature_algorithm: String,
    /// SHA-256 of `der`.
    pub sha256: [u8; 32],
    /// SHA-256 of the SubjectPublicKeyInfo as written.
    pub spki_sha256: [u8; 32],
    /// Bits of the keyUsage extension, bit 0 (digitalSignature) first; `None` without the extension.
    pub key_usage: Option<Vec<bool>>,
    /// 1, 2 or 3; version 3 is the one with extensions.
    pub version: u8,
    /// What the basicConstraints extension says about signing certificates; `None` without the extension.
    pub is_authority: Option<bool>,
    /// Dotted identifiers of critical extensions that Android does not know.
    pub unknown_critical: Vec<String>,
    pub(crate) public_key: PublicKey,
    pub(crate) spki: Vec<u8>,
    serial_number: Vec<u8>,
    issuer_name: Name,
    subject_name: Name,
}

impl Certificate {
    /// Reads one certificate. Bytes after it are kept in `der` and otherwise ignored.
    pub fn parse(der: &[u8], base: u64, limits: &Limits) -> Result<Self, ParseError> {
        let mut outer = Values::new(der, base, limits).expect(ber::SEQUENCE, "certificate")?.values();
        let mut body = outer.expect(ber::SEQUENCE, "certificate body")?.values();
        let version = body.optional(ber::CONTEXT_0, "certificate version")?;
        let version = version.and_then(|value| value.content.last().copied()).unwrap_or(0).saturating_add(1);
        let serial = body.expect(ber::INTEGER, "certificate serial number")?.content;
        let signature = body.expect(ber::SEQUENCE, "certificate signature algorithm")?;
        let signature =
            oid::dotted(signature.values().expect(ber::OID, "certificate signature algorithm")?.content);
        let issuer = Name::parse(&body.expect(ber::SEQUENCE, "issuer")?)?;
        let mut validity = body.expect(ber::SEQUENCE, "validity")?.values();
        let not_before = Time::parse(&validity.any("not before")?)?;
        let not_after = Time::parse(&validity.any("not after")?)?;
        let subject = Name::parse(&body.expect(ber::SEQUENCE, "subject")?)?;
        let spki_value = body.expect(ber::SEQUENCE, "public key info")?;
        let spki = spki_value.full;
        let spki_base =
            spki_value.offset.saturating_sub(spki.len().saturating_sub(spki_value.content.len()) as u64);
        let public_key = PublicKey::parse(spki, spki_base, limits)?;
        let Extensions { key_usage, is_authority, unknown_critical } = extensions(&mut body)?;
        Ok(Self {
            der: der.to_vec(),
            subject: subject.text(),
            issuer: issuer.text(),
            serial: hex(serial),
            not_before,
            not_after,
            key: public_key.kind(),
            key_bits: public_key.bits(),
            signature_algorithm: oid::signature_name(&signature).map_or(signature, str::to_owned),
            sha256: sha256(der),
            spki_sha256: sha256(spki),
            key_usage,
            version,
            is_authority,
            unknown_critical,
            public_key,
            spki: spki.to_vec(),
            serial_number: signed_minimal(serial).to_vec(),
            issuer_name: issuer,
            subject_name: subject,
        })
    }

    /// SHA-256 of the encoding in lower-case hexadecimal, as `apksigner verify --print-certs` prints it.
    pub fn fingerprint(&self) -> String {
        hex(&self.sha256)
    }

    /// True when holder and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.subject_name.matches(&self.issuer_name)
    }

    /// True for the subject of the key pair that Android's build tools make for debug builds.
    pub fn is_android_debug(&self) -> bool {
        self.subject.split(", ").any(|part| part == "CN=Android Debug")
    }

    /// True when the keyUsage extension, if any, allows signatures over data.
    pub(crate) fn may_sign(&self) -> bool {
        self.key_usage.as_ref().is_none_or(|bits| bits.iter().take(2).any(|bit| *bit))
    }

    /// True when this is the certificate that an IssuerAndSerialNumber names.
    pub(crate) fn is_issued_as(&self, issuer: &Name, serial: &[u8]) -> bool {
        self.serial_number == signed_minimal(serial) && self.issuer_name.matches(issuer)
    }

    /// True when the other certificate names this one's holder as its issuer.
    pub(crate) fn is_issuer_of(&self, other: &Self) -> bool {
        self.subject_name.matches(&other.issuer_name)
    }

    /// True when `spki` carries this certificate's key: byte for byte, or the same RSA numbers when one side wrote
    /// a modulus as a negative number or the certificate is not DER.
    pub(crate) fn has_key(&self, spki: &[u8], limits: &Limits) -> bool {
        self.spki == spki || PublicKey::parse(spki, 0, limits).is_ok_and(|key| key == self.public_key)
    }
}

/// What is read of the extensions.
#[derive(Default)]
struct Extensions {
    key_usage: Option<Vec<bool>>,
    is_authority: Option<bool>,
    unknown_critical: Vec<String>,
}

fn extensions(body: &mut Values<'_>) -> Result<Extensions, ParseError> {
    let mut found = Extensions::default();
    while !body.is_empty() {
        let part = body.any("certificate extensions")?;
        if part.tag != ber::CONTEXT_3 {
            continue;
        }
        let mut list = part.values().expect(ber::SEQUENCE, "certificate extensions")?.values();
        for _ in 0..MAX_EXTENSIONS {
            if list.is_empty() {
                break;
            }
            let mut extension = list.expect(ber::SEQUENCE, "certificate extension")?.values();
            let id = oid::dotted(extension.expect(ber::OID, "certificate extension")?.content);
            let critical = extension.optional(ber::BOOLEAN, "critical flag")?;
            let critical = critical.is_some_and(|flag| flag.content.iter().any(|byte| *byte != 0));
            if critical && !oid::is_known_extension(&id) {
                found.unknown_critical.push(id.clone());
            }
            if id == oid::KEY_USAGE {
                found.key_usage = Some(usage_bits(&extension.any("key usage")?)?);
            }
            if id == oid::BASIC_CONSTRAINTS {
                found.is_authority = Some(authority(&extension.any("basic constraints")?)?);
            }
        }
    }
    Ok(found)
}

/// `BasicConstraints.cA` of RFC 5280, 4.2.1.9; false where it is not written.
fn authority(value: &Value<'_>) -> Result<bool, ParseError> {
    let mut fields = value.values().expect(ber::SEQUENCE, "basic constraints")?.values();
    let flag = fields.optional(ber::BOOLEAN, "basic constraints")?;
    Ok(flag.is_some_and(|flag| flag.content.iter().any(|byte| *byte != 0)))
}

/// The first nine bits of the keyUsage BIT STRING; those the encoding leaves out are false.
fn usage_bits(value: &Value<'_>) -> Result<Vec<bool>, ParseError> {
    let bits = value.values().expect(ber::BIT_STRING, "key usage")?.bits();
    let bit = |index: u32| {
        let byte = bits.get(index.wrapping_shr(3) as usize).copied().unwrap_or(0);
        byte & 0x80u8.wrapping_shr(index & 7) != 0
    };
    Ok((0..9).map(bit).collect())
}

/// A two's-complement number without redundant sign bytes, so that equal numbers have equal bytes.
fn signed_minimal(mut number: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = number {
        let negative = rest.first().is_some_and(|byte| byte & 0x80 != 0);
        let redundant = !rest.is_empty() && *first == if negative { 0xff } else { 0 };
        if !redundant {
            break;
        }
        number = rest;
    }
    number
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
pub(crate) mod tests {
    use super::*;

    /// Wraps content in a value with a definite length of any size.
    pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag, 0x84];
        out.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
        out.extend_from_slice(content);
        out
    }

    fn name(common_name: &str) -> Vec<u8> {
        let pair = [tlv(ber::OID, &[0x55, 4, 3]), tlv(0x0c, common_name.as_bytes())].concat();
        tlv(ber::SEQUENCE, &tlv(ber::SET, &tlv(ber::SEQUENCE, &pair)))
    }

    /// A certificate whose only real parts are the fields that are read; lengths are not minimal, so it is not DER.
    pub(crate) fn certificate(common_name: &str, modulus: &[u8]) -> Vec<u8> {
        let key = tlv(ber::SEQUENCE, &[tlv(ber::INTEGER, modulus), tlv(ber::INTEGER, &[1, 0, 1])].concat());
        let rsa = tlv(ber::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
        let bits = [&[0][..], &key].concat();
        let spki = tlv(ber::SEQUENCE, &[tlv(ber::SEQUENCE, &rsa), tlv(ber::BIT_STRING, &bits)].concat());
        let sha256_rsa = tlv(ber::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]);
        let validity =
            [tlv(ber::UTC_TIME, b"200101000000Z"), tlv(ber::GENERALIZED_TIME, b"20500101000000Z")].concat();
        let usage =
            [tlv(ber::OID, &[0x55, 0x1d, 15]), tlv(ber::OCTET_STRING, &tlv(ber::BIT_STRING, &[2, 4]))];
        let constraints = tlv(ber::SEQUENCE, &tlv(ber::BOOLEAN, &[0xff]));
        let constraints = [tlv(ber::OID, &[0x55, 0x1d, 19]), tlv(ber::OCTET_STRING, &constraints)];
        let list = [tlv(ber::SEQUENCE, &usage.concat()), tlv(ber::SEQUENCE, &constraints.concat())];
        let extensions = tlv(ber::CONTEXT_3, &tlv(ber::SEQUENCE, &list.concat()));
        let body = [
            tlv(ber::CONTEXT_0, &tlv(ber::INTEGER, &[2])),
            tlv(ber::INTEGER, &[0, 0, 0x81]),
            tlv(ber::SEQUENCE, &sha256_rsa),
            name(common_name),
            tlv(ber::SEQUENCE, &validity),
            name(common_name),
            spki,
            extensions,
        ];
        tlv(ber::SEQUENCE, &tlv(ber::SEQUENCE, &body.concat()))
    }

    #[test]
    fn a_certificate_that_is_not_der_is_read_and_kept() {
        let mut modulus = [0xffu8; 128];
        modulus[127] = 1;
        let der = certificate("Android Debug", &modulus);
        let parsed = Certificate::parse(&der, 0, &Limits::default()).unwrap();
        assert_eq!(parsed.der, der);
        assert_eq!((parsed.key.name(), parsed.key_bits), ("RSA", 1024), "the modulus is written as negative");
        assert_eq!(parsed.subject, "CN=Android Debug");
        assert!(parsed.is_android_debug() && parsed.is_self_issued());
        assert_eq!(
            (parsed.not_before.unix, parsed.not_after.unix),
            (Some(1_577_836_800), Some(2_524_608_000))
        );
        assert_eq!(parsed.signature_algorithm, "sha256WithRSA");
        assert!(!parsed.may_sign(), "key usage is keyCertSign only");
        assert_eq!((parsed.version, parsed.is_authority), (3, Some(true)));
        assert!(parsed.is_issued_as(&parsed.issuer_name, &[0, 0x81]), "serial numbers compare as numbers");
    }

    #[test]
    fn every_cut_of_a_certificate_is_an_error() {
        let der = certificate("x", &[0xff; 64]);
        for end in 0..der.len() {
            let cut = der.get(..end).unwrap();
            assert!(Certificate::parse(cut, 0, &Limits::default()).is_err(), "cut at {end}");
        }
    }
}
