//! `json-v1`: the machine-readable result. Its schema is `schema/json-v1.json`; fields are only ever added to it.

mod defences;
mod network;
mod origin;

use std::io;

use engine::Scan;
use facts::{Facts, Reached, Seen, Tri};
use finding::{Finding, Lang, Place, Text, Verdict, escape};
use package::{App, Issue};
use serde::Serialize;

use crate::Options;
use crate::mapping::Original;
use origin::{Group, ObfuscationInfo, OriginInfo};

/// The JSON Schema of this format.
pub const SCHEMA: &str = include_str!("../schema/json-v1.json");

#[derive(Serialize)]
struct Report<'s> {
    schema: &'static str,
    tool: Tool<'s>,
    as_of: String,
    app: AppInfo,
    coverage: Vec<Coverage<'s>>,
    network: Vec<network::Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_checks: Option<Vec<defences::Row<'s>>>,
    verdicts: Vec<RuleVerdict<'s>>,
    findings: Vec<FindingInfo<'s>>,
    groups: Vec<Group>,
    issues: Vec<IssueInfo>,
    limits: Vec<LimitInfo<'s>>,
    exit: ExitInfo,
}

#[derive(Serialize)]
struct Tool<'s> {
    name: &'static str,
    version: &'static str,
    rules: usize,
    rules_sha256: &'s str,
    language: &'static str,
}

#[derive(Serialize)]
struct AppInfo {
    platform: &'static str,
    form: &'static str,
    id: String,
    version_name: Option<String>,
    version_code: Option<String>,
    min_os: Option<String>,
    target_os: Option<String>,
    file: String,
    size: u64,
    sha256: String,
    units: Vec<String>,
    signers: Vec<Signer>,
    signatures: Vec<crate::signature::Info>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_accepts: Option<PlatformAccepts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obfuscation: Option<ObfuscationInfo>,
}

/// Whether Android itself would take each of these.
#[derive(Serialize)]
struct PlatformAccepts {
    container: &'static str,
    manifest: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<&'static str>,
}

#[derive(Serialize)]
struct Signer {
    scheme: String,
    subject: String,
    sha256: String,
    verified: bool,
}

#[derive(Serialize)]
struct Coverage<'s> {
    part: &'static str,
    seen: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'s str>,
}

#[derive(Serialize)]
struct RuleVerdict<'s> {
    rule: &'s str,
    checks: &'s [String],
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'s str>,
    evidence: Vec<Evidence<'s>>,
    findings: usize,
}

#[derive(Serialize)]
struct Evidence<'s> {
    name: &'s str,
    value: &'s str,
}

#[derive(Serialize)]
struct FindingInfo<'s> {
    rule: &'s str,
    checks: &'s [String],
    severity: &'static str,
    confidence: &'static str,
    title: &'s str,
    message: String,
    mappings: Mappings<'s>,
    unit: &'s str,
    origin: OriginInfo,
    location: LocationInfo<'s>,
    evidence: Vec<Evidence<'s>>,
    /// For places in DEX code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    reachable: Option<ReachableInfo>,
    fingerprint: String,
}

/// Whether what the manifest names leads to the place.
#[derive(Serialize)]
struct ReachableInfo {
    found: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Whether other apps may start it: `yes`, `no`, `unknown`; left out for what only the platform makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    exported: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<String>,
    /// The same methods before obfuscation, where a mapping file was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    original_path: Vec<String>,
}

impl ReachableInfo {
    fn of(reached: Reached, options: &Options<'_>) -> Self {
        let (entry, exported, path) = match reached {
            Reached::From { entry, exported, path } => (Some(entry), exported, path),
            Reached::NoPath => (None, None, Vec::new()),
        };
        let exported = exported.map(|exported| match exported {
            Tri::Yes => "yes",
            Tri::No => "no",
            Tri::Unknown => "unknown",
        });
        let mapping = options.mapping.into_iter();
        let original = mapping.flat_map(|mapping| {
            path.iter().map(|name| mapping.original_of(name).map_or_else(|| name.clone(), |one| one.method))
        });
        Self { found: entry.is_some(), from: entry, exported, original_path: original.collect(), path }
    }
}

/// Names before obfuscation.
#[derive(Serialize)]
struct OriginalInfo {
    class: String,
    method: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inlined: Vec<String>,
}

impl From<Original> for OriginalInfo {
    fn from(Original { class, method, inlined }: Original) -> Self {
        Self { class, method, inlined }
    }
}

#[derive(Serialize)]
struct Mappings<'s> {
    owasp: &'s [String],
    mas: &'s [String],
    masvs: &'s [String],
    maswe: &'s [String],
    cwe: &'s [u32],
    mastg: &'s [String],
}

/// One shape for all kinds of places; what does not apply is left out.
#[derive(Serialize, Default)]
struct LocationInfo<'s> {
    artifact: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pc: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<OriginalInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callee: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
}

#[derive(Serialize)]
struct IssueInfo {
    kind: &'static str,
    artifact: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    platform_accepts: &'static str,
}

#[derive(Serialize)]
struct LimitInfo<'s> {
    artifact: &'s str,
    message: &'s str,
}

#[derive(Serialize)]
struct ExitInfo {
    code: u8,
    reason: &'static str,
}

/// Writes the report, indented, with a line end.
pub fn write(mut out: impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let lang = options.lang;
    let facts = &scan.facts;
    let exit = scan.exit(options.fail_on, options.min_confidence);
    let report = Report {
        schema: "json-v1",
        tool: Tool {
            name: "appraise",
            version: env!("CARGO_PKG_VERSION"),
            rules: scan.verdicts.len(),
            rules_sha256: &scan.rules_hash,
            language: lang.tag(),
        },
        as_of: scan.facts.as_of.to_string(),
        app: app_info(scan),
        coverage: scan
            .coverage
            .iter()
            .map(|part| {
                let (seen, reason) = match &part.seen {
                    Seen::Absent => ("absent", None),
                    Seen::Partly(why) => ("partly", Some(why.lang(lang))),
                    Seen::Whole => ("whole", None),
                };
                Coverage { part: part.part.word(), seen, reason }
            })
            .collect(),
        network: network::rows(facts),
        launch_checks: defences::rows(facts, lang),
        verdicts: scan.verdicts.iter().map(|one| verdict_info(one, lang)).collect(),
        findings: scan.findings.iter().map(|one| finding_info(one, facts, options)).collect(),
        groups: origin::groups(scan),
        issues: scan.issues().map(|issue| issue_info(issue, facts.app)).collect(),
        limits: scan
            .limits
            .iter()
            .map(|hit| LimitInfo { artifact: &hit.artifact, message: &hit.what })
            .collect(),
        exit: ExitInfo { code: exit.code(), reason: exit.word() },
    };
    serde_json::to_writer_pretty(&mut out, &report)?;
    out.write_all(b"\n")
}

fn app_info(scan: &Scan<'_, '_>) -> AppInfo {
    let facts = &scan.facts;
    let app = facts.app;
    let identity = facts.identity();
    let signers = facts.signers().into_iter().map(|signer| Signer {
        scheme: signer.scheme,
        subject: escape(&signer.subject),
        sha256: signer.sha256,
        verified: signer.verified,
    });
    AppInfo {
        platform: app.platform.word(),
        form: app.form.word(),
        id: escape(facts.app_id()),
        version_name: identity.version_name.as_deref().map(escape),
        version_code: identity.version_code.as_deref().map(escape),
        min_os: identity.min_os,
        target_os: identity.target_os,
        file: escape(&app.file_name),
        size: app.size,
        sha256: app.sha256.to_string(),
        units: app.units.iter().map(|unit| escape(&unit.id)).collect(),
        signers: signers.collect(),
        signatures: facts.signing.iter().map(crate::signature::Info::of).collect(),
        platform_accepts: facts.platform_accepts.map(|accepts| PlatformAccepts {
            container: accepts.container.word(),
            manifest: accepts.manifest.word(),
            resources: accepts.resources.map(container::Accepts::word),
        }),
        obfuscation: ObfuscationInfo::of(scan),
    }
}

fn evidence(list: &[finding::Evidence]) -> Vec<Evidence<'_>> {
    list.iter().map(|one| Evidence { name: &one.name, value: &one.value }).collect()
}

fn verdict_info<'s>(one: &'s engine::RuleVerdict<'_>, lang: Lang) -> RuleVerdict<'s> {
    let reason: Option<&Text> = match &one.verdict {
        Verdict::Fail(_, why) => why.as_ref(),
        Verdict::Pass(_) => None,
        Verdict::NotApplicable(why) | Verdict::Inconclusive(why) => Some(why),
    };
    RuleVerdict {
        rule: &one.rule.id,
        checks: &one.rule.checks,
        verdict: one.verdict.word(),
        reason: reason.map(|why| why.lang(lang)),
        evidence: match &one.verdict {
            Verdict::Pass(list) => evidence(list),
            _ => Vec::new(),
        },
        findings: one.verdict.findings().len(),
    }
}

fn finding_info<'s>(
    one: &'s engine::ScanFinding<'_>,
    facts: &Facts<'_>,
    options: &Options<'_>,
) -> FindingInfo<'s> {
    let Finding { unit, location, severity, confidence, origin, evidence: list, .. } = &one.finding;
    let text = one.rule.text(options.lang);
    let mappings = &one.rule.mappings;
    FindingInfo {
        rule: &one.rule.id,
        checks: &one.rule.checks,
        severity: severity.word(),
        confidence: confidence.word(),
        title: &text.title,
        message: text.message(list),
        mappings: Mappings {
            owasp: &mappings.owasp,
            mas: &mappings.mas,
            masvs: &mappings.masvs,
            maswe: &mappings.maswe,
            cwe: &mappings.cwe,
            mastg: &mappings.mastg,
        },
        unit,
        origin: OriginInfo::of(origin, facts.basis_of(location)),
        location: LocationInfo {
            original: options.original(location, facts).map(OriginalInfo::from),
            ..location_info(location, facts.app)
        },
        evidence: evidence(list),
        reachable: facts.reached(location).map(|reached| ReachableInfo::of(reached, options)),
        fingerprint: one.fingerprint.to_string(),
    }
}

fn location_info<'s>(location: &'s finding::Location, app: &App) -> LocationInfo<'s> {
    let artifact = app.artifact(&location.artifact).and_then(|artifact| app.sha256_of(artifact));
    let base = LocationInfo {
        artifact: &location.artifact,
        sha256: artifact.map(|hash| hash.to_string()),
        ..LocationInfo::default()
    };
    match &location.place {
        Place::File => LocationInfo { kind: "file", ..base },
        Place::Xml { path, attribute, line } => LocationInfo {
            kind: "xml",
            path: Some(path),
            attribute: attribute.as_deref(),
            line: *line,
            ..base
        },
        Place::Code { class, method, pc } => {
            LocationInfo { kind: "code", class: Some(class), method: Some(method), pc: *pc, ..base }
        }
        Place::Key(key) => LocationInfo { kind: "key", key: Some(key), ..base },
        Place::Symbol(symbol) => LocationInfo { kind: "symbol", symbol: Some(symbol), ..base },
        // Readers of version 1 know a symbol; what the call adds is in fields of its own.
        Place::Call { function, callee, address } => LocationInfo {
            kind: "symbol",
            symbol: Some(function),
            callee: Some(callee),
            address: Some(*address),
            ..base
        },
        Place::Offset(offset) => LocationInfo { kind: "offset", offset: Some(*offset), ..base },
    }
}

fn issue_info(issue: &Issue, app: &App) -> IssueInfo {
    let platform_accepts = issue.platform_accepts().word();
    match issue {
        Issue::Archive(oddity) => IssueInfo {
            kind: oddity.kind.code(),
            artifact: oddity.entry.clone().unwrap_or_else(|| app.file_name.clone()),
            message: format!("expected {}, found {}", oddity.expected, oddity.found),
            offset: Some(oddity.offset),
            expected: Some(oddity.expected.clone()),
            found: Some(oddity.found.clone()),
            platform_accepts,
        },
        Issue::Damage { artifact, error } | Issue::Unread { artifact, error } => IssueInfo {
            kind: match (issue, error.deviation()) {
                (Issue::Unread { .. }, _) => "unread",
                (_, Some(deviation)) => deviation.trick.code,
                _ => "damage",
            },
            artifact: artifact.to_string(),
            message: error.to_string(),
            offset: Some(error.offset),
            expected: error.deviation().map(|deviation| deviation.expected.to_string()),
            found: error.deviation().map(|deviation| deviation.found.to_string()),
            platform_accepts,
        },
    }
}
