//! Choices by a number that the code itself set before: the second half of a `switch` over texts, and of a condition
//! that was kept in a variable.

use std::collections::BTreeSet;

use dex::Opcode;

use super::query::{Asked, Passage};
use super::{Kind, Slicer};
use crate::{Const, MethodId};

/// Rounds in which choices that depend on choices are closed.
const MAX_ROUNDS: usize = 4;

impl Slicer<'_, '_> {
    /// Closes the ways on from a choice that only numbers lead to which are set behind closed edges.
    ///
    /// `javac` writes a `switch` over texts as a comparison of each text that sets a number, and a switch over the number.
    pub(super) fn close_choices(&mut self, method: MethodId, closed: &mut BTreeSet<Passage>) {
        if !closed.iter().any(|passage| passage.method == method) {
            return;
        }
        let choices = self.choices(method);
        for _ in 0..MAX_ROUNDS {
            let before = closed.len();
            for choice in &choices {
                let mut open = BTreeSet::new();
                for (from, to) in &choice.leads {
                    if self.enters(method, *from, closed) {
                        open.insert(*to);
                    }
                }
                let ways = choice.leads.iter().map(|(_, to)| *to).filter(|to| !open.contains(to));
                closed.extend(ways.map(|to| Passage { method, from: choice.block, to }));
            }
            if closed.len() == before {
                return;
            }
        }
    }

    fn choices(&mut self, method: MethodId) -> Vec<Choice> {
        let Some(body) = self.body(method) else { return Vec::new() };
        let mut found = Vec::new();
        for (block, range) in (0u32..).zip(&body.blocks.blocks) {
            let Some(at) = range.instructions.end.checked_sub(1) else { continue };
            let Some(last) = body.instructions.get(at) else { continue };
            let block_at = |pc: u32| body.position(pc).and_then(|at| body.block_of(at));
            let next = block.saturating_add(1);
            let is_switch = body.cases.contains_key(&at);
            if !is_switch && !matches!(last.op, Opcode::IF_EQZ | Opcode::IF_NEZ) {
                continue;
            }
            let Some(register) = last.a() else { continue };
            let slice = self.slice(method, at, &[register], Asked::Test);
            let mut leads = Vec::new();
            for (node, origin) in &slice.met {
                let (Some(node), Some(origin)) =
                    (slice.nodes.get(*node as usize), slice.origins.get(*origin as usize))
                else {
                    break;
                };
                let Kind::Literal(Const::Int(value)) = origin.kind else {
                    leads.clear();
                    break;
                };
                let to = match (last.op, body.cases.get(&at)) {
                    (_, Some(cases)) => {
                        let case = cases.iter().find(|(key, _)| i64::from(*key) == value);
                        case.map_or(Some(next), |(_, pc)| block_at(*pc))
                    }
                    (Opcode::IF_EQZ, _) if value == 0 => last.target().and_then(block_at),
                    (Opcode::IF_NEZ, _) if value != 0 => last.target().and_then(block_at),
                    _ => Some(next),
                };
                if let Some(to) = to {
                    leads.push((node.block, to));
                }
            }
            if slice.complete && !leads.is_empty() {
                found.push(Choice { block, leads });
            }
        }
        found
    }
}

/// A branch by a number.
struct Choice {
    block: u32,
    /// Block that sets the number, and block that the branch then goes to.
    leads: Vec<(u32, u32)>,
}
