//! What a yes or no of a helper means: whether it is true for what is to be let through or for what is to be refused.

use std::collections::BTreeSet;

use dex::{Instruction, Opcode};

use super::guard::{Meaning, Test};
use super::query::Asked;
use super::{Kind, Slicer};
use crate::{Const, MethodId};

/// Longest helper that is looked into, in instructions.
const MAX_HELPER: usize = 400;
/// Tests of one that tells; one with more compares many things.
const MAX_TESTS: usize = 24;

impl Slicer<'_, '_> {
    /// Whether a test that asks a helper of the app holds for what is to be refused; `None` when it asks none, or the
    /// helper does not tell.
    pub(super) fn refuses_what_holds(
        &mut self,
        test: &Test,
        says: Meaning,
        meaning: &dyn Fn(&Test) -> Meaning,
        levels: u32,
    ) -> Option<bool> {
        let levels = levels.checked_sub(1)?;
        let helper = self.asked_helper(test)?;
        let body = self.body(helper).filter(|body| body.instructions.len() <= MAX_HELPER)?;
        let mut closed = BTreeSet::new();
        let tests = self.tests_of(helper);
        if tests.len() > MAX_TESTS {
            return None;
        }
        for ((_, block), ways) in tests {
            let inner = self.test(helper, block)?;
            closed.extend(self.shut(ways, &inner, meaning, levels));
        }
        if closed.is_empty() {
            // The answer of the comparison itself, or its opposite.
            let flips = |one: &Instruction<'_>| one.op == Opcode::XOR_INT_LIT8 && one.literal() == Some(1);
            let flipped = body.instructions.iter().filter(|one| flips(one)).count() % 2 == 1;
            return Some((says == Meaning::Refuses) != flipped);
        }
        self.close_choices(helper, &mut closed);
        // What is left is returned for what did not pass.
        let mut answers = BTreeSet::new();
        for at in body.returns(true) {
            let register = body.instructions.get(at).and_then(Instruction::a)?;
            let slice = self.slice(helper, at, &[register], Asked::Test);
            for (node, origin) in &slice.met {
                let (node, origin) = (slice.nodes.get(*node as usize)?, slice.origins.get(*origin as usize)?);
                if !self.enters(helper, node.block, &closed) {
                    continue;
                }
                let Kind::Literal(Const::Int(value)) = origin.kind else { return None };
                answers.insert(value != 0);
            }
        }
        let mut answers = answers.into_iter();
        answers.next().filter(|_| answers.next().is_none())
    }

    /// The method of the app whose yes or no a test looks at first.
    fn asked_helper(&mut self, test: &Test) -> Option<MethodId> {
        let (origin, callee) = test.looks_at.calls().next().filter(|(_, callee)| callee.ends_with(")Z"))?;
        let (file, body) = (self.file_of(origin.method)?, self.body(origin.method)?);
        let call = body.instructions.get(body.position(origin.pc)?).filter(|one| one.op.is_invoke())?;
        let helper = self.classes.resolve(file, dex::MethodIdx(call.index_raw()))?;
        let class = callee.split("->").next().unwrap_or_default();
        (!super::model::is_library(class.as_bytes())).then_some(helper)
    }
}
