use facts::arm64::{Body, Call, Callee, Value};
use facts::{Facts, Interest};
use finding::{Confidence, Text};
use rules::Sink;

use super::all_slices;
use super::calls::{add, say_unread};
use crate::{Detector, Unknown};

/// A delegate that answers a server's challenge with its own certificate and has nothing evaluate it.
pub(crate) struct AcceptsAnyChallenge;

/// Delegate methods that decide on a server, and the register of the block that takes the decision.
const DELEGATES: &[(&str, Option<u8>)] = &[
    ("URLSession:didReceiveChallenge:completionHandler:", Some(4)),
    ("URLSession:task:didReceiveChallenge:completionHandler:", Some(5)),
    ("webView:didReceiveAuthenticationChallenge:completionHandler:", Some(4)),
    ("connection:willSendRequestForAuthenticationChallenge:", None),
    ("connection:didReceiveAuthenticationChallenge:", None),
];

/// Methods that make a credential of the server's own trust.
const CREDENTIALS: &[&str] = &["credentialForTrust:", "initWithTrust:"];

/// Calls whose result says nothing about the certificate.
const HARMLESS: &[&str] = &[
    "isEqualToString:",
    "isEqual:",
    "authenticationMethod",
    "protectionSpace",
    "host",
    "hasSuffix:",
    "hasPrefix:",
    "serverTrust",
    "previousFailureCount",
    "respondsToSelector:",
    "length",
    "port",
    "sender",
    "credentialForTrust:",
    "initWithTrust:",
];

impl Detector for AcceptsAnyChallenge {
    fn id(&self) -> &'static str {
        "accepts-any-challenge"
    }

    fn interest(&self, interest: &mut Interest) {
        let selectors: Vec<&str> = DELEGATES.iter().map(|(selector, _)| *selector).collect();
        add(&mut interest.machine.bodies, &selectors);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let mut count = 0u32;
        let mut seen = std::collections::BTreeSet::new();
        for (_, binary) in all_slices(facts) {
            for (selector, code) in &binary.machine.methods {
                let Some((_, block)) = DELEGATES.iter().find(|(one, _)| one == selector) else { continue };
                let Some(body) = binary.machine.bodies.get(code) else { continue };
                if !seen.insert((&binary.artifact, &body.function.name)) {
                    continue;
                }
                count = count.saturating_add(1);
                let accepted = accepts(body, *block);
                let place = |call: &Call| {
                    let callee = CREDENTIALS.first().copied().unwrap_or_default();
                    binary.place(&body.function, callee.to_owned(), call.pc)
                };
                match judge(body, accepted) {
                    Judgement::Fine => {}
                    Judgement::Accepts(call, confidence) => {
                        out.fail(place(call))
                            .value("method", selector)
                            .anchor(selector)
                            .confidence(confidence);
                    }
                    Judgement::Unclear => {
                        let name = body.function.name.as_deref().unwrap_or(selector);
                        out.unknown(Text::new(
                            format!(
                                "{} {name}: what decides on the certificate is not known",
                                binary.artifact
                            ),
                            format!("{} {name}：無法得知憑證如何判定", binary.artifact),
                        ));
                    }
                }
            }
        }
        out.examined("delegates", count);
        Ok(())
    }
}

enum Judgement<'b> {
    Fine,
    Accepts(&'b Call, Confidence),
    Unclear,
}

/// Calls that accept the server: the reply "use this credential", or the older way through the sender.
fn accepts(body: &Body, block: Option<u8>) -> Vec<&facts::arm64::Step> {
    let is_reply = |callee: &Callee| match (callee, block) {
        (Callee::Block(value), Some(register)) => **value == Value::Parameter(register),
        _ => false,
    };
    let fits = |call: &Call| {
        let credential = match call.selector() {
            Some("useCredential:forAuthenticationChallenge:") => call.arg(2),
            _ if is_reply(&call.callee) && call.arg(1).int() == Some(0) => call.arg(2),
            _ => return false,
        };
        credential.result().and_then(Call::selector).is_some_and(|selector| CREDENTIALS.contains(&selector))
    };
    body.steps.iter().filter(|step| fits(&step.call)).collect()
}

fn judge<'b>(body: &'b Body, accepted: Vec<&'b facts::arm64::Step>) -> Judgement<'b> {
    let makes = |callee: &Callee| matches!(callee, Callee::Selector(name) if CREDENTIALS.contains(&&**name));
    if !body.calls(makes) {
        return Judgement::Fine;
    }
    let evaluated = body.calls(evaluates);
    // Where nothing is called that could look at a certificate, no condition can be about one.
    if let (false, [accepts, ..]) = (evaluated, &accepted[..])
        && body
            .steps
            .iter()
            .all(|step| is_harmless_call(&step.call) || matches!(step.call.callee, Callee::Block(_)))
    {
        return Judgement::Accepts(&accepts.call, Confidence::High);
    }
    let Some(accepts) = accepted.iter().find(|step| step.conditions.iter().all(is_harmless)) else {
        // Made in a helper or a block, or made dependent on something.
        let here = body.steps.iter().find(|step| makes(&step.call.callee) || step.inside.iter().any(makes));
        return match here {
            _ if evaluated => Judgement::Fine,
            Some(step) if accepted.is_empty() && step.conditions.iter().all(is_harmless) => {
                Judgement::Accepts(&step.call, Confidence::Low)
            }
            _ => Judgement::Unclear,
        };
    };
    match (body.is_whole, evaluated) {
        (false, _) => Judgement::Unclear,
        (true, false) => Judgement::Accepts(&accepts.call, Confidence::High),
        // Something is evaluated, but nothing depends on it.
        (true, true) => Judgement::Accepts(&accepts.call, Confidence::Medium),
    }
}

/// Evaluates the chain, or compares the certificate or key with a pin.
fn evaluates(callee: &Callee) -> bool {
    match callee {
        Callee::Symbol(name) => {
            name.starts_with("_SecTrustEvaluate")
                || matches!(&**name, "_SecTrustGetTrustResult" | "_memcmp" | "_timingsafe_bcmp")
        }
        Callee::Selector(name) => {
            matches!(&**name, "isEqualToData:" | "containsObject:" | "evaluateServerTrust:forDomain:")
        }
        _ => false,
    }
}

/// A condition that a server can meet whatever its certificate is.
fn is_harmless(condition: &Value) -> bool {
    match condition {
        Value::Result(call) | Value::From(call) => is_harmless_call(call),
        Value::Int(_) | Value::Parameter(_) => true,
        _ => false,
    }
}

fn is_harmless_call(call: &Call) -> bool {
    call.selector().is_some_and(|selector| HARMLESS.contains(&selector))
        || call.selector() == Some("useCredential:forAuthenticationChallenge:")
        || call.symbol().is_some_and(|symbol| {
            symbol.starts_with("_objc_") || matches!(symbol, "_NSLog" | "___stack_chk_fail")
        })
}
