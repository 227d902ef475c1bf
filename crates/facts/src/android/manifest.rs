use std::sync::Arc;

use android_res::arsc::Table;
use android_res::axml::Document;
use finding::Location;

use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Tri, Value};

records! {
    /// The `<manifest>` element and `<uses-sdk>`.
    Root as "manifest" {
        /// Application id.
        package: String,
        /// Version number that the platform compares.
        version_code: i64,
        /// Version text that people see.
        version_name: String,
        /// Lowest API level that may install the app; 1 when not written.
        min_sdk: i64,
        /// API level whose behaviour the app asks for; the minimum when not written.
        target_sdk: i64,
        /// User id shared with other apps of the same signer.
        shared_user_id: String,
        /// Name of the split this manifest belongs to; empty for the base.
        split: String,
    }

    /// The `<application>` element.
    Application as "manifest.application" {
        /// Whether a debugger may attach.
        debuggable: bool,
        /// Whether the build is for tests only.
        test_only: bool,
        /// Whether backup is allowed; true when not written.
        allow_backup: bool,
        /// Backup rules in force up to API level 30.
        full_backup_content: String,
        /// Backup and transfer rules in force from API level 31.
        data_extraction_rules: String,
        /// Cleartext permission where no network security configuration decides.
        uses_cleartext_traffic: bool,
        /// The network security configuration.
        network_security_config: String,
        /// Permission that guards every component without its own.
        permission: String,
        /// Task affinity of every activity without its own.
        task_affinity: String,
        /// Whether activities may move to another task.
        allow_task_reparenting: bool,
        /// Whether the app opts out of scoped storage on API level 29.
        request_legacy_external_storage: bool,
        /// Whether legacy storage is kept on an update.
        preserve_legacy_external_storage: bool,
        /// Whether native libraries are unpacked at install time; true when not written.
        extract_native_libs: bool,
        /// Whether the app runs before the first unlock.
        direct_boot_aware: bool,
    }

    /// An `<activity>`, `<activity-alias>`, `<service>`, `<receiver>` or `<provider>`.
    Component as "manifest.component" {
        /// `activity`, `activity-alias`, `service`, `receiver` or `provider`.
        kind: String,
        /// Class name, completed with the package.
        name: String,
        /// Whether other apps may start it, by the platform's rule for this component and target.
        exported: bool,
        /// Whether it may run at all.
        enabled: bool,
        /// Permission a caller needs; that of the application when it has none.
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
            /// What it answers to.
            filters: Vec<IntentFilter>,
            /// `<grant-uri-permission>` patterns of a provider: attribute name and value.
            grants: Vec<(String, Fact<String>)>,
            /// Its `<meta-data>`.
            meta_data: Vec<MetaData>,
        }
    }

    /// A `<permission>` that the app declares.
    Permission as "manifest.permission" {
        /// Name.
        name: String,
        /// Base level: 0 normal, 1 dangerous, 2 signature, 3 signatureOrSystem, 4 internal; higher bits are flags.
        protection_level: i64,
    }

    /// A `<uses-permission>` or `<uses-permission-sdk-23>`.
    UsesPermission as "manifest.uses-permission" {
        /// Name.
        name: String,
        /// Highest API level on which it is asked for; a large number when there is none.
        max_sdk: i64,
    }

    /// A `<meta-data>` element of the application or a component.
    MetaData as "manifest.meta-data" {
        /// Name.
        name: String,
        /// Value.
        value: String,
        /// Resource the entry points to.
        resource: String,
    }
}

/// An `<intent-filter>`.
#[derive(Debug, Clone)]
pub struct IntentFilter {
    /// Where it stands.
    pub origin: Location,
    /// `android:autoVerify`.
    pub auto_verify: Fact<bool>,
    /// `android:priority`.
    pub priority: Fact<i64>,
    /// Actions.
    pub actions: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// `<data>` elements. The platform combines the attributes of all of them.
    pub data: Vec<Data>,
}

/// A `<data>` element of an intent filter: attribute name without prefix, and value.
#[derive(Debug, Clone)]
pub struct Data {
    /// Where it stands.
    pub origin: Location,
    /// The attributes that are there: `scheme`, `host`, `port`, `path`, `pathPrefix`, `pathPattern`, `mimeType` ...
    pub attributes: Vec<(&'static str, Fact<String>)>,
}

impl IntentFilter {
    /// Every value of one `<data>` attribute in the whole filter.
    pub fn data_values(&self, attribute: &str) -> Vec<&str> {
        let attributes = self.data.iter().flat_map(|data| &data.attributes);
        attributes
            .filter(|(name, _)| *name == attribute)
            .flat_map(|(_, fact)| fact.value.each().map(String::as_str))
            .collect()
    }

    /// Whether links in a browser can reach it.
    pub fn is_browsable(&self) -> bool {
        self.actions.iter().any(|action| action == "android.intent.action.VIEW")
            && self.categories.iter().any(|category| category == "android.intent.category.BROWSABLE")
    }

    /// Whether it puts the component on the home screen.
    pub fn is_launcher(&self) -> bool {
        self.actions.iter().any(|action| action == "android.intent.action.MAIN")
            && self.categories.iter().any(|category| {
                category == "android.intent.category.LAUNCHER"
                    || category == "android.intent.category.LEANBACK_LAUNCHER"
            })
    }
}

/// Everything an Android manifest says, with the platform's defaults.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The root element and `<uses-sdk>`.
    pub root: Root,
    /// The `<application>` element, if there is one.
    pub application: Option<Application>,
    /// Components in document order.
    pub components: Vec<Component>,
    /// Permissions the app declares.
    pub permissions: Vec<Permission>,
    /// Permissions the app asks for.
    pub uses_permissions: Vec<UsesPermission>,
    /// `<meta-data>` of the application and of its components.
    pub meta_data: Vec<MetaData>,
}

const COMPONENTS: &[&str] = &["activity", "activity-alias", "service", "receiver", "provider"];

impl Manifest {
    /// Reads a manifest; `None` when the root element is not `<manifest>`.
    pub(crate) fn read(document: &Document, artifact: Arc<str>, table: Option<&Table<'_>>) -> Option<Self> {
        let from = Resolver { document, artifact, table };
        if from.element(0)?.name != "manifest" {
            return None;
        }
        let root = read_root(&from);
        // The platform warns about a second <application> and ignores it.
        let application_at = from.children(0, &["application"]).next().map(|(at, _)| at);
        let application = application_at.map(|at| read_application(&from, at, &root));
        let components = match (application_at, &application) {
            (Some(at), Some(application)) => {
                let elements = from.children(at, COMPONENTS);
                elements
                    .map(|(at, element)| read_component(&from, at, &element.name, &root, application))
                    .collect()
            }
            _ => Vec::new(),
        };
        let mut meta_data = application_at.map(|at| read_meta_data(&from, at)).unwrap_or_default();
        meta_data
            .extend(components.iter().flat_map(|component: &Component| component.meta_data.iter().cloned()));
        let permissions = from.children(0, &["permission"]).map(|(at, _)| Permission {
            origin: from.place(at, None),
            name: from.fact(at, "name", String::new()),
            protection_level: from.fact(at, "protectionLevel", 0),
        });
        let uses = from.children(0, &["uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m"]);
        let uses_permissions = uses.map(|(at, _)| UsesPermission {
            origin: from.place(at, None),
            name: from.fact(at, "name", String::new()),
            max_sdk: from.fact(at, "maxSdkVersion", i64::from(i32::MAX)),
        });
        Some(Self {
            permissions: permissions.collect(),
            uses_permissions: uses_permissions.collect(),
            root,
            application,
            components,
            meta_data,
        })
    }

    /// The target API level, where one is known.
    pub fn target_sdk(&self) -> Option<i64> {
        self.root.target_sdk.value.main().copied()
    }

    /// The minimum API level, where one is known.
    pub fn min_sdk(&self) -> Option<i64> {
        self.root.min_sdk.value.main().copied()
    }

    /// Application id.
    pub fn package(&self) -> &str {
        self.root.package.value.main().map_or("", String::as_str)
    }
}

fn read_root(from: &Resolver<'_>) -> Root {
    let sdk = from.children(0, &["uses-sdk"]).map(|(at, _)| at).last();
    let level = |name: &str, default: i64| match sdk {
        Some(at) => from.fact(at, name, default),
        None => Fact { value: Value::Default(default), origin: from.place(0, None) },
    };
    let min_sdk = level("minSdkVersion", 1);
    let target_sdk = level("targetSdkVersion", min_sdk.value.main().copied().unwrap_or(1));
    Root {
        origin: from.place(0, None),
        package: from.plain_fact(0, "package", String::new()),
        version_code: from.fact(0, "versionCode", 0),
        version_name: from.fact(0, "versionName", String::new()),
        min_sdk,
        target_sdk,
        shared_user_id: from.fact(0, "sharedUserId", String::new()),
        split: from.plain_fact(0, "split", String::new()),
    }
}

fn read_application(from: &Resolver<'_>, at: u32, root: &Root) -> Application {
    let target = root.target_sdk.value.main().copied().unwrap_or(1);
    let package = root.package.value.main().cloned().unwrap_or_default();
    Application {
        origin: from.place(at, None),
        debuggable: from.fact(at, "debuggable", false),
        test_only: from.fact(at, "testOnly", false),
        allow_backup: from.fact(at, "allowBackup", true),
        full_backup_content: from.fact(at, "fullBackupContent", String::new()),
        data_extraction_rules: from.fact(at, "dataExtractionRules", String::new()),
        uses_cleartext_traffic: from.fact(at, "usesCleartextTraffic", target < 28),
        network_security_config: from.fact(at, "networkSecurityConfig", String::new()),
        permission: from.fact(at, "permission", String::new()),
        task_affinity: from.fact(at, "taskAffinity", package),
        allow_task_reparenting: from.fact(at, "allowTaskReparenting", false),
        request_legacy_external_storage: from.fact(at, "requestLegacyExternalStorage", target < 29),
        preserve_legacy_external_storage: from.fact(at, "preserveLegacyExternalStorage", false),
        // PackageParser and ParsingPackageUtils of AOSP: true at every target. Build tools write the attribute instead.
        extract_native_libs: from.fact(at, "extractNativeLibs", true),
        direct_boot_aware: from.fact(at, "directBootAware", false),
    }
}

fn read_component(
    from: &Resolver<'_>,
    at: u32,
    kind: &str,
    root: &Root,
    application: &Application,
) -> Component {
    let filters: Vec<IntentFilter> =
        from.children(at, &["intent-filter"]).map(|(at, _)| read_filter(from, at)).collect();
    let target = root.target_sdk.value.main().copied().unwrap_or(1);
    // ParsedActivityUtils, ParsedServiceUtils, ParsedProviderUtils of AOSP: a provider is exported by default below
    // API level 17, everything else when it has a filter. From level 31 the attribute is required with a filter.
    let exported_by_default = if kind == "provider" { target < 17 } else { !filters.is_empty() };
    let package = root.package.value.main().map_or("", String::as_str);
    let inherit = |own: Fact<String>, of_application: &Fact<String>| {
        if own.value.is_written() {
            own
        } else {
            Fact { value: of_application.value.clone(), origin: own.origin }
        }
    };
    let own = |name| from.fact(at, name, String::new());
    // An alias has no affinity or launch mode of its own; what it shows comes from its target.
    let permission = inherit(own("permission"), &application.permission);
    Component {
        origin: from.place(at, None),
        kind: Fact { value: Value::Known(kind.to_owned()), origin: from.place(at, None) },
        name: full_name(own("name"), package),
        exported: from.fact(at, "exported", exported_by_default),
        enabled: from.fact(at, "enabled", true),
        read_permission: inherit(own("readPermission"), &permission),
        write_permission: inherit(own("writePermission"), &permission),
        permission,
        authorities: own("authorities"),
        grant_uri_permissions: from.fact(at, "grantUriPermissions", false),
        launch_mode: from.fact(at, "launchMode", 0),
        task_affinity: inherit(own("taskAffinity"), &application.task_affinity),
        allow_task_reparenting: {
            let own = from.fact(at, "allowTaskReparenting", false);
            let value = if own.value.is_written() {
                own.value
            } else {
                application.allow_task_reparenting.value.clone()
            };
            Fact { value, origin: own.origin }
        },
        direct_boot_aware: from.fact(at, "directBootAware", false),
        target_activity: full_name(own("targetActivity"), package),
        filters,
        grants: read_grants(from, at),
        meta_data: read_meta_data(from, at),
    }
}

/// `.Login` and `Login` both mean a class of the package.
fn full_name(mut fact: Fact<String>, package: &str) -> Fact<String> {
    let complete = |name: &mut String| {
        if name.starts_with('.') {
            name.insert_str(0, package);
        } else if !name.is_empty() && !name.contains('.') {
            *name = format!("{package}.{name}");
        }
    };
    match &mut fact.value {
        Value::Known(name) | Value::Default(name) => complete(name),
        Value::Varies(names) => names.iter_mut().for_each(|(_, name)| complete(name)),
        Value::Unresolved(_) => {}
    }
    fact
}

fn read_filter(from: &Resolver<'_>, at: u32) -> IntentFilter {
    const DATA: &[&str] = &[
        "scheme",
        "host",
        "port",
        "path",
        "pathPrefix",
        "pathPattern",
        "pathAdvancedPattern",
        "pathSuffix",
        "mimeType",
    ];
    let names = |tag: &'static [&'static str]| {
        let found = from
            .children(at, tag)
            .filter_map(|(at, _)| from.fact(at, "name", String::new()).value.main().cloned());
        found.collect::<Vec<_>>()
    };
    let data = from.children(at, &["data"]).map(|(at, _)| Data {
        origin: from.place(at, None),
        attributes: DATA
            .iter()
            .map(|name| (*name, from.fact(at, name, String::new())))
            .filter(|(_, fact)| fact.value.is_written())
            .collect(),
    });
    IntentFilter {
        origin: from.place(at, None),
        auto_verify: from.fact(at, "autoVerify", false),
        priority: from.fact(at, "priority", 0),
        actions: names(&["action"]),
        categories: names(&["category"]),
        data: data.collect(),
    }
}

fn read_grants(from: &Resolver<'_>, at: u32) -> Vec<(String, Fact<String>)> {
    let elements = from.children(at, &["grant-uri-permission"]);
    let grants = elements.flat_map(|(at, _)| {
        ["path", "pathPrefix", "pathPattern", "pathAdvancedPattern"]
            .map(|name| (name.to_owned(), from.fact(at, name, String::new())))
    });
    grants.filter(|(_, fact)| fact.value.is_written()).collect()
}

fn read_meta_data(from: &Resolver<'_>, at: u32) -> Vec<MetaData> {
    let elements = from.children(at, &["meta-data"]);
    let entries = elements.map(|(at, _)| MetaData {
        origin: from.place(at, None),
        name: from.fact(at, "name", String::new()),
        value: from.fact(at, "value", String::new()),
        resource: Fact {
            value: match from.reference(at, "resource") {
                Some(id) => Value::Known(format!("@{id}")),
                None => Value::Default(String::new()),
            },
            origin: from.place(at, Some("resource")),
        },
    });
    entries.collect()
}

impl Component {
    /// Whether another app can reach it: exported, enabled, and the application enabled too.
    pub fn reachable(&self) -> Tri {
        self.exported.is(|&exported| exported).and(self.enabled.is(|&enabled| enabled))
    }

    /// Kind as a plain word.
    pub fn kind(&self) -> &str {
        self.kind.value.main().map_or("", String::as_str)
    }
}
