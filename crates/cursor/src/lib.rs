//! Bounded reading of hostile bytes.
//!
//! Every parser of the workspace reads through [`Reader`], takes its caps from [`Limits`] and reports damage as
//! [`ParseError`]: what was being read, where, and why it could not be.
//!
//! Architecture invariant: this crate knows no file format and depends on nothing.
#![deny(clippy::arithmetic_side_effects)]

mod deviation;
mod error;
mod limits;
mod reader;

pub use deviation::{Accepts, Deviation, Trick, Weight};
pub use error::{ErrorKind, ParseError, Parsed};
pub use limits::Limits;
pub use reader::Reader;
