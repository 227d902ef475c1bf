//! Private keys and key stores: what a file is, whether a private key lies in it, and whether a password opens it.
//!
//! Told by their bytes alone, since such files are often renamed. Nothing is decrypted: a password is right when the
//! store's own checksum says so.
//!
//! Architecture invariant: this crate knows no package and judges nothing; a key that is found is not kept.
#![deny(clippy::arithmetic_side_effects)]

mod bks;
mod der;
mod jks;
mod pbe;
mod pem;
mod pkcs12;
mod private_key;

pub use pem::{Block, blocks};
pub use private_key::{PrivateKey, private_key, private_key_begins};

/// What kind of key store a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Java's own, and its stronger variant JCEKS.
    Jks,
    /// Bouncy Castle, versions 1 and 2.
    Bks,
    /// Bouncy Castle for FIPS: entries are encrypted as a whole.
    Bcfks,
    /// PKCS #12: `.p12`, `.pfx`.
    Pkcs12,
}

impl Kind {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Jks => "JKS",
            Kind::Bks => "BKS",
            Kind::Bcfks => "BCFKS",
            Kind::Pkcs12 => "PKCS#12",
        }
    }
}

/// What is known of the entries of a store without its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// At least one private or secret key.
    Keys,
    /// Certificates only: a trust store.
    Certificates,
    /// Everything is encrypted, or the list could not be read.
    Hidden,
}

/// A key store.
#[derive(Debug, Clone, Copy)]
pub struct KeyStore<'a> {
    /// What it is.
    pub kind: Kind,
    /// What it holds.
    pub entries: Entries,
    seal: Option<Seal<'a>>,
}

/// The store's checksum, which depends on its password.
#[derive(Debug, Clone, Copy)]
enum Seal<'a> {
    Jks(jks::Seal<'a>),
    Mac(pbe::Mac<'a>),
}

impl KeyStore<'_> {
    /// Whether the password is right; `None` when the store has no checksum that is understood here.
    pub fn opens_with(&self, password: &str) -> Option<bool> {
        Some(match self.seal.as_ref()? {
            Seal::Jks(seal) => seal.holds(password),
            Seal::Mac(mac) => mac.holds(password),
        })
    }

    /// Bytes that one try of a password hashes, so that a caller can keep to a budget; zero when nothing can be tried.
    pub fn cost(&self) -> u64 {
        match &self.seal {
            None => 0,
            Some(Seal::Jks(seal)) => seal.cost(),
            Some(Seal::Mac(mac)) => mac.cost(),
        }
    }
}

/// The key store that these bytes are; `None` when they are none.
pub fn parse(data: &[u8]) -> Option<KeyStore<'_>> {
    jks::parse(data).or_else(|| bks::parse(data)).or_else(|| pkcs12::parse(data)).or_else(|| bcfks(data))
}

/// `ObjectStore ::= SEQUENCE { CHOICE { EncryptedObjectStoreData, ... }, ObjectStoreIntegrityCheck }` of Bouncy Castle
/// (`org.bouncycastle.asn1.bc`): the first is an algorithm with parameters and an octet string, the second an algorithm, a
/// derivation of a key and a code.
fn bcfks(data: &[u8]) -> Option<KeyStore<'_>> {
    /// `id-PBES2` and `id-PBKDF2`.
    const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
    let (whole, rest) = der::element(data, der::SEQUENCE)?;
    if !rest.is_empty() {
        return None;
    }
    let (content, check) = der::element(whole, der::SEQUENCE)?;
    let (algorithm, encrypted) = der::element(content, der::SEQUENCE)?;
    let (oid, _) = der::element(algorithm, der::OID)?;
    let (_, end) = der::element(encrypted, der::OCTET_STRING)?;
    let (check, last) = der::element(check, der::SEQUENCE)?;
    let (_, derivation) = der::element(check, der::SEQUENCE)?;
    let (_, code) = der::element(derivation, der::SEQUENCE)?;
    let (_, none) = der::element(code, der::OCTET_STRING)?;
    let fits = oid == PBES2 && end.is_empty() && last.is_empty() && none.is_empty();
    fits.then_some(KeyStore { kind: Kind::Bcfks, entries: Entries::Hidden, seal: None })
}

#[cfg(test)]
mod tests;
