//! Digests over the content of a package, everything but the signing block.
//!
//! Three sections are digested: the entries, the central directory, and the end-of-directory record with its
//! directory offset pointing at the signing block, as it stood before the block was inserted.

use std::borrow::Cow;
use std::collections::BTreeMap;

use digest::Digest;
use sha2::Sha256;

use crate::hash::Hash;
use crate::lend::Spread;

const CHUNK: usize = 1 << 20;
const PAGE: usize = 4096;
/// Salt of the verity tree in the schemes v2 and v3: eight zero bytes.
const VERITY_SALT: [u8; 8] = [0; 8];

/// How content is digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentDigest {
    /// SHA-256 over 1 MB chunks.
    ChunkedSha256,
    /// SHA-512 over 1 MB chunks.
    ChunkedSha512,
    /// Root of an fs-verity tree of 4 kB pages with SHA-256, and the length of the content.
    VeritySha256,
    /// SHA-256 of MANIFEST.MF, which stands for a JAR signature in a source stamp.
    Sha256,
}

impl ContentDigest {
    /// Number inside source stamps.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::ChunkedSha256 => 1,
            Self::ChunkedSha512 => 2,
            Self::VeritySha256 => 3,
            Self::Sha256 => 4,
        }
    }

    /// The platform prefers the higher one.
    pub(crate) fn strength(self) -> u8 {
        match self {
            Self::Sha256 => 0,
            Self::ChunkedSha256 => 1,
            Self::VeritySha256 => 2,
            Self::ChunkedSha512 => 3,
        }
    }
}

/// The signed sections of a package, each digest of which is computed once.
pub(crate) struct Content<'a, 's> {
    entries: &'a [u8],
    directory: &'a [u8],
    record: Cow<'a, [u8]>,
    known: BTreeMap<ContentDigest, Option<Vec<u8>>>,
    spread: &'s dyn Spread,
}

impl<'a, 's> Content<'a, 's> {
    /// Splits a package whose signing block begins at `block_offset`.
    pub(crate) fn new(
        data: &'a [u8],
        block_offset: u64,
        directory_offset: u64,
        eocd_offset: u64,
        spread: &'s dyn Spread,
    ) -> Option<Self> {
        let offset = |value: u64| usize::try_from(value).ok();
        let entries = data.get(..offset(block_offset)?)?;
        let directory = data.get(offset(directory_offset)?..offset(eocd_offset)?)?;
        let mut record = data.get(offset(eocd_offset)?..)?.to_vec();
        let field = record.get_mut(16..20)?;
        field.copy_from_slice(&u32::try_from(block_offset).ok()?.to_le_bytes());
        Some(Self { entries, directory, record: Cow::Owned(record), known: BTreeMap::new(), spread })
    }

    /// The digest of this kind; `None` when the layout allows none (verity needs whole pages before the block).
    pub(crate) fn digest(&mut self, kind: ContentDigest) -> Option<&[u8]> {
        if !self.known.contains_key(&kind) {
            let computed = self.compute(kind);
            self.known.insert(kind, computed);
        }
        self.known.get(&kind)?.as_deref()
    }

    fn compute(&self, kind: ContentDigest) -> Option<Vec<u8>> {
        match kind {
            ContentDigest::ChunkedSha256 => Some(self.chunked(Hash::Sha256)),
            ContentDigest::ChunkedSha512 => Some(self.chunked(Hash::Sha512)),
            ContentDigest::VeritySha256 => self.verity(),
            ContentDigest::Sha256 => None,
        }
    }

    fn sections(&self) -> [&[u8]; 3] {
        [self.entries, self.directory, &self.record]
    }

    fn chunked(&self, hash: Hash) -> Vec<u8> {
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let sections = self.sections();
        let chunks: Vec<&[u8]> = sections.iter().flat_map(|section| section.chunks(CHUNK)).collect();
        let digest = |at: usize| {
            let chunk = chunks.get(at).copied().unwrap_or_default();
            hash.digest(&[&[0xa5], &number(chunk.len()), chunk])
        };
        let mut top = hash.start();
        top.update(&[0x5a]);
        top.update(&number(chunks.len()));
        for digest in self.spread.map(chunks.len(), &digest) {
            top.update(&digest);
        }
        top.finalize().into_vec()
    }

    fn verity(&self) -> Option<Vec<u8>> {
        if !self.entries.len().is_multiple_of(PAGE) {
            return None;
        }
        let length: usize = self.sections().iter().map(|section| section.len()).sum();
        let (root, _) = tree(&self.sections(), &VERITY_SALT, self.spread);
        let mut digest = root.to_vec();
        digest.extend_from_slice(&(length as u64).to_le_bytes());
        Some(digest)
    }
}

/// Root and stored levels, top first, of an fs-verity tree over some pieces taken as one file.
///
/// Memory is one hundred and twenty-eighth of the data.
pub(crate) fn tree(pieces: &[&[u8]], salt: &[u8], spread: &dyn Spread) -> ([u8; 32], Vec<u8>) {
    let mut level = Vec::new();
    let mut page = Vec::with_capacity(PAGE);
    for piece in pieces {
        let mut rest = *piece;
        if !page.is_empty() {
            let (head, tail) = rest.split_at(rest.len().min(PAGE.saturating_sub(page.len())));
            page.extend_from_slice(head);
            rest = tail;
            if page.len() < PAGE {
                continue;
            }
            level.extend_from_slice(&salted(salt, &page));
            page.clear();
        }
        let (whole, tail) = rest.split_at(rest.len().saturating_sub(rest.len() % PAGE));
        let chunks: Vec<&[u8]> = whole.chunks(CHUNK).collect();
        let hashes = |at: usize| -> Vec<u8> {
            let chunk = chunks.get(at).copied().unwrap_or_default();
            chunk.chunks(PAGE).flat_map(|page| salted(salt, page)).collect()
        };
        level.extend(spread.map(chunks.len(), &hashes).into_iter().flatten());
        page.extend_from_slice(tail);
    }
    if !page.is_empty() {
        page.resize(PAGE, 0);
        level.extend_from_slice(&salted(salt, &page));
    }
    let mut levels = Vec::new();
    loop {
        level.resize(level.len().next_multiple_of(PAGE), 0);
        if level.len() <= PAGE {
            break;
        }
        let above: Vec<u8> = level.chunks(PAGE).flat_map(|page| salted(salt, page)).collect();
        levels.push(std::mem::replace(&mut level, above));
    }
    let root = salted(salt, &level);
    levels.push(level);
    levels.reverse();
    (root, levels.concat())
}

fn salted(salt: &[u8], page: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(page);
    hash.finalize().into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;
    use crate::hash::sha256;
    use crate::lend::InOrder;

    #[test]
    fn a_tree_over_one_page_is_a_hash_of_a_hash() {
        let data = [7u8; 100];
        let mut page = data.to_vec();
        page.resize(PAGE, 0);
        let mut level = sha256(&page).to_vec();
        level.resize(PAGE, 0);
        assert_eq!(tree(&[&data], &[], &InOrder), (sha256(&level), level));
    }

    #[test]
    fn pieces_and_the_whole_have_the_same_tree() {
        let data: Vec<u8> = (0..PAGE * 200).map(|index| (index % 251) as u8).collect();
        let (first, rest) = data.split_at(10);
        let (second, third) = rest.split_at(PAGE * 2 + 1);
        let whole = tree(&[&data], &VERITY_SALT, &InOrder);
        assert_eq!(tree(&[first, second, &[], third], &VERITY_SALT, &InOrder), whole);
        assert_eq!(whole.1.len(), PAGE * 3, "two hundred hashes take two pages, and one above them");
    }

    #[test]
    fn chunks_end_at_their_section() {
        let mut data = vec![1u8; CHUNK + 1];
        data.extend_from_slice(&[0; 22]);
        let end = CHUNK as u64 + 1;
        let mut content = Content::new(&data, end, end, end, &InOrder).unwrap();
        let mut record = vec![0u8; 22];
        record.get_mut(16..20).unwrap().copy_from_slice(&(CHUNK as u32 + 1).to_le_bytes());
        let chunk = |data: &[u8]| Hash::Sha256.digest(&[&[0xa5], &(data.len() as u32).to_le_bytes(), data]);
        let parts = [chunk(&data[..CHUNK]), chunk(&[1]), chunk(&record)].concat();
        let expected = Hash::Sha256.digest(&[&[0x5a], &3u32.to_le_bytes(), &parts]);
        assert_eq!(content.digest(ContentDigest::ChunkedSha256), Some(&expected[..]));
        assert_eq!(content.digest(ContentDigest::VeritySha256), None, "entries are no whole pages");
    }
}
