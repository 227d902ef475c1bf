use std::path::Path;

use anyhow::Result;

use crate::{Outcome, program};

/// Runs the signature crate's comparison over a folder of recorded vectors.
pub(crate) fn run(root: &Path, dir: &Path) -> Result<Outcome> {
    if !dir.is_dir() {
        return Ok(Outcome::Skipped(format!("{} is not there", dir.display())));
    }
    let dir = dir.canonicalize()?;
    let example = [
        "run",
        "--quiet",
        "--release",
        "--locked",
        "--package",
        "appraise-apksig",
        "--example",
        "conformance",
    ];
    program::show(program::cargo(root).args(example).arg("--").arg(dir))?;
    Ok(Outcome::Done)
}
