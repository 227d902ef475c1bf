use facts::{Facts, Tri};
use rules::Sink;

use crate::{Detector, Unknown};

/// A host outside the site to which cleartext traffic is permitted.
pub(crate) struct CleartextDomain;
/// A pin set in force with fewer than two usable pins.
pub(crate) struct WeakPinSet;

impl Detector for CleartextDomain {
    fn id(&self) -> &'static str {
        "cleartext-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let rows = facts.network.iter().flat_map(|network| &network.domains);
        let named = rows.filter(|row| row.domain.is(|domain| domain != "*") == Tri::Yes);
        let mut count = 0u32;
        for row in named.filter(|row| row.debug_only.is(|&on| on) == Tri::No) {
            count = count.saturating_add(1);
            if row.cleartext.is(|&on| on) == Tri::Yes && !row.is_local() {
                let domain = row.domain.value.to_string();
                out.fail(row.origin.clone()).value("domain", &domain).anchor(domain);
            }
        }
        out.examined("domains", count);
        Ok(())
    }
}

impl Detector for WeakPinSet {
    fn id(&self) -> &'static str {
        "weak-pin-set"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let rows = facts.network.iter().flat_map(|network| &network.domains);
        let mut count = 0u32;
        for row in rows {
            let (Some(&pins), Some(&bad)) = (row.pins.value.main(), row.bad_pins.value.main()) else {
                continue;
            };
            if !row.pins.value.is_written() {
                continue;
            }
            count = count.saturating_add(1);
            if pins < 2 || bad > 0 {
                let domain = row.domain.value.to_string();
                out.fail(row.pins.origin.clone())
                    .value("domain", &domain)
                    .value("pins", pins.to_string())
                    .value("bad_pins", bad.to_string())
                    .anchor(domain);
            }
        }
        out.examined("pin sets", count);
        Ok(())
    }
}
