use facts::{Facts, Interest, Which};
use finding::Severity;
use rules::Sink;

use super::intent::{Target, target};
use super::{ask, calls, is_of_library, not_followed};
use crate::{Detector, Unknown};

/// A service that is started or bound by an action that any app can answer.
pub(crate) struct ImplicitService;

const STARTS: &[&str] = &[
    "Landroid/content/Context;->startService(Landroid/content/Intent;)",
    "Landroid/content/Context;->startForegroundService(Landroid/content/Intent;)",
    "Landroid/content/Context;->bindService(Landroid/content/Intent;*)",
    "Landroid/content/Context;->bindIsolatedService(Landroid/content/Intent;*)",
    "Landroidx/core/content/ContextCompat;->startForegroundService(Landroid/content/Context;Landroid/content/Intent;)",
];

impl Detector for ImplicitService {
    fn id(&self) -> &'static str {
        "implicit-service-intent"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, STARTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        let level = facts.manifest.as_ref().and_then(facts::Manifest::target_sdk).unwrap_or(1);
        for site in calls(facts, out, STARTS) {
            let in_wrapper =
                site.location.place.to_string().starts_with("Landroidx/core/content/ContextCompat");
            if in_wrapper {
                continue;
            }
            let at = u16::from(site.callee.contains("ContextCompat;->"));
            let Some(slice) = slicer.object(site.caller, site.pc, Which::Argument(at)) else { continue };
            match target(&slice) {
                Target::Named => {}
                Target::Anyone(_) => {
                    // ContextImpl.validateServiceIntent of AOSP throws for apps that target 21 or later.
                    let severity = if level >= 21 { Severity::Low } else { out.rule().severity };
                    out.fail(site.location.clone())
                        .value("callee", &site.callee)
                        .value("target_sdk", level.to_string())
                        .severity(severity);
                }
                // Where the platform refuses, nothing leaks whoever the intent is for.
                Target::Untold if level < 21 && !is_of_library(facts, site) => {
                    out.unknown(not_followed(site))
                }
                Target::Untold => {}
            }
        }
        Ok(())
    }
}
