use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::Outcome;
use crate::program::{self, Scratch};

/// Packages of `cargo xtask corpus` that are compared.
const PACKAGES: &[&str] = &["apidemos.apk", "settings.apk", "uiautomator2.apk", "espresso.apk"];

/// Compares how many instructions `appraise` and dexdump see in each DEX file.
pub(crate) fn run(root: &Path, dir: &Path) -> Result<Outcome> {
    if !program::is_installed("dexdump") {
        return Ok(Outcome::Skipped("dexdump is not installed".into()));
    }
    let missing: Vec<&&str> = PACKAGES.iter().filter(|name| !dir.join(name).is_file()).collect();
    if let Some(name) = missing.first() {
        bail!("{name} is not in {}; run `cargo xtask corpus {0}`", dir.display());
    }
    let appraise = program::appraise(root)?;
    let scratch = Scratch::new("dexdump")?;
    let mut different = 0_usize;
    println!("{:<18} {:<16} {:>12} {:>12}", "package", "file", "appraise", "dexdump");
    for package in PACKAGES {
        let inspected =
            program::capture(Command::new(&appraise).args(["--quiet", "inspect"]).arg(dir.join(package)))?;
        let ours = counts(&String::from_utf8_lossy(&inspected));
        let theirs = dexdump(&dir.join(package), scratch.path())?;
        let names = ours.keys().chain(theirs.keys()).collect::<std::collections::BTreeSet<_>>();
        for name in names {
            let (ours, theirs) = (ours.get(name), theirs.get(name));
            let text = |count: Option<&u64>| count.map_or_else(|| "-".to_owned(), u64::to_string);
            let mark = if ours == theirs { "" } else { "  DIFFERENT" };
            println!("{package:<18} {name:<16} {:>12} {:>12}{mark}", text(ours), text(theirs));
            different = different.saturating_add(usize::from(ours != theirs));
        }
    }
    if different > 0 {
        bail!("{different} DEX files differ");
    }
    Ok(Outcome::Done)
}

/// Instructions by file name from the `dex` lines of `appraise inspect`.
fn counts(inspected: &str) -> BTreeMap<String, u64> {
    let count = |line: &str| {
        let mut words = line.strip_prefix("dex ")?.split_whitespace().rev();
        let (Some("instructions"), Some(count), Some("methods"), Some(_)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return None;
        };
        let artifact = words.next()?;
        let name = artifact.rsplit(['/', '!']).next()?;
        Some((name.to_owned(), count.parse().ok()?))
    };
    inspected.lines().filter_map(count).collect()
}

/// Instructions by file name as dexdump lists them.
fn dexdump(package: &Path, scratch: &Path) -> Result<BTreeMap<String, u64>> {
    let mut archive = zip::ZipArchive::new(fs::File::open(package)?)?;
    let names = archive.file_names().flatten().map(std::borrow::Cow::into_owned);
    let is_code = |name: &String| name.starts_with("classes") && name.ends_with(".dex");
    let names: Vec<String> = names.filter(is_code).collect();
    let mut found = BTreeMap::new();
    for name in names {
        let mut bytes = Vec::new();
        archive.by_name(&name)?.read_to_end(&mut bytes)?;
        let file = scratch.join("classes.dex");
        fs::write(&file, bytes)?;
        let listing = program::capture(Command::new("dexdump").arg("-d").arg(&file)).context("dexdump")?;
        found.insert(name, instructions(&String::from_utf8_lossy(&listing)));
    }
    Ok(found)
}

/// Lines such as `000270: 7010 0400 0000   |0000: invoke-direct {v0}, ...`. The payload of a switch or an array, a
/// pseudo-instruction, is a line too; `appraise` counts it the same way.
fn instructions(listing: &str) -> u64 {
    let is_instruction = |line: &&str| {
        let offset =
            line.split_once('|').and_then(|(_, rest)| rest.split_once(": ")).map_or("", |(offset, _)| offset);
        offset.len() >= 4 && offset.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    listing.lines().filter(is_instruction).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_counted_with_payloads_and_without_headings() {
        let listing = "\
0001e4:                                        |[0001e4] a.B.<init>:()V
0001f4: 7010 0400 0000                         |0000: invoke-direct {v0}, Ljava/lang/Object;.<init>:()V // method@0004
0001fa: 0e00                                   |0003: return-void
000200: 0001 0200 0000 0000 0100 0000          |0006: packed-switch-data (8 units)
";
        assert_eq!(instructions(listing), 3);
    }

    #[test]
    fn counts_come_from_the_dex_lines() {
        let text =
            "file      a.apk\ndex       classes2.dex  10 methods  345 instructions\npart      code  whole\n";
        assert_eq!(counts(text), BTreeMap::from([("classes2.dex".to_owned(), 345)]));
    }
}
