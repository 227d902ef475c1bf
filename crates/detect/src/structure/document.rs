use container::{Accepts, Weight};
use cursor::{ErrorKind, Trick};
use facts::Facts;
use finding::Place;
use package::{Artifact, Issue, Kind};
use rules::Sink;

use super::{Odd, report};
use crate::{Detector, Unknown};

/// A manifest that no build tool writes this way.
pub(crate) struct ManifestAnomalies;
/// Resources, or another binary XML, that no build tool writes this way.
pub(crate) struct ResourceAnomalies;

/// A manifest or table that is of another format altogether.
const OTHER_FORMAT: Trick = Trick { code: "axml.other-format", weight: Weight::Attack };
const OTHER_TABLE: Trick = Trick { code: "arsc.other-format", weight: Weight::Attack };

impl Detector for ManifestAnomalies {
    fn id(&self) -> &'static str {
        "manifest-anomalies"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let wanted =
            |artifact: &Artifact| artifact.kind == Kind::BinaryXml && facts.app.is_manifest(artifact);
        report(facts, out, wanted);
        other_format(facts, out, OTHER_FORMAT, "binary XML", wanted);
        out.examined("manifest", facts.app.artifacts.iter().filter(|one| wanted(one)).count());
        Ok(())
    }
}

impl Detector for ResourceAnomalies {
    fn id(&self) -> &'static str {
        "resource-anomalies"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let wanted = |artifact: &Artifact| {
            artifact.kind == Kind::ResourceTable
                || artifact.kind == Kind::BinaryXml && !facts.app.is_manifest(artifact)
        };
        report(facts, out, wanted);
        let table = |artifact: &Artifact| artifact.kind == Kind::ResourceTable;
        other_format(facts, out, OTHER_TABLE, "a resource table", table);
        out.examined("tables", facts.app.artifacts.iter().filter(|one| table(one)).count());
        Ok(())
    }
}

/// Reports artifacts whose reader said that this is not its format.
fn other_format(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    trick: Trick,
    expected: &str,
    wanted: impl Fn(&Artifact) -> bool,
) {
    for issue in &facts.issues {
        let Issue::Damage { artifact, error } = issue else { continue };
        let Some(file) = facts.app.artifact(artifact).filter(|file| wanted(file)) else { continue };
        if error.kind == ErrorKind::NotThisFormat {
            let head = facts.app.bytes(file).and_then(|bytes| bytes.get(..8).or(Some(bytes)));
            let found = format!("bytes that begin {:?}", head.unwrap_or_default().escape_ascii().to_string());
            let odd = Odd { trick, platform: Accepts::No, expected, found: &found };
            odd.report(artifact, Place::Offset(error.offset), 1, out);
        }
    }
}
