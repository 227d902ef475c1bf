//! The whole crate over whole files: what a well-formed DEX says, and that no damaged one stops the walk.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use std::time::{Duration, Instant};

use cursor::Limits;
use dex::{Dex, EncodedValue, HandleTarget, MethodHandleIdx, Opcode, access};
use testkit::dex::{DexBuilder, Value, insn};

const CIPHER: &str = "Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;";

/// Assembled from `calls.smali` beside it: `smali a --api 30 calls.smali -o calls.dex`.
const CALLS: &[u8] = include_bytes!("data/calls.dex");

fn sample() -> DexBuilder {
    DexBuilder::new()
        .string("héllo\0\u{1f600}")
        .class("La/B;", |class| {
            class
                .source("B.java")
                .interface("Ljava/lang/Runnable;")
                .annotation(
                    "La/Note;",
                    &[("value", Value::Array(vec![Value::Int(7), Value::String("x".into())]))],
                )
                .static_field("NAME", "Ljava/lang/String;", Some(Value::String("n".into())))
                .static_field("SIZE", "J", Some(Value::Long(-2)))
                .instance_field("state", "I")
                .field_annotation("La/Field;")
                .method("bridge", "(I)V", |method| {
                    method
                        .access(access::PUBLIC)
                        .registers(3)
                        .annotation("Landroid/webkit/JavascriptInterface;")
                        .code([
                            insn::label("start"),
                            insn::const_string(0, "AES/ECB/PKCS5Padding"),
                            insn::invoke_static(CIPHER, &[0]),
                            insn::move_result_object(0),
                            insn::label("end"),
                            insn::if_eqz(0, "out"),
                            insn::new_array(1, 2, "[B"),
                            insn::fill_array_data(1, 1, &[1, 2, 3]),
                            insn::label("out"),
                            insn::return_void(),
                            insn::label("catch"),
                            insn::move_exception(0),
                            insn::throw(0),
                        ])
                        .handler("start", "end", Some("Ljava/lang/Exception;"), "catch")
                        .lines(&[(0, 10), (2, 12), (6, 11)])
                })
                .method("secret", "(Ljava/lang/String;[IJ)I", |method| {
                    method.access(access::PUBLIC | access::NATIVE)
                })
        })
        .class("La/C;", |class| class.superclass("La/B;"))
}

#[test]
fn a_walk_finds_what_was_built() {
    let bytes = sample().build();
    let parsed = dex::parse(&bytes, &Limits::default()).unwrap();
    assert_eq!(parsed.issues, []);
    let dex = parsed.value;
    assert!(dex.checksum_ok() && dex.strings_sorted());
    let class = dex.class(0).unwrap();
    assert_eq!(dex.type_descriptor(class.type_).unwrap(), "La/B;");
    assert_eq!(dex.string(class.source_file.unwrap()).unwrap(), "B.java");
    let interfaces: Vec<_> = class.interfaces(&dex).map(|idx| dex.type_descriptor(idx).unwrap()).collect();
    assert_eq!(interfaces, ["Ljava/lang/Runnable;"]);
    let fields: Vec<_> =
        class.fields(&dex).map(|field| (dex.field_signature(field.idx).unwrap(), field.is_static)).collect();
    assert_eq!(
        fields,
        [
            ("La/B;->NAME:Ljava/lang/String;".into(), true),
            ("La/B;->SIZE:J".into(), true),
            ("La/B;->state:I".into(), false)
        ]
    );
    let values: Vec<_> = class.static_values(&dex).collect();
    assert!(
        matches!(values[..], [EncodedValue::String(idx), EncodedValue::Long(-2)] if dex.string(idx).unwrap() == "n")
    );
    let methods: Vec<_> = class.methods(&dex).collect();
    assert_eq!(dex.method_signature(methods[1].idx).unwrap(), "La/B;->secret(Ljava/lang/String;[IJ)I");
    assert!(methods[1].code(&dex).is_none());
    let code = methods[0].code(&dex).unwrap().unwrap();
    assert_eq!((code.registers, code.ins, code.outs, code.first_parameter()), (3, 2, 1, 1));
    assert_eq!(
        dex::disassemble(&dex, &code, 0..u32::MAX),
        [
            "0000: const-string v0, \"AES/ECB/PKCS5Padding\"".to_owned(),
            format!("0002: invoke-static {{v0}}, {CIPHER}"),
            "0005: move-result-object v0".into(),
            "0006: if-eqz v0, 000d".into(),
            "0008: new-array v1, v2, [B".into(),
            "000a: fill-array-data v1, 0010 (3 bytes of width 1)".into(),
            "000d: return-void".into(),
            "000e: move-exception v0".into(),
            "000f: throw v0".into(),
            "0010: fill-array-data-payload (6 units)".into(),
        ]
    );
    assert_eq!(dex::disassemble(&dex, &code, 3..6), ["0005: move-result-object v0"]);
    let tries: Vec<_> = code.tries().collect();
    assert_eq!((tries[0].start, tries[0].count, tries[0].handlers[0].1), (0, 6, 0xe));
    assert_eq!(dex.type_descriptor(tries[0].handlers[0].0.unwrap()).unwrap(), "Ljava/lang/Exception;");
    let lines: Vec<_> = [0, 1, 2, 5, 6, 15].map(|pc| code.line(pc).unwrap()).into();
    assert_eq!(lines, [10, 10, 12, 12, 11, 11]);
}

#[test]
fn a_method_is_known_by_its_annotation() {
    let bytes = sample().build();
    let dex = dex::parse(&bytes, &Limits::default()).unwrap().value;
    let wanted = dex.find_type("Landroid/webkit/JavascriptInterface;").unwrap();
    let class = dex.class(0).unwrap();
    let annotations = class.annotations(&dex);
    let exported: Vec<_> = class
        .methods(&dex)
        .filter(|method| annotations.on_method(method.idx).any(|annotation| annotation.type_ == wanted))
        .map(|method| dex.method_signature(method.idx).unwrap())
        .collect();
    assert_eq!(exported, ["La/B;->bridge(I)V"]);
    assert_eq!(annotations.methods().count(), 1);
    assert_eq!(annotations.fields().count(), 1);
    let note = annotations.on_class().next().unwrap();
    assert_eq!(dex.type_descriptor(note.type_).unwrap(), "La/Note;");
    let elements: Vec<_> = note.elements.collect();
    let EncodedValue::Array(array) = &elements[0].1 else { panic!("not an array") };
    assert!(matches!(array.values().next(), Some(EncodedValue::Int(7))));
    assert_eq!(dex.class(1).unwrap().annotations(&dex).on_class().count(), 0);
}

#[test]
fn strings_are_found_and_what_is_not_there_is_not() {
    let bytes = sample().build();
    let dex = dex::parse(&bytes, &Limits::default()).unwrap().value;
    for (idx, text) in dex.strings() {
        assert_eq!(dex.find_string(text.unwrap()), Some(idx));
    }
    let idx = dex.find_string(&dex::mutf8::encode("héllo\0\u{1f600}")).unwrap();
    assert_eq!(dex.string(idx).unwrap(), "héllo\0\u{1f600}");
    assert_eq!(dex.find_string(b"absent"), None);
    assert_eq!(dex.find_string(b""), None);
    assert_eq!(dex.find_type("AES/ECB/PKCS5Padding"), None);
}

#[test]
fn strings_out_of_order_are_still_found() {
    let bytes = sample().build();
    let count = dex::parse(&bytes, &Limits::default()).unwrap().value.string_count() as usize;
    // The string ids begin behind the header; the last and the first change places.
    let (first, last) = (0x70, 0x70 + 4 * (count - 1));
    let mut swapped = bytes.clone();
    for at in 0..4 {
        swapped.swap(first + at, last + at);
    }
    let dex = dex::parse(&swapped, &Limits::default()).unwrap().value;
    assert!(!dex.strings_sorted());
    for (idx, text) in dex.strings() {
        assert_eq!(dex.find_string(text.unwrap()), Some(idx));
    }
}

#[test]
fn the_calls_of_later_versions_resolve() {
    let parsed = dex::parse(CALLS, &Limits::default()).unwrap();
    assert_eq!(parsed.issues, []);
    let dex = parsed.value;
    let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
    let code = method.code(&dex).unwrap().unwrap();
    let invoke = "Ljava/lang/invoke/MethodHandle;->invoke([Ljava/lang/Object;)Ljava/lang/Object;";
    assert_eq!(
        dex::disassemble(&dex, &code, 0..u32::MAX),
        [
            format!("0000: invoke-polymorphic {{v5, v1, v2}}, {invoke}, (II)V"),
            format!("0004: invoke-polymorphic/range {{v1 .. v3}}, {invoke}, (II)V"),
            "0008: invoke-custom {v1}, run(I)V".into(),
            "000b: const-method-handle v0, La/T;->m(Ljava/lang/invoke/MethodHandle;)V".into(),
            "000d: const-method-type v0, (I)V".into(),
            "000f: return-void".into(),
        ]
    );
    let custom = code.instructions().find(|instruction| instruction.op == Opcode::INVOKE_CUSTOM).unwrap();
    let Some(dex::Index::CallSite(site)) = custom.index() else { panic!("no call site") };
    let site = dex.call_site(site).unwrap().unwrap();
    let HandleTarget::Method(bootstrap) = dex.method_handle(site.bootstrap).unwrap().target else {
        panic!("no method")
    };
    assert!(dex.method_signature(bootstrap).unwrap().starts_with("La/B;->boot("));
    let argument = site
        .arguments
        .map(|value| matches!(value, EncodedValue::String(idx) if dex.string(idx).unwrap() == "arg"));
    assert_eq!(argument.collect::<Vec<_>>(), [true]);
    let class = dex.class(0).unwrap();
    let values: Vec<String> = class.static_values(&dex).map(|value| format!("{value:?}")).collect();
    let string = values.iter().position(|value| value.starts_with("String")).unwrap();
    assert_eq!(values.iter().filter(|value| value.starts_with("Double(1.5)")).count(), 1);
    assert_eq!(values.iter().filter(|value| value.starts_with("Float(-2.5)")).count(), 1);
    assert_eq!(values.iter().filter(|value| value.starts_with("Int(-2)")).count(), 1);
    assert_eq!(values.iter().filter(|value| value.starts_with("Long(-4294967296)")).count(), 1);
    assert_eq!(values.iter().filter(|value| value.starts_with("Boolean(true)")).count(), 1);
    let Some(EncodedValue::String(text)) = class.static_values(&dex).nth(string) else { panic!("no string") };
    assert_eq!(dex.string(text).unwrap(), "h\0\u{1f600}\u{fffd}");
}

/// Reads everything there is. The result is how much was read, so that nothing is optimised away.
fn walk(data: &[u8]) -> u64 {
    let mut seen = 0u64;
    for offset in dex::headers(data) {
        let Ok(parsed) = dex::parse_at(data, offset, &Limits::default()) else { continue };
        let dex = parsed.value;
        seen += parsed.issues.iter().map(|issue| issue.to_string().len() as u64).sum::<u64>();
        seen += u64::from(dex.checksum_ok()) + u64::from(dex.version());
        for (idx, bytes) in dex.strings() {
            seen += bytes.map_or(0, <[u8]>::len) as u64 + dex.string(idx).map_or(0, |text| text.len()) as u64;
        }
        seen += u64::from(dex.find_string(b"AES").is_some()) + u64::from(dex.find_type("La/B;").is_some());
        seen += dex.field_refs().filter_map(|(idx, _)| dex.field_signature(idx)).count() as u64;
        seen += dex.method_refs().filter_map(|(idx, _)| dex.method_signature(idx)).count() as u64;
        for idx in 0..dex.method_handle_count() {
            seen += u64::from(dex.method_handle(MethodHandleIdx(idx)).is_some());
        }
        for idx in 0..dex.call_site_count() {
            let site = dex.call_site(dex::CallSiteIdx(idx)).unwrap();
            seen += site.map_or(0, |site| site.arguments.count() as u64);
        }
        seen += dex.classes().map(|class| walk_class(&dex, &class)).sum::<u64>();
    }
    seen
}

fn walk_class(dex: &Dex<'_>, class: &dex::Class) -> u64 {
    let mut seen = class.interfaces(dex).count() as u64 + class.fields(dex).count() as u64;
    seen += class.static_values(dex).map(|value| walk_value(&value)).sum::<u64>();
    let annotations = class.annotations(dex);
    let members = annotations.fields().map(|(_, set)| set).chain(annotations.methods().map(|(_, set)| set));
    for annotation in members.chain([annotations.on_class()]).flatten() {
        seen += annotation.elements.map(|(_, value)| walk_value(&value)).sum::<u64>();
    }
    for method in class.methods(dex) {
        seen += annotations.on_method(method.idx).count() as u64;
        let Some(Ok(code)) = method.code(dex) else { continue };
        for instruction in code.instructions() {
            seen += u64::from(instruction.next_pc()) + instruction.registers().map(u64::from).sum::<u64>();
            seen += u64::from(instruction.literal().is_some()) + u64::from(instruction.target().is_some());
            seen += match instruction.payload(&code) {
                Some(dex::Payload::PackedSwitch(cases) | dex::Payload::SparseSwitch(cases)) => {
                    cases.count() as u64
                }
                Some(dex::Payload::FillArray { data, .. }) => data.len() as u64,
                None => 0,
            };
        }
        seen += dex::disassemble(dex, &code, 0..64).len() as u64;
        seen += code.tries().map(|item| item.handlers.len() as u64).sum::<u64>();
        seen += code.lines().count() as u64 + u64::from(code.line(3).is_some());
    }
    seen
}

fn walk_value(value: &EncodedValue<'_>) -> u64 {
    match value {
        EncodedValue::Array(array) => array.values().map(|value| walk_value(&value)).sum::<u64>() + 1,
        EncodedValue::Annotation(_, elements) => {
            elements.clone().map(|(_, value)| walk_value(&value)).sum::<u64>() + 1
        }
        _ => 1,
    }
}

#[test]
fn a_dex_cut_anywhere_is_walked() {
    for whole in [sample().build(), CALLS.to_vec()] {
        assert!(walk(&whole) > 100);
        for end in 0..whole.len() {
            walk(&whole[..end]);
        }
    }
}

#[test]
fn twenty_thousand_damaged_files_are_walked_in_bounded_time() {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below
    };
    let seeds = [sample().build(), CALLS.to_vec()];
    let start = Instant::now();
    for round in 0..20_000 {
        let mut data = seeds[round % 2].clone();
        for _ in 0..=random(6) {
            let at = random(data.len());
            data[at] = match random(4) {
                0 => 0xff,
                1 => 0,
                2 => data[at] ^ (1 << random(8)),
                _ => random(256) as u8,
            };
        }
        let one = Instant::now();
        walk(&data);
        assert!(one.elapsed() < Duration::from_secs(2), "round {round}");
    }
    assert!(start.elapsed() < Duration::from_secs(240));
}

/// A file of a million bytes whose classes all share one large class data item.
#[test]
fn shared_items_do_not_multiply() {
    let mut bytes = sample().build();
    let class_data = bytes.len() as u32;
    // No fields, two hundred thousand direct methods without code.
    bytes.extend([0, 0, 0xc0, 0x9a, 0x0c, 0]);
    bytes.resize((bytes.len() + 600_000).next_multiple_of(4), 0);
    let class_defs = bytes.len() as u32;
    let count = 10_000u32;
    for _ in 0..count {
        let words = [0, 1, u32::MAX, 0, u32::MAX, 0, class_data, 0];
        bytes.extend(words.into_iter().flat_map(u32::to_le_bytes));
    }
    bytes[0x60..0x64].copy_from_slice(&count.to_le_bytes());
    bytes[0x64..0x68].copy_from_slice(&class_defs.to_le_bytes());
    let parsed = dex::parse(&bytes, &Limits::default()).unwrap();
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    let dex = parsed.value;
    let mut cut = 0;
    let mut methods = 0;
    for class in dex.classes() {
        let mut members = class.methods(&dex);
        methods += members.by_ref().count();
        cut += usize::from(members.error().is_some_and(cursor::ParseError::is_limit));
    }
    assert!(methods > 200_000 && methods < 4_000_000, "{methods}");
    assert!(cut > 9_000);
}

#[test]
fn shared_strings_do_not_multiply() {
    let mut bytes = sample().build();
    let text = bytes.len() as u32;
    bytes.extend([0xff, 0x01]);
    bytes.resize((bytes.len() + 300_000).next_multiple_of(4), b'a');
    let ids = bytes.len() as u32;
    let count = 100_000u32;
    for at in 0..count {
        bytes.extend((text + at % 1000).to_le_bytes());
    }
    bytes[0x38..0x3c].copy_from_slice(&count.to_le_bytes());
    bytes[0x3c..0x40].copy_from_slice(&ids.to_le_bytes());
    let parsed = dex::parse(&bytes, &Limits::default()).unwrap();
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    let read: u64 =
        parsed.value.strings().filter_map(|(_, bytes)| bytes).map(|bytes| bytes.len() as u64).sum();
    assert!(read < 5 * bytes.len() as u64, "{read}");
}
