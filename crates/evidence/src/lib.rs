//! Sealed evidence: what a scan said, in one file whose every byte is covered by a signature.
//!
//! A pack is an archive of stored files in a fixed form: the records, two lists of their digests, an in-toto Statement over
//! those lists in a DSSE envelope, and an Ed25519 signature. `VERIFY.md` inside tells how to check it with `sha256sum` and
//! `openssl` alone, so that the record outlives this program.
//!
//! Architecture invariant: this crate reads reports as data. It neither scans nor judges, and it never prints a key.

mod archive;
mod envelope;
mod key;
mod pack;
mod record;
mod statement;

pub use key::{Key, KeyError, PublicKey};
pub use pack::{Fault, Member, SealError, Sealed, seal, verify};
pub use record::{Record, RecordError};
