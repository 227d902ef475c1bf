//! Basic Encoding Rules (ITU-T X.690) as signers really write them: non-minimal lengths, indefinite lengths and
//! constructed strings are read, because the platform reads them and a certificate must never be re-encoded.
//!
//! A caller descends one known level at a time, so depth costs no stack; only the search for the end of an
//! indefinite length walks nested values, and it counts levels against `Limits::asn1_depth`.

use std::borrow::Cow;

use cursor::{Limits, ParseError, Reader};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// Constructed context tags `[0]`, `[1]` and `[3]`.
pub(crate) const CONTEXT_0: u8 = 0xa0;
pub(crate) const CONTEXT_1: u8 = 0xa1;
pub(crate) const CONTEXT_3: u8 = 0xa3;

const CONSTRUCTED: u8 = 0x20;
const HIGH_TAG: u8 = 0x1f;

/// One value: its identifier octet, its content and its whole encoding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    /// First identifier octet: class, constructed flag and tag number; 31 in the low bits is a long tag.
    pub(crate) tag: u8,
    /// Content octets, without the end-of-contents marker of an indefinite length.
    pub(crate) content: &'a [u8],
    /// Identifier, length and content exactly as they stand in the data.
    pub(crate) full: &'a [u8],
    /// Where the content begins in the artifact.
    pub(crate) offset: u64,
    max_depth: u32,
}

/// A sequence of values inside one constructed value, or at the top.
#[derive(Debug, Clone)]
pub(crate) struct Values<'a> {
    reader: Reader<'a>,
    max_depth: u32,
}

impl<'a> Values<'a> {
    /// Values of a whole encoding that begins `base` bytes into the artifact.
    pub(crate) fn new(data: &'a [u8], base: u64, limits: &Limits) -> Self {
        Self { reader: Reader::with_base(data, base), max_depth: limits.asn1_depth }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }

    /// Takes the next value of any type.
    pub(crate) fn any(&mut self, what: &'static str) -> Result<Value<'a>, ParseError> {
        let rest = self.reader.rest();
        let header = header(&mut self.reader, what)?;
        let offset = self.reader.offset();
        let content = match header.length {
            Some(length) => self.reader.bytes(length, what)?,
            None => {
                let length = indefinite(self.reader.clone(), self.max_depth, what)?;
                let content = self.reader.bytes(length, what)?;
                self.reader.skip(2, what)?;
                content
            }
        };
        let taken = rest.len().saturating_sub(self.reader.remaining());
        let full = rest.get(..taken).unwrap_or_default();
        Ok(Value { tag: header.tag, content, full, offset, max_depth: self.max_depth })
    }

    /// Takes the next value, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Value<'a>, ParseError> {
        let offset = self.reader.offset();
        let value = self.any(what)?;
        if value.tag == tag {
            return Ok(value);
        }
        Err(ParseError::invalid(what, offset, format!("tag {:#04x}, expected {tag:#04x}", value.tag)))
    }

    /// Takes the next value if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8, what: &'static str) -> Result<Option<Value<'a>>, ParseError> {
        if self.reader.rest().first() == Some(&tag) { self.any(what).map(Some) } else { Ok(None) }
    }
}

impl<'a> Value<'a> {
    /// The values inside a constructed value.
    pub(crate) fn values(&self) -> Values<'a> {
        Values { reader: Reader::with_base(self.content, self.offset), max_depth: self.max_depth }
    }

    /// The octets of an OCTET STRING, primitive or constructed of primitive pieces.
    pub(crate) fn octets(&self, what: &'static str) -> Result<Cow<'a, [u8]>, ParseError> {
        if self.tag == OCTET_STRING {
            return Ok(Cow::Borrowed(self.content));
        }
        if self.tag != OCTET_STRING | CONSTRUCTED {
            return Err(ParseError::invalid(what, self.offset, "not an octet string"));
        }
        let mut joined = Vec::new();
        let mut pieces = self.values();
        while !pieces.is_empty() {
            joined.extend_from_slice(pieces.expect(OCTET_STRING, what)?.content);
        }
        Ok(Cow::Owned(joined))
    }

    /// The bytes of a BIT STRING; certificates use whole bytes, so the unused-bits octet is dropped.
    pub(crate) fn bits(&self) -> &'a [u8] {
        self.content.get(1..).unwrap_or_default()
    }
}

struct Header {
    tag: u8,
    /// `None` is the indefinite form.
    length: Option<usize>,
}

fn header(reader: &mut Reader<'_>, what: &'static str) -> Result<Header, ParseError> {
    let tag = reader.u8(what)?;
    if tag & HIGH_TAG == HIGH_TAG {
        // A long tag number takes base-128 digits; four are more than any certificate uses.
        let mut digits = 0u32;
        while reader.u8(what)? & 0x80 != 0 {
            digits = digits.saturating_add(1);
            if digits > 4 {
                return Err(reader.invalid(what, "tag number too long"));
            }
        }
    }
    let first = reader.u8(what)?;
    if first < 0x80 {
        return Ok(Header { tag, length: Some(usize::from(first)) });
    }
    if first == 0x80 {
        if tag & CONSTRUCTED == 0 {
            return Err(reader.invalid(what, "indefinite length of a primitive value"));
        }
        return Ok(Header { tag, length: None });
    }
    let mut length = 0usize;
    for _ in 0..first & 0x7f {
        let digit = usize::from(reader.u8(what)?);
        length = length
            .checked_mul(256)
            .and_then(|length| length.checked_add(digit))
            .ok_or_else(|| reader.invalid(what, "length beyond the address space"))?;
    }
    Ok(Header { tag, length: Some(length) })
}

/// Length of the content up to the end-of-contents octets that close this indefinite value.
fn indefinite(mut reader: Reader<'_>, max_depth: u32, what: &'static str) -> Result<usize, ParseError> {
    let start = reader.position();
    let mut depth = 1u32;
    loop {
        let here = reader.position();
        let at = reader.offset();
        let header = header(&mut reader, what)?;
        match header.length {
            Some(0) if header.tag == 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(here.saturating_sub(start));
                }
            }
            Some(length) => reader.skip(length, what)?,
            None => {
                depth = depth.saturating_add(1);
                if depth > max_depth {
                    return Err(ParseError::limit(what, at, "asn1_depth", u64::from(max_depth)));
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn first(data: &[u8]) -> Result<Value<'_>, ParseError> {
        Values::new(data, 0, &Limits::default()).any("value")
    }

    #[test]
    fn a_length_longer_than_needed_is_read() {
        let value = first(&[0x04, 0x83, 0, 0, 2, 7, 8, 9]).unwrap();
        assert_eq!(value.content, [7, 8]);
        assert_eq!(value.full.len(), 7);
    }

    #[test]
    fn an_indefinite_length_ends_at_its_own_marker() {
        let data = [0x30, 0x80, 0x30, 0x80, 2, 1, 5, 0, 0, 4, 2, 0, 0, 0, 0, 0xff];
        let value = first(&data).unwrap();
        assert_eq!(value.content, &data[2..13]);
        assert_eq!(value.full, &data[..15]);
    }

    #[test]
    fn a_string_in_pieces_is_joined() {
        let data = [0x24, 0x80, 4, 1, b'a', 4, 2, b'b', b'c', 0, 0];
        assert_eq!(&*first(&data).unwrap().octets("text").unwrap(), b"abc");
    }

    #[test]
    fn twenty_thousand_levels_cost_no_stack() {
        let error = first(&[0x30, 0x80].repeat(20_000)).unwrap_err();
        assert!(error.is_limit(), "{error}");
        let mut nested = Vec::new();
        for level in (0..20_000u32).rev() {
            nested.extend_from_slice(&[0x30, 0x84]);
            nested.extend_from_slice(&(level * 6).to_be_bytes());
        }
        assert_eq!(first(&nested).unwrap().tag, SEQUENCE);
    }

    #[test]
    fn a_length_that_runs_off_the_end_is_an_error() {
        for data in
            [&[0x30, 5, 1][..], &[0x30, 0x88, 255, 255, 255, 255, 255, 255, 255, 255], &[0x30, 0x80], &[0x30]]
        {
            assert!(first(data).is_err());
        }
    }
}
