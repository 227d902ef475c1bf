use facts::{Facts, Tri};
use finding::Severity;
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// An app that asks to keep the shared storage of old releases.
pub(crate) struct LegacyStorage;

impl Detector for LegacyStorage {
    fn id(&self) -> &'static str {
        "legacy-storage"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let Some(application) = &manifest.application else { return Ok(()) };
        let settings = [
            ("requestLegacyExternalStorage", &application.request_legacy_external_storage),
            ("preserveLegacyExternalStorage", &application.preserve_legacy_external_storage),
        ];
        out.examined("targetSdkVersion", &manifest.root.target_sdk.value);
        for (attribute, setting) in settings.into_iter().filter(|(_, setting)| setting.value.is_written()) {
            match setting.is(|&on| on) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&setting.origin)),
                Tri::Yes => {
                    let draft = out
                        .fail(setting.origin.clone())
                        .value("attribute", attribute)
                        .value("target_sdk", manifest.root.target_sdk.value.to_string());
                    // From target 30 on, devices above API level 29 ignore it.
                    if manifest.target_sdk().unwrap_or(1) >= 30 {
                        draft.severity(Severity::Info);
                    }
                }
            }
        }
        Ok(())
    }
}
