//! The texts in a SQLite database, row by row.
//!
//! Source: "Database File Format" of the SQLite documentation. Only the leaves of tables are read, wherever they lie in the
//! file: which table a row belongs to is not told, and an index holds nothing that its table does not.
//!
//! Architecture invariant: this crate runs no query, knows no package and judges nothing.
#![deny(clippy::arithmetic_side_effects)]

/// How the file begins.
pub const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Bytes of the file's header, which the first page has before its own.
const HEADER: usize = 100;
/// First byte of a page that is a leaf of a table.
const TABLE_LEAF: u8 = 0x0d;
/// Rows are read until this many times the size of the file: in a sound file each byte belongs to one row.
const BUDGET: usize = 4;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where its cell lies in the file.
    pub offset: u64,
    /// Its texts, in the order of the columns, with a tab between them. Blobs count as texts when they are UTF-8.
    pub text: String,
}

/// The rows of a database that hold a text; none when it is no database.
pub fn rows(data: &[u8]) -> Rows<'_> {
    let header = Header::read(data);
    let budget = data.len().saturating_mul(BUDGET);
    Rows { data, header, page: 0, cell: 0, budget }
}

/// See [`rows`].
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    data: &'a [u8],
    header: Option<Header>,
    page: usize,
    cell: usize,
    budget: usize,
}

#[derive(Debug, Clone, Copy)]
struct Header {
    page: usize,
    /// Bytes of a page that hold content.
    usable: usize,
    encoding: u32,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        if !data.starts_with(MAGIC) {
            return None;
        }
        let page = match u16_at(data, 16)? {
            1 => 65536,
            size if size >= 512 && size.is_power_of_two() => usize::from(size),
            _ => return None,
        };
        let usable = page.checked_sub(usize::from(*data.get(20)?))?;
        let encoding = u32::from_be_bytes(*data.get(56..)?.first_chunk()?);
        (usable >= 480).then_some(Self { page, usable, encoding })
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let header = self.header?;
        loop {
            let start = self.page.checked_mul(header.page)?;
            let page = self.data.get(start..)?;
            if page.is_empty() || self.budget == 0 {
                return None;
            }
            let page = page.get(..header.page).unwrap_or(page);
            let own = if self.page == 0 { HEADER } else { 0 };
            let is_leaf = page.get(own) == Some(&TABLE_LEAF);
            let cells = if is_leaf { u16_at(page, own.saturating_add(3)).unwrap_or(0) } else { 0 };
            if self.cell >= usize::from(cells) {
                self.page = self.page.saturating_add(1);
                self.cell = 0;
                continue;
            }
            let pointer = own.saturating_add(8).saturating_add(self.cell.saturating_mul(2));
            self.cell = self.cell.saturating_add(1);
            let Some(at) = u16_at(page, pointer).map(usize::from) else { continue };
            if let Some(text) = self.row(page, at, header) {
                return Some(Row { offset: start.saturating_add(at) as u64, text });
            }
        }
    }
}

impl Rows<'_> {
    fn row(&mut self, page: &[u8], at: usize, header: Header) -> Option<String> {
        let cell = page.get(at..)?;
        let (size, cell) = varint(cell)?;
        let (_, cell) = varint(cell)?;
        let size = usize::try_from(size).ok()?;
        let local = local(size, header.usable)?;
        let inside = cell.get(..local)?;
        self.budget = self.budget.saturating_sub(local);
        let mut payload = inside.to_vec();
        if local < size {
            self.follow(cell.get(local..)?, size.saturating_sub(local), header, &mut payload);
        }
        texts(&payload, header.encoding)
    }

    /// Adds what lies on overflow pages; a broken chain leaves what was read so far.
    fn follow(&mut self, pointer: &[u8], mut left: usize, header: Header, payload: &mut Vec<u8>) {
        let mut next = pointer.first_chunk().copied().map(u32::from_be_bytes).unwrap_or(0);
        while next != 0 && left > 0 && self.budget > 0 {
            let start =
                usize::try_from(next).ok().and_then(|next| next.checked_sub(1)?.checked_mul(header.page));
            let page = start.and_then(|start| self.data.get(start..)?.get(..header.usable));
            let Some((link, content)) = page.and_then(|page| page.split_first_chunk::<4>()) else { return };
            let taken = content.get(..left).unwrap_or(content);
            payload.extend_from_slice(taken);
            left = left.saturating_sub(taken.len());
            self.budget = self.budget.saturating_sub(header.usable);
            next = u32::from_be_bytes(*link);
        }
    }
}

/// Bytes of a payload that lie in the page itself.
fn local(size: usize, usable: usize) -> Option<usize> {
    let most = usable.checked_sub(35)?;
    if size <= most {
        return Some(size);
    }
    let least = usable.checked_sub(12)?.checked_mul(32)?.checked_div(255)?.checked_sub(23)?;
    let over = size.checked_sub(least)?.checked_rem(usable.checked_sub(4)?)?;
    let some = least.checked_add(over)?;
    Some(if some <= most { some } else { least })
}

/// The texts of a record: its header lists the types of the columns, the values follow.
fn texts(payload: &[u8], encoding: u32) -> Option<String> {
    let (length, _) = varint(payload)?;
    let length = usize::try_from(length).ok()?;
    let (mut types, mut values) = (payload.get(..length)?, payload.get(length..)?);
    types = varint(types)?.1;
    let mut text = String::new();
    while let Some((kind, rest)) = varint(types) {
        types = rest;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => kind.checked_sub(12)?.checked_div(2)?,
        };
        let size = usize::try_from(size).ok()?;
        let value = values.get(..size).unwrap_or(values);
        values = values.get(size..).unwrap_or_default();
        if kind < 12 || value.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\t');
        }
        let is_text = kind % 2 == 1;
        match (is_text, encoding) {
            (true, 2) => text.push_str(&wide(value, u16::from_le_bytes)),
            (true, 3) => text.push_str(&wide(value, u16::from_be_bytes)),
            (true, _) => text.push_str(&String::from_utf8_lossy(value)),
            (false, _) => text.push_str(std::str::from_utf8(value).unwrap_or_default()),
        }
    }
    (!text.is_empty()).then_some(text)
}

fn wide(value: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = value.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied()).map(unit);
    char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}

/// A number of one to nine bytes, seven bits each, all eight of the ninth.
fn varint(data: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in data.iter().take(9).enumerate() {
        let rest = || data.get(at.saturating_add(1)..);
        if at == 8 {
            return Some((value << 8 | u64::from(*byte), rest()?));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if *byte < 0x80 {
            return Some((value, rest()?));
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;

    /// A database of one page with one table leaf, as SQLite lays it out.
    fn database(records: &[&[u8]]) -> Vec<u8> {
        let mut page = vec![0u8; 512];
        page[..16].copy_from_slice(MAGIC);
        page[16..18].copy_from_slice(&512u16.to_be_bytes());
        page[59] = 1;
        page[100] = TABLE_LEAF;
        page[103..105].copy_from_slice(&u16::try_from(records.len()).unwrap().to_be_bytes());
        let mut end = 512;
        for (at, record) in records.iter().enumerate() {
            end -= record.len() + 2;
            page[end] = u8::try_from(record.len()).unwrap();
            page[end + 1] = 1;
            page[end + 2..end + 2 + record.len()].copy_from_slice(record);
            let pointer = 108 + at * 2;
            page[pointer..pointer + 2].copy_from_slice(&u16::try_from(end).unwrap().to_be_bytes());
        }
        page
    }

    #[test]
    fn the_texts_of_a_row_stand_side_by_side() {
        // Header of three: a text of three bytes, a number of one, a text of two.
        let file = database(&[b"\x04\x13\x01\x11abc\x07de", b"\x02\x01\x05"]);
        let found: Vec<Row> = rows(&file).collect();
        assert_eq!(found, [Row { offset: 500, text: "abc\tde".into() }]);
        assert!(rows(b"SQLite format 3\0").next().is_none());
        for cut in 0..file.len() {
            rows(&file[..cut]).for_each(drop);
        }
    }

    #[test]
    fn a_cell_that_points_at_itself_over_and_over_ends() {
        let mut file = database(&[b"\x02\x13abc"]);
        file[103..105].copy_from_slice(&u16::MAX.to_be_bytes());
        assert!(rows(&file).count() < 1000);
    }

    #[test]
    fn numbers_of_nine_bytes_end() {
        assert_eq!(varint(&[0x81, 0x00]), Some((128, &[][..])));
        assert_eq!(varint(&[0xff; 9]).map(|(value, _)| value), Some(u64::MAX));
        assert_eq!([local(477, 512), local(1000, 512)], [Some(477), Some(39)]);
    }
}
