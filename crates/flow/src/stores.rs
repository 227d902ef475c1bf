use std::collections::HashSet;

use dex::{FieldIdx, Opcode};

use crate::{ClassId, Classes, DexFile};

/// Fields that are stored anywhere but in the initialiser or a constructor of the class that declares them.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    /// By declaring class and the index in its file.
    stored: HashSet<(ClassId, FieldIdx)>,
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
        let mut found = Self { stored: HashSet::new(), whole: true };
        let mut left = MAX_COMPARED;
        for (at, file) in classes.files.iter().enumerate() {
            let mut seen = vec![false; file.dex.field_count() as usize];
            for (class, _) in classes.classes_of(at) {
                for method in class.methods(&file.dex) {
                    let Some(Ok(code)) = method.code(&file.dex) else { continue };
                    let reference = file.dex.method(method.idx);
                    let name = reference.and_then(|reference| file.dex.string_bytes(reference.name));
                    let (initialises, constructs) = (name == Some(b"<clinit>"), name == Some(b"<init>"));
                    let mut instructions = code.instructions();
                    for instruction in &mut instructions {
                        let op = instruction.op.0;
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
        }
        found.whole &= left > 0;
        found
    }

    /// Whether something but the initialisers may give a field its value.
    pub(crate) fn may_change(&self, field: &Declared) -> bool {
        !self.whole || self.stored.contains(&(field.class, field.field.idx))
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
