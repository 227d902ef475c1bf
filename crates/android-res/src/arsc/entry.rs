use crate::{
    ResId, Table, Value,
    arsc::Config,
    chunk::{u16_at, u32_at},
};

/// The entry indexes of a type chunk are pairs of index and offset, sorted by index.
pub(super) const FLAG_SPARSE: u8 = 0x01;
/// The entry offsets of a type chunk are 16-bit numbers, counting four bytes each.
pub(super) const FLAG_OFFSET16: u8 = 0x02;
const FLAG_COMPLEX: u16 = 0x0001;
const FLAG_COMPACT: u16 = 0x0008;

/// A resource's value in one configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the value holds.
    pub config: Config,
    /// The value.
    pub content: Content,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// One value; a file resource is a string with the path inside the package.
    Simple(Value),
    /// A style, an array, plurals or an attribute definition.
    Bag {
        /// The style this one inherits from.
        parent: Option<ResId>,
        /// Keys are attribute ids in a style, numbers in an array.
        items: Vec<(ResId, Value)>,
    },
}

/// The entries of one type in one configuration, `ResTable_type`.
#[derive(Debug)]
pub(super) struct TypeChunk<'a> {
    /// Index into the packages of the table.
    pub(super) package: usize,
    /// As written, without the package's offset.
    pub(super) type_: u8,
    pub(super) config: Config,
    pub(super) flags: u8,
    /// Only the offsets that lie inside the chunk.
    pub(super) offsets: &'a [u8],
    /// From the first entry to the end of the chunk.
    pub(super) entries: &'a [u8],
}

/// An entry whose header and value lie inside the chunk, `ResTable_entry`.
pub(super) struct Found<'a> {
    pub(super) key: u32,
    pub(super) body: Body<'a>,
}

pub(super) enum Body<'a> {
    Simple {
        kind: u8,
        data: u32,
    },
    /// Items of twelve bytes, `ResTable_map`, as many as lie inside the chunk.
    Bag {
        parent: u32,
        items: &'a [u8],
    },
}

impl<'a> TypeChunk<'a> {
    /// Number of slots in the offset table.
    pub(super) fn slots(&self) -> usize {
        let short = self.flags & FLAG_SPARSE == 0 && self.flags & FLAG_OFFSET16 != 0;
        if short { self.offsets.len() / 2 } else { self.offsets.len() / 4 }
    }

    /// The entry index of a slot and where its entry begins; `None` for an empty slot.
    pub(super) fn slot(&self, slot: usize) -> Option<(u16, usize)> {
        if self.flags & FLAG_SPARSE != 0 {
            let at = slot.checked_mul(4)?;
            let offset = usize::from(u16_at(self.offsets, at.checked_add(2)?)?).checked_mul(4)?;
            return Some((u16_at(self.offsets, at)?, offset));
        }
        let index = u16::try_from(slot).ok()?;
        if self.flags & FLAG_OFFSET16 != 0 {
            let offset = u16_at(self.offsets, slot.checked_mul(2)?).filter(|offset| *offset != u16::MAX)?;
            Some((index, usize::from(offset).checked_mul(4)?))
        } else {
            let offset = u32_at(self.offsets, slot.checked_mul(4)?).filter(|offset| *offset != u32::MAX)?;
            Some((index, offset as usize))
        }
    }

    /// The indexes of all entries that can be read.
    pub(super) fn indexes(&self) -> impl Iterator<Item = u16> {
        (0..self.slots()).filter_map(|slot| self.slot(slot)).filter_map(|(index, at)| {
            self.read(at)?;
            Some(index)
        })
    }

    /// The entry of this index, found as the platform finds it.
    pub(super) fn entry(&self, index: u16) -> Option<Found<'a>> {
        let slot = if self.flags & FLAG_SPARSE != 0 { self.search(index)? } else { usize::from(index) };
        let (found, at) = self.slot(slot)?;
        if found == index { self.read(at) } else { None }
    }

    /// Sparse indexes are sorted; where they are not, the platform misses the same ones.
    fn search(&self, index: u16) -> Option<usize> {
        let (mut low, mut high) = (0, self.slots());
        while low < high {
            let middle = low.midpoint(high);
            if self.slot(middle)?.0 < index { low = middle.checked_add(1)? } else { high = middle }
        }
        Some(low)
    }

    /// The entry that begins at `at`, with the checks of `VerifyResTableEntry` in `LoadedArsc.cpp`.
    pub(super) fn read(&self, at: usize) -> Option<Found<'a>> {
        if at & 3 != 0 {
            return None;
        }
        let bytes = self.entries.get(at..)?;
        let (size, flags, index) = (u16_at(bytes, 0)?, u16_at(bytes, 2)?, u32_at(bytes, 4)?);
        if flags & FLAG_COMPACT != 0 {
            let kind = (flags >> 8) as u8;
            return Some(Found { key: u32::from(size), body: Body::Simple { kind, data: index } });
        }
        let size = usize::from(size);
        if size < 8 {
            return None;
        }
        let value = bytes.get(size..)?;
        if flags & FLAG_COMPLEX == 0 {
            let body = Body::Simple { kind: *value.get(3)?, data: u32_at(value, 4)? };
            return Some(Found { key: index, body });
        }
        if size < 16 {
            return None;
        }
        let (parent, count) = (u32_at(bytes, 8)?, u32_at(bytes, 12)? as usize);
        let wanted = count.saturating_mul(12);
        let items = value.get(..wanted).unwrap_or(value);
        Some(Found { key: index, body: Body::Bag { parent, items } })
    }
}

impl<'a> Table<'a> {
    pub(super) fn decode(&self, chunk: &TypeChunk<'a>, index: u16) -> Option<Entry> {
        let content = match chunk.entry(index)?.body {
            Body::Simple { kind, data } => Content::Simple(self.value(kind, data)),
            Body::Bag { parent, items } => {
                let items = items.as_chunks::<12>().0.iter().take(self.caps.bag_items);
                let items = items.filter_map(|item| {
                    let value = self.value(*item.get(7)?, u32_at(item, 8)?);
                    Some((ResId(u32_at(item, 0)?), value))
                });
                let parent = (parent != 0).then_some(ResId(parent));
                Content::Bag { parent, items: items.collect() }
            }
        };
        Some(Entry { config: chunk.config, content })
    }

    pub(super) fn value(&self, kind: u8, data: u32) -> Value {
        Value::decode(kind, data, |index| {
            let short = self.strings.stored_len(index) <= self.caps.string_bytes;
            short.then(|| self.strings.get(index)).flatten().map(|text| text.into_owned())
        })
    }
}
