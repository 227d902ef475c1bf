//! The network policy in force, as `android.security.net.config` of AOSP makes it of the manifest and the
//! configuration file: `ManifestConfigSource` chooses the source, `XmlConfigSource` reads the file, the builder of
//! `NetworkSecurityConfig` inherits.

mod anchors;
mod config;
mod encoding;
mod hosts;

use std::collections::BTreeMap;
use std::sync::Arc;

use android_res::axml::Document;
use android_res::{ResId, Tables};
use cursor::Limits;
use finding::Location;

use super::files::Files;
use super::manifest::Manifest;
use crate::record::records;
use crate::{Fact, Value};

pub use config::Refusal;
pub use encoding::pin_expiry;
pub use hosts::{hosts_in, is_local_host};

records! {
    /// The policy in force for one domain, everything inherited: one row a domain, and one for all others.
    DomainPolicy as "network.domain" {
        /// Host name, or `*` for every host that no other row names.
        domain: String,
        /// Whether subdomains are meant too.
        include_subdomains: bool,
        /// Whether some host name can match; false for `*.example.com`, addresses with a scheme, and the like.
        can_match: bool,
        /// Whether cleartext traffic is permitted.
        cleartext: bool,
        /// Whether the certificate authorities of the system are trusted.
        system_anchors: bool,
        /// Whether certificate authorities installed by the user are trusted.
        user_anchors: bool,
        /// Certificate files of the package that are trusted.
        file_anchors: i64,
        /// Whether an anchor switches pins off.
        override_pins: bool,
        /// Whether certificates must be logged publicly, where the platform knows about that.
        certificate_transparency: bool,
        /// Different pins in force.
        pins: i64,
        /// Pins that are not SHA-256 or not 32 bytes of Base64.
        bad_pins: i64,
        /// Day from which pins no longer count, `yyyy-mm-dd`; empty when they never expire.
        pins_expire: String,
        /// Whether the row holds for debuggable builds only.
        debug_only: bool,
    }

    /// A certificate of the package that the network configuration trusts.
    BundledCertificate as "network.certificate" {
        /// File that holds it.
        file: String,
        /// Holder.
        subject: String,
        /// Kind of its key: `RSA`, `EC`, `DSA` or an identifier.
        key: String,
        /// Bits of its key; 0 when the kind is unknown.
        key_bits: i64,
        /// Algorithm it is signed with.
        signature: String,
        /// End of its validity in seconds since 1970-01-01; a large number when it is not a time.
        not_after: i64,
        /// End of its validity as a person reads it.
        expires: String,
        /// Whether it says that it may sign other certificates. A certificate of version 1 says nothing and counts as true.
        authority: bool,
        /// Whether holder and issuer are the same.
        self_issued: bool,
        /// Whether it is trusted in debuggable builds only.
        debug_only: bool,
    }
}

/// The network policy of an app and what decided it.
#[derive(Debug, Clone, Default)]
pub struct NetworkPolicy {
    /// The base row first, then one row a domain, then the debug overrides; once for each configuration file.
    pub domains: Vec<DomainPolicy>,
    /// Certificates of the package that some configuration element trusts.
    pub certificates: Vec<BundledCertificate>,
    /// Elements that name a certificate file which is not there or holds no certificate.
    pub unread_anchors: Vec<UnreadAnchor>,
    /// What makes the platform refuse the configuration: it throws, and the app cannot connect.
    pub refusals: Vec<Refusal>,
    /// Configurations that are named in the manifest and not in the package.
    pub missing: Vec<Missing>,
    /// Paths of the configuration files that were read: one, or one for each device configuration.
    pub files: Vec<Arc<str>>,
}

/// A configuration that the manifest names and that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The attribute that names it.
    pub origin: Location,
    /// Path, or resource id where the id leads to no path.
    pub named: String,
    /// Whether the package has the file and it is not readable.
    pub unreadable: bool,
}

/// A certificate file that a configuration element names and that gave no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadAnchor {
    /// The attribute that names it.
    pub origin: Location,
    /// Path, or resource id where the id leads to no path.
    pub named: String,
    /// Whether only debuggable builds read it.
    pub debug_only: bool,
}

/// Package number of framework resources.
const FRAMEWORK: u8 = 1;

/// What every reader of a part of the policy needs.
struct Context<'c> {
    manifest: &'c Manifest,
    tables: &'c Tables<'c>,
    limits: &'c Limits,
}

impl NetworkPolicy {
    /// Reads the policy of an app; `None` without an `<application>` element.
    pub(crate) fn read(
        manifest: &Manifest,
        tables: &Tables<'_>,
        files: &mut Files<'_>,
        limits: &Limits,
    ) -> Option<Self> {
        let application = manifest.application.as_ref()?;
        let context = Context { manifest, tables, limits };
        let setting = &application.network_security_config;
        let mut policy = Self::default();
        // `getResourceId` gives 0 for anything that is no reference: a plain text names no configuration.
        let Some(id) = application.network_security_config_id else {
            policy.domains.push(context.of_attribute(application));
            return Some(policy);
        };
        let paths: Vec<&String> = setting.value.each().filter(|path| !path.is_empty()).collect();
        let mut missing = |named: String, unreadable: bool| {
            policy.missing.push(Missing { origin: setting.origin.clone(), named, unreadable });
        };
        let mut documents: Vec<(Arc<str>, Document)> = Vec::new();
        for path in &paths {
            // A resource shrinker renames files, so the resource id decides, not the name.
            match (files.has(path), files.xml(path)) {
                (_, Some(read)) => documents.push(read),
                (is_there, None) => missing((*path).clone(), is_there),
            }
        }
        if paths.is_empty() {
            // A resource of the framework is on the device, not in the package.
            missing(format!("@{id}"), id.package() == FRAMEWORK);
        }
        let debug = documents.iter().all(|(_, document)| !config::has_debug_overrides(document));
        for (artifact, document) in &documents {
            config::read(&context, artifact.clone(), document, files, &mut policy);
            policy.files.push(artifact.clone());
        }
        if debug && !documents.is_empty() {
            context.debug_resource(id, files, &mut policy);
        }
        if documents.is_empty() {
            // The platform throws here; what it would permit cannot be told.
            policy.domains.push(context.unresolved(id, &setting.origin));
        }
        Some(policy)
    }

    /// Prepares the look-up of hosts. With several configuration files, the first counts.
    pub fn lookup(&self) -> PolicyLookup<'_> {
        let base = self.domains.first();
        let artifact = base.map(|row| &row.origin.artifact);
        let mut by_name = BTreeMap::new();
        for row in self.domains.iter().skip(1) {
            let first_file = Some(&row.origin.artifact) == artifact;
            if let Some(name) = row.domain.value.main()
                && first_file
                && !row.is_debug_only()
            {
                by_name.entry(name.as_str()).or_insert(row);
            }
        }
        PolicyLookup { base, by_name }
    }
}

/// Finds the row that the platform applies to a host.
#[derive(Debug)]
pub struct PolicyLookup<'n> {
    base: Option<&'n DomainPolicy>,
    by_name: BTreeMap<&'n str, &'n DomainPolicy>,
}

impl<'n> PolicyLookup<'n> {
    /// The row of exactly this name, else that of the longest domain which includes its subdomains, else the base row.
    pub fn of(&self, host: &str) -> Option<&'n DomainPolicy> {
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix('.').unwrap_or(&host);
        if let Some(row) = self.by_name.get(host) {
            return Some(row);
        }
        let domains = host.match_indices('.').filter_map(|(at, _)| host.get(at.saturating_add(1)..));
        let mut rows = domains.filter_map(|domain| self.by_name.get(domain).copied());
        rows.find(|row| row.include_subdomains.value.main() == Some(&true)).or(self.base)
    }
}

impl Context<'_> {
    /// `DefaultConfigSource`: the platform's defaults, with cleartext from the attribute of the manifest.
    fn of_attribute(&self, application: &super::Application) -> DomainPolicy {
        let mut base = self.platform_default(&application.origin);
        let setting = &application.uses_cleartext_traffic;
        if setting.value.is_written() {
            base.cleartext = setting.clone();
        }
        base
    }

    /// `NetworkSecurityConfig.getDefaultBuilder` of AOSP: cleartext up to target 27, user authorities up to target 23,
    /// certificate transparency from target 37.
    fn platform_default(&self, origin: &Location) -> DomainPolicy {
        fn default<T>(value: T, origin: &Location) -> Fact<T> {
            Fact { value: Value::Default(value), origin: origin.clone() }
        }
        let target = &self.manifest.root.target_sdk;
        let by_target = |holds: &dyn Fn(i64) -> bool, origin: &Location| {
            let value = match (&target.value, target.value.main()) {
                (Value::Unresolved(id), _) => Value::Unresolved(*id),
                (_, level) => Value::Default(holds(level.copied().unwrap_or(1))),
            };
            Fact { value, origin: origin.clone() }
        };
        DomainPolicy {
            origin: origin.clone(),
            domain: Fact { value: Value::Known("*".to_owned()), origin: origin.clone() },
            include_subdomains: default(true, origin),
            can_match: default(true, origin),
            cleartext: by_target(&|level| level <= 27, origin),
            system_anchors: default(true, origin),
            user_anchors: by_target(&|level| level <= 23, &target.origin),
            file_anchors: default(0, origin),
            override_pins: default(false, origin),
            certificate_transparency: by_target(&|level| level >= 37, &target.origin),
            pins: default(0, origin),
            bad_pins: default(0, origin),
            pins_expire: default(String::new(), origin),
            debug_only: default(false, origin),
        }
    }

    /// A base row of which nothing is known.
    fn unresolved(&self, id: ResId, origin: &Location) -> DomainPolicy {
        fn unknown<T>(id: ResId, origin: &Location) -> Fact<T> {
            Fact { value: Value::Unresolved(id), origin: origin.clone() }
        }
        DomainPolicy {
            cleartext: unknown(id, origin),
            system_anchors: unknown(id, origin),
            user_anchors: unknown(id, origin),
            file_anchors: unknown(id, origin),
            override_pins: unknown(id, origin),
            certificate_transparency: unknown(id, origin),
            pins: unknown(id, origin),
            bad_pins: unknown(id, origin),
            pins_expire: unknown(id, origin),
            ..self.platform_default(origin)
        }
    }

    /// Debug overrides may stand in a second resource, named after the first with `_debug` behind it.
    fn debug_resource(&self, id: ResId, files: &mut Files<'_>, policy: &mut NetworkPolicy) {
        let tables = self.tables;
        let name = tables.name(id).and_then(|name| Some(format!("{}_debug", name.split_once('/')?.1)));
        let Some(id) = name.and_then(|name| tables.find("xml", &name)) else { return };
        for (_, value) in tables.resolve(&android_res::Value::Reference(id)).values {
            let Some(path) = value.as_str() else { continue };
            if let Some((artifact, document)) = files.xml(path) {
                config::read_debug(self, artifact.clone(), &document, files, policy);
                policy.files.push(artifact);
            }
        }
    }
}

impl DomainPolicy {
    /// Loopback, emulator and private addresses, for which cleartext does not leave the site.
    pub fn is_local(&self) -> bool {
        let host = self.domain.value.main().map_or("", String::as_str);
        is_local_host(host)
    }

    /// Whether it is the row of every host that no other row names.
    pub fn is_base(&self) -> bool {
        self.domain.value.main().is_some_and(|domain| domain == "*") && !self.is_debug_only()
    }

    /// Whether it only holds in debuggable builds.
    pub fn is_debug_only(&self) -> bool {
        self.debug_only.value.main() == Some(&true)
    }
}
