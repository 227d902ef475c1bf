//! Embeds every `rulesets/**/rule.toml` and the number of its cases: the folder is the registry, there is no second list.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../rulesets");
    let root = root.canonicalize()?;
    let mut found = Vec::new();
    walk(&root, &mut found)?;
    found.sort();
    let mut list = String::from("&[\n");
    for file in &found {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?.display();
        let cases = cases(&file.with_file_name("cases"))?;
        writeln!(list, "    ({:?}, include_str!({:?}), {cases:?}),", format!("rulesets/{name}"), file)
            .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("embedded.rs"), list)
}

/// Cases that must fail, that must pass, and that must stay undecided.
fn cases(folder: &Path) -> io::Result<[u32; 3]> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut count = [0; 3];
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let kind = ["fail-", "pass-", "unknown-"]
                .iter()
                .position(|kind| name.to_string_lossy().starts_with(kind));
            if let Some(count) = kind.and_then(|kind| count.get_mut(kind)) {
                *count += 1;
            }
        }
    }
    Ok(count)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    // A folder is watched too, so that a new rule is embedded without touching anything else.
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "cases") {
            walk(&path, found)?;
        } else if path.file_name().is_some_and(|name| name == "rule.toml") {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    Ok(())
}
