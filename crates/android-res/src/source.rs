//! XML as people write it: the manifest of a library (`.aar`), which is compiled only with the app that uses it.
//!
//! Typed as aapt2 would type it (`ResourceUtils` of AOSP `tools/aapt2`). References have names and no ids, so none of them
//! resolves.

use std::collections::HashMap;

use cursor::{Limits, ParseError, Parsed};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::axml::{Opened, Tree};
use crate::{Accepts, Attribute, Document, ResId, Value, attrs};

/// Reads a document. `Err` means that this is no XML text at all.
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Document>, ParseError> {
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    let text = std::str::from_utf8(data).map_err(|_| ParseError::not_this_format("XML text", 0))?;
    if !text.trim_start().starts_with('<') {
        return Err(ParseError::not_this_format("XML text", 0));
    }
    let mut reader = Reader::from_str(text);
    let mut out = Source {
        text,
        tree: Tree::default(),
        scopes: Vec::new(),
        issues: Vec::new(),
        left: limits.table_items,
        counted: (0, 1),
    };
    loop {
        let offset = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                if out.scopes.len() >= limits.xml_depth as usize {
                    out.issues.push(ParseError::limit(
                        "element depth",
                        offset,
                        "xml_depth",
                        u64::from(limits.xml_depth),
                    ));
                    break;
                }
                out.start(&tag, offset);
            }
            Ok(Event::Empty(tag)) => {
                out.start(&tag, offset);
                out.end();
            }
            Ok(Event::End(_)) => out.end(),
            Ok(_) => {}
            Err(error) => {
                out.issues.push(ParseError::invalid("XML", offset, error.to_string()));
                break;
            }
        }
        if out.left == 0 {
            out.issues.push(ParseError::limit("elements", offset, "table_items", limits.table_items));
            break;
        }
    }
    Ok(Parsed { value: out.tree.finish(Accepts::Unknown), issues: out.issues })
}

struct Source<'a> {
    text: &'a str,
    tree: Tree,
    /// Namespace prefixes that each open element declares.
    scopes: Vec<HashMap<String, String>>,
    issues: Vec<ParseError>,
    /// Elements and attributes that may still be read.
    left: u64,
    /// An offset and its line, from which lines are counted on.
    counted: (usize, u32),
}

impl Source<'_> {
    fn start(&mut self, tag: &BytesStart<'_>, offset: u64) {
        let mut scope = HashMap::new();
        let mut written: Vec<(String, String)> = Vec::new();
        for attribute in tag.attributes().with_checks(false) {
            let Some(left) = self.left.checked_sub(1) else { break };
            self.left = left;
            let Ok(attribute) = attribute else {
                self.issues.push(ParseError::invalid("attribute", offset, "it has no value in quotes"));
                continue;
            };
            let name = attribute.key.as_ref().to_owned();
            let value = match quick_xml::escape::unescape(&attribute.value) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.clone().into_owned(),
            };
            match name.strip_prefix("xmlns:") {
                Some(prefix) => drop(scope.insert(prefix.to_owned(), value)),
                None => written.push((name, value)),
            }
        }
        self.scopes.push(scope);
        let attributes = written.into_iter().map(|(name, value)| {
            let (namespace, name) = match name.split_once(':') {
                Some((prefix, name)) => (self.namespace(prefix), name.to_owned()),
                None => (None, name),
            };
            let is_framework = namespace.as_deref() == Some(crate::axml::ANDROID_NAMESPACE);
            let id = if is_framework { attrs::id(&name) } else { None };
            Attribute { namespace, id, value: typed(&name, &value), raw: Some(value), name }
        });
        let attributes = attributes.collect();
        let line = self.line(usize::try_from(offset).unwrap_or(usize::MAX));
        let name = tag.name().as_ref().to_owned();
        self.left = self.left.saturating_sub(1);
        self.tree.start(Opened { namespace: None, name, line, attributes });
    }

    /// The line of an offset that lies behind the one asked for before.
    fn line(&mut self, offset: usize) -> u32 {
        let (from, line) = self.counted;
        let lines =
            self.text.get(from..offset).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
        self.counted = (offset, line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)));
        self.counted.1
    }

    fn end(&mut self) {
        self.scopes.pop();
        self.tree.end();
    }

    fn namespace(&self, prefix: &str) -> Option<String> {
        self.scopes.iter().rev().find_map(|scope| scope.get(prefix)).cloned()
    }
}

/// The value that a compiler makes of the text of an attribute.
fn typed(name: &str, text: &str) -> Value {
    match text.as_bytes() {
        [b'@', ..] if text != "@null" && text != "@empty" => return Value::DynamicReference(ResId(0)),
        [b'?', ..] => return Value::ThemeAttribute(ResId(0)),
        _ => {}
    }
    let words = WORDS.iter().filter(|(attribute, ..)| *attribute == name);
    let number =
        |word: &str| words.clone().find_map(|(_, known, value)| (*known == word.trim()).then_some(*value));
    if let Some(value) = text.split('|').map(number).try_fold(0, |all, one| Some(all | one?)) {
        return Value::Int(value);
    }
    let hexadecimal = text.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match text {
        "true" | "TRUE" | "True" => Value::Bool(true),
        "false" | "FALSE" | "False" => Value::Bool(false),
        _ => match text.parse().ok().or(hexadecimal.map(u32::cast_signed)) {
            Some(value) => Value::Int(value),
            None => Value::String(text.to_owned()),
        },
    }
}

/// Enum and flag words of AOSP `attrs_manifest.xml`, as far as the settings they stand for matter to security.
const WORDS: &[(&str, &str, i32)] = &[
    ("launchMode", "standard", 0),
    ("launchMode", "singleTop", 1),
    ("launchMode", "singleTask", 2),
    ("launchMode", "singleInstance", 3),
    ("launchMode", "singleInstancePerTask", 4),
    ("protectionLevel", "normal", 0),
    ("protectionLevel", "dangerous", 1),
    ("protectionLevel", "signature", 2),
    ("protectionLevel", "signatureOrSystem", 3),
    ("protectionLevel", "internal", 4),
    ("protectionLevel", "privileged", 0x10),
    ("protectionLevel", "system", 0x10),
    ("protectionLevel", "development", 0x20),
    ("protectionLevel", "appop", 0x40),
    ("protectionLevel", "pre23", 0x80),
    ("protectionLevel", "installer", 0x100),
    ("protectionLevel", "verifier", 0x200),
    ("protectionLevel", "preinstalled", 0x400),
    ("protectionLevel", "setup", 0x800),
    ("protectionLevel", "instant", 0x1000),
    ("protectionLevel", "runtime", 0x2000),
    ("protectionLevel", "knownSigner", 0x800_0000),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const MANIFEST: &str = r#"<?xml version="1.0"?>
<manifest xmlns:a="http://schemas.android.com/apk/res/android" package="tw.example.sdk">
  <application a:label="@string/name">
    <activity a:name=".Pay" a:exported="true" a:launchMode="singleTask"/>
  </application>
</manifest>"#;

    #[test]
    fn attributes_are_typed_as_the_compiler_would() {
        let document = parse(MANIFEST.as_bytes(), &Limits::default()).unwrap().value;
        let activity = document.element(2).unwrap();
        assert_eq!((document.path(2), activity.line), ("manifest/application/activity".to_owned(), 4));
        let value = |name| activity.android(name).unwrap().value.clone();
        assert_eq!(value("exported"), Value::Bool(true));
        assert_eq!(value("launchMode"), Value::Int(2));
        assert_eq!(value("name"), Value::String(".Pay".into()));
        assert_eq!(document.root().unwrap().plain("package").unwrap().raw.as_deref(), Some("tw.example.sdk"));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "<a>".repeat(50_000);
        let parsed = parse(deep.as_bytes(), &Limits::default()).unwrap();
        assert!(parsed.issues.iter().any(ParseError::is_limit));
        assert!(parse(b"\x03\0\x08\0", &Limits::default()).is_err());
    }
}
