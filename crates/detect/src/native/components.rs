use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use facts::{Facts, Interest, StringHit, StringPattern, StringScope};
use finding::{Confidence, Severity};
use regex::bytes::Regex;
use rules::Sink;

use super::versions::is_between;
use super::{each, fail};
use crate::{Detector, Unknown};

/// A component that tells its version.
pub(crate) struct KnownComponent;
/// A component of a version with a well-known weakness.
pub(crate) struct VulnerableComponent;

const COMPONENTS: &str = include_str!("components.tsv");
const ADVISORIES: &str = include_str!("advisories.tsv");

/// A component and the text that gives its version.
struct Component {
    name: &'static str,
    asked: StringPattern,
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

static KNOWN: LazyLock<Vec<Component>> = LazyLock::new(|| {
    let components = rows(COMPONENTS).filter_map(|line| {
        let mut cells = line.split('\t');
        let (name, literals, pattern) = (cells.next()?, cells.next()?, cells.next()?);
        let pattern = Regex::new(&format!("(?-u){pattern}")).ok()?;
        let literals = literals.split('|').map(str::to_owned).collect();
        Some(Component {
            name,
            asked: StringPattern { literals, pattern, scopes: vec![StringScope::Native] },
        })
    });
    components.collect()
});

/// One component in one file.
struct Found<'h> {
    name: &'static str,
    version: String,
    hit: &'h StringHit,
}

/// Components by file; a component that gives one version twice is one.
fn found<'h>(facts: &'h Facts<'_>) -> BTreeMap<Arc<str>, Vec<Found<'h>>> {
    let mut by_file: BTreeMap<Arc<str>, Vec<Found<'h>>> = BTreeMap::new();
    for component in &*KNOWN {
        for hit in facts.strings.hits(&component.asked) {
            let groups = component.asked.pattern.captures(hit.text.as_bytes());
            let Some(version) = groups.and_then(|groups| groups.get(1)) else { continue };
            let version = String::from_utf8_lossy(version.as_bytes()).into_owned();
            let known = by_file.entry(hit.location.artifact.clone()).or_default();
            if !known.iter().any(|one| one.name == component.name && one.version == version) {
                known.push(Found { name: component.name, version, hit });
            }
        }
    }
    by_file
}

/// What is known against a version: severity and id.
fn against(name: &str, version: &str) -> Vec<(Severity, &'static str)> {
    let rows = rows(ADVISORIES).filter_map(|line| {
        let mut cells = line.split('\t');
        let (component, from, fixed) = (cells.next()?, cells.next()?, cells.next()?);
        let severity = cells.next()?.parse().ok()?;
        (component == name && is_between(version, from, fixed)).then_some((severity, cells.next()?))
    });
    rows.collect()
}

fn interest_in_components(interest: &mut Interest) {
    KNOWN.iter().for_each(|component| interest.add_string(component.asked.clone()));
}

impl Detector for KnownComponent {
    fn id(&self) -> &'static str {
        "elf-known-component"
    }

    fn interest(&self, interest: &mut Interest) {
        interest_in_components(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let found = found(facts);
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                for one in found.get(&library.artifact)? {
                    fail(out, library, one.hit.location.clone())
                        .value("component", one.name)
                        .value("version", &one.version)
                        .anchor(format!("{} {}", library.artifact, one.name));
                }
                None
            },
        );
        Ok(())
    }
}

impl Detector for VulnerableComponent {
    fn id(&self) -> &'static str {
        "elf-vulnerable-component"
    }

    fn interest(&self, interest: &mut Interest) {
        interest_in_components(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let found = found(facts);
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                for one in found.get(&library.artifact)? {
                    let known = against(one.name, &one.version);
                    let Some(severity) = known.iter().map(|(severity, _)| *severity).max() else {
                        out.examined("component", format!("{} {}", one.name, one.version));
                        continue;
                    };
                    let ids: Vec<&str> = known.iter().map(|(_, id)| *id).collect();
                    fail(out, library, one.hit.location.clone())
                        .value("component", one.name)
                        .value("version", &one.version)
                        .value("advisories", ids.join(", "))
                        .severity(severity)
                        .confidence(Confidence::Medium)
                        .anchor(format!("{} {}", library.artifact, one.name));
                }
                None
            },
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(component: &str, text: &str) -> Option<String> {
        let known = KNOWN.iter().find(|known| known.name == component).unwrap();
        let groups = known.asked.pattern.captures(text.as_bytes())?;
        let holds = |literal: &String| text.to_ascii_lowercase().contains(&literal.to_ascii_lowercase());
        assert!(known.asked.literals.iter().any(holds), "no literal of {component} in {text}");
        Some(String::from_utf8_lossy(groups.get(1)?.as_bytes()).into_owned())
    }

    #[test]
    fn every_row_of_the_tables_can_be_read() {
        assert_eq!(KNOWN.len(), rows(COMPONENTS).count());
        for line in rows(ADVISORIES) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 5, "{line}");
            assert!(KNOWN.iter().any(|known| known.name == cells[0]), "{line}");
            assert!(is_between(cells[1], cells[1], cells[2]), "{line}");
            assert!(cells[3].parse::<Severity>().is_ok(), "{line}");
        }
    }

    #[test]
    fn texts_give_versions_as_the_components_write_them() {
        for (component, text, wanted) in [
            ("OpenSSL", "OpenSSL 1.0.1e 11 Feb 2013", Some("1.0.1e")),
            ("OpenSSL", "part of OpenSSL 1.0.2k-fips  26 Jan 2017", Some("1.0.2k")),
            ("OpenSSL", "OpenSSL 1.1.1 (compatible; BoringSSL)", None),
            ("zlib", " inflate 1.2.11 Copyright 1995-2017 Mark Adler ", Some("1.2.11")),
            ("libpng", "libpng version 1.6.37 - April 14, 2019", Some("1.6.37")),
            ("curl", "libcurl/7.79.1", Some("7.79.1")),
            ("libssh2", "SSH-2.0-libssh2_1.8.0", Some("1.8.0")),
            ("bzip2", "1.0.6, 6-Sept-2010", Some("1.0.6")),
            (
                "SQLite",
                "2018-06-04 19:24:41 c7ee0833225bfd8c5ec2f9bf62b97c4e04d03bd9566366d5221ac8fb199a87ca",
                Some("2018-06-04"),
            ),
            ("SQLite", "2018-06-04 19:24:41", None),
        ] {
            assert_eq!(version(component, text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_mended_version_has_nothing_against_it() {
        let ids = |name, version| against(name, version).into_iter().map(|(_, id)| id).collect::<Vec<_>>();
        assert_eq!(ids("OpenSSL", "1.0.1f"), ["CVE-2014-0160", "CVE-2014-0224"]);
        assert_eq!(ids("OpenSSL", "3.0.8"), [""; 0]);
        assert_eq!(ids("curl", "8.3.0"), ["CVE-2023-38545"]);
        assert_eq!(ids("curl", "8.4.0"), [""; 0]);
        assert_eq!(ids("zlib", "1.2.12"), ["CVE-2022-37434"]);
    }
}
