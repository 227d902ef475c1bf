//! Entitlements in DER, and how they differ from their XML twin.
//!
//! The layout is that of Apple's CoreEntitlements: `[APPLICATION 16] { INTEGER 1, [CONTEXT 16] { SEQUENCE { UTF8String,
//! value }... } }`. Signatures made before iOS 15 have a bare `SET` of the pairs.

use crate::asn1::{
    BOOLEAN, Element, Elements, INTEGER, OCTET_STRING, Rules::Der, SEQUENCE, SET, UTF8_STRING,
};
use cursor::{Limits, ParseError};
use proplist::Value;

/// `[APPLICATION 16]`, constructed.
const APPLICATION_16: u8 = 0x70;
/// `[CONTEXT 16]`, constructed: a dictionary.
const DICTIONARY: u8 = 0xb0;

/// Nested values that are read, however high the limit: the reader calls itself.
const MAX_DEPTH: u32 = 128;

/// Issues that are kept of one document.
const MAX_ISSUES: usize = 64;

/// Differences that are kept; one is enough to stop a release.
const MAX_DIFFERENCES: usize = 100;

/// Reads DER entitlements that lie at `base` in the artifact. A value that cannot be read is [`Value::Null`].
pub(crate) fn read(
    data: &[u8],
    base: u64,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Result<Value, ParseError> {
    let mut top = Elements::new(data, base, Der);
    let mut root = top.next("DER entitlements")?.ok_or_else(|| top.missing("DER entitlements"))?;
    if root.tag == APPLICATION_16 {
        let mut parts = root.children(Der);
        let version = parts.expect(INTEGER, "DER entitlements version")?;
        if version.content != [1] {
            issues.push(version.invalid("DER entitlements version", format!("{:?}, not 1", version.content)));
        }
        root = parts.expect(DICTIONARY, "DER entitlements dictionary")?;
    } else if root.tag != SET && root.tag != DICTIONARY {
        return Err(ParseError::not_this_format("DER entitlements", base));
    }
    let mut walk = Walk {
        depth: limits.asn1_depth.min(MAX_DEPTH),
        nodes: limits.plist_nodes,
        limits,
        issues: Vec::new(),
    };
    let value = walk.value(root, 0);
    issues.append(&mut walk.issues);
    Ok(value)
}

struct Walk<'l> {
    depth: u32,
    nodes: u64,
    limits: &'l Limits,
    issues: Vec<ParseError>,
}

impl Walk<'_> {
    fn issue(&mut self, issue: ParseError) {
        if self.issues.len() < MAX_ISSUES {
            self.issues.push(issue);
        }
    }

    fn value(&mut self, element: Element<'_>, depth: u32) -> Value {
        let what = "DER entitlement value";
        if depth >= self.depth {
            self.issue(ParseError::limit(what, element.offset, "asn1_depth", u64::from(self.depth)));
            return Value::Null;
        }
        if self.nodes == 0 {
            let max = self.limits.plist_nodes;
            self.issue(ParseError::limit(what, element.offset, "plist_nodes", max));
            return Value::Null;
        }
        self.nodes = self.nodes.saturating_sub(1);
        match element.tag {
            SEQUENCE => self.array(element, depth),
            DICTIONARY | SET => self.dictionary(element, depth),
            _ => scalar(element).unwrap_or_else(|issue| {
                self.issue(issue);
                Value::Null
            }),
        }
    }

    fn array(&mut self, element: Element<'_>, depth: u32) -> Value {
        let mut out = Vec::new();
        let mut each = element.children(Der);
        while self.nodes > 0 {
            match each.next("DER entitlement array") {
                Ok(Some(item)) => out.push(self.value(item, depth.saturating_add(1))),
                Ok(None) => break,
                Err(issue) => {
                    self.issue(issue);
                    break;
                }
            }
        }
        Value::Array(out)
    }

    fn dictionary(&mut self, element: Element<'_>, depth: u32) -> Value {
        let mut out = Vec::new();
        let mut each = element.children(Der);
        while self.nodes > 0 {
            match each.next("DER entitlement pair") {
                Ok(Some(pair)) => match self.pair(pair, depth) {
                    Ok(pair) => out.push(pair),
                    Err(issue) => self.issue(issue),
                },
                Ok(None) => break,
                Err(issue) => {
                    self.issue(issue);
                    break;
                }
            }
        }
        Value::Dict(out)
    }

    fn pair(&mut self, pair: Element<'_>, depth: u32) -> Result<(String, Value), ParseError> {
        if pair.tag != SEQUENCE {
            return Err(pair.invalid("DER entitlement pair", format!("tag {:#04x}", pair.tag)));
        }
        let mut parts = pair.children(Der);
        let key = parts.expect(UTF8_STRING, "DER entitlement key")?;
        let value =
            parts.next("DER entitlement value")?.ok_or_else(|| parts.missing("DER entitlement value"))?;
        Ok((String::from_utf8_lossy(key.content).into_owned(), self.value(value, depth.saturating_add(1))))
    }
}

fn scalar(element: Element<'_>) -> Result<Value, ParseError> {
    let what = "DER entitlement value";
    match (element.tag, element.content) {
        (BOOLEAN, [0]) => Ok(Value::Bool(false)),
        (BOOLEAN, [0xff]) => Ok(Value::Bool(true)),
        // libDER takes any other byte for true.
        (BOOLEAN, [_]) => Ok(Value::Bool(true)),
        (INTEGER, [first, rest @ ..]) if rest.len() <= 8 => {
            let start = i128::from(i8::from_be_bytes([*first]));
            Ok(Value::Integer(
                rest.iter().fold(start, |number, byte| number.wrapping_shl(8) | i128::from(*byte)),
            ))
        }
        (UTF8_STRING, text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::String(text.to_owned())),
            Err(error) => Err(element.invalid(what, error.to_string())),
        },
        (OCTET_STRING, bytes) => Ok(Value::Data(bytes.to_vec())),
        (tag, content) => Err(element.invalid(what, format!("tag {tag:#04x} with {} bytes", content.len()))),
    }
}

/// Where two readings of the same entitlements differ, one line each: key path, XML value, DER value.
pub(crate) fn compare(xml: &Value, der: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare_at(&mut Vec::new(), Some(xml), Some(der), &mut out);
    out
}

/// Recursion is bounded: both readers cap the depth, the property list reader at 512.
fn compare_at(path: &mut Vec<String>, xml: Option<&Value>, der: Option<&Value>, out: &mut Vec<String>) {
    if out.len() >= MAX_DIFFERENCES {
        return;
    }
    match (xml, der) {
        (Some(Value::Dict(_)), Some(Value::Dict(_))) => {
            let (xml, der) = (effective(xml), effective(der));
            let mut keys: Vec<&str> = xml.iter().chain(&der).map(|(key, _)| *key).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                path.push(key.to_owned());
                compare_at(path, find(&xml, key), find(&der, key), out);
                path.pop();
            }
        }
        (Some(Value::Array(xml)), Some(Value::Array(der))) => {
            for index in 0..xml.len().max(der.len()) {
                path.push(index.to_string());
                compare_at(path, xml.get(index), der.get(index), out);
                path.pop();
            }
        }
        (xml, der) if xml == der => {}
        (xml, der) => {
            out.push(format!("{}: XML {}, DER {}", path.join("/"), describe(xml), describe(der)));
        }
    }
}

/// The entries that count, sorted by key: of equal keys the last.
fn effective(value: Option<&Value>) -> Vec<(&str, &Value)> {
    let mut entries: Vec<(&str, &Value)> = value
        .and_then(Value::as_dict)
        .unwrap_or_default()
        .iter()
        .rev()
        .map(|(key, value)| (key.as_str(), value))
        .collect();
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by_key(|(key, _)| *key);
    entries
}

fn find<'a>(entries: &[(&str, &'a Value)], key: &str) -> Option<&'a Value> {
    let index = entries.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    entries.get(index).map(|(_, value)| *value)
}

fn describe(value: Option<&Value>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(Value::Null) => "unreadable".to_owned(),
        Some(Value::Dict(entries)) => format!("a dictionary of {}", entries.len()),
        Some(Value::Array(values)) => format!("an array of {}", values.len()),
        Some(Value::String(text)) => format!("\"{}\"", text.chars().take(80).collect::<String>()),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Real(number)) => number.to_string(),
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::Date(seconds)) => format!("the date {seconds}"),
        Some(Value::Data(bytes)) => format!("{} bytes of data", bytes.len()),
        Some(Value::Uid(number)) => format!("UID {number}"),
    }
}

/// Keys that some dictionary holds more than once, by the key path of the dictionary.
pub(crate) fn duplicates(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    duplicates_at(&mut Vec::new(), value, &mut out);
    out
}

fn duplicates_at(path: &mut Vec<String>, value: &Value, out: &mut Vec<String>) {
    let keys = value.duplicate_keys();
    out.extend(keys.into_iter().map(|key| {
        let path: Vec<&str> = path.iter().map(String::as_str).chain([key]).collect();
        path.join("/")
    }));
    if out.len() >= MAX_DIFFERENCES {
        return out.truncate(MAX_DIFFERENCES);
    }
    for (key, value) in value.as_dict().unwrap_or_default() {
        path.push(key.clone());
        duplicates_at(path, value, out);
        path.pop();
    }
    for (index, value) in value.as_array().unwrap_or_default().iter().enumerate() {
        path.push(index.to_string());
        duplicates_at(path, value, out);
        path.pop();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;

    fn tlv(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
        let body = parts.concat();
        let mut out = vec![tag];
        match body.len() {
            length @ 0..0x80 => out.push(length as u8),
            length => {
                out.push(0x84);
                out.extend((length as u32).to_be_bytes());
                while out[2] == 0 {
                    out.remove(2);
                    out[1] -= 1;
                }
            }
        }
        out.extend(body);
        out
    }

    fn pair(key: &str, value: Vec<u8>) -> Vec<u8> {
        tlv(SEQUENCE, &[tlv(UTF8_STRING, &[key.as_bytes().to_vec()]), value])
    }

    fn document(pairs: &[Vec<u8>]) -> Vec<u8> {
        tlv(APPLICATION_16, &[tlv(INTEGER, &[vec![1]]), tlv(DICTIONARY, pairs)])
    }

    fn parse(data: &[u8]) -> (Value, Vec<ParseError>) {
        let mut issues = Vec::new();
        let value = read(data, 0, &Limits::default(), &mut issues).unwrap();
        (value, issues)
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text = tlv(UTF8_STRING, &[b"TEAM.*".to_vec()]);
        let data = document(&[
            pair("a", tlv(BOOLEAN, &[vec![0xff]])),
            pair("b", tlv(INTEGER, &[vec![0xff, 0x7f]])),
            pair("c", tlv(SEQUENCE, &[text])),
            pair("d", tlv(DICTIONARY, &[pair("e", tlv(BOOLEAN, &[vec![0]]))])),
        ]);
        let (value, issues) = parse(&data);
        assert!(issues.is_empty(), "{issues:?}");
        assert_eq!(value.get("a"), Some(&Value::Bool(true)));
        assert_eq!(value.get("b"), Some(&Value::Integer(-129)));
        assert_eq!(value.get("c"), Some(&Value::Array(vec![Value::String("TEAM.*".into())])));
        assert_eq!(value.at(&["d", "e"]), Some(&Value::Bool(false)));
    }

    #[test]
    fn a_broken_value_keeps_its_key() {
        let data = document(&[pair("a", tlv(INTEGER, &[vec![1; 17]])), pair("b", tlv(BOOLEAN, &[vec![0]]))]);
        let (value, issues) = parse(&data);
        assert_eq!(issues.len(), 1);
        assert_eq!((value.get("a"), value.get("b")), (Some(&Value::Null), Some(&Value::Bool(false))));
    }

    #[test]
    fn values_nested_20_000_deep_are_cut_at_the_limit() {
        let lengths = (0..20_000).scan(2usize, |inner, _| {
            let here = *inner;
            *inner += if here < 0x80 {
                2
            } else if here < 0x100 {
                3
            } else if here < 0x1_0000 {
                4
            } else {
                5
            };
            Some(here)
        });
        let mut reversed = vec![0u8, 0x05];
        for length in lengths {
            let bytes: Vec<u8> = length
                .to_le_bytes()
                .into_iter()
                .take(if length < 0x100 {
                    1
                } else if length < 0x1_0000 {
                    2
                } else {
                    3
                })
                .collect();
            reversed.extend(&bytes);
            if length >= 0x80 {
                reversed.push(0x80 | bytes.len() as u8);
            }
            reversed.push(SEQUENCE);
        }
        reversed.reverse();
        let (value, issues) = parse(&document(&[pair("deep", reversed)]));
        assert!(issues.iter().any(ParseError::is_limit), "{issues:?}");
        assert!(value.walk().count() < 200);
    }

    #[test]
    fn a_length_beyond_the_data_costs_the_rest_and_nothing_else() {
        let mut broken = pair("b", vec![]);
        broken.extend([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]);
        let (value, issues) = parse(&document(&[pair("a", tlv(BOOLEAN, &[vec![0xff]])), broken]));
        assert_eq!(value.get("a"), Some(&Value::Bool(true)));
        assert!(!issues.is_empty());
    }

    #[test]
    fn a_difference_names_its_key_path_and_both_values() {
        let dict = |allow, groups: &[&str]| {
            Value::Dict(vec![
                ("get-task-allow".into(), Value::Bool(allow)),
                (
                    "groups".into(),
                    Value::Array(groups.iter().map(|group| Value::String((*group).into())).collect()),
                ),
            ])
        };
        assert!(compare(&dict(true, &["a"]), &dict(true, &["a"])).is_empty());
        assert_eq!(
            compare(&dict(false, &["a"]), &dict(true, &["a", "b"])),
            ["get-task-allow: XML false, DER true", "groups/1: XML absent, DER \"b\""]
        );
    }

    #[test]
    fn duplicate_keys_are_named_at_any_depth() {
        let inner = Value::Dict(vec![("x".into(), Value::Null), ("x".into(), Value::Null)]);
        let value = Value::Dict(vec![("a".into(), Value::Array(vec![inner]))]);
        assert_eq!(duplicates(&value), ["a/0/x"]);
    }
}
