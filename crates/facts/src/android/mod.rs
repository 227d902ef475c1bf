//! What an Android package says in its manifest and resources, resolved as the platform resolves it.

mod manifest;
mod network;
mod resolve;

pub use manifest::{
    Application, Component, Data, IntentFilter, Manifest, MetaData, Permission, Root, UsesPermission,
};
pub use network::{DomainPolicy, NetworkPolicy, is_local_host};
pub(crate) use resolve::{FromRaw, Resolver};
