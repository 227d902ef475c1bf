//! Detectors that decide by where a value comes from: from outside the app, from the customer, from a clock.

mod accessibility;
mod broadcast;
mod cipher_integrity;
pub(crate) mod cleartext_address;
mod clipboard;
mod code_loading;
mod commands;
mod database;
mod derived_key;
mod deserialization;
mod files;
mod intent;
mod log;
mod outside;
mod password_digest;
mod paths;
mod pending_intent;
mod preferences;
mod randomness;
mod receivers;
mod redirection;
mod result_address;
mod sensitive;
mod services;
mod socket;
mod sources;
mod sql;
mod web_content;
mod web_debugging;
mod words;

use facts::{CallSite, Facts, Interest, MethodPattern, Test};
use finding::{Origin, Text};
use rules::Sink;

/// Every detector that follows values.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &accessibility::ReadScreenLeaves,
    &broadcast::BroadcastToAll,
    &broadcast::SensitiveImplicitIntent,
    &cipher_integrity::CbcWithoutMac,
    &cleartext_address::CleartextAddress,
    &clipboard::SensitiveClip,
    &clipboard::UnmarkedClip,
    &code_loading::ForeignCodeFile,
    &commands::ForeignCommand,
    &database::PlainColumn,
    &derived_key::DerivedKey,
    &deserialization::UnsafeDeserialization,
    &files::ExternalFile,
    &files::SensitiveTemporaryFile,
    &log::SensitiveLog,
    &password_digest::WeakPasswordDigest,
    &paths::ProviderPath,
    &paths::ZipSlip,
    &pending_intent::MutablePendingIntent,
    &preferences::PlainPreference,
    &randomness::PredictableSecret,
    &randomness::TimeAsSecret,
    &receivers::OpenReceiver,
    &redirection::IntentRedirection,
    &redirection::LinkToIntent,
    &result_address::UncheckedResult,
    &services::ImplicitService,
    &socket::UncheckedHost,
    &sql::JoinedSql,
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

/// Class, name, parameters and result of `Lcls;->name(params)ret`.
fn parts(callee: &str) -> Option<(&str, &str, &str, &str)> {
    let (class, rest) = callee.split_once("->")?;
    let (name, rest) = rest.split_once('(')?;
    let (params, returns) = rest.split_once(')')?;
    Some((class, name, params, returns))
}

/// The descriptor of a declared parameter in `name(params)ret`.
fn parameter_type(rest: &str, at: u16) -> Option<&str> {
    let params = rest.split_once('(')?.1.split_once(')')?.0;
    let mut left = params;
    for number in 0..=at {
        let dimensions = left.len().checked_sub(left.trim_start_matches('[').len())?;
        let end = match left.get(dimensions..)?.chars().next()? {
            'L' => left.find(';')?.checked_add(1)?,
            _ => dimensions.checked_add(1)?,
        };
        let (type_, rest) = left.split_at_checked(end)?;
        if number == at {
            return Some(type_);
        }
        left = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_counted_as_declared() {
        let rest = "f(IJ[Ljava/lang/String;Landroid/content/Intent;[[B)V";
        assert_eq!(parameter_type(rest, 1), Some("J"));
        assert_eq!(parameter_type(rest, 2), Some("[Ljava/lang/String;"));
        assert_eq!(parameter_type(rest, 3), Some("Landroid/content/Intent;"));
        assert_eq!(parameter_type(rest, 4), Some("[[B"));
        assert_eq!(parameter_type(rest, 5), None);
    }
}
