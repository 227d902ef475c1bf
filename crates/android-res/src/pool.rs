use std::borrow::Cow;

use cursor::{ParseError, Trick};

use crate::{
    Accepts,
    chunk::{Chunk, Issues, u16_at, u32_at},
    trick,
};

/// Bytes of `ResStringPool_header`.
const POOL_HEADER: usize = 28;
const UTF8_FLAG: u32 = 1 << 8;

/// A string pool, `ResStringPool` of AOSP `ResourceTypes.cpp`. Strings are decoded when asked for, by index; a bad one is
/// `None` and keeps its index.
#[derive(Debug, Clone, Default)]
pub struct Pool<'a> {
    /// Offsets of the strings, four bytes each.
    entries: &'a [u8],
    strings: &'a [u8],
    strings_offset: u64,
    utf8: bool,
    /// Offset and length of strings that lie in `strings` without length and terminator, as in protobuf.
    plain: Vec<(u64, usize)>,
    /// Longest string that is decoded, in bytes; only lowered when the strings of a pool overlap.
    max_string: usize,
}

/// A string as it is stored.
pub(crate) struct Text<'a> {
    pub(crate) text: Cow<'a, str>,
    /// What is wrong with it although it can be read.
    pub(crate) defect: Option<Flaw>,
}

/// What is wrong with a string: its name, what a sound one has, and what this one has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) trick: Trick,
    pub(crate) expected: &'static str,
    pub(crate) found: &'static str,
}

const OUTSIDE: Flaw = Flaw {
    trick: trick::STRING_BOUNDS,
    expected: "an offset inside the pool",
    found: "the string begins outside the pool",
};
const NO_END: Flaw = Flaw {
    trick: trick::STRING_END,
    expected: "a zero after its length",
    found: "the string has no terminator",
};
const OVERLAP: Flaw = Flaw {
    trick: trick::STRING_BOUNDS,
    expected: "strings beside each other",
    found: "the strings of this pool overlap and this one is too long",
};
const CUT: Flaw =
    Flaw { trick: trick::STRING_LENGTH, expected: "a length", found: "the string length is cut off" };

impl<'a> Pool<'a> {
    /// Reads what `ResStringPool::setTo` reads. A pool that the platform refuses is still read as far as it goes.
    pub(crate) fn parse(chunk: &Chunk<'a>, issues: &mut Issues) -> (Self, Accepts) {
        let mut accepts = Accepts::Yes;
        let mut tell = |trick: Trick, verdict: Accepts, expected: String, found: String| {
            issues.odd(trick, "string pool", chunk.offset, verdict, expected, found);
            accepts = accepts.and(verdict);
        };
        let data = chunk.data;
        let mut reader = chunk.reader(8);
        let mut field = || reader.u32_le("string pool header").unwrap_or_default();
        let (count, style_count, flags, strings_start, styles_start) =
            (field() as usize, field() as usize, field(), field() as usize, field() as usize);
        if chunk.header_size < POOL_HEADER {
            let found = format!("header size {} is less than {POOL_HEADER}", chunk.header_size);
            tell(trick::CHUNK_HEADER, Accepts::No, format!("{POOL_HEADER}"), found);
        } else if chunk.header_size > POOL_HEADER {
            let found = format!("header size {}", chunk.header_size);
            tell(trick::CHUNK_HEADER, Accepts::Yes, format!("{POOL_HEADER}"), found);
        }
        let utf8 = flags & UTF8_FLAG != 0;

        let after_header = data.get(chunk.header_size.max(POOL_HEADER)..).unwrap_or_default();
        let wanted = count.saturating_mul(4);
        if wanted > after_header.len() {
            let found = format!("{count} strings do not fit in {} bytes", after_header.len());
            tell(trick::POOL_COUNT, Accepts::No, format!("at most {}", after_header.len() / 4), found);
        }
        let entries = after_header.get(..wanted).unwrap_or(after_header);

        let mut end = data.len();
        if count > 0 {
            let header = chunk.header_size.max(POOL_HEADER);
            if strings_start < header.saturating_add(entries.len()) && strings_start < data.len() {
                let found = format!("{count} offsets reach into the strings at {strings_start}");
                let room = strings_start.saturating_sub(header) / 4;
                tell(trick::POOL_COUNT, Accepts::Yes, format!("at most {room} strings"), found);
            }
            if strings_start.saturating_add(2) >= data.len() {
                let found = format!("strings start at {strings_start}, after the pool ends");
                tell(trick::POOL_BOUNDS, Accepts::No, format!("before {}", data.len()), found);
            }
            if style_count > 0 {
                if styles_start.saturating_add(2) >= data.len() || styles_start <= strings_start {
                    let found = format!("styles start at {styles_start}, outside the pool");
                    let expected = format!("between {strings_start} and {}", data.len());
                    tell(trick::POOL_BOUNDS, Accepts::No, expected, found);
                } else {
                    end = styles_start;
                }
            }
        }
        if style_count > 0 {
            let spans = data.get(styles_start..).unwrap_or_default();
            let spans = spans.get(..spans.len() & !3).unwrap_or_default();
            if wanted.saturating_add(style_count.saturating_mul(4)) > after_header.len() {
                let found = format!("{style_count} styles do not fit");
                tell(trick::POOL_COUNT, Accepts::No, "styles that fit".into(), found);
            } else if !spans.ends_with(&[0xff; 12]) {
                let found = "the last style has no end mark".to_owned();
                tell(trick::POOL_END, Accepts::No, "three words of ones".into(), found);
            }
        }
        let strings = data.get(strings_start..end).unwrap_or_default();
        let whole = if utf8 { strings.len() } else { strings.len() & !1 };
        let strings = strings.get(..whole).unwrap_or_default();
        if count > 0 && !strings.is_empty() {
            if utf8 && strings.last() != Some(&0) {
                let found = "the last string has no terminator".to_owned();
                tell(trick::POOL_END, Accepts::No, "a zero byte".into(), found);
            } else if !utf8 && !strings.ends_with(&[0, 0]) {
                // Releases differ in whether the check is made for 16-bit pools.
                let found = "the last string has no terminator".to_owned();
                tell(trick::POOL_END, Accepts::Unknown, "two zero bytes".into(), found);
            }
        }
        let strings_offset = chunk.offset.saturating_add(strings_start as u64);
        let mut pool =
            Self { entries, strings, strings_offset, utf8, plain: Vec::new(), max_string: usize::MAX };
        pool.cap_overlaps(issues);
        (pool, accepts)
    }

    /// A pool of UTF-8 texts that lie in `data` at these offsets with these lengths.
    pub(crate) fn plain(data: &'a [u8], plain: Vec<(u64, usize)>) -> Self {
        Self { strings: data, plain, max_string: usize::MAX, ..Self::default() }
    }

    /// Number of strings, bad ones included.
    pub fn len(&self) -> u32 {
        u32::try_from((self.entries.len() / 4).max(self.plain.len())).unwrap_or(u32::MAX)
    }

    /// True when the pool has no string.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The string at this index, or `None` when the index or the string is bad.
    pub fn get(&self, index: u32) -> Option<Cow<'a, str>> {
        self.read(index).ok().map(|read| read.text)
    }

    /// All strings with their indexes, bad ones left out.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Cow<'a, str>)> + '_ {
        (0..self.len()).filter_map(|index| Some((index, self.get(index)?)))
    }

    /// Where the string at this index begins, in bytes from the start of the artifact.
    pub fn offset(&self, index: u32) -> Option<u64> {
        self.position(index).map(|at| self.strings_offset.saturating_add(at as u64))
    }

    /// Reads a string as `ResStringPool::string8At` (8-bit) or `stringAt` (16-bit) does.
    pub(crate) fn read(&self, index: u32) -> Result<Text<'a>, Flaw> {
        if let Some(bytes) = self.plain_at(index) {
            let text = String::from_utf8_lossy(bytes);
            let defect = matches!(text, Cow::Owned(_)).then_some(Flaw {
                trick: trick::STRING_ENCODING,
                expected: "UTF-8",
                found: "the string is not UTF-8",
            });
            return Ok(Text { text, defect });
        }
        let at = self.position(index).ok_or(Flaw {
            trick: trick::STRING_BOUNDS,
            expected: "an index inside the pool",
            found: "no such string in the pool",
        })?;
        let limit = self.strings.len();
        let text = if self.utf8 {
            if at >= limit.saturating_sub(1) {
                return Err(OUTSIDE);
            }
            self.read_utf8(at)?
        } else {
            if at / 2 >= (limit / 2).saturating_sub(1) {
                return Err(OUTSIDE);
            }
            self.read_utf16(at & !1)?
        };
        Ok(text)
    }

    /// Most bytes that reading the string at this index may take; decodes nothing.
    pub(crate) fn stored_len(&self, index: u32) -> usize {
        if let Some(bytes) = self.plain_at(index) {
            return bytes.len();
        }
        let Some(at) = self.position(index) else { return 0 };
        if self.utf8 {
            let found = self.utf8_length(at).and_then(|(_, next)| self.utf8_length(next));
            let Some((len, start)) = found else { return 0 };
            match self.strings.get(start.saturating_add(len)) {
                Some(0) => len,
                Some(_) => self.strings.len(),
                None => 0,
            }
        } else {
            self.utf16_length(at & !1).map_or(0, |(len, _)| len.saturating_mul(2))
        }
    }

    fn plain_at(&self, index: u32) -> Option<&'a [u8]> {
        let (at, len) = *self.plain.get(index as usize)?;
        self.strings.get(usize::try_from(at).ok()?..)?.get(..len)
    }

    fn position(&self, index: u32) -> Option<usize> {
        if let Some((at, _)) = self.plain.get(index as usize) {
            return usize::try_from(*at).ok();
        }
        u32_at(self.entries, (index as usize).checked_mul(4)?).map(|at| at as usize)
    }

    fn utf8_length(&self, at: usize) -> Option<(usize, usize)> {
        let first = usize::from(*self.strings.get(at)?);
        if first & 0x80 == 0 {
            return Some((first, at.checked_add(1)?));
        }
        let second = usize::from(*self.strings.get(at.checked_add(1)?)?);
        Some(((first & 0x7f) << 8 | second, at.checked_add(2)?))
    }

    fn utf16_length(&self, at: usize) -> Option<(usize, usize)> {
        let first = usize::from(u16_at(self.strings, at)?);
        if first & 0x8000 == 0 {
            return Some((first, at.checked_add(2)?));
        }
        let second = usize::from(u16_at(self.strings, at.checked_add(2)?)?);
        Some(((first & 0x7fff) << 16 | second, at.checked_add(4)?))
    }

    fn read_utf8(&self, at: usize) -> Result<Text<'a>, Flaw> {
        let lengths = self.utf8_length(at).and_then(|(units, next)| {
            let (len, start) = self.utf8_length(next)?;
            Some((units, len, start))
        });
        let (units, len, start) = lengths.ok_or(CUT)?;
        let rest = self.strings.get(start..).unwrap_or_default();
        // An old aapt wrote only the low 15 bits of a longer length: the platform tries each length that ends in them.
        let mut actual = len;
        while rest.get(actual).is_some_and(|byte| *byte != 0) {
            actual = actual.saturating_add(0x8000);
        }
        if rest.get(actual).is_none() {
            return Err(NO_END);
        }
        let bytes = rest.get(..actual).unwrap_or_default();
        // Java receives the string up to the first zero byte.
        let (bytes, zero) = match bytes.iter().position(|byte| *byte == 0) {
            Some(zero) => (bytes.get(..zero).unwrap_or_default(), true),
            None => (bytes, false),
        };
        if bytes.len() > self.max_string {
            return Err(OVERLAP);
        }
        let (text, lossy) = decode_utf8(bytes);
        let flaw = |trick, expected, found| Some(Flaw { trick, expected, found });
        let defect = if lossy {
            flaw(trick::STRING_ENCODING, "UTF-8", "the string is not UTF-8")
        } else if zero {
            flaw(trick::STRING_LENGTH, "text up to its end", "the string goes on after a zero byte")
        } else if actual < 0x8000 && text.encode_utf16().count() != units {
            flaw(trick::STRING_LENGTH, "the same text", "the two lengths of the string disagree")
        } else {
            None
        };
        Ok(Text { text, defect })
    }

    fn read_utf16(&self, at: usize) -> Result<Text<'a>, Flaw> {
        let (units, start) = self.utf16_length(at).ok_or(CUT)?;
        let len = units.saturating_mul(2);
        let rest = self.strings.get(start..).unwrap_or_default();
        if u16_at(rest, len) != Some(0) {
            return Err(NO_END);
        }
        if len > self.max_string {
            return Err(OVERLAP);
        }
        let bytes = rest.get(..len).unwrap_or_default();
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
        let mut lossy = false;
        let text: String = char::decode_utf16(units)
            .map(|unit| {
                unit.unwrap_or_else(|_| {
                    lossy = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        let defect = lossy.then_some(Flaw {
            trick: trick::STRING_ENCODING,
            expected: "UTF-16",
            found: "the string is not UTF-16",
        });
        Ok(Text { text: Cow::Owned(text), defect })
    }

    /// Strings may lie inside each other, so that few bytes decode to very many. Real pools never exceed their own size.
    fn cap_overlaps(&mut self, issues: &mut Issues) {
        let max = (self.strings.len() as u64).saturating_mul(4).saturating_add(1 << 20);
        let mut total = 0u64;
        for index in 0..self.len() {
            total = total.saturating_add(self.stored_len(index) as u64);
        }
        if total > max {
            self.max_string = 256;
            issues.push(ParseError::limit("overlapping strings", self.strings_offset, "total_bytes", max));
        }
    }
}

/// UTF-8 as aapt2 writes it: characters beyond the basic plane may be stored as two three-byte surrogates, and zero as two
/// bytes (modified UTF-8). The flag is true when something had to be replaced.
fn decode_utf8(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Ok(text) = str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut lossy = false;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, bad) = match str::from_utf8(rest) {
            Ok(valid) => (valid, 0),
            Err(error) => {
                let (valid, _) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
                (str::from_utf8(valid).unwrap_or_default(), error.error_len().unwrap_or(rest.len()).max(1))
            }
        };
        text.push_str(valid);
        rest = rest.get(valid.len()..).unwrap_or_default();
        if bad == 0 {
            break;
        }
        let (character, used) = match *rest {
            [0xc0, 0x80, ..] => ('\0', 2),
            [0xed, a @ 0xa0..=0xaf, b, 0xed, c @ 0xb0..=0xbf, d, ..]
                if b & 0xc0 == 0x80 && d & 0xc0 == 0x80 =>
            {
                let bits = |high: u8, low: u8| u32::from(high & 0x0f) << 6 | u32::from(low & 0x3f);
                let code = (bits(a, b) << 10 | bits(c, d)).saturating_add(0x1_0000);
                (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
            }
            _ => {
                lossy = true;
                (char::REPLACEMENT_CHARACTER, bad)
            }
        };
        text.push(character);
        rest = rest.get(used..).unwrap_or_default();
    }
    (Cow::Owned(text), lossy)
}
