//! Objective-C classes: `__objc_classlist` and the structures it leads to (`objc-runtime-new.h` of objc4).

use super::{MachO, Memory, Pointer, bind::CLASS_SYMBOL};
use crate::names::Names;
use cursor::{Limits, ParseError};

/// Longest name of a class, protocol or selector that is read, bytes.
pub(super) const MAX_NAME: u64 = 1_024;

/// A class that an image defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name; Swift classes have mangled ones.
    pub name: String,
    /// Name of the class it extends, from this image or another; `None` for a root class or an unreadable link.
    pub superclass: Option<String>,
}

/// Reads the class list. Encrypted images have their names in the encrypted part, so nothing is read there.
pub(super) fn read(macho: &mut MachO<'_>, limits: &Limits, issues: &mut Vec<ParseError>) {
    let Some(list) = macho.section("__objc_classlist") else { return };
    if macho.is_encrypted() {
        return;
    }
    let place = u64::from(list.offset);
    let mut budget = Names::new(macho.section_data(list).len(), limits);
    let mut classes = Vec::new();
    let memory = macho.memory();
    for class in memory.list("__objc_classlist").filter_map(|pointer| pointer.address()) {
        let Some(name) = memory.own_class_name(class) else { continue };
        let superclass = memory.superclass(class);
        let bytes = name.len().saturating_add(superclass.as_ref().map_or(0, String::len));
        if !budget.charge(bytes, "class list", place) {
            break;
        }
        classes.push(Class { name: String::from_utf8_lossy(name).into_owned(), superclass });
    }
    let (_, cut) = budget.finish();
    issues.extend(cut);
    macho.classes = classes;
}

impl<'m> Pointer<'m> {
    /// The address, if it is one of this image.
    pub fn address(self) -> Option<u64> {
        match self {
            Pointer::Address(address) => Some(address),
            Pointer::Import(_) => None,
        }
    }
}

impl<'m> Memory<'m> {
    /// Pointers of a section that is a list of them; null ones and unreadable ones are left out.
    pub(super) fn list(&self, section: &str) -> impl Iterator<Item = Pointer<'m>> {
        let section = self.named_section(section);
        let width = self.width();
        let (start, size) = section.map_or((0, 0), |section| (section.address, section.size));
        // No more than the file holds, whatever the section says.
        let count = (self.bytes(start, size).len() as u64).checked_div(width).unwrap_or_default();
        (0..count).filter_map(move |at| self.pointer(start.checked_add(at.checked_mul(width)?)?))
    }

    /// Name of the class that a pointer stands for: of this image or another.
    pub fn class_name(&self, pointer: Pointer<'m>) -> Option<String> {
        match pointer {
            Pointer::Import(symbol) => symbol.strip_prefix(CLASS_SYMBOL).map(str::to_owned),
            Pointer::Address(class) => {
                self.own_class_name(class).map(|name| String::from_utf8_lossy(name).into_owned())
            }
        }
    }

    /// Name in the `class_ro_t` of the class at an address.
    pub(super) fn own_class_name(&self, class: u64) -> Option<&'m [u8]> {
        let name_at = if self.width() == 8 { 24 } else { 16 };
        let name = self.address(self.class_data(class)?.checked_add(name_at)?)?;
        self.string(name, MAX_NAME).filter(|name| !name.is_empty())
    }

    /// Address of the `class_ro_t` of the class at an address.
    pub(super) fn class_data(&self, class: u64) -> Option<u64> {
        let width = self.width();
        // The lowest bits of the link to `class_ro_t` mark Swift classes (`FAST_DATA_MASK`).
        let marks = if width == 8 { 7 } else { 3 };
        Some(self.address(class.checked_add(width.checked_mul(4)?)?)? & !marks)
    }

    fn superclass(&self, class: u64) -> Option<String> {
        self.class_name(self.pointer(class.checked_add(self.width())?)?)
    }
}
