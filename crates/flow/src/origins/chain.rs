//! Chained calls: what a call gives back is the object it was made on, so what the next one puts in is in that object too.

use dex::Opcode;

use super::body::Body;
use super::query::{Node, Query};
use super::slice::writes;

/// Follows what a call gave back, as far as the block holds it, for a register with the object that it was made on.
///
/// In `text.append(a).append(b)` the second call is made on the result of the first, which may have a register of its own.
pub(super) fn follow(query: &mut Query, body: &Body<'_>, node: Node, call: u32, at: usize) {
    let begin = at.saturating_add(1);
    let result = body.instructions.get(begin).filter(|one| one.op == Opcode::MOVE_RESULT_OBJECT);
    let Some(register) = result.and_then(dex::Instruction::a).filter(|one| *one != node.register) else {
        return;
    };
    let mut end = begin.saturating_add(1);
    while end < node.at as usize && query.left > 0 {
        let Some(instruction) = body.instructions.get(end) else { break };
        query.left = query.left.saturating_sub(1);
        if writes(instruction, register) {
            break;
        }
        end = end.saturating_add(1);
    }
    let at = u32::try_from(end).unwrap_or(u32::MAX).min(node.at);
    query.push(Node { at, register, weak: false, ..node }, Some(call), None);
}
