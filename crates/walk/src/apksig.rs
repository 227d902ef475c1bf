//! Signatures. Most of a verifier lies behind a signature that must hold, where no mutation of a package arrives; so an
//! input may also be one part of a signature, which a package is built and, where that is needed, signed around. The
//! first byte says which part; see [`PARTS`]. Any other input is a package.

use std::sync::OnceLock;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use apksig::{Block, Certificate, Range, Scheme};
use testkit::zip::ZipBuilder;

use testkit::sign::{
    ECDSA_SHA256, Identity, PROOF_OF_ROTATION, ROTATION_MIN_SDK, STAMP, STRIPPING_PROTECTION, V2, V3, V31,
    attribute, content_digest, lineage, numbered, prefixed,
};

use crate::touch;

type Walk = fn(&[u8]);

/// First byte of an input, and the part that follows it.
const PARTS: &[(u8, Walk)] = &[
    (b'c', certificate),
    (b'b', jar_block),
    (b'm', jar_manifest),
    (b'p', pairs),
    (b'2', |value| with_block(V2, value)),
    (b'3', |value| with_block(V3, value)),
    (b'1', |value| with_block(V31, value)),
    (b'd', v2_signed_data),
    (b'D', v3_signed_data),
    (b's', stamp),
    (b'a', stamp_attributes),
    (b'i', idsig),
];

/// Verifies a package, its stamp and its claims.
pub(crate) fn walk(data: &[u8]) {
    let part = data.split_first().and_then(|(kind, rest)| {
        let (_, walk) = PARTS.iter().find(|(tag, _)| tag == kind)?;
        Some((walk, rest))
    });
    match part {
        Some((walk, rest)) => walk(rest),
        None => package(data, Some(data)),
    }
}

fn package(data: &[u8], idsig: Option<&[u8]>) {
    let limits = crate::limits();
    let Ok(archive) = container::parse(data, &limits) else { return };
    let claimed = apksig::parse(data, &archive, &limits);
    touch::all(&claimed.issues);
    if let Some(block) = &claimed.block {
        walk_block(block);
    }
    for signer in &claimed.signers {
        touch::debug(&(signer.scheme, &signer.name, signer.sdk, &signer.algorithms));
        signer.certificates.iter().for_each(walk_certificate);
    }
    let jar = Range { target_sdk: Some(30), target_sandbox: Some(2), ..Range::from(18) };
    let v2 = Range { max_sdk: 27, ..Range::from(24) };
    for (range, idsig) in [(jar, None), (v2, None), (Range::from(33), idsig)] {
        let found = apksig::verify(data, &archive, &range, idsig, &limits);
        touch::debug(&found);
        touch::all(&found.limits);
        touch::debug(&(found.scheme(Scheme::V2).is_some(), found.is_verified_by(Scheme::V31)));
        found.signers.iter().for_each(walk_certificate);
        let stamp = apksig::verify_stamp(data, &archive, &range, Some(&"0".repeat(64)), &limits);
        touch::debug(&(stamp, apksig::verify_stamp(data, &archive, &range, None, &limits).status.name()));
    }
}

fn walk_block(block: &Block<'_>) {
    for pair in &block.pairs {
        touch::debug(&(pair.name, pair.offset, pair.duplicate, block.value(pair.id).map(<[u8]>::len)));
    }
}

fn walk_certificate(certificate: &Certificate) {
    touch::debug(certificate);
    touch::debug(&(certificate.is_self_issued(), certificate.is_android_debug()));
    assert_eq!(certificate.fingerprint().len(), 64);
}

fn certificate(der: &[u8]) {
    match Certificate::parse(der, 0, &crate::limits()) {
        Ok(certificate) => {
            assert_eq!(certificate.der, der, "a certificate is kept as it is written");
            walk_certificate(&certificate);
        }
        Err(error) => touch::display(&error),
    }
}

/// What every built package holds besides signatures.
fn content() -> ZipBuilder {
    ZipBuilder::new().stored("AndroidManifest.xml", b"manifest").stored("classes.dex", b"code")
}

/// A list of one numbered signature, as the schemes from v2 on have it.
fn signatures(data: &[u8]) -> Vec<u8> {
    prefixed(&numbered(ECDSA_SHA256, &signer().sign(data)))
}

/// SHA-256 as JAR manifests write it.
fn base64_digest(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes))
}

fn signer() -> &'static Identity {
    static SIGNER: OnceLock<Identity> = OnceLock::new();
    SIGNER.get_or_init(|| Identity::new(1))
}

/// A signature file over a manifest, by its digest as a whole and by that of each section: what the signature file does
/// not name is not signed.
fn signature_file(manifest: &[u8]) -> Vec<u8> {
    let mut file =
        format!("Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: {}\r\n\r\n", base64_digest(manifest));
    for section in String::from_utf8_lossy(manifest).split_inclusive("\r\n\r\n") {
        if let Some((name, _)) = section.split_once("\r\n").filter(|(name, _)| name.starts_with("Name: ")) {
            let digest = base64_digest(section.as_bytes());
            file.push_str(&format!("{name}\r\nSHA-256-Digest: {digest}\r\n\r\n"));
        }
    }
    file.into_bytes()
}

fn jar(manifest: &[u8], file: &[u8], block: &[u8]) -> ZipBuilder {
    content()
        .stored("META-INF/MANIFEST.MF", manifest)
        .stored("META-INF/CERT.SF", file)
        .stored("META-INF/CERT.EC", block)
}

/// A manifest that names both files of [`content`].
fn manifest() -> Vec<u8> {
    let section = |name, bytes| format!("Name: {name}\r\nSHA-256-Digest: {}\r\n\r\n", base64_digest(bytes));
    let files = section("AndroidManifest.xml", b"manifest") + &section("classes.dex", b"code");
    format!("Manifest-Version: 1.0\r\n\r\n{files}").into_bytes()
}

fn jar_block(block: &[u8]) {
    let manifest = manifest();
    package(&jar(&manifest, &signature_file(&manifest), block).build(), None);
}

/// The manifest, and after a zero byte the signature file; without one a file is made that fits.
fn jar_manifest(texts: &[u8]) {
    let (manifest, file) = match texts.iter().position(|byte| *byte == 0) {
        Some(zero) => (&texts[..zero], texts[zero + 1..].to_vec()),
        None => (texts, signature_file(texts)),
    };
    package(&jar(manifest, &file, &signer().pkcs7(&file, &[])).build(), None);
}

/// The pairs of a signing block as they stand in it.
fn pairs(body: &[u8]) {
    let size = (body.len() as u64 + 24).to_le_bytes();
    let block = [&size[..], body, &size, b"APK Sig Block 42"].concat();
    package(&content().before_directory(block).build(), None);
}

fn with_block(id: u32, value: &[u8]) {
    package(&content().signing_block(&[(id, value)]).build(), None);
}

/// A signing block of one signer of v2 whose signed data this is.
fn v2_block(signed: &[u8]) -> Vec<u8> {
    let signer = signer();
    let parts = [prefixed(signed), signatures(signed), prefixed(&signer.spki)];
    prefixed(&prefixed(&parts.concat()))
}

fn v2_signed_data(signed: &[u8]) {
    with_block(V2, &v2_block(signed));
}

fn v3_signed_data(signed: &[u8]) {
    let value = v3_block(signed);
    package(&content().signing_block(&[(V3, &value), (V31, &value)]).build(), None);
}

fn v3_block(signed: &[u8]) -> Vec<u8> {
    let signer = signer();
    let range = [33i32.to_le_bytes(), i32::MAX.to_le_bytes()].concat();
    let parts = [prefixed(signed), range, signatures(signed), prefixed(&signer.spki)];
    prefixed(&prefixed(&parts.concat()))
}

/// What a signer of v2 signs: digest, certificate, attributes.
fn signed_data(unsigned: &ZipBuilder, sdk: &[u8], attributes: &[u8]) -> Vec<u8> {
    let digest = content_digest(&unsigned.build());
    [
        prefixed(&numbered(ECDSA_SHA256, &digest)),
        prefixed(&prefixed(&signer().certificate)),
        sdk.to_vec(),
        prefixed(attributes),
    ]
    .concat()
}

/// Content with the digest of a stamp's certificate.
fn stamped(certificate: &[u8]) -> ZipBuilder {
    content().stored("stamp-cert-sha256", Sha256::digest(certificate))
}

/// A stamp as it stands in the signing block, on a package signed by v2, which names the stamp's certificate.
fn stamp(value: &[u8]) {
    let named = cursor::Reader::new(value);
    let unsigned = stamped(stamp_certificate(named).unwrap_or_default());
    let v2 = v2_block(&signed_data(&unsigned, &[], &[]));
    package(&unsigned.signing_block(&[(V2, &v2), (STAMP, value)]).build(), None);
}

fn stamp_certificate(mut value: cursor::Reader<'_>) -> Option<&[u8]> {
    value.skip(4, "stamp").ok()?;
    let length = value.u32_le("certificate").ok()?;
    value.bytes(length as usize, "certificate").ok()
}

/// The attributes of a stamp that holds otherwise.
fn stamp_attributes(attributes: &[u8]) {
    stamp(&stamp_block(attributes));
}

fn stamp_block(attributes: &[u8]) -> Vec<u8> {
    let signer = signer();
    let digest = content_digest(&stamped(&signer.certificate).build());
    let claimed = numbered(1, &digest);
    let scheme = prefixed(&[&2u32.to_le_bytes()[..], &signatures(&claimed)].concat());
    let parts =
        [prefixed(&signer.certificate), prefixed(&scheme), prefixed(attributes), signatures(attributes)];
    prefixed(&parts.concat())
}

fn idsig(file: &[u8]) {
    let unsigned = content();
    let v2 = v2_block(&signed_data(&unsigned, &[], &[]));
    package(&unsigned.signing_block(&[(V2, &v2)]).build(), Some(file));
}

/// One good input of each part.
pub(crate) fn seeds() -> Vec<(String, Vec<u8>)> {
    let (signer, old) = (signer(), Identity::new(2));
    let unsigned = content();
    let proof = attribute(PROOF_OF_ROTATION, &lineage(&old, signer, 3));
    let rotation = attribute(ROTATION_MIN_SDK, &33i32.to_le_bytes());
    let sdk = [33i32.to_le_bytes(), i32::MAX.to_le_bytes()].concat();
    let v2 = signed_data(&unsigned, &[], &attribute(STRIPPING_PROTECTION, &3u32.to_le_bytes()));
    let v3 = signed_data(&unsigned, &sdk, &[proof, rotation].concat());
    let manifest = manifest();
    let file = signature_file(&manifest);
    let stamp_rotation = attribute(0x9d63_03f7, &lineage(&old, signer, 3));
    let stamp_time = attribute(0xe43c_5946, &1_700_000_000u64.to_le_bytes());
    let stamp_attributes = prefixed(&[stamp_rotation, stamp_time].concat());
    let idsig = idsig_file(&unsigned);
    let both = [(V2, v2_block(&v2)), (0x7177_7777, b"channel".to_vec())];
    let pairs = both.iter().flat_map(|(id, value)| {
        [&(value.len() as u64 + 4).to_le_bytes()[..], &id.to_le_bytes(), value].concat()
    });
    let tagged = |tag: u8, bytes: &[u8]| (format!("part-{}", char::from(tag)), [&[tag][..], bytes].concat());
    vec![
        tagged(b'c', &signer.certificate),
        tagged(b'b', &signer.pkcs7(&file, &[])),
        tagged(b'm', &[&manifest[..], &[0], &file].concat()),
        tagged(b'p', &pairs.collect::<Vec<_>>()),
        tagged(b'2', &v2_block(&v2)),
        tagged(b'3', &v3_block(&v3)),
        tagged(b'1', &v3_block(&v3)),
        tagged(b'd', &v2),
        tagged(b'D', &v3),
        tagged(b's', &stamp_block(&stamp_attributes)),
        tagged(b'a', &stamp_attributes),
        tagged(b'i', &idsig),
        ("jar".into(), jar(&manifest, &file, &signer.pkcs7(&file, &[])).build()),
        ("v2-v3".into(), content().signing_block(&[(V2, &v2_block(&v2)), (V3, &v3_block(&v3))]).build()),
    ]
}

/// A v4 file over content that v2 signs.
fn idsig_file(unsigned: &ZipBuilder) -> Vec<u8> {
    let digest = content_digest(&unsigned.build());
    let v2 = v2_block(&signed_data(unsigned, &[], &[]));
    testkit::sign::idsig(signer(), &content().signing_block(&[(V2, &v2)]).build(), &digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without signatures that hold, the seeds would never get past the first check.
    #[test]
    fn the_seeds_verify() {
        let limits = crate::limits();
        let judge = |bytes: &[u8], idsig: Option<&[u8]>| {
            let archive = container::parse(bytes, &limits).unwrap();
            let found = apksig::verify(bytes, &archive, &Range::from(33), idsig, &limits);
            (found.verdict, found.errors)
        };
        let fine = (apksig::Verdict::Verified, vec![]);
        let unsigned = content();
        let v2 = unsigned.signing_block(&[(V2, &v2_block(&signed_data(&content(), &[], &[])))]).build();
        assert_eq!(judge(&v2, Some(&idsig_file(&content()))).0, fine.0);
        let sdk = [33i32.to_le_bytes(), i32::MAX.to_le_bytes()].concat();
        let proof = attribute(PROOF_OF_ROTATION, &lineage(&Identity::new(2), signer(), 3));
        let v3 = v3_block(&signed_data(&content(), &sdk, &proof));
        assert_eq!(judge(&content().signing_block(&[(V3, &v3)]).build(), None), fine);
        let (manifest, file) = (manifest(), signature_file(&manifest()));
        let jar = jar(&manifest, &file, &signer().pkcs7(&file, &[])).build();
        let archive = container::parse(&jar, &limits).unwrap();
        let found = apksig::verify(&jar, &archive, &Range::from(18), None, &limits);
        assert_eq!((found.verdict, found.errors), fine);
        let attributes = prefixed(&attribute(0xe43c_5946, &1u64.to_le_bytes()));
        let unsigned = stamped(&signer().certificate);
        let v2 = v2_block(&signed_data(&unsigned, &[], &[]));
        let package = unsigned.signing_block(&[(V2, &v2), (STAMP, &stamp_block(&attributes))]).build();
        let archive = container::parse(&package, &limits).unwrap();
        let stamp = apksig::verify_stamp(&package, &archive, &Range::from(30), None, &limits);
        assert_eq!((stamp.status, stamp.timestamp), (apksig::StampStatus::Verified, Some(1)));
    }
}
