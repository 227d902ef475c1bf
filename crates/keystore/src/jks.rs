//! `sun.security.provider.JavaKeyStore` and `com.sun.crypto.provider.JceKeyStore` of the OpenJDK.

use sha1::{Digest, Sha1};

use crate::{Entries, KeyStore, Kind};

const MAGIC: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
const MAGIC_JCEKS: [u8; 4] = [0xce, 0xce, 0xce, 0xce];
/// Entries that are looked at for a key; a store of more holds certificates.
const MAX_ENTRIES: u32 = 4096;

/// Everything before the digest, and the digest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seal<'a> {
    content: &'a [u8],
    digest: &'a [u8],
}

pub(crate) fn parse(data: &[u8]) -> Option<KeyStore<'_>> {
    let magic = data.first_chunk::<4>().filter(|magic| [MAGIC, MAGIC_JCEKS].contains(magic))?;
    let version = u32::from_be_bytes(*data.get(4..)?.first_chunk()?);
    if !(1..=2).contains(&version) {
        return None;
    }
    let split = data.len().checked_sub(20)?;
    let seal = Seal { content: data.get(..split)?, digest: data.get(split..)? };
    let entries = entries(data.get(8..split)?, version, *magic == MAGIC_JCEKS).unwrap_or(Entries::Hidden);
    Some(KeyStore { kind: Kind::Jks, entries, seal: Some(crate::Seal::Jks(seal)) })
}

/// Walks the entries as far as the first key.
fn entries(data: &[u8], version: u32, jceks: bool) -> Option<Entries> {
    let mut cursor = Cursor(data);
    let count = cursor.u32()?;
    for _ in 0..count.min(MAX_ENTRIES) {
        let tag = cursor.u32()?;
        cursor.text()?;
        cursor.skip(8)?;
        match tag {
            2 => cursor.certificate(version)?,
            1 => return Some(Entries::Keys),
            3 if jceks => return Some(Entries::Keys),
            _ => return None,
        }
    }
    (count <= MAX_ENTRIES).then_some(Entries::Certificates)
}

impl Seal<'_> {
    /// SHA-1 over the password in UTF-16, a fixed text, and the content.
    pub(crate) fn holds(&self, password: &str) -> bool {
        let mut hash = Sha1::new();
        for unit in password.encode_utf16() {
            hash.update(unit.to_be_bytes());
        }
        hash.update(b"Mighty Aphrodite");
        hash.update(self.content);
        hash.finalize()[..] == *self.digest
    }

    pub(crate) fn cost(&self) -> u64 {
        self.content.len() as u64
    }
}

/// A stream as `DataInputStream` reads it: big-endian, texts and arrays with their length before them.
pub(crate) struct Cursor<'a>(pub(crate) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.0.get(..count)?;
        self.0 = self.0.get(count..)?;
        Some(taken)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Option<()> {
        self.bytes(count).map(|_| ())
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.bytes(1)?.first().copied()
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.bytes(4)?.first_chunk().copied().map(u32::from_be_bytes)
    }

    /// Text of `writeUTF`.
    pub(crate) fn text(&mut self) -> Option<()> {
        let length = self.bytes(2)?.first_chunk().copied().map(u16::from_be_bytes)?;
        self.skip(usize::from(length))
    }

    /// Bytes behind their length.
    pub(crate) fn array(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        self.bytes(length)
    }

    fn certificate(&mut self, version: u32) -> Option<()> {
        if version == 2 {
            self.text()?;
        }
        self.array().map(|_| ())
    }
}
