//! Detectors that decide by where a value comes from: from outside the app, from the customer, from a clock.

mod code_loading;
mod commands;
mod database;
mod deserialization;
mod intent;
mod outside;
mod paths;
mod pending_intent;
mod receivers;
mod redirection;
mod result_address;
mod services;
mod sources;
mod web_content;
mod web_debugging;

use facts::{CallSite, Facts, Interest, MethodPattern, Test};
use finding::{Origin, Text};
use rules::Sink;

/// Every detector that follows values.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &code_loading::ForeignCodeFile,
    &commands::ForeignCommand,
    &database::JoinedSql,
    &deserialization::UnsafeDeserialization,
    &paths::ProviderPath,
    &paths::ZipSlip,
    &pending_intent::MutablePendingIntent,
    &receivers::OpenReceiver,
    &redirection::IntentRedirection,
    &redirection::LinkToIntent,
    &result_address::UncheckedResult,
    &services::ImplicitService,
    &web_content::OutsideAddress,
    &web_content::OutsideHtml,
    &web_content::OutsideScript,
    &web_debugging::Debugging,
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

/// Whether a call stands in a library that is known by its name: what its parameters are, its users decide.
fn is_of_library(facts: &Facts<'_>, site: &CallSite) -> bool {
    matches!(facts.origin_of(&site.location), Origin::ThirdParty(_))
}

/// Whether a test asks for a release of Android in a range of API levels.
fn asks_for_release(test: &Test, levels: std::ops::RangeInclusive<i64>) -> bool {
    test.reads("SDK_INT") && levels.into_iter().any(|level| test.compares(level))
}

/// A method's name in a signature: `name` of `Lcls;->name(args)ret`.
fn name_of(signature: &str) -> &str {
    let rest = signature.split_once("->").map_or(signature, |(_, rest)| rest);
    rest.split(['(', ':']).next().unwrap_or_default()
}

/// The class in a signature: `Lcls;` of `Lcls;->name(args)ret`.
fn class_of(signature: &str) -> &str {
    signature.split("->").next().unwrap_or_default()
}
