use facts::{Facts, Tri};
use finding::Text;
use rules::Sink;

use crate::{Detector, Unknown};

/// Backup that is on and has no rules for some API level the app runs on.
pub(crate) struct BackupWithoutRules;

impl Detector for BackupWithoutRules {
    fn id(&self) -> &'static str {
        "backup-without-rules"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let Some(application) = &manifest.application else { return Ok(()) };
        let target = manifest.target_sdk().unwrap_or(1);
        // From target 31 the newer attribute alone counts on API level 31 and above; older devices read the older one.
        let (rules, level) = if target >= 31 {
            (&application.data_extraction_rules, 31)
        } else {
            (&application.full_backup_content, 23)
        };
        let on = application.allow_backup.is(|&on| on);
        let without = rules.is(|rules| rules.is_empty() || rules == "true");
        out.examined("allowBackup", &application.allow_backup.value);
        match on.and(without) {
            Tri::No => {}
            Tri::Yes => {
                out.fail(application.allow_backup.origin.clone())
                    .value("allow_backup", application.allow_backup.value.to_string())
                    .value("level", level.to_string());
            }
            Tri::Unknown => out.unknown(Text::new(
                "allowBackup or its rules are a reference that the package does not resolve",
                "allowBackup 或其規則為套件內無法解析的參照",
            )),
        }
        Ok(())
    }
}
