//! From a check to what the user sees of it: through what methods return, take, store and hand on.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use dex::{FieldIdx, MethodIdx, TypeIdx};
use finding::Origin;
use flow::{ClassId, Decided, Holds, MethodId, Reach, Source, decided};

use super::signs::{Sign, body, calls, named};
use super::{Check, Checked, Prompt};
use crate::{Classes, DexFile, Facts, location_of};

/// Methods that are looked into for one check; checks are a few calls away from what shows them.
const MAX_STEPS: usize = 400;
/// Code units that are looked at for all checks together; an app that looks for everything needs a hundredth.
const MAX_UNITS: u64 = 1 << 20;
/// Callers of one method that are looked into.
const MAX_CALLERS: usize = 48;
/// Fields of one method that are followed to where they are read.
const MAX_STORES: usize = 4;
/// Calls that are followed from the branch to a dialog.
const MAX_DEPTH: u32 = 4;
/// Methods that are looked into on the way from one branch.
const MAX_BRANCH: usize = 200;
/// Methods that may override one that has no code.
const MAX_OVERRIDING: usize = 8;

/// Methods of an object that somebody else runs, soon after it is made.
const RUN: &[&str] = &["run", "call", "invoke", "invokeSuspend", "accept", "doInBackground"];
/// Methods of an object that somebody else calls with a result.
const TAKE: &[&str] = &[
    "accept",
    "onSuccess",
    "onNext",
    "onChanged",
    "invoke",
    "apply",
    "onComplete",
    "onResult",
    "emit",
    "handle",
    "onPostExecute",
    "onDone",
];

pub(super) struct Follow<'f, 'a> {
    facts: &'f Facts<'a>,
    launch: &'f Reach,
    /// What a method itself calls that a user notices.
    prompts: HashMap<MethodId, Option<Prompt>>,
    /// Code units that may still be looked at, for all checks together.
    left: u64,
}

/// A method to look into: what its sources are.
type Step = (MethodId, BTreeSet<Source>);

impl<'f, 'a> Follow<'f, 'a> {
    pub(super) fn new(facts: &'f Facts<'a>, launch: &'f Reach) -> Self {
        Self { facts, launch, prompts: HashMap::new(), left: MAX_UNITS }
    }

    /// How far a check goes; `None` for one of a library that no code of the app asks.
    pub(super) fn check(&mut self, sign: &Sign) -> Option<Check> {
        let classes = &self.facts.code.classes;
        let (file, _, method) = classes.method_at(sign.method)?;
        let pc = sign.sources.iter().find_map(|source| match source {
            Source::Result(pc, _) | Source::Returns(pc) => Some(*pc),
            _ => None,
        });
        let location = location_of(file, &method, pc);
        let origin = self.facts.origin_of(&location);
        let mut is_own = !matches!(origin, Origin::ThirdParty(_));
        let mut reached = is_own && self.launch.path(sign.method).is_some();
        let mut prompt = None;
        let mut waiting: VecDeque<Step> = VecDeque::new();
        let mut met: HashSet<Step> = HashSet::new();
        if !sign.is_remote {
            waiting.push_back((sign.method, sign.sources.iter().copied().collect()));
        }
        let mut steps = 0usize;
        while let Some(step) = waiting.pop_front() {
            steps = steps.saturating_add(1);
            if prompt.is_some() || steps > MAX_STEPS {
                break;
            }
            if !met.insert(step.clone()) {
                continue;
            }
            let (id, sources) = step;
            let Some((file, _, method)) = classes.method_at(id) else { continue };
            let place = location_of(file, &method, None);
            let is_here_own = !matches!(self.facts.origin_of(&place), Origin::ThirdParty(_));
            let is_here_reached = self.launch.path(id).is_some();
            is_own |= is_here_own;
            reached |= is_here_own && is_here_reached;
            let Some(Ok(code)) = method.code(&file.dex) else { continue };
            if !self.may_look_at(id) {
                break;
            }
            let sources: Vec<Source> = sources.into_iter().collect();
            let Some(found) = decided(file, &method, code, &sources) else { continue };
            if is_here_own && is_here_reached {
                prompt = self.shown(file, &method, &found);
            }
            self.go_on(id, file, &found, &mut waiting);
        }
        let checked = match (is_own, &prompt, reached) {
            (false, ..) => return None,
            (_, Some(_), _) => Checked::Prompts,
            (_, None, true) => Checked::Silent,
            (_, None, false) => Checked::NotReached,
        };
        Some(Check { location, origin, tests: sign.tests.iter().cloned().collect(), checked, prompt })
    }

    /// Takes the length of a method from what may still be looked at.
    fn may_look_at(&mut self, id: MethodId) -> bool {
        let found = self.facts.code.classes.method_at(id);
        let code = found.and_then(|(file, _, method)| method.code(&file.dex)?.ok());
        let left = self.left.checked_sub(code.map_or(1, |code| u64::from(code.units())));
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    /// Where the result goes from a method.
    fn go_on(&mut self, id: MethodId, file: &DexFile<'a>, found: &Decided, waiting: &mut VecDeque<Step>) {
        let classes = &self.facts.code.classes;
        if found.returns.is_something() {
            self.give_callers(id, found.returns, waiting);
        }
        for &(callee, parameter, holds) in &found.passes {
            for target in self.targets(file, callee) {
                waiting.push_back((target, [Source::Parameter(parameter, holds)].into()));
            }
        }
        for &(type_, holds) in &found.hands {
            let Some(class) = class_of(classes, file, type_) else { continue };
            for taker in methods_named(classes, class, TAKE) {
                waiting.push_back((taker, [Source::Parameter(0, holds)].into()));
            }
        }
        for &(field, holds) in found.stores.iter().take(MAX_STORES) {
            self.give_readers(id, file, field, holds, waiting);
        }
    }

    /// Callers get what a method returns; of an object that somebody else runs, they are the methods that make it.
    fn give_callers(&mut self, id: MethodId, holds: Holds, waiting: &mut VecDeque<Step>) {
        let (classes, graph) = (&self.facts.code.classes, &self.facts.code.graph);
        for caller in graph.callers_of(classes, id).take(MAX_CALLERS) {
            if !self.may_look_at(caller) {
                return;
            }
            let Some((file, _, instructions)) = body(self.facts, caller) else { continue };
            let sources = calls(file, &instructions).filter(|(_, callee)| {
                let named = classes.resolve(file, *callee);
                named.is_some_and(|named| named == id || graph.overrides(classes, id, named))
            });
            let sources: BTreeSet<Source> = sources.map(|(pc, _)| Source::Result(pc, holds)).collect();
            if !sources.is_empty() {
                waiting.push_back((caller, sources));
            }
        }
        let Some((file, class, method)) = classes.method_at(id) else { return };
        let Some((_, name)) = named(file, method.idx) else { return };
        if name == "doInBackground" {
            for taker in methods_named(classes, class, &["onPostExecute"]) {
                waiting.push_back((taker, [Source::Parameter(0, holds)].into()));
            }
        } else if RUN.contains(&&*name) {
            let descriptor =
                classes.class(class).and_then(|(file, class)| file.dex.type_descriptor(class.type_));
            let Some(descriptor) = descriptor else { return };
            for constructor in methods_named(classes, class, &["<init>"]) {
                for maker in graph.callers_of(classes, constructor).take(MAX_CALLERS) {
                    let type_ =
                        classes.method_at(maker).and_then(|(file, ..)| file.dex.find_type(&descriptor));
                    if let Some(type_) = type_ {
                        waiting.push_back((maker, [Source::Object(type_, holds)].into()));
                    }
                }
            }
        }
    }

    /// Methods of the same class, and of the classes inside it, that read a field.
    fn give_readers(
        &self,
        id: MethodId,
        file: &DexFile<'a>,
        field: FieldIdx,
        holds: Holds,
        waiting: &mut VecDeque<Step>,
    ) {
        let classes = &self.facts.code.classes;
        let (Some(signature), Some((_, class, _))) = (file.dex.field_signature(field), classes.method_at(id))
        else {
            return;
        };
        let outer = classes.class(class).and_then(|(file, class)| file.dex.type_descriptor(class.type_));
        let outer = outer.unwrap_or_default();
        let outer = outer.trim_end_matches(';').split('$').next().unwrap_or_default();
        let readers = classes.classes_of(file.position()).filter(|(class, _)| {
            let name = file.dex.type_descriptor(class.type_).unwrap_or_default();
            let rest = name.strip_prefix(outer);
            rest.is_some_and(|rest| rest == ";" || rest.starts_with('$'))
        });
        for (class, first) in readers {
            for (reader, method) in (first.0..).map(MethodId).zip(class.methods(&file.dex)) {
                let Some(Ok(code)) = method.code(&file.dex) else { continue };
                let reads = code.instructions().any(|one| {
                    one.op.mnemonic().contains("get")
                        && matches!(one.index(), Some(dex::Index::Field(at)) if at == field)
                });
                if reads && !signature.is_empty() {
                    waiting.push_back((reader, [Source::Field(field, holds)].into()));
                }
            }
        }
    }

    /// The methods that a call may run: the one it names, or those that override one without code.
    fn targets(&self, file: &DexFile<'a>, callee: MethodIdx) -> Vec<MethodId> {
        let classes = &self.facts.code.classes;
        let Some(id) = classes.resolve(file, callee) else { return Vec::new() };
        self.overriding(id)
    }

    fn overriding(&self, id: MethodId) -> Vec<MethodId> {
        let classes = &self.facts.code.classes;
        let Some((file, class, method)) = classes.method_at(id) else { return Vec::new() };
        if method.code_offset != 0 {
            return vec![id];
        }
        if classes.directly_below(class).len() > MAX_OVERRIDING {
            return Vec::new();
        }
        let Some((_, name)) = named(file, method.idx) else { return Vec::new() };
        let Some(reference) = file.dex.method(method.idx) else { return Vec::new() };
        let params = file.parameters(&reference).unwrap_or_default();
        let above = classes.class(class).and_then(|(file, class)| file.dex.type_descriptor(class.type_));
        let below = classes.subtypes(&above.unwrap_or_default());
        let found = below.into_iter().filter_map(|(file, class)| {
            let method = classes.method(file, &class, &name, &params).filter(|one| one.code_offset != 0)?;
            let descriptor = file.dex.type_descriptor(class.type_)?;
            let mut methods = classes.methods_of(classes.id(&descriptor)?);
            methods.find(|(_, one)| one.idx == method.idx).map(|(id, _)| id)
        });
        found.take(MAX_OVERRIDING).collect()
    }

    /// What a user notices on the branch that the result decides.
    fn shown(&mut self, file: &DexFile<'a>, method: &dex::Method, found: &Decided) -> Option<Prompt> {
        let classes = &self.facts.code.classes;
        for &(pc, callee) in &found.calls {
            if let Some(callee) = notices(classes, file, callee) {
                return Some(Prompt { location: location_of(file, method, Some(pc)), callee });
            }
        }
        let mut waiting: VecDeque<(MethodId, u32)> = VecDeque::new();
        for &(_, callee) in &found.calls {
            waiting.extend(self.targets(file, callee).into_iter().map(|id| (id, 1)));
        }
        for class in found.makes.iter().filter_map(|type_| class_of(classes, file, *type_)) {
            waiting.extend(methods_named(classes, class, RUN).into_iter().map(|id| (id, 1)));
        }
        let mut met: HashSet<MethodId> = HashSet::new();
        while let Some((id, depth)) = waiting.pop_front() {
            if !met.insert(id) || met.len() > MAX_BRANCH {
                continue;
            }
            if let Some(prompt) = self.own_prompt(id) {
                return Some(prompt);
            }
            if depth < MAX_DEPTH {
                let graph = &self.facts.code.graph;
                let next = depth.saturating_add(1);
                let callees: Vec<MethodId> = graph.callees(id).collect();
                waiting.extend(callees.into_iter().flat_map(|id| self.overriding(id)).map(|id| (id, next)));
                for class in graph.made(id) {
                    waiting.extend(methods_named(classes, class, RUN).into_iter().map(|id| (id, next)));
                }
            }
        }
        None
    }

    /// The first call of a method that a user notices.
    fn own_prompt(&mut self, id: MethodId) -> Option<Prompt> {
        if let Some(known) = self.prompts.get(&id) {
            return known.clone();
        }
        let found = body(self.facts, id).and_then(|(file, _, instructions)| {
            let (_, _, method) = self.facts.code.classes.method_at(id)?;
            calls(file, &instructions).find_map(|(pc, callee)| {
                let callee = notices(&self.facts.code.classes, file, callee)?;
                Some(Prompt { location: location_of(file, &method, Some(pc)), callee })
            })
        });
        self.prompts.insert(id, found.clone());
        found
    }
}

/// The class of the app that a type of a file is.
fn class_of(classes: &Classes<'_>, file: &DexFile<'_>, type_: TypeIdx) -> Option<ClassId> {
    classes.id(&file.dex.type_descriptor(type_)?)
}

/// Methods of a class with one of these names and with code.
fn methods_named(classes: &Classes<'_>, class: ClassId, names: &[&str]) -> Vec<MethodId> {
    let Some((file, _)) = classes.class(class) else { return Vec::new() };
    let found = classes.methods_of(class).filter(|(_, method)| {
        method.code_offset != 0 && named(file, method.idx).is_some_and(|(_, name)| names.contains(&&*name))
    });
    found.map(|(id, _)| id).collect()
}

/// The called method as `Lcls;->name`, when a user notices that it is called: a dialog or a message, another screen, the
/// end of the screen or of the app.
fn notices(classes: &Classes<'_>, file: &DexFile<'_>, callee: MethodIdx) -> Option<String> {
    let (class, name) = named(file, callee)?;
    let is = |above: &str| classes.extends(&class, above);
    let shows = match &*name {
        "show" => {
            is("Landroid/app/Dialog;")
                || is("Landroid/widget/Toast;")
                || class.ends_with("Dialog$Builder;")
                || class.ends_with("DialogBuilder;")
                || class.ends_with("DialogFragment;")
                || class.ends_with("/Snackbar;")
        }
        "showDialog" | "finish" | "finishAffinity" | "finishAndRemoveTask" | "moveTaskToBack" => {
            is("Landroid/app/Activity;")
        }
        "startActivity" | "startActivities" | "startActivityForResult" => is("Landroid/content/Context;"),
        "exit" | "halt" => matches!(&*class, "Ljava/lang/System;" | "Ljava/lang/Runtime;"),
        "killProcess" => class == "Landroid/os/Process;",
        "exitProcess" => class == "Lkotlin/system/ProcessKt;",
        _ => false,
    };
    shows.then(|| format!("{class}->{name}"))
}
