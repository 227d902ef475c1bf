//! Whole packages, signed in code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]

use testkit::sign::{
    Identity, Jar, attribute, content_digest, idsig, jar_package, prefixed, signer, signers,
};
use testkit::zip::{Field, ZipBuilder};

use super::*;

const MANIFEST: (&str, &[u8]) = ("AndroidManifest.xml", b"manifest");

fn unsigned() -> ZipBuilder {
    ZipBuilder::new().stored(MANIFEST.0, MANIFEST.1).stored("classes.dex", b"code")
}

fn jar(files: &[(&str, &[u8])], by: &Identity, head: &str, decoys: &[&Identity]) -> ZipBuilder {
    jar_package(files, by, Jar { head, decoys, sha1: false })
}

fn lineage(old: &Identity, new: &Identity) -> Vec<u8> {
    testkit::sign::lineage(old, new, 3)
}

/// Counts how often content is asked for, and has none.
#[derive(Default)]
struct Asked(std::sync::atomic::AtomicU32);

impl crate::Inflated for Asked {
    fn of(&self, _: &container::Entry<'_>) -> Option<&[u8]> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        None
    }
}

fn judge(package: &[u8], range: &Range, idsig: Option<&[u8]>) -> Verification {
    let limits = Limits::default();
    let archive = container::parse(package, &limits).unwrap();
    verify(package, &archive, range, idsig, &limits)
}

fn issues(reports: &[crate::Report]) -> Vec<Issue> {
    reports.iter().map(|report| report.issue).collect()
}

fn v2_signed(by: &Identity) -> Vec<u8> {
    let digest = content_digest(&unsigned().build());
    unsigned().signing_block(&[(block::V2, &signers(&[signer(by, &digest, None, &[])]))]).build()
}

#[test]
fn a_v2_package_verifies_until_a_byte_of_it_changes() {
    let by = Identity::new(1);
    let package = v2_signed(&by);
    let range = Range { target_sdk: Some(30), ..Range::from(24) };
    let found = judge(&package, &range, None);
    assert_eq!((found.verdict, issues(&found.errors)), (Verdict::Verified, vec![]));
    assert_eq!(found.signers[0].fingerprint(), by.fingerprint());
    assert!(found.is_verified_by(Scheme::V2) && !found.is_verified_by(Scheme::V1));
    let archive = container::parse(&package, &Limits::default()).unwrap();
    let code = usize::try_from(archive.entries[1].data_offset.unwrap()).unwrap();
    // In the directory: the time of the first entry, which no reader of the archive minds.
    let directory = usize::try_from(archive.directory_offset).unwrap() + 12;
    for index in [code, directory] {
        let mut changed = package.clone();
        changed[index] ^= 1;
        let found = judge(&changed, &range, None);
        assert_eq!(issues(&found.errors), [Issue::V2SigApkDigestDidNotVerify], "byte {index}");
        assert_eq!(found.signers, [], "no signer without a verdict");
    }
}

#[test]
fn older_platforms_ask_for_a_jar_signature() {
    let found = judge(&v2_signed(&Identity::new(1)), &Range::from(21), None);
    assert_eq!((found.verdict, issues(&found.errors)), (Verdict::Rejected, vec![Issue::JarSigNoManifest]));
}

#[test]
fn the_first_of_two_blocks_of_one_scheme_counts() {
    let digest = content_digest(&unsigned().build());
    let (first, second) = (Identity::new(1), Identity::new(2));
    let by = |identity| signers(&[signer(identity, &digest, None, &[])]);
    let package = unsigned().signing_block(&[(block::V2, &by(&first)), (block::V2, &by(&second))]).build();
    let found = judge(&package, &Range::from(24), None);
    assert_eq!(found.signers[0].fingerprint(), first.fingerprint());
}

#[test]
fn an_error_of_a_second_signer_refuses_the_package() {
    let digest = content_digest(&unsigned().build());
    let mut broken = signer(&Identity::new(2), &digest, None, &[]);
    broken[12] ^= 1;
    let list = [signer(&Identity::new(1), &digest, None, &[]), broken];
    let package = unsigned().signing_block(&[(block::V2, &signers(&list))]).build();
    assert_eq!(issues(&judge(&package, &Range::from(24), None).errors), [Issue::V2SigDidNotVerify]);
}

#[test]
fn a_stripped_v3_signature_is_noticed_by_v2() {
    let digest = content_digest(&unsigned().build());
    let protection = attribute(0xbeef_f00d, &3u32.to_le_bytes());
    let v2 = signers(&[signer(&Identity::new(1), &digest, None, &protection)]);
    let package = unsigned().signing_block(&[(block::V2, &v2)]).build();
    assert_eq!(
        issues(&judge(&package, &Range::from(24), None).errors),
        [Issue::V2SigMissingApkSigReferenced]
    );
    let until_oreo = Range { max_sdk: 27, ..Range::from(24) };
    assert_eq!(judge(&package, &until_oreo, None).verdict, Verdict::Verified, "these know no v3");
}

#[test]
fn a_rotated_package_shows_its_newest_signer_and_its_lineage() {
    let digest = content_digest(&unsigned().build());
    let (old, new) = (Identity::new(1), Identity::new(2));
    let proof = attribute(0x3ba0_6f8c, &lineage(&old, &new));
    let v2 = signers(&[signer(&old, &digest, None, &[])]);
    let v3 = signers(&[signer(&new, &digest, Some((28, i32::MAX)), &proof)]);
    let package =
        |v2: &[u8], v3: &[u8]| unsigned().signing_block(&[(block::V2, v2), (block::V3, v3)]).build();
    let found = judge(&package(&v2, &v3), &Range::from(24), None);
    assert_eq!(issues(&found.errors), []);
    assert_eq!(found.signers[0].fingerprint(), new.fingerprint());
    assert_eq!(found.lineage.unwrap().nodes[0].certificate.fingerprint(), old.fingerprint());

    let stranger = signers(&[signer(&Identity::new(3), &digest, None, &[])]);
    let found = judge(&package(&stranger, &v3), &Range::from(24), None);
    assert_eq!(issues(&found.errors), [Issue::V3SigPastSignersMismatch]);

    let mut spoiled = lineage(&old, &new);
    *spoiled.last_mut().unwrap() ^= 1;
    let forged = attribute(0x3ba0_6f8c, &spoiled);
    let v3 = signers(&[signer(&new, &digest, Some((28, i32::MAX)), &forged)]);
    let found = judge(&package(&v2, &v3), &Range::from(24), None);
    assert_eq!(issues(&found.errors), [Issue::V3SigPorDidNotVerify]);
}

#[test]
fn platforms_without_a_signer_refuse_a_v3_package() {
    let digest = content_digest(&unsigned().build());
    let v3 = signers(&[signer(&Identity::new(1), &digest, Some((30, i32::MAX)), &[])]);
    let package = unsigned().signing_block(&[(block::V3, &v3)]).build();
    assert_eq!(issues(&judge(&package, &Range::from(28), None).errors), [Issue::V3MissingSdkVersions]);
    assert_eq!(judge(&package, &Range::from(30), None).verdict, Verdict::Verified);
}

#[test]
fn a_jar_signature_verifies_and_the_signer_is_the_one_who_signed() {
    let (by, decoy) = (Identity::new(1), Identity::new(2));
    let package = jar(&[MANIFEST, ("res/a", b"x")], &by, "", &[&decoy]).build();
    let found = judge(&package, &Range::from(18), None);
    assert_eq!((found.verdict, issues(&found.errors)), (Verdict::Verified, vec![]));
    assert_eq!(found.signers[0].fingerprint(), by.fingerprint());
    let range = Range { target_sdk: Some(30), target_sandbox: Some(2), ..Range::from(18) };
    assert_eq!(judge(&package, &range, None).errors[0].issue, Issue::NoSigForTargetSandboxVersion);
    let range = Range { target_sandbox: None, ..range };
    assert_eq!(issues(&judge(&package, &range, None).errors), [Issue::MinSigSchemeForTargetSdkNotMet]);
}

#[test]
fn a_jar_signature_names_the_hashes_it_rests_on() {
    let by = Identity::new(1);
    let options = Jar { sha1: true, ..Jar::default() };
    let found = judge(&jar_package(&[MANIFEST], &by, options).build(), &Range::from(21), None);
    let hashes = &found.scheme(Scheme::V1).unwrap().signers[0].hashes;
    let uses: Vec<(&str, crate::Hash)> =
        hashes.iter().map(|one| (one.file.as_deref().unwrap(), one.hash)).collect();
    let expected = [
        ("META-INF/CERT.EC", crate::Hash::Sha256),
        ("META-INF/CERT.SF", crate::Hash::Sha1),
        ("META-INF/MANIFEST.MF", crate::Hash::Sha1),
    ];
    assert_eq!(uses, expected);
}

#[test]
fn one_package_is_asked_about_several_ranges() {
    let by = Identity::new(1);
    let digest = content_digest(&jar(&[MANIFEST], &by, "", &[]).build());
    let other = signers(&[signer(&Identity::new(2), &digest, None, &[])]);
    let package = jar(&[MANIFEST], &by, "", &[]).signing_block(&[(block::V2, &other)]).build();
    let limits = Limits::default();
    let archive = container::parse(&package, &limits).unwrap();
    let asked = Asked::default();
    let mut checker = Checker::new(&package, &archive, &limits, Lent { inflated: &asked, ..Lent::default() });
    let mut signer = |min_sdk, max_sdk| {
        let found = checker.verify(&Range { max_sdk, ..Range::from(min_sdk) }, None);
        (found.verdict, found.signers.first().map(Certificate::fingerprint))
    };
    assert_eq!(signer(21, 23), (Verdict::Verified, Some(by.fingerprint())));
    assert_eq!(signer(24, 40), (Verdict::Verified, Some(Identity::new(2).fingerprint())));
    assert_eq!(signer(21, 40), (Verdict::Rejected, None), "the schemes disagree about the signer");
    assert_eq!(asked.0.into_inner(), 1, "the one entry is digested once");
}

#[test]
fn a_changed_added_or_missing_file_breaks_a_jar_signature() {
    let by = Identity::new(1);
    let files = [MANIFEST, ("res/a", &b"a long enough text"[..])];
    let added = jar(&files, &by, "", &[]).file("res/b", b"new").build();
    assert_eq!(
        issues(&judge(&added, &Range::from(18), None).errors),
        [Issue::JarSigNoZipEntryDigestInManifest]
    );
    let unprotected = jar(&files, &by, "", &[]).file("META-INF/x", b"new").build();
    let found = judge(&unprotected, &Range::from(18), None);
    assert_eq!(
        (found.verdict, issues(&found.warnings)),
        (Verdict::Verified, vec![Issue::JarSigUnprotectedZipEntry])
    );
    let twice = jar(&files, &by, "", &[]).file("res/a", b"other").build();
    assert_eq!(issues(&judge(&twice, &Range::from(18), None).errors), [Issue::JarSigDuplicateZipEntry]);
    let mut changed = jar(&files, &by, "", &[]).build();
    let archive = container::parse(&changed, &Limits::default()).unwrap();
    // Behind the first byte of the deflate stream, whose lowest bit changes no content.
    let entry = archive.entries[0].data_offset.unwrap() + 3;
    changed[usize::try_from(entry).unwrap()] ^= 1;
    assert_ne!(judge(&changed, &Range::from(18), None).verdict, Verdict::Verified);
}

#[test]
fn a_stripped_v2_signature_is_noticed_by_v1() {
    let package = jar(&[MANIFEST], &Identity::new(1), "X-Android-APK-Signed: 2, 77\r\n", &[]).build();
    let found = judge(&package, &Range::from(18), None);
    assert_eq!(issues(&found.errors), [Issue::JarSigMissingApkSigReferenced]);
    assert_eq!(issues(&found.warnings), [Issue::JarSigUnknownApkSigSchemeId]);
    let until_marshmallow = Range { max_sdk: 23, ..Range::from(18) };
    assert_eq!(judge(&package, &until_marshmallow, None).verdict, Verdict::Verified);
}

#[test]
fn a_v4_file_belongs_to_one_package() {
    let by = Identity::new(1);
    let package = v2_signed(&by);
    let digest = content_digest(&unsigned().build());
    let range = Range::from(24);
    let good = idsig(&by, &package, &digest);
    let found = judge(&package, &range, Some(&good));
    assert_eq!(issues(&found.errors), []);
    assert!(found.is_verified_by(Scheme::V4));
    let other = idsig(&by, b"another package", &digest);
    assert_eq!(issues(&judge(&package, &range, Some(&other)).errors), [Issue::V4SigDidNotVerify]);
    let stranger = idsig(&Identity::new(2), &package, &digest);
    assert_eq!(issues(&judge(&package, &range, Some(&stranger)).errors), [Issue::V4SigV2V3SignersMismatch]);
    let wrong = idsig(&by, &package, &[0; 32]);
    assert_eq!(issues(&judge(&package, &range, Some(&wrong)).errors), [Issue::V4SigV2V3DigestsMismatch]);
    let mut tree = good;
    *tree.last_mut().unwrap() ^= 1;
    assert_eq!(issues(&judge(&package, &range, Some(&tree)).errors), [Issue::V4SigApkTreeDidNotVerify]);
}

#[test]
fn a_package_without_a_manifest_is_no_package() {
    let package = ZipBuilder::new().stored("a", b"x").build();
    assert_eq!(judge(&package, &Range::from(24), None).verdict, Verdict::Malformed);
    let nothing = Range { max_sdk: 20, ..Range::from(30) };
    assert_eq!(judge(&package, &nothing, None).verdict, Verdict::Malformed);
}

#[test]
fn half_a_source_stamp_is_told() {
    let limits = Limits::default();
    let status = |package: &[u8]| {
        let archive = container::parse(package, &limits).unwrap();
        let stamp = verify_stamp(package, &archive, &Range::from(24), None, &limits);
        (stamp.status, stamp.reports[0].issue)
    };
    let none = unsigned().build();
    assert_eq!(status(&none), (StampStatus::Missing, Issue::SourceStampCertDigestAndSigBlockMissing));
    let entry = unsigned().stored("stamp-cert-sha256", [0; 32]).build();
    assert_eq!(status(&entry), (StampStatus::NotVerified, Issue::SourceStampSigMissing));
    let block = unsigned().signing_block(&[(block::SOURCE_STAMP_V2, b"x")]).build();
    let half = Issue::SourceStampSignatureBlockWithoutCertDigest;
    assert_eq!(status(&block), (StampStatus::NotVerified, half));
}

#[test]
fn a_hundred_thousand_v3_signers_are_a_limit_not_a_verdict() {
    let one = prefixed(&[prefixed(&[]), vec![0; 8], prefixed(&[]), prefixed(&[])].concat());
    let package = unsigned().signing_block(&[(block::V3, &prefixed(&one.repeat(100_000)))]).build();
    let found = judge(&package, &Range::from(28), None);
    assert_eq!((found.verdict, found.limits.len()), (Verdict::Incomplete, 1));
}

#[test]
fn a_manifest_that_claims_two_gigabytes_is_not_read() {
    let package = jar(&[MANIFEST], &Identity::new(1), "", &[])
        .patch_central(1, Field::UncompressedSize, 2_016_310_387)
        .patch_central(1, Field::CompressedSize, 1_701_210_478)
        .build();
    assert_eq!(judge(&package, &Range::from(18), None).verdict, Verdict::Malformed);
}

#[test]
fn a_signature_block_twenty_thousand_levels_deep_is_a_parse_error() {
    let deep = [0x30, 0x80].repeat(20_000);
    let nested = (0..20_000u32).rev().flat_map(|level| {
        let length = (level * 6).to_be_bytes();
        [0x30, 0x84, length[0], length[1], length[2], length[3]]
    });
    for block in [deep, nested.collect()] {
        let package = unsigned()
            .stored("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\n\r\n")
            .stored("META-INF/A.SF", b"Signature-Version: 1.0\r\n\r\n")
            .stored("META-INF/A.RSA", block)
            .build();
        let found = judge(&package, &Range::from(18), None);
        assert!(matches!(found.errors[0].issue, Issue::JarSigParseException | Issue::LimitReached));
    }
}

#[test]
fn what_a_package_carries_is_listed_without_verification() {
    let (by, other) = (Identity::new(1), Identity::new(2));
    let v3 = signers(&[signer(&other, &[0; 32], Some((28, 40)), &[])]);
    let package =
        jar(&[MANIFEST], &by, "", &[]).signing_block(&[(block::V3, &v3), (0x7177_7777, b"channel")]).build();
    let limits = Limits::default();
    let archive = container::parse(&package, &limits).unwrap();
    let found = crate::parse(&package, &archive, &limits);
    assert_eq!(found.files, [&b"META-INF/MANIFEST.MF"[..], b"META-INF/CERT.SF", b"META-INF/CERT.EC"]);
    let signers: Vec<_> =
        found.signers.iter().map(|s| (s.scheme, s.sdk, s.certificates[0].fingerprint())).collect();
    assert_eq!(
        signers,
        [(Scheme::V1, None, by.fingerprint()), (Scheme::V3, Some((28, 40)), other.fingerprint())]
    );
    let pairs = found.block.unwrap().pairs;
    assert_eq!((pairs[1].value, pairs[1].name), (&b"channel"[..], Some("Walle channel (Meituan)")));
}

#[test]
fn no_prefix_and_no_flipped_byte_of_a_package_panics() {
    let by = Identity::new(1);
    let digest = content_digest(&unsigned().build());
    let v2 = signers(&[signer(&by, &digest, None, &[])]);
    let package = jar(&[MANIFEST], &by, "", &[]).signing_block(&[(block::V2, &v2), (block::V3, &v2)]).build();
    let limits = Limits::default();
    let run = |bytes: &[u8]| {
        if let Ok(archive) = container::parse(bytes, &limits) {
            verify(bytes, &archive, &Range::from(18), Some(bytes), &limits);
            verify_stamp(bytes, &archive, &Range::from(18), None, &limits);
            crate::parse(bytes, &archive, &limits);
        }
    };
    for end in (0..package.len()).step_by(7) {
        run(&package[..end]);
    }
    for index in (0..package.len()).step_by(3) {
        let mut changed = package.clone();
        changed[index] = changed[index].wrapping_add(0x81);
        run(&changed);
    }
}
