//! Distinguished names (RFC 5280, 4.1.2.4): text for people, and equality as the platform's X.500 names compare.

use std::fmt::Write;

use cursor::ParseError;

use crate::ber::{self, Value};
use crate::oid;

/// Attributes of one name that are read; real names have under ten.
const MAX_ATTRIBUTES: usize = 64;
/// Bytes of one value that are shown.
const MAX_SHOWN: usize = 1024;

/// Attributes of a name in written order; several of one relative name are kept together by order alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    attributes: Vec<(String, String)>,
}

impl Name {
    /// Reads the RDNSequence whose value this is.
    pub(crate) fn parse(value: &Value<'_>) -> Result<Self, ParseError> {
        let mut attributes = Vec::new();
        let mut relative_names = value.values();
        while !relative_names.is_empty() {
            let mut relative = relative_names.expect(ber::SET, "relative name")?.values();
            while !relative.is_empty() {
                let mut pair = relative.expect(ber::SEQUENCE, "name attribute")?.values();
                let kind = pair.expect(ber::OID, "name attribute type")?;
                let text = text(&pair.any("name attribute value")?);
                if attributes.len() < MAX_ATTRIBUTES {
                    attributes.push((oid::dotted(kind.content), text));
                }
            }
        }
        Ok(Self { attributes })
    }

    /// `CN=name, O=organisation`, in written order.
    pub(crate) fn text(&self) -> String {
        let mut shown = String::new();
        for (oid, value) in &self.attributes {
            if !shown.is_empty() {
                shown.push_str(", ");
            }
            let _ = write!(shown, "{}=", oid::attribute_name(oid).unwrap_or(oid));
            shown.push_str(value);
        }
        shown
    }

    /// Equality as `X500Principal.equals` has it: letter case and runs of spaces do not count.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let folded = |name: &Self| -> Vec<_> {
            name.attributes.iter().map(|(oid, value)| (oid.clone(), fold(value))).collect()
        };
        folded(self) == folded(other)
    }
}

fn fold(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn text(value: &Value<'_>) -> String {
    /// Tags of BMPString (UTF-16) and T61String and its kin (read as Latin-1 when not UTF-8).
    const BMP_STRING: u8 = 0x1e;
    let shown = value.content.get(..MAX_SHOWN).unwrap_or(value.content);
    if value.tag == BMP_STRING {
        let units = shown.chunks_exact(2).map(|pair| match pair {
            [high, low] => u16::from_be_bytes([*high, *low]),
            _ => 0,
        });
        return char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    String::from_utf8_lossy(shown).into_owned()
}
