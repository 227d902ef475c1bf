//! One finding for a person who checks it by hand, and names before obfuscation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::ffi::OsString;
use std::path::Path;

use e2e::{Run, Scratch, appraise, fixture, report};
use serde_json::Value;

const ECB: &str = "android.crypto.ecb-mode";

fn explain(what: &str, within: &Path, more: &[&str]) -> Run {
    let mut args: Vec<OsString> = vec!["explain".into(), what.into(), "--in".into(), within.into()];
    args.extend(more.iter().map(OsString::from));
    appraise(args).run()
}

fn findings(report: &Value) -> &Vec<Value> {
    report["findings"].as_array().unwrap()
}

/// The fingerprint of the ECB finding in one method of `broker-leaky.apk`.
fn fingerprint(report: &Value, method: &str) -> String {
    let all = findings(report).iter();
    let one = all
        .filter(|one| one["rule"] == ECB)
        .find(|one| one["location"]["method"].as_str().unwrap().starts_with(method));
    one.unwrap()["fingerprint"].as_str().unwrap().to_owned()
}

#[test]
fn a_finding_of_a_package_comes_with_its_path_and_its_code() {
    let apk = fixture("broker-leaky.apk");
    let print = fingerprint(&report(&apk), "sealAccount");
    let by_print = explain(&print[..16], &apk, &["--path"]);
    assert_eq!(by_print.code, Some(0), "{}", by_print.err);
    for text in [
        &print,
        "service tw.example.broker.service.SyncService (exported: other apps may start it)",
        "  4  Ltw/example/broker/crypto/LegacyCipher;->sealAccount([B)[B",
        "calls the next at 0000, line 5",
        "-> 0002: invoke-static {v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;",
        "whose: the app's own",
        "How to mend it",
    ] {
        assert!(by_print.text().contains(text), "{text}\n{}", by_print.text());
    }
    let by_place = explain(ECB, &apk, &["--path", "--at", "sealAccount"]);
    assert_eq!(by_place.text(), by_print.text());
    let chinese = explain(ECB, &apk, &["--path", "--at", "sealAccount", "--lang", "zh-TW"]);
    for head in ["看到什麼", "呼叫路徑", "程式碼", "（對外開放：其他 App 可啟動）", "如何修正"]
    {
        assert!(chinese.text().contains(head), "{head}\n{}", chinese.text());
    }
    let both = explain(ECB, &apk, &[]);
    assert_eq!(both.text().matches("fp1:").count(), 2, "{}", both.text());
    assert!(!both.text().contains("How the app comes there"));
}

#[test]
fn a_finding_of_a_report_comes_with_what_the_report_holds() {
    let apk = fixture("broker-leaky.apk");
    let of_apk = report(&apk);
    let scratch = Scratch::new();
    let file = scratch.file("report.json", of_apk.to_string());
    let run = explain(&fingerprint(&of_apk, "sealAccount"), &file, &["--path"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    for text in [
        "service tw.example.broker.service.SyncService (exported: other apps may start it)",
        "place: classes.dex Ltw/example/broker/crypto/LegacyCipher;->sealAccount([B)[B+0x0002",
        "give the package with --in",
    ] {
        assert!(run.text().contains(text), "{text}\n{}", run.text());
    }
    // Every kind of place reads as a scan of the package tells it.
    for one in findings(&of_apk).iter().step_by(9) {
        let print = one["fingerprint"].as_str().unwrap();
        let run = explain(print, &file, &[]);
        assert_eq!(run.code, Some(0), "{print}: {}", run.err);
    }
}

#[test]
fn what_names_no_finding_is_refused() {
    let apk = fixture("broker-hardened.apk");
    let scratch = Scratch::new();
    let hostile =
        scratch.file("hostile.json", r#"{"schema":"json-v1","findings":[{"rule":7,"location":[]},null]}"#);
    let other = scratch.file("other.json", r#"{"schema":"json-v9"}"#);
    for (run, says) in [
        (explain("fp1:00000000", &apk, &[]), "no finding has a fingerprint"),
        (explain("fp1:00000000", &hostile, &["--path"]), "no finding has a fingerprint"),
        (explain(ECB, &other, &[]), "json-v1"),
        (explain("nothing.of.this.name", &apk, &[]), "rules list"),
        (appraise(["explain", "fp1:00000000"]).run(), "--in"),
        (appraise(["explain", ECB, "--path"]).run(), "--in"),
    ] {
        assert_eq!(run.code, Some(2), "{says}: {}", run.err);
        assert!(run.err.contains(says), "{says}: {}", run.err);
    }
    let none = explain(ECB, &apk, &[]);
    assert_eq!(none.code, Some(0), "{}", none.err);
    assert!(none.text().contains("no finding"), "{}", none.text());
}

/// A mapping file under which the cipher class of the leaky app had another name.
const MAPPING: &str = "\
# {\"id\":\"com.android.tools.r8.mapping\",\"version\":\"2.2\"}
tw.example.secret.Vault -> tw.example.broker.crypto.LegacyCipher:
    1:9:byte[] tw.example.secret.Inner.run(byte[]):3:3 -> sealAccount
    1:9:byte[] lock(byte[]):5 -> sealAccount
";

#[test]
fn a_mapping_file_shows_names_and_decides_nothing() {
    let apk = fixture("broker-leaky.apk");
    let scratch = Scratch::new();
    let mapping = scratch.file("mapping.txt", MAPPING);
    let scan = |format: &str, mapped: bool| {
        let mut args: Vec<OsString> = vec!["scan".into(), apk.clone().into(), "-f".into(), format.into()];
        if mapped {
            args.extend(["--mapping".into(), mapping.clone().into()]);
        }
        appraise(args).run()
    };
    let (mut mapped, plain) = (scan("json", true).json(), scan("json", false).json());
    let original = "tw.example.secret.Vault.lock(byte[])";
    let names = |report: &Value| -> Vec<Value> {
        findings(report).iter().map(|one| one["location"]["original"].clone()).collect()
    };
    let account =
        findings(&mapped).iter().position(|one| one["fingerprint"] == *fingerprint(&plain, "sealAccount"));
    let name = &names(&mapped)[account.unwrap()];
    assert_eq!(name["method"], original);
    assert_eq!(name["inlined"], serde_json::json!(["tw.example.secret.Inner.run(byte[])"]));
    // Without the names nothing differs: not one fingerprint, and not their order.
    for one in mapped["findings"].as_array_mut().unwrap() {
        one["location"].as_object_mut().unwrap().remove("original");
        if let Some(reachable) = one.get_mut("reachable") {
            reachable.as_object_mut().unwrap().remove("original_path");
        }
    }
    assert_eq!(mapped, plain);
    for format in ["sarif", "html", "text"] {
        assert!(scan(format, true).text().contains(original), "{format}");
        assert!(!scan(format, false).text().contains(original), "{format}");
    }
    let told = explain(ECB, &apk, &["--path", "--mapping", mapping.to_str().unwrap()]);
    assert!(told.text().contains(&format!("before obfuscation: {original}")), "{}", told.text());
}

#[test]
fn a_file_that_is_no_mapping_is_refused() {
    let apk = fixture("broker-leaky.apk");
    let scratch = Scratch::new();
    for (name, bytes) in [("empty", &b""[..]), ("zip", b"PK\x03\x04\xff\xfe"), ("text", b"a -> b\n\xff:\n")] {
        let file = scratch.file(name, bytes);
        let run = explain(ECB, &apk, &["--mapping", file.to_str().unwrap()]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.err);
        assert!(run.err.contains("mapping"), "{name}: {}", run.err);
    }
}
