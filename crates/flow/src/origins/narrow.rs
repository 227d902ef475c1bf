//! Questions that stop where a value is no longer itself, and the places where values are handed over.

use dex::{FieldIdx, Opcode};

use super::query::Asked;
use super::{Slice, Slicer, Which};
use crate::MethodId;

/// Calls of one method that are listed.
const MAX_CALLS: usize = 4096;

/// A value that a method stores to a field.
#[derive(Debug)]
pub struct Stored {
    /// `Lcls;->name:type`.
    pub field: String,
    /// Code unit of the instruction.
    pub pc: u32,
    /// What the value is computed from.
    pub value: Slice,
}

impl<'c, 'a> Slicer<'c, 'a> {
    /// What can be read in a value of a call: what it was put together of, encoded or wrapped, but not what was encrypted
    /// or hashed into it, nor what somebody outside the app's code made of it.
    pub fn readable(&mut self, method: MethodId, pc: u32, which: Which) -> Option<Slice> {
        let (at, register) = self.passed(method, pc, which)?;
        Some(self.slice(method, at, &[register], Asked::Readable))
    }

    /// As [`Slicer::readable`], without going from a parameter of the method to its callers.
    pub fn readable_within(&mut self, method: MethodId, pc: u32, which: Which) -> Option<Slice> {
        let (at, register) = self.passed(method, pc, which)?;
        Some(self.slice_within(method, at, register, Asked::Readable))
    }

    /// What a value of a call is computed from in the app: as [`Slicer::readable`], with digests and arithmetic, and with
    /// generators of numbers that give the same for the same seed.
    pub fn computed(&mut self, method: MethodId, pc: u32, which: Which) -> Option<Slice> {
        let (at, register) = self.passed(method, pc, which)?;
        Some(self.slice(method, at, &[register], Asked::Computed))
    }

    /// As [`Slicer::readable_within`], of what a method returns.
    pub fn readable_result(&mut self, method: MethodId) -> Option<Slice> {
        self.slice_of_result(method, Asked::Readable)
    }

    /// As [`Slicer::computed`], of what a method returns by itself, whatever its callers pass.
    pub fn computed_result(&mut self, method: MethodId) -> Option<Slice> {
        self.slice_of_result(method, Asked::Computed)
    }

    /// What a method stores to fields whose signature is wanted, each as [`Slicer::computed`].
    pub fn stored(&mut self, method: MethodId, wanted: &dyn Fn(&str) -> bool) -> Vec<Stored> {
        let (Some(file), Some(body)) = (self.file_of(method), self.body(method)) else { return Vec::new() };
        let mut found = Vec::new();
        for (at, store) in body.instructions.iter().enumerate() {
            let is_store = (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&store.op.0)
                || (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&store.op.0);
            let field = is_store.then(|| file.dex.field_signature(FieldIdx(store.index_raw()))).flatten();
            let (Some(field), Some(register)) = (field.filter(|field| wanted(field)), store.a()) else {
                continue;
            };
            let value = self.slice(method, at, &[register], Asked::Computed);
            found.push(Stored { field, pc: store.pc, value });
        }
        found
    }

    /// The calls of a method in the app: the calling method and the code unit of each.
    pub fn calls_to(&mut self, method: MethodId) -> Vec<(MethodId, u32)> {
        let mut callers: Vec<MethodId> = self.graph.callers_of(self.classes, method).collect();
        callers.sort_unstable();
        callers.dedup();
        let mut found = Vec::new();
        for caller in callers {
            found.extend(self.calls_of(caller, method).into_iter().map(|pc| (caller, pc)));
            if found.len() >= MAX_CALLS {
                break;
            }
        }
        found
    }
}
