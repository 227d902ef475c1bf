use std::sync::Arc;

use dex::Dex;

use crate::Const;

/// A register: a value, or an object that several registers may share.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Slot {
    Value(Const),
    /// A `StringBuilder` made at this place, and its text so far.
    Builder(u32, Const),
    /// An array of numbers made at this place: element width and content.
    Array(u32, u8, Arc<[u8]>),
    /// An array of objects made at this place.
    List(u32, Arc<[Const]>),
    /// An object of this type made at this place.
    New(u32, dex::TypeIdx),
    /// What a call of this method returned at this place.
    Result(u32, dex::MethodIdx),
    /// What this static field holds.
    Field(dex::FieldIdx),
}

pub(super) const UNKNOWN: Slot = Slot::Value(Const::Unknown);

impl Slot {
    pub(super) fn value(&self, dex: &Dex<'_>) -> Const {
        match self {
            Slot::Value(value) => value.clone(),
            Slot::Builder(..) => Const::Unknown,
            Slot::Array(_, _, bytes) => Const::Bytes(bytes.clone()),
            Slot::List(_, values) => Const::List(values.clone()),
            Slot::New(pc, type_) => dex
                .type_descriptor(*type_)
                .map_or(Const::Unknown, |class| Const::New { class: class.into(), pc: *pc }),
            Slot::Result(_, method) => {
                dex.method_signature(*method).map_or(Const::Unknown, |method| Const::Result(method.into()))
            }
            Slot::Field(field) => {
                dex.field_signature(*field).map_or(Const::Unknown, |field| Const::Field(field.into()))
            }
        }
    }

    /// The value without what only a report wants to know.
    pub(super) fn known(&self) -> Const {
        match self {
            Slot::Value(value) => value.clone(),
            Slot::Array(_, _, bytes) => Const::Bytes(bytes.clone()),
            Slot::List(_, values) => Const::List(values.clone()),
            Slot::Builder(..) | Slot::New(..) | Slot::Result(..) | Slot::Field(_) => Const::Unknown,
        }
    }

    pub(super) fn join(&self, other: &Slot) -> Slot {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Slot::Value(a), Slot::Value(b)) => Slot::Value(a.or(b)),
            (Slot::Builder(a, text), Slot::Builder(b, other)) if a == b => Slot::Builder(*a, text.or(other)),
            _ => UNKNOWN,
        }
    }

    /// Where the object was made, if it can change.
    pub(super) fn identity(&self) -> Option<u32> {
        match self {
            Slot::Array(at, ..) | Slot::Builder(at, _) | Slot::List(at, _) => Some(*at),
            Slot::Value(_) | Slot::New(..) | Slot::Result(..) | Slot::Field(_) => None,
        }
    }
}

/// The registers of a method at one point; the last one stands for the result of the call before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    registers: Vec<Slot>,
    /// Registers written since this was last emptied.
    pub(super) written: Vec<u16>,
}

impl State {
    pub(super) fn new(registers: Vec<Slot>) -> Self {
        Self { registers, written: Vec::new() }
    }

    pub(super) fn read(&self, register: Option<u16>) -> &Slot {
        register.and_then(|register| self.registers.get(usize::from(register))).unwrap_or(&UNKNOWN)
    }

    pub(super) fn write(&mut self, register: Option<u16>, slot: Slot, wide: bool) {
        let Some(register) = register else { return };
        if let Some(target) = self.registers.get_mut(usize::from(register)) {
            *target = slot;
            self.written.push(register);
        }
        let second = register.saturating_add(1);
        if wide && let Some(second_slot) = self.registers.get_mut(usize::from(second)) {
            *second_slot = UNKNOWN;
            self.written.push(second);
        }
    }

    /// Gives every register that holds the object made at a place another value.
    pub(super) fn replace(&mut self, which: impl Fn(&Slot) -> bool, with: &Slot) {
        for (at, slot) in (0u16..).zip(&mut self.registers) {
            if which(slot) {
                *slot = with.clone();
                self.written.push(at);
            }
        }
    }

    /// The result of the call or filled array before this point.
    pub(super) fn result(&mut self) -> Slot {
        self.registers.last_mut().map_or(UNKNOWN, |slot| std::mem::replace(slot, UNKNOWN))
    }

    pub(super) fn set_result(&mut self, slot: Slot) {
        if let Some(last) = self.registers.last_mut() {
            *last = slot;
        }
    }

    /// This state with what was written since `before` unknown: what a handler sees.
    pub(super) fn thrown(&self, before: &State) -> State {
        let mut registers = before.registers.clone();
        for &at in &self.written {
            if let Some(slot) = registers.get_mut(usize::from(at))
                && self.registers.get(usize::from(at)) != Some(slot)
            {
                *slot = UNKNOWN;
            }
        }
        if let Some(last) = registers.last_mut() {
            *last = UNKNOWN;
        }
        State::new(registers)
    }

    /// Takes in another state that leads to the same point; whether that changed anything.
    pub(super) fn join(&mut self, other: &State) -> bool {
        let mut changed = false;
        for (a, b) in self.registers.iter_mut().zip(&other.registers) {
            if a == b || *a == UNKNOWN {
                continue;
            }
            let joined = a.join(b);
            if joined != *a {
                *a = joined;
                changed = true;
            }
        }
        changed
    }
}
