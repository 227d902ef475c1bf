use std::collections::BTreeSet;

use facts::{Facts, Interest, Manifest, MethodPattern, Part, Seen, UsesPermission};
use finding::Place;
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

fn uses() -> impl Iterator<Item = Use> {
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

impl Detector for UnusedPermission {
    fn id(&self) -> &'static str {
        "unused-permission"
    }

    fn interest(&self, interest: &mut Interest) {
        let methods = uses().filter(|row| row.kind == "method").flat_map(|row| row.names);
        methods
            .filter_map(|method| MethodPattern::parse(&pattern(method)).ok())
            .for_each(|pattern| interest.add_method(pattern));
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
            if uses().filter(|row| row.permission == short).any(|row| evidence.shows(facts, &row)) {
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
    texts: BTreeSet<&'static str>,
    imports: BTreeSet<&'static str>,
}

impl Traces {
    fn read(facts: &Facts<'_>, manifest: &Manifest, asked: &[(&UsesPermission, &str)]) -> Self {
        let wanted = |kind: &str| {
            let rows =
                uses().filter(|row| row.kind == kind && asked.iter().any(|(_, one)| *one == row.permission));
            rows.flat_map(|row| row.names).collect::<BTreeSet<&'static str>>()
        };
        let (classes, texts, imports) = (wanted("class"), wanted("text"), wanted("import"));
        let mut out = Self { classes: BTreeSet::new(), texts: BTreeSet::new(), imports: BTreeSet::new() };
        for file in &facts.code.classes.files {
            // Descriptors of types are texts of the same table.
            for (_, bytes) in file.dex.strings() {
                let Some(bytes) = bytes else { continue };
                let begins = |name: &&&'static str| bytes.starts_with(name.as_bytes());
                if bytes.first() == Some(&b'L') {
                    out.classes.extend(classes.iter().filter(begins));
                }
                out.texts.extend(texts.iter().filter(begins));
            }
        }
        let filters = manifest.components.iter().flat_map(|component| &component.filters);
        for action in filters.flat_map(|filter| &filter.actions) {
            out.texts.extend(texts.iter().filter(|name| action.starts_with(**name)));
        }
        for library in &facts.native {
            for import in &library.elf.imports {
                out.imports.extend(imports.iter().filter(|name| import.starts_with(**name)));
            }
        }
        out
    }

    fn shows(&self, facts: &Facts<'_>, row: &Use) -> bool {
        match row.kind {
            "class" => row.names.iter().any(|name| self.classes.contains(name)),
            "text" => row.names.iter().any(|name| self.texts.contains(name)),
            "import" => row.names.iter().any(|name| self.imports.contains(name)),
            _ => row.names.iter().any(|name| is_called(facts, name)),
        }
    }
}

/// Parts of AndroidX that offer code for many permissions to every app, and ask first whether the app has them.
const OFFERS: [&str; 3] = ["Landroidx/core/", "Landroidx/appcompat/", "Landroid/support/"];

/// Whether something other than code on offer calls a method.
fn is_called(facts: &Facts<'_>, method: &str) -> bool {
    facts.code.calls_to(&pattern(method)).any(|site| match &site.location.place {
        Place::Code { class, .. } => !OFFERS.iter().any(|prefix| class.starts_with(prefix)),
        _ => true,
    })
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
            assert!(!row.names.is_empty() && row.names.iter().all(|one| fits(&one)), "{name} {}", row.kind);
        }
    }
}
