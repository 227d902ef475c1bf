//! What methods of the app give back, so that a helper does not hide a constant, and which wrappers pass one on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dex::{Code, FieldIdx, Method, MethodIdx, Opcode};

use crate::components::components;
use crate::constants::could_be_constant;
use crate::constants::observe_with;
use crate::graph::CallGraph;
use crate::{Classes, Const, Context, DexFile, Fields, MethodId, Observed, observe};

/// Methods that are summarized to look at one method.
const MAX_CALLEES: usize = 256;
/// Longest method that is summarized, in code units; helpers that give back a constant are short.
const MAX_UNITS: u32 = 1024;
/// Wrappers around wrappers that are followed.
const MAX_WRAPPERS: u32 = 6;
/// Sites that are found through wrappers, in the whole app.
const MAX_SITES: usize = 1 << 14;
/// Code units of callers of wrappers that are looked into, in the whole app.
const MAX_CALLER_UNITS: u64 = 1 << 22;

/// What methods return, computed when first asked for, callees before callers.
#[derive(Debug)]
pub struct Summaries<'c, 'a> {
    classes: &'c Classes<'a>,
    fields: Fields<'c, 'a>,
    returned: HashMap<MethodId, Const>,
}

impl<'a> Context<'a> for Summaries<'_, 'a> {
    fn field(&mut self, file: &DexFile<'a>, field: FieldIdx) -> Const {
        self.fields.field(file, field)
    }

    fn returns(&mut self, file: &DexFile<'a>, method: MethodIdx) -> Const {
        let id = self.classes.resolve(file, method);
        id.and_then(|id| self.returned.get(&id).cloned()).unwrap_or(Const::Unknown)
    }
}

impl<'c, 'a> Summaries<'c, 'a> {
    /// Nothing is summarized yet.
    pub fn new(classes: &'c Classes<'a>) -> Self {
        Self { classes, fields: Fields::new(classes), returned: HashMap::new() }
    }

    /// Walks a method with what its callees return and reports the calls that `wanted` names.
    pub fn observe(
        &mut self,
        file: &DexFile<'a>,
        method: &Method,
        code: Code<'a>,
        wanted: &dyn Fn(MethodIdx) -> bool,
    ) -> Observed {
        self.prepare(file, &code);
        observe(file, method, code, self, wanted)
    }

    /// The arguments of the call at a place, when the method around it is called with these.
    fn arguments_at(&mut self, method: MethodId, pc: u32, args: &[Const]) -> Option<Option<Vec<Const>>> {
        let (file, method, code) = self.code_of(method)?;
        self.prepare(file, &code);
        let seen = observe_with(file, &method, code, self, args, &|_| true);
        let calls = seen.complete.then_some(seen.calls)?;
        Some(calls.into_iter().find(|call| call.pc == pc).map(|call| call.args))
    }

    /// Summarizes the callees of a method, bottom up. What recursion gives back stays unknown.
    fn prepare(&mut self, file: &DexFile<'a>, code: &Code<'a>) {
        let roots = self.callees(file, code);
        if roots.is_empty() {
            return;
        }
        let mut left = MAX_CALLEES;
        let groups = components(roots, |id| {
            let Some(rest) = left.checked_sub(1) else { return Vec::new() };
            left = rest;
            match self.code_of(MethodId(id)) {
                Some((file, _, code)) => self.callees(file, &code),
                None => Vec::new(),
            }
        });
        for group in groups {
            let value = match group.as_slice() {
                [one] => self.evaluate(MethodId(*one)),
                _ => Const::Unknown,
            };
            for id in group {
                self.returned.insert(MethodId(id), value.clone());
            }
        }
    }

    fn code_of(&self, id: MethodId) -> Option<(&'c DexFile<'a>, Method, Code<'a>)> {
        let (file, _, method) = self.classes.method_at(id)?;
        let code = method.code(&file.dex)?.ok()?;
        Some((file, method, code))
    }

    /// Methods of the app that are not summarized yet, whose result a method takes and which could be constant.
    fn callees(&self, file: &DexFile<'a>, code: &Code<'a>) -> Vec<u32> {
        let mut found = BTreeSet::new();
        let mut called = None;
        for instruction in code.instructions() {
            let op = instruction.op;
            if matches!(op, Opcode::MOVE_RESULT | Opcode::MOVE_RESULT_WIDE | Opcode::MOVE_RESULT_OBJECT)
                && let Some(id) = called.and_then(|method| self.candidate(file, method))
            {
                found.insert(id.0);
            }
            let is_plain =
                op.is_invoke() && !matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE);
            called = is_plain.then(|| MethodIdx(instruction.index_raw()));
        }
        found.into_iter().collect()
    }

    fn candidate(&self, file: &DexFile<'a>, method: MethodIdx) -> Option<MethodId> {
        let id = self.classes.resolve(file, method)?;
        if self.returned.contains_key(&id) {
            return None;
        }
        let proto = file.dex.proto(file.dex.method(method)?.proto)?;
        let type_ = file.dex.type_descriptor_bytes(proto.return_type)?;
        let (_, _, code) = self.code_of(id).filter(|_| could_be_constant(type_))?;
        (code.units() <= MAX_UNITS && self.classes.is_only_one(id)).then_some(id)
    }

    fn evaluate(&mut self, id: MethodId) -> Const {
        let Some((file, method, code)) = self.code_of(id) else { return Const::Unknown };
        let seen = observe(file, &method, code, self, &|_| false);
        match seen.complete {
            true => Const::one_of(seen.returns.iter().flat_map(Const::each)),
            false => Const::Unknown,
        }
    }
}

/// A call that a rule asked for, or a call of a wrapper that leads to one.
#[derive(Debug, Clone)]
pub struct Site {
    /// The method that contains the call.
    pub caller: MethodId,
    /// Code unit of the call.
    pub pc: u32,
    /// What the receiver of the call asked for is.
    pub receiver: Const,
    /// Arguments of the call asked for, as they are known at this site.
    pub args: Vec<Const>,
    /// Arguments that are worth following to the callers.
    pub follow: Vec<usize>,
    /// The call that this one leads to through the method it calls: position in the list of sites.
    pub leads_to: Option<usize>,
    /// Whether every caller in the app was looked at.
    pub traced: bool,
}

impl Site {
    /// Whether an argument that is followed comes from the caller.
    pub fn is_open(&self) -> bool {
        self.follow.iter().any(|at| self.args.get(*at).is_some_and(Const::has_parameter))
    }

    /// Whether such an argument is one of several values.
    fn depends_on_path(&self) -> bool {
        let several = |value: &Const| matches!(value, Const::OneOf(_)) && value.has_parameter();
        self.follow.iter().any(|at| self.args.get(*at).is_some_and(several))
    }
}

/// Appends the calls of wrappers: of methods that pass a parameter of theirs on to a followed argument.
///
/// Level by level, so that each caller is looked at once a level. A site whose callers were all looked at is marked.
pub fn trace_wrappers<'a>(classes: &Classes<'a>, graph: &CallGraph, sites: &mut Vec<Site>) {
    let mut summaries = Summaries::new(classes);
    let mut left = MAX_CALLER_UNITS;
    let mut begin = 0;
    for _ in 0..MAX_WRAPPERS {
        let end = sites.len();
        // Wrappers with their open sites, then the callers with the wrappers they call.
        let mut wrappers: BTreeMap<MethodId, Vec<usize>> = BTreeMap::new();
        for at in begin..end {
            if let Some(site) = sites.get(at).filter(|site| site.is_open()) {
                wrappers.entry(site.caller).or_default().push(at);
            }
        }
        let above: BTreeMap<MethodId, Vec<MethodId>> =
            wrappers.keys().map(|wrapper| (*wrapper, graph.overridden(classes, *wrapper))).collect();
        let mut callers: BTreeMap<MethodId, BTreeSet<MethodId>> = BTreeMap::new();
        for &wrapper in wrappers.keys() {
            for caller in graph.callers_of(classes, wrapper) {
                callers.entry(caller).or_default().insert(wrapper);
            }
        }
        let mut untraced: BTreeSet<MethodId> = BTreeSet::new();
        for (caller, called) in callers {
            let found = classes.method_at(caller);
            let code =
                found.and_then(|(file, _, method)| Some((file, method, method.code(&file.dex)?.ok()?)));
            let Some((file, method, code)) = code else { continue };
            let within = left.checked_sub(u64::from(code.units()));
            let Some(rest) = within.filter(|_| sites.len() < MAX_SITES) else {
                untraced.extend(called);
                continue;
            };
            left = rest;
            let target = |method: MethodIdx| {
                let id = classes.resolve(file, method)?;
                let lands =
                    |one: &&MethodId| **one == id || above.get(one).is_some_and(|above| above.contains(&id));
                called.iter().find(lands).copied()
            };
            let seen = summaries.observe(file, &method, code, &|method| target(method).is_some());
            if !seen.complete {
                untraced.extend(called.iter().copied());
            }
            for call in seen.calls {
                let Some(wrapper) = target(call.method) else { continue };
                for &at in wrappers.get(&wrapper).map_or(&[][..], Vec::as_slice) {
                    let Some(inner) = sites.get(at).filter(|_| sites.len() < MAX_SITES) else {
                        untraced.insert(wrapper);
                        break;
                    };
                    let mut args: Vec<Const> =
                        inner.args.iter().map(|value| value.with(&call.args)).collect();
                    // Which of several values goes on may hang on another argument, as with Kotlin's default arguments.
                    let hangs =
                        inner.depends_on_path() && call.args.iter().any(|arg| matches!(arg, Const::Int(_)));
                    let units = classes
                        .method_at(wrapper)
                        .and_then(|(file, _, method)| Some(u64::from(method.code(&file.dex)?.ok()?.units())));
                    if let Some(rest) = units.filter(|_| hangs).and_then(|units| left.checked_sub(units)) {
                        left = rest;
                        match summaries.arguments_at(wrapper, inner.pc, &call.args) {
                            // With these arguments the wrapper does not come to the call.
                            Some(None) => continue,
                            Some(Some(known)) => {
                                let beyond = inner.leads_to.and_then(|at| sites.get(at)).map(|beyond| {
                                    beyond.args.iter().map(|value| value.with(&known)).collect()
                                });
                                let known = beyond.unwrap_or(known);
                                args = known.iter().map(|value| value.with(&call.args)).collect();
                            }
                            None => {}
                        }
                    }
                    let site = Site {
                        caller,
                        pc: call.pc,
                        receiver: inner.receiver.with(&call.args),
                        args,
                        follow: inner.follow.clone(),
                        leads_to: Some(at),
                        traced: false,
                    };
                    sites.push(site);
                }
            }
        }
        for (wrapper, open) in &wrappers {
            if graph.callers_of(classes, *wrapper).next().is_some() && !untraced.contains(wrapper) {
                for at in open {
                    if let Some(site) = sites.get_mut(*at) {
                        site.traced = true;
                    }
                }
            }
        }
        begin = end;
    }
}
