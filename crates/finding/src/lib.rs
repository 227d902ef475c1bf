//! The vocabulary of results: what was found, where, how sure, and what could not be told.
//!
//! Architecture invariant: this crate knows no file format, no rule and no report; it only names things.

mod date;
mod evidence;
mod fingerprint;
mod location;
mod text;
mod verdict;

pub use date::Date;
pub use evidence::{Evidence, escape};
pub use fingerprint::Fingerprint;
pub use location::{Location, Place};
pub use text::{Lang, Text};
pub use verdict::{Confidence, Finding, Origin, Severity, Verdict};
