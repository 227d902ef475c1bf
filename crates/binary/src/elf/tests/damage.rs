use cursor::ErrorKind;

use super::*;

/// Reads, and walks what is read lazily.
fn survive(bytes: &[u8]) {
    if let Ok(parsed) = parse(bytes, &Limits::default()) {
        let walked: usize = parsed.value.rodata(bytes).map(|(_, text)| text.len()).sum();
        assert!(walked <= bytes.len());
        assert!(parsed.value.imports.len() <= bytes.len());
        assert!(parsed.issues.len() < 10_000);
        // A panic that was caught is still a fault.
        assert!(parsed.issues.iter().all(|issue| issue.what != "ELF file"));
    }
}

#[test]
fn other_files_are_not_elf() {
    for bytes in [&b""[..], b"\x7fEL", b"PK\x03\x04 and more of an archive", &[0; 64]] {
        let error = parse(bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotThisFormat);
    }
    let mut class = ElfBuilder::default().build();
    class[4] = 3;
    let error = parse(&class, &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "ELF class at 0x4: 3, not 1 or 2");
}

#[test]
fn wiped_section_headers_take_nothing_the_linker_reads() {
    let whole = facts(&ElfBuilder::default());
    let none = facts(&ElfBuilder { sections: false, ..Default::default() });
    assert!(whole.has_sections && !none.has_sections);
    // What only the headers name is still there, only unnamed.
    let unloaded_size = whole.unloaded_size;
    assert!(none.unloaded_size < unloaded_size);
    let without_sections = Elf { has_sections: false, comment: vec![], ..whole };
    assert_eq!(Elf { unloaded_size, ..none }, without_sections);

    let outside = ElfBuilder { e_shoff: Some(1 << 40), ..Default::default() }.build();
    let parsed = read(&outside);
    assert_eq!(parsed.value, without_sections);
    assert_eq!(parsed.issues[0].what, "section headers");

    let mut zeroed = ElfBuilder::default().build();
    let at = u64::from_le_bytes(zeroed[40..48].try_into().unwrap()) as usize;
    zeroed[at..].fill(0);
    assert_eq!(read(&zeroed).value, without_sections);
}

#[test]
fn section_headers_that_lie_do_not_move_the_dynamic_table() {
    let mut bytes = ElfBuilder::default().build();
    let at = u64::from_le_bytes(bytes[40..48].try_into().unwrap()) as usize;
    bytes[at + 64..].fill(0xff);
    let parsed = read(&bytes);
    assert_eq!(parsed.value.needed, ["libc.so"]);
    assert_eq!(parsed.value.imports.len(), 2);
}

#[test]
fn the_dynamic_table_is_found_by_address_and_a_lying_offset_is_told() {
    let parsed = read(&ElfBuilder { dynamic_offset: Some(0), ..Default::default() }.build());
    assert_eq!(parsed.value.needed, ["libc.so"]);
    assert_eq!(parsed.value.relro, Relro::Full);
    assert_eq!(parsed.issues[0].what, "dynamic table");
}

#[test]
fn strings_outside_the_file_leave_the_flags() {
    let lies = vec![(5, u64::MAX - 3)];
    let parsed = read(&ElfBuilder { lies, runpath: Some("/tmp".into()), ..Default::default() }.build());
    assert_eq!(parsed.value.relro, Relro::Full);
    assert!(parsed.value.runpath.is_empty());
    assert!(parsed.issues.iter().any(|issue| issue.what == "DT_RUNPATH"));
}

#[test]
fn counts_of_four_thousand_million_cost_nothing() {
    for builder in [ElfBuilder::default(), ElfBuilder::arm()] {
        let lie = u32::MAX;
        let hash = ElfBuilder { gnu_hash: false, hash_count: Some(lie), ..builder.clone() };
        let parsed = read(&hash.build());
        assert_eq!(parsed.value.imports[0], "__stack_chk_fail");
        assert!(parsed.issues.iter().any(|issue| issue.what == "dynamic symbols"));
        for broken in [
            ElfBuilder { hash_count: Some(lie), ..builder.clone() },
            ElfBuilder { lies: vec![(10, u64::from(lie))], ..builder.clone() },
            ElfBuilder { e_phnum: Some(u16::MAX), ..builder.clone() },
            ElfBuilder { e_shnum: Some(u16::MAX), ..builder.clone() },
            ElfBuilder { e_phoff: Some(u64::MAX), ..builder.clone() },
            ElfBuilder { file_size: Some(u64::MAX), ..builder.clone() },
            ElfBuilder { dynamic: vec![(7, 0), (8, u64::from(lie)), (9, 24)], ..builder.clone() },
            ElfBuilder { notes: vec![note("GNU", 3, &[])], align: u64::MAX >> 1, ..builder.clone() },
        ] {
            survive(&broken.build());
        }
        let mut sized = builder.build();
        let at = sized.windows(12).position(|w| w == b"\x04\0\0\0\x14\0\0\0\x03\0\0\0").unwrap();
        sized[at..at + 8].fill(0xff);
        let parsed = read(&sized);
        assert_eq!(parsed.value.build_id, None);
        assert_eq!(parsed.issues[0].what, "note");
    }
}

#[test]
fn one_long_name_given_by_every_symbol_is_cut_off() {
    let mut bytes = ElfBuilder {
        imports: vec!["a".repeat(4000); 1],
        exports: (0..5000).map(|index| format!("e{index}")).collect(),
        ..Default::default()
    }
    .build();
    let symbols = bytes.windows(24).position(|w| w[4] == 0x12 && w[6..8] == [0, 0]).unwrap();
    let name: [u8; 4] = bytes[symbols..symbols + 4].try_into().unwrap();
    for symbol in bytes[symbols..symbols + 5000 * 24].chunks_mut(24) {
        symbol[..4].copy_from_slice(&name);
    }
    let parsed = read(&bytes);
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    assert!(parsed.value.exports_count < 100);
}

#[test]
fn a_table_limit_is_told() {
    let limits = Limits { table_items: 2, ..Default::default() };
    let parsed = parse(&ElfBuilder::default().build(), &limits).unwrap();
    assert_eq!(parsed.value.imports.len(), 1);
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
}

#[test]
fn every_prefix_is_survived() {
    for builder in [ElfBuilder::default(), ElfBuilder::arm()] {
        let bytes = ElfBuilder { symtab: vec!["main".into()], ..builder }.build();
        (0..bytes.len()).for_each(|end| survive(&bytes[..end]));
    }
}

#[test]
fn ten_thousand_flips_are_survived() {
    let seeds = [
        ElfBuilder { symtab: vec!["main".into()], ..Default::default() }.build(),
        ElfBuilder { gnu_hash: false, ..ElfBuilder::arm() }.build(),
    ];
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..10_000 {
        let mut bytes = seeds[round % 2].clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            bytes[at] = [0, 0xff, 0x7f, 0x80, bytes[at] ^ 1 << (round % 8)][random(5)];
        }
        survive(&bytes);
    }
}
