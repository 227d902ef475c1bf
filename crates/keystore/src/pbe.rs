//! Keys from passwords as PKCS #12 derives them (RFC 7292, appendix B), and the checksums made with them.

use digest::Digest;
use digest::core_api::BlockSizeUser;
use hmac::{Hmac, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

/// A hash function of a checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By its object identifier.
    pub(crate) fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05] => Hash::Md5,
            [0x2b, 0x0e, 0x03, 0x02, 0x1a] => Hash::Sha1,
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 1] => Hash::Sha256,
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 2] => Hash::Sha384,
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 3] => Hash::Sha512,
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 4] => Hash::Sha224,
            _ => return None,
        })
    }

    pub(crate) fn bytes(self) -> usize {
        match self {
            Hash::Md5 => 16,
            Hash::Sha1 => 20,
            Hash::Sha224 => 28,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }
}

/// A checksum over a content whose key comes from a password.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mac<'a> {
    pub(crate) hash: Hash,
    pub(crate) salt: &'a [u8],
    pub(crate) rounds: u32,
    pub(crate) content: &'a [u8],
    pub(crate) code: &'a [u8],
    /// Length of the key; at most that of the hash.
    pub(crate) key_bytes: usize,
}

impl Mac<'_> {
    /// Whether the checksum is right with this password. Writers differ in what no password is: an empty text with its
    /// end, or nothing at all.
    pub(crate) fn holds(&self, password: &str) -> bool {
        let mut text: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
        text.extend([0, 0]);
        self.is_right(&text) || password.is_empty() && self.is_right(&[])
    }

    pub(crate) fn cost(&self) -> u64 {
        u64::from(self.rounds).saturating_mul(64).saturating_add(self.content.len() as u64)
    }

    fn is_right(&self, password: &[u8]) -> bool {
        macro_rules! with {
            ($hash:ty) => {{
                let key = key::<$hash>(password, self.salt, self.rounds);
                let key = key.get(..self.key_bytes).unwrap_or(&key);
                Hmac::<$hash>::new_from_slice(key)
                    .is_ok_and(|mac| mac.chain_update(self.content).verify_slice(self.code).is_ok())
            }};
        }
        match self.hash {
            Hash::Md5 => with!(Md5),
            Hash::Sha1 => with!(Sha1),
            Hash::Sha224 => with!(Sha224),
            Hash::Sha256 => with!(Sha256),
            Hash::Sha384 => with!(Sha384),
            Hash::Sha512 => with!(Sha512),
        }
    }
}

/// One block of key of purpose 3, that of checksums. Such a key is never longer than the hash, so that the steps of the
/// appendix for further blocks are not needed.
fn key<H: Digest + BlockSizeUser>(password: &[u8], salt: &[u8], rounds: u32) -> Vec<u8> {
    const PURPOSE: u8 = 3;
    let block = H::block_size();
    let filled = |part: &[u8]| -> Vec<u8> {
        let length = part.len().div_ceil(block).saturating_mul(block);
        part.iter().copied().cycle().take(length).collect()
    };
    let mut hash = H::new();
    hash.update(vec![PURPOSE; block]);
    hash.update(filled(salt));
    hash.update(filled(password));
    let mut key = hash.finalize();
    for _ in 1..rounds {
        key = H::digest(&key);
    }
    key.to_vec()
}
