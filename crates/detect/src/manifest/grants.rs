use facts::{Facts, Tri, covers_every_path};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// An exported provider that may grant access to all of its addresses.
pub(crate) struct GrantsEverything;

impl Detector for GrantsEverything {
    fn id(&self) -> &'static str {
        "grants-everything"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let mut count = 0u32;
        for component in manifest.components.iter().filter(|component| component.kind() == "provider") {
            count = count.saturating_add(1);
            // A provider that is not exported grants one address at a time, and only by itself: what FileProvider does.
            let reachable = component.reachable();
            if reachable == Tri::No {
                continue;
            }
            let name = component.name.value.to_string();
            let whole = |attribute: &str, path: &str| {
                covers_every_path(attribute, path) || (attribute == "path" && path == "/")
            };
            let mut patterns_cover_all = component.grants.is_empty();
            for (attribute, path) in &component.grants {
                match reachable.and(path.is(|path| whole(attribute, path))) {
                    Tri::No => {}
                    Tri::Unknown => out.unknown(unresolved(&path.origin)),
                    Tri::Yes => {
                        patterns_cover_all = true;
                        let shown = path.value.main().map_or("", String::as_str);
                        out.fail(path.origin.clone())
                            .value("name", &name)
                            .value("grant", format!("android:{attribute}=\"{shown}\""));
                    }
                }
            }
            // Patterns, where there are any, limit what the attribute allows.
            let all = component.grant_uri_permissions.is(|&on| on).and(patterns_cover_all.into());
            match reachable.and(all) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&component.grant_uri_permissions.origin)),
                Tri::Yes => {
                    out.fail(component.grant_uri_permissions.origin.clone())
                        .value("name", &name)
                        .value("grant", "android:grantUriPermissions=\"true\"");
                }
            }
        }
        out.examined("providers", count);
        Ok(())
    }
}
