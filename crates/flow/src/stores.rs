use std::collections::{BTreeSet, HashSet};

use dex::{FieldIdx, Instruction, MethodIdx, Opcode};

use crate::origins::fills;
use crate::{ClassId, Classes, DexFile};

/// Fields that are stored anywhere but in the initialiser or a constructor of the class that declares them.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    /// By declaring class and the index in its file.
    stored: HashSet<(ClassId, FieldIdx)>,
    /// Fields whose array is read and then written into, by declaring class and the index in its file.
    filled: HashSet<(ClassId, FieldIdx)>,
    /// Whether all code was read.
    whole: bool,
}

/// Fields that are compared to find where a reference leads; real apps need a fraction of it.
const MAX_COMPARED: usize = 1 << 23;

/// A field of the app where it is declared.
pub(crate) struct Declared {
    pub(crate) class: ClassId,
    pub(crate) field: dex::Field,
    /// Position among the static fields of its class.
    pub(crate) nth: usize,
}

impl Stores {
    /// One walk over all stores of the app.
    pub(crate) fn of(classes: &Classes<'_>) -> Self {
        let mut found = Self { stored: HashSet::new(), filled: HashSet::new(), whole: true };
        let mut left = MAX_COMPARED;
        for (at, file) in classes.files.iter().enumerate() {
            let mut seen = vec![false; file.dex.field_count() as usize];
            let mut arrays = Arrays::of(file);
            for (class, _) in classes.classes_of(at) {
                for method in class.methods(&file.dex) {
                    let Some(Ok(code)) = method.code(&file.dex) else { continue };
                    let reference = file.dex.method(method.idx);
                    let name = reference.and_then(|reference| file.dex.string_bytes(reference.name));
                    let (initialises, constructs) = (name == Some(b"<clinit>"), name == Some(b"<init>"));
                    let mut instructions = code.instructions();
                    arrays.held.clear();
                    for instruction in &mut instructions {
                        let op = instruction.op.0;
                        arrays.step(file, &instruction);
                        let own = match op {
                            _ if (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op) => initialises,
                            _ if (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op) => constructs,
                            _ => continue,
                        };
                        let idx = FieldIdx(instruction.index_raw());
                        let Some(seen) = seen.get_mut(idx.0 as usize).filter(|seen| !**seen) else {
                            continue;
                        };
                        let Some(reference) = file.dex.field(idx) else { continue };
                        if own && reference.class == class.type_ {
                            continue;
                        }
                        *seen = true;
                        if let Some(declared) = classes.field_within(file, idx, &mut left) {
                            found.stored.insert((declared.class, declared.field.idx));
                        }
                    }
                    found.whole &= instructions.error().is_none();
                }
            }
            for idx in arrays.filled {
                if let Some(declared) = classes.field_within(file, idx, &mut left) {
                    found.filled.insert((declared.class, declared.field.idx));
                }
            }
        }
        found.whole &= left > 0;
        found
    }

    /// Whether something but the initialisers may give a field its value.
    pub(crate) fn may_change(&self, field: &Declared) -> bool {
        !self.whole || self.stored.contains(&(field.class, field.field.idx))
    }

    /// Whether the array that a field holds is written into wherever it is used.
    pub(crate) fn may_be_filled(&self, field: &Declared) -> bool {
        !self.whole || self.filled.contains(&(field.class, field.field.idx))
    }
}

/// Arrays of numbers that a method reads from fields, followed from one instruction to the next.
struct Arrays {
    /// Whether a field of the file holds such an array.
    is_array: Vec<bool>,
    /// Registers that hold one, and its field.
    held: Vec<(u16, FieldIdx)>,
    filled: BTreeSet<FieldIdx>,
}

impl Arrays {
    fn of(file: &DexFile<'_>) -> Self {
        let is_array = (0..file.dex.field_count()).map(|at| {
            let type_ =
                file.dex.field(FieldIdx(at)).and_then(|one| file.dex.type_descriptor_bytes(one.type_));
            matches!(type_, Some(b"[B" | b"[C"))
        });
        Self { is_array: is_array.collect(), held: Vec::new(), filled: BTreeSet::new() }
    }

    fn step(&mut self, file: &DexFile<'_>, instruction: &Instruction<'_>) {
        let op = instruction.op;
        if matches!(op, Opcode::IGET_OBJECT | Opcode::SGET_OBJECT) {
            let field = FieldIdx(instruction.index_raw());
            self.held.retain(|(register, _)| Some(*register) != instruction.a());
            if let Some(register) = instruction.a()
                && self.is_array.get(field.0 as usize) == Some(&true)
            {
                self.held.push((register, field));
            }
            return;
        }
        if self.held.is_empty() {
            return;
        }
        if (Opcode::MOVE.0..=Opcode::MOVE_OBJECT_16.0).contains(&op.0) {
            let moved = self.held.iter().find(|(register, _)| Some(*register) == instruction.b()).copied();
            self.held.retain(|(register, _)| Some(*register) != instruction.a());
            self.held.extend(moved.and_then(|(_, field)| Some((instruction.a()?, field))));
        } else if (Opcode::APUT.0..=Opcode::APUT_SHORT.0).contains(&op.0) {
            let target = self.held.iter().filter(|(register, _)| Some(*register) == instruction.b());
            self.filled.extend(target.map(|(_, field)| *field));
        } else if op.is_invoke() {
            self.call(file, instruction);
        } else if op.writes_first() {
            self.held.retain(|(register, _)| Some(*register) != instruction.a());
        }
    }

    /// A call that is given the array, of a method that writes into it.
    fn call(&mut self, file: &DexFile<'_>, instruction: &Instruction<'_>) {
        let is_custom = matches!(instruction.op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE);
        let holds = |register: u16| self.held.iter().any(|(held, _)| *held == register);
        if is_custom || !instruction.registers().any(holds) {
            return;
        }
        let Some(called) = file.dex.method(MethodIdx(instruction.index_raw())) else { return };
        let Some(class) = file.dex.type_descriptor(called.class) else { return };
        let name = file.dex.string(called.name).unwrap_or_default();
        // What such a call leaves in the array is as fixed as what was there before.
        if &*class == "Ljava/util/Arrays;" && &*name == "fill" {
            return;
        }
        let is_static = matches!(instruction.op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE);
        let mut registers = instruction.registers().skip(usize::from(!is_static));
        let proto = file.dex.proto(called.proto);
        for (at, type_) in proto.iter().flat_map(dex::Proto::parameters).enumerate() {
            let Some(register) = registers.next() else { return };
            let type_ = file.dex.type_descriptor_bytes(type_).unwrap_or_default();
            if matches!(type_, b"J" | b"D") {
                registers.next();
            }
            if fills(&class, &name, at, type_) {
                let target = self.held.iter().filter(|(held, _)| *held == register);
                self.filled.extend(target.map(|(_, field)| *field));
            }
        }
    }
}

impl<'a> Classes<'a> {
    /// The field of the app that a reference names: of the class it names or of the nearest class or interface above it.
    pub(crate) fn field(&self, from: &DexFile<'a>, field: FieldIdx) -> Option<Declared> {
        self.field_within(from, field, &mut usize::MAX.clone())
    }

    fn field_within(&self, from: &DexFile<'a>, field: FieldIdx, left: &mut usize) -> Option<Declared> {
        let reference = from.dex.field(field)?;
        let named = self.id_of(from, reference.class)?;
        let key = (from.dex.string_bytes(reference.name)?, from.dex.type_descriptor_bytes(reference.type_)?);
        let mut above = Vec::new();
        let mut at = 0;
        let mut here = Some(named);
        while let Some(id) = here {
            let (file, class) = self.class(id)?;
            let mut nth = 0usize;
            for declared in class.fields(&file.dex) {
                *left = left.checked_sub(1)?;
                let same = if file.position() == from.position() && id == named {
                    declared.idx == field
                } else {
                    file.dex.field(declared.idx).is_some_and(|one| {
                        file.dex.string_bytes(one.name) == Some(key.0)
                            && file.dex.type_descriptor_bytes(one.type_) == Some(key.1)
                    })
                };
                if same {
                    return Some(Declared { class: id, field: declared, nth });
                }
                nth = nth.saturating_add(usize::from(declared.is_static));
            }
            if above.is_empty() {
                above = self.ancestors(named);
            }
            at = usize::saturating_add(at, 1);
            here = above.get(at).copied();
        }
        None
    }
}
