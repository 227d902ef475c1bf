//! The command `signature`: verdicts and signers as the platform sees them, in both formats, and its exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod schema;

use std::ffi::OsStr;
use std::path::Path;

use e2e::{Run, Scratch, appraise, fixture};
use serde_json::Value;
use testkit::sign::{self, Identity};
use testkit::zip::ZipBuilder;

fn signature(package: &Path, more: &[&str]) -> Run {
    let args = [OsStr::new("signature"), package.as_os_str()];
    appraise(args.into_iter().chain(more.iter().map(OsStr::new))).run()
}

/// Two entries, signed by v2.
fn package(by: &Identity, pairs: &[(u32, &[u8])]) -> (Vec<u8>, Vec<u8>) {
    let manifest = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
      <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="34"/><application/></manifest>"#;
    let compiled = testkit::res::compile(&[("AndroidManifest.xml", manifest)]);
    let zip = compiled.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(name, bytes));
    let digest = sign::content_digest(&zip.build());
    let v2 = sign::signers(&[sign::signer(by, &digest, None, &[])]);
    let mut all: Vec<(u32, &[u8])> = vec![(sign::V2, &v2)];
    all.extend(pairs);
    (zip.signing_block(&all).build(), digest)
}

#[test]
fn each_platform_sees_the_scheme_it_knows() {
    let run = signature(&fixture("broker-leaky.apk"), &["--format", "json"]);
    assert_eq!((run.code, run.err.trim()), (Some(0), "exit 0: verified"));
    let report = run.json();
    let seen: Vec<(u64, &str, &str)> = report["ranges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["min_sdk"].as_u64().unwrap(),
                one["verdict"].as_str().unwrap(),
                one["scheme"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(seen, [(21, "verified", "v1"), (24, "verified", "v2"), (28, "verified", "v3")]);
    // The certificate that `apksigner verify --print-certs` prints for the sample.
    let certificate = "f5079ba45dedc2e75d9a4061485849e4b27a67894051d6fefa002fca0ef21788";
    assert!(report["ranges"].as_array().unwrap().iter().all(|one| one["signers"][0] == certificate));
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = appraise(["schema", "signature-v1"]).run().json();
    let scratch = Scratch::new();
    let by = Identity::new(1);
    let old = Identity::new(2);
    let (good, digest) = package(&by, &[(0x7177_7777, b"channel"), (0x1234_5678, b"?")]);
    let proof = sign::attribute(sign::PROOF_OF_ROTATION, &sign::lineage(&old, &by, 31));
    let v3 = sign::signers(&[sign::signer(&by, &digest, Some((28, i32::MAX)), &proof)]);
    let stamp = sign::stamp(&Identity::new(9), &[(2, &digest)]);
    let (rotated, _) = package(&old, &[(sign::V3, &v3), (sign::STAMP, &stamp)]);
    let mut broken = good.clone();
    broken[10] ^= 1;
    for (name, bytes) in [("good.apk", good), ("rotated.apk", rotated), ("broken.apk", broken)] {
        let run = signature(&scratch.file(name, bytes), &["--format", "json"]);
        let mistakes = schema::mistakes(&schema, &run.json());
        assert!(mistakes.is_empty(), "{name}: {}", mistakes.join("\n"));
    }
}

#[test]
fn a_changed_byte_takes_the_signer_away() {
    let scratch = Scratch::new();
    let by = Identity::new(1);
    let (mut package, _) = package(&by, &[]);
    package[10] ^= 1;
    let path = scratch.file("changed.apk", &package);
    let run = signature(&path, &["--format", "json"]);
    assert_eq!(run.code, Some(1));
    let report = run.json();
    assert_eq!(report["verdict"], "rejected");
    assert_eq!(report["ranges"][0]["signers"], Value::Array(vec![]));
    assert_eq!(report["ranges"][0]["errors"][0]["issue"], "V2_SIG_APK_DIGEST_DID_NOT_VERIFY");
    let text = signature(&path, &[]);
    assert!(text.text().contains("NOT VERIFIED"), "{}", text.text());
    assert!(text.text().contains("CLAIMED, not verified"), "{}", text.text());
    let scan = e2e::report(&path);
    let signers = scan["app"]["signers"].as_array().unwrap();
    assert_eq!(signers.len(), 1);
    assert_eq!((&signers[0]["verified"], &signers[0]["sha256"]), (&false.into(), &by.fingerprint().into()));
    assert_eq!(scan["app"]["signatures"][0]["verdict"], "rejected");
    let found = scan["findings"].as_array().unwrap();
    assert!(found.iter().any(|one| one["rule"] == "android.signing.not-verified"));
}

#[test]
fn what_is_in_the_signing_block_has_a_name_or_is_unknown() {
    let scratch = Scratch::new();
    let (package, _) = package(&Identity::new(1), &[(0x2146_444e, b"frosting"), (0x1234_5678, b"hidden")]);
    let run = signature(&scratch.file("block.apk", package), &["--lang", "zh-TW"]);
    assert_eq!(run.code, Some(0));
    for wanted in ["Play frosting", "0x12345678  未知用途   6 位元組", "驗證通過"] {
        assert!(run.text().contains(wanted), "{wanted}: {}", run.text());
    }
}

#[test]
fn a_v4_file_is_verified_with_its_package_only() {
    let scratch = Scratch::new();
    let by = Identity::new(1);
    let (package, digest) = package(&by, &[]);
    let path = scratch.file("app.apk", &package);
    let own = scratch.file("own.idsig", sign::idsig(&by, &package, &digest));
    let other = scratch.file("other.idsig", sign::idsig(&by, b"another", &digest));
    let code = |idsig: &Path| signature(&path, &["--idsig", idsig.to_str().unwrap()]).code;
    assert_eq!((code(&own), code(&other)), (Some(0), Some(1)));
}

#[test]
fn a_range_may_be_given() {
    let leaky = fixture("broker-leaky.apk");
    let run = signature(&leaky, &["--min-sdk", "24", "--max-sdk", "27", "--format", "json"]);
    let report = run.json();
    assert_eq!(report["ranges"].as_array().unwrap().len(), 1);
    assert_eq!((&report["ranges"][0]["scheme"], &report["range"]["max_sdk"]), (&"v2".into(), &27.into()));
    assert_eq!(signature(&leaky, &["--min-sdk", "30", "--max-sdk", "24"]).code, Some(2));
    // The hardened sample has no v1 signature, which releases before API level 24 would need.
    assert_eq!(signature(&fixture("broker-hardened.apk"), &["--min-sdk", "21"]).code, Some(1));
}

#[test]
fn what_is_no_apk_has_no_verdict() {
    let scratch = Scratch::new();
    let text = scratch.file("a.apk", b"no archive");
    assert_eq!(signature(&text, &[]).code, Some(3));
    assert_eq!(signature(&fixture("broker-leaky.ipa"), &[]).code, Some(3));
    assert_eq!(signature(&scratch.path().join("missing.apk"), &[]).code, Some(5));
    assert_eq!(signature(&fixture("broker-leaky.apk"), &["--max-package-bytes", "100"]).code, Some(3));
}

#[test]
fn more_signers_than_are_followed_are_no_verdict() {
    let scratch = Scratch::new();
    let by = Identity::new(1);
    let one = sign::signer(&by, &[0; 32], Some((28, i32::MAX)), &[]);
    let many = sign::signers(&vec![one; 40]);
    let (package, _) = package(&by, &[(sign::V3, &many)]);
    let path = scratch.file("many.apk", package);
    assert_eq!(signature(&path, &[]).code, Some(4));
    assert_eq!(e2e::report(&path)["exit"]["code"], 4);
}

#[test]
fn an_expected_signer_is_compared_with_the_verified_one() {
    let scan = |signer: &str| {
        let path = fixture("broker-hardened.apk");
        let args = ["--rule", "android.signing.unexpected-signer", "--expect-signer", signer];
        appraise([OsStr::new("scan"), path.as_os_str()].into_iter().chain(args.map(OsStr::new))).run().code
    };
    let own = "8f7354fa1b2e3ab92e62433d570fe79ef67939785d42583f931939874294f2fb";
    let pairs: Vec<String> =
        own.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_uppercase()).collect();
    assert_eq!(scan(own), Some(0));
    assert_eq!(scan(&pairs.join(":")), Some(0), "as keytool prints it");
    assert_eq!(scan(&"0".repeat(64)), Some(1));
    assert_eq!(scan("12"), Some(2));
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let path = fixture("broker-leaky.apk");
    let run = |jobs| signature(&path, &["--format", "json", "--jobs", jobs]).out;
    assert_eq!(run("1"), run("7"));
}
