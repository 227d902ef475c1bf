use crate::{ErrorKind, ParseError};

/// A position in a byte slice. Every read names its element, checks its bounds and moves on.
///
/// A failed read leaves the position where it was.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    data: &'a [u8],
    pos: usize,
    /// Where `data[0]` lies in the artifact, so that errors carry offsets a person can look up.
    base: u64,
}

impl<'a> Reader<'a> {
    /// A reader over a whole artifact.
    pub fn new(data: &'a [u8]) -> Self {
        Self::with_base(data, 0)
    }

    /// A reader over a part that begins `base` bytes into the artifact.
    pub fn with_base(data: &'a [u8], base: u64) -> Self {
        Self { data, pos: 0, base }
    }

    /// Offset of the next byte from the start of the artifact.
    pub fn offset(&self) -> u64 {
        self.base.saturating_add(self.pos as u64)
    }

    /// Position of the next byte in this reader's own slice.
    pub fn position(&self) -> usize {
        self.pos
    }

    /// Bytes left.
    pub fn remaining(&self) -> usize {
        self.data.len().saturating_sub(self.pos)
    }

    /// True when nothing is left.
    pub fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// Everything that is left, without moving.
    pub fn rest(&self) -> &'a [u8] {
        self.data.get(self.pos..).unwrap_or_default()
    }

    /// Moves to a position of this reader's own slice; the end is allowed, beyond is not.
    pub fn seek(&mut self, pos: usize, what: &'static str) -> Result<(), ParseError> {
        if pos > self.data.len() {
            return Err(ParseError {
                what,
                offset: self.base.saturating_add(pos as u64),
                kind: ErrorKind::Truncated { needs: pos as u64, left: self.data.len() as u64 },
            });
        }
        self.pos = pos;
        Ok(())
    }

    /// Takes `len` bytes.
    pub fn bytes(&mut self, len: usize, what: &'static str) -> Result<&'a [u8], ParseError> {
        let end = self.pos.checked_add(len);
        match end.and_then(|end| Some((end, self.data.get(self.pos..end)?))) {
            Some((end, taken)) => {
                self.pos = end;
                Ok(taken)
            }
            None => Err(self.truncated(len as u64, what)),
        }
    }

    /// Takes `N` bytes as an array.
    pub fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], ParseError> {
        match self.rest().first_chunk::<N>() {
            Some(chunk) => {
                self.pos = self.pos.saturating_add(N);
                Ok(*chunk)
            }
            None => Err(self.truncated(N as u64, what)),
        }
    }

    /// Passes over `len` bytes.
    pub fn skip(&mut self, len: usize, what: &'static str) -> Result<(), ParseError> {
        self.bytes(len, what).map(|_| ())
    }

    /// Takes `len` bytes as a reader of their own that keeps the artifact's offsets.
    pub fn sub(&mut self, len: usize, what: &'static str) -> Result<Self, ParseError> {
        let base = self.offset();
        Ok(Self::with_base(self.bytes(len, what)?, base))
    }

    /// Takes an unsigned LEB128 number of at most five bytes, as DEX writes them. Excess high bits are dropped, as ART does.
    pub fn uleb128(&mut self, what: &'static str) -> Result<u32, ParseError> {
        let mut value = 0u32;
        let mut ahead = self.clone();
        for shift in [0u32, 7, 14, 21, 28] {
            let byte = ahead.u8(what).map_err(|_| self.truncated(1, what))?;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                break;
            }
        }
        self.pos = ahead.pos;
        Ok(value)
    }

    /// Takes a signed LEB128 number of at most five bytes.
    pub fn sleb128(&mut self, what: &'static str) -> Result<i32, ParseError> {
        let mut value = 0i32;
        let mut ahead = self.clone();
        for shift in [0u32, 7, 14, 21, 28] {
            let byte = ahead.u8(what).map_err(|_| self.truncated(1, what))?;
            value |= i32::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                let unused = 32u32.saturating_sub(shift.saturating_add(7));
                value = value.wrapping_shl(unused).wrapping_shr(unused);
                break;
            }
        }
        self.pos = ahead.pos;
        Ok(value)
    }

    /// The error of an element that takes `needs` bytes at this place.
    pub fn truncated(&self, needs: u64, what: &'static str) -> ParseError {
        let left = self.remaining() as u64;
        ParseError { what, offset: self.offset(), kind: ErrorKind::Truncated { needs, left } }
    }

    /// The error of an element at this place whose value breaks the specification.
    pub fn invalid(
        &self,
        what: &'static str,
        detail: impl Into<std::borrow::Cow<'static, str>>,
    ) -> ParseError {
        ParseError::invalid(what, self.offset(), detail)
    }
}

macro_rules! numbers {
    ($($name:ident $from:ident $type:ty, $doc:literal;)*) => {
        impl Reader<'_> {
            $(
                #[doc = $doc]
                pub fn $name(&mut self, what: &'static str) -> Result<$type, ParseError> {
                    self.array(what).map(<$type>::$from)
                }
            )*
        }
    };
}

numbers! {
    u8 from_le_bytes u8, "Takes one byte.";
    u16_le from_le_bytes u16, "Takes a little-endian 16-bit number.";
    u32_le from_le_bytes u32, "Takes a little-endian 32-bit number.";
    u64_le from_le_bytes u64, "Takes a little-endian 64-bit number.";
    i32_le from_le_bytes i32, "Takes a little-endian signed 32-bit number.";
    u16_be from_be_bytes u16, "Takes a big-endian 16-bit number.";
    u32_be from_be_bytes u32, "Takes a big-endian 32-bit number.";
    u64_be from_be_bytes u64, "Takes a big-endian 64-bit number.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_read_keeps_the_position_and_the_artifact_offset() {
        let mut reader = Reader::with_base(&[1, 2, 3], 0x100);
        assert_eq!(reader.u16_le("flags"), Ok(0x0201));
        let error = reader.u32_le("count").unwrap_err();
        assert_eq!(error.to_string(), "count at 0x102: needs 4 bytes, 1 left");
        assert_eq!(reader.u8("tag"), Ok(3));
        assert!(reader.is_empty());
    }

    #[test]
    fn a_length_near_the_end_of_the_number_range_is_an_error() {
        let mut reader = Reader::new(&[0; 8]);
        reader.skip(4, "padding").unwrap();
        assert!(reader.bytes(usize::MAX, "name").is_err());
        assert_eq!(reader.remaining(), 4);
    }

    #[test]
    fn leb128_reads_the_examples_of_the_dex_specification() {
        let both = |bytes: &[u8]| {
            (Reader::new(bytes).uleb128("x").unwrap(), Reader::new(bytes).sleb128("x").unwrap())
        };
        assert_eq!(both(&[0x00]), (0, 0));
        assert_eq!(both(&[0x01]), (1, 1));
        assert_eq!(both(&[0x7f]), (127, -1));
        assert_eq!(both(&[0x80, 0x7f]), (16256, -128));
    }

    #[test]
    fn a_leb128_that_runs_off_the_end_keeps_the_position() {
        let mut reader = Reader::new(&[0x80, 0x80]);
        assert!(reader.uleb128("size").is_err());
        assert_eq!(reader.position(), 0);
    }
}
