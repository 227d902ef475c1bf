//! The hash functions of the signature schemes, weak ones included: a scanner verifies them and reports them.

use digest::{Digest, DynDigest};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hash {
    /// MD5, broken.
    Md5,
    /// SHA-1, broken.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Usual name, as in `SHA-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Length of a digest in bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// True for a function whose collisions are practical.
    pub fn is_weak(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }

    /// A running computation.
    pub(crate) fn start(self) -> Box<dyn DynDigest> {
        match self {
            Self::Md5 => Box::new(md5::Md5::new()),
            Self::Sha1 => Box::new(sha1::Sha1::new()),
            Self::Sha224 => Box::new(sha2::Sha224::new()),
            Self::Sha256 => Box::new(sha2::Sha256::new()),
            Self::Sha384 => Box::new(sha2::Sha384::new()),
            Self::Sha512 => Box::new(sha2::Sha512::new()),
        }
    }

    /// The digest of some pieces taken as one message.
    pub(crate) fn digest(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut running = self.start();
        for piece in pieces {
            running.update(piece);
        }
        running.finalize().into_vec()
    }

    /// DER of the AlgorithmIdentifier and OCTET STRING header of a PKCS #1 v1.5 DigestInfo (RFC 8017, 9.2): with
    /// the NULL parameter and, second, without it, which verifiers accept too.
    pub(crate) fn digest_info(self) -> [Vec<u8>; 2] {
        let (oid, length): (&[u8], u8) = match self {
            Self::Md5 => (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5], 16),
            Self::Sha1 => (&[0x2b, 0x0e, 3, 2, 0x1a], 20),
            Self::Sha224 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4], 28),
            Self::Sha256 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], 32),
            Self::Sha384 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2], 48),
            Self::Sha512 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3], 64),
        };
        let oid_length = u8::try_from(oid.len()).unwrap_or(0);
        let form = |parameters: &[u8]| {
            let inner =
                oid_length.saturating_add(2).saturating_add(u8::try_from(parameters.len()).unwrap_or(0));
            let outer = inner.saturating_add(4).saturating_add(length);
            let mut der = vec![0x30, outer, 0x30, inner, 6, oid_length];
            der.extend_from_slice(oid);
            der.extend_from_slice(parameters);
            der.extend_from_slice(&[4, length]);
            der
        };
        [form(&[5, 0]), form(&[])]
    }
}

/// SHA-256 of one piece.
pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(data).into()
}
