use cursor::{Limits, ParseError};
use std::collections::BTreeSet;

/// A place for names read from tables whose entries may all point at the same long string.
///
/// Counts names and their bytes, so that a small file cannot ask for endless copies.
pub(crate) struct Names {
    names: BTreeSet<String>,
    left: u64,
    budget: u64,
    items: u64,
    max_items: u64,
    /// Set once a cap was reached.
    full: Option<ParseError>,
}

impl Names {
    /// Names of a table that takes `table_bytes` bytes in the file. Real tables name each of their bytes at most a few times.
    pub(crate) fn new(table_bytes: usize, limits: &Limits) -> Self {
        let budget = (table_bytes as u64).saturating_mul(64).saturating_add(1 << 20).min(limits.entry_bytes);
        Self {
            names: BTreeSet::new(),
            left: budget,
            budget,
            items: 0,
            max_items: limits.table_items,
            full: None,
        }
    }

    /// Counts one entry. False when a cap is reached, after which nothing is added any more.
    pub(crate) fn charge(&mut self, bytes: usize, what: &'static str, offset: u64) -> bool {
        if self.full.is_some() {
            return false;
        }
        self.items = self.items.saturating_add(1);
        if self.items > self.max_items {
            self.full = Some(ParseError::limit(what, offset, "table_items", self.max_items));
            return false;
        }
        match self.left.checked_sub(bytes as u64) {
            Some(left) => self.left = left,
            None => self.full = Some(ParseError::limit(what, offset, "entry_bytes", self.budget)),
        }
        self.full.is_none()
    }

    /// Adds a name whose cost was charged.
    pub(crate) fn add(&mut self, name: &[u8]) {
        if self.full.is_some() || name.is_empty() {
            return;
        }
        match std::str::from_utf8(name) {
            Ok(name) if self.names.contains(name) => {}
            Ok(name) => {
                self.names.insert(name.to_owned());
            }
            Err(_) => {
                self.names.insert(String::from_utf8_lossy(name).into_owned());
            }
        }
    }

    /// True when nothing more will be added.
    pub(crate) fn is_full(&self) -> bool {
        self.full.is_some()
    }

    /// The distinct names, sorted, and the cap that cut them off, if any.
    pub(crate) fn finish(self) -> (Vec<String>, Option<ParseError>) {
        (self.names.into_iter().collect(), self.full)
    }
}

/// The bytes of a string table from an offset to the next zero byte; `None` outside the table or without a zero.
pub(crate) fn string_at(table: &[u8], offset: usize) -> Option<&[u8]> {
    let rest = table.get(offset..)?;
    rest.get(..memchr(rest)?)
}

/// A string table up to its last zero byte, so that looking up a string never costs more than its length.
pub(crate) fn terminated(table: &[u8]) -> &[u8] {
    let end = table.iter().rposition(|byte| *byte == 0).map_or(0, |last| last.saturating_add(1));
    table.get(..end).unwrap_or_default()
}

/// Position of the first zero byte.
fn memchr(bytes: &[u8]) -> Option<usize> {
    std::ffi::CStr::from_bytes_until_nul(bytes).ok().map(|text| text.count_bytes())
}

/// Zero-terminated strings of a byte range, empty ones left out, each with its offset.
///
/// The last one is given even if its zero is missing.
#[derive(Debug, Clone)]
pub struct Strings<'a> {
    rest: &'a [u8],
    offset: u64,
}

impl<'a> Strings<'a> {
    /// Strings of `bytes`, which begin at `offset` of the slice.
    pub fn new(bytes: &'a [u8], offset: u64) -> Self {
        Self { rest: bytes, offset }
    }
}

impl<'a> Iterator for Strings<'a> {
    /// Offset from the start of the slice, and the bytes without the zero.
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let length = memchr(self.rest).unwrap_or(self.rest.len());
            let (text, after) = self.rest.split_at_checked(length)?;
            let offset = self.offset;
            self.rest = after.get(1..).unwrap_or_default();
            self.offset = offset.saturating_add(length as u64).saturating_add(1);
            if !text.is_empty() {
                return Some((offset, text));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_offsets_and_the_last_needs_no_zero() {
        let found: Vec<_> = Strings::new(b"\0ab\0\0c", 10).collect();
        assert_eq!(found, [(11, &b"ab"[..]), (15, b"c")]);
    }

    #[test]
    fn a_string_without_its_zero_is_none() {
        assert_eq!(string_at(b"ab\0cd", 1), Some(&b"b"[..]));
        assert_eq!(string_at(b"ab\0cd", 3), None);
        assert_eq!(string_at(b"ab\0cd", 6), None);
    }
}
