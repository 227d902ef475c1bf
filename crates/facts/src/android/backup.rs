use android_res::Tables;
use finding::Location;

use super::files::Files;
use super::manifest::Manifest;
use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Tri, Value};

records! {
    /// One way in which data leaves by a backup, and what the app says about it.
    BackupSection as "backup.section" {
        /// `full-backup-content`, `cloud-backup`, `device-transfer` or `cross-platform-transfer`.
        section: String,
        /// Whether the file has the section. Without it everything of the app is taken.
        written: bool,
        /// Whether data stays on a device that cannot encrypt the backup with a key of the person.
        disable_if_no_encryption_capabilities: bool,
        plus {
            /// Its rules that the platform understands.
            rules: Vec<BackupRule>,
        }
    }

    /// An `<include>` or `<exclude>` of a backup section.
    BackupRule as "backup.rule" {
        /// The section it belongs to.
        section: String,
        /// `include` or `exclude`.
        action: String,
        /// `root`, `file`, `database`, `sharedpref`, `external`, or one of these after `device_`.
        domain: String,
        /// Path in the domain.
        path: String,
        /// Flags that the backup must have for the rule to count.
        require_flags: String,
    }
}

/// Backup rules in force on some API level that the app runs on.
#[derive(Debug, Clone, Default)]
pub struct Backup {
    /// The sections of every file, missing ones too.
    pub sections: Vec<BackupSection>,
    /// Attributes that name a file which is not there or cannot be read.
    pub unread: Vec<Location>,
}

/// Directories that the platform backs up by name.
const DOMAINS: [&str; 5] = ["root", "file", "database", "sharedpref", "external"];

impl Backup {
    /// Reads the files that the manifest names, as far as they count on the API levels the app runs on.
    pub(crate) fn read(manifest: &Manifest, tables: &Tables<'_>, files: &mut Files<'_>) -> Self {
        let mut out = Self::default();
        let Some(application) = &manifest.application else { return out };
        // From API level 31 on the newer file replaces the older one.
        let newer = application.data_extraction_rules.value.is_written();
        let older_counts = !newer || manifest.min_sdk().unwrap_or(1) < 31;
        let settings = [
            (&application.full_backup_content, &["full-backup-content"][..], older_counts),
            (&application.data_extraction_rules, &["cloud-backup", "device-transfer"][..], true),
        ];
        for (setting, sections, counts) in settings {
            if !counts || !setting.value.is_written() {
                continue;
            }
            // `fullBackupContent` may be a plain boolean as well.
            let is_switch = |text: &str| ["true", "false", "0", "-1", "1"].contains(&text);
            if setting.value.is(|_| true) == Tri::Unknown {
                out.unread.push(setting.origin.clone());
            }
            for path in setting.value.each().filter(|path| !path.is_empty() && !is_switch(path)) {
                match files.xml(path) {
                    Some((artifact, document)) => {
                        let from = Resolver { document: &document, artifact, tables };
                        out.sections.extend(sections.iter().map(|name| read_section(&from, name)));
                        // Only where it is written does a third way say anything.
                        let third = "cross-platform-transfer";
                        if sections.len() > 1 && from.children(0, &[third]).next().is_some() {
                            out.sections.push(read_section(&from, third));
                        }
                    }
                    None => out.unread.push(setting.origin.clone()),
                }
            }
        }
        out
    }
}

fn read_section(from: &Resolver<'_>, name: &str) -> BackupSection {
    let known = |value: &str, origin: Location| Fact { value: Value::Known(value.to_owned()), origin };
    // The older file is one section by itself.
    let found: Vec<u32> = match name {
        "full-backup-content" => vec![0],
        _ => from.document.children(0).filter(|(_, one)| one.name == name).map(|(at, _)| at).collect(),
    };
    let at = found.first().copied();
    let place = from.place(at.unwrap_or(0), None);
    let mut rules = Vec::new();
    for section in &found {
        for (at, element) in from.children(*section, &["include", "exclude"]) {
            let domain = from.plain_fact(at, "domain", String::new());
            let path = from.plain_fact(at, "path", String::new());
            let is_known = |domain: &String| DOMAINS.contains(&domain.trim_start_matches("device_"));
            // FullBackup of AOSP ignores rules with another domain or with a path that leaves it.
            let is_safe = |path: &String| !path.contains("..") && !path.contains("//");
            if domain.value.each().any(is_known) && path.value.each().all(is_safe) {
                rules.push(BackupRule {
                    origin: from.place(at, None),
                    section: known(name, place.clone()),
                    action: known(&element.name, from.place(at, None)),
                    domain,
                    path,
                    require_flags: from.plain_fact(at, "requireFlags", String::new()),
                });
            }
        }
    }
    let flag = "disableIfNoEncryptionCapabilities";
    BackupSection {
        section: known(name, place.clone()),
        written: Fact { value: Value::Known(at.is_some()), origin: place.clone() },
        disable_if_no_encryption_capabilities: match at {
            Some(at) => from.plain_fact(at, flag, false),
            None => Fact { value: Value::Default(false), origin: place.clone() },
        },
        origin: place,
        rules,
    }
}

impl BackupRule {
    /// Whether it takes or leaves a whole domain rather than files in it.
    pub fn is_whole_domain(&self) -> bool {
        self.path.value.each().any(|path| path.split('/').all(|step| step.is_empty() || step == "."))
    }
}
