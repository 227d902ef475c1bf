//! Mach-O files that were made to hurt a reader, one trick a test.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use appraise_binary::macho::{
    self, LC_BUILD_VERSION, LC_DYLD_INFO_ONLY, LC_LOAD_DYLIB, LC_SEGMENT_64, LC_SYMTAB, MachO,
};
use cursor::{Limits, Parsed};
use testkit::macho as build;

fn sample() -> Vec<u8> {
    let mut app = build::executable()
        .imports(&["_strcpy", "_OBJC_CLASS_$_NSObject"])
        .exports(&["_main"])
        .cstrings(&["hello"])
        .selectors(&["init"]);
    app.classes = vec![("A".into(), "NSObject".into())];
    app.rpaths = vec!["/tmp".into()];
    app.build()
}

fn read(data: &[u8]) -> Parsed<MachO<'_>> {
    macho::parse(data, &Limits::default()).unwrap()
}

fn patch(at: usize, number: u32) -> Vec<u8> {
    let mut data = sample();
    data[at..at + 4].copy_from_slice(&number.to_le_bytes());
    data
}

fn in_command(cmd: u32, at: usize, number: u32) -> Vec<u8> {
    patch(build::find_command(&sample(), cmd) + at, number)
}

fn complaints(parsed: &Parsed<MachO<'_>>) -> String {
    parsed.issues.iter().map(|issue| format!("{issue}\n")).collect()
}

/// Looks at everything that is read late.
fn walk(macho: &MachO<'_>) -> usize {
    let strings: usize = macho.strings().map(|string| string.bytes.len()).sum();
    let lists = macho.selectors().count() + macho.class_names().count() + macho.utf16_strings().len();
    let bytes: usize = macho.sections().take(100).map(|section| macho.section_data(section).len()).sum();
    strings + lists + bytes + macho.code_signature().map_or(0, <[u8]>::len)
}

#[test]
fn ncmds_of_2_to_the_31_reads_the_commands_that_are_there() {
    let data = patch(16, 1 << 31);
    let parsed = read(&data);
    assert_eq!(parsed.value.commands.len(), read(&sample()).value.commands.len());
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
}

#[test]
fn a_command_smaller_than_its_header_ends_the_walk_and_keeps_the_rest() {
    for size in [0, 7] {
        let data = in_command(LC_BUILD_VERSION, 4, size);
        let parsed = read(&data);
        assert!(complaints(&parsed).contains("at least 8 are needed"));
        assert_eq!(parsed.value.imports, ["_OBJC_CLASS_$_NSObject", "_strcpy"]);
        assert_eq!(parsed.value.build_version, None);
    }
}

#[test]
fn a_command_beyond_the_stated_size_is_not_read() {
    for size in [u32::MAX, 1 << 20] {
        assert!(!read(&in_command(LC_BUILD_VERSION, 4, size)).issues.is_empty());
    }
    let data = patch(20, u32::MAX);
    assert!(complaints(&read(&data)).contains("load command size"));
    let data = patch(20, 8);
    assert!(complaints(&read(&data)).contains("load command"));
}

#[test]
fn a_command_too_small_for_its_structure_is_an_issue() {
    let mut app = build::executable();
    app.raw_commands =
        vec![build::command(0x1b, &[]), build::command(0x1d, &[1]), build::command(0x7777, &[1, 2])];
    let data = app.build();
    let parsed = read(&data);
    assert_eq!(parsed.issues.len(), 2, "{}", complaints(&parsed));
    assert_eq!(parsed.value.commands.last().unwrap().cmd, 0x7777);
}

#[test]
fn four_billion_slices_are_bounded_by_the_file() {
    let mut fat = build::fat(&[(build::ARM64, 0, sample())]);
    fat[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    let slices = macho::slices(&fat, &Limits::default()).unwrap();
    assert_eq!(slices.value.len(), 1);
    assert!(slices.issues.iter().any(|issue| issue.is_limit()));
    let tiny = [0xca, 0xfe, 0xba, 0xbe, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    let slices = macho::slices(&tiny, &Limits::default()).unwrap();
    assert!(slices.value.is_empty() && !slices.issues.is_empty());
}

#[test]
fn a_slice_that_is_the_file_itself_is_left_out() {
    let mut fat = build::fat(&[(build::ARM64, 0, sample()), (build::X86_64, 3, sample())]);
    fat[28 + 8..28 + 12].copy_from_slice(&0u32.to_be_bytes());
    let slices = macho::slices(&fat, &Limits::default()).unwrap();
    assert_eq!((slices.value.len(), slices.issues.len()), (1, 1));
    assert!(slices.issues[0].to_string().contains("inside the fat header"));
}

#[test]
fn a_fat_file_inside_a_fat_file_is_left_out() {
    let inner = build::fat(&[(build::ARM64, 0, sample())]);
    let fat = build::fat(&[(build::ARM64, 0, sample()), (build::X86_64, 3, inner)]);
    let slices = macho::slices(&fat, &Limits::default()).unwrap();
    assert_eq!(slices.value.len(), 1);
    assert!(slices.issues[0].to_string().contains("no Mach-O file"));
}

#[test]
fn overlapping_and_double_slices_are_issues() {
    let mut fat = build::fat(&[(build::ARM64, 0, sample()), (build::X86_64, 3, sample())]);
    let first: [u8; 4] = fat[16..20].try_into().unwrap();
    fat[36..40].copy_from_slice(&first);
    let slices = macho::slices(&fat, &Limits::default()).unwrap();
    assert!(slices.issues.iter().any(|issue| issue.to_string().contains("overlaps")));
    let twice = build::fat(&[(build::ARM64, 0, sample()), (build::ARM64, 0x8000_0000, sample())]);
    let slices = macho::slices(&twice, &Limits::default()).unwrap();
    assert!(slices.issues.iter().any(|issue| issue.to_string().contains("same processor")));
}

#[test]
fn a_java_class_file_is_no_fat_file() {
    let class = [&[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52][..], &[0; 4_000]].concat();
    assert!(macho::slices(&class, &Limits::default()).is_err());
}

#[test]
fn counts_and_offsets_beyond_the_slice_are_issues() {
    let symbols = LC_SYMTAB;
    for (cmd, at) in [
        (LC_SEGMENT_64, 64),
        (LC_SEGMENT_64, 40),
        (LC_SEGMENT_64, 72 + 48),
        (LC_SEGMENT_64, 72 + 40),
        (symbols, 8),
        (symbols, 12),
        (symbols, 16),
        (symbols, 20),
        (LC_DYLD_INFO_ONLY, 16),
        (LC_DYLD_INFO_ONLY, 20),
        (LC_DYLD_INFO_ONLY, 40),
        (LC_DYLD_INFO_ONLY, 44),
        (LC_LOAD_DYLIB, 8),
    ] {
        for number in [u32::MAX, 1 << 31] {
            let data = in_command(cmd, at, number);
            let parsed = read(&data);
            walk(&parsed.value);
            assert!(!parsed.issues.is_empty(), "command {cmd:#x}, field {at}, {number:#x}");
        }
    }
}

#[test]
fn many_symbols_that_share_one_long_name_are_cut_off() {
    let name = "a".repeat(60_000);
    let mut app = build::executable().binding(build::Binding::Symbols);
    app.imports = vec![name];
    app.imports.extend((0..2_000).map(|_| String::new()));
    let mut data = app.build();
    let symbols =
        read(&data).value.commands.iter().find(|command| command.cmd == LC_SYMTAB).unwrap().offset as usize;
    let table = u32::from_le_bytes(data[symbols + 8..symbols + 12].try_into().unwrap()) as usize;
    for index in 0..2_001usize {
        // Every name begins one byte further into the same string.
        let at = table + 16 * index;
        data[at..at + 4].copy_from_slice(&(1 + index as u32).to_le_bytes());
    }
    let parsed = read(&data);
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()), "{}", complaints(&parsed));
}

#[test]
fn sections_that_share_their_bytes_are_listed_once() {
    let mut app = build::executable();
    let text = [b"x\0".repeat(100_000)].concat();
    app.sections = vec![("__TEXT".into(), "__a".into(), 2, text)];
    let mut data = app.build();
    let count = 200u32;
    let segment = build::find_command(&data, LC_SEGMENT_64);
    let first: Vec<u8> = data[segment + 72 + 80..segment + 72 + 160].to_vec();
    let header = data[segment..segment + 72].to_vec();
    let mut command = [header, first.repeat(count as usize)].concat();
    command[4..8].copy_from_slice(&(72 + 80 * count).to_le_bytes());
    command[64..68].copy_from_slice(&count.to_le_bytes());
    let size = command.len();
    data[16..20].copy_from_slice(&1u32.to_le_bytes());
    data[20..24].copy_from_slice(&(size as u32).to_le_bytes());
    data[32..32 + size].copy_from_slice(&command);
    let parsed = read(&data);
    assert_eq!(parsed.value.sections().count(), count as usize);
    assert!(parsed.value.strings().count() <= 100_001);
}

#[test]
fn commands_that_must_be_single_are_issues_when_there_are_two() {
    let mut app = build::executable();
    app.raw_commands = vec![build::command(0x1b, &[1, 2, 3, 4])];
    let data = app.build();
    assert!(complaints(&read(&data)).contains("a second 0x1b"));
}

#[test]
fn every_truncation_and_flip_is_survived() {
    let mut chained =
        build::executable().binding(build::Binding::Chained).imports(&["_OBJC_CLASS_$_NSObject"]);
    chained.classes = vec![("A".into(), "NSObject".into())];
    chained.signature = Some(build::Signature::default());
    for sound in [sample(), chained.build()] {
        // Every byte of the commands and of the tables behind the sections; the padding between them says nothing.
        let ends = (0..1_500).chain((1_500..sound.len()).step_by(7)).filter(|end| *end < sound.len());
        for end in ends {
            if let Ok(parsed) = macho::parse(&sound[..end], &Limits::default()) {
                walk(&parsed.value);
            }
        }
        let places: Vec<usize> = (0..sound.len()).filter(|at| sound[*at] != 0 || *at < 1_500).collect();
        let mut state = 0x2545_f491_4f6c_dd1du64;
        for _ in 0..10_000 {
            let mut data = sound.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                data[places[(state >> 33) as usize % places.len()]] = (state >> 20) as u8;
            }
            if let Ok(parsed) = macho::parse(&data, &Limits::default()) {
                walk(&parsed.value);
            }
        }
    }
}

#[test]
fn damage_in_one_slice_leaves_the_other_whole() {
    let fat =
        build::fat(&[(build::ARM64, 0, in_command(LC_BUILD_VERSION, 4, 0)), (build::X86_64, 3, sample())]);
    let slices = macho::slices(&fat, &Limits::default()).unwrap().value;
    let issues: Vec<usize> = slices.iter().map(|slice| read(slice.data).issues.len()).collect();
    assert!(issues[0] > 0 && issues[1] == 0);
}
