use std::path::Path;

use anyhow::{Context as _, Result};

use crate::{Outcome, program};

/// Walks damaged seeds. They are walked as `cargo test` builds the parsers: arithmetic that overflows is a mistake.
pub(crate) fn smoke(root: &Path) -> Result<Outcome> {
    program::show(program::cargo(root).args(WALK).arg("smoke"))?;
    Ok(Outcome::Done)
}

/// Writes the seeds of each fuzz target to `<dir>/<target>`.
pub(crate) fn seeds(root: &Path, dir: &Path) -> Result<Outcome> {
    let dir = std::path::absolute(dir).with_context(|| format!("cannot find {}", dir.display()))?;
    program::show(program::cargo(root).args(WALK).arg("seeds").arg(dir))?;
    Ok(Outcome::Done)
}

const WALK: [&str; 6] = ["run", "--quiet", "--locked", "--package", "appraise-walk", "--"];
