//! The commands besides `scan`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::ffi::OsStr;

use e2e::{Run, appraise, fixture};
use serde_json::Value;

fn ok(args: &[&str]) -> Run {
    let run = appraise(args).run();
    assert_eq!(run.code, Some(0), "{args:?}: {}", run.err);
    assert!(run.err.is_empty(), "{args:?}: data goes to standard output alone, {}", run.err);
    run
}

fn rule_ids() -> Vec<String> {
    let list = ok(&["rules", "list"]);
    list.text().lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_explains_itself_in_both_languages() {
    let ids = rule_ids();
    assert!(ids.len() >= 18, "{ids:?}");
    assert!(ids.is_sorted());
    for id in &ids {
        for (lang, heads) in [
            ("en", ["What it finds", "Why it matters", "How to mend it", "When it is wrong", "Standards"]),
            ("zh-TW", ["看到什麼", "對投資人的影響", "如何修正", "可能的誤判", "對應標準"]),
        ] {
            let run = ok(&["explain", id, "--lang", lang]);
            let text = run.text();
            assert!(text.contains(id.as_str()), "{id} {lang}");
            for head in heads {
                let (_, rest) = text.split_once(head).unwrap_or_else(|| panic!("{id} {lang}: no `{head}`"));
                assert!(
                    rest.trim_start().chars().next().is_some_and(char::is_alphanumeric)
                        || !rest.trim().is_empty()
                );
            }
        }
    }
}

#[test]
fn an_unknown_rule_is_refused_with_the_command_that_lists_them() {
    for args in
        [&["explain", "android.crypto.no-such"][..], &["scan", "x.apk", "--rule", "android.crypto.no-such"]]
    {
        let run = appraise(args).run();
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.contains("`android.crypto.no-such`"), "{}", run.err);
        assert!(run.err.contains("appraise rules list"), "{}", run.err);
    }
}

#[test]
fn the_list_by_check_names_every_rule_and_every_check_without_one() {
    let run = ok(&["rules", "list", "--by-check"]);
    let lines: Vec<&str> = run.text().lines().collect();
    let (last, checks) = lines.split_last().unwrap();
    let missing = checks.iter().filter(|line| line.ends_with(" -")).count();
    assert_eq!(*last, format!("{} checks, {missing} without a rule", checks.len()));
    for id in rule_ids() {
        let named = checks.iter().any(|line| line.split_whitespace().skip(1).any(|one| one == id));
        assert!(named, "{id} answers no catalogued check");
    }
}

#[test]
fn the_version_names_the_rules_inside() {
    let version = ok(&["--version"]);
    let line = version.text().trim();
    let report = e2e::report(&fixture("broker-hardened.apk"));
    let hash = report["tool"]["rules_sha256"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    assert!(
        line.starts_with(&format!("appraise {} (", report["tool"]["version"].as_str().unwrap())),
        "{line}"
    );
    assert!(line.contains(hash), "{line}");
}

#[test]
fn help_tells_the_exit_codes_and_shows_an_example() {
    let help = ok(&["--help"]);
    for line in ["Exit codes:", "Examples:", "appraise scan app.apk"] {
        assert!(help.text().contains(line), "{line}");
    }
    for code in ["0", "1", "2", "3", "4", "5", "130"] {
        assert!(help.text().lines().any(|line| line.trim_start().starts_with(&format!("{code} "))), "{code}");
    }
}

#[test]
fn inspect_describes_without_judging() {
    for (name, form, id) in [
        ("broker-leaky.apk", "apk (android)", "tw.example.broker"),
        ("broker-leaky.ipa", "ipa (ios)", "tw.example.broker"),
    ] {
        let run = appraise([OsStr::new("inspect"), fixture(name).as_os_str()]).run();
        assert_eq!(run.code, Some(0), "{}", run.err);
        let text = run.text();
        let row = |word: &str| {
            text.lines().find_map(|line| line.strip_prefix(word)).map(str::trim).unwrap_or_default()
        };
        assert_eq!(row("file "), name);
        assert_eq!(row("form "), form);
        assert_eq!(row("sha256 ").len(), 64);
        assert_eq!(row("size "), e2e::bytes(&fixture(name)).len().to_string());
        assert!(row("id ").contains(id) || row("id ").contains("broker"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("part ") && line.ends_with("whole")), "{text}");
    }
    assert_eq!(appraise(["inspect", "no/such.apk"]).run().code, Some(5));
}

#[test]
fn schema_prints_json() {
    let schema: Value = ok(&["schema", "json-v1"]).json();
    assert_eq!(schema["properties"]["schema"]["const"], "json-v1");
    assert_eq!(ok(&["schema", "json"]).json(), schema);
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ok(&["completions", shell]);
        for command in ["scan", "inspect", "explain", "rules", "schema"] {
            assert!(script.text().contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn the_day_of_a_scan_is_given_and_never_read_from_a_clock() {
    let apk = fixture("broker-hardened.apk");
    let day = |more: &[&str]| {
        let mut args = vec!["scan", apk.to_str().unwrap(), "--format", "json", "--quiet"];
        args.extend(more);
        let run = appraise(&args).run();
        serde_json::from_str::<Value>(run.text()).unwrap()["as_of"].as_str().unwrap().to_owned()
    };
    assert_eq!(day(&["--as-of", "2031-02-28"]), "2031-02-28");
    // Without one it is the day of the rules, the same on every run of this version.
    let rules = include_str!("../../rulesets/policies/checked-on.txt").trim();
    assert_eq!(day(&[]), rules);
    let wrong = appraise(["scan", apk.to_str().unwrap(), "--as-of", "2031-02-29"]).run();
    assert_eq!(wrong.code, Some(2), "{}", wrong.err);
}
