//! Whose code it is: why, how many findings, and what an obfuscator left of its names.

use std::collections::BTreeMap;

use engine::Scan;
use facts::{Basis, Obfuscation, Share};
use finding::{Finding, Origin, Place, escape};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct OriginInfo {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<BasisInfo>,
}

/// Why code counts as that of an SDK.
#[derive(Serialize)]
struct BasisInfo {
    /// `prefix` or `structure`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'static str>,
}

impl OriginInfo {
    pub(super) fn of(origin: &Origin, basis: Option<Basis>) -> Self {
        let basis = basis.map(|basis| match basis {
            Basis::Prefix(prefix) => {
                BasisInfo { kind: "prefix", prefix: Some(prefix), class: None, original: None }
            }
            Basis::Structure { class, original } => BasisInfo {
                kind: "structure",
                prefix: None,
                class: Some(escape(&class)),
                original: Some(original),
            },
        });
        Self { kind: origin.word(), name: origin.sdk().map(str::to_owned), basis }
    }
}

/// How many findings one rule has in one package.
#[derive(Serialize)]
pub(super) struct Group {
    #[serde(flatten)]
    of: Of,
    findings: usize,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Of {
    rule: String,
    /// As [`OriginInfo`] words it.
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdk: Option<String>,
    /// Java package of the code or component; left out for other places.
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<String>,
}

/// The findings counted by rule, origin and package, in this order.
pub(super) fn groups(scan: &Scan<'_, '_>) -> Vec<Group> {
    let mut counts: BTreeMap<Of, usize> = BTreeMap::new();
    for one in &scan.findings {
        let origin = &one.finding.origin;
        let of = Of {
            rule: one.rule.id.to_string(),
            origin: origin.word(),
            sdk: origin.sdk().map(str::to_owned),
            package: package(&one.finding),
        };
        let count = counts.entry(of).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().map(|(of, findings)| Group { of, findings }).collect()
}

fn package(finding: &Finding) -> Option<String> {
    let name = match &finding.location.place {
        Place::Code { class, .. } => class.strip_prefix('L')?.trim_end_matches(';').replace('/', "."),
        Place::Xml { path, .. } => path.rsplit_once('[')?.1.trim_end_matches(']').to_owned(),
        _ => return None,
    };
    Some(name.rsplit_once('.')?.0.to_owned())
}

/// What an obfuscator left of the names of the app's own packages.
#[derive(Serialize)]
pub(super) struct ObfuscationInfo {
    tools: Vec<ToolInfo>,
    own_names: ShareInfo,
    own_source_files: ShareInfo,
    own_local_variables: ShareInfo,
}

#[derive(Serialize)]
struct ToolInfo {
    name: String,
    version: String,
    mode: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    map_id: Option<String>,
}

#[derive(Serialize)]
struct ShareInfo {
    all: u32,
    readable: u32,
}

impl ObfuscationInfo {
    /// None for an app without DEX code.
    pub(super) fn of(scan: &Scan<'_, '_>) -> Option<Self> {
        if scan.facts.code.classes.is_empty() {
            return None;
        }
        let Obfuscation { tools, names, sources, locals, .. } = scan.facts.obfuscation();
        let share = |share: &Share| ShareInfo { all: share.all, readable: share.readable };
        let tools = tools.iter().map(|tool| ToolInfo {
            name: tool.name.clone(),
            version: tool.version.clone(),
            mode: tool.mode.clone(),
            map_id: tool.map_id.clone(),
        });
        Some(Self {
            tools: tools.collect(),
            own_names: share(names),
            own_source_files: share(sources),
            own_local_variables: share(locals),
        })
    }
}
