use std::io::Read;

use goblin::elf::Elf as Goblin;
use object::{Object, ObjectSymbol};

use super::*;

/// What goblin's own whole-file reader and object say of a sound file must be what we say.
fn agree(bytes: &[u8]) {
    let ours = read(bytes).value;
    let goblin = Goblin::parse(bytes).unwrap();
    assert_eq!(ours.is_64, goblin.is_64);
    assert_eq!(ours.machine, goblin.header.e_machine);
    assert_eq!(ours.is_shared, goblin.is_lib);
    assert_eq!(ours.soname.as_deref(), goblin.soname);
    assert_eq!(ours.needed, goblin.libraries);
    assert_eq!(ours.runpath.join(":"), goblin.runpaths.join(":"));
    let names = |undefined: bool| -> Vec<&str> {
        let symbols = goblin.dynsyms.iter().skip(1);
        let symbols = symbols.filter(|symbol| (symbol.st_shndx == 0) == undefined && symbol.st_bind() != 0);
        symbols.filter_map(|symbol| goblin.dynstrtab.get_at(symbol.st_name)).collect()
    };
    assert_eq!(ours.imports, names(true));
    assert_eq!(ours.exports, names(false));
    assert_eq!(ours.has_symtab, !goblin.syms.is_empty());

    let object = object::File::parse(bytes).unwrap();
    assert_eq!(ours.is_64, object.is_64());
    let undefined = object.dynamic_symbols().filter(|symbol| symbol.is_undefined());
    let undefined: Vec<_> = undefined.map(|symbol| symbol.name().unwrap().to_owned()).collect();
    assert_eq!(ours.imports, undefined);
    assert_eq!(ours.has_debug, object.has_debug_symbols());
    let build_id = object.build_id().unwrap();
    let build_id = build_id.map(|id| id.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    assert_eq!(ours.build_id, build_id);
}

#[test]
fn goblin_and_object_read_the_built_libraries_alike() {
    for plain in [ElfBuilder::default(), ElfBuilder::arm()] {
        for gnu_hash in [true, false] {
            let runpath = Some("$ORIGIN".to_owned());
            agree(&ElfBuilder { gnu_hash, runpath, ..plain.clone() }.build());
            agree(&ElfBuilder { gnu_hash, symtab: vec!["main".into()], ..plain.clone() }.build());
        }
    }
}

/// A library of the sample app, as a compiler and a linker made it.
fn sample(flavour: &str, abi: &str) -> Vec<u8> {
    let apps = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/apps");
    let file = std::fs::File::open(format!("{apps}/broker-{flavour}.apk")).unwrap();
    let mut apk = zip::ZipArchive::new(file).unwrap();
    let mut bytes = Vec::new();
    apk.by_name(&format!("lib/{abi}/libquotes.so")).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_leaky_sample_lacks_what_it_was_built_without() {
    for abi in ["arm64-v8a", "armeabi-v7a"] {
        let bytes = sample("leaky", abi);
        agree(&bytes);
        let parsed = read(&bytes);
        assert_eq!(parsed.issues, []);
        let elf = parsed.value;
        assert_eq!(elf.abi(), Some(abi));
        assert_eq!((elf.relro, elf.stack), (Relro::None, Stack::Executable));
        assert!(!elf.has_canary && elf.has_symtab && elf.has_debug);
        assert_eq!(elf.runpath, ["/data/local/tmp"]);
        assert_eq!(elf.unsafe_imports, ["sprintf", "strcpy", "system"]);
        assert!(elf.fortified.is_empty());
        assert!(elf.segments.iter().all(|segment| segment.align == 0x1000));
        assert!(!elf.bti && !elf.pac);
        assert_eq!(elf.language, None);
    }
}

#[test]
fn the_hardened_sample_has_what_it_was_built_with() {
    let bytes = sample("hardened", "arm64-v8a");
    agree(&bytes);
    let parsed = read(&bytes);
    assert_eq!(parsed.issues, []);
    let elf = parsed.value;
    assert_eq!((elf.relro, elf.stack), (Relro::Full, Stack::NonExecutable));
    assert!(elf.has_canary && !elf.has_symtab && !elf.has_debug);
    assert!(elf.runpath.is_empty() && !elf.textrel);
    assert!(elf.segments.iter().all(|segment| segment.align == 0x4000));
    assert!(elf.bti && elf.pac);
    assert!(elf.build_id.is_some());
}
