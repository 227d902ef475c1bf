//! The protobuf forms of an app bundle from the same text as [`axml`](crate::axml) and [`res`](crate::res), and messages that
//! no compiler would write.
//!
//! ```
//! use appraise_testkit::proto::{Message, xml};
//! use appraise_testkit::axml::Encoder;
//! let manifest = xml(&Encoder::new(), r#"<manifest package="a.b"/>"#);
//! // An element without a name, in a node.
//! let odd = Message::new().message(1, &Message::new()).build();
//! assert_eq!(odd, [0x0a, 0]);
//! # assert_eq!(manifest[0], 0x0a);
//! ```

use crate::{
    axml::{self, Data, Encoder, source},
    res::{Kind, Resources},
};

/// A message that is being written, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    bytes: Vec<u8>,
}

impl Message {
    /// A message without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// A number, an enumeration or a truth value. Zero is written too.
    pub fn number(mut self, field: u32, value: u64) -> Self {
        self.varint(u64::from(field) << 3);
        self.varint(value);
        self
    }

    /// A signed number as `int32`: negative ones take ten bytes.
    pub fn signed(self, field: u32, value: i32) -> Self {
        self.number(field, i64::from(value) as u64)
    }

    /// A floating-point number.
    pub fn float(mut self, field: u32, bits: u32) -> Self {
        self.varint(u64::from(field) << 3 | 5);
        self.bytes.extend(bits.to_le_bytes());
        self
    }

    /// A text or bytes.
    pub fn bytes(mut self, field: u32, bytes: impl AsRef<[u8]>) -> Self {
        self.varint(u64::from(field) << 3 | 2);
        self.varint(bytes.as_ref().len() as u64);
        self.bytes.extend(bytes.as_ref());
        self
    }

    /// A text, unless it is empty: protobuf does not write what is unset.
    pub fn text(self, field: u32, text: &str) -> Self {
        if text.is_empty() { self } else { self.bytes(field, text) }
    }

    /// A message inside this one.
    pub fn message(self, field: u32, message: &Self) -> Self {
        self.bytes(field, &message.bytes)
    }

    /// Bytes as they are, whatever they mean.
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    /// The finished message.
    pub fn build(self) -> Vec<u8> {
        self.bytes
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

/// `XmlNode` of a text, as `aapt2 link --proto-format` writes it.
pub fn xml(encoder: &Encoder, text: &str) -> Vec<u8> {
    node(encoder, &axml::parse(text)).build()
}

fn node(encoder: &Encoder, element: &axml::Element) -> Message {
    let mut out = Message::new();
    for (prefix, uri) in &element.namespaces {
        let namespace = Message::new().text(1, prefix).text(2, uri);
        out = out.message(1, &namespace.message(3, &position(element.line)));
    }
    out = out.text(2, element.namespace.as_deref().unwrap_or_default()).text(3, &element.name);
    for attribute in &element.attributes {
        let read = encoder.attr(attribute);
        let mut message = Message::new().text(1, read.namespace.as_deref().unwrap_or_default());
        message = message.text(2, &read.name).text(3, &attribute.value).message(4, &position(element.line));
        if let Some(id) = read.id {
            message = message.number(5, u64::from(id));
        }
        // Text is left to whoever makes the binary form.
        if let Data::Typed(kind, data) = read.data {
            message = message.message(6, &typed(kind, data));
        }
        out = out.message(4, &message);
    }
    for content in &element.content {
        out = match content {
            source::Content::Element(child) => out.message(5, &node(encoder, child)),
            source::Content::Text { text, .. } if text.trim().is_empty() => out,
            source::Content::Text { line, text } => {
                out.message(5, &Message::new().text(2, text).message(3, &position(*line)))
            }
        };
    }
    Message::new().message(1, &out).message(3, &position(element.line))
}

fn position(line: u32) -> Message {
    Message::new().number(1, u64::from(line))
}

/// `Item` of a value that is no text.
fn typed(kind: u8, data: u32) -> Message {
    let number = u64::from(data);
    let new = Message::new();
    let primitive = match kind {
        1 if data == 0 => return new.message(1, &Message::new()),
        1 => return new.message(1, &Message::new().number(2, number)),
        2 => return new.message(1, &Message::new().number(1, 1).number(2, number)),
        0 => new.message(if data == 1 { 2 } else { 1 }, &Message::new()),
        4 => new.float(3, data),
        5 => new.number(13, number),
        6 => new.number(14, number),
        0x10 => new.signed(6, data as i32),
        0x11 => new.number(7, number),
        0x12 => new.number(8, u64::from(data != 0)),
        0x1c..=0x1f => new.number(u32::from(kind - 0x1c + 9), number),
        other => panic!("no message holds a value of type {other:#x}"),
    };
    Message::new().message(7, &primitive)
}

fn item(data: &Data, file: bool) -> Message {
    match data {
        Data::Text(text) => Message::new().message(if file { 5 } else { 2 }, &Message::new().text(1, text)),
        Data::Typed(kind, data) => typed(*kind, *data),
    }
}

/// `ResourceTable` of a folder, as [`res::compile`](crate::res::compile) makes the binary one: same numbers, same values.
pub fn table(files: &[(&str, &str)]) -> Vec<u8> {
    Resources::collect(files).table()
}

/// `ConfigValue` with folder qualifiers.
pub fn config_value(qualifiers: &str, value: &Message) -> Message {
    Message::new().message(1, &configuration(qualifiers)).message(2, value)
}

/// `Configuration` from folder qualifiers: `zh-rTW-night-v21`, or nothing for the default.
pub fn configuration(qualifiers: &str) -> Message {
    let mut out = Message::new();
    let mut locale = String::new();
    for qualifier in qualifiers.split('-').filter(|qualifier| !qualifier.is_empty()) {
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
        let words = [
            ("ldltr", 4, 1),
            ("ldrtl", 4, 2),
            ("port", 15, 1),
            ("land", 15, 2),
            ("night", 17, 1),
            ("notnight", 17, 2),
            ("ldpi", 18, 120),
            ("mdpi", 18, 160),
            ("hdpi", 18, 240),
            ("xhdpi", 18, 320),
            ("xxhdpi", 18, 480),
            ("xxxhdpi", 18, 640),
            ("anydpi", 18, 0xfffe),
            ("nodpi", 18, 0xffff),
        ];
        if let Some((_, field, value)) = words.iter().find(|(word, ..)| *word == qualifier) {
            out = out.number(*field, *value);
        } else if let Some(sdk) = number(qualifier.strip_prefix('v')) {
            out = out.number(24, sdk);
        } else if let Some(width) =
            number(qualifier.strip_prefix("sw").and_then(|rest| rest.strip_suffix("dp")))
        {
            out = out.number(9, width);
        } else if let Some(tag) = qualifier.strip_prefix("b+") {
            locale = tag.replace('+', "-");
        } else if let (3, Some(region)) = (qualifier.len(), qualifier.strip_prefix('r')) {
            locale = format!("{locale}-{region}");
        } else if qualifier.len() == 2 {
            qualifier.clone_into(&mut locale);
        } else {
            panic!("unknown qualifier {qualifier}");
        }
    }
    out.text(3, &locale)
}

impl Resources {
    fn table(&self) -> Vec<u8> {
        let id = |number: u32| Message::new().number(1, u64::from(number));
        let mut package = Message::new().message(1, &id(0x7f)).text(2, &self.package_name);
        for (index, (type_, names)) in self.types.iter().enumerate() {
            let mut out = Message::new().message(1, &id(index as u32 + 1)).text(2, type_);
            for (index, (name, values)) in names.iter().enumerate() {
                let mut entry = Message::new().message(1, &id(index as u32)).text(2, name);
                for (qualifiers, source) in values {
                    let value = self.value(type_, name, source);
                    let (field, message) = match (&value, self.kind(type_, source)) {
                        (crate::res::Value::Simple(data), kind) => (4, item(data, kind == Kind::File)),
                        (crate::res::Value::Bag { parent, items }, kind) => (5, bag(kind, *parent, items)),
                    };
                    entry =
                        entry.message(6, &config_value(qualifiers, &Message::new().message(field, &message)));
                }
                out = out.message(3, &entry);
            }
            package = package.message(3, &out);
        }
        Message::new().message(2, &package).build()
    }
}

/// `CompoundValue`.
fn bag(kind: Kind, parent: u32, items: &[(u32, Data)]) -> Message {
    let reference = |id: u32| Message::new().number(2, u64::from(id));
    let mut out = Message::new();
    match kind {
        Kind::Style => {
            if parent != 0 {
                out = out.message(1, &reference(parent));
            }
            for (key, data) in items {
                let entry = Message::new().message(3, &reference(*key)).message(4, &item(data, false));
                out = out.message(3, &entry);
            }
            Message::new().message(2, &out)
        }
        Kind::Array => {
            for (_, data) in items {
                out = out.message(1, &Message::new().message(3, &item(data, false)));
            }
            Message::new().message(4, &out)
        }
        Kind::Attribute => {
            let any = Message::new().number(1, 0xffff).signed(2, i32::MIN).signed(3, i32::MAX);
            Message::new().message(1, &any)
        }
        Kind::File | Kind::Other => panic!("not a bag"),
    }
}
