use std::collections::HashMap;
use std::sync::OnceLock;

use dex::{FieldIdx, FieldRef};

use crate::classes::MAX_CHAIN;
use crate::{ClassId, Classes, DexFile, MethodId};

/// Which methods store to which fields.
#[derive(Debug, Default)]
pub(crate) struct Writers {
    /// Field and method, one list a file, as the walk over the code met them.
    met: Vec<Vec<(u32, u32)>>,
    by_field: OnceLock<HashMap<Key, Vec<MethodId>>>,
}

/// A field by the class that declares it and a number made of its name; who asks compares the names.
type Key = (ClassId, u64);

impl Writers {
    pub(crate) fn new(met: Vec<Vec<(u32, u32)>>) -> Self {
        Self { met, by_field: OnceLock::new() }
    }

    /// Methods that store to a field which a file refers to, or to one that looks like it.
    pub(crate) fn of<'a>(&self, classes: &Classes<'a>, file: &DexFile<'a>, field: FieldIdx) -> &[MethodId] {
        let by_field = self.by_field.get_or_init(|| {
            let mut found: HashMap<Key, Vec<MethodId>> = HashMap::new();
            for (file, met) in classes.files.iter().zip(&self.met) {
                let mut keys: HashMap<u32, Option<Key>> = HashMap::new();
                for &(field, method) in met {
                    let key = *keys.entry(field).or_insert_with(|| key_of(classes, file, FieldIdx(field)));
                    if let Some(key) = key {
                        let all = found.entry(key).or_default();
                        if all.last() != Some(&MethodId(method)) {
                            all.push(MethodId(method));
                        }
                    }
                }
            }
            found
        });
        key_of(classes, file, field).and_then(|key| by_field.get(&key)).map_or(&[], Vec::as_slice)
    }
}

fn key_of<'a>(classes: &Classes<'a>, file: &DexFile<'a>, field: FieldIdx) -> Option<Key> {
    let reference = file.dex.field(field)?;
    let class = declaring(classes, file, &reference)?;
    let name = file.dex.string_bytes(reference.name)?;
    // FNV-1a: the same on every machine and in every run.
    let number = name.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Some((class, number))
}

/// The class that declares a field: the one named, or the nearest above it.
fn declaring<'a>(classes: &Classes<'a>, file: &DexFile<'a>, reference: &FieldRef) -> Option<ClassId> {
    let name = file.dex.string_bytes(reference.name)?;
    let named = classes.id_of(file, reference.class)?;
    let mut here = named;
    for _ in 0..MAX_CHAIN {
        let (file, class) = classes.class(here)?;
        let declares = class.fields(&file.dex).any(|field| {
            let declared = file.dex.field(field.idx);
            declared.and_then(|declared| file.dex.string_bytes(declared.name)) == Some(name)
        });
        if declares {
            return Some(here);
        }
        let Some(above) = class.superclass.and_then(|above| classes.id_of(file, above)) else { break };
        here = above;
    }
    Some(named)
}

/// Whether two references, each of its own file, mean the same field.
pub(super) fn same_field<'a>(
    classes: &Classes<'a>,
    a: (&DexFile<'a>, FieldIdx),
    b: (&DexFile<'a>, FieldIdx),
) -> bool {
    if a.0.position() == b.0.position() && a.1 == b.1 {
        return true;
    }
    let name = |(file, field): (&DexFile<'a>, FieldIdx)| {
        file.dex.field(field).and_then(|field| file.dex.string_bytes(field.name))
    };
    name(a) == name(b) && key_of(classes, a.0, a.1) == key_of(classes, b.0, b.1)
}
