//! Facts: typed values read out of an app, each with the place it came from.
//!
//! Three steps, so that the caller can run the first two in parallel: [`examine`] each artifact, [`Draft::index`] each
//! DEX file, [`Draft::finish`].
//!
//! Architecture invariant: facts judge nothing. They say what the platform would read, not whether it is good.

mod android;
mod apple;
mod code;
mod collect;
mod identity;
mod native;
mod owner;
mod part;
mod record;
mod strings;
mod value;

use std::collections::HashMap;
use std::sync::Arc;

use finding::{Date, Location, Origin, Place};
use package::{App, Issue};

pub use android::{
    Application, Component, Data, DomainPolicy, IntentFilter, Manifest, MetaData, NetworkPolicy, Permission,
    Root, UsesPermission, is_local_host,
};
pub use apple::{Binary, Bundle};
pub use code::{
    CallSite, Classes, Code, Const, DexFile, DexIndex, Interest, MethodPattern, StringHit, StringPattern,
    StringScope, location_of,
};
pub use collect::{Draft, Examined, Search, examine};
pub use identity::Identity;
pub use native::Library;
pub use part::{Part, Seen};
pub use record::{AnyFact, Field, FieldType, FieldValue, Record, Scalar, Schema};
pub use strings::Strings;
pub use value::{Fact, Tri, Value};

/// Everything that was read out of one app.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The opened package.
    pub app: &'a App,
    /// Day as of which everything that has a date is judged.
    pub as_of: Date,
    /// The Android manifest.
    pub manifest: Option<Manifest>,
    /// The Android network policy in force.
    pub network: Option<NetworkPolicy>,
    /// Signatures of an APK: what is there, not yet whether it holds.
    pub signing: Option<apksig::Signatures<'a>>,
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
    seen: Vec<(Part, Seen)>,
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
        (DomainPolicy::SCHEMA, rows(network.iter().flat_map(|network| &network.domains))),
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

    /// Id of the unit an artifact belongs to.
    pub fn unit_of(&self, artifact: &str) -> Arc<str> {
        let first = || self.app.units.first().map_or_else(|| Arc::from(""), |unit| unit.id.clone());
        self.unit_by_path.get(artifact).cloned().unwrap_or_else(first)
    }

    /// Whose code or component a place is.
    pub fn origin_of(&self, location: &Location) -> Origin {
        match &location.place {
            Place::Code { class, .. } => {
                self.owners.of(&class.trim_start_matches('L').trim_end_matches(';').replace('/', "."))
            }
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
            _ => Origin::Own,
        }
    }

    /// Application id or bundle id.
    pub fn app_id(&self) -> &str {
        let of_manifest = self.manifest.as_ref().map(Manifest::package);
        of_manifest.or_else(|| self.apple.first().map(Bundle::id)).unwrap_or_default()
    }
}
