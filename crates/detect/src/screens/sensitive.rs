//! Which screens show or take what is worth protecting, and what code belongs to them.

use std::collections::{BTreeSet, VecDeque};

use facts::{CallSite, Component, Facts, Interest, Layout, MethodId, MethodPattern, Tri, View, location_of};
use finding::{Location, Origin};

/// Calls that give a screen its layout, and the parameter that names it.
const LAYOUT_CALLS: &[(&str, usize)] = &[
    ("Landroid/app/Activity;->setContentView(I)", 0),
    ("Landroid/view/LayoutInflater;->inflate(I*)", 0),
    ("Landroid/view/View;->inflate(Landroid/content/Context;I*)", 1),
    ("Landroidx/databinding/DataBindingUtil;->setContentView(Landroid/app/Activity;I*)", 1),
];

/// Words that tell such a screen wherever they stand in the name of its class.
const LONG: &[&str] = &[
    "login",
    "logon",
    "signin",
    "passcode",
    "password",
    "transfer",
    "trading",
    "payment",
    "transaction",
    "account",
    "withdraw",
    "deposit",
    "wallet",
    "portfolio",
    "holding",
    "balance",
    "statement",
    "creditcard",
];
/// Words that tell it only by themselves: `Order`, and not `Border`.
const SHORT: &[&str] = &["pin", "otp", "pay", "kyc", "order", "orders", "trade", "cvv", "assets", "sso"];
/// Words that tell a screen which only speaks about such things.
const NOT: &[&str] =
    &["help", "faq", "about", "tutorial", "guide", "intro", "onboarding", "news", "redirect", "callback"];

/// Calls that are followed from the methods of a screen.
const MAX_DEPTH: u32 = 3;
/// Methods that count as a screen's own.
const MAX_METHODS: usize = 1024;

/// A screen that shows or takes what is worth protecting.
pub(super) struct Screen<'f> {
    /// Name of its class.
    pub(super) name: String,
    /// What tells that it is one.
    pub(super) why: String,
    /// Its own `onCreate`, or else its element in the manifest.
    pub(super) place: Location,
    /// Methods of its class and of those above, with what they call.
    pub(super) methods: BTreeSet<MethodId>,
    /// Its layouts, as far as code names them by a constant.
    pub(super) layouts: Vec<&'f Layout>,
    /// A call that gives it a layout that is not a constant.
    pub(super) open: Option<&'f Location>,
}

/// Asks for layouts and the calls that name them.
pub(super) fn ask(interest: &mut Interest) {
    interest.add_layouts();
    for (call, arg) in LAYOUT_CALLS {
        if let Ok(pattern) = MethodPattern::parse(call) {
            interest.add_call(pattern, &[*arg]);
        }
    }
}

/// The sensitive screens of the app's own code.
pub(super) fn screens<'f>(facts: &'f Facts<'_>) -> Vec<Screen<'f>> {
    let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let activities = components.filter(|one| one.kind() == "activity");
    let mut met = BTreeSet::new();
    let fresh = activities.filter(|one| met.insert(one.class()));
    let calls = layout_calls(facts);
    fresh.filter_map(|component| screen(facts, component, &calls)).collect()
}

fn layout_calls<'f>(facts: &'f Facts<'_>) -> Vec<(&'f CallSite, usize)> {
    let all = LAYOUT_CALLS
        .iter()
        .flat_map(|(pattern, arg)| facts.code.calls_to(pattern).map(move |call| (call, *arg)));
    all.collect()
}

fn screen<'f>(
    facts: &'f Facts<'_>,
    component: &'f Component,
    calls: &[(&'f CallSite, usize)],
) -> Option<Screen<'f>> {
    if component.enabled.is(|&enabled| enabled) == Tri::No {
        return None;
    }
    let descriptor = component.class();
    let (file, class) = facts.code.classes.find(&descriptor)?;
    let name = descriptor.trim_start_matches('L').trim_end_matches(';').replace('/', ".");
    let create = facts.code.classes.method(file, &class, "onCreate", "Landroid/os/Bundle;");
    let place = create.map_or_else(|| component.origin.clone(), |method| location_of(file, &method, None));
    if matches!(facts.origin_of(&place), Origin::ThirdParty(_)) {
        return None;
    }
    let methods = methods_of(facts, &descriptor);
    let (mut layouts, mut open) = (Vec::new(), None);
    for (call, arg) in calls.iter().filter(|(call, _)| methods.contains(&call.caller())) {
        let value = call.args.get(*arg);
        for number in value.into_iter().flat_map(facts::Const::each) {
            if let facts::Const::Int(number) = number
                && let Ok(number) = u32::try_from(*number & 0xffff_ffff)
            {
                layouts.extend(facts.layouts.of(number));
            }
        }
        if !value.is_some_and(facts::Const::is_known) && !call.traced {
            open = open.or(Some(&call.location));
        }
    }
    let by_name = name_tells(&name).map(|word| format!("name: {word}"));
    let why = by_name.or_else(|| {
        let field = layouts.iter().flat_map(|layout| &layout.views).find(|view| is_password(view))?;
        Some(format!("password field: {}", if field.id.is_empty() { &field.class } else { &field.id }))
    })?;
    Some(Screen { name, why, place, methods, layouts, open })
}

/// Whether a field hides what is typed.
pub(super) fn is_password(view: &View) -> bool {
    view.password.each().any(|&is| is) || view.input_type.each().any(|&kind| hides(kind))
}

/// Whether an `InputType` is one of a password: `TYPE_TEXT_VARIATION_*PASSWORD`, `TYPE_NUMBER_VARIATION_PASSWORD`.
pub(super) fn hides(kind: i64) -> bool {
    let (class, variation) = (kind & 0xf, kind & 0xff0);
    class == 1 && matches!(variation, 0x80 | 0x90 | 0xe0) || class == 2 && variation == 0x10
}

/// The word in the name of a class that tells a sensitive screen.
fn name_tells(name: &str) -> Option<&'static str> {
    let simple = name.rsplit(['.', '$']).next().unwrap_or(name);
    let words = words(simple);
    if words.iter().any(|word| NOT.contains(&word.as_str())) {
        return None;
    }
    let joined = words.concat();
    let long = LONG.iter().find(|word| joined.contains(**word));
    long.or_else(|| SHORT.iter().find(|word| words.iter().any(|one| one == *word))).copied()
}

/// The words of a name: `SignInActivity`, `national_id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut begins = true;
    let mut last_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            begins = true;
            continue;
        }
        if begins || letter.is_uppercase() && last_lower {
            found.push(String::new());
        }
        begins = false;
        last_lower = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = found.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    found
}

/// Methods of a class and of the app's classes above it, with what they call.
pub(super) fn methods_of(facts: &Facts<'_>, descriptor: &str) -> BTreeSet<MethodId> {
    let (classes, graph) = (&facts.code.classes, &facts.code.graph);
    let mut waiting: VecDeque<(MethodId, u32)> = VecDeque::new();
    for class in classes.id(descriptor).map(|id| classes.ancestors(id)).unwrap_or_default() {
        for (id, method) in classes.methods_of(class) {
            let is_own = classes.method_at(id).is_some_and(|(file, ..)| {
                !matches!(facts.origin_of(&location_of(file, &method, None)), Origin::ThirdParty(_))
            });
            if !is_own {
                break;
            }
            waiting.push_back((id, 0));
        }
    }
    let mut found = BTreeSet::new();
    while let Some((id, depth)) = waiting.pop_front() {
        if found.len() >= MAX_METHODS || !found.insert(id) || depth >= MAX_DEPTH {
            continue;
        }
        let next = depth.saturating_add(1);
        waiting.extend(graph.callees(id).map(|callee| (callee, next)));
        // Listeners and lambdas that the screen makes are written inside it.
        let inside = graph.made(id).filter(|class| {
            let name = classes.class(*class).and_then(|(file, class)| file.dex.type_descriptor(class.type_));
            let outer = descriptor.trim_end_matches(';');
            name.is_some_and(|name| name.strip_prefix(outer).is_some_and(|rest| rest.starts_with('$')))
        });
        for class in inside {
            waiting.extend(classes.methods_of(class).map(|(method, _)| (method, next)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_by_whole_words() {
        assert_eq!(name_tells("tw.example.SignInActivity"), Some("signin"));
        assert_eq!(name_tells("tw.example.OrderActivity"), Some("order"));
        assert_eq!(name_tells("tw.example.RecorderActivity"), None);
        assert_eq!(name_tells("tw.example.PinyinActivity"), None);
        assert_eq!(name_tells("tw.example.LoginHelpActivity"), None);
        assert_eq!(name_tells("tw.example.QuoteActivity"), None);
    }
}
