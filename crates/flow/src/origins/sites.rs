//! Where methods are called and fields are stored to, found when first asked for: many questions come past the same ones.

use std::rc::Rc;

use dex::{FieldIdx, MethodIdx, Opcode};
use rustc_hash::FxHashMap;

use super::Slicer;
use super::writers::same_field;
use crate::{DexFile, MethodId};

/// Places that are kept of one method or field; who follows them follows far fewer.
const MAX_PLACES: usize = 1024;

/// Places of calls, or of stores.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Method and position of the instruction.
    pub(super) places: Rc<[(MethodId, usize)]>,
    /// Whether these are all.
    pub(super) whole: bool,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Sites {
    calls: FxHashMap<MethodId, Found>,
    stores: FxHashMap<(usize, FieldIdx), Found>,
}

impl<'a> Slicer<'_, 'a> {
    /// The calls of a method, by its own name or by that of one it overrides.
    pub(super) fn calls_into(&mut self, method: MethodId) -> Found {
        if let Some(found) = self.sites.calls.get(&method) {
            return found.clone();
        }
        let mut callers: Vec<MethodId> = self.graph.callers_of(self.classes, method).collect();
        callers.sort_unstable();
        callers.dedup();
        let mut named = self.graph.overridden(self.classes, method);
        named.push(method);
        let classes = self.classes;
        let found = self.places(&callers, |file, op, index| {
            op.is_invoke()
                && !matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE)
                && classes.resolve(file, MethodIdx(index)).is_some_and(|id| named.contains(&id))
        });
        self.sites.calls.insert(method, found.clone());
        found
    }

    /// The stores to a field that a file refers to.
    pub(super) fn stores_to(&mut self, file: &DexFile<'a>, field: FieldIdx) -> Found {
        let key = (file.position(), field);
        if let Some(found) = self.sites.stores.get(&key) {
            return found.clone();
        }
        let writers = self.graph.writers.of(self.classes, file, field).to_vec();
        let classes = self.classes;
        // Each reference is compared once a file: an instruction names the one before more often than not.
        let mut known: FxHashMap<(usize, u32), bool> = FxHashMap::default();
        let found = self.places(&writers, |other, op, index| {
            let is_store = (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0)
                || (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op.0);
            is_store
                && *known
                    .entry((other.position(), index))
                    .or_insert_with(|| same_field(classes, (file, field), (other, FieldIdx(index))))
        });
        self.sites.stores.insert(key, found.clone());
        found
    }

    /// The instructions of some methods that are wanted.
    fn places(
        &mut self,
        methods: &[MethodId],
        mut wanted: impl FnMut(&DexFile<'a>, Opcode, u32) -> bool,
    ) -> Found {
        let (mut places, mut whole) = (Vec::new(), true);
        for &method in methods {
            let (Some(file), Some(body)) = (self.file_of(method), self.body(method)) else {
                whole = false;
                continue;
            };
            for (at, instruction) in body.instructions.iter().enumerate() {
                if wanted(file, instruction.op, instruction.index_raw()) {
                    places.push((method, at));
                }
            }
            if places.len() >= MAX_PLACES {
                whole = false;
                break;
            }
        }
        Found { places: places.into(), whole }
    }
}
