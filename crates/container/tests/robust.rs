//! Damaged archives: no panic, no endless loop, whatever the bytes; and 22 malformed ones that readers disagree on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use appraise_container::{Accepts, OddityKind, Role, Weight, parse, second_opinion};
use cursor::Limits;
use testkit::zip::{EndField, Field, ZipBuilder};

/// An archive with every structure this crate reads.
fn small() -> ZipBuilder {
    ZipBuilder::new()
        .file("AndroidManifest.xml", b"<manifest>".repeat(4))
        .stored("classes.dex", "dex\n035\0")
        .file("a/b", "streamed")
        .descriptor()
        .file("c", "wide")
        .zip64()
        .align(4)
        .signing_block(&[(0x7109_871a, b"v2")])
        .comment("comment")
        .zip64_end()
}

fn limits() -> Limits {
    Limits { entry_bytes: 1 << 16, total_bytes: 1 << 18, entries: 100, ..Limits::default() }
}

/// Everything the crate does with an archive; gives the bytes read.
fn exercise(data: &[u8]) -> u64 {
    let limits = limits();
    let Ok(archive) = parse(data, &limits) else { return 0 };
    let mut total = 0;
    for (entry, allowed) in archive.entries.iter().zip(archive.plan(&limits)) {
        entry.display_name();
        for role in [Role::Resource, Role::Code, Role::Jar] {
            if allowed {
                let content = archive.read(entry, role, &limits);
                let length = content.bytes.map_or(0, |bytes| bytes.len() as u64);
                assert!(length <= entry.uncompressed_size.min(limits.entry_bytes));
                total += length;
            }
        }
    }
    assert!(archive.oddities.len() <= 101 * OddityKind::ALL.len());
    total
}

#[test]
fn every_truncation_is_an_error_or_an_archive() {
    let built = small().build();
    for cut in 0..=built.len() {
        exercise(&built[..cut]);
        exercise(&built[cut..]);
    }
    assert!(exercise(&built) > 0);
}

#[test]
fn random_changes_never_panic() {
    let seeds = [small().build(), small().prefix("junk").build(), small().fake_end().build()];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..20_000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] ^= 1 << random(8),
                1 => bytes[at] = [0, 0xff, 0x7f, 0x80][random(4)],
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let from = random(bytes.len());
                    let piece = bytes[from..(from + random(40)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        exercise(&bytes);
        if round % 20 == 0
            && let Ok(archive) = parse(&bytes, &limits())
        {
            second_opinion(&bytes, &archive, &limits());
        }
    }
}

/// What is listed, whether the platform takes it, the manifest as the platform reads it, and one oddity that says so.
struct Case {
    name: &'static str,
    archive: ZipBuilder,
    listed: usize,
    platform: Accepts,
    manifest: bool,
    kind: Option<OddityKind>,
}

#[test]
fn twenty_two_malformed_archives_are_read_and_named() {
    use Accepts::{No, Unknown, Yes};
    use OddityKind as Kind;
    let content = |name: &str| name.repeat(20);
    let two = |first: &str, second: &str| {
        ZipBuilder::new().file(first, content(first)).file(second, content(second))
    };
    let base = || two("AndroidManifest.xml", "classes.dex");
    let case = |name, archive, listed, platform, manifest, kind| Case {
        name,
        archive,
        listed,
        platform,
        manifest,
        kind: Some(kind),
    };
    let both = |field, value| base().patch_central(0, field, value).patch_local(0, field, value);
    let counts = |count| base().patch_end(EndField::Count, count).patch_end(EndField::CountOnDisk, count);
    let one = || ZipBuilder::new().file("AndroidManifest.xml", content("AndroidManifest.xml"));
    let renamed = one().local_name("XXXroidManifest.xml").file("classes.dex", content("classes.dex"));
    let cases = [
        case("dup", base().file("classes.dex", "other"), 3, No, true, Kind::Duplicate),
        case("enc_cd", base().patch_central(0, Field::Flags, 1), 2, Yes, true, Kind::EncryptionFlag),
        case("enc_lfh", base().patch_local(0, Field::Flags, 1), 2, Yes, true, Kind::EncryptionFlag),
        case("enc_both", both(Field::Flags, 1), 2, Yes, true, Kind::EncryptionFlag),
        // The data is deflated: read as stored it is not the manifest, and longer than the file.
        case(
            "method_cd",
            base().patch_central(0, Field::Method, 0x1234),
            2,
            Unknown,
            false,
            Kind::MethodMismatch,
        ),
        case("method_lfh", base().patch_local(0, Field::Method, 0x1234), 2, Yes, true, Kind::MethodMismatch),
        case("method_both", both(Field::Method, 0x1234), 2, Unknown, false, Kind::MethodInvalid),
        case("name_mismatch", renamed, 2, No, true, Kind::LocalName),
        case("crc_bad", base().patch_central(0, Field::Crc, 0xdead_beef), 2, No, true, Kind::LocalSizes),
        case(
            "usize_huge",
            base().patch_central(0, Field::UncompressedSize, 0x7fff_ffff),
            2,
            No,
            true,
            Kind::LocalSizes,
        ),
        case(
            "csize_wrong_lfh",
            base().patch_local(0, Field::CompressedSize, 0),
            2,
            No,
            true,
            Kind::LocalSizes,
        ),
        case(
            "lfh_extra_len",
            base().patch_local(0, Field::ExtraLength, 0xfff0),
            2,
            No,
            false,
            Kind::LocalHeader,
        ),
        case("cd_multi_disk", base().patch_end(EndField::Disk, 1), 2, Yes, true, Kind::DiskNumber),
        case("prefix", base().prefix_uncounted("#!JUNK".repeat(100)), 2, No, true, Kind::Prefix),
        case("eocd_count", counts(1), 2, Yes, true, Kind::CountLow),
        case("eocd_count_hi", counts(255), 2, No, true, Kind::CountHigh),
        case("comment_len", base().patch_end(EndField::CommentLength, 5), 2, No, true, Kind::CommentLength),
        case("trailing", base().trailing("TRAILING"), 2, No, true, Kind::TrailingBytes),
        case("fake_eocd_in_comment", base().fake_end(), 0, No, false, Kind::OtherEndRecord),
        case("slip", two("../../etc/x", "AndroidManifest.xml"), 2, Yes, true, Kind::NameTraversal),
        case("nul_name", two("a\x01b", "AndroidManifest.xml"), 2, Yes, true, Kind::NameControl),
        // zip64 in the local header only, as a streaming writer makes it, is nothing odd.
        Case { kind: None, ..case("zip64", one().zip64_local(), 1, Yes, true, Kind::Empty) },
    ];
    assert_eq!(cases.len(), 22);
    for case in cases {
        let built = case.archive.build();
        let archive = parse(&built, &Limits::default()).unwrap();
        let kinds: Vec<_> = archive.oddities.iter().map(|oddity| oddity.kind).collect();
        assert_eq!(archive.entries.len(), case.listed, "{}", case.name);
        assert_eq!(archive.platform_accepts(), case.platform, "{} {:?}", case.name, archive.oddities);
        match case.kind {
            Some(kind) => assert!(kinds.contains(&kind), "{} {kinds:?}", case.name),
            None => assert_eq!(kinds, [], "{}", case.name),
        }
        let manifest = archive.find(b"AndroidManifest.xml").and_then(|entry| {
            let content = archive.read(entry, Role::Resource, &Limits::default());
            content.bytes.map(|bytes| bytes.into_owned())
        });
        let read = manifest.is_some_and(|bytes| bytes == content("AndroidManifest.xml").as_bytes());
        assert_eq!(read, case.manifest, "{}", case.name);
        assert!(archive.oddities.iter().all(|odd| !odd.expected.is_empty() && !odd.found.is_empty()));
    }
}

#[test]
fn what_no_ordinary_tool_writes_weighs_as_an_attack() {
    let attacks = [OddityKind::MethodInvalid, OddityKind::LocalSizes, OddityKind::Overlap];
    assert!(attacks.iter().all(|kind| kind.weight() == Weight::Attack));
    let forgeries = [OddityKind::Duplicate, OddityKind::PrefixDex, OddityKind::LocalName];
    assert!(forgeries.iter().all(|kind| kind.weight() == Weight::Forgery));
    assert_eq!(OddityKind::DescriptorFlag.weight(), Weight::Note);
}
