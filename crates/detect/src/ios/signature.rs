use std::collections::BTreeSet;

use facts::Facts;
use finding::{Location, Text};
use package::Form;
use rules::Sink;

use super::{arch, executables, is, slices};
use crate::{Detector, Unknown};

/// Nobody vouches for an executable.
pub(crate) struct Unsigned;
/// A signature that only rests on SHA-1.
pub(crate) struct WeakDigest;
/// Code of another team inside the app.
pub(crate) struct NestedTeam;

impl Detector for Unsigned {
    fn id(&self) -> &'static str {
        "unsigned-executable"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if facts.app.form != Form::Ipa {
            out.not_applicable(Text::new("only an IPA is signed for good", "僅 IPA 為正式簽章之版本"));
            return Ok(());
        }
        let mut count = 0u32;
        for (_, binary) in executables(facts) {
            count = count.saturating_add(1);
            let state = match &binary.signature {
                None => "missing",
                Some(signature) if signature.is_adhoc() => "ad hoc",
                Some(_) => continue,
            };
            out.fail(Location::symbol(binary.artifact.clone(), "LC_CODE_SIGNATURE"))
                .value("state", state)
                .value("arch", arch(binary))
                .anchor(arch(binary));
        }
        out.examined("executables", count);
        Ok(())
    }
}

/// A part of the app that is not as it was signed.
pub(crate) struct BrokenSeal;

impl Detector for BrokenSeal {
    fn id(&self) -> &'static str {
        "broken-seal"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let seals = facts.seals();
        if seals.compared == 0 && seals.broken.is_empty() && seals.unread.is_empty() {
            out.not_applicable(Text::new("nothing in the app is sealed", "App 內無任何封條"));
            return Ok(());
        }
        for broken in &seals.broken {
            out.fail(broken.location.clone())
                .value("part", &broken.part)
                .value("state", broken.state)
                .anchor(broken.part.as_str());
        }
        if let Some(first) = seals.unread.first() {
            let count = seals.unread.len();
            out.unknown(Text::new(
                format!("{count} files could not be compared with the seal, {first} among them"),
                format!("{count} 個檔案無法與封條比對，例如 {first}"),
            ));
        }
        if seals.untold > 0 {
            let count = seals.untold;
            out.unknown(Text::new(
                format!("{count} more parts differ from the seal and are not listed"),
                format!("另有 {count} 個部分與封條不符，未逐一列出"),
            ));
        }
        out.examined("parts compared", seals.compared);
        Ok(())
    }
}

impl Detector for WeakDigest {
    fn id(&self) -> &'static str {
        "sha1-signature"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (_, binary) in slices(facts) {
            let Some(signature) = &binary.signature else { continue };
            count = count.saturating_add(1);
            let directories = &signature.directories;
            if directories.is_empty() || directories.iter().any(|directory| directory.hash_type != SHA1) {
                continue;
            }
            let version = directories.first().map_or(0, |directory| directory.version);
            out.fail(Location::symbol(binary.artifact.clone(), "CodeDirectory"))
                .value("version", format!("{version:#x}"))
                .value("arch", arch(binary))
                .anchor(arch(binary));
        }
        out.examined("signatures", count);
        Ok(())
    }
}

/// `CS_HASHTYPE_SHA1`.
const SHA1: u8 = 1;

impl Detector for NestedTeam {
    fn id(&self) -> &'static str {
        "other-team-code"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let app = facts.apple.first();
        let mut main =
            executables(facts).filter(|(bundle, _)| app.is_some_and(|app| std::ptr::eq(app, *bundle)));
        let Some(team) = main.find_map(|(_, binary)| binary.signature.as_ref()?.team_id()) else {
            out.not_applicable(Text::new("the app names no team in its signature", "App 之簽章未載明團隊"));
            return Ok(());
        };
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary) in slices(facts).filter(|(_, binary)| !is(&binary.file_type, "object")) {
            count = count.saturating_add(1);
            let other = match &binary.signature {
                None => "(unsigned)",
                Some(signature) => signature.team_id().unwrap_or("(none)"),
            };
            if other != team && seen.insert(&binary.artifact) {
                out.fail(Location::symbol(binary.artifact.clone(), "CodeDirectory team"))
                    .value("team", other)
                    .value("app_team", team);
            }
        }
        out.examined("slices", count);
        Ok(())
    }
}
