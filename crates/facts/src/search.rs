//! Texts that rules ask for, wherever they stand outside of DEX code.

use std::borrow::Cow;

use aho_corasick::AhoCorasick;
use android_res::Table;
use finding::{Location, Place};
use package::Artifact;

use crate::code::{Interest, Literals, NamedText, StringHit, StringScope};

/// A line of this many bytes is looked at near its literals only, and each match is a hit of its own.
const LONG_LINE: usize = 4096;
/// Bytes on either side of a literal that a pattern may need.
const NEAR: usize = 1024;
/// Lengths, in bytes, of texts that are kept with their name.
const NAMED: std::ops::RangeInclusive<usize> = 16..=512;
/// Longest name that is compared with words.
const MAX_NAME: usize = 96;

/// What is searched for in texts, prepared once for all artifacts.
pub struct Search<'i> {
    pub(crate) interest: &'i Interest,
    pub(crate) literals: Literals,
    pub(crate) names: Names,
}

/// Texts that were found in one artifact.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) hits: Vec<StringHit>,
    pub(crate) named: Vec<NamedText>,
}

impl<'i> Search<'i> {
    /// Prepares the search for what the rules asked for.
    pub fn new(interest: &'i Interest) -> Self {
        Self { interest, literals: Literals::new(interest), names: Names::new(interest.names()) }
    }

    /// What rules want to know of arm64 code.
    pub(crate) fn machine(&self) -> &flow::arm64::Wanted {
        &self.interest.machine
    }

    /// Whether some rule looks for texts there.
    pub(crate) fn wants(&self, scope: StringScope) -> bool {
        self.interest.strings().iter().any(|pattern| pattern.scopes.contains(&scope))
    }

    /// Hits in one text that stands at one place.
    pub(crate) fn text(
        &self,
        scope: StringScope,
        text: &[u8],
        at: impl Fn() -> Location,
        hits: &mut Vec<StringHit>,
    ) {
        for pattern in self.literals.matching(self.interest, scope, text) {
            hits.push(StringHit {
                location: at(),
                text: String::from_utf8_lossy(text).into_owned(),
                pattern,
            });
        }
    }

    /// Keeps a text whose name holds a word that was asked for.
    pub(crate) fn named(
        &self,
        name: &str,
        text: &str,
        at: impl Fn() -> Location,
        found: &mut Vec<NamedText>,
    ) {
        if is_token(text.as_bytes()) && self.names.hold(name) {
            found.push(NamedText { location: at(), name: name.to_owned(), text: text.to_owned() });
        }
    }

    /// Hits in a text file, line by line, in UTF-8 or in UTF-16 with its mark.
    pub(crate) fn lines(&self, artifact: &Artifact, bytes: &[u8], hits: &mut Vec<StringHit>) {
        let wide = utf16(bytes);
        let (text, mut start) = match &wide {
            Some(text) => (text.as_bytes(), 2u64),
            None => (bytes, 0),
        };
        if self.literals.candidates(text).is_empty() {
            return;
        }
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            if line.len() < LONG_LINE {
                let at = || Location { artifact: artifact.path.clone(), place: Place::Offset(start) };
                self.text(StringScope::Files, line.trim_ascii(), at, hits);
            } else {
                self.long_line(artifact, line, start, hits);
            }
            let length = if wide.is_some() {
                String::from_utf8_lossy(line).encode_utf16().count().saturating_mul(2)
            } else {
                line.len()
            };
            start = start.saturating_add(length as u64);
        }
    }

    /// Hits in the rows of a database.
    pub(crate) fn rows(&self, artifact: &Artifact, bytes: &[u8], hits: &mut Vec<StringHit>) {
        for row in sqlite::rows(bytes) {
            let place = || Location { artifact: artifact.path.clone(), place: Place::Offset(row.offset) };
            self.text(StringScope::Files, row.text.as_bytes(), place, hits);
        }
    }

    /// Hits in a line as scripts and JSON that were made small have it. A hit is what matched, not the whole line.
    fn long_line(&self, artifact: &Artifact, line: &[u8], start: u64, hits: &mut Vec<StringHit>) {
        for (pattern, ranges) in self.literals.near(line, NEAR) {
            let Some(wanted) = self.interest.strings().get(pattern) else { continue };
            if !wanted.scopes.contains(&StringScope::Files) {
                continue;
            }
            for range in ranges {
                let part = line.get(range.clone()).unwrap_or_default();
                for hit in wanted.pattern.find_iter(part) {
                    // At the edge of what is looked at, a pattern takes the cut for an end.
                    let cut = hit.start() == 0 && range.start > 0
                        || hit.end() == part.len() && range.end < line.len();
                    if cut {
                        continue;
                    }
                    let offset = range.start.saturating_add(hit.start()) as u64;
                    let place = Place::Offset(start.saturating_add(offset));
                    let location = Location { artifact: artifact.path.clone(), place };
                    let text = String::from_utf8_lossy(hit.as_bytes()).into_owned();
                    hits.push(StringHit { location, text, pattern });
                }
            }
        }
    }

    /// Hits in the values of a resource table, and texts by the names of their entries.
    pub(crate) fn resources(&self, table: &Table<'_>, artifact: &Artifact, found: &mut Found) {
        // One pass over the pool tells whether any entry is worth decoding for its text.
        let texts =
            table.strings().iter().any(|(_, text)| !self.literals.candidates(text.as_bytes()).is_empty());
        if !texts && self.names.is_empty() {
            return;
        }
        for row in table.ids() {
            let name = row.name.as_deref().unwrap_or("?");
            if !texts && !self.names.hold(name) {
                continue;
            }
            let Some(android_res::Content::Simple(android_res::Value::String(text))) = row.content() else {
                continue;
            };
            let path = || format!("{}/{name}", row.type_name.as_deref().unwrap_or("?"));
            let at = || Location::key(artifact.path.clone(), path());
            self.text(StringScope::Resources, text.as_bytes(), at, &mut found.hits);
            self.named(name, &text, at, &mut found.named);
        }
    }
}

/// The words asked for in names, for one pass over a name.
#[derive(Debug)]
pub(crate) struct Names(Option<AhoCorasick>);

impl Names {
    fn new(words: &[String]) -> Self {
        Self(AhoCorasick::new(words).ok().filter(|_| !words.is_empty()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a name holds one of the words: `API_SECRET`, `apiSecret` and `api-secret` are one name.
    pub(crate) fn hold(&self, name: &str) -> bool {
        let Some(words) = &self.0 else { return false };
        if name.len() > MAX_NAME {
            return false;
        }
        let plain = name.bytes().filter(u8::is_ascii_alphanumeric);
        let plain: Vec<u8> = plain.map(|byte| byte.to_ascii_lowercase()).collect();
        words.is_match(&plain)
    }
}

/// Whether a text is one word that could be generated: nothing that a person reads.
pub(crate) fn is_token(text: &[u8]) -> bool {
    NAMED.contains(&text.len()) && text.iter().all(u8::is_ascii_graphic)
}

/// The text of a file that begins with the mark of UTF-16.
fn utf16(bytes: &[u8]) -> Option<Cow<'static, str>> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let pairs = bytes.get(2..)?.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied());
    Some(char::decode_utf16(pairs.map(unit)).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StringPattern;

    fn file() -> Artifact {
        let source = testkit::zip::ZipBuilder::new().stored("AndroidManifest.xml", b"").build();
        let app = package::open_bytes(std::path::Path::new("a.apk"), source, &cursor::Limits::default());
        app.unwrap().artifacts.remove(0)
    }

    fn places(text: &[u8]) -> Vec<(u64, String)> {
        let mut interest = Interest::default();
        let pattern = "(?:^|[^A-Z])(KEY[0-9]{3})(?:$|[^0-9])";
        interest.add_string(StringPattern::new(&["KEY"], pattern, &[StringScope::Files]).unwrap());
        let mut hits = Vec::new();
        Search::new(&interest).lines(&file(), text, &mut hits);
        let place = |hit: &StringHit| match hit.location.place {
            Place::Offset(offset) => offset,
            _ => u64::MAX,
        };
        hits.iter().map(|hit| (place(hit), hit.text.clone())).collect()
    }

    #[test]
    fn each_match_of_a_long_line_has_its_own_place() {
        let mut line = vec![b'.'; 20_000];
        line[5_000..5_006].copy_from_slice(b"KEY123");
        line[15_000..15_006].copy_from_slice(b"KEY456");
        // At the edge of the part around the first one, and no key: four digits.
        line[6_024..6_031].copy_from_slice(b"KEY7890");
        assert_eq!(places(&line), [(4_999, ".KEY123.".to_owned()), (14_999, ".KEY456.".to_owned())]);
    }

    #[test]
    fn utf16_is_read_by_its_mark() {
        let text = "\u{feff}名 = 1\nKEY123\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(places(&little), [(14, "KEY123".to_owned())]);
        assert_eq!(places(&big), [(14, "KEY123".to_owned())]);
    }

    #[test]
    fn names_are_compared_without_their_spelling() {
        let names = Names::new(&["apisecret".to_owned()]);
        assert!(names.hold("API_SECRET") && names.hold("pushApiSecret") && names.hold("api-secret.v2"));
        assert!(!names.hold("apisecond"));
        assert!(is_token(b"9fK2mQ7xLw0Zt8Vb") && !is_token(b"two words of text") && !is_token(b"short"));
    }
}
