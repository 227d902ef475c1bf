//! The network policy in force: a row for all hosts, one a domain, one a server that the app names.

use facts::{DomainPolicy, Fact, Facts, Tri};
use finding::escape;
use serde::Serialize;

/// One row. What cannot be told is null.
#[derive(Serialize)]
pub(super) struct Row {
    /// `base`, `domain`, `debug` or `contact`.
    kind: &'static str,
    domain: String,
    include_subdomains: bool,
    can_match: bool,
    cleartext: Option<bool>,
    system_anchors: Option<bool>,
    user_anchors: Option<bool>,
    file_anchors: Option<i64>,
    override_pins: Option<bool>,
    certificate_transparency: Option<bool>,
    pins: Option<i64>,
    bad_pins: Option<i64>,
    pins_expire: Option<String>,
    decided_by: DecidedBy,
}

/// The places that decide, as reports write places: artifact, element, attribute, line.
#[derive(Serialize)]
struct DecidedBy {
    row: String,
    cleartext: String,
    user_anchors: String,
    pins: String,
    /// The place that names the server, for a contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    named_at: Option<String>,
}

pub(super) fn rows(facts: &Facts<'_>) -> Vec<Row> {
    let Some(network) = &facts.network else { return Vec::new() };
    let policies = network.domains.iter().map(|policy| {
        let kind = match (policy.is_debug_only(), policy.is_base()) {
            (true, _) => "debug",
            (_, true) => "base",
            _ => "domain",
        };
        row(kind, policy)
    });
    let lookup = network.lookup();
    let contacts = facts.contacts().into_iter().filter_map(|contact| {
        let mut row = row("contact", lookup.of(&contact.host)?);
        row.domain = escape(&contact.host);
        (row.include_subdomains, row.can_match) = (false, true);
        row.decided_by.named_at = Some(contact.location.to_string());
        Some(row)
    });
    policies.chain(contacts).collect()
}

fn row(kind: &'static str, policy: &DomainPolicy) -> Row {
    let DomainPolicy { domain, pins_expire, .. } = policy;
    let written = pins_expire.value.main().filter(|day| !day.is_empty());
    Row {
        kind,
        domain: domain.value.main().map(|name| escape(name)).unwrap_or_default(),
        include_subdomains: flag(&policy.include_subdomains).unwrap_or_default(),
        can_match: flag(&policy.can_match).unwrap_or_default(),
        cleartext: flag(&policy.cleartext),
        system_anchors: flag(&policy.system_anchors),
        user_anchors: flag(&policy.user_anchors),
        file_anchors: policy.file_anchors.value.main().copied(),
        override_pins: flag(&policy.override_pins),
        certificate_transparency: flag(&policy.certificate_transparency),
        pins: policy.pins.value.main().copied(),
        bad_pins: policy.bad_pins.value.main().copied(),
        pins_expire: written.map(|day| escape(day)),
        decided_by: DecidedBy {
            row: policy.origin.to_string(),
            cleartext: policy.cleartext.origin.to_string(),
            user_anchors: policy.user_anchors.origin.to_string(),
            pins: policy.pins.origin.to_string(),
            named_at: None,
        },
    }
}

/// On in some configuration of the device, off in all, or not to be told.
fn flag(fact: &Fact<bool>) -> Option<bool> {
    match fact.is(|&on| on) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    }
}
