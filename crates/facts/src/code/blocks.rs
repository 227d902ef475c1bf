use std::collections::HashMap;

use dex::{Code, Instruction, Payload, Try};

/// Targets of all switches of a method together; several switches may share one long table.
const MAX_TARGETS: usize = 1 << 16;

/// A method as basic blocks.
pub(super) struct Blocks {
    /// In the order of their addresses.
    pub(super) blocks: Vec<Block>,
    /// In the order of their addresses.
    pub(super) tries: Vec<Try>,
    /// False when edges are left out, because there are too many or their tables are damaged.
    pub(super) whole: bool,
}

/// Instructions that run one after the other.
pub(super) struct Block {
    pub(super) pc: u32,
    /// Range of instructions.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Addresses that control may go to.
    pub(super) next: Vec<u32>,
    /// Index of the `try` around it.
    pub(super) covered: Option<usize>,
}

impl Blocks {
    pub(super) fn of(code: &Code<'_>, instructions: &[Instruction<'_>]) -> Self {
        let mut table = code.tries();
        let mut tries: Vec<Try> = table.by_ref().collect();
        tries.sort_by_key(|one| one.start);
        let mut found = Self { blocks: Vec::new(), tries, whole: table.error().is_none() };
        let targets_of = found.targets(code, instructions);
        let leaders = found.leaders(instructions, &targets_of);
        for (at, instruction) in instructions.iter().enumerate() {
            if found.blocks.is_empty() || leaders.binary_search(&instruction.pc).is_ok() {
                let before = instructions.get(at.saturating_sub(1));
                if let Some(last) = found.blocks.last_mut()
                    && last.next.is_empty()
                    && before.is_some_and(|before| before.op.falls_through())
                {
                    last.next.push(instruction.pc);
                }
                let covered = found.covering(instruction.pc);
                found.blocks.push(Block { pc: instruction.pc, from: at, to: at, next: Vec::new(), covered });
            }
            if let Some(last) = found.blocks.last_mut() {
                last.to = at.saturating_add(1);
                if let Some(targets) = targets_of.get(&instruction.pc) {
                    last.next.extend(targets);
                    if instruction.op.falls_through() {
                        last.next.push(instruction.next_pc());
                    }
                }
            }
        }
        found
    }

    /// Where branches and switches go to, by their own address.
    fn targets(&mut self, code: &Code<'_>, instructions: &[Instruction<'_>]) -> HashMap<u32, Vec<u32>> {
        let mut targets_of: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut left = MAX_TARGETS;
        for instruction in instructions {
            let mut targets: Vec<u32> = Vec::new();
            if instruction.op.is_if() || instruction.op.is_goto() {
                targets.extend(instruction.target());
            }
            if let Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) =
                instruction.payload(code)
            {
                self.whole &= cases.len() <= left;
                targets.extend(cases.map(|(_, target)| target).take(left));
                left = left.saturating_sub(targets.len());
            }
            if !targets.is_empty() {
                targets_of.insert(instruction.pc, targets);
            }
        }
        targets_of
    }

    /// Addresses at which a block begins, in order.
    fn leaders(&self, instructions: &[Instruction<'_>], targets_of: &HashMap<u32, Vec<u32>>) -> Vec<u32> {
        let mut leaders: Vec<u32> = vec![0];
        for instruction in instructions {
            let targets = targets_of.get(&instruction.pc);
            if targets.is_some() || !instruction.op.falls_through() {
                leaders.push(instruction.next_pc());
            }
            leaders.extend(targets.into_iter().flatten());
        }
        for one in &self.tries {
            leaders.extend([one.start, end_of(one)]);
            leaders.extend(one.handlers.iter().map(|handler| handler.1));
        }
        leaders.sort_unstable();
        leaders.dedup();
        leaders
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
