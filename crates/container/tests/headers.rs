//! One test for each known trick in headers, directory and end record: what is read, and which oddity says so.
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
use testkit::zip::{EndField, Field, ZipBuilder, extra_field};

use common::*;

#[test]
fn well_formed_archives_are_not_odd() {
    let padding = |length: usize| extra_field(0xd935, &[&[0, 64][..], &vec![0; length]].concat());
    let all = [
        app(),
        stored_app(),
        stored_app().align(4),
        stored_app().align(16384),
        app().comment("a comment"),
        app().file("b", "streamed").descriptor(),
        app().stored("lib/arm64-v8a/libx.so", "\x7fELF").local_extra(padding(16_000)),
        app().zip64_end(),
        app().signing_block(&[(0x7109_871a, b"v2"), (0x4272_6577, &[0; 4000])]),
        app().before_directory(vec![0; 4096]),
        app().stored("assets/inner.zip", app().build()),
        app().stored("folder/", "").stored("folder/a", "a"),
        app().file("b", "x").gap(vec![0; 3]),
    ];
    for builder in all {
        let built = builder.build();
        let archive = open(&built);
        assert_eq!(archive.oddities, [], "{builder:?}");
        assert_eq!(second_opinion(&built, &archive, &Limits::default()), [], "{builder:?}");
        assert_eq!(archive.platform_accepts(), Accepts::Yes);
        for entry in &archive.entries {
            let content = archive.read(entry, Role::of(entry.name), &Limits::default());
            assert!(content.crc_ok && content.oddities.is_empty() && content.limit.is_none(), "{builder:?}");
        }
        assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
    }
}

#[test]
fn the_signing_block_is_found_and_is_no_gap() {
    let built = app().signing_block(&[(1, b"value")]).build();
    let block = open(&built).signing_block.unwrap();
    assert_eq!(&built[block.start as usize + 8..][..8], &9_u64.to_le_bytes());
    assert_eq!(block.end, open(&built).directory_offset);

    let damaged = app().signing_block(&[(1, b"value")]);
    let at = block.start as usize;
    let mut bytes = damaged.build();
    bytes[at] = 0xff;
    let archive = open(&bytes);
    assert!(archive.signing_block.is_none());
    assert!(kinds(&archive).contains(&Kind::SigningBlock));
}

#[test]
fn an_empty_archive_is_only_empty() {
    for builder in [ZipBuilder::new(), ZipBuilder::new().signing_block(&[(1, b"x")])] {
        assert_eq!(kinds(&open(&builder.build())), [Kind::Empty]);
    }
    assert_eq!(kinds(&open(&ZipBuilder::new().prefix("junk").build())), [Kind::Empty, Kind::Prefix]);
}

#[test]
fn not_a_zip_is_an_error() {
    for bytes in [&b""[..], b"PK\x03\x04", b"PK\x05\x06", &[0; 100]] {
        assert!(parse(bytes, &Limits::default()).is_err());
    }
}

// Compression methods: the table of readers.

#[test]
fn an_unknown_method_is_stored_for_resources_deflate_for_v1_and_an_error_for_code() {
    let size = 7_u32;
    let built = stored_app()
        .patch_central(0, Field::Method, 0x7600)
        .patch_local(0, Field::Method, 0x7600)
        .patch_central(0, Field::CompressedSize, size)
        .patch_local(0, Field::CompressedSize, size)
        .build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::MethodInvalid]);
    assert_eq!(archive.oddities[0].platform, Accepts::Yes);
    assert!(archive.oddities[0].found.contains("30208"), "{}", archive.oddities[0]);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML, "uncompressed_size bytes");
    assert_eq!(read_kinds(&archive, MANIFEST, Role::Code), (None, vec![Kind::Unreadable]));
    assert_eq!(read_kinds(&archive, MANIFEST, Role::Jar), (None, vec![Kind::Inflate]));
}

#[test]
fn an_unknown_method_on_deflated_data_is_read_by_the_v1_verifier_only() {
    let built = app().patch_central(0, Field::Method, 1).patch_local(0, Field::Method, 1).build();
    let archive = open(&built);
    assert_eq!(bytes(&archive, MANIFEST, Role::Jar).unwrap(), XML);
    assert_ne!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
}

#[test]
fn the_central_method_wins() {
    let built = app().patch_local(0, Field::Method, 0).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::MethodMismatch]);
    assert_eq!((&*archive.oddities[0].expected, &*archive.oddities[0].found), ("method 8", "method 0"));
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
}

#[test]
fn stored_with_another_compressed_size_is_read_by_its_uncompressed_size() {
    let built = stored_app()
        .patch_central(0, Field::CompressedSize, 5)
        .patch_local(0, Field::CompressedSize, 5)
        .build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::StoredSizes]);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
}

// Local headers.

#[test]
fn local_sizes_that_differ_are_refused_by_the_platform_and_the_central_ones_are_read() {
    for field in [Field::CompressedSize, Field::UncompressedSize, Field::Crc] {
        let built = app().patch_local(0, field, 1).build();
        let archive = open(&built);
        assert_eq!(kinds(&archive), [Kind::LocalSizes]);
        assert_eq!(archive.platform_accepts(), Accepts::No);
        assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
    }
}

#[test]
fn sizes_before_a_data_descriptor_do_not_count() {
    let built = app().file("a", "x").descriptor().patch_local(2, Field::CompressedSize, 99).build();
    assert_eq!(kinds(&open(&built)), [Kind::LocalSizesUnused]);
    assert_eq!(bytes(&open(&built), "a", Role::Resource).unwrap(), b"x");
}

#[test]
fn a_data_descriptor_is_compared_and_its_flag_too() {
    let built = app().file("a", "x").descriptor().patch_central(2, Field::Crc, 1).build();
    assert_eq!(kinds(&open(&built)), [Kind::Descriptor]);
    let built = app().file("a", "x").descriptor().patch_central(2, Field::Flags, 0).build();
    assert_eq!(kinds(&open(&built)), [Kind::DescriptorFlag]);
}

#[test]
fn another_local_name_is_shown_with_both_names() {
    let built = ZipBuilder::new().file("classes.dex", DEX).local_name("classes.dox").build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::LocalName]);
    let oddity = &archive.oddities[0];
    assert_eq!((&*oddity.expected, &*oddity.found, oddity.offset), ("classes.dex", "classes.dox", 30));
    assert_eq!(oddity.platform, Accepts::No);
    assert_eq!(bytes(&archive, "classes.dex", Role::Code).unwrap(), DEX);
}

#[test]
fn another_local_name_length_moves_the_data_as_the_local_header_says() {
    let built = ZipBuilder::new().stored("classes.dex", DEX).local_name("classes.dex.hidden").build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::LocalNameLength]);
    assert_eq!(bytes(&archive, "classes.dex", Role::Code).unwrap(), DEX);
}

#[test]
fn an_extra_length_is_never_negative() {
    let built = ZipBuilder::new().stored("classes.dex", DEX).local_extra(vec![0; 0xfffd]).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::ExtraSign]);
    assert_eq!(archive.entries[0].data_offset, Some(30 + 11 + 0xfffd));
    assert_eq!(bytes(&archive, "classes.dex", Role::Code).unwrap(), DEX);
}

#[test]
fn a_large_extra_field_is_odd_unless_it_pads() {
    let marker = extra_field(0x4a4a, &b"JADXBLOCK".repeat(1000));
    let built = app().file("a", "x").local_extra(marker.clone()).build();
    assert_eq!(kinds(&open(&built)), [Kind::ExtraLarge]);
    let built = app().file("a", "x").central_extra(marker).build();
    assert_eq!(kinds(&open(&built)), [Kind::ExtraLarge]);
}

#[test]
fn a_missing_local_header_leaves_the_entry_unreadable() {
    let built = app().patch_local(1, Field::Signature, 0).build();
    let archive = open(&built);
    assert!(kinds(&archive).contains(&Kind::LocalHeader));
    assert_eq!(read_kinds(&archive, "classes.dex", Role::Code), (None, vec![Kind::Unreadable]));
    let built = app().patch_central(1, Field::HeaderOffset, 0x7fff_ffff).build();
    assert!(kinds(&open(&built)).contains(&Kind::LocalHeader));
}

// Encryption.

#[test]
fn an_encryption_flag_is_ignored_when_the_data_decodes() {
    let builders = [
        app().patch_central(0, Field::Flags, 1),
        app().patch_local(0, Field::Flags, 1),
        app().patch_central(0, Field::Flags, 1).patch_local(0, Field::Flags, 1),
        stored_app().patch_central(0, Field::Flags, 1).patch_central(0, Field::Crc, 5).patch_local(
            0,
            Field::Crc,
            5,
        ),
    ];
    for builder in builders {
        let built = builder.build();
        let archive = open(&built);
        assert_eq!(kinds(&archive), [Kind::EncryptionFlag]);
        assert_eq!(archive.oddities[0].platform, Accepts::Yes);
        assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);
    }
}

#[test]
fn real_encryption_cannot_be_read() {
    let cipher =
        ZipBuilder::new().raw("a", 8, vec![0xff; 40], 28, 7).patch_central(0, Field::Flags, 1).build();
    assert_eq!(read_kinds(&open(&cipher), "a", Role::Resource), (None, vec![Kind::Inflate, Kind::Encrypted]));
    let cipher =
        ZipBuilder::new().raw("a", 0, vec![0xee; 40], 28, 7).patch_central(0, Field::Flags, 1).build();
    assert_eq!(read_kinds(&open(&cipher), "a", Role::Resource), (None, vec![Kind::Encrypted]));

    let aes = extra_field(0x9901, &[2, 0, b'A', b'E', 3, 8, 0]);
    let built = ZipBuilder::new()
        .raw("a", 99, vec![0xee; 50], 28, 0)
        .local_extra(aes.clone())
        .central_extra(aes)
        .patch_central(0, Field::Flags, 1)
        .build();
    for role in [Role::Resource, Role::Code, Role::Jar] {
        let (bytes, kinds) = read_kinds(&open(&built), "a", role);
        assert!(bytes.is_none() && kinds.contains(&Kind::Encrypted), "{role:?} {kinds:?}");
    }
}

#[test]
fn sizes_of_an_encrypted_entry_do_not_hide_a_plain_file() {
    let built = ZipBuilder::new()
        .raw("classes.dex", 0, [DEX, &[0; 12]].concat(), DEX.len() as u64, 7)
        .patch_central(0, Field::Flags, 1)
        .build();
    assert_eq!(bytes(&open(&built), "classes.dex", Role::Code).unwrap(), DEX);
}

// The directory and the end record.

#[test]
fn every_duplicate_is_kept_and_the_first_is_found() {
    let built = app().file("classes.dex", "second").build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Duplicate]);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    let copies: Vec<_> = archive.entries.iter().filter(|entry| entry.duplicate).collect();
    assert_eq!(copies.len(), 2);
    let limits = Limits::default();
    assert_eq!(archive.read(copies[1], Role::Code, &limits).bytes.unwrap(), &b"second"[..]);
    assert_eq!(bytes(&archive, "classes.dex", Role::Code).unwrap(), DEX);
}

#[test]
fn bytes_after_the_end_record_are_refused_by_the_platform_and_read() {
    let built = app().trailing("TRAILING").build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::TrailingBytes]);
    assert_eq!(archive.oddities[0].offset, built.len() as u64 - 8);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);

    let far = app().trailing(vec![1; 200_000]).build();
    assert_eq!(kinds(&open(&far)), [Kind::TrailingBytes]);
    assert_eq!(bytes(&open(&far), MANIFEST, Role::Resource).unwrap(), XML);
}

#[test]
fn a_comment_longer_than_the_file_is_refused_by_the_platform() {
    let built = app().patch_end(EndField::CommentLength, 5).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::CommentLength]);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    assert_eq!(archive.entries.len(), 2);
}

#[test]
fn the_last_end_record_decides_and_the_other_is_listed() {
    let built = app().fake_end().build();
    let archive = open(&built);
    assert_eq!(archive.entries.len(), 0);
    assert_eq!(kinds(&archive), [Kind::Empty, Kind::OtherEndRecord]);
    assert_eq!(archive.platform_accepts(), Accepts::No);

    // A whole archive as the comment of another: the inner one is what the platform opens.
    let inner = ZipBuilder::new().file("inner", "x").build();
    let built = app().comment(inner).build();
    assert!(open(&built).find(b"inner").is_some());
    assert!(kinds(&open(&built)).contains(&Kind::OtherEndRecord));
}

#[test]
fn an_end_record_between_directory_and_end_record_is_listed() {
    let mut decoy = b"PK\x05\x06".to_vec();
    decoy.resize(22, 0);
    let built = app().after_directory(decoy).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::DirectoryTail, Kind::OtherEndRecord]);
    assert_eq!(archive.entries.len(), 2);
}

#[test]
fn entries_past_the_count_are_hidden_and_listed() {
    let built = app().patch_end(EndField::CountOnDisk, 1).patch_end(EndField::Count, 1).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::CountLow]);
    assert_eq!(archive.entries.iter().map(|entry| entry.hidden).collect::<Vec<_>>(), [false, true]);
    assert!(archive.find(b"classes.dex").is_none(), "the loader does not see it");
    let hidden = archive.read(&archive.entries[1], Role::Code, &Limits::default());
    assert_eq!(hidden.bytes.unwrap(), DEX);
}

#[test]
fn a_count_that_is_too_high_is_refused_by_the_platform() {
    let built = app().patch_end(EndField::CountOnDisk, 255).patch_end(EndField::Count, 255).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::CountHigh]);
    assert_eq!(archive.platform_accepts(), Accepts::No);
    assert_eq!(archive.entries.len(), 2);
}

#[test]
fn disk_numbers_are_ignored() {
    let built = app().patch_end(EndField::Disk, 1).build();
    assert_eq!(kinds(&open(&built)), [Kind::DiskNumber]);
    assert_eq!(open(&built).platform_accepts(), Accepts::Yes);
    let built = app().patch_end(EndField::CountOnDisk, 1).build();
    assert_eq!(kinds(&open(&built)), [Kind::CountOnDisk]);
}

#[test]
fn a_damaged_directory_record_does_not_hide_those_after_it() {
    let built = app().file("third", "x").patch_central(1, Field::Signature, 0).build();
    let archive = open(&built);
    let names: Vec<_> = archive.entries.iter().map(|entry| entry.display_name()).collect();
    assert_eq!(names, [MANIFEST, "third"]);
    assert!(kinds(&archive).contains(&Kind::DirectoryRecord));
    assert_eq!(archive.platform_accepts(), Accepts::No);

    let built = app().patch_central(1, Field::NameLength, 60_000).build();
    assert!(kinds(&open(&built)).contains(&Kind::DirectoryRecord));
    assert_eq!(open(&built).entries.len(), 1);
}

#[test]
fn a_directory_that_is_not_where_the_end_record_says_is_searched() {
    let built = app().patch_end(EndField::DirectoryOffset, 3).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::OffsetsShifted]);
    assert_eq!(bytes(&archive, MANIFEST, Role::Resource).unwrap(), XML);

    let built =
        app().patch_end(EndField::DirectoryOffset, 3).patch_end(EndField::DirectorySize, 0x7fff_ffff).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::DirectoryBounds, Kind::OffsetsShifted]);
    assert_eq!(archive.entries.len(), 2);
}

#[test]
fn zip64_in_a_small_archive_is_read_with_its_wide_values() {
    let built = app().file("a", "small").zip64().build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Zip64Needless]);
    assert_eq!(archive.entries[2].uncompressed_size, 5);
    assert_eq!(bytes(&archive, "a", Role::Resource).unwrap(), b"small");
    assert_eq!(archive.platform_accepts(), Accepts::Yes);

    // A sentinel without the field: the platform refuses, and nothing is allocated for 4 GiB.
    let built = app().patch_central(0, Field::UncompressedSize, u32::MAX).build();
    let archive = open(&built);
    assert!(kinds(&archive).contains(&Kind::Zip64Extra));
    assert_eq!(archive.platform_accepts(), Accepts::No);
    let content = read(&archive, MANIFEST, Role::Resource);
    assert_eq!(content.bytes.unwrap(), XML);
}

#[test]
fn zip64_sizes_near_the_end_of_the_number_range_do_not_overflow() {
    let huge = extra_field(1, &[u64::MAX.to_le_bytes(), (u64::MAX - 1).to_le_bytes(), [0; 8]].concat());
    let built = ZipBuilder::new()
        .stored("a", "x")
        .central_extra(huge)
        .patch_central(0, Field::UncompressedSize, u32::MAX)
        .patch_central(0, Field::CompressedSize, u32::MAX)
        .patch_central(0, Field::HeaderOffset, u32::MAX)
        .build();
    let archive = open(&built);
    assert!(kinds(&archive).contains(&Kind::DataBounds));
    assert!(read(&archive, "a", Role::Resource).bytes.unwrap().len() < built.len());
}

#[test]
fn a_zip64_end_record_that_disagrees_or_is_missing_is_odd() {
    let built = app().zip64_end().patch_end(EndField::Count, 7).build();
    assert!(kinds(&open(&built)).contains(&Kind::Zip64Conflict));
    let built = app().patch_end(EndField::CountOnDisk, 0xffff).patch_end(EndField::Count, 0xffff).build();
    let archive = open(&built);
    assert!(kinds(&archive).contains(&Kind::Zip64EndRecord));
    assert_eq!((archive.entries.len(), archive.platform_accepts()), (2, Accepts::No));
    let built = app().comment(vec![b'x'; 0xffff]).build();
    let archive = open(&built);
    assert_eq!(kinds(&archive), [Kind::Zip64EndRecord]);
    assert_eq!((archive.entries.len(), archive.platform_accepts()), (2, Accepts::Unknown));
}
