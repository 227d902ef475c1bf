//! Encoded values: static field values, annotation elements, arguments of call sites.
//!
//! Source: `encoded_value`, `encoded_array` and `encoded_annotation` of the DEX format documentation.

use std::iter::FusedIterator;

use cursor::{ParseError, Reader};

use crate::annotations::Elements;
use crate::{Dex, FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx, TypeIdx};

/// Arrays inside annotations inside arrays; compilers stay below ten.
const MAX_DEPTH: u32 = 32;

/// A constant. Nested values are read when they are asked for.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names are those of the specification without `VALUE_`")]
pub enum EncodedValue<'a> {
    Byte(i8),
    Short(i16),
    Char(u16),
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    MethodType(ProtoIdx),
    MethodHandle(MethodHandleIdx),
    String(StringIdx),
    Type(TypeIdx),
    Field(FieldIdx),
    Method(MethodIdx),
    Enum(FieldIdx),
    Array(EncodedArray<'a>),
    /// Type and elements.
    Annotation(TypeIdx, Elements<'a>),
    Null,
    Boolean(bool),
}

/// A nested array of values.
#[derive(Debug, Clone)]
pub struct EncodedArray<'a> {
    reader: Reader<'a>,
    count: u32,
}

impl<'a> EncodedArray<'a> {
    /// The values in order.
    pub fn values(&self) -> Values<'a> {
        Values::new(self.reader.clone(), self.count, self.count)
    }
}

/// Values in order. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Values<'a> {
    reader: Reader<'a>,
    left: u32,
    budget: Budget,
    error: Option<ParseError>,
}

impl<'a> Values<'a> {
    pub(crate) fn empty() -> Self {
        Self::new(Reader::new(&[]), 0, 0)
    }

    /// The array at that offset, at most `max` of its values, which may nest `spare` more among them.
    pub(crate) fn at(dex: &Dex<'a>, offset: u32, what: &'static str, max: u32, spare: u32) -> Self {
        let opened = dex.data_at(offset, what).and_then(|mut reader| {
            let count = reader.uleb128(what)?.min(max);
            Ok(Self::new(reader, count, count.saturating_add(spare)))
        });
        opened.unwrap_or_else(|error| Self { error: Some(error), ..Self::empty() })
    }

    fn new(reader: Reader<'a>, left: u32, nodes: u32) -> Self {
        Self { reader, left, budget: Budget::new(nodes), error: None }
    }

    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    /// Values to come as stated, cut to what the data could hold.
    pub(crate) fn left(&self) -> u64 {
        u64::from(self.left).min(self.reader.remaining() as u64)
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = EncodedValue<'a>;

    fn next(&mut self) -> Option<EncodedValue<'a>> {
        self.left = self.left.checked_sub(1)?;
        match read(&mut self.reader, &mut self.budget) {
            Ok(value) => Some(value),
            Err(error) => {
                self.left = 0;
                self.error = Some(error);
                None
            }
        }
    }
}

impl FusedIterator for Values<'_> {}

/// What reading one value may still cost.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    nodes: u32,
    max: u32,
    depth: u32,
}

impl Budget {
    pub(crate) fn new(nodes: u32) -> Self {
        Self { nodes, max: nodes, depth: 0 }
    }

    fn spend(&mut self, reader: &Reader<'_>) -> Result<(), ParseError> {
        let left = self.nodes.checked_sub(1);
        let limit = || ParseError::limit("encoded value", reader.offset(), "nested values", self.max.into());
        self.nodes = left.ok_or_else(limit)?;
        Ok(())
    }
}

/// Reads one value; nested values are passed over and kept as the place where they begin.
pub(crate) fn read<'a>(reader: &mut Reader<'a>, budget: &mut Budget) -> Result<EncodedValue<'a>, ParseError> {
    budget.spend(reader)?;
    let place = reader.offset();
    let head = reader.u8("encoded value")?;
    let (kind, argument) = (head & 0x1f, usize::from(head >> 5));
    let mut number = |most: usize| {
        if argument >= most {
            let text =
                format!("type {kind:#x} with {} bytes, has at most {most}", argument.saturating_add(1));
            return Err(ParseError::invalid("encoded value", place, text));
        }
        Number::read(reader, argument.saturating_add(1))
    };
    Ok(match kind {
        0x00 => EncodedValue::Byte(number(1)?.signed() as i8),
        0x02 => EncodedValue::Short(number(2)?.signed() as i16),
        0x03 => EncodedValue::Char(number(2)?.bits as u16),
        0x04 => EncodedValue::Int(number(4)?.signed() as i32),
        0x06 => EncodedValue::Long(number(8)?.signed()),
        0x10 => EncodedValue::Float(f32::from_bits(number(4)?.left_aligned(4) as u32)),
        0x11 => EncodedValue::Double(f64::from_bits(number(8)?.left_aligned(8))),
        0x15 => EncodedValue::MethodType(ProtoIdx(number(4)?.bits as u32)),
        0x16 => EncodedValue::MethodHandle(MethodHandleIdx(number(4)?.bits as u32)),
        0x17 => EncodedValue::String(StringIdx(number(4)?.bits as u32)),
        0x18 => EncodedValue::Type(TypeIdx(number(4)?.bits as u32)),
        0x19 => EncodedValue::Field(FieldIdx(number(4)?.bits as u32)),
        0x1a => EncodedValue::Method(MethodIdx(number(4)?.bits as u32)),
        0x1b => EncodedValue::Enum(FieldIdx(number(4)?.bits as u32)),
        0x1c => {
            let count = reader.uleb128("encoded array size")?;
            let array = EncodedArray { reader: reader.clone(), count };
            pass(reader, budget, count, false)?;
            EncodedValue::Array(array)
        }
        0x1d => {
            let (type_, elements) = Elements::open(reader)?;
            pass(reader, budget, elements.left(), true)?;
            EncodedValue::Annotation(type_, elements)
        }
        0x1e => EncodedValue::Null,
        0x1f => EncodedValue::Boolean(argument != 0),
        _ => return Err(ParseError::invalid("encoded value", place, format!("unknown type {kind:#x}"))),
    })
}

/// Passes over nested values, each behind a name when `named`. Every value takes a byte and a node, so the loop ends.
fn pass(reader: &mut Reader<'_>, budget: &mut Budget, count: u32, named: bool) -> Result<(), ParseError> {
    if budget.depth >= MAX_DEPTH {
        return Err(ParseError::limit("encoded value", reader.offset(), "depth of values", MAX_DEPTH.into()));
    }
    budget.depth = budget.depth.saturating_add(1);
    for _ in 0..count {
        if named {
            reader.uleb128("element name")?;
        }
        read(reader, budget)?;
    }
    budget.depth = budget.depth.saturating_sub(1);
    Ok(())
}

/// Up to eight bytes of a number.
struct Number {
    bits: u64,
    bytes: u32,
}

impl Number {
    fn read(reader: &mut Reader<'_>, bytes: usize) -> Result<Self, ParseError> {
        let taken = reader.bytes(bytes, "encoded number")?;
        let bits = taken.iter().rev().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
        Ok(Self { bits, bytes: u32::try_from(taken.len()).unwrap_or(8) })
    }

    /// Sign-extended from the bytes that are written.
    fn signed(&self) -> i64 {
        let unused = 64u32.saturating_sub(self.bytes.saturating_mul(8));
        self.bits.wrapping_shl(unused).cast_signed().wrapping_shr(unused)
    }

    /// Zero-extended to the right, as floating point numbers drop their low bytes.
    fn left_aligned(&self, width: u32) -> u64 {
        self.bits.wrapping_shl(width.saturating_sub(self.bytes).saturating_mul(8))
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use super::*;

    fn one(bytes: &[u8]) -> Result<EncodedValue<'_>, String> {
        read(&mut Reader::new(bytes), &mut Budget::new(100)).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_are_extended_to_their_width() {
        let table: [(&[u8], &str); 14] = [
            (&[0x00, 0x80], "Byte(-128)"),
            (&[0x02, 0xff], "Short(-1)"),
            (&[0x22, 0x34, 0x12], "Short(4660)"),
            (&[0x03, 0xff], "Char(255)"),
            (&[0x44, 0x00, 0x00, 0x80], "Int(-8388608)"),
            (&[0x06, 0xfe], "Long(-2)"),
            (&[0xe6, 1, 2, 3, 4, 5, 6, 7, 8], "Long(578437695752307201)"),
            (&[0x30, 0x80, 0x3f], "Float(1.0)"),
            (&[0x31, 0xf0, 0x3f], "Double(1.0)"),
            (&[0x37, 0x01, 0x02], "String(StringIdx(513))"),
            (&[0x1b, 0x05], "Enum(FieldIdx(5))"),
            (&[0x1e], "Null"),
            (&[0x1f], "Boolean(false)"),
            (&[0x3f], "Boolean(true)"),
        ];
        for (bytes, expected) in table {
            assert_eq!(format!("{:?}", one(bytes).unwrap()), expected);
        }
    }

    #[test]
    fn what_is_no_value_is_an_error() {
        let table: [(&[u8], &str); 5] = [
            (&[], "encoded value at 0x0: needs 1 byte, 0 left"),
            (&[0x05, 0], "encoded value at 0x0: unknown type 0x5"),
            (&[0x20, 1, 2], "encoded value at 0x0: type 0x0 with 2 bytes, has at most 1"),
            (&[0x64, 1, 2], "encoded number at 0x1: needs 4 bytes, 2 left"),
            (&[0x1c, 0xff, 0xff, 0x03, 0x1e], "encoded value at 0x5: needs 1 byte, 0 left"),
        ];
        for (bytes, expected) in table {
            assert_eq!(one(bytes).unwrap_err(), expected);
        }
    }

    #[test]
    fn nesting_and_size_are_bounded() {
        let deep: Vec<u8> = std::iter::repeat_n([0x1c, 0x01], 50).flatten().chain([0x1e]).collect();
        assert_eq!(one(&deep).unwrap_err(), "encoded value at 0x42: limit depth of values = 32 reached");
        let wide: Vec<u8> = [0x1c, 0xff, 0x01].into_iter().chain([0x1e; 255]).collect();
        assert_eq!(one(&wide).unwrap_err(), "encoded value at 0x66: limit nested values = 100 reached");
    }
}
