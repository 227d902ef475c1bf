//! Reports: frozen copies of a scan in a form for people or programs, one module a format.
//!
//! A report holds no clock, no host path and no order that depends on threads: the same package gives the same bytes.
//!
//! Architecture invariant: reports decide nothing; what they print was decided before.

pub mod finding;
pub mod html;
pub mod json;
pub mod mapping;
pub mod sarif;
pub mod signature;
pub mod terminal;

use std::io;

use ::finding::{Confidence, Lang, Location, Severity};
use engine::Scan;
use facts::Facts;
use mapping::{Mapping, Original};

/// What a report needs beyond the scan.
#[derive(Debug, Clone, Copy)]
pub struct Options<'m> {
    /// Language of titles and messages.
    pub lang: Lang,
    /// Findings below are left out of the terminal summary; they never leave a verdict.
    pub show: Severity,
    /// Severity from which the exit code is 1.
    pub fail_on: Severity,
    /// Confidence from which a finding counts for the exit code.
    pub min_confidence: Confidence,
    /// Whether the terminal understands colours.
    pub color: bool,
    /// Level of the MAS baseline whose items a worksheet lists; every item without one.
    pub level: Option<standards::Level>,
    /// Names before obfuscation, shown beside those in the package.
    pub mapping: Option<&'m Mapping>,
}

impl Options<'_> {
    /// The names of a place in DEX code before obfuscation.
    fn original(&self, location: &Location, facts: &Facts<'_>) -> Option<Original> {
        self.mapping?.original(location, facts.line_of(location))
    }
}

/// The formats of `-o FORMAT=PATH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The terminal summary.
    Text,
    /// Our JSON, version 1.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// One HTML file for people and printers.
    Html,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "text" => Ok(Format::Text),
            "json" | "json-v1" => Ok(Format::Json),
            "sarif" => Ok(Format::Sarif),
            "html" => Ok(Format::Html),
            other => Err(format!("`{other}` is none of text, json, json-v1, sarif, html")),
        }
    }
}

/// Writes a scan in one format.
pub fn write(
    format: Format,
    out: impl io::Write,
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
) -> io::Result<()> {
    match format {
        Format::Text => terminal::write(out, scan, options),
        Format::Json => json::write(out, scan, options),
        Format::Sarif => sarif::write(out, scan, options),
        Format::Html => html::write(out, scan, options),
    }
}
