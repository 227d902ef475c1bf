//! Whether tests stand between a source and the place that uses it.

use std::collections::{BTreeMap, BTreeSet};

use dex::Opcode;

use super::body::Passed;
use super::slice::{Asked, Frame, Passage};
use super::{Kind, Origin, Slice, Slicer};
use crate::{Const, MethodId};

/// Tests that are looked at to answer one question.
const MAX_TESTS: usize = 256;
/// Callers of callers that are asked whether a test stands before their calls.
const MAX_LEVELS: u32 = 3;

/// A test of two ways that code takes, and what it looks at.
#[derive(Debug)]
pub struct Test {
    /// Where what is tested comes from; callers are not followed.
    pub looks_at: Slice,
}

/// The ways on from a test that it leads to when what it looks at holds: is true, equal, or at least zero.
#[derive(Debug, Clone, Copy)]
struct Ways {
    holds: Passage,
    fails: Passage,
}

impl<'c, 'a> Slicer<'c, 'a> {
    /// Whether a value gets from an origin of a slice to where the slice began only through tests that `fits` accepts, on
    /// the way they leave when they hold.
    ///
    /// With `related`, a test counts only if it looks at something that the slice comes from too.
    pub fn is_guarded(&mut self, slice: &Slice, origin: &Origin, fits: &dyn Fn(&Test) -> bool) -> bool {
        let Some(at) = slice.origins.iter().position(|one| one == origin) else { return false };
        let Some(&end) = slice.met.get(at) else { return false };
        let mut tests: BTreeMap<(MethodId, u32), Ways> = BTreeMap::new();
        let methods: BTreeSet<MethodId> = slice.frames.iter().map(|frame| frame.method).collect();
        for method in methods {
            tests.extend(self.tests_of(method));
        }
        let mut banned: BTreeSet<Passage> = BTreeSet::new();
        for ((method, block), ways) in tests.into_iter().take(MAX_TESTS) {
            let Some(test) = self.test(method, block) else { continue };
            let related = test.looks_at.origins.iter().any(|one| {
                let says_something = match &one.kind {
                    Kind::Literal(_) | Kind::This | Kind::Caught => false,
                    Kind::New(_) | Kind::Call(_) | Kind::Parameter(_) | Kind::Field(_) => true,
                };
                says_something && slice.origins.contains(one)
            });
            if related && fits(&test) {
                banned.insert(if test.denies() { ways.fails } else { ways.holds });
            }
        }
        !banned.is_empty() && !self.passes(slice, end, &banned)
    }

    /// Whether a place runs only when a test that `fits` accepts holds: one before it in its method, or before every call
    /// of the method.
    pub fn is_conditional(&mut self, method: MethodId, pc: u32, fits: &dyn Fn(&Test) -> bool) -> bool {
        self.is_conditional_within(method, pc, fits, MAX_LEVELS)
    }

    fn is_conditional_within(
        &mut self,
        method: MethodId,
        pc: u32,
        fits: &dyn Fn(&Test) -> bool,
        levels: u32,
    ) -> bool {
        let Some(body) = self.body(method) else { return false };
        let Some(block) = body.position(pc).and_then(|at| body.block_of(at)) else { return false };
        let mut banned: BTreeSet<Passage> = BTreeSet::new();
        for ((_, test_block), ways) in self.tests_of(method).into_iter().take(MAX_TESTS) {
            // Only a test that decides alone or with others is worth slicing: one way on must be able to miss the place.
            if self.test(method, test_block).is_some_and(|test| fits(&test)) {
                banned.insert(ways.holds);
            }
        }
        if !banned.is_empty() && !self.enters(method, block, &banned) {
            return true;
        }
        let Some(levels) = levels.checked_sub(1) else { return false };
        let callers: BTreeSet<MethodId> = self.graph.callers_of(self.classes, method).collect();
        if callers.is_empty() {
            return false;
        }
        callers.into_iter().all(|caller| {
            self.calls_of(caller, method)
                .into_iter()
                .all(|pc| self.is_conditional_within(caller, pc, fits, levels))
        })
    }

    /// Code units of the calls of a method in another.
    pub(super) fn calls_of(&mut self, caller: MethodId, method: MethodId) -> Vec<u32> {
        let (Some(file), Some(body)) = (self.file_of(caller), self.body(caller)) else { return Vec::new() };
        let calls =
            body.instructions.iter().filter(|one| one.op.is_invoke() && Passed::by(file, one).is_some());
        let lands = |call: &&dex::Instruction<'a>| {
            let id = self.classes.resolve(file, dex::MethodIdx(call.index_raw()));
            id.is_some_and(|id| id == method || self.graph.overrides(self.classes, method, id))
        };
        calls.filter(lands).map(|call| call.pc).collect()
    }

    fn tests_of(&mut self, method: MethodId) -> Vec<((MethodId, u32), Ways)> {
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

    fn test(&mut self, method: MethodId, block: u32) -> Option<Test> {
        let body = self.body(method)?;
        let (at, instruction) = body.test_of(block)?;
        let registers: Vec<u16> = instruction.registers().collect();
        Some(Test { looks_at: self.slice(method, at, &registers, Asked::Test) })
    }

    /// Whether the slice gets from its beginning to a node, and the code to both, without passing a banned edge.
    fn passes(&mut self, slice: &Slice, end: u32, banned: &BTreeSet<Passage>) -> bool {
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
        // Depth first over the edges that are left; blocks that the code cannot enter any more hold nothing.
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
                        let entered = self.enters(method, node.block, banned);
                        enters.insert((method, node.block), entered);
                        entered
                    }
                };
                if !entered {
                    continue;
                }
            }
            if here == end {
                return true;
            }
            for (to, passage) in behind.get(here as usize).map_or(&[][..], Vec::as_slice) {
                let is_banned = passage.is_some_and(|passage| banned.contains(&passage));
                if let Some(seen) = seen.get_mut(*to as usize).filter(|seen| !**seen && !is_banned) {
                    *seen = true;
                    waiting.push(*to);
                }
            }
        }
        false
    }

    /// Whether the code of a method gets from its beginning to a block without passing a banned edge.
    fn enters(&mut self, method: MethodId, block: u32, banned: &BTreeSet<Passage>) -> bool {
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
            let next = next.filter(|to| !banned.contains(&Passage { method, from: here, to: **to }));
            waiting.extend(next.chain(body.blocks.handlers(here as usize)));
        }
        false
    }
}

impl Test {
    /// Whether the app's own test says by its name that it holds for what is to be refused.
    fn denies(&self) -> bool {
        const WORDS: &[&str] =
            &["isinvalid", "isunsafe", "isuntrusted", "ismalicious", "isblocked", "isforbidden", "isdenied"];
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
                .any(|method| super::slice::names(callee, method) || super::slice::names(bare, method))
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
