//! Compiled resources: `resources.arsc`, and the table that [`proto::table`](crate::proto::table) fills as well.

mod config;
mod entry;
mod load;
mod resolve;

#[cfg(test)]
pub(crate) mod tests;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
};

use cursor::{Limits, ParseError, Parsed};

pub use config::Config;
pub use entry::{Content, Entry};
pub use resolve::Resolution;

use crate::{
    Accepts, Pool, ResId, Value,
    proto::table::{Messages, Stored},
};
use entry::{Body, TypeChunk};

/// Reads a resource table as `LoadedArsc` of AOSP `libs/androidfw` reads it.
///
/// Only the chunks are indexed and the offsets of the entries checked; values are decoded when asked for. `Err` means that
/// there is no table in the data.
pub fn parse<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<Table<'a>>, ParseError> {
    load::load(data, limits)
}

/// A resource table: packages of types of entries, each entry in one or more configurations.
#[derive(Debug)]
pub struct Table<'a> {
    /// Whether the platform would load the table.
    pub platform_accepts: Accepts,
    strings: Pool<'a>,
    packages: Vec<Package<'a>>,
    /// By package and type, in the order of the file; empty in a table from protobuf.
    types: BTreeMap<(u8, u8), Vec<TypeChunk<'a>>>,
    /// Empty in a table from chunks.
    messages: Messages<'a>,
    /// Caps on one decoded value, only lowered for a table whose entries lie inside each other.
    caps: Caps,
    names: OnceLock<Vec<(u64, ResId)>>,
}

/// A package of the table.
#[derive(Debug)]
pub struct Package<'a> {
    /// `0x7f` for an app, `0x00` for a shared library.
    pub id: u8,
    /// Name as written, at most 128 characters.
    pub name: String,
    type_names: Pool<'a>,
    keys: Pool<'a>,
}

/// One value of one resource, met while walking the whole table.
#[derive(Debug, Clone)]
pub struct Row<'t, 'a> {
    /// The resource.
    pub id: ResId,
    /// `string`, `bool`, `xml`, ...
    pub type_name: Option<Cow<'a, str>>,
    /// The name after the slash.
    pub name: Option<Cow<'a, str>>,
    /// Where this value holds.
    pub config: Config,
    table: &'t Table<'a>,
    at: At<'t, 'a>,
}

#[derive(Debug, Clone, Copy)]
enum At<'t, 'a> {
    Chunk(&'t TypeChunk<'a>),
    Message(Stored<'a>),
}

/// What a reference leads to.
#[derive(Debug)]
pub(crate) enum Simple {
    Value(Value),
    Bag,
    Unreadable,
}

#[derive(Debug, Clone, Copy)]
struct Caps {
    bag_items: usize,
    string_bytes: usize,
}

/// Longest name of a type or a resource that is read.
const MAX_NAME_BYTES: usize = 1024;

impl<'a> Table<'a> {
    /// A table whose values are in protobuf messages.
    pub(crate) fn from_messages(
        platform_accepts: Accepts,
        strings: Pool<'a>,
        packages: Vec<(u8, String)>,
        messages: Messages<'a>,
    ) -> Self {
        let empty = |(id, name)| Package { id, name, type_names: Pool::default(), keys: Pool::default() };
        Self {
            platform_accepts,
            strings,
            packages: packages.into_iter().map(empty).collect(),
            types: BTreeMap::new(),
            messages,
            caps: Caps { bag_items: usize::MAX, string_bytes: usize::MAX },
            names: OnceLock::new(),
        }
    }

    /// The packages in the order of the file.
    pub fn packages(&self) -> &[Package<'a>] {
        &self.packages
    }

    /// The pool that holds the text of all values.
    pub fn strings(&self) -> &Pool<'a> {
        &self.strings
    }

    /// The resource's values in every configuration, in the order of the file; empty when there is none.
    pub fn values(&self, id: ResId) -> Vec<Entry> {
        let id = self.own(id);
        let chunks = self.chunks(id).iter().filter_map(|chunk| self.decode(chunk, id.entry()));
        chunks.chain(self.messages.values(id).filter_map(|stored| stored.entry(self))).collect()
    }

    /// True when the resource has a value in some configuration.
    pub fn contains(&self, id: ResId) -> bool {
        let id = self.own(id);
        self.chunks(id).iter().any(|chunk| chunk.entry(id.entry()).is_some())
            || self.messages.values(id).next().is_some()
    }

    /// `bool/debuggable`.
    pub fn name(&self, id: ResId) -> Option<String> {
        let id = self.own(id);
        let chunk = self.chunks(id).iter().find(|chunk| chunk.entry(id.entry()).is_some());
        let (type_name, name) = match chunk {
            Some(chunk) => self.names_of(chunk, id.entry()),
            None => {
                let (type_name, name) = self.messages.names(id)?;
                (Some(type_name), Some(name))
            }
        };
        Some(format!("{}/{}", type_name?, name?))
    }

    /// The resource of this type and name: `find("bool", "debuggable")`. The lowest id wins.
    pub fn find(&self, type_: &str, name: &str) -> Option<ResId> {
        let names = self.names.get_or_init(|| self.index_names());
        let wanted = name_hash(type_, name);
        let from = names.partition_point(|(hash, _)| *hash < wanted);
        let candidates = names.get(from..).unwrap_or_default();
        let mut candidates = candidates.iter().take_while(|(hash, _)| *hash == wanted).map(|(_, id)| *id);
        let full = format!("{type_}/{name}");
        candidates.find(|id| self.name(*id).as_deref() == Some(full.as_str()))
    }

    /// Every value of every resource: by package and type, then in the order of the file.
    pub fn ids<'t>(&'t self) -> impl Iterator<Item = Row<'t, 'a>> + use<'t, 'a> {
        let chunks = self.types.iter().flat_map(move |(&(package, type_), chunks)| {
            chunks.iter().flat_map(move |chunk| {
                chunk.indexes().map(move |entry| {
                    let (type_name, name) = self.names_of(chunk, entry);
                    let id = ResId::new(package, type_, entry);
                    Row { id, type_name, name, config: chunk.config, table: self, at: At::Chunk(chunk) }
                })
            })
        });
        let messages = self.messages.all().map(move |(id, stored)| {
            let (type_name, name) = self.messages.names(id).unzip();
            Row { id, type_name, name, config: stored.config(), table: self, at: At::Message(stored) }
        });
        chunks.chain(messages)
    }

    /// A shared library names its own resources with package 0, whatever number it gets on the device.
    fn own(&self, id: ResId) -> ResId {
        match (id.package(), self.packages.first()) {
            (0, Some(first)) => ResId::new(first.id, id.type_(), id.entry()),
            _ => id,
        }
    }

    fn chunks(&self, id: ResId) -> &[TypeChunk<'a>] {
        self.types.get(&(id.package(), id.type_())).map_or(&[], Vec::as_slice)
    }

    /// The resource's values without what is inside bags.
    fn simple(&self, id: ResId) -> impl Iterator<Item = (Config, Simple)> {
        let id = self.own(id);
        let chunks = self.chunks(id).iter().filter_map(move |chunk| {
            let value = match chunk.entry(id.entry())?.body {
                Body::Simple { kind, data } => Simple::Value(self.value(kind, data)),
                Body::Bag { .. } => Simple::Bag,
            };
            Some((chunk.config, value))
        });
        chunks.chain(self.messages.values(id).map(|stored| stored.simple(self)))
    }

    fn names_of(&self, chunk: &TypeChunk<'a>, entry: u16) -> (Option<Cow<'a, str>>, Option<Cow<'a, str>>) {
        let Some(package) = self.packages.get(chunk.package) else { return (None, None) };
        let short = |pool: &Pool<'a>, index: u32| {
            (pool.stored_len(index) <= MAX_NAME_BYTES).then(|| pool.get(index)).flatten()
        };
        let type_name = short(&package.type_names, u32::from(chunk.type_).saturating_sub(1));
        (type_name, chunk.entry(entry).and_then(|found| short(&package.keys, found.key)))
    }

    fn index_names(&self) -> Vec<(u64, ResId)> {
        let mut names = Vec::new();
        for (&(package, type_), chunks) in &self.types {
            let mut known = Vec::new();
            for chunk in chunks {
                for entry in chunk.indexes() {
                    let slot = usize::from(entry);
                    if known.len() <= slot {
                        known.resize(slot.saturating_add(1), false);
                    }
                    if known.get(slot) == Some(&true) {
                        continue;
                    }
                    if let (Some(type_name), Some(name)) = self.names_of(chunk, entry) {
                        names.push((name_hash(&type_name, &name), ResId::new(package, type_, entry)));
                        if let Some(slot) = known.get_mut(slot) {
                            *slot = true;
                        }
                    }
                }
            }
        }
        for (id, type_name, name) in self.messages.named() {
            names.push((name_hash(&type_name, &name), id));
        }
        names.sort_unstable();
        names
    }
}

impl Row<'_, '_> {
    /// The value, decoded now.
    pub fn content(&self) -> Option<Content> {
        match self.at {
            At::Chunk(chunk) => self.table.decode(chunk, self.id.entry()).map(|entry| entry.content),
            At::Message(stored) => stored.entry(self.table).map(|entry| entry.content),
        }
    }
}

/// The hasher's keys are fixed, so that equal tables behave equally.
fn name_hash(type_: &str, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (type_, name).hash(&mut hasher);
    hasher.finish()
}
