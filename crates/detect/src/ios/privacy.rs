use std::collections::{BTreeMap, BTreeSet};

use facts::arm64::Site;
use facts::{Binary, Bundle, Facts, Interest};
use finding::{Location, Severity};
use proplist::Value;
use rules::Sink;

use super::{executables, is, is_process, is_swift_runtime, major, own_slices, slices};
use crate::{Detector, Unknown};

/// No privacy manifest where one is needed.
pub(crate) struct NoManifest;
/// An interface that needs a reason, and none is declared.
pub(crate) struct UndeclaredApi;
/// A reason that Apple does not know, or none.
pub(crate) struct InvalidReason;
/// Tracking is declared, and no domain of it.
pub(crate) struct TrackingWithoutDomain;
/// The advertising identifier is read and the person is never asked.
pub(crate) struct TrackingWithoutConsent;

const TABLE: &str = include_str!("required-reason.tsv");

const CATEGORY: &str = "NSPrivacyAccessedAPICategory";

/// Valid reasons by category.
const REASONS: [(&str, &[&str]); 5] = [
    ("ActiveKeyboards", &["3EC4.1", "54BD.1"]),
    ("DiskSpace", &["7D9E.1", "85F4.1", "B728.1", "E174.1"]),
    ("FileTimestamp", &["0A2A.1", "3B52.1", "C617.1", "DDA9.1"]),
    ("SystemBootTime", &["35F9.1", "3D61.1", "8FFB.1"]),
    ("UserDefaults", &["1C8F.1", "AC6B.1", "C56D.1", "CA92.1"]),
];

/// Symbols that need a reason, each with the categories of which one is enough.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(symbol, all)| (symbol, all.split(' ').collect()))
        .collect()
}

/// Imports of a slice that need a reason.
fn needing<'b>(
    binary: &'b Binary,
    table: &'b BTreeMap<&str, Vec<&str>>,
) -> impl Iterator<Item = (&'b str, &'b [&'b str])> {
    binary
        .imports
        .iter()
        .filter_map(|name| table.get_key_value(name.as_str()))
        .map(|(name, all)| (*name, all.as_slice()))
}

/// Manifests that speak for a bundle: its own, and those of resource bundles that static libraries bring along.
pub(super) fn manifests<'f>(facts: &'f Facts<'_>, bundle: &'f Bundle) -> Vec<&'f Value> {
    let inside = |one: &Bundle| {
        let is_resources = !is_process(one) && one.kind_word() != "framework";
        is_resources && one.unit.strip_prefix(&*bundle.unit).is_some_and(|rest| rest.starts_with('/'))
    };
    let speaks = |one: &&Bundle| std::ptr::eq(*one, bundle) || inside(one);
    facts.apple.iter().filter(speaks).filter_map(|one| one.privacy.as_ref()).map(|(_, list)| list).collect()
}

/// Declared interfaces of a manifest: number, category without its common beginning, and the entry.
fn declared(list: &Value) -> impl Iterator<Item = (usize, &str, &Value)> {
    let entries = list.get("NSPrivacyAccessedAPITypes").and_then(Value::as_array).unwrap_or_default();
    entries.iter().enumerate().filter_map(|(number, entry)| {
        let kind = entry.get("NSPrivacyAccessedAPIType")?.as_str()?;
        Some((number, kind.strip_prefix(CATEGORY).unwrap_or(kind), entry))
    })
}

impl Detector for NoManifest {
    fn id(&self) -> &'static str {
        "no-privacy-manifest"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let table = table();
        let mut seen = BTreeSet::new();
        for (bundle, binary) in executables(facts) {
            let symbols: Vec<&str> = needing(binary, &table).map(|(symbol, _)| symbol).collect();
            let Some((info, _)) = &bundle.info else { continue };
            if symbols.is_empty() || !manifests(facts, bundle).is_empty() || !seen.insert(&bundle.unit) {
                continue;
            }
            // There is no file to point at, so the place is where it belongs.
            let place = info.strip_suffix("Info.plist").map(|root| format!("{root}PrivacyInfo.xcprivacy"));
            let mut draft = out.fail(Location::file(place.unwrap_or_else(|| info.to_string())));
            for symbol in symbols {
                draft = draft.value("symbol", symbol);
            }
        }
        out.examined(
            "privacy manifests",
            facts.apple.iter().filter(|bundle| bundle.privacy.is_some()).count(),
        );
        Ok(())
    }
}

/// Methods that need a reason, their class and the category.
const METHODS: &[(&str, &str, &str)] = &[("systemUptime", "NSProcessInfo", "SystemBootTime")];

impl Detector for UndeclaredApi {
    fn id(&self) -> &'static str {
        "undeclared-required-reason"
    }

    fn interest(&self, interest: &mut Interest) {
        interest.machine.selectors.extend(METHODS.iter().map(|(selector, ..)| (*selector).to_owned()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let table = table();
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        // A framework answers for itself with its own manifest; one without is its maker's omission as a whole.
        let frameworks = slices(facts).filter(|(bundle, binary)| {
            bundle.kind_word() == "framework" && bundle.privacy.is_some() && is(&binary.file_type, "dylib")
        });
        for (bundle, binary) in
            own_slices(facts).chain(frameworks).filter(|(_, binary)| !is_swift_runtime(binary))
        {
            let manifests = manifests(facts, bundle);
            let declared: BTreeSet<&str> =
                manifests.iter().flat_map(|list| declared(list)).map(|(_, kind, _)| kind).collect();
            for (symbol, categories) in needing(binary, &table) {
                count = count.saturating_add(1);
                let is_declared = categories.iter().any(|category| declared.contains(category));
                if !is_declared && seen.insert((&binary.artifact, symbol.to_owned())) {
                    out.fail(Location::symbol(binary.artifact.clone(), symbol))
                        .value("symbol", symbol)
                        .value("category", categories.first().copied().unwrap_or_default())
                        .anchor(symbol);
                }
            }
            for &(selector, class, category) in METHODS {
                let calls = |site: &&Site| {
                    let call = &site.call;
                    call.selector() == Some(selector) && call.receiver() == Some(class)
                };
                let Some(_) = binary.machine.calls.iter().find(calls) else { continue };
                count = count.saturating_add(1);
                if !declared.contains(category) && seen.insert((&binary.artifact, selector.to_owned())) {
                    out.fail(Location::symbol(binary.artifact.clone(), selector))
                        .value("symbol", selector)
                        .value("category", category)
                        .anchor(selector);
                }
            }
        }
        out.examined("imports that need a reason", count);
        Ok(())
    }
}

impl Detector for InvalidReason {
    fn id(&self) -> &'static str {
        "invalid-required-reason"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (path, list) in facts.apple.iter().filter_map(|bundle| bundle.privacy.as_ref()) {
            for (number, category, entry) in declared(list) {
                count = count.saturating_add(1);
                // A category that is newer than the table is not judged.
                let Some((_, valid)) = REASONS.iter().find(|(name, _)| *name == category) else { continue };
                let reasons = entry
                    .get("NSPrivacyAccessedAPITypeReasons")
                    .and_then(Value::as_array)
                    .unwrap_or_default();
                let reasons: Vec<&str> =
                    reasons.iter().map(|reason| reason.as_str().unwrap_or("?")).collect();
                let unknown: BTreeSet<&str> =
                    reasons.iter().copied().filter(|reason| !valid.contains(reason)).collect();
                if unknown.is_empty() && !reasons.is_empty() {
                    continue;
                }
                let shown =
                    if reasons.is_empty() { "(none)".to_owned() } else { Vec::from_iter(unknown).join(", ") };
                let key = format!("NSPrivacyAccessedAPITypes.{number}.NSPrivacyAccessedAPITypeReasons");
                out.fail(Location::key(path.clone(), key))
                    .value("category", category)
                    .value("reason", shown)
                    .anchor(category);
            }
        }
        out.examined("declared interfaces", count);
        Ok(())
    }
}

impl Detector for TrackingWithoutDomain {
    fn id(&self) -> &'static str {
        "tracking-without-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (path, list) in facts.apple.iter().filter_map(|bundle| bundle.privacy.as_ref()) {
            count = count.saturating_add(1);
            let tracks = list.get("NSPrivacyTracking").and_then(Value::as_bool) == Some(true);
            let domains = list.get("NSPrivacyTrackingDomains").and_then(Value::as_array).unwrap_or_default();
            if tracks && domains.is_empty() {
                out.fail(Location::key(path.clone(), "NSPrivacyTracking")).value("value", "true");
            }
        }
        out.examined("privacy manifests", count);
        Ok(())
    }
}

impl Detector for TrackingWithoutConsent {
    fn id(&self) -> &'static str {
        "tracking-without-consent"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let class = "_OBJC_CLASS_$_ASIdentifierManager";
        let Some(app) = facts.apple.first() else { return Ok(()) };
        let purpose = app.text("NSUserTrackingUsageDescription").is_some_and(|text| !text.trim().is_empty());
        let asks = slices(facts).any(|(_, binary)| binary.imports("_OBJC_CLASS_$_ATTrackingManager"));
        // Without consent iOS 14.5 and later give zeros, earlier versions the identifier.
        let asked_by_system =
            app.text("MinimumOSVersion").and_then(major).is_some_and(|version| version >= 15);
        let users = slices(facts).filter(|(_, binary)| binary.imports(class));
        let users: BTreeSet<_> = users.map(|(_, binary)| &binary.artifact).collect();
        out.examined("binaries that name the class", users.len());
        if purpose && asks {
            return Ok(());
        }
        for artifact in users {
            let draft = out.fail(Location::symbol(artifact.clone(), class)).value("symbol", class);
            if asked_by_system {
                draft.severity(Severity::Low);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_of_the_table_has_reasons() {
        let known = |category: &&&str| REASONS.iter().any(|(name, _)| name == *category);
        assert!(table().values().flatten().all(|category| known(&category)));
        assert!(!table().is_empty());
    }
}
