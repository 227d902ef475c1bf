//! Compares verification with the recorded answers of AOSP apksig.
//!
//! `cargo run -p appraise-apksig --example conformance -- FOLDER`, where FOLDER has `expected.tsv` and `files/`.
//! Prints each row that disagrees and a last line `agreeing/rows`; fails unless all agree. Without the folder it
//! prints `skipped`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use android_res::{Document, Element, Value, axml};
use appraise_apksig::{self as apksig, Issue, Range, Report, Stamp, StampStatus, Verdict, Verification};
use cursor::Limits;

/// Test packages are small; a larger file in the folder is not one of them.
const MAX_FILE: u64 = 16 << 20;
const MIN_SDK: u32 = 0x0101_020c;
const TARGET_SDK: u32 = 0x0101_0270;
const TARGET_SANDBOX: u32 = 0x0101_054c;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(&folder);
    let Some(table) = read(&folder.join("expected.tsv")) else {
        println!("skipped");
        return ExitCode::SUCCESS;
    };
    let table = String::from_utf8_lossy(&table);
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let (mut rows, mut agreeing) = (0u32, 0u32);
    for line in lines.filter(|line| !line.is_empty()) {
        let row = Row(columns.iter().copied().zip(line.split('\t')).collect());
        rows = rows.saturating_add(1);
        match row.check(folder) {
            Ok(()) => agreeing = agreeing.saturating_add(1),
            Err(why) => println!("{} ({}): {why}", row.get("file"), row.get("source")),
        }
    }
    println!("{agreeing}/{rows}");
    if agreeing == rows && rows > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[allow(clippy::disallowed_methods, reason = "the size is checked first")]
fn read(path: &Path) -> Option<Vec<u8>> {
    let size = std::fs::metadata(path).ok()?.len();
    if size > MAX_FILE { None } else { std::fs::read(path).ok() }
}

/// One row by column name.
struct Row<'t>(BTreeMap<&'t str, &'t str>);

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        self.0.get(column).copied().unwrap_or_default()
    }

    fn check(&self, folder: &Path) -> Result<(), String> {
        let path = folder.join("files").join(self.get("file"));
        let data = read(&path).ok_or("the file cannot be read")?;
        let limits = Limits::default();
        let Ok(archive) = container::parse(&data, &limits) else {
            return self.format_error("no ZIP archive");
        };
        let manifest = archive
            .find(b"AndroidManifest.xml")
            .and_then(|entry| archive.read(entry, container::Role::Resource, &limits).bytes)
            .and_then(|bytes| axml::parse(&bytes, &limits).ok());
        let manifest = manifest.map(|parsed| Manifest::of(&parsed.value));
        let given = self.get("min_sdk").parse::<u32>().ok();
        let Some(min_sdk) = given.or(manifest.as_ref().map(|manifest| manifest.min_sdk)) else {
            return self.format_error("no manifest");
        };
        let range = Range {
            min_sdk,
            max_sdk: self.get("max_sdk").parse().unwrap_or(Range::NEWEST),
            target_sdk: manifest.as_ref().map(|manifest| manifest.target_sdk),
            target_sandbox: manifest.as_ref().and_then(|manifest| manifest.target_sandbox),
        };
        if self.get("api") == "verify" {
            let verification = apksig::verify(&data, &archive, &range, None, &limits);
            self.check_verification(&verification)
        } else {
            let expected = Some(self.get("expected_stamp_cert_sha256")).filter(|digest| !digest.is_empty());
            let stamp = apksig::verify_stamp(&data, &archive, &range, expected, &limits);
            self.check_stamp(&stamp)
        }
    }

    fn format_error(&self, found: &str) -> Result<(), String> {
        match self.get("expectation") {
            "FORMAT_ERROR" | "NO_EXCEPTION" => Ok(()),
            other => Err(format!("{other} expected, {found}")),
        }
    }

    /// True when the row's issue, or the one its note allows instead, is among the reports.
    fn names_issue(&self, reports: &[Report]) -> bool {
        let noted = self.get("note").rsplit(':').next().unwrap_or_default();
        reports
            .iter()
            .map(|report| report.issue)
            .map(Issue::name)
            .any(|name| name == self.get("issue") || name == noted)
    }

    fn check_verification(&self, found: &Verification) -> Result<(), String> {
        let agrees = match self.get("expectation") {
            "VERIFIED" => found.verdict == Verdict::Verified,
            "REJECTED" => found.verdict == Verdict::Rejected && self.names_issue(&found.errors),
            "FORMAT_ERROR" => found.verdict == Verdict::Malformed,
            "WARNING" => found.verdict == Verdict::Verified && self.names_issue(&found.warnings),
            "STAMP_ISSUE" => {
                let oracle = if found.verdict == Verdict::Verified { "VERIFIED" } else { "REJECTED" };
                oracle == self.get("oracle_verdict") && self.names_issue(&found.warnings)
            }
            "NO_EXCEPTION" => true,
            _ => false,
        };
        let names = |reports: &[Report]| -> Vec<String> {
            reports.iter().map(|report| format!("{} ({})", report.issue, report.detail)).collect()
        };
        if !agrees {
            let (errors, warnings) = (names(&found.errors), names(&found.warnings));
            let expected = format!("{} {}", self.get("expectation"), self.get("issue"));
            return Err(format!(
                "{expected} expected, {:?}, errors {errors:?}, warnings {warnings:?}",
                found.verdict
            ));
        }
        if self.get("oracle_verdict") != "VERIFIED" {
            return Ok(());
        }
        let signers: Vec<String> = found.signers.iter().map(|signer| signer.fingerprint()).collect();
        if signers.join(",") != self.get("signer_cert_sha256") {
            return Err(format!("signers {signers:?}, expected {}", self.get("signer_cert_sha256")));
        }
        let mut schemes: Vec<_> =
            found.schemes.iter().filter(|result| result.verified).map(|result| result.scheme).collect();
        schemes.sort();
        let schemes: Vec<String> = schemes.iter().map(ToString::to_string).collect();
        if schemes.join(",") != self.get("oracle_schemes") {
            return Err(format!("schemes {schemes:?}, expected {}", self.get("oracle_schemes")));
        }
        Ok(())
    }

    fn check_stamp(&self, found: &Stamp) -> Result<(), String> {
        let agrees = match self.get("expectation") {
            "VERIFIED" => found.status == StampStatus::Verified,
            "STAMP_STATUS" => found.status.name() == self.get("issue"),
            "STAMP_ISSUE" => self.names_issue(&found.reports),
            "NO_EXCEPTION" => {
                (found.status == StampStatus::Verified) == (self.get("oracle_verdict") == "VERIFIED")
            }
            _ => false,
        };
        if agrees {
            return Ok(());
        }
        let expected = format!("{} {}", self.get("expectation"), self.get("issue"));
        Err(format!("{expected} expected, {} {:?}", found.status.name(), found.reports))
    }
}

/// What of the manifest decides which signatures are required.
struct Manifest {
    min_sdk: u32,
    target_sdk: u32,
    target_sandbox: Option<u32>,
}

impl Manifest {
    fn of(document: &Document) -> Self {
        let uses_sdk =
            document.children(0).map(|(_, element)| element).filter(|element| element.name == "uses-sdk");
        let mut min_sdk = 1;
        let mut target_sdk = None;
        for element in uses_sdk {
            min_sdk = attribute(element, MIN_SDK).unwrap_or(1).max(min_sdk);
            target_sdk = target_sdk.or(attribute(element, TARGET_SDK));
        }
        let target_sandbox = document.root().and_then(|root| attribute(root, TARGET_SANDBOX));
        Self { min_sdk, target_sdk: target_sdk.unwrap_or(min_sdk), target_sandbox }
    }
}

fn attribute(element: &Element, id: u32) -> Option<u32> {
    let attribute =
        element.attributes.iter().find(|attribute| attribute.id.is_some_and(|known| known.0 == id))?;
    match &attribute.value {
        Value::Int(number) => u32::try_from(*number).ok(),
        Value::String(name) => name.parse().ok().or_else(|| codename(name)),
        _ => None,
    }
}

/// API level of a codename: the platform before it, which a development release still calls itself. Letters after
/// the last one known count on from it.
fn codename(name: &str) -> Option<u32> {
    const KNOWN: &[(char, u32)] = &[
        ('C', 2),
        ('D', 3),
        ('E', 4),
        ('F', 7),
        ('G', 8),
        ('H', 10),
        ('I', 13),
        ('J', 15),
        ('K', 18),
        ('L', 20),
        ('M', 22),
        ('N', 23),
        ('O', 25),
        ('P', 27),
        ('Q', 28),
        ('R', 29),
        ('S', 30),
        ('T', 32),
        ('U', 33),
        ('V', 34),
    ];
    let first = name.chars().next().filter(char::is_ascii_uppercase)?;
    let (letter, level) = KNOWN.iter().rev().find(|(letter, _)| *letter <= first)?;
    Some(level.saturating_add(u32::from(first).saturating_sub(u32::from(*letter))))
}
