//! ZIP archives exactly as the Android platform reads them, and every place where another reader would see something else.
//!
//! The central directory is the truth; local headers, data descriptors and the layout are compared with it, and each
//! difference is an [`Oddity`] with its offset and both values. The oracle is AOSP `libziparchive/zip_archive.cc` and
//! `androidfw/AssetsProvider.cpp` of Android 12 and later.
//!
//! Architecture invariant: this crate knows nothing about what an entry means: no manifest, no DEX, no signature. It
//! writes nothing, and a name never becomes a path.
#![deny(clippy::arithmetic_side_effects)]

mod archive;
mod directory;
mod end;
mod extra;
mod layout;
mod local;
mod name;
mod oddity;
mod read;
mod second;

pub use archive::{Archive, Entry, parse};
pub use cursor::{Accepts, Weight};
pub use name::Role;
pub use oddity::{ODDITIES_PER_KIND, Oddity, OddityKind, capped};
pub use read::Content;
pub use second::second_opinion;
