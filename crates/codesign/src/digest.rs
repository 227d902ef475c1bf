use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Hash of a CodeDirectory, `CS_HASHTYPE_*` in XNU `cs_blobs.h`. The order is the kernel's preference, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashType {
    /// Type 1, 20 bytes.
    Sha1,
    /// Type 3: the first 20 bytes of SHA-256.
    Sha256Truncated,
    /// Type 2, 32 bytes.
    Sha256,
    /// Type 4, 48 bytes.
    Sha384,
}

impl HashType {
    /// The type of a number in `hashType`.
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Sha1),
            2 => Some(Self::Sha256),
            3 => Some(Self::Sha256Truncated),
            4 => Some(Self::Sha384),
            _ => None,
        }
    }

    /// Bytes that one hash takes in the CodeDirectory.
    pub fn size(self) -> u8 {
        match self {
            Self::Sha1 | Self::Sha256Truncated => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }

    pub(crate) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha256Truncated => {
                Sha256::digest(data).iter().take(usize::from(self.size())).copied().collect()
            }
            Self::Sha384 => Sha384::digest(data).to_vec(),
        }
    }
}

/// Digest algorithm of a CMS signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    pub(crate) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha384 => Sha384::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }
}

pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
