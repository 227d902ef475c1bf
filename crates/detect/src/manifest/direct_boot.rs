use std::collections::BTreeSet;

use facts::{CallSite, Const, Facts, Interest, MethodPattern, Tri};
use finding::{Origin, Place, Text};
use rules::Sink;

use super::unresolved;
use crate::{Detector, Unknown};

/// Secrets in storage that opens before the first unlock.
pub(crate) struct DirectBootSecrets;

const OPENS: [&str; 2] = [
    "Landroid/content/Context;->createDeviceProtectedStorageContext()",
    "Landroidx/core/content/ContextCompat;->createDeviceProtectedStorageContext(Landroid/content/Context;)",
];

/// What is then done with it: the method, and the argument that names what is stored.
const NAMES: [(&str, usize); 5] = [
    ("Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)", 0),
    ("Landroid/content/Context;->moveSharedPreferencesFrom(Landroid/content/Context;Ljava/lang/String;)", 1),
    ("Landroid/content/Context;->moveDatabaseFrom(Landroid/content/Context;Ljava/lang/String;)", 1),
    ("Landroid/content/SharedPreferences;->getString(Ljava/lang/String;Ljava/lang/String;)", 0),
    (
        "Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)Landroid/content/SharedPreferences$Editor;",
        0,
    ),
];

/// Words in the name of something that must stay secret.
const SECRET: &[&str] = &[
    "account",
    "apikey",
    "api_key",
    "auth",
    "cookie",
    "credential",
    "jwt",
    "passw",
    "passcode",
    "private",
    "pwd",
    "secret",
    "session",
    "token",
];

impl Detector for DirectBootSecrets {
    fn id(&self) -> &'static str {
        "direct-boot-secrets"
    }

    fn interest(&self, interest: &mut Interest) {
        let all = OPENS.into_iter().chain(NAMES.iter().map(|(text, _)| *text));
        all.filter_map(|text| MethodPattern::parse(text).ok())
            .for_each(|pattern| interest.add_method(pattern));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let aware =
            manifest.components.iter().map(|one| (&one.direct_boot_aware, one.name.value.to_string()));
        let app = manifest.application.iter();
        let app = app.map(|one| (&one.direct_boot_aware, manifest.package().to_owned()));
        let mut component = None;
        for (flag, name) in app.chain(aware) {
            match flag.is(|&on| on) {
                Tri::Yes => component = component.or(Some(name)),
                Tri::Unknown => out.unknown(unresolved(&flag.origin)),
                Tri::No => {}
            }
        }
        let Some(component) = component else {
            out.examined("components before the first unlock", 0);
            return Ok(());
        };
        // Libraries keep counters and ids of their own there.
        let opens: BTreeSet<&str> = OPENS
            .iter()
            .flat_map(|pattern| facts.code.calls_to(pattern))
            .filter(|site| !matches!(facts.origin_of(&site.location), Origin::ThirdParty(_)))
            .filter_map(class_of)
            .collect();
        out.examined("classes with device-protected storage", opens.len());
        for (pattern, at) in NAMES {
            for site in facts
                .code
                .calls_to(pattern)
                .filter(|site| class_of(site).is_some_and(|class| opens.contains(class)))
            {
                match site.args.get(at) {
                    Some(Const::Text(key)) if is_secret(key) => {
                        out.fail(site.location.clone())
                            .value("name", &component)
                            .value("callee", &site.callee)
                            .value("key", &**key)
                            .anchor(&**key);
                    }
                    Some(Const::Text(_)) | None => {}
                    Some(_) => out.unknown(Text::new(
                        format!("{}: what is stored is named at run time", site.location),
                        format!("{}：儲存項目名稱於執行期間決定", site.location),
                    )),
                }
            }
        }
        Ok(())
    }
}

fn class_of(site: &CallSite) -> Option<&str> {
    match &site.location.place {
        Place::Code { class, .. } => Some(class),
        _ => None,
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRET.iter().any(|word| key.contains(word))
}
