//! One configuration file, as `XmlConfigSource` of AOSP reads it.
//!
//! Attributes are read as `XmlResourceParser` reads them, not as a theme-aware reader would: a reference is not followed,
//! and a boolean that is neither a boolean nor a number gives the default of the call. What makes the platform throw is
//! kept as a [`Refusal`], and reading goes on.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use android_res::axml::{Attribute, Document};
use android_res::{Accepts, ResId, Value as Raw};
use finding::Location;

use super::{Context, DomainPolicy, Files, NetworkPolicy, encoding, hosts};
use crate::android::resolve::Resolver;
use crate::{Fact, Value};

/// Something in the configuration file for which the platform throws instead of loading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it stands.
    pub origin: Location,
    /// What it is, in the words of the format: `<pin-set> in <base-config>`.
    pub what: String,
    /// Whether it is about pins.
    pub about_pins: bool,
    /// Whether only debuggable builds read it.
    pub debug_only: bool,
}

/// The element that settings stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Base,
    Domain,
    Debug,
}

/// A certificate file that a configuration element trusts.
pub(super) struct FileAnchor {
    pub(super) id: ResId,
    /// The `src` attribute.
    pub(super) origin: Location,
    pub(super) debug_only: bool,
}

struct Reader<'r, 'p> {
    from: Resolver<'r>,
    policy: &'p mut NetworkPolicy,
    anchors: Vec<FileAnchor>,
    domains: BTreeSet<String>,
}

/// Whether the document has debug overrides of its own.
pub(super) fn has_debug_overrides(document: &Document) -> bool {
    document.children(0).any(|(_, element)| element.name == "debug-overrides")
}

/// Adds what the file says: the base row, a row a domain, and the debug overrides.
pub(super) fn read(
    context: &Context<'_>,
    artifact: Arc<str>,
    document: &Document,
    files: &mut Files<'_>,
    policy: &mut NetworkPolicy,
) {
    let mut reader = Reader::new(context, artifact, document, policy);
    reader.root();
    let default = context.platform_default(&reader.from.place(0, None));
    let bases: Vec<u32> = reader.from.children(0, &["base-config"]).map(|(at, _)| at).collect();
    reader.only_one(&bases, "<base-config>", false);
    let base = match bases.first() {
        Some(&at) => reader.settings(at, &default, Kind::Base),
        None => default.clone(),
    };
    reader.policy.domains.push(base.clone());
    // Nested configurations are walked with a list; the document's depth is bounded already.
    let mut work: Vec<(u32, Arc<DomainPolicy>)> = Vec::new();
    let mut above = Arc::new(base);
    let mut next = reader.nested(0);
    loop {
        next.reverse();
        work.extend(next.into_iter().map(|at| (at, above.clone())));
        let Some((at, parent)) = work.pop() else { break };
        let own = reader.settings(at, &parent, Kind::Domain);
        reader.domain_rows(at, &own);
        above = Arc::new(own);
        next = reader.nested(at);
    }
    reader.debug_overrides(&default);
    let anchors = reader.anchors;
    context.read_anchors(anchors, files, policy);
}

/// Adds the debug overrides of the `_debug` resource.
pub(super) fn read_debug(
    context: &Context<'_>,
    artifact: Arc<str>,
    document: &Document,
    files: &mut Files<'_>,
    policy: &mut NetworkPolicy,
) {
    let mut reader = Reader::new(context, artifact, document, policy);
    let default = context.platform_default(&reader.from.place(0, None));
    reader.debug_overrides(&default);
    let anchors = reader.anchors;
    context.read_anchors(anchors, files, policy);
}

impl<'r, 'p> Reader<'r, 'p> {
    fn new(
        context: &Context<'r>,
        artifact: Arc<str>,
        document: &'r Document,
        policy: &'p mut NetworkPolicy,
    ) -> Self {
        let from = Resolver { document, artifact, tables: context.tables };
        Self { from, policy, anchors: Vec::new(), domains: BTreeSet::new() }
    }

    fn refuse(&mut self, origin: Location, what: impl fmt::Display, about_pins: bool, debug_only: bool) {
        let what = finding::escape(&what.to_string());
        self.policy.refusals.push(Refusal { origin, what, about_pins, debug_only });
    }

    fn root(&mut self) {
        let name = self.from.element(0).map(|element| element.name.clone()).unwrap_or_default();
        if name != "network-security-config" {
            self.refuse(self.from.place(0, None), format_args!("<{name}>"), false, false);
        }
        if self.from.document.platform_accepts == Accepts::No {
            self.refuse(self.from.place(0, None), "binary XML", false, false);
        }
    }

    /// The platform throws at the second of a kind.
    fn only_one(&mut self, elements: &[u32], name: &str, debug_only: bool) {
        if let Some(&second) = elements.get(1) {
            let place = self.from.place(second, None);
            self.refuse(place, format_args!("{name} × {}", elements.len()), name == "<pin-set>", debug_only);
        }
    }

    fn nested(&self, at: u32) -> Vec<u32> {
        self.from.children(at, &["domain-config"]).map(|(at, _)| at).collect()
    }

    fn debug_overrides(&mut self, default: &DomainPolicy) {
        let overrides: Vec<u32> = self.from.children(0, &["debug-overrides"]).map(|(at, _)| at).collect();
        self.only_one(&overrides, "<debug-overrides>", false);
        if let Some(&at) = overrides.first() {
            let mut row = self.settings(at, default, Kind::Debug);
            row.debug_only = known(true, self.from.place(at, None));
            self.policy.domains.push(row);
        }
    }

    fn domain_rows(&mut self, at: u32, own: &DomainPolicy) {
        let domains: Vec<u32> = self.from.children(at, &["domain"]).map(|(at, _)| at).collect();
        if domains.is_empty() {
            let pinned = self.from.children(at, &["pin-set"]).next();
            let about_pins = pinned.is_some();
            let place = self.from.place(pinned.map_or(at, |(set, _)| set), None);
            self.refuse(place, "<domain-config>, <domain> × 0", about_pins, false);
        }
        for at in domains {
            let place = self.from.place(at, None);
            let text = self.from.element(at).and_then(|element| element.text.as_deref()).unwrap_or_default();
            let name = text.trim().to_lowercase();
            if text.is_empty() {
                self.refuse(place.clone(), "<domain></domain>", false, false);
            } else if !self.domains.insert(name.clone()) {
                self.refuse(place.clone(), format_args!("<domain>{name}</domain> × 2"), false, false);
            }
            let mut row = own.clone();
            row.can_match = known(hosts::can_match(&name), place.clone());
            row.include_subdomains = self.flag(at, "includeSubdomains", false);
            row.domain = known(name, place.clone());
            row.origin = place;
            self.policy.domains.push(row);
        }
    }

    /// The settings of one configuration element over those of the element around it.
    fn settings(&mut self, at: u32, above: &DomainPolicy, kind: Kind) -> DomainPolicy {
        let mut row = above.clone();
        row.origin = self.from.place(at, None);
        let debug = kind == Kind::Debug;
        // The platform goes through all attributes and looks at the local name alone; the last one wins.
        let attributes = self.from.element(at).map(|element| element.attributes.as_slice());
        let written = attributes.unwrap_or_default().iter().rev();
        let written = written.into_iter().find(|attribute| attribute.name == "cleartextTrafficPermitted");
        if let Some(attribute) = written {
            let value = boolean(&attribute.value).unwrap_or(true);
            let place = self.from.place_plain(at, Some("cleartextTrafficPermitted".to_owned()));
            row.cleartext = known(value, place);
        } else if kind == Kind::Base {
            row.cleartext.origin = row.origin.clone();
        }
        self.trust_anchors(at, &mut row, debug);
        let transparency: Vec<u32> =
            self.from.children(at, &["certificateTransparency"]).map(|(at, _)| at).collect();
        self.only_one(&transparency, "<certificateTransparency>", debug);
        if let Some(&at) = transparency.first() {
            let flag = self.flag(at, "enabled", false);
            let value = Value::Known(flag.value.main().copied().unwrap_or(false));
            row.certificate_transparency = Fact { value, origin: flag.origin };
        }
        self.pin_sets(at, &mut row, kind);
        self.misplaced(at, kind);
        row
    }

    fn trust_anchors(&mut self, at: u32, row: &mut DomainPolicy, debug: bool) {
        let lists: Vec<u32> = self.from.children(at, &["trust-anchors"]).map(|(at, _)| at).collect();
        self.only_one(&lists, "<trust-anchors>", debug);
        let Some(&list) = lists.first() else { return };
        let place = self.from.place(list, None);
        let (mut system, mut user, mut overrides) = (None, None, None);
        let mut files = 0i64;
        let certificates: Vec<u32> = self.from.children(list, &["certificates"]).map(|(at, _)| at).collect();
        for at in certificates {
            let origin = self.from.place_plain(at, Some("src".to_owned()));
            match self.from.element(at).and_then(|element| element.plain("src")).map(source) {
                Some(Source::File(id)) => {
                    files = files.saturating_add(1);
                    self.anchors.push(FileAnchor { id, origin, debug_only: debug });
                }
                Some(Source::Named("system")) => system = system.or(Some(origin)),
                Some(Source::Named("user")) => user = user.or(Some(origin)),
                // Hotspot sign-up has an authority list of its own.
                Some(Source::Named("wfa")) => {}
                Some(Source::Named(other)) => {
                    let what = format!("<certificates src=\"{other}\">");
                    self.refuse(origin, what, false, debug);
                }
                None => self.refuse(self.from.place(at, None), "<certificates>, src × 0", false, debug),
            }
            let flag = self.flag(at, "overridePins", debug);
            if flag.value.main() == Some(&true) {
                overrides = overrides.or(Some(flag.origin));
            }
        }
        let decided = |found: Option<Location>| match found {
            Some(origin) => known(true, origin),
            None => known(false, place.clone()),
        };
        // Authorities of the user and of the package are not logged publicly, so they switch the check off.
        if user.is_some() || files > 0 {
            row.certificate_transparency = Fact { value: Value::Default(false), origin: place.clone() };
        }
        row.system_anchors = decided(system);
        row.user_anchors = decided(user);
        row.file_anchors = known(files, place.clone());
        row.override_pins = decided(overrides);
    }

    fn pin_sets(&mut self, at: u32, row: &mut DomainPolicy, kind: Kind) {
        let sets: Vec<u32> = self.from.children(at, &["pin-set"]).map(|(at, _)| at).collect();
        let Some(&set) = sets.first() else { return };
        let place = self.from.place(set, None);
        let inside = match kind {
            Kind::Domain => {
                self.only_one(&sets, "<pin-set>", false);
                None
            }
            Kind::Base => Some("<base-config>"),
            Kind::Debug => Some("<debug-overrides>"),
        };
        if let Some(inside) = inside {
            let what = format!("<pin-set> in {inside}");
            self.refuse(place, what, true, kind == Kind::Debug);
            return;
        }
        let (mut good, mut bad) = (BTreeSet::new(), 0i64);
        for (_, pin) in self.from.children(set, &["pin"]) {
            let digest = pin.plain("digest").and_then(Attribute::text).unwrap_or_default();
            let text = pin.text.as_deref().unwrap_or_default();
            match encoding::base64(text.as_bytes()) {
                Some(bytes) if bytes.len() == 32 && digest.eq_ignore_ascii_case("SHA-256") => {
                    good.insert(bytes);
                }
                _ => bad = bad.saturating_add(1),
            }
        }
        row.pins = known(i64::try_from(good.len()).unwrap_or(i64::MAX), place.clone());
        row.bad_pins = known(bad, place.clone());
        let expiration = self.from.element(set).and_then(|set| set.plain("expiration"));
        row.pins_expire = match expiration {
            None => Fact { value: Value::Default(String::new()), origin: place },
            Some(attribute) => {
                let text = attribute.text().map_or_else(|| attribute.value.to_string(), str::to_owned);
                let origin = self.from.place_plain(set, Some("expiration".to_owned()));
                if encoding::pin_expiry(&text).is_none() {
                    self.refuse(origin.clone(), format_args!("expiration=\"{text}\""), false, false);
                }
                known(text, origin)
            }
        };
    }

    /// Elements that the platform does not allow here. Only debuggable builds read the debug overrides.
    fn misplaced(&mut self, at: u32, kind: Kind) {
        let inside = match kind {
            Kind::Base => "base-config",
            Kind::Debug => "debug-overrides",
            Kind::Domain => return,
        };
        for name in ["domain", "domain-config"] {
            let Some((child, _)) = self.from.document.children(at).find(|(_, one)| one.name == name) else {
                continue;
            };
            let place = self.from.place(child, None);
            self.refuse(place, format_args!("<{name}> in <{inside}>"), false, kind == Kind::Debug);
        }
    }

    /// `getAttributeBooleanValue(null, name, default)`.
    fn flag(&self, at: u32, name: &str, default: bool) -> Fact<bool> {
        let origin = self.from.place_plain(at, Some(name.to_owned()));
        let attribute = self.from.element(at).and_then(|element| element.plain(name));
        let value = match attribute {
            None => Value::Default(default),
            Some(attribute) => Value::Known(boolean(&attribute.value).unwrap_or(default)),
        };
        Fact { value, origin }
    }
}

fn known<T>(value: T, origin: Location) -> Fact<T> {
    Fact { value: Value::Known(value), origin }
}

/// A typed boolean, number or colour. The platform counts on the resource compiler to have made one of the text.
fn boolean(value: &Raw) -> Option<bool> {
    match value {
        Raw::Bool(value) => Some(*value),
        Raw::Int(value) => Some(*value != 0),
        Raw::Color(value) => Some(*value != 0),
        _ => None,
    }
}

enum Source<'s> {
    Named(&'s str),
    File(ResId),
}

fn source(attribute: &Attribute) -> Source<'_> {
    match attribute.value {
        Raw::Reference(id) | Raw::DynamicReference(id) => Source::File(id),
        _ => Source::Named(attribute.text().unwrap_or_default()),
    }
}
