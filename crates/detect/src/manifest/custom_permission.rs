use facts::{Facts, Interest, Level, MethodPattern, Tri, Value};
use rules::Sink;

use super::{guard, unresolved};
use crate::{Detector, Unknown};

/// A permission of the app that guards nothing or bears another's name.
pub(crate) struct CustomPermission;

/// Methods that ask for a permission in code, and the number of the argument that names it.
const ASKED: &[(&str, usize)] = &[
    ("Landroid/content/Context;->checkCallingOrSelfPermission(Ljava/lang/String;)", 0),
    ("Landroid/content/Context;->checkCallingPermission(Ljava/lang/String;)", 0),
    ("Landroid/content/Context;->checkPermission(Ljava/lang/String;*)", 0),
    ("Landroid/content/Context;->enforceCallingOrSelfPermission(Ljava/lang/String;*)", 0),
    ("Landroid/content/Context;->enforceCallingPermission(Ljava/lang/String;*)", 0),
    ("Landroid/content/Context;->enforcePermission(Ljava/lang/String;*)", 0),
    ("Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;Ljava/lang/String;)", 1),
    ("Landroid/content/Context;->sendOrderedBroadcast(Landroid/content/Intent;Ljava/lang/String;*)", 1),
    (
        "Landroid/content/Context;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;Ljava/lang/String;*)",
        2,
    ),
];

impl Detector for CustomPermission {
    fn id(&self) -> &'static str {
        "custom-permission"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in ASKED.iter().filter_map(|(text, _)| MethodPattern::parse(text).ok()) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        for permission in &manifest.permissions {
            let Some(name) = permission.name.value.main().filter(|name| !name.is_empty()) else {
                if matches!(permission.name.value, Value::Unresolved(_)) {
                    out.unknown(unresolved(&permission.name.origin));
                }
                continue;
            };
            let weak = permission.protection_level.is(|&bits| Level::of_bits(bits) < Level::Signature);
            let by_components = manifest.components.iter().filter(|component| {
                let paths = component.path_permissions.iter().flat_map(|one| [&one.read, &one.write]);
                let mut all = guard::guards(component).into_iter().chain(paths);
                all.any(|asked| asked.value.each().any(|one| one == name))
            });
            let uses = by_components.count().saturating_add(asked_in_code(facts, name));
            let used = uses > 0;
            let level =
                permission.protection_level.value.main().map_or("?", |&bits| Level::of_bits(bits).word());
            if !used && weak == Tri::Unknown {
                out.unknown(unresolved(&permission.protection_level.origin));
            }
            // A name below the firm's own prefix is shared by its apps on purpose.
            let foreign = !facts.is_own_name(name);
            let idle = !used && weak == Tri::Yes;
            if foreign || idle {
                let place = match permission.protection_level.value.is_written() && idle {
                    true => permission.protection_level.origin.clone(),
                    false => permission.name.origin.clone(),
                };
                out.fail(place)
                    .value("name", name)
                    .value("level", level)
                    .value("uses", uses.to_string())
                    .value("package", manifest.package());
            }
        }
        out.examined("declared permissions", manifest.permissions.len());
        Ok(())
    }
}

/// Calls that ask for a permission by this name.
fn asked_in_code(facts: &Facts<'_>, name: &str) -> usize {
    let is_name = |value: &facts::Const| matches!(value, facts::Const::Text(text) if &**text == name);
    let calls = ASKED.iter().map(|(pattern, at)| {
        facts.code.calls_to(pattern).filter(|site| site.args.get(*at).is_some_and(is_name)).count()
    });
    calls.fold(0, usize::saturating_add)
}
