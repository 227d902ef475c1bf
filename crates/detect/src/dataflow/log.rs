use std::collections::{BTreeSet, HashMap};

use facts::{CallSite, Facts, Interest, Kind, MethodId, Slice, Slicer, Test, ValueOrigin, Which};
use finding::Location;
use rules::Sink;

use super::sensitive::{Found, Sensitive};
use super::{ask, calls, not_followed, parameter_type, parts};
use crate::{Detector, Unknown};

/// A password, a token or data of a person is written to the log.
pub(crate) struct SensitiveLog;

const LOGS: &[&str] = &[
    "Landroid/util/Log;->v(*)",
    "Landroid/util/Log;->d(*)",
    "Landroid/util/Log;->i(*)",
    "Landroid/util/Log;->w(*)",
    "Landroid/util/Log;->e(*)",
    "Landroid/util/Log;->wtf(*)",
    "Landroid/util/Log;->println(*)",
    "Ljava/io/PrintStream;->println(*)",
    "Ljava/io/PrintStream;->print(*)",
    "Ljava/io/PrintStream;->printf(*)",
    "Ltimber/log/Timber;->v(*)",
    "Ltimber/log/Timber;->d(*)",
    "Ltimber/log/Timber;->i(*)",
    "Ltimber/log/Timber;->w(*)",
    "Ltimber/log/Timber;->e(*)",
    "Ltimber/log/Timber$Forest;->v(*)",
    "Ltimber/log/Timber$Forest;->d(*)",
    "Ltimber/log/Timber$Forest;->i(*)",
    "Ltimber/log/Timber$Forest;->w(*)",
    "Ltimber/log/Timber$Forest;->e(*)",
    "Ltimber/log/Timber$Tree;->v(*)",
    "Ltimber/log/Timber$Tree;->d(*)",
    "Ltimber/log/Timber$Tree;->i(*)",
    "Ltimber/log/Timber$Tree;->w(*)",
    "Ltimber/log/Timber$Tree;->e(*)",
];

/// Wrappers around wrappers that are followed to their calls.
const MAX_WRAPPERS: u32 = 3;
/// Calls of one method that are looked at for what they hand over.
const MAX_CALLS: usize = 512;
/// Longest method that counts as a wrapper of the log, in code units.
const MAX_WRAPPER_UNITS: u32 = 80;

impl Detector for SensitiveLog {
    fn id(&self) -> &'static str {
        "sensitive-log"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, LOGS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut search = Search {
            facts,
            slicer: facts.code.slicer(),
            sensitive: Sensitive::new(facts),
            seen: BTreeSet::new(),
            handed: HashMap::new(),
            found: Vec::new(),
        };
        for site in calls(facts, out, LOGS) {
            if site.callee.starts_with("Ljava/io/PrintStream;") && !search.is_standard(site) {
                continue;
            }
            let texts = site.args.iter().zip(0u16..).filter(|(value, _)| !value.is_known());
            for at in texts.map(|(_, at)| at).filter(|at| is_legible(&site.callee, *at)) {
                if !search.look(site.caller, site.pc, at, MAX_WRAPPERS) {
                    out.unknown(not_followed(site));
                }
            }
        }
        let mut found = search.found;
        found.sort_by(|a, b| (&a.0, a.1.matter).cmp(&(&b.0, b.1.matter)));
        found.dedup_by(|a, b| a.0 == b.0);
        for (location, one) in found {
            out.fail(location).severity(one.severity()).confidence(one.confidence()).value("what", &one.what);
        }
        Ok(())
    }
}

/// Whether an argument or parameter may be a text: an exception says nothing of the app's own.
fn is_legible(callee: &str, at: u16) -> bool {
    let Some((_, rest)) = callee.split_once("->") else { return false };
    parameter_type(rest, at)
        .is_some_and(|type_| super::sensitive::is_text(type_) || type_ == "[Ljava/lang/Object;")
}

struct Search<'s, 'f> {
    facts: &'s Facts<'f>,
    slicer: Slicer<'s, 'f>,
    sensitive: Sensitive<'s>,
    seen: BTreeSet<(MethodId, u32, u16)>,
    /// What callers hand over as a parameter, as far as it was asked.
    handed: HashMap<(MethodId, u16), (Option<Found>, bool)>,
    found: Vec<(Location, Found)>,
}

impl Search<'_, '_> {
    /// Whether a print stream is that of the process, which goes to the log.
    fn is_standard(&mut self, site: &CallSite) -> bool {
        self.slicer.object(site.caller, site.pc, Which::Receiver).is_some_and(|slice| {
            slice.origins.iter().any(|origin| {
                matches!(&origin.kind, Kind::Field(field) if field.starts_with("Ljava/lang/System;->"))
            })
        })
    }

    /// Looks at what a call writes, and at what callers hand to a wrapper around it; false when not all was followed.
    fn look(&mut self, method: MethodId, pc: u32, at: u16, levels: u32) -> bool {
        if !self.seen.insert((method, pc, at)) {
            return true;
        }
        let Some(slice) = self.slicer.readable_within(method, pc, Which::Argument(at)) else { return true };
        if let Some(found) = self.sensitive.first(&mut self.slicer, &slice) {
            if let Some(location) = self.facts.code.location(method, Some(pc))
                && !self.slicer.is_conditional(method, pc, &of_debug_build)
            {
                self.found.push((location, found));
            }
            return true;
        }
        let mut complete = slice.complete;
        let given = self.parameters(&slice, method);
        if given.is_empty() {
            return complete;
        }
        if !self.is_wrapper(method) {
            return self.look_up(method, pc, &given) && complete;
        }
        let Some(levels) = levels.checked_sub(1) else { return false };
        let callers = self.slicer.calls_to(method);
        for (caller, pc) in callers {
            for at in &given {
                complete &= self.look(caller, pc, *at, levels);
            }
        }
        complete
    }

    /// What callers hand to a method that does more than write to the log: the place is the call of the log.
    fn look_up(&mut self, method: MethodId, pc: u32, given: &BTreeSet<u16>) -> bool {
        let mut complete = true;
        for at in given {
            let (found, whole) = self.handed(method, *at, MAX_WRAPPERS);
            complete &= whole;
            let location = self.facts.code.location(method, Some(pc));
            if let (Some(found), Some(location)) = (found, location) {
                if !self.slicer.is_conditional(method, pc, &of_debug_build) {
                    self.found.push((location, found));
                }
                return true;
            }
        }
        complete
    }

    /// The sensitive value that some call hands over as a parameter, and whether all calls were looked at.
    fn handed(&mut self, method: MethodId, at: u16, levels: u32) -> (Option<Found>, bool) {
        if let Some(known) = self.handed.get(&(method, at)) {
            return known.clone();
        }
        let Some(levels) = levels.checked_sub(1) else { return (None, false) };
        self.handed.insert((method, at), (None, true));
        let callers = self.slicer.calls_to(method);
        let mut answer = (None, callers.len() <= MAX_CALLS);
        for (caller, pc) in callers.into_iter().take(MAX_CALLS) {
            let Some(slice) = self.slicer.readable_within(caller, pc, Which::Argument(at)) else { continue };
            answer.1 &= slice.complete;
            answer.0 = self.sensitive.first(&mut self.slicer, &slice);
            for at in self.parameters(&slice, caller) {
                if answer.0.is_none() {
                    let (found, whole) = self.handed(caller, at, levels);
                    answer = (found, answer.1 && whole);
                }
            }
            if answer.0.is_some() {
                break;
            }
        }
        self.handed.insert((method, at), answer.clone());
        answer
    }

    /// The parameters of a method, as far as they may be texts, that a slice of its code comes from.
    fn parameters(&self, slice: &Slice, method: MethodId) -> BTreeSet<u16> {
        let of_method = |origin: &ValueOrigin| match origin.kind {
            Kind::Parameter(at) if origin.method == method => Some(at),
            _ => None,
        };
        let signature = self.facts.code.classes.signature(method).unwrap_or_default();
        slice.origins.iter().filter_map(of_method).filter(|at| is_legible(&signature, *at)).collect()
    }

    /// Whether a method is there to write to the log: it is named so, or does hardly anything else.
    fn is_wrapper(&self, method: MethodId) -> bool {
        let classes = &self.facts.code.classes;
        let units = classes
            .method_at(method)
            .and_then(|(file, _, method)| method.code(&file.dex)?.ok())
            .map_or(u32::MAX, |code| code.units());
        let signature = classes.signature(method).unwrap_or_default();
        let Some((class, name, ..)) = parts(&signature) else { return false };
        let class = class.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let name = name.to_ascii_lowercase();
        let is_named =
            name.starts_with("log") || class.contains("log") && !class.contains("login") || name.len() == 1;
        units <= MAX_WRAPPER_UNITS && is_named
    }
}

/// Whether a test asks for a build that is not given to customers.
fn of_debug_build(test: &Test) -> bool {
    ["DEBUG", "isDebug", "IS_DEBUG", "debug", "DEV"].iter().any(|name| test.reads(name))
}
