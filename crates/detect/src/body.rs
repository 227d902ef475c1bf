//! What a method body can do: which instructions its entry reaches, and which of them can refuse.

use std::collections::BTreeSet;

use dex::{Code, Instruction, Method, MethodIdx, Opcode, Payload};
use facts::{Classes, DexFile};

/// A method body as a graph of instructions.
pub(crate) struct Body<'f, 'a> {
    classes: &'f Classes<'a>,
    file: &'f DexFile<'a>,
    code: Code<'a>,
    instructions: Vec<Instruction<'a>>,
}

/// Helpers are followed this deep.
const MAX_DEPTH: u32 = 3;

impl<'f, 'a> Body<'f, 'a> {
    /// The body of a method; `None` when it has none or its code cannot be read to the end.
    pub(crate) fn of(classes: &'f Classes<'a>, file: &'f DexFile<'a>, method: &Method) -> Option<Self> {
        let code = method.code(&file.dex)?.ok()?;
        let mut walk = code.instructions();
        let instructions: Vec<Instruction<'a>> = walk.by_ref().collect();
        walk.error().is_none().then_some(Self { classes, file, code, instructions })
    }

    fn at(&self, pc: u32) -> Option<&Instruction<'a>> {
        let at = self.instructions.binary_search_by_key(&pc, |instruction| instruction.pc).ok()?;
        self.instructions.get(at)
    }

    /// Where control may go from an instruction, exceptions left out.
    fn next(&self, instruction: &Instruction<'a>) -> Vec<u32> {
        let mut next = Vec::new();
        if instruction.op.falls_through() {
            next.push(instruction.next_pc());
        }
        next.extend(instruction.target().filter(|_| instruction.op.is_if() || instruction.op.is_goto()));
        if let Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) =
            instruction.payload(&self.code)
        {
            next.extend(cases.map(|(_, target)| target));
        }
        next
    }

    /// Handlers that an exception at this place goes to.
    fn handlers(&self, pc: u32) -> Vec<u32> {
        let covers =
            |one: &dex::Try| (one.start..one.start.saturating_add(u32::from(one.count))).contains(&pc);
        self.code.tries().filter(covers).flat_map(|one| one.handlers).map(|(_, handler)| handler).collect()
    }

    /// Instructions that control reaches from one, itself included; `stop` ends a path.
    fn reach(
        &self,
        from: u32,
        stop: impl Fn(&Instruction<'a>) -> bool,
        through_handlers: bool,
    ) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        let mut work = vec![from];
        while let Some(pc) = work.pop() {
            let Some(instruction) = self.at(pc) else { continue };
            if !seen.insert(pc) || stop(instruction) {
                continue;
            }
            work.extend(self.next(instruction));
            if through_handlers {
                work.extend(self.handlers(pc));
            }
        }
        seen
    }

    /// The called method as `Lcls;->name`, without parameters.
    pub(crate) fn callee(&self, instruction: &Instruction<'a>) -> Option<String> {
        let custom = matches!(instruction.op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE);
        if !instruction.op.is_invoke() || custom {
            return None;
        }
        let signature = self.file.dex.method_signature(MethodIdx(instruction.index_raw()))?;
        Some(signature.split('(').next()?.to_owned())
    }

    /// Whether the entry reaches an instruction without passing any decision.
    pub(crate) fn is_unconditional(&self, pc: u32) -> bool {
        let decides = |one: &Instruction<'a>| {
            one.op.is_if() || matches!(one.op, Opcode::PACKED_SWITCH | Opcode::SPARSE_SWITCH)
        };
        self.reach(0, decides, false).contains(&pc)
    }

    /// Calls that the entry reaches.
    pub(crate) fn calls(&self) -> Vec<(u32, String)> {
        let reached = self.reach(0, |_| false, true);
        let calls = reached.into_iter().filter_map(|pc| Some((pc, self.callee(self.at(pc)?)?)));
        calls.collect()
    }

    /// Whether some path refuses: it throws out of the method, or asks a method that `checks` names, and no handler of
    /// the body swallows that. Methods of the app are followed a few levels deep.
    pub(crate) fn can_refuse(&self, checks: &dyn Fn(&str) -> bool) -> bool {
        self.can_refuse_within(checks, MAX_DEPTH)
    }

    fn can_refuse_within(&self, checks: &dyn Fn(&str) -> bool, depth: u32) -> bool {
        let reached = self.reach(0, |_| false, true);
        let refuses = |pc: u32| {
            let Some(instruction) = self.at(pc) else { return false };
            let refusing = instruction.op == Opcode::THROW
                || self.callee(instruction).is_some_and(|callee| {
                    checks(&callee)
                        || (depth > 0 && self.helper_refuses(instruction, checks, depth.saturating_sub(1)))
                });
            refusing && !self.swallowed(pc)
        };
        reached.into_iter().any(refuses)
    }

    fn helper_refuses(
        &self,
        instruction: &Instruction<'a>,
        checks: &dyn Fn(&str) -> bool,
        depth: u32,
    ) -> bool {
        let Some(signature) = self.file.dex.method_signature(MethodIdx(instruction.index_raw())) else {
            return false;
        };
        let Some((class, rest)) = signature.split_once("->") else { return false };
        let Some((name, params)) = rest.split_once('(') else { return false };
        let params = params.split(')').next().unwrap_or_default();
        let Some((file, class)) = self.classes.find(class) else { return false };
        let Some(method) = self.classes.method(file, &class, name, params) else { return false };
        Body::of(self.classes, file, &method).is_some_and(|body| body.can_refuse_within(checks, depth))
    }

    /// Whether an exception raised here is caught in the body, and the body then returns as if nothing was.
    fn swallowed(&self, pc: u32) -> bool {
        let handlers = self.handlers(pc);
        let returns = |handler: &u32| {
            let after = self.reach(*handler, |instruction| instruction.op == Opcode::THROW, false);
            after.into_iter().any(|pc| self.at(pc).is_some_and(|instruction| instruction.op.is_return()))
        };
        handlers.iter().any(returns)
    }
}
