use facts::arm64::{Call, Value};
use facts::{Facts, Interest};
use finding::Confidence;
use rules::Sink;

use super::calls::{add, follow, say_unknown, say_unread, sites, truth};
use crate::{Detector, Unknown};

/// Objects made of stored or received data, of whatever class the data names.
pub(crate) struct InsecureUnarchive;

/// Methods that take any class.
const ANY_CLASS: &[&str] =
    &["unarchiveObjectWithData:", "unarchiveObjectWithFile:", "unarchiveTopLevelObjectWithData:error:"];
/// Makes an unarchiver that takes any class; the newer one asks for secure coding from the start.
const OLD_INIT: &str = "initForReadingWithData:";
/// Takes any class where the coder does; only what an object restores itself with is looked at.
const DECODE: &str = "decodeObjectForKey:";
const SWITCH: &str = "setRequiresSecureCoding:";

impl Detector for InsecureUnarchive {
    fn id(&self) -> &'static str {
        "insecure-unarchive"
    }

    fn interest(&self, interest: &mut Interest) {
        let selectors = &mut interest.machine.selectors;
        add(selectors, ANY_CLASS);
        add(selectors, &[OLD_INIT, SWITCH, DECODE]);
        follow(interest, SWITCH, &[2]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let fits = |call: &Call| match call.selector() {
            Some(SWITCH) => call.receiver() != Some("NSKeyedArchiver"),
            // A class of the app may have a method of this name.
            Some(selector) if ANY_CLASS.contains(&selector) || selector == OLD_INIT => {
                call.receiver().is_none_or(|class| class == "NSKeyedUnarchiver")
            }
            _ => false,
        };
        let mut calls = sites(facts, fits);
        calls.extend(sites(facts, |call| call.selector() == Some(DECODE)).into_iter().filter(|(_, site)| {
            let restores = |name: &str| name.ends_with(" initWithCoder:]");
            *site.call.arg(0) == Value::Parameter(2) && site.function.name.as_deref().is_some_and(restores)
        }));
        for (binary, site) in &calls {
            let selector = site.call.selector().unwrap_or_default();
            let is_sure = site.call.receiver() == Some("NSKeyedUnarchiver");
            let confidence = if is_sure { Confidence::Medium } else { Confidence::Low };
            if selector == SWITCH {
                match truth(site.call.arg(2)) {
                    // An archiver writes; only where it is known to read is the class open.
                    Some(false) => {
                        out.fail(binary.call(site)).value("callee", selector).confidence(confidence);
                    }
                    Some(true) => {}
                    None if site.is_followed => {}
                    None => say_unknown(out, binary, site, "the value of the switch", "開關之值"),
                }
                continue;
            }
            // The older unarchiver may still be told to be strict, in the same function.
            let is_made_strict = selector == OLD_INIT
                && calls.iter().any(|(_, other)| {
                    other.function.address == site.function.address
                        && other.call.selector() == Some(SWITCH)
                        && truth(other.call.arg(2)) == Some(true)
                });
            if !is_made_strict {
                out.fail(binary.call(site)).value("callee", selector).confidence(confidence);
            }
        }
        out.examined("calls", calls.len());
        Ok(())
    }
}
