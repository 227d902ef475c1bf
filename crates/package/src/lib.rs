//! An app package opened into units and artifacts.
//!
//! The file is read into memory once: the bytes hashed are the bytes parsed. Entries are inflated in parallel under
//! limits; contents that no check can use (pictures, fonts, sounds) are verified and let go.
//!
//! Architecture invariant: this crate knows archives and paths, not what is written in manifests or code, and judges
//! nothing. It writes nothing to disk: an entry's name never becomes a path.

mod app;
mod archive;
mod folder;
mod kind;
mod nested;
mod open;
mod set;
mod units;

pub use app::{App, Artifact, Content, Form, Issue, Package, Part, Platform, Sha256Hash, Unit, UnitKind};
pub use kind::Kind;
pub use open::{OpenError, open, open_bytes, read_capped};
