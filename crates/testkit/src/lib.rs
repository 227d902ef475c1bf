//! Test packages from text: AXML, resources, their protobuf forms, DEX, Mach-O, ELF, property lists and ZIP archives, byte
//! by byte.
//!
//! A builder writes what it is told, also what no real tool would write: tests change one field and keep the rest valid.
//!
//! Architecture invariant: only tests and `xtask` depend on this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a builder that cannot build its own text must stop the test"
)]

pub mod aab;
pub mod axml;
pub mod bundle;
pub mod case;
pub mod dex;
pub mod elf;
pub mod macho;
pub mod plist;
pub mod proto;
pub mod res;
pub mod sign;
pub mod zip;
