//! Every weakness planted in the sample apps is found, and at its place; the hardened builds stay quiet.
//!
//! `fixtures/apps/planted-*.tsv` says what is planted. Only rows whose check some rule answers are asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use e2e::{appraise, fixture, report, text};
use serde_json::Value;

/// Rows that no rule finds yet, with the reason. A row of this list that is found fails the test, so the list shrinks.
///
/// Each line is check and place as the table writes them.
const KNOWN_GAPS: &[(&str, &str)] = &[
    // A ws:// address of a host under a domain that is kept for documentation, which the rule leaves out.
    ("A-NET-10", "classes.dex Ltw/example/broker/net/QuoteSocket;->stream()Ljava/net/URI;"),
    // A number in the evidence: logging what blocks the screen is no weakness by itself.
    ("A-COD-20", "classes.dex Ltw/example/broker/BrokerApp;->onCreate()V"),
    // Whether pins are missing depends on the level of the app.
    ("I-PLI-07", "Payload/Broker.app/Info.plist NSAppTransportSecurity.NSPinnedDomains"),
    // Needs the body of the handler.
    (
        "I-ENT-04",
        "Payload/Broker.app/Broker -[AppDelegate application:continueUserActivity:restorationHandler:]",
    ),
    // Paths and local symbols are not judged, debugger entries are.
    ("I-MAC-06", "Payload/Broker.app/Broker N_SO"),
    ("I-MAC-06", "Payload/Broker.app/Frameworks/BrokerKit.framework/BrokerKit LC_SYMTAB"),
    ("I-MAC-06", "Payload/Broker.app/PlugIns/QuoteWidget.appex/QuoteWidget LC_SYMTAB"),
    // Found, but placed at the library's name.
    ("I-MAC-08", "Payload/Broker.app/Broker LC_LOAD_WEAK_DYLIB"),
    // What a text field holds is not followed into the log.
    (
        "I-API-19",
        "Payload/Broker.app/PlugIns/QuoteWidget.appex/QuoteWidget -[QuoteInput viewDidLoad] -> _NSLog",
    ),
    // Whether a database gets a key later is not followed.
    ("I-API-21", "Payload/Broker.app/Broker -[BRNotes keepStatement:] -> _sqlite3_open"),
    // Hosts of trackers are not looked for in texts.
    ("I-PRV-04", "Payload/Broker.app/Frameworks/BrokerKit.framework/BrokerKit https://app-measurement.com/a"),
];

/// What the tables call by its content and reports by its number or its constant: the table's form, the report's form.
const NAMED: &[(&str, &str)] = &[
    ("domain-config[quotes.broker.example]", "domain-config[1]"),
    ("domain-config[api.broker.example]", "domain-config[2]"),
    ("certificates[user]", "certificates[2]"),
    ("mach_header flags", "MH_PIE"),
    ("mach_header flags", "MH_ALLOW_STACK_EXECUTION"),
    ("LC_SEGMENT_64 __DATA", "__DATA"),
    ("x86_64", "cputype"),
];

fn is_named(seen: &str, wanted: &str) -> bool {
    seen == wanted || NAMED.contains(&(wanted, seen))
}

/// One row of a table.
#[derive(Debug)]
struct Row {
    check: String,
    artifact: String,
    /// The place inside the artifact; empty for the whole file.
    place: String,
}

impl Row {
    fn name(&self) -> String {
        format!("{} {}", self.artifact, self.place).trim_end().to_owned()
    }
}

fn android() -> Vec<Row> {
    let rows = text(&fixture("planted-android.tsv"));
    let rows = rows.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let mut cells = line.split('\t');
        let (check, place) = (cells.next().unwrap().to_owned(), cells.next().unwrap());
        let (artifact, place) = match place.split_once(' ') {
            // A class stands in the one DEX of the sample.
            None if place.starts_with('L') && place.contains("->") => ("classes.dex", place),
            None => (place, ""),
            Some((artifact, place)) => (artifact, place),
        };
        Row { check, artifact: artifact.to_owned(), place: place.to_owned() }
    })
    .collect()
}

fn ios() -> Vec<Row> {
    let rows = text(&fixture("planted-ios.tsv"));
    let rows = rows.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (check, path, place) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
        Row { check, artifact: format!("Payload/Broker.app/{path}"), place }
    })
    .collect()
}

/// The checks that some rule answers.
fn answered() -> BTreeSet<String> {
    let list = appraise(["rules", "list", "--by-check"]).run();
    let lines = list.text().lines().filter(|line| !line.ends_with(" -") && !line.ends_with("without a rule"));
    lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

fn finds(finding: &Value, row: &Row) -> bool {
    let answers = finding["checks"].as_array().unwrap().iter().any(|check| *check == *row.check);
    let location = &finding["location"];
    answers && location["artifact"] == *row.artifact && is_place(location, &row.place)
}

fn is_place(location: &Value, place: &str) -> bool {
    if place.is_empty() {
        // The table names the file alone; the report may say more.
        return true;
    }
    let field = |name: &str| location[name].as_str().unwrap_or_default();
    match location["kind"].as_str().unwrap() {
        "xml" => is_element(field("path"), field("attribute"), place),
        "code" => is_symbol(&format!("{}->{}", field("class"), field("method")), place),
        "key" => is_key(field("key"), place),
        "symbol" if location["callee"].is_string() => {
            let call = format!("{} -> {}", field("symbol"), field("callee"));
            call == place || [field("symbol"), field("callee")].contains(&place)
        }
        "symbol" => is_symbol(field("symbol"), place),
        // The whole file, or an offset in it: the table names that by what stands there.
        _ => true,
    }
}

/// Whether a report's element is the table's element, or the element right above or below that carries the answer.
fn is_element(path: &str, attribute: &str, place: &str) -> bool {
    let (wanted, wanted_attribute) = place.split_once('@').unwrap_or((place, ""));
    let attribute = attribute.rsplit(':').next().unwrap_or_default();
    // An absent attribute is named by the table where it is missing; the report names the element alone.
    if !attribute.is_empty() && !wanted_attribute.is_empty() && attribute != wanted_attribute {
        return false;
    }
    let seen: Vec<&str> = split(path);
    let wanted: Vec<&str> = split(wanted);
    let ends_with = |seen: &[&str], wanted: &[&str]| {
        seen.len() >= wanted.len()
            && seen.iter().rev().zip(wanted.iter().rev()).all(|(seen, wanted)| is_step(seen, wanted))
    };
    let below = seen.split_last().map_or(&[][..], |(_, above)| above);
    let above = wanted.split_last().map_or(&[][..], |(_, above)| above);
    ends_with(&seen, &wanted) || ends_with(below, &wanted) || (!above.is_empty() && ends_with(&seen, above))
}

/// The steps of a path; a name in brackets may hold the separator.
fn split(path: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let separator = move |c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '/' && depth == 0
    };
    path.split(separator).collect()
}

/// `activity[.A]` is itself; `activity` any activity; `intent-filter[1]` also `intent-filter`.
fn is_step(seen: &str, wanted: &str) -> bool {
    let first = |step: &str| step.strip_suffix("[1]").is_some_and(|name| name == seen);
    let any = seen.split_once('[').is_some_and(|(name, _)| name == wanted);
    any || first(wanted)
        || is_named(seen, wanted)
        || NAMED.iter().any(|(table, form)| *table == wanted && first(form))
}

/// A key path; an index is `[0]` in the table and `.0` in the report, which may also name the list that holds it.
fn is_key(seen: &str, place: &str) -> bool {
    let wanted = place.strip_prefix("entitlements ").unwrap_or(place).replace('[', ".").replace(']', "");
    let index = wanted.strip_prefix(seen).and_then(|rest| rest.strip_prefix('.'));
    seen == wanted || index.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A call is written `-[Class selector:] -> _callee`; either side names it.
fn is_symbol(seen: &str, place: &str) -> bool {
    is_named(seen, place) || place.split(" -> ").any(|side| side == seen)
}

fn assert_found(package: &str, rows: &[Row]) {
    let answered = answered();
    let report = report(&fixture(package));
    let findings = report["findings"].as_array().unwrap();
    let mut missed = Vec::new();
    let mut mended = Vec::new();
    for row in rows.iter().filter(|row| answered.contains(&row.check)) {
        let found = findings.iter().any(|finding| finds(finding, row));
        let name = row.name();
        let known = KNOWN_GAPS.contains(&(row.check.as_str(), name.as_str()));
        match (found, known) {
            (false, false) => missed.push(format!("(\"{}\", \"{name}\"),", row.check)),
            (true, true) => mended.push(format!("(\"{}\", \"{name}\"),", row.check)),
            _ => {}
        }
    }
    assert!(mended.is_empty(), "found now; take them out of KNOWN_GAPS:\n{}", mended.join("\n"));
    assert!(missed.is_empty(), "{package}: planted and not found:\n{}", missed.join("\n"));
}

#[test]
fn everything_planted_in_the_android_app_is_found() {
    assert_found("broker-leaky.apk", &android());
}

#[test]
fn everything_planted_in_the_ios_app_is_found() {
    assert_found("broker-leaky.ipa", &ios());
}

#[test]
fn the_list_of_gaps_names_rows_of_the_tables() {
    let rows: Vec<Row> = android().into_iter().chain(ios()).collect();
    for (check, name) in KNOWN_GAPS {
        assert!(
            rows.iter().any(|row| row.check == *check && row.name() == *name),
            "{check} {name} is no row"
        );
    }
}

#[test]
fn hardened_builds_have_nothing_above_info() {
    for package in ["broker-hardened.apk", "broker-hardened.ipa"] {
        let report = report(&fixture(package));
        let above =
            report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] != "info");
        let above: Vec<String> =
            above.map(|one| format!("{} {} {}", one["severity"], one["rule"], one["location"])).collect();
        assert!(above.is_empty(), "{package}:\n{}", above.join("\n"));
        let open =
            report["verdicts"].as_array().unwrap().iter().filter(|one| one["verdict"] == "inconclusive");
        let open: Vec<String> = open.map(|one| format!("{} {}", one["rule"], one["reason"])).collect();
        assert!(open.is_empty(), "{package} cannot be decided:\n{}", open.join("\n"));
    }
}

#[test]
fn places_are_compared_as_the_tables_write_them() {
    let here = "manifest/application[.App]/activity[.ui.A]/intent-filter";
    assert!(is_element(here, "", "activity[.ui.A]/intent-filter[1]@priority"));
    assert!(is_element(here, "", "activity[.ui.A]/intent-filter[1]/data@scheme"), "the element above");
    assert!(!is_element(here, "", "activity[.ui.A]/intent-filter[2]@priority"));
    assert!(!is_element(here, "", "activity[.ui.B]/intent-filter[1]@priority"));
    assert!(is_element("manifest/application[.App]", "android:debuggable", "application@debuggable"));
    assert!(!is_element("manifest/application[.App]", "android:testOnly", "application@debuggable"));
    assert!(is_element(
        "network-security-config/domain-config/domain",
        "",
        "domain-config[quotes.broker.example]@a"
    ));
    assert!(is_symbol("_CCCrypt", "+[BRVault seal:] -> _CCCrypt"));
    assert!(!is_symbol("_CCCrypt", "+[BRVault scramble:] -> _CCCryptorCreate"));
    assert!(is_key("UIBackgroundModes", "UIBackgroundModes[0]"));
    assert!(is_key("keychain-access-groups.0", "entitlements keychain-access-groups[0]"));
    assert!(!is_key("keychain-access-groups.1", "entitlements keychain-access-groups[0]"));
    assert!(!is_key("NSAppTransportSecurity", "NSAppTransportSecurity.NSExceptionDomains.a.b"));
}
