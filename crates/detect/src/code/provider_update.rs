use facts::{Facts, Interest, MethodPattern, Part, Seen, StringPattern, StringScope, Tri};
use finding::Text;
use rules::Sink;

use crate::{Detector, Unknown};

/// An app for old phones that does not bring the TLS code of these phones up to date.
pub(crate) struct ProviderUpdate;

/// From Android 10 the TLS code is updated with the system.
const UPDATED_WITH_SYSTEM: i64 = 29;
/// Calls that put newer TLS code in front of that of the phone.
const UPDATES: &[&str] = &[
    "Lcom/google/android/gms/security/ProviderInstaller;->installIfNeeded(*)",
    "Lcom/google/android/gms/security/ProviderInstaller;->installIfNeededAsync(*)",
    "Lorg/conscrypt/Conscrypt;->newProvider(*)",
    "Lorg/conscrypt/Conscrypt;->newProviderBuilder(*)",
];
const INSTALLER: &str = "Lcom/google/android/gms/security/ProviderInstaller;";

/// A name that the installer looks up, and that stays readable when the installer itself is renamed.
fn looked_up() -> Option<StringPattern> {
    StringPattern::beginning_with(
        &["com.google.android.gms.common.security.ProviderInstallerImpl"],
        &[StringScope::Code],
    )
}

impl Detector for ProviderUpdate {
    fn id(&self) -> &'static str {
        "provider-update"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in UPDATES.iter().filter_map(|call| MethodPattern::parse(call).ok()) {
            interest.add_method(pattern);
        }
        looked_up().into_iter().for_each(|text| interest.add_string(text));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let level = manifest.min_sdk().ok_or_else(|| {
            Unknown(Text::new("the minimum API level is not known", "無法得知最低 API 等級"))
        })?;
        let internet =
            |uses: &facts::UsesPermission| uses.name.is(|name| name == "android.permission.INTERNET");
        if level >= UPDATED_WITH_SYSTEM
            || !manifest.uses_permissions.iter().any(|uses| internet(uses) != Tri::No)
        {
            out.not_applicable(Text::new(
                "the app runs on Android 10 and above only, or does not use the network",
                "App 僅支援 Android 10 以上，或不使用網路",
            ));
            return Ok(());
        }
        if let Some(call) = UPDATES.iter().flat_map(|call| facts.code.calls_to(call)).next() {
            out.examined("update", &call.location);
            return Ok(());
        }
        if let Seen::Partly(why) = facts.seen(Part::Code) {
            return Err(Unknown(why.clone()));
        }
        // A shrinker keeps the installer only where it is called, and then renames it.
        let hits = looked_up().map(|text| facts.strings.hits(&text)).unwrap_or_default();
        if let Some(hit) = hits.first().filter(|_| facts.code.classes.id(INSTALLER).is_none()) {
            out.examined("update", &hit.location);
            return Ok(());
        }
        out.fail(manifest.root.min_sdk.origin.clone()).value("level", level.to_string());
        Ok(())
    }
}
