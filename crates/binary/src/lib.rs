//! Facts about native code: ELF for Android, Mach-O for iOS.
//!
//! goblin decodes headers, load commands and tables one at a time, after our own checks of every count, size and offset
//! and behind [`std::panic::catch_unwind`]; object reads the imports of chained fixups, where goblin is blind. What
//! either could be made to loop or recurse on (bind opcodes, export tries, string tables) is read here under caps.
//!
//! Architecture invariant: this crate knows nothing about packages, signatures or what makes a fact good or bad.
#![deny(clippy::arithmetic_side_effects)]

pub mod elf;
pub mod macho;
mod names;

pub use names::Strings;
