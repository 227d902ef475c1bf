//! Just enough signing that a hostile byte string can stand behind a signature that holds: verifiers look at little before.

use base64::Engine as _;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest as _, Sha256};

/// ECDSA with SHA-256, by the number that the schemes from v2 on give it.
pub(crate) const ECDSA_SHA256: u32 = 0x0201;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const INTEGER: u8 = 0x02;
const CONTEXT_0: u8 = 0xa0;
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// A key and its certificate.
pub(crate) struct Identity {
    key: SigningKey,
    pub(crate) certificate: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    name: Vec<u8>,
    serial: u8,
}

impl Identity {
    /// The same seed gives the same identity.
    pub(crate) fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let point = key.verifying_key().to_encoded_point(false);
        let curve = tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
        let algorithm = tlv(SEQUENCE, &[tlv(OID, EC_PUBLIC_KEY), curve].concat());
        let bits = tlv(0x03, &[&[0][..], point.as_bytes()].concat());
        let spki = tlv(SEQUENCE, &[algorithm, bits].concat());
        let common_name = [tlv(OID, &[0x55, 4, 3]), tlv(0x0c, b"Test")].concat();
        let name = tlv(SEQUENCE, &tlv(SET, &tlv(SEQUENCE, &common_name)));
        let signature = tlv(SEQUENCE, &tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
        let validity = tlv(SEQUENCE, &tlv(0x17, b"200101000000Z").repeat(2));
        let body =
            [tlv(INTEGER, &[seed]), signature, name.clone(), validity, name.clone(), spki.clone()].concat();
        let certificate = tlv(SEQUENCE, &tlv(SEQUENCE, &body));
        Self { key, certificate, spki, name, serial: seed }
    }

    /// A signature over the data, by itself.
    pub(crate) fn sign(&self, data: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(data);
        signature.as_bytes().to_vec()
    }

    /// A list of one numbered signature, as the schemes from v2 on have it.
    pub(crate) fn signatures(&self, data: &[u8]) -> Vec<u8> {
        prefixed(&numbered(ECDSA_SHA256, &self.sign(data)))
    }

    /// A signature file in PKCS #7, as JAR signatures have it.
    pub(crate) fn pkcs7(&self, data: &[u8]) -> Vec<u8> {
        let data_type = tlv(OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
        let sha256 = tlv(SEQUENCE, &tlv(OID, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]));
        let version = tlv(INTEGER, &[1]);
        let signer = tlv(SEQUENCE, &[self.name.clone(), tlv(INTEGER, &[self.serial])].concat());
        let ecdsa = tlv(SEQUENCE, &tlv(OID, EC_PUBLIC_KEY));
        let signature = tlv(0x04, &self.sign(data));
        let info = [version.clone(), signer, sha256.clone(), ecdsa, signature].concat();
        let fields = [
            version,
            tlv(SET, &sha256),
            tlv(SEQUENCE, &data_type),
            tlv(CONTEXT_0, &self.certificate),
            tlv(SET, &tlv(SEQUENCE, &info)),
        ];
        let signed_data = tlv(OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
        let content = tlv(CONTEXT_0, &tlv(SEQUENCE, &fields.concat()));
        tlv(SEQUENCE, &[signed_data, content].concat())
    }
}

/// An ASN.1 value in DER.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let mut value = vec![tag];
    match length {
        [0, 0, 0, short @ 0..0x80] => value.push(short),
        [0, 0, high, low] => value.extend([0x82, high, low]),
        [a, b, c, d] => value.extend([0x84, a, b, c, d]),
    }
    value.extend_from_slice(content);
    value
}

/// A record with its length in front.
pub(crate) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat()
}

/// A record of a number and a byte string.
pub(crate) fn numbered(id: u32, bytes: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], &prefixed(bytes)].concat())
}

/// A record of a number and the bytes after it.
pub(crate) fn attribute(id: u32, value: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], value].concat())
}

/// SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// SHA-256 as JAR manifests write it.
pub(crate) fn base64_digest(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(sha256(bytes))
}

/// The SHA-256 that a scheme signs of a package without a signing block: of each part, in pieces of a mebibyte.
pub(crate) fn content_digest(unsigned: &[u8]) -> Vec<u8> {
    let end = container::parse(unsigned, &cursor::Limits::default()).unwrap();
    let (directory, end) = (end.directory_offset as usize, end.eocd_offset as usize);
    let parts = [&unsigned[..directory], &unsigned[directory..end], &unsigned[end..]];
    let pieces: Vec<&[u8]> = parts.iter().flat_map(|part| part.chunks(1 << 20)).collect();
    let mut all = [&[0x5a][..], &u32::try_from(pieces.len()).unwrap().to_le_bytes()].concat();
    for piece in pieces {
        let length = u32::try_from(piece.len()).unwrap().to_le_bytes();
        all.extend(sha256(&[&[0xa5][..], &length, piece].concat()));
    }
    sha256(&all)
}
