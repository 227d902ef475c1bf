use std::collections::BTreeSet;

use facts::{Binary, Facts};
use finding::{Location, Text};
use proplist::Value;
use rules::Sink;

use super::privacy::manifests;
use super::slices;
use crate::{Detector, Unknown};

/// An SDK of Apple's list without a privacy manifest.
pub(crate) struct ListedSdk;
/// Analytics in the app, and a manifest that says nothing is collected.
pub(crate) struct CollectionNotDeclared;

const LIST: &str = include_str!("listed-sdks.tsv");

/// Classes of SDKs that send what people do or what goes wrong to their maker, and the SDKs.
const ANALYTICS: &[(&str, &str)] = &[
    ("ADJConfig", "Adjust"),
    ("Amplitude", "Amplitude"),
    ("AppsFlyerLib", "AppsFlyer"),
    ("BNCServerAPI", "Branch"),
    ("FBSDKAppEvents", "Facebook App Events"),
    ("FIRAnalytics", "Firebase Analytics"),
    ("FIRCrashlytics", "Firebase Crashlytics"),
    ("Flurry", "Flurry"),
    ("GAI", "Google Analytics"),
    ("Mixpanel", "Mixpanel"),
    ("SentrySDK", "Sentry"),
];

/// Kinds of data that such SDKs collect, without their common beginning.
const COLLECTED: &[&str] = &[
    "AdvertisingData",
    "CrashData",
    "DeviceID",
    "OtherDiagnosticData",
    "OtherUsageData",
    "PerformanceData",
    "ProductInteraction",
];

impl Detector for ListedSdk {
    fn id(&self) -> &'static str {
        "listed-sdk-without-manifest"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let listed: BTreeSet<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        let mut count = 0u32;
        for bundle in facts.apple.iter().filter(|bundle| bundle.kind_word() == "framework") {
            let folder = bundle.unit.rsplit('/').next().unwrap_or(&bundle.unit);
            let Some(name) = folder.strip_suffix(".framework").filter(|name| listed.contains(name)) else {
                continue;
            };
            count = count.saturating_add(1);
            if manifests(facts, bundle).is_empty() {
                // There is no file to point at, so the place is where it belongs.
                let place = format!("{}/PrivacyInfo.xcprivacy", bundle.unit);
                let version = bundle.text("CFBundleShortVersionString").unwrap_or("?");
                out.fail(Location::file(place)).value("sdk", name).value("version", version).anchor(name);
            }
        }
        out.examined("frameworks on the list", count);
        Ok(())
    }
}

/// The SDK whose class a slice defines or imports.
fn analytics(binary: &Binary) -> impl Iterator<Item = (&'static str, &'static str)> {
    ANALYTICS.iter().copied().filter(|(class, _)| {
        binary.imports(&format!("_OBJC_CLASS_$_{class}"))
            || binary.classes.binary_search_by(|one| one.as_str().cmp(class)).is_ok()
    })
}

/// Kinds of data that a manifest says are collected.
fn collected(list: &Value) -> impl Iterator<Item = &str> {
    let entries = list.get("NSPrivacyCollectedDataTypes").and_then(Value::as_array).unwrap_or_default();
    let kinds = entries.iter().filter_map(|entry| entry.get("NSPrivacyCollectedDataType")?.as_str());
    kinds.map(|kind| kind.strip_prefix("NSPrivacyCollectedDataType").unwrap_or(kind))
}

impl Detector for CollectionNotDeclared {
    fn id(&self) -> &'static str {
        "collection-not-declared"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let users: Vec<_> = slices(facts)
            .flat_map(|(bundle, binary)| analytics(binary).map(move |sdk| (bundle, sdk)))
            .collect();
        out.examined("uses of analytics", users.len());
        let lists: Vec<&Value> =
            facts.apple.iter().filter_map(|bundle| bundle.privacy.as_ref()).map(|(_, list)| list).collect();
        // The store adds the manifests of an app up, so one that declares such data speaks for all.
        if lists.iter().flat_map(|list| collected(list)).any(|kind| COLLECTED.contains(&kind)) {
            return Ok(());
        }
        if lists.is_empty() && !users.is_empty() {
            out.not_applicable(Text::new(
                "the app has no privacy manifest at all",
                "App 未附任何隱私權資訊清單",
            ));
            return Ok(());
        }
        let app = facts.apple.first();
        let mut seen = BTreeSet::new();
        for (bundle, (class, sdk)) in users {
            let own = bundle.privacy.as_ref().or_else(|| app.and_then(|app| app.privacy.as_ref()));
            let Some((path, _)) = own.or_else(|| facts.apple.iter().find_map(|one| one.privacy.as_ref()))
            else {
                continue;
            };
            if seen.insert((path, sdk)) {
                out.fail(Location::key(path.clone(), "NSPrivacyCollectedDataTypes"))
                    .value("sdk", sdk)
                    .value("class", class)
                    .anchor(sdk);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_list_are_single_words() {
        assert!(LIST.starts_with('#'));
        assert!(LIST.lines().filter(|line| !line.starts_with('#')).all(|line| !line.contains(['\t', ' '])));
    }
}
