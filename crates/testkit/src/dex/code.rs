//! Code items of the methods: labels, references, payloads, handlers.

use std::collections::BTreeMap;

use super::names::{split_field, split_method, split_signature};
use super::write::Writer;
use super::{DexBuilder, Insn, MethodBuilder, Name, STATIC};

/// The code units of a method and where its labels are.
struct Body {
    units: Vec<u16>,
    labels: BTreeMap<String, usize>,
    outs: usize,
}

impl Writer {
    /// Offsets of the code items, method by method; zero for methods without code.
    pub(super) fn write_code(&mut self, dex: &DexBuilder, debug: &[u32]) -> Vec<u32> {
        let methods: Vec<&MethodBuilder> = dex.classes.iter().flat_map(|class| &class.methods).collect();
        self.align();
        self.begin(0x2001, methods.iter().filter(|method| method.code.is_some()).count());
        let write = |(method, debug): (&&MethodBuilder, &u32)| match &method.code {
            Some(code) => self.code_item(method, code, *debug),
            None => 0,
        };
        methods.iter().zip(debug).map(write).collect()
    }

    fn code_item(&mut self, method: &MethodBuilder, code: &[Insn], debug: u32) -> u32 {
        let body = self.body(code);
        let (parameters, _) = split_signature(&method.signature);
        let words = |type_: &String| if matches!(type_.as_str(), "J" | "D") { 2 } else { 1 };
        let this = u16::from(method.access & STATIC == 0);
        let ins = parameters.iter().map(words).sum::<u16>() + this;
        self.align();
        let at = self.here();
        for word in [method.registers.max(ins), ins, body.outs as u16, method.handlers.len() as u16] {
            self.u16(word);
        }
        self.u32(debug);
        self.u32(body.units.len() as u32);
        body.units.iter().for_each(|unit| self.u16(*unit));
        if !method.handlers.is_empty() {
            self.align();
            self.handlers(method, &body);
        }
        at
    }

    /// One handler list for each `try`.
    fn handlers(&mut self, method: &MethodBuilder, body: &Body) {
        let mut tries: Vec<_> = method.handlers.iter().collect();
        tries.sort_by_key(|(start, ..)| body.labels[start]);
        let mut list = Self::default();
        list.uleb(tries.len() as u32);
        for (start, end, type_, target) in tries {
            self.u32(body.labels[start] as u32);
            self.u16((body.labels[end] - body.labels[start]) as u16);
            self.u16(list.out.len() as u16);
            list.sleb(i32::from(type_.is_some()));
            if let Some(type_) = type_ {
                list.uleb(self.type_at[type_]);
            }
            list.uleb(body.labels[target] as u32);
        }
        self.out.extend(list.out);
    }

    fn body(&self, code: &[Insn]) -> Body {
        let mut body = Body { units: vec![], labels: BTreeMap::new(), outs: 0 };
        let mut branches = vec![];
        let mut payloads = vec![];
        for insn in code {
            let at = body.units.len();
            match insn {
                Insn::Raw(units) => body.units.extend(units),
                Insn::Label(name) => {
                    body.labels.insert(name.clone(), at);
                }
                Insn::Ref(before, name, after) => {
                    if let ([unit], Name::Method(_)) = (before.as_slice(), name) {
                        let [op, count] = unit.to_le_bytes();
                        let count = if (0x74..=0x78).contains(&op) { count } else { count >> 4 };
                        body.outs = body.outs.max(count.into());
                    }
                    body.units.extend(before);
                    body.units.push(self.index(name));
                    body.units.extend(after);
                }
                Insn::Branch(unit, label) => {
                    branches.push((at, label));
                    body.units.extend([*unit, 0]);
                }
                Insn::Array(register, width, data) => {
                    payloads.push((at, *width, data));
                    body.units.extend([u16::from_le_bytes([0x26, *register]), 0, 0]);
                }
            }
        }
        for (at, label) in branches {
            let target = body.labels.get(label).unwrap_or_else(|| panic!("no label {label}"));
            body.units[at + 1] = (*target as i32 - at as i32) as u16;
        }
        for (at, width, data) in payloads {
            // A payload begins at an even code unit.
            body.units.resize(body.units.len().next_multiple_of(2), 0);
            let offset = (body.units.len() - at) as u32;
            body.units[at + 1] = offset as u16;
            body.units[at + 2] = (offset >> 16) as u16;
            let count = (data.len() / usize::from(width.max(1))) as u32;
            body.units.extend([0x0300, width, count as u16, (count >> 16) as u16]);
            let pair = |pair: &[u8]| u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
            body.units.extend(data.chunks(2).map(pair));
        }
        body
    }

    fn index(&self, name: &Name) -> u16 {
        let idx = match name {
            Name::String(text) => self.string_at[text],
            Name::Type(type_) => self.type_at[type_],
            Name::Field(field) => {
                let (class, name, type_) = split_field(field);
                self.field_at[&(class.into(), name.into(), type_.into())]
            }
            Name::Method(method) => {
                let (class, name, signature) = split_method(method);
                let (parameters, result) = split_signature(signature);
                self.method_at[&(class.into(), name.into(), (result, parameters))]
            }
        };
        idx as u16
    }
}
