//! Property lists: XML text as it is, the same in binary form, and binary objects byte by byte.

use quick_xml::{Reader, events::Event};

/// Wraps the inside of a `<plist>` element into a whole XML document.
pub fn xml(inside: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">{inside}</plist>\n"
    )
    .into_bytes()
}

/// Encodes a well-formed XML property list in the binary form.
///
/// Dates are not supported: fixtures write their seconds with [`date`] and [`raw`].
pub fn binary(xml: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(xml).expect("XML is UTF-8");
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<(bool, Vec<usize>)> = vec![(false, Vec::new())];
    let mut objects: Vec<Object> = Vec::new();
    let mut content = String::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => match tag.name().as_ref() {
                "dict" => open.push((true, Vec::new())),
                "array" => open.push((false, Vec::new())),
                _ => content.clear(),
            },
            Event::Text(text) => content.push_str(&text),
            Event::GeneralRef(name) => content.push(match name.as_ref() {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                other => panic!("entity {other}"),
            }),
            Event::End(tag) => {
                let object = match tag.name().as_ref() {
                    "plist" => continue,
                    "dict" | "array" => {
                        let (is_dict, children) = open.pop().expect("balanced");
                        Object::Container { is_dict, children }
                    }
                    "key" | "string" => Object::Bytes(string(&content)),
                    "integer" => Object::Bytes(integer(content.trim().parse().expect("integer"))),
                    "real" => {
                        let mut bytes = vec![0x23];
                        bytes.extend(content.trim().parse::<f64>().expect("real").to_be_bytes());
                        Object::Bytes(bytes)
                    }
                    "true" => Object::Bytes(vec![9]),
                    "false" => Object::Bytes(vec![8]),
                    "data" => Object::Bytes(data(&base64(&content))),
                    other => panic!("element {other}"),
                };
                content.clear();
                objects.push(object);
                let number = objects.len() - 1;
                open.last_mut().expect("root").1.push(number);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.first().and_then(|(_, roots)| roots.last()).copied().expect("a root value");
    let bytes: Vec<Vec<u8>> = objects.iter().map(|object| object.encode()).collect();
    raw(&bytes, root as u64)
}

enum Object {
    Bytes(Vec<u8>),
    Container { is_dict: bool, children: Vec<usize> },
}

impl Object {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Container { is_dict: false, children } => {
                let refs: Vec<u32> = children.iter().map(|child| *child as u32).collect();
                array(&refs)
            }
            Self::Container { is_dict: true, children } => {
                let keys: Vec<u32> = children.iter().step_by(2).map(|child| *child as u32).collect();
                let values: Vec<u32> =
                    children.iter().skip(1).step_by(2).map(|child| *child as u32).collect();
                dict(&keys, &values)
            }
        }
    }
}

/// A binary property list of these encoded objects, with four-byte references, around a root object.
pub fn raw(objects: &[Vec<u8>], root: u64) -> Vec<u8> {
    let mut out = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.push(out.len() as u64);
        out.extend(object);
    }
    let table = out.len() as u64;
    for offset in &offsets {
        out.extend(offset.to_be_bytes());
    }
    out.extend([0, 0, 0, 0, 0, 0, 8, 4]);
    out.extend((objects.len() as u64).to_be_bytes());
    out.extend(root.to_be_bytes());
    out.extend(table.to_be_bytes());
    out
}

/// Marker and count of a binary object.
fn header(kind: u8, count: usize) -> Vec<u8> {
    match u8::try_from(count) {
        Ok(count) if count < 15 => vec![kind | count],
        _ => {
            let mut out = vec![kind | 0x0f, 0x12];
            out.extend((count as u32).to_be_bytes());
            out
        }
    }
}

/// An encoded integer object.
pub fn integer(value: i64) -> Vec<u8> {
    let mut out = vec![0x13];
    out.extend(value.to_be_bytes());
    out
}

/// An encoded date object; seconds since 2001-01-01.
pub fn date(seconds: f64) -> Vec<u8> {
    let mut out = vec![0x33];
    out.extend(seconds.to_be_bytes());
    out
}

/// An encoded string object, UTF-16 where ASCII does not do.
pub fn string(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        let mut out = header(0x50, text.len());
        out.extend(text.bytes());
        return out;
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = header(0x60, units.len());
    out.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
    out
}

/// An encoded data object.
pub fn data(bytes: &[u8]) -> Vec<u8> {
    let mut out = header(0x40, bytes.len());
    out.extend(bytes);
    out
}

/// An encoded array of references to objects.
pub fn array(refs: &[u32]) -> Vec<u8> {
    let mut out = header(0xa0, refs.len());
    out.extend(refs.iter().flat_map(|number| number.to_be_bytes()));
    out
}

/// An encoded dictionary of references to keys and values.
pub fn dict(keys: &[u32], values: &[u32]) -> Vec<u8> {
    let mut out = header(0xd0, keys.len());
    out.extend(keys.iter().chain(values).flat_map(|number| number.to_be_bytes()));
    out
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut group, mut bits) = (0u32, 0u32);
    for byte in text.bytes().filter(|byte| *byte != b'=' && !byte.is_ascii_whitespace()) {
        let digit = DIGITS.iter().position(|known| *known == byte).expect("a Base64 digit");
        group = (group << 6) | digit as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits) as u8);
        }
    }
    out
}
