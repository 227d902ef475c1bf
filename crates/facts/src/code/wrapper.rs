//! Calls of wrappers: where an argument that decides comes from the caller, the caller's call is a call site too.

use flow::{CallGraph, Classes, Site, trace_wrappers};

use super::index::location_of;
use super::{CallSite, DexIndex, Interest};

/// The calls of wrappers; marks the calls in `files` whose callers were all looked at.
pub(super) fn trace(
    classes: &Classes<'_>,
    graph: &CallGraph,
    files: &mut [DexIndex],
    interest: &Interest,
) -> Vec<CallSite> {
    let mut direct: Vec<&mut CallSite> = files.iter_mut().flat_map(|file| &mut file.calls).collect();
    let mut sites: Vec<Site> = Vec::new();
    // Of each site, the direct call that it is or leads to.
    let mut sinks: Vec<usize> = Vec::new();
    for (at, call) in direct.iter().enumerate() {
        let site = Site {
            caller: call.caller,
            pc: pc_of(&call.location),
            receiver: call.receiver.clone(),
            args: call.args.clone(),
            follow: interest.followed(&call.patterns),
            leads_to: None,
            traced: false,
        };
        if site.is_open() {
            sites.push(site);
            sinks.push(at);
        }
    }
    let begun = sites.len();
    trace_wrappers(classes, graph, &mut sites);
    let mut found: Vec<CallSite> = Vec::new();
    for (at, site) in sites.into_iter().enumerate() {
        if at < begun {
            if let Some(call) = sinks.get(at).and_then(|at| direct.get_mut(*at)) {
                call.traced = site.traced;
            }
            continue;
        }
        let Some(inner) = site.leads_to else { continue };
        let sink = sinks.get(inner).copied().unwrap_or(usize::MAX);
        sinks.push(sink);
        let Some(call) = direct.get(sink) else { continue };
        let Some((file, _, method)) = classes.method_at(site.caller) else { continue };
        // Every site behind the direct ones has an entry, so the position tells which call of a wrapper it leads to.
        let via = match inner.checked_sub(begun).and_then(|at| found.get(at)) {
            Some(one) => [vec![one.location.clone()], one.via.clone()].concat(),
            None => vec![call.location.clone()],
        };
        found.push(CallSite {
            location: location_of(file, &method, Some(site.pc)),
            callee: call.callee.clone(),
            receiver: site.receiver,
            args: site.args,
            via,
            traced: site.traced,
            caller: site.caller,
            pc: site.pc,
            patterns: call.patterns.clone(),
        });
    }
    found
}

fn pc_of(location: &finding::Location) -> u32 {
    match &location.place {
        finding::Place::Code { pc: Some(pc), .. } => *pc,
        _ => 0,
    }
}
