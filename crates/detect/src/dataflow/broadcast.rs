use facts::{CallSite, Const, Facts, Interest, Kind, Slice, Slicer, ValueOrigin, Which};
use finding::Severity;
use rules::Sink;

use super::sensitive::{Found, Sensitive, entry, puts_readable};
use super::{ask, calls, not_followed, parameter_type};
use crate::{Detector, Unknown};

/// A broadcast with content goes to every app that asks for it.
pub(crate) struct BroadcastToAll;
/// An intent that any app may receive carries something sensitive.
pub(crate) struct SensitiveImplicitIntent;

const BROADCASTS: &[&str] = &[
    "Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;*)",
    "Landroid/content/Context;->sendOrderedBroadcast(Landroid/content/Intent;*)",
];
const STARTS: &[&str] = &[
    "Landroid/content/Context;->startActivity(Landroid/content/Intent;*)",
    "Landroid/app/Activity;->startActivityForResult(Landroid/content/Intent;*)",
    "Landroidx/fragment/app/Fragment;->startActivity(Landroid/content/Intent;*)",
    "Landroid/content/Context;->startService(Landroid/content/Intent;)",
    "Landroid/content/Context;->startForegroundService(Landroid/content/Intent;)",
    "Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;*)",
    "Landroid/content/Context;->sendOrderedBroadcast(Landroid/content/Intent;*)",
    "Landroid/content/Context;->sendStickyBroadcast(Landroid/content/Intent;*)",
];

/// The intent of a call: what is put into it, if the app makes it and leaves open who gets it.
fn open_intent(slicer: &mut Slicer<'_, '_>, site: &CallSite, out: &mut Sink<'_>) -> Option<Slice> {
    let slice = slicer.object(site.caller, site.pc, Which::Argument(0))?;
    let is_made = slice
        .origins
        .iter()
        .any(|one| matches!(&one.kind, Kind::New(class) if &**class == "Landroid/content/Intent;"));
    let is_named = slice.calls().any(|(_, callee)| {
        let Some(rest) = callee.strip_prefix("Landroid/content/Intent;->") else { return false };
        ["setComponent(", "setClass(", "setClassName(", "setPackage("]
            .iter()
            .any(|name| rest.starts_with(name))
            || (rest.starts_with("<init>(") && rest.contains("Ljava/lang/Class;"))
    });
    if !is_made && !is_named && !slice.complete {
        out.unknown(not_followed(site));
    }
    (is_made && !is_named).then_some(slice)
}

/// Calls that put something into the intent.
fn extras(slice: &Slice) -> Vec<ValueOrigin> {
    let puts = slice.calls().filter(|(_, callee)| {
        callee.starts_with("Landroid/content/Intent;->put")
            || callee.starts_with("Landroid/content/Intent;->replaceExtras(")
    });
    puts.map(|(origin, _)| origin.clone()).collect()
}

/// The first extra that is sensitive, by its name or by what it holds.
fn sensitive_extra(
    slicer: &mut Slicer<'_, '_>,
    sensitive: &mut Sensitive<'_>,
    puts: &[ValueOrigin],
) -> Option<Found> {
    for origin in puts {
        let Kind::Call(callee) = &origin.kind else { continue };
        let at = u16::from(callee.contains("(Ljava/lang/String;"));
        if at == 1
            && !callee.contains(";Z)")
            && let Some(found) = entry(slicer, origin)
            && puts_readable(slicer, origin)
        {
            return Some(found);
        }
        let Some(slice) = slicer.readable(origin.method, origin.pc, Which::Argument(at)) else { continue };
        if let Some(found) = sensitive.first(slicer, &slice) {
            return Some(found);
        }
    }
    None
}

impl Detector for BroadcastToAll {
    fn id(&self) -> &'static str {
        "broadcast-to-all"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, BROADCASTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in calls(facts, out, BROADCASTS) {
            if asks_for_permission(site) {
                continue;
            }
            let Some(slice) = open_intent(&mut slicer, site, out) else { continue };
            let puts = extras(&slice);
            if puts.is_empty() {
                if !slice.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            }
            let found = sensitive_extra(&mut slicer, &mut sensitive, &puts);
            let severity = found.map_or(Severity::Low, |found| found.severity());
            let action = slice.calls().find(|(_, callee)| {
                callee.starts_with("Landroid/content/Intent;-><init>(Ljava/lang/String;")
                    || callee.starts_with("Landroid/content/Intent;->setAction(")
            });
            let action = action.map(|(origin, _)| origin.clone());
            let action = action.and_then(|origin| slicer.value(origin.method, origin.pc, Which::Argument(0)));
            let action = action.and_then(|slice| slice.texts().next().map(|(_, text)| text.to_owned()));
            out.fail(site.location.clone())
                .severity(severity)
                .value("callee", &site.callee)
                .value("action", action.unwrap_or_else(|| "?".to_owned()));
        }
        Ok(())
    }
}

/// Whether a broadcast names a permission, or leaves open which one.
fn asks_for_permission(site: &CallSite) -> bool {
    let Some((_, rest)) = site.callee.split_once("->") else { return false };
    let is_text = parameter_type(rest, 1) == Some("Ljava/lang/String;");
    is_text && site.args.get(1).is_some_and(|value| *value != Const::Int(0))
}

impl Detector for SensitiveImplicitIntent {
    fn id(&self) -> &'static str {
        "sensitive-implicit-intent"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, STARTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in calls(facts, out, STARTS) {
            let Some(slice) = open_intent(&mut slicer, site, out) else { continue };
            let puts = extras(&slice);
            match sensitive_extra(&mut slicer, &mut sensitive, &puts) {
                Some(found) => {
                    out.fail(site.location.clone()).value("callee", &site.callee).value("what", &found.what);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                None => {}
            }
        }
        Ok(())
    }
}
