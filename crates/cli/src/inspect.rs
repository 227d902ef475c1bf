use std::io::Write;

use finding::escape;

use crate::Failure;
use crate::args::{Global, InspectArgs};

pub(crate) fn run(args: &InspectArgs, global: &Global, out: &mut impl Write) -> Result<(), Failure> {
    let limits = args.limits.limits();
    let app = crate::scan::open(&args.path, &limits, global)?;
    let facts = engine::collect(&app, &[], &engine::Options { limits, ..Default::default() });
    let identity = facts.identity();
    writeln!(out, "file      {}", escape(&app.file_name))?;
    writeln!(out, "form      {} ({})", app.form.word(), app.platform.word())?;
    writeln!(out, "size      {}", app.size)?;
    writeln!(out, "sha256    {}", app.sha256)?;
    let rows = [
        ("id", Some(facts.app_id().to_owned()).filter(|id| !id.is_empty())),
        ("version", identity.version_name),
        ("build", identity.version_code),
        ("min os", identity.min_os),
        ("target os", identity.target_os),
    ];
    for (name, value) in rows {
        writeln!(out, "{name:<9} {}", value.map_or_else(|| "-".to_owned(), |value| escape(&value)))?;
    }
    for (scheme, subject, sha256) in facts.signers() {
        writeln!(out, "signer    {scheme}  {}  sha256 {sha256}", escape(&subject))?;
    }
    for unit in &app.units {
        writeln!(out, "unit      {}", escape(&unit.id))?;
    }
    for (file, index) in facts.code.classes.files.iter().zip(&facts.code.files) {
        let (methods, instructions) = (index.methods, index.instructions);
        writeln!(
            out,
            "dex       {}  {methods} methods  {instructions} instructions",
            escape(&file.artifact)
        )?;
    }
    for part in facts::Part::ALL {
        let seen = match facts.seen(*part) {
            facts::Seen::Absent => "absent".to_owned(),
            facts::Seen::Whole => "whole".to_owned(),
            facts::Seen::Partly(why) => format!("partly: {}", escape(why.lang(global.lang))),
        };
        writeln!(out, "part      {:<15} {seen}", part.word())?;
    }
    for issue in &facts.issues {
        match issue {
            package::Issue::Archive(oddity) => {
                let entry = oddity.entry.as_deref().unwrap_or("-");
                let (expected, found) = (escape(&oddity.expected), escape(&oddity.found));
                writeln!(
                    out,
                    "issue     {} {entry} at {:#x}: expected {expected}, found {found}",
                    oddity.kind.code(),
                    oddity.offset
                )?;
            }
            package::Issue::Damage { artifact, error } | package::Issue::Unread { artifact, error } => {
                writeln!(out, "issue     {}: {error}", escape(artifact))?
            }
        }
    }
    Ok(())
}
