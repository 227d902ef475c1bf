use std::collections::BTreeMap;

use dex::{Code, Instruction, Method, Opcode, StringIdx};
use finding::{Location, Place};

use super::DexFile;
use super::index::{Bits, location_of};
use crate::search::{Names, is_token};

/// A text that a name tells the purpose of: the field it is stored in, the resource it is, the key it is put under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedText {
    /// Where it is put under the name.
    pub location: Location,
    /// The name as it is written.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Names of one DEX that hold a word which rules asked for.
pub(super) struct Named {
    /// Texts that may be such a key.
    keys: Bits,
    /// Fields of such a name.
    fields: Bits,
}

impl Named {
    /// `None` when the file has no such name.
    pub(super) fn new(file: &DexFile<'_>, names: &Names) -> Option<Self> {
        if names.is_empty() {
            return None;
        }
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-. $".contains(byte);
        let mut keys = Bits::new(file.dex.string_count());
        let mut any = false;
        for (idx, bytes) in file.dex.strings() {
            let text = bytes.filter(|bytes| bytes.iter().all(is_name));
            let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
            if text.is_some_and(|text| names.hold(text)) {
                keys.set(idx.0);
                any = true;
            }
        }
        let mut fields = Bits::new(file.dex.field_count());
        for (idx, field) in file.dex.field_refs() {
            if keys.has(field.name.0) {
                fields.set(idx.0);
            }
        }
        any.then_some(Self { keys, fields })
    }

    /// Whether an instruction loads such a key or stores into such a field.
    pub(super) fn concern(&self, instruction: &Instruction<'_>) -> bool {
        match instruction.op {
            Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO => self.keys.has(instruction.index_raw()),
            Opcode::SPUT_OBJECT | Opcode::IPUT_OBJECT => self.fields.has(instruction.index_raw()),
            _ => false,
        }
    }

    /// Texts that a method stores into such fields, or passes right behind such keys. Constants are followed from one
    /// instruction to the next and no further: the pair stands in one statement.
    pub(super) fn of_method(
        &self,
        file: &DexFile<'_>,
        method: &Method,
        code: Code<'_>,
        out: &mut Vec<NamedText>,
    ) {
        let mut texts: BTreeMap<u16, StringIdx> = BTreeMap::new();
        let text_of = |idx: StringIdx| {
            let bytes = file.dex.string_bytes(idx)?;
            is_token(bytes).then(|| String::from_utf8_lossy(bytes).into_owned())
        };
        let name_of = |idx: StringIdx| file.dex.string(idx).map(|name| name.into_owned());
        for instruction in code.instructions() {
            let op = instruction.op;
            if matches!(op, Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO) {
                if let Some(register) = instruction.a() {
                    texts.insert(register, StringIdx(instruction.index_raw()));
                }
                continue;
            }
            let pair = if matches!(op, Opcode::SPUT_OBJECT | Opcode::IPUT_OBJECT) {
                let field = Some(instruction.index_raw()).filter(|idx| self.fields.has(*idx));
                let name = field.and_then(|idx| file.dex.field(dex::FieldIdx(idx))).map(|field| field.name);
                name.zip(instruction.a().and_then(|register| texts.get(&register)).copied())
            } else if op.is_invoke() {
                let passed: Vec<Option<StringIdx>> =
                    instruction.registers().map(|register| texts.get(&register).copied()).collect();
                passed.windows(2).find_map(|two| match two {
                    [Some(key), Some(text)] if self.keys.has(key.0) => Some((*key, *text)),
                    _ => None,
                })
            } else {
                if !op.falls_through() {
                    texts.clear();
                } else if let Some(register) = instruction.a().filter(|_| op.writes_first()) {
                    texts.remove(&register);
                }
                None
            };
            if let Some((name, text)) = pair
                && let (Some(name), Some(text)) = (name_of(name), text_of(text))
            {
                out.push(NamedText { location: location_of(file, method, Some(instruction.pc)), name, text });
            }
        }
    }

    /// Texts that are the initial value of such a static field.
    pub(super) fn of_constants(&self, file: &DexFile<'_>, class: &dex::Class, out: &mut Vec<NamedText>) {
        let fields = class.fields(&file.dex).filter(|field| field.is_static);
        for (field, value) in fields.zip(class.static_values(&file.dex)) {
            let dex::EncodedValue::String(idx) = value else { continue };
            if !self.fields.has(field.idx.0) {
                continue;
            }
            let Some(bytes) = file.dex.string_bytes(idx).filter(|bytes| is_token(bytes)) else { continue };
            let signature = file.dex.field_signature(field.idx).unwrap_or_default();
            let (class, name) = signature.split_once("->").unwrap_or(("", &signature));
            let place =
                Place::Code { class: finding::escape(class), method: finding::escape(name), pc: None };
            out.push(NamedText {
                location: Location { artifact: file.artifact.clone(), place },
                name: name.split(':').next().unwrap_or(name).to_owned(),
                text: String::from_utf8_lossy(bytes).into_owned(),
            });
        }
    }
}
