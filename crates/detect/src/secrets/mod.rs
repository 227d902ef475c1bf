//! Secrets, left-over files and personal data in code, resources and files, of both systems.

mod beside;
mod cloud;
mod config;
mod hosts;
mod jwt;
mod keystore;
mod leftover;
mod looks;
mod named;
mod personal;
mod private_key;
mod public_key;
mod vendor_key;

use facts::{Facts, Part, Seen, StringScope};
use rules::Sink;

pub(crate) use looks::is_generated;

/// Every detector for secrets.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &cloud::CloudEndpoint,
    &config::ConfigCredentials,
    &hosts::TestEndpoint,
    &jwt::BearerToken,
    &jwt::Jwt,
    &keystore::KeyStoreFile,
    &leftover::LeftoverFile,
    &named::NamedSecret,
    &personal::PersonalData,
    &private_key::PrivateKey,
    &private_key::PrivateKeyFile,
    &public_key::PublicApiKey,
    &vendor_key::VendorKey,
];

/// Wherever a text may stand, except for the manifest, whose entries have a rule of their own.
const EVERYWHERE: &[StringScope] =
    &[StringScope::Code, StringScope::Resources, StringScope::Files, StringScope::Native];

/// A key, token or private key in a text, as the rules for secrets know them.
pub(crate) fn secret_in(text: &str) -> Option<String> {
    let key = || vendor_key::keys(text).into_iter().next().map(|key| key.value);
    let token = || jwt::tokens(text).into_iter().next().map(|token| token.value);
    key().or_else(token).or_else(|| private_key::labels(text).into_iter().next())
}

/// Says what could not be searched: texts stand in parts that only one system's apps have, so a rule cannot need them.
fn unread(facts: &Facts<'_>, out: &mut Sink<'_>) {
    for part in [Part::Code, Part::Resources, Part::Native, Part::MachO] {
        if let Seen::Partly(why) = facts.seen(part) {
            out.unknown(why.clone());
        }
    }
}

/// What a finding is known by, without quoting the secret.
fn anchor(value: &str) -> String {
    finding::Fingerprint::of(&[value], 0).to_string()
}
