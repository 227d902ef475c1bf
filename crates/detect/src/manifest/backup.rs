use facts::{Application, BackupRule, BackupSection, Facts, Tri};
use finding::{Severity, Text};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// Backup that is on and has no rules for some API level the app runs on.
pub(crate) struct BackupWithoutRules;
/// Backup rules that leave nothing out.
pub(crate) struct WholeBackup;
/// Backup to the cloud from devices that cannot encrypt it with a key of the person.
pub(crate) struct CloudBackupUnencrypted;

impl Detector for BackupWithoutRules {
    fn id(&self) -> &'static str {
        "backup-without-rules"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let Some(application) = &manifest.application else { return Ok(()) };
        let target = manifest.target_sdk().unwrap_or(1);
        // From target 31 the newer attribute alone counts for transfers to another device; older releases read the
        // older one.
        let (rules, level) = if target >= 31 {
            (&application.data_extraction_rules, 31)
        } else {
            (&application.full_backup_content, 23)
        };
        let is_none = |rules: &String| rules.is_empty() || rules == "true";
        out.examined("allowBackup", &application.allow_backup.value);
        match application.allow_backup.is(|&on| on).and(rules.is(is_none)) {
            Tri::No => {}
            Tri::Yes if agent_decides(application) => {
                let place = &application.backup_agent.origin;
                out.unknown(Text::new(
                    format!("{place}: a class of the app decides what is backed up"),
                    format!("{place}：備份內容由 App 自訂類別決定"),
                ));
            }
            Tri::Yes => {
                let draft = out
                    .fail(application.allow_backup.origin.clone())
                    .value("allow_backup", application.allow_backup.value.to_string())
                    .value("level", level.to_string());
                // The older rules still hold for the cloud; only transfers go without.
                if application.full_backup_content.is(is_none) == Tri::No {
                    draft.severity(Severity::Low);
                }
            }
            Tri::Unknown => out.unknown(Text::new(
                "allowBackup or its rules are a reference that the package does not resolve",
                "allowBackup 或其規則為套件內無法解析的參照",
            )),
        }
        Ok(())
    }
}

/// Whether code of the app, not the rules, says what goes into a backup: `appGetsFullBackup` of AOSP's backup service.
fn agent_decides(application: &Application) -> bool {
    let has_agent = application.backup_agent.is(|agent| !agent.is_empty()) != Tri::No;
    has_agent && application.full_backup_only.is(|&only| only) == Tri::No
}

/// Calls `look` for each section in force, if backup is on at all.
fn each_section(facts: &Facts<'_>, out: &mut Sink<'_>, look: impl Fn(&BackupSection, &mut Sink<'_>)) {
    let manifest = facts.manifest.as_ref();
    let Some(application) = manifest.and_then(|manifest| manifest.application.as_ref()) else { return };
    match application.allow_backup.is(|&on| on) {
        Tri::No => {
            out.not_applicable(Text::new("backup is off", "備份功能已關閉"));
            return;
        }
        Tri::Unknown => out.unknown(unresolved(&application.allow_backup.origin)),
        Tri::Yes => {
            if agent_decides(application) {
                out.not_applicable(Text::new(
                    "a class of the app decides what is backed up",
                    "備份內容由 App 自訂類別決定",
                ));
                return;
            }
            facts.backup.sections.iter().for_each(|section| look(section, out));
            for place in &facts.backup.unread {
                out.unknown(Text::new(
                    format!("{place}: the file it names cannot be read"),
                    format!("{place}：所指定之檔案無法讀取"),
                ));
            }
        }
    }
    out.examined("backup sections", facts.backup.sections.len());
}

/// Directories in which apps keep data of a person.
const SENSITIVE: [&str; 4] = ["root", "file", "database", "sharedpref"];

fn is_action(rule: &BackupRule, action: &str) -> bool {
    rule.action.value.main().is_some_and(|one| one == action)
}

/// Excludes that have an effect: a path is no pattern, and no file is named `*`.
fn excludes(section: &BackupSection) -> impl Iterator<Item = &BackupRule> {
    let rules = section.rules.iter().filter(|rule| is_action(rule, "exclude"));
    rules.filter(|rule| rule.path.value.each().all(|path| !path.contains('*')))
}

fn domain(rule: &BackupRule) -> &str {
    rule.domain.value.main().map_or("", String::as_str)
}

fn is_sensitive(rule: &BackupRule) -> bool {
    SENSITIVE.contains(&domain(rule).trim_start_matches("device_"))
}

impl Detector for WholeBackup {
    fn id(&self) -> &'static str {
        "whole-backup"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_section(facts, out, |section, out| {
            let name = section.section.value.to_string();
            // A transfer goes straight to the next phone of the same person.
            let severity = if name.ends_with("-transfer") { Some(Severity::Low) } else { None };
            let mut report = |place: &finding::Location, domains: &str| {
                let draft = out
                    .fail(place.clone())
                    .value("section", &name)
                    .value("domains", domains)
                    .anchor(format!("{name} {domains}"));
                if let Some(severity) = severity {
                    draft.severity(severity);
                }
            };
            let includes: Vec<&BackupRule> =
                section.rules.iter().filter(|rule| is_action(rule, "include")).collect();
            if includes.is_empty() && excludes(section).next().is_none() {
                report(&section.origin, &SENSITIVE.join(", "));
            }
            for rule in includes {
                let left_out = excludes(section).any(|exclude| domain(exclude) == domain(rule));
                let conditional = rule.require_flags.is(|flags| !flags.is_empty()) == Tri::Yes;
                if is_sensitive(rule) && rule.is_whole_domain() && !left_out && !conditional {
                    report(&rule.origin, domain(rule));
                }
            }
        });
        Ok(())
    }
}

impl Detector for CloudBackupUnencrypted {
    fn id(&self) -> &'static str {
        "cloud-backup-unencrypted"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_section(facts, out, |section, out| {
            let is_cloud = section.section.is(|name| name == "cloud-backup");
            let written = section.written.is(|&written| written);
            let off = &section.disable_if_no_encryption_capabilities;
            let whole =
                |name: &str| excludes(section).any(|rule| rule.is_whole_domain() && domain(rule) == name);
            let includes = section.rules.iter().any(|rule| is_action(rule, "include"));
            let takes = includes || !SENSITIVE.iter().all(|name| whole(name));
            match is_cloud.and(written).and(takes.into()).and(off.is(|&off| !off)) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&off.origin)),
                Tri::Yes => {
                    out.fail(section.origin.clone()).value("flag", off.value.to_string());
                }
            }
        });
        Ok(())
    }
}
