//! What verification says about one APK: `signature-v1` for programs, and a page of text for people.

mod text;

use std::io;

use apksig::{Certificate, Lineage, Range, Report, Scheme, Signer, StampStatus, Verdict, Verification};
use facts::{Judged, Levels, SchemeJudged, Signing};
use finding::{Lang, escape};
use serde::Serialize;

pub use text::write as write_text;

/// The JSON Schema of `signature-v1`.
pub const SCHEMA: &str = include_str!("../schema/signature-v1.json");

/// The schemes a package can carry or have beside it, oldest first.
const SCHEMES: [Scheme; 5] = [Scheme::V1, Scheme::V2, Scheme::V3, Scheme::V31, Scheme::V4];

/// What an older signing key may still do, by bit.
const CAPABILITIES: [(u32, &str); 5] =
    [(1, "installed-data"), (2, "shared-uid"), (4, "permission"), (8, "rollback"), (16, "authenticator")];

/// Name and SHA-256 of a certificate, and the rest that a person compares.
#[derive(Debug, Serialize)]
struct CertificateInfo {
    subject: String,
    issuer: String,
    serial: String,
    sha256: String,
    public_key_sha256: String,
    key: String,
    key_bits: u32,
    signature_algorithm: String,
    not_before: String,
    not_after: String,
}

#[derive(Debug, Serialize)]
struct RangeInfo {
    #[serde(flatten)]
    levels: LevelsInfo,
    /// Whether the manifest, or the caller, tells the lowest API level.
    known: bool,
    target_sdk: Option<u32>,
}

#[derive(Debug, Serialize)]
struct LevelsInfo {
    min_sdk: u32,
    /// None for no upper bound.
    max_sdk: Option<u32>,
}

#[derive(Debug, Serialize)]
struct ReportInfo {
    issue: &'static str,
    scheme: Option<String>,
    signer: Option<String>,
    detail: String,
}

#[derive(Debug, Serialize)]
struct JudgedInfo {
    #[serde(flatten)]
    levels: LevelsInfo,
    verdict: &'static str,
    scheme: Option<String>,
    signers: Vec<String>,
    errors: Vec<ReportInfo>,
}

#[derive(Debug, Serialize)]
struct SchemeInfo {
    scheme: String,
    present: bool,
    verified: bool,
    verified_on: Vec<LevelsInfo>,
    refused_on: Vec<LevelsInfo>,
    signers: Vec<SignerInfo>,
}

#[derive(Debug, Serialize)]
struct SignerInfo {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateInfo>,
    algorithms: Vec<String>,
    hashes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<[i32; 2]>,
    protects: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rotation_min_sdk: Option<i32>,
    lineage: Vec<NodeInfo>,
}

#[derive(Debug, Serialize)]
struct NodeInfo {
    subject: String,
    sha256: String,
    capabilities: Vec<&'static str>,
    current: bool,
}

#[derive(Debug, Serialize)]
struct ClaimInfo {
    scheme: String,
    subject: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct StampInfo {
    status: &'static str,
    certificate: Option<CertificateInfo>,
    timestamp: Option<i64>,
    issues: Vec<ReportInfo>,
}

#[derive(Debug, Serialize)]
struct PairInfo {
    id: String,
    name: Option<&'static str>,
    size: usize,
    duplicate: bool,
}

#[derive(Debug, Serialize)]
struct BlockInfo {
    offset: u64,
    size: u64,
    pairs: Vec<PairInfo>,
    damage: Vec<String>,
}

/// Everything about the signatures of one APK, as `signature-v1` has it.
#[derive(Debug, Serialize)]
pub struct Info {
    artifact: String,
    verdict: &'static str,
    signed: bool,
    range: RangeInfo,
    ranges: Vec<JudgedInfo>,
    schemes: Vec<SchemeInfo>,
    claims: Vec<ClaimInfo>,
    lineage: Vec<NodeInfo>,
    stamp: Option<StampInfo>,
    block: Option<BlockInfo>,
    errors: Vec<ReportInfo>,
    warnings: Vec<ReportInfo>,
    limits: Vec<String>,
}

/// The word of reports for a verdict.
pub fn verdict_word(signing: &Signing<'_>) -> &'static str {
    word(verdict(signing))
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "verified",
        Verdict::Rejected => "rejected",
        Verdict::Malformed => "malformed",
        Verdict::Incomplete => "incomplete",
    }
}

/// The verdict of the package; that of the v4 file where the package itself holds.
fn verdict(signing: &Signing<'_>) -> Verdict {
    match (signing.verification.verdict, &signing.idsig) {
        (Verdict::Verified, Some(idsig)) => idsig.verdict,
        (verdict, _) => verdict,
    }
}

fn name(scheme: Scheme) -> String {
    match scheme {
        Scheme::SourceStamp => "stamp".to_owned(),
        scheme => format!("v{scheme}"),
    }
}

/// Schemes by the numbers inside the formats.
fn protected(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| format!("v{number}")).collect()
}

fn levels_info(levels: &Levels) -> LevelsInfo {
    let max_sdk = Some(levels.to).filter(|to| *to != Range::NEWEST);
    LevelsInfo { min_sdk: levels.from, max_sdk }
}

fn certificate_info(certificate: &Certificate) -> CertificateInfo {
    CertificateInfo {
        subject: escape(&certificate.subject),
        issuer: escape(&certificate.issuer),
        serial: certificate.serial.clone(),
        sha256: certificate.fingerprint(),
        public_key_sha256: hex(&certificate.spki_sha256),
        key: certificate.key.name().to_owned(),
        key_bits: certificate.key_bits,
        signature_algorithm: escape(&certificate.signature_algorithm),
        not_before: escape(&certificate.not_before.text),
        not_after: escape(&certificate.not_after.text),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn report_info(report: &Report) -> ReportInfo {
    ReportInfo {
        issue: report.issue.name(),
        scheme: report.scheme.map(name),
        signer: report.signer.as_deref().map(escape),
        detail: escape(&report.detail),
    }
}

fn reports(list: &[Report]) -> Vec<ReportInfo> {
    list.iter().map(report_info).collect()
}

fn lineage_info(lineage: Option<&Lineage>) -> Vec<NodeInfo> {
    let nodes = lineage.map(|lineage| lineage.nodes.as_slice()).unwrap_or_default();
    let last = nodes.len().saturating_sub(1);
    let node = |(at, node): (usize, &apksig::Node)| NodeInfo {
        subject: escape(&node.certificate.subject),
        sha256: node.certificate.fingerprint(),
        capabilities: capabilities(node.capabilities),
        current: at == last,
    };
    nodes.iter().enumerate().map(node).collect()
}

fn capabilities(flags: u32) -> Vec<&'static str> {
    CAPABILITIES.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, name)| *name).collect()
}

fn signer_info(signer: &Signer) -> SignerInfo {
    SignerInfo {
        name: escape(&signer.name),
        certificate: signer.certificates.first().map(certificate_info),
        algorithms: signer.algorithms.clone(),
        hashes: signer.hash_functions().into_iter().map(apksig::Hash::name).collect(),
        levels: signer.sdk.map(|(min, max)| [min, max]),
        protects: protected(&signer.protects),
        rotation_min_sdk: signer.rotation_min_sdk,
        lineage: lineage_info(signer.lineage.as_ref()),
    }
}

fn judged_info(judged: &Judged) -> JudgedInfo {
    JudgedInfo {
        levels: levels_info(&judged.levels),
        verdict: word(judged.verdict),
        scheme: judged.scheme.map(name),
        signers: judged.signers.iter().map(Certificate::fingerprint).collect(),
        errors: reports(&judged.errors),
    }
}

/// What became of a scheme: from the package, or from the v4 file beside it.
fn found<'s>(signing: &'s Signing<'_>, scheme: Scheme) -> (bool, Option<&'s SchemeJudged>) {
    let present = match scheme {
        Scheme::V4 => signing.idsig.is_some(),
        scheme => signing.signatures.has(scheme),
    };
    (present, signing.schemes.iter().find(|one| one.scheme == scheme))
}

fn idsig_signers(idsig: &Verification) -> &[Signer] {
    idsig.scheme(Scheme::V4).map(|result| result.signers.as_slice()).unwrap_or_default()
}

fn scheme_info(signing: &Signing<'_>, scheme: Scheme) -> SchemeInfo {
    let (present, judged) = found(signing, scheme);
    let list = |levels: &[Levels]| levels.iter().map(levels_info).collect();
    let (verified_on, refused_on) =
        judged.map_or((Vec::new(), Vec::new()), |one| (list(&one.verified_on), list(&one.refused_on)));
    let (verified, signers) = match (scheme, &signing.idsig) {
        (Scheme::V4, Some(idsig)) => (idsig.verdict == Verdict::Verified, idsig_signers(idsig)),
        _ => (
            judged.is_some_and(SchemeJudged::is_verified),
            judged.map(|one| one.signers.as_slice()).unwrap_or_default(),
        ),
    };
    let signers = signers.iter().map(signer_info).collect();
    SchemeInfo { scheme: name(scheme), present, verified, verified_on, refused_on, signers }
}

impl Info {
    /// The frozen copy of what verification found.
    pub fn of(signing: &Signing<'_>) -> Self {
        let verification = &signing.verification;
        let idsig = signing.idsig.as_ref();
        let with_idsig = |own: &[Report], of: fn(&Verification) -> &[Report]| {
            own.iter().chain(idsig.map(of).unwrap_or_default()).map(report_info).collect()
        };
        let claims = signing.named().into_iter().filter(|named| !named.verified).map(|named| ClaimInfo {
            scheme: name(named.scheme),
            subject: escape(&named.certificate.subject),
            sha256: named.certificate.fingerprint(),
        });
        let stamp = signing.stamp.as_ref().map(|stamp| StampInfo {
            status: stamp.status.name(),
            certificate: stamp.certificate.as_ref().map(certificate_info),
            timestamp: stamp.timestamp,
            issues: reports(&stamp.reports),
        });
        let block = signing.signatures.block.as_ref().map(|block| BlockInfo {
            offset: block.offset,
            size: block.size,
            pairs: block
                .pairs
                .iter()
                .map(|pair| PairInfo {
                    id: format!("{:#010x}", pair.id),
                    name: pair.name,
                    size: pair.value.len(),
                    duplicate: pair.duplicate,
                })
                .collect(),
            damage: block.issues.iter().map(ToString::to_string).collect(),
        });
        let range = Levels { from: signing.range.min_sdk, to: signing.range.max_sdk };
        Self {
            artifact: escape(&signing.artifact),
            verdict: verdict_word(signing),
            signed: !signing.is_unsigned(),
            range: RangeInfo {
                levels: levels_info(&range),
                known: signing.range_known,
                target_sdk: signing.range.target_sdk,
            },
            ranges: signing.ranges.iter().map(judged_info).collect(),
            schemes: SCHEMES.iter().map(|scheme| scheme_info(signing, *scheme)).collect(),
            claims: claims.collect(),
            lineage: lineage_info(verification.lineage.as_ref()),
            stamp,
            block,
            errors: with_idsig(&verification.errors, |idsig| &idsig.errors),
            warnings: with_idsig(&verification.warnings, |idsig| &idsig.warnings),
            limits: signing.unread().filter(|error| error.is_limit()).map(ToString::to_string).collect(),
        }
    }
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    #[serde(flatten)]
    info: Info,
}

/// Writes `signature-v1`, indented, with a line end.
pub fn write_json(mut out: impl io::Write, signing: &Signing<'_>) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, &Document { schema: "signature-v1", info: Info::of(signing) })?;
    out.write_all(b"\n")
}

/// How a source stamp fared, for people.
fn stamp_text(status: StampStatus, lang: Lang) -> &'static str {
    let (en, zh_tw) = match status {
        StampStatus::Missing => ("none", "無"),
        StampStatus::NotVerified => {
            ("half of it is missing, nothing could be verified", "資料不完整，無法驗證")
        }
        StampStatus::Verified => ("verified", "驗證通過"),
        StampStatus::VerificationFailed => ("does not hold", "驗證未通過"),
        StampStatus::CertDigestMismatch => ("another certificate than expected", "憑證與預期不符"),
        StampStatus::VerificationError => {
            ("cannot be judged, the package's own signatures are damaged", "套件本身簽章毀損，無法判定")
        }
    };
    if lang == Lang::En { en } else { zh_tw }
}
