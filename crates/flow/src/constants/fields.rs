use std::collections::HashMap;

use dex::{FieldIdx, MethodIdx, access};

use super::{Context, observe};
use crate::{ClassId, Classes, Const, DexFile};

/// Static final fields of the app, evaluated when first read.
#[derive(Debug)]
pub struct Fields<'c, 'a> {
    classes: &'c Classes<'a>,
    known: HashMap<(usize, FieldIdx), Const>,
    /// What class initialisers store, by field; nothing for one that is being read or over its budget.
    stored: HashMap<ClassId, Option<HashMap<u32, Const>>>,
    depth: u32,
}

/// Class initialisers that read each other's fields are followed this deep.
const MAX_INITIALISERS: u32 = 3;

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
        Self { classes, known: HashMap::new(), stored: HashMap::new(), depth: 0 }
    }

    fn evaluate(&mut self, from: &DexFile<'a>, field: FieldIdx) -> Option<Const> {
        let reference = from.dex.field(field)?;
        let name = from.dex.string_bytes(reference.name)?;
        let id = self.classes.id_of(from, reference.class)?;
        let (file, class) = self.classes.class(id)?;
        let fields = class.fields(&file.dex).filter(|field| field.is_static);
        let (at, field) = fields.enumerate().find(|(_, field)| {
            let declared = file.dex.field(field.idx);
            declared.and_then(|declared| file.dex.string_bytes(declared.name)) == Some(name)
        })?;
        if field.access & access::FINAL == 0 {
            return None;
        }
        let initial = class.static_values(&file.dex).nth(at).and_then(|value| match value {
            dex::EncodedValue::String(idx) => Some(Const::Text(file.dex.string(idx)?.into())),
            dex::EncodedValue::Int(value) => Some(Const::Int(i64::from(value))),
            dex::EncodedValue::Long(value) => Some(Const::Int(value)),
            dex::EncodedValue::Boolean(value) => Some(Const::Int(i64::from(value))),
            dex::EncodedValue::Type(idx) => Some(Const::Class(file.dex.type_descriptor(idx)?.into())),
            _ => None,
        });
        if initial.is_some() {
            return initial;
        }
        if !self.stored.contains_key(&id) {
            if self.depth >= MAX_INITIALISERS {
                return None;
            }
            // Set first, so that an initialiser which reads its own fields ends here.
            self.stored.insert(id, None);
            let mut methods = self.classes.methods_of(id);
            let initialiser = methods.find(|(_, method)| {
                let reference = file.dex.method(method.idx);
                reference.and_then(|one| file.dex.string_bytes(one.name)) == Some(b"<clinit>")
            });
            if let Some(Ok(code)) = initialiser.and_then(|(_, method)| method.code(&file.dex)) {
                self.depth = self.depth.saturating_add(1);
                let seen = observe(file, &initialiser?.1, code, self, &|_| false);
                self.depth = self.depth.saturating_sub(1);
                self.stored.insert(id, seen.complete.then_some(seen.stores));
            }
        }
        self.stored.get(&id)?.as_ref()?.get(&field.idx.0).cloned()
    }
}
