//! Code items: registers, instructions, exception handlers. `code_item` of the DEX format documentation.

use std::iter::FusedIterator;

use cursor::{ErrorKind, ParseError, Reader};

use crate::instruction::Instructions;
use crate::{Area, Dex, TypeIdx};

/// Bytes of a `code_item` before its instructions.
const HEADER_SIZE: u64 = 16;

/// Typed handlers of one `try` that are read. Compilers write a handful.
const MAX_HANDLERS: u32 = 1024;
/// Handlers of one method that are read. Many tries may share one long list, which would multiply the work.
const MAX_HANDLERS_TOGETHER: u32 = 1 << 14;
/// Bytes of a `try_item`.
const TRY_SIZE: u64 = 8;

/// The code of one method.
#[derive(Debug, Clone, Copy)]
pub struct Code<'a> {
    /// Registers that the method uses, parameters included.
    pub registers: u16,
    /// Words of parameters, which arrive in the last registers.
    pub ins: u16,
    /// Words of outgoing arguments.
    pub outs: u16,
    /// The instructions: two bytes a code unit.
    pub insns: &'a [u8],
    /// Offset of the first code unit from the start of the file.
    pub offset: u64,
    /// Entries of the `try` table as stated.
    pub tries_size: u16,
    pub(crate) debug_info_off: u32,
    pub(crate) area: Area<'a>,
    /// From behind the instructions to the end of the data.
    after: &'a [u8],
}

impl<'a> Code<'a> {
    pub(crate) fn at(dex: &Dex<'a>, offset: u32) -> Result<Self, ParseError> {
        if dex.compact {
            let place = dex.data_offset.saturating_add(offset.into());
            return Err(ParseError::invalid("code item", place, "compact code items are not read"));
        }
        let mut reader = dex.data_at(offset, "code item")?;
        let registers = reader.u16_le("registers size")?;
        let ins = reader.u16_le("ins size")?;
        let outs = reader.u16_le("outs size")?;
        let tries_size = reader.u16_le("tries size")?;
        let debug_info_off = reader.u32_le("debug info offset")?;
        let units = reader.u32_le("instruction units")?;
        let offset = reader.offset();
        let bytes = usize::try_from(u64::from(units).saturating_mul(2)).unwrap_or(usize::MAX);
        let insns = reader.bytes(bytes, "instructions")?;
        let area = dex.area();
        Ok(Self {
            registers,
            ins,
            outs,
            insns,
            offset,
            tries_size,
            debug_info_off,
            area,
            after: reader.rest(),
        })
    }

    /// Bytes that a walk over the code item at that offset touches; none when it cannot be read.
    pub(crate) fn size(dex: &Dex<'a>, offset: u32) -> u64 {
        let start = usize::try_from(offset).ok().filter(|offset| *offset != 0);
        let item = start.and_then(|start| dex.data.get(start..)?.first_chunk::<16>());
        let Some([_, _, _, _, _, _, e, f, .., a, b, c, d]) = item else { return 0 };
        let units = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
        let size = units.saturating_mul(2).saturating_add(HEADER_SIZE);
        let Some(behind) = (dex.data.len() as u64).checked_sub(size.saturating_add(offset.into())) else {
            return HEADER_SIZE;
        };
        let tries = u64::from(u16::from_le_bytes([*e, *f])).saturating_mul(TRY_SIZE);
        size.saturating_add(tries.min(behind))
    }

    /// Code units of the method.
    pub fn units(&self) -> u32 {
        u32::try_from(self.insns.len() / 2).unwrap_or(u32::MAX)
    }

    /// The instructions from the first on, payloads included.
    pub fn instructions(&self) -> Instructions<'a> {
        Instructions::new(self.insns, self.offset)
    }

    /// The instruction that begins at a code unit, `None` when the code ends inside it.
    ///
    /// A unit in the middle of an instruction is read as if one began there.
    pub fn instruction_at(&self, pc: u32) -> Option<crate::Instruction<'a>> {
        self.instructions_from(pc)?.next()
    }

    /// The instructions from a code unit on.
    pub fn instructions_from(&self, pc: u32) -> Option<Instructions<'a>> {
        Instructions::from(self.insns, self.offset, pc)
    }

    /// The first register that holds a parameter.
    pub fn first_parameter(&self) -> u16 {
        self.registers.saturating_sub(self.ins)
    }

    /// The `try` table, in order.
    pub fn tries(&self) -> Tries<'a> {
        // The table is aligned to four bytes; code items are, so an odd count of units has two bytes behind it.
        let padding = if (self.insns.len() / 2).is_multiple_of(2) { 0 } else { 2 };
        let after = self.after.get(padding..).unwrap_or_default();
        let (items, _) = after.as_chunks::<8>();
        let count = usize::from(self.tries_size);
        let base = self.offset.saturating_add(self.insns.len() as u64).saturating_add(padding as u64);
        let (tries, handlers) = match after.split_at_checked(count.saturating_mul(8)) {
            Some((_, handlers)) => (items.get(..count).unwrap_or_default(), handlers),
            None => (items, Default::default()),
        };
        let error = (tries.len() < count).then(|| ParseError {
            what: "tries",
            offset: base,
            kind: ErrorKind::Truncated { needs: (count as u64).saturating_mul(8), left: after.len() as u64 },
        });
        let handlers_base = base.saturating_add((count as u64).saturating_mul(8));
        let left = MAX_HANDLERS_TOGETHER;
        Tries { tries: tries.iter(), handlers, handlers_base, left, truncated: error, error: None }
    }
}

/// A range of code and where its exceptions go: `try_item`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// First code unit of the range.
    pub start: u32,
    /// Code units of the range.
    pub count: u16,
    /// Handlers in the order they are tried: type of the exception, `None` for any, and the code unit to go on at.
    pub handlers: Handlers,
}

/// Exception types with their handlers' code units.
pub type Handlers = Vec<(Option<TypeIdx>, u32)>;

/// The `try` table of a method. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Tries<'a> {
    tries: std::slice::Iter<'a, [u8; 8]>,
    handlers: &'a [u8],
    handlers_base: u64,
    /// Handlers that may still be read.
    left: u32,
    truncated: Option<ParseError>,
    error: Option<ParseError>,
}

impl Tries<'_> {
    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.error.as_ref()
    }

    fn read(&mut self, item: &[u8; 8]) -> Result<Try, ParseError> {
        let [a, b, c, d, e, f, g, h] = *item;
        let mut reader = Reader::with_base(self.handlers, self.handlers_base);
        reader.seek(u16::from_le_bytes([g, h]).into(), "catch handler")?;
        let size = reader.sleb128("catch handler size")?;
        let typed = size.unsigned_abs();
        if typed > MAX_HANDLERS {
            return Err(ParseError::limit(
                "catch handler",
                reader.offset(),
                "handlers of one try",
                MAX_HANDLERS.into(),
            ));
        }
        let Some(left) = self.left.checked_sub(typed.saturating_add(1)) else {
            let (what, max) = ("handlers of one method", MAX_HANDLERS_TOGETHER.into());
            return Err(ParseError::limit("catch handler", reader.offset(), what, max));
        };
        self.left = left;
        let mut handlers = Vec::new();
        for _ in 0..typed {
            let type_ = reader.uleb128("catch type")?;
            handlers.push((Some(TypeIdx(type_)), reader.uleb128("catch address")?));
        }
        if size <= 0 {
            handlers.push((None, reader.uleb128("catch-all address")?));
        }
        Ok(Try { start: u32::from_le_bytes([a, b, c, d]), count: u16::from_le_bytes([e, f]), handlers })
    }
}

impl Iterator for Tries<'_> {
    type Item = Try;

    fn next(&mut self) -> Option<Try> {
        let Some(item) = self.tries.next() else {
            self.error = self.error.take().or(self.truncated.take());
            return None;
        };
        match self.read(item) {
            Ok(item) => Some(item),
            Err(error) => {
                self.tries = Default::default();
                self.truncated = None;
                self.error = Some(error);
                None
            }
        }
    }
}

impl FusedIterator for Tries<'_> {}

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
    use cursor::Limits;
    use testkit::dex::{DexBuilder, insn};

    use super::*;

    fn builder() -> DexBuilder {
        let code = [insn::label("a"), insn::const16(0, 1), insn::label("b"), insn::return_void()];
        DexBuilder::new().class("LA;", |class| {
            class.method("m", "()V", |method| method.code(code).handler("a", "b", None, "b"))
        })
    }

    /// What became of the only code item, whose parts lie at an offset from its begin.
    fn with(patch: Option<(usize, &[u8])>) -> Result<(Vec<Try>, Option<String>), String> {
        let plain = builder().build();
        let dex = crate::parse(&plain, &Limits::default()).unwrap().value;
        let at = dex.class(0).unwrap().methods(&dex).next().unwrap().code_offset as usize;
        let bytes = match patch {
            Some((offset, bytes)) => builder().patch(at + offset, bytes).build(),
            None => plain.clone(),
        };
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        let code = method
            .code(&dex)
            .unwrap()
            .map_err(|error| error.to_string().replace(&format!("{:#x}", at + 16), "insns"))?;
        let mut tries = code.tries();
        let all: Vec<Try> = tries.by_ref().collect();
        assert!(tries.next().is_none());
        Ok((all, tries.error().map(|error| error.what.to_owned())))
    }

    #[test]
    fn handlers_are_found_behind_an_odd_count_of_units() {
        // The padding behind three units is not part of the table.
        let expected = Try { start: 0, count: 2, handlers: vec![(None, 2)] };
        assert_eq!(with(None), Ok((vec![expected], None)));
    }

    #[test]
    fn counts_that_lie_end_with_an_error() {
        let error = with(Some((12, &[0xff, 0xff, 0xff, 0x7f]))).unwrap_err();
        assert!(error.starts_with("instructions at insns: needs 4294967294 bytes, "), "{error}");
        let (tries, error) = with(Some((6, &[0xff, 0xff]))).unwrap();
        assert!(tries.len() < 0xffff && error.is_some());
        // The handler offset of the first try, then the size of its handler list.
        assert_eq!(with(Some((16 + 8 + 6, &[0xff, 0xff]))), Ok((vec![], Some("catch handler".into()))));
        assert_eq!(with(Some((16 + 8 + 8 + 1, &[0xff, 0xff]))).unwrap().1.as_deref(), Some("catch handler"));
    }

    #[test]
    fn tries_that_share_a_long_list_do_not_multiply() {
        let plain = builder().build();
        let dex = crate::parse(&plain, &Limits::default()).unwrap().value;
        let tries = 10_000u16;
        // Every try names the list at 1, of a thousand handlers and a catch-all.
        let list = [&[1, 0x98, 0x78][..], &[0; 2001]].concat();
        let after = [[0, 0, 0, 0, 1, 0, 1, 0].repeat(tries.into()), list].concat();
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        let code = method.code(&dex).unwrap().unwrap();
        let code = Code { insns: &[], tries_size: tries, after: &after, ..code };
        let mut read = code.tries();
        assert_eq!(read.by_ref().map(|item| item.handlers.len()).collect::<Vec<_>>(), [1001; 16]);
        assert!(read.error().unwrap().to_string().ends_with("limit handlers of one method = 16384 reached"));
        assert!(read.next().is_none());
    }
}
