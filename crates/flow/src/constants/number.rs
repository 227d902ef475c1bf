use dex::{Instruction, Opcode};

use super::state::State;
use crate::Const;

/// Integer arithmetic of constants, which is how flags are put together; unknown for everything else.
pub(super) fn arithmetic(instruction: &Instruction<'_>, state: &State) -> Const {
    let op = instruction.op.0;
    let read = |register: Option<u16>| state.read(register).known();
    let literal = || instruction.literal().map_or(Const::Unknown, Const::Int);
    match op {
        0x7b..=0x8f => read(instruction.b()).map(|value| unary(instruction.op, value)),
        0x90..=0xa5 => binary(op.wrapping_sub(0x90), &read(instruction.b()), &read(instruction.c())),
        0xb0..=0xc5 => binary(op.wrapping_sub(0xb0), &read(instruction.a()), &read(instruction.b())),
        0xd0..=0xd7 => binary(op.wrapping_sub(0xd0) | LITERAL, &read(instruction.b()), &literal()),
        0xd8..=0xe2 => binary(op.wrapping_sub(0xd8) | LITERAL, &read(instruction.b()), &literal()),
        _ => Const::Unknown,
    }
}

/// Operations with a literal stand in their own order: the second one subtracts the other way round.
const LITERAL: u8 = 0x80;
/// Operations of one width.
const KINDS: u8 = 11;

fn unary(op: Opcode, value: &Const) -> Const {
    let Const::Int(value) = *value else { return Const::Unknown };
    Const::Int(match op {
        Opcode::NEG_INT => i64::from((value as i32).wrapping_neg()),
        Opcode::NOT_INT => i64::from(!(value as i32)),
        Opcode::NEG_LONG => value.wrapping_neg(),
        Opcode::NOT_LONG => !value,
        Opcode::INT_TO_LONG => value,
        Opcode::LONG_TO_INT => i64::from(value as i32),
        Opcode::INT_TO_BYTE => i64::from(value as i8),
        Opcode::INT_TO_CHAR => i64::from(value as u16),
        Opcode::INT_TO_SHORT => i64::from(value as i16),
        _ => return Const::Unknown,
    })
}

fn binary(op: u8, a: &Const, b: &Const) -> Const {
    let results: Vec<Const> =
        a.each().iter().flat_map(|a| b.each().iter().map(move |b| one(op, a, b))).collect();
    Const::one_of(&results)
}

fn one(op: u8, a: &Const, b: &Const) -> Const {
    let (Const::Int(a), Const::Int(b)) = (a, b) else { return Const::Unknown };
    let (a, b) = (*a, *b);
    // With a literal: add, rsub, mul and so on as below.
    let (kind, reverse) = (op & !LITERAL, op & LITERAL != 0 && op & !LITERAL == 1);
    let value = if kind < KINDS {
        let (a, b) = if reverse { (b as i32, a as i32) } else { (a as i32, b as i32) };
        let shift = (b & 31) as u32;
        i64::from(match kind {
            0 => a.wrapping_add(b),
            1 => a.wrapping_sub(b),
            2 => a.wrapping_mul(b),
            3 => match a.checked_div(b) {
                Some(value) => value,
                None => return Const::Unknown,
            },
            4 => match a.checked_rem(b) {
                Some(value) => value,
                None => return Const::Unknown,
            },
            5 => a & b,
            6 => a | b,
            7 => a ^ b,
            8 => a.wrapping_shl(shift),
            9 => a.wrapping_shr(shift),
            _ => (a as u32).wrapping_shr(shift) as i32,
        })
    } else {
        let shift = (b & 63) as u32;
        match kind.wrapping_sub(KINDS) {
            0 => a.wrapping_add(b),
            1 => a.wrapping_sub(b),
            2 => a.wrapping_mul(b),
            3 => match a.checked_div(b) {
                Some(value) => value,
                None => return Const::Unknown,
            },
            4 => match a.checked_rem(b) {
                Some(value) => value,
                None => return Const::Unknown,
            },
            5 => a & b,
            6 => a | b,
            7 => a ^ b,
            8 => a.wrapping_shl(shift),
            9 => a.wrapping_shr(shift),
            _ => (a as u64).wrapping_shr(shift) as i64,
        }
    };
    Const::Int(value)
}
