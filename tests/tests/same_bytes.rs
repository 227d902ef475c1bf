//! The same package gives the same bytes: no thread order, no clock, no folder of this machine in a report.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::ffi::OsString;
use std::path::Path;

use e2e::{Scratch, appraise, bytes, fixture, root};

const PACKAGES: &[&str] =
    &["broker-leaky.apk", "broker-hardened.apk", "broker-leaky.ipa", "broker-hardened.ipa"];

fn scan(package: &Path, more: &[&str]) -> Vec<u8> {
    let mut args = vec![OsString::from("scan"), package.into()];
    args.extend(more.iter().map(OsString::from));
    let run = appraise(args).run();
    assert!(matches!(run.code, Some(0 | 1)), "{:?} {}", run.code, run.err);
    run.out
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    for name in PACKAGES {
        for format in ["json", "sarif", "text"] {
            for lang in ["en", "zh-TW"] {
                let of = |jobs| scan(&fixture(name), &["-f", format, "--lang", lang, "--jobs", jobs]);
                let one = of("1");
                assert!(one == of("2"), "{name} {format} {lang}: --jobs 2 differs");
                assert!(one == of("7"), "{name} {format} {lang}: --jobs 7 differs");
            }
        }
    }
}

#[test]
fn no_report_names_a_folder_of_this_machine() {
    let scratch = Scratch::new();
    for name in PACKAGES {
        let copy = scratch.file(name, bytes(&fixture(name)));
        for format in ["json", "sarif", "text"] {
            for lang in ["en", "zh-TW"] {
                let here = scan(&fixture(name), &["-f", format, "--lang", lang]);
                let there = scan(&copy, &["-f", format, "--lang", lang]);
                assert!(here == there, "{name} {format} {lang}: the folder of the package is in the report");
                // A search path planted in a library is a finding, and not of this machine.
                let report = String::from_utf8(here).unwrap().replace("/data/local/tmp", "");
                for folder in [root(), scratch.path(), &std::env::temp_dir()] {
                    let folder = folder.to_str().unwrap();
                    assert!(!report.contains(folder), "{name} {format} {lang}: contains {folder}");
                }
            }
        }
    }
}

#[test]
fn languages_differ_in_texts_only() {
    let of = |lang| scan(&fixture("broker-leaky.apk"), &["-f", "json", "--lang", lang]);
    let (en, zh): (serde_json::Value, serde_json::Value) =
        (serde_json::from_slice(&of("en")).unwrap(), serde_json::from_slice(&of("zh-TW")).unwrap());
    assert_eq!(zh["tool"]["language"], "zh-TW");
    assert_eq!(en["exit"], zh["exit"]);
    assert_eq!(en["app"], zh["app"]);
    let (en, zh) = (en["findings"].as_array().unwrap(), zh["findings"].as_array().unwrap());
    assert_eq!(en.len(), zh.len());
    for (en, zh) in en.iter().zip(zh) {
        for field in
            ["rule", "severity", "confidence", "location", "evidence", "fingerprint", "mappings", "unit"]
        {
            assert_eq!(en[field], zh[field], "{field}");
        }
        let title = zh["title"].as_str().unwrap();
        assert!(title.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{title}");
    }
}

#[test]
fn fingerprints_are_distinct_and_survive_another_file_name() {
    let scratch = Scratch::new();
    for name in ["broker-leaky.apk", "broker-leaky.ipa"] {
        let prints = |path: &Path| -> Vec<String> {
            let report: serde_json::Value = serde_json::from_slice(&scan(path, &["-f", "json"])).unwrap();
            let all = report["findings"].as_array().unwrap().iter();
            all.map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect()
        };
        let here = prints(&fixture(name));
        let renamed = format!("release-candidate{}", &name[name.len() - 4..]);
        assert_eq!(here, prints(&scratch.file(&renamed, bytes(&fixture(name)))));
        let mut distinct = here.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), here.len(), "{name}: two findings have one fingerprint");
    }
}
