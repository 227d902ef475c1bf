//! Instructions as text, close to smali, for a person who checks a finding.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use crate::{Code, Dex, HandleTarget, Index, Instruction, Opcode, Payload};

/// Characters of a string constant that are printed.
const MAX_TEXT: usize = 200;

/// Cases of a switch that are printed.
const MAX_CASES: usize = 32;

/// The instructions that begin inside a window of code units, one line each. The window bounds the lines.
///
/// `0012: invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;`
///
/// Code units and targets are hexadecimal. Control and layout characters are escaped; a string is cut after 200 characters.
pub fn disassemble(dex: &Dex<'_>, code: &Code<'_>, window: Range<u32>) -> Vec<String> {
    code.instructions()
        .take_while(|instruction| instruction.pc < window.end)
        .filter(|instruction| window.contains(&instruction.pc))
        .map(|instruction| line(dex, code, &instruction))
        .collect()
}

fn line(dex: &Dex<'_>, code: &Code<'_>, instruction: &Instruction<'_>) -> String {
    let mut text = format!("{:04x}: {}", instruction.pc, instruction.mnemonic());
    if instruction.is_payload() {
        text.push_str(&format!(" ({} units)", instruction.len_units()));
        return text;
    }
    let mut operands = Vec::new();
    if let Some(registers) = registers(instruction) {
        operands.push(registers);
    }
    if let Some(literal) = instruction.literal() {
        let sign = if literal < 0 { "-" } else { "" };
        operands.push(format!("{sign}{:#x}", literal.unsigned_abs()));
    }
    operands.extend(instruction.index().map(|index| name(dex, index)));
    operands.extend(instruction.proto().map(|idx| or_index(dex.proto_signature(idx), "proto", idx.0)));
    operands.extend(instruction.target().map(|target| format!("{target:04x}")));
    operands.extend(payload(instruction, code));
    for (at, operand) in operands.iter().enumerate() {
        text.push_str(if at == 0 { " " } else { ", " });
        text.push_str(operand);
    }
    text
}

/// `v0, v1`, or in braces for the instructions that take any number of arguments.
fn registers(instruction: &Instruction<'_>) -> Option<String> {
    let registers = instruction.registers();
    let counted = instruction.op.is_invoke()
        || matches!(instruction.op, Opcode::FILLED_NEW_ARRAY | Opcode::FILLED_NEW_ARRAY_RANGE);
    let mut text = String::new();
    match (registers.is_range(), { registers }.next(), registers.last()) {
        (true, Some(first), Some(last)) if first != last => {
            let _ = write!(text, "v{first} .. v{last}");
        }
        _ => {
            for (at, register) in registers.enumerate() {
                let _ = write!(text, "{}v{register}", if at == 0 { "" } else { ", " });
            }
        }
    }
    match counted {
        true => Some(format!("{{{text}}}")),
        false => Some(text).filter(|text| !text.is_empty()),
    }
}

fn name(dex: &Dex<'_>, index: Index) -> String {
    match index {
        Index::String(idx) => match dex.string(idx) {
            Some(text) => format!("\"{}\"", escape(&text)),
            None => format!("string@{}", idx.0),
        },
        Index::Type(idx) => or_index(dex.type_descriptor(idx).map(Cow::into_owned), "type", idx.0),
        Index::Field(idx) => or_index(dex.field_signature(idx), "field", idx.0),
        Index::Method(idx) => or_index(dex.method_signature(idx), "method", idx.0),
        Index::Proto(idx) => or_index(dex.proto_signature(idx), "proto", idx.0),
        Index::CallSite(idx) => {
            let site = dex.call_site(idx).and_then(Result::ok);
            let shown = site.and_then(|site| {
                let name = dex.string(site.name)?;
                Some(format!("{name}{}", dex.proto_signature(site.proto)?))
            });
            or_index(shown, "call_site", idx.0)
        }
        Index::MethodHandle(idx) => {
            let shown = dex.method_handle(idx).and_then(|handle| match handle.target {
                HandleTarget::Field(field) => dex.field_signature(field),
                HandleTarget::Method(method) => dex.method_signature(method),
                HandleTarget::Unknown(_) => None,
            });
            or_index(shown, "method_handle", idx.0)
        }
    }
}

/// The name, or the bare index of an entry that cannot be read.
fn or_index(name: Option<String>, kind: &str, idx: u32) -> String {
    match name {
        Some(name) => name.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect(),
        None => format!("{kind}@{idx}"),
    }
}

/// Characters that break a line or change how the rest of it is shown.
fn is_hidden(c: char) -> bool {
    let format =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control() || format
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == MAX_TEXT {
            escaped.push('…');
            break;
        }
        match c {
            '"' | '\\' => escaped.extend(['\\', c]),
            c if is_hidden(c) => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The cases of a switch, or the first elements of an array.
fn payload(instruction: &Instruction<'_>, code: &Code<'_>) -> Option<String> {
    let at = instruction.payload_pc()?;
    Some(match instruction.payload(code) {
        Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) => {
            let more = if cases.len() > MAX_CASES { ", …" } else { "" };
            let cases: Vec<String> =
                cases.take(MAX_CASES).map(|(key, target)| format!("{key} -> {target:04x}")).collect();
            format!("{{{}{more}}}", cases.join(", "))
        }
        Some(Payload::FillArray { width, data }) => {
            format!("{at:04x} ({} bytes of width {width})", data.len())
        }
        None => format!("{at:04x}"),
    })
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use cursor::Limits;
    use testkit::dex::{DexBuilder, insn};

    use super::*;

    #[test]
    fn text_cannot_break_or_turn_the_line() {
        let long = "x".repeat(300);
        let texts = ["a\"b\\\n\u{1b}\u{202e}é", long.as_str()];
        let code = texts.map(|text| insn::const_string(0, text));
        let bytes = DexBuilder::new()
            .class("LA;", |class| class.method("m", "()V", |method| method.code(code)))
            .build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        let code = method.code(&dex).unwrap().unwrap();
        let lines = disassemble(&dex, &code, 0..10);
        assert_eq!(lines[0], r#"0000: const-string v0, "a\"b\\\u{a}\u{1b}\u{202e}é""#);
        assert_eq!(lines[1], format!("0002: const-string v0, \"{}…\"", "x".repeat(200)));
    }
}
