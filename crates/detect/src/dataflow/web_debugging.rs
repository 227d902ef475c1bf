use facts::{Const, Facts, Interest, Kind, Meaning, Slicer, Test, ValueOrigin, Which};
use rules::Sink;

use super::{ask, calls, not_followed};
use crate::{Detector, Unknown};

/// Pages of the app can be inspected from a computer, in the build that customers get.
pub(crate) struct Debugging;

const CALL: &str = "Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)";

/// Fields that say whether this is a build for developers.
const SWITCHES: &[&str] =
    &["DEBUG", "IS_DEBUG", "DEBUGGABLE", "IS_DEBUG_BUILD", "isDebug", "debug", "sDebug", "DEV"];

/// Whether a test asks for a build for developers.
fn asks_for_debug(test: &Test) -> bool {
    let flag = test.reads("flags") && test.compares(2);
    let of_build =
        test.reads("TYPE") && test.looks_at.texts().any(|(_, text)| text == "userdebug" || text == "eng");
    flag || of_build || SWITCHES.iter().any(|name| test.reads(name)) || test.asks(&["isDebuggerConnected"])
}

/// Whether a switch is always on in this build, so that it guards nothing.
fn is_always_on(slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin) -> bool {
    let Some(slice) = slicer.field_value(origin).filter(|slice| slice.complete) else { return false };
    let (mut on, mut off) = (false, false);
    for one in &slice.origins {
        match &one.kind {
            Kind::Literal(Const::Int(0)) => off = true,
            Kind::Literal(Const::Int(_)) => on = true,
            // Builds for developers have `Boolean.parseBoolean("true")`, so that the compiler keeps the test.
            Kind::Call(callee) if callee.starts_with("Ljava/lang/Boolean;->parseBoolean(") => {
                let text = slicer.value(one.method, one.pc, Which::Argument(0));
                let is_true = text.is_some_and(|text| text.texts().all(|(_, text)| text == "true"));
                (on, off) = (on || is_true, off || !is_true);
            }
            Kind::Field(_) => {}
            _ => off = true,
        }
    }
    on && !off
}

impl Detector for Debugging {
    fn id(&self) -> &'static str {
        "web-debugging"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &[CALL]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        for site in calls(facts, out, &[CALL]) {
            let value = site.args.first().unwrap_or(&Const::Unknown);
            if *value == Const::Int(0) {
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(0)) else {
                out.unknown(not_followed(site));
                continue;
            };
            // Switches of this build that are on, whatever they are called.
            let mut on: Vec<ValueOrigin> = Vec::new();
            for test in slicer.tests(&slice) {
                for origin in &test.looks_at.origins {
                    if matches!(origin.kind, Kind::Field(_)) && is_always_on(&mut slicer, origin) {
                        on.push(origin.clone());
                    }
                }
            }
            let guards = |test: &Test| match asks_for_debug(test) {
                true if test.looks_at.origins.iter().any(|one| on.contains(one)) => Meaning::Nothing,
                true => Meaning::Allows,
                false => Meaning::Nothing,
            };
            if slicer.is_conditional_on(site.caller, site.pc, &guards) {
                continue;
            }
            match value {
                Const::Int(_) => {
                    out.fail(site.location.clone()).value("callee", &site.callee);
                }
                // A condition as a value: `flags & 2`, a switch, or one of true and false behind a test.
                _ => {
                    let switches: Vec<ValueOrigin> = slice
                        .origins
                        .iter()
                        .filter(|one| matches!(one.kind, Kind::Field(_)))
                        .cloned()
                        .collect();
                    let debug = |one: &ValueOrigin| match &one.kind {
                        Kind::Field(field) => {
                            let name = super::name_of(field);
                            SWITCHES.contains(&name) || name == "flags"
                        }
                        _ => false,
                    };
                    if let Some(switch) = switches.iter().find(|one| is_always_on(&mut slicer, one)) {
                        out.fail(site.location.clone())
                            .value("callee", &site.callee)
                            .value("switch", super::sql::named(facts, switch));
                    } else if !(switches.iter().any(debug) || slicer.tests(&slice).iter().any(asks_for_debug))
                    {
                        out.unknown(not_followed(site));
                    }
                }
            }
        }
        Ok(())
    }
}
