//! Android binary XML (AXML) and compiled resources (`resources.arsc`), read the way `libandroidfw` reads them.
//!
//! Both formats are chunks inside chunks, `ResChunk_header` of AOSP `libs/androidfw/ResourceTypes.h`. Parsing keeps what
//! the platform would see, lists every defect as an issue, and says apart from that whether the platform would load the
//! file at all ([`Accepts`]).
//!
//! Architecture invariant: this crate knows nothing about packages, manifests or rules. It names no element and no
//! attribute of its own except through the framework's table of attribute ids ([`attrs`]).
#![deny(clippy::arithmetic_side_effects)]

mod chunk;
mod pool;
mod value;

pub mod arsc;
pub mod attrs;
pub mod axml;

pub use arsc::{Config, Content, Entry, Package, Resolution, Row, Table};
pub use axml::{Attribute, Document, Element};
pub use pool::Pool;
pub use value::{ResId, Value};

/// Whether the platform's own loader would take the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepts {
    /// Every check of the loader that we know holds.
    Yes,
    /// The loader refuses the file, or its reader fails before the end of the root element.
    No,
    /// Releases differ, or a limit of ours ended the reading first.
    Unknown,
}

impl Accepts {
    /// `No` stays; otherwise the doubt is added.
    pub(crate) fn doubt(&mut self) {
        if *self == Self::Yes {
            *self = Self::Unknown;
        }
    }
}
