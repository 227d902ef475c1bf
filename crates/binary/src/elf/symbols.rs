use cursor::{ErrorKind, Limits, ParseError};
use goblin::elf::dynamic as tags;
use goblin::elf::reloc::RelocSection;
use goblin::elf::sym::{STB_GLOBAL, STB_WEAK, Sym, Symtab};

use super::dynamic::{Table, name_at};
use super::image::Image;
use super::sections::Sections;
use super::{Elf, Language};

/// Caps the export names that are kept; their number is counted in full.
const MAX_EXPORTS: usize = 65_536;

/// Functions for which bionic has a checked twin (`__NAME_chk`, `__open_2`), sorted. AOSP `bionic/libc/libc.map.txt`.
pub const FORTIFIABLE: &[&str] = &[
    "fgets",
    "fread",
    "fwrite",
    "getcwd",
    "memchr",
    "memcpy",
    "memmove",
    "mempcpy",
    "memrchr",
    "memset",
    "open",
    "openat",
    "poll",
    "ppoll",
    "pread",
    "pread64",
    "pwrite",
    "pwrite64",
    "read",
    "readlink",
    "readlinkat",
    "recvfrom",
    "sendto",
    "snprintf",
    "sprintf",
    "stpcpy",
    "stpncpy",
    "strcat",
    "strchr",
    "strcpy",
    "strlcat",
    "strlcpy",
    "strlen",
    "strncat",
    "strncpy",
    "strrchr",
    "umask",
    "vsnprintf",
    "vsprintf",
    "write",
];

/// Functions without a bound on what they write, that start a shell, or that guess a file name; sorted.
const UNSAFE: &[&str] = &[
    "gets", "mktemp", "popen", "scanf", "sprintf", "stpcpy", "strcat", "strcpy", "system", "tempnam",
    "tmpnam", "vsprintf", "wcscat", "wcscpy",
];

/// First bytes of the block a Go linker writes for `go version`; sixteen-byte aligned (Go `debug/buildinfo`).
const GO_BUILDINFO: &[u8] = b"\xff Go buildinf:";

/// Where the messages of Rust's own crates say they come from: as released, and as rebuilt by distributions.
const RUST_PATHS: &[&str] = &["/rustc/", "/library/std/src/"];

/// Walks the dynamic symbol table: imports, exports and what their names tell.
pub(super) fn collect_dynamic(
    image: &Image<'_>,
    table: &Table<'_>,
    sections: &Sections<'_>,
    limits: &Limits,
    elf: &mut Elf,
    issues: &mut Vec<ParseError>,
) {
    let what = "dynamic symbols";
    let Some(address) = table.value(tags::DT_SYMTAB) else {
        return;
    };
    let Some((offset, bytes)) = image.mapped(address) else {
        let text = format!("address {address:#x} is in no loaded segment");
        issues.push(ParseError::invalid(what, address, text));
        return;
    };
    let count = count(image, table, sections, offset);
    let symbols = Walk { what, offset, bytes, strings: table.strings, count };
    symbols.each(image, limits, issues, |symbol, name| {
        collect_name(elf, symbol, name);
        let text = || String::from_utf8_lossy(name).into_owned();
        if symbol.st_shndx == 0 {
            elf.imports.push(text());
        } else if matches!(symbol.st_bind(), STB_GLOBAL | STB_WEAK) {
            elf.exports_count = elf.exports_count.saturating_add(1);
            if elf.exports.len() < MAX_EXPORTS {
                elf.exports.push(text());
            }
        }
    });
}

/// Walks `.symtab` for the names that tell something about the whole file.
pub(super) fn collect_static(
    image: &Image<'_>,
    sections: &Sections<'_>,
    limits: &Limits,
    elf: &mut Elf,
    issues: &mut Vec<ParseError>,
) {
    let Some((offset, bytes, strings)) = sections.symtab(image) else {
        return;
    };
    let count = bytes.len().checked_div(Sym::size(image.ctx.container)).unwrap_or_default() as u64;
    let symbols = Walk { what: "static symbols", offset, bytes, strings, count };
    symbols.each(image, limits, issues, |symbol, name| collect_name(elf, symbol, name));
}

struct Walk<'a> {
    what: &'static str,
    offset: u64,
    /// From the first symbol as far as the table can reach.
    bytes: &'a [u8],
    strings: &'a [u8],
    /// Symbols the file claims.
    count: u64,
}

impl Walk<'_> {
    fn each(
        &self,
        image: &Image<'_>,
        limits: &Limits,
        issues: &mut Vec<ParseError>,
        mut see: impl FnMut(&Sym, &[u8]),
    ) {
        let size = Sym::size(image.ctx.container);
        let fits = self.bytes.len().checked_div(size).unwrap_or_default() as u64;
        if self.count > fits {
            let needs = self.count.saturating_mul(size as u64);
            let kind = ErrorKind::Truncated { needs, left: self.bytes.len() as u64 };
            issues.push(ParseError { what: self.what, offset: self.offset, kind });
        }
        let mut count = self.count.min(fits);
        if count > limits.table_items {
            count = limits.table_items;
            issues.push(ParseError::limit(self.what, self.offset, "table_items", count));
        }
        if count == 0 {
            return;
        }
        let symbols = match Symtab::parse(self.bytes, 0, count as usize, image.ctx) {
            Ok(symbols) => symbols,
            Err(error) => {
                issues.push(ParseError::invalid(self.what, self.offset, error.to_string()));
                return;
            }
        };
        // Symbols share the tails of names, so all names together may exceed their table; a hostile table would have
        // each of a million symbols name the same long string.
        let allowed = (self.strings.len() as u64).saturating_mul(4).saturating_add(1 << 16);
        let mut budget = allowed.min(limits.entry_bytes);
        for symbol in symbols.iter().skip(1) {
            let name = name_at(self.strings, symbol.st_name as u64).unwrap_or_default();
            if name.is_empty() {
                continue;
            }
            let Some(left) = budget.checked_sub(name.len() as u64) else {
                issues.push(ParseError::limit("symbol names", self.offset, "entry_bytes", allowed));
                return;
            };
            budget = left;
            see(&symbol, name);
        }
    }
}

/// Symbols in the dynamic table, which has no count of its own.
///
/// A hash table covers what others look up here; relocations name what this file looks up elsewhere. The linker follows
/// both, so the larger wins. Packed relocations are not unpacked: there the section headers, if any, fill in.
fn count(image: &Image<'_>, table: &Table<'_>, sections: &Sections<'_>, offset: u64) -> u64 {
    let mapped = |tag| table.value(tag).and_then(|address| image.mapped(address));
    let by_hash = mapped(tags::DT_HASH).and_then(|(_, bytes)| image.u32(bytes, 4)).map(u64::from);
    let by_gnu_hash = mapped(tags::DT_GNU_HASH).and_then(|(_, bytes)| gnu_hash_count(image, bytes));
    let plt_has_addends = table.value(tags::DT_PLTREL) == Some(tags::DT_RELA);
    let by_relocation = [
        (tags::DT_RELA, tags::DT_RELASZ, true),
        (tags::DT_REL, tags::DT_RELSZ, false),
        (tags::DT_JMPREL, tags::DT_PLTRELSZ, plt_has_addends),
    ]
    .iter()
    .filter_map(|(tag, size, addends)| {
        let (_, bytes) = mapped(*tag)?;
        let size = table.value(*size)?.min(bytes.len() as u64) as usize;
        let relocations = RelocSection::parse(bytes, 0, size, *addends, image.ctx).ok()?;
        relocations.iter().map(|relocation| relocation.r_sym as u64).max()
    })
    .max()
    .filter(|last| *last > 0)
    .map(|last| last.saturating_add(1));
    let size = Sym::size(image.ctx.container) as u64;
    let by_section = sections.dynsym_size(offset).and_then(|bytes| bytes.checked_div(size));
    // With nothing else to go by: linkers put the strings right behind the symbols.
    let by_strings = || {
        let (strings, _) = mapped(tags::DT_STRTAB)?;
        strings.checked_sub(offset)?.checked_div(size)
    };
    let known = [by_hash, by_gnu_hash, by_relocation, by_section].into_iter().flatten().max();
    known.or_else(by_strings).unwrap_or_default()
}

/// Symbols up to the end of the last chain of a `DT_GNU_HASH` table.
fn gnu_hash_count(image: &Image<'_>, bytes: &[u8]) -> Option<u64> {
    let buckets = image.u32(bytes, 0)? as usize;
    let first = image.u32(bytes, 4)?;
    let filter = image.u32(bytes, 8)? as usize;
    let word = if image.is_64() { 8 } else { 4 };
    let buckets_at = filter.checked_mul(word)?.checked_add(16)?;
    let chains_at = buckets_at.checked_add(buckets.checked_mul(4)?)?;
    let heads = bytes.get(buckets_at..chains_at)?.chunks_exact(4);
    let mut last = heads.filter_map(|head| image.u32(head, 0)).max()?;
    // Symbols below the first hashed one are those looked up elsewhere.
    let Some(into) = last.checked_sub(first) else {
        return Some(u64::from(first));
    };
    let chain_at = chains_at.checked_add((into as usize).checked_mul(4)?)?;
    for link in bytes.get(chain_at..)?.chunks_exact(4) {
        if image.u32(link, 0)? & 1 != 0 {
            break;
        }
        last = last.saturating_add(1);
    }
    Some(u64::from(last).saturating_add(1))
}

fn collect_name(elf: &mut Elf, symbol: &Sym, name: &[u8]) {
    match name {
        b"__stack_chk_fail" | b"__stack_chk_guard" => elf.has_canary = true,
        b"__cfi_check" => elf.cfi = true,
        _ => {}
    }
    let defined = symbol.st_shndx != 0;
    let language = match name {
        _ if name.starts_with(b"_kDart") && name.windows(8).any(|w| w == b"Snapshot") => {
            defined.then_some(Language::Dart)
        }
        b"runtime.goexit" | b"runtime.goexit.abi0" => Some(Language::Go),
        b"mono_aot_file_info" | b"DotNetRuntimeDebugHeader" => defined.then_some(Language::DotNetAot),
        _ if name.starts_with(b"mono_aot_module_") && name.ends_with(b"_info") => {
            defined.then_some(Language::DotNetAot)
        }
        b"swift_retain" | b"swift_release" => Some(Language::Swift),
        b"rust_eh_personality" | b"__rust_alloc" => Some(Language::Rust),
        _ => None,
    };
    if let Some(language) = language {
        elf.tell(language, format!("symbol {}", String::from_utf8_lossy(name)));
    }
}

/// Sorts the imports into the three lists about them.
pub(super) fn sort(elf: &mut Elf) {
    for import in &elf.imports {
        let name = import.as_str();
        if is_fortified(name) {
            elf.fortified.push(import.clone());
        }
        if FORTIFIABLE.binary_search(&name).is_ok() {
            elf.fortifiable.push(import.clone());
        }
        if UNSAFE.binary_search(&name).is_ok() {
            elf.unsafe_imports.push(import.clone());
        }
    }
    for list in [&mut elf.fortified, &mut elf.fortifiable, &mut elf.unsafe_imports] {
        list.sort();
        list.dedup();
    }
}

/// `__FD_SET_chk` and its like have no plain function; `__strncpy_chk2` and `__open_2` end otherwise.
fn is_fortified(name: &str) -> bool {
    name.strip_prefix("__").is_some_and(|rest| {
        rest.ends_with("_chk") || matches!(rest, "open_2" | "openat_2" | "stpncpy_chk2" | "strncpy_chk2")
    })
}

/// Looks for what a stripped library still tells: the Go build block and the source paths of Rust's own crates.
pub(super) fn language_by_bytes(elf: &mut Elf, data: &[u8]) {
    if elf.language.is_some() {
        return;
    }
    if data.chunks(16).any(|block| block.starts_with(GO_BUILDINFO)) {
        elf.tell(Language::Go, "Go buildinf block");
        return;
    }
    let told = elf.rodata(data).find_map(|(_, text)| {
        RUST_PATHS.iter().find(|path| text.windows(path.len()).any(|part| part == path.as_bytes()))
    });
    if let Some(path) = told {
        elf.tell(Language::Rust, format!("string {path}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_searched_lists_are_sorted() {
        assert!(FORTIFIABLE.is_sorted());
        assert!(UNSAFE.is_sorted());
    }

    #[test]
    fn a_checked_twin_is_told_from_the_canary_and_from_plain_names() {
        assert!(is_fortified("__memcpy_chk"));
        assert!(is_fortified("__open_2"));
        assert!(!is_fortified("__stack_chk_fail"));
        assert!(!is_fortified("memcpy"));
    }
}
