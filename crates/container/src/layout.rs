//! What lies where: the bytes before, between and after the entries, and bytes that two entries share.

use std::ops::Range;

use cursor::Accepts;

use crate::archive::Entry;
use crate::end::{tail, u64_at};
use crate::local::{Taken, hex};
use crate::name;
use crate::oddity::{Oddities, OddityKind};

/// Legitimate writers are off by one or two bytes in a descriptor; nothing hides in that.
const OVERLAP_TOLERANCE: u64 = 2;

const BLOCK_MAGIC: &[u8; 16] = b"APK Sig Block 42";

/// Checks the layout and gives the place of the APK Signing Block.
pub(crate) fn check(
    data: &[u8],
    entries: &[Entry<'_>],
    mut taken: Vec<Taken>,
    directory: &Range<u64>,
    odd: &mut Oddities,
) -> Option<Range<u64>> {
    if !taken.is_sorted() {
        taken.sort_unstable();
    }
    let named = |index: u32| {
        let entry = usize::try_from(index).ok().and_then(|index| entries.get(index));
        entry.map(Entry::display_name).unwrap_or_default()
    };
    let block = signing_block(data, directory.start, odd);
    let payload_end = block.as_ref().map_or(directory.start, |block| block.start);
    let first = taken.first().map_or(payload_end, |taken| taken.range.0);
    let has_prefix = prefix(data, first, !taken.is_empty(), odd);

    let mut covered = if has_prefix { first } else { 0 };
    let mut owner = None;
    for Taken { range: (start, end), index } in &taken {
        let shared = covered.min(*end).saturating_sub(*start);
        if let Some(owner) = owner.filter(|_| shared > OVERLAP_TOLERANCE) {
            odd.push(OddityKind::Overlap, *start, Accepts::Yes, || {
                let expected = format!("to start at {covered:#x}, after {}", named(owner));
                (Some(named(*index)), expected, format!("starts at {start:#x}, {shared} bytes shared"))
            });
        }
        gap(data, covered..(*start).min(payload_end), odd);
        if *end > covered || owner.is_none() {
            covered = *end;
            owner = Some(*index);
        }
    }
    if let Some(block) = block.as_ref().filter(|block| block.start < covered) {
        odd.push(OddityKind::SigningBlock, block.start, Accepts::Unknown, || {
            (None, format!("a signing block after {covered:#x}"), format!("starts at {:#x}", block.start))
        });
    }
    gap(data, covered..payload_end, odd);
    block
}

/// True when the file does not begin with a local header, which the platform demands since December 2017.
fn prefix(data: &[u8], first: u64, has_entries: bool, odd: &mut Oddities) -> bool {
    let is_empty = first == 0 && !has_entries;
    if data.starts_with(b"PK\x03\x04") || is_empty {
        return false;
    }
    let kind = if data.starts_with(b"dex\n") { OddityKind::PrefixDex } else { OddityKind::Prefix };
    odd.push(kind, 0, Accepts::No, || {
        (
            None,
            "a local header: 50 4b 03 04".into(),
            format!("{} and {first} bytes before the first entry", hex(data)),
        )
    });
    true
}

/// The block that ends at the directory: size, pairs, size, magic (AOSP `ApkSigningBlockUtils`).
fn signing_block(data: &[u8], directory: u64, odd: &mut Oddities) -> Option<Range<u64>> {
    let magic = directory.checked_sub(16)?;
    if !tail(data, magic)?.starts_with(BLOCK_MAGIC) {
        return None;
    }
    let size_after = u64_at(data, magic.checked_sub(8)?)?;
    let start = directory.checked_sub(size_after).and_then(|start| start.checked_sub(8));
    let size_before = start.and_then(|start| u64_at(data, start));
    if size_before == Some(size_after) {
        return start.map(|start| start..directory);
    }
    odd.push(OddityKind::SigningBlock, magic.saturating_sub(8), Accepts::Unknown, || {
        let found = size_before.map_or("outside the file".into(), |size| size.to_string());
        (None, format!("size {size_after} at the block's start too"), found)
    });
    None
}

/// Reports bytes that belong to no entry, unless they are padding.
fn gap(data: &[u8], range: Range<u64>, odd: &mut Oddities) {
    let bytes = usize::try_from(range.end).ok().and_then(|end| data.get(..end));
    let Some(bytes) = bytes.and_then(|bytes| tail(bytes, range.start)) else { return };
    let bytes = after_fillers(bytes);
    if bytes.iter().all(|byte| *byte == 0) {
        return;
    }
    odd.push(OddityKind::Gap, range.end.saturating_sub(bytes.len() as u64), Accepts::Yes, || {
        let found = match local_name(bytes) {
            Some(name) => format!("{} bytes with a local header of {}", bytes.len(), name::display(name)),
            None => format!("{} bytes that begin {}", bytes.len(), hex(bytes)),
        };
        (None, "entries or zeros".into(), found)
    });
}

/// Passes over local headers without a name and with zeros for extra fields, by which incremental packaging (AOSP
/// `zipflinger`) fills the place of a removed entry.
fn after_fillers(mut bytes: &[u8]) -> &[u8] {
    while local_name(bytes) == Some(&[]) {
        let extra_length =
            bytes.get(28..30).and_then(|field| field.first_chunk()).map(|f| u16::from_le_bytes(*f));
        let length = 30_usize.saturating_add(extra_length.unwrap_or(0).into());
        let is_filler = |filler: &[u8]| {
            let sizes_and_extra = [filler.get(14..26), filler.get(30..)];
            sizes_and_extra.into_iter().flatten().flatten().all(|byte| *byte == 0)
        };
        match bytes.split_at_checked(length) {
            Some((filler, rest)) if is_filler(filler) => bytes = rest,
            _ => break,
        }
    }
    bytes
}

fn local_name(bytes: &[u8]) -> Option<&[u8]> {
    let header = bytes.strip_prefix(b"PK\x03\x04")?;
    let length = u16::from_le_bytes(*header.get(22..24)?.first_chunk()?);
    header.get(26..)?.get(..length.into())
}
