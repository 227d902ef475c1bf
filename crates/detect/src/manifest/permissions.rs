use facts::{Facts, Level, Manifest, NEWEST_API, Tri, UsesPermission, Value, framework_permission};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// A permission that the person must agree to.
pub(crate) struct DangerousPermission;
/// A permission that reaches beyond the app and is not asked for in the ordinary way.
pub(crate) struct SpecialPermission;

/// Permissions that come along with another: the one written, the ones that come with it, and the target API level below
/// which they do (`split-permission` of AOSP's platform.xml).
const IMPLIED: &[(&str, &[&str], i64)] = &[
    ("ACCESS_FINE_LOCATION", &["ACCESS_COARSE_LOCATION"], i64::MAX),
    ("WRITE_EXTERNAL_STORAGE", &["READ_EXTERNAL_STORAGE"], i64::MAX),
    ("READ_CONTACTS", &["READ_CALL_LOG"], 16),
    ("WRITE_CONTACTS", &["WRITE_CALL_LOG"], 16),
    ("ACCESS_FINE_LOCATION", &["ACCESS_BACKGROUND_LOCATION"], 29),
    ("ACCESS_COARSE_LOCATION", &["ACCESS_BACKGROUND_LOCATION"], 29),
    ("READ_EXTERNAL_STORAGE", &["ACCESS_MEDIA_LOCATION"], 29),
    ("READ_EXTERNAL_STORAGE", &["READ_MEDIA_AUDIO", "READ_MEDIA_VIDEO", "READ_MEDIA_IMAGES"], 33),
    ("BODY_SENSORS", &["BODY_SENSORS_BACKGROUND"], 33),
    ("READ_MEDIA_IMAGES", &["READ_MEDIA_VISUAL_USER_SELECTED"], i64::MAX),
    ("READ_MEDIA_VIDEO", &["READ_MEDIA_VISUAL_USER_SELECTED"], i64::MAX),
];

const SPECIAL: &[&str] = &[
    "android.permission.BIND_ACCESSIBILITY_SERVICE",
    "android.permission.MANAGE_EXTERNAL_STORAGE",
    "android.permission.PACKAGE_USAGE_STATS",
    "android.permission.QUERY_ALL_PACKAGES",
    "android.permission.READ_SMS",
    "android.permission.RECEIVE_SMS",
    "android.permission.REQUEST_INSTALL_PACKAGES",
    "android.permission.SYSTEM_ALERT_WINDOW",
];

/// The API levels on which the app runs and asks for a permission: first, and last where there is one.
pub(super) fn asked_levels(manifest: &Manifest, permission: &UsesPermission) -> (i64, Option<i64>) {
    let from_23 = permission.from_23.value.main() == Some(&true);
    let first = manifest.min_sdk().unwrap_or(1).max(if from_23 { 23 } else { 1 });
    let limited = permission.max_sdk.value.is_written();
    (first, permission.max_sdk.value.main().copied().filter(|_| limited))
}

/// Whether the framework has the person asked for it on some release on which the app asks. Before API level 23 nobody
/// was asked.
pub(super) fn is_dangerous(manifest: &Manifest, permission: &UsesPermission, name: &str) -> bool {
    let (first, last) = asked_levels(manifest, permission);
    let last = last.unwrap_or(NEWEST_API).min(NEWEST_API);
    // Each level in which the table may change; a range that is empty asks for nothing.
    (first.max(23)..=last)
        .any(|api| framework_permission(name, api).is_some_and(|one| one.level == Level::Dangerous))
}

/// The range as people write it: `26+`, `26–28`.
pub(super) fn range(levels: (i64, Option<i64>)) -> String {
    match levels {
        (first, None) => format!("{first}+"),
        (first, Some(last)) if first == last => first.to_string(),
        (first, Some(last)) => format!("{first}–{last}"),
    }
}

/// Calls `look` with each permission that is asked for on some release the app runs on, and its name.
pub(super) fn each_asked<'m>(
    manifest: &'m Manifest,
    out: &mut Sink<'_>,
    mut look: impl FnMut(&'m UsesPermission, &'m str, &mut Sink<'_>),
) {
    for permission in &manifest.uses_permissions {
        if matches!(permission.name.value, Value::Unresolved(_)) {
            out.unknown(unresolved(&permission.name.origin));
        }
        let (first, last) = asked_levels(manifest, permission);
        if last.is_some_and(|last| last < first) {
            continue;
        }
        for name in permission.name.value.each() {
            look(permission, name, out);
        }
    }
    out.examined("permissions", manifest.uses_permissions.len());
}

impl Detector for DangerousPermission {
    fn id(&self) -> &'static str {
        "dangerous-permission"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let target = manifest.target_sdk().unwrap_or(1);
        each_asked(manifest, out, |permission, name, out| {
            if !is_dangerous(manifest, permission, name) {
                return;
            }
            let short = name.strip_prefix("android.permission.").unwrap_or(name);
            let implied: Vec<&str> = IMPLIED
                .iter()
                .filter(|(written, _, below)| *written == short && target < *below)
                .flat_map(|(_, others, _)| others.iter().copied())
                .collect();
            let draft = out
                .fail(permission.name.origin.clone())
                .value("name", name)
                .value("levels", range(asked_levels(manifest, permission)));
            if !implied.is_empty() {
                draft.value("implied", implied.join(", "));
            }
        });
        Ok(())
    }
}

impl Detector for SpecialPermission {
    fn id(&self) -> &'static str {
        "special-permission"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        each_asked(manifest, out, |permission, name, out| {
            if SPECIAL.contains(&name) {
                out.fail(permission.name.origin.clone())
                    .value("name", name)
                    .value("levels", range(asked_levels(manifest, permission)));
            }
        });
        // An accessibility service is not asked for; the app has one, and the settings switch it on.
        for component in manifest.components.iter().filter(|component| component.kind() == "service") {
            let name = "android.permission.BIND_ACCESSIBILITY_SERVICE";
            let has = component.permission.is(|permission| permission == name);
            if has.and(component.enabled.is(|&on| on)) == Tri::Yes {
                out.fail(component.permission.origin.clone())
                    .value("name", name)
                    .value("levels", range((manifest.min_sdk().unwrap_or(1), None)));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn implied_permissions_are_permissions_of_the_framework() {
        let known =
            |name: &str| facts::weakest_protection(&format!("android.permission.{name}"), 1..=NEWEST_API);
        for (written, others, _) in IMPLIED {
            assert!(known(written).is_some() && others.iter().all(|one| known(one).is_some()), "{written}");
        }
        assert!(SPECIAL.iter().all(|name| facts::weakest_protection(name, 1..=NEWEST_API).is_some()));
    }

    #[test]
    fn a_range_reads_as_people_write_it() {
        assert_eq!(range((26, None)), "26+");
        assert_eq!(range((21, Some(28))), "21–28");
        assert_eq!(range((28, Some(28))), "28");
    }
}
