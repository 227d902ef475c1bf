use std::collections::HashMap;

use dex::{FieldIdx, MethodIdx, access};

use super::{Context, observe};
use crate::{ClassId, Classes, Const, DexFile};

/// Fields of the app whose value is fixed, evaluated when first read: final ones, and those that only the initialiser or
/// the constructors of their class store.
#[derive(Debug)]
pub struct Fields<'c, 'a> {
    classes: &'c Classes<'a>,
    known: HashMap<(usize, FieldIdx), Const>,
    /// What class initialisers store, by field; nothing for one that is being read or over its budget.
    initialised: HashMap<ClassId, Option<HashMap<u32, Const>>>,
    /// What constructors store, by field.
    constructed: HashMap<ClassId, Option<HashMap<u32, Const>>>,
    depth: u32,
}

/// Initialisers that read each other's fields are followed this deep.
const MAX_INITIALISERS: u32 = 3;
/// Code of the constructors of a class that are looked into, in code units.
const MAX_CONSTRUCTOR_UNITS: u32 = 1 << 14;

impl<'a> Context<'a> for Fields<'_, 'a> {
    fn field(&mut self, file: &DexFile<'a>, field: FieldIdx) -> Const {
        let key = (file.position(), field);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let before = self.depth;
        let value = self.evaluate(file, field).unwrap_or(Const::Unknown);
        // What is unknown because the chain was too long here may be known from elsewhere.
        if value != Const::Unknown || before == 0 {
            self.known.insert(key, value.clone());
        }
        value
    }

    fn returns(&mut self, _: &DexFile<'a>, _: MethodIdx) -> Const {
        Const::Unknown
    }
}

impl<'c, 'a> Fields<'c, 'a> {
    /// Nothing is evaluated yet.
    pub fn new(classes: &'c Classes<'a>) -> Self {
        let (initialised, constructed) = (HashMap::new(), HashMap::new());
        Self { classes, known: HashMap::new(), initialised, constructed, depth: 0 }
    }

    fn evaluate(&mut self, from: &DexFile<'a>, field: FieldIdx) -> Option<Const> {
        let type_ = from.dex.type_descriptor_bytes(from.dex.field(field)?.type_)?;
        if !could_be_constant(type_) {
            return None;
        }
        let declared = self.classes.field(from, field)?;
        let (file, class) = self.classes.class(declared.class)?;
        let is_final = declared.field.access & access::FINAL != 0;
        if !is_final && self.classes.stores().may_change(&declared) {
            return None;
        }
        if type_.first() == Some(&b'[') && self.classes.stores().may_be_filled(&declared) {
            return None;
        }
        let idx = declared.field.idx.0;
        if !declared.field.is_static {
            let stored = self.stored(declared.class, b"<init>").as_ref()?.get(&idx)?;
            // What a constructor is given is another value for each object.
            return Some(stored.clone()).filter(|value| !value.has_parameter());
        }
        let initial = class.static_values(&file.dex).nth(declared.nth).and_then(|value| match value {
            dex::EncodedValue::String(idx) => Some(Const::Text(file.dex.string(idx)?.into())),
            dex::EncodedValue::Byte(value) => Some(Const::Int(value.into())),
            dex::EncodedValue::Short(value) => Some(Const::Int(value.into())),
            dex::EncodedValue::Char(value) => Some(Const::Int(value.into())),
            dex::EncodedValue::Int(value) => Some(Const::Int(value.into())),
            dex::EncodedValue::Long(value) => Some(Const::Int(value)),
            dex::EncodedValue::Boolean(value) => Some(Const::Int(value.into())),
            dex::EncodedValue::Type(idx) => Some(Const::Class(file.dex.type_descriptor(idx)?.into())),
            _ => None,
        });
        if is_final && initial.is_some() {
            return initial;
        }
        let stored = self.stored(declared.class, b"<clinit>").as_ref()?.get(&idx).cloned();
        match (initial, stored) {
            (Some(_), Some(_)) => None,
            (initial, stored) => initial.or(stored),
        }
    }

    /// What the initialiser or the constructors of a class store, by field.
    fn stored(&mut self, id: ClassId, name: &[u8]) -> &Option<HashMap<u32, Const>> {
        let is_static = name == b"<clinit>";
        let known = |all: &Self| match is_static {
            true => all.initialised.contains_key(&id),
            false => all.constructed.contains_key(&id),
        };
        if !known(self) && self.depth < MAX_INITIALISERS {
            // Set first, so that an initialiser which reads its own fields ends here.
            self.keep(is_static, id, None);
            self.depth = self.depth.saturating_add(1);
            let stored = self.run(id, name);
            self.depth = self.depth.saturating_sub(1);
            self.keep(is_static, id, stored);
        }
        let all = if is_static { &self.initialised } else { &self.constructed };
        all.get(&id).unwrap_or(&None)
    }

    fn keep(&mut self, is_static: bool, id: ClassId, stored: Option<HashMap<u32, Const>>) {
        let all = if is_static { &mut self.initialised } else { &mut self.constructed };
        all.insert(id, stored);
    }

    /// Stores of all methods of this name; nothing when one of them is over its budget.
    fn run(&mut self, id: ClassId, name: &[u8]) -> Option<HashMap<u32, Const>> {
        let (file, _) = self.classes.class(id)?;
        let mut all: HashMap<u32, Const> = HashMap::new();
        let mut left = MAX_CONSTRUCTOR_UNITS;
        for (_, method) in self.classes.methods_of(id) {
            let reference = file.dex.method(method.idx);
            if reference.and_then(|one| file.dex.string_bytes(one.name)) != Some(name) {
                continue;
            }
            let Some(Ok(code)) = method.code(&file.dex) else { continue };
            if name == b"<init>" {
                left = left.checked_sub(code.units())?;
            }
            let seen = observe(file, &method, code, self, &|_| false);
            if !seen.complete {
                return None;
            }
            let mut stores: Vec<(u32, Const)> = seen.stores.into_iter().collect();
            stores.sort_by_key(|(idx, _)| *idx);
            for (idx, value) in stores {
                all.entry(idx).and_modify(|old| *old = old.or(&value)).or_insert(value);
            }
        }
        Some(all)
    }
}

/// Whether a value of this type may be followed at all.
pub(crate) fn could_be_constant(type_: &[u8]) -> bool {
    matches!(
        type_,
        b"I" | b"J"
            | b"Z"
            | b"B"
            | b"C"
            | b"S"
            | b"Ljava/lang/String;"
            | b"Ljava/lang/CharSequence;"
            | b"Ljava/lang/Class;"
            | b"Ljava/lang/Object;"
            | b"Ljava/util/List;"
            | b"Ljava/util/Set;"
            | b"[B"
            | b"[C"
            | b"[I"
            | b"[Ljava/lang/String;"
    ) || [&b"Ljavax/net/ssl/"[..], b"[Ljavax/net/ssl/"].iter().any(|start| type_.starts_with(start))
}
