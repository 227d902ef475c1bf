//! Whether tests stand between a source and the place that uses it.

use std::collections::{BTreeMap, BTreeSet};

use dex::Opcode;

use super::body::{Given, Passed};
use super::model;
use super::query::{Asked, Frame, Passage};
use super::{Kind, Origin, Slice, Slicer};
use crate::{Const, MethodId};

/// Tests that are looked at to answer one question.
const MAX_TESTS: usize = 256;
/// Helpers that are looked into for a test that throws, to answer one question.
const MAX_HELPERS: usize = 128;
/// Longest such helper, in instructions.
const MAX_HELPER: usize = 400;
/// Callers of callers that are asked whether a test stands before their calls.
const MAX_LEVELS: u32 = 3;

/// A test of two ways that code takes, and what it looks at.
#[derive(Debug)]
pub struct Test {
    /// Where what is tested comes from; callers are not followed.
    pub looks_at: Slice,
}

/// What it means that a test holds: that what it looks at is true, equal, or at least zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing for the question.
    Nothing,
    /// What holds may go on.
    Allows,
    /// What holds is turned away; the rest may go on.
    Refuses,
}

/// What may not be passed, since a test or a helper that throws stands there.
#[derive(Debug, Default)]
struct Closed {
    passages: BTreeSet<Passage>,
    /// Of a block, the position of a call behind which nothing goes on without having been tested.
    behind: BTreeMap<(MethodId, u32), u32>,
}

/// The ways on from a test that it leads to when what it looks at holds: is true, equal, or at least zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    pub(super) holds: Passage,
    pub(super) fails: Passage,
}

impl<'c, 'a> Slicer<'c, 'a> {
    /// Whether a value gets from an origin of a slice to where the slice began only through tests that `fits` accepts, on
    /// the way they leave when they hold.
    ///
    /// A test counts only if it looks at something that the slice comes from too.
    pub fn is_guarded(&mut self, slice: &Slice, origin: &Origin, fits: &dyn Fn(&Test) -> bool) -> bool {
        self.is_guarded_by(slice, origin, &|test| if fits(test) { Meaning::Allows } else { Meaning::Nothing })
    }

    /// As [`Slicer::is_guarded`], where a test may also refuse what it holds for.
    pub fn is_guarded_by(
        &mut self,
        slice: &Slice,
        origin: &Origin,
        meaning: &dyn Fn(&Test) -> Meaning,
    ) -> bool {
        let Some(at) = slice.origins.iter().position(|one| one == origin) else { return false };
        let ends: BTreeSet<u32> =
            slice.met.iter().filter(|(_, met)| *met as usize == at).map(|(node, _)| *node).collect();
        let mut tests: BTreeMap<(MethodId, u32), Ways> = BTreeMap::new();
        let methods: BTreeSet<MethodId> = slice.frames.iter().map(|frame| frame.method).collect();
        for &method in &methods {
            tests.extend(self.tests_of(method));
        }
        let mut closed = Closed::default();
        for ((method, block), ways) in tests.into_iter().take(MAX_TESTS) {
            let Some(test) = self.test(method, block) else { continue };
            if is_related(slice, &test.looks_at) {
                closed.passages.extend(self.shut(ways, &test, meaning, MAX_LEVELS));
            }
        }
        let mut helpers: BTreeMap<MethodId, Vec<Given>> = BTreeMap::new();
        for &method in &methods {
            self.close_behind_helpers(method, slice, meaning, &mut closed, &mut helpers);
        }
        if closed.passages.is_empty() && closed.behind.is_empty() {
            return false;
        }
        for &method in &methods {
            self.close_choices(method, &mut closed.passages);
        }
        !self.passes(slice, &ends, &closed)
    }

    /// The way on from a test that only what was tested may take.
    pub(super) fn shut(
        &mut self,
        ways: Ways,
        test: &Test,
        meaning: &dyn Fn(&Test) -> Meaning,
        levels: u32,
    ) -> Option<Passage> {
        let says = meaning(test);
        if says == Meaning::Nothing {
            return None;
        }
        let refuses = match self.refuses_what_holds(test, says, meaning, levels) {
            Some(known) => known,
            None => (says == Meaning::Refuses) != test.denies(),
        };
        Some(if refuses { ways.fails } else { ways.holds })
    }

    /// Notes the calls of helpers of the app that throw unless what they get passes a test.
    fn close_behind_helpers(
        &mut self,
        method: MethodId,
        slice: &Slice,
        meaning: &dyn Fn(&Test) -> Meaning,
        closed: &mut Closed,
        helpers: &mut BTreeMap<MethodId, Vec<Given>>,
    ) {
        let (Some(file), Some(body)) = (self.file_of(method), self.body(method)) else { return };
        for (at, call) in body.instructions.iter().enumerate().filter(|(_, one)| one.op.is_invoke()) {
            let Some(passed) = Passed::by(file, call) else { continue };
            let Some(target) = self.classes.resolve(file, dex::MethodIdx(call.index_raw())) else { continue };
            if passed.all().next().is_none() || target == method {
                continue;
            }
            let tested = match helpers.get(&target) {
                Some(known) => known.clone(),
                None if helpers.len() >= MAX_HELPERS => return,
                None => {
                    let tested = self.tested_or_thrown(target, meaning);
                    // What throws nothing costs nothing to ask again.
                    if self.throws(target) {
                        helpers.insert(target, tested.clone());
                    }
                    tested
                }
            };
            if tested.is_empty() {
                continue;
            }
            let registers: Vec<u16> =
                tested.into_iter().filter_map(|given| passed.register_of(given)).collect();
            let given = self.slice(method, at, &registers, Asked::Test);
            let Some(block) = body.block_of(at).filter(|_| is_related(slice, &given)) else { continue };
            let next = body.blocks.next(block as usize).iter();
            closed.passages.extend(next.map(|to| Passage { method, from: block, to: *to }));
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let first = closed.behind.entry((method, block)).or_insert(at);
            *first = at.min(*first);
        }
    }

    /// What a helper was given that it tests, if it throws whenever the test turns out badly.
    fn tested_or_thrown(&mut self, helper: MethodId, meaning: &dyn Fn(&Test) -> Meaning) -> Vec<Given> {
        let Some(body) = self.body(helper).filter(|_| self.throws(helper)) else { return Vec::new() };
        let (mut closed, mut tested) = (BTreeSet::new(), Vec::new());
        for ((_, block), ways) in self.tests_of(helper) {
            let Some(test) = self.test(helper, block) else { continue };
            let Some(shut) = self.shut(ways, &test, meaning, MAX_LEVELS) else { continue };
            closed.insert(shut);
            tested.extend(test.looks_at.origins.iter().filter_map(|one| match one.kind {
                Kind::Parameter(at) if one.method == helper => Some(Given::Parameter(at)),
                _ => None,
            }));
        }
        if closed.is_empty() {
            return Vec::new();
        }
        self.close_choices(helper, &mut closed);
        let mut ends = body.returns(false).filter_map(|at| body.block_of(at));
        if ends.any(|block| self.enters(helper, block, &closed)) { Vec::new() } else { tested }
    }

    /// Whether a method is a short one of the app's own code that throws.
    fn throws(&mut self, method: MethodId) -> bool {
        let of_library = self.classes.method_at(method).is_none_or(|(file, class, _)| {
            let class = self.classes.class(class).map(|(_, class)| class.type_);
            let name = class.and_then(|class| file.dex.type_descriptor_bytes(class));
            name.is_none_or(model::is_library)
        });
        !of_library
            && self.body(method).is_some_and(|body| {
                body.instructions.len() <= MAX_HELPER
                    && body.instructions.iter().any(|one| one.op == Opcode::THROW)
            })
    }

    /// Whether a place runs only when a test that `fits` accepts holds: one before it in its method, or before every call
    /// of the method.
    pub fn is_conditional(&mut self, method: MethodId, pc: u32, fits: &dyn Fn(&Test) -> bool) -> bool {
        self.is_conditional_on(method, pc, &|test| {
            if fits(test) { Meaning::Allows } else { Meaning::Nothing }
        })
    }

    /// As [`Slicer::is_conditional`], where the place may also run only when a test does not hold.
    pub fn is_conditional_on(
        &mut self,
        method: MethodId,
        pc: u32,
        meaning: &dyn Fn(&Test) -> Meaning,
    ) -> bool {
        self.is_conditional_within(method, pc, meaning, MAX_LEVELS)
    }

    fn is_conditional_within(
        &mut self,
        method: MethodId,
        pc: u32,
        meaning: &dyn Fn(&Test) -> Meaning,
        levels: u32,
    ) -> bool {
        let Some(body) = self.body(method) else { return false };
        let Some(block) = body.position(pc).and_then(|at| body.block_of(at)) else { return false };
        let mut closed: BTreeSet<Passage> = BTreeSet::new();
        for ((_, test_block), ways) in self.tests_of(method).into_iter().take(MAX_TESTS) {
            if let Some(test) = self.test(method, test_block) {
                closed.extend(match meaning(&test) {
                    Meaning::Nothing => None,
                    Meaning::Allows => Some(ways.holds),
                    Meaning::Refuses => Some(ways.fails),
                });
            }
        }
        if !closed.is_empty() {
            self.close_choices(method, &mut closed);
            if !self.enters(method, block, &closed) {
                return true;
            }
        }
        let Some(levels) = levels.checked_sub(1) else { return false };
        let callers: BTreeSet<MethodId> = self.graph.callers_of(self.classes, method).collect();
        if callers.is_empty() {
            return false;
        }
        callers.into_iter().all(|caller| {
            self.calls_of(caller, method)
                .into_iter()
                .all(|pc| self.is_conditional_within(caller, pc, meaning, levels))
        })
    }

    /// The tests in the methods that a slice walked.
    pub fn tests(&mut self, slice: &Slice) -> Vec<Test> {
        let methods: BTreeSet<MethodId> = slice.frames.iter().map(|frame| frame.method).collect();
        let mut found = Vec::new();
        for method in methods {
            for ((_, block), _) in self.tests_of(method) {
                found.extend(self.test(method, block).filter(|_| found.len() < MAX_TESTS));
            }
        }
        found
    }

    /// Code units of the calls of a method in another.
    pub(super) fn calls_of(&mut self, caller: MethodId, method: MethodId) -> Vec<u32> {
        let (Some(file), Some(body)) = (self.file_of(caller), self.body(caller)) else { return Vec::new() };
        let calls =
            body.instructions.iter().filter(|one| one.op.is_invoke() && Passed::by(file, one).is_some());
        let mut named = self.graph.overridden(self.classes, method);
        named.push(method);
        let lands = |call: &&dex::Instruction<'a>| {
            let id = self.classes.resolve(file, dex::MethodIdx(call.index_raw()));
            id.is_some_and(|id| named.contains(&id))
        };
        calls.filter(lands).map(|call| call.pc).collect()
    }

    pub(super) fn tests_of(&mut self, method: MethodId) -> Vec<((MethodId, u32), Ways)> {
        let Some(body) = self.body(method) else { return Vec::new() };
        let mut found = Vec::new();
        for (block, _) in (0u32..).zip(&body.blocks.blocks) {
            let Some((_, test)) = body.test_of(block) else { continue };
            let taken = test.target().and_then(|pc| body.position(pc)).and_then(|at| body.block_of(at));
            let Some(taken) = taken else { continue };
            let next = block.saturating_add(1);
            let to = |to| Passage { method, from: block, to };
            let holds_when_taken = matches!(
                test.op,
                Opcode::IF_EQ
                    | Opcode::IF_NEZ
                    | Opcode::IF_GEZ
                    | Opcode::IF_GTZ
                    | Opcode::IF_GE
                    | Opcode::IF_GT
            );
            let (holds, fails) = if holds_when_taken { (taken, next) } else { (next, taken) };
            found.push(((method, block), Ways { holds: to(holds), fails: to(fails) }));
        }
        found
    }

    pub(super) fn test(&mut self, method: MethodId, block: u32) -> Option<Test> {
        let body = self.body(method)?;
        let (at, instruction) = body.test_of(block)?;
        let registers: Vec<u16> = instruction.registers().collect();
        Some(Test { looks_at: self.slice(method, at, &registers, Asked::Test) })
    }

    /// Whether the slice gets from its beginning to one of some nodes, and the code to both, without passing what is closed.
    fn passes(&mut self, slice: &Slice, ends: &BTreeSet<u32>, closed: &Closed) -> bool {
        let mut behind: Vec<Vec<(u32, Option<Passage>)>> = vec![Vec::new(); slice.nodes.len()];
        let mut is_root = vec![true; slice.nodes.len()];
        for (from, to, passage) in &slice.edges {
            if let Some(list) = behind.get_mut(*from as usize) {
                list.push((*to, *passage));
            }
            if let Some(root) = is_root.get_mut(*to as usize) {
                *root = false;
            }
        }
        // A register in a loop may lead back to where the slice began, so the first node is one too.
        if let Some(first) = is_root.first_mut() {
            *first = true;
        }
        let mut seen = is_root.clone();
        let roots = (0u32..).zip(&is_root).filter(|(_, root)| **root).map(|(at, _)| at);
        let mut waiting: Vec<u32> = roots.collect();
        // Depth first over the edges that are open; blocks that the code cannot enter any more hold nothing.
        let mut enters: BTreeMap<(MethodId, u32), bool> = BTreeMap::new();
        while let Some(here) = waiting.pop() {
            let Some(node) = slice.nodes.get(here as usize) else { continue };
            let Some(Frame { method, .. }) = slice.frames.get(node.frame as usize).copied() else { continue };
            let is_block =
                self.body(method).is_some_and(|body| (node.block as usize) < body.blocks.blocks.len());
            if is_block {
                let entered = match enters.get(&(method, node.block)) {
                    Some(known) => *known,
                    None => {
                        let entered = self.enters(method, node.block, &closed.passages);
                        enters.insert((method, node.block), entered);
                        entered
                    }
                };
                let behind = closed.behind.get(&(method, node.block)).is_some_and(|at| node.at > *at);
                if !entered || behind {
                    continue;
                }
            }
            if ends.contains(&here) {
                return true;
            }
            for (to, passage) in behind.get(here as usize).map_or(&[][..], Vec::as_slice) {
                let is_closed = passage.is_some_and(|passage| closed.passages.contains(&passage));
                if let Some(seen) = seen.get_mut(*to as usize).filter(|seen| !**seen && !is_closed) {
                    *seen = true;
                    waiting.push(*to);
                }
            }
        }
        false
    }

    /// Whether the code of a method gets from its beginning to a block without passing a closed edge.
    pub(super) fn enters(&mut self, method: MethodId, block: u32, closed: &BTreeSet<Passage>) -> bool {
        let Some(body) = self.body(method) else { return true };
        let mut seen = vec![false; body.blocks.blocks.len()];
        let mut waiting = vec![0u32];
        while let Some(here) = waiting.pop() {
            if here == block {
                return true;
            }
            let Some(seen) = seen.get_mut(here as usize).filter(|seen| !**seen) else { continue };
            *seen = true;
            let next = body.blocks.next(here as usize).iter();
            let next = next.filter(|to| !closed.contains(&Passage { method, from: here, to: **to }));
            waiting.extend(next.chain(body.blocks.handlers(here as usize)));
        }
        false
    }
}

/// Whether what a test looks at and a slice have an origin in common that says something.
fn is_related(slice: &Slice, looks_at: &Slice) -> bool {
    looks_at.origins.iter().any(|one| {
        let says_something = match &one.kind {
            Kind::Literal(_) | Kind::This | Kind::Caught => false,
            Kind::New(_) | Kind::Call(_) | Kind::Parameter(_) | Kind::Field(_) => true,
        };
        says_something && slice.origins.contains(one)
    })
}

impl Test {
    /// Whether the app's own test says by its name that it holds for what is to be refused.
    fn denies(&self) -> bool {
        const WORDS: &[&str] = &[
            "isinvalid",
            "isunsafe",
            "isuntrusted",
            "ismalicious",
            "isblocked",
            "isforbidden",
            "isdenied",
            "isoutside",
        ];
        self.looks_at.calls().next().is_some_and(|(_, callee)| {
            let name = callee.split("->").nth(1).unwrap_or_default().to_ascii_lowercase();
            WORDS.iter().any(|word| name.starts_with(word))
        })
    }

    /// Whether the test looks at what one of these methods gives back: a method is named with or without its class and
    /// prototype, as `Ljava/lang/String;->equals` or `equals`.
    pub fn asks(&self, methods: &[&str]) -> bool {
        self.looks_at.calls().any(|(_, callee)| {
            let bare = callee.split_once("->").map_or(callee, |(_, rest)| rest);
            methods
                .iter()
                .any(|method| super::answer::names(callee, method) || super::answer::names(bare, method))
        })
    }

    /// Whether the test looks at a field with this name, such as `DEBUG`.
    pub fn reads(&self, name: &str) -> bool {
        self.looks_at.origins.iter().any(|origin| match &origin.kind {
            Kind::Field(field) => {
                field.split_once("->").and_then(|(_, rest)| rest.split(':').next()) == Some(name)
            }
            _ => false,
        })
    }

    /// Whether the test looks at this number.
    pub fn compares(&self, number: i64) -> bool {
        self.looks_at.origins.iter().any(|origin| origin.kind == Kind::Literal(Const::Int(number)))
    }
}
