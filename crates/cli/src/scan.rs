use std::io::{self, IsTerminal, Write};

use anyhow::Context;
use package::{App, OpenError};
use report::{Format, Options};
use rules::RuleSet;

use crate::args::{Color, ExitPolicy, Global, ScanArgs};
use crate::{Failure, output};

/// Opens a package with a spinner on a terminal.
pub(crate) fn open(path: &std::path::Path, limits: &cursor::Limits, global: &Global) -> Result<App, Failure> {
    let bar = progress(global, "reading");
    let opened = package::open(path, limits);
    bar.finish_and_clear();
    opened.map_err(|error| match &error {
        OpenError::Io { .. } => Failure::Internal(error.into()),
        OpenError::NotAFile { .. } | OpenError::TooLarge { .. } | OpenError::NotAnApp { .. } => {
            Failure::NothingToScan(error.into())
        }
    })
}

pub(crate) fn progress(global: &Global, phase: &'static str) -> indicatif::ProgressBar {
    // indicatif draws nothing when standard error is no terminal.
    if global.no_progress || global.quiet {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new_spinner().with_message(phase);
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

pub(crate) fn run(
    args: &ScanArgs,
    global: &Global,
    set: &RuleSet,
    out: &mut impl Write,
) -> Result<u8, Failure> {
    if let Some(id) = args.rule.iter().find(|id| set.find(id).is_none()) {
        return Err(Failure::Usage(anyhow::anyhow!(
            "no rule is named `{id}`; `appraise rules list` shows all"
        )));
    }
    let mapping = args.mapping.read()?;
    let limits = args.limits.limits();
    let as_of = args.as_of.unwrap_or_else(standards::checked_on);
    let app = open(&args.path, &limits, global)?;
    let bar = progress(global, "judging");
    let idsig = args.idsig.as_deref().map(|path| crate::signature::read(path, &limits)).transpose()?;
    let options = engine::Options {
        limits,
        only: args.rule.clone(),
        as_of,
        idsig,
        expected_signers: args.expect_signer.clone(),
    };
    let scan = engine::run(set, &app, &options);
    bar.finish_and_clear();
    let options = Options {
        lang: global.lang,
        show: args.severity,
        fail_on: args.fail_on,
        min_confidence: args.min_confidence,
        color: false,
        level: args.level,
        mapping: mapping.as_ref(),
    };
    if args.output.is_empty() {
        let color = args.format == Format::Text && wants_color(global);
        report::write(args.format, &mut *out, &scan, &Options { color, ..options })?;
    }
    for output in &args.output {
        if output.path.as_os_str() == "-" {
            report::write(output.format, &mut *out, &scan, &options)?;
            continue;
        }
        let describe = || format!("cannot write {}", output.path.display());
        let written = output::whole(&output.path, |file| report::write(output.format, file, &scan, &options));
        written.with_context(describe).map_err(Failure::Internal)?;
    }
    let exit = scan.exit(args.fail_on, args.min_confidence);
    let code = match args.exit_policy {
        ExitPolicy::Gate => exit.code(),
        // An incomplete scan is never reported as fine.
        ExitPolicy::ReportOnly if exit.code() == 1 => 0,
        ExitPolicy::ReportOnly => exit.code(),
    };
    if !global.quiet {
        let mut line = format!("exit {code}: {}", exit.word());
        if let Some(hit) = scan.limits.first() {
            line.push_str(&format!(" ({}: {})", finding::escape(&hit.artifact), finding::escape(&hit.what)));
        }
        eprintln!("{line}");
    }
    Ok(code)
}

fn wants_color(global: &Global) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto => set("FORCE_COLOR") || set("CLICOLOR_FORCE") || io::stdout().is_terminal(),
    }
}
