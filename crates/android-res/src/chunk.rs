use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use cursor::{Accepts, ErrorKind, ParseError, Reader, Trick};

use crate::trick;

pub(crate) const STRING_POOL: u16 = 0x0001;
pub(crate) const TABLE: u16 = 0x0002;
pub(crate) const XML: u16 = 0x0003;
pub(crate) const XML_FIRST_NODE: u16 = 0x0100;
pub(crate) const XML_START_NAMESPACE: u16 = 0x0100;
pub(crate) const XML_END_NAMESPACE: u16 = 0x0101;
pub(crate) const XML_START_ELEMENT: u16 = 0x0102;
pub(crate) const XML_END_ELEMENT: u16 = 0x0103;
pub(crate) const XML_CDATA: u16 = 0x0104;
pub(crate) const XML_LAST_NODE: u16 = 0x017f;
pub(crate) const XML_RESOURCE_MAP: u16 = 0x0180;
pub(crate) const TABLE_PACKAGE: u16 = 0x0200;
pub(crate) const TABLE_TYPE: u16 = 0x0201;
pub(crate) const TABLE_TYPE_SPEC: u16 = 0x0202;
pub(crate) const TABLE_LIBRARY: u16 = 0x0203;
pub(crate) const TABLE_STAGED_ALIAS: u16 = 0x0206;

/// Bytes of `ResChunk_header`.
pub(crate) const HEADER: usize = 8;

/// One chunk, `ResChunk_header` and what belongs to it. The fields are as written; `data` is inside the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: u16,
    pub(crate) header_size: usize,
    /// The chunk from its first byte, cut at the end of the surrounding chunk when `size` promises more.
    pub(crate) data: &'a [u8],
    /// Bytes from the start of the artifact.
    pub(crate) offset: u64,
}

/// Why a chunk is not one: the checks of `validate_chunk` in `ResourceTypes.cpp`.
#[derive(Debug)]
pub(crate) struct Bad<'a> {
    pub(crate) error: ParseError,
    /// What can be read all the same: sizes that make sense, only the rules are broken.
    pub(crate) readable: Option<Chunk<'a>>,
    /// The data ends before the chunk does.
    pub(crate) cut: bool,
}

impl<'a> Chunk<'a> {
    /// Reads the chunk at `pos` of `data`, which begins `base` bytes into the artifact, as `validate_chunk` does.
    pub(crate) fn at(
        data: &'a [u8],
        pos: usize,
        base: u64,
        min_header: usize,
        what: &'static str,
    ) -> Result<Self, Bad<'a>> {
        let rest = data.get(pos..).unwrap_or_default();
        let offset = base.saturating_add(pos as u64);
        let mut reader = Reader::with_base(rest, offset);
        let head = (reader.u16_le(what), reader.u16_le(what), reader.u32_le(what));
        let (Ok(kind), Ok(header_size), Ok(size)) = head else {
            let kind = ErrorKind::Truncated { needs: HEADER as u64, left: rest.len() as u64 };
            return Err(Bad { error: ParseError { what, offset, kind }, readable: None, cut: true });
        };
        let (header_size, size) = (usize::from(header_size), size as usize);
        let cut = size > rest.len();
        let chunk = Self { kind, header_size, data: rest.get(..size).unwrap_or(rest), offset };
        let bad = |trick, expected: String, found: String| {
            ParseError::deviates(trick, what, offset, Accepts::No, expected, found)
        };
        let error = if header_size < min_header {
            let found = format!("header size {header_size} is less than {min_header}");
            bad(trick::CHUNK_HEADER, format!("at least {min_header}"), found)
        } else if header_size > size {
            let found = format!("header size {header_size} is more than the chunk size {size}");
            bad(trick::CHUNK_HEADER, format!("at most {size}"), found)
        } else if (header_size | size) & 3 != 0 {
            let found = format!("sizes {header_size} and {size} are not multiples of 4");
            bad(trick::CHUNK_ALIGNMENT, "multiples of 4".into(), found)
        } else if cut {
            let error =
                bad(trick::CHUNK_SIZE, format!("at most {} bytes", rest.len()), format!("{size} bytes"));
            return Err(Bad { error: error.hiding(), readable: Some(chunk), cut });
        } else {
            return Ok(chunk);
        };
        let sane = size >= HEADER && header_size >= HEADER && header_size <= chunk.data.len();
        Err(Bad { error, readable: sane.then_some(chunk), cut })
    }

    /// A reader over the bytes after the first `skip` of this chunk.
    pub(crate) fn reader(&self, skip: usize) -> Reader<'a> {
        let rest = self.data.get(skip..).unwrap_or_default();
        Reader::with_base(rest, self.offset.saturating_add(skip as u64))
    }

    /// The bytes after the header.
    pub(crate) fn body(&self) -> &'a [u8] {
        self.data.get(self.header_size..).unwrap_or_default()
    }
}

/// The issues of one parse. A damaged table may have a defect in every entry; the list stays short, limits are all kept.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    list: Vec<ParseError>,
    limits: BTreeSet<&'static str>,
    tricks: BTreeMap<&'static str, u32>,
    unlisted: u64,
}

impl Issues {
    const MAX: usize = 256;
    const MAX_PER_TRICK: u32 = 16;

    pub(crate) fn push(&mut self, error: ParseError) {
        if let ErrorKind::Limit { .. } = error.kind {
            if self.limits.insert(error.what) {
                self.list.push(error);
            }
            return;
        }
        // One trick in every attribute must not push another one out of the list.
        let listed = error.deviation().map(|deviation| {
            let count = self.tricks.entry(deviation.trick.code).or_insert(0u32);
            *count = count.saturating_add(1);
            *count <= Self::MAX_PER_TRICK
        });
        if listed.unwrap_or(self.list.len() < Self::MAX) {
            self.list.push(error);
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }

    /// Adds a deviation that has a name.
    pub(crate) fn odd(
        &mut self,
        trick: Trick,
        what: &'static str,
        offset: u64,
        platform: Accepts,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.push(ParseError::deviates(trick, what, offset, platform, expected, found));
    }

    pub(crate) fn finish(mut self) -> Vec<ParseError> {
        if self.unlisted > 0 {
            let detail = format!("{} further defects are not listed", self.unlisted);
            self.list.push(ParseError::invalid("issues", 0, detail));
        }
        self.list
    }
}

/// A little-endian 32-bit number at `pos`, if it is inside.
pub(crate) fn u32_at(data: &[u8], pos: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(pos..)?.first_chunk()?))
}

/// A little-endian 16-bit number at `pos`, if it is inside.
pub(crate) fn u16_at(data: &[u8], pos: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(pos..)?.first_chunk()?))
}
