//! Reports and messages: what goes where, in which form, and safe to print.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod schema;

use std::ffi::OsString;
use std::path::Path;

use e2e::{Run, Scratch, Start, appraise, fixture, report};
use serde_json::Value;
use testkit::axml;
use testkit::zip::ZipBuilder;

fn start(package: &Path, more: &[&str]) -> Start {
    let mut args = vec![OsString::from("scan"), package.into()];
    args.extend(more.iter().map(OsString::from));
    appraise(args)
}

fn scan(package: &Path, more: &[&str]) -> Run {
    start(package, more).run()
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = appraise(["schema", "json-v1"]).run().json();
    let check = |name: &str, report: &Value| {
        let mistakes = schema::mistakes(&schema, report);
        assert!(mistakes.is_empty(), "{name}: {}", mistakes.join("\n"));
    };
    for name in ["broker-leaky.apk", "broker-hardened.apk", "broker-leaky.ipa", "broker-hardened.ipa"] {
        check(name, &report(&fixture(name)));
        let cut = scan(&fixture(name), &["-f", "json-v1", "--max-total-bytes", "9000", "--lang", "zh-TW"]);
        check(name, &cut.json());
    }
    let mut wrong = report(&fixture("broker-leaky.apk"));
    wrong["findings"][0]["severity"] = "terrible".into();
    wrong["app"]["sha256"] = "00".into();
    wrong["exit"].as_object_mut().unwrap().remove("code");
    assert_eq!(schema::mistakes(&schema, &wrong).len(), 3, "the schema tells a wrong report");
}

/// `<application` stands on line 23 of `fixtures/apps/android/leaky/AndroidManifest.xml`, counted by hand from 1. The
/// compiled manifest keeps one line for an element and all its attributes.
#[test]
fn every_output_says_what_the_platform_would_refuse() {
    let text =
        "<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"tw.example\"/>";
    let package = ZipBuilder::new().file("AndroidManifest.xml", axml::encode(text)).trailing("left over");
    let scratch = Scratch::new();
    let path = scratch.file("trailing.apk", package.build());
    let run = scan(&path, &["-f", "json"]);
    let accepts = &run.json()["app"]["platform_accepts"];
    assert_eq!(*accepts, serde_json::json!({ "container": "no", "manifest": "yes" }));
    let text = scan(&path, &["-f", "text"]);
    assert!(text.text().contains("Android would refuse the archive"), "{}", text.text());
    assert!(!text.text().contains("refuse the manifest"), "{}", text.text());
    let inspected = appraise(["inspect".into(), path.into_os_string()]).run();
    assert!(inspected.text().contains("container: no, manifest: yes, resources: -"), "{}", inspected.text());

    let clean = scan(&fixture("broker-hardened.apk"), &["-f", "text"]);
    assert!(!clean.text().contains("Android would"), "nothing is said where nothing is refused");
}

#[test]
fn lines_are_counted_from_one() {
    let source = e2e::text(&fixture("android/leaky/AndroidManifest.xml"));
    assert_eq!(source.lines().nth(22).unwrap().trim(), "<application");
    assert!(source.lines().nth(25).unwrap().contains("android:debuggable"));
    let only = ["--rule", "android.manifest.debuggable"];

    let sarif = scan(&fixture("broker-leaky.apk"), &[&only[..], &["-f", "sarif"]].concat()).json();
    let result = &sarif["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(result["ruleId"], "android.manifest.debuggable");
    assert_eq!(place["artifactLocation"]["uri"], "AndroidManifest.xml");
    assert_eq!(place["region"]["startLine"], 23);

    let json = scan(&fixture("broker-leaky.apk"), &[&only[..], &["-f", "json"]].concat()).json();
    assert_eq!(json["findings"][0]["location"]["line"], 23);
    assert_eq!(json["findings"][0]["location"]["attribute"], "android:debuggable");
}

#[test]
fn sarif_refers_to_what_it_holds() {
    for name in ["broker-leaky.apk", "broker-leaky.ipa", "broker-hardened.apk"] {
        let sarif = scan(&fixture(name), &["-f", "sarif"]).json();
        assert_eq!(sarif["version"], "2.1.0");
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let artifacts = run["artifacts"].as_array().unwrap();
        let json = report(&fixture(name));
        let results = run["results"].as_array().unwrap();
        let failed = results.iter().filter(|result| result["kind"] == "fail");
        assert_eq!(failed.count(), json["findings"].as_array().unwrap().len(), "{name}");
        for result in results {
            let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[rule]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let index = usize::try_from(place["artifactLocation"]["index"].as_u64().unwrap()).unwrap();
            let uri = &place["artifactLocation"]["uri"];
            assert!(uri.is_null() || artifacts[index]["location"]["uri"] == *uri, "{result}");
            let line = &place["region"]["startLine"];
            assert!(line.is_null() || line.as_u64() > Some(0), "§3.30.5: lines are counted from 1: {result}");
            assert!(!result["message"]["text"].as_str().unwrap().is_empty(), "{result}");
            // §3.27.10: a level other than none is for failures only.
            assert_eq!(result["level"] == "none", result["kind"] != "fail", "{result}");
        }
        assert_eq!(run["invocations"][0]["exitCode"], json["exit"]["code"]);
    }
}

#[test]
fn several_outputs_in_one_run_hold_what_each_holds_alone() {
    let scratch = Scratch::new();
    let package = fixture("broker-leaky.apk");
    let run =
        start(&package, &["-o", "json=r.json", "-o", "sarif=r.sarif", "-o", "text=r.txt", "-o", "json=-"])
            .folder(scratch.path())
            .run();
    assert_eq!(run.code, Some(1), "{}", run.err);
    for (file, format) in [("r.json", "json"), ("r.sarif", "sarif"), ("r.txt", "text")] {
        let alone = scan(&package, &["-f", format]);
        assert!(e2e::bytes(&scratch.path().join(file)) == alone.out, "{file}");
    }
    assert!(run.out == e2e::bytes(&scratch.path().join("r.json")), "`-` is standard output");
    let silent = start(&package, &["-o", "json=only.json"]).folder(scratch.path()).run();
    assert!(silent.out.is_empty(), "a report that goes to a file goes nowhere else");
}

#[test]
fn data_goes_to_standard_output_and_messages_to_standard_error() {
    let run = scan(&fixture("broker-leaky.apk"), &["-f", "json"]);
    run.json();
    assert_eq!(run.err, "exit 1: findings\n");
    let quiet = scan(&fixture("broker-leaky.apk"), &["-f", "json", "--quiet"]);
    assert_eq!(quiet.err, "");
    assert_eq!(quiet.out, run.out);
    let failed = scan(Path::new("no/such.apk"), &["--quiet"]);
    assert!(failed.out.is_empty());
    assert!(failed.err.contains("no/such.apk"), "errors are told also when quiet: {}", failed.err);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let package = fixture("broker-leaky.apk");
    let esc = |run: &Run| run.out.contains(&0x1b) || run.err.contains('\u{1b}');
    assert!(!esc(&scan(&package, &[])), "standard output is no terminal here");
    assert!(!esc(&scan(&package, &["--color", "never"])));
    assert!(esc(&scan(&package, &["--color", "always"])));
    assert!(esc(&start(&package, &[]).env("FORCE_COLOR", "1").run()));
    assert!(esc(&start(&package, &[]).env("CLICOLOR_FORCE", "1").run()));
    assert!(!esc(&start(&package, &[]).env("FORCE_COLOR", "1").env("NO_COLOR", "1").run()));
    assert!(!esc(&start(&package, &["--color", "never"]).env("FORCE_COLOR", "1").run()));
    for format in ["json", "sarif"] {
        assert!(!esc(&scan(&package, &["--color", "always", "-f", format])), "{format}");
    }
}

/// Characters that move the cursor, start a terminal command or turn the direction of a line.
fn unsafe_to_print(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn hostile_names_are_shown_and_harmless() {
    let evil = "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{202e}gpj.exe\r\u{9b}31m";
    let manifest = format!(
        "<manifest xmlns:android=\"{}\" package=\"tw.evil{evil}\">\n<application android:debuggable=\"true\">\n\
         <activity android:name=\"NAME\" android:exported=\"true\"/></application></manifest>",
        axml::ANDROID
    );
    // XML text cannot hold these characters; the string pool of the compiled form can.
    let name = "x".repeat(evil.len());
    let compiled = axml::encode(&manifest.replace(evil, &name).replace("NAME", &format!("tw.evil.{name}")));
    let compiled = replace_all(&compiled, name.as_bytes(), evil.as_bytes());
    let package = ZipBuilder::new()
        .file("AndroidManifest.xml", compiled)
        .file(format!("assets/{evil}.txt"), "key = value")
        .file(format!("lib/arm64-v8a/{evil}.so"), "\x7fELF, and no more")
        .file(format!("assets/{evil}.xml"), b"\x03\x00\x08\x00")
        .file("classes.dex", "dex\n035\0, and no more")
        .patch_local(1, testkit::zip::Field::Crc, 7)
        .patch_central(1, testkit::zip::Field::Crc, 7)
        .build();
    let scratch = Scratch::new();
    let path = scratch.file("evil\u{1b}[31m\u{202e}kpa.apk", package);
    for lang in ["en", "zh-TW"] {
        let run = scan(&path, &["--lang", lang]);
        let bad: Vec<char> =
            run.text().chars().chain(run.err.chars()).filter(|&c| unsafe_to_print(c)).collect();
        assert!(bad.is_empty(), "{lang}: {bad:?} in\n{:?}\n{:?}", run.text(), run.err);
        assert!(run.text().contains("\\u{1b}"), "the name is shown, escaped: {}", run.text());
    }
    let inspected = appraise([OsString::from("inspect"), path.clone().into()]).run();
    let bad: Vec<char> = inspected.text().chars().filter(|&c| unsafe_to_print(c)).collect();
    assert!(bad.is_empty(), "inspect: {bad:?} in\n{:?}", inspected.text());
    // In the machine-readable forms no control character stands raw that a terminal obeys.
    for format in ["json", "sarif"] {
        let run = scan(&path, &["-f", format]);
        run.json();
        let raw = run.text().chars().find(|&c| c.is_control() && c != '\n');
        assert_eq!(raw, None, "{format}");
    }
    // A line break in a name cannot forge a second log line.
    let two = scan(&scratch.path().join("a\nexit 0: clean"), &[]);
    assert_eq!(two.code, Some(5));
    assert!(!two.err.lines().any(|line| line.starts_with("exit 0")), "{}", two.err);
}

fn replace_all(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "lengths in front of the string stay right");
    let mut out = bytes.to_vec();
    let starts = bytes.windows(from.len()).enumerate().filter(|(_, window)| *window == from);
    for (start, _) in starts {
        out[start..start + to.len()].copy_from_slice(to);
    }
    out
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let path = fixture("broker-leaky.apk");
    let command = "\"$0\" scan \"$1\" --format json | head -c 10";
    let ran = std::process::Command::new("sh")
        .args(["-c", command])
        .arg(e2e::program())
        .arg(path)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout).len(), 10);
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(!err.contains("panicked") && !err.contains("Broken pipe"), "{err}");
}
