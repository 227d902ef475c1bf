use apksig::{Scheme, Verdict};
use facts::{Facts, Signing};
use finding::{Location, Severity};
use package::Kind;
use rules::Sink;

use super::incomplete;
use crate::{Detector, Unknown};

/// Bytes inside the package that no signature covers and no known tool puts there.
pub(crate) struct UnsignedData;

/// Number of the value that fills the block up to a whole page.
const PADDING: u32 = 0x4272_6577;
/// Numbers of the schemes; only the first value of each is read.
const SCHEMES: &[u32] = &[0x7109_871a, 0xf053_68c0, 0x1b93_ad61, 0x6dff_800d];

impl Detector for UnsignedData {
    fn id(&self) -> &'static str {
        "unsigned-data"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        for signing in &facts.signing {
            if let Some(why) = incomplete(signing) {
                out.unknown(why);
            }
            pairs(signing, out);
            beside_the_manifest(facts, signing, out);
        }
        Ok(())
    }
}

/// The signing block itself is not signed. Values of stores, channels and dependency lists are known by number.
fn pairs(signing: &Signing<'_>, out: &mut Sink<'_>) {
    let Some(block) = &signing.signatures.block else { return };
    out.examined("values of the signing block", block.pairs.len());
    for pair in &block.pairs {
        let (problem, severity) = if pair.duplicate && SCHEMES.contains(&pair.id) {
            ("second signature of a scheme", Severity::High)
        } else if pair.id == PADDING && pair.value.iter().any(|byte| *byte != 0) {
            ("padding that is not empty", Severity::Medium)
        } else if pair.name.is_none() {
            ("value of unknown purpose", Severity::Low)
        } else {
            continue;
        };
        let id = format!("{:#010x}", pair.id);
        out.fail(Location::symbol(signing.artifact.clone(), format!("signing block {id}")))
            .severity(severity)
            .anchor(problem)
            .value("problem", problem)
            .value("what", &id)
            .value("size", pair.value.len().to_string())
            .value("offset", format!("{:#x}", pair.offset));
    }
    for error in &block.issues {
        out.fail(Location::symbol(signing.artifact.clone(), "signing block"))
            .severity(Severity::Medium)
            .value("problem", "list of values that breaks off")
            .value("what", error.to_string())
            .value("size", block.size.to_string());
    }
}

/// Where a JAR signature decides, files below META-INF/ may be changed or added. Texts of build tools are common there;
/// code is not.
fn beside_the_manifest(facts: &Facts<'_>, signing: &Signing<'_>, out: &mut Sink<'_>) {
    let decides = |one: &facts::Judged| one.verdict == Verdict::Verified && one.scheme == Some(Scheme::V1);
    if !signing.ranges.iter().any(decides) {
        return;
    }
    for artifact in &facts.app.artifacts {
        let code = matches!(artifact.kind, Kind::Dex | Kind::Elf | Kind::MachO);
        let is_archive = [".apk", ".jar", ".dex", ".zip"].iter().any(|end| artifact.path.ends_with(end));
        if artifact.path.starts_with("META-INF/") && (code || is_archive) {
            out.fail(Location::file(artifact.path.clone()))
                .severity(Severity::High)
                .value("problem", "code that the JAR signature does not cover")
                .value("what", &*artifact.path)
                .value("size", artifact.size.to_string());
        }
    }
}
