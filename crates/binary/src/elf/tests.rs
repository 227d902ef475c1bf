#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use cursor::{Limits, Parsed};
use testkit::elf::{ElfBuilder, Note};

use super::*;

mod damage;
mod oracle;

fn read(bytes: &[u8]) -> Parsed<Elf> {
    parse(bytes, &Limits::default()).unwrap()
}

/// The facts of a library that must be read without an issue.
fn facts(builder: &ElfBuilder) -> Elf {
    let parsed = read(&builder.build());
    assert_eq!(parsed.issues, []);
    parsed.value
}

fn note(name: &str, kind: u32, body: &[u8]) -> Note {
    Note { name: name.into(), kind, body: body.to_vec(), align: 4 }
}

fn property(features: u32) -> Note {
    let words = [0xc000_0000, 4, features, 0];
    let body: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    Note { align: 8, ..note("GNU", 5, &body) }
}

#[test]
fn a_sound_library_reads_whole() {
    for (builder, abi) in [(ElfBuilder::default(), "arm64-v8a"), (ElfBuilder::arm(), "armeabi-v7a")] {
        let elf = facts(&builder);
        assert_eq!(elf.abi(), Some(abi));
        assert!(elf.is_shared && elf.little_endian);
        assert_eq!(elf.soname.as_deref(), Some("libsample.so"));
        assert_eq!(elf.needed, ["libc.so"]);
        assert_eq!(elf.imports, ["__stack_chk_fail", "__memcpy_chk"]);
        assert_eq!((elf.exports_count, elf.exports), (1, vec!["JNI_OnLoad".to_owned()]));
        assert_eq!((elf.relro, elf.stack), (Relro::Full, Stack::NonExecutable));
        assert!(elf.has_canary && !elf.textrel && !elf.has_symtab && !elf.has_debug);
        assert_eq!(elf.comment, ["clang"]);
        assert_eq!(elf.text_size, 32);
    }
}

#[test]
fn the_machine_and_class_together_name_the_abi() {
    let abi = |machine, is_64| facts(&ElfBuilder { machine, is_64, ..Default::default() }).abi();
    assert_eq!(abi(62, true), Some("x86_64"));
    assert_eq!(abi(3, false), Some("x86"));
    assert_eq!(abi(183, false), None);
    assert_eq!(abi(8, false), None);
}

#[test]
fn a_program_is_not_a_library() {
    let fixed = facts(&ElfBuilder { e_type: 2, ..Default::default() });
    assert_eq!((fixed.e_type, fixed.is_shared), (2, false));
    let pie = facts(&ElfBuilder { dynamic: vec![(0x6fff_fffb, 0x0800_0000)], ..Default::default() });
    assert!(!pie.is_shared);
}

#[test]
fn relro_is_full_by_any_of_the_three_ways_to_bind_now() {
    let relro = |relro, dynamic| facts(&ElfBuilder { relro, dynamic, ..Default::default() }).relro;
    assert_eq!(relro(true, vec![]), Relro::Partial);
    assert_eq!(relro(true, vec![(24, 0)]), Relro::Full);
    assert_eq!(relro(true, vec![(30, 8)]), Relro::Full);
    assert_eq!(relro(true, vec![(0x6fff_fffb, 1)]), Relro::Full);
    assert_eq!(relro(true, vec![(30, 4)]), Relro::Partial);
    assert_eq!(relro(false, vec![(24, 0)]), Relro::None);
}

#[test]
fn slots_of_imported_functions_are_exposed_outside_of_relro() {
    // One Elf64_Rela among the constants, whose addresses are their offsets.
    let built = |slot: u64, lies: &[(u64, u64)]| {
        let mut rodata = b"SLOT".to_vec();
        rodata.resize(8, 0);
        rodata.extend([slot, 0, 0].into_iter().flat_map(u64::to_le_bytes));
        let plain = ElfBuilder { rodata, dynamic: vec![(23, 0), (2, 24), (20, 7)], ..Default::default() };
        let bytes = plain.build();
        let at = bytes.windows(4).position(|bytes| bytes == b"SLOT").unwrap() as u64 + 8;
        let mut dynamic = vec![(23, at), (2, 24), (20, 7)];
        dynamic.extend(lies);
        facts(&ElfBuilder { dynamic, ..plain })
    };
    let data = built(0, &[]).segments[2];
    assert!(built(0, &[]).exposed_slots);
    assert!(!built(data.vaddr, &[]).exposed_slots);
    assert!(built(data.vaddr + data.memory_size, &[]).exposed_slots);
    assert!(built(0, &[]).relocates);
    // A table that lies outside, or is longer than the file, decides nothing and stops nothing.
    assert!(!built(0, &[(23, 1 << 40)]).exposed_slots);
    assert!(built(0, &[(2, u64::MAX)]).exposed_slots);
    assert!(!facts(&ElfBuilder::default()).relocates);
}

#[test]
fn a_packed_program_tells_itself_by_its_mark() {
    let elf = |rodata: &[u8]| facts(&ElfBuilder { rodata: rodata.to_vec(), ..Default::default() });
    assert!(elf(b"UPX!\x0d\x1e").upx);
    assert!(!elf(b"UPX 4").upx);
}

#[test]
fn strings_of_debug_information_are_read_too() {
    let sections = vec![(".debug_str".into(), b"/home/ming/broker\0".to_vec())];
    let bytes = ElfBuilder { extra_sections: sections, ..Default::default() }.build();
    let elf = read(&bytes).value;
    assert!(elf.has_debug);
    assert!(elf.rodata(&bytes).any(|(_, text)| text == b"/home/ming/broker"));
}

#[test]
fn the_stack_header_may_be_missing_executable_or_not() {
    let stack = |stack| facts(&ElfBuilder { stack, ..Default::default() }).stack;
    assert_eq!(stack(None), Stack::NotDeclared);
    assert_eq!(stack(Some(7)), Stack::Executable);
    assert_eq!(stack(Some(6)), Stack::NonExecutable);
}

#[test]
fn text_relocations_are_declared_by_tag_or_by_flag() {
    let textrel = |dynamic| facts(&ElfBuilder { dynamic, ..Default::default() }).textrel;
    assert!(textrel(vec![(22, 0)]));
    assert!(textrel(vec![(30, 4)]));
    assert!(!textrel(vec![(30, 8)]));
}

#[test]
fn search_paths_are_split_at_colons() {
    let paths = ElfBuilder {
        rpath: Some("/data/local/tmp".into()),
        runpath: Some("$ORIGIN::/sdcard".into()),
        ..Default::default()
    };
    let elf = facts(&paths);
    assert_eq!(elf.rpath, ["/data/local/tmp"]);
    assert_eq!(elf.runpath, ["$ORIGIN", "/sdcard"]);
}

#[test]
fn segments_keep_flags_and_alignment() {
    let elf = facts(&ElfBuilder { code_flags: 7, align: 0x1000, ..Default::default() });
    let code = elf.segments[1];
    assert!(code.readable && code.writable && code.executable);
    assert_eq!(code.align, 0x1000);
    assert_eq!(code.vaddr, code.offset + 0x1000);
    assert!(!elf.segments[2].executable);
}

#[test]
fn imports_are_sorted_into_checked_checkable_and_unsafe() {
    let imports = ["strcpy", "memcpy", "__strlen_chk", "malloc", "system", "__open_2"];
    let elf = facts(&ElfBuilder { imports: imports.map(String::from).to_vec(), ..Default::default() });
    assert_eq!(elf.fortified, ["__open_2", "__strlen_chk"]);
    assert_eq!(elf.fortifiable, ["memcpy", "strcpy"]);
    assert_eq!(elf.unsafe_imports, ["strcpy", "system"]);
    assert!(!elf.has_canary);
}

#[test]
fn either_hash_table_gives_the_number_of_symbols() {
    for gnu_hash in [false, true] {
        for exports in [vec![], vec!["one".to_owned(), "two".to_owned(), "three".to_owned()]] {
            let builder = ElfBuilder { gnu_hash, exports: exports.clone(), ..Default::default() };
            let elf = facts(&ElfBuilder { sections: false, ..builder });
            assert_eq!(elf.exports, exports);
            assert_eq!(elf.imports.len(), 2);
        }
    }
}

#[test]
fn what_is_left_of_debugging_is_told_by_section() {
    let with = |name: &str| {
        facts(&ElfBuilder { extra_sections: vec![(name.into(), vec![1])], ..Default::default() })
    };
    assert!(with(".debug_info").has_debug);
    assert!(with(".zdebug_line").has_debug);
    assert!(with(".gnu_debugdata").has_gnu_debugdata);
    assert!(!with(".gnu_debuglink").has_debug);
    let symbols = ElfBuilder { symtab: vec!["__stack_chk_guard".into()], ..Default::default() };
    let elf = facts(&ElfBuilder { imports: vec![], ..symbols });
    assert!(elf.has_symtab && elf.has_canary);
}

#[test]
fn notes_give_build_id_api_level_and_ndk() {
    let mut ident = 24u32.to_le_bytes().to_vec();
    ident.extend(b"r26b");
    ident.resize(4 + 64, 0);
    ident.extend(b"10909125");
    ident.resize(4 + 128, 0);
    let notes = vec![note("GNU", 3, &[0x0a, 0xff]), note("Android", 1, &ident)];
    for builder in [ElfBuilder::default(), ElfBuilder::arm()] {
        let elf = facts(&ElfBuilder { notes: notes.clone(), ..builder });
        assert_eq!(elf.build_id.as_deref(), Some("0aff"));
        assert_eq!(elf.android_api, Some(24));
        assert_eq!(elf.ndk_version.as_deref(), Some("r26b"));
    }
}

#[test]
fn the_property_note_tells_branch_targets_and_signed_returns_apart() {
    let features = |features| {
        let elf = facts(&ElfBuilder { notes: vec![property(features)], ..Default::default() });
        (elf.bti, elf.pac)
    };
    assert_eq!(features(0), (false, false));
    assert_eq!(features(1), (true, false));
    assert_eq!(features(2), (false, true));
    assert_eq!(features(3), (true, true));
    // The same number means something else on x86.
    let x86 = facts(&ElfBuilder { machine: 62, notes: vec![property(3)], ..Default::default() });
    assert!(!x86.bti && !x86.pac);
}

#[test]
fn memory_tagging_is_asked_for_by_note_or_table() {
    let by_note = |level: u32| {
        let notes = vec![note("Android", 4, &level.to_le_bytes())];
        facts(&ElfBuilder { notes, ..Default::default() }).memtag
    };
    assert!(by_note(4 | 2));
    assert!(!by_note(4));
    assert!(facts(&ElfBuilder { dynamic: vec![(0x7000_000c, 1)], ..Default::default() }).memtag);
}

#[test]
fn control_flow_integrity_leaves_its_entry_point() {
    assert!(facts(&ElfBuilder { exports: vec!["__cfi_check".into()], ..Default::default() }).cfi);
}

#[test]
fn toolchains_without_canaries_are_told_by_name_section_note_or_string() {
    let plain = ElfBuilder::default();
    let exports = |name: &str| ElfBuilder { exports: vec![name.into()], ..plain.clone() };
    let sections = |name: &str| ElfBuilder { extra_sections: vec![(name.into(), vec![1])], ..plain.clone() };
    let rodata = |text: &[u8]| ElfBuilder { rodata: text.to_vec(), ..plain.clone() };
    let cases = [
        (exports("_kDartVmSnapshotInstructions"), Language::Dart, "symbol _kDartVmSnapshotInstructions"),
        (exports("runtime.goexit"), Language::Go, "symbol runtime.goexit"),
        (sections(".go.buildinfo"), Language::Go, "section .go.buildinfo"),
        (ElfBuilder { notes: vec![note("Go", 4, b"id")], ..plain.clone() }, Language::Go, "note Go"),
        (exports("rust_eh_personality"), Language::Rust, "symbol rust_eh_personality"),
        (rodata(b"\0/rustc/9fc6b431/library/core/src/fmt/mod.rs\0"), Language::Rust, "string /rustc/"),
        (exports("mono_aot_file_info"), Language::DotNetAot, "symbol mono_aot_file_info"),
        (sections("__managedcode"), Language::DotNetAot, "section __managedcode"),
        (exports("swift_retain"), Language::Swift, "symbol swift_retain"),
    ];
    for (builder, language, evidence) in cases {
        let elf = facts(&builder);
        assert_eq!((elf.language, elf.language_evidence.as_str()), (Some(language), evidence));
    }
    assert_eq!(facts(&plain).language, None);
}

#[test]
fn constants_are_given_as_strings_with_their_offsets() {
    let rodata = b"\x01abc\0abcd\0no end but long enough\x80short\x80\0";
    let bytes = ElfBuilder { rodata: rodata.to_vec(), ..Default::default() }.build();
    let elf = read(&bytes).value;
    let found: Vec<_> = elf.rodata(&bytes).collect();
    let texts: Vec<_> = found.iter().map(|(_, text)| *text).collect();
    assert!(texts.contains(&&b"abcd"[..]) && texts.contains(&&b"no end but long enough"[..]));
    assert!(!texts.contains(&&b"abc"[..]) && !texts.contains(&&b"short"[..]));
    for (offset, text) in found {
        assert_eq!(&bytes[offset as usize..][..text.len()], text);
    }
}

#[test]
fn constants_beside_the_code_are_read_where_no_segment_is_read_only() {
    let code = Segment {
        readable: true,
        writable: false,
        executable: true,
        align: 0x1000,
        vaddr: 0,
        offset: 0,
        file_size: 10,
        memory_size: 10,
    };
    let elf = Elf { segments: vec![code], ..Default::default() };
    let found: Vec<_> = elf.rodata(b"\0\0secret\0\0").collect();
    assert_eq!(found, [(2, &b"secret"[..])]);
}
