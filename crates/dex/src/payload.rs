//! Payloads of switches and arrays: `packed-switch-payload`, `sparse-switch-payload` and `fill-array-data-payload`.

use std::iter::FusedIterator;

use crate::{Code, Instruction, Opcode};

/// What `packed-switch`, `sparse-switch` and `fill-array-data` point to.
#[derive(Debug, Clone)]
pub enum Payload<'a> {
    /// Consecutive keys from the first on.
    PackedSwitch(Cases<'a>),
    /// Keys of their own, in rising order.
    SparseSwitch(Cases<'a>),
    /// Elements of an array of numbers.
    FillArray {
        /// Bytes of one element.
        width: u16,
        /// The elements, little-endian, without padding.
        data: &'a [u8],
    },
}

/// Cases of a switch: key, and code unit to go on at.
#[derive(Debug, Clone)]
pub struct Cases<'a> {
    keys: Keys<'a>,
    targets: std::slice::Iter<'a, [u8; 4]>,
    /// Where the switch itself lies: targets count from there.
    pc: u32,
}

#[derive(Debug, Clone)]
enum Keys<'a> {
    From(i32),
    List(std::slice::Iter<'a, [u8; 4]>),
}

impl<'a> Payload<'a> {
    pub(crate) fn of(instruction: &Instruction<'a>, code: &Code<'a>) -> Option<Self> {
        let found = code.instruction_at(instruction.payload_pc()?)?;
        // The iterator sized the payload by its own header, so the data below is all there.
        let bytes = found.bytes();
        let [0, kind, a, b, rest @ ..] = bytes else { return None };
        let size = u16::from_le_bytes([*a, *b]);
        let pc = instruction.pc;
        match (instruction.op, kind) {
            (Opcode::PACKED_SWITCH, 1) => {
                let (first, rest) = rest.split_first_chunk::<4>()?;
                let targets = rest.as_chunks::<4>().0.iter();
                Some(Self::PackedSwitch(Cases { keys: Keys::From(i32::from_le_bytes(*first)), targets, pc }))
            }
            (Opcode::SPARSE_SWITCH, 2) => {
                let (keys, targets) = rest.as_chunks::<4>().0.split_at_checked(size.into())?;
                Some(Self::SparseSwitch(Cases { keys: Keys::List(keys.iter()), targets: targets.iter(), pc }))
            }
            (Opcode::FILL_ARRAY_DATA, 3) => {
                let (count, rest) = rest.split_first_chunk::<4>()?;
                let bytes = u64::from(u32::from_le_bytes(*count)).saturating_mul(size.into());
                Some(Self::FillArray { width: size, data: rest.get(..usize::try_from(bytes).ok()?)? })
            }
            _ => None,
        }
    }
}

impl Iterator for Cases<'_> {
    type Item = (i32, u32);

    fn next(&mut self) -> Option<(i32, u32)> {
        let target = i32::from_le_bytes(*self.targets.next()?);
        let key = match &mut self.keys {
            Keys::From(key) => std::mem::replace(key, key.wrapping_add(1)),
            Keys::List(keys) => i32::from_le_bytes(*keys.next()?),
        };
        Some((key, self.pc.wrapping_add_signed(target)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.targets.size_hint()
    }
}

impl ExactSizeIterator for Cases<'_> {}
impl FusedIterator for Cases<'_> {}

/// Code units of what begins with a `nop` byte and a high byte that is not zero: a payload, or a plain `nop` of one unit.
///
/// A payload whose own size fields are cut off is as long as they are, which the data cannot hold either.
pub(crate) fn payload_units(rest: &[u8], kind: u8) -> u64 {
    let unit = |at: usize| {
        let pair = rest.get(at..).and_then(<[u8]>::first_chunk).copied();
        pair.map_or(0, |pair| u64::from(u16::from_le_bytes(pair)))
    };
    match kind {
        1 => unit(2).saturating_mul(2).saturating_add(4),
        2 => unit(2).saturating_mul(4).saturating_add(2),
        3 => {
            let count = unit(4) | (unit(6) << 16);
            unit(2).saturating_mul(count).div_ceil(2).saturating_add(4)
        }
        _ => 1,
    }
}
