//! Mach-O, as in `mach-o/loader.h`, `mach-o/nlist.h` and `mach-o/fat.h` of Apple's SDK.
//!
//! A fat file is split by [`slices`]; [`parse`] reads one slice, and every offset counts from that slice's start.

mod bind;
mod cfstring;
mod commands;
mod fat;
mod fixups;
mod functions;
mod memory;
mod objc;
mod objc_methods;
mod stubs;
mod symbols;

pub use commands::{
    LC_BUILD_VERSION, LC_CODE_SIGNATURE, LC_DYLD_CHAINED_FIXUPS, LC_DYLD_EXPORTS_TRIE, LC_DYLD_INFO,
    LC_DYLD_INFO_ONLY, LC_ENCRYPTION_INFO, LC_ENCRYPTION_INFO_64, LC_ID_DYLIB, LC_LAZY_LOAD_DYLIB,
    LC_LOAD_DYLIB, LC_LOAD_UPWARD_DYLIB, LC_LOAD_WEAK_DYLIB, LC_MAIN, LC_REEXPORT_DYLIB, LC_RPATH,
    LC_SEGMENT, LC_SEGMENT_64, LC_SYMTAB, LC_UUID,
};
pub use fat::{Slice, slices};
pub use memory::{Memory, Pointer};
pub use objc::Class;
pub use objc_methods::{ClassBody, Method, Objc};
pub use symbols::Defined;

use std::fmt;

use crate::Strings;
use cursor::{Limits, ParseError, Parsed};

/// `filetype`: a relocatable object file.
pub const MH_OBJECT: u32 = 1;
/// `filetype`: an executable.
pub const MH_EXECUTE: u32 = 2;
/// `filetype`: a dynamic library.
pub const MH_DYLIB: u32 = 6;
/// `filetype`: a bundle.
pub const MH_BUNDLE: u32 = 8;
/// Flag: the stack may be executed.
pub const MH_ALLOW_STACK_EXECUTION: u32 = 0x2_0000;
/// Flag: the image is loaded at a random address.
pub const MH_PIE: u32 = 0x20_0000;
/// Flag: the heap may not be executed.
pub const MH_NO_HEAP_EXECUTION: u32 = 0x100_0000;
/// `cputype` of 64-bit ARM.
pub const CPU_TYPE_ARM64: u32 = 0x0100_000c;
/// `cputype` of 32-bit ARM.
pub const CPU_TYPE_ARM: u32 = 12;
/// `cputype` of 64-bit x86, on iOS that of simulators.
pub const CPU_TYPE_X86_64: u32 = 0x0100_0007;
/// Protection bit: readable.
pub const VM_PROT_READ: u32 = 1;
/// Protection bit: writable.
pub const VM_PROT_WRITE: u32 = 2;
/// Protection bit: executable.
pub const VM_PROT_EXECUTE: u32 = 4;
/// `platform` of `LC_BUILD_VERSION`: iOS.
pub const PLATFORM_IOS: u32 = 2;
/// `platform` of `LC_BUILD_VERSION`: the iOS simulator.
pub const PLATFORM_IOSSIMULATOR: u32 = 7;

/// Section type of jumps to imports.
const S_SYMBOL_STUBS: u32 = 8;
/// Section type of zero-terminated strings, in the low byte of the section's flags.
const S_CSTRING_LITERALS: u32 = 2;

/// One slice: what its load commands say, and what was found where they point.
#[derive(Debug, Clone, Default)]
pub struct MachO<'a> {
    data: &'a [u8],
    tables: commands::Tables,
    bound: symbols::Bound,
    /// Pointers take eight bytes.
    pub is_64: bool,
    /// Numbers are little-endian, as on all iOS devices.
    pub little_endian: bool,
    /// `cputype`; see [`CPU_TYPE_ARM64`].
    pub cpu_type: u32,
    /// `cpusubtype`, capability bits included; 2 in the low byte is arm64e.
    pub cpu_subtype: u32,
    /// `filetype`; see [`MH_EXECUTE`].
    pub file_type: u32,
    /// `flags`; see [`MH_PIE`].
    pub flags: u32,
    /// `LC_UUID`.
    pub uuid: Option<[u8; 16]>,
    /// All load commands in their order, unknown ones included.
    pub commands: Vec<Command>,
    /// `LC_SEGMENT` and `LC_SEGMENT_64`.
    pub segments: Vec<Segment>,
    /// Libraries to load, in their order.
    pub dylibs: Vec<Dylib>,
    /// `LC_RPATH`, in their order.
    pub rpaths: Vec<String>,
    /// `LC_ID_DYLIB`: name and version of this library.
    pub id_dylib: Option<Dylib>,
    /// `LC_ENCRYPTION_INFO` or its 64-bit form.
    pub encryption: Option<Encryption>,
    /// `LC_BUILD_VERSION`, or the older `LC_VERSION_MIN_*`.
    pub build_version: Option<BuildVersion>,
    /// Names of symbols bound from other libraries, underscore included, distinct and sorted.
    pub imports: Vec<String>,
    /// Where [`imports`](Self::imports) were found.
    pub import_source: ImportSource,
    /// Names of exported symbols, distinct and sorted: from the export trie or else the symbol table.
    pub exports: Vec<String>,
    /// Symbols of the symbol table that are neither exported, imported nor debugger entries.
    pub local_symbols: u64,
    /// Debugger entries (`N_STAB`) of the symbol table; the mark that `strip` leaves is not counted.
    pub stabs: u64,
    /// Source and object files named by debugger entries (`N_SO`, `N_OSO`), at most 1,000.
    pub source_files: Vec<String>,
    /// Offset and size of `LC_CODE_SIGNATURE`'s data.
    pub code_signature_range: Option<(u64, u64)>,
    /// `LC_DYLD_CHAINED_FIXUPS` is there: pointers in the data are links of chains.
    pub chained_fixups: bool,
    /// `LC_MAIN` or a start address in `LC_UNIXTHREAD` is there.
    pub has_entry: bool,
    /// Objective-C classes this image defines, in their order.
    pub classes: Vec<Class>,
}

/// One load command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// `cmd`; see [`LC_SEGMENT_64`].
    pub cmd: u32,
    /// Offset of its header.
    pub offset: u64,
    /// `cmdsize`, header included.
    pub size: u32,
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// `segname`, for example `__TEXT`.
    pub name: String,
    /// `vmaddr`.
    pub address: u64,
    /// `vmsize`, bytes.
    pub size: u64,
    /// `fileoff`.
    pub offset: u64,
    /// `filesize`, bytes.
    pub file_size: u64,
    /// `initprot`; see [`VM_PROT_WRITE`].
    pub initprot: u32,
    /// `maxprot`.
    pub maxprot: u32,
    /// Sections in their order.
    pub sections: Vec<Section>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `sectname`, for example `__cstring`.
    pub name: String,
    /// `segname` as the section states it.
    pub segment: String,
    /// `addr`.
    pub address: u64,
    /// `size`, bytes.
    pub size: u64,
    /// `offset`; 0 where nothing is in the file.
    pub offset: u32,
    /// Type in the low byte, attributes above.
    pub flags: u32,
    /// `reserved1` and `reserved2`; of stubs the position of the first in the indirect symbol table, and their size.
    pub reserved: [u32; 2],
}

impl Section {
    /// True for sections that take no room in the file (`S_ZEROFILL`, `S_GB_ZEROFILL`, `S_THREAD_LOCAL_ZEROFILL`).
    pub fn is_zero_filled(&self) -> bool {
        matches!(self.flags & 0xff, 0x1 | 0xc | 0x12)
    }

    /// True if it holds instructions (`S_ATTR_PURE_INSTRUCTIONS` or `S_ATTR_SOME_INSTRUCTIONS`), jumps to imports included.
    pub fn holds_code(&self) -> bool {
        self.flags & 0x8000_0400 != 0 && !self.is_zero_filled()
    }

    /// True for short jumps to imports and to `_objc_msgSend`.
    pub fn is_stubs(&self) -> bool {
        self.flags & 0xff == S_SYMBOL_STUBS
            || matches!(self.name.as_str(), "__stubs" | "__auth_stubs" | "__objc_stubs" | "__stub_helper")
    }

    /// True if an address lies in it.
    pub fn contains(&self, address: u64) -> bool {
        address.checked_sub(self.address).is_some_and(|inside| inside < self.size)
    }

    fn holds_strings(&self) -> bool {
        self.flags & 0xff == S_CSTRING_LITERALS
            || matches!(
                self.name.as_str(),
                "__cstring" | "__objc_methname" | "__objc_classname" | "__objc_methtype"
            )
    }
}

/// One library to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dylib {
    /// Install name or path, for example `@rpath/A.framework/A`.
    pub name: String,
    /// The load command it was named by; see [`LC_LOAD_WEAK_DYLIB`].
    pub cmd: u32,
    /// `current_version`.
    pub current_version: Version,
    /// `compatibility_version`.
    pub compatibility_version: Version,
}

impl Dylib {
    /// True if the image starts without it too.
    pub fn is_weak(&self) -> bool {
        self.cmd == LC_LOAD_WEAK_DYLIB
    }
}

/// A version `x.y.z` in 16, 8 and 8 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Version(pub u32);

impl Version {
    /// First number.
    pub fn major(self) -> u32 {
        self.0 >> 16
    }

    /// Second number.
    pub fn minor(self) -> u32 {
        self.0 >> 8 & 0xff
    }

    /// Third number.
    pub fn patch(self) -> u32 {
        self.0 & 0xff
    }
}

impl fmt::Display for Version {
    /// As Apple writes it: `17.0`, and the third number only if it is not zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major(), self.minor())?;
        if self.patch() == 0 { Ok(()) } else { write!(f, ".{}", self.patch()) }
    }
}

/// The part that FairPlay encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encryption {
    /// 0: not encrypted (yet); 1: FairPlay.
    pub cryptid: u32,
    /// Offset of the encrypted range.
    pub offset: u64,
    /// Size of the encrypted range, bytes.
    pub size: u64,
}

/// What the image was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildVersion {
    /// See [`PLATFORM_IOS`]. `LC_VERSION_MIN_IPHONEOS` of an x86 slice is the simulator.
    pub platform: u32,
    /// Oldest system it runs on.
    pub minos: Version,
    /// SDK it was built with; zero if not stated.
    pub sdk: Version,
}

/// Where the imports of an image were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImportSource {
    /// Nowhere: the image has none of the three tables.
    #[default]
    None,
    /// `LC_DYLD_INFO`, images for iOS 14 and older.
    BindOpcodes,
    /// `LC_DYLD_CHAINED_FIXUPS`, images for iOS 15 and newer.
    ChainedFixups,
    /// Undefined symbols of `LC_SYMTAB`, object files and very old images.
    SymbolTable,
}

/// A string of a C-string section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CString<'m> {
    /// The section.
    pub section: &'m Section,
    /// Offset of the first byte.
    pub offset: u64,
    /// The bytes without the zero.
    pub bytes: &'m [u8],
}

/// Reads one slice. `Err` means that it does not begin as a Mach-O file does.
pub fn parse<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<MachO<'a>>, ParseError> {
    if !has_magic(data) {
        return Err(ParseError::not_this_format("Mach-O", 0));
    }
    let mut issues = Vec::new();
    let mut macho = MachO {
        data,
        is_64: matches!(data, [0xcf, ..] | [0xfe, _, _, 0xcf, ..]),
        little_endian: data.first() != Some(&0xfe),
        ..MachO::default()
    };
    match commands::read(&mut macho, limits, &mut issues) {
        Ok(tables) => {
            macho.bound = symbols::read(&mut macho, &tables, limits, &mut issues);
            macho.tables = tables;
            objc::read(&mut macho, limits, &mut issues);
        }
        Err(error) => issues.push(error),
    }
    Ok(Parsed { value: macho, issues })
}

/// True if the data begins with one of the four magic numbers of a thin file.
fn has_magic(data: &[u8]) -> bool {
    matches!(data, [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..])
}

impl<'a> MachO<'a> {
    /// The whole slice.
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// Bytes of a range of the slice, cut at its end.
    fn range(&self, offset: u64, size: u64) -> &'a [u8] {
        let end = offset.saturating_add(size).min(self.data.len() as u64);
        usize::try_from(offset)
            .ok()
            .and_then(|start| self.data.get(start..usize::try_from(end).ok()?))
            .unwrap_or_default()
    }

    /// All sections, segment by segment.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.segments.iter().flat_map(|segment| &segment.sections)
    }

    /// The first section of a name, in whatever segment.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections().find(|section| section.name == name)
    }

    /// Bytes of a section, cut at the end of the slice; empty for zero-filled ones.
    pub fn section_data(&self, section: &Section) -> &'a [u8] {
        if section.is_zero_filled() { &[] } else { self.range(section.offset.into(), section.size) }
    }

    /// Data of `LC_CODE_SIGNATURE`: the SuperBlob, padding included.
    pub fn code_signature(&self) -> Option<&'a [u8]> {
        let (offset, size) = self.code_signature_range?;
        Some(self.range(offset, size))
    }

    /// True if FairPlay encrypted this slice, so that code and strings in the range say nothing.
    pub fn is_encrypted(&self) -> bool {
        self.encryption.is_some_and(|encryption| encryption.cryptid != 0)
    }

    /// Non-empty strings of every C-string section, each byte of the slice at most once.
    pub fn strings(&self) -> impl Iterator<Item = CString<'_>> {
        let mut sections: Vec<&Section> = self.sections().filter(|section| section.holds_strings()).collect();
        sections.sort_by_key(|section| section.offset);
        let mut done = 0u64;
        sections.into_iter().flat_map(move |section| {
            let start = u64::from(section.offset).max(done);
            let end = u64::from(section.offset).saturating_add(section.size);
            done = done.max(end);
            Strings::new(self.range(start, end.saturating_sub(start)), start)
                .map(move |(offset, bytes)| CString { section, offset, bytes })
        })
    }

    /// Non-empty strings of one section, `__cstring` for example, with their offsets.
    pub fn strings_of(&self, name: &str) -> impl Iterator<Item = (u64, &'a [u8])> {
        let section = self.section(name);
        let data = section.map(|section| self.section_data(section)).unwrap_or_default();
        Strings::new(data, section.map_or(0, |section| section.offset.into()))
    }

    /// UTF-16 strings of `__ustring`, where `@"…"` constants with other than ASCII characters lie, with their offsets.
    pub fn utf16_strings(&self) -> Vec<(u64, String)> {
        let Some(section) = self.section("__ustring") else { return Vec::new() };
        let mut found = Vec::new();
        let mut text: Vec<u16> = Vec::new();
        let mut offset = u64::from(section.offset);
        let mut start = offset;
        for pair in self.section_data(section).chunks_exact(2).filter_map(|pair| pair.first_chunk().copied())
        {
            let unit = if self.little_endian { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            offset = offset.saturating_add(2);
            if unit != 0 {
                text.push(unit);
                continue;
            }
            if !text.is_empty() {
                found.push((start, String::from_utf16_lossy(&text)));
                text.clear();
            }
            start = offset;
        }
        if !text.is_empty() {
            found.push((start, String::from_utf16_lossy(&text)));
        }
        found
    }

    /// Selectors that the image names: the strings of `__objc_methname`.
    pub fn selectors(&self) -> impl Iterator<Item = (u64, &'a [u8])> {
        self.strings_of("__objc_methname")
    }

    /// Names of classes, categories and protocols: the strings of `__objc_classname`.
    pub fn class_names(&self) -> impl Iterator<Item = (u64, &'a [u8])> {
        self.strings_of("__objc_classname")
    }

    /// True if the image defines Objective-C classes or categories.
    pub fn has_objc(&self) -> bool {
        let wanted = ["__objc_classlist", "__objc_catlist", "__objc_nlclslist"];
        self.sections().any(|section| section.size > 0 && wanted.contains(&section.name.as_str()))
    }

    /// True if the image holds Swift metadata.
    pub fn has_swift(&self) -> bool {
        self.sections().any(|section| section.size > 0 && section.name.starts_with("__swift5_"))
    }

    /// True if the image imports this symbol, underscore included.
    pub fn imports_symbol(&self, name: &str) -> bool {
        self.imports.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }
}
