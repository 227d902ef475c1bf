use dex::Instruction;

use super::state::{Slot, State};
use crate::Const;

/// Where a branch goes whose condition is known here; `None` when it may go both ways.
pub(super) fn taken(instruction: &Instruction<'_>, state: &State) -> Option<u32> {
    let op = instruction.op.0;
    let number = |register: Option<u16>| match state.read(register) {
        Slot::Value(Const::Int(value)) => Some(*value),
        _ => None,
    };
    let (kind, a, b) = match op {
        0x32..=0x37 => (op.wrapping_sub(0x32), number(instruction.a())?, number(instruction.b())?),
        0x38..=0x3d => {
            let kind = op.wrapping_sub(0x38);
            match number(instruction.a()) {
                Some(value) => (kind, value, 0),
                // An object that is there is not null.
                None if kind < 2 && is_object(state.read(instruction.a())) => (kind, 1, 0),
                None => return None,
            }
        }
        _ => return None,
    };
    let holds = match kind {
        0 => a == b,
        1 => a != b,
        2 => a < b,
        3 => a >= b,
        4 => a > b,
        _ => a <= b,
    };
    if holds { instruction.target() } else { Some(instruction.next_pc()) }
}

fn is_object(slot: &Slot) -> bool {
    match slot {
        Slot::Builder(..) | Slot::Array(..) | Slot::List(..) | Slot::New(..) => true,
        Slot::Value(value) => {
            matches!(
                value,
                Const::Text(_) | Const::Class(_) | Const::Bytes(_) | Const::List(_) | Const::New { .. }
            )
        }
        Slot::Result(..) | Slot::Field(_) => false,
    }
}
