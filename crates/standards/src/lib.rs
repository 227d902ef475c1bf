//! Standards as data: catalogues whose ids rules may name.
//!
//! Architecture invariant: no law and no criterion is written in code; what is known of a standard lies in
//! `rulesets/mappings` with its edition.

mod catalogue;

pub use catalogue::{Catalogue, Item, catalogue};
