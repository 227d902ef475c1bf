use std::collections::HashSet;
use std::sync::Arc;

use android_res::axml::Document;
use android_res::{ResId, Tables};

use super::component::{Component, full_name};
use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Value};

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
        /// Highest API level on which new installations share the id; empty when there is none.
        shared_user_max_sdk: String,
        /// Name of the split this manifest belongs to; empty for the base.
        split: String,
        plus {
            /// Whether the platform refuses to install the APK without splits.
            split_required: bool,
        }
    }

    /// The `<application>` element.
    Application as "manifest.application" {
        /// Class of the application object, completed with the package; empty for that of the framework.
        name: String,
        /// Class that makes all components (from API level 28), completed with the package.
        component_factory: String,
        /// Whether a debugger may attach.
        debuggable: bool,
        /// Whether the build is for tests only.
        test_only: bool,
        /// Whether anything of the app may run.
        enabled: bool,
        /// Whether backup is allowed; true when not written.
        allow_backup: bool,
        /// Class of the app that makes backups by itself.
        backup_agent: String,
        /// Whether files are backed up although there is a class for backups.
        full_backup_only: bool,
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
        plus {
            /// Resource id of the network security configuration; the platform ignores what is no reference.
            network_security_config_id: Option<ResId>,
            /// Class that runs before the app's processes are made.
            zygote_preload: Fact<String>,
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
        /// Whether it is asked for on API level 23 and above only.
        from_23: bool,
    }

    /// A `<meta-data>` element of the application or a component.
    MetaData as "manifest.meta-data" {
        /// Name.
        name: String,
        /// Value.
        value: String,
        /// Resource the entry points to.
        resource: String,
        /// `application`, or the class name of the component it belongs to.
        owner: String,
        plus {
            /// What the resource resolves to: the path of a file, or a value.
            file: Value<String>,
        }
    }

    /// A `<uses-feature>`.
    Feature as "manifest.feature" {
        /// Name.
        name: String,
        /// Whether the app does not work without it.
        required: bool,
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
    /// Name prefixes under which the app may declare permissions while it runs (`<permission-tree>`).
    pub permission_trees: Vec<String>,
    /// Features of a device that the app uses.
    pub features: Vec<Feature>,
    /// `<meta-data>` of the application and of its components.
    pub meta_data: Vec<MetaData>,
}

const COMPONENTS: &[&str] = &["activity", "activity-alias", "service", "receiver", "provider"];

impl Manifest {
    /// Reads a manifest; `None` when the root element is not `<manifest>`.
    pub(crate) fn read(document: &Document, artifact: Arc<str>, tables: &Tables<'_>) -> Option<Self> {
        let from = Resolver { document, artifact, tables };
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
                    .map(|(at, element)| Component::read(&from, at, &element.name, &root, application))
                    .collect()
            }
            _ => Vec::new(),
        };
        let mut meta_data = application_at.map(|at| MetaData::read(&from, at)).unwrap_or_default();
        meta_data
            .extend(components.iter().flat_map(|component: &Component| component.meta_data.iter().cloned()));
        let permissions = from.children(0, &["permission"]).map(|(at, _)| Permission {
            origin: from.place(at, None),
            name: from.fact(at, "name", String::new()),
            protection_level: from.fact(at, "protectionLevel", 0),
        });
        let uses = from.children(0, &["uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m"]);
        let uses_permissions = uses.map(|(at, element)| UsesPermission {
            origin: from.place(at, None),
            name: from.fact(at, "name", String::new()),
            max_sdk: from.fact(at, "maxSdkVersion", i64::from(i32::MAX)),
            from_23: Fact {
                value: Value::Known(element.name != "uses-permission"),
                origin: from.place(at, None),
            },
        });
        let trees = from.children(0, &["permission-tree"]);
        let trees = trees.filter_map(|(at, _)| from.fact(at, "name", String::new()).value.main().cloned());
        let features = from.children(0, &["uses-feature"]).map(|(at, _)| Feature {
            origin: from.place(at, None),
            name: from.fact(at, "name", String::new()),
            required: from.fact(at, "required", true),
        });
        Some(Self {
            permissions: permissions.collect(),
            uses_permissions: uses_permissions.collect(),
            permission_trees: trees.collect(),
            features: features.collect(),
            root,
            application,
            components,
            meta_data,
        })
    }

    /// Adds what the manifest of a split declares. From a split the platform takes the components and the `<meta-data>` of
    /// its `<application>` and nothing else (`ParsingPackageUtils.parseSplitApplication` of AOSP). What the base declares
    /// as well, as build tools write it into both, is not added again.
    pub(crate) fn add_split(&mut self, document: &Document, artifact: Arc<str>, tables: &Tables<'_>) {
        let from = Resolver { document, artifact, tables };
        let Some(application) = &self.application else { return };
        let Some((at, _)) = from.children(0, &["application"]).next() else { return };
        let split = read_root(&from).split.value.main().cloned().unwrap_or_default();
        let known: HashSet<(String, Option<String>)> = self.components.iter().map(Component::key).collect();
        let known_data: HashSet<Option<String>> =
            self.meta_data.iter().map(|entry| entry.name.value.main().cloned()).collect();
        let own = MetaData::read(&from, at);
        self.meta_data
            .extend(own.into_iter().filter(|entry| !known_data.contains(&entry.name.value.main().cloned())));
        for (at, element) in from.children(at, COMPONENTS) {
            let component = Component::read(&from, at, &element.name, &self.root, application);
            if known.contains(&component.key()) {
                continue;
            }
            self.meta_data.extend(component.meta_data.iter().cloned());
            self.components.push(Component { split: split.clone(), ..component });
        }
    }

    /// Whether the app does not run without splits besides this manifest's APK.
    pub fn requires_splits(&self) -> bool {
        let entries = self.meta_data.iter().filter(|entry| {
            entry.name.value.main().is_some_and(|name| name == "com.android.vending.splits.required")
        });
        let mut values = entries.filter_map(|entry| entry.value.value.main());
        self.root.split_required || values.any(|value| value == "true" || value == "-1" || value == "1")
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
        shared_user_max_sdk: from.fact(0, "sharedUserMaxSdkVersion", String::new()),
        split: from.plain_fact(0, "split", String::new()),
        split_required: [("isSplitRequired", "true"), ("requiredSplitTypes", "")].iter().any(
            |(name, wanted)| {
                let value = from.fact(0, name, String::new()).value;
                value.is_written()
                    && value.each().any(|text| wanted.is_empty() && !text.is_empty() || text == wanted)
            },
        ),
    }
}

fn read_application(from: &Resolver<'_>, at: u32, root: &Root) -> Application {
    let target = root.target_sdk.value.main().copied().unwrap_or(1);
    let package = root.package.value.main().cloned().unwrap_or_default();
    let class = |attribute| full_name(from.fact(at, attribute, String::new()), &package);
    Application {
        origin: from.place(at, None),
        name: class("name"),
        component_factory: class("appComponentFactory"),
        debuggable: from.fact(at, "debuggable", false),
        test_only: from.fact(at, "testOnly", false),
        enabled: from.fact(at, "enabled", true),
        allow_backup: from.fact(at, "allowBackup", true),
        backup_agent: from.fact(at, "backupAgent", String::new()),
        full_backup_only: from.fact(at, "fullBackupOnly", false),
        full_backup_content: from.fact(at, "fullBackupContent", String::new()),
        data_extraction_rules: from.fact(at, "dataExtractionRules", String::new()),
        uses_cleartext_traffic: from.fact(at, "usesCleartextTraffic", target < 28),
        network_security_config: from.fact(at, "networkSecurityConfig", String::new()),
        permission: from.fact(at, "permission", String::new()),
        task_affinity: from.fact(at, "taskAffinity", package.clone()),
        allow_task_reparenting: from.fact(at, "allowTaskReparenting", false),
        request_legacy_external_storage: from.fact(at, "requestLegacyExternalStorage", target < 29),
        preserve_legacy_external_storage: from.fact(at, "preserveLegacyExternalStorage", false),
        // PackageParser and ParsingPackageUtils of AOSP: true at every target. Build tools write the attribute instead.
        extract_native_libs: from.fact(at, "extractNativeLibs", true),
        direct_boot_aware: from.fact(at, "directBootAware", false),
        network_security_config_id: from.reference(at, "networkSecurityConfig").filter(|id| id.0 != 0),
        zygote_preload: class("zygotePreloadName"),
    }
}

impl MetaData {
    /// The `<meta-data>` of one element.
    pub(crate) fn read(from: &Resolver<'_>, owner: u32) -> Vec<Self> {
        let element = from.element(owner).map_or("", |element| element.name.as_str());
        let name = match element {
            "application" => "application".to_owned(),
            _ => from.fact(owner, "name", String::new()).value.main().cloned().unwrap_or_default(),
        };
        let entries = from.children(owner, &["meta-data"]).map(|(at, _)| Self {
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
            owner: Fact { value: Value::Known(name.clone()), origin: from.place(owner, None) },
            file: from.fact(at, "resource", String::new()).value,
        });
        entries.collect()
    }
}
