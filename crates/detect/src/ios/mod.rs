//! Detectors for iOS: property lists, entitlements, profiles, signatures and Mach-O slices against each other.

mod biometric;
mod build;
mod calls;
mod capability;
mod challenge;
mod cipher;
mod cleartext;
mod drift;
mod dynamic_code;
mod entitlements;
mod export;
mod hardening;
mod imports;
mod key_pair;
mod keyboard;
mod pasteboard;
mod path;
mod pins;
mod privacy;
mod profile;
mod purpose;
mod script_bridge;
mod sdk;
mod secrets;
mod signature;
mod tls;
mod transport;
mod unarchive;
mod unused;
mod url_scheme;
mod web_files;

use std::sync::Arc;

use facts::{Binary, Bundle, Facts};
use proplist::Value;

/// Every detector for iOS.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &biometric::BooleanGate,
    &biometric::WeakPolicy,
    &build::OldLibrary,
    &capability::UnusedCapability,
    &challenge::AcceptsAnyChallenge,
    &cipher::BROKEN_CIPHER,
    &cipher::CONSTANT_KEY,
    &cipher::ECB_MODE,
    &cleartext::CleartextAddress,
    &drift::WeakerExtension,
    &dynamic_code::ForeignCodeLoaded,
    &dynamic_code::PrivateApi,
    &entitlements::DebuggerAllowed,
    &entitlements::DevelopmentService,
    &entitlements::Differences,
    &entitlements::PrivateEntitlement,
    &export::ExportNotStated,
    &hardening::AbsoluteRunPath,
    &hardening::InjectedLibrary,
    &hardening::NoReferenceCounting,
    &hardening::NoStackCanary,
    &imports::FILE_PROTECTION_NONE,
    &imports::KEYCHAIN_ALWAYS,
    &imports::PREDICTABLE_RANDOM,
    &imports::UI_WEB_VIEW,
    &imports::UNSAFE_C,
    &imports::WEAK_HASH,
    &key_pair::ShortKeyPair,
    &keyboard::ForeignKeyboards,
    &pasteboard::OpenPasteboard,
    &pins::WeakPinnedDomain,
    &privacy::InvalidReason,
    &privacy::NoManifest,
    &privacy::TrackingWithoutConsent,
    &privacy::TrackingWithoutDomain,
    &privacy::UndeclaredApi,
    &profile::AllDevices,
    &profile::BrokenSeal,
    &profile::DebuggerProfile,
    &profile::Expired,
    &profile::OtherTeam,
    &profile::RegisteredDevices,
    &purpose::MissingPurpose,
    &script_bridge::OpenMessageHandler,
    &script_bridge::ScriptOfValues,
    &script_bridge::WideReadAccess,
    &sdk::CollectionNotDeclared,
    &sdk::ListedSdk,
    &secrets::SecretInDefaults,
    &secrets::SecretInGroup,
    &secrets::SecretInLog,
    &signature::BrokenSeal,
    &signature::NestedTeam,
    &signature::Unsigned,
    &signature::WeakDigest,
    &tls::CertificateOverride,
    &tls::OldTlsInCode,
    &transport::ArbitraryLoads,
    &transport::InsecureException,
    &transport::NoForwardSecrecy,
    &transport::OldTls,
    &unarchive::InsecureUnarchive,
    &unused::UnusedBackgroundMode,
    &unused::UnusedPurpose,
    &url_scheme::CustomUrlScheme,
    &url_scheme::ManyQueriedSchemes,
    &web_files::FileUrlsOpen,
];

/// Bundles that run as a process of their own: their property list counts, that of a framework does not.
fn processes<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f Bundle> {
    facts.apple.iter().filter(|bundle| ["app", "extension", "watch"].contains(&bundle.kind_word()))
}

/// `Info.plist` of each process: its bundle, path and content.
fn info_lists<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Arc<str>, &'f Value)> {
    processes(facts).filter_map(|bundle| bundle.info.as_ref().map(|(path, info)| (bundle, path, info)))
}

/// Keys and values of a dictionary as they count: of equal keys only the one that is read.
fn entries(dict: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let written = dict.and_then(Value::as_dict).unwrap_or_default().iter();
    let counts = move |name: &str, value: &Value| {
        dict.and_then(|dict| dict.get(name)).is_some_and(|one| std::ptr::eq(one, value))
    };
    written.filter(move |(name, value)| counts(name, value)).map(|(name, value)| (name.as_str(), value))
}

/// Slices that a device would load, each with its bundle. An archive may carry others beside the app, for simulators
/// or, in `SwiftSupport`, for the store.
fn slices<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Binary)> {
    all_slices(facts).filter(|(bundle, binary)| !is_for_simulator(bundle, binary))
}

/// Slices of the app whatever they run on. A build for simulators has the weaknesses of the code too.
fn all_slices<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Binary)> {
    let app = facts.apple.first();
    let root = app.map_or("", |app| &*app.unit);
    // `app` names a bundle that has no folder around it.
    let inside =
        move |path: &str| root == "app" || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let every =
        facts.apple.iter().flat_map(|bundle| bundle.binaries.iter().map(move |binary| (bundle, binary)));
    every.filter(move |(_, binary)| inside(&binary.artifact))
}

/// Slices of the app's own code: executables, and libraries that lie beside them rather than in a framework.
fn own_slices<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Binary)> {
    slices(facts).filter(|(bundle, binary)| is_process(bundle) && !binary.artifact.contains("/Frameworks/"))
}

/// Slices of the executables of processes, signed with the entitlements that count.
fn executables<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Bundle, &'f Binary)> {
    slices(facts).filter(|(bundle, binary)| is_process(bundle) && is(&binary.file_type, "execute"))
}

fn is_process(bundle: &Bundle) -> bool {
    ["app", "extension", "watch"].contains(&bundle.kind_word())
}

fn is_for_simulator(bundle: &Bundle, binary: &Binary) -> bool {
    let built_for = bundle.text("DTPlatformName").is_some_and(|name| name.ends_with("simulator"));
    // 0x7 is 32-bit x86.
    built_for || is(&binary.arch, "x86_64") || is(&binary.arch, "cpu 0x7")
}

/// Libraries of the Swift runtime that old apps carry; Apple wrote them.
fn is_swift_runtime(binary: &Binary) -> bool {
    binary
        .artifact
        .rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with("libswift") && name.ends_with(".dylib"))
}

/// Whether a text is this word.
fn is(fact: &facts::Fact<String>, word: &str) -> bool {
    fact.value.main().is_some_and(|text| text == word)
}

/// Whether a flag is set.
fn on(fact: &facts::Fact<bool>) -> bool {
    fact.value.main() == Some(&true)
}

/// The word for an architecture in evidence.
fn arch(binary: &Binary) -> &str {
    binary.arch.value.main().map_or("", String::as_str)
}

/// First number of a version: 12 of `12.4`.
fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}
