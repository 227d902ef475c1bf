use std::collections::BTreeSet;

use facts::{CallSite, Component, Const, Facts, Interest, MethodId, MethodPattern, Tri};
use finding::{Origin, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// A web view that runs scripts and may open what the app's providers hold.
pub(crate) struct ContentAccess;

const JAVASCRIPT: &str = "Landroid/webkit/WebSettings;->setJavaScriptEnabled(Z)";
const CONTENT: &str = "Landroid/webkit/WebSettings;->setAllowContentAccess(Z)";
/// Providers that libraries only use to be started with the app; they hold nothing.
const EMPTY: &[&str] = &["androidx.startup.", "androidx.lifecycle.", "com.google.firebase.provider."];

impl Detector for ContentAccess {
    fn id(&self) -> &'static str {
        "web-content-access"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in [JAVASCRIPT, CONTENT].iter().filter_map(|call| MethodPattern::parse(call).ok()) {
            interest.add_call(pattern, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
        let Some(provider) = components.find(|one| holds_content(facts, one)) else {
            out.not_applicable(Text::new("the app has no content provider", "此 App 無 Content Provider"));
            return Ok(());
        };
        let content: Vec<(&CallSite, Tri)> =
            facts.code.calls_to(CONTENT).map(|call| (call, is_true(call))).collect();
        let mut views = 0u32;
        for call in facts.code.calls_to(JAVASCRIPT) {
            views = views.saturating_add(1);
            match is_true(call) {
                Tri::Yes => {}
                // The rule for JavaScript says what it cannot tell.
                Tri::No | Tri::Unknown => continue,
            }
            let near = near(facts, call.caller());
            let set: Vec<&(&CallSite, Tri)> =
                content.iter().filter(|(one, _)| near.contains(&one.caller())).collect();
            if set.iter().any(|(_, on)| *on == Tri::No) {
                continue;
            }
            if let Some((place, _)) = set.iter().find(|(_, on)| *on == Tri::Unknown) {
                let place = &place.location;
                out.unknown(Text::new(
                    format!("{place}: the argument is not a constant"),
                    format!("{place}：引數並非常數"),
                ));
                continue;
            }
            out.fail(call.location.clone()).value("provider", provider.name.value.to_string());
        }
        out.examined("WebViews with JavaScript", views);
        Ok(())
    }
}

fn holds_content(facts: &Facts<'_>, component: &Component) -> bool {
    let names = || component.name.value.each();
    component.kind() == "provider"
        && component.enabled.is(|&enabled| enabled) != Tri::No
        && !names().any(|name| EMPTY.iter().any(|prefix| name.starts_with(prefix)))
        && (names().any(|name| name.ends_with("FileProvider"))
            || facts.code.classes.extends(&component.class(), "Landroidx/core/content/FileProvider;")
            || !matches!(facts.origin_of(&component.origin), Origin::ThirdParty(_)))
}

/// A setting that a wrapper passes on is decided at the calls of the wrapper.
fn is_true(call: &CallSite) -> Tri {
    let Some(value) = call.args.first().filter(|value| !(value.has_parameter() && call.traced)) else {
        return Tri::No;
    };
    let one = |value: &Const| match value {
        Const::Int(value) => (*value != 0).into(),
        _ => Tri::Unknown,
    };
    // One alternative that leaves it on is enough.
    value.each().iter().map(one).reduce(Tri::or).unwrap_or(Tri::Unknown)
}

/// Methods that set up the same view: the method, what it calls and what calls it, and the rest of its class.
fn near(facts: &Facts<'_>, method: MethodId) -> BTreeSet<MethodId> {
    let (classes, graph) = (&facts.code.classes, &facts.code.graph);
    let mut found: BTreeSet<MethodId> = [method].into();
    for class in classes.method_at(method).map(|(_, class, _)| classes.ancestors(class)).unwrap_or_default() {
        found.extend(classes.methods_of(class).map(|(id, _)| id));
    }
    let around: Vec<MethodId> =
        graph.callees(method).chain(graph.callers_of(classes, method)).take(64).collect();
    for one in around {
        found.insert(one);
        found.extend(graph.callees(one).take(64));
    }
    found
}
