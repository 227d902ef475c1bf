use cursor::{ErrorKind, ParseError};
use goblin::elf::dynamic::{self as tags, Dynamic};
use goblin::elf::program_header::{PT_DYNAMIC, PT_GNU_RELRO, ProgramHeader};

use super::image::Image;
use super::{Elf, Relro};

/// Caps the dynamic table: a library has some thirty entries, one more for each library it needs.
const MAX_ENTRIES: usize = 4096;
/// Caps one name. Mangled names of templates reach some kilobytes; a longer one is cut.
pub(super) const MAX_NAME: usize = 4096;

// Tags of "ELF for the Arm 64-bit Architecture" and of AOSP `bionic/libc/include/elf.h` that goblin does not name.
const DT_RELRSZ: u64 = 35;
const DT_ANDROID_RELSZ: u64 = 0x6000_0010;
const DT_ANDROID_RELASZ: u64 = 0x6000_0012;
const DT_ANDROID_RELRSZ: u64 = 0x6fff_e001;
const DT_AARCH64_MEMTAG_HEAP: u64 = 0x7000_000b;
const DT_AARCH64_MEMTAG_STACK: u64 = 0x7000_000c;

/// The dynamic table as the linker finds it.
pub(super) struct Table<'a> {
    /// Tag and value, in file order, without the closing `DT_NULL`.
    entries: Vec<(u64, u64)>,
    /// `DT_STRTAB`.
    pub(super) strings: &'a [u8],
}

impl<'a> Table<'a> {
    /// The value of a tag; of several the last one counts, as the linker overwrites the earlier.
    pub(super) fn value(&self, tag: u64) -> Option<u64> {
        self.values(tag).last()
    }

    fn values(&self, tag: u64) -> impl Iterator<Item = u64> {
        self.entries.iter().filter(move |entry| entry.0 == tag).map(|entry| entry.1)
    }

    fn texts(&self, tag: u64, what: &'static str, issues: &mut Vec<ParseError>) -> Vec<String> {
        let mut texts = Vec::new();
        for at in self.values(tag) {
            match name_at(self.strings, at) {
                Some(text) => texts.push(String::from_utf8_lossy(text).into_owned()),
                None => issues.push(ParseError::invalid(
                    what,
                    at,
                    format!("string {at:#x} of a table of {:#x} bytes", self.strings.len()),
                )),
            }
        }
        texts
    }
}

/// A name of a string table, up to its NUL, the table's end or [`MAX_NAME`].
pub(super) fn name_at(strings: &[u8], at: u64) -> Option<&[u8]> {
    let rest = strings.get(usize::try_from(at).ok()?..).filter(|rest| !rest.is_empty())?;
    rest.iter()
        .take(MAX_NAME)
        .position(|byte| *byte == 0)
        .map_or_else(|| rest.get(..rest.len().min(MAX_NAME)), |end| rest.get(..end))
}

/// Finds the table at the address of the first `PT_DYNAMIC`, reads it to `DT_NULL`, and finds its strings.
pub(super) fn read<'a>(image: &Image<'a>, issues: &mut Vec<ParseError>) -> Option<Table<'a>> {
    let what = "dynamic table";
    let declared = image.segments.iter().find(|segment| segment.p_type == PT_DYNAMIC)?;
    let (offset, bytes) = match image.mapped(declared.p_vaddr) {
        Some((offset, bytes)) => {
            // The linker goes by the address; tools that go by the offset would be shown another table.
            if offset != declared.p_offset {
                let text = format!("its address lies at offset {offset:#x}");
                issues.push(ParseError::invalid(what, declared.p_offset, text));
            }
            (offset, bytes)
        }
        None => {
            let text = format!("address {:#x} is in no loaded segment", declared.p_vaddr);
            issues.push(ParseError::invalid(what, declared.p_offset, text));
            (declared.p_offset, image.file(declared.p_offset, declared.p_filesz))
        }
    };
    let size = tags::Dyn::size(image.ctx.container);
    let room = bytes.len().checked_div(size).unwrap_or_default();
    let cap = room.min(MAX_ENTRIES);
    let found = ProgramHeader {
        p_type: PT_DYNAMIC,
        p_offset: offset,
        p_filesz: cap.saturating_mul(size) as u64,
        ..ProgramHeader::default()
    };
    let dyns = match Dynamic::parse(image.data, &[found], image.ctx) {
        Ok(dynamic) => dynamic.map(|dynamic| dynamic.dyns).unwrap_or_default(),
        Err(error) => {
            issues.push(ParseError::invalid(what, offset, error.to_string()));
            return None;
        }
    };
    let entries: Vec<_> =
        dyns.iter().map(|entry| (entry.d_tag, entry.d_val)).take_while(|entry| entry.0 != 0).collect();
    if entries.len() == cap {
        issues.push(if cap == MAX_ENTRIES {
            ParseError::limit(what, offset, "table_items", cap as u64)
        } else {
            let kind = ErrorKind::Truncated { needs: declared.p_filesz, left: bytes.len() as u64 };
            ParseError { what, offset, kind }
        });
    }
    let mut table = Table { entries, strings: &[] };
    table.strings = strings(image, &table, issues);
    Some(table)
}

fn strings<'a>(image: &Image<'a>, table: &Table<'_>, issues: &mut Vec<ParseError>) -> &'a [u8] {
    let what = "dynamic strings";
    let Some(address) = table.value(tags::DT_STRTAB) else {
        return &[];
    };
    let Some((offset, bytes)) = image.mapped(address) else {
        let text = format!("address {address:#x} is in no loaded segment");
        issues.push(ParseError::invalid(what, address, text));
        return &[];
    };
    let left = bytes.len() as u64;
    let needs = table.value(tags::DT_STRSZ).unwrap_or(left);
    if needs > left {
        issues.push(ParseError { what, offset, kind: ErrorKind::Truncated { needs, left } });
    }
    bytes.get(..needs.min(left) as usize).unwrap_or_default()
}

/// Fills in what the dynamic table says by itself.
pub(super) fn collect(image: &Image<'_>, table: &Table<'_>, elf: &mut Elf, issues: &mut Vec<ParseError>) {
    elf.soname = table.texts(tags::DT_SONAME, "DT_SONAME", issues).pop();
    elf.needed = table.texts(tags::DT_NEEDED, "DT_NEEDED", issues);
    elf.rpath = directories(table.texts(tags::DT_RPATH, "DT_RPATH", issues));
    elf.runpath = directories(table.texts(tags::DT_RUNPATH, "DT_RUNPATH", issues));
    let flags = table.value(tags::DT_FLAGS).unwrap_or_default();
    let flags_1 = table.value(tags::DT_FLAGS_1).unwrap_or_default();
    let binds_now = table.value(tags::DT_BIND_NOW).is_some()
        || flags & tags::DF_BIND_NOW != 0
        || flags_1 & tags::DF_1_NOW != 0;
    if binds_now && elf.relro == Relro::Partial {
        elf.relro = Relro::Full;
    }
    let sizes = [
        tags::DT_RELSZ,
        tags::DT_RELASZ,
        tags::DT_PLTRELSZ,
        DT_RELRSZ,
        DT_ANDROID_RELSZ,
        DT_ANDROID_RELASZ,
        DT_ANDROID_RELRSZ,
    ];
    elf.relocates = sizes.iter().any(|tag| table.value(*tag).unwrap_or_default() != 0);
    elf.exposed_slots = has_exposed_slots(image, table);
    elf.textrel = table.value(tags::DT_TEXTREL).is_some() || flags & tags::DF_TEXTREL != 0;
    elf.is_shared = elf.is_shared && flags_1 & tags::DF_1_PIE == 0;
    elf.memtag = elf.machine == goblin::elf::header::EM_AARCH64
        && [DT_AARCH64_MEMTAG_HEAP, DT_AARCH64_MEMTAG_STACK]
            .iter()
            .any(|tag| table.value(*tag).unwrap_or_default() != 0);
}

fn directories(paths: Vec<String>) -> Vec<String> {
    let split = paths.iter().flat_map(|path| path.split(':'));
    split.filter(|directory| !directory.is_empty()).map(str::to_owned).collect()
}

/// Whether a slot that `DT_JMPREL` fills lies outside what becomes read-only.
///
/// The Android linker fills every slot when it loads the library, bound late or not, and then protects `PT_GNU_RELRO` and
/// nothing else (AOSP `bionic/linker/linker.cpp`). Linkers that were asked to bind late leave `.got.plt` out of it.
/// Slots of one library lie side by side, so the first and the last stand for all.
fn has_exposed_slots(image: &Image<'_>, table: &Table<'_>) -> bool {
    let has_addends = table.value(tags::DT_PLTREL) == Some(tags::DT_RELA);
    // Elf64_Rela, Elf64_Rel, Elf32_Rela, Elf32_Rel; the place to fill is the first word of each.
    let entry: u64 = match (image.is_64(), has_addends) {
        (true, true) => 24,
        (true, false) => 16,
        (false, true) => 12,
        (false, false) => 8,
    };
    let Some((_, bytes)) = table.value(tags::DT_JMPREL).and_then(|address| image.mapped(address)) else {
        return false;
    };
    let size = table.value(tags::DT_PLTRELSZ).unwrap_or_default().min(bytes.len() as u64);
    let Some(last) = size.checked_div(entry).unwrap_or_default().checked_sub(1) else {
        return false;
    };
    let slot = |index: u64| image.word(bytes, index.saturating_mul(entry) as usize);
    let is_protected = |slot: u64| {
        image
            .segments
            .iter()
            .filter(|segment| segment.p_type == PT_GNU_RELRO)
            .any(|segment| slot.checked_sub(segment.p_vaddr).is_some_and(|into| into < segment.p_memsz))
    };
    [slot(0), slot(last)].into_iter().flatten().any(|slot| !is_protected(slot))
}
