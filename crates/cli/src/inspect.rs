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
    if let Some(accepts) = facts.platform_accepts {
        writeln!(
            out,
            "android   takes the container: {}, manifest: {}, resources: {}",
            accepts.container.word(),
            accepts.manifest.word(),
            accepts.resources.map_or("-", |accepts| accepts.word())
        )?;
    }
    for facts::AppSigner { scheme, subject, sha256, verified, .. } in facts.signers() {
        let state = if verified { "verified" } else { "claimed" };
        writeln!(out, "signer    {scheme}  {}  sha256 {sha256}  {state}", escape(&subject))?;
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
    write_obfuscation(out, &facts)?;
    for row in facts.network.iter().flat_map(|network| &network.domains) {
        write_policy(out, row)?;
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

/// Tools that wrote the code, and what they left of own names.
fn write_obfuscation(out: &mut impl Write, facts: &facts::Facts<'_>) -> Result<(), Failure> {
    if facts.code.classes.is_empty() {
        return Ok(());
    }
    let facts::Obfuscation { tools, names, sources, locals, .. } = facts.obfuscation();
    for facts::Tool { name, version, mode, map_id } in tools {
        let map = map_id.as_ref().map_or_else(String::new, |id| format!("  mapping {id}"));
        writeln!(out, "written   {name} {version} {mode}{map}")?;
    }
    for (share, what) in
        [(names, "own names"), (sources, "own source files"), (locals, "own methods with local variables")]
    {
        writeln!(out, "readable  {} of {} {what}", share.readable, share.all)?;
    }
    Ok(())
}

/// One line of the network policy in force, and the places that decide.
fn write_policy(out: &mut impl Write, row: &facts::DomainPolicy) -> Result<(), Failure> {
    let mut name = escape(&row.domain.value.to_string());
    if row.is_debug_only() {
        name = "debug-overrides".to_owned();
    } else if !row.is_base() && row.include_subdomains.is(|&on| on) == facts::Tri::Yes {
        name.push_str(" and subdomains");
    }
    if row.can_match.is(|&can| can) == facts::Tri::No {
        name.push_str(" (matches no host)");
    }
    let expire = match row.pins_expire.value.main().filter(|day| !day.is_empty()) {
        Some(day) => format!(" until {}", escape(day)),
        None => String::new(),
    };
    let (cleartext, user) = (&row.cleartext.value, &row.user_anchors.value);
    let (pins, overrides) = (&row.pins.value, &row.override_pins.value);
    writeln!(
        out,
        "network   {name}  cleartext {cleartext}  user authorities {user}  pins {pins}{expire}  overridden {overrides}"
    )?;
    writeln!(out, "          decided by {}", escape(&row.origin.to_string()))?;
    Ok(())
}
