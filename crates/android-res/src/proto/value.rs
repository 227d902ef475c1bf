use cursor::ParseError;

use super::wire::{Message, Trouble, Wire};
use crate::{Content, ResId, Table, Value, attrs};

/// `ResTable_map::ATTR_TYPE` of AOSP `ResourceTypes.h`.
const ATTR_TYPE: u32 = 0x0100_0000;
/// `ResTable_map::ATTR_MIN`; the items of an array count on from here.
const ATTR_MIN: u32 = 0x0100_0001;
/// `ResTable_map::ATTR_MAX`.
const ATTR_MAX: u32 = 0x0100_0002;
/// `ResTable_map::ATTR_ZERO` to `ATTR_MANY` and `ATTR_OTHER`, in the order of `Plural.Arity`.
const ARITIES: [u32; 6] = [0x0100_0005, 0x0100_0006, 0x0100_0007, 0x0100_0008, 0x0100_0009, 0x0100_0004];

/// Stands where an item of a bag cannot be read, so that the others keep their places.
const UNREADABLE: Value = Value::Unknown { kind: 0, data: 0 };

/// Reads the values of messages as `ProtoDeserialize.cpp` of AOSP `tools/aapt2` reads them and gives what its binary form
/// would hold.
pub(super) struct Values<'t> {
    pub(super) trouble: Trouble,
    /// Where a reference that has no id is looked up by its name.
    pub(super) names: Option<&'t Table<'t>>,
    /// Where the texts that were met lie: offset and length.
    pub(super) texts: Vec<(u64, usize)>,
    /// Texts that may still be noted.
    pub(super) texts_left: u64,
    /// Items of one bag that are read.
    pub(super) bag_items: u64,
}

/// What a `ConfigValue` holds.
pub(super) enum Held {
    Content(Content),
    /// A styleable or a macro: it never leaves the build.
    BuildOnly,
    Nothing,
}

impl Values<'_> {
    /// `Item`.
    pub(super) fn item(&mut self, item: Message<'_>) -> Option<Value> {
        let mut value = None;
        let mut fields = item.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            let Wire::Bytes(message) = field.value else { continue };
            match field.number {
                1 => value = Some(self.reference(message)),
                // Texts are in field 1 of every kind of text, the path of a file too.
                2..=5 => value = Some(Value::String(self.string(message))),
                6 => value = Some(Value::Bool(false)),
                7 => value = self.primitive(message).or(value),
                _ => {}
            }
        }
        if value.is_none() {
            self.trouble.refuse("item", item.offset, "there is no value");
        }
        value
    }

    fn string(&mut self, message: Message<'_>) -> String {
        let mut found = None;
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            if let (1, Wire::Bytes(text)) = (field.number, field.value) {
                found = Some(text);
            }
        }
        let Some(text) = found else { return String::new() };
        if let Some(left) = self.texts_left.checked_sub(1) {
            self.texts_left = left;
            self.texts.push((text.offset, text.data.len()));
        }
        self.trouble.text("text", text).into_owned()
    }

    /// `Reference`.
    fn reference(&mut self, message: Message<'_>) -> Value {
        let (mut attribute, mut id, mut name, mut dynamic) = (false, 0, None, false);
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Varint(kind)) => attribute = kind == 1,
                (2, Wire::Varint(number)) => id = number as u32,
                (3, Wire::Bytes(text)) => name = Some(text).filter(|text| !text.data.is_empty()),
                (5, Wire::Bytes(truth)) => dynamic = self.number(truth) != 0,
                _ => {}
            }
        }
        if id == 0
            && let Some(name) = name
        {
            let text = self.trouble.text("reference", name);
            let found = self.names.map(|table| (table, table.find_full(&text)));
            if let Some((_, None)) = found {
                let detail = format!("no resource is named {text:?}");
                self.trouble.issues.push(ParseError::invalid("reference", name.offset, detail));
            }
            id = found.and_then(|(_, id)| id).unwrap_or(ResId(0)).0;
            // A plain reference with id 0 would be `@null`; this one leads to something, only nobody knows where.
            dynamic |= id == 0;
        }
        match (attribute, dynamic) {
            (true, _) => Value::ThemeAttribute(ResId(id)),
            (false, true) if id != 0 || name.is_some() => Value::DynamicReference(ResId(id)),
            (false, _) => Value::Reference(ResId(id)),
        }
    }

    /// `Primitive`; the last field that is set counts.
    fn primitive(&mut self, message: Message<'_>) -> Option<Value> {
        let mut value = None;
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            let read = match (field.number, field.value) {
                (1 | 2, Wire::Bytes(_)) => Value::Null,
                (3, Wire::Fixed32(bits)) => Value::Float(f32::from_bits(bits)),
                (6 | 7, Wire::Varint(number)) => Value::Int(number as i32),
                (8, Wire::Varint(truth)) => Value::Bool(truth != 0),
                (9..=12, Wire::Varint(color)) => Value::Color(color as u32),
                (13, Wire::Varint(data)) => Value::Dimension(data as u32),
                (14, Wire::Varint(data)) => Value::Fraction(data as u32),
                // The first releases kept the packed value as if it were a floating-point number.
                (4, Wire::Fixed32(bits)) => Value::Dimension(bits),
                (5, Wire::Fixed32(bits)) => Value::Fraction(bits),
                _ => continue,
            };
            value = Some(read);
        }
        value
    }

    /// Field 1 of a message that has only this: `Boolean`, `PackageId`, `TypeId`, `EntryId`, `SourcePosition`.
    pub(super) fn number(&mut self, message: Message<'_>) -> u64 {
        let mut value = 0;
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            if let (1, Wire::Varint(number)) = (field.number, field.value) {
                value = number;
            }
        }
        value
    }

    /// `Value`.
    pub(super) fn held(&mut self, message: Message<'_>) -> Held {
        let mut held = Held::Nothing;
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (4, Wire::Bytes(item)) => {
                    held =
                        self.item(item).map_or(Held::Nothing, |value| Held::Content(Content::Simple(value)));
                }
                (5, Wire::Bytes(compound)) => held = self.compound(compound),
                _ => {}
            }
        }
        held
    }

    /// `CompoundValue`.
    fn compound(&mut self, message: Message<'_>) -> Held {
        let mut held = Held::Nothing;
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            let Wire::Bytes(message) = field.value else { continue };
            held = match field.number {
                1 => Held::Content(self.attribute(message)),
                2 => Held::Content(self.style(message)),
                4 => Held::Content(self.list(message, 3, |_, index| ATTR_MIN.saturating_add(index))),
                5 => Held::Content(self.list(message, 4, |arity, _| {
                    ARITIES.get(arity as usize).copied().unwrap_or(0x0100_0004)
                })),
                3 | 6 => Held::BuildOnly,
                _ => continue,
            };
        }
        held
    }

    /// `Attribute`: its formats, its limits and the names of its numbers.
    fn attribute(&mut self, message: Message<'_>) -> Content {
        let (mut formats, mut min, mut max) = (0, 0, 0);
        let mut symbols = Vec::new();
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Varint(bits)) => formats = bits as i32,
                (2, Wire::Varint(number)) => min = number as i32,
                (3, Wire::Varint(number)) => max = number as i32,
                (4, Wire::Bytes(symbol)) if self.room(symbols.len(), symbol.offset) => {
                    symbols.push(self.symbol(symbol));
                }
                _ => {}
            }
        }
        let mut items = vec![(ResId(ATTR_TYPE), Value::Int(formats))];
        if min != i32::MIN {
            items.push((ResId(ATTR_MIN), Value::Int(min)));
        }
        if max != i32::MAX {
            items.push((ResId(ATTR_MAX), Value::Int(max)));
        }
        items.extend(symbols);
        Content::Bag { parent: None, items }
    }

    fn symbol(&mut self, message: Message<'_>) -> (ResId, Value) {
        let (mut name, mut data, mut kind) = (ResId(0), 0, 0);
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (3, Wire::Bytes(reference)) => name = self.target(reference),
                (4, Wire::Varint(number)) => data = number as u32,
                (5, Wire::Varint(number)) => kind = number as u8,
                _ => {}
            }
        }
        let kind = if kind == 0 { 0x10 } else { kind };
        (name, Value::decode(kind, data, |_| None))
    }

    /// `Style`, sorted as in a table.
    fn style(&mut self, message: Message<'_>) -> Content {
        let mut parent = None;
        let mut items = Vec::new();
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Bytes(reference)) => {
                    parent = Some(self.target(reference)).filter(|id| id.0 != 0);
                }
                (3, Wire::Bytes(entry)) if self.room(items.len(), entry.offset) => {
                    items.push(self.style_entry(entry));
                }
                _ => {}
            }
        }
        // A shared library's ids, 0x00, come after the framework's and before the app's.
        items.sort_by_key(|(key, _)| match key.package() {
            0 => (0x02, key.0),
            package => (package, key.0),
        });
        Content::Bag { parent, items }
    }

    fn style_entry(&mut self, message: Message<'_>) -> (ResId, Value) {
        let (mut key, mut value) = (ResId(0), UNREADABLE);
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (3, Wire::Bytes(reference)) => key = self.target(reference),
                (4, Wire::Bytes(item)) => value = self.item(item).unwrap_or(UNREADABLE),
                _ => {}
            }
        }
        (key, value)
    }

    /// `Array` and `Plural`: messages in field 1 with an item each.
    fn list(&mut self, message: Message<'_>, item_field: u32, key: impl Fn(u64, u32) -> u32) -> Content {
        let mut items = Vec::new();
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            let (1, Wire::Bytes(element)) = (field.number, field.value) else { continue };
            if !self.room(items.len(), element.offset) {
                break;
            }
            let (mut arity, mut value) = (0, None);
            let mut fields = element.fields();
            while let Some(field) = self.trouble.next(&mut fields) {
                match (field.number, field.value) {
                    (number, Wire::Bytes(item)) if number == item_field => value = self.item(item),
                    (3, Wire::Varint(number)) => arity = number,
                    _ => {}
                }
            }
            let index = u32::try_from(items.len()).unwrap_or(u32::MAX);
            items.push((ResId(key(arity, index)), value.unwrap_or(UNREADABLE)));
        }
        Content::Bag { parent: None, items }
    }

    fn room(&mut self, taken: usize, at: u64) -> bool {
        let room = (taken as u64) < self.bag_items;
        if !room {
            self.trouble.limit("items of a resource", at, "table_items", self.bag_items);
        }
        room
    }

    fn target(&mut self, message: Message<'_>) -> ResId {
        match self.reference(message) {
            Value::Reference(id) | Value::DynamicReference(id) | Value::ThemeAttribute(id) => id,
            _ => ResId(0),
        }
    }
}

impl Table<'_> {
    /// The resource of a whole name, as messages write it: `com.example:bool/dev`, `android:attr/name`, `bool/dev`.
    fn find_full(&self, full: &str) -> Option<ResId> {
        let (package, rest) =
            full.split_once(':').map_or((None, full), |(package, rest)| (Some(package), rest));
        let (type_, name) = rest.split_once('/')?;
        // Packages are numbered by a byte; a table with more of them is made to cost time.
        let packages = self.packages().iter().take(0x100);
        let own = package.is_none_or(|package| packages.map(|own| &own.name).any(|own| own == package));
        match package {
            _ if own => self.find(type_, name),
            Some("android") if type_ == "attr" => attrs::id(name),
            _ => None,
        }
    }
}
