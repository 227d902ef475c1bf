//! What registers and the stack hold at one point of a function.

use super::decode::{Math, Reg, SP, ZR};

/// A value while a function is walked; addresses are looked up only where somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    Unknown,
    Int(u64),
    /// An address of the image.
    Address(u64),
    /// The symbol that the pointer at this address is bound to.
    Import(u64),
    /// What the variable holds whose symbol is bound there.
    Content(u64),
    /// What a call returned, by its number in the function.
    Result(u32),
    /// Something that depends on what a call returned.
    From(u32),
    Parameter(u8),
    Member(u8, i32),
    /// An address on the stack, counted from where the stack pointer was when the function was entered.
    Stack(i32),
    /// Sixteen bytes that lie at an address of the image.
    Bytes(u64),
}

/// Words of the stack that are kept track of in one function.
const MAX_SLOTS: usize = 256;
/// Vector registers that are kept track of: those that compilers copy data with.
const VECTORS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    offset: i32,
    size: u8,
    raw: Raw,
}

#[derive(Debug, Clone)]
pub(super) struct State {
    registers: [Raw; 32],
    vectors: [Raw; VECTORS],
    /// Ascending.
    slots: Vec<Slot>,
    /// Places of the stack whose address somebody else knows.
    escaped: Vec<i32>,
    /// What the flags were made of.
    pub(super) flags: Raw,
}

impl State {
    /// At the entry of a function.
    pub(super) fn entry() -> Self {
        let mut state = Self::unknown(Raw::Stack(0), Raw::Unknown);
        for (number, register) in (0u8..).zip(state.registers.iter_mut().take(8)) {
            *register = Raw::Parameter(number);
        }
        state
    }

    /// Nothing is known but the frame.
    pub(super) fn unknown(sp: Raw, fp: Raw) -> Self {
        let mut state = Self {
            registers: [Raw::Unknown; 32],
            vectors: [Raw::Unknown; VECTORS],
            slots: Vec::new(),
            escaped: Vec::new(),
            flags: Raw::Unknown,
        };
        state.set(SP, sp);
        state.set(29, fp);
        state
    }

    pub(super) fn get(&self, reg: Reg) -> Raw {
        if reg == ZR {
            return Raw::Int(0);
        }
        self.registers.get(usize::from(reg)).copied().unwrap_or(Raw::Unknown)
    }

    pub(super) fn set(&mut self, reg: Reg, raw: Raw) {
        if let Some(register) = self.registers.get_mut(usize::from(reg)) {
            *register = raw;
        }
    }

    pub(super) fn vector(&self, reg: Reg) -> Raw {
        self.vectors.get(usize::from(reg)).copied().unwrap_or(Raw::Unknown)
    }

    pub(super) fn set_vector(&mut self, reg: Reg, raw: Raw) {
        if let Some(vector) = self.vectors.get_mut(usize::from(reg)) {
            *vector = raw;
        }
    }

    /// What a callee may change: everything but `x19` to `x29` and the stack pointer.
    pub(super) fn clobber(&mut self) {
        for register in self.registers.iter_mut().take(19) {
            *register = Raw::Unknown;
        }
        self.set(30, Raw::Unknown);
        self.vectors = [Raw::Unknown; VECTORS];
        self.flags = Raw::Unknown;
        for at in 0..self.escaped.len() {
            if let Some(place) = self.escaped.get(at).copied() {
                self.forget(place, 8);
            }
        }
    }

    /// The word on the stack at a place.
    pub(super) fn slot(&self, offset: i32) -> Raw {
        let at = self.slots.partition_point(|slot| slot.offset < offset);
        match self.slots.get(at) {
            Some(slot) if slot.offset == offset => slot.raw,
            _ => Raw::Unknown,
        }
    }

    pub(super) fn set_slot(&mut self, offset: i32, size: u8, raw: Raw) {
        self.forget(offset, size.into());
        if raw != Raw::Unknown && self.slots.len() < MAX_SLOTS {
            let at = self.slots.partition_point(|slot| slot.offset < offset);
            self.slots.insert(at, Slot { offset, size, raw });
        }
    }

    /// Words that overlap these bytes are no longer known.
    pub(super) fn forget(&mut self, offset: i32, size: i32) {
        let end = offset.saturating_add(size);
        // No slot is larger than sixteen bytes.
        let first = self.slots.partition_point(|slot| slot.offset < offset.saturating_sub(16));
        let last = self.slots.partition_point(|slot| slot.offset < end);
        if self.slots.get(first..last).is_some_and(|range| {
            range.iter().any(|slot| slot.offset.saturating_add(slot.size.into()) > offset)
        }) {
            self.slots
                .retain(|slot| slot.offset >= end || slot.offset.saturating_add(slot.size.into()) <= offset);
        }
    }

    /// All words from a place upwards are no longer known.
    pub(super) fn forget_from(&mut self, offset: i32) {
        self.slots.retain(|slot| slot.offset < offset);
    }

    /// Somebody else knows this place from now on.
    pub(super) fn escape(&mut self, offset: i32) {
        if !self.escaped.contains(&offset) {
            if self.escaped.len() < MAX_SLOTS {
                self.escaped.push(offset);
            } else {
                self.slots.clear();
            }
        }
    }

    /// The words from a place upwards as far as they are known, at most `max`.
    pub(super) fn words(&self, offset: i32, max: usize) -> Vec<Raw> {
        let (mut words, mut known) = (Vec::new(), 0);
        let mut place = offset;
        for at in 1..=max {
            words.push(self.slot(place));
            if words.last() != Some(&Raw::Unknown) {
                known = at;
            } else if at.saturating_sub(known) > 2 {
                break;
            }
            place = place.saturating_add(8);
        }
        words.truncate(known);
        words
    }

    /// What holds whichever of two ways was taken.
    pub(super) fn join(&mut self, other: &Self) {
        for (ours, theirs) in self.registers.iter_mut().zip(&other.registers).take(31) {
            if ours != theirs {
                *ours = Raw::Unknown;
            }
        }
        for (ours, theirs) in self.vectors.iter_mut().zip(&other.vectors) {
            if ours != theirs {
                *ours = Raw::Unknown;
            }
        }
        if self.flags != other.flags {
            self.flags = Raw::Unknown;
        }
        if self.slots != other.slots {
            self.slots.retain(|slot| {
                other
                    .slots
                    .binary_search_by_key(&slot.offset, |one| one.offset)
                    .is_ok_and(|at| other.slots.get(at) == Some(slot))
            });
        }
        for place in &other.escaped {
            self.escape(*place);
        }
    }
}

/// The result of arithmetic, as far as it can be told.
pub(super) fn math(math: Math, a: Raw, b: Raw, narrow: bool) -> Raw {
    let cut = |value: u64| if narrow { value & u64::from(u32::MAX) } else { value };
    match (math, a, b) {
        (Math::Add, Raw::Int(a), Raw::Int(b)) => Raw::Int(cut(a.wrapping_add(b))),
        (Math::Sub, Raw::Int(a), Raw::Int(b)) => Raw::Int(cut(a.wrapping_sub(b))),
        (Math::And, Raw::Int(a), Raw::Int(b)) => Raw::Int(cut(a & b)),
        (Math::Or, Raw::Int(a), Raw::Int(b)) => Raw::Int(cut(a | b)),
        (Math::Xor, Raw::Int(a), Raw::Int(b)) => Raw::Int(cut(a ^ b)),
        (Math::Add, Raw::Address(a), Raw::Int(b)) | (Math::Add, Raw::Int(b), Raw::Address(a)) => {
            Raw::Address(a.wrapping_add(b))
        }
        (Math::Sub, Raw::Address(a), Raw::Int(b)) => Raw::Address(a.wrapping_sub(b)),
        (Math::Add, Raw::Stack(a), Raw::Int(b)) => moved(a, b as i64),
        (Math::Sub, Raw::Stack(a), Raw::Int(b)) => moved(a, (b as i64).wrapping_neg()),
        (Math::And, Raw::Stack(a), _) => Raw::Stack(a),
        // Swift marks the address of a string literal in its highest bit.
        (Math::Or, Raw::Address(a), Raw::Int(0x8000_0000_0000_0000)) => Raw::Address(a),
        (_, Raw::Result(call) | Raw::From(call), _) | (_, _, Raw::Result(call) | Raw::From(call)) => {
            Raw::From(call)
        }
        _ => Raw::Unknown,
    }
}

fn moved(from: i32, by: i64) -> Raw {
    i64::from(from).checked_add(by).and_then(|sum| i32::try_from(sum).ok()).map_or(Raw::Unknown, Raw::Stack)
}
