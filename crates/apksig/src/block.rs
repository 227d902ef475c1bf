//! The APK Signing Block: between the entries and the central directory, a list of numbered values.
//!
//! ```text
//! size: u64   (length: u64, id: u32, value: length - 4 bytes)*   size: u64   "APK Sig Block 42"
//! ```
//! Both sizes leave out the first size field. Source:
//! <https://source.android.com/docs/security/features/apksigning/v2#apk-signing-block>.

use std::collections::{BTreeMap, BTreeSet};

use cursor::{ParseError, Reader};

/// Closes the block.
const MAGIC: &[u8; 16] = b"APK Sig Block 42";
/// Trailing size field and magic.
const FOOTER: u64 = 24;
/// Pairs that are listed; lookups read all of them.
const MAX_LISTED: usize = 4096;

pub(crate) const V2: u32 = 0x7109_871a;
pub(crate) const V3: u32 = 0xf053_68c0;
pub(crate) const V31: u32 = 0x1b93_ad61;
pub(crate) const SOURCE_STAMP_V2: u32 = 0x6dff_800d;

/// Name of a pair's number, or `None` when nobody we know uses it.
pub fn known_name(id: u32) -> Option<&'static str> {
    Some(match id {
        V2 => "APK Signature Scheme v2",
        V3 => "APK Signature Scheme v3",
        V31 => "APK Signature Scheme v3.1",
        0x70e1_c89f => "APK Signature Scheme v3.2",
        0x2b09_189e => "source stamp v1",
        SOURCE_STAMP_V2 => "source stamp v2",
        0x4272_6577 => "verity padding",
        0x504b_4453 => "dependency info (Google Play)",
        0x2146_444e => "Play frosting",
        0x7177_7777 => "Walle channel (Meituan)",
        0x8811_55ff => "VasDolly channel (Tencent)",
        0x7a78_6b21 => "PackerNG v2 channel",
        _ => return None,
    })
}

/// One numbered value of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// Number that says what the value is.
    pub id: u32,
    /// Offset of the value in the package.
    pub offset: u64,
    /// The value.
    pub value: &'a [u8],
    /// What the number is known for.
    pub name: Option<&'static str>,
    /// True when an earlier pair has the same number; the platform reads the first.
    pub duplicate: bool,
}

/// The block of one package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// Where the block begins: also where the signed entries end.
    pub offset: u64,
    /// Its length with both size fields, in bytes; it ends at the central directory.
    pub size: u64,
    /// The pairs, in order, at most 4096 of them.
    pub pairs: Vec<Pair<'a>>,
    /// Where the list of pairs breaks off, if it does.
    pub issues: Vec<ParseError>,
    body: &'a [u8],
    /// The first value of each number that is known by name, and its offset.
    first: BTreeMap<u32, (u64, &'a [u8])>,
}

impl<'a> Block<'a> {
    /// Finds the block in front of a central directory, which must end at the end-of-directory record.
    ///
    /// `None` when there is none, as the platform judges: then only JAR signatures count.
    pub fn find(
        data: &'a [u8],
        directory_offset: u64,
        directory_size: u64,
        eocd_offset: u64,
    ) -> Option<Self> {
        if directory_offset.checked_add(directory_size)? != eocd_offset {
            return None;
        }
        let start = usize::try_from(directory_offset.checked_sub(FOOTER)?).ok()?;
        let mut footer = Reader::with_base(data.get(start..)?, start as u64);
        let size = footer.u64_le("signing block size").ok()?;
        if footer.array::<16>("signing block magic").ok()? != *MAGIC
            || size < FOOTER
            || size > i32::MAX as u64
        {
            return None;
        }
        let offset = directory_offset.checked_sub(size)?.checked_sub(8)?;
        let begin = usize::try_from(offset).ok()?;
        let mut header = Reader::with_base(data.get(begin..)?, offset);
        if header.u64_le("signing block size").ok()? != size {
            return None;
        }
        let body = data.get(begin.checked_add(8)?..start)?;
        let mut block = Self {
            offset,
            size: size.saturating_add(8),
            pairs: Vec::new(),
            issues: Vec::new(),
            body,
            first: BTreeMap::new(),
        };
        block.list();
        Some(block)
    }

    /// The first value with this number. A pair that is damaged hides what follows, as it does on the platform.
    pub fn value(&self, id: u32) -> Option<&'a [u8]> {
        self.reader(id).map(|reader| reader.rest())
    }

    /// The same as a reader that keeps the package's offsets.
    pub(crate) fn reader(&self, id: u32) -> Option<Reader<'a>> {
        let (offset, value) = match known_name(id) {
            Some(_) => *self.first.get(&id)?,
            None => {
                let mut pairs = self.raw_pairs().map_while(Result::ok);
                pairs.find(|pair| pair.0 == id).map(|(_, offset, value)| (offset, value))?
            }
        };
        Some(Reader::with_base(value, offset))
    }

    /// Reads all pairs once: lookups are many, and pairs may be millions.
    fn list(&mut self) {
        let mut seen = BTreeSet::new();
        let mut full = false;
        for pair in self.raw_pairs() {
            let (id, offset, value) = match pair {
                Ok(pair) => pair,
                Err(_) if full => break,
                Err(error) => {
                    self.issues.push(error);
                    break;
                }
            };
            let name = known_name(id);
            if name.is_some() {
                self.first.entry(id).or_insert((offset, value));
            }
            if self.pairs.len() < MAX_LISTED {
                self.pairs.push(Pair { id, offset, value, name, duplicate: !seen.insert(id) });
            } else if !full {
                let most = MAX_LISTED as u64;
                self.issues.push(ParseError::limit("signing block pairs", offset, "pairs", most));
                full = true;
            }
        }
    }

    /// Number, offset and value of each pair; ends after the first damaged one.
    fn raw_pairs(&self) -> impl Iterator<Item = Result<(u32, u64, &'a [u8]), ParseError>> + use<'a> {
        let mut reader = Reader::with_base(self.body, self.offset.saturating_add(8));
        let mut broken = false;
        std::iter::from_fn(move || {
            if broken || reader.is_empty() {
                return None;
            }
            let pair = raw_pair(&mut reader);
            broken = pair.is_err();
            Some(pair)
        })
    }
}

fn raw_pair<'a>(reader: &mut Reader<'a>) -> Result<(u32, u64, &'a [u8]), ParseError> {
    const WHAT: &str = "signing block pair";
    let at = reader.offset();
    let length = reader.u64_le(WHAT)?;
    let fits = usize::try_from(length).ok().filter(|length| (4..=i32::MAX as usize).contains(length));
    let length =
        fits.ok_or_else(|| ParseError::invalid(WHAT, at, format!("length {length} is out of range")))?;
    let mut pair = reader.sub(length, WHAT)?;
    let id = pair.u32_le(WHAT)?;
    Ok((id, pair.offset(), pair.rest()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn pair(id: u32, value: &[u8]) -> Vec<u8> {
        let length = (value.len() + 4) as u64;
        [&length.to_le_bytes()[..], &id.to_le_bytes(), value].concat()
    }

    /// A block with this body.
    pub(crate) fn block(body: &[u8]) -> Vec<u8> {
        let size = (body.len() as u64 + 24).to_le_bytes();
        [&size[..], body, &size, MAGIC].concat()
    }

    fn find(bytes: &[u8]) -> Option<Block<'_>> {
        Block::find(bytes, bytes.len() as u64, 0, bytes.len() as u64)
    }

    #[test]
    fn pairs_are_listed_and_the_first_of_a_number_wins() {
        let bytes = block(&[pair(V2, b"one"), pair(0x1234, b""), pair(V2, b"two")].concat());
        let found = find(&bytes).unwrap();
        assert_eq!((found.offset, found.size), (0, bytes.len() as u64));
        let listed: Vec<_> = found.pairs.iter().map(|pair| (pair.id, pair.duplicate)).collect();
        assert_eq!(listed, [(V2, false), (0x1234, false), (V2, true)]);
        assert_eq!(found.value(V2), Some(&b"one"[..]));
        assert_eq!((found.pairs[1].name, found.pairs[1].value), (None, &b""[..]));
        assert_eq!(&bytes[found.pairs[2].offset as usize..][..3], b"two");
    }

    #[test]
    fn a_pair_length_out_of_range_hides_what_follows() {
        for length in [0u64, 3, 1 << 62, 1 << 63, u64::MAX, 1000] {
            let body = [&length.to_le_bytes()[..], &pair(V2, b"one")].concat();
            let bytes = block(&body);
            let found = find(&bytes).unwrap();
            assert_eq!((found.value(V2), found.issues.len()), (None, 1), "length {length}");
        }
    }

    #[test]
    fn a_block_whose_frame_is_wrong_is_no_block() {
        let good = block(&pair(V2, b"one"));
        for index in [0, good.len() - 1, good.len() - 24] {
            let mut bad = good.clone();
            bad[index] ^= 1;
            assert_eq!(find(&bad), None, "byte {index}");
        }
        for size in [0u64, 23, 1 << 62, 1 << 63, u64::MAX] {
            let bad = [&size.to_le_bytes()[..], &size.to_le_bytes(), MAGIC].concat();
            assert_eq!(find(&bad), None, "size {size}");
        }
        assert_eq!(
            Block::find(&good, good.len() as u64, 0, good.len() as u64 + 1),
            None,
            "a gap before the record"
        );
        assert_eq!(Block::find(&[], u64::MAX, u64::MAX, 0), None);
    }

    #[test]
    fn a_million_pairs_are_searched_and_not_listed() {
        let mut body = pair(1, b"").repeat(1_000_000);
        body.extend_from_slice(&pair(V3, b"x"));
        let bytes = block(&body);
        let found = find(&bytes).unwrap();
        assert_eq!(found.pairs.len(), MAX_LISTED);
        assert_eq!(found.value(2), None);
        // Each scheme asks several times; the pairs are walked once.
        for _ in 0..10_000 {
            assert_eq!((found.value(V3), found.value(V2)), (Some(&b"x"[..]), None));
        }
    }
}
