//! Runs walks: over damaged seeds (`smoke`), over files (`run`); and writes seeds for a fuzzer (`seeds`).
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a development tool that reads the project's own files"
)]

use appraise_walk as walk;

mod smoke;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: walk smoke | walk seeds DIR | walk run TARGET FILE...";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let done = match &words[..] {
        ["smoke"] => smoke::run(root),
        ["seeds", folder] => write(root, Path::new(folder)),
        ["run", target, files @ ..] => run(target, files),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes each seed to `<folder>/<target>/<name>`.
fn write(root: &Path, folder: &Path) -> Result<(), String> {
    for seed in walk::seeds(root) {
        let folder = folder.join(seed.target);
        let file = folder.join(&seed.name);
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, &seed.bytes));
        written.map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// Walks each file once. A panic ends the program with its message.
fn run(target: &str, files: &[&str]) -> Result<(), String> {
    let known = || walk::TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ");
    let target = walk::target(target).ok_or_else(|| format!("the targets are {}", known()))?;
    for file in files {
        let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
        let begun = std::time::Instant::now();
        (target.walk)(&bytes);
        println!("{file}: {} ms", begun.elapsed().as_millis());
    }
    Ok(())
}
