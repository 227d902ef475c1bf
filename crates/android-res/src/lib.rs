//! Android binary XML (AXML) and compiled resources (`resources.arsc`), read the way `libandroidfw` reads them, and their
//! protobuf forms in an app bundle ([`proto`]), read into the same types. [`Form`] is the way in for who has either.
//!
//! The binary formats are chunks inside chunks, `ResChunk_header` of AOSP `libs/androidfw/ResourceTypes.h`. Parsing keeps what
//! the platform would see, lists every defect as an issue, and says apart from that whether the platform would load the
//! file at all ([`Accepts`]).
//!
//! Architecture invariant: this crate knows nothing about packages, manifests or rules. It names no element and no
//! attribute of its own except through the framework's table of attribute ids ([`attrs`]).
#![deny(clippy::arithmetic_side_effects)]

mod chunk;
mod pool;
mod tables;
mod value;

pub mod arsc;
pub mod attrs;
pub mod axml;
pub mod proto;
pub mod trick;

use cursor::{Limits, ParseError, Parsed};

pub use cursor::Accepts;

pub use arsc::{Config, Content, Entry, Package, Resolution, Row, Table};
pub use axml::{Attribute, Document, Element};
pub use pool::Pool;
pub use tables::Tables;
pub use value::{ResId, Value};

/// The two forms in which the compiler writes documents and resource tables. What they hold reads the same.
///
/// Nobody should guess the form from the bytes: the platform reads every document of a package as binary XML, whatever it
/// looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Of a package that is installed: [`axml`] and [`arsc`].
    Binary,
    /// Of an app bundle: [`proto`].
    Proto,
}

impl Form {
    /// Reads an XML document. `names` is the table of the same package or module, if it has one: protobuf may refer to a
    /// resource by its name only. `Err` means that the data is not of this form at all.
    pub fn document(
        self,
        data: &[u8],
        names: Option<&Table<'_>>,
        limits: &Limits,
    ) -> Result<Parsed<Document>, ParseError> {
        match self {
            Self::Binary => axml::parse(data, limits),
            Self::Proto => proto::xml::parse(data, names, limits),
        }
    }

    /// Reads a resource table. `Err` means that the data is not of this form at all.
    pub fn table<'a>(self, data: &'a [u8], limits: &Limits) -> Result<Parsed<Table<'a>>, ParseError> {
        match self {
            Self::Binary => arsc::parse(data, limits),
            Self::Proto => proto::table::parse(data, limits),
        }
    }
}

/// Adds a doubt; a refusal stays.
pub(crate) fn doubt(accepts: &mut Accepts) {
    *accepts = accepts.and(Accepts::Unknown);
}
