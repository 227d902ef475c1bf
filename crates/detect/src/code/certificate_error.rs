use facts::{Facts, Interest, MethodPattern, location_of};
use finding::{Location, Place, Severity, Text};
use rules::Sink;

use super::{Body, same_method, unreadable};
use crate::{Detector, Unknown};

/// A web view client that goes on after a certificate error without looking at it, or leaves that to the customer.
pub(crate) struct CertificateError;

const PARAMS: &str = "Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;Landroid/net/http/SslError;";
/// Interfaces through which the answer of a dialog comes, as Java and Kotlin write it.
const ANSWERS: &[&str] = &[
    "Landroid/content/DialogInterface$OnClickListener;",
    "Landroid/view/View$OnClickListener;",
    "Lkotlin/jvm/functions/Function0;",
    "Lkotlin/jvm/functions/Function2;",
];
const PROCEED: &str = "Landroid/webkit/SslErrorHandler;->proceed()";

impl Detector for CertificateError {
    fn id(&self) -> &'static str {
        "certificate-error"
    }

    fn interest(&self, interest: &mut Interest) {
        if let Ok(pattern) = MethodPattern::parse(PROCEED) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let classes = &facts.code.classes;
        let mut checked = 0u32;
        let mut handlers = Vec::new();
        for (file, class) in classes.subtypes("Landroid/webkit/WebViewClient;") {
            let Some(method) = classes.method(file, &class, "onReceivedSslError", PARAMS) else { continue };
            checked = checked.saturating_add(1);
            let place = location_of(file, &method, None);
            let Some(body) = Body::of(classes, file, &method) else {
                out.unknown(unreadable(&place));
                continue;
            };
            let calls = body.calls();
            // A decision that looks at the error is the app's; whether it is a good one is for a person.
            let looks = calls.iter().any(|(_, callee)| callee.starts_with("Landroid/net/http/SslError;->"));
            let helpers: Vec<(u32, String)> =
                calls.iter().filter(|(_, callee)| proceeds_in(facts, callee)).cloned().collect();
            let proceeds = calls.iter().filter(|(_, callee)| PROCEED.starts_with(&**callee)).chain(&helpers);
            let ungated = |pc: u32| !looks || body.is_unconditional(pc) || body.is_inevitable(pc);
            if let Some((pc, _)) = proceeds.into_iter().find(|(pc, _)| ungated(*pc)) {
                let place = location_of(file, &method, Some(*pc));
                out.fail(place).value("callee", "Landroid/webkit/SslErrorHandler;->proceed");
            }
            handlers.push((place, helpers));
        }
        // What stands outside of the handlers mostly runs when the customer answers a dialog.
        for site in facts.code.calls_to(PROCEED) {
            let in_handler = handlers.iter().any(|(place, helpers)| {
                let helps = |(_, callee): &(u32, String)| is_in(&site.location, callee);
                same_method(place, &site.location) || helpers.iter().any(helps)
            });
            if in_handler {
                continue;
            }
            if answers_person(facts, &site.location) {
                out.fail(site.location.clone())
                    .value("callee", "Landroid/webkit/SslErrorHandler;->proceed")
                    .severity(Severity::Medium);
            } else {
                out.unknown(Text::new(
                    format!("{}: what decides to go on is not in onReceivedSslError", site.location),
                    format!("{}：是否繼續並非於 onReceivedSslError 內決定", site.location),
                ));
            }
        }
        out.examined("onReceivedSslError", checked);
        Ok(())
    }
}

/// Whether a method, or one that calls it, belongs to a class that answers a tap.
fn answers_person(facts: &Facts<'_>, location: &Location) -> bool {
    let classes = &facts.code.classes;
    let Place::Code { class, method, .. } = &location.place else { return false };
    let Some(id) = classes.id(class) else { return false };
    let signature = format!("{class}->{method}");
    let own = classes.methods_of(id).map(|(id, _)| id);
    let own = own.into_iter().find(|id| classes.signature(*id).as_deref() == Some(&*signature));
    let callers = own.into_iter().flat_map(|own| facts.code.graph.callers_of(classes, own));
    let around = callers.filter_map(|caller| Some(classes.method_at(caller)?.1));
    around.chain([id]).any(|class| {
        let above = classes.ancestors(class).into_iter().filter_map(|id| classes.class(id));
        above.into_iter().any(|(file, class)| {
            let mut interfaces = class.interfaces(&file.dex).filter_map(|one| file.dex.type_descriptor(one));
            interfaces.any(|one| ANSWERS.contains(&&*one))
        })
    })
}

/// Whether a method, as `Lcls;->name`, goes on itself.
fn proceeds_in(facts: &Facts<'_>, callee: &str) -> bool {
    facts.code.calls_to(PROCEED).any(|site| is_in(&site.location, callee))
}

fn is_in(location: &Location, callee: &str) -> bool {
    match &location.place {
        Place::Code { class, method, .. } => callee
            .strip_prefix(&**class)
            .and_then(|rest| rest.strip_prefix("->"))
            .is_some_and(|name| method.strip_prefix(name).is_some_and(|rest| rest.starts_with('('))),
        _ => false,
    }
}
