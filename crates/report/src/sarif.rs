//! SARIF 2.1.0, the full profile: nested artifacts, logical locations, fingerprints, verdicts that are not failures too.
//!
//! Source: OASIS SARIF 2.1.0 with errata; section numbers stand at the pieces.

use std::collections::BTreeMap;
use std::io;

use engine::Scan;
use facts::{Reached, Tri};
use finding::{Lang, Place, Severity, Text, Verdict};
use serde_json::{Value, json};

use crate::Options;

/// Writes the report, indented, with a line end.
pub fn write(mut out: impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run(scan, options)],
    });
    serde_json::to_writer_pretty(&mut out, &report)?;
    out.write_all(b"\n")
}

fn run(scan: &Scan<'_, '_>, options: &Options<'_>) -> Value {
    let app = scan.facts.app;
    let lang = options.lang;
    let rules: BTreeMap<&str, usize> =
        scan.verdicts.iter().enumerate().map(|(at, one)| (&*one.rule.id, at)).collect();
    let artifacts = Artifacts::of(scan);
    let exit = scan.exit(options.fail_on, options.min_confidence);
    let findings = scan.findings.iter().map(|one| result(one, scan, &rules, &artifacts, options));
    let others = scan.verdicts.iter().enumerate().filter_map(|(at, one)| other_verdict(at, one, lang));
    let notifications: Vec<Value> = scan
        .limits
        .iter()
        .map(|hit| json!({"level": "error", "message": {"text": format!("{}: {}", finding::escape(&hit.artifact), finding::escape(&hit.what))}}))
        .collect();
    json!({
        "tool": {"driver": {
            "name": "Appraise",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": "https://github.com/appraise-scanner/appraise",
            "rules": scan.verdicts.iter().map(|one| descriptor(one.rule, lang)).collect::<Vec<_>>(),
            "properties": {"rules_sha256": scan.rules_hash},
        }},
        "language": match lang { Lang::En => "en", Lang::ZhTw => "zh-TW" },
        "automationDetails": {"id": format!("appraise/{}/{}", app.platform.word(), finding::escape(scan.facts.app_id()))},
        "invocations": [{
            // §3.20.21: false when something was not read, whatever was found.
            "executionSuccessful": !scan.is_incomplete(),
            "exitCode": exit.code(),
            "toolExecutionNotifications": notifications,
        }],
        "artifacts": artifacts.list,
        "results": findings.chain(others).collect::<Vec<_>>(),
        // §3.14.27: columns are counted in Unicode code points; we give none.
        "columnKind": "unicodeCodePoints",
    })
}

/// The package first, then every file with a finding, each nested in the package (§3.24.3).
struct Artifacts {
    list: Vec<Value>,
    index: BTreeMap<String, usize>,
}

impl Artifacts {
    fn of(scan: &Scan<'_, '_>) -> Self {
        let app = scan.facts.app;
        let mut list = vec![json!({
            "location": {"uri": uri(&app.file_name)},
            "length": app.size,
            "hashes": {"sha-256": app.sha256.to_string()},
            "roles": ["analysisTarget"],
        })];
        let mut index = BTreeMap::new();
        let paths: std::collections::BTreeSet<&str> =
            scan.findings.iter().map(|one| &*one.finding.location.artifact).collect();
        for path in paths {
            let mut artifact = json!({"location": {"uri": uri(path)}, "parentIndex": 0});
            if let (Some(found), Some(fields)) = (app.artifact(path), artifact.as_object_mut()) {
                fields.insert("length".into(), json!(found.size));
                if let Some(hash) = app.sha256_of(found) {
                    fields.insert("hashes".into(), json!({"sha-256": hash.to_string()}));
                }
            }
            index.insert(path.to_owned(), list.len());
            list.push(artifact);
        }
        Self { list, index }
    }
}

/// A relative URI reference: what RFC 3986 does not allow in a path is percent-encoded.
fn uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

fn descriptor(rule: &rules::Rule, lang: Lang) -> Value {
    let text = rule.text(lang);
    let tags =
        [&rule.mappings.owasp, &rule.mappings.masvs, &rule.mappings.maswe].into_iter().flatten().cloned();
    let tags = tags.chain(rule.mappings.mas.iter().map(|id| format!("MAS {id}")));
    let tags = tags.chain(rule.mappings.cwe.iter().map(|number| format!("CWE-{number}")));
    json!({
        "id": &*rule.id,
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.risk},
        "help": {
            "text": format!("{}\n\n{}\n\n{}", text.risk, text.fix, text.false_positives),
            "markdown": format!("{}\n\n**{}**\n\n{}", text.risk, text.fix, text.false_positives),
        },
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "tags": tags.collect::<Vec<_>>(),
            "precision": rule.confidence.word(),
            "security-severity": security_severity(rule.severity),
            "checks": rule.checks,
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// Numbers in the middle of the bands that code hosts give to the words.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.1",
    }
}

fn result(
    one: &engine::ScanFinding<'_>,
    scan: &Scan<'_, '_>,
    rules: &BTreeMap<&str, usize>,
    artifacts: &Artifacts,
    options: &Options<'_>,
) -> Value {
    let finding = &one.finding;
    let location = &finding.location;
    let mut physical = json!({"artifactLocation": {"uri": uri(&location.artifact)}});
    if let Some(fields) = physical.as_object_mut() {
        if let Some(&at) = artifacts.index.get(&*location.artifact) {
            fields.insert("artifactLocation".into(), json!({"uri": uri(&location.artifact), "index": at}));
        }
        match &location.place {
            Place::Xml { line: Some(line), .. } => {
                fields.insert("region".into(), json!({"startLine": line}));
            }
            Place::Offset(offset) => {
                fields.insert("region".into(), json!({"byteOffset": offset, "byteLength": 0}));
            }
            _ => {}
        }
    }
    let place = finding::escape(&location.place.to_string());
    let kind = match location.place {
        Place::Code { .. } | Place::Call { .. } => "function",
        Place::Xml { .. } => "element",
        Place::Key(_) => "member",
        _ => "resource",
    };
    let place = if place.is_empty() { finding::escape(&location.artifact) } else { place };
    let mut logical = json!({"fullyQualifiedName": place, "kind": kind});
    if let (Some(fields), Some(original)) = (logical.as_object_mut(), options.original(location, &scan.facts))
    {
        let original = json!({"original": original.method, "inlined": original.inlined});
        fields.insert("properties".into(), original);
    }
    let text = one.rule.text(options.lang);
    let mut result = json!({
        "ruleId": &*one.rule.id,
        "ruleIndex": rules.get(&*one.rule.id),
        "kind": "fail",
        "level": level(finding.severity),
        "message": {"text": format!("{}: {}", text.title, text.message(&finding.evidence))},
        "locations": [{"physicalLocation": physical, "logicalLocations": [logical]}],
        "partialFingerprints": {"appraise/fp1": one.fingerprint.to_string()},
        "properties": {
            "severity": finding.severity.word(),
            "confidence": finding.confidence.word(),
            "unit": finding::escape(&finding.unit),
            "origin": finding.origin.word(),
            "sdk": finding.origin.sdk(),
            "evidence": finding.evidence.iter().map(|one| json!({"name": one.name, "value": one.value})).collect::<Vec<_>>(),
        },
    });
    // §3.36: how the platform comes to the place, from a class that the manifest names.
    if let (Some(fields), Some(Reached::From { entry, exported, path })) =
        (result.as_object_mut(), scan.facts.reached(location))
    {
        let mut steps: Vec<Value> = path.into_iter().map(|method| step(&method, options)).collect();
        // The path ends at the place itself.
        if let Some(last) = steps.last_mut().and_then(|last| last.get_mut("location")) {
            *last = json!({"physicalLocation": physical, "logicalLocations": [logical]});
        }
        let exported = match exported {
            Some(Tri::Yes) => Text::new(" (exported)", "（對外開放）").lang(options.lang).to_owned(),
            _ => String::new(),
        };
        let flow = json!([{"message": {"text": format!("{entry}{exported}")}, "threadFlows": [{"locations": steps}]}]);
        fields.insert("codeFlows".into(), flow);
    }
    result
}

/// One method on the way to a place.
fn step(method: &str, options: &Options<'_>) -> Value {
    let mut logical = json!({"fullyQualifiedName": method, "kind": "function"});
    let original = options.mapping.and_then(|mapping| mapping.original_of(method));
    if let (Some(fields), Some(original)) = (logical.as_object_mut(), original) {
        fields.insert("properties".into(), json!({"original": original.method}));
    }
    json!({"location": {"logicalLocations": [logical]}})
}

/// §3.27.9: a result can say that a rule passed, does not apply, or is open.
fn other_verdict(at: usize, one: &engine::RuleVerdict<'_>, lang: Lang) -> Option<Value> {
    let (kind, text) = match &one.verdict {
        Verdict::Fail(..) => return None,
        Verdict::Pass(evidence) => {
            let looked: Vec<String> =
                evidence.iter().map(|one| format!("{}: {}", one.name, one.value)).collect();
            ("pass", if looked.is_empty() { one.rule.text(lang).title.clone() } else { looked.join(", ") })
        }
        Verdict::NotApplicable(why) => ("notApplicable", why.lang(lang).to_owned()),
        Verdict::Inconclusive(why) => ("open", why.lang(lang).to_owned()),
    };
    Some(json!({
        "ruleId": &*one.rule.id,
        "ruleIndex": at,
        "kind": kind,
        "level": "none",
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}],
    }))
}
