//! Elements of ASN.1 (X.690), read one after the other without recursion.

use cursor::{ParseError, Reader};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// OCTET STRING in pieces, which only BER knows.
pub(crate) const OCTET_STRING_PIECES: u8 = 0x24;

/// Which encodings of a length are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// One encoding for each value, as the kernel demands of entitlements.
    Der,
    /// Also long and indefinite lengths, as signing servers write CMS and the platform accepts it.
    Ber,
}

/// One tag, length and content.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    /// Identifier octet; tags from 31 on do not occur in what we read.
    pub(crate) tag: u8,
    /// Contents octets, without the end-of-contents of an indefinite length.
    pub(crate) content: &'a [u8],
    /// Everything from the identifier on.
    pub(crate) raw: &'a [u8],
    /// Where `content` lies in the artifact.
    pub(crate) offset: u64,
}

impl<'a> Element<'a> {
    pub(crate) fn children(&self, rules: Rules) -> Elements<'a> {
        Elements::new(self.content, self.offset, rules)
    }

    pub(crate) fn invalid(&self, what: &'static str, detail: impl Into<String>) -> ParseError {
        ParseError::invalid(what, self.offset, detail.into())
    }
}

/// The elements of one container, in order.
#[derive(Debug, Clone)]
pub(crate) struct Elements<'a> {
    reader: Reader<'a>,
    rules: Rules,
}

impl<'a> Elements<'a> {
    /// `base` is where `data` begins in the artifact.
    pub(crate) fn new(data: &'a [u8], base: u64, rules: Rules) -> Self {
        Self { reader: Reader::with_base(data, base), rules }
    }

    /// The next element, or `None` at the end. After an error nothing more comes.
    pub(crate) fn next(&mut self, what: &'static str) -> Result<Option<Element<'a>>, ParseError> {
        if self.reader.is_empty() {
            return Ok(None);
        }
        let element = self.read(what);
        if element.is_err() {
            self.reader = Reader::with_base(&[], self.reader.offset());
        }
        element.map(Some)
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Element<'a>, ParseError> {
        let offset = self.reader.offset();
        match self.next(what)? {
            Some(element) if element.tag == tag => Ok(element),
            Some(element) => {
                Err(ParseError::invalid(what, offset, format!("tag {:#04x}, not {tag:#04x}", element.tag)))
            }
            None => Err(self.reader.truncated(2, what)),
        }
    }

    /// The next element if it has this tag; else nothing is taken.
    pub(crate) fn take(&mut self, tag: u8, what: &'static str) -> Result<Option<Element<'a>>, ParseError> {
        if self.reader.rest().first() == Some(&tag) { self.next(what) } else { Ok(None) }
    }

    /// The error of an element that should be here and is not.
    pub(crate) fn missing(&self, what: &'static str) -> ParseError {
        self.reader.truncated(2, what)
    }

    fn read(&mut self, what: &'static str) -> Result<Element<'a>, ParseError> {
        let whole = self.reader.rest();
        let start = self.reader.position();
        let (tag, length) = header(&mut self.reader, self.rules, what)?;
        let offset = self.reader.offset();
        let content = match length {
            Some(length) => self.reader.bytes(length, what)?,
            None => {
                let length = length_before_end(self.reader.clone(), what)?;
                let content = self.reader.bytes(length, what)?;
                self.reader.skip(2, what)?;
                content
            }
        };
        let taken = self.reader.position().saturating_sub(start);
        Ok(Element { tag, content, raw: whole.get(..taken).unwrap_or(whole), offset })
    }
}

/// Identifier and length octets (X.690, 8.1.2 and 8.1.3). `None` is the indefinite length.
fn header(
    reader: &mut Reader<'_>,
    rules: Rules,
    what: &'static str,
) -> Result<(u8, Option<usize>), ParseError> {
    let tag = reader.u8(what)?;
    if tag & 0x1f == 0x1f {
        return Err(reader.invalid(what, format!("tag {tag:#04x} of more than one byte")));
    }
    let first = reader.u8(what)?;
    if first < 0x80 {
        return Ok((tag, Some(usize::from(first))));
    }
    if first == 0x80 {
        return match rules {
            Rules::Ber if tag & 0x20 != 0 => Ok((tag, None)),
            _ => Err(reader.invalid(what, "indefinite length")),
        };
    }
    let bytes = reader.bytes(usize::from(first & 0x7f), what)?;
    let significant = bytes.iter().skip_while(|byte| **byte == 0).count();
    if rules == Rules::Der && significant != bytes.len() {
        return Err(reader.invalid(what, "length with leading zeros"));
    }
    if significant > 4 {
        return Err(reader.invalid(what, format!("length of {significant} bytes")));
    }
    let length = bytes.iter().fold(0u64, |length, byte| length.wrapping_shl(8) | u64::from(*byte));
    if rules == Rules::Der && length < 0x80 {
        return Err(reader.invalid(what, format!("long form of length {length}")));
    }
    Ok((tag, Some(usize::try_from(length).unwrap_or(usize::MAX))))
}

/// Bytes before the end-of-contents that closes what was just opened. One pass, whatever the nesting.
fn length_before_end(mut reader: Reader<'_>, what: &'static str) -> Result<usize, ParseError> {
    let start = reader.position();
    let mut open = 1u64;
    loop {
        let at = reader.position();
        match header(&mut reader, Rules::Ber, what)? {
            (0, Some(0)) => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return Ok(at.saturating_sub(start));
                }
            }
            (_, Some(length)) => reader.skip(length, what)?,
            (_, None) => open = open.saturating_add(1),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn all(data: &[u8], rules: Rules) -> Result<Vec<(u8, Vec<u8>)>, ParseError> {
        let mut elements = Elements::new(data, 0, rules);
        let mut out = Vec::new();
        while let Some(element) = elements.next("element")? {
            out.push((element.tag, element.content.to_vec()));
        }
        Ok(out)
    }

    #[test]
    fn an_indefinite_length_ends_at_its_own_end_of_contents() {
        let data = [0x30, 0x80, 0x30, 0x80, 0x04, 0x02, 0, 0, 0, 0, 0, 0, 0x02, 0x01, 7];
        let elements = all(&data, Rules::Ber).unwrap();
        assert_eq!(elements, [(0x30, vec![0x30, 0x80, 4, 2, 0, 0, 0, 0]), (0x02, vec![7])]);
        assert!(all(&data, Rules::Der).is_err());
    }

    #[test]
    fn a_length_of_2_to_the_64_is_an_error_and_not_an_allocation() {
        for data in [
            &[0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
            &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x04, 0xff, 0],
            &[0x04, 0x80],
            &[0x1f, 0x81],
            &[0x30],
        ] {
            assert!(all(data, Rules::Der).is_err());
            assert!(all(data, Rules::Ber).is_err());
        }
    }

    #[test]
    fn only_der_refuses_a_length_longer_than_need_be() {
        assert!(all(&[0x04, 0x81, 0x01, 9], Rules::Der).is_err());
        assert!(all(&[0x04, 0x82, 0x00, 0x01, 9], Rules::Der).is_err());
        assert_eq!(all(&[0x04, 0x82, 0x00, 0x01, 9], Rules::Ber).unwrap(), [(4, vec![9])]);
    }
}
