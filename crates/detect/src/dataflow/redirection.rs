use facts::{Facts, Interest, Kind, Slice, Slicer, Test, Which};
use rules::Sink;

use super::outside::{Given, Outside, allows_value};
use super::{ask, calls, not_followed};
use crate::{Detector, Unknown};

/// An intent that another app put into its own is started in this app's name.
pub(crate) struct IntentRedirection;
/// An intent written in a link is started.
pub(crate) struct LinkToIntent;

/// Calls that act on an intent, and which argument it is.
const STARTS: &[(&str, u16)] = &[
    ("Landroid/content/Context;->startActivity(Landroid/content/Intent;*)", 0),
    ("Landroid/app/Activity;->startActivityForResult(Landroid/content/Intent;*)", 0),
    ("Landroid/app/Activity;->startActivityIfNeeded(Landroid/content/Intent;*)", 0),
    ("Landroidx/fragment/app/Fragment;->startActivity(Landroid/content/Intent;*)", 0),
    ("Landroid/content/Context;->startService(Landroid/content/Intent;)", 0),
    ("Landroid/content/Context;->startForegroundService(Landroid/content/Intent;)", 0),
    (
        "Landroidx/core/content/ContextCompat;->startForegroundService(Landroid/content/Context;Landroid/content/Intent;)",
        1,
    ),
    (
        "Landroidx/core/content/ContextCompat;->startActivity(Landroid/content/Context;Landroid/content/Intent;*)",
        1,
    ),
    ("Landroid/content/Context;->bindService(Landroid/content/Intent;*)", 0),
    ("Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;*)", 0),
    ("Landroid/content/Context;->sendOrderedBroadcast(Landroid/content/Intent;*)", 0),
    ("Landroid/app/Activity;->setResult(ILandroid/content/Intent;)", 1),
];

fn patterns() -> Vec<&'static str> {
    STARTS.iter().map(|(pattern, _)| *pattern).collect()
}

/// Which argument of a call is the intent.
fn intent_of(callee: &str) -> u16 {
    let before = callee
        .split_once('(')
        .map_or("", |(_, rest)| rest.split("Landroid/content/Intent;").next().unwrap_or(""));
    u16::from(!before.is_empty())
}

/// Whether a test looks at who the intent is for. That somebody takes the intent says nothing about who.
fn looks_at_target(test: &Test) -> bool {
    test.reads("packageName")
        || test.reads("exported")
        || test.asks(&[
            "getPackage",
            "getComponent",
            "getPackageName",
            "getCallingPackage",
            "getCallingActivity",
            "getClassName",
            "checkSignatures",
            "getCallingUid",
        ])
}

/// Whether the app says itself, before the start, who the intent is for.
fn is_retargeted(slice: &Slice) -> bool {
    ["setComponent", "setClass", "setClassName", "setPackage"]
        .iter()
        .any(|method| slice.has_call(&format!("Landroid/content/Intent;->{method}")))
        || slice.calls().any(|(_, callee)| callee.contains("IntentSanitizer;->sanitize"))
}

impl Detector for IntentRedirection {
    fn id(&self) -> &'static str {
        "intent-redirection"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &patterns());
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, &patterns()) {
            let which = Which::Argument(intent_of(&site.callee));
            let Some(slice) = slicer.object(site.caller, site.pc, which) else { continue };
            if let Some((given, named)) = named_outside(&outside, &mut slicer, &slice) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("taken", named)
                    .value("by", &given.by);
                continue;
            }
            let Some((origin, _)) = slice.calls().find(|(_, callee)| takes_parcel(callee)) else {
                if !slice.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            let origin = origin.clone();
            let Some(given) = holder(&outside, &mut slicer, &origin) else { continue };
            if is_retargeted(&slice) || slicer.is_guarded(&slice, &origin, &looks_at_target) {
                continue;
            }
            let taken = slice.calls().find(|(one, _)| **one == origin).map_or("", |(_, callee)| callee);
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("taken", taken)
                .value("by", &given.by);
        }
        Ok(())
    }
}

/// Who outside the app names the component of an intent, and the call that sets it.
fn named_outside(
    outside: &Outside<'_>,
    slicer: &mut Slicer<'_, '_>,
    slice: &Slice,
) -> Option<(Given, String)> {
    // The class is the last argument of all of them.
    const NAMES: &[(&str, u16)] = &[
        ("Landroid/content/Intent;->setClassName(", 1),
        ("Landroid/content/Intent;->setComponent(", 0),
        ("Landroid/content/Intent;->setClass(", 1),
        ("Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V", 1),
    ];
    for (origin, callee) in slice.calls() {
        let Some((_, at)) = NAMES.iter().find(|(name, _)| callee.starts_with(name)) else { continue };
        let Some(name) = slicer.value(origin.method, origin.pc, Which::Argument(*at)) else { continue };
        if let Some(given) = outside.first(&name)
            && !slicer.is_guarded(&name, &given.origin, &allows_value(&name))
        {
            return Some((given, callee.to_owned()));
        }
    }
    None
}

/// Whether a call takes an object out of an intent or of its extras.
fn takes_parcel(callee: &str) -> bool {
    const CLASSES: &[&str] = &[
        "Landroid/content/Intent;->",
        "Landroid/os/Bundle;->",
        "Landroidx/core/content/IntentCompat;->",
        "Landroidx/core/os/BundleCompat;->",
        "Landroid/os/BaseBundle;->",
    ];
    CLASSES.iter().any(|class| callee.starts_with(class))
        && [
            "->getParcelableExtra(",
            "->getParcelable(",
            "->get(",
            "->getSelector(",
            "->getParcelableArrayListExtra(",
        ]
        .iter()
        .any(|name| callee.contains(name))
}

/// Who filled the intent that an object is taken from.
fn holder(outside: &Outside<'_>, slicer: &mut Slicer<'_, '_>, origin: &facts::ValueOrigin) -> Option<Given> {
    let Kind::Call(callee) = &origin.kind else { return None };
    let which = if callee.contains("Compat;->") { Which::Argument(0) } else { Which::Receiver };
    let slice = slicer.value(origin.method, origin.pc, which)?;
    outside.first(&slice)
}

impl Detector for LinkToIntent {
    fn id(&self) -> &'static str {
        "link-to-intent"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &patterns());
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, &patterns()) {
            let which = Which::Argument(intent_of(&site.callee));
            let Some(slice) = slicer.object(site.caller, site.pc, which) else { continue };
            let parsed = |callee: &str| {
                callee.starts_with("Landroid/content/Intent;->parseUri(")
                    || callee.starts_with("Landroid/content/Intent;->getIntent(")
                    || callee.starts_with("Landroid/content/Intent;->parseIntent(")
            };
            let Some((origin, _)) = slice.calls().find(|(_, callee)| parsed(callee)) else { continue };
            let origin = origin.clone();
            let Some(link) = slicer.value(origin.method, origin.pc, Which::Argument(0)) else { continue };
            let Some(given) = outside.first(&link) else {
                if !link.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            // What a browser does: only activities that pages may start, and none by name.
            let has = |method: &str| slice.has_call(&format!("Landroid/content/Intent;->{method}"));
            let is_filtered =
                (has("addCategory") && has("setComponent")) || has("setPackage") || has("setClassName");
            if is_filtered || slicer.is_guarded(&slice, &origin, &looks_at_target) {
                continue;
            }
            out.fail(site.location.clone()).value("callee", &site.callee).value("by", &given.by);
        }
        Ok(())
    }
}
