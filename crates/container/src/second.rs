use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cursor::Limits;
use zip::CompressionMethod;

use cursor::Accepts;

use crate::archive::{Archive, Entry};
use crate::name;
use crate::oddity::{Oddities, Oddity, OddityKind};

/// One entry as the second reader lists it.
struct Seen {
    name: Box<[u8]>,
    /// None when the reader knows no number for it.
    method: Option<u16>,
    compressed_size: u64,
    uncompressed_size: u64,
    header_offset: u64,
}

/// The view of an independent reader, the `zip` crate; each difference from `archive` is an oddity.
///
/// It says nothing about an archive whose listing a limit has cut.
pub fn second_opinion(data: &[u8], archive: &Archive<'_>, limits: &Limits) -> Vec<Oddity> {
    let mut odd = Oddities::default();
    if !archive.limits_hit.is_empty() || archive.entries.len() as u64 > limits.entries {
        return odd.finish();
    }
    match catch_unwind(AssertUnwindSafe(|| list(data))) {
        Err(_) => odd.push(OddityKind::SecondCrashed, archive.eocd_offset, Accepts::Unknown, || {
            (None, "a listing or an error".into(), "a crash of the second reader".into())
        }),
        Ok(Err(reason)) => odd.push(OddityKind::SecondRefused, archive.eocd_offset, Accepts::Unknown, || {
            (None, format!("{} entries", archive.entries.len()), name::display(reason.as_bytes()))
        }),
        Ok(Ok(seen)) => compare(archive, &seen, &mut odd),
    }
    odd.finish()
}

fn list(data: &[u8]) -> Result<Vec<Seen>, String> {
    let archive = zip::ZipArchive::new(Cursor::new(data)).map_err(|error| error.to_string())?;
    let entry = |index| {
        let entry = archive.by_index_data(index).map_err(|error| error.to_string())?;
        Ok(Seen {
            name: entry.name_raw().into(),
            method: number(entry.compression()),
            compressed_size: entry.compressed_size(),
            uncompressed_size: entry.size(),
            header_offset: entry.header_start(),
        })
    };
    (0..archive.len()).map(entry).collect()
}

fn number(method: CompressionMethod) -> Option<u16> {
    match method {
        CompressionMethod::Stored => Some(0),
        CompressionMethod::Deflated => Some(8),
        _ => None,
    }
}

fn compare(archive: &Archive<'_>, seen: &[Seen], odd: &mut Oddities) {
    let by_name: HashMap<&[u8], &Seen> = seen.iter().map(|seen| (&*seen.name, seen)).collect();
    for entry in archive.entries.iter().filter(|entry| !entry.hidden) {
        match by_name.get(entry.name) {
            Some(seen) => fields(entry, seen, odd),
            None => odd.push(OddityKind::SecondEntry, entry.central_offset, Accepts::Unknown, || {
                (Some(entry.display_name()), "listed by both readers".into(), "not by the second".into())
            }),
        }
    }
    for seen in seen.iter().filter(|seen| archive.find(&seen.name).is_none()) {
        odd.push(OddityKind::SecondEntry, seen.header_offset, Accepts::Unknown, || {
            (Some(name::display(&seen.name)), "listed by both readers".into(), "only by the second".into())
        });
    }
}

fn fields(entry: &Entry<'_>, seen: &Seen, odd: &mut Oddities) {
    let known = matches!(entry.method, 0 | 8).then_some(entry.method);
    let show = |method: Option<u16>| method.map_or("unknown".into(), |method| method.to_string());
    let differs = known != seen.method
        || entry.compressed_size != seen.compressed_size
        || entry.uncompressed_size != seen.uncompressed_size
        || entry.header_offset != seen.header_offset;
    if differs {
        odd.push(OddityKind::SecondField, entry.central_offset, Accepts::Unknown, || {
            let text = |method, compressed, uncompressed, header| {
                format!("method {method}, {compressed} to {uncompressed} bytes, header at {header:#x}")
            };
            let ours = text(show(known), entry.compressed_size, entry.uncompressed_size, entry.header_offset);
            let theirs =
                text(show(seen.method), seen.compressed_size, seen.uncompressed_size, seen.header_offset);
            (Some(entry.display_name()), ours, theirs)
        });
    }
}
