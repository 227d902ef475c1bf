use dex::{CallSiteIdx, Class, Code, Dex, EncodedValue, MethodHandleIdx, Payload, ProtoIdx, TypeIdx};

use crate::touch;

/// DEX files inside one input that are walked: each could claim the whole input.
const HEADERS: usize = 4;
/// Switch cases of one method that are read: many switches may share one long table.
const CASES: usize = 1 << 14;

/// Every table, class, value, annotation and instruction of each DEX in the data.
pub(crate) fn walk(data: &[u8]) {
    let limits = crate::limits();
    if let Err(error) = dex::parse(data, &limits) {
        touch::display(&error);
    }
    for offset in dex::headers(data).take(HEADERS) {
        match dex::parse_at(data, offset, &limits) {
            Ok(parsed) => {
                touch::all(&parsed.issues);
                walk_tables(&parsed.value);
                parsed.value.classes().for_each(|class| walk_class(&parsed.value, &class));
            }
            Err(error) => touch::display(&error),
        }
    }
}

fn walk_tables(dex: &Dex<'_>) {
    touch::debug(&(
        dex.version(),
        dex.is_compact(),
        dex.checksums(),
        dex.checksum_ok(),
        dex.strings_sorted(),
    ));
    for (idx, bytes) in dex.strings() {
        touch::debug(&(bytes, dex.string(idx)));
    }
    touch::debug(&(dex.find_string(b"AES"), dex.find_string(b""), dex.find_type("La/B;")));
    for idx in 0..=dex.type_count() {
        let idx = TypeIdx(idx);
        touch::debug(&(dex.type_descriptor(idx), dex.type_descriptor_bytes(idx), dex.type_name(idx)));
    }
    for idx in 0..=dex.proto_count() {
        touch::debug(&dex.proto_signature(ProtoIdx(idx)));
        if let Some(proto) = dex.proto(ProtoIdx(idx)) {
            touch::debug(&proto.parameters().count());
        }
    }
    for (idx, field) in dex.field_refs() {
        touch::debug(&(field, dex.field(idx), dex.field_signature(idx)));
    }
    for (idx, method) in dex.method_refs() {
        touch::debug(&(method, dex.method(idx), dex.method_signature(idx)));
    }
    for idx in 0..=dex.method_handle_count() {
        touch::debug(&dex.method_handle(MethodHandleIdx(idx)));
    }
    for idx in 0..=dex.call_site_count() {
        match dex.call_site(CallSiteIdx(idx)) {
            Some(Ok(site)) => {
                touch::debug(&(site.bootstrap, site.name, site.proto));
                site.arguments.for_each(|value| walk_value(&value));
            }
            Some(Err(error)) => touch::display(&error),
            None => {}
        }
    }
}

fn walk_class(dex: &Dex<'_>, class: &Class) {
    touch::debug(class);
    touch::debug(&class.interfaces(dex).count());
    let mut fields = class.fields(dex);
    fields.by_ref().for_each(|field| touch::debug(&field));
    touch::all(fields.error());
    let mut values = class.static_values(dex);
    values.by_ref().for_each(|value| walk_value(&value));
    touch::all(values.error());
    let annotations = class.annotations(dex);
    touch::all(annotations.error());
    let members = annotations.fields().map(|(_, set)| set).chain(annotations.methods().map(|(_, set)| set));
    for mut set in members.chain([annotations.on_class()]) {
        for mut annotation in set.by_ref() {
            touch::debug(&(annotation.visibility, annotation.type_));
            annotation.elements.by_ref().for_each(|(_, value)| walk_value(&value));
            touch::all(annotation.elements.error());
        }
        touch::all(set.error());
    }
    let mut methods = class.methods(dex);
    for method in methods.by_ref() {
        touch::debug(&(method.idx, annotations.on_method(method.idx).count()));
        match method.code(dex) {
            Some(Ok(code)) => walk_code(dex, &code),
            Some(Err(error)) => touch::display(&error),
            None => {}
        }
    }
    touch::all(methods.error());
}

fn walk_code(dex: &Dex<'_>, code: &Code<'_>) {
    let mut cases = CASES;
    let mut instructions = code.instructions();
    let mut pc = 0;
    for instruction in instructions.by_ref() {
        assert!(instruction.next_pc() > instruction.pc, "an instruction takes at least one unit");
        pc = instruction.pc;
        touch::debug(&(instruction.mnemonic(), instruction.is_payload(), instruction.bytes().len()));
        touch::debug(&(instruction.index(), instruction.index_raw(), instruction.proto()));
        touch::debug(&(instruction.a(), instruction.b(), instruction.c(), instruction.literal()));
        touch::debug(&(instruction.target(), instruction.payload_pc(), instruction.registers().is_range()));
        touch::debug(&instruction.registers().map(u64::from).sum::<u64>());
        match instruction.payload(code) {
            Some(Payload::PackedSwitch(found) | Payload::SparseSwitch(found)) => {
                let read = found.take(cases).map(|case| touch::debug(&case)).count();
                cases = cases.saturating_sub(read);
            }
            Some(Payload::FillArray { width, data }) => touch::debug(&(width, data.len())),
            None => {}
        }
    }
    touch::all(instructions.error());
    dex::disassemble(dex, code, 0..u32::MAX).iter().for_each(touch::display);
    let mut tries = code.tries();
    tries.by_ref().for_each(|item| touch::debug(&item));
    touch::all(tries.error());
    let mut lines = code.lines();
    lines.by_ref().for_each(|line| touch::debug(&line));
    touch::all(lines.error());
    touch::debug(&(code.line(pc), code.first_parameter(), code.units()));
    touch::debug(&(code.instruction_at(pc).is_some(), code.instruction_at(pc.saturating_add(1)).is_some()));
}

fn walk_value(value: &EncodedValue<'_>) {
    match value {
        EncodedValue::Array(array) => {
            let mut values = array.values();
            values.by_ref().for_each(|value| walk_value(&value));
            touch::all(values.error());
        }
        EncodedValue::Annotation(type_, elements) => {
            touch::debug(type_);
            elements.clone().for_each(|(_, value)| walk_value(&value));
        }
        other => touch::debug(other),
    }
}
