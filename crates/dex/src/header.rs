//! The header and the map list: where the tables lie and what of it cannot be true.
//!
//! Source: `header_item` and `map_list` of the DEX format documentation; AOSP `libdexfile/dex/dex_file.h` for CompactDex and containers.

use std::sync::OnceLock;

use cursor::{Accepts, ErrorKind, Limits, ParseError, Parsed, Trick};

use crate::fence::Fence;
use crate::{Dex, trick};

/// Bytes of a header up to version 040, and from version 041 on.
const HEADER_SIZE: u32 = 0x70;
const HEADER_SIZE_V41: u32 = 0x78;

/// `ENDIAN_CONSTANT`: the only byte order that ART reads.
const ENDIAN_CONSTANT: u32 = 0x1234_5678;

/// The first version whose file may hold several headers that share their data.
pub(crate) const CONTAINER_VERSION: u16 = 41;

/// Headers of one container that are listed; real apps need one for each 65,536 methods.
const MAX_HEADERS: usize = 256;

/// Entries of a map list that are looked at; the format has 21 kinds of item and each occurs once.
const MAX_MAP_ITEMS: usize = 256;

/// Bytes that may follow the map list so that the file ends at a boundary.
const MAP_PADDING: u64 = 16;

/// `map_list` item kinds that the header does not repeat.
const TYPE_CALL_SITE_ID_ITEM: u16 = 0x0007;
const TYPE_METHOD_HANDLE_ITEM: u16 = 0x0008;

/// Offsets of every DEX header in a file: `0` alone, or each header of a version 041 container.
///
/// Gives at most 256 and stops at the first one that is not a DEX; the first is given whatever it is.
pub fn headers(data: &[u8]) -> impl Iterator<Item = u64> {
    let next = |at: &usize| {
        let header = Fields(data.get(*at..)?);
        let size = header.field(0x20).filter(|size| *size >= HEADER_SIZE)?;
        if version_of(header.0)? < CONTAINER_VERSION {
            return None;
        }
        let next = at.checked_add(usize::try_from(size).ok()?)?;
        data.get(next..).filter(|rest| rest.starts_with(b"dex\n")).map(|_| next)
    };
    std::iter::successors(Some(0usize), next).take(MAX_HEADERS).map(|at| at as u64)
}

/// Reads the DEX whose header lies `offset` bytes into the file: one of [`headers`].
pub fn parse_at<'a>(data: &'a [u8], offset: u64, limits: &Limits) -> Result<Parsed<Dex<'a>>, ParseError> {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let own = data.get(start..).unwrap_or_default();
    let compact = own.starts_with(b"cdex");
    if !compact && !own.starts_with(b"dex\n") {
        return Err(ParseError::not_this_format("dex magic", offset));
    }
    let mut check = Check { header: Fields(own), offset, issues: Vec::new(), max: limits.table_items };
    let version = check.version(compact);
    let base = check.file_and_container(data, version, compact);
    let ids = data.get(base..).unwrap_or_default();
    let mut dex = Dex {
        header: own,
        version,
        compact,
        ids,
        data: ids,
        data_offset: base as u64,
        string_ids: check.table(ids, "string ids", 0x38),
        type_ids: check.table(ids, "type ids", 0x40),
        proto_ids: check.table(ids, "proto ids", 0x48),
        field_ids: check.table(ids, "field ids", 0x50),
        method_ids: check.table(ids, "method ids", 0x58),
        class_defs: check.table(ids, "class defs", 0x60),
        call_site_ids: &[],
        method_handles: &[],
        fence: Fence::OPEN,
        string_order: OnceLock::new(),
        types_sorted: OnceLock::new(),
    };
    if compact {
        // CompactDex counts the offsets inside its data from the data section, not from the header.
        let section = check.header.field(0x6c).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        dex.data = ids.get(section..).unwrap_or_default();
        dex.data_offset = dex.data_offset.saturating_add(section as u64);
    }
    check.map_list(&mut dex);
    dex.fence = Fence::new(&dex, &mut check.issues);
    Ok(Parsed { value: dex, issues: check.issues })
}

/// The three digits of the version as a number; `None` when they are no digits.
fn version_of(header: &[u8]) -> Option<u16> {
    std::str::from_utf8(header.get(4..7)?).ok()?.parse().ok()
}

/// Header fields by their offset.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn field(self, at: usize) -> Option<u32> {
        self.0.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
    }
}

/// Reads the header and keeps what was wrong with it.
struct Check<'a> {
    header: Fields<'a>,
    /// Where the header lies in the file.
    offset: u64,
    issues: Vec<ParseError>,
    /// Entries of one table that are indexed.
    max: u64,
}

impl<'a> Check<'a> {
    fn odd(
        &mut self,
        trick: Trick,
        what: &'static str,
        at: u32,
        platform: Accepts,
        (expected, found): (String, String),
    ) {
        self.issues.push(self.deviation(trick, what, at, platform, (expected, found)));
    }

    fn deviation(
        &self,
        trick: Trick,
        what: &'static str,
        at: u32,
        platform: Accepts,
        (expected, found): (String, String),
    ) -> ParseError {
        let offset = self.offset.saturating_add(at.into());
        ParseError::deviates(trick, what, offset, platform, expected, found)
    }

    fn field(&self, at: u32) -> u32 {
        usize::try_from(at).ok().and_then(|at| self.header.field(at)).unwrap_or(0)
    }

    fn version(&mut self, compact: bool) -> u16 {
        let digits = self.header.0.get(4..8).unwrap_or_default();
        let version = version_of(self.header.0).unwrap_or(0);
        let known = if compact { version == 1 } else { matches!(version, 35 | 37..=41) };
        if !known || !digits.ends_with(&[0]) {
            let found = format!("{:?} is not a known version", digits.escape_ascii().to_string());
            let values = ("035 or 037 to 041".into(), found);
            self.odd(trick::VERSION, "dex version", 4, Accepts::No, values);
        }
        if compact {
            let found = "cdex: compact code items are not read".into();
            let issue = self.deviation(trick::COMPACT, "dex magic", 0, Accepts::No, ("dex".into(), found));
            self.issues.push(issue.hiding());
        }
        version
    }

    /// Checks the sizes and gives the place from which the offsets count.
    fn file_and_container(&mut self, data: &[u8], version: u16, compact: bool) -> usize {
        let own = self.header.0.len() as u64;
        let container = version >= CONTAINER_VERSION && !compact;
        let header_size = if container { HEADER_SIZE_V41 } else { HEADER_SIZE };
        if own < u64::from(header_size) {
            let kind = ErrorKind::Truncated { needs: header_size.into(), left: own };
            self.issues.push(ParseError { what: "dex header", offset: self.offset, kind });
        }
        let stated = self.field(0x24);
        if stated != header_size && !compact {
            let values = (format!("{header_size:#x}"), format!("{stated:#x}"));
            self.odd(trick::HEADER_SIZE, "header size", 0x24, Accepts::No, values);
        }
        let endian = self.field(0x28);
        if endian != ENDIAN_CONSTANT {
            let values = (format!("{ENDIAN_CONSTANT:#x}"), format!("{endian:#x}"));
            self.odd(trick::ENDIAN, "endian tag", 0x28, Accepts::No, values);
        }
        let size = u64::from(self.field(0x20));
        if size > own {
            let values = (format!("at most {own} bytes"), format!("{size} bytes"));
            let issue = self.deviation(trick::FILE_SIZE, "file size", 0x20, Accepts::No, values);
            self.issues.push(issue.hiding());
        }
        if !container {
            if size < own {
                let values = ("none".into(), format!("{} bytes behind the {size}", own.saturating_sub(size)));
                self.odd(trick::APPENDED, "file size", 0x20, Accepts::No, values);
            }
            return usize::try_from(self.offset).unwrap_or(usize::MAX);
        }
        self.container(data)
    }

    /// In a container every offset counts from the first header: `DexFile::data_` in AOSP.
    fn container(&mut self, data: &[u8]) -> usize {
        let (size, before) = (u64::from(self.field(0x70)), u64::from(self.field(0x74)));
        let found = format!("a version 041 container of {size} bytes, header at {before:#x},");
        let values = ("one DEX".into(), found);
        self.odd(trick::CONTAINER, "container", 0x70, Accepts::Unknown, values);
        let Some(start) = self.offset.checked_sub(before) else {
            let values = ("a place in the file".into(), format!("{before:#x} before the header"));
            self.odd(trick::CONTAINER_SIZE, "header offset", 0x74, Accepts::No, values);
            return 0;
        };
        let left = (data.len() as u64).saturating_sub(start);
        if size != left {
            let values = (format!("{left} bytes"), format!("{size} bytes"));
            self.odd(trick::CONTAINER_SIZE, "container size", 0x70, Accepts::No, values);
        }
        usize::try_from(start).unwrap_or(usize::MAX)
    }

    /// The table whose count and offset lie at `at`, cut to what the data holds.
    fn table<const N: usize>(&mut self, ids: &'a [u8], what: &'static str, at: u32) -> &'a [[u8; N]] {
        let (count, offset) = (self.field(at), self.field(at.saturating_add(4)));
        self.cut(ids, what, at, count, offset)
    }

    fn cut<const N: usize>(
        &mut self,
        ids: &'a [u8],
        what: &'static str,
        at: u32,
        count: u32,
        offset: u32,
    ) -> &'a [[u8; N]] {
        if count == 0 {
            return &[];
        }
        if !offset.is_multiple_of(4) || offset < HEADER_SIZE {
            let found = format!("{offset:#x}: inside the header or unaligned");
            let values = (format!("a multiple of 4 from {HEADER_SIZE:#x} on"), found);
            self.odd(trick::TABLE_BOUNDS, what, at, Accepts::No, values);
        }
        let rest = usize::try_from(offset).ok().and_then(|offset| ids.get(offset..)).unwrap_or_default();
        let (items, _) = rest.as_chunks::<N>();
        let place = self.offset.saturating_add(at.into());
        if (items.len() as u64) < u64::from(count) {
            let needs = u64::from(count).saturating_mul(N as u64);
            let values = (format!("at most {} bytes", rest.len()), format!("{needs} bytes"));
            let issue = self.deviation(trick::TABLE_BOUNDS, what, at, Accepts::No, values);
            self.issues.push(issue.hiding());
        }
        if u64::from(count) > self.max {
            self.issues.push(ParseError::limit(what, place, "table_items", self.max));
        }
        let wanted = u64::from(count).min(self.max).min(items.len() as u64);
        usize::try_from(wanted).ok().and_then(|wanted| items.get(..wanted)).unwrap_or_default()
    }

    /// Takes the two tables that only the map list knows, and compares the others with the header.
    fn map_list(&mut self, dex: &mut Dex<'a>) {
        let at = self.field(0x34);
        let rest = usize::try_from(at).ok().and_then(|at| dex.data.get(at..)).unwrap_or_default();
        let Some((count, rest)) = rest.split_first_chunk::<4>().filter(|_| at != 0) else {
            let values = ("an offset inside the data".into(), format!("{at:#x}"));
            let issue = self.deviation(trick::MAP_BOUNDS, "map list", 0x34, Accepts::No, values);
            // Call sites and method handles are listed there only.
            self.issues.push(issue.hiding());
            return;
        };
        let count = usize::try_from(u32::from_le_bytes(*count)).unwrap_or(usize::MAX);
        let (items, _) = rest.as_chunks::<12>();
        if count > items.len().min(MAX_MAP_ITEMS) {
            let most = items.len().min(MAX_MAP_ITEMS);
            let values = (format!("at most {most} items"), format!("{count} items"));
            let issue = self.deviation(trick::MAP_BOUNDS, "map list", 0x34, Accepts::No, values);
            self.issues.push(issue.hiding());
        } else {
            self.tail(dex, at, items.get(..count).unwrap_or_default());
        }
        for [a, b, _, _, e, f, g, h, i, j, k, l] in items.iter().take(count.min(MAX_MAP_ITEMS)) {
            let size = u32::from_le_bytes([*e, *f, *g, *h]);
            let offset = u32::from_le_bytes([*i, *j, *k, *l]);
            match u16::from_le_bytes([*a, *b]) {
                TYPE_CALL_SITE_ID_ITEM => {
                    dex.call_site_ids = self.cut(dex.ids, "call site ids", 0x34, size, offset)
                }
                TYPE_METHOD_HANDLE_ITEM => {
                    dex.method_handles = self.cut(dex.ids, "method handles", 0x34, size, offset);
                }
                // `TYPE_HEADER_ITEM` is 0 and the six tables of the header follow in its order.
                kind @ 1..=6 => self.compare(kind, size, offset),
                _ => {}
            }
        }
    }

    fn compare(&mut self, kind: u16, size: u32, offset: u32) {
        let at = u32::from(kind).saturating_mul(8).saturating_add(0x30);
        let (count, start) = (self.field(at), self.field(at.saturating_add(4)));
        if (count, start) != (size, offset) {
            let found = format!("{count} at {start:#x}");
            let expected = format!("{size} at {offset:#x} as the map says for item type {kind}");
            self.odd(trick::MAP_CONFLICT, "header", at, Accepts::No, (expected, found));
        }
    }

    /// Reports bytes behind the map list that the header counts. Every compiler writes the map last.
    fn tail(&mut self, dex: &Dex<'a>, map: u32, items: &[[u8; 12]]) {
        let is_last = items.iter().all(|item| {
            let offset = item.last_chunk::<4>().copied().map(u32::from_le_bytes);
            offset.is_some_and(|offset| offset <= map)
        });
        if dex.compact || dex.version >= CONTAINER_VERSION || !is_last {
            return;
        }
        let end = u64::from(map).saturating_add(4).saturating_add((items.len() as u64).saturating_mul(12));
        let size = u64::from(self.field(0x20)).min(self.header.0.len() as u64);
        let behind = size.saturating_sub(end);
        if behind > MAP_PADDING {
            let values = ("the end of the file".into(), format!("{behind} bytes behind the map list"));
            let at = u32::try_from(end).unwrap_or(u32::MAX);
            self.odd(trick::TAIL, "data", at, Accepts::Yes, values);
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use testkit::dex::{DexBuilder, insn};

    use super::*;

    fn builder() -> DexBuilder {
        let code = [insn::const_string(0, "text"), insn::return_void()];
        DexBuilder::new().class("La/B;", |class| class.method("m", "()V", |method| method.code(code)))
    }

    /// The issues of a DEX, as a person reads them; its tables are still there.
    fn issues(bytes: &[u8]) -> Vec<String> {
        let parsed = crate::parse(bytes, &Limits::default()).unwrap();
        assert!(parsed.value.class_count() == 1 && parsed.value.find_string(b"text").is_some());
        parsed.issues.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_magic_decides_that_it_is_a_dex() {
        for bytes in [&b""[..], b"dex", b"DEX\n035\0", b"PK\x03\x04"] {
            let error = crate::parse(bytes, &Limits::default()).unwrap_err();
            assert_eq!(error.to_string(), "dex magic at 0x0: not this format");
        }
        let parsed = crate::parse(b"dex\n035\0", &Limits::default()).unwrap();
        assert_eq!((parsed.value.version(), parsed.value.string_count()), (35, 0));
        assert_eq!(parsed.issues[0].to_string(), "dex header at 0x0: needs 112 bytes, 8 left");
    }

    #[test]
    fn each_damaged_header_field_is_named_and_the_rest_still_read() {
        let size = builder().build().len();
        let cases = [
            (
                builder().version(b"036"),
                r#"dex version at 0x4: "036\\x00" is not a known version instead of 035 or 037 to 041"#
                    .to_owned(),
            ),
            (
                builder().patch(7, b"x"),
                r#"dex version at 0x4: "035x" is not a known version instead of 035 or 037 to 041"#.into(),
            ),
            (builder().put(0x24, 0x71), "header size at 0x24: 0x71 instead of 0x70".into()),
            (builder().put(0x28, 0x7856_3412), "endian tag at 0x28: 0x78563412 instead of 0x12345678".into()),
            (
                builder().put(0x20, size as u32 + 1),
                format!("file size at 0x20: {} bytes instead of at most {size} bytes", size + 1),
            ),
            (
                builder().append(b"more"),
                format!("file size at 0x20: 4 bytes behind the {size} instead of none"),
            ),
            (
                builder().put(0x34, u32::MAX),
                "map list at 0x34: 0xffffffff instead of an offset inside the data".into(),
            ),
        ];
        for (builder, expected) in cases {
            assert_eq!(issues(&builder.build()), [expected]);
        }
    }

    #[test]
    fn tables_are_cut_to_the_data_and_to_the_limits() {
        let whole = builder().build();
        let parsed = crate::parse(&whole, &Limits::default()).unwrap();
        let count = parsed.value.string_count();
        let bytes = builder().put(0x38, 0x1000_0000).build();
        let parsed = crate::parse(&bytes, &Limits::default()).unwrap();
        let left = bytes.len() - 0x70;
        assert_eq!(
            parsed.issues[0].to_string(),
            format!("string ids at 0x38: 1073741824 bytes instead of at most {left} bytes")
        );
        assert_eq!(parsed.value.string_count() as usize, left / 4);
        let bytes = builder().put(0x3c, u32::MAX).build();
        assert_eq!(crate::parse(&bytes, &Limits::default()).unwrap().value.string_count(), 0);
        let few = Limits { table_items: 2, ..Limits::default() };
        let parsed = crate::parse(&whole, &few).unwrap();
        assert!(count > 2 && parsed.value.string_count() == 2);
        assert!(parsed.issues.iter().all(ParseError::is_limit) && !parsed.issues.is_empty());
    }

    #[test]
    fn a_map_that_contradicts_the_header_is_an_issue() {
        let bytes = builder().put(0x58, 0).build();
        let parsed = crate::parse(&bytes, &Limits::default()).unwrap();
        let text = parsed.issues[0].to_string();
        assert!(text.starts_with("header at 0x58: 0 at ") && text.ends_with("for item type 5"), "{text}");
    }

    #[test]
    fn bytes_behind_the_map_are_told_although_the_header_counts_them() {
        let mut bytes = builder().append(&[7; 64]).build();
        let size = bytes.len() as u32;
        bytes[0x20..0x24].copy_from_slice(&size.to_le_bytes());
        let told = issues(&bytes);
        assert_eq!(told.len(), 1);
        assert!(told[0].ends_with("64 bytes behind the map list instead of the end of the file"), "{told:?}");
        let padding = builder().append(&[0; 12]).build();
        assert!(!issues(&padding).iter().any(|told| told.contains("map list")));
    }

    #[test]
    fn sums_are_compared_when_it_is_asked_for() {
        let codes = |bytes: &[u8]| {
            let dex = crate::parse(bytes, &Limits::default()).unwrap().value;
            dex.verify().iter().map(|issue| issue.deviation().unwrap().trick.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&builder().build()), [""; 0]);
        assert_eq!(codes(&builder().put(8, 0).build()), ["dex.checksum"]);
        assert_eq!(codes(&builder().put(12, 0).build()), ["dex.checksum", "dex.signature"]);
    }

    #[test]
    fn the_checksum_is_read_when_it_is_asked_for() {
        let dex = |bytes: &[u8]| crate::parse(bytes, &Limits::default()).unwrap().value.checksum_ok();
        assert!(dex(&builder().build()));
        assert!(dex(&builder().append(b"more").build()));
        assert!(!dex(&builder().put(8, 0).build()));
    }

    #[test]
    fn compact_dex_counts_from_its_data_section_and_has_no_readable_code() {
        let mut bytes = builder().build();
        bytes[..7].copy_from_slice(b"cdex001");
        bytes[0x6c..0x70].fill(0);
        let parsed = crate::parse(&bytes, &Limits::default()).unwrap();
        assert_eq!(
            parsed.issues[0].to_string(),
            "dex magic at 0x0: cdex: compact code items are not read instead of dex"
        );
        let dex = parsed.value;
        assert!(dex.is_compact() && dex.find_string(b"text").is_some());
        let method = dex.class(0).unwrap().methods(&dex).next().unwrap();
        assert!(method.code(&dex).unwrap().is_err());
    }

    #[test]
    fn every_header_of_a_container_is_listed_and_offsets_count_from_the_first() {
        let mut bytes = builder().version(b"041").build();
        let first = bytes.len() as u32;
        let tables = bytes[0x34..0x70].to_vec();
        bytes.extend(b"dex\n041\0");
        bytes.resize(first as usize + 0x20, 0);
        let total = first + 0x78;
        bytes.extend([0x78, 0x78, ENDIAN_CONSTANT, 0, 0].into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(&tables);
        bytes.extend([total, first].into_iter().flat_map(u32::to_le_bytes));
        assert_eq!(headers(&bytes).collect::<Vec<_>>(), [0, u64::from(first)]);
        let parsed = parse_at(&bytes, first.into(), &Limits::default()).unwrap();
        assert!(parsed.value.find_string(b"text").is_some());
        let place = first + 0x70;
        assert_eq!(
            parsed.issues.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [format!(
                "container at {place:#x}: a version 041 container of {total} bytes, header at {first:#x}, instead of one DEX"
            )]
        );
        assert_eq!(headers(&builder().append(&bytes).build()).count(), 1);
    }
}
