//! The central directory (APPNOTE 4.3.12).

use std::ops::Range;

use cursor::{Accepts, Limits, ParseError, Reader};
use memchr::memmem;

use crate::archive::Entry;
use crate::end::{End, tail};
use crate::extra;
use crate::oddity::{Oddities, OddityKind};

const SIGNATURE: &[u8; 4] = b"PK\x01\x02";
const SIZE: u64 = 46;

/// The records, and where they were found.
pub(crate) struct Walked<'a> {
    pub(crate) entries: Vec<Entry<'a>>,
    /// Offset of the first record; where it should be when there is none.
    pub(crate) start: u64,
    /// The directory and whatever follows it up to the end record.
    pub(crate) directory: Range<u64>,
    pub(crate) limits_hit: Vec<ParseError>,
}

/// Walks all records before the end record, also those past its count or size.
pub(crate) fn walk<'a>(data: &'a [u8], end: &End<'_>, limits: &Limits, odd: &mut Oddities) -> Walked<'a> {
    let located = locate(data, end, odd);
    let (start, shift) = located.unwrap_or((end.directory_offset.min(end.first), 0));
    let mut walked =
        Walked { entries: Vec::new(), start, directory: start..end.first.max(start), limits_hit: Vec::new() };
    if located.is_some() {
        Walk { data, end, shift, limits, odd }.run(&mut walked);
    }
    if end.count == 0 {
        odd.push(OddityKind::Empty, end.offset.saturating_add(10), Accepts::No, || {
            (None, "entries".into(), "a count of 0".into())
        });
    }
    walked
}

/// Where the first record is, and what has to be added to the offsets of local headers.
fn locate(data: &[u8], end: &End<'_>, odd: &mut Oddities) -> Option<(u64, i64)> {
    let declared = end.directory_offset;
    let is_record = |at: u64| tail(data, at).is_some_and(|tail| tail.starts_with(SIGNATURE));
    let fits = declared.checked_add(end.directory_size).is_some_and(|until| until <= end.first);
    if !fits {
        odd.push(OddityKind::DirectoryBounds, end.offset.saturating_add(12), Accepts::No, || {
            let found = format!("{} bytes from {declared:#x} on", end.directory_size);
            (None, format!("a directory that ends before {:#x}", end.first), found)
        });
    }
    if is_record(declared) && declared < end.first {
        return Some((declared, 0));
    }
    if end.count == 0 && end.directory_size == 0 {
        return None;
    }
    let adjacent = end.first.checked_sub(end.directory_size).filter(|at| is_record(*at));
    let Some(at) = adjacent.or_else(|| search(data, end)) else {
        odd.push(OddityKind::DirectoryMissing, end.offset.saturating_add(16), Accepts::No, || {
            (None, format!("a directory record at {declared:#x}"), "none".into())
        });
        return None;
    };
    odd.push(OddityKind::OffsetsShifted, end.offset.saturating_add(16), Accepts::No, || {
        (None, format!("the directory at {declared:#x}"), format!("the directory at {at:#x}"))
    });
    let shift = i64::try_from(at).ok()?.saturating_sub(i64::try_from(declared).unwrap_or(i64::MAX));
    // When the headers are where the records say, only the directory has moved.
    let unmoved = local_name_matches(data, at);
    Some((at, if unmoved || adjacent.is_none() { 0 } else { shift }))
}

/// The first record in the file whose local header is where it says and has the same name.
fn search(data: &[u8], end: &End<'_>) -> Option<u64> {
    let searched = data.get(..usize::try_from(end.first).ok()?)?;
    memmem::find_iter(searched, SIGNATURE).map(|at| at as u64).find(|at| local_name_matches(data, *at))
}

fn local_name_matches(data: &[u8], record: u64) -> bool {
    let names = || {
        let mut central = Reader::new(tail(data, record)?);
        central.skip(28, "record").ok()?;
        let length = usize::from(central.u16_le("name length").ok()?);
        central.skip(12, "record").ok()?;
        let header = central.u32_le("local header offset").ok()?;
        let name = central.bytes(length, "name").ok()?;
        let local = tail(data, header.into()).filter(|local| local.starts_with(b"PK\x03\x04"))?;
        Some((name, local.get(30..30_usize.checked_add(length)?)?))
    };
    names().is_some_and(|(central, local)| !central.is_empty() && central == local)
}

struct Walk<'a, 'b> {
    data: &'a [u8],
    end: &'b End<'b>,
    shift: i64,
    limits: &'b Limits,
    odd: &'b mut Oddities,
}

impl<'a> Walk<'a, '_> {
    fn run(mut self, walked: &mut Walked<'a>) {
        let until = usize::try_from(self.end.first).unwrap_or(usize::MAX);
        let data = self.data.get(..until).unwrap_or(self.data);
        let declared_end = match walked.start.checked_add(self.end.directory_size) {
            Some(declared_end) if declared_end <= self.end.first => declared_end,
            _ => self.end.first,
        };
        let mut reader = Reader::new(data);
        // The capacity is bounded by the bytes that are there, whatever the count says.
        let room = self.end.first.saturating_sub(walked.start) / SIZE;
        let capacity = room.min(self.end.count).min(self.limits.entries);
        walked.entries.reserve_exact(usize::try_from(capacity).unwrap_or(0));
        let mut next = usize::try_from(walked.start).unwrap_or(usize::MAX);
        while reader.seek(next, "directory record").is_ok() && reader.rest().starts_with(SIGNATURE) {
            let count = walked.entries.len() as u64;
            if count >= self.limits.entries {
                let at = reader.offset();
                walked.limits_hit.push(ParseError::limit(
                    "directory record",
                    at,
                    "entries",
                    self.limits.entries,
                ));
                return;
            }
            match self.record(&mut reader, count) {
                Ok(mut entry) => {
                    next = reader.position();
                    entry.hidden = count >= self.end.count || next as u64 > declared_end;
                    walked.entries.push(entry);
                    if !reader.rest().starts_with(SIGNATURE) {
                        next = self.pass_over(reader.rest(), next, walked.entries.len() as u64);
                    }
                }
                Err(error) => {
                    self.odd.push(OddityKind::DirectoryRecord, next as u64, Accepts::No, || {
                        (None, "a whole directory record".into(), error.to_string())
                    });
                    // The signature that was just read is not to be found again.
                    let ahead = next.saturating_add(SIGNATURE.len());
                    let found = data.get(ahead..).and_then(|rest| memmem::find(rest, SIGNATURE));
                    next = found.map_or(usize::MAX, |found| ahead.saturating_add(found));
                }
            }
        }
        self.compare_count(walked);
    }

    /// Reports bytes after a record that are no record; gives the position of the next one, past the end if none.
    fn pass_over(&mut self, rest: &[u8], position: usize, walked: u64) -> usize {
        let found = memmem::find(rest, SIGNATURE);
        let length = found.unwrap_or(rest.len());
        if length > 0 {
            let (kind, platform) = match walked < self.end.count {
                true => (OddityKind::DirectoryRecord, Accepts::No),
                // A signature that covers the directory demands that nothing follows it.
                false => (OddityKind::DirectoryTail, Accepts::Unknown),
            };
            self.odd.push(kind, position as u64, platform, || {
                (None, "a directory record or the end record".into(), format!("{length} other bytes"))
            });
        }
        found.map_or(usize::MAX, |found| position.saturating_add(found))
    }

    fn compare_count(&mut self, walked: &Walked<'_>) {
        let (count, size) = (self.end.count, self.end.directory_size);
        let walked_count = walked.entries.len() as u64;
        let hidden = walked.entries.iter().filter(|entry| entry.hidden).count();
        let field = self.end.offset.saturating_add(10);
        if hidden > 0 {
            self.odd.push(OddityKind::CountLow, field, Accepts::Yes, || {
                let found = format!("{walked_count} entries, {hidden} of them hidden");
                (None, format!("{count} entries in {size} bytes"), found)
            });
        }
        if walked_count < count {
            self.odd.push(OddityKind::CountHigh, field, Accepts::No, || {
                (None, format!("{count} entries"), format!("{walked_count} entries"))
            });
        }
    }

    fn record(&mut self, reader: &mut Reader<'a>, index: u64) -> Result<Entry<'a>, ParseError> {
        let central_offset = reader.offset();
        reader.skip(4, "directory record signature")?;
        let version_made_by = reader.u16_le("version made by")?;
        reader.skip(2, "version needed")?;
        let flags = reader.u16_le("flags")?;
        let method = reader.u16_le("compression method")?;
        reader.skip(4, "modification time")?;
        let crc32 = reader.u32_le("crc-32")?;
        let compressed = reader.u32_le("compressed size")?;
        let uncompressed = reader.u32_le("uncompressed size")?;
        let name_length = reader.u16_le("name length")?;
        let extra_length = reader.u16_le("extra length")?;
        let comment_length = reader.u16_le("comment length")?;
        reader.skip(4, "disk and internal attributes")?;
        let external_attributes = reader.u32_le("external attributes")?;
        let header = reader.u32_le("local header offset")?;
        let name = reader.bytes(name_length.into(), "name")?;
        let extra = reader.bytes(extra_length.into(), "extra fields")?;
        let comment = reader.bytes(comment_length.into(), "comment")?;
        let mut entry = Entry {
            // The entry limit is checked before; a limit beyond 32 bits would have to come with 200 GB of directory.
            index: u32::try_from(index).unwrap_or(u32::MAX),
            name,
            version_made_by,
            flags,
            method,
            crc32,
            compressed_size: compressed.into(),
            uncompressed_size: uncompressed.into(),
            central_offset,
            header_offset: header.into(),
            data_offset: None,
            external_attributes,
            extra,
            comment,
            duplicate: false,
            hidden: false,
        };
        if [compressed, uncompressed, header].contains(&u32::MAX) {
            self.zip64(&mut entry, uncompressed, compressed, header);
        }
        entry.header_offset = entry.header_offset.saturating_add_signed(self.shift);
        Ok(entry)
    }

    /// Replaces sizes and offset by those of the zip64 extra field.
    fn zip64(&mut self, entry: &mut Entry<'_>, uncompressed: u32, compressed: u32, header: u32) {
        let wide = extra::zip64(entry.extra, uncompressed, compressed, Some(header));
        let field = entry.central_offset.saturating_add(20);
        if let Some(problem) = wide.problem {
            self.odd.push(OddityKind::Zip64Extra, field, Accepts::No, || {
                let expected = "a zip64 extra field with the values that are 0xffffffff in the record";
                (Some(entry.display_name()), expected.into(), problem.into())
            });
        }
        let mut needless = false;
        let mut conflict = None;
        for (value, plain, wide) in [
            (&mut entry.uncompressed_size, uncompressed, wide.uncompressed_size),
            (&mut entry.compressed_size, compressed, wide.compressed_size),
            (&mut entry.header_offset, header, wide.header_offset),
        ] {
            let Some(wide) = wide else { continue };
            *value = wide;
            if plain == u32::MAX {
                needless |= wide < u32::MAX.into();
            } else if u64::from(plain) != wide {
                conflict = Some((plain, wide));
            }
        }
        if needless {
            self.odd.push(OddityKind::Zip64Needless, field, Accepts::Yes, || {
                let found = format!(
                    "zip64 for sizes {} and {}, offset {:#x}",
                    entry.compressed_size, entry.uncompressed_size, entry.header_offset
                );
                (Some(entry.display_name()), "32-bit fields for values that fit".into(), found)
            });
        }
        if let Some((plain, wide)) = conflict {
            self.odd.push(OddityKind::Zip64Conflict, field, Accepts::Yes, || {
                (Some(entry.display_name()), format!("{plain} as in the record"), format!("{wide} in zip64"))
            });
        }
    }
}
