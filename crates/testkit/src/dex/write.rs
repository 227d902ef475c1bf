//! Lays the tables out: first the names in their order, then the data from the leaves up, so that offsets only point back.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{field_key, method_key, shorty, split_signature};
use super::{Annotation, ClassBuilder, DexBuilder, MethodBuilder, STATIC, Value};

const NO_INDEX: u32 = 0xffff_ffff;
const HEADER_SIZE: usize = 0x70;

/// Return type and parameters.
pub(super) type ProtoKey = (String, Vec<String>);

/// Tables in their order, and the file as far as it is written.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) strings: BTreeSet<Vec<u16>>,
    pub(super) types: BTreeSet<String>,
    pub(super) protos: BTreeSet<ProtoKey>,
    /// Class, name, type.
    pub(super) fields: BTreeSet<(String, String, String)>,
    pub(super) methods: BTreeSet<(String, String, ProtoKey)>,
    pub(super) string_at: BTreeMap<String, u32>,
    pub(super) type_at: BTreeMap<String, u32>,
    proto_at: BTreeMap<ProtoKey, u32>,
    pub(super) field_at: BTreeMap<(String, String, String), u32>,
    pub(super) method_at: BTreeMap<(String, String, ProtoKey), u32>,
    pub(super) out: Vec<u8>,
    map: Vec<(u16, usize, usize)>,
}

/// Offsets of what one class points to.
struct ClassParts {
    interfaces: u32,
    annotations: u32,
    data: u32,
    values: u32,
}

impl Writer {
    pub(super) fn new(dex: &DexBuilder) -> Self {
        let mut writer = Self::default();
        for text in &dex.strings {
            writer.add_string(text);
        }
        for class in &dex.classes {
            writer.add_class(class);
        }
        writer.number();
        writer
    }

    /// Gives every name its index. The order of each table is that of the indexes of the one before.
    fn number(&mut self) {
        let decode = |units: &Vec<u16>| String::from_utf16(units).expect("strings came from text");
        self.string_at = numbered(self.strings.iter().map(decode).collect());
        self.type_at = numbered(sorted(&self.types, |type_| self.string_at[type_]));
        self.proto_at = numbered(sorted(&self.protos, |(result, parameters)| {
            let parameters: Vec<u32> = parameters.iter().map(|type_| self.type_at[type_]).collect();
            (self.type_at[result], parameters)
        }));
        self.field_at = numbered(sorted(&self.fields, |(class, name, type_)| {
            (self.type_at[class], self.string_at[name], self.type_at[type_])
        }));
        self.method_at = numbered(sorted(&self.methods, |(class, name, proto)| {
            (self.type_at[class], self.string_at[name], self.proto_at[proto])
        }));
    }

    pub(super) fn write(mut self, dex: &DexBuilder) -> Vec<u8> {
        let counts = [
            (self.strings.len(), 4),
            (self.types.len(), 4),
            (self.protos.len(), 12),
            (self.fields.len(), 8),
            (self.methods.len(), 8),
            (dex.classes.len(), 32),
        ];
        let ids: usize = counts.iter().map(|(count, size)| count * size).sum();
        self.out = vec![0; HEADER_SIZE + ids];
        let data = self.out.len();
        let string_ids = self.write_strings();
        let proto_lists: Vec<u32> = {
            let protos: Vec<ProtoKey> = in_order(&self.proto_at);
            let lists: Vec<Vec<String>> = protos.into_iter().map(|(_, parameters)| parameters).collect();
            let interfaces = dex.classes.iter().map(|class| class.interfaces.clone());
            let lists: Vec<Vec<String>> = lists.into_iter().chain(interfaces).collect();
            self.write_type_lists(&lists)
        };
        let interfaces = proto_lists[self.protos.len()..].to_vec();
        let classes = self.write_classes(dex, &interfaces);
        let map = self.write_map(&counts);
        let ids = self.ids(dex, &string_ids, &proto_lists, &classes);
        self.out[HEADER_SIZE..HEADER_SIZE + ids.len()].copy_from_slice(&ids);
        self.write_header(dex, &counts, data, map);
        self.out
    }

    fn write_strings(&mut self) -> Vec<u32> {
        let strings: Vec<Vec<u16>> = self.strings.iter().cloned().collect();
        self.begin(0x2002, strings.len());
        strings
            .iter()
            .map(|units| {
                let at = self.here();
                self.uleb(units.len() as u32);
                for unit in units {
                    mutf8(*unit, &mut self.out);
                }
                self.out.push(0);
                at
            })
            .collect()
    }

    /// Offsets of the lists, zero for empty ones.
    fn write_type_lists(&mut self, lists: &[Vec<String>]) -> Vec<u32> {
        self.align();
        self.begin(0x1001, lists.iter().filter(|list| !list.is_empty()).count());
        let mut offsets = vec![];
        for list in lists {
            self.align();
            offsets.push(if list.is_empty() { 0 } else { self.here() });
            if !list.is_empty() {
                self.u32(list.len() as u32);
            }
            for type_ in list {
                let idx = self.type_at[type_];
                self.u16(idx as u16);
            }
        }
        offsets
    }

    fn write_classes(&mut self, dex: &DexBuilder, interfaces: &[u32]) -> Vec<ClassParts> {
        let values = self.write_static_values(dex);
        let annotations = self.write_annotations(dex);
        let debug = self.write_lines(dex);
        let code = self.write_code(dex, &debug);
        let data = self.write_class_data(dex, &code);
        let parts = interfaces.iter().zip(annotations).zip(data).zip(values);
        parts
            .map(|(((interfaces, annotations), data), values)| ClassParts {
                interfaces: *interfaces,
                annotations,
                data,
                values,
            })
            .collect()
    }

    fn write_static_values(&mut self, dex: &DexBuilder) -> Vec<u32> {
        let arrays: Vec<Vec<Value>> = dex
            .classes
            .iter()
            .map(|class| {
                let mut fields: Vec<_> =
                    class.fields.iter().filter(|field| field.access & STATIC != 0).collect();
                fields.sort_by_key(|field| self.field_at[&field_key(class, &field.name, &field.type_)]);
                let last = fields.iter().rposition(|field| field.value.is_some()).map_or(0, |at| at + 1);
                fields[..last]
                    .iter()
                    .map(|field| field.value.clone().unwrap_or_else(|| zero(&field.type_)))
                    .collect()
            })
            .collect();
        self.begin(0x2005, arrays.iter().filter(|array| !array.is_empty()).count());
        let write = |array: &Vec<Value>| {
            let at = self.here();
            if array.is_empty() {
                return 0;
            }
            self.array(array);
            at
        };
        arrays.iter().map(write).collect()
    }

    /// Offsets of the annotation directories of the classes, zero for those without.
    fn write_annotations(&mut self, dex: &DexBuilder) -> Vec<u32> {
        let members = |class: &ClassBuilder| {
            let mut all = vec![(0u8, 0u32, class.annotations.clone())];
            let fields = class.fields.iter();
            all.extend(fields.map(|field| {
                (1, self.field_at[&field_key(class, &field.name, &field.type_)], field.annotations.clone())
            }));
            let methods = class.methods.iter();
            all.extend(
                methods.map(|method| {
                    (2, self.method_at[&method_key(class, method)], method.annotations.clone())
                }),
            );
            all.retain(|(_, _, annotations)| !annotations.is_empty());
            all.sort_by_key(|(kind, idx, _)| (*kind, *idx));
            all
        };
        let classes: Vec<Vec<(u8, u32, Vec<Annotation>)>> = dex.classes.iter().map(members).collect();
        let all = || classes.iter().flatten();
        self.begin(0x2004, all().map(|(_, _, annotations)| annotations.len()).sum());
        let mut items = vec![];
        for (_, _, annotations) in all() {
            let mut offsets = vec![];
            let mut annotations = annotations.clone();
            annotations.sort_by_key(|(type_, _)| self.type_at[type_]);
            for (type_, elements) in &annotations {
                offsets.push(self.here());
                self.out.push(1);
                self.annotation(type_, elements);
            }
            items.push(offsets);
        }
        self.align();
        self.begin(0x1003, items.len());
        let mut sets = vec![];
        for offsets in &items {
            sets.push(self.here());
            self.u32(offsets.len() as u32);
            offsets.iter().for_each(|offset| self.u32(*offset));
        }
        self.begin(0x2006, classes.iter().filter(|class| !class.is_empty()).count());
        let mut sets = sets.into_iter();
        let mut directories = vec![];
        for class in &classes {
            directories.push(if class.is_empty() { 0 } else { self.here() });
            if class.is_empty() {
                continue;
            }
            let count = |wanted: u8| class.iter().filter(|(kind, ..)| *kind == wanted).count() as u32;
            let own = if count(0) > 0 { sets.next().expect("a set for each member") } else { 0 };
            [own, count(1), count(2), 0].into_iter().for_each(|word| self.u32(word));
            for (_, idx, _) in class.iter().filter(|(kind, ..)| *kind != 0) {
                self.u32(*idx);
                self.u32(sets.next().expect("a set for each member"));
            }
        }
        directories
    }

    /// Offsets of the line tables, method by method.
    fn write_lines(&mut self, dex: &DexBuilder) -> Vec<u32> {
        let methods: Vec<&MethodBuilder> = dex.classes.iter().flat_map(|class| &class.methods).collect();
        self.begin(0x2003, methods.iter().filter(|method| !method.lines.is_empty()).count());
        let mut offsets = vec![];
        for method in methods {
            let Some((_, first)) = method.lines.first() else {
                offsets.push(0);
                continue;
            };
            offsets.push(self.here());
            self.uleb(*first);
            // Parameters without names, one `NO_INDEX` plus one each.
            let parameters = split_signature(&method.signature).0.len();
            self.uleb(parameters as u32);
            self.out.resize(self.out.len() + parameters, 0);
            let (mut pc, mut line) = (0, *first);
            for (next_pc, next_line) in &method.lines {
                self.out.push(0x01);
                self.uleb(next_pc - pc);
                self.out.push(0x02);
                self.sleb(next_line.wrapping_sub(line).cast_signed());
                // The special opcode that moves neither.
                self.out.push(0x0e);
                (pc, line) = (*next_pc, *next_line);
            }
            self.out.push(0);
        }
        offsets
    }

    fn write_class_data(&mut self, dex: &DexBuilder, code: &[u32]) -> Vec<u32> {
        let has_data = |class: &&ClassBuilder| !class.fields.is_empty() || !class.methods.is_empty();
        self.begin(0x2000, dex.classes.iter().filter(has_data).count());
        let mut code = code.iter().copied();
        let mut offsets = vec![];
        for class in &dex.classes {
            offsets.push(if has_data(&class) { self.here() } else { 0 });
            if !has_data(&class) {
                continue;
            }
            let mut fields = [vec![], vec![]];
            for field in &class.fields {
                let idx = self.field_at[&field_key(class, &field.name, &field.type_)];
                fields[usize::from(field.access & STATIC == 0)].push((idx, field.access));
            }
            let mut methods = [vec![], vec![]];
            for method in &class.methods {
                // Static, private and constructors are direct.
                let direct = method.access & (STATIC | 0x2 | 0x10000) != 0;
                let idx = self.method_at[&method_key(class, method)];
                methods[usize::from(!direct)].push((
                    idx,
                    method.access,
                    code.next().expect("an offset a method"),
                ));
            }
            for count in [fields[0].len(), fields[1].len(), methods[0].len(), methods[1].len()] {
                self.uleb(count as u32);
            }
            for list in &mut fields {
                list.sort_unstable();
                let mut previous = 0;
                for (idx, access) in list {
                    self.uleb(*idx - previous);
                    self.uleb(*access);
                    previous = *idx;
                }
            }
            for list in &mut methods {
                list.sort_unstable();
                let mut previous = 0;
                for (idx, access, code) in list {
                    self.uleb(*idx - previous);
                    self.uleb(*access);
                    self.uleb(*code);
                    previous = *idx;
                }
            }
        }
        offsets
    }

    fn write_map(&mut self, counts: &[(usize, usize)]) -> usize {
        self.align();
        let at = self.out.len();
        let mut items = vec![(0u16, 1, 0)];
        let mut offset = HEADER_SIZE;
        for (kind, (count, size)) in (1u16..).zip(counts) {
            items.push((kind, *count, offset));
            offset += count * size;
        }
        items.append(&mut self.map);
        items.push((0x1000, 1, at));
        items.retain(|(_, count, _)| *count > 0);
        self.u32(items.len() as u32);
        for (kind, count, offset) in items {
            self.u16(kind);
            self.u16(0);
            self.u32(count as u32);
            self.u32(offset as u32);
        }
        at
    }

    fn ids(&self, dex: &DexBuilder, strings: &[u32], lists: &[u32], classes: &[ClassParts]) -> Vec<u8> {
        let mut ids = vec![];
        let mut word = |word: u32| ids.extend(word.to_le_bytes());
        strings.iter().for_each(|offset| word(*offset));
        in_order(&self.type_at).iter().for_each(|type_| word(self.string_at[type_]));
        for ((result, parameters), list) in in_order(&self.proto_at).iter().zip(lists) {
            word(self.string_at[&shorty(result, parameters)]);
            word(self.type_at[result]);
            word(*list);
        }
        for (class, name, type_) in in_order(&self.field_at) {
            word(self.type_at[&class] | (self.type_at[&type_] << 16));
            word(self.string_at[&name]);
        }
        for (class, name, proto) in in_order(&self.method_at) {
            word(self.type_at[&class] | (self.proto_at[&proto] << 16));
            word(self.string_at[&name]);
        }
        for (class, parts) in dex.classes.iter().zip(classes) {
            word(self.type_at[&class.name]);
            word(class.access);
            word(class.superclass.as_ref().map_or(NO_INDEX, |type_| self.type_at[type_]));
            word(parts.interfaces);
            word(class.source.as_ref().map_or(NO_INDEX, |text| self.string_at[text]));
            word(parts.annotations);
            word(parts.data);
            word(parts.values);
        }
        ids
    }

    fn write_header(&mut self, dex: &DexBuilder, counts: &[(usize, usize)], data: usize, map: usize) {
        let mut words = vec![self.out.len(), HEADER_SIZE, 0x1234_5678, 0, 0, map];
        let mut offset = HEADER_SIZE;
        for (count, size) in counts {
            words.extend([*count, if *count == 0 { 0 } else { offset }]);
            offset += count * size;
        }
        words.extend([self.out.len() - data, data]);
        for (at, word) in words.iter().enumerate() {
            self.out[0x20 + at * 4..][..4].copy_from_slice(&(*word as u32).to_le_bytes());
        }
        self.out[..4].copy_from_slice(b"dex\n");
        self.out[4..7].copy_from_slice(&dex.version.unwrap_or(*b"035"));
        let digest = sha1(&self.out[32..]);
        self.out[12..32].copy_from_slice(&digest);
        let sum = adler32(&self.out[12..]);
        self.out[8..12].copy_from_slice(&sum.to_le_bytes());
    }
}

/// What the sections are made of.
impl Writer {
    /// Starts a section of the map.
    pub(super) fn begin(&mut self, kind: u16, count: usize) {
        self.map.push((kind, count, self.out.len()));
    }

    pub(super) fn here(&self) -> u32 {
        self.out.len() as u32
    }

    pub(super) fn align(&mut self) {
        self.out.resize(self.out.len().next_multiple_of(4), 0);
    }

    pub(super) fn u16(&mut self, value: u16) {
        self.out.extend(value.to_le_bytes());
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    pub(super) fn uleb(&mut self, mut value: u32) {
        while value > 0x7f {
            self.out.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }

    pub(super) fn sleb(&mut self, mut value: i32) {
        while !(-64..64).contains(&value) {
            self.out.push((value as u8 & 0x7f) | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8 & 0x7f);
    }

    fn array(&mut self, values: &[Value]) {
        self.uleb(values.len() as u32);
        values.iter().for_each(|value| self.value(value));
    }

    fn annotation(&mut self, type_: &str, elements: &[(String, Value)]) {
        self.uleb(self.type_at[type_]);
        self.uleb(elements.len() as u32);
        let mut elements = elements.to_vec();
        elements.sort_by_key(|(name, _)| self.string_at[name]);
        for (name, value) in &elements {
            self.uleb(self.string_at[name]);
            self.value(value);
        }
    }

    /// Numbers are written at their full width.
    fn value(&mut self, value: &Value) {
        let mut number = |kind: u8, bytes: &[u8]| {
            self.out.push(kind | ((bytes.len() as u8 - 1) << 5));
            self.out.extend(bytes);
        };
        match value {
            Value::Int(value) => number(0x04, &value.to_le_bytes()),
            Value::Long(value) => number(0x06, &value.to_le_bytes()),
            Value::Float(value) => number(0x10, &value.to_le_bytes()),
            Value::Double(value) => number(0x11, &value.to_le_bytes()),
            Value::Boolean(value) => self.out.push(0x1f | (u8::from(*value) << 5)),
            Value::String(text) => number(0x17, &self.string_at[text].to_le_bytes()),
            Value::Type(type_) => number(0x18, &self.type_at[type_].to_le_bytes()),
            Value::Null => self.out.push(0x1e),
            Value::Array(values) => {
                self.out.push(0x1c);
                self.array(values);
            }
            Value::Annotation(type_, elements) => {
                self.out.push(0x1d);
                self.annotation(type_, elements);
            }
        }
    }
}

/// The default value of a field type, for fields before the last one with a value.
fn zero(type_: &str) -> Value {
    match type_ {
        "Z" => Value::Boolean(false),
        "J" => Value::Long(0),
        "F" => Value::Float(0.0),
        "D" => Value::Double(0.0),
        "B" | "S" | "C" | "I" => Value::Int(0),
        _ => Value::Null,
    }
}

fn sorted<K: Clone, O: Ord>(keys: &BTreeSet<K>, order: impl Fn(&K) -> O) -> Vec<K> {
    let mut keys: Vec<K> = keys.iter().cloned().collect();
    keys.sort_by_key(order);
    keys
}

fn numbered<K: Ord>(keys: Vec<K>) -> BTreeMap<K, u32> {
    keys.into_iter().zip(0..).collect()
}

fn in_order<K: Clone>(table: &BTreeMap<K, u32>) -> Vec<K> {
    let mut keys: Vec<(&u32, &K)> = table.iter().map(|(key, idx)| (idx, key)).collect();
    keys.sort_by_key(|(idx, _)| **idx);
    keys.into_iter().map(|(_, key)| key.clone()).collect()
}

fn mutf8(unit: u16, out: &mut Vec<u8>) {
    let low = |shift: u32| 0x80 | ((unit >> shift) & 0x3f) as u8;
    match unit {
        0x01..=0x7f => out.push(unit as u8),
        0x00 | 0x80..=0x7ff => out.extend([0xc0 | (unit >> 6) as u8, low(0)]),
        _ => out.extend([0xe0 | (unit >> 12) as u8, low(6), low(0)]),
    }
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    (b << 16) | a
}

/// SHA-1 of FIPS 180-4, for the header's signature only.
fn sha1(data: &[u8]) -> [u8; 20] {
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((data.len() as u64 * 8).to_be_bytes());
    for block in message.chunks(64) {
        let mut words: Vec<u32> =
            block.chunks(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]])).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (round, word) in words.iter().enumerate() {
            let (f, k) = match round {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999u32),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        }
        for (value, add) in state.iter_mut().zip([a, b, c, d, e]) {
            *value = value.wrapping_add(add);
        }
    }
    let mut digest = [0; 20];
    for (bytes, word) in digest.chunks_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}
