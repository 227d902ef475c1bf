//! Imports, exports and what the symbol table tells besides.

use super::{
    ImportSource, MachO,
    bind::{self, Binds},
    commands::{Place, Symtab, Tables},
    fixups::{self, LinkFormat},
};
use crate::names::{Names, string_at, terminated};
use cursor::{Limits, ParseError, Reader};

/// Bits of `n_type` (`mach-o/nlist.h`).
const N_STAB: u8 = 0xe0;
const N_TYPE: u8 = 0x0e;
/// `n_type`: defined in a section.
const N_SECT: u8 = 0x0e;
const N_EXT: u8 = 0x01;
const N_PEXT: u8 = 0x10;
/// The mark `radr://5614542` that `strip` leaves.
const N_OPT: u8 = 0x3c;
const N_SO: u8 = 0x64;
const N_OSO: u8 = 0x66;

const MAX_SOURCE_FILES: usize = 1_000;
/// Longest source path that is kept, bytes.
const MAX_PATH: usize = 4_096;

/// What stored pointers need to know about binding.
#[derive(Debug, Clone, Default)]
pub(super) struct Bound {
    /// Chained imports in their order.
    pub(super) chained: Vec<String>,
    /// Where bind opcodes put which symbol.
    pub(super) binds: Binds,
    /// How links of chains are written, one a segment.
    pub(super) links: Vec<LinkFormat>,
}

pub(super) fn read(
    macho: &mut MachO<'_>,
    tables: &Tables,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Bound {
    let mut bound = Bound::default();
    if let Some((bind, lazy)) = tables.bind {
        macho.imports = opcodes(macho, bind, lazy, limits, issues, &mut bound.binds);
        bound.binds.finish();
        macho.import_source = ImportSource::BindOpcodes;
    }
    if let Some((offset, size)) = tables.chained {
        let (chained, issue) = bind::chained(macho.range(offset, size), offset, macho.little_endian, limits);
        issues.extend(issue);
        macho.imports.extend(chained.iter().cloned());
        bound.chained = chained;
        let segments = macho.segments.len();
        bound.links = fixups::formats(macho.range(offset, size), macho.little_endian, segments);
        macho.imports.sort_unstable();
        macho.imports.dedup();
        macho.import_source = ImportSource::ChainedFixups;
    }
    if let Some((offset, size)) = tables.export_trie {
        let trie = macho.range(offset, size);
        let mut names = Names::new(trie.len(), limits);
        issues.extend(bind::exports(trie, offset, &mut names));
        let (names, cut) = names.finish();
        macho.exports = names;
        issues.extend(cut);
    }
    if let Some(symtab) = tables.symtab {
        let has_trie = tables.export_trie.is_some();
        read_symtab(macho, symtab, has_trie, limits, issues);
    }
    bound
}

/// Names bound by opcodes; notes in `binds` where they go.
fn opcodes(
    macho: &MachO<'_>,
    bind: Place,
    lazy: Place,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
    binds: &mut Binds,
) -> Vec<String> {
    let pointer = if macho.is_64 { 8 } else { 4 };
    let streams = [(bind, false), (lazy, true)];
    let total = streams
        .iter()
        .map(|((offset, size), _)| macho.range(*offset, *size).len())
        .fold(0, usize::saturating_add);
    let mut names = Names::new(total, limits);
    for ((offset, size), is_lazy) in streams {
        let stream = macho.range(offset, size);
        issues.extend(bind::run(stream, offset, is_lazy, &macho.segments, &mut names, binds, pointer));
    }
    let (names, cut) = names.finish();
    issues.extend(cut);
    names
}

fn read_symtab(
    macho: &mut MachO<'_>,
    symtab: Symtab,
    has_trie: bool,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) {
    let size: u64 = if macho.is_64 { 16 } else { 12 };
    let table = macho.range(symtab.offset, size.saturating_mul(symtab.count.into()));
    let room = (table.len() as u64).checked_div(size).unwrap_or_default();
    if u64::from(symtab.count) > room {
        let detail = format!("{} symbols, room for {room}", symtab.count);
        issues.push(ParseError::invalid("symbol count", symtab.offset, detail));
    }
    let strings = macho.range(symtab.strings.0, symtab.strings.1);
    if (strings.len() as u64) < symtab.strings.1 {
        let detail = format!("{} bytes, {} there", symtab.strings.1, strings.len());
        issues.push(ParseError::invalid("symbol names", symtab.strings.0, detail));
    }
    let strings = terminated(strings);
    let wants_imports = macho.import_source == ImportSource::None;
    let mut imports = Names::new(strings.len(), limits);
    let mut exports = Names::new(strings.len(), limits);
    let mut reader = Reader::with_base(table, symtab.offset);
    let mut read = 0u64;
    while let Some(symbol) = Symbol::read(&mut reader, macho) {
        read = read.saturating_add(1);
        if read > limits.table_items {
            issues.push(ParseError::limit("symbols", reader.offset(), "table_items", limits.table_items));
            break;
        }
        if symbol.kind & N_STAB != 0 {
            if symbol.kind == N_OPT {
                continue;
            }
            macho.stabs = macho.stabs.saturating_add(1);
            let names_file = matches!(symbol.kind, N_SO | N_OSO);
            if names_file && macho.source_files.len() < MAX_SOURCE_FILES {
                let window = symbol.name..symbol.name.saturating_add(MAX_PATH).min(strings.len());
                let name =
                    strings.get(window).and_then(|rest| string_at(rest, 0)).filter(|name| !name.is_empty());
                macho.source_files.extend(name.map(|name| String::from_utf8_lossy(name).into_owned()));
            }
            continue;
        }
        let is_undefined = symbol.kind & N_TYPE == 0;
        let is_external = symbol.kind & N_EXT != 0;
        let names = match (is_external, is_undefined) {
            (true, true) if wants_imports && symbol.value == 0 => &mut imports,
            (true, false) if !has_trie && symbol.kind & N_PEXT == 0 => &mut exports,
            (false, _) => {
                macho.local_symbols = macho.local_symbols.saturating_add(1);
                continue;
            }
            _ => continue,
        };
        if names.is_full() {
            continue;
        }
        if let Some(name) = string_at(strings, symbol.name)
            && names.charge(name.len(), "symbols", reader.offset())
        {
            names.add(name);
        }
    }
    for (names, is_import) in [(imports, true), (exports, false)] {
        let (names, cut) = names.finish();
        issues.extend(cut);
        if is_import && wants_imports {
            macho.imports = names;
            macho.import_source = ImportSource::SymbolTable;
        } else if !is_import && !has_trie {
            macho.exports = names;
        }
    }
}

/// A symbol that the image defines, as the symbol table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defined<'a> {
    /// Its name, underscore included.
    pub name: &'a [u8],
    /// Its address.
    pub address: u64,
}

/// The symbol table, for look-ups by position and for the names of addresses.
#[derive(Debug, Clone, Copy)]
pub(super) struct SymbolTable<'m> {
    macho: &'m MachO<'m>,
    rows: &'m [u8],
    names: &'m [u8],
}

impl<'m> SymbolTable<'m> {
    pub(super) fn of(macho: &'m MachO<'m>) -> Option<Self> {
        let symtab = macho.tables.symtab?;
        let rows = macho.range(symtab.offset, row_size(macho).saturating_mul(symtab.count.into()));
        let names = terminated(macho.range(symtab.strings.0, symtab.strings.1));
        Some(Self { macho, rows, names })
    }

    /// Name of the symbol at a position.
    pub(super) fn name(&self, at: u32) -> Option<&'m [u8]> {
        let start = usize::try_from(row_size(self.macho).checked_mul(at.into())?).ok()?;
        let mut reader = Reader::new(self.rows.get(start..)?);
        string_at(self.names, Symbol::read(&mut reader, self.macho)?.name)
    }

    /// Symbols defined in a section, debugger entries left out, at most `limit`.
    pub(super) fn defined(self, limit: u64) -> impl Iterator<Item = Defined<'m>> {
        let mut reader = Reader::new(self.rows);
        let mut left = limit;
        std::iter::from_fn(move || {
            loop {
                left = left.checked_sub(1)?;
                let symbol = Symbol::read(&mut reader, self.macho)?;
                if symbol.kind & N_STAB == 0
                    && symbol.kind & N_TYPE == N_SECT
                    && let Some(name) = string_at(self.names, symbol.name)
                {
                    return Some(Defined { name, address: symbol.value });
                }
            }
        })
    }
}

/// Size of one row of the symbol table.
fn row_size(macho: &MachO<'_>) -> u64 {
    if macho.is_64 { 16 } else { 12 }
}

/// `nlist` or `nlist_64`.
struct Symbol {
    name: usize,
    kind: u8,
    value: u64,
}

impl Symbol {
    fn read(reader: &mut Reader<'_>, macho: &MachO<'_>) -> Option<Self> {
        let little = macho.little_endian;
        let name = if little { reader.u32_le("name") } else { reader.u32_be("name") }.ok()? as usize;
        let kind = reader.u8("type").ok()?;
        reader.skip(3, "section and description").ok()?;
        let value = match (macho.is_64, little) {
            (true, true) => reader.u64_le("value").ok()?,
            (true, false) => reader.u64_be("value").ok()?,
            (false, true) => reader.u32_le("value").ok()?.into(),
            (false, false) => reader.u32_be("value").ok()?.into(),
        };
        Some(Self { name, kind, value })
    }
}
