//! Whom an intent is for.

use std::collections::BTreeSet;

use facts::{MethodId, Slice, ValueOrigin};

/// Whom an intent is for, as far as its making shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Whoever answers to its action: neither a component nor a package is named. With the place where it is made.
    Anyone(ValueOrigin),
    /// A component or a package is named wherever it is made.
    Named,
    /// Where it is made is not seen.
    Untold,
}

const INTENT: &str = "Landroid/content/Intent;->";
/// Constructors that name nobody, by what they take.
const OPEN: &[&str] = &["()V", "(Ljava/lang/String;)V", "(Ljava/lang/String;Landroid/net/Uri;)V"];
/// Methods that name somebody.
const NAMING: &[&str] = &["setClass", "setClassName", "setComponent", "setPackage"];
/// Other makers of intents that name somebody.
const NAMED: &[&str] = &[
    "getLaunchIntentForPackage",
    "getLeanbackLaunchIntentForPackage",
    "getLaunchIntentSenderForPackage",
    "makeMainActivity",
    "makeRestartActivityTask",
    "getParentActivityIntent",
    "getIntent",
];

/// Whom the intent of a slice, as [`facts::Slicer::object`] gives it, is for.
pub(super) fn target(slice: &Slice) -> Target {
    let mut open: Vec<&ValueOrigin> = Vec::new();
    let mut homes: BTreeSet<MethodId> = BTreeSet::new();
    let mut is_named = false;
    for (origin, callee) in slice.calls() {
        let Some(rest) = callee.strip_prefix(INTENT) else {
            is_named |= NAMED.contains(&super::name_of(callee));
            continue;
        };
        if let Some(proto) = rest.strip_prefix("<init>") {
            homes.insert(origin.method);
            if OPEN.contains(&proto) {
                open.push(origin);
            } else if proto != "(Landroid/content/Intent;)V" {
                is_named = true;
            }
        } else {
            is_named |= NAMED.contains(&super::name_of(callee));
        }
    }
    let naming: Vec<&ValueOrigin> = slice
        .calls()
        .filter(|(_, callee)| callee.starts_with(INTENT) && NAMING.contains(&super::name_of(callee)))
        .map(|(origin, _)| origin)
        .collect();
    // One helper may serve several makers: naming in the method that makes the intent speaks for that one, and naming on
    // the way that all of them take, for all.
    let names = |made: &ValueOrigin| {
        naming.iter().any(|call| call.method == made.method || !homes.contains(&call.method))
    };
    if let Some(made) = open.iter().find(|made| !names(made)) {
        return Target::Anyone((*made).clone());
    }
    let is_named = is_named || !naming.is_empty() || !open.is_empty();
    if slice.complete && is_named { Target::Named } else { Target::Untold }
}
