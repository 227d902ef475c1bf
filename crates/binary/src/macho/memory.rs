//! Addresses of an image: where their bytes are in the file, and what the pointers stored there stand for.

use super::{
    MachO, Section, Segment,
    fixups::{Link, LinkFormat},
    symbols::SymbolTable,
};
use crate::names::string_at;

/// The image as its code sees it, as far as the file fills it.
#[derive(Debug, Clone)]
pub struct Memory<'m> {
    pub(super) macho: &'m MachO<'m>,
    pub(super) symbols: Option<SymbolTable<'m>>,
    /// Segments with content by address, each with its position among all.
    segments: Vec<(usize, &'m Segment)>,
    /// Sections by address.
    sections: Vec<&'m Section>,
    base: u64,
}

/// What a stored pointer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer<'m> {
    /// An address of this image.
    Address(u64),
    /// A symbol of another image, underscore included.
    Import(&'m str),
}

impl<'m> Memory<'m> {
    pub(super) fn new(macho: &'m MachO<'m>) -> Self {
        let mut segments: Vec<(usize, &Segment)> =
            macho.segments.iter().enumerate().filter(|(_, segment)| segment.file_size > 0).collect();
        segments.sort_by_key(|(_, segment)| segment.address);
        let mut sections: Vec<&Section> = macho.sections().filter(|section| section.size > 0).collect();
        sections.sort_by_key(|section| section.address);
        let base = macho.segments.iter().find(|segment| segment.offset == 0 && segment.file_size > 0);
        let base = base.map_or(0, |segment| segment.address);
        Self { macho, symbols: SymbolTable::of(macho), segments, sections, base }
    }

    /// Address of the Mach-O header.
    pub fn base(&self) -> u64 {
        self.base
    }

    pub(super) fn is_little_endian(&self) -> bool {
        self.macho.little_endian
    }

    /// Bytes of a pointer.
    pub(super) fn width(&self) -> u64 {
        if self.macho.is_64 { 8 } else { 4 }
    }

    /// The segment with content at an address, and its position among all.
    fn segment(&self, address: u64) -> Option<(usize, &'m Segment)> {
        let after = self.segments.partition_point(|(_, segment)| segment.address <= address);
        let found = *self.segments.get(after.checked_sub(1)?)?;
        (address.checked_sub(found.1.address)? < found.1.file_size).then_some(found)
    }

    /// The section an address lies in.
    pub fn section(&self, address: u64) -> Option<&'m Section> {
        let after = self.sections.partition_point(|section| section.address <= address);
        self.sections.get(after.checked_sub(1)?).copied().filter(|section| section.contains(address))
    }

    /// The first section of a name.
    pub(super) fn named_section(&self, name: &str) -> Option<&'m Section> {
        self.macho.section(name)
    }

    /// Offset in the slice of what lies at an address; `None` where the file has nothing.
    pub fn offset(&self, address: u64) -> Option<u64> {
        let (_, segment) = self.segment(address)?;
        segment.offset.checked_add(address.checked_sub(segment.address)?)
    }

    /// At most `size` bytes at an address, cut at the end of the segment's content and of the slice.
    pub fn bytes(&self, address: u64, size: u64) -> &'m [u8] {
        let found = self.segment(address).and_then(|(_, segment)| {
            let inside = address.checked_sub(segment.address)?;
            let size = size.min(segment.file_size.checked_sub(inside)?);
            Some(self.macho.range(segment.offset.checked_add(inside)?, size))
        });
        found.unwrap_or_default()
    }

    /// The zero-terminated string at an address, without its zero; `None` if it is longer than `max` bytes.
    pub fn string(&self, address: u64, max: u64) -> Option<&'m [u8]> {
        string_at(self.bytes(address, max.saturating_add(1)), 0)
    }

    /// Four bytes at an address as a number.
    pub fn u32(&self, address: u64) -> Option<u32> {
        let bytes = *self.bytes(address, 4).first_chunk()?;
        Some(if self.macho.little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// A number as wide as a pointer at an address, as it is stored.
    pub fn word(&self, address: u64) -> Option<u64> {
        if !self.macho.is_64 {
            return self.u32(address).map(u64::from);
        }
        let bytes = *self.bytes(address, 8).first_chunk()?;
        Some(if self.macho.little_endian { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }

    /// The pointer at an address as dyld leaves it: bind opcodes and links of chains are resolved, addends left out.
    /// `None` for a null pointer, and for what points neither into the image nor at an import.
    pub fn pointer(&self, address: u64) -> Option<Pointer<'m>> {
        let raw = self.word(address)?;
        if !self.macho.chained_fixups {
            if let Some(name) = self.macho.bound.binds.get(address) {
                return Some(Pointer::Import(name));
            }
            return self.section(raw).map(|_| Pointer::Address(raw)).or_else(|| self.inside(raw));
        }
        let (segment, _) = self.segment(address)?;
        let links = &self.macho.bound.links;
        if links.is_empty() {
            return self.guess(raw);
        }
        match links.get(segment).copied().unwrap_or(LinkFormat::None).target(raw, self.base)? {
            Link::Address(target) => {
                self.section(target).map(|_| Pointer::Address(target)).or_else(|| self.inside(target))
            }
            Link::Import(at) => self.macho.bound.chained.get(at as usize).map(|name| Pointer::Import(name)),
        }
    }

    fn inside(&self, address: u64) -> Option<Pointer<'m>> {
        self.offset(address).map(|_| Pointer::Address(address))
    }

    /// The reading of a link that lies inside the image, for chains whose format is not stated.
    fn guess(&self, raw: u64) -> Option<Pointer<'m>> {
        if raw >> 63 == 1 {
            let at = usize::try_from(raw & 0xff_ffff).ok()?;
            return self.macho.bound.chained.get(at).map(|name| Pointer::Import(name));
        }
        [0xf_ffff_ffff, 0x7ff_ffff_ffff, 0xffff_ffff]
            .into_iter()
            .flat_map(|mask| [raw & mask, self.base.wrapping_add(raw & mask)])
            .find_map(|address| self.inside(address))
    }

    /// The address that the pointer at an address stands for.
    pub fn address(&self, address: u64) -> Option<u64> {
        match self.pointer(address)? {
            Pointer::Address(target) => Some(target),
            Pointer::Import(_) => None,
        }
    }
}

impl<'a> MachO<'a> {
    /// The image by addresses.
    pub fn memory(&self) -> Memory<'_> {
        Memory::new(self)
    }
}
