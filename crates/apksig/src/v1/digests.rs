//! Digests of the entries' contents, each computed once however many ranges of platforms are asked.

use std::collections::HashMap;

use container::{Archive, Entry};
use cursor::{Limits, ParseError};

use crate::hash::Hash;
use crate::lend::Lent;
use crate::verdict::Issue;

/// Compression method of a deflated entry.
const DEFLATE: u16 = 8;

/// The digests one entry must have, or why that need not be looked at.
pub(crate) struct Asked<'e, 'a> {
    pub(crate) entry: &'e Entry<'a>,
    pub(crate) expected: Result<Vec<(Hash, Vec<u8>)>, Issue>,
}

/// Digests by the place of the entry's directory record.
pub(crate) struct Digests<'h> {
    lent: Lent<'h>,
    known: HashMap<(u64, Hash), Vec<u8>>,
}

impl<'h> Digests<'h> {
    pub(crate) fn new(lent: Lent<'h>) -> Self {
        Self { lent, known: HashMap::new() }
    }

    /// Computes what is asked for and not known yet, as far as the limits allow; what cannot be read stays unknown.
    pub(crate) fn compute(&mut self, archive: &Archive<'_>, asked: &[Asked<'_, '_>], limits: &Limits) {
        let mut left = limits.total_bytes;
        let mut missing = Vec::new();
        for Asked { entry, expected } in asked {
            let Ok(expected) = expected else { continue };
            match left.checked_sub(most(archive, entry, limits)) {
                Some(rest) => left = rest,
                None => break,
            }
            let hashes: Vec<Hash> = expected
                .iter()
                .map(|(hash, _)| *hash)
                .filter(|hash| !self.known.contains_key(&(entry.central_offset, *hash)))
                .collect();
            if !hashes.is_empty() {
                missing.push((*entry, hashes));
            }
        }
        let Lent { spread, inflated } = self.lent;
        let work = |at: usize| -> Vec<u8> {
            let Some((entry, hashes)) = missing.get(at) else { return Vec::new() };
            let lent = inflated
                .of(entry)
                .filter(|bytes| entry.method == DEFLATE && bytes.len() as u64 == entry.uncompressed_size);
            let digests = |bytes: &[u8]| hashes.iter().flat_map(|hash| hash.digest(&[bytes])).collect();
            match lent {
                Some(bytes) => digests(bytes),
                None => super::content(archive, entry, limits)
                    .map_or_else(|_| Vec::new(), |bytes| digests(&bytes)),
            }
        };
        for ((entry, hashes), digests) in missing.iter().zip(spread.map(missing.len(), &work)) {
            let mut rest = digests.as_slice();
            for hash in hashes {
                let Some((digest, after)) = rest.split_at_checked(hash.size()) else { break };
                self.known.insert((entry.central_offset, *hash), digest.to_vec());
                rest = after;
            }
        }
    }

    /// The digest of one entry; the error is why its content cannot be read.
    pub(crate) fn of(
        &mut self,
        archive: &Archive<'_>,
        entry: &Entry<'_>,
        hash: Hash,
        limits: &Limits,
    ) -> Result<Vec<u8>, ParseError> {
        match self.known.get(&(entry.central_offset, hash)) {
            Some(known) => Ok(known.clone()),
            None => super::content(archive, entry, limits).map(|bytes| hash.digest(&[&bytes])),
        }
    }
}

/// Bytes that reading an entry can give at most.
pub(crate) fn most(archive: &Archive<'_>, entry: &Entry<'_>, limits: &Limits) -> u64 {
    entry.uncompressed_size.min(limits.entry_bytes).min(super::possible(archive, entry))
}
