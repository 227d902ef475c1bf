//! Signs small packages with fixed P-256 keys, so that verification is tested on whole packages.

use cursor::Limits;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use testkit::zip::ZipBuilder;

use crate::ber;
use crate::certificate::tests::tlv;
use crate::digest::{self, Content, ContentDigest};
use crate::hash::{Hash, sha256};
use crate::lend::InOrder;

pub(super) const ECDSA_SHA256: u32 = 0x0201;

/// A key and its certificate.
pub(super) struct Identity {
    key: SigningKey,
    pub(super) certificate: Vec<u8>,
    pub(super) spki: Vec<u8>,
    name: Vec<u8>,
    serial: u8,
}

impl Identity {
    /// The same seed gives the same identity.
    pub(super) fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let point = key.verifying_key().to_encoded_point(false);
        let algorithm = [
            tlv(ber::OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
            tlv(ber::OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
        ];
        let bits = [&[0][..], point.as_bytes()].concat();
        let algorithm = tlv(ber::SEQUENCE, &algorithm.concat());
        let spki = tlv(ber::SEQUENCE, &[algorithm, tlv(ber::BIT_STRING, &bits)].concat());
        let pair = [tlv(ber::OID, &[0x55, 4, 3]), tlv(0x0c, b"Test")].concat();
        let name = tlv(ber::SEQUENCE, &tlv(ber::SET, &tlv(ber::SEQUENCE, &pair)));
        let signature = tlv(ber::SEQUENCE, &tlv(ber::OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
        let time = tlv(ber::UTC_TIME, b"200101000000Z");
        let validity = tlv(ber::SEQUENCE, &[time.clone(), time].concat());
        let body =
            [tlv(ber::INTEGER, &[seed]), signature, name.clone(), validity, name.clone(), spki.clone()];
        let certificate = tlv(ber::SEQUENCE, &tlv(ber::SEQUENCE, &body.concat()));
        Self { key, certificate, spki, name, serial: seed }
    }

    fn sign(&self, data: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(data);
        signature.as_bytes().to_vec()
    }

    pub(super) fn fingerprint(&self) -> String {
        crate::certificate::hex(&sha256(&self.certificate))
    }
}

pub(super) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat()
}

fn numbered(id: u32, bytes: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], &prefixed(bytes)].concat())
}

/// An additional attribute.
pub(super) fn attribute(id: u32, value: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], value].concat())
}

/// SHA-256 content digest of a package that has no signing block yet.
pub(super) fn content_digest(unsigned: &[u8]) -> Vec<u8> {
    let archive = container::parse(unsigned, &Limits::default()).unwrap();
    let directory = archive.directory_offset;
    let mut content = Content::new(unsigned, directory, directory, archive.eocd_offset, &InOrder).unwrap();
    content.digest(ContentDigest::ChunkedSha256).unwrap().to_vec()
}

/// One signer of v2, or of v3 and v3.1 when it is for a range of platforms.
pub(super) fn signer(by: &Identity, digest: &[u8], sdk: Option<(i32, i32)>, attributes: &[u8]) -> Vec<u8> {
    let range = sdk.map(|(min, max)| [min.to_le_bytes(), max.to_le_bytes()].concat()).unwrap_or_default();
    let signed = [
        prefixed(&numbered(ECDSA_SHA256, digest)),
        prefixed(&prefixed(&by.certificate)),
        range.clone(),
        prefixed(attributes),
    ]
    .concat();
    let signatures = numbered(ECDSA_SHA256, &by.sign(&signed));
    prefixed(&[prefixed(&signed), range, prefixed(&signatures), prefixed(&by.spki)].concat())
}

/// A block of signers.
pub(super) fn signers(list: &[Vec<u8>]) -> Vec<u8> {
    prefixed(&list.concat())
}

/// A lineage of two certificates.
pub(super) fn lineage(old: &Identity, new: &Identity) -> Vec<u8> {
    let node = |signed: &[u8], algorithm: u32, signature: &[u8]| {
        let (flags, algorithm) = (3u32.to_le_bytes(), algorithm.to_le_bytes());
        prefixed(&[&prefixed(signed)[..], &flags, &algorithm, &prefixed(signature)].concat())
    };
    let first = [prefixed(&old.certificate), 0u32.to_le_bytes().to_vec()].concat();
    let second = [prefixed(&new.certificate), ECDSA_SHA256.to_le_bytes().to_vec()].concat();
    let signature = old.sign(&second);
    [1u32.to_le_bytes().to_vec(), node(&first, ECDSA_SHA256, &[]), node(&second, 0, &signature)].concat()
}

/// A v4 file over a package.
pub(super) fn idsig(by: &Identity, package: &[u8], apk_digest: &[u8]) -> Vec<u8> {
    let (root, tree) = digest::tree(&[package], &[], &InOrder);
    let hashing = [&1u32.to_le_bytes()[..], &[12], &prefixed(&[]), &prefixed(&root)].concat();
    let fields = [prefixed(apk_digest), prefixed(&by.certificate), prefixed(&[])].concat();
    let size = (package.len() as u64).to_le_bytes();
    let body = [&size[..], &hashing, &fields].concat();
    let total = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
    let signature = by.sign(&[&total[..], &body].concat());
    let rest = [&prefixed(&by.spki)[..], &ECDSA_SHA256.to_le_bytes(), &prefixed(&signature)].concat();
    let infos = [fields, rest].concat();
    [2u32.to_le_bytes().to_vec(), prefixed(&hashing), prefixed(&infos), prefixed(&tree)].concat()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A JAR-signed package of these files; `apk_signed` is the protection against stripping, `decoys` are certificates
/// in front of the signer's.
pub(super) fn jar(
    files: &[(&str, &[u8])],
    by: &Identity,
    apk_signed: &str,
    decoys: &[&Identity],
) -> ZipBuilder {
    let digest = |bytes: &[u8]| base64(&Hash::Sha256.digest(&[bytes]));
    let mut manifest = "Manifest-Version: 1.0\r\n\r\n".to_owned();
    let mut names = String::new();
    for (name, bytes) in files {
        let section = format!("Name: {name}\r\nSHA-256-Digest: {}\r\n\r\n", digest(bytes));
        names.push_str(&format!("Name: {name}\r\nSHA-256-Digest: {}\r\n\r\n", digest(section.as_bytes())));
        manifest.push_str(&section);
    }
    let whole = digest(manifest.as_bytes());
    let head = format!("Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: {whole}\r\n{apk_signed}\r\n");
    let file = [head, names].concat();
    let mut zip = ZipBuilder::new();
    for (name, bytes) in files {
        zip = zip.file(*name, *bytes);
    }
    zip.file("META-INF/MANIFEST.MF", manifest)
        .file("META-INF/CERT.SF", &file)
        .file("META-INF/CERT.EC", signature_block(by, file.as_bytes(), decoys))
}

fn signature_block(by: &Identity, data: &[u8], decoys: &[&Identity]) -> Vec<u8> {
    let data_type = tlv(ber::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
    let sha256 = tlv(ber::SEQUENCE, &tlv(ber::OID, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]));
    let ecdsa = tlv(ber::SEQUENCE, &tlv(ber::OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]));
    let version = tlv(ber::INTEGER, &[1]);
    let sid = tlv(ber::SEQUENCE, &[by.name.clone(), tlv(ber::INTEGER, &[by.serial])].concat());
    let signature = tlv(ber::OCTET_STRING, &by.sign(data));
    let info = tlv(ber::SEQUENCE, &[version.clone(), sid, sha256.clone(), ecdsa, signature].concat());
    let mut bag: Vec<u8> = decoys.iter().flat_map(|decoy| decoy.certificate.clone()).collect();
    bag.extend_from_slice(&by.certificate);
    let fields = [
        version,
        tlv(ber::SET, &sha256),
        tlv(ber::SEQUENCE, &data_type),
        tlv(ber::CONTEXT_0, &bag),
        tlv(ber::SET, &info),
    ];
    let signed_data = tlv(ber::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
    let content = tlv(ber::CONTEXT_0, &tlv(ber::SEQUENCE, &fields.concat()));
    tlv(ber::SEQUENCE, &[signed_data, content].concat())
}
