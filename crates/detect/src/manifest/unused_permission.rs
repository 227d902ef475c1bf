use std::collections::BTreeSet;
use std::sync::LazyLock;

use dex::TypeIdx;
use facts::{
    Facts, Interest, Manifest, MethodPattern, Part, Seen, StringPattern, StringScope, UsesPermission,
};
use finding::{Location, Place};
use rules::Sink;

use super::permissions::{asked_levels, each_asked, is_dangerous, range};
use crate::{Detector, Unknown};

/// A permission that the person must agree to, and that no code of the app can make use of.
pub(crate) struct UnusedPermission;

/// What makes use of a permission: permission without prefix, kind, and names.
const USES: &str = include_str!("../../data/permission-uses.tsv");

/// One row of the table.
struct Use {
    permission: &'static str,
    kind: &'static str,
    names: Vec<&'static str>,
}

fn uses() -> impl Iterator<Item = &'static Use> {
    static ROWS: LazyLock<Vec<Use>> = LazyLock::new(|| read_uses().collect());
    ROWS.iter()
}

fn read_uses() -> impl Iterator<Item = Use> {
    let lines = USES.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (permissions, kind, names) = (cells.next()?, cells.next()?, cells.next()?);
            Some((permissions, kind, names))
        })
        .flat_map(|(permissions, kind, names)| {
            let names: Vec<&str> = names.split(' ').collect();
            permissions.split(' ').map(move |permission| Use { permission, kind, names: names.clone() })
        })
}

/// `Lcls;->name` of the table as a pattern for any parameters.
fn pattern(method: &str) -> String {
    format!("{method}(*)")
}

/// Texts of code that begin with one of these.
fn text(names: &[&str]) -> Option<StringPattern> {
    StringPattern::beginning_with(names, &[StringScope::Code])
}

impl Detector for UnusedPermission {
    fn id(&self) -> &'static str {
        "unused-permission"
    }

    fn interest(&self, interest: &mut Interest) {
        for row in uses() {
            match row.kind {
                "method" => {
                    let patterns =
                        row.names.iter().filter_map(|name| MethodPattern::parse(&pattern(name)).ok());
                    patterns.for_each(|pattern| interest.add_method(pattern));
                }
                "text" => text(&row.names).into_iter().for_each(|text| interest.add_string(text)),
                _ => {}
            }
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        for part in [Part::Code, Part::Native] {
            if let Seen::Partly(why) = facts.seen(part) {
                return Err(Unknown(why.clone()));
            }
        }
        if *facts.seen(Part::Code) == Seen::Absent {
            return Ok(());
        }
        let mut asked: Vec<(&UsesPermission, &str)> = Vec::new();
        each_asked(manifest, out, |permission, name, _| {
            let Some(short) = name.strip_prefix("android.permission.") else { return };
            if is_dangerous(manifest, permission, name) && uses().any(|row| row.permission == short) {
                asked.push((permission, short));
            }
        });
        if asked.is_empty() {
            return Ok(());
        }
        let evidence = Traces::read(facts, manifest, &asked);
        for (permission, short) in asked {
            if uses().filter(|row| row.permission == short).any(|row| evidence.shows(facts, row)) {
                continue;
            }
            out.fail(permission.name.origin.clone())
                .value("name", format!("android.permission.{short}"))
                .value("levels", range(asked_levels(manifest, permission)));
        }
        Ok(())
    }
}

/// What the code and the manifest name, as far as the table asks for it.
struct Traces {
    classes: BTreeSet<&'static str>,
    actions: BTreeSet<String>,
    imports: BTreeSet<&'static str>,
}

impl Traces {
    fn read(facts: &Facts<'_>, manifest: &Manifest, asked: &[(&UsesPermission, &str)]) -> Self {
        let wanted = |kind: &str| {
            let rows =
                uses().filter(|row| row.kind == kind && asked.iter().any(|(_, one)| *one == row.permission));
            rows.flat_map(|row| row.names.iter().copied()).collect::<BTreeSet<&'static str>>()
        };
        let (wanted_classes, wanted_imports) = (wanted("class"), wanted("import"));
        let (mut classes, mut imports) = (BTreeSet::new(), BTreeSet::new());
        for file in &facts.code.classes.files {
            let types = (0..file.dex.type_count()).map(TypeIdx);
            for bytes in types.filter_map(|type_| file.dex.type_descriptor_bytes(type_)) {
                if bytes.first() != Some(&b'L') {
                    continue;
                }
                let named = wanted_classes.iter().filter(|name| bytes.starts_with(name.as_bytes()));
                // Build tools put stand-ins for newer classes of the framework into the app; those say nothing.
                let is_stand_in = || {
                    bytes.starts_with(b"Landroid/")
                        && facts.code.classes.find(&String::from_utf8_lossy(bytes)).is_some()
                };
                classes.extend(named.filter(|_| !is_stand_in()));
            }
        }
        for import in facts.native.iter().flat_map(|library| &library.elf.imports) {
            imports.extend(wanted_imports.iter().filter(|name| import.starts_with(**name)));
        }
        let filters = manifest.components.iter().flat_map(|component| &component.filters);
        Self {
            classes,
            actions: filters.flat_map(|filter| filter.actions.iter().cloned()).collect(),
            imports,
        }
    }

    fn shows(&self, facts: &Facts<'_>, row: &Use) -> bool {
        let mut names = row.names.iter();
        match row.kind {
            "class" => names.any(|name| self.classes.contains(name)),
            "import" => names.any(|name| self.imports.contains(name)),
            "text" => {
                // A text that no instruction uses is the name of a method or a field.
                let used = |at: &Location| matches!(at.place, Place::Code { .. }) && !is_on_offer(at);
                let hits = text(&row.names).map(|text| facts.strings.hits(&text)).unwrap_or_default();
                hits.iter().any(|hit| used(&hit.location))
                    || names.any(|name| self.actions.iter().any(|action| action.starts_with(name)))
            }
            _ => {
                names.any(|name| facts.code.calls_to(&pattern(name)).any(|site| !is_on_offer(&site.location)))
            }
        }
    }
}

/// Parts of AndroidX that offer code for many permissions to every app, and do nothing until the app calls them.
const OFFERS: [&str; 4] =
    ["Landroidx/activity/result/contract/", "Landroidx/appcompat/", "Landroidx/core/", "Landroid/support/"];

fn is_on_offer(at: &Location) -> bool {
    match &at.place {
        Place::Code { class, .. } => OFFERS.iter().any(|prefix| class.starts_with(prefix)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_dangerous_permission_and_something_to_look_for() {
        for row in uses() {
            let name = format!("android.permission.{}", row.permission);
            let dangerous = (23..=facts::NEWEST_API).any(|api| {
                facts::framework_permission(&name, api)
                    .is_some_and(|one| one.level == facts::Level::Dangerous)
            });
            assert!(dangerous, "{name}");
            let fits = |one: &&str| match row.kind {
                "method" => MethodPattern::parse(&pattern(one)).is_ok(),
                "class" => one.starts_with('L') && !one.contains("->"),
                "text" | "import" => !one.is_empty(),
                _ => false,
            };
            assert!(!row.names.is_empty() && row.names.iter().all(fits), "{name} {}", row.kind);
        }
    }
}
