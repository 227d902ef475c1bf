//! Instructions: where each begins and ends, and its operands.
//!
//! Source: "Dalvik Executable instruction formats" of the Android documentation.

use std::iter::FusedIterator;

use cursor::{ErrorKind, ParseError};

use crate::opcode::{Format, IndexKind, Opcode};
use crate::payload::payload_units;
use crate::{CallSiteIdx, Code, FieldIdx, MethodHandleIdx, MethodIdx, Payload, ProtoIdx, StringIdx, TypeIdx};

/// One instruction, or the payload of a switch or an array, which the specification calls a pseudo-instruction.
#[derive(Debug, Clone, Copy)]
pub struct Instruction<'a> {
    /// Code units from the start of the method.
    pub pc: u32,
    /// The opcode byte; a payload has [`Opcode::NOP`] here.
    pub op: Opcode,
    /// All its code units, two bytes each.
    units: &'a [u8],
}

/// The index operand of an instruction, by the table it points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the tables")]
pub enum Index {
    String(StringIdx),
    Type(TypeIdx),
    Field(FieldIdx),
    Method(MethodIdx),
    Proto(ProtoIdx),
    CallSite(CallSiteIdx),
    MethodHandle(MethodHandleIdx),
}

impl<'a> Instruction<'a> {
    /// The mnemonic; a payload has the name the specification gives it, such as `packed-switch-payload`.
    pub fn mnemonic(&self) -> &'static str {
        match (self.op, self.high_byte()) {
            (Opcode::NOP, 1) => "packed-switch-payload",
            (Opcode::NOP, 2) => "sparse-switch-payload",
            (Opcode::NOP, 3) => "fill-array-data-payload",
            (op, _) => op.mnemonic(),
        }
    }

    /// True for the data of a switch or an array, which never runs.
    pub fn is_payload(&self) -> bool {
        self.op == Opcode::NOP && matches!(self.high_byte(), 1..=3)
    }

    /// The code units as bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.units
    }

    /// Code units that it takes.
    pub fn len_units(&self) -> u32 {
        u32::try_from(self.units.len() / 2).unwrap_or(u32::MAX)
    }

    /// Code unit behind this instruction.
    pub fn next_pc(&self) -> u32 {
        self.pc.saturating_add(self.len_units())
    }

    /// The index operand and what it points into.
    pub fn index(&self) -> Option<Index> {
        let raw = self.index_raw();
        Some(match self.op.index_kind() {
            IndexKind::None => return None,
            IndexKind::String => Index::String(StringIdx(raw)),
            IndexKind::Type => Index::Type(TypeIdx(raw)),
            IndexKind::Field => Index::Field(FieldIdx(raw)),
            IndexKind::Method => Index::Method(MethodIdx(raw)),
            IndexKind::Proto => Index::Proto(ProtoIdx(raw)),
            IndexKind::CallSite => Index::CallSite(CallSiteIdx(raw)),
            IndexKind::MethodHandle => Index::MethodHandle(MethodHandleIdx(raw)),
        })
    }

    /// The index operand as a number; meaningless for an instruction without one.
    pub fn index_raw(&self) -> u32 {
        if self.op == Opcode::CONST_STRING_JUMBO { self.wide_unit(1) } else { self.unit(1).into() }
    }

    /// The prototype with which `invoke-polymorphic` calls.
    pub fn proto(&self) -> Option<ProtoIdx> {
        let polymorphic = matches!(self.op.format(), Format::F45cc | Format::F4rcc);
        polymorphic.then(|| ProtoIdx(self.unit(3).into()))
    }

    /// The register operands in the order they are written: a destination comes first.
    pub fn registers(&self) -> Registers {
        let high = u16::from(self.high_byte());
        let (low4, high4) = (high & 0xf, high >> 4);
        match self.op.format() {
            Format::F10x | Format::F10t | Format::F20t | Format::F30t => Registers::list([0; 5], 0),
            Format::F12x | Format::F22t | Format::F22s | Format::F22c => {
                Registers::list([low4, high4, 0, 0, 0], 2)
            }
            Format::F11n => Registers::list([low4, 0, 0, 0, 0], 1),
            Format::F11x | Format::F21t | Format::F21s | Format::F21h | Format::F21c => Registers::one(high),
            Format::F31i | Format::F31t | Format::F31c | Format::F51l => Registers::one(high),
            Format::F22x => Registers::list([high, self.unit(1), 0, 0, 0], 2),
            Format::F32x => Registers::list([self.unit(1), self.unit(2), 0, 0, 0], 2),
            Format::F23x => Registers::list([high, self.unit(1) & 0xff, self.unit(1) >> 8, 0, 0], 3),
            Format::F22b => Registers::list([high, self.unit(1) & 0xff, 0, 0, 0], 2),
            Format::F35c | Format::F45cc => {
                let four = self.unit(2);
                let list = [four & 0xf, (four >> 4) & 0xf, (four >> 8) & 0xf, four >> 12, low4];
                Registers::list(list, high4.min(5))
            }
            Format::F3rc | Format::F4rcc => Registers::range(self.unit(2), high),
        }
    }

    /// The first register operand.
    pub fn a(&self) -> Option<u16> {
        self.registers().next()
    }

    /// The second register operand.
    pub fn b(&self) -> Option<u16> {
        self.registers().nth(1)
    }

    /// The third register operand.
    pub fn c(&self) -> Option<u16> {
        self.registers().nth(2)
    }

    /// The number written in the instruction, sign-extended; `const/high16` and `const-wide/high16` give the value they load.
    ///
    /// A 32-bit constant that the code means as unsigned or as a float is the `i32` of its bits.
    pub fn literal(&self) -> Option<i64> {
        let signed = |unit: u16| i64::from(unit.cast_signed());
        Some(match self.op.format() {
            Format::F11n => i64::from(self.high_byte().cast_signed() >> 4),
            Format::F21s | Format::F22s if self.op.index_kind() == IndexKind::None => signed(self.unit(1)),
            Format::F21h if self.op == Opcode::CONST_HIGH16 => signed(self.unit(1)) << 16,
            Format::F21h => signed(self.unit(1)) << 48,
            Format::F31i => i64::from(self.wide_unit(1).cast_signed()),
            Format::F51l => {
                (u64::from(self.wide_unit(1)) | (u64::from(self.wide_unit(3)) << 32)).cast_signed()
            }
            Format::F22b => signed(self.unit(1)) >> 8,
            _ => return None,
        })
    }

    /// The code unit that a `goto` or `if` jumps to. It may lie outside the method in damaged code; `None` below zero.
    pub fn target(&self) -> Option<u32> {
        let signed = |unit: u16| i32::from(unit.cast_signed());
        let offset = match self.op.format() {
            Format::F10t => i32::from(self.high_byte().cast_signed()),
            Format::F20t | Format::F21t | Format::F22t => signed(self.unit(1)),
            Format::F30t => self.wide_unit(1).cast_signed(),
            _ => return None,
        };
        self.pc.checked_add_signed(offset)
    }

    /// The code unit at which the payload of a switch or of `fill-array-data` begins.
    pub fn payload_pc(&self) -> Option<u32> {
        let has_payload = self.op.format() == Format::F31t;
        has_payload
            .then(|| self.wide_unit(1).cast_signed())
            .and_then(|offset| self.pc.checked_add_signed(offset))
    }

    /// The cases of a switch or the elements of `fill-array-data`; `None` when this is neither or its payload is damaged.
    pub fn payload(&self, code: &Code<'a>) -> Option<Payload<'a>> {
        Payload::of(self, code)
    }

    fn high_byte(&self) -> u8 {
        self.units.get(1).copied().unwrap_or(0)
    }

    /// A code unit of the instruction. The iterator gave out as many as the format takes.
    fn unit(&self, index: usize) -> u16 {
        let pair = self.units.get(index.wrapping_mul(2)..).and_then(<[u8]>::first_chunk);
        pair.copied().map_or(0, u16::from_le_bytes)
    }

    fn wide_unit(&self, index: usize) -> u32 {
        u32::from(self.unit(index)) | (u32::from(self.unit(index.wrapping_add(1))) << 16)
    }
}

/// Register operands: up to five, or a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registers {
    list: [u16; 5],
    next: u16,
    end: u16,
    range: bool,
}

impl Registers {
    fn list(list: [u16; 5], end: u16) -> Self {
        Self { list, next: 0, end, range: false }
    }

    fn one(register: u16) -> Self {
        Self::list([register, 0, 0, 0, 0], 1)
    }

    fn range(first: u16, count: u16) -> Self {
        Self { list: [first, 0, 0, 0, 0], next: 0, end: count, range: true }
    }

    /// True for the operands of a `/range` instruction.
    pub fn is_range(&self) -> bool {
        self.range
    }

    fn at(&self, index: u16) -> Option<u16> {
        let [first, ..] = self.list;
        match self.range {
            true => Some(first.wrapping_add(index)),
            false => self.list.get(usize::from(index)).copied(),
        }
    }
}

impl Iterator for Registers {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if self.next >= self.end {
            return None;
        }
        let register = self.at(self.next);
        self.next = self.next.saturating_add(1);
        register
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.end.saturating_sub(self.next));
        (left, Some(left))
    }
}

impl ExactSizeIterator for Registers {}
impl FusedIterator for Registers {}

/// The instructions of a method in order. A payload is one instruction, as `dexdump -d` prints it on one line.
///
/// Ends after its first error.
#[derive(Debug, Clone)]
pub struct Instructions<'a> {
    rest: &'a [u8],
    pc: u32,
    /// Where code unit zero lies in the file.
    base: u64,
    /// Code units that the instruction at `pc` takes and that are not there.
    missing: Option<u64>,
}

impl<'a> Instructions<'a> {
    pub(crate) fn new(insns: &'a [u8], base: u64) -> Self {
        Self { rest: insns, pc: 0, base, missing: None }
    }

    pub(crate) fn from(insns: &'a [u8], base: u64, pc: u32) -> Option<Self> {
        let start = usize::try_from(pc).ok()?.checked_mul(2)?;
        Some(Self { rest: insns.get(start..)?, pc, base, missing: None })
    }

    /// Why the iterator ended early: the code ends inside an instruction.
    pub fn error(&self) -> Option<ParseError> {
        let units = self.missing?;
        let offset = self.base.saturating_add(u64::from(self.pc).saturating_mul(2));
        let left = self.rest.len() as u64;
        let kind = ErrorKind::Truncated { needs: units.saturating_mul(2), left };
        Some(ParseError { what: "instruction", offset, kind })
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Instruction<'a>;

    #[inline]
    fn next(&mut self) -> Option<Instruction<'a>> {
        let [op, high, ..] = *self.rest else { return None };
        if self.missing.is_some() {
            return None;
        }
        let op = Opcode(op);
        let width =
            if op == Opcode::NOP && high != 0 { payload_units(self.rest, high) } else { op.units().into() };
        let bytes = usize::try_from(width.saturating_mul(2)).unwrap_or(usize::MAX);
        let Some((units, rest)) = self.rest.split_at_checked(bytes) else {
            self.missing = Some(width);
            return None;
        };
        let instruction = Instruction { pc: self.pc, op, units };
        self.rest = rest;
        // The width fits: it counts bytes that are there, and a code item has a 32-bit count of units.
        self.pc = self.pc.wrapping_add(u32::try_from(width).unwrap_or(0));
        Some(instruction)
    }
}

impl FusedIterator for Instructions<'_> {}

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

    use crate::{Instruction, Opcode, disassemble};

    /// The lines of a method made of these code units, and the error at its end.
    fn lines(units: &[u16]) -> (Vec<String>, Option<String>) {
        let code = [insn::raw(units)];
        let bytes = DexBuilder::new()
            .class("LA;", |class| class.method("m", "()V", |method| method.code(code)))
            .build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        let code = method.code(&dex).unwrap().unwrap();
        let mut walk = code.instructions();
        assert!(walk.by_ref().map(|instruction| instruction.len_units()).sum::<u32>() <= code.units());
        assert!(walk.next().is_none());
        (
            disassemble(&dex, &code, 0..u32::MAX),
            walk.error().map(|error| error.kind).map(|kind| format!("{kind:?}")),
        )
    }

    #[test]
    fn each_format_is_decoded() {
        let table: [(&[u16], &str); 33] = [
            (&[0x000e], "return-void"),
            (&[0x2101], "move v1, v2"),
            (&[0xf112], "const/4 v1, -0x1"),
            (&[0xff0a], "move-result v255"),
            (&[0xff28], "goto"),
            (&[0x0029, 0x7fff], "goto/16 7fff"),
            (&[0x002a, 0x0000, 0x0001], "goto/32 10000"),
            (&[0x0102, 0x1234], "move/from16 v1, v4660"),
            (&[0x0103, 0x1234, 0x5678], "move/16 v4660, v22136"),
            (&[0x0138, 0x0004], "if-eqz v1, 0004"),
            (&[0x2132, 0x0004], "if-eq v1, v2, 0004"),
            (&[0x0113, 0x8000], "const/16 v1, -0x8000"),
            (&[0x0114, 0x5678, 0x1234], "const v1, 0x12345678"),
            (&[0x0114, 0xffff, 0xffff], "const v1, -0x1"),
            (&[0x0115, 0x7f01], "const/high16 v1, 0x7f010000"),
            (&[0x0116, 0xfffe], "const-wide/16 v1, -0x2"),
            (&[0x0117, 0x0000, 0x8000], "const-wide/32 v1, -0x80000000"),
            (&[0x0118, 0x1111, 0x2222, 0x3333, 0x4444], "const-wide v1, 0x4444333322221111"),
            (&[0x0119, 0x3ff0], "const-wide/high16 v1, 0x3ff0000000000000"),
            (&[0x011a, 0xfff1], "const-string v1, string@65521"),
            (&[0x011b, 0xfff1, 0x0001], "const-string/jumbo v1, string@131057"),
            (&[0x2120, 0xfff2], "instance-of v1, v2, type@65522"),
            (&[0x0190, 0x0302], "add-int v1, v2, v3"),
            (&[0x21d0, 0xfffc], "add-int/lit16 v1, v2, -0x4"),
            (&[0x01d8, 0xfc02], "add-int/lit8 v1, v2, -0x4"),
            (&[0x2152, 0xfff3], "iget v1, v2, field@65523"),
            (&[0x516e, 0xfff4, 0x5432], "invoke-virtual {v2, v3, v4, v5, v1}, method@65524"),
            (&[0x0071, 0xfff4, 0x5432], "invoke-static {}, method@65524"),
            (&[0xf071, 0xfff4, 0x5432], "invoke-static {v2, v3, v4, v5, v0}, method@65524"),
            (&[0x0374, 0xfff4, 0x0010], "invoke-virtual/range {v16 .. v18}, method@65524"),
            (&[0x20fa, 0xfff4, 0x0021, 0xfff5], "invoke-polymorphic {v1, v2}, method@65524, proto@65525"),
            (&[0x10fc, 0xfff6, 0x0003], "invoke-custom {v3}, call_site@65526"),
            (&[0x013e], "unused"),
        ];
        for (units, expected) in table {
            // A second instruction shows that the width was right.
            let all: Vec<u16> = units.iter().copied().chain([0x000e]).collect();
            let (lines, error) = lines(&all);
            assert_eq!(lines, [format!("0000: {expected}"), format!("{:04x}: return-void", units.len())]);
            assert_eq!(error, None);
        }
    }

    #[test]
    fn a_branch_before_the_method_has_no_target() {
        let back = Instruction { pc: 0, op: Opcode::GOTO, units: &[0x28, 0xff] };
        assert_eq!(back.target(), None);
        assert_eq!(Instruction { pc: 1, ..back }.target(), Some(0));
    }

    #[test]
    fn a_payload_is_one_instruction() {
        let units = [
            0x002b, 0x0009, 0x0000, 0x012c, 0x000e, 0x0000, 0x0026, 0x0015,
            0x0000, // three switches and arrays
            0x0100, 0x0002, 0xffff, 0xffff, 0x0003, 0x0000, 0x0006, 0x0000,
            0x0000, // packed, then a nop
            0x0200, 0x0001, 0x000a, 0x0000, 0x0002, 0x0000, // sparse, at 18
            0x0000, 0x0000, 0x0000, // nops
            0x0300, 0x0001, 0x0003, 0x0000, 0x0201, 0x0003, // three bytes, at 27
            0x000e,
        ];
        // The sparse payload begins at 0x12, 0xf behind its switch.
        let mut units = units.to_vec();
        units[4] = 0x000f;
        let (lines, error) = lines(&units);
        assert_eq!(
            lines,
            [
                "0000: packed-switch v0, {-1 -> 0003, 0 -> 0006}",
                "0003: sparse-switch v1, {10 -> 0005}",
                "0006: fill-array-data v0, 001b (3 bytes of width 1)",
                "0009: packed-switch-payload (8 units)",
                "0011: nop",
                "0012: sparse-switch-payload (6 units)",
                "0018: nop",
                "0019: nop",
                "001a: nop",
                "001b: fill-array-data-payload (6 units)",
                "0021: return-void",
            ]
        );
        assert_eq!(error, None);
    }

    #[test]
    fn an_instruction_or_payload_cut_short_ends_the_walk_with_an_error() {
        let table: [(&[u16], &str); 5] = [
            (&[0x011b, 0xfff1], "Truncated { needs: 6, left: 4 }"),
            (&[0x0100], "Truncated { needs: 8, left: 2 }"),
            (&[0x0100, 0xffff], "Truncated { needs: 262148, left: 4 }"),
            (&[0x0200, 0x0001], "Truncated { needs: 12, left: 4 }"),
            (&[0x0300, 0xffff, 0xffff, 0xffff], "Truncated { needs: 281470681677834, left: 8 }"),
        ];
        for (units, expected) in table {
            let all: Vec<u16> = [0x000e].into_iter().chain(units.iter().copied()).collect();
            let (lines, error) = lines(&all);
            assert_eq!(lines, ["0000: return-void"]);
            assert_eq!(error.as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_switch_to_something_else_than_its_payload_has_none() {
        let (lines, _) = lines(&[0x002b, 0x0003, 0x0000, 0x000e, 0x0026, 0xfffc, 0xffff]);
        assert_eq!(
            lines,
            ["0000: packed-switch v0, 0003", "0003: return-void", "0004: fill-array-data v0, 0000"]
        );
    }
}
