//! Facts: typed values read out of an app, each with the place it came from.
//!
//! Three steps, so that the caller can run the first two in parallel: [`examine`] each artifact, [`Draft::index`] each
//! DEX file and [`Draft::signing`], [`Draft::finish`].
//!
//! Architecture invariant: facts judge nothing. They say what the platform would read, not whether it is good.

mod accepts;
mod android;
mod apple;
mod code;
mod collect;
mod contacts;
mod defence;
mod identity;
mod native;
mod obfuscation;
mod owner;
mod packer;
mod part;
mod reach;
mod record;
mod seal;
mod search;
mod signing;
mod strings;
mod value;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use finding::{Date, Location, Origin, Place};
use package::{App, Issue};

pub use accepts::PlatformAccepts;
pub use android::{
    Application, Backup, BackupRule, BackupSection, BundledCertificate, Component, Data, DomainPolicy,
    Feature, FileProviders, IntentFilter, Layout, Layouts, Level, Manifest, MetaData, Missing, NEWEST_API,
    NetworkPolicy, PathPermission, Permission, PolicyLookup, Protection, Refusal, Root, SharedPath,
    UnreadAnchor, UsesPermission, View, covers_every_path, framework_permission, hosts_in, is_local_host,
    pin_expiry, weakest_protection,
};
pub use apple::{Binary, Bundle};
pub use code::{
    CallSite, Classes, Code, Const, DexFile, DexIndex, Interest, Listing, MethodPattern, NamedText, Step,
    StringHit, StringPattern, StringScope, location_of,
};
pub use collect::{Draft, Examined, Given, ReadLayouts, examine};
pub use contacts::{Contact, addresses, is_public_service, is_under};
pub use defence::{Check, Checked, Defence, Prompt, Threat, ask as ask_for_defences};
pub use flow::arm64;
pub use flow::{ClassId, Kind, Meaning, MethodId, Origin as ValueOrigin, Slice, Slicer, Stored, Test, Which};
pub use identity::{AppSigner, Identity};
pub use native::{Library, abi_folder};
pub use obfuscation::{Obfuscation, Share, Tool};
pub use owner::Basis;
pub use packer::Packing;
pub use part::{Part, Seen};
pub use reach::Reached;
pub use record::{AnyFact, Field, FieldType, FieldValue, Record, Scalar, Schema};
pub use seal::{Broken, Seals};
pub use search::Search;
pub use signing::{Judged, Levels, Named, Platforms, SchemeJudged, Signing, signing_of};
pub use strings::Strings;
pub use value::{Fact, Tri, Value};

/// Everything that was read out of one app.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The opened package.
    pub app: &'a App,
    /// Day as of which everything that has a date is judged.
    pub as_of: Date,
    /// Whether Android would take the package; none for a package that is not Android's.
    pub platform_accepts: Option<PlatformAccepts>,
    /// The Android manifest.
    pub manifest: Option<Manifest>,
    /// The Android network policy in force.
    pub network: Option<NetworkPolicy>,
    /// Android backup rules in force.
    pub backup: Backup,
    /// What file providers of an Android app may share.
    pub file_providers: FileProviders,
    /// Layouts of an Android app, if a rule asked for them.
    pub layouts: Layouts,
    /// SHA-256 of the certificates that the signers must have, in hexadecimal digits; empty for no expectation.
    pub expected_signers: Vec<String>,
    /// Signatures of every APK of the app, verified.
    pub signing: Vec<Signing<'a>>,
    /// What of an Android app's code is out of sight.
    pub packing: Packing,
    /// DEX code.
    pub code: Code<'a>,
    /// ELF libraries.
    pub native: Vec<Library>,
    /// Bundles of an iOS app, the app first.
    pub apple: Vec<Bundle>,
    /// Texts that rules asked for, outside of DEX code too.
    pub strings: Strings,
    /// What deviates, is damaged or was cut: the package's issues and those of the formats inside.
    pub issues: Vec<Issue>,
    tables: android_res::Tables<'a>,
    seen: Vec<(Part, Seen)>,
    entries: OnceLock<reach::Entries>,
    defences: OnceLock<Vec<Defence>>,
    obfuscation: OnceLock<Obfuscation>,
    owners: owner::Owners,
    unit_by_path: HashMap<Arc<str>, Arc<str>>,
}

type Rows<'f> = Vec<&'f dyn Record>;

/// The set of this name.
pub fn schema(name: &str) -> Option<Schema> {
    schemas().into_iter().find(|schema| schema.name == name)
}

/// Every set of records a rule can ask for.
pub fn schemas() -> Vec<Schema> {
    sets(None).into_iter().map(|(schema, _)| schema).collect()
}

/// The one list of sets: name, fields and rows together.
fn sets<'f>(facts: Option<&'f Facts<'_>>) -> Vec<(Schema, Rows<'f>)> {
    fn rows<'f, R: Record + 'f>(records: impl IntoIterator<Item = &'f R>) -> Rows<'f> {
        records.into_iter().map(|record| record as &dyn Record).collect()
    }
    let manifest = facts.and_then(|facts| facts.manifest.as_ref());
    let network = facts.and_then(|facts| facts.network.as_ref());
    vec![
        (Root::SCHEMA, rows(manifest.map(|manifest| &manifest.root))),
        (Application::SCHEMA, rows(manifest.and_then(|manifest| manifest.application.as_ref()))),
        (Component::SCHEMA, rows(manifest.iter().flat_map(|manifest| &manifest.components))),
        (Permission::SCHEMA, rows(manifest.iter().flat_map(|manifest| &manifest.permissions))),
        (UsesPermission::SCHEMA, rows(manifest.iter().flat_map(|manifest| &manifest.uses_permissions))),
        (MetaData::SCHEMA, rows(manifest.iter().flat_map(|manifest| &manifest.meta_data))),
        (Feature::SCHEMA, rows(manifest.iter().flat_map(|manifest| &manifest.features))),
        (BackupSection::SCHEMA, rows(facts.iter().flat_map(|facts| &facts.backup.sections))),
        (
            BackupRule::SCHEMA,
            rows(facts.iter().flat_map(|facts| facts.backup.sections.iter().flat_map(|one| &one.rules))),
        ),
        (SharedPath::SCHEMA, rows(facts.iter().flat_map(|facts| &facts.file_providers.paths))),
        (DomainPolicy::SCHEMA, rows(network.iter().flat_map(|network| &network.domains))),
        (BundledCertificate::SCHEMA, rows(network.iter().flat_map(|network| &network.certificates))),
        (Library::SCHEMA, rows(facts.iter().flat_map(|facts| &facts.native))),
        (
            Binary::SCHEMA,
            rows(facts.iter().flat_map(|facts| facts.apple.iter().flat_map(|bundle| &bundle.binaries))),
        ),
    ]
}

impl<'a> Facts<'a> {
    /// Rows of a set; none when the app has no such part.
    pub fn records(&self, set: &str) -> Vec<&dyn Record> {
        sets(Some(self))
            .into_iter()
            .find(|(schema, _)| schema.name == set)
            .map(|(_, rows)| rows)
            .unwrap_or_default()
    }

    /// How much of a part was read.
    pub fn seen(&self, part: Part) -> &Seen {
        self.seen.iter().find(|(one, _)| *one == part).map_or(&Seen::Absent, |(_, seen)| seen)
    }

    /// Whether the package is one APK of an app that does not run without others.
    pub fn lacks_splits(&self) -> bool {
        let alone = self.app.is_installable() && self.app.packages.len() < 2;
        alone && self.manifest.as_ref().is_some_and(Manifest::requires_splits)
    }

    /// Id of the unit an artifact belongs to.
    pub fn unit_of(&self, artifact: &str) -> Arc<str> {
        let first = || self.app.units.first().map_or_else(|| Arc::from(""), |unit| unit.id.clone());
        self.unit_by_path.get(artifact).cloned().unwrap_or_else(first)
    }

    /// Whose code or component a place is.
    pub fn origin_of(&self, location: &Location) -> Origin {
        match &location.place {
            Place::Code { class, .. } => self.owners.of(&owner::dotted(class)),
            // A component merged in from an SDK carries the SDK's class name.
            Place::Xml { path, .. } => {
                match path.rsplit_once('[').map(|(_, name)| name.trim_end_matches(']')) {
                    Some(name) if name.contains('.') && !name.starts_with('.') => {
                        match self.owners.of(name) {
                            Origin::Unknown => Origin::Own,
                            known => known,
                        }
                    }
                    _ => Origin::Own,
                }
            }
            _ => {
                let library = self.native.iter().find(|library| library.artifact == location.artifact);
                library.map_or(Origin::Own, |library| library.owner(&self.owners))
            }
        }
    }

    /// Why a place in DEX code counts as that of an SDK; `None` for any other place.
    pub fn basis_of(&self, location: &Location) -> Option<Basis> {
        match &location.place {
            Place::Code { class, .. } => self.owners.basis(&owner::dotted(class)),
            _ => None,
        }
    }

    /// What an obfuscator left of the names of the app's own code.
    pub fn obfuscation(&self) -> &Obfuscation {
        self.obfuscation.get_or_init(|| Obfuscation::of(self))
    }

    /// Whether a dotted name is below the vendor's part of the application id: `tw.example` of `tw.example.broker`.
    pub fn is_own_name(&self, name: &str) -> bool {
        self.owners.of(name) == Origin::Own
    }

    /// The name behind the slash of a resource that code names by its number: `password` of `id/password`.
    pub fn resource_name(&self, number: i64) -> Option<String> {
        let id = android_res::ResId(u32::try_from(number & 0xffff_ffff).ok()?);
        Some(self.tables.name(id)?.split_once('/')?.1.to_owned())
    }

    /// Application id or bundle id.
    pub fn app_id(&self) -> &str {
        let of_manifest = self.manifest.as_ref().map(Manifest::package);
        of_manifest.or_else(|| self.apple.first().map(Bundle::id)).unwrap_or_default()
    }
}
