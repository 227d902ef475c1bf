use crate::arsc::{Resolution, Table};
use crate::{ResId, Value};

/// The resource tables of one app: that of the base, then those of its splits. A split adds values for other devices to the
/// resources of the base, or resources of its own; `AssetManager2` of AOSP looks into all of them.
#[derive(Debug, Default)]
pub struct Tables<'a> {
    tables: Vec<Table<'a>>,
}

impl<'a> Tables<'a> {
    /// Puts the tables of one app together, the base's first.
    pub fn new(tables: Vec<Table<'a>>) -> Self {
        Self { tables }
    }

    /// The tables, the base's first.
    pub fn iter(&self) -> impl Iterator<Item = &Table<'a>> {
        self.tables.iter()
    }

    /// As [`Table::resolve`], through every table.
    pub fn resolve(&self, value: &Value) -> Resolution {
        Table::resolve_in(&self.tables, value)
    }

    /// As [`Table::name`], by the first table that has the resource.
    pub fn name(&self, id: ResId) -> Option<String> {
        self.tables.iter().find_map(|table| table.name(id))
    }

    /// As [`Table::find`], by the first table that has the resource.
    pub fn find(&self, type_: &str, name: &str) -> Option<ResId> {
        self.tables.iter().find_map(|table| table.find(type_, name))
    }
}
