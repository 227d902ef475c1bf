use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use cursor::{Limits, ParseError, Parsed, Trick};

use super::{
    Caps, Config, Package, Table,
    entry::{Body, FLAG_OFFSET16, FLAG_SPARSE, Found, TypeChunk},
};
use crate::{
    Accepts, Pool, ResId,
    chunk::{self, Bad, Chunk, Issues, u32_at},
    doubt,
    proto::table::Messages,
    trick,
    value::{TYPE_REFERENCE, TYPE_STRING},
};

/// Bytes of `ResTable_package` before `typeIdOffset`, which old tables lack.
const PACKAGE_HEADER: usize = 284;
/// Bytes of `ResTable_type` before its configuration.
const TYPE_HEADER: usize = 20;

pub(super) fn load<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<Table<'a>>, ParseError> {
    let mut loader = Loader {
        accepts: Accepts::Yes,
        issues: Issues::default(),
        strings: None,
        packages: Vec::new(),
        types: BTreeMap::new(),
        chunks_left: limits.table_items,
        limits,
        stored: 0,
        stored_max: (data.len() as u64).saturating_mul(16).saturating_add(1 << 20),
    };
    let mut tables = 0u32;
    for child in Children::new(data, 0, 0) {
        let Some(child) = loader.sound(child) else { continue };
        if child.kind == chunk::TABLE {
            tables = tables.saturating_add(1);
            loader.table(&child);
        } else {
            loader.unknown(&child);
        }
    }
    if tables == 0 {
        return Err(ParseError::not_this_format("resource table", 0));
    }
    Ok(loader.finish())
}

struct Loader<'a, 'l> {
    accepts: Accepts,
    issues: Issues,
    /// The first pool of the table counts, unlike in XML.
    strings: Option<Pool<'a>>,
    packages: Vec<Package<'a>>,
    types: BTreeMap<(u8, u8), Vec<TypeChunk<'a>>>,
    chunks_left: u64,
    limits: &'l Limits,
    /// Bytes that decoding every entry once would take.
    stored: u64,
    /// Above this the entries lie inside each other.
    stored_max: u64,
}

impl<'a> Loader<'a, '_> {
    fn table(&mut self, table: &Chunk<'a>) {
        if table.header_size < 12 {
            self.refuse(
                trick::TABLE_HEADER,
                "table header",
                table.offset,
                "12 bytes",
                format!("{} bytes, the header has no package count", table.header_size),
            );
        }
        let declared = u32_at(table.data, 8).unwrap_or_default();
        let mut packages = 0u32;
        for child in Children::new(table.data, table.header_size, table.offset) {
            let Some(child) = self.sound(child) else { continue };
            match child.kind {
                chunk::STRING_POOL if self.strings.is_some() => {
                    let (trick, found) = (trick::TABLE_SECOND_POOL, "a further pool, not used,");
                    let what = "string pool";
                    self.issues.odd(trick, what, child.offset, Accepts::Yes, "one pool", found);
                }
                chunk::STRING_POOL => self.strings = Some(self.pool(&child)),
                chunk::TABLE_PACKAGE => {
                    packages = packages.saturating_add(1);
                    self.package(&child);
                }
                _ => self.unknown(&child),
            }
        }
        if packages > declared {
            let (expected, found) = (format!("{declared} declared"), format!("{packages} packages"));
            self.refuse(trick::PACKAGE_COUNT, "package count", table.offset, expected, found);
        } else if packages < declared {
            let (expected, found) = (format!("{declared} declared"), format!("{packages} packages"));
            let (trick, at) = (trick::PACKAGE_COUNT, table.offset.saturating_add(8));
            self.issues.odd(trick, "package count", at, Accepts::Yes, expected, found);
        }
    }

    fn package(&mut self, package: &Chunk<'a>) {
        let data = package.data;
        if package.header_size < PACKAGE_HEADER {
            let found = format!("header size {} is less than {PACKAGE_HEADER}", package.header_size);
            let (trick, what) = (trick::PACKAGE_HEADER, "package header");
            self.refuse(trick, what, package.offset, PACKAGE_HEADER.to_string(), found);
        }
        let field = |at| u32_at(data, at).unwrap_or_default();
        let (id, types_at, keys_at) = (field(8), field(268) as usize, field(276) as usize);
        let name = data.get(12..268).unwrap_or_default().as_chunks::<2>().0.iter();
        let name = name.map(|unit| u16::from_le_bytes(*unit)).take_while(|unit| *unit != 0);
        let name: String =
            char::decode_utf16(name).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        if id > 0xff {
            let found = format!("package id {id:#x} is more than 0xff");
            let (trick, what) = (trick::PACKAGE_HEADER, "package header");
            self.refuse(trick, what, package.offset, "at most 0xff", found);
        }
        let has_offset = package.header_size >= PACKAGE_HEADER.saturating_add(4);
        let type_offset = if has_offset { field(284) as u8 } else { 0 };
        let (mut type_names, mut keys) = (None, None);
        let mut specs = BTreeSet::new();
        let index = self.packages.len();
        let id = id as u8;
        for child in Children::new(data, package.header_size, package.offset) {
            let Some(child) = self.sound(child) else { continue };
            let at = child.offset.saturating_sub(package.offset) as usize;
            match child.kind {
                chunk::STRING_POOL if at == types_at => type_names = Some(self.pool(&child)),
                chunk::STRING_POOL if at == keys_at => keys = Some(self.pool(&child)),
                chunk::STRING_POOL => {
                    let expected = format!("a pool at {types_at:#x} or {keys_at:#x} of the package");
                    let found = format!("at {at:#x}, where the header names no pool,");
                    let (trick, what) = (trick::POOL_PLACE, "string pool");
                    self.issues.odd(trick, what, child.offset, Accepts::Yes, expected, found);
                }
                chunk::TABLE_TYPE_SPEC => {
                    specs.insert(child.data.get(8).copied().unwrap_or_default());
                }
                chunk::TABLE_TYPE => {
                    if let Some(chunk) = self.type_chunk(&child, (index, id, type_offset), &specs) {
                        let type_ = chunk.type_.wrapping_add(type_offset);
                        self.types.entry((id, type_)).or_default().push(chunk);
                    }
                }
                chunk::TABLE_LIBRARY..=chunk::TABLE_STAGED_ALIAS => {}
                _ => self.unknown(&child),
            }
        }
        if type_names.is_none() || keys.is_none() {
            let found = "there is no pool of type or resource names";
            let (trick, what) = (trick::PACKAGE_HEADER, "package header");
            self.refuse(trick, what, package.offset, "two pools", found);
        }
        let (type_names, keys) = (type_names.unwrap_or_default(), keys.unwrap_or_default());
        self.packages.push(Package { id, name, type_names, keys });
    }

    fn type_chunk(
        &mut self,
        child: &Chunk<'a>,
        (package, number, type_offset): (usize, u8, u8),
        specs: &BTreeSet<u8>,
    ) -> Option<TypeChunk<'a>> {
        let data = child.data;
        let at = child.offset;
        let Some(left) = self.chunks_left.checked_sub(1) else {
            let max = self.limits.table_items;
            self.issues.push(ParseError::limit("types", at, "table_items", max));
            doubt(&mut self.accepts);
            return None;
        };
        self.chunks_left = left;
        if child.header_size < TYPE_HEADER.saturating_add(4) {
            let found = format!("header size {} has no configuration", child.header_size);
            let expected = TYPE_HEADER.saturating_add(4).to_string();
            self.refuse(trick::TYPE_HEADER, "type header", at, expected, found);
        }
        let (type_, flags) = (*data.get(8)?, *data.get(9)?);
        let (count, entries_start) = (u32_at(data, 12)? as usize, u32_at(data, 16)? as usize);
        if type_ == 0 {
            self.refuse(trick::TYPE_HEADER, "type header", at, "a type from 1 on", "type 0");
        } else if !specs.contains(&type_) {
            let found = format!("type {type_} has no specification before it");
            self.refuse(trick::TYPE_WITHOUT_SPEC, "type header", at, "a specification", found);
        }
        if count > usize::from(u16::MAX) {
            let found = format!("{count} is more than 65535");
            self.refuse(trick::ENTRY_COUNT, "entry count", at.saturating_add(12), "at most 65535", found);
        }
        let config = data.get(TYPE_HEADER..child.header_size).unwrap_or_default();
        let promised = u32_at(config, 0).unwrap_or_default() as usize;
        if promised > config.len() {
            let found = format!("{promised} bytes in a header that has {}", config.len());
            let expected = format!("at most {}", config.len());
            let (trick, at) = (trick::CONFIG_SIZE, at.saturating_add(TYPE_HEADER as u64));
            self.issues.odd(trick, "configuration size", at, Accepts::Yes, expected, found);
        }
        let width = if flags & FLAG_SPARSE == 0 && flags & FLAG_OFFSET16 != 0 { 2 } else { 4 };
        let body = child.body();
        let wanted = count.saturating_mul(width);
        let room = entries_start.saturating_sub(child.header_size).min(body.len());
        if wanted > room {
            let found = format!("{count} entries do not fit in {room} bytes");
            let expected = format!("at most {}", room.checked_div(width).unwrap_or_default());
            self.refuse(trick::ENTRY_COUNT, "entry offsets", at.saturating_add(12), expected, found);
        }
        let offsets = body.get(..wanted.min(room)).unwrap_or_default();
        if entries_start > data.len() || entries_start & 3 != 0 {
            let found = format!("they start at {entries_start} of {} bytes", data.len());
            let expected = format!("a multiple of 4, at most {}", data.len());
            self.refuse(trick::ENTRY_BOUNDS, "entries", at.saturating_add(16), expected, found);
        }
        let entries = data.get(entries_start..).unwrap_or_default();
        let config = Config::read(config.get(..promised).unwrap_or(config));
        let id = |entry| ResId::new(number, type_.wrapping_add(type_offset), entry);
        let chunk = TypeChunk { package, type_, config, flags, offsets, entries };
        self.check_entries(&chunk, id, at);
        Some(chunk)
    }

    /// Reads each entry's header, so that a bad one is told and the cost of decoding all is known.
    fn check_entries(&mut self, chunk: &TypeChunk<'a>, id: impl Fn(u16) -> ResId, at: u64) {
        let mut bad = 0u64;
        let mut itself = None;
        let mut last = None;
        let mut unsorted = false;
        for slot in 0..chunk.slots() {
            let Some((index, entry)) = chunk.slot(slot) else { continue };
            unsorted |= last.replace(index) >= Some(index);
            let found = chunk.read(entry);
            if let Some(Found { body: Body::Simple { kind: TYPE_REFERENCE, data }, .. }) = found {
                itself = itself.or(Some(id(index)).filter(|id| id.0 == data));
            }
            let bytes = match &found {
                Some(found) if self.stored <= self.stored_max => match found.body {
                    Body::Simple { kind: TYPE_STRING, data } => {
                        self.strings.as_ref().map_or(0, |strings| strings.stored_len(data))
                    }
                    Body::Simple { .. } => 0,
                    Body::Bag { items, .. } => self.bag_bytes(items),
                },
                _ => 0,
            };
            self.stored = self.stored.saturating_add(bytes as u64);
            if found.is_none() {
                bad = bad.saturating_add(1);
            }
        }
        if unsorted {
            let found = "the entries are not sorted, the platform may miss one,";
            let trick = trick::SPARSE_ORDER;
            self.issues.odd(trick, "sparse entries", at, Accepts::Yes, "rising indexes", found);
        }
        if bad > 0 {
            let found = format!("{bad} entries lie outside the type or are damaged");
            let (trick, expected) = (trick::ENTRY_BOUNDS, "entries inside the type");
            // Found only when the resource is asked for, which then is not there.
            self.issues.odd(trick, "entries", at, Accepts::Yes, expected, found);
        }
        if let Some(id) = itself {
            let (trick, found) = (trick::SELF_REFERENCE, format!("{id} refers to itself"));
            self.issues.odd(trick, "entries", at, Accepts::Yes, "a value", found);
        }
    }

    /// What decoding a bag takes.
    fn bag_bytes(&self, items: &[u8]) -> usize {
        let strings = items.as_chunks::<12>().0.iter().filter(|item| item.get(7) == Some(&TYPE_STRING));
        let stored = |index| self.strings.as_ref().map_or(0, |strings| strings.stored_len(index));
        let text = strings
            .filter_map(|item| u32_at(item, 8))
            .fold(0usize, |sum, index| sum.saturating_add(stored(index)));
        items.len().saturating_mul(4).saturating_add(text)
    }

    fn pool(&mut self, chunk: &Chunk<'a>) -> Pool<'a> {
        let (pool, accepts) = Pool::parse(chunk, &mut self.issues);
        match accepts {
            Accepts::Yes => {}
            Accepts::No => self.accepts = Accepts::No,
            Accepts::Unknown => doubt(&mut self.accepts),
        }
        pool
    }

    /// The chunk, also one that breaks a rule of the platform but can be read.
    fn sound(&mut self, child: Result<Chunk<'a>, Bad<'a>>) -> Option<Chunk<'a>> {
        child
            .map_err(|bad| {
                self.issues.push(bad.error);
                // Newer releases ignore a last chunk that is cut off, older ones refuse the table.
                if bad.cut {
                    doubt(&mut self.accepts)
                } else {
                    self.accepts = Accepts::No
                }
                bad.readable
            })
            .map_or_else(|readable| readable, Some)
    }

    fn unknown(&mut self, chunk: &Chunk<'_>) {
        let found = format!("unknown type {:#06x}, skipped", chunk.kind);
        let (trick, expected) = (trick::TABLE_UNKNOWN_CHUNK, "a chunk that belongs here");
        self.issues.odd(trick, "chunk", chunk.offset, Accepts::Yes, expected, found);
    }

    fn refuse(
        &mut self,
        trick: Trick,
        what: &'static str,
        at: u64,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) {
        self.issues.odd(trick, what, at, Accepts::No, expected, found);
        self.accepts = Accepts::No;
    }

    fn finish(mut self) -> Parsed<Table<'a>> {
        let max = self.stored_max;
        let mut caps = Caps { bag_items: usize::MAX, string_bytes: usize::MAX };
        if self.stored > max {
            caps = Caps { bag_items: 64, string_bytes: 256 };
            self.issues.push(ParseError::limit("overlapping entries", 0, "total_bytes", max));
        }
        let value = Table {
            platform_accepts: self.accepts,
            strings: self.strings.unwrap_or_default(),
            packages: self.packages,
            types: self.types,
            messages: Messages::default(),
            caps,
            names: OnceLock::new(),
        };
        Parsed { value, issues: self.issues.finish() }
    }
}

/// The chunks inside a chunk. After one whose sizes make no sense there is no next.
struct Children<'a> {
    data: &'a [u8],
    pos: usize,
    base: u64,
}

impl<'a> Children<'a> {
    fn new(data: &'a [u8], pos: usize, base: u64) -> Self {
        Self { data, pos, base }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Result<Chunk<'a>, Bad<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.pos >= self.data.len() {
            return None;
        }
        let child = Chunk::at(self.data, self.pos, self.base, chunk::HEADER, "chunk");
        let size = match &child {
            Ok(chunk) => chunk.data.len(),
            Err(Bad { readable: Some(chunk), cut: false, .. }) => chunk.data.len(),
            Err(_) => usize::MAX,
        };
        self.pos = self.pos.saturating_add(size);
        Some(child)
    }
}
