//! Detectors for the Android manifest and the files it names: the policy in force, not attributes by themselves.

mod backup;
mod custom_permission;
mod deep_link;
mod direct_boot;
mod exported;
mod file_provider;
mod grants;
mod guard;
mod legacy_storage;
mod meta_data;
mod permissions;
mod receivers;
mod sdk_levels;
mod system_service;
mod task_hijacking;
mod unused_permission;

use std::collections::HashSet;
use std::sync::LazyLock;

use facts::{Component, Facts};
use finding::{Location, Text};

/// Whether only the app itself, apps of its signer or the system get past what guards a component.
pub(crate) fn keeps_strangers_out(facts: &Facts<'_>, component: &Component) -> bool {
    guard::keeps_strangers_out(facts, component)
}

/// Every detector for the manifest.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &backup::BackupWithoutRules,
    &backup::CloudBackupUnencrypted,
    &backup::WholeBackup,
    &custom_permission::CustomPermission,
    &deep_link::CustomScheme,
    &deep_link::LinkWildcard,
    &deep_link::UnverifiedWebLink,
    &direct_boot::DirectBootSecrets,
    &exported::ExportedActivity,
    &exported::ExportedInSplit,
    &exported::ExportedProvider,
    &exported::ExportedReceiver,
    &exported::ExportedService,
    &file_provider::WholeDirectory,
    &grants::GrantsEverything,
    &guard::HalfGuardedProvider,
    &guard::UndeclaredGuard,
    &guard::WeakGuard,
    &legacy_storage::LegacyStorage,
    &meta_data::MetaDataSecret,
    &permissions::DangerousPermission,
    &permissions::SpecialPermission,
    &receivers::SecretCode,
    &receivers::SmsPriority,
    &sdk_levels::MinimumLevel,
    &sdk_levels::TargetLevel,
    &system_service::UnguardedSystemService,
    &task_hijacking::TaskHijacking,
    &unused_permission::UnusedPermission,
];

/// A value at this place is a reference that leads nowhere.
fn unresolved(place: &Location) -> Text {
    Text::new(
        format!("{place}: a value is a reference that the package does not resolve"),
        format!("{place}：設定值為套件內無法解析的參照"),
    )
}

/// Broadcasts that only the system may send: `<protected-broadcast>` of AOSP's framework and packages.
const PROTECTED: &str = include_str!("../../data/protected-broadcasts.txt");

/// Whether only the system may send a broadcast.
pub(crate) fn is_protected_broadcast(action: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| PROTECTED.lines().collect());
    NAMES.contains(action)
}

/// Whether only the app itself, apps of its signer or the system can hold a permission.
pub(crate) fn is_held_by_trusted_only(facts: &Facts<'_>, permission: &str) -> bool {
    facts
        .manifest
        .as_ref()
        .is_some_and(|manifest| guard::holder(manifest, permission) == guard::Holder::Trusted)
}

/// Whether everything a receiver answers to is a broadcast that only the system may send, so that another app reaches it
/// only by naming it.
fn is_for_system_only(component: &Component) -> bool {
    let mut actions = component.filters.iter().flat_map(|filter| &filter.actions).peekable();
    component.kind() == "receiver"
        && actions.peek().is_some()
        && actions.all(|action| is_protected_broadcast(action))
}
