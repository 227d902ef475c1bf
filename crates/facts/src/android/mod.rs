//! What an Android package says in its manifest and resources, resolved as the platform resolves it.

mod manifest;
mod network;
mod resolve;

pub use manifest::{
    Application, Component, Data, IntentFilter, Manifest, MetaData, Permission, Root, UsesPermission,
};
pub use network::{
    BundledCertificate, DomainPolicy, Missing, NetworkPolicy, PolicyLookup, Refusal, UnreadAnchor, hosts_in,
    is_local_host, pin_expiry,
};
pub(crate) use network::{Files, Stored};
