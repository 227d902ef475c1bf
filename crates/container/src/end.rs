//! The end of central directory record and its zip64 form (APPNOTE 4.3.14 to 4.3.16).

use cursor::{Accepts, ParseError, Reader};
use memchr::memmem;

use crate::oddity::{Oddities, OddityKind};

const SIGNATURE: &[u8; 4] = b"PK\x05\x06";
const SIZE: usize = 22;
const LOCATOR_SIGNATURE: &[u8; 4] = b"PK\x06\x07";
const LOCATOR_SIZE: u64 = 20;
const RECORD64_SIGNATURE: &[u8; 4] = b"PK\x06\x06";
const RECORD64_SIZE: u64 = 56;

/// How far from the end of the file the platform looks: the record and its longest comment.
const SEARCHED: usize = SIZE + 0xffff;

/// What the end record says, zip64 already applied as the platform applies it.
#[derive(Debug)]
pub(crate) struct End<'a> {
    /// Offset of the end record.
    pub(crate) offset: u64,
    /// Directory records, all disks.
    pub(crate) count: u64,
    /// Declared start of the directory.
    pub(crate) directory_offset: u64,
    /// Declared bytes of the directory.
    pub(crate) directory_size: u64,
    /// Where the end structures begin: the zip64 end record if there is one, else the end record.
    pub(crate) first: u64,
    pub(crate) comment: &'a [u8],
}

/// The plain end record's fields, as they stand.
struct Record {
    disk: u16,
    directory_disk: u16,
    count_on_disk: u16,
    count: u16,
    directory_size: u32,
    directory_offset: u32,
    comment_length: u16,
}

/// The zip64 values, and where its record lies.
struct Record64 {
    offset: u64,
    count: u64,
    directory_size: u64,
    directory_offset: u64,
}

/// Finds the last end record; like the platform, tries no other one.
pub(crate) fn find<'a>(data: &'a [u8], odd: &mut Oddities) -> Result<End<'a>, ParseError> {
    let not_zip = || ParseError::not_this_format("ZIP end of central directory", 0);
    let last_start = data.len().checked_sub(SIZE).ok_or_else(not_zip)?;
    let searched = data.get(..last_start.saturating_add(SIGNATURE.len())).unwrap_or(data);
    let at = memmem::rfind(searched, SIGNATURE).ok_or_else(not_zip)?;
    let offset = at as u64;
    let (record, after) = record(data, at)?;

    let comment = comment(&record, offset, after, odd);
    if record.disk != 0 || record.directory_disk != 0 {
        odd.push(OddityKind::DiskNumber, offset.saturating_add(4), Accepts::Yes, || {
            (
                None,
                "disk 0".into(),
                format!("disk {}, directory on disk {}", record.disk, record.directory_disk),
            )
        });
    }
    if record.count_on_disk != record.count {
        odd.push(OddityKind::CountOnDisk, offset.saturating_add(8), Accepts::Yes, || {
            let found = format!("{} on this disk", record.count_on_disk);
            (None, format!("{} on all disks", record.count), found)
        });
    }

    let mut end = End {
        offset,
        count: record.count.into(),
        directory_offset: record.directory_offset.into(),
        directory_size: record.directory_size.into(),
        first: offset,
        comment,
    };
    apply_zip64(data, &record, &mut end, odd);
    Ok(end)
}

fn record(data: &[u8], at: usize) -> Result<(Record, &[u8]), ParseError> {
    let mut reader = Reader::new(data);
    reader.seek(at, "end of central directory")?;
    reader.skip(4, "end record signature")?;
    let record = Record {
        disk: reader.u16_le("number of this disk")?,
        directory_disk: reader.u16_le("disk of the central directory")?,
        count_on_disk: reader.u16_le("entries on this disk")?,
        count: reader.u16_le("entries")?,
        directory_size: reader.u32_le("size of the central directory")?,
        directory_offset: reader.u32_le("offset of the central directory")?,
        comment_length: reader.u16_le("comment length")?,
    };
    Ok((record, reader.rest()))
}

/// The comment, and whether it ends where the file ends.
fn comment<'a>(record: &Record, offset: u64, after: &'a [u8], odd: &mut Oddities) -> &'a [u8] {
    let length = usize::from(record.comment_length);
    let field = offset.saturating_add(20);
    match after.split_at_checked(length) {
        Some((comment, [])) => comment,
        Some((comment, trailing)) => {
            let start = offset.saturating_add((SIZE as u64).saturating_add(length as u64));
            odd.push(OddityKind::TrailingBytes, start, Accepts::No, || {
                let total = SIZE.saturating_add(after.len());
                let place = if total > SEARCHED { ", too far from the end for the platform" } else { "" };
                (None, "the end of the file".into(), format!("{} bytes{place}", trailing.len()))
            });
            comment
        }
        None => {
            odd.push(OddityKind::CommentLength, field, Accepts::No, || {
                (None, format!("{} bytes left", after.len()), format!("a comment of {length} bytes"))
            });
            after
        }
    }
}

/// Takes the zip64 values when a field of the plain record calls for them, as `libziparchive` does.
fn apply_zip64(data: &[u8], record: &Record, end: &mut End<'_>, odd: &mut Oddities) {
    let sentinel = record.count_on_disk == u16::MAX
        || record.count == u16::MAX
        || record.directory_size == u32::MAX
        || record.directory_offset == u32::MAX;
    // Recent releases count the longest comment as a sentinel too, earlier ones do not.
    let wanted = sentinel || record.comment_length == u16::MAX;
    let locator = end.offset.checked_sub(LOCATOR_SIZE).filter(|at| starts(data, *at, LOCATOR_SIGNATURE));
    let Some(locator) = locator else {
        if wanted {
            let platform = if sentinel { Accepts::No } else { Accepts::Unknown };
            odd.push(OddityKind::Zip64EndRecord, end.offset, platform, || {
                let expected = "a zip64 locator before the end record, which holds 0xffff or 0xffffffff";
                (None, expected.into(), "none".into())
            });
        }
        return;
    };
    let declared = u64_at(data, locator.saturating_add(8)).unwrap_or(u64::MAX);
    let fits = |at: u64| at.checked_add(RECORD64_SIZE).is_some_and(|record_end| record_end <= locator);
    let is_record = |at: &u64| fits(*at) && starts(data, *at, RECORD64_SIGNATURE);
    let adjacent = locator.checked_sub(RECORD64_SIZE).filter(is_record);
    let at = Some(declared).filter(is_record);
    if at.is_none() {
        let platform = if wanted { Accepts::No } else { Accepts::Yes };
        odd.push(OddityKind::Zip64EndRecord, locator.saturating_add(8), platform, || {
            let expected = match adjacent {
                Some(at) => format!("the zip64 end record at {at:#x}"),
                None => "a zip64 end record".into(),
            };
            (None, expected, format!("offset {declared:#x}"))
        });
    }
    let Some(record64) = at.or(adjacent).and_then(|at| record64(data, at)) else {
        return;
    };
    end.first = record64.offset;

    let pairs = [
        ("entries", u64::from(record.count), u64::from(u16::MAX), record64.count, 32_u64),
        ("directory size", record.directory_size.into(), u32::MAX.into(), record64.directory_size, 40),
        ("directory offset", record.directory_offset.into(), u32::MAX.into(), record64.directory_offset, 48),
    ];
    for (what, plain, sentinel, wide, field) in pairs {
        // Writers that use zip64 for one field may write the true value or the sentinel in the others.
        if plain != wide && plain != sentinel {
            odd.push(OddityKind::Zip64Conflict, record64.offset.saturating_add(field), Accepts::Yes, || {
                (None, format!("{what} {plain} as in the end record"), format!("{what} {wide}"))
            });
        }
    }
    if wanted {
        end.count = record64.count;
        end.directory_size = record64.directory_size;
        end.directory_offset = record64.directory_offset;
    }
}

fn record64(data: &[u8], offset: u64) -> Option<Record64> {
    Some(Record64 {
        offset,
        count: u64_at(data, offset.checked_add(32)?)?,
        directory_size: u64_at(data, offset.checked_add(40)?)?,
        directory_offset: u64_at(data, offset.checked_add(48)?)?,
    })
}

/// Lists the end records another reader may choose: those whose comment ends the file too, and those that lie
/// between the start of the directory and the end record and describe something that would fit before them.
pub(crate) fn others(data: &[u8], end: &End<'_>, directory: u64, odd: &mut Oddities) {
    let nearest = data.len().saturating_sub(SEARCHED);
    let start = nearest.min(usize::try_from(directory).unwrap_or(usize::MAX));
    let until = usize::try_from(end.offset).unwrap_or(usize::MAX);
    let Some(searched) = data.get(start..until) else { return };
    for found in memmem::find_iter(searched, SIGNATURE) {
        let at = start.saturating_add(found);
        let Ok((record, after)) = record(data, at) else { continue };
        let length = usize::from(record.comment_length);
        let ends_file = length == after.len() && at >= nearest;
        let describes = u64::from(record.directory_offset).saturating_add(record.directory_size.into());
        let fits = at as u64 >= directory && length <= after.len() && describes <= at as u64;
        if ends_file || fits {
            odd.push(OddityKind::OtherEndRecord, at as u64, Accepts::Yes, || {
                let expected = format!("one end record, at {:#x}, of {} entries", end.offset, end.count);
                (None, expected, format!("another of {} entries", record.count))
            });
        }
    }
}

fn starts(data: &[u8], at: u64, signature: &[u8; 4]) -> bool {
    tail(data, at).is_some_and(|tail| tail.starts_with(signature))
}

/// The data from an offset on.
pub(crate) fn tail(data: &[u8], at: u64) -> Option<&[u8]> {
    data.get(usize::try_from(at).ok()?..)
}

/// The little-endian number at an offset.
pub(crate) fn u64_at(data: &[u8], at: u64) -> Option<u64> {
    tail(data, at)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}
