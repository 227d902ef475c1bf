use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{Outcome, cases, conformance, docs, layers, program, validate, walk};

/// Runs every step, also after a failed one, so that one run tells everything.
pub(crate) fn run(root: &Path) -> Result<Outcome> {
    let shared = root.join("../shared/conformance");
    let steps: [(&str, &dyn Fn() -> Result<Outcome>); 9] = [
        ("fmt", &|| cargo(root, &["fmt", "--all", "--check"])),
        ("clippy", &|| {
            cargo(
                root,
                &["clippy", "--quiet", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
            )
        }),
        ("layers", &|| layers::run(root)),
        ("docs", &|| docs::run(root, true)),
        ("cases", &|| cases::run(root, true)),
        ("deny", &|| deny(root)),
        ("validate", &|| validate::run(root, &shared.join("schemas"))),
        ("smoke", &|| walk::smoke(root)),
        ("conformance", &|| conformance::run(root, &shared.join("apksig"))),
    ];
    let mut failed = Vec::new();
    for (name, step) in steps {
        println!("== {name}");
        let start = Instant::now();
        let result = step();
        let seconds = start.elapsed().as_secs_f64();
        match result {
            Ok(Outcome::Done) => println!("== {name}: ok ({seconds:.1} s)"),
            Ok(Outcome::Skipped(why)) => println!("== {name}: skipped: {why} ({seconds:.1} s)"),
            Err(error) => {
                println!("== {name}: FAILED ({seconds:.1} s)\n{error:#}");
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(Outcome::Done)
}

fn cargo(root: &Path, words: &[&str]) -> Result<Outcome> {
    program::show(program::cargo(root).args(words))?;
    Ok(Outcome::Done)
}

fn deny(root: &Path) -> Result<Outcome> {
    if !program::is_installed("cargo-deny") {
        return Ok(Outcome::Skipped("cargo-deny is not installed".into()));
    }
    cargo(root, &["deny", "check"])
}
