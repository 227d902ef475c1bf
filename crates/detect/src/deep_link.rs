use facts::{Facts, IntentFilter, Tri};
use rules::Sink;

use crate::{Detector, Unknown};

/// A browsable web link that the system does not verify.
pub(crate) struct UnverifiedWebLink;
/// A browsable link with a scheme that any app may claim.
pub(crate) struct CustomScheme;

fn is_web(scheme: &&str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Calls `look` for every browsable filter of an activity that other apps can start.
fn browsable(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    mut look: impl FnMut(&str, &IntentFilter, &mut Sink<'_>),
) {
    let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let mut count = 0u32;
    for component in components.filter(|component| component.reachable() != Tri::No) {
        for filter in component.filters.iter().filter(|filter| filter.is_browsable()) {
            count = count.saturating_add(1);
            look(&component.name.value.to_string(), filter, out);
        }
    }
    out.examined("browsable filters", count);
}

impl Detector for UnverifiedWebLink {
    fn id(&self) -> &'static str {
        "unverified-web-link"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        browsable(facts, out, |name, filter, out| {
            let schemes = filter.data_values("scheme");
            let web: Vec<&str> = schemes.into_iter().filter(is_web).collect();
            let Some(scheme) = web.first() else { return };
            if filter.auto_verify.is(|&on| on) == Tri::No {
                let hosts = filter.data_values("host").join(", ");
                out.fail(filter.origin.clone())
                    .value("name", name)
                    .value("link", format!("{scheme}://{hosts}"))
                    .anchor(hosts);
            }
        });
        Ok(())
    }
}

impl Detector for CustomScheme {
    fn id(&self) -> &'static str {
        "custom-scheme"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        browsable(facts, out, |name, filter, out| {
            let mut own: Vec<&str> = filter.data_values("scheme");
            own.retain(|scheme| !is_web(scheme) && !scheme.is_empty());
            own.dedup();
            for scheme in own {
                out.fail(filter.origin.clone()).value("name", name).value("scheme", scheme).anchor(scheme);
            }
        });
        Ok(())
    }
}
