//! Methods and protocols of Objective-C classes and categories (`objc-runtime-new.h` of objc4).

use super::{MachO, Memory, Pointer, objc::MAX_NAME};
use cursor::{Limits, ParseError};

/// Mark of a list whose entries are distances of four bytes instead of pointers, iOS 14 and newer.
const SMALL: u32 = 0x8000_0000;
/// Mark of a small list whose names are strings instead of selector references.
const DIRECT_SELECTORS: u32 = 0x4000_0000;

/// Objective-C code of an image.
#[derive(Debug, Clone, Default)]
pub struct Objc<'m> {
    /// Classes it defines, then categories it adds to classes, in their order.
    pub bodies: Vec<ClassBody<'m>>,
    /// What was cut.
    pub issues: Vec<ParseError>,
}

/// A class or a category with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassBody<'m> {
    /// Name of the class; of a category that of the class it extends.
    pub class: String,
    /// Name of the category.
    pub category: Option<&'m [u8]>,
    /// Protocols it adopts, by name.
    pub protocols: Vec<&'m [u8]>,
    /// Its methods.
    pub methods: Vec<Method<'m>>,
}

/// A method that an image implements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method<'m> {
    /// Its selector: `setString:`.
    pub selector: &'m [u8],
    /// Address of its code.
    pub imp: u64,
    /// Whether it is called on the class (`+`).
    pub is_class: bool,
}

impl MachO<'_> {
    /// Classes and categories with their methods. Empty for encrypted images.
    pub fn objc(&self, limits: &Limits) -> Objc<'_> {
        if self.is_encrypted() {
            return Objc::default();
        }
        let memory = self.memory();
        // A method takes at least twelve bytes of the file; lists that lie on each other must not multiply.
        let room = (self.data.len() as u64 / 12).min(limits.table_items);
        let mut reader = BodyReader { memory: &memory, left: room, is_cut: false };
        let mut bodies = Vec::new();
        for list in ["__objc_classlist", "__objc_nlclslist"] {
            for class in memory.list(list).filter_map(Pointer::address) {
                bodies.extend(reader.class(class));
            }
            // The second list repeats classes of the first, which is missing in some images only.
            if !bodies.is_empty() {
                break;
            }
        }
        for category in memory.list("__objc_catlist").filter_map(Pointer::address) {
            bodies.extend(reader.category(category));
        }
        let issues = if reader.is_cut {
            vec![ParseError::limit("Objective-C methods", 0, "bytes of the file", room)]
        } else {
            Vec::new()
        };
        Objc { bodies, issues }
    }
}

struct BodyReader<'r, 'm> {
    memory: &'r Memory<'m>,
    /// Entries that may still be read.
    left: u64,
    is_cut: bool,
}

impl<'m> BodyReader<'_, 'm> {
    fn class(&mut self, class: u64) -> Option<ClassBody<'m>> {
        let name = String::from_utf8_lossy(self.memory.own_class_name(class)?).into_owned();
        let width = self.memory.width();
        let data = self.memory.class_data(class)?;
        // Flags, two sizes and, with 64 bits, padding; ivar layout; name; then the two lists.
        let methods_at = if width == 8 { 32u64 } else { 20 };
        let mut methods = Vec::new();
        self.methods(data.checked_add(methods_at)?, false, &mut methods);
        let metaclass = self.memory.address(class).and_then(|metaclass| self.memory.class_data(metaclass));
        if let Some(data) = metaclass.and_then(|data| data.checked_add(methods_at)) {
            self.methods(data, true, &mut methods);
        }
        let protocols = self.protocols(data.checked_add(methods_at)?.checked_add(width)?);
        Some(ClassBody { class: name, category: None, protocols, methods })
    }

    fn category(&mut self, category: u64) -> Option<ClassBody<'m>> {
        let width = self.memory.width();
        let field = |at: u64| category.checked_add(width.checked_mul(at)?);
        let name = self.memory.string(self.memory.address(category)?, MAX_NAME)?;
        let class = self.memory.pointer(field(1)?).and_then(|class| self.memory.class_name(class));
        let mut methods = Vec::new();
        self.methods(field(2)?, false, &mut methods);
        self.methods(field(3)?, true, &mut methods);
        let protocols = self.protocols(field(4)?);
        Some(ClassBody { class: class.unwrap_or_default(), category: Some(name), protocols, methods })
    }

    /// The method list that the pointer at an address leads to.
    fn methods(&mut self, link: u64, is_class: bool, out: &mut Vec<Method<'m>>) {
        let Some(list) = self.memory.address(link) else { return };
        let (Some(kind), Some(count)) =
            (self.memory.u32(list), list.checked_add(4).and_then(|at| self.memory.u32(at)))
        else {
            return;
        };
        let width = self.memory.width();
        let least = if kind & SMALL != 0 { 12 } else { width.saturating_mul(3) };
        let size = u64::from(kind & 0xfffc).max(least);
        for at in 0..u64::from(count) {
            let Some(left) = self.left.checked_sub(1) else {
                self.is_cut = true;
                return;
            };
            let entry = at.checked_mul(size).and_then(|at| list.checked_add(8)?.checked_add(at));
            let Some(entry) = entry.filter(|entry| self.memory.offset(*entry).is_some()) else { return };
            self.left = left;
            let method =
                if kind & SMALL != 0 { self.small(entry, kind) } else { self.absolute(entry, width) };
            out.extend(method.map(|(selector, imp)| Method { selector, imp, is_class }));
        }
    }

    fn absolute(&self, entry: u64, width: u64) -> Option<(&'m [u8], u64)> {
        let selector = self.memory.string(self.memory.address(entry)?, MAX_NAME)?;
        let imp = self.memory.address(entry.checked_add(width.checked_mul(2)?)?)?;
        Some((selector, imp))
    }

    fn small(&self, entry: u64, kind: u32) -> Option<(&'m [u8], u64)> {
        let target = |field: u64| {
            let place = entry.checked_add(field)?;
            // A distance is signed; as a wrapping sum the sign takes care of itself.
            Some(place.wrapping_add((self.memory.u32(place)? as i32) as u64))
        };
        let name = target(0)?;
        let name = if kind & DIRECT_SELECTORS != 0 { name } else { self.memory.address(name)? };
        Some((self.memory.string(name, MAX_NAME)?, target(8)?))
    }

    fn protocols(&mut self, link: u64) -> Vec<&'m [u8]> {
        let mut names = Vec::new();
        let Some(list) = self.memory.address(link) else { return names };
        let width = self.memory.width();
        let count = self.memory.word(list).unwrap_or_default();
        for at in 1..=count {
            let Some(left) = self.left.checked_sub(1) else {
                self.is_cut = true;
                break;
            };
            self.left = left;
            let Some(place) = at.checked_mul(width).and_then(|at| list.checked_add(at)) else { break };
            if self.memory.offset(place).is_none() {
                break;
            }
            let name = self.memory.address(place).and_then(|protocol| {
                let name = self.memory.address(protocol.checked_add(width)?)?;
                self.memory.string(name, MAX_NAME)
            });
            names.extend(name);
        }
        names
    }
}
