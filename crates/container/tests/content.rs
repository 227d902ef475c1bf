//! One test for each known trick in layout, names and content: what is read, and which oddity says so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

mod common;

use appraise_container::{Accepts, OddityKind as Kind, Role, parse, second_opinion};
use cursor::Limits;
use testkit::zip::{EndField, Field, ZipBuilder, deflate, extra_field, overlap_bomb, ratio_bomb};

use common::*;

#[test]
fn janus_is_told_from_other_prefixes() {
    let built = app().prefix(DEX).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::PrefixDex]);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
    assert!(archive.oddities[0].found.starts_with("64 65 78 0a and 24 bytes"));

    let built = app().prefix("#!/bin/sh\n").build();
    assert_eq!(kinds(&open(&built)), [Kind::Prefix]);
}

#[test]
fn a_prefix_that_the_offsets_do_not_count_is_read_around() {
    let built = app().prefix_uncounted("#!JUNK".repeat(100)).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::OffsetsShifted, Kind::Prefix]);
    assert_eq!(archive.entries[0].header_offset, 600);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
    let built = app().prefix_uncounted("junk").zip64_end().build();
    assert_eq!(bytes(&open(&built), "classes.dex", Role::Code).unwrap(), DEX);
}

#[test]
fn bytes_between_entries_are_odd_with_their_size() {
    let removed = ZipBuilder::new().file("removed.dex", "payload").build();
    let built = app().file("a", "x").gap(&removed[..50]).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Gap]);
    assert_eq!(archive.oddities[0].found, "50 bytes with a local header of removed.dex");
    let built = app().before_directory("hidden payload").build();
    assert_eq!(kinds(&open(&built)), [Kind::Gap]);
    assert!(open(&built).oddities[0].found.starts_with("14 bytes"));
}

#[test]
fn a_header_without_a_name_fills_a_gap() {
    let mut filler = b"PK\x03\x04".to_vec();
    filler.resize(30 + 20, 0);
    filler[28] = 20;
    assert_eq!(kinds(&open(&app().file("a", "x").gap(filler.clone()).build())), []);
    filler[40] = 1;
    assert_eq!(kinds(&open(&app().file("a", "x").gap(filler).build())), [Kind::Gap]);
}

#[test]
fn overlapping_entries_are_odd_and_read_within_the_budget() {
    let built = overlap_bomb(200, 10 << 20);
    let archive = open(&built);
    assert_eq!(archive.entries.len(), 200);
    let overlaps: Vec<_> = archive.oddities.iter().filter(|odd| odd.kind == Kind::Overlap).collect();
    assert_eq!(overlaps.len(), 101);
    assert_eq!(overlaps[100].found, "and 99 more");
    let limits = Limits { total_bytes: 100 << 20, ..Limits::default() };
    let plan = archive.plan(&limits);
    assert_eq!(plan.iter().filter(|read| **read).count(), 9);
    assert_eq!(archive.plan(&limits), plan);
    assert_eq!(bytes(&archive, "00199", Role::Resource).unwrap().len(), 10 << 20);
}

#[test]
fn many_records_on_one_local_header_stay_linear() {
    let mut builder = ZipBuilder::new().stored("a", vec![7; 100_000]);
    for _ in 1..2_000 {
        builder = builder.alias("a", 0);
    }
    let built = builder.build();
    let archive = open(&built);
    assert_eq!(archive.entries.len(), 2_000);
    let of = |kind| archive.oddities.iter().filter(|odd| odd.kind == kind).count();
    assert_eq!((of(Kind::Overlap), of(Kind::Duplicate)), (101, 101));
    let limits = Limits { total_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(archive.plan(&limits).iter().filter(|read| **read).count(), 10);
}

#[test]
fn data_that_reaches_the_directory_is_cut_at_the_end_of_the_file() {
    let built = stored_app()
        .patch_central(1, Field::UncompressedSize, 0x7fff_ffff)
        .patch_local(1, Field::UncompressedSize, 0x7fff_ffff)
        .build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::DataBounds, Kind::StoredSizes]);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    assert!(bytes(&archive, "classes.dex", Role::Code).unwrap().starts_with(DEX));
}

// Names.

#[test]
fn names_are_checked_and_never_lose_the_entry() {
    let cases: [(&[u8], Kind, Accepts); 9] = [
        (b"../../etc/x", Kind::NameTraversal, Accepts::Yes),
        (b"/etc/x", Kind::NameTraversal, Accepts::Yes),
        (b"C:\\x", Kind::NameBackslash, Accepts::Yes),
        (b"a\0b", Kind::NameNul, Accepts::No),
        (b"a\xff", Kind::NameEncoding, Accepts::No),
        (b"a\x1b[31m\r\n", Kind::NameControl, Accepts::Yes),
        ("a\u{202e}gpj".as_bytes(), Kind::NameControl, Accepts::Yes),
        (&[b'a'; 65_535], Kind::NameLong, Accepts::Yes),
        (b"", Kind::NameEmpty, Accepts::Unknown),
    ];
    for (name, kind, platform) in cases {
        let built = app().file(name, "content").build();
        let archive = open(&built);
        let oddity = archive.oddities.iter().find(|oddity| oddity.kind == kind).unwrap();
        assert_eq!(oddity.platform, platform);
        let entry = archive.find(name).unwrap();
        assert!(entry.display_name().chars().all(|c| !c.is_control() && c != '\u{202e}'));
        assert_eq!(archive.read(entry, Role::Resource, &Limits::default()).bytes.unwrap(), &b"content"[..]);
    }
}

#[test]
fn a_name_of_thirty_thousand_levels_is_one_name() {
    let built = app().file("a/".repeat(30_000) + "b", "x").build();
    assert_eq!(kinds(&open(&built)), [Kind::NameLong]);
}

#[test]
fn a_unicode_path_extra_field_with_another_name_is_odd() {
    let field = extra_field(0x7075, b"\x01\0\0\0\0classes9.dex");
    let built = app().file("a", "x").central_extra(field).build();
    assert_eq!(kinds(&open(&built)), [Kind::NameUnicode]);
}

#[test]
fn a_file_that_is_also_a_folder_is_odd() {
    let built = app().file("a", "file").file("a/b", "below").build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::NameCollision]);
    assert_eq!(bytes(&archive, "a", Role::Resource).unwrap(), b"file");
    assert_eq!(bytes(&archive, "a/b", Role::Resource).unwrap(), b"below");
    assert_eq!(kinds(&open(&app().file("a", "file").file("a/", "").build())), [Kind::NameCollision]);
}

#[test]
fn a_symbolic_link_is_odd_and_its_target_is_its_content() {
    let built = app().stored("Payload/link", "../../outside").mode(0o120_777).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Symlink]);
    assert!(archive.entries[2].is_symlink() && !archive.entries[2].is_directory());
    assert_eq!(bytes(&archive, "Payload/link", Role::Resource).unwrap(), b"../../outside");
}

#[test]
fn the_runtime_loads_dex_files_up_to_the_first_gap() {
    let names = ["classes.dex", "classes2.dex", "classes4.dex", "classes02.dex", "assets/classes3.dex"];
    let built = names.iter().fold(ZipBuilder::new(), |zip, name| zip.file(name, DEX)).build();
    let archive = open(&built);
    let loaded: Vec<_> = archive.loaded_dex().iter().map(|entry| entry.display_name()).collect();
    assert_eq!(loaded, ["classes.dex", "classes2.dex"]);
}

// Content and budgets.

#[test]
fn a_bad_checksum_is_reported_and_the_content_is_read() {
    let built =
        app().patch_central(0, Field::Crc, 0xdead_beef).patch_local(0, Field::Crc, 0xdead_beef).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), []);
    let content = read(&archive, MANIFEST, Role::Resource);
    assert!(!content.crc_ok);
    assert_eq!((content.oddities[0].kind, content.oddities[0].platform), (Kind::Crc, Accepts::Yes));
    assert_eq!(content.oddities[0].expected, "0xdeadbeef");
    assert_eq!(content.bytes.unwrap(), XML);
}

#[test]
fn content_that_is_larger_or_smaller_than_declared_is_read_up_to_the_smaller() {
    let lie = |size: u32| {
        app()
            .patch_central(0, Field::UncompressedSize, size)
            .patch_local(0, Field::UncompressedSize, size)
            .build()
    };
    let built = lie(10);
    assert_eq!(
        read_kinds(&open(&built), MANIFEST, Role::Resource),
        (Some(XML[..10].to_vec()), vec![Kind::InflatedSize])
    );
    let built = lie(0x7fff_ffff);
    assert_eq!(
        read_kinds(&open(&built), MANIFEST, Role::Resource),
        (Some(XML.to_vec()), vec![Kind::InflatedSize])
    );
}

#[test]
fn bytes_after_the_deflate_stream_are_odd() {
    let data = [deflate(XML), b"smuggled".to_vec()].concat();
    let built = ZipBuilder::new().raw(MANIFEST, 8, data, XML.len() as u64, crc(XML)).build();
    assert_eq!(
        read_kinds(&open(&built), MANIFEST, Role::Resource),
        (Some(XML.to_vec()), vec![Kind::CompressedTail])
    );
}

#[test]
fn a_damaged_stream_gives_what_came_before_the_damage() {
    let content: Vec<u8> =
        (0..100_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut data = deflate(&content);
    let half = data.len() / 2;
    data.truncate(half);
    let built = ZipBuilder::new().raw("a", 8, data, content.len() as u64, crc(&content)).build();
    let (bytes, kinds) = read_kinds(&open(&built), "a", Role::Resource);
    let bytes = bytes.unwrap();
    assert!(bytes.len() > 1000 && content.starts_with(&bytes));
    assert_eq!(kinds, [Kind::Inflate]);
}

#[test]
fn a_ratio_bomb_is_cut_by_the_limit_and_named() {
    let built = ratio_bomb("bomb", 80 << 20).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Ratio]);
    let limits = Limits { entry_bytes: 1 << 20, ..Limits::default() };
    let content = archive.read(&archive.entries[0], Role::Resource, &limits);
    assert_eq!(content.bytes.unwrap().len(), 1 << 20);
    assert!(content.limit.unwrap().is_limit());
    assert_eq!((content.crc_ok, content.oddities), (false, vec![]));
}

#[test]
fn the_entry_limit_cuts_stored_content_too() {
    let built = stored_app().build();
    let archive = open(&built);
    let limits = Limits { entry_bytes: 4, ..Limits::default() };
    let content = archive.read(&archive.entries[1], Role::Code, &limits);
    assert_eq!((content.bytes.unwrap(), content.limit.is_some()), (DEX[..4].into(), true));
}

#[test]
fn more_entries_than_the_limit_are_said_to_be_cut() {
    let built = app().build();
    let archive = parse(&built, &Limits { entries: 1, ..Limits::default() }).unwrap();
    assert_eq!(archive.entries.len(), 1);
    assert_eq!(
        archive.limits_hit[0].to_string(),
        format!("directory record at {:#x}: limit entries = 1 reached", archive.directory_offset + 65)
    );
}

#[test]
fn the_plan_does_not_believe_sizes_deflate_cannot_make() {
    let built = app()
        .patch_central(0, Field::UncompressedSize, 0x7fff_ffff)
        .patch_local(0, Field::UncompressedSize, 0x7fff_ffff)
        .build();
    let limits = Limits { total_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(open(&built).plan(&limits), [true, true]);
    assert_eq!(open(&built).plan(&Limits { total_bytes: 30, ..limits }), [false, true]);
}

// The second reader.

#[test]
fn the_second_reader_disagrees_where_others_would() {
    let compare = |builder: ZipBuilder| {
        let built = builder.build();
        let archive = open(&built);
        let odd = second_opinion(&built, &archive, &Limits::default());
        odd.into_iter().map(|oddity| oddity.kind).collect::<Vec<_>>()
    };
    // Android takes all three values when all three are there, others only the one that is asked for.
    let whole = extra_field(1, &[1_u64, 77, 0].map(u64::to_le_bytes).concat());
    let sizes = app().file("a", "x").central_extra(whole).patch_central(2, Field::UncompressedSize, u32::MAX);
    assert_eq!(compare(sizes), [Kind::SecondField]);
    let unicode = app().file("a", "x").central_extra(extra_field(0x7075, b"\x01\x43\xbe\xb7\xe8other"));
    assert_eq!(compare(unicode), [Kind::SecondEntry, Kind::SecondEntry]);
    assert_eq!(compare(app().file("classes.dex", "second")), [Kind::SecondField]);
    assert_eq!(compare(app().patch_end(EndField::CommentLength, 5)), [Kind::SecondRefused]);
    let hidden = app().patch_end(EndField::Count, 1).patch_end(EndField::CountOnDisk, 1);
    assert_eq!(compare(hidden), []);
}

fn crc(bytes: &[u8]) -> u32 {
    let built = ZipBuilder::new().stored("a", bytes).build();
    open(&built).entries[0].crc32
}
