use std::collections::HashMap;

use container::{Accepts, Weight};
use cursor::Trick;
use facts::Facts;
use finding::Place;
use package::{Artifact, Form, Kind};
use rules::Sink;

use super::{Odd, report};
use crate::{Detector, Unknown};

/// DEX files that the runtime does not take, or that it does not load by itself.
pub(crate) struct DexAnomalies;

/// `classes3.dex` where `classes2.dex` is missing: the loader stops at the gap.
const GAP: Trick = Trick { code: "dex.name-gap", weight: Weight::Attack };
/// `classes02.dex`, `classes1.dex`: a name that looks loaded and is not.
const NAME: Trick = Trick { code: "dex.name", weight: Weight::Attack };
/// A DEX under the name of another kind of file.
const DISGUISED: Trick = Trick { code: "dex.disguised", weight: Weight::Attack };
/// A DEX that only code of the app can load: libraries do so too, hence no more than a note.
const NOT_LOADED: Trick = Trick { code: "dex.not-loaded", weight: Weight::Note };
/// A file that is loaded as a DEX and is none.
const NOT_DEX: Trick = Trick { code: "dex.not-a-dex", weight: Weight::Attack };

impl Detector for DexAnomalies {
    fn id(&self) -> &'static str {
        "dex-anomalies"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let wanted = |artifact: &Artifact| artifact.kind == Kind::Dex;
        report(facts, out, wanted);
        if facts.app.form != Form::Binary {
            names(facts, out);
        }
        out.examined("DEX files", facts.app.artifacts.iter().filter(|one| wanted(one)).count());
        Ok(())
    }
}

/// Compares the names of the DEX files with those that the runtime loads by itself.
fn names(facts: &Facts<'_>, out: &mut Sink<'_>) {
    let mut gaps: HashMap<&str, u32> = HashMap::new();
    for artifact in &facts.app.artifacts {
        let (folder, name) =
            artifact.path.rsplit_once('/').map_or(("", &*artifact.path), |(folder, name)| (folder, name));
        let numbered = name.strip_prefix("classes").and_then(|rest| rest.strip_suffix(".dex"));
        let number = numbered.filter(|_| is_root(facts, folder)).map(number);
        let is_dex = artifact.kind == Kind::Dex;
        let (trick, platform, expected, found) = match number {
            Some(Some(_)) if !is_dex => {
                let found = format!("{} content", artifact.kind.word());
                (NOT_DEX, Accepts::No, "a DEX".to_owned(), found)
            }
            _ if !is_dex => continue,
            Some(Some(number)) => {
                let gap = *gaps.entry(folder).or_insert_with(|| first_gap(facts, folder));
                if number < gap {
                    continue;
                }
                let found = "no such file, so it is not loaded".to_owned();
                (GAP, Accepts::Yes, format!("{} before it", file_name(gap)), found)
            }
            Some(None) => (
                NAME,
                Accepts::Yes,
                "classes.dex, classes2.dex and so on".to_owned(),
                format!("{name}, which is not loaded"),
            ),
            None if is_plain(name) => (
                NOT_LOADED,
                Accepts::Yes,
                "a DEX that the runtime loads".to_owned(),
                "one that only code can load".to_owned(),
            ),
            None => (DISGUISED, Accepts::Yes, format!("what the name {name} says"), "a DEX".to_owned()),
        };
        let odd = Odd { trick, platform, expected: &expected, found: &found };
        odd.report(&artifact.path, Place::File, 1, out);
    }
}

/// The folder that the runtime loads DEX files from: the top of the package, of a split, or `dex` of a bundle's module.
fn is_root(facts: &Facts<'_>, folder: &str) -> bool {
    let in_module = || folder.split_once('/').is_some_and(|(_, rest)| rest == "dex");
    folder.is_empty() || folder.ends_with('!') || facts.app.form == Form::Aab && in_module()
}

/// The place in the order of loading; none for a number that the runtime would not write.
fn number(text: &str) -> Option<u32> {
    match text {
        "" => Some(1),
        _ if text.starts_with('0') => None,
        _ => text.parse().ok().filter(|number| *number > 1),
    }
}

fn file_name(number: u32) -> String {
    match number {
        1 => "classes.dex".to_owned(),
        number => format!("classes{number}.dex"),
    }
}

/// The number of the first DEX in the order of loading that is not there.
fn first_gap(facts: &Facts<'_>, folder: &str) -> u32 {
    let is_there = |number: &u32| {
        let name = file_name(*number);
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        facts.app.artifact(&path).is_some()
    };
    (1u32..).find(|number| !is_there(number)).unwrap_or(u32::MAX)
}

/// A name under which a DEX is expected.
fn is_plain(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension.split('#').next(), Some("dex" | "cdex" | "odex" | "vdex" | "jar" | "apk"))
}
