use std::fmt;
use std::io::Write as _;
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// Why a key could not be made or read. No message holds any of it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Not a key in PEM.
    #[error("no Ed25519 key in PEM (PKCS #8)")]
    NotAKey,
    /// The system gave no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

/// An Ed25519 key that signs packs.
pub struct Key(SigningKey);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public().id())
    }
}

impl Key {
    /// A new key from the random numbers of the system.
    pub fn generate() -> Result<Self, KeyError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Writes the key into a new file that its owner alone may read (PKCS #8 in PEM, as `openssl pkey` reads it). A file that
    /// is there already is never overwritten.
    pub fn create(&self, path: &Path) -> Result<(), KeyError> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotAKey)?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(pem.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// Reads a key file.
    pub fn read(pem: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(pem).map(Self).map_err(|_| KeyError::NotAKey)
    }

    /// The half that may be shown.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// The public half of a [`Key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo in PEM.
    pub fn read(pem: &str) -> Result<Self, KeyError> {
        VerifyingKey::from_public_key_pem(pem).map(Self).map_err(|_| KeyError::NotAKey)
    }

    /// SubjectPublicKeyInfo in PEM, as `openssl pkey -pubout` writes it.
    pub fn pem(&self) -> String {
        self.0.to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// SHA-256 of the SubjectPublicKeyInfo, in hexadecimal: what a person compares.
    pub fn id(&self) -> String {
        let der = self.0.to_public_key_der().map(|der| der.as_bytes().to_vec()).unwrap_or_default();
        hex::encode(Sha256::digest(der))
    }

    pub(crate) fn holds(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        let key = Key::generate().unwrap();
        let pem = key.0.to_pkcs8_pem(LineEnding::LF).unwrap();
        let secret = hex::encode(key.0.to_bytes());
        let shown = format!("{key:?} {:?} {}", Key::read("nothing").unwrap_err(), key.public().pem());
        assert!(!shown.contains(&secret) && !shown.contains(pem.lines().nth(1).unwrap()));
        assert_eq!(Key::read(&pem).unwrap().public(), key.public());
    }
}
