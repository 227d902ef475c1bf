use facts::{Const, Facts, Interest, Slice, Which};
use finding::Severity;
use rules::Sink;

use super::outside::{Outside, allows_value};
use super::{ask, calls, is_of_library, not_followed, sources, sql};
use crate::{Detector, Unknown};

/// A command with a piece in it that somebody else chooses.
pub(crate) struct ForeignCommand;

const CALLS: &[&str] = &[
    "Ljava/lang/Runtime;->exec(Ljava/lang/String;*)",
    "Ljava/lang/Runtime;->exec([Ljava/lang/String;*)",
    "Ljava/lang/ProcessBuilder;-><init>([Ljava/lang/String;)",
    "Ljava/lang/ProcessBuilder;-><init>(Ljava/util/List;)",
    "Ljava/lang/ProcessBuilder;->command([Ljava/lang/String;)",
    "Ljava/lang/ProcessBuilder;->command(Ljava/util/List;)",
];

/// Whether a shell reads the command, so that a piece of it can hold further commands.
fn has_shell(slice: &Slice) -> bool {
    let is_shell =
        |text: &str| matches!(text, "su" | "sh" | "/system/bin/sh" | "/bin/sh" | "/system/xbin/su");
    slice.texts().any(|(_, text)| is_shell(text) || text.starts_with("sh -c") || text.starts_with("su -c"))
}

impl Detector for ForeignCommand {
    fn id(&self) -> &'static str {
        "foreign-command"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, CALLS) {
            if site.args.first().is_some_and(Const::is_known) {
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            let found = slice.without(&|origin| sources::is_number(facts, origin));
            if let Some(given) = outside.first_of(found.iter().map(|(origin, _)| *origin)) {
                if !slicer.is_guarded(&slice, &given.origin, &allows_value(&slice)) {
                    out.fail(site.location.clone()).value("callee", &site.callee).value("by", &given.by);
                }
                continue;
            }
            if is_of_library(facts, site) {
                continue;
            }
            // As an element of its own, a value stays one argument of a program that is fixed.
            let is_whole = site.callee.contains("(Ljava/lang/String;");
            let input =
                found.iter().find(|(origin, is_end)| sources::is_chosen(facts, site, origin, *is_end));
            match input {
                Some((origin, _)) if is_whole || has_shell(&slice) => {
                    let origin = (*origin).clone();
                    if slicer.is_guarded(&slice, &origin, &allows_value(&slice)) {
                        continue;
                    }
                    out.fail(site.location.clone())
                        .value("callee", &site.callee)
                        .value("by", sql::named(facts, &origin))
                        .severity(Severity::Medium);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                _ => {}
            }
        }
        Ok(())
    }
}
