use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::{Outcome, program};

/// The crates bottom up. A crate may use crates of lower rows only, never one of its own row.
const LAYERS: &[&[&str]] = &[
    &["cursor", "finding"],
    &["proplist"],
    &["container"],
    &["android-res", "dex", "binary", "codesign", "keystore", "sqlite"],
    // Its conformance check reads API levels from manifests.
    &["apksig"],
    &["package"],
    &["flow"],
    &["facts"],
    &["standards"],
    &["rules"],
    &["detect"],
    &["engine"],
    &["report", "evidence"],
    &["review"],
    &["cli", "server"],
];

/// Development only: they may use any crate, and no other crate may use them except to be tested.
const DEVELOPMENT: &[&str] = &["testkit", "walk", "xtask", "e2e"];

/// The one development crate that tests of any crate may use.
const TESTKIT: &str = "testkit";

/// Longest source file in lines; a longer one is split by table of its format.
const MAX_LINES: usize = 600;

/// Names at the top level of the repository, besides dotfiles.
const TOP_LEVEL: &[&str] = &["Cargo.toml", "Cargo.lock", "crates", "fixtures", "rulesets", "tests", "docs"];
/// Beginnings of further names at the top level.
const TOP_LEVEL_STARTS: &[&str] =
    &["README", "LICENSE", "NOTICE", "CHANGELOG", "CONTRIBUTING", "SECURITY", "rust-toolchain", "."];

/// Checks the crates' edges, the length of sources and the top level.
pub(crate) fn run(root: &Path) -> Result<Outcome> {
    let metadata =
        program::capture(program::cargo(root).args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Metadata =
        serde_json::from_slice(&metadata).context("cargo metadata is not as expected")?;
    let mut mistakes = edges(&metadata.packages);
    mistakes.extend(long_files(root)?);
    let files = program::capture(Command::new("git").current_dir(root).args(["ls-files", "-z"]))?;
    mistakes.extend(strangers(String::from_utf8_lossy(&files).split('\0')));
    if !mistakes.is_empty() {
        bail!("{}", mistakes.join("\n"));
    }
    Ok(Outcome::Done)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
    /// Set for crates of the workspace.
    path: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Row(usize),
    Development,
}

fn place(name: &str) -> Option<Place> {
    if DEVELOPMENT.contains(&name) {
        return Some(Place::Development);
    }
    LAYERS.iter().position(|row| row.contains(&name)).map(Place::Row)
}

/// The folder's name, by which the layers name a crate.
fn short(package: &str) -> &str {
    package.strip_prefix("appraise-").unwrap_or(package)
}

fn edges(packages: &[Package]) -> Vec<String> {
    let mut mistakes = BTreeSet::new();
    for package in packages {
        let from = short(&package.name);
        let Some(from_place) = place(from) else {
            mistakes.insert(format!("{from}: in no layer; add it to LAYERS in crates/xtask/src/layers.rs"));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some()) {
            let to = short(&dependency.name);
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let allowed = match (from_place, place(to)) {
                (Place::Development, _) => true,
                (_, Some(Place::Development)) => for_tests && to == TESTKIT,
                (Place::Row(from), Some(Place::Row(to))) => to < from,
                // The crate is reported as one in no layer.
                (_, None) => true,
            };
            if !allowed {
                let kind = dependency.kind.as_deref().map_or(String::new(), |kind| format!("{kind}-"));
                mistakes.insert(format!("{from} -> {to}: this {kind}dependency does not point down"));
            }
        }
    }
    mistakes.into_iter().collect()
}

fn long_files(root: &Path) -> Result<Vec<String>> {
    let mut mistakes = Vec::new();
    for krate in fs::read_dir(root.join("crates"))? {
        let mut folders = vec![krate?.path().join("src")];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let lines = fs::read_to_string(&path)?.lines().count();
                    let name = path.strip_prefix(root).unwrap_or(&path).display();
                    if lines > MAX_LINES {
                        mistakes.push(format!("{name}: {lines} lines; split what is above {MAX_LINES}"));
                    }
                }
            }
        }
    }
    mistakes.sort();
    Ok(mistakes)
}

/// Names at the top level that were never agreed on.
fn strangers<'a>(files: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names: BTreeSet<&str> =
        files.filter_map(|file| file.split('/').next()).filter(|name| !name.is_empty()).collect();
    let known = |name: &str| {
        TOP_LEVEL.contains(&name) || TOP_LEVEL_STARTS.iter().any(|start| name.starts_with(start))
    };
    let strange = names.into_iter().filter(|name| !known(name));
    strange.map(|name| format!("{name}: not one of the names of the top level")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependency = |(name, kind): &(&str, Option<&str>)| Dependency {
            name: format!("appraise-{name}"),
            kind: kind.map(str::to_owned),
            path: Some("somewhere".into()),
        };
        Package {
            name: format!("appraise-{name}"),
            dependencies: dependencies.iter().map(dependency).collect(),
        }
    }

    #[test]
    fn an_edge_points_strictly_down() {
        assert!(edges(&[package("engine", &[("cursor", None), ("facts", Some("build"))])]).is_empty());
        let up = edges(&[package("cursor", &[("engine", None)])]);
        assert_eq!(up, ["cursor -> engine: this dependency does not point down"]);
        let sideways = edges(&[package("dex", &[("binary", Some("dev"))])]);
        assert_eq!(sideways, ["dex -> binary: this dev-dependency does not point down"]);
    }

    #[test]
    fn the_refined_rows_hold() {
        assert!(
            edges(&[package("container", &[("proplist", None)]), package("detect", &[("rules", None)])])
                .is_empty()
        );
        assert_eq!(edges(&[package("proplist", &[("container", None)])]).len(), 1);
        assert_eq!(edges(&[package("standards", &[("rules", None)])]).len(), 1);
        assert!(edges(&[package("rules", &[("standards", None)])]).is_empty());
    }

    #[test]
    fn only_tests_use_the_testkit() {
        assert!(edges(&[package("dex", &[("testkit", Some("dev"))])]).is_empty());
        assert_eq!(edges(&[package("dex", &[("testkit", None)])]).len(), 1);
        assert_eq!(edges(&[package("cli", &[("testkit", Some("build"))])]).len(), 1);
        assert_eq!(edges(&[package("cli", &[("xtask", Some("dev"))])]).len(), 1);
    }

    #[test]
    fn development_crates_use_what_they_like() {
        let e2e = Package { name: "e2e".into(), ..package("e2e", &[("cli", None), ("testkit", None)]) };
        assert!(edges(&[e2e, package("testkit", &[("android-res", None)])]).is_empty());
    }

    #[test]
    fn an_unknown_crate_is_a_mistake_and_a_foreign_one_is_not() {
        assert!(edges(&[package("mystery", &[])]).concat().starts_with("mystery: in no layer"));
        let mut foreign = package("cursor", &[("engine", None)]);
        for dependency in &mut foreign.dependencies {
            dependency.path = None;
        }
        assert!(edges(&[foreign]).is_empty());
    }

    #[test]
    fn the_top_level_holds_agreed_names_only() {
        let good =
            ["Cargo.toml", ".ci/run", "README.md", "README.zh-TW.md", "LICENSE", "crates/dex/src/lib.rs", ""];
        assert!(strangers(good.into_iter()).is_empty());
        let bad = strangers(["scripts/a.sh", "scripts/b.sh", "notes.txt"].into_iter());
        assert_eq!(bad.len(), 2, "{bad:?}");
        assert!(bad.iter().any(|line| line.starts_with("scripts: ")));
    }
}
