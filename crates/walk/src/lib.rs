//! Walks of everything a parser gives, lazily read parts included, because lazy parsers fail late.
//!
//! One walk a format, shared by the fuzz targets in `tests/fuzz`, the replay of their regressions and the mutation smoke
//! test, so that all three run the same code. A walk judges nothing: it ends, or it panics.
//!
//! Architecture invariant: only tests, `tests/fuzz` and this crate's own program depend on it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a development tool that reads the project's own files and stops when a promise is broken"
)]

mod android_res;
mod apksig;
mod code;
mod container;
mod data;
mod flow;
mod mutation;
mod native;
mod seeds;
mod touch;
mod watch;

pub use mutation::{Random, mutate, prefixes};
pub use seeds::{Seed, seeds};
pub use watch::{broken, watch};

use cursor::Limits;

/// One parser and the walk over all it gives.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Name of the fuzz target, and of its folder of regressions.
    pub name: &'static str,
    /// Longest input worth trying, in bytes.
    pub max_len: usize,
    /// Parses and walks. It returns on any input, in time and memory that grow with the input's length.
    pub walk: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "container", max_len: 1 << 16, walk: container::walk },
    Target { name: "axml", max_len: 1 << 15, walk: android_res::walk_axml },
    Target { name: "arsc", max_len: 1 << 15, walk: android_res::walk_arsc },
    Target { name: "resources_pb", max_len: 1 << 15, walk: android_res::walk_protobuf },
    Target { name: "dex", max_len: 1 << 14, walk: code::walk },
    Target { name: "flow", max_len: 1 << 13, walk: flow::walk },
    Target { name: "apksig", max_len: 1 << 16, walk: apksig::walk },
    Target { name: "elf", max_len: 1 << 16, walk: native::walk_elf },
    Target { name: "keystore", max_len: 1 << 14, walk: data::walk_keystore },
    Target { name: "sqlite", max_len: 1 << 14, walk: data::walk_sqlite },
    Target { name: "macho", max_len: 1 << 17, walk: native::walk_macho },
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Caps of a walk: low, so that one input costs milliseconds and the code behind each cap is reached too.
pub fn limits() -> Limits {
    Limits {
        package_bytes: 8 << 20,
        entry_bytes: 256 << 10,
        total_bytes: 1 << 20,
        entries: 512,
        nesting: 2,
        xml_depth: 64,
        plist_depth: 64,
        plist_nodes: 4096,
        asn1_depth: 32,
        table_items: 4096,
        load_commands: 256,
        slices: 4,
        signers: 10,
    }
}
