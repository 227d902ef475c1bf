//! Detectors: the questions a declaration cannot ask. One file a subject, one line in the list of its platform.
//!
//! Architecture invariant: a detector sees facts only; it neither reads bytes of the package nor knows who runs it.

mod code;
mod dataflow;
mod ios;
mod manifest;
mod native;
mod network_policy;
mod resilience;
mod screens;
mod secrets;
mod signing;
mod structure;

use facts::{Facts, Interest, Threat};
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

/// Detectors of Android apps, besides those of the manifest and of code.
const ANDROID: &[&dyn Detector] = &[
    &network_policy::BundledAuthority,
    &network_policy::CertificateTransparencyOff,
    &network_policy::CleartextBase,
    &network_policy::CleartextDomain,
    &network_policy::DebugOverrides,
    &network_policy::MissingConfig,
    &network_policy::NoPinning,
    &network_policy::PinsExpire,
    &network_policy::RefusedConfig,
    &network_policy::WeakPinSet,
    &signing::CertificateValidity,
    &signing::DebugCertificate,
    &signing::Janus,
    &signing::JarSignatureOnly,
    &signing::NotVerified,
    &signing::Rotation,
    &signing::StampOrIdsig,
    &signing::UnexpectedSigner,
    &signing::UnsignedData,
    &signing::WeakDigest,
    &signing::WeakKey,
    &structure::ArchiveTricks,
    &structure::DexAnomalies,
    &structure::ManifestAnomalies,
    &structure::ResourceAnomalies,
];

/// Every detector.
pub fn all() -> impl Iterator<Item = &'static dyn Detector> {
    [
        ANDROID,
        code::ALL,
        dataflow::ALL,
        manifest::ALL,
        native::ALL,
        resilience::ALL,
        screens::ALL,
        secrets::ALL,
        ios::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// What the detector of this name wants the app to look for when it starts, if it is one of these.
pub fn threat_of(id: &str) -> Option<Threat> {
    resilience::threat_of(id)
}

/// The detector of this name.
pub fn find(id: &str) -> Option<&'static dyn Detector> {
    all().find(|detector| detector.id() == id)
}
