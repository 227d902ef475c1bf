//! APK signatures: v1 (JAR), v2, v3, v3.1, v4, rotation lineage and source stamp, parsed and verified as Android
//! does for a range of API levels.
//!
//! [`parse`] lists what a package carries; [`verify`](verify()) says whether every platform of a range would accept
//! it, with apksig's issue names, and which certificates the verifying code used. Weak keys and hashes verify as they
//! do on a device, and show in the certificates and algorithms. The oracle is AOSP apksig's `ApkVerifier`.
//!
//! Architecture invariant: this crate knows nothing about manifests, rules or findings; API levels and targets are
//! given by the caller. It signs nothing and trusts no certificate authority, because Android does not.
#![deny(clippy::arithmetic_side_effects)]

mod algorithm;
mod ber;
mod block;
mod certificate;
mod digest;
mod hash;
mod identity;
mod key;
mod lend;
mod lineage;
mod name;
mod oid;
mod record;
mod signer;
mod stamp;
mod time;
mod v1;
mod v2;
mod v3;
mod v4;
mod verdict;
mod verify;

pub use algorithm::SignatureAlgorithm;
pub use block::{Block, Pair, known_name};
pub use certificate::Certificate;
pub use digest::ContentDigest;
pub use hash::Hash;
pub use identity::{Claimed, Signatures, parse};
pub use key::{Curve, KeyKind, Method};
pub use lend::{InOrder, Inflated, Lent, Nothing, Spread};
pub use lineage::{Lineage, Node};
pub use time::Time;
pub use verdict::{
    HashUse, Issue, Report, Scheme, SchemeResult, Signer, Stamp, StampStatus, Verdict, Verification,
};
pub use verify::{Checker, Range, verify, verify_stamp};
