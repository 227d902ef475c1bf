//! How the package is put together: the archive, the manifest, the resources and the DEX files, each as it deviates from
//! what the platform's own tools write.

mod archive;
mod dex;
mod document;

pub(crate) use archive::ArchiveTricks;
pub(crate) use dex::DexAnomalies;
pub(crate) use document::{ManifestAnomalies, ResourceAnomalies};

use std::collections::HashMap;

use container::{Accepts, Weight};
use cursor::{Deviation, ParseError, Trick};
use facts::Facts;
use finding::{Location, Place, Severity};
use package::{Artifact, Issue};
use rules::Sink;

/// What a finding is known by: the trick first, then the file, which no offset tells.
fn anchor(code: &str, artifact: &str) -> String {
    format!("{code} {artifact}")
}

/// Severity of what is odd about a file inside the package: it hinders analysis, and hides little by itself.
fn severity(weight: Weight) -> Severity {
    match weight {
        Weight::Note => Severity::Info,
        Weight::Suspicious => Severity::Low,
        Weight::Attack => Severity::Medium,
        Weight::Forgery => Severity::High,
    }
}

/// Deviations of the artifacts that are wanted: the first of a kind in each artifact, with the number of them.
fn deviations<'f>(
    facts: &'f Facts<'_>,
    wanted: impl Fn(&Artifact) -> bool,
) -> Vec<(&'f str, &'f ParseError, &'f Deviation, u32)> {
    let mut found: Vec<(&str, &ParseError, &Deviation, u32)> = Vec::new();
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for issue in &facts.issues {
        let Issue::Damage { artifact, error } = issue else { continue };
        let Some(deviation) = error.deviation() else { continue };
        if !facts.app.artifact(artifact).is_some_and(&wanted) {
            continue;
        }
        let code = deviation.trick.code;
        let place = *places.entry((&**artifact, code)).or_insert(found.len());
        match found.get_mut(place) {
            Some((.., count)) => *count = count.saturating_add(1),
            None => found.push((artifact, error, deviation, 1)),
        }
    }
    found
}

/// Puts the deviations of the artifacts that are wanted into the sink.
fn report(facts: &Facts<'_>, out: &mut Sink<'_>, wanted: impl Fn(&Artifact) -> bool) {
    for (artifact, error, deviation, count) in deviations(facts, wanted) {
        let Deviation { trick, platform, expected, found, .. } = deviation;
        let odd = Odd { trick: *trick, platform: *platform, expected, found };
        odd.report(artifact, Place::Offset(error.offset), count, out);
    }
}

/// One odd thing, with both values.
struct Odd<'v> {
    trick: Trick,
    platform: Accepts,
    expected: &'v str,
    found: &'v str,
}

impl Odd<'_> {
    fn report(&self, artifact: &str, place: Place, count: u32, out: &mut Sink<'_>) {
        let offset = match place {
            Place::Offset(offset) => offset,
            _ => 0,
        };
        let location = Location { artifact: artifact.into(), place };
        out.fail(location)
            .severity(severity(self.trick.weight))
            .anchor(anchor(self.trick.code, artifact))
            .value("trick", self.trick.code)
            .value("offset", format!("{offset:#x}"))
            .value("expected", self.expected)
            .value("found", self.found)
            .value("count", count.to_string())
            .value("platform_accepts", self.platform.word());
    }
}
