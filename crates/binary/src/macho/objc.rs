//! Objective-C classes: `__objc_classlist` and the structures it leads to (`objc-runtime-new.h` of objc4).

use super::{MachO, Segment, symbols::Bound};
use crate::names::{Names, string_at};
use cursor::{Limits, ParseError};

/// Longest class name that is read, bytes.
const MAX_NAME: u64 = 1_024;

/// A class that an image defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name; Swift classes have mangled ones.
    pub name: String,
    /// Name of the class it extends, from this image or another; `None` for a root class or an unreadable link.
    pub superclass: Option<String>,
}

/// Reads the class list. Encrypted images have their names in the encrypted part, so nothing is read there.
pub(super) fn read(macho: &mut MachO<'_>, bound: &Bound, limits: &Limits, issues: &mut Vec<ParseError>) {
    let Some(list) = macho.section("__objc_classlist") else { return };
    if macho.is_encrypted() {
        return;
    }
    let place = u64::from(list.offset);
    let data = macho.section_data(list);
    let image = Image::new(macho, bound);
    let mut budget = Names::new(data.len(), limits);
    let mut classes = Vec::new();
    for entry in data.chunks_exact(image.width) {
        let Some(class) = image.pointer(entry).and_then(|raw| image.class(raw, &mut budget, place)) else {
            if budget.is_full() {
                break;
            }
            continue;
        };
        classes.push(class);
    }
    let (_, cut) = budget.finish();
    issues.extend(cut);
    macho.classes = classes;
}

/// Addresses of an image and where their bytes are.
struct Image<'m> {
    macho: &'m MachO<'m>,
    bound: &'m Bound,
    /// Segments by address.
    segments: Vec<&'m Segment>,
    /// Address of the Mach-O header.
    base: u64,
    width: usize,
}

impl<'m> Image<'m> {
    fn new(macho: &'m MachO<'m>, bound: &'m Bound) -> Self {
        let mut segments: Vec<&Segment> =
            macho.segments.iter().filter(|segment| segment.file_size > 0).collect();
        segments.sort_by_key(|segment| segment.address);
        let base = macho.segments.iter().find(|segment| segment.offset == 0 && segment.file_size > 0);
        let base = base.map_or(0, |segment| segment.address);
        Self { macho, bound, segments, base, width: if macho.is_64 { 8 } else { 4 } }
    }

    /// A pointer as it is stored.
    fn pointer(&self, bytes: &[u8]) -> Option<u64> {
        Some(match (self.macho.is_64, self.macho.little_endian) {
            (true, true) => u64::from_le_bytes(*bytes.first_chunk()?),
            (true, false) => u64::from_be_bytes(*bytes.first_chunk()?),
            (false, true) => u32::from_le_bytes(*bytes.first_chunk()?).into(),
            (false, false) => u32::from_be_bytes(*bytes.first_chunk()?).into(),
        })
    }

    /// Offset in the slice of what lies at an address.
    fn offset(&self, address: u64) -> Option<u64> {
        let after = self.segments.partition_point(|segment| segment.address <= address);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        let inside = address.checked_sub(segment.address)?;
        (inside < segment.file_size).then(|| segment.offset.checked_add(inside)).flatten()
    }

    /// The address a stored pointer stands for.
    ///
    /// Links of chains keep the target in their low bits, as an address or counted from the header, depending on the
    /// format of the page; only one of the readings lies inside the image.
    fn target(&self, raw: u64) -> Option<u64> {
        if !self.macho.chained_fixups {
            return self.offset(raw).map(|_| raw);
        }
        [0xf_ffff_ffff, 0x7ff_ffff_ffff, 0xffff_ffff]
            .into_iter()
            .flat_map(|mask| [raw & mask, self.base.wrapping_add(raw & mask)])
            .find(|address| self.offset(*address).is_some())
    }

    /// The pointer that is stored at an address.
    fn stored(&self, address: u64) -> Option<u64> {
        let bytes = self.macho.range(self.offset(address)?, self.width as u64);
        self.pointer(bytes)
    }

    /// `class_t` behind a stored pointer.
    fn class(&self, raw: u64, budget: &mut Names, place: u64) -> Option<Class> {
        let address = self.target(raw)?;
        let name = self.name(address)?;
        if !budget.charge(name.len(), "class list", place) {
            return None;
        }
        let superclass = self.superclass(address);
        if superclass.as_ref().is_some_and(|name| !budget.charge(name.len(), "class list", place)) {
            return None;
        }
        Some(Class { name, superclass })
    }

    /// Name in the `class_ro_t` of the class at an address.
    fn name(&self, class: u64) -> Option<String> {
        let width = self.width as u64;
        // The lowest bits of the link to `class_ro_t` mark Swift classes (`FAST_DATA_MASK`).
        let marks = if self.macho.is_64 { 7 } else { 3 };
        let link = self.stored(class.checked_add(width.checked_mul(4)?)?)? & !marks;
        let name_at = if self.macho.is_64 { 24 } else { 16 };
        let name = self.target(self.stored(self.target(link)?.checked_add(name_at)?)?)?;
        let text = string_at(self.macho.range(self.offset(name)?, MAX_NAME), 0)?;
        (!text.is_empty()).then(|| String::from_utf8_lossy(text).into_owned())
    }

    fn superclass(&self, class: u64) -> Option<String> {
        let link = class.checked_add(self.width as u64)?;
        if let Some(name) = self.bound.classes.get(&link) {
            return Some(name.clone());
        }
        let raw = self.stored(link)?;
        if self.macho.chained_fixups && raw >> 63 == 1 {
            // The low bits of a bind count the import.
            let import = self.bound.chained.get(usize::try_from(raw & 0xff_ffff).ok()?)?;
            return import.strip_prefix(super::bind::CLASS_SYMBOL).map(str::to_owned);
        }
        if raw == 0 { None } else { self.name(self.target(raw)?) }
    }
}
