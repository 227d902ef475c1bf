use std::ops::Range;

use dex::{Code, Instruction, Payload, Try};

/// Targets of all switches of a method together; several switches may share one long table.
const MAX_TARGETS: usize = 1 << 16;
/// How often the search for dominators may look at an edge of the method; compilers' code needs two or three.
const DOMINATOR_ROUNDS: usize = 16;

/// A method as basic blocks.
#[derive(Debug)]
pub struct Blocks {
    /// In the order of their addresses.
    pub blocks: Vec<Block>,
    /// In the order of their addresses.
    pub tries: Vec<Try>,
    /// False when edges are left out, because there are too many or their tables are damaged.
    pub whole: bool,
    /// The blocks that control goes to, of each block in turn.
    edges: Vec<u32>,
    /// The blocks that exceptions go to, of each `try` in turn.
    handlers: Vec<Vec<u32>>,
}

/// Instructions that run one after the other.
#[derive(Debug, Clone)]
pub struct Block {
    /// Address of the first instruction.
    pub pc: u32,
    /// Positions of its instructions.
    pub instructions: Range<usize>,
    /// Index of the `try` around it.
    pub covered: Option<usize>,
    next: Range<usize>,
}

/// Where the branches and switches of a method go to.
struct Targets {
    /// Position of the instruction, and its targets in `all`.
    of: Vec<(usize, Range<usize>)>,
    all: Vec<u32>,
}

impl Blocks {
    /// The blocks of a method. `instructions` are all of its code.
    pub fn of(code: &Code<'_>, instructions: &[Instruction<'_>]) -> Self {
        let mut table = code.tries();
        let mut tries: Vec<Try> = table.by_ref().collect();
        tries.sort_by_key(|one| one.start);
        let mut found = Self {
            blocks: Vec::new(),
            tries,
            whole: table.error().is_none(),
            edges: Vec::new(),
            handlers: Vec::new(),
        };
        let targets = found.targets(code, instructions);
        let leaders = found.leaders(instructions, &targets);
        found.split(instructions, &leaders);
        found.connect(instructions, &targets);
        found
    }

    /// The blocks that control goes to without an exception.
    pub fn next(&self, block: usize) -> &[u32] {
        let range = self.blocks.get(block).map_or(0..0, |block| block.next.clone());
        self.edges.get(range).unwrap_or_default()
    }

    /// The blocks that an exception raised in a block goes to.
    pub fn handlers(&self, block: usize) -> &[u32] {
        let covered = self.blocks.get(block).and_then(|block| block.covered);
        covered.and_then(|at| self.handlers.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The nearest dominator of each block, exceptions included: the last block that every path to it passes.
    ///
    /// `None` in the list for the first block and those that no path reaches; no list when it would take too long.
    pub fn dominators(&self) -> Option<Vec<Option<u32>>> {
        let order = self.reverse_postorder();
        let mut number = vec![u32::MAX; self.blocks.len()];
        for (at, block) in (0u32..).zip(&order) {
            *number.get_mut(*block as usize)? = at;
        }
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
        let mut edges = order.len();
        for (at, &block) in (0u32..).zip(&order) {
            let block = block as usize;
            for &next in self.next(block).iter().chain(self.handlers(block)) {
                before.get_mut(*number.get(next as usize)? as usize)?.push(at);
                edges = edges.saturating_add(1);
            }
        }
        let mut left = edges.saturating_mul(DOMINATOR_ROUNDS).saturating_add(1024);
        // By number in reverse postorder; a dominator always has a lower one.
        let mut nearest: Vec<Option<u32>> = vec![None; order.len()];
        *nearest.first_mut()? = Some(0);
        let mut changed = true;
        while changed {
            changed = false;
            for (at, before) in before.iter().enumerate().skip(1) {
                let mut found: Option<u32> = None;
                for &one in before {
                    left = left.checked_sub(1)?;
                    if nearest.get(one as usize).copied().flatten().is_none() {
                        continue;
                    }
                    let mut a = one;
                    let Some(mut b) = found else {
                        found = Some(one);
                        continue;
                    };
                    while a != b {
                        left = left.checked_sub(1)?;
                        if a > b {
                            a = nearest.get(a as usize).copied().flatten()?;
                        } else {
                            b = nearest.get(b as usize).copied().flatten()?;
                        }
                    }
                    found = Some(a);
                }
                let slot = nearest.get_mut(at)?;
                changed |= *slot != found;
                *slot = found;
            }
        }
        let mut out = vec![None; self.blocks.len()];
        for (at, &block) in order.iter().enumerate().skip(1) {
            let above = nearest.get(at).copied().flatten()?;
            *out.get_mut(block as usize)? = order.get(above as usize).copied();
        }
        Some(out)
    }

    /// Reachable blocks, each after those that lead to it unless a loop does.
    fn reverse_postorder(&self) -> Vec<u32> {
        let mut seen = vec![false; self.blocks.len()];
        let mut order = Vec::new();
        let mut stack: Vec<(u32, usize)> = Vec::new();
        if let Some(first) = seen.first_mut() {
            *first = true;
            stack.push((0, 0));
        }
        while let Some((block, at)) = stack.pop() {
            let (next, handlers) = (self.next(block as usize), self.handlers(block as usize));
            let Some(&to) = next.get(at).or_else(|| handlers.get(at.saturating_sub(next.len()))) else {
                order.push(block);
                continue;
            };
            stack.push((block, at.saturating_add(1)));
            if let Some(seen) = seen.get_mut(to as usize).filter(|seen| !**seen) {
                *seen = true;
                stack.push((to, 0));
            }
        }
        order.reverse();
        order
    }

    fn targets(&mut self, code: &Code<'_>, instructions: &[Instruction<'_>]) -> Targets {
        let mut found = Targets { of: Vec::new(), all: Vec::new() };
        let mut left = MAX_TARGETS;
        for (at, instruction) in instructions.iter().enumerate() {
            let begin = found.all.len();
            if instruction.op.is_if() || instruction.op.is_goto() {
                found.all.extend(instruction.target());
            } else if instruction.payload_pc().is_some()
                && let Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) =
                    instruction.payload(code)
            {
                self.whole &= cases.len() <= left;
                left = left.saturating_sub(cases.len());
                found.all.extend(cases.map(|(_, target)| target).take(MAX_TARGETS));
            }
            if found.all.len() > begin {
                found.of.push((at, begin..found.all.len()));
            }
            if !self.whole {
                break;
            }
        }
        found
    }

    /// Addresses at which a block begins, in order.
    fn leaders(&self, instructions: &[Instruction<'_>], targets: &Targets) -> Vec<u32> {
        let mut leaders: Vec<u32> = vec![0];
        leaders.extend(&targets.all);
        let branching = targets.of.iter().filter_map(|(at, _)| instructions.get(*at));
        leaders.extend(branching.map(Instruction::next_pc));
        let ending = instructions.iter().filter(|instruction| !instruction.op.falls_through());
        leaders.extend(ending.map(Instruction::next_pc));
        for one in &self.tries {
            leaders.extend([one.start, end_of(one)]);
            leaders.extend(one.handlers.iter().map(|handler| handler.1));
        }
        leaders.sort_unstable();
        leaders.dedup();
        leaders
    }

    fn split(&mut self, instructions: &[Instruction<'_>], leaders: &[u32]) {
        let mut leaders = leaders.iter().copied().peekable();
        for (at, instruction) in instructions.iter().enumerate() {
            // A leader inside an instruction begins no block.
            while leaders.next_if(|leader| *leader < instruction.pc).is_some() {}
            if leaders.next_if(|leader| *leader == instruction.pc).is_some() || self.blocks.is_empty() {
                let covered = self.covering(instruction.pc);
                self.blocks.push(Block { pc: instruction.pc, instructions: at..at, covered, next: 0..0 });
            }
            if let Some(last) = self.blocks.last_mut() {
                last.instructions.end = at.saturating_add(1);
            }
        }
    }

    fn connect(&mut self, instructions: &[Instruction<'_>], targets: &Targets) {
        let starts: Vec<u32> = self.blocks.iter().map(|block| block.pc).collect();
        let find = |pc: u32| starts.binary_search(&pc).ok().and_then(|at| u32::try_from(at).ok());
        let mut branching = targets.of.iter().peekable();
        for (at, block) in self.blocks.iter_mut().enumerate() {
            let begin = self.edges.len();
            let last = block.instructions.end.saturating_sub(1);
            while branching.next_if(|(one, _)| *one < last).is_some() {}
            if let Some((_, range)) = branching.next_if(|(one, _)| *one == last) {
                let targets = targets.all.get(range.clone()).unwrap_or_default();
                self.edges.extend(targets.iter().filter_map(|pc| find(*pc)));
            }
            if instructions.get(last).is_some_and(|instruction| instruction.op.falls_through())
                && at.saturating_add(1) < starts.len()
            {
                self.edges.extend(u32::try_from(at.saturating_add(1)).ok());
            }
            block.next = begin..self.edges.len();
        }
        let handlers = self.tries.iter().map(|one| {
            let mut found: Vec<u32> = one.handlers.iter().filter_map(|handler| find(handler.1)).collect();
            found.dedup();
            found
        });
        self.handlers = handlers.collect();
    }

    /// The `try` around an address, found as the platform finds it: they do not overlap.
    fn covering(&self, pc: u32) -> Option<usize> {
        let at = self.tries.partition_point(|one| one.start <= pc).checked_sub(1)?;
        self.tries.get(at).filter(|one| pc < end_of(one)).map(|_| at)
    }
}

/// The address behind a `try`.
fn end_of(one: &Try) -> u32 {
    one.start.saturating_add(u32::from(one.count))
}
