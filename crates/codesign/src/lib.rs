//! Apple code signatures, entitlements and provisioning profiles: what a signature states, and whether it holds.
//!
//! [`parse`] reads the data of `LC_CODE_SIGNATURE`, [`verify`] compares it with the bytes that it covers,
//! [`profile`] reads `embedded.mobileprovision` and [`resources`] reads `_CodeSignature/CodeResources`.
//!
//! Architecture invariant: this crate knows nothing about packages, Mach-O load commands or checks. It computes
//! digests but verifies no public-key signature and trusts no root: whether a certificate is Apple's is not its word.
#![deny(clippy::arithmetic_side_effects)]

mod asn1;
mod certificate;
mod digest;
mod directory;
mod entitlements;
mod message;
pub mod profile;
pub mod resources;
mod signature;
mod verify;

pub use certificate::Certificate;
pub use digest::HashType;
pub use directory::{CodeDirectory, CodeHashes, FLAG_ADHOC, FLAG_LINKER_SIGNED, FLAG_RUNTIME};
pub use signature::{Blob, Signature, parse};
pub use verify::{Mismatch, verify};
