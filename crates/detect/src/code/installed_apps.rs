use facts::{Const, Facts, Interest, Tri};
use finding::Text;
use rules::Sink;

use super::{ask, made_by};
use crate::{Detector, Unknown};

/// The app reads the list of the apps on the phone.
pub(crate) struct InstalledApps;

/// Calls that give back every app.
const LISTS: &[(&str, usize)] = &[
    ("Landroid/content/pm/PackageManager;->getInstalledPackages(*)", usize::MAX),
    ("Landroid/content/pm/PackageManager;->getInstalledApplications(*)", usize::MAX),
    ("Landroid/content/pm/PackageManager;->getInstalledPackagesAsUser(*)", usize::MAX),
    ("Landroid/content/pm/PackageManager;->getPackagesHoldingPermissions(*)", usize::MAX),
];
/// Calls that give back the apps which answer an intent.
const QUERIES: &[(&str, usize)] = &[
    ("Landroid/content/pm/PackageManager;->queryIntentActivities(Landroid/content/Intent;*)", 0),
    ("Landroid/content/pm/PackageManager;->queryIntentServices(Landroid/content/Intent;*)", 0),
];
const INTENTS: &[(&str, usize)] = &[("Landroid/content/Intent;-><init>(Ljava/lang/String;*)", 0)];

/// From this target on, an app sees the apps it declares in `<queries>`, and all only with a permission.
const FILTERED_FROM: i64 = 30;

impl Detector for InstalledApps {
    fn id(&self) -> &'static str {
        "installed-apps"
    }

    fn interest(&self, interest: &mut Interest) {
        [LISTS, QUERIES, INTENTS].into_iter().for_each(|calls| ask(interest, calls));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let all = |uses: &facts::UsesPermission| {
            uses.name.is(|name| name == "android.permission.QUERY_ALL_PACKAGES") != Tri::No
        };
        let sees_all = manifest.uses_permissions.iter().any(all);
        let target = manifest.target_sdk().ok_or_else(|| {
            Unknown(Text::new("the target API level is not known", "無法得知目標 API 等級"))
        })?;
        let lists = LISTS.iter().flat_map(|(call, _)| facts.code.calls_to(call));
        let queries = QUERIES.iter().flat_map(|(call, _)| facts.code.calls_to(call));
        // Every app with an icon answers this one.
        let queries = queries.filter(|site| {
            let intent = site.args.first().unwrap_or(&Const::Unknown);
            let made = made_by(facts, INTENTS, &site.location, intent);
            made.and_then(|made| made.args.first()?.text()) == Some("android.intent.action.MAIN")
        });
        let sites: Vec<_> = lists.chain(queries).filter(|site| site.via.is_empty()).collect();
        out.examined("calls", sites.len());
        if target >= FILTERED_FROM && !sees_all {
            out.examined("visible apps", "those of <queries>");
            return Ok(());
        }
        for site in sites {
            out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
        }
        Ok(())
    }
}
