//! `cargo xtask`: the project's own chores, one file a command.
//!
//! Architecture invariant: xtask reads the tree as text and runs the built program; it knows no scanner crate but `testkit`.
#![allow(clippy::disallowed_methods, reason = "it reads the project's own files, not packages")]

mod cases;
mod ci;
mod conformance;
mod corpus;
mod dexdump;
mod docs;
mod layers;
mod new_rule;
mod program;
mod rule;
mod validate;
mod walk;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the Appraise project.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every check of continuous integration except the tests
    Ci,
    /// Check that crates depend downwards only, that no source file is too long, and the names at the top level
    Layers,
    /// Make the folder of a new rule: platform.area.pattern
    NewRule {
        /// Id of the rule, such as android.crypto.ecb-mode
        id: String,
    },
    /// Assemble the cases that are written as smali, Objective-C or C into fixtures/cases/bundle.zip
    Cases {
        /// Only compare the hashes of the sources with the bundle; needs no tool
        #[arg(long)]
        check: bool,
    },
    /// Write docs/rules from the rules
    Docs {
        /// Only compare
        #[arg(long)]
        check: bool,
    },
    /// Fetch real packages from public registries, with known SHA-256; needs npm, tar and zip
    Corpus {
        /// Folder to put them in
        dir: PathBuf,
    },
    /// Compare instruction counts with Debian's dexdump over the packages of `corpus`
    Dexdump {
        /// Folder that `corpus` filled
        dir: PathBuf,
    },
    /// Walk every prefix and 100,000 damaged copies of 50 seeds through the Android parsers
    Smoke,
    /// Write the seeds of each fuzz target to a folder of its name
    Seeds {
        /// Folder to put them in
        dir: PathBuf,
    },
    /// Validate the reports of the sample apps against their schemas
    Validate {
        /// Folder that holds sarif-schema-2.1.0.json
        dir: PathBuf,
    },
    /// Compare signature verdicts with recorded ones of the Android Open Source Project
    Conformance {
        /// Folder that holds expected.tsv and files/
        dir: PathBuf,
    },
}

/// How a chore ended when it did not fail.
enum Outcome {
    Done,
    /// Not done, and why: something it needs is not on this machine.
    Skipped(String),
}

fn main() -> ExitCode {
    let root = root();
    let result = match Cli::parse().command {
        Command::Ci => ci::run(&root),
        Command::Layers => layers::run(&root),
        Command::NewRule { id } => new_rule::run(&root, &id),
        Command::Cases { check } => cases::run(&root, check),
        Command::Docs { check } => docs::run(&root, check),
        Command::Corpus { dir } => corpus::run(&dir),
        Command::Dexdump { dir } => dexdump::run(&root, &dir),
        Command::Smoke => walk::smoke(&root),
        Command::Seeds { dir } => walk::seeds(&root, &dir),
        Command::Validate { dir } => validate::run(&root, &dir),
        Command::Conformance { dir } => conformance::run(&root, &dir),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Skipped(why)) => {
            println!("skipped: {why}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository: two folders above this crate.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
