//! Detectors: the questions a declaration cannot ask. One file a subject, one line in the list of its platform.
//!
//! Architecture invariant: a detector sees facts only; it neither reads bytes of the package nor knows who runs it.

mod backup;
mod body;
mod deep_link;
mod empty_trust_manager;
mod exported_component;
mod hostname_verifier;
mod ios;
mod network_policy;
mod signing;
mod ssl_error_handler;
mod structure;
mod task_hijacking;

use facts::{Facts, Interest};
use finding::Text;
use rules::Sink;

/// It cannot be told, and why. Never "fine".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown(pub Text);

/// A question asked in code.
pub trait Detector: Sync {
    /// The name that `rule.toml` uses.
    fn id(&self) -> &'static str;

    /// Adds the calls and texts the facts must look for.
    fn interest(&self, _interest: &mut Interest) {}

    /// Looks, and puts what it sees into the sink.
    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown>;
}

/// Detectors of Android apps.
const ANDROID: &[&dyn Detector] = &[
    &backup::BackupWithoutRules,
    &deep_link::CustomScheme,
    &deep_link::UnverifiedWebLink,
    &empty_trust_manager::EmptyTrustManager,
    &exported_component::ExportedActivity,
    &exported_component::ExportedService,
    &exported_component::ExportedReceiver,
    &exported_component::ExportedProvider,
    &hostname_verifier::HostnameVerifier,
    &network_policy::CleartextDomain,
    &network_policy::WeakPinSet,
    &signing::DebugCertificate,
    &signing::Janus,
    &signing::JarSignatureOnly,
    &signing::WeakKey,
    &ssl_error_handler::SslErrorHandler,
    &structure::ArchiveTricks,
    &structure::DexAnomalies,
    &structure::ManifestAnomalies,
    &structure::ResourceAnomalies,
    &task_hijacking::TaskHijacking,
];

/// Every detector.
pub fn all() -> impl Iterator<Item = &'static dyn Detector> {
    ANDROID.iter().chain(ios::ALL).copied()
}

/// The detector of this name.
pub fn find(id: &str) -> Option<&'static dyn Detector> {
    all().find(|detector| detector.id() == id)
}
