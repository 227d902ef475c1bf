//! The in-toto Statement of a pack: which files were examined, with what, and how it ended (`statement.md` and
//! `predicates/test-result.md` of in-toto/attestation).

use serde::Serialize;

use crate::record::Record;

const TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://in-toto.io/attestation/test-result/v0.1";

#[derive(Serialize)]
struct Statement<'r> {
    #[serde(rename = "_type")]
    kind: &'static str,
    subject: Vec<Descriptor<'r>>,
    #[serde(rename = "predicateType")]
    predicate_type: &'static str,
    predicate: TestResult<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TestResult<'r> {
    result: &'static str,
    configuration: Vec<Descriptor<'r>>,
    passed_tests: Vec<&'r str>,
    warned_tests: Vec<&'r str>,
    failed_tests: Vec<&'r str>,
}

#[derive(Serialize)]
struct Descriptor<'r> {
    name: String,
    digest: Digest<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Annotations<'r>>,
}

#[derive(Serialize, Default)]
struct Digest<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha512: Option<&'r str>,
}

#[derive(Serialize)]
struct Annotations<'r> {
    version: &'r str,
    as_of: &'r str,
}

/// The Statement over these reports and the two lists of digests, as JSON. It is the same for the same input.
pub(crate) fn statement(records: &[Record], manifest_sha256: &str, manifest_sha512: &str) -> Vec<u8> {
    let sha256 = |text| Digest { sha256: Some(text), ..Digest::default() };
    let subject = records.iter().map(|record| Descriptor {
        name: record.app.file.clone(),
        digest: sha256(&record.app.sha256),
        annotations: None,
    });
    let rules = records.iter().map(|record| Descriptor {
        name: format!("appraise rules for {}", record.app.file),
        digest: sha256(&record.tool.rules_sha256),
        annotations: Some(Annotations { version: &record.tool.version, as_of: &record.as_of }),
    });
    let lists = [
        Descriptor { name: "MANIFEST.sha256".into(), digest: sha256(manifest_sha256), annotations: None },
        Descriptor {
            name: "MANIFEST.sha512".into(),
            digest: Digest { sha512: Some(manifest_sha512), ..Digest::default() },
            annotations: None,
        },
    ];
    let all = |verdict| {
        let mut rules: Vec<&str> = records.iter().flat_map(|record| record.rules(verdict)).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    };
    let failed_tests = all("fail");
    let warned_tests = all("inconclusive");
    // A rule that failed for one of the apps has not passed; one that could not decide has not either.
    let open =
        |rule: &&str| failed_tests.binary_search(rule).is_err() && warned_tests.binary_search(rule).is_err();
    let passed_tests = all("pass").into_iter().filter(open).collect();
    // An incomplete scan proves nothing, so it did not pass.
    let is_clean = |record: &Record| record.exit.reason == "clean";
    let result = match records.iter().all(is_clean) {
        false => "FAILED",
        true if warned_tests.is_empty() && failed_tests.is_empty() => "PASSED",
        true => "WARNED",
    };
    let statement = Statement {
        kind: TYPE,
        subject: subject.collect(),
        predicate_type: PREDICATE,
        predicate: TestResult {
            result,
            configuration: rules.chain(lists).collect(),
            passed_tests,
            warned_tests,
            failed_tests,
        },
    };
    serde_json::to_vec_pretty(&statement).unwrap_or_default()
}
