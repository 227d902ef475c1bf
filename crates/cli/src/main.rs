//! The binary `appraise`: reads the command line, wires the layers, prints, exits. It decides nothing.

mod args;
mod evidence;
mod explain;
mod inspect;
mod output;
mod scan;
mod signature;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, FromArgMatches};
use rules::RuleSet;

use args::{Cli, Command, Global, RulesCommand};

/// How a run failed, with the exit code that tells the calling program who has to act.
pub(crate) enum Failure {
    /// 2: wrong usage or configuration.
    Usage(anyhow::Error),
    /// 3: nothing to scan.
    NothingToScan(anyhow::Error),
    /// 5: input, output or ourselves.
    Internal(anyhow::Error),
}

impl Failure {
    fn code(&self) -> u8 {
        match self {
            Failure::Usage(_) => 2,
            Failure::NothingToScan(_) => 3,
            Failure::Internal(_) => 5,
        }
    }

    fn error(&self) -> &anyhow::Error {
        match self {
            Failure::Usage(error) | Failure::NothingToScan(error) | Failure::Internal(error) => error,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Internal(error.into())
    }
}

/// What the last panic said; shown only when it ended the program.
static LAST_PANIC: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());

fn main() -> ExitCode {
    let mut command = Cli::command();
    // The version names the rules inside; reading them is only worth it when it is asked for.
    if std::env::args_os().any(|arg| arg == "--version" || arg == "-V") {
        command = command.version(args::version());
    }
    let cli = Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    // A rule that panics is reported as its own verdict; the default message would break the output in two.
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = panic.to_string();
        }
    }));
    let jobs = cli.global.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(8 << 20).build();
    let ran = match pool {
        Ok(pool) => pool.install(|| std::panic::catch_unwind(|| run(&cli))),
        Err(error) => Ok(Err(Failure::Internal(error.into()))),
    };
    let outcome = ran.unwrap_or_else(|_| {
        Err({
            let what = LAST_PANIC.lock().map(|last| last.replace('\n', " ")).unwrap_or_default();
            Failure::Internal(anyhow::anyhow!("the program crashed; please report this: {what}"))
        })
    });
    match outcome {
        Ok(code) => ExitCode::from(code),
        // The reader of our output went away, as `head` does: nothing to tell it, and no verdict either.
        Err(Failure::Internal(error)) if is_broken_pipe(&error) => ExitCode::from(5),
        Err(failure) => {
            eprintln!("appraise: {}", finding::escape(&format!("{:#}", failure.error())));
            eprintln!("exit {}", failure.code());
            ExitCode::from(failure.code())
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(cli: &Cli) -> Result<u8, Failure> {
    let mut out = io::stdout().lock();
    match &cli.command {
        Command::Scan(args) => return scan::run(args, &cli.global, &rule_set(&cli.global)?, &mut out),
        Command::Inspect(args) => inspect::run(args, &cli.global, &mut out)?,
        Command::Signature(args) => return signature::run(args, &cli.global, &mut out),
        Command::Evidence(command) => return evidence::run(command, &cli.global, &mut out),
        Command::Explain(args) => explain::run(args, &cli.global, &rule_set(&cli.global)?, &mut out)?,
        Command::Rules(RulesCommand::List { by_check }) => {
            explain::list(&rule_set(&cli.global)?, cli.global.lang, *by_check, &mut out)?;
        }
        Command::Schema { format } => match format.as_str() {
            "json-v1" | "json" => out.write_all(report::json::SCHEMA.as_bytes())?,
            "signature-v1" => out.write_all(report::signature::SCHEMA.as_bytes())?,
            other => {
                return Err(Failure::Usage(anyhow::anyhow!(
                    "`{other}` has no schema; json-v1 and signature-v1 have"
                )));
            }
        },
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "appraise", &mut out)
        }
    }
    Ok(0)
}

fn rule_set(global: &Global) -> Result<RuleSet, Failure> {
    let list = |errors: Vec<rules::RuleError>| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    };
    let mut set = rules::embedded().map_err(|errors| Failure::Internal(list(errors)))?;
    if let Some(folder) = &global.rules {
        let read = || rules::from_folder(folder).with_context(|| folder.display().to_string());
        set.extend(read().map_err(Failure::Usage)?).map_err(|errors| Failure::Usage(list(errors)))?;
    }
    Ok(set)
}
