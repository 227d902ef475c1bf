//! Rules as data: the schema of `rule.toml`, the embedded rule sets, and the questions a rule can ask by declaration.
//!
//! A rule is a folder under `rulesets/`; its path is its id. Adding one touches nothing else.
//!
//! Architecture invariant: rules read facts, never bytes, and know neither reports nor how they are run.

pub mod ask;
mod error;
mod load;
mod schema;
mod sink;
mod test;
mod text;

pub use ask::Ask;
pub use error::RuleError;
pub use load::{RuleSet, cases_of, embedded, embedded_below, from_folder};
pub use schema::{Mappings, Rule};
pub use sink::{Draft, Sink};
pub use test::Test;
pub use text::RuleText;

/// Ids of every catalogued check, in the order of the catalogue.
pub fn catalogued_checks() -> impl Iterator<Item = &'static str> {
    const CATALOGUE: &str = include_str!("../../../rulesets/mappings/checks.tsv");
    let lines = CATALOGUE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').next())
}
