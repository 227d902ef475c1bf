use std::borrow::Cow;
use std::fmt;

use crate::{Accepts, Deviation, Trick};

/// One thing that could not be read as the format says.
///
/// Displays as `string count at 0x4: needs 4 bytes, 1 left`: lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParseError {
    /// The element that was being read, named as the specification names it.
    pub what: &'static str,
    /// Bytes from the start of the artifact.
    pub offset: u64,
    /// Why it could not be read.
    pub kind: ErrorKind,
}

/// Why an element could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// The data ends too early; both counts are bytes.
    Truncated {
        /// Bytes the element takes.
        needs: u64,
        /// Bytes that are there.
        left: u64,
    },
    /// The data does not begin as this format begins.
    NotThisFormat,
    /// The value is there and breaks the specification; the text gives the value and what was expected.
    Invalid(Cow<'static, str>),
    /// As `Invalid`, with a name and both values.
    Deviates(Box<Deviation>),
    /// A cap of [`Limits`](crate::Limits) was reached: what follows was not read, so the scan is incomplete.
    Limit {
        /// Field name in [`Limits`](crate::Limits).
        limit: &'static str,
        /// The cap in force.
        max: u64,
    },
}

impl ParseError {
    /// An element whose value breaks the specification.
    pub fn invalid(what: &'static str, offset: u64, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { what, offset, kind: ErrorKind::Invalid(detail.into()) }
    }

    /// An element that deviates in a known way: what a well-formed file has here, and what this one has.
    pub fn deviates(
        trick: Trick,
        what: &'static str,
        offset: u64,
        platform: Accepts,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let deviation = Deviation { trick, platform, expected, found, hides: false };
        Self { what, offset, kind: ErrorKind::Deviates(Box::new(deviation)) }
    }

    /// The same, saying that something behind it was not read.
    #[must_use]
    pub fn hiding(mut self) -> Self {
        if let ErrorKind::Deviates(deviation) = &mut self.kind {
            deviation.hides = true;
        }
        self
    }

    /// The same, where nobody reads on: the platform takes it, and nothing is hidden.
    #[must_use]
    pub fn harmless(mut self) -> Self {
        if let ErrorKind::Deviates(deviation) = &mut self.kind {
            (deviation.platform, deviation.hides) = (Accepts::Yes, false);
        }
        self
    }

    /// The deviation, if it is one with a name.
    pub fn deviation(&self) -> Option<&Deviation> {
        match &self.kind {
            ErrorKind::Deviates(deviation) => Some(deviation),
            _ => None,
        }
    }

    /// True when something was not read because of it; a value that merely breaks a rule hides nothing.
    pub fn hides(&self) -> bool {
        match &self.kind {
            ErrorKind::Truncated { .. } | ErrorKind::NotThisFormat | ErrorKind::Limit { .. } => true,
            ErrorKind::Deviates(deviation) => deviation.hides,
            ErrorKind::Invalid(_) => false,
        }
    }

    /// An element that was not read because a cap was reached.
    pub fn limit(what: &'static str, offset: u64, limit: &'static str, max: u64) -> Self {
        Self { what, offset, kind: ErrorKind::Limit { limit, max } }
    }

    /// The data is not of this format at all.
    pub fn not_this_format(what: &'static str, offset: u64) -> Self {
        Self { what, offset, kind: ErrorKind::NotThisFormat }
    }

    /// True when a cap of ours, not the data, stopped the reading.
    pub fn is_limit(&self) -> bool {
        matches!(self.kind, ErrorKind::Limit { .. })
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:#x}: ", self.what, self.offset)?;
        match &self.kind {
            ErrorKind::Truncated { needs, left } => {
                let unit = if *needs == 1 { "byte" } else { "bytes" };
                write!(f, "needs {needs} {unit}, {left} left")
            }
            ErrorKind::NotThisFormat => f.write_str("not this format"),
            ErrorKind::Invalid(detail) => f.write_str(detail),
            ErrorKind::Deviates(deviation) => {
                write!(f, "{} instead of {}", deviation.found, deviation.expected)
            }
            ErrorKind::Limit { limit, max } => write!(f, "limit {limit} = {max} reached"),
        }
    }
}

impl std::error::Error for ParseError {}

/// A structure and what was damaged in it. `Err` of a parser means "not this format"; damage is data.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What could be read.
    pub value: T,
    /// What could not, in the order of discovery.
    pub issues: Vec<ParseError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_where_and_why() {
        let kind = ErrorKind::Truncated { needs: 4, left: 1 };
        assert_eq!(
            ParseError { what: "string count", offset: 4, kind }.to_string(),
            "string count at 0x4: needs 4 bytes, 1 left"
        );
        assert_eq!(
            ParseError::limit("entries", 0x10, "entries", 5).to_string(),
            "entries at 0x10: limit entries = 5 reached"
        );
    }

    #[test]
    fn a_deviation_names_both_values_and_hides_only_when_it_says_so() {
        let trick = Trick { code: "axml.root-type", weight: crate::Weight::Attack };
        let error = ParseError::deviates(trick, "document header", 0, Accepts::Yes, "0x0003", "type 0x0001");
        assert_eq!(error.to_string(), "document header at 0x0: type 0x0001 instead of 0x0003");
        assert!(!error.hides() && error.deviation().is_some());
        assert!(error.hiding().hides());
        assert!(!ParseError::invalid("name", 0, "is empty").hides());
    }

    #[test]
    fn a_refusal_outweighs_a_doubt_and_a_doubt_an_acceptance() {
        use Accepts::{No, Unknown, Yes};
        assert_eq!((Yes.and(Unknown), Unknown.and(No), No.and(Yes), Yes.and(Yes)), (Unknown, No, No, Yes));
    }
}
