//! The text files of a JAR signature: MANIFEST.MF and `*.SF`.
//!
//! Sections of `Name: value` lines, parted by empty lines; a line that begins with a space continues the one
//! before. Digests of a section cover its bytes with the empty line after it. Source: JAR File Specification, and
//! apksig's `ManifestParser`, whose reading of odd line ends decides.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::hash::Hash;

/// Names of `Digest-Algorithms` that are tried; real ones list two.
const MAX_ALGORITHM_NAMES: usize = 8;

/// As the JDK decodes: padding may be missing.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One section; attributes are read from its bytes when they are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section<'a> {
    /// The section with the empty line that ends it: what its digest covers.
    pub(crate) bytes: &'a [u8],
}

/// The sections of a file in order. Empty lines between sections belong to none.
#[derive(Debug, Clone)]
pub(crate) struct Sections<'a> {
    rest: &'a [u8],
}

impl<'a> Sections<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Sections<'a> {
    type Item = Section<'a>;

    fn next(&mut self) -> Option<Section<'a>> {
        let mut start = self.rest;
        loop {
            let (line, after) = line(start)?;
            if !line.is_empty() {
                break;
            }
            start = after;
        }
        let mut end = start;
        while let Some((line, after)) = line(end) {
            end = after;
            if line.is_empty() {
                break;
            }
        }
        self.rest = end;
        let length = start.len().saturating_sub(end.len());
        Some(Section { bytes: start.get(..length).unwrap_or_default() })
    }
}

impl<'a> Section<'a> {
    /// Name of the entry this section is about.
    pub(crate) fn name(&self) -> Option<Cow<'a, [u8]>> {
        self.attribute(b"Name")
    }

    /// Value of the first attribute with this name, letter case aside.
    pub(crate) fn attribute(&self, name: &[u8]) -> Option<Cow<'a, [u8]>> {
        let mut rest = self.bytes;
        while let Some((first, after)) = line(rest).filter(|(first, _)| !first.is_empty()) {
            let mut whole = Cow::Borrowed(first);
            rest = after;
            while let Some(([b' ', more @ ..], after)) = line(rest) {
                whole.to_mut().extend_from_slice(more);
                rest = after;
            }
            let colon = whole.windows(2).position(|pair| pair == b": ");
            let split = colon.unwrap_or(whole.len());
            if whole.get(..split).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                let value = split.saturating_add(2);
                return Some(match whole {
                    Cow::Borrowed(whole) => Cow::Borrowed(whole.get(value..).unwrap_or_default()),
                    Cow::Owned(whole) => Cow::Owned(whole.get(value..).unwrap_or_default().to_vec()),
                });
            }
        }
        None
    }

    /// The same as text, with U+FFFD for what is not UTF-8.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.attribute(name.as_bytes()).map(|value| String::from_utf8_lossy(&value).into_owned())
    }

    /// The digests that platforms of the range compare: up to API level 17 the first supported one that
    /// `Digest-Algorithms` names (SHA-1 by default), from 18 on the strongest of SHA-512, -384, -256 and SHA-1.
    /// Empty when some platform of the range finds none.
    pub(crate) fn digests(&self, suffix: &str, min_sdk: u32, max_sdk: u32) -> Vec<(Hash, Vec<u8>)> {
        const STRONGEST_FIRST: [(Hash, &str); 4] = [
            (Hash::Sha512, "SHA-512"),
            (Hash::Sha384, "SHA-384"),
            (Hash::Sha256, "SHA-256"),
            (Hash::Sha1, "SHA1"),
        ];
        let mut found: Vec<(Hash, Vec<u8>)> = Vec::new();
        if min_sdk < 18 {
            let names = self.text("Digest-Algorithms").unwrap_or_else(|| "SHA SHA1".to_owned());
            let first = names.split_ascii_whitespace().take(MAX_ALGORITHM_NAMES).find_map(|name| {
                let value = self.attribute(format!("{name}{suffix}").as_bytes())?;
                let (hash, since) = old_hash(name)?;
                (since <= min_sdk).then(|| (hash, decode(&value)))
            });
            let Some(first) = first else { return found };
            found.push(first);
        }
        if max_sdk >= 18 {
            let strongest = STRONGEST_FIRST.iter().find_map(|(hash, name)| {
                Some((*hash, decode(&self.attribute(format!("{name}{suffix}").as_bytes())?)))
            });
            found.extend(strongest.filter(|digest| !found.contains(digest)));
        }
        found
    }
}

/// A hash by a name of `Digest-Algorithms`, and the first API level that knows it there.
fn old_hash(name: &str) -> Option<(Hash, u32)> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MD5" => (Hash::Md5, 0),
        "SHA" | "SHA1" | "SHA-1" => (Hash::Sha1, 0),
        "SHA-256" => (Hash::Sha256, 0),
        "SHA-384" => (Hash::Sha384, 9),
        "SHA-512" => (Hash::Sha512, 9),
        _ => return None,
    })
}

/// What is no Base64 decodes to nothing, which no digest equals.
fn decode(text: &[u8]) -> Vec<u8> {
    BASE64.decode(text).unwrap_or_default()
}

/// The first line without its end, and what follows; `None` at the end of the text.
fn line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.is_empty() {
        return None;
    }
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    let (line, after) = text.split_at(end);
    Some((line, after.strip_prefix(b"\r\n").or_else(|| after.get(1..)).unwrap_or_default()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_with_its_empty_line() {
        let text = b"\r\nA: 1\r\n\r\n\r\nName: b\nX: 2\n\nName: c";
        let sections: Vec<_> = Sections::new(text).map(|section| section.bytes).collect();
        assert_eq!(sections, [&b"A: 1\r\n\r\n"[..], b"Name: b\nX: 2\n\n", b"Name: c"]);
    }

    #[test]
    fn a_value_continues_after_a_space() {
        let section =
            Sections::new(b"Name: assets/lo\r\n ng/na\r\n me\r\nSHA1-Digest: eA==\r\n").next().unwrap();
        assert_eq!(section.name().as_deref(), Some(&b"assets/long/name"[..]));
        assert_eq!(section.text("sha1-digest").as_deref(), Some("eA=="));
        assert_eq!(section.text("ng/na"), None, "a continuation is no attribute");
    }

    #[test]
    fn each_platform_takes_its_own_digest() {
        let text = b"Name: a\nSHA1-Digest: eA==\nSHA-256-Digest: eQ==\nMD5-Digest: eg==\n\n";
        let section = Sections::new(text).next().unwrap();
        let digests = |min, max| section.digests("-Digest", min, max);
        assert_eq!(digests(1, 17), [(Hash::Sha1, b"x".to_vec())]);
        assert_eq!(digests(18, 99), [(Hash::Sha256, b"y".to_vec())]);
        assert_eq!(digests(1, 99), [(Hash::Sha1, b"x".to_vec()), (Hash::Sha256, b"y".to_vec())]);
        let old = Sections::new(b"Digest-Algorithms: what MD5\nMD5-Digest: eg\n\n").next().unwrap();
        assert_eq!(old.digests("-Digest", 1, 17), [(Hash::Md5, b"z".to_vec())]);
    }
}
