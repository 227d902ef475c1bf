use std::collections::BTreeSet;

use facts::{Binary, Facts};
use finding::Location;
use proplist::Value;
use rules::Sink;

use super::{executables, slices};
use crate::{Detector, Unknown};

/// A capability that no code of the app can use.
pub(crate) struct UnusedCapability;

const TABLE: &str = include_str!("capability.tsv");

impl Detector for UnusedCapability {
    fn id(&self) -> &'static str {
        "unused-capability"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary) in executables(facts) {
            let Some(list) = binary.signature.as_ref().and_then(|signature| signature.entitlements()) else {
                continue;
            };
            for (key, framework, prefix) in rows() {
                let Some(value) = list.get(key).filter(|value| !is_off(value)) else { continue };
                count = count.saturating_add(1);
                let used = slices(facts).any(|(_, one)| uses(one, framework, prefix));
                if !used && seen.insert((&binary.artifact, key)) {
                    let shown = value.as_bool().map_or("…", |on| if on { "true" } else { "false" });
                    out.fail(Location::key(binary.artifact.clone(), key))
                        .value("key", key)
                        .value("value", shown)
                        .value("framework", framework);
                }
            }
        }
        out.examined("capabilities", count);
        Ok(())
    }
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

/// Switched off, or a list that names nothing.
fn is_off(value: &Value) -> bool {
    value.as_bool() == Some(false) || value.as_array().is_some_and(<[Value]>::is_empty)
}

fn uses(binary: &Binary, framework: &str, prefix: &str) -> bool {
    let folder = format!("/{framework}.framework/");
    let class = format!("_OBJC_CLASS_$_{prefix}");
    binary.dylibs.iter().any(|name| name.contains(&folder))
        || binary.imports.iter().any(|name| name.starts_with(&class))
}
