//! Follows arguments to the callers: a call that passes on what its own function is given is looked at once more where that
//! function is called.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::image::Image;
use super::resolve::{Resolver, selector_of, sends};
use super::value::{Call, Function, Site, Value};
use super::walk::{Made, Walked};
use super::{MAX_KEPT, Wanted};

/// Wrappers around wrappers.
const MAX_DEPTH: u32 = 3;
/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 256;
/// Callers that are looked at altogether.
const MAX_WALKS: usize = 8_192;
/// Calls that are noted.
const MAX_EDGES: usize = 1 << 21;

/// Who calls what: functions by their addresses, methods by those of their selectors.
#[derive(Debug, Default)]
pub(super) struct Edges {
    rows: Vec<(u64, u64)>,
    implemented: HashMap<u64, bool>,
}

impl Edges {
    /// Notes the calls of one function of the image.
    pub(super) fn note(&mut self, image: &Image<'_>, selectors: &BTreeSet<&[u8]>, walked: &Walked<'_>) {
        for made in &walked.calls {
            let Some(callee) = key(made) else { continue };
            let is_here = made.target.function.is_some()
                || *self.implemented.entry(callee).or_insert_with(|| {
                    image.string(callee).is_some_and(|name| selectors.contains(name.as_bytes()))
                });
            if is_here && self.rows.len() < MAX_EDGES {
                self.rows.push((callee, walked.start));
            }
        }
    }

    fn callers(&self, callee: u64) -> impl Iterator<Item = u64> {
        let first = self.rows.partition_point(|(one, _)| *one < callee);
        self.rows.iter().skip(first).take_while(move |(one, _)| *one == callee).map(|(_, caller)| *caller)
    }
}

/// What tells one callee from another: the address of the function, or of the selector.
fn key(made: &Made<'_>) -> Option<u64> {
    match (made.target.function, made.target.import) {
        (Some(function), _) => Some(function),
        (None, Some(import)) if sends(import).is_some() => {
            match (made.target.selector, made.registers.get(1)) {
                (Some(selector), _) => Some(selector),
                (None, Some(super::state::Raw::Address(selector))) => Some(*selector),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Adds the calls of wrappers to the calls found.
pub(super) fn trace(image: &mut Image<'_>, wanted: &Wanted, mut edges: Edges, calls: &mut Vec<Site>) {
    edges.rows.sort_unstable();
    edges.rows.dedup();
    let mut by_selector: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for (callee, _) in &edges.rows {
        if edges.implemented.get(callee) == Some(&true)
            && let Some(name) = image.string(*callee)
        {
            by_selector.entry(name).or_default().insert(*callee);
        }
    }
    let mut walks = MAX_WALKS;
    let mut from = 0;
    for _ in 0..MAX_DEPTH {
        let to = calls.len();
        let mut added = Vec::new();
        for site in calls.get_mut(from..to).unwrap_or_default() {
            if !passes_on(wanted, &site.call) {
                continue;
            }
            let start = site.function.address;
            let mut callees = vec![start];
            if let Some(selector) = image.selector_of(start) {
                callees.extend(by_selector.get(selector).into_iter().flatten());
            }
            let callers: BTreeSet<u64> = callees
                .iter()
                .flat_map(|callee| edges.callers(*callee))
                .filter(|one| *one != start)
                .collect();
            for caller in callers.into_iter().take(MAX_CALLERS) {
                let Some(left) = walks.checked_sub(1) else { break };
                walks = left;
                let Some(end) = image.end_of(caller) else { continue };
                let mut walked = Walked::default();
                walked.walk(image, caller, end);
                for made in
                    walked.calls.iter().filter(|made| key(made).is_some_and(|key| callees.contains(&key)))
                {
                    let outer = Resolver::new(image, &walked).call(made);
                    let call = given(&site.call, &outer, 0);
                    let through = match selector_of(image, made) {
                        Some(selector) => selector.into(),
                        None => site.function.name.clone().unwrap_or_else(|| "a function".into()),
                    };
                    let function = Function { name: None, address: caller };
                    site.is_followed = true;
                    added.push(Site { function, call, through: Some(through), is_followed: false });
                }
            }
        }
        from = to;
        for mut site in added.into_iter().take(MAX_KEPT.saturating_sub(calls.len())) {
            site.function = image.function(site.function.address);
            calls.push(site);
        }
    }
}

/// Whether an argument that decides is what the function is given.
fn passes_on(wanted: &Wanted, call: &Call) -> bool {
    let name = call.symbol().or_else(|| call.selector()).unwrap_or_default();
    let positions = wanted.follow.get(name).into_iter().flatten();
    positions.map(|at| call.arg(*at)).any(|value| has_parameter(value, 0))
}

fn has_parameter(value: &Value, depth: u32) -> bool {
    match value {
        Value::Parameter(_) => true,
        // The receiver and the first arguments are what a result is made of.
        Value::Result(call) if depth < 4 => call.args.iter().take(4).any(|arg| has_parameter(arg, depth + 1)),
        _ => false,
    }
}

/// A call in which what the function is given is put in place of its parameters.
fn given(call: &Call, outer: &Call, depth: u32) -> Call {
    let args = call.args.iter().map(|value| put(value, outer, depth)).collect();
    let pc = if depth == 0 { outer.pc } else { call.pc };
    Call { pc, callee: call.callee.clone(), to_super: call.to_super, args }
}

fn put(value: &Value, outer: &Call, depth: u32) -> Value {
    match value {
        Value::Parameter(at) => outer.arg((*at).into()).clone(),
        Value::Result(call) if depth < 4 && has_parameter(value, 0) => {
            Value::Result(Arc::new(given(call, outer, depth + 1)))
        }
        other => other.clone(),
    }
}
