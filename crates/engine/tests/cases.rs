//! Every case of every rule, each run with its own rule alone: the verdict, and the places that the case pins.
#![allow(clippy::panic, clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use std::path::{Path, PathBuf};

use cursor::Limits;
use engine::Options;
use finding::{Lang, Verdict};
use rules::RuleSet;
use testkit::bundle::{self, Bundle, Case};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn committed_bundle() -> Bundle {
    Bundle::open(&std::fs::read(root().join(bundle::PATH)).unwrap())
}

/// Why a case does not hold, if it does not.
fn judge(case: &Case, rules: &RuleSet, bundle: &Bundle) -> Result<(), String> {
    let rule = rules.find(&case.rule()).ok_or_else(|| format!("no rule {}", case.rule()))?;
    let (name, bytes) = testkit::case::package(case, bundle);
    let app =
        package::open_bytes(Path::new(name), bytes, &Limits::default()).map_err(|error| error.to_string())?;
    let testkit::case::Beside { idsig, expected_signers } = testkit::case::beside(case, bundle);
    let options = Options { only: vec![rule.id.to_string()], idsig, expected_signers, ..Options::default() };
    let scan = engine::run(rules, &app, &options);
    let verdict = scan.verdicts.first().map(|one| &one.verdict).ok_or("the rule is not for this platform")?;
    let wanted = case.name().split('-').next().unwrap_or_default();
    let fits = match wanted {
        "fail" => matches!(verdict, Verdict::Fail(..)),
        "pass" => matches!(verdict, Verdict::Pass(_) | Verdict::NotApplicable(_)),
        "unknown" => matches!(verdict, Verdict::Inconclusive(_)),
        // A known miss is asserted as it is today: a weakness that is there and not found.
        "gap" => !matches!(verdict, Verdict::Fail(..)),
        other => return Err(format!("`{other}` is none of fail, pass, unknown, gap")),
    };
    if !fits {
        return Err(format!("{verdict:?}"));
    }
    let pinned = testkit::case::expected(case);
    // Where only an offset names the place, what was found there says more: `zip.duplicate-name`.
    let found: Vec<[String; 2]> = scan
        .findings
        .iter()
        .map(|one| {
            let what = one.finding.anchor.split(' ').next().unwrap_or_default();
            [one.finding.location.place.to_string(), what.to_owned()]
        })
        .collect();
    let fits = |pin: &String, found: &[String; 2]| is_pinned(pin, &found[0]) || *pin == found[1];
    let all_found = pinned.iter().all(|pin| found.iter().any(|one| fits(pin, one)));
    let no_more = found.iter().all(|one| pinned.iter().any(|pin| fits(pin, one)));
    if wanted == "fail" && !(all_found && no_more) {
        return Err(format!("found {found:?}, pinned {pinned:?}"));
    }
    let severities = testkit::case::severities(case);
    let mut given: Vec<String> = scan.findings.iter().map(|one| one.finding.severity.to_string()).collect();
    given.sort();
    if !severities.is_empty() && severities != given {
        return Err(format!("severities {given:?}, pinned {severities:?}"));
    }
    let messages = scan
        .findings
        .iter()
        .flat_map(|one| Lang::ALL.map(|lang| rule.text(lang).message(&one.finding.evidence)));
    match messages.into_iter().find(|message| message.contains('—')) {
        Some(message) => Err(format!("a placeholder without a value: {message}")),
        None => Ok(()),
    }
}

/// A line number or an address may be left out of the pinned place.
fn is_pinned(pin: &str, place: &str) -> bool {
    let without_address = place.rsplit_once(" (0x").map(|(short, _)| short);
    let without_line = place.rsplit_once(':').filter(|(_, line)| line.parse::<u32>().is_ok());
    pin == place || without_address == Some(pin) || without_line.is_some_and(|(short, _)| short == pin)
}

#[test]
fn every_case_holds() {
    let (rules, bundle) = (rules::embedded().unwrap(), committed_bundle());
    let cases = bundle::cases(&root().join("rulesets"));
    let judged = cases.iter().map(|case| {
        let ran = std::panic::catch_unwind(|| judge(case, &rules, &bundle));
        let said = |panic: Box<dyn std::any::Any + Send>| {
            panic.downcast_ref::<String>().cloned().unwrap_or_default()
        };
        (case, ran.unwrap_or_else(|panic| Err(said(panic))))
    });
    let broken: Vec<String> =
        judged.filter_map(|(case, judged)| Some(format!("{}: {}", case.id, judged.err()?))).collect();
    assert!(
        broken.is_empty(),
        "{} of {} cases do not hold:\n{}",
        broken.len(),
        cases.len(),
        broken.join("\n")
    );
}

#[test]
fn every_rule_has_a_case_that_fails_and_one_that_passes() {
    let rules = rules::embedded().unwrap();
    let cases = bundle::cases(&root().join("rulesets"));
    let has = |rule: &str, word: &str| {
        cases.iter().any(|case| case.rule() == rule && case.name().starts_with(word))
    };
    let ids = rules.rules().iter().map(|rule| &*rule.id);
    let bare: Vec<&str> = ids.filter(|id| !has(id, "fail-") || !has(id, "pass-")).collect();
    assert!(bare.is_empty(), "without a fail or a pass case: {bare:?}");
}

#[test]
fn every_detector_is_asked_for_and_every_one_asked_for_is_there() {
    let rules = rules::embedded().unwrap();
    let asked = rules.rules().iter().filter_map(|rule| match &rule.ask {
        rules::Ask::Detector(name) => Some(&**name),
        _ => None,
    });
    let asked: std::collections::BTreeSet<&str> = asked.collect();
    let there: std::collections::BTreeSet<&str> = detect::all().map(|detector| detector.id()).collect();
    assert_eq!(asked, there);
}
