//! Property lists as Core Foundation reads them: XML, binary (`bplist0?`) and the old-style text of `.strings`.
//!
//! [`parse`] is the one way in. XML is read from quick-xml's event stream and binary lists by a reader of our own that
//! goes on after damage; both build the tree in a loop, under the caps of [`Limits`], and resolve no entity but the
//! five of XML itself. [`second_reading`] asks the `plist` crate instead: two readers that disagree about one
//! document are how CVE-2020-3883 ("Psychic Paper") worked.
//!
//! Architecture invariant: this crate knows no key of any property list, and nothing about packages or signatures.
#![deny(clippy::arithmetic_side_effects)]

mod binary;
mod date;
mod second;
mod tree;
mod value;
mod xml;

pub use second::second_reading;
pub use value::{Step, Value, Walk};

use cursor::{Limits, ParseError, Parsed};

/// Core Foundation gives up below 512 nested containers (`_CFPropertyListMaxRecursionDepth`). No limit can be set
/// higher, so that dropping, comparing and printing a [`Value`] never go deeper than this either.
pub const MAX_DEPTH: u32 = 512;

/// Reads a property list of any of the three formats.
///
/// `Err` means that the data is no property list at all. A value that cannot be read is [`Value::Null`] in its place
/// and an issue; where Core Foundation would refuse the whole list, there is at least one issue.
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Value>, ParseError> {
    let (value, issues) = if data.starts_with(b"bplist") {
        binary::parse(data, limits)?
    } else if let Some(text) = xml::Text::decode(data) {
        xml::parse(text, limits)?
    } else {
        second::old_style(data, limits)?
    };
    Ok(Parsed { value, issues })
}
