use facts::{CallSite, Const, Facts, Interest, Meaning, Slicer, Test, Which};
use finding::Text;
use rules::Sink;

use super::intent::{Target, target};
use super::{asks_for_release, calls, is_of_library, not_followed};
use crate::{Detector, Unknown};

/// A pending intent that whoever holds it can complete and point at a component of its own.
pub(crate) struct MutablePendingIntent;

const NO_CREATE: i64 = 0x2000_0000;
const IMMUTABLE: i64 = 0x0400_0000;
const MUTABLE: i64 = 0x0200_0000;

/// Makers of pending intents: the argument with the flags.
const MAKERS: &[(&str, usize)] = &[
    ("Landroid/app/PendingIntent;->getActivity(Landroid/content/Context;ILandroid/content/Intent;I*)", 3),
    ("Landroid/app/PendingIntent;->getActivities(Landroid/content/Context;I[Landroid/content/Intent;I*)", 3),
    ("Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I*)", 3),
    ("Landroid/app/PendingIntent;->getService(Landroid/content/Context;ILandroid/content/Intent;I*)", 3),
    (
        "Landroid/app/PendingIntent;->getForegroundService(Landroid/content/Context;ILandroid/content/Intent;I*)",
        3,
    ),
    (
        "Landroidx/core/app/PendingIntentCompat;->getActivity(Landroid/content/Context;ILandroid/content/Intent;I*)",
        3,
    ),
    (
        "Landroidx/core/app/PendingIntentCompat;->getActivities(Landroid/content/Context;I[Landroid/content/Intent;I*)",
        3,
    ),
    (
        "Landroidx/core/app/PendingIntentCompat;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I*)",
        3,
    ),
    (
        "Landroidx/core/app/PendingIntentCompat;->getService(Landroid/content/Context;ILandroid/content/Intent;I*)",
        3,
    ),
    (
        "Landroidx/core/app/PendingIntentCompat;->getForegroundService(Landroid/content/Context;ILandroid/content/Intent;I*)",
        3,
    ),
    ("Landroid/app/TaskStackBuilder;->getPendingIntent(II*)", 1),
    ("Landroidx/core/app/TaskStackBuilder;->getPendingIntent(II*)", 1),
];
/// Own code of the wrappers above; their calls are asked for themselves.
const WRAPPERS: &[&str] = &[
    "Landroidx/core/app/PendingIntentCompat",
    "Landroidx/core/app/TaskStackBuilder",
    "Landroid/support/v4/app/TaskStackBuilder",
];

/// What the flags of a pending intent say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flags {
    Fixed,
    /// On some path it can be changed: with `FLAG_MUTABLE`, or because no flag says that it cannot.
    Open(i64),
    /// On some path neither is said, and on another one it is fixed.
    Mixed(i64),
    Untold,
}

fn flags(site: &CallSite, at: usize) -> Flags {
    let Some(value) = site.args.get(at) else { return Flags::Untold };
    let is_fixed = |flags: i64| flags & (IMMUTABLE | NO_CREATE) != 0;
    if site.callee.contains("PendingIntentCompat;->") {
        // The wrapper adds the flag that its last argument asks for.
        return match site.args.last() {
            Some(Const::Int(0)) => Flags::Fixed,
            Some(Const::Int(_)) => Flags::Open(MUTABLE),
            _ => Flags::Untold,
        };
    }
    let (mut open, mut fixed) = (None, false);
    for one in value.each() {
        match one {
            Const::Int(flags) if is_fixed(*flags) => fixed = true,
            // What is said to be changeable weighs more than what is only left out.
            Const::Int(flags) if open.is_none() || flags & MUTABLE != 0 => open = Some(*flags),
            Const::Int(_) => {}
            _ => return Flags::Untold,
        }
    }
    match open {
        None => Flags::Fixed,
        Some(flags) if fixed && flags & MUTABLE == 0 => Flags::Mixed(flags),
        Some(flags) => Flags::Open(flags),
    }
}

/// Whether a test asks for a release that does not know the flag yet.
fn asks_for_the_flag(test: &Test) -> bool {
    asks_for_release(test, 22..=24)
}

impl Detector for MutablePendingIntent {
    fn id(&self) -> &'static str {
        "mutable-pending-intent"
    }

    fn interest(&self, interest: &mut Interest) {
        for (pattern, at) in MAKERS {
            if let Ok(pattern) = facts::MethodPattern::parse(pattern) {
                interest.add_call(pattern, &[*at]);
            }
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        // From API level 31 on the platform refuses a pending intent that says neither.
        let manifest = facts.manifest.as_ref();
        let is_refused = manifest
            .is_some_and(|one| one.target_sdk().unwrap_or(1) >= 31 && one.min_sdk().unwrap_or(1) >= 31);
        let patterns: Vec<&str> = MAKERS.iter().map(|(pattern, _)| *pattern).collect();
        for site in calls(facts, out, &patterns) {
            let is_wrapper = WRAPPERS.iter().any(|class| site.location.place.to_string().starts_with(class));
            if is_wrapper {
                continue;
            }
            let target = base(&mut slicer, site);
            if target == Target::Named {
                continue;
            }
            for (place, flags) in flags_at_callers(facts, site, &patterns) {
                let open = match flags {
                    Flags::Fixed => continue,
                    Flags::Untold => None,
                    Flags::Open(flags) if is_refused && flags & MUTABLE == 0 => continue,
                    Flags::Mixed(_) if is_refused => continue,
                    Flags::Open(flags) => Some(flags),
                    Flags::Mixed(flags) => Some(flags).filter(|_| !is_for_old_releases(&mut slicer, site)),
                };
                let by_release = |test: &Test| match asks_for_the_flag(test) {
                    true => Meaning::Refuses,
                    false => Meaning::Nothing,
                };
                if matches!(flags, Flags::Mixed(_)) && open.is_none()
                    || slicer.is_conditional_on(site.caller, site.pc, &by_release)
                {
                    continue;
                }
                match (&target, open) {
                    (Target::Anyone(_), Some(flags)) => {
                        out.fail(place.location.clone())
                            .value("callee", &site.callee)
                            .value("flags", format!("{flags:#x}"));
                    }
                    (Target::Anyone(_), None) if !is_of_library(facts, site) => out.unknown(Text::new(
                        format!("{}: the flags of an implicit pending intent are not known", place.location),
                        format!("{}：隱含式 PendingIntent 之旗標無法得知", place.location),
                    )),
                    (Target::Untold, Some(_)) if !is_of_library(facts, site) => {
                        out.unknown(not_followed(site))
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// What a pending intent starts.
fn base(slicer: &mut Slicer<'_, '_>, site: &CallSite) -> Target {
    if !site.callee.contains("TaskStackBuilder;->") {
        let slice = slicer.object(site.caller, site.pc, Which::Argument(2));
        return slice.map_or(Target::Untold, |slice| target(&slice));
    }
    let Some(stack) = slicer.object(site.caller, site.pc, Which::Receiver) else { return Target::Untold };
    let added: Vec<_> = stack
        .calls()
        .filter(|(_, callee)| callee.contains("->addNextIntent"))
        .map(|(origin, _)| origin.clone())
        .collect();
    let mut found = if added.is_empty() { Target::Untold } else { Target::Named };
    for origin in added {
        let slice = slicer.object(origin.method, origin.pc, Which::Argument(0));
        match slice.map_or(Target::Untold, |slice| target(&slice)) {
            Target::Named => {}
            other => found = other,
        }
        if matches!(found, Target::Anyone(_)) {
            break;
        }
    }
    found
}

/// The flags at the call, or at each call of the wrapper around it that supplies them.
fn flags_at_callers<'f>(
    facts: &'f Facts<'_>,
    site: &'f CallSite,
    patterns: &[&str],
) -> Vec<(&'f CallSite, Flags)> {
    let at = if site.callee.contains("TaskStackBuilder;->") { 1 } else { 3 };
    let here = flags(site, at);
    if here != Flags::Untold || !site.args.get(at).is_some_and(Const::has_parameter) || !site.traced {
        return vec![(site, here)];
    }
    let wrapped = patterns.iter().flat_map(|pattern| facts.code.calls_to(pattern));
    wrapped
        .filter(|call| call.via.last() == Some(&site.location))
        .filter(|call| !call.args.get(at).is_some_and(Const::has_parameter))
        .map(|call| (call, flags(call, at)))
        .collect()
}

/// Whether flags that say nothing are for releases before the flag came.
fn is_for_old_releases(slicer: &mut Slicer<'_, '_>, site: &CallSite) -> bool {
    let at = if site.callee.contains("TaskStackBuilder;->") { 1 } else { 3 };
    let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(at)) else { return false };
    slicer.tests(&slice).iter().any(asks_for_the_flag)
}
