use std::borrow::Cow;

use crate::{Value, date, tree::Builder};
use cursor::{Limits, ParseError};
use quick_xml::{Reader, events::Event};

/// The text of a document and what was wrong with its encoding.
pub(crate) struct Text<'a> {
    text: Cow<'a, str>,
    issue: Option<ParseError>,
}

impl<'a> Text<'a> {
    /// Decodes UTF-8 or, with a byte order mark, UTF-16. `None` when the first character is no `<`.
    pub(crate) fn decode(data: &'a [u8]) -> Option<Self> {
        let wide = |data: &[u8], number: fn([u8; 2]) -> u16| -> Cow<'a, str> {
            let units = data.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied()).map(number);
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        };
        let text = match data {
            [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
            [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
            [0xef, 0xbb, 0xbf, rest @ ..] | rest => String::from_utf8_lossy(rest),
        };
        let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).starts_with('<');
        let damaged = matches!(&text, Cow::Owned(text) if text.contains(char::REPLACEMENT_CHARACTER));
        let issue = damaged
            .then(|| ParseError::invalid("property list text", 0, "holds bytes that are no characters"));
        begins.then_some(Self { text, issue })
    }
}

/// An element that holds characters.
#[derive(Clone, Copy, PartialEq)]
enum Leaf {
    Key,
    String,
    Data,
    Date,
    Integer,
    Real,
    Bool(bool),
}

/// Reads the XML form (`parseXMLElement` of `CFPropertyList.c`). Offsets are bytes of the decoded text.
pub(crate) fn parse(text: Text<'_>, limits: &Limits) -> Result<(Value, Vec<ParseError>), ParseError> {
    let mut tree = Builder::new(limits);
    tree.issues.extend(text.issue);
    let mut reader = Reader::from_str(&text.text);
    let config = reader.config_mut();
    // Names are matched below, where a mismatch keeps what was read so far.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut open: Vec<&'static str> = Vec::new();
    let mut leaf: Option<(Leaf, String, u64)> = None;
    let mut seen = false;
    loop {
        let offset = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                tree.issue(ParseError::invalid("XML", offset, error.to_string()));
                break;
            }
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                if leaf.is_some() {
                    tree.issue(ParseError::invalid("element content", offset, "an element inside a text"));
                    break;
                }
                match known(tag.name().as_ref()) {
                    Some(Tag::Root) => seen = true,
                    Some(Tag::Dict) => {
                        open_container(&mut tree, &mut open, "dict", offset);
                        seen = true;
                    }
                    Some(Tag::Array) => {
                        open_container(&mut tree, &mut open, "array", offset);
                        seen = true;
                    }
                    Some(Tag::Leaf(kind)) => {
                        leaf = Some((kind, String::new(), offset));
                        seen = true;
                    }
                    None => {
                        tree.issue(unknown(tag.name().as_ref(), offset));
                        break;
                    }
                }
            }
            Event::Empty(tag) => match known(tag.name().as_ref()) {
                Some(Tag::Root) => seen = true,
                Some(Tag::Dict) => {
                    tree.begin_dict(offset);
                    tree.end(offset);
                }
                Some(Tag::Array) => {
                    tree.begin_array(offset);
                    tree.end(offset);
                }
                Some(Tag::Leaf(kind)) if leaf.is_none() => place(&mut tree, kind, String::new(), offset),
                _ => {
                    tree.issue(unknown(tag.name().as_ref(), offset));
                    break;
                }
            },
            Event::End(tag) => match leaf.take() {
                Some((kind, content, start)) => {
                    if !matches!(known(tag.name().as_ref()), Some(Tag::Leaf(end)) if end == kind) {
                        tree.issue(mismatch(tag.name().as_ref(), offset));
                    }
                    place(&mut tree, kind, content, start);
                }
                None if tag.name().as_ref() == "plist" && open.is_empty() => {}
                None => {
                    let expected = open.pop();
                    if expected != Some(tag.name().as_ref()) {
                        tree.issue(mismatch(tag.name().as_ref(), offset));
                        break;
                    }
                    tree.end(offset);
                }
            },
            Event::Text(text) => match &mut leaf {
                Some((_, content, _)) => content.push_str(text.as_ref()),
                None if text.as_ref().chars().all(|c| c.is_whitespace() || c.is_control()) => {}
                None => {
                    tree.issue(ParseError::invalid("element", offset, "characters between elements"));
                    break;
                }
            },
            Event::CData(text) => match &mut leaf {
                Some((_, content, _)) => content.push_str(text.as_ref()),
                None => tree.issue(ParseError::invalid("element", offset, "characters between elements")),
            },
            Event::GeneralRef(name) => {
                let character = character(name.as_ref());
                match (&mut leaf, character) {
                    (Some((_, content, _)), Some(character)) => content.push(character),
                    // Core Foundation stops at an entity that XML itself does not define, so none can expand.
                    _ => {
                        let detail = format!("entity &{}; is not one of XML's own", shortened(name.as_ref()));
                        tree.issue(ParseError::invalid("reference", offset, detail));
                        break;
                    }
                }
            }
            Event::DocType(text) => {
                if text.as_ref().contains('[') {
                    tree.issue(ParseError::invalid(
                        "DOCTYPE",
                        offset,
                        "declares entities or elements of its own",
                    ));
                }
            }
            Event::Comment(_) if leaf.is_some() => {
                tree.issue(ParseError::invalid("element content", offset, "a comment inside a text"));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if tree.is_full() {
            break;
        }
    }
    let end = reader.buffer_position();
    let (root, issues) = tree.finish(end);
    match root {
        Some(value) => Ok((value, issues)),
        None if seen || !issues.is_empty() && text.text.contains("<plist") => Ok((Value::Null, issues)),
        None => Err(ParseError::not_this_format("property list", 0)),
    }
}

enum Tag {
    Root,
    Dict,
    Array,
    Leaf(Leaf),
}

fn known(name: &str) -> Option<Tag> {
    Some(match name {
        "plist" => Tag::Root,
        "dict" => Tag::Dict,
        "array" => Tag::Array,
        "key" => Tag::Leaf(Leaf::Key),
        "string" => Tag::Leaf(Leaf::String),
        "data" => Tag::Leaf(Leaf::Data),
        "date" => Tag::Leaf(Leaf::Date),
        "integer" => Tag::Leaf(Leaf::Integer),
        "real" => Tag::Leaf(Leaf::Real),
        "true" => Tag::Leaf(Leaf::Bool(true)),
        "false" => Tag::Leaf(Leaf::Bool(false)),
        _ => return None,
    })
}

fn open_container(tree: &mut Builder, open: &mut Vec<&'static str>, name: &'static str, offset: u64) {
    if name == "dict" {
        tree.begin_dict(offset);
    } else {
        tree.begin_array(offset);
    }
    open.push(name);
}

fn place(tree: &mut Builder, kind: Leaf, content: String, offset: u64) {
    if tree.is_skipping() {
        return;
    }
    let (what, value) = match kind {
        Leaf::Key => return tree.key(content, offset),
        Leaf::String => return tree.leaf(Value::String(content), offset),
        Leaf::Bool(value) => return tree.leaf(Value::Bool(value), offset),
        Leaf::Data => ("data", Some(Value::Data(base64(&content)))),
        Leaf::Date => ("date", date::from_text(content.trim()).map(Value::Date)),
        Leaf::Integer => ("integer", integer(&content).map(Value::Integer)),
        Leaf::Real => ("real", real(&content).map(Value::Real)),
    };
    let value = value.unwrap_or_else(|| {
        let detail = format!("\"{}\" is none", shortened(&content));
        tree.issue(ParseError::invalid(what, offset, detail));
        Value::Null
    });
    tree.leaf(value, offset);
}

/// Decodes Base64 as `parseDataTag` does: what is no digit of it is passed over, and so is an incomplete group of four.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len().div_euclid(4).saturating_mul(3));
    let (mut group, mut digits, mut padding) = (0u32, 0u8, 0u8);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding = padding.saturating_add(1);
                0
            }
            _ => continue,
        };
        if byte != b'=' {
            padding = 0;
        }
        group = group << 6 | u32::from(digit);
        digits = digits.wrapping_add(1);
        if digits == 4 {
            let [_, first, second, third] = group.to_be_bytes();
            bytes.push(first);
            if padding < 2 {
                bytes.push(second);
            }
            if padding < 1 {
                bytes.push(third);
            }
            (group, digits) = (0, 0);
        }
    }
    bytes
}

/// Reads `S*(-|+)?S*[0-9]+` or the same with `0x` and hexadecimal digits, as `parseIntegerTag` does.
fn integer(text: &str) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.trim_start();
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(rest) => (16, rest),
        None => (10, digits),
    };
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let number = if negative { number.checked_neg()? } else { number };
    (number >= i128::from(i64::MIN)).then_some(number)
}

fn real(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// The character of one of XML's five entities or of a character reference, without `&` and `;`.
fn character(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

fn unknown(name: &str, offset: u64) -> ParseError {
    ParseError::invalid("element", offset, format!("<{}> is none of a property list", shortened(name)))
}

fn mismatch(name: &str, offset: u64) -> ParseError {
    ParseError::invalid("end tag", offset, format!("</{}> ends no open element", shortened(name)))
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
