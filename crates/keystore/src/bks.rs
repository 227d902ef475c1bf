//! `org.bouncycastle.jcajce.provider.keystore.bc.BcKeyStoreSpi`.

use crate::jks::Cursor;
use crate::pbe::{Hash, Mac};
use crate::{Entries, KeyStore, Kind, Seal};

/// Entries that are looked at for a key.
const MAX_ENTRIES: u32 = 4096;
/// What the store's writer accepts for salts and rounds; other values are another format.
const SALT: std::ops::RangeInclusive<u32> = 8..=64;
const ROUNDS: std::ops::RangeInclusive<u32> = 1..=1_000_000;

pub(crate) fn parse(data: &[u8]) -> Option<KeyStore<'_>> {
    let mut cursor = Cursor(data);
    let version = cursor.u32().filter(|version| (1..=2).contains(version))?;
    let salt = cursor.array().filter(|salt| SALT.contains(&u32::try_from(salt.len()).unwrap_or(u32::MAX)))?;
    let rounds = cursor.u32().filter(|rounds| ROUNDS.contains(rounds))?;
    let split = data.len().checked_sub(20)?;
    let start = data.len().checked_sub(cursor.0.len())?;
    let (content, code) = (data.get(start..split)?, data.get(split..)?);
    let entries = entries(Cursor(content))?;
    // Version 1 made a key of 16 bits by mistake; every reader keeps to it.
    let key_bytes = if version == 1 { 2 } else { 20 };
    let mac = Mac { hash: Hash::Sha1, salt, rounds, content, code, key_bytes };
    Some(KeyStore { kind: Kind::Bks, entries, seal: Some(Seal::Mac(mac)) })
}

/// Walks the entries to the first key; `None` when they are not such entries at all.
fn entries(mut cursor: Cursor<'_>) -> Option<Entries> {
    for _ in 0..MAX_ENTRIES {
        let tag = cursor.u8()?;
        if tag == 0 {
            return Some(Entries::Certificates);
        }
        cursor.text()?;
        cursor.skip(8)?;
        let chain = cursor.u32()?;
        for _ in 0..chain.min(MAX_ENTRIES) {
            cursor.text()?;
            cursor.array()?;
        }
        match tag {
            // A certificate: its type and its bytes.
            1 => {
                cursor.text()?;
                cursor.array()?;
            }
            // A key that is not encrypted by itself: 0 private, 1 public, 2 secret.
            2 => match cursor.u8()? {
                1 => {
                    cursor.text()?;
                    cursor.text()?;
                    cursor.array()?;
                }
                0 | 2 => return Some(Entries::Keys),
                _ => return None,
            },
            // Encrypted by the password of the entry.
            3 | 4 => return Some(Entries::Keys),
            _ => return None,
        }
    }
    Some(Entries::Hidden)
}
