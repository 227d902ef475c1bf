use facts::{CallSite, Const, Facts, Interest, Meaning, Slicer, Test, ValueOrigin, Which};
use finding::{Severity, Text};
use rules::Sink;

use super::{ask, asks_for_release, calls, is_of_library, name_of};
use crate::{Detector, Unknown, manifest};

/// A receiver, registered at run time, that other apps can send to.
pub(crate) struct OpenReceiver;

const EXPORTED: i64 = 2;
const NOT_EXPORTED: i64 = 4;

const CALLS: &[&str] = &[
    "Landroid/content/Context;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;*)",
    "Landroidx/core/content/ContextCompat;->registerReceiver(Landroid/content/Context;Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;*)",
];
/// What the support library asks of senders where the platform has no flag for it.
const OWN_PERMISSION: &str = "DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION";

/// Where the arguments of a call are: receiver, filter, permission, flags.
struct Places {
    receiver: usize,
    permission: Option<usize>,
    flags: Option<usize>,
}

fn places(callee: &str) -> Places {
    let receiver = usize::from(callee.contains("ContextCompat;->"));
    let params = callee.split_once("Landroid/content/IntentFilter;").map_or("", |(_, rest)| rest);
    let has_permission = params.starts_with("Ljava/lang/String;");
    let filter = receiver.saturating_add(1);
    let has_flags = params.split(')').next().is_some_and(|params| params.ends_with('I'));
    Places {
        receiver,
        permission: has_permission.then(|| filter.saturating_add(1)),
        flags: has_flags.then(|| filter.saturating_add(if has_permission { 3 } else { 1 })),
    }
}

/// What is known of who can send.
enum Senders {
    Trusted,
    Anyone,
    Untold,
}

impl Detector for OpenReceiver {
    fn id(&self) -> &'static str {
        "open-dynamic-receiver"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        let manifest = facts.manifest.as_ref();
        let target = manifest.and_then(facts::Manifest::target_sdk).unwrap_or(1);
        let lowest = manifest.and_then(facts::Manifest::min_sdk).unwrap_or(1);
        for site in calls(facts, out, CALLS) {
            let places = places(&site.callee);
            let of_wrapper =
                site.location.place.to_string().starts_with("Landroidx/core/content/ContextCompat");
            // Without a receiver the call only reads the last sticky broadcast.
            if of_wrapper || site.args.get(places.receiver) == Some(&Const::Int(0)) {
                continue;
            }
            let senders = match senders(facts, &mut slicer, site, &places) {
                Senders::Trusted => continue,
                other => other,
            };
            let Some(actions) = actions(&mut slicer, site, &places) else {
                if !is_of_library(facts, site) {
                    out.unknown(untold(site));
                }
                continue;
            };
            let Some(open) = actions.iter().find(|one| !manifest::is_protected_broadcast(one)) else {
                continue;
            };
            if matches!(senders, Senders::Untold) {
                if !is_of_library(facts, site) {
                    out.unknown(untold(site));
                }
                continue;
            }
            let flags = flags_of(site, &places);
            let says_nothing = flags.is_none_or(|flags| flags & EXPORTED == 0);
            // Below 33 the platform has no flag, so the old call stands in the branch for old releases.
            let by_release = |test: &Test| match asks_for_release(test, 32..=34) {
                true => Meaning::Refuses,
                false => Meaning::Nothing,
            };
            let only_old = says_nothing
                && (is_closed_from_the_flag_on(&mut slicer, site, &places)
                    || slicer.is_conditional_on(site.caller, site.pc, &by_release));
            if only_old && lowest >= 33 {
                continue;
            }
            let is_weak = only_old || open.starts_with("android.") || open.starts_with("com.android.");
            let severity = if is_weak { Severity::Low } else { out.rule().severity };
            let action = open.as_str();
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("action", action)
                .value("flags", flags.map_or("-".to_owned(), |flags| flags.to_string()))
                .value("target_sdk", target.to_string())
                .severity(severity)
                .anchor(action);
        }
        Ok(())
    }
}

fn flags_of(site: &CallSite, places: &Places) -> Option<i64> {
    match site.args.get(places.flags?)? {
        Const::Int(flags) => Some(*flags),
        _ => None,
    }
}

/// Whether the flag is chosen by release: closed where Android has it.
fn is_closed_from_the_flag_on(slicer: &mut Slicer<'_, '_>, site: &CallSite, places: &Places) -> bool {
    let Some(at) = places.flags else { return false };
    let each = site.args.get(at).map_or(&[][..], Const::each);
    let has = |bit: i64| each.iter().any(|one| matches!(one, Const::Int(flags) if flags & bit != 0));
    let slice = u16::try_from(at).ok().and_then(|at| slicer.value(site.caller, site.pc, Which::Argument(at)));
    let Some(slice) = slice.filter(|_| has(NOT_EXPORTED) && !has(EXPORTED)) else { return false };
    slicer.tests(&slice).iter().any(|test| asks_for_release(test, 26..=34))
}

fn senders(facts: &Facts<'_>, slicer: &mut Slicer<'_, '_>, site: &CallSite, places: &Places) -> Senders {
    if let Some(value) = places.flags.and_then(|at| site.args.get(at)) {
        let is_closed = |one: &Const| matches!(one, Const::Int(flags) if flags & NOT_EXPORTED != 0);
        if value.each().iter().all(is_closed) {
            return Senders::Trusted;
        }
        if !value.is_known() {
            return Senders::Untold;
        }
    }
    let Some(at) = places.permission else { return Senders::Anyone };
    match site.args.get(at) {
        Some(Const::Int(0)) | None => Senders::Anyone,
        Some(Const::Text(name)) => match manifest::is_held_by_trusted_only(facts, name) {
            true => Senders::Trusted,
            false => Senders::Anyone,
        },
        Some(_) => {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let slice = slicer.value(site.caller, site.pc, Which::Argument(at));
            let is_own =
                slice.is_some_and(|slice| slice.texts().any(|(_, text)| text.contains(OWN_PERMISSION)));
            if is_own { Senders::Trusted } else { Senders::Untold }
        }
    }
}

/// The actions that a receiver is registered for; `None` when one is not known.
fn actions(slicer: &mut Slicer<'_, '_>, site: &CallSite, places: &Places) -> Option<Vec<String>> {
    let filter = u16::try_from(places.receiver.saturating_add(1)).ok()?;
    let slice = slicer.object(site.caller, site.pc, Which::Argument(filter))?;
    let names: Vec<ValueOrigin> = slice
        .calls()
        .filter(|(_, callee)| {
            let class = callee.starts_with("Landroid/content/IntentFilter;->");
            let is_named = matches!(name_of(callee), "<init>" | "addAction" | "create");
            class && is_named && callee.contains("(Ljava/lang/String;")
        })
        .map(|(origin, _)| origin.clone())
        .collect();
    let is_made =
        slice.calls().any(|(_, callee)| callee.starts_with("Landroid/content/IntentFilter;-><init>("));
    let mut found = Vec::new();
    let mut is_known = slice.complete && (is_made || !names.is_empty());
    for origin in names {
        let value = slicer.value(origin.method, origin.pc, Which::Argument(0))?;
        let texts: Vec<String> = value.texts().map(|(_, text)| text.to_owned()).collect();
        is_known &= value.complete && !texts.is_empty();
        found.extend(texts);
    }
    // One action that anybody may send decides, whatever the others are.
    let is_open = found.iter().any(|one| !manifest::is_protected_broadcast(one));
    (is_known || is_open).then_some(found)
}

fn untold(site: &CallSite) -> Text {
    Text::new(
        format!(
            "{}: what the receiver is registered for, or who may send, is decided at run time",
            site.location
        ),
        format!("{}：接收之廣播或傳送者限制於執行期間決定", site.location),
    )
}
