use container::{Accepts, Weight};
use facts::Facts;
use finding::{Location, Place, Severity};
use package::Issue;
use rules::Sink;

use crate::{Detector, Unknown};

/// An archive that two readers would read differently.
pub(crate) struct ContainerTricks;

impl Detector for ContainerTricks {
    fn id(&self) -> &'static str {
        "container-tricks"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0u32;
        for issue in &facts.issues {
            let Issue::Archive(oddity) = issue else { continue };
            looked = looked.saturating_add(1);
            let severity = match oddity.kind.weight() {
                Weight::Attack => Severity::High,
                Weight::Suspicious => Severity::Low,
                Weight::Note => continue,
            };
            let artifact = oddity.entry.clone().unwrap_or_else(|| facts.app.file_name.clone());
            let location = Location { artifact: artifact.into(), place: Place::Offset(oddity.offset) };
            let accepts = match oddity.platform {
                Accepts::Yes => "yes",
                Accepts::No => "no",
                Accepts::Unknown => "unknown",
            };
            out.fail(location)
                .severity(severity)
                .anchor(oddity.kind.code())
                .value("trick", oddity.kind.code())
                .value("expected", &oddity.expected)
                .value("found", &oddity.found)
                .value("platform_accepts", accepts);
        }
        out.examined("archive oddities", looked);
        Ok(())
    }
}
