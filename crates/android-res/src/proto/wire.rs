//! The protobuf wire format, read in place: <https://protobuf.dev/programming-guides/encoding/>.
//!
//! Fields are handed out one by one and never collected, so a message of many empty fields costs no more memory than its
//! bytes, a damaged field leaves its siblings alone and every error knows its offset.

use std::borrow::Cow;

use cursor::{ErrorKind, ParseError, Reader};

use crate::{Accepts, chunk::Issues};

/// Messages inside messages that the protobuf libraries of aapt2 and bundletool read; one more and they refuse the file.
pub(super) const MAX_NESTING: usize = 100;

/// The bytes of a message, a text or a packed list inside the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) data: &'a [u8],
    /// Bytes from the start of the artifact.
    pub(super) offset: u64,
}

/// A field of a message. What number and type mean is for the message's reader to know; what it does not know it skips.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) number: u32,
    pub(super) value: Wire<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'a> {
    Varint(u64),
    Fixed64,
    Bytes(Message<'a>),
    Fixed32(u32),
}

/// The fields of a message in the order of the file. Nothing follows an error.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    reader: Reader<'a>,
    /// Told after the field that reaches over the end.
    cut: Option<ParseError>,
    failed: bool,
}

impl<'a> Message<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, offset: 0 }
    }

    pub(super) fn fields(self) -> Fields<'a> {
        Fields { reader: Reader::with_base(self.data, self.offset), cut: None, failed: false }
    }

    /// True when the first field is one of these, with a length: what tells a message from any other file.
    pub(super) fn begins_with(self, numbers: std::ops::RangeInclusive<u32>) -> bool {
        let first = self.fields().next().and_then(Result::ok);
        first.is_some_and(|field| matches!(field.value, Wire::Bytes(_)) && numbers.contains(&field.number))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.cut.take() {
            self.failed = true;
            return Some(Err(error));
        }
        if self.failed {
            return None;
        }
        let field = self.read().transpose()?;
        self.failed = field.is_err();
        Some(field)
    }
}

impl<'a> Fields<'a> {
    /// The next field that is no group: proto3 has none, so a group is always something unknown.
    fn read(&mut self) -> Result<Option<Field<'a>>, ParseError> {
        let mut groups: Vec<u32> = Vec::new();
        loop {
            if self.reader.is_empty() && groups.is_empty() {
                return Ok(None);
            }
            let (number, kind) = self.tag()?;
            let value = match kind {
                0 => Wire::Varint(self.varint("number")?),
                1 => {
                    self.reader.skip(8, "number")?;
                    Wire::Fixed64
                }
                2 => Wire::Bytes(self.message()?),
                3 if groups.len() < MAX_NESTING => {
                    groups.push(number);
                    continue;
                }
                4 if groups.last() == Some(&number) => {
                    groups.pop();
                    continue;
                }
                5 => Wire::Fixed32(self.reader.u32_le("number")?),
                _ => return Err(self.reader.invalid("field", format!("number {number} has type {kind}"))),
            };
            if groups.is_empty() {
                return Ok(Some(Field { number, value }));
            }
        }
    }

    fn tag(&mut self) -> Result<(u32, u8), ParseError> {
        let start = self.reader.clone();
        let tag = self.varint("field")?;
        match u32::try_from(tag) {
            Ok(tag) if tag > 7 => Ok((tag >> 3, (tag & 7) as u8)),
            _ => Err(start.invalid("field", format!("there is no field {}", tag >> 3))),
        }
    }

    /// At most ten bytes; excess high bits are dropped.
    fn varint(&mut self, what: &'static str) -> Result<u64, ParseError> {
        let mut value = 0u64;
        for shift in (0u32..70).step_by(7) {
            let byte = self.reader.u8(what)?;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.reader.invalid(what, "longer than ten bytes"))
    }

    /// What has a length. One that reaches over the end is read as far as it goes.
    fn message(&mut self) -> Result<Message<'a>, ParseError> {
        let needs = self.varint("length")?;
        let offset = self.reader.offset();
        let left = self.reader.remaining();
        let len = usize::try_from(needs).unwrap_or(usize::MAX);
        if len > left {
            let kind = ErrorKind::Truncated { needs, left: left as u64 };
            self.cut = Some(ParseError { what: "message", offset, kind });
        }
        let data = self.reader.bytes(len.min(left), "message")?;
        Ok(Message { data, offset })
    }
}

/// What is wrong with the messages read so far.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) issues: Issues,
    pub(super) accepts: Accepts,
}

impl Trouble {
    pub(super) fn new() -> Self {
        Self { issues: Issues::default(), accepts: Accepts::Yes }
    }

    /// The next field; damage ends the message and is told.
    pub(super) fn next<'a>(&mut self, fields: &mut Fields<'a>) -> Option<Field<'a>> {
        fields.next()?.map_err(|error| self.push(error)).ok()
    }

    /// Something that makes aapt2 or bundletool refuse the file.
    pub(super) fn push(&mut self, error: ParseError) {
        self.issues.push(error);
        self.accepts = Accepts::No;
    }

    pub(super) fn refuse(&mut self, what: &'static str, offset: u64, detail: impl Into<Cow<'static, str>>) {
        self.push(ParseError::invalid(what, offset, detail));
    }

    pub(super) fn limit(&mut self, what: &'static str, offset: u64, limit: &'static str, max: u64) {
        self.issues.push(ParseError::limit(what, offset, limit, max));
        crate::doubt(&mut self.accepts);
    }

    /// A text; what is not UTF-8 in it is replaced, though the protobuf libraries refuse it.
    pub(super) fn text<'a>(&mut self, what: &'static str, text: Message<'a>) -> Cow<'a, str> {
        let read = String::from_utf8_lossy(text.data);
        if let Cow::Owned(_) = read {
            self.refuse(what, text.offset, "not UTF-8");
        }
        read
    }
}
