use dex::Opcode;

use super::state::Slot;
use crate::Const;

/// The array with another element.
pub(super) fn put(content: &[u8], width: usize, index: usize, value: i64) -> Option<Vec<u8>> {
    let start = index.checked_mul(width)?;
    let mut bytes = content.to_vec();
    let target = bytes.get_mut(start..start.checked_add(width)?)?;
    target.copy_from_slice(value.to_le_bytes().get(..width)?);
    Some(bytes)
}

/// An element of an array that is known.
pub(super) fn element(array: &Slot, index: &Const, op: Opcode) -> Const {
    let Const::Int(index) = index else { return Const::Unknown };
    let Ok(index) = usize::try_from(*index) else { return Const::Unknown };
    match array {
        Slot::List(_, values) | Slot::Value(Const::List(values)) => {
            values.get(index).cloned().unwrap_or(Const::Unknown)
        }
        Slot::Array(_, 1, bytes) => {
            bytes.get(index).map_or(Const::Unknown, |byte| Const::Int(i64::from(byte.cast_signed())))
        }
        Slot::Array(_, 2, bytes) => {
            let unit = bytes.as_chunks::<2>().0.get(index).map(|unit| u16::from_le_bytes(*unit));
            let signed = op == Opcode::AGET_SHORT;
            let wide = |unit: u16| if signed { i64::from(unit.cast_signed()) } else { i64::from(unit) };
            unit.map_or(Const::Unknown, |unit| Const::Int(wide(unit)))
        }
        _ => Const::Unknown,
    }
}
