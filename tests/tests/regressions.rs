//! Inputs that once broke a parser: each is walked again. `tests/fuzz/regressions/<target>/<name>`, one folder a fuzz target.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "tests of our own files")]

use std::path::PathBuf;

use e2e::root;

fn entries(folder: PathBuf) -> Vec<PathBuf> {
    let found = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

#[test]
fn what_broke_a_parser_once_does_not_again() {
    walk::watch(|| ());
    for folder in entries(root().join("tests/fuzz/regressions")).into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let target = walk::target(name).unwrap_or_else(|| panic!("{name} is no fuzz target"));
        for file in entries(folder.clone()) {
            (target.walk)(&std::fs::read(&file).unwrap());
            // A panic of ours that a parser caught by accident counts as well.
            assert!(!walk::broken(), "{}", file.display());
        }
    }
}

/// A target that no fuzzer can be started for would never find anything.
#[test]
fn every_walk_is_a_fuzz_target() {
    let manifest = e2e::text(&root().join("tests/fuzz/Cargo.toml"));
    for target in walk::TARGETS {
        let source = format!("fuzz_targets/{}.rs", target.name);
        assert!(manifest.contains(&format!("path = \"{source}\"")), "{source}");
        assert!(e2e::text(&root().join("tests/fuzz").join(source)).contains(&format!("({:?})", target.name)));
    }
}
