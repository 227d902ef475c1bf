//! Permissions that guard components: who can hold them.

use facts::{Component, Fact, Facts, Level, Manifest, NEWEST_API, Tri, Value, covers_every_path};
use finding::{Confidence, Severity};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A provider that asks a permission of readers or of writers, not of both.
pub(crate) struct HalfGuardedProvider;
/// A component guarded by a permission that every app can have.
pub(crate) struct WeakGuard;
/// A component guarded by a permission that nobody declares.
pub(crate) struct UndeclaredGuard;

/// Permissions of other makers of system software: name or prefix, and level.
const VENDORS: &str = include_str!("../../data/vendor-permissions.tsv");

/// Who can hold a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nobody is asked for anything.
    Anyone,
    /// Every app that asks, or whose user agrees. Declared by the app itself or by the system.
    AnyApp(Level, Declarer),
    /// Apps of the same signer, or the system.
    Trusted,
    /// Whoever declares it first, since neither the app nor the system does.
    FirstComer(Declarer),
    /// The level of the permission is a reference, or it is declared at run time.
    Untold,
}

/// Who declares a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declarer {
    App,
    Framework,
    Vendor,
    Nobody,
}

/// Who can hold the permission of this name on the releases the app runs on.
pub(super) fn holder(manifest: &Manifest, name: &str) -> Holder {
    if name.is_empty() {
        return Holder::Anyone;
    }
    let lowest = manifest.min_sdk().unwrap_or(1);
    if let Some(protection) = facts::weakest_protection(name, lowest..=NEWEST_API) {
        return match protection.keeps_strangers_out() {
            true => Holder::Trusted,
            false => Holder::AnyApp(protection.level, Declarer::Framework),
        };
    }
    let of_name = |fact: &Fact<String>| fact.value.each().any(|one| one == name);
    if let Some(own) = manifest.permissions.iter().find(|permission| of_name(&permission.name)) {
        let weakest = own.protection_level.value.each().map(|&bits| Level::of_bits(bits)).min();
        return match weakest {
            None => Holder::Untold,
            Some(level) if level < Level::Signature => Holder::AnyApp(level, Declarer::App),
            Some(_) => Holder::Trusted,
        };
    }
    let below = |tree: &String| name.strip_prefix(tree.as_str()).is_some_and(|rest| rest.starts_with('.'));
    if manifest.permission_trees.iter().any(below) {
        return Holder::Untold;
    }
    match vendor_level(name) {
        Some("signature") => Holder::Trusted,
        Some("normal") => Holder::AnyApp(Level::Normal, Declarer::Vendor),
        Some("dangerous") => Holder::AnyApp(Level::Dangerous, Declarer::Vendor),
        Some(_) => Holder::FirstComer(Declarer::Vendor),
        None => Holder::FirstComer(Declarer::Nobody),
    }
}

fn vendor_level(name: &str) -> Option<&'static str> {
    let rows = VENDORS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let fits = |known: &str| match known.ends_with(['.', '_']) {
        true => name.starts_with(known),
        false => name == known,
    };
    rows.filter(|(known, _)| fits(known)).max_by_key(|(known, _)| known.len()).map(|(_, level)| level)
}

/// The permissions that guard a component: reading and writing of a provider, else the one of the component.
pub(super) fn guards(component: &Component) -> Vec<&Fact<String>> {
    match component.kind() {
        "provider" => vec![&component.read_permission, &component.write_permission],
        _ => vec![&component.permission],
    }
}

/// Whether every caller passes a guard. Permissions for all paths of a provider guard it as well.
pub(super) fn is_open(component: &Component, guard: &Fact<String>, reading: bool) -> Tri {
    let open = guard.is(|name| name.is_empty());
    let for_all_paths = component.path_permissions.iter().any(|one| {
        let asked = if reading { &one.read } else { &one.write };
        let whole = |(name, fact): &(String, Fact<String>)| {
            fact.value.main().is_some_and(|value| covers_every_path(name, value))
        };
        asked.is(|name| !name.is_empty()) == Tri::Yes && one.paths.iter().any(whole)
    });
    if for_all_paths { Tri::No } else { open }
}

/// Whether only the app itself, apps of its signer or the system get past what guards a component.
pub(super) fn keeps_strangers_out(facts: &Facts<'_>, component: &Component) -> bool {
    let Some(manifest) = &facts.manifest else { return false };
    guards(component).into_iter().all(|guard| {
        let mut names = guard.value.each().peekable();
        names.peek().is_some() && names.all(|name| holder(manifest, name) == Holder::Trusted)
    })
}

impl Detector for HalfGuardedProvider {
    fn id(&self) -> &'static str {
        "half-guarded-provider"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let mut count = 0u32;
        for component in manifest.components.iter().filter(|component| component.kind() == "provider") {
            count = count.saturating_add(1);
            let read = is_open(component, &component.read_permission, true);
            let write = is_open(component, &component.write_permission, false);
            let half = read.and(!write).or(write.and(!read));
            match component.reachable().and(half) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&component.origin)),
                Tri::Yes => {
                    let (open, guarded, word) = match read {
                        Tri::Yes => {
                            (&component.read_permission, &component.write_permission, "readPermission")
                        }
                        _ => (&component.write_permission, &component.read_permission, "writePermission"),
                    };
                    if word == "writePermission" && writes_nothing(facts, component) {
                        out.examined("read-only provider", &component.name.value);
                        continue;
                    }
                    out.fail(open.origin.clone())
                        .value("name", component.name.value.to_string())
                        .value("missing", word)
                        .value("permission", guarded.value.to_string());
                }
            }
        }
        out.examined("providers", count);
        Ok(())
    }
}

/// Whether the methods that write only throw or return, and files are not opened by code of the app.
fn writes_nothing(facts: &Facts<'_>, component: &Component) -> bool {
    let Some((file, class)) = facts.code.classes.find(&component.class()) else { return false };
    let mut writers = 0u32;
    for method in class.methods(&file.dex) {
        let Some(signature) = file.dex.method_signature(method.idx) else { return false };
        let name = signature.split("->").nth(1).and_then(|rest| rest.split('(').next()).unwrap_or_default();
        match name {
            "insert" | "update" | "delete" => {
                let Some(body) = crate::code::Body::of(&facts.code.classes, file, &method) else {
                    return false;
                };
                let harmless =
                    |callee: &String| callee.starts_with("Ljava/lang/") && callee.ends_with("-><init>");
                if !body.calls().iter().all(|(_, callee)| harmless(callee)) {
                    return false;
                }
                writers = writers.saturating_add(1);
            }
            "openFile" | "openAssetFile" | "bulkInsert" | "applyBatch" | "call" => return false,
            _ => {}
        }
    }
    // All three are abstract in ContentProvider; fewer means that a super class writes.
    writers >= 3
}

/// Calls `look` with every component that other apps reach and each permission that guards it.
fn each_guard(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    look: impl Fn(&Manifest, &Component, &Fact<String>, &str, &mut Sink<'_>),
) {
    let Some(manifest) = &facts.manifest else { return };
    let mut count = 0u32;
    for component in &manifest.components {
        match component.reachable() {
            Tri::No => continue,
            Tri::Unknown => {
                if guards(component).iter().any(|guard| guard.is(|name| name.is_empty()) != Tri::Yes) {
                    out.unknown(unresolved(&component.origin));
                }
                continue;
            }
            Tri::Yes => {}
        }
        for guard in guards(component) {
            if matches!(guard.value, Value::Unresolved(_)) {
                out.unknown(unresolved(&guard.origin));
            }
            for name in guard.value.each().filter(|name| !name.is_empty()) {
                count = count.saturating_add(1);
                look(manifest, component, guard, name, out);
            }
        }
    }
    out.examined("guards", count);
}

impl Detector for WeakGuard {
    fn id(&self) -> &'static str {
        "weak-guard"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_guard(facts, out, |manifest, component, guard, name, out| match holder(manifest, name) {
            Holder::AnyApp(level, declarer) => {
                let level = match (level, declarer) {
                    // What the settings hand out has a level of its own kind.
                    (Level::Signature | Level::Internal, _) => "appop",
                    (level, _) => level.word(),
                };
                let draft = out
                    .fail(guard.origin.clone())
                    .value("name", component.name.value.to_string())
                    .value("permission", name)
                    .value("level", level);
                if declarer != Declarer::App {
                    // Asking a permission of the system says what the caller must be able to do anyway.
                    draft.severity(if super::is_for_system_only(component) {
                        Severity::Info
                    } else {
                        Severity::Low
                    });
                }
            }
            Holder::Untold => out.unknown(unresolved(&guard.origin)),
            _ => {}
        });
        Ok(())
    }
}

impl Detector for UndeclaredGuard {
    fn id(&self) -> &'static str {
        "undeclared-guard"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each_guard(facts, out, |manifest, component, guard, name, out| {
            let Holder::FirstComer(declarer) = holder(manifest, name) else { return };
            let draft = out
                .fail(guard.origin.clone())
                .value("name", component.name.value.to_string())
                .value("permission", name);
            let below_package =
                name.strip_prefix(manifest.package()).is_some_and(|rest| rest.starts_with('.'));
            if declarer == Declarer::Vendor {
                draft.severity(Severity::Low);
            } else if facts.is_own_name(name) && !below_package {
                // Another app of the same firm may declare it; on a phone without that app anyone may.
                draft.severity(Severity::Medium).confidence(Confidence::Medium);
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_of_a_vendor_counts() {
        assert_eq!(vendor_level("com.google.android.c2dm.permission.SEND"), Some("signature"));
        assert_eq!(vendor_level("com.google.android.gms.permission.AD_ID"), Some("normal"));
        assert_eq!(vendor_level("com.google.android.gms.permission.OTHER"), Some("signature"));
        assert_eq!(vendor_level("com.sec.android.provider.badge.permission.READ"), Some("-"));
        assert_eq!(vendor_level("com.android.vending.BILLINGS"), Some("-"));
        assert_eq!(vendor_level("tw.example.P"), None);
    }
}
