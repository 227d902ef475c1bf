//! Questions about one function: which calls it makes, what it returns, and on whose results a call depends.

use std::collections::BTreeSet;

use super::decode::Insn;
use super::image::Image;
use super::resolve::{Resolver, selector_of, sends};
use super::state::Raw;
use super::value::{Call, Callee, Function, Value};
use super::walk::Walked;

/// Blocks of a function that is looked at; delegates and replies are small.
const MAX_BLOCKS: usize = 512;
/// Rounds until what is sure to follow no longer changes; compilers' code needs a handful.
const MAX_ROUNDS: usize = 64;
/// Functions of the image that are looked into for one body.
const MAX_HELPERS: usize = 48;
/// Instructions of such a function.
const MAX_HELPER: u64 = 4 * 20_000;
/// Implementations of one selector that are looked into.
const MAX_IMPLEMENTATIONS: usize = 4;

/// One function as a whole.
#[derive(Debug, Clone)]
pub struct Body {
    /// The function.
    pub function: Function,
    /// Its calls in the order of the code.
    pub steps: Vec<Step>,
    /// What it returns, one value a return.
    pub returns: Vec<Value>,
    /// Whether all of it was followed. If not, nothing is said of what a call depends on.
    pub is_whole: bool,
}

/// A call in a function.
#[derive(Debug, Clone)]
pub struct Step {
    /// The call.
    pub call: Call,
    /// What conditional branches look at on which it depends that this call is made.
    pub conditions: Vec<Value>,
    /// What functions of the image call that are called here, two levels deep.
    pub inside: Vec<Callee>,
}

impl Step {
    /// Calls on whose results it depends that this one is made.
    pub fn deciders(&self) -> impl Iterator<Item = &Call> {
        self.conditions.iter().filter_map(|value| match value {
            Value::Result(call) | Value::From(call) => Some(&**call),
            _ => None,
        })
    }
}

impl Body {
    /// Reads the function at an address.
    /// `budget` is the work that may still be spent on conditions.
    pub(super) fn read(image: &mut Image<'_>, address: u64, budget: &mut usize) -> Option<Self> {
        let end = image.end_of(address)?;
        let mut walked = Walked::default();
        walked.walk(image, address, end);
        let conditions = Conditions::of(&walked, budget);
        let mut helpers = Helpers { seen: BTreeSet::from([address]), left: MAX_HELPERS };
        let insides: Vec<Vec<Callee>> = walked
            .calls
            .iter()
            .map(|made| {
                let mut inside = Vec::new();
                let selector = selector_of(image, made).filter(|_| is_send(made.target.import));
                helpers.look(image, made.target.function, selector, 2, &mut inside);
                inside
            })
            .collect();
        let image = &*image;
        let steps = walked.calls.iter().zip(insides).map(|(made, inside)| {
            let depends = conditions.as_ref().map(|conditions| conditions.of_place(made.at));
            let mut resolver = Resolver::new(image, &walked);
            let conditions = depends.unwrap_or_default().into_iter().map(|raw| resolver.value(raw)).collect();
            let call = Resolver::new(image, &walked).call(made);
            Step { call, conditions, inside }
        });
        let steps = steps.collect();
        let returns = walked.returns.iter().map(|raw| Resolver::new(image, &walked).value(*raw)).collect();
        let is_whole = !walked.is_cut && conditions.is_some();
        Some(Self { function: image.function(address), steps, returns, is_whole })
    }

    /// Whether every return gives this number.
    pub fn always_returns(&self, value: u64) -> bool {
        let is_value = |returned: &Value| returned.int().is_some_and(|one| one & 0xff == value);
        self.is_whole && !self.returns.is_empty() && self.returns.iter().all(is_value)
    }

    /// Whether it calls, itself or in functions of the image that it calls, something that fits.
    pub fn calls(&self, fits: impl Fn(&Callee) -> bool) -> bool {
        self.steps.iter().any(|step| fits(&step.call.callee) || step.inside.iter().any(&fits))
    }
}

fn is_send(import: Option<&str>) -> bool {
    import.and_then(sends).is_some()
}

struct Helpers {
    seen: BTreeSet<u64>,
    left: usize,
}

impl Helpers {
    /// Collects what a called function of the image calls.
    fn look(
        &mut self,
        image: &mut Image<'_>,
        function: Option<u64>,
        selector: Option<&str>,
        depth: u32,
        out: &mut Vec<Callee>,
    ) {
        let mut places: Vec<u64> = function.into_iter().collect();
        if let Some(selector) = selector {
            places.extend(image.implementations(selector.as_bytes()).iter().take(MAX_IMPLEMENTATIONS + 1));
            // A name that many classes share says nothing of which is meant.
            if places.len() > MAX_IMPLEMENTATIONS {
                return;
            }
        }
        for place in places {
            if !self.seen.insert(place) {
                continue;
            }
            let (Some(left), Some(end)) = (self.left.checked_sub(1), image.end_of(place)) else { return };
            self.left = left;
            if end.saturating_sub(place) > MAX_HELPER {
                continue;
            }
            let mut walked = Walked::default();
            walked.walk(image, place, end);
            for made in &walked.calls {
                let selector = selector_of(image, made).filter(|_| is_send(made.target.import));
                let callee = match (selector, made.target.import) {
                    (Some(selector), _) => Callee::Selector(selector.into()),
                    (None, Some(import)) => Callee::Symbol(import.into()),
                    (None, None) => Callee::Unknown,
                };
                if callee != Callee::Unknown && !out.contains(&callee) && out.len() < 512 {
                    out.push(callee);
                }
                if depth > 1 {
                    self.look(image, made.target.function, selector, depth - 1, out);
                }
            }
        }
    }
}

/// On which branches each block of a function depends.
struct Conditions {
    /// First instruction of each block.
    blocks: Vec<usize>,
    /// Branches, by block, on which the block depends.
    depends: Vec<BTreeSet<usize>>,
    /// What the branch at the end of a block looks at.
    branch: Vec<Option<Raw>>,
}

impl Conditions {
    fn of(walked: &Walked<'_>, budget: &mut usize) -> Option<Self> {
        let blocks = heads(walked);
        let count = blocks.len();
        if count > MAX_BLOCKS || walked.is_cut {
            return None;
        }
        *budget = budget.checked_sub(count.saturating_mul(count))?;
        let block_of = |at: usize| blocks.partition_point(|head| *head <= at).saturating_sub(1);
        let mut branch = vec![None; count];
        for (at, raw) in &walked.branches {
            if let Some(slot) = branch.get_mut(block_of(*at)) {
                *slot = Some(*raw);
            }
        }
        let ends = blocks.iter().skip(1).copied().chain([walked.insns.len()]);
        let successors: Vec<Vec<usize>> = ends
            .enumerate()
            .map(|(block, end)| {
                let next = (block + 1 < count).then_some(block + 1);
                let to = |target: u64| walked.position(target).map(block_of);
                match end.checked_sub(1).and_then(|last| walked.insns.get(last)) {
                    Some(Insn::Jump { target }) => to(*target).into_iter().collect(),
                    Some(Insn::Branch { target, .. }) => to(*target).into_iter().chain(next).collect(),
                    Some(Insn::Return | Insn::JumpRegister { .. } | Insn::Trap) => Vec::new(),
                    _ => next.into_iter().collect(),
                }
            })
            .collect();
        let after = always_after(&successors)?;
        let is_after = |block: usize, of: usize| {
            after
                .get(of)
                .and_then(|row| row.get(block / 64))
                .is_some_and(|word| word >> (block % 64) & 1 == 1)
        };
        let mut depends: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
        for (from, targets) in successors.iter().enumerate().filter(|(_, targets)| targets.len() > 1) {
            for (block, set) in depends.iter_mut().enumerate() {
                let sure = block != from && is_after(block, from);
                if !sure && targets.iter().any(|target| is_after(block, *target)) {
                    set.insert(from);
                }
            }
        }
        Some(Self { depends: closure(depends), branch, blocks })
    }

    /// What the branches look at on which the instruction at a place depends.
    fn of_place(&self, at: usize) -> Vec<Raw> {
        let block = self.blocks.partition_point(|head| *head <= at).saturating_sub(1);
        let mut found = Vec::new();
        for branch in self.depends.get(block).into_iter().flatten() {
            let raw = self.branch.get(*branch).copied().flatten().unwrap_or(Raw::Unknown);
            if !found.contains(&raw) {
                found.push(raw);
            }
        }
        found
    }
}

/// Where blocks begin.
fn heads(walked: &Walked<'_>) -> Vec<usize> {
    let mut heads = BTreeSet::from([0]);
    for (at, insn) in walked.insns.iter().enumerate() {
        match insn {
            Insn::Branch { target, .. } | Insn::Jump { target } => {
                heads.extend(walked.position(*target));
                heads.insert(at + 1);
            }
            Insn::Return | Insn::JumpRegister { .. } | Insn::Trap => {
                heads.insert(at + 1);
            }
            _ => {}
        }
        if heads.len() > MAX_BLOCKS + 1 {
            break;
        }
    }
    heads.into_iter().filter(|head| *head < walked.insns.len()).collect()
}

/// For each block the set of those that every way from it passes, itself included, as bits.
fn always_after(successors: &[Vec<usize>]) -> Option<Vec<Vec<u64>>> {
    let words = successors.len().div_ceil(64);
    let mut after: Vec<Vec<u64>> =
        successors.iter().map(|targets| vec![if targets.is_empty() { 0 } else { u64::MAX }; words]).collect();
    for _ in 0..MAX_ROUNDS {
        let mut changed = false;
        for (block, targets) in successors.iter().enumerate().rev() {
            let mut row = vec![if targets.is_empty() { 0 } else { u64::MAX }; words];
            for target in targets {
                for (word, other) in row.iter_mut().zip(after.get(*target).into_iter().flatten()) {
                    *word &= other;
                }
            }
            if let Some(word) = row.get_mut(block / 64) {
                *word |= 1 << (block % 64);
            }
            if let Some(slot) = after.get_mut(block)
                && *slot != row
            {
                *slot = row;
                changed = true;
            }
        }
        if !changed {
            return Some(after);
        }
    }
    None
}

/// With the branches that branches depend on.
fn closure(direct: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let all = |block: usize| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![block]);
        while let Some(one) = open.pop() {
            for branch in direct.get(one).into_iter().flatten() {
                if seen.insert(*branch) {
                    open.push(*branch);
                }
            }
        }
        seen
    };
    (0..direct.len()).map(all).collect()
}
