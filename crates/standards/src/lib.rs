//! Standards as data: catalogues whose ids rules may name.
//!
//! Architecture invariant: no law and no criterion is written in code; what is known of a standard lies in
//! `rulesets/mappings` with its edition.

mod catalogue;
mod mas;
mod policy;

pub use catalogue::{Catalogue, Item, catalogue};
pub use mas::{Decides, Level, MasItem, mas_item, mas_items, mas_procedure};
pub use policy::{MinimumFloor, TargetLevel, checked_on, minimum_floors, target_level};
