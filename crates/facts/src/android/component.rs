use finding::Location;

use super::filter::IntentFilter;
use super::manifest::{Application, MetaData, Root};
use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Tri, Value};

records! {
    /// An `<activity>`, `<activity-alias>`, `<service>`, `<receiver>` or `<provider>`.
    Component as "manifest.component" {
        /// `activity`, `activity-alias`, `service`, `receiver` or `provider`.
        kind: String,
        /// Class name, completed with the package.
        name: String,
        /// Whether other apps may start it, by the platform's rule for this component and target.
        exported: bool,
        /// Whether it may run at all; a disabled application disables all its components.
        enabled: bool,
        /// Permission a caller needs; that of the application when it has none, except for an alias.
        permission: String,
        /// Permission to read a provider.
        read_permission: String,
        /// Permission to write to a provider.
        write_permission: String,
        /// Authorities of a provider.
        authorities: String,
        /// Whether a provider may grant access to single addresses.
        grant_uri_permissions: bool,
        /// 0 standard, 1 singleTop, 2 singleTask, 3 singleInstance, 4 singleInstancePerTask.
        launch_mode: i64,
        /// Task affinity in force; the package when nothing is written.
        task_affinity: String,
        /// Whether it may move to another task.
        allow_task_reparenting: bool,
        /// Whether it runs before the first unlock.
        direct_boot_aware: bool,
        /// Class an alias stands for.
        target_activity: String,
        plus {
            /// Name of the split whose manifest declares it; empty for the base.
            split: String,
            /// What it answers to. Filters that the platform drops are left out.
            filters: Vec<IntentFilter>,
            /// `<grant-uri-permission>` patterns of a provider: attribute name and value.
            grants: Vec<(String, Fact<String>)>,
            /// `<path-permission>` elements of a provider.
            path_permissions: Vec<PathPermission>,
            /// Its `<meta-data>`.
            meta_data: Vec<MetaData>,
        }
    }
}

/// A `<path-permission>` of a provider: other permissions for some of its paths.
#[derive(Debug, Clone)]
pub struct PathPermission {
    /// Where it stands.
    pub origin: Location,
    /// Permission to read these paths; empty when it says nothing about reading.
    pub read: Fact<String>,
    /// Permission to write to these paths.
    pub write: Fact<String>,
    /// The paths: attribute name and value.
    pub paths: Vec<(String, Fact<String>)>,
}

const PATHS: [&str; 4] = ["path", "pathPrefix", "pathPattern", "pathAdvancedPattern"];

impl Component {
    pub(crate) fn read(
        from: &Resolver<'_>,
        at: u32,
        kind: &str,
        root: &Root,
        application: &Application,
    ) -> Self {
        let mut filters: Vec<IntentFilter> = Vec::new();
        for (filter, _) in from.children(at, &["intent-filter"]) {
            // ParsedMainComponentUtils of AOSP drops a filter without any action, except of services and providers.
            let acts = from.children(filter, &["action"]).next().is_some();
            if acts || matches!(kind, "service" | "provider") {
                filters.push(IntentFilter::read(from, filter));
            }
        }
        let target = root.target_sdk.value.main().copied().unwrap_or(1);
        // ParsedActivityUtils, ParsedServiceUtils, ParsedProviderUtils of AOSP: a provider is exported by default below
        // API level 17, everything else when it has a filter. From level 31 the attribute is required with a filter.
        let exported_by_default = if kind == "provider" { target < 17 } else { !filters.is_empty() };
        let package = root.package.value.main().map_or("", String::as_str);
        let own = |name| from.fact(at, name, String::new());
        // An alias overrides the permission: without one of its own it has none.
        let permission = match kind {
            "activity-alias" => own("permission"),
            _ => inherit(own("permission"), &application.permission),
        };
        // One attribute may speak for reading and writing alike; then it is the place that decides.
        let speaks_for_both = own("permission").value.is_written();
        let part_of = |part: Fact<String>| match part.value.is_written() {
            false if speaks_for_both => permission.clone(),
            _ => inherit(part, &permission),
        };
        let enabled = match application.enabled.is(|&enabled| enabled) {
            Tri::Yes => from.fact(at, "enabled", true),
            _ => application.enabled.clone(),
        };
        Self {
            origin: from.place(at, None),
            kind: Fact { value: Value::Known(kind.to_owned()), origin: from.place(at, None) },
            name: full_name(own("name"), package),
            exported: from.fact(at, "exported", exported_by_default),
            enabled,
            read_permission: part_of(own("readPermission")),
            write_permission: part_of(own("writePermission")),
            permission: permission.clone(),
            authorities: own("authorities"),
            grant_uri_permissions: from.fact(at, "grantUriPermissions", false),
            launch_mode: from.fact(at, "launchMode", 0),
            task_affinity: inherit(own("taskAffinity"), &application.task_affinity),
            allow_task_reparenting: inherit(
                from.fact(at, "allowTaskReparenting", false),
                &application.allow_task_reparenting,
            ),
            direct_boot_aware: from.fact(at, "directBootAware", false),
            target_activity: full_name(own("targetActivity"), package),
            split: String::new(),
            filters,
            grants: read_paths(from, at, &["grant-uri-permission"]),
            path_permissions: read_path_permissions(from, at),
            meta_data: MetaData::read(from, at),
        }
    }

    /// Whether another app can reach it: exported and enabled.
    pub fn reachable(&self) -> Tri {
        self.exported.is(|&exported| exported).and(self.enabled.is(|&enabled| enabled))
    }

    /// What tells it from every other component of the app: kind and name.
    pub(crate) fn key(&self) -> (String, Option<String>) {
        (self.kind().to_owned(), self.name.value.main().cloned())
    }

    /// Kind as a plain word.
    pub fn kind(&self) -> &str {
        self.kind.value.main().map_or("", String::as_str)
    }

    /// Class descriptor of the code behind it: of its target for an alias.
    pub fn class(&self) -> String {
        let name = if self.kind() == "activity-alias" { &self.target_activity } else { &self.name };
        let name = name.value.main().map_or("", String::as_str);
        format!("L{};", name.replace('.', "/"))
    }
}

fn inherit<T: Clone>(own: Fact<T>, above: &Fact<T>) -> Fact<T> {
    if own.value.is_written() { own } else { Fact { value: above.value.clone(), origin: own.origin } }
}

/// `.Login` and `Login` both mean a class of the package.
pub(super) fn full_name(mut fact: Fact<String>, package: &str) -> Fact<String> {
    let complete = |name: &mut String| {
        if name.starts_with('.') {
            name.insert_str(0, package);
        } else if !name.is_empty() && !name.contains('.') {
            *name = format!("{package}.{name}");
        }
    };
    match &mut fact.value {
        Value::Known(name) | Value::Default(name) => complete(name),
        Value::Varies(names) | Value::Partly(names, _) => {
            names.iter_mut().for_each(|(_, name)| complete(name))
        }
        Value::Unresolved(_) => {}
    }
    fact
}

fn read_paths<'a>(from: &Resolver<'a>, at: u32, tag: &'a [&'a str]) -> Vec<(String, Fact<String>)> {
    let elements = from.children(at, tag);
    let paths = elements.flat_map(|(at, _)| paths_of(from, at));
    paths.collect()
}

fn paths_of(from: &Resolver<'_>, at: u32) -> Vec<(String, Fact<String>)> {
    let paths = PATHS.map(|name| (name.to_owned(), from.fact(at, name, String::new())));
    paths.into_iter().filter(|(_, fact)| fact.value.is_written()).collect()
}

fn read_path_permissions(from: &Resolver<'_>, at: u32) -> Vec<PathPermission> {
    let elements = from.children(at, &["path-permission"]);
    let all = elements.map(|(at, _)| {
        let permission = from.fact(at, "permission", String::new());
        PathPermission {
            origin: from.place(at, None),
            read: inherit(from.fact(at, "readPermission", String::new()), &permission),
            write: inherit(from.fact(at, "writePermission", String::new()), &permission),
            paths: paths_of(from, at),
        }
    });
    all.collect()
}
