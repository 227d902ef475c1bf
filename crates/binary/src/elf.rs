//! ELF: what one Android shared library tells the linker, and what it gives away to a reader.
//!
//! The Android linker loads a library from its program headers and its dynamic table and asks nothing of the section
//! headers, so those may be wiped or lie. Facts about loading come from what the linker reads, through the addresses it
//! would map; section headers only add what no linker needs (symbols, debug information, comments).
//! Sources: System V ABI chapters 4 and 5; AOSP `bionic/linker/linker_phdr.cpp` and `linker.cpp`; AOSP
//! `bionic/libc/private/bionic_asm_note.h`; "ELF for the Arm 64-bit Architecture" for the property note.

mod dynamic;
mod image;
mod notes;
mod rodata;
mod sections;
mod symbols;

use std::panic::{AssertUnwindSafe, catch_unwind};

use cursor::{Limits, ParseError, Parsed};
use goblin::elf::{header, program_header};

pub use rodata::Rodata;
pub use symbols::FORTIFIABLE;

use image::Image;

/// What one ELF file says, copied out of its bytes. Lists keep the order of the file unless said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elf {
    /// 64-bit class.
    pub is_64: bool,
    /// Byte order; Android loads little-endian only.
    pub little_endian: bool,
    /// `e_machine`; see [`Elf::abi`].
    pub machine: u16,
    /// `e_type`: 1 relocatable, 2 executable at a fixed address, 3 shared (libraries and position-independent programs).
    pub e_type: u16,
    /// `ET_DYN` without `DF_1_PIE`: a library, not a program.
    pub is_shared: bool,
    /// `DT_SONAME`.
    pub soname: Option<String>,
    /// `DT_NEEDED`, the libraries it loads.
    pub needed: Vec<String>,
    /// `DT_RPATH`, split at its colons.
    pub rpath: Vec<String>,
    /// `DT_RUNPATH`, split at its colons.
    pub runpath: Vec<String>,
    /// Asks for a program interpreter (`PT_INTERP`): a program that the linker starts.
    pub has_interpreter: bool,
    /// Whether relocated data becomes read-only.
    pub relro: Relro,
    /// The dynamic table holds relocations: the linker writes addresses into the data of the library.
    pub relocates: bool,
    /// A slot of the table of imported functions lies outside `PT_GNU_RELRO` and stays writable.
    pub exposed_slots: bool,
    /// What `PT_GNU_STACK` asks for.
    pub stack: Stack,
    /// A symbol table names `__stack_chk_fail` or `__stack_chk_guard`.
    pub has_canary: bool,
    /// Imported functions with a run-time length check (`__memcpy_chk`), sorted.
    pub fortified: Vec<String>,
    /// Imported functions of [`FORTIFIABLE`] called without the check, sorted.
    pub fortifiable: Vec<String>,
    /// Imported functions that are easily misused (`strcpy`, `system`), sorted. An import is not yet a misuse.
    pub unsafe_imports: Vec<String>,
    /// Undefined names of the dynamic symbol table.
    pub imports: Vec<String>,
    /// Global and weak names the library defines, however many.
    pub exports_count: usize,
    /// The first 65,536 of those names.
    pub exports: Vec<String>,
    /// `DT_TEXTREL` or `DF_TEXTREL`: code pages are written at load time.
    pub textrel: bool,
    /// The `PT_LOAD` segments.
    pub segments: Vec<Segment>,
    /// Section headers are there and readable. Without them the facts below, when absent, only mean "not seen".
    pub has_sections: bool,
    /// A `.symtab` that is not empty.
    pub has_symtab: bool,
    /// A `.debug_*` or `.zdebug_*` section.
    pub has_debug: bool,
    /// `.gnu_debugdata`, a compressed symbol table.
    pub has_gnu_debugdata: bool,
    /// Offset and size of the uncompressed `.debug_str` and `.debug_line_str` sections. At most 8.
    pub debug_strings: Vec<(u64, u64)>,
    /// Bytes of the file behind the last loaded segment: section headers and what only they name.
    pub unloaded_size: u64,
    /// The mark that the UPX packer leaves behind the program headers.
    pub upx: bool,
    /// Strings of `.comment`: the compilers and linkers that took part. At most 64.
    pub comment: Vec<String>,
    /// GNU build id in lower-case hexadecimal.
    pub build_id: Option<String>,
    /// API level the library was built for, of the note `Android`.
    pub android_api: Option<u32>,
    /// NDK release of the same note, for example `r26b`.
    pub ndk_version: Option<String>,
    /// Branch targets are guarded (AArch64 BTI).
    pub bti: bool,
    /// Return addresses are signed (AArch64 PAC).
    pub pac: bool,
    /// Memory tagging is asked for, by note or dynamic table.
    pub memtag: bool,
    /// `__cfi_check` is named: built with control-flow integrity.
    pub cfi: bool,
    /// The toolchain, where it is one without C stack canaries.
    pub language: Option<Language>,
    /// What the language was told by, for example `symbol rust_eh_personality`; empty without a language.
    pub language_evidence: String,
    /// Bytes of code in the file: the executable `PT_LOAD` segments together.
    pub text_size: u64,
}

/// Read-only relocations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relro {
    /// No `PT_GNU_RELRO`.
    #[default]
    None,
    /// `PT_GNU_RELRO`, while the table of late-bound functions is not asked to be bound at once. Android binds at once anyway.
    Partial,
    /// `PT_GNU_RELRO` and one of `DT_BIND_NOW`, `DF_BIND_NOW`, `DF_1_NOW`.
    Full,
}

/// What the library asks of the stack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stack {
    /// No `PT_GNU_STACK`: the default of the platform, executable on 32-bit ABIs only.
    #[default]
    NotDeclared,
    /// `PT_GNU_STACK` with execute permission.
    Executable,
    /// `PT_GNU_STACK` without.
    NonExecutable,
}

/// A toolchain whose output has no C stack canaries, or none that would matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Language {
    /// An ahead-of-time snapshot of Dart (the `libapp.so` of Flutter).
    Dart,
    /// Go.
    Go,
    /// .NET, compiled ahead of time by Mono or NativeAOT.
    DotNetAot,
    /// Swift.
    Swift,
    /// Rust, at least in part.
    Rust,
}

/// One `PT_LOAD` segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// `PF_R`.
    pub readable: bool,
    /// `PF_W`.
    pub writable: bool,
    /// `PF_X`.
    pub executable: bool,
    /// `p_align`, bytes.
    pub align: u64,
    /// Address relative to the load address.
    pub vaddr: u64,
    /// Offset in the file; may lie outside.
    pub offset: u64,
    /// Bytes taken from the file.
    pub file_size: u64,
    /// Bytes in memory; what the file does not fill is zero.
    pub memory_size: u64,
}

/// Reads one ELF file.
///
/// # Errors
/// The data is no ELF file, or too short for an ELF header. All other damage is an issue of the result.
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Elf>, ParseError> {
    let unreadable = || ParseError::invalid("ELF file", 0, "the reader gave up on it");
    let image = catch_unwind(|| Image::open(data)).unwrap_or_else(|_| Err(unreadable()))?;
    let header = from_header(&image);
    let read = catch_unwind(AssertUnwindSafe(|| collect(image, limits)));
    Ok(read.unwrap_or_else(|_| Parsed { value: header, issues: vec![unreadable()] }))
}

impl Elf {
    /// The folder of `lib/` this machine code belongs in; `None` for code that no Android device of today runs.
    pub fn abi(&self) -> Option<&'static str> {
        match (self.machine, self.is_64, self.little_endian) {
            (header::EM_AARCH64, true, true) => Some("arm64-v8a"),
            (header::EM_ARM, false, true) => Some("armeabi-v7a"),
            (header::EM_X86_64, true, true) => Some("x86_64"),
            (header::EM_386, false, true) => Some("x86"),
            _ => None,
        }
    }

    /// Strings among the constants of the library, with their file offsets, found as the iterator goes.
    ///
    /// `data` is the file this was parsed from. Constants are the segments that can only be read; older linkers put them
    /// beside the code, so without such a segment the executable ones are read. Strings of debug information that was left
    /// in are read as well.
    pub fn rodata<'a>(&self, data: &'a [u8]) -> Rodata<'a> {
        Rodata::new(&self.segments, &self.debug_strings, data)
    }
}

/// `l_magic` of the `l_info` that UPX writes right behind the program headers (UPX `src/stub/src/include/linux.h`).
const UPX_MARK: &[u8] = b"UPX!";
/// Header and program headers of a packed file end well before this.
const UPX_WITHIN: usize = 1024;

fn from_header(image: &Image<'_>) -> Elf {
    Elf {
        is_64: image.is_64(),
        little_endian: image.ctx.is_little_endian(),
        machine: image.header.e_machine,
        e_type: image.header.e_type,
        is_shared: image.header.e_type == header::ET_DYN,
        ..Elf::default()
    }
}

fn collect(mut image: Image<'_>, limits: &Limits) -> Parsed<Elf> {
    let mut issues = Vec::new();
    let mut elf = from_header(&image);
    image.read_program_headers(&mut issues);
    collect_segments(&image, &mut elf);
    let sections = sections::read(&image, &mut issues);
    sections::collect(&image, &sections, &mut elf);
    if let Some(table) = dynamic::read(&image, &mut issues) {
        dynamic::collect(&image, &table, &mut elf, &mut issues);
        symbols::collect_dynamic(&image, &table, &sections, limits, &mut elf, &mut issues);
    }
    symbols::collect_static(&image, &sections, limits, &mut elf, &mut issues);
    symbols::sort(&mut elf);
    notes::collect(&image, &sections, &mut elf, &mut issues);
    symbols::language_by_bytes(&mut elf, image.data);
    Parsed { value: elf, issues }
}

fn collect_segments(image: &Image<'_>, elf: &mut Elf) {
    for segment in &image.segments {
        match segment.p_type {
            program_header::PT_LOAD => elf.segments.push(Segment {
                readable: segment.p_flags & program_header::PF_R != 0,
                writable: segment.p_flags & program_header::PF_W != 0,
                executable: segment.p_flags & program_header::PF_X != 0,
                align: segment.p_align,
                vaddr: segment.p_vaddr,
                offset: segment.p_offset,
                file_size: segment.p_filesz,
                memory_size: segment.p_memsz,
            }),
            // Of several stack headers the last one counts, as in the kernel's loader.
            program_header::PT_GNU_STACK => {
                elf.stack = if segment.p_flags & program_header::PF_X != 0 {
                    Stack::Executable
                } else {
                    Stack::NonExecutable
                };
            }
            program_header::PT_GNU_RELRO => elf.relro = Relro::Partial,
            program_header::PT_INTERP => elf.has_interpreter = true,
            _ => {}
        }
    }
    elf.text_size = elf
        .segments
        .iter()
        .filter(|segment| segment.executable)
        .fold(0u64, |sum, segment| sum.saturating_add(segment.file_size))
        .min(image.data.len() as u64);
    let length = image.data.len() as u64;
    let ends = elf.segments.iter().map(|segment| segment.offset.saturating_add(segment.file_size));
    elf.unloaded_size = length.saturating_sub(ends.max().unwrap_or_default());
    let head = image.data.get(..image.data.len().min(UPX_WITHIN)).unwrap_or_default();
    elf.upx = head.windows(UPX_MARK.len()).any(|bytes| bytes == UPX_MARK);
}

#[cfg(test)]
mod tests;
