//! Local headers and data descriptors, compared with the directory (APPNOTE 4.3.7 and 4.3.9).

use cursor::{Accepts, ParseError, Reader};

use crate::archive::{DEFLATE, Entry, STORED};
use crate::end::tail;
use crate::oddity::{Oddities, OddityKind};
use crate::{extra, name};

const SIGNATURE: &[u8; 4] = b"PK\x03\x04";
const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";

const ENCRYPTED: u16 = 1;
const HAS_DESCRIPTOR: u16 = 8;

/// Extra fields above this are reported, unless they are padding.
const LARGE_EXTRA: usize = 4096;

/// Real fields before the zeros that align an entry fit into this.
const EXTRA_BEFORE_PADDING: usize = 64;

/// From here on the length is negative for a reader that takes it as signed.
const SIGNED_EXTRA: usize = 0x8000;

struct Header<'a> {
    flags: u16,
    method: u16,
    crc32: u32,
    compressed: u32,
    uncompressed: u32,
    name: &'a [u8],
    extra: &'a [u8],
    end: u64,
}

/// Bytes an entry takes, header to descriptor, and which entry that is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Taken {
    pub(crate) range: (u64, u64),
    pub(crate) index: u32,
}

/// Finds the data of an entry by its local header and reports where the two descriptions differ.
/// `directory` is the offset of the directory, which no entry may reach.
pub(crate) fn check(data: &[u8], entry: &mut Entry<'_>, directory: u64, odd: &mut Oddities) -> Option<Taken> {
    let at = entry.header_offset;
    let header = match header(data, at) {
        Ok(header) => header,
        Err(error) => {
            odd.push(OddityKind::LocalHeader, at, Accepts::No, || {
                (Some(entry.display_name()), "a local header".into(), error.to_string())
            });
            return None;
        }
    };
    entry.data_offset = Some(header.end);
    compare(entry, &header, odd);
    compare_sizes(entry, &header, odd);

    let occupied = match entry.method {
        DEFLATE => entry.compressed_size,
        // The salt and the check of a scheme belong to its entry.
        _ if crate::read::is_aes(entry) => entry.compressed_size,
        _ => entry.uncompressed_size,
    };
    let mut end = header.end.saturating_add(occupied);
    if at >= directory || end.max(compressed_end(entry, header.end)) > directory {
        bounds(data, entry, header.end, end, directory, odd);
    }
    if header.flags & HAS_DESCRIPTOR != 0 {
        end = end.saturating_add(descriptor(data, entry, end, odd));
    }
    Some(Taken { range: (at, end.min(directory.max(header.end))), index: entry.index })
}

/// The compressed size counts for the platform's bounds whatever the method.
fn compressed_end(entry: &Entry<'_>, start: u64) -> u64 {
    start.saturating_add(entry.compressed_size)
}

fn header(data: &[u8], at: u64) -> Result<Header<'_>, ParseError> {
    let what = "local header";
    let rest = tail(data, at).unwrap_or_default();
    let mut reader = Reader::with_base(rest, at);
    if !rest.starts_with(SIGNATURE) {
        return Err(ParseError::invalid(what, at, format!("starts with {}", hex(rest))));
    }
    reader.skip(6, what)?;
    let flags = reader.u16_le("local flags")?;
    let method = reader.u16_le("local compression method")?;
    reader.skip(4, "local modification time")?;
    let crc32 = reader.u32_le("local crc-32")?;
    let compressed = reader.u32_le("local compressed size")?;
    let uncompressed = reader.u32_le("local uncompressed size")?;
    let name_length = reader.u16_le("local name length")?;
    let extra_length = reader.u16_le("local extra length")?;
    let name = reader.bytes(name_length.into(), "local name")?;
    let extra = reader.bytes(extra_length.into(), "local extra fields")?;
    Ok(Header { flags, method, crc32, compressed, uncompressed, name, extra, end: reader.offset() })
}

fn compare(entry: &Entry<'_>, header: &Header<'_>, odd: &mut Oddities) {
    let at = |field: u64| entry.header_offset.saturating_add(field);
    let shown = || Some(entry.display_name());
    if (entry.flags | header.flags) & ENCRYPTED != 0 {
        odd.push(OddityKind::EncryptionFlag, at(6), Accepts::Yes, || {
            let found = format!("flags {:#06x} in the directory, {:#06x} local", entry.flags, header.flags);
            (shown(), "flag bit 0 clear in both headers".into(), found)
        });
    }
    if (entry.flags ^ header.flags) & HAS_DESCRIPTOR != 0 {
        odd.push(OddityKind::DescriptorFlag, at(6), Accepts::Yes, || {
            (shown(), format!("flags {:#06x}", entry.flags), format!("flags {:#06x}", header.flags))
        });
    }
    if entry.method != header.method {
        odd.push(OddityKind::MethodMismatch, at(8), Accepts::Yes, || {
            (shown(), format!("method {}", entry.method), format!("method {}", header.method))
        });
    }
    if entry.name.len() != header.name.len() {
        odd.push(OddityKind::LocalNameLength, at(26), Accepts::No, || {
            let expected = format!("{} bytes", entry.name.len());
            (shown(), expected, format!("{} bytes: {}", header.name.len(), name::display(header.name)))
        });
    } else if entry.name != header.name {
        odd.push(OddityKind::LocalName, at(30), Accepts::No, || {
            (shown(), entry.display_name(), name::display(header.name))
        });
    }
    if header.extra.len() >= SIGNED_EXTRA {
        odd.push(OddityKind::ExtraSign, at(28), Accepts::Yes, || {
            (
                shown(),
                "under 32768 bytes of local extra fields".into(),
                format!("{} bytes", header.extra.len()),
            )
        });
    } else if is_large(header.extra) {
        odd.push(OddityKind::ExtraLarge, at(28), Accepts::Yes, || {
            let expected = format!("at most {LARGE_EXTRA} bytes of local extra fields");
            (shown(), expected, format!("{} bytes", header.extra.len()))
        });
    }
}

fn compare_sizes(entry: &Entry<'_>, header: &Header<'_>, odd: &mut Oddities) {
    let (mut compressed, mut uncompressed) = (u64::from(header.compressed), u64::from(header.uncompressed));
    let field = entry.header_offset.saturating_add(14);
    if header.compressed == u32::MAX || header.uncompressed == u32::MAX {
        let wide = extra::zip64(header.extra, header.uncompressed, header.compressed, None);
        compressed = wide.compressed_size.unwrap_or(compressed);
        uncompressed = wide.uncompressed_size.unwrap_or(uncompressed);
        let one_only = header.compressed != header.uncompressed;
        let problem = wide.problem.or(one_only.then_some("zip64 for one of two sizes"));
        if let Some(problem) = problem {
            odd.push(OddityKind::Zip64Extra, field, Accepts::No, || {
                let expected = "both local sizes 0xffffffff and a zip64 extra field of two values";
                (Some(entry.display_name()), expected.into(), problem.into())
            });
        }
    }
    let streamed = header.flags & HAS_DESCRIPTOR != 0;
    // Under a data descriptor a field may be left zero, and the platform looks at none of them.
    let agrees = |local: u64, central: u64| local == central || (streamed && local == 0);
    let same = agrees(compressed, entry.compressed_size)
        && agrees(uncompressed, entry.uncompressed_size)
        && agrees(header.crc32.into(), entry.crc32.into());
    let (kind, platform) = match streamed {
        true => (OddityKind::LocalSizesUnused, Accepts::Yes),
        false => (OddityKind::LocalSizes, Accepts::No),
    };
    if !same {
        odd.push(kind, field, platform, || {
            let texts = |compressed: u64, uncompressed: u64, crc32: u32| {
                format!("compressed {compressed}, uncompressed {uncompressed}, crc {crc32:#010x}")
            };
            let expected = texts(entry.compressed_size, entry.uncompressed_size, entry.crc32);
            (Some(entry.display_name()), expected, texts(compressed, uncompressed, header.crc32))
        });
    }
}

fn bounds(data: &[u8], entry: &Entry<'_>, start: u64, end: u64, directory: u64, odd: &mut Oddities) {
    let refused = entry.header_offset >= directory
        || start > directory
        || compressed_end(entry, start) > directory
        || (entry.method == STORED && end > directory);
    // Another method is mapped as stored without that check; the mapping fails only past the end of the file.
    let platform = match (refused, end > data.len() as u64) {
        (true, _) => Accepts::No,
        (false, true) => Accepts::Unknown,
        (false, false) => Accepts::Yes,
    };
    odd.push(OddityKind::DataBounds, start, platform, || {
        let end = end.max(compressed_end(entry, start));
        (
            Some(entry.display_name()),
            format!("data that ends before {directory:#x}"),
            format!("ends at {end:#x}"),
        )
    });
}

/// Length of the data descriptor at `at`: with or without a signature, with 32-bit or 64-bit sizes.
fn descriptor(data: &[u8], entry: &Entry<'_>, at: u64, odd: &mut Oddities) -> u64 {
    let rest = tail(data, at).unwrap_or_default();
    let signed = rest.starts_with(DESCRIPTOR);
    let read = |has_signature: bool, wide: bool| {
        let mut reader = Reader::new(rest);
        reader.skip(if has_signature { 4 } else { 0 }, "signature").ok()?;
        let crc32 = reader.u32_le("crc-32").ok()?;
        let mut size = || match wide {
            true => reader.u64_le("size").ok(),
            false => reader.u32_le("size").ok().map(u64::from),
        };
        let (compressed, uncompressed) = (size()?, size()?);
        Some((crc32, compressed, uncompressed, reader.position() as u64))
    };
    let same = |(crc32, compressed, uncompressed, _): &(u32, u64, u64, u64)| {
        *crc32 == entry.crc32
            && *compressed == entry.compressed_size
            && *uncompressed == entry.uncompressed_size
    };
    let forms = [(true, false), (true, true), (false, false), (false, true)];
    let matching = forms
        .into_iter()
        .filter(|(has_signature, _)| signed || !has_signature)
        .filter_map(|(has_signature, wide)| read(has_signature, wide))
        .find(same);
    if let Some((.., length)) = matching {
        return length;
    }
    odd.push(OddityKind::Descriptor, at, Accepts::Unknown, || {
        let texts = |crc32: u32, compressed: u64, uncompressed: u64| {
            format!("crc {crc32:#010x}, compressed {compressed}, uncompressed {uncompressed}")
        };
        let found = match read(signed, false) {
            Some((crc32, compressed, uncompressed, _)) if signed => texts(crc32, compressed, uncompressed),
            _ => format!("no data descriptor: {}", hex(rest)),
        };
        let expected = texts(entry.crc32, entry.compressed_size, entry.uncompressed_size);
        (Some(entry.display_name()), expected, found)
    });
    if signed { 16 } else { 0 }
}

/// More than a page of extra fields. The zeros `zipalign` writes to align a library to 4 or 16 kB do not count.
pub(crate) fn is_large(extra: &[u8]) -> bool {
    extra.len() > LARGE_EXTRA
        && extra.get(EXTRA_BEFORE_PADDING..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0))
}

/// The first four bytes, for a person.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    if digits.is_empty() { "nothing".into() } else { digits.join(" ") }
}
