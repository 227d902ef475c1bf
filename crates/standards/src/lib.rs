//! Standards as data: catalogues whose ids rules may name.
//!
//! Architecture invariant: no law and no criterion is written in code; what is known of a standard lies in
//! `rulesets/mappings` with its edition.

mod catalogue;
mod policy;

pub use catalogue::{Catalogue, Item, catalogue};
pub use policy::checked_on;
