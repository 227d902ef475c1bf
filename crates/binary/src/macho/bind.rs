//! Imports and exports as dyld finds them: bind opcodes and the export trie (`mach-o/loader.h`), chained fixups by object.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::Segment;
use crate::names::{Names, string_at};
use cursor::{Limits, ParseError};
use object::read::macho::DyldChainedFixups;

/// Reads an unsigned LEB128 number. Bits beyond 64 are dropped.
pub(super) fn uleb(data: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    let mut shift = 0u32;
    loop {
        let byte = *data.get(*at)?;
        *at = at.checked_add(1)?;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        shift = shift.saturating_add(7);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
}

/// Most pointers whose symbol is noted; the binds of an image of 100 MB stay below.
const MAX_BINDS: usize = 1 << 20;

/// Which symbol bind opcodes put where.
#[derive(Debug, Clone, Default)]
pub(super) struct Binds {
    names: Vec<String>,
    /// Address of the pointer, and position of the name; sorted once every stream has run.
    at: Vec<(u64, u32)>,
}

impl Binds {
    /// The symbol that is bound to the pointer at an address.
    pub(super) fn get(&self, address: u64) -> Option<&str> {
        let found = self.at.partition_point(|(at, _)| *at < address);
        let (at, name) = self.at.get(found)?;
        (*at == address).then(|| self.names.get(*name as usize).map(String::as_str)).flatten()
    }

    /// To be called when every stream has run.
    pub(super) fn finish(&mut self) {
        self.at.sort_unstable();
    }

    fn room(&self, wanted: u64) -> usize {
        usize::try_from(wanted).unwrap_or(usize::MAX).min(MAX_BINDS.saturating_sub(self.at.len()))
    }
}

/// The prefix of an Objective-C class symbol.
pub(super) const CLASS_SYMBOL: &str = "_OBJC_CLASS_$_";

/// Runs one stream of bind opcodes: adds the names that are bound, and notes where they go.
pub(super) fn run(
    stream: &[u8],
    base: u64,
    is_lazy: bool,
    segments: &[Segment],
    names: &mut Names,
    binds: &mut Binds,
    pointer: u64,
) -> Option<ParseError> {
    let mut at = 0usize;
    let mut name: &[u8] = b"";
    let mut is_new = false;
    let mut address = 0u64;
    // Position in `binds` of the name that is set.
    let mut noted_as = 0u32;
    let truncated = |at: usize| {
        Some(ParseError::invalid("bind opcodes", base.saturating_add(at as u64), "end inside an operand"))
    };
    while let Some(byte) = stream.get(at) {
        let start = at;
        at = at.saturating_add(1);
        let immediate = u64::from(byte & 0x0f);
        // How often the symbol is bound here, and how far apart.
        let (times, skip) = match byte & 0xf0 {
            0x00 if is_lazy => continue,
            0x00 => break,
            0x10 | 0x30 | 0x50 => continue,
            0x20 | 0x60 => match uleb(stream, &mut at) {
                Some(_) => continue,
                None => return truncated(start),
            },
            0x40 => {
                let Some(text) = string_at(stream, at) else { return truncated(start) };
                at = at.saturating_add(text.len()).saturating_add(1);
                (name, is_new) = (text, true);
                continue;
            }
            0x70 => {
                let Some(offset) = uleb(stream, &mut at) else { return truncated(start) };
                let segment = segments.get(immediate as usize).map_or(0, |segment| segment.address);
                address = segment.wrapping_add(offset);
                continue;
            }
            0x80 => {
                let Some(offset) = uleb(stream, &mut at) else { return truncated(start) };
                address = address.wrapping_add(offset);
                continue;
            }
            0x90 => (1, 0),
            0xa0 => match uleb(stream, &mut at) {
                Some(skip) => (1, skip),
                None => return truncated(start),
            },
            0xb0 => (1, immediate.saturating_mul(pointer)),
            0xc0 => {
                let (Some(times), Some(skip)) = (uleb(stream, &mut at), uleb(stream, &mut at)) else {
                    return truncated(start);
                };
                (times, skip)
            }
            0xd0 if immediate == 0 => match uleb(stream, &mut at) {
                Some(_) => continue,
                None => return truncated(start),
            },
            0xd0 => continue,
            _ => {
                let detail = format!("{byte:#04x} is no opcode");
                return Some(ParseError::invalid("bind opcodes", base.saturating_add(start as u64), detail));
            }
        };
        if std::mem::take(&mut is_new) {
            if !names.charge(name.len(), "bind opcodes", base.saturating_add(start as u64)) {
                return None;
            }
            names.add(name);
            noted_as = u32::try_from(binds.names.len()).unwrap_or(u32::MAX);
            binds.names.push(String::from_utf8_lossy(name).into_owned());
        }
        let stride = skip.wrapping_add(pointer);
        let room = binds.room(times);
        for _ in 0..room {
            binds.at.push((address, noted_as));
            address = address.wrapping_add(stride);
        }
        address = address.wrapping_add(stride.wrapping_mul(times.saturating_sub(room as u64)));
    }
    None
}

/// Names of the chained-fixup imports in their order, which is how bind pointers refer to them.
pub(super) fn chained(
    fixups: &[u8],
    base: u64,
    little: bool,
    limits: &Limits,
) -> (Vec<String>, Option<ParseError>) {
    let run = || {
        let endian = if little { object::Endianness::Little } else { object::Endianness::Big };
        let mut ordered: Vec<String> = Vec::new();
        let mut names = Names::new(fixups.len(), limits);
        let imports = DyldChainedFixups::parse(endian, fixups).and_then(|parsed| parsed.imports(endian));
        let mut imports = match imports {
            Ok(imports) => imports,
            Err(error) => {
                return (ordered, Some(ParseError::invalid("chained fixups", base, error.to_string())));
            }
        };
        loop {
            match imports.next() {
                Ok(Some(import)) => {
                    if !names.charge(import.name.len(), "chained imports", base) {
                        break;
                    }
                    ordered.push(String::from_utf8_lossy(import.name).into_owned());
                }
                Ok(None) => break,
                Err(error) => {
                    return (ordered, Some(ParseError::invalid("chained imports", base, error.to_string())));
                }
            }
        }
        let (_, cut) = names.finish();
        (ordered, cut)
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        (Vec::new(), Some(ParseError::invalid("chained fixups", base, "the reader gave up")))
    })
}

/// Collects the names of an export trie, each node once, in a loop.
pub(super) fn exports(trie: &[u8], base: u64, names: &mut Names) -> Option<ParseError> {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    // Open nodes: position of the next edge, edges left, length of the name so far.
    let mut open: Vec<(usize, u8, usize)> = Vec::new();
    let mut name: Vec<u8> = Vec::new();
    let mut node = Some(0usize);
    let broken = |at: usize, detail: &'static str| {
        Some(ParseError::invalid("export trie", base.saturating_add(at as u64), detail))
    };
    if trie.is_empty() {
        return None;
    }
    loop {
        if let Some(start) = node.take() {
            if !seen.insert(start) {
                return broken(start, "two edges lead to the same node");
            }
            let mut at = start;
            let Some(size) = uleb(trie, &mut at) else { return broken(start, "a node outside the trie") };
            if size > 0 {
                if !names.charge(name.len(), "export trie", base.saturating_add(start as u64)) {
                    return None;
                }
                names.add(&name);
            }
            let children = usize::try_from(size).ok().and_then(|size| at.checked_add(size));
            let Some((children, count)) = children.and_then(|at| Some((at.checked_add(1)?, *trie.get(at)?)))
            else {
                return broken(start, "a node outside the trie");
            };
            open.push((children, count, name.len()));
        }
        let (edge, left, length) = open.last_mut()?;
        name.truncate(*length);
        if *left == 0 {
            open.pop();
            continue;
        }
        *left = left.saturating_sub(1);
        let start = *edge;
        let Some(label) = string_at(trie, start) else { return broken(start, "an edge without a label") };
        name.extend_from_slice(label);
        let mut at = start.saturating_add(label.len()).saturating_add(1);
        let Some(child) = uleb(trie, &mut at) else { return broken(start, "an edge without a node") };
        *edge = at;
        node = Some(usize::try_from(child).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(stream: &[u8]) -> (Vec<String>, Option<ParseError>) {
        let mut names = Names::new(stream.len(), &Limits::default());
        let issue = run(stream, 0, false, &[], &mut names, &mut Binds::default(), 8);
        (names.finish().0, issue)
    }

    #[test]
    fn a_name_that_is_set_but_never_bound_is_no_import() {
        assert_eq!(imports(b"\x40_a\0\x90\x40_b\0\x00").0, ["_a"]);
    }

    #[test]
    fn a_bind_repeated_2_to_the_63_times_costs_nothing() {
        let times = b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
        let stream =
            [b"\x40_OBJC_CLASS_$_A\0\xc0", &times[..], &times[..], b"\x40_b\0\xc0", times, times].concat();
        assert_eq!(imports(&stream).0, ["_OBJC_CLASS_$_A", "_b"]);
    }

    #[test]
    fn an_operand_cut_off_is_an_issue() {
        assert!(imports(b"\x40_a\0\x90\x20\x80").1.is_some());
    }

    #[test]
    fn a_trie_whose_node_leads_to_itself_ends() {
        let mut names = Names::new(8, &Limits::default());
        let issue = exports(b"\x00\x01a\0\x00", 0, &mut names);
        assert!(issue.unwrap().to_string().contains("same node"));
    }
}
