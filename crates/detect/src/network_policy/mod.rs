//! Questions about the network policy in force on Android.

mod certificates;
mod config;
mod pinning;
mod pins;

use facts::{DomainPolicy, Facts, Tri};
use finding::Text;
use rules::Sink;

use crate::{Detector, Unknown};

pub(crate) use certificates::{BundledAuthority, CertificateTransparencyOff, DebugOverrides};
pub(crate) use config::{MissingConfig, RefusedConfig};
pub(crate) use pinning::NoPinning;
pub(crate) use pins::{PinsExpire, WeakPinSet};

/// Cleartext traffic is permitted for every host without a rule of its own.
pub(crate) struct CleartextBase;
/// A host outside the site to which cleartext traffic is permitted.
pub(crate) struct CleartextDomain;

/// Rows that hold in every build.
fn rows<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f DomainPolicy> {
    facts.network.iter().flat_map(|network| &network.domains).filter(|row| !row.is_debug_only())
}

/// Whether the platform treats the app as a debug build.
fn debuggable(facts: &Facts<'_>) -> Tri {
    let application = facts.manifest.as_ref().and_then(|manifest| manifest.application.as_ref());
    application.map_or(Tri::No, |application| application.debuggable.is(|&on| on))
}

/// A configuration that is not there, or not readable, says nothing about its domains, pins and anchors.
fn note_unread(facts: &Facts<'_>, out: &mut Sink<'_>) {
    for missing in facts.network.iter().flat_map(|network| &network.missing) {
        let named = &missing.named;
        out.unknown(Text::new(format!("{named} could not be read"), format!("{named} 無法讀取")));
    }
}

fn unresolved(place: &finding::Location) -> Text {
    Text::new(
        format!("{place}: the value is a reference that the package does not resolve"),
        format!("{place}：設定值為套件內無法解析的參照"),
    )
}

impl Detector for CleartextBase {
    fn id(&self) -> &'static str {
        "cleartext-base"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let min_sdk = facts.manifest.as_ref().and_then(facts::Manifest::min_sdk).unwrap_or(1);
        for row in rows(facts).filter(|row| row.is_base()) {
            out.examined("cleartext", &row.cleartext.value);
            match row.cleartext.is(|&on| on) {
                Tri::No => {}
                Tri::Yes => {
                    out.fail(row.cleartext.origin.clone())
                        .value("cleartext", row.cleartext.value.to_string())
                        .value("min_sdk", min_sdk.to_string());
                }
                Tri::Unknown => out.unknown(unresolved(&row.cleartext.origin)),
            }
        }
        // Below API level 24 no configuration is read; level 23 reads the attribute, older ones read nothing.
        out.examined("minSdkVersion", min_sdk);
        Ok(())
    }
}

impl Detector for CleartextDomain {
    fn id(&self) -> &'static str {
        "cleartext-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let bases: Vec<_> =
            rows(facts).filter(|row| row.is_base()).map(|row| &row.cleartext.origin).collect();
        let mut count = 0u32;
        for row in rows(facts).filter(|row| !row.is_base()) {
            count = count.saturating_add(1);
            if row.is_local() || row.can_match.is(|&can| can) == Tri::No {
                continue;
            }
            // What is inherited from the base is shown at the domain, since the base has a finding of its own.
            let inherited = bases.contains(&&row.cleartext.origin);
            let place = if inherited { &row.origin } else { &row.cleartext.origin };
            let domain = row.domain.value.to_string();
            match row.cleartext.is(|&on| on) {
                Tri::No => {}
                Tri::Yes => {
                    out.fail(place.clone())
                        .value("domain", &domain)
                        .value("include_subdomains", row.include_subdomains.value.to_string())
                        .anchor(domain);
                }
                Tri::Unknown => out.unknown(unresolved(place)),
            }
        }
        out.examined("domains", count);
        note_unread(facts, out);
        Ok(())
    }
}
