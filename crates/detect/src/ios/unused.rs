use facts::{Binary, Facts};
use finding::{Confidence, Location, Text};
use proplist::Value;
use rules::Sink;

use super::{entries, processes, slices};
use crate::{Detector, Unknown};

/// A purpose string for a protected resource that no code can reach.
pub(crate) struct UnusedPurpose;
/// A reason to run in the background that no code can have.
pub(crate) struct UnusedBackgroundMode;

const TABLE: &str = include_str!("feature.tsv");

/// What one key or word asks for.
#[derive(Debug)]
struct Feature {
    name: &'static str,
    /// How symbols begin that use it.
    symbols: Vec<&'static str>,
    /// Symbols that use it only if what they show does.
    indirect: Vec<&'static str>,
}

fn feature(name: &str) -> Option<Feature> {
    let words = |cell: &'static str| cell.split(' ').filter(|word| !word.is_empty()).collect();
    TABLE.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut cells = line.split('\t');
        let key = cells.next().filter(|key| *key == name)?;
        let symbols = words(cells.next()?);
        Some(Feature { name: key, symbols, indirect: words(cells.next().unwrap_or_default()) })
    })
}

/// Whether a slice imports a symbol that begins so; imports are sorted.
fn begins(binary: &Binary, beginning: &str) -> bool {
    let at = binary.imports.partition_point(|name| name.as_str() < beginning);
    binary.imports.get(at).is_some_and(|name| name.starts_with(beginning))
}

/// How sure it is that nothing of the app uses a feature; `None` if something does.
fn unused(all: &[&Binary], feature: &Feature) -> Option<Confidence> {
    let any = |beginnings: &[&str]| {
        all.iter().any(|binary| beginnings.iter().any(|beginning| begins(binary, beginning)))
    };
    if any(&feature.symbols) {
        return None;
    }
    // A library can be opened, and a class found, by its name.
    let by_name = any(&["_dlopen", "_NSClassFromString", "_objc_getClass"]);
    let doubt = by_name || any(&feature.indirect);
    Some(if doubt { Confidence::Low } else { Confidence::Medium })
}

/// Slices whose imports are known; says so if the app has none.
fn readable<'f>(facts: &'f Facts<'_>, out: &mut Sink<'_>) -> Vec<&'f Binary> {
    let all: Vec<&Binary> =
        slices(facts).map(|(_, binary)| binary).filter(|one| !one.imports.is_empty()).collect();
    if all.is_empty() {
        out.unknown(Text::new(
            "no executable with a list of imports was found",
            "未發現可讀取匯入清單之執行檔",
        ));
    }
    all
}

impl Detector for UnusedPurpose {
    fn id(&self) -> &'static str {
        "unused-purpose-string"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let all = readable(facts, out);
        let Some((path, info)) = facts.apple.first().and_then(|app| app.info.as_ref()) else { return Ok(()) };
        let mut count = 0u32;
        for (key, value) in entries(Some(info)).filter(|(key, _)| key.ends_with("UsageDescription")) {
            let Some(feature) = feature(key) else { continue };
            count = count.saturating_add(1);
            if let Some(confidence) = unused(&all, &feature).filter(|_| !all.is_empty()) {
                out.fail(Location::key(path.clone(), key))
                    .value("key", feature.name)
                    .value("value", value.as_str().unwrap_or_default())
                    .confidence(confidence);
            }
        }
        out.examined("purpose strings", count);
        Ok(())
    }
}

impl Detector for UnusedBackgroundMode {
    fn id(&self) -> &'static str {
        "unused-background-mode"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let all = readable(facts, out);
        let mut count = 0u32;
        // Watch apps have modes of their own, and code of their own that may not be in this package.
        for bundle in processes(facts).filter(|bundle| bundle.kind_word() == "app") {
            let Some((path, info)) = &bundle.info else { continue };
            let modes = info.get("UIBackgroundModes").and_then(Value::as_array).unwrap_or_default();
            for (number, mode) in modes.iter().enumerate() {
                let Some(feature) = mode.as_str().and_then(feature) else { continue };
                count = count.saturating_add(1);
                if let Some(confidence) = unused(&all, &feature).filter(|_| !all.is_empty()) {
                    out.fail(Location::key(path.clone(), format!("UIBackgroundModes.{number}")))
                        .value("mode", feature.name)
                        .anchor(feature.name)
                        .confidence(confidence);
                }
            }
        }
        out.examined("background modes", count);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_symbols() {
        let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        for row in &rows {
            let name = row.split('\t').next().unwrap_or_default();
            let found = feature(name);
            assert!(
                found.is_some_and(|one| one.symbols.iter().all(|symbol| symbol.starts_with('_'))),
                "{row}"
            );
        }
        assert!(!rows.is_empty());
    }
}
