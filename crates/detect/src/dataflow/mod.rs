//! Detectors that decide by where a value comes from: from outside the app, from the customer, from a clock.

mod outside;
mod redirection;
mod web_content;

use facts::{CallSite, Facts, Interest, MethodPattern};
use finding::Text;
use rules::Sink;

/// Every detector that follows values.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &redirection::IntentRedirection,
    &redirection::LinkToIntent,
    &web_content::OutsideAddress,
    &web_content::OutsideHtml,
    &web_content::OutsideScript,
];

/// Asks for calls of these methods, without following their arguments to callers.
fn ask(interest: &mut Interest, patterns: &[&str]) {
    for pattern in patterns.iter().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
        interest.add_method(pattern);
    }
}

/// Calls of these methods, each once, and says how many were looked at.
fn calls<'f>(facts: &'f Facts<'_>, out: &mut Sink<'_>, patterns: &[&str]) -> Vec<&'f CallSite> {
    let mut sites: Vec<&CallSite> =
        patterns.iter().flat_map(|pattern| facts.code.direct_calls_to(pattern)).collect();
    sites.sort_by(|a, b| a.location.cmp(&b.location));
    sites.dedup_by(|a, b| a.location == b.location);
    out.examined("calls", sites.len());
    sites
}

/// Says that where a value comes from could not be followed to the end.
fn not_followed(site: &CallSite) -> Text {
    Text::new(
        format!("{}: where the value comes from could not be followed to the end", site.location),
        format!("{}：數值來源未能完整追蹤", site.location),
    )
}
