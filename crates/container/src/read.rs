use std::borrow::Cow;
use std::cell::RefCell;

use cursor::{Accepts, Limits, ParseError};
use flate2::{Decompress, FlushDecompress, Status};

use crate::archive::{Archive, DEFLATE, Entry, MAX_RATIO, STORED};
use crate::extra;
use crate::name::Role;
use crate::oddity::{Oddity, OddityKind};

/// Method of entries encrypted with AES (the WinZip scheme); the true method is in extra field 0x9901.
const AES: u16 = 99;
const AES_EXTRA: u16 = 0x9901;

const ENCRYPTED: u16 = 1;

/// Room for an inflated entry begins with this multiple of its compressed bytes, and doubles: one piece for nearly
/// every entry, and little for one that only claims to be large.
const USUAL_RATIO: usize = 8;

/// Room for at least this many bytes, when so many are declared.
const SMALL: usize = 4096;

/// Starts of files worth reading: found in front of content that is said to be encrypted, it is not.
const PLAIN_STARTS: [&[u8]; 9] = [
    b"dex\n",
    b"\x7fELF",
    b"PK\x03\x04",
    b"\x03\x00\x08\x00",
    b"\x02\x00\x0c\x00",
    b"<?xml",
    b"bplist",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
];

thread_local! {
    /// The state of a stream takes more room than most entries, so each thread keeps one.
    static STREAM: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// One entry's bytes as one reader sees them.
#[derive(Debug, Clone)]
pub struct Content<'a> {
    /// The bytes, borrowed when stored; none when this reader would get none, for the reason in `oddities`.
    pub bytes: Option<Cow<'a, [u8]>>,
    /// What is odd about the content; what is odd about the headers is in [`Archive::oddities`].
    pub oddities: Vec<Oddity>,
    /// The limit that cut the bytes.
    pub limit: Option<ParseError>,
    /// The bytes are whole and their CRC-32 is the declared one.
    pub crc_ok: bool,
}

impl<'a> Archive<'a> {
    /// Reads one entry as the component with this role does, at most [`Limits::entry_bytes`].
    ///
    /// Never more than the declared size. Damaged data gives what came before the damage, and an oddity.
    /// [`plan`](Archive::plan) tells which entries may be read at all.
    pub fn read(&self, entry: &Entry<'a>, role: Role, limits: &Limits) -> Content<'a> {
        let mut read = Read { entry, odd: Vec::new() };
        let Some(start) = entry.data_offset else {
            read.odd(OddityKind::Unreadable, Accepts::No, "a local header", "none");
            return read.nothing();
        };
        let max = entry.uncompressed_size.min(limits.entry_bytes);
        let deflated = match (entry.method, role) {
            (STORED, _) | (1..=7 | 9.., Role::Resource) => false,
            (DEFLATE, _) | (_, Role::Jar) => true,
            (_, Role::Code) => {
                let found = format!("method {}", entry.method);
                read.odd(OddityKind::Unreadable, Accepts::No, "stored or deflated code", found);
                if read.is_aes() {
                    read.encrypted("AES extra field");
                }
                return read.nothing();
            }
        };
        let encrypted = entry.flags & ENCRYPTED != 0 || read.is_aes();
        let (bytes, whole) = if deflated {
            let (bytes, whole) = read.inflate(slice(self.data, start, entry.compressed_size), max, limits);
            if encrypted && !whole {
                read.encrypted("a stream that does not inflate");
                return read.nothing();
            }
            (Cow::Owned(bytes), whole)
        } else {
            let bytes = slice(self.data, start, max);
            if encrypted && read.is_cipher_text(bytes) {
                read.encrypted("a checksum that does not match and room for an encryption header");
                return read.nothing();
            }
            (Cow::Borrowed(bytes), bytes.len() as u64 == max)
        };
        read.finish(bytes, whole, start, limits)
    }
}

/// `length` bytes from `start` on, as far as the file goes.
pub(crate) fn slice(data: &[u8], start: u64, length: u64) -> &[u8] {
    let end = start.saturating_add(length).min(data.len() as u64);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    range.and_then(|(start, end)| data.get(start..end)).unwrap_or_default()
}

/// Whether an entry is marked as encrypted with AES.
pub(crate) fn is_aes(entry: &Entry<'_>) -> bool {
    entry.method == AES && extra::field(entry.extra, AES_EXTRA).is_some()
}

struct Read<'a, 'b> {
    entry: &'b Entry<'a>,
    odd: Vec<Oddity>,
}

impl<'a> Read<'a, '_> {
    fn odd(
        &mut self,
        kind: OddityKind,
        platform: Accepts,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.odd.push(Oddity {
            kind,
            entry: Some(self.entry.display_name()),
            offset: self.entry.data_offset.unwrap_or(self.entry.header_offset),
            expected: expected.into(),
            found: found.into(),
            platform,
        });
    }

    fn encrypted(&mut self, why: &str) {
        let found = format!("method {}, flags {:#06x}, {why}", self.entry.method, self.entry.flags);
        self.odd(OddityKind::Encrypted, Accepts::No, "content that can be read", found);
    }

    fn is_aes(&self) -> bool {
        is_aes(self.entry)
    }

    /// Whether stored bytes are really encrypted. A scheme puts a header of 12 bytes or more before the data, so
    /// equal sizes mean plain bytes; and a known file type in front means plain bytes whatever the sizes say.
    fn is_cipher_text(&self, bytes: &[u8]) -> bool {
        self.entry.compressed_size >= self.entry.uncompressed_size.saturating_add(12)
            && !PLAIN_STARTS.iter().any(|start| bytes.starts_with(start))
            && crc32fast::hash(bytes) != self.entry.crc32
    }

    /// Inflates up to `max` bytes; true when the stream gave all that was declared, or all up to a limit.
    fn inflate(&mut self, input: &[u8], max: u64, limits: &Limits) -> (Vec<u8>, bool) {
        STREAM.with_borrow_mut(|stream| {
            stream.reset(false);
            self.inflate_with(stream, input, max, limits)
        })
    }

    fn inflate_with(
        &mut self,
        stream: &mut Decompress,
        input: &[u8],
        max: u64,
        limits: &Limits,
    ) -> (Vec<u8>, bool) {
        let declared = self.entry.uncompressed_size;
        // One byte over shows a stream that holds more. What deflate cannot make is never reserved.
        let possible = (input.len() as u64).saturating_mul(MAX_RATIO).saturating_add(1);
        let room = usize::try_from(max.saturating_add(1).min(possible)).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        let mut add = input.len().saturating_mul(USUAL_RATIO).max(SMALL).min(room);
        let status = loop {
            if bytes.try_reserve_exact(add).is_err() {
                let found = format!("none for {add} more bytes");
                self.odd(OddityKind::Unreadable, Accepts::Unknown, "memory for the content", found);
                break Ok(Status::BufError);
            }
            let consumed = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
            let rest = input.get(consumed..).unwrap_or_default();
            let status = stream.decompress_vec(rest, &mut bytes, FlushDecompress::Finish);
            add = bytes.len().min(room.saturating_sub(bytes.len()));
            let goes_on =
                matches!(status, Ok(Status::Ok | Status::BufError)) && bytes.len() == bytes.capacity();
            if !goes_on || add == 0 {
                break status;
            }
        };
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let exceeds = bytes.len() > max;
        bytes.truncate(max);
        if exceeds {
            if declared <= limits.entry_bytes {
                self.odd(OddityKind::InflatedSize, Accepts::No, format!("{declared} bytes"), "more");
            }
            return (bytes, true);
        }
        let consumed = stream.total_in();
        let ended = matches!(status, Ok(Status::StreamEnd));
        if !ended {
            let found = match &status {
                Err(error) => error.to_string(),
                Ok(_) => "the stream does not end".into(),
            };
            let place = format!("{found} after {consumed} bytes in, {} out", bytes.len());
            self.odd(OddityKind::Inflate, Accepts::No, "a deflate stream", place);
        } else if (bytes.len() as u64) < declared {
            let found = format!("{} bytes", bytes.len());
            self.odd(OddityKind::InflatedSize, Accepts::No, format!("{declared} bytes"), found);
        }
        if ended && consumed < input.len() as u64 {
            let expected = format!("a stream of {} bytes", input.len());
            self.odd(OddityKind::CompressedTail, Accepts::Yes, expected, format!("it ends after {consumed}"));
        }
        // A reservation for a size that was a lie is not kept.
        if bytes.capacity() > bytes.len().saturating_mul(2) {
            bytes.shrink_to_fit();
        }
        (bytes, ended)
    }

    fn nothing(self) -> Content<'a> {
        Content { bytes: None, oddities: self.odd, limit: None, crc_ok: false }
    }

    fn finish(mut self, bytes: Cow<'a, [u8]>, whole: bool, start: u64, limits: &Limits) -> Content<'a> {
        let declared = self.entry.uncompressed_size;
        let cut = declared > limits.entry_bytes && bytes.len() as u64 == limits.entry_bytes;
        let limit = cut.then(|| ParseError::limit("entry", start, "entry_bytes", limits.entry_bytes));
        let crc_ok = !cut && {
            let crc32 = crc32fast::hash(&bytes);
            // A content of another size cannot match; that it has another size was said.
            let sized = self.odd.iter().all(|oddity| oddity.kind != OddityKind::InflatedSize);
            if crc32 != self.entry.crc32 && whole && sized {
                let expected = format!("{:#010x}", self.entry.crc32);
                self.odd(OddityKind::Crc, Accepts::Yes, expected, format!("{crc32:#010x}"));
            }
            whole && crc32 == self.entry.crc32
        };
        if !whole && bytes.is_empty() && declared > 0 {
            if self.odd.is_empty() {
                self.odd(OddityKind::Unreadable, Accepts::No, format!("{declared} bytes"), "none");
            }
            return self.nothing();
        }
        Content { bytes: Some(bytes), oddities: self.odd, limit, crc_ok }
    }
}
