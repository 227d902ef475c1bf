//! What an Android package says in its manifest and resources, resolved as the platform resolves it.

mod backup;
mod component;
mod file_provider;
mod files;
mod filter;
mod layout;
mod manifest;
mod network;
mod permissions;
mod resolve;

pub use backup::{Backup, BackupRule, BackupSection};
pub use component::{Component, PathPermission};
pub use file_provider::{FileProviders, SharedPath};
pub(crate) use files::Files;
pub use filter::{Data, IntentFilter, covers_every_path};
pub(crate) use layout::Named;
pub use layout::{Layout, Layouts, View};
pub use manifest::{Application, Feature, Manifest, MetaData, Permission, Root, UsesPermission};
pub use network::{
    BundledCertificate, DomainPolicy, Missing, NetworkPolicy, PolicyLookup, Refusal, UnreadAnchor, hosts_in,
    is_local_host, pin_expiry,
};
pub use permissions::{Level, NEWEST_API, Protection, framework_permission, weakest_protection};
pub(crate) use resolve::{FromRaw, Resolver};
