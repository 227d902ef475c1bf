use std::borrow::Cow;
use std::fmt;

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
}
