//! Mach-O facts of well-formed files, against what was built and what goblin and object read.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::{collections::BTreeSet, fs::File, io::Read};

use appraise_binary::macho::{self, BuildVersion, Class, Encryption, ImportSource, MachO, Version};
use cursor::Limits;
use object::{Object, ObjectSymbol};
use testkit::macho::{self as build, Binding};

fn read(data: &[u8]) -> MachO<'_> {
    let parsed = macho::parse(data, &Limits::default()).unwrap();
    assert!(parsed.issues.is_empty(), "{:?}", parsed.issues);
    parsed.value
}

/// Distinct names, sorted.
fn names(found: impl Iterator<Item = Vec<u8>>) -> Vec<String> {
    let names: BTreeSet<String> = found.map(|name| String::from_utf8(name).unwrap()).collect();
    names.into_iter().collect()
}

fn full(binding: Binding) -> Vec<u8> {
    let mut app = build::executable()
        .binding(binding)
        .imports(&["_strcpy", "___stack_chk_fail", "_strcpy", "_OBJC_CLASS_$_NSObject"])
        .exports(&["_main", "_make"])
        .cstrings(&["hello", "https://example.com/"])
        .selectors(&["viewDidLoad", "init"])
        .load("@rpath/A.framework/A")
        .load_weak("/System/Library/Frameworks/SwiftUI.framework/SwiftUI");
    app.rpaths = vec!["@executable_path/Frameworks".into(), "/usr/lib/swift".into()];
    app.locals = vec!["_helper".into()];
    app.stabs =
        vec![(0x64, "/Users/dev/app/main.m".into()), (0x24, "_main".into()), (0x3c, "radr://5614542".into())];
    app.ustrings = vec!["臺灣".into(), "x".into()];
    app.classes = vec![("Base".into(), "NSObject".into()), ("Derived".into(), "Base".into())];
    app.cryptid = Some(0);
    app.signature = Some(build::Signature::default());
    app.build()
}

#[test]
fn everything_that_was_built_is_read() {
    for binding in [Binding::Opcodes, Binding::Chained] {
        let data = full(binding);
        let macho = read(&data);
        assert!(macho.is_64 && macho.little_endian && macho.has_entry);
        assert_eq!((macho.cpu_type, macho.file_type), (macho::CPU_TYPE_ARM64, macho::MH_EXECUTE));
        assert_ne!(macho.flags & macho::MH_PIE, 0);
        assert_eq!(macho.uuid, Some(*b"appraise testkit"));
        let ios = BuildVersion { platform: 2, minos: Version(0xe_0000), sdk: Version(0x11_0200) };
        assert_eq!(macho.build_version, Some(ios));
        assert_eq!((ios.minos.to_string(), ios.sdk.to_string()), ("14.0".into(), "17.2".into()));
        assert_eq!(macho.imports, ["_OBJC_CLASS_$_NSObject", "___stack_chk_fail", "_strcpy"]);
        assert!(macho.imports_symbol("_strcpy") && !macho.imports_symbol("_strcp"));
        assert_eq!(macho.exports, ["_main", "_make"]);
        assert_eq!((macho.local_symbols, macho.stabs), (1, 2));
        assert_eq!(macho.source_files, ["/Users/dev/app/main.m"]);
        assert_eq!(macho.rpaths, ["@executable_path/Frameworks", "/usr/lib/swift"]);
        let dylibs: Vec<_> =
            macho.dylibs.iter().map(|dylib| (dylib.name.as_str(), dylib.is_weak())).collect();
        assert_eq!(dylibs[1], ("@rpath/A.framework/A", false));
        assert_eq!(dylibs[2], ("/System/Library/Frameworks/SwiftUI.framework/SwiftUI", true));
        assert!(matches!(macho.encryption, Some(Encryption { cryptid: 0, .. })) && !macho.is_encrypted());
        assert_eq!(macho.chained_fixups, binding == Binding::Chained);
        assert_eq!(&macho.code_signature().unwrap()[..4], [0xfa, 0xde, 0x0c, 0xc0]);
        assert!(macho.has_objc() && !macho.has_swift());
    }
}

#[test]
fn strings_come_with_their_section_and_place() {
    let data = full(Binding::Opcodes);
    let macho = read(&data);
    for string in macho.strings() {
        let at = string.offset as usize;
        assert_eq!(&data[at..at + string.bytes.len()], string.bytes);
    }
    let of =
        |name| macho.strings_of(name).map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect::<Vec<_>>();
    assert_eq!(of("__cstring"), ["hello", "https://example.com/"]);
    assert_eq!(of("__objc_methname"), ["viewDidLoad", "init"]);
    assert_eq!(macho.class_names().count(), 2);
    let wide: Vec<String> = macho.utf16_strings().into_iter().map(|(_, text)| text).collect();
    assert_eq!(wide, ["臺灣", "x"]);
}

#[test]
fn classes_name_their_superclass_in_this_image_or_another() {
    for binding in [Binding::Opcodes, Binding::Chained] {
        let data = full(binding);
        let class =
            |name: &str, superclass: &str| Class { name: name.into(), superclass: Some(superclass.into()) };
        assert_eq!(read(&data).classes, [class("Base", "NSObject"), class("Derived", "Base")], "{binding:?}");
    }
}

#[test]
fn facts_agree_with_goblin_and_object() {
    for binding in [Binding::Symbols, Binding::Opcodes, Binding::Chained] {
        let mut data = full(binding);
        if binding == Binding::Symbols {
            let mut plain =
                build::dylib("@rpath/B.dylib").binding(binding).imports(&["_a", "_b"]).exports(&["_c"]);
            plain.locals = vec!["_d".into()];
            data = plain.build();
        }
        let macho = read(&data);
        let goblin = goblin::mach::MachO::parse(&data, 0).unwrap();
        assert_eq!(macho.commands.len(), goblin.load_commands.len());
        for (ours, theirs) in macho.commands.iter().zip(&goblin.load_commands) {
            assert_eq!((ours.cmd, ours.offset), (theirs.command.cmd(), theirs.offset as u64));
        }
        let dylibs: Vec<&str> = macho.dylibs.iter().map(|dylib| dylib.name.as_str()).collect();
        assert_eq!(dylibs, goblin.libs[1..]);
        assert_eq!(macho.rpaths, goblin.rpaths);
        assert_eq!(macho.id_dylib.as_ref().map(|dylib| dylib.name.as_str()), goblin.name);
        let sections: Vec<_> =
            goblin.segments.iter().flat_map(|segment| segment.sections().unwrap()).collect();
        assert_eq!(macho.sections().count(), sections.len());
        for (ours, (theirs, bytes)) in macho.sections().zip(&sections) {
            assert_eq!(ours.name, theirs.name().unwrap());
            assert_eq!(macho.section_data(ours), *bytes);
        }
        let object = object::File::parse(&*data).unwrap();
        assert_eq!(object.mach_uuid().unwrap(), macho.uuid);
        let undefined: BTreeSet<&str> = object
            .symbols()
            .filter(|symbol| symbol.is_undefined())
            .map(|symbol| symbol.name().unwrap())
            .collect();
        assert_eq!(macho.imports, Vec::from_iter(undefined));
        let exports = object.exports().unwrap();
        assert_eq!(
            macho.exports,
            names(exports.map(|export| export.unwrap().name().name().unwrap().to_owned()))
        );
    }
}

#[test]
fn imports_come_from_the_table_that_the_loader_uses() {
    for (binding, source) in [
        (Binding::Symbols, ImportSource::SymbolTable),
        (Binding::Opcodes, ImportSource::BindOpcodes),
        (Binding::Chained, ImportSource::ChainedFixups),
    ] {
        let data = build::executable().binding(binding).imports(&["_x"]).build();
        assert_eq!((read(&data).import_source, read(&data).imports), (source, vec!["_x".to_owned()]));
    }
}

#[test]
fn a_32_bit_slice_is_read_with_32_bit_structures() {
    let mut old = build::executable().imports(&["_gets"]).cstrings(&["old"]);
    old.cpu_type = build::ARM;
    old.cryptid = Some(1);
    let data = old.build();
    let macho = read(&data);
    assert!(!macho.is_64 && macho.is_encrypted());
    assert_eq!(macho.imports, ["_gets"]);
    assert_eq!(macho.strings().map(|string| string.bytes).collect::<Vec<_>>(), [b"old"]);
}

#[test]
fn fat_files_give_their_slices_and_thin_ones_themselves() {
    let (device, simulator) = (build::executable().build(), build::executable().imports(&["_a"]).build());
    let fat = build::fat(&[(build::ARM64, 0, device.clone()), (build::X86_64, 3, simulator.clone())]);
    let slices = macho::slices(&fat, &Limits::default()).unwrap();
    assert!(slices.issues.is_empty());
    let found: Vec<_> = slices.value.iter().map(|slice| (slice.cpu_type, slice.data)).collect();
    assert_eq!(found, [(build::ARM64, &device[..]), (build::X86_64, &simulator[..])]);
    assert_eq!(&fat[slices.value[1].offset as usize..][..simulator.len()], simulator);
    let thin = macho::slices(&device, &Limits::default()).unwrap().value;
    assert_eq!((thin.len(), thin[0].cpu_type, thin[0].offset), (1, build::ARM64, 0));
}

#[test]
fn a_version_is_written_as_apple_writes_it() {
    assert_eq!(Version(0x000c_0402).to_string(), "12.4.2");
    assert_eq!(Version(0x0011_0000).to_string(), "17.0");
}

/// Every Mach-O slice of a sample app, all made by clang and lld.
fn sample_app(name: &str) -> Vec<(String, Vec<u8>)> {
    let path = format!("{}/../../fixtures/apps/{name}.ipa", env!("CARGO_MANIFEST_DIR"));
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut data = Vec::new();
        entry.read_to_end(&mut data).unwrap();
        let path = entry.name().unwrap().to_string();
        for slice in macho::slices(&data, &Limits::default()).map_or(Vec::new(), |parsed| parsed.value) {
            found.push((path.clone(), slice.data.to_vec()));
        }
    }
    found
}

#[test]
fn linked_files_of_the_sample_apps_agree_with_object() {
    for (app, source) in
        [("broker-hardened", ImportSource::ChainedFixups), ("broker-leaky", ImportSource::BindOpcodes)]
    {
        let files = sample_app(app);
        assert!(files.len() >= 3);
        for (path, data) in &files {
            let macho = read(data);
            let object = object::File::parse(&**data).unwrap();
            assert_eq!(macho.import_source, source, "{path}");
            assert_eq!(
                macho.imports,
                names(
                    object.imports().unwrap().map(|import| import.unwrap().name().name().unwrap().to_owned())
                ),
                "{path}"
            );
            assert_eq!(
                macho.exports,
                names(
                    object.exports().unwrap().map(|export| export.unwrap().name().name().unwrap().to_owned())
                ),
                "{path}"
            );
            assert_eq!(macho.sections().count(), object.sections().count(), "{path}");
            let listed = macho.section("__objc_classlist").map_or(0, |section| section.size / 8);
            assert_eq!(macho.classes.len() as u64, listed, "{path}");
            assert!(macho.classes.iter().all(|class| class.superclass.is_some()), "{path}");
        }
    }
}

/// What `fixtures/parsers/arm64/build.sh` built; what is expected is what `llvm-objdump --objc-meta-data` says.
#[test]
fn methods_protocols_and_constants_of_debug_and_release_builds_are_read() {
    for name in ["plain", "chained"] {
        let path = format!("{}/../../fixtures/parsers/arm64/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut data = Vec::new();
        File::open(path).unwrap().read_to_end(&mut data).unwrap();
        let macho = read(&data);
        let objc = macho.objc(&Limits::default());
        assert!(objc.issues.is_empty());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let bodies: Vec<_> = objc
            .bodies
            .iter()
            .map(|body| (body.class.as_str(), body.category.map(text), body.methods.len()))
            .collect();
        assert_eq!(bodies, [("Sealer", None, 7), ("NSString", Some("Sample".to_owned()), 1)], "{name}");
        assert_eq!(objc.bodies[0].protocols, [b"BKSealing"], "{name}");
        let starts = macho.function_starts(&Limits::default());
        let code = macho.section("__text").unwrap();
        for method in objc.bodies.iter().flat_map(|body| &body.methods) {
            assert!(code.contains(method.imp) && starts.binary_search(&method.imp).is_ok(), "{name}");
        }
        let class: Vec<_> = objc.bodies[0].methods.iter().filter(|method| method.is_class).collect();
        assert_eq!(
            class.iter().map(|method| text(method.selector)).collect::<Vec<_>>(),
            ["shared"],
            "{name}"
        );
        let memory = macho.memory();
        let section = macho.section("__cfstring").unwrap();
        let texts: BTreeSet<String> =
            (0..section.size / 32).filter_map(|at| memory.cfstring(section.address + 32 * at)).collect();
        assert!(texts.contains("密碼") && texts.contains("constant"), "{name}: {texts:?}");
        // Stubs, by the indirect symbol table.
        let stubs = macho.sections().find(|section| section.flags & 0xff == 8).unwrap();
        let imports: Vec<_> = (0..stubs.size / u64::from(stubs.reserved[1]))
            .filter_map(|at| memory.stub_import(stubs.address + at * u64::from(stubs.reserved[1])))
            .map(text)
            .collect();
        assert!(imports.contains(&"_CCCrypt".to_owned()), "{name}: {imports:?}");
        assert!(imports.iter().all(|import| macho.imports_symbol(import)), "{name}");
    }
}
