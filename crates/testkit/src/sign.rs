//! APK signatures made in code, with fixed P-256 keys: the same input gives the same bytes.
//!
//! Each piece is given apart, so that a test can leave one out, repeat it or spoil it. Nothing here is read from
//! the verifier that it tests. Source: <https://source.android.com/docs/security/features/apksigning>.

pub mod recipe;

use base64::Engine;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest, Sha256};

use crate::zip::ZipBuilder;

pub use recipe::Recipe;

/// Number of "ECDSA with SHA2-256".
pub const ECDSA_SHA256: u32 = 0x0201;
/// Numbers of values in the signing block.
pub const V2: u32 = 0x7109_871a;
/// APK Signature Scheme v3.
pub const V3: u32 = 0xf053_68c0;
/// APK Signature Scheme v3.1.
pub const V31: u32 = 0x1b93_ad61;
/// Source stamp.
pub const STAMP: u32 = 0x6dff_800d;
/// Attribute that names a newer scheme whose removal shall be noticed.
pub const STRIPPING_PROTECTION: u32 = 0xbeef_f00d;
/// Attribute with a lineage.
pub const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
/// Attribute of a v3 signer: API level from which a v3.1 block must be there.
pub const ROTATION_MIN_SDK: u32 = 0x559f_8b02;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 2;
const BIT_STRING: u8 = 3;
const OCTET_STRING: u8 = 4;
const OID: u8 = 6;
const UTC_TIME: u8 = 0x17;
const CONTEXT_0: u8 = 0xa0;
const CHUNK: usize = 1 << 20;
const PAGE: usize = 4096;

/// Wraps content in a value with a definite length of any size; the length is not minimal, which every reader of
/// signatures takes.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag, 0x84];
    out.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
    out.extend_from_slice(content);
    out
}

/// A key and its certificate.
#[derive(Debug, Clone)]
pub struct Identity {
    key: SigningKey,
    /// The certificate, DER but for the form of its lengths.
    pub certificate: Vec<u8>,
    /// Its SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    name: Vec<u8>,
    serial: u8,
}

/// Object identifiers of the attributes of a name.
fn attribute_type(name: &str) -> &'static [u8] {
    match name {
        "CN" => &[0x55, 4, 3],
        "C" => &[0x55, 4, 6],
        "L" => &[0x55, 4, 7],
        "ST" => &[0x55, 4, 8],
        "O" => &[0x55, 4, 10],
        "OU" => &[0x55, 4, 11],
        "emailAddress" => &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1],
        other => panic!("no identifier for {other}"),
    }
}

impl Identity {
    /// The same seed gives the same key.
    pub fn new(seed: u8) -> Self {
        Self::named(seed, "CN=Test", ["200101000000Z", "500101000000Z"])
    }

    /// As [`new`](Self::new), with a name such as `CN=Broker, C=TW` and the times of the validity as
    /// `YYMMDDhhmmssZ`, where years from 50 on are those of 1950.
    ///
    /// # Panics
    /// When the name has an attribute that is not known here.
    pub fn named(seed: u8, subject: &str, valid: [&str; 2]) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let point = key.verifying_key().to_encoded_point(false);
        let algorithm = [
            tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
            tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
        ];
        let bits = [&[0][..], point.as_bytes()].concat();
        let spki = tlv(SEQUENCE, &[tlv(SEQUENCE, &algorithm.concat()), tlv(BIT_STRING, &bits)].concat());
        let parts = subject.split(", ").flat_map(|part| {
            let (attribute, value) = part.split_once('=').unwrap();
            let pair = [tlv(OID, attribute_type(attribute)), tlv(0x0c, value.as_bytes())].concat();
            tlv(SET, &tlv(SEQUENCE, &pair))
        });
        let name = tlv(SEQUENCE, &parts.collect::<Vec<u8>>());
        let signature = tlv(SEQUENCE, &tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
        let validity = tlv(SEQUENCE, &valid.map(|time| tlv(UTC_TIME, time.as_bytes())).concat());
        let body = [tlv(INTEGER, &[seed]), signature, name.clone(), validity, name.clone(), spki.clone()];
        let certificate = tlv(SEQUENCE, &tlv(SEQUENCE, &body.concat()));
        Self { key, certificate, spki, name, serial: seed }
    }

    /// SHA-256 of the certificate in hexadecimal.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(&self.certificate).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A signature over the data, by itself.
    pub fn sign(&self, data: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(data);
        signature.as_bytes().to_vec()
    }

    /// A signature over a signature file in PKCS #7, as JAR signatures have it, with these certificates before its own.
    pub fn pkcs7(&self, data: &[u8], decoys: &[&Identity]) -> Vec<u8> {
        let data_type = tlv(OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
        let sha256 = tlv(SEQUENCE, &tlv(OID, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]));
        let ecdsa = tlv(SEQUENCE, &tlv(OID, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]));
        let version = tlv(INTEGER, &[1]);
        let sid = tlv(SEQUENCE, &[self.name.clone(), tlv(INTEGER, &[self.serial])].concat());
        let signature = tlv(OCTET_STRING, &self.sign(data));
        let info = tlv(SEQUENCE, &[version.clone(), sid, sha256.clone(), ecdsa, signature].concat());
        let mut bag: Vec<u8> = decoys.iter().flat_map(|decoy| decoy.certificate.clone()).collect();
        bag.extend_from_slice(&self.certificate);
        let fields =
            [version, tlv(SET, &sha256), tlv(SEQUENCE, &data_type), tlv(CONTEXT_0, &bag), tlv(SET, &info)];
        let signed_data = tlv(OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
        let content = tlv(CONTEXT_0, &tlv(SEQUENCE, &fields.concat()));
        tlv(SEQUENCE, &[signed_data, content].concat())
    }
}

/// Bytes after their length in four bytes.
pub fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat()
}

/// A record of a number and a byte string.
pub fn numbered(id: u32, bytes: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], &prefixed(bytes)].concat())
}

/// An additional attribute.
pub fn attribute(id: u32, value: &[u8]) -> Vec<u8> {
    prefixed(&[&id.to_le_bytes()[..], value].concat())
}

/// SHA-256 content digest of a package that has no signing block and no comment yet.
///
/// # Panics
/// When the bytes do not end in an end record.
pub fn content_digest(unsigned: &[u8]) -> Vec<u8> {
    let end = unsigned.len() - 22;
    assert_eq!(unsigned[end..][..4], *b"PK\x05\x06", "the end record is the end");
    let directory = u32::from_le_bytes(unsigned[end + 16..][..4].try_into().unwrap()) as usize;
    let sections = [&unsigned[..directory], &unsigned[directory..end], &unsigned[end..]];
    let chunks: Vec<&[u8]> = sections.iter().flat_map(|section| section.chunks(CHUNK)).collect();
    let number = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
    let mut top = Sha256::new();
    top.update([0x5a]);
    top.update(number(chunks.len()));
    for chunk in chunks {
        top.update(
            Sha256::new()
                .chain_update([0xa5])
                .chain_update(number(chunk.len()))
                .chain_update(chunk)
                .finalize(),
        );
    }
    top.finalize().to_vec()
}

/// One signer of v2, or of v3 and v3.1 when it is for a range of platforms.
pub fn signer(by: &Identity, digest: &[u8], sdk: Option<(i32, i32)>, attributes: &[u8]) -> Vec<u8> {
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
pub fn signers(list: &[Vec<u8>]) -> Vec<u8> {
    prefixed(&list.concat())
}

/// A lineage of two certificates, the older of which keeps these capabilities.
pub fn lineage(old: &Identity, new: &Identity, capabilities: u32) -> Vec<u8> {
    let node = |signed: &[u8], flags: u32, algorithm: u32, signature: &[u8]| {
        let (flags, algorithm) = (flags.to_le_bytes(), algorithm.to_le_bytes());
        prefixed(&[&prefixed(signed)[..], &flags, &algorithm, &prefixed(signature)].concat())
    };
    let first = [prefixed(&old.certificate), 0u32.to_le_bytes().to_vec()].concat();
    let second = [prefixed(&new.certificate), ECDSA_SHA256.to_le_bytes().to_vec()].concat();
    let signature = old.sign(&second);
    [
        1u32.to_le_bytes().to_vec(),
        node(&first, capabilities, ECDSA_SHA256, &[]),
        node(&second, 0x17, 0, &signature),
    ]
    .concat()
}

/// A source stamp over the content digests of some schemes, by their numbers.
pub fn stamp(by: &Identity, digests: &[(u32, &[u8])]) -> Vec<u8> {
    let signed = digests.iter().flat_map(|(scheme, digest)| {
        let kind: u32 = if *scheme == 1 { 4 } else { 1 };
        let message = prefixed(&[&kind.to_le_bytes()[..], &prefixed(digest)].concat());
        let signatures = numbered(ECDSA_SHA256, &by.sign(&message));
        prefixed(&[&scheme.to_le_bytes()[..], &prefixed(&signatures)].concat())
    });
    let attributes = prefixed(&[]);
    let data = [
        prefixed(&by.certificate),
        prefixed(&signed.collect::<Vec<u8>>()),
        prefixed(&attributes),
        prefixed(&numbered(ECDSA_SHA256, &by.sign(&attributes))),
    ];
    prefixed(&data.concat())
}

/// Root and stored levels of an fs-verity tree without a salt.
fn tree(data: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let hashes = |data: &[u8]| -> Vec<u8> {
        let pages = data.chunks(PAGE).flat_map(|page| {
            let mut page = page.to_vec();
            page.resize(PAGE, 0);
            Sha256::digest(&page).to_vec()
        });
        let mut level: Vec<u8> = pages.collect();
        level.resize(level.len().next_multiple_of(PAGE), 0);
        level
    };
    let mut levels = vec![hashes(data)];
    while levels[0].len() > PAGE {
        levels.insert(0, hashes(&levels[0]));
    }
    (Sha256::digest(&levels[0]).to_vec(), levels.concat())
}

/// A v4 file over a package.
pub fn idsig(by: &Identity, package: &[u8], apk_digest: &[u8]) -> Vec<u8> {
    let (root, tree) = tree(package);
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

/// What may differ between JAR signatures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jar<'j> {
    /// Further lines of the signature file's main section, each with its line end: the protection against stripping.
    pub head: &'j str,
    /// Certificates in front of the signer's.
    pub decoys: &'j [&'j Identity],
    /// SHA-1 instead of SHA-256 in manifest and signature file.
    pub sha1: bool,
}

/// MANIFEST.MF, signature file and signature block over these files, by name.
pub fn jar(files: &[(&str, &[u8])], by: &Identity, options: Jar<'_>) -> [(&'static str, Vec<u8>); 3] {
    let Jar { head, decoys, sha1 } = options;
    let name = if sha1 { "SHA1" } else { "SHA-256" };
    let digest = |bytes: &[u8]| {
        let digest = if sha1 { sha1::Sha1::digest(bytes).to_vec() } else { Sha256::digest(bytes).to_vec() };
        base64::engine::general_purpose::STANDARD.encode(digest)
    };
    let mut manifest = "Manifest-Version: 1.0\r\n\r\n".to_owned();
    let mut names = String::new();
    for (file, bytes) in files {
        let section = format!("Name: {file}\r\n{name}-Digest: {}\r\n\r\n", digest(bytes));
        names.push_str(&format!("Name: {file}\r\n{name}-Digest: {}\r\n\r\n", digest(section.as_bytes())));
        manifest.push_str(&section);
    }
    let whole = digest(manifest.as_bytes());
    let main = format!("Signature-Version: 1.0\r\n{name}-Digest-Manifest: {whole}\r\n{head}\r\n");
    let file = [main, names].concat().into_bytes();
    let block = by.pkcs7(&file, decoys);
    [("META-INF/MANIFEST.MF", manifest.into_bytes()), ("META-INF/CERT.SF", file), ("META-INF/CERT.EC", block)]
}

/// An archive of these files with their JAR signature.
pub fn jar_package(files: &[(&str, &[u8])], by: &Identity, options: Jar<'_>) -> ZipBuilder {
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.file(name, bytes));
    jar(files, by, options).into_iter().fold(zip, |zip, (name, bytes)| zip.file(name, bytes))
}
