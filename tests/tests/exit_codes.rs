//! The exit codes, which tell the calling program who has to act.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::ffi::OsString;
use std::path::Path;

use e2e::{Run, Scratch, appraise, fixture};

fn scan(package: &Path, more: &[&str]) -> Run {
    let mut args = vec![OsString::from("scan"), package.into()];
    args.extend(more.iter().map(OsString::from));
    appraise(args).run()
}

/// The last line on standard error names the code, and the JSON report names the same.
fn assert_ends(run: &Run, code: i32, word: &str) {
    assert_eq!(run.code, Some(code), "{}", run.err);
    let last = run.err.lines().last().unwrap_or_default();
    assert!(last.starts_with(&format!("exit {code}: {word}")), "{last}");
}

#[test]
fn hardened_builds_pass() {
    for name in ["broker-hardened.apk", "broker-hardened.ipa"] {
        let run = scan(&fixture(name), &["-f", "json"]);
        assert_ends(&run, 0, "clean");
        assert_eq!(run.json()["exit"], serde_json::json!({"code": 0, "reason": "clean"}), "{name}");
    }
}

#[test]
fn leaky_builds_are_stopped() {
    for name in ["broker-leaky.apk", "broker-leaky.ipa"] {
        let run = scan(&fixture(name), &["-f", "json"]);
        assert_ends(&run, 1, "findings");
        assert_eq!(run.json()["exit"], serde_json::json!({"code": 1, "reason": "findings"}), "{name}");
    }
}

#[test]
fn the_threshold_decides_between_0_and_1() {
    let leaky = fixture("broker-leaky.apk");
    assert_ends(&scan(&leaky, &["--fail-on", "high"]), 1, "findings");
    assert_ends(&scan(&leaky, &["--severity-threshold", "high"]), 1, "findings");
    let only_medium = ["--rule", "android.manifest.test-only"];
    assert_ends(&scan(&leaky, &only_medium), 1, "findings");
    assert_ends(&scan(&leaky, &[&only_medium[..], &["--fail-on", "high"]].concat()), 0, "clean");
}

#[test]
fn what_is_shown_never_changes_the_verdict() {
    let leaky = fixture("broker-leaky.apk");
    assert_ends(&scan(&leaky, &["--severity", "critical"]), 1, "findings");
    assert_ends(&scan(&leaky, &["--severity", "info"]), 1, "findings");
}

#[test]
fn a_report_only_run_ends_with_0_but_an_incomplete_one_does_not() {
    let leaky = fixture("broker-leaky.apk");
    assert_eq!(scan(&leaky, &["--exit-policy", "report-only"]).code, Some(0));
    let cut = scan(&leaky, &["--exit-policy", "report-only", "--max-total-bytes", "1000"]);
    assert_ends(&cut, 4, "incomplete");
}

#[test]
fn wrong_usage_is_2() {
    let leaky = fixture("broker-leaky.apk");
    for args in [
        &["--no-such-flag"][..],
        &["--fail-on", "terrible"],
        &["--output", "json"],
        &["--output", "xml=report.xml"],
        &["--jobs", "0"],
        &["--lang", "fr"],
        &["--rule", "android.no.such-rule"],
        &["--rules", "no/such/folder"],
    ] {
        let run = scan(&leaky, args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.err);
        assert!(run.out.is_empty(), "{args:?}");
        assert!(!run.err.trim().is_empty(), "{args:?}");
    }
    assert_eq!(appraise::<&str>([]).run().code, Some(2));
    assert_eq!(appraise(["no-such-command"]).run().code, Some(2));
    assert_eq!(appraise(["explain", "android.no.such-rule"]).run().code, Some(2));
    assert_eq!(appraise(["schema", "json-v99"]).run().code, Some(2));
}

#[test]
fn nothing_to_scan_is_3() {
    let scratch = Scratch::new();
    for (name, bytes) in [("text.apk", &b"not a package\n"[..]), ("empty.ipa", b""), ("zero.apk", &[0; 4096])]
    {
        let run = scan(&scratch.file(name, bytes), &[]);
        assert_eq!(run.code, Some(3), "{name}: {}", run.err);
        assert!(run.err.contains(name), "{}", run.err);
    }
    assert_eq!(scan(scratch.path(), &[]).code, Some(3));
    // Larger than a limit that the caller set: refused before it is read.
    let refused = scan(&fixture("broker-leaky.apk"), &["--max-package-bytes", "1000"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(refused.err.contains("package_bytes is 1000"), "{}", refused.err);
}

#[test]
fn a_limit_that_was_reached_is_4_and_wins_over_findings() {
    let leaky = fixture("broker-leaky.apk");
    for args in [["--max-total-bytes", "20000"], ["--max-entry-bytes", "3000"]] {
        let run = scan(&leaky, &[&args[..], &["-f", "json"]].concat());
        assert_ends(&run, 4, "incomplete");
        let report = run.json();
        assert_eq!(report["exit"]["code"], 4);
        assert!(!report["limits"].as_array().unwrap().is_empty(), "{args:?}: the report names what was cut");
        // The last line names a file that was cut, so a log alone tells what happened.
        let named = report["limits"][0]["artifact"].as_str().unwrap();
        assert!(run.err.lines().last().unwrap().contains(named), "{}", run.err);
    }
    let hardened = scan(&fixture("broker-hardened.apk"), &["--max-total-bytes", "20000"]);
    assert_ends(&hardened, 4, "incomplete");
}

#[test]
fn what_the_limit_hid_is_never_a_pass() {
    // Without the code, no rule that needs code may say that it passed.
    let run = scan(&fixture("broker-hardened.apk"), &["--max-entry-bytes", "3000", "-f", "json"]);
    let report = run.json();
    let partly: Vec<&str> = report["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|part| part["seen"] == "partly")
        .map(|part| part["part"].as_str().unwrap())
        .collect();
    assert!(partly.contains(&"code"), "{partly:?}");
    for verdict in report["verdicts"].as_array().unwrap() {
        if verdict["verdict"] == "inconclusive" {
            assert!(!verdict["reason"].as_str().unwrap().is_empty(), "{verdict}");
        }
    }
}

#[test]
fn input_and_output_that_fail_are_5() {
    let run = scan(Path::new("no/such/package.apk"), &[]);
    assert_eq!(run.code, Some(5), "{}", run.err);
    assert!(run.err.contains("no/such/package.apk"), "{}", run.err);
    let run = scan(&fixture("broker-hardened.apk"), &["-o", "json=no/such/folder/report.json"]);
    assert_eq!(run.code, Some(5), "{}", run.err);
    assert!(run.err.contains("no/such/folder/report.json"), "{}", run.err);
}

#[test]
fn environment_variables_stand_for_flags() {
    let leaky = fixture("broker-leaky.apk");
    let start = || appraise([OsString::from("scan"), leaky.clone().into()]);
    assert_eq!(start().env("APPRAISE_MAX_TOTAL_BYTES", "1000").run().code, Some(4));
    assert_eq!(start().env("APPRAISE_EXIT_POLICY", "report-only").run().code, Some(0));
    assert_eq!(start().env("APPRAISE_FAIL_ON", "nonsense").run().code, Some(2));
}
