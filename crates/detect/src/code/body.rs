//! What a method body can do: which instructions its entry reaches, and which of them can refuse.

use std::collections::{BTreeMap, BTreeSet};

use dex::{Cases, Code, Instruction, Method, MethodIdx, Opcode, Payload, Try};
use facts::{Classes, DexFile};

/// A method body as a graph of instructions.
pub(crate) struct Body<'f, 'a> {
    classes: &'f Classes<'a>,
    file: &'f DexFile<'a>,
    code: Code<'a>,
    instructions: Vec<Instruction<'a>>,
    /// In the order of their addresses.
    tries: Vec<Try>,
}

/// Helpers are followed this deep.
const MAX_DEPTH: u32 = 3;
/// Instructions of a body that is looked into; what these bodies do, they do in a few dozen.
const MAX_INSTRUCTIONS: usize = 1 << 14;
/// Targets of all switches of a body together; several switches may share one long table.
const MAX_TARGETS: usize = 1 << 14;
/// Instructions that may be met to answer one question, helpers included.
const MAX_STEPS: u32 = 1 << 16;

impl<'f, 'a> Body<'f, 'a> {
    /// The body of a method; `None` when it has none or its code cannot be read to the end.
    pub(crate) fn of(classes: &'f Classes<'a>, file: &'f DexFile<'a>, method: &Method) -> Option<Self> {
        let code = method.code(&file.dex)?.ok()?;
        let mut walk = code.instructions();
        let instructions: Vec<Instruction<'a>> = walk.by_ref().take(MAX_INSTRUCTIONS).collect();
        let mut table = code.tries();
        let mut tries: Vec<Try> = table.by_ref().collect();
        tries.sort_by_key(|one| one.start);
        let body = Self { classes, file, code, instructions, tries };
        let targets =
            body.instructions.iter().map(|instruction| body.cases(instruction).map_or(0, |c| c.len()));
        let small = walk.next().is_none() && targets.fold(0, usize::saturating_add) <= MAX_TARGETS;
        (small && walk.error().is_none() && table.error().is_none()).then_some(body)
    }

    fn cases(&self, instruction: &Instruction<'a>) -> Option<Cases<'a>> {
        match instruction.payload(&self.code) {
            Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) => Some(cases),
            _ => None,
        }
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
        next.extend(self.cases(instruction).into_iter().flatten().map(|(_, target)| target));
        next
    }

    /// Handlers that an exception at this place goes to: those of the one `try` around it.
    fn handlers(&self, pc: u32) -> impl Iterator<Item = u32> {
        let at = self.tries.partition_point(|one| one.start <= pc).checked_sub(1);
        let around = at.and_then(|at| self.tries.get(at));
        let around = around.filter(|one| pc < one.start.saturating_add(u32::from(one.count)));
        around.into_iter().flat_map(|one| &one.handlers).map(|(_, handler)| *handler)
    }

    /// Instructions that control reaches from one, itself included; `stop` ends a path.
    fn reach(
        &self,
        from: u32,
        stop: impl Fn(&Instruction<'a>) -> bool,
        through_handlers: bool,
    ) -> BTreeSet<u32> {
        self.reach_all(vec![from], stop, through_handlers)
    }

    /// The same from several instructions.
    fn reach_all(
        &self,
        mut work: Vec<u32>,
        stop: impl Fn(&Instruction<'a>) -> bool,
        through_handlers: bool,
    ) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
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

    /// Whether every way out of the method passes an instruction, or there is no way out without it.
    pub(crate) fn is_inevitable(&self, pc: u32) -> bool {
        let around = self.reach(0, |one| one.pc == pc, false);
        let leaves = |pc: u32| self.at(pc).is_some_and(|one| one.op.is_return() || one.op == Opcode::THROW);
        around.contains(&pc) && !around.into_iter().any(|at| at != pc && leaves(at))
    }

    /// Whether the entry reaches a return. A call of a helper that always throws ends a path.
    pub(crate) fn returns(&self) -> bool {
        self.returns_within(MAX_DEPTH)
    }

    fn returns_within(&self, depth: u32) -> bool {
        let throws = |one: &Instruction<'a>| {
            let helper = one.op.is_invoke().then(|| self.called(one)).flatten();
            let body = helper.filter(|(_, method)| depth > 0 && method.code_offset != 0);
            let body = body.and_then(|(file, method)| Body::of(self.classes, file, &method));
            body.is_some_and(|body| !body.returns_within(depth.saturating_sub(1)))
        };
        let reached = self.reach(0, throws, true);
        reached.into_iter().filter_map(|pc| self.at(pc)).any(|one| one.op.is_return())
    }

    /// Where an object given as the first parameter of an instance method is used for more than a test for null or of
    /// its length: read from, kept, or handed to other code.
    fn looks_at_first_parameter(&self) -> Vec<u32> {
        let first = self.code.first_parameter().saturating_add(1);
        let looks = |one: &&Instruction<'a>| {
            let op = one.op.0;
            if one.op.is_invoke() {
                return one.registers().any(|register| register == first) && !self.tests_for_null(one);
            }
            let (moves, reads) = (0x01..=0x09, Opcode::AGET.0..=Opcode::AGET_SHORT.0);
            let (kept, keeps) =
                (Opcode::APUT.0..=Opcode::APUT_SHORT.0, Opcode::IPUT.0..=Opcode::IPUT_SHORT.0);
            let puts = Opcode::SPUT.0..=Opcode::SPUT_SHORT.0;
            (moves.contains(&op) && one.b() == Some(first))
                || (reads.contains(&op) && one.b() == Some(first))
                || (one.op == Opcode::FILLED_NEW_ARRAY && one.registers().any(|register| register == first))
                || ((kept.contains(&op) || keeps.contains(&op) || puts.contains(&op))
                    && one.a() == Some(first))
        };
        let reached = self.reach(0, |_| false, true);
        reached.into_iter().filter_map(|pc| self.at(pc)).filter(looks).map(|one| one.pc).collect()
    }

    /// Whether some path refuses once it has looked at the first parameter; see [`Body::can_refuse`].
    pub(crate) fn can_refuse_by_first_parameter(&self, checks: &dyn Fn(&str) -> bool) -> Option<bool> {
        let behind = self.reach_all(self.looks_at_first_parameter(), |_| false, true);
        self.refuses_among(behind, &mut Search { checks, left: MAX_STEPS }, MAX_DEPTH)
    }

    /// Whether a call has the shape of Kotlin's check of a parameter, which keeps that shape when it is renamed.
    fn tests_for_null(&self, call: &Instruction<'a>) -> bool {
        let signature = self.file.dex.method_signature(MethodIdx(call.index_raw()));
        matches!(call.op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE)
            && signature.is_some_and(|one| one.ends_with("(Ljava/lang/Object;Ljava/lang/String;)V"))
    }

    /// Calls that the entry reaches.
    pub(crate) fn calls(&self) -> Vec<(u32, String)> {
        let reached = self.reach(0, |_| false, true);
        let calls = reached.into_iter().filter_map(|pc| Some((pc, self.callee(self.at(pc)?)?)));
        calls.collect()
    }

    /// Whether some path refuses: it throws out of the method, or asks a method that `checks` names, and no handler of
    /// the body swallows that. Methods of the app are followed a few levels deep. `None` when that takes too long.
    pub(crate) fn can_refuse(&self, checks: &dyn Fn(&str) -> bool) -> Option<bool> {
        self.can_refuse_within(&mut Search { checks, left: MAX_STEPS }, MAX_DEPTH)
    }

    fn can_refuse_within(&self, search: &mut Search<'_>, depth: u32) -> Option<bool> {
        let reached = self.reach(0, |_| false, true);
        self.refuses_among(reached, search, depth)
    }

    fn refuses_among(&self, reached: BTreeSet<u32>, search: &mut Search<'_>, depth: u32) -> Option<bool> {
        search.spend(self.instructions.len())?;
        let mut swallowing = BTreeMap::new();
        for instruction in reached.into_iter().filter_map(|pc| self.at(pc)) {
            let refusing = instruction.op == Opcode::THROW
                || match self.callee(instruction) {
                    Some(callee) => {
                        (search.checks)(&callee)
                            || (depth > 0
                                && self.helper_refuses(instruction, search, depth.saturating_sub(1))?)
                    }
                    None => false,
                };
            if refusing && !self.swallowed(instruction.pc, search, &mut swallowing)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn helper_refuses(
        &self,
        instruction: &Instruction<'a>,
        search: &mut Search<'_>,
        depth: u32,
    ) -> Option<bool> {
        let Some((file, method)) = self.called(instruction) else { return Some(false) };
        if method.code_offset == 0 {
            return Some(false);
        }
        Body::of(self.classes, file, &method)?.can_refuse_within(search, depth)
    }

    /// The called method, if it is one of the app.
    fn called(&self, instruction: &Instruction<'a>) -> Option<(&'f DexFile<'a>, Method)> {
        let signature = self.file.dex.method_signature(MethodIdx(instruction.index_raw()))?;
        let (class, rest) = signature.split_once("->")?;
        let (name, params) = rest.split_once('(')?;
        let params = params.split(')').next().unwrap_or_default();
        let (file, class) = self.classes.find(class)?;
        Some((file, self.classes.method(file, &class, name, params)?))
    }

    /// Whether an exception raised here is caught in the body, and the body then returns as if nothing was.
    fn swallowed(&self, pc: u32, search: &mut Search<'_>, known: &mut BTreeMap<u32, bool>) -> Option<bool> {
        for handler in self.handlers(pc) {
            let swallows = match known.get(&handler) {
                Some(known) => *known,
                None => {
                    search.spend(self.instructions.len())?;
                    let after = self.reach(handler, |instruction| instruction.op == Opcode::THROW, false);
                    let mut after = after.into_iter().filter_map(|pc| self.at(pc));
                    let swallows = after.any(|instruction| instruction.op.is_return());
                    known.insert(handler, swallows);
                    swallows
                }
            };
            if swallows {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// One question, and how much longer it may take.
struct Search<'c> {
    checks: &'c dyn Fn(&str) -> bool,
    left: u32,
}

impl Search<'_> {
    fn spend(&mut self, steps: usize) -> Option<()> {
        self.left = self.left.checked_sub(u32::try_from(steps).ok()?)?;
        Some(())
    }
}
