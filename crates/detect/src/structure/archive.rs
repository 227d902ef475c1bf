use container::{Oddity, OddityKind, Role, Weight};
use facts::Facts;
use finding::{Location, Place, Severity};
use package::Issue;
use rules::Sink;

use super::anchor;
use crate::{Detector, Unknown};

/// An archive that two readers would read differently.
pub(crate) struct ArchiveTricks;

impl Detector for ArchiveTricks {
    fn id(&self) -> &'static str {
        "container-tricks"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0u32;
        for issue in &facts.issues {
            let Issue::Archive(oddity) = issue else { continue };
            looked = looked.saturating_add(1);
            let severity = match oddity.kind.weight() {
                Weight::Forgery => Severity::Critical,
                Weight::Attack => Severity::High,
                Weight::Suspicious => Severity::Low,
                Weight::Note => continue,
            };
            let artifact = oddity.entry.clone().unwrap_or_else(|| facts.app.file_name.clone());
            let location = Location { artifact: artifact.into(), place: Place::Offset(oddity.offset) };
            let draft = out
                .fail(location)
                .severity(severity)
                .anchor(anchor(oddity.kind.code(), oddity.entry.as_deref().unwrap_or_default()))
                .value("trick", oddity.kind.code())
                .value("offset", format!("{:#x}", oddity.offset))
                .value("expected", &oddity.expected)
                .value("found", &oddity.found)
                .value("platform_accepts", oddity.platform.word());
            if let Some(text) = older(facts, oddity) {
                draft.value("older_releases", text);
            }
        }
        out.examined("archive oddities", looked);
        Ok(())
    }
}

/// What releases do that the app still supports and that read it in another way than Android 12.
fn older(facts: &Facts<'_>, oddity: &Oddity) -> Option<String> {
    if !facts.app.is_installable() {
        return None;
    }
    let min_sdk = facts.manifest.as_ref().and_then(facts::Manifest::min_sdk)?;
    match oddity.kind {
        OddityKind::MethodInvalid if min_sdk < 28 => {
            let role = Role::of(oddity.entry.as_deref()?.as_bytes());
            (role == Role::Resource)
                .then(|| format!("minSdkVersion {min_sdk}: up to API level 27 resources are inflated"))
        }
        OddityKind::PrefixDex => {
            let newer =
                facts.signing.first()?.signatures.signers.iter().any(|one| one.scheme != apksig::Scheme::V1);
            let text = match (newer, min_sdk < 26) {
                (false, true) => "JAR signature only, below API level 26: CVE-2017-13156 can be exploited",
                (true, true) if min_sdk < 24 => {
                    "below API level 24 only the JAR signature counts: CVE-2017-13156"
                }
                _ => "CVE-2017-13156 cannot be exploited",
            };
            Some(format!("minSdkVersion {min_sdk}: {text}"))
        }
        OddityKind::Zip64Needless if min_sdk < 30 => {
            Some(format!("minSdkVersion {min_sdk}: refused up to API level 29"))
        }
        _ => None,
    }
}
