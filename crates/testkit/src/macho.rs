//! Mach-O files of one or more slices, with load commands, symbols, strings and a code signature.
//!
//! The layout is that of a real linker: header and load commands, `__TEXT` sections, `__DATA` sections, then
//! `__LINKEDIT` with bind data, symbols, names and, last, the signature. [`find_command`] gives the place to break.

mod linkedit;
mod signature;

pub use signature::{Signature, blob, super_blob};

use linkedit::{chained_fixups, export_trie, uleb};

/// `cputype` of 64-bit ARM.
pub const ARM64: u32 = 0x0100_000c;
/// `cputype` of 32-bit ARM.
pub const ARM: u32 = 12;
/// `cputype` of 64-bit x86.
pub const X86_64: u32 = 0x0100_0007;

const LC_SEGMENT: u32 = 0x1;
const LC_SYMTAB: u32 = 0x2;
const LC_LOAD_DYLIB: u32 = 0xc;
const LC_ID_DYLIB: u32 = 0xd;
const LC_LOAD_WEAK_DYLIB: u32 = 0x8000_0018;
const LC_SEGMENT_64: u32 = 0x19;
const LC_UUID: u32 = 0x1b;
const LC_RPATH: u32 = 0x8000_001c;
const LC_CODE_SIGNATURE: u32 = 0x1d;
const LC_DYLD_INFO_ONLY: u32 = 0x8000_0022;
const LC_MAIN: u32 = 0x8000_0028;
const LC_ENCRYPTION_INFO: u32 = 0x21;
const LC_ENCRYPTION_INFO_64: u32 = 0x2c;
const LC_BUILD_VERSION: u32 = 0x32;
const LC_DYLD_EXPORTS_TRIE: u32 = 0x8000_0033;
const LC_DYLD_CHAINED_FIXUPS: u32 = 0x8000_0034;

/// `vmaddr` of `__TEXT` in a 64-bit image.
const BASE: u64 = 0x1_0000_0000;

/// How imports are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// Undefined symbols only, as in very old images and object files.
    Symbols,
    /// `LC_DYLD_INFO_ONLY`, and undefined symbols.
    Opcodes,
    /// `LC_DYLD_CHAINED_FIXUPS`, and undefined symbols.
    Chained,
}

/// A thin Mach-O file to be. Fields may be changed before [`MachO::build`].
#[derive(Debug, Clone)]
pub struct MachO {
    /// `cputype`; 32-bit ARM gives 32-bit structures.
    pub cpu_type: u32,
    /// `cpusubtype`.
    pub cpu_subtype: u32,
    /// `filetype`: 2 executable, 6 library.
    pub file_type: u32,
    /// Header flags; the default is that of a position-independent executable.
    pub flags: u32,
    /// How imports are written down.
    pub binding: Binding,
    /// Names bound from the first library, underscore included.
    pub imports: Vec<String>,
    /// Names defined here and exported.
    pub exports: Vec<String>,
    /// Names defined here and not exported.
    pub locals: Vec<String>,
    /// Debugger entries: `n_type` and name.
    pub stabs: Vec<(u8, String)>,
    /// Libraries: load command, name, current version.
    pub dylibs: Vec<(u32, String, u32)>,
    /// `LC_RPATH`.
    pub rpaths: Vec<String>,
    /// `LC_UUID`.
    pub uuid: Option<[u8; 16]>,
    /// `LC_BUILD_VERSION`: platform, oldest system, SDK; versions are `x << 16 | y << 8 | z`.
    pub build_version: Option<(u32, u32, u32)>,
    /// `LC_ENCRYPTION_INFO`: `cryptid`, over the whole of `__TEXT` behind the first page.
    pub cryptid: Option<u32>,
    /// Strings of `__TEXT,__cstring`.
    pub cstrings: Vec<String>,
    /// Strings of `__TEXT,__ustring`.
    pub ustrings: Vec<String>,
    /// Strings of `__TEXT,__objc_methname`.
    pub selectors: Vec<String>,
    /// Objective-C classes with their superclass; one that is defined here is linked, another is an import.
    pub classes: Vec<(String, String)>,
    /// Further sections: segment, name, flags, data.
    pub sections: Vec<(String, String, u32, Vec<u8>)>,
    /// Initial protection of `__TEXT` and `__DATA`.
    pub protections: (u32, u32),
    /// Load commands to add at the end, headers included.
    pub raw_commands: Vec<Vec<u8>>,
    /// Makes the data of `LC_CODE_SIGNATURE` from the bytes before it.
    pub signature: Option<Signature>,
}

impl Default for MachO {
    fn default() -> Self {
        Self {
            cpu_type: ARM64,
            cpu_subtype: 0,
            file_type: 2,
            flags: 0x20_0085,
            binding: Binding::Opcodes,
            imports: Vec::new(),
            exports: Vec::new(),
            locals: Vec::new(),
            stabs: Vec::new(),
            dylibs: vec![(LC_LOAD_DYLIB, "/usr/lib/libSystem.B.dylib".into(), 0x051f_0000)],
            rpaths: Vec::new(),
            uuid: Some(*b"appraise testkit"),
            build_version: Some((2, 0x000e_0000, 0x0011_0200)),
            cryptid: None,
            cstrings: Vec::new(),
            ustrings: Vec::new(),
            selectors: Vec::new(),
            classes: Vec::new(),
            sections: Vec::new(),
            protections: (5, 3),
            raw_commands: Vec::new(),
            signature: None,
        }
    }
}

/// An executable for 64-bit iOS devices that imports libSystem and nothing else.
pub fn executable() -> MachO {
    MachO::default()
}

/// A library of this install name.
pub fn dylib(name: &str) -> MachO {
    let mut macho = MachO { file_type: 6, flags: 0x10_0085, ..MachO::default() };
    macho.dylibs.insert(0, (LC_ID_DYLIB, name.into(), 0x0001_0203));
    macho
}

impl MachO {
    /// Adds names that are bound from the first library.
    pub fn imports(mut self, names: &[&str]) -> Self {
        self.imports.extend(names.iter().map(ToString::to_string));
        self
    }

    /// Adds exported names.
    pub fn exports(mut self, names: &[&str]) -> Self {
        self.exports.extend(names.iter().map(ToString::to_string));
        self
    }

    /// Adds strings of `__cstring`.
    pub fn cstrings(mut self, texts: &[&str]) -> Self {
        self.cstrings.extend(texts.iter().map(ToString::to_string));
        self
    }

    /// Adds strings of `__objc_methname`.
    pub fn selectors(mut self, texts: &[&str]) -> Self {
        self.selectors.extend(texts.iter().map(ToString::to_string));
        self
    }

    /// Adds a library to load.
    pub fn load(mut self, name: &str) -> Self {
        self.dylibs.push((LC_LOAD_DYLIB, name.into(), 0x0001_0000));
        self
    }

    /// Adds a library to load if it is there.
    pub fn load_weak(mut self, name: &str) -> Self {
        self.dylibs.push((LC_LOAD_WEAK_DYLIB, name.into(), 0x0001_0000));
        self
    }

    /// Sets how imports are written down.
    pub fn binding(mut self, binding: Binding) -> Self {
        self.binding = binding;
        self
    }

    /// Adds a code signature.
    pub fn signed(mut self, signature: Signature) -> Self {
        self.signature = Some(signature);
        self
    }

    fn is_64(&self) -> bool {
        self.cpu_type & 0x0100_0000 != 0
    }

    /// Writes the file.
    pub fn build(&self) -> Vec<u8> {
        // The commands' size does not depend on the offsets in them, so a first pass with zeros gives the layout.
        let header = if self.is_64() { 32 } else { 28 };
        let draft = Layout::default();
        let commands: usize = self.commands(&draft, &[], &[]).iter().map(Vec::len).sum();
        let text_start = align(header + commands, 16);
        let (text, data) = self.place_sections(text_start as u64);
        let text_end = align(
            text.iter().map(|placed| placed.offset as usize + placed.data.len()).max().unwrap_or(text_start),
            0x1000,
        );
        let data_end = align(
            data.iter().map(|placed| placed.offset as usize + placed.data.len()).max().unwrap_or(text_end),
            0x1000,
        );
        let mut layout = Layout { text_end: text_end as u64, data_end: data_end as u64, ..Layout::default() };
        let linkedit = self.linkedit(data_end as u64, &mut layout, &data);
        layout.linkedit = data_end as u64;
        layout.end = data_end as u64 + linkedit.len() as u64;
        let mut signature_size = 0;
        if let Some(signature) = &self.signature {
            layout.signature = align(layout.end as usize, 16) as u64;
            signature_size = align(signature.build(&vec![0; layout.signature as usize]).len(), 16);
            layout.end = layout.signature + signature_size as u64;
            layout.signature_size = signature_size as u64;
        }
        let commands = self.commands(&layout, &text, &data);
        let mut out = Vec::new();
        let magic: u32 = if self.is_64() { 0xfeed_facf } else { 0xfeed_face };
        let size: usize = commands.iter().map(Vec::len).sum();
        for number in [
            magic,
            self.cpu_type,
            self.cpu_subtype,
            self.file_type,
            commands.len() as u32,
            size as u32,
            self.flags,
        ] {
            out.extend(number.to_le_bytes());
        }
        if self.is_64() {
            out.extend([0; 4]);
        }
        out.extend(commands.concat());
        for placed in text.iter().chain(&data) {
            out.resize(placed.offset as usize, 0);
            out.extend(&placed.data);
        }
        out.resize(data_end, 0);
        out.extend(linkedit);
        if let Some(signature) = &self.signature {
            out.resize(layout.signature as usize, 0);
            let blob = signature.build(&out);
            out.extend(blob);
            out.resize(layout.signature as usize + signature_size, 0);
        }
        out
    }

    /// The sections in their places: those of `__TEXT`, then those of `__DATA`.
    fn place_sections(&self, text_start: u64) -> (Vec<Placed>, Vec<Placed>) {
        let zero =
            |texts: &[String]| -> Vec<u8> { texts.iter().flat_map(|text| text.bytes().chain([0])).collect() };
        let names: Vec<String> = self.classes.iter().map(|(name, _)| name.clone()).collect();
        let wide: Vec<u8> = self
            .ustrings
            .iter()
            .flat_map(|text| text.encode_utf16().chain([0]))
            .flat_map(u16::to_le_bytes)
            .collect();
        let mut text: Vec<Placed> =
            vec![Placed::new("__TEXT", "__text", 0x8000_0400, vec![0xc0, 0x03, 0x5f, 0xd6])];
        for (name, flags, data) in [
            ("__cstring", 2, zero(&self.cstrings)),
            ("__objc_methname", 2, zero(&self.selectors)),
            ("__objc_classname", 2, zero(&names)),
            ("__ustring", 0, wide),
        ] {
            if !data.is_empty() {
                text.push(Placed::new("__TEXT", name, flags, data));
            }
        }
        let mut data = Vec::new();
        for (segment, name, flags, bytes) in &self.sections {
            let placed = Placed::new(segment, name, *flags, bytes.clone());
            if segment == "__TEXT" { text.push(placed) } else { data.push(placed) }
        }
        let mut at = text_start;
        for placed in &mut text {
            placed.offset = align(at as usize, 8) as u64;
            at = placed.offset + placed.data.len() as u64;
        }
        at = align(at as usize, 0x1000) as u64;
        if !self.classes.is_empty() {
            let names_at =
                text.iter().find(|placed| placed.name == "__objc_classname").expect("names").offset;
            data.extend(self.class_sections(at, names_at));
        }
        for placed in &mut data {
            placed.offset = align(at as usize, 8) as u64;
            at = placed.offset + placed.data.len() as u64;
        }
        (text, data)
    }

    /// `__objc_classlist`, `__objc_data` and `__objc_const` for 64-bit images, from an offset on.
    fn class_sections(&self, start: u64, names_at: u64) -> Vec<Placed> {
        let count = self.classes.len() as u64;
        let (classes_at, infos_at) = (start + 8 * count, start + 48 * count);
        let rebase = |offset: u64| if self.binding == Binding::Chained { offset } else { BASE + offset };
        let (mut list, mut classes, mut infos) = (Vec::new(), Vec::new(), Vec::new());
        let mut name_at = names_at;
        for (index, (name, superclass)) in self.classes.iter().enumerate() {
            let index = index as u64;
            list.extend(rebase(classes_at + 40 * index).to_le_bytes());
            let local = self.classes.iter().position(|(name, _)| name == superclass);
            let link = match local {
                Some(local) => rebase(classes_at + 40 * local as u64),
                None if self.binding == Binding::Chained => {
                    let symbol = format!("_OBJC_CLASS_$_{superclass}");
                    let ordinal =
                        self.imports.iter().position(|import| *import == symbol).expect("an import");
                    1 << 63 | ordinal as u64
                }
                None => 0,
            };
            for word in [0, link, 0, 0, rebase(infos_at + 72 * index) | 2] {
                classes.extend(word.to_le_bytes());
            }
            infos.extend([0; 24]);
            infos.extend(rebase(name_at).to_le_bytes());
            infos.extend([0; 40]);
            name_at += name.len() as u64 + 1;
        }
        vec![
            Placed::new("__DATA", "__objc_classlist", 0x1000_0000, list),
            Placed::new("__DATA", "__objc_data", 0, classes),
            Placed::new("__DATA", "__objc_const", 0, infos),
        ]
    }

    /// Bind data, export trie, symbols and their names, from an offset on.
    fn linkedit(&self, start: u64, layout: &mut Layout, data: &[Placed]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut add = |bytes: Vec<u8>| {
            out.resize(align(out.len(), 8), 0);
            let place = (start as u32 + out.len() as u32, bytes.len() as u32);
            out.extend(bytes);
            place
        };
        match self.binding {
            Binding::Symbols => {}
            Binding::Opcodes => {
                layout.bind = add(self.bind_opcodes(data));
                layout.trie = add(export_trie(&self.exports));
            }
            Binding::Chained => {
                layout.chained = add(chained_fixups(&self.imports));
                layout.trie = add(export_trie(&self.exports));
            }
        }
        let mut names = vec![0u8];
        let mut symbols = Vec::new();
        let mut count = 0u32;
        let mut symbol = |kind: u8, name: &str, value: u64| {
            symbols.extend((names.len() as u32).to_le_bytes());
            symbols.extend([kind, u8::from(kind & 0x0e == 0x0e), 0, 0]);
            if self.is_64() {
                symbols.extend(value.to_le_bytes());
            } else {
                symbols.extend((value as u32).to_le_bytes());
            }
            names.extend(name.bytes().chain([0]));
            count += 1;
        };
        for (kind, name) in &self.stabs {
            symbol(*kind, name, 0);
        }
        for name in &self.locals {
            symbol(0x0e, name, BASE + 0x1000);
        }
        for name in &self.exports {
            symbol(0x0f, name, BASE + 0x1000);
        }
        for name in &self.imports {
            symbol(0x01, name, 0);
        }
        let symbols = add(symbols);
        layout.symbols = (symbols.0, count);
        layout.names = add(names);
        out
    }

    /// Opcodes that bind every import behind the content of `__DATA`, and class imports at the classes that extend them.
    fn bind_opcodes(&self, data: &[Placed]) -> Vec<u8> {
        let mut out = vec![0x11, 0x51];
        let start = data.iter().map(|placed| placed.offset).min().unwrap_or_default();
        let end = data.iter().map(|placed| placed.offset + placed.data.len() as u64).max().unwrap_or(start);
        for name in &self.imports {
            out.push(0x40);
            out.extend(name.bytes().chain([0, 0x71]).chain(uleb(end - start)).chain([0x90]));
        }
        let classes = data.iter().find(|placed| placed.name == "__objc_data").map(|placed| placed.offset);
        for (index, (_, superclass)) in self.classes.iter().enumerate() {
            let Some(classes) = classes else { break };
            if self.classes.iter().any(|(name, _)| name == superclass) {
                continue;
            }
            out.push(0x40);
            out.extend(format!("_OBJC_CLASS_$_{superclass}").bytes().chain([0, 0x71]));
            let segment = start;
            out.extend(uleb(classes - segment + 40 * index as u64 + 8));
            out.push(0x90);
        }
        out.push(0);
        out
    }

    fn commands(&self, layout: &Layout, text: &[Placed], data: &[Placed]) -> Vec<Vec<u8>> {
        let (draft_text, draft_data);
        let (text, data) = if layout.end == 0 {
            (draft_text, draft_data) = self.place_sections(0);
            (&draft_text[..], &draft_data[..])
        } else {
            (text, data)
        };
        let has_data = layout.data_end > layout.text_end || !data.is_empty();
        let mut out = vec![self.segment("__TEXT", 0, layout.text_end, self.protections.0, text)];
        if has_data {
            let size = layout.data_end - layout.text_end;
            out.push(self.segment("__DATA", layout.text_end, size, self.protections.1, data));
        }
        out.push(self.segment("__LINKEDIT", layout.linkedit, layout.end - layout.linkedit, 1, &[]));
        match self.binding {
            Binding::Symbols => {}
            Binding::Opcodes => {
                let (bind, trie) = (layout.bind, layout.trie);
                out.push(command(LC_DYLD_INFO_ONLY, &[0, 0, bind.0, bind.1, 0, 0, 0, 0, trie.0, trie.1]));
            }
            Binding::Chained => {
                out.push(command(LC_DYLD_CHAINED_FIXUPS, &[layout.chained.0, layout.chained.1]));
                out.push(command(LC_DYLD_EXPORTS_TRIE, &[layout.trie.0, layout.trie.1]));
            }
        }
        let (symbols, names) = (layout.symbols, layout.names);
        out.push(command(LC_SYMTAB, &[symbols.0, symbols.1, names.0, names.1]));
        if let Some(uuid) = self.uuid {
            let mut uuid_command = command(LC_UUID, &[0; 4]);
            uuid_command[8..].copy_from_slice(&uuid);
            out.push(uuid_command);
        }
        if let Some((platform, minos, sdk)) = self.build_version {
            out.push(command(LC_BUILD_VERSION, &[platform, minos, sdk, 0]));
        }
        if self.file_type == 2 {
            out.push(command(LC_MAIN, &[0x1000, 0, 0, 0]));
        }
        for (cmd, name, version) in &self.dylibs {
            out.push(text_command(*cmd, &[24, 2, *version, 0x0001_0000], name));
        }
        for path in &self.rpaths {
            out.push(text_command(LC_RPATH, &[12], path));
        }
        if let Some(cryptid) = self.cryptid {
            let size = (layout.text_end as u32).saturating_sub(0x1000);
            out.push(if self.is_64() {
                command(LC_ENCRYPTION_INFO_64, &[0x1000, size, cryptid, 0])
            } else {
                command(LC_ENCRYPTION_INFO, &[0x1000, size, cryptid])
            });
        }
        out.extend(self.raw_commands.iter().cloned());
        if self.signature.is_some() {
            out.push(command(LC_CODE_SIGNATURE, &[layout.signature as u32, layout.signature_size as u32]));
        }
        out
    }

    fn segment(&self, name: &str, offset: u64, size: u64, protection: u32, sections: &[Placed]) -> Vec<u8> {
        let memory = align(size as usize, 0x1000) as u64;
        let mut out = fixed(name);
        let base = if self.is_64() { BASE } else { 0x4000 };
        if self.is_64() {
            out.extend([base + offset, memory, offset, size].iter().flat_map(|number| number.to_le_bytes()));
        } else {
            let numbers = [base + offset, memory, offset, size];
            out.extend(numbers.iter().flat_map(|number| (*number as u32).to_le_bytes()));
        }
        out.extend(
            [protection, protection, sections.len() as u32, 0].iter().flat_map(|number| number.to_le_bytes()),
        );
        for section in sections {
            out.extend(fixed(&section.name));
            out.extend(fixed(&section.segment));
            let place = [base + section.offset, section.data.len() as u64];
            if self.is_64() {
                out.extend(place.iter().flat_map(|number| number.to_le_bytes()));
            } else {
                out.extend(place.iter().flat_map(|number| (*number as u32).to_le_bytes()));
            }
            let rest = [section.offset as u32, 3, 0, 0, section.flags, 0, 0];
            out.extend(rest.iter().flat_map(|number| number.to_le_bytes()));
            if self.is_64() {
                out.extend([0; 4]);
            }
        }
        let cmd = if self.is_64() { LC_SEGMENT_64 } else { LC_SEGMENT };
        let mut whole = cmd.to_le_bytes().to_vec();
        whole.extend((out.len() as u32 + 8).to_le_bytes());
        whole.extend(out);
        whole
    }
}

/// Where things came to lie.
#[derive(Debug, Default)]
struct Layout {
    text_end: u64,
    data_end: u64,
    linkedit: u64,
    end: u64,
    bind: (u32, u32),
    trie: (u32, u32),
    chained: (u32, u32),
    /// Offset and number.
    symbols: (u32, u32),
    names: (u32, u32),
    signature: u64,
    signature_size: u64,
}

#[derive(Debug)]
struct Placed {
    segment: String,
    name: String,
    flags: u32,
    data: Vec<u8>,
    offset: u64,
}

impl Placed {
    fn new(segment: &str, name: &str, flags: u32, data: Vec<u8>) -> Self {
        Self { segment: segment.into(), name: name.into(), flags, data, offset: 0 }
    }
}

/// A fat file of slices: `cputype`, `cpusubtype`, thin file.
pub fn fat(slices: &[(u32, u32, Vec<u8>)]) -> Vec<u8> {
    let mut out = 0xcafe_babeu32.to_be_bytes().to_vec();
    out.extend((slices.len() as u32).to_be_bytes());
    let mut at = align(8 + 20 * slices.len(), 0x4000);
    for (cpu_type, cpu_subtype, bytes) in slices {
        for number in [*cpu_type, *cpu_subtype, at as u32, bytes.len() as u32, 14] {
            out.extend(number.to_be_bytes());
        }
        at = align(at + bytes.len(), 0x4000);
    }
    for (_, _, bytes) in slices {
        out.resize(align(out.len(), 0x4000), 0);
        out.extend(bytes);
    }
    out
}

/// Offset of the first load command of a kind in a little-endian thin file.
pub fn find_command(macho: &[u8], cmd: u32) -> usize {
    let number = |at: usize| u32::from_le_bytes(macho[at..at + 4].try_into().expect("four bytes"));
    let mut at = if number(0) == 0xfeed_facf { 32 } else { 28 };
    for _ in 0..number(16) {
        if number(at) == cmd {
            return at;
        }
        at += number(at + 4) as usize;
    }
    panic!("no load command {cmd:#x}")
}

/// A load command of 32-bit numbers.
pub fn command(cmd: u32, numbers: &[u32]) -> Vec<u8> {
    let mut out = cmd.to_le_bytes().to_vec();
    out.extend((numbers.len() as u32 * 4 + 8).to_le_bytes());
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    out
}

/// A load command of 32-bit numbers and a text, filled up to a multiple of eight bytes.
fn text_command(cmd: u32, numbers: &[u32], text: &str) -> Vec<u8> {
    let mut out = command(cmd, numbers);
    out.extend(text.bytes().chain([0]));
    out.resize(align(out.len(), 8), 0);
    let size = out.len() as u32;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    out
}

fn fixed(name: &str) -> Vec<u8> {
    let mut out = name.as_bytes().to_vec();
    out.resize(16, 0);
    out
}

fn align(number: usize, to: usize) -> usize {
    number.div_ceil(to) * to
}
