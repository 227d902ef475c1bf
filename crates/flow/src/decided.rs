//! What a method does depending on the result of a call: the calls on the branch that the result decides, and where
//! the result goes from there.
//!
//! Two facts are followed together: which registers hold the result, the right way round or reversed, and which
//! instructions only run when it is the one or the other. A constant that is written on such a branch holds the result too,
//! which is how `return true` of a helper comes back to the `if` of its caller.

use std::collections::BTreeSet;

use dex::{Code, FieldIdx, Instruction, Method, MethodIdx, Opcode, TypeIdx};

use crate::{Blocks, DexFile};

/// Longest method that is looked into, in instructions.
const MAX_INSTRUCTIONS: usize = 1 << 12;
/// Registers of all blocks together.
const MAX_SLOTS: usize = 1 << 18;
/// Rounds of "what runs on the branch" and "what it writes"; real code needs two or three.
const MAX_ROUNDS: usize = 8;
/// Visits of one block in one round.
const MAX_VISITS: u32 = 64;
/// Branches of one method that are looked at.
const MAX_BRANCHES: usize = 64;
/// Ways out of a switch that are told apart.
const MAX_CASES: usize = 16;

/// Packages whose methods are about what they are given.
const PLATFORM: &[&[u8]] = &[b"Ljava/", b"Landroid/", b"Lkotlin/", b"Lkotlinx/coroutines/"];

/// How a value stands to what was looked for: a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Holds(u8);

impl Holds {
    /// Says nothing about it.
    pub const NOTHING: Self = Self(0);
    /// Not zero when it is there.
    pub const PRESENT: Self = Self(1);
    /// Zero when it is there.
    pub const ABSENT: Self = Self(2);
    /// Depends on it in some way.
    pub const EITHER: Self = Self(3);

    /// Whether it says anything.
    pub fn is_something(self) -> bool {
        self.0 != 0
    }

    /// Both together.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn reversed(self) -> Self {
        Self((self.0 & 1) << 1 | self.0 >> 1 & 1)
    }
}

/// Where the result comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// What the call at this address returns.
    Result(u32, Holds),
    /// That the call at this address returns at all, rather than throwing.
    Returns(u32),
    /// What the caller passes as this declared parameter.
    Parameter(u16, Holds),
    /// What a field holds, wherever it is read.
    Field(FieldIdx, Holds),
    /// What a call returns that is given an object of this class.
    Object(TypeIdx, Holds),
}

/// What depends on the result.
#[derive(Debug, Default)]
pub struct Decided {
    /// Calls that only run when it is there, or that run in either case where that cannot be told apart.
    pub calls: Vec<(u32, MethodIdx)>,
    /// Classes whose objects are made there.
    pub makes: Vec<TypeIdx>,
    /// How the value returned stands to it.
    pub returns: Holds,
    /// Calls that are given it: the method, the declared parameter, and how it stands.
    pub passes: Vec<(MethodIdx, u16, Holds)>,
    /// Classes whose objects are given to a call together with it.
    pub hands: Vec<(TypeIdx, Holds)>,
    /// Fields that are set to it.
    pub stores: Vec<(FieldIdx, Holds)>,
}

/// What a register holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Value {
    holds: Holds,
    /// A set: 1 for zero, 2 for a constant that is not zero.
    constant: u8,
    /// Number of the class of a new object, plus one.
    new: u32,
}

const ZERO: u8 = 1;
const ONE: u8 = 2;

impl Value {
    fn join(self, other: Self) -> Self {
        Self {
            holds: self.holds.or(other.holds),
            constant: self.constant | other.constant,
            new: if self.new == other.new { self.new } else { 0 },
        }
    }
}

/// What a method does depending on some sources; `None` when it is too long or its code is damaged.
pub fn decided<'a>(
    file: &DexFile<'a>,
    method: &Method,
    code: Code<'a>,
    sources: &[Source],
) -> Option<Decided> {
    let mut walk = code.instructions();
    let instructions: Vec<Instruction<'a>> = walk.by_ref().take(MAX_INSTRUCTIONS).collect();
    if walk.next().is_some() || walk.error().is_some() {
        return None;
    }
    let blocks = Blocks::of(&code, &instructions);
    let registers = usize::from(code.registers).saturating_add(1);
    if !blocks.whole || blocks.blocks.len().saturating_mul(registers) > MAX_SLOTS {
        return None;
    }
    let mut search = Search {
        file,
        code,
        control: vec![(Holds::NOTHING, usize::MAX); instructions.len()],
        next: Vec::new(),
        instructions,
        blocks,
        sources,
    };
    search.link();
    let entry = search.entry(method);
    let mut before = search.solve(&entry)?;
    for _ in 0..MAX_ROUNDS {
        if !search.branch(&before) {
            break;
        }
        before = search.solve(&entry)?;
    }
    let mut found = search.read(&before);
    if !search.answers(method) {
        found.returns = Holds::NOTHING;
    }
    Some(found)
}

struct Search<'s, 'a> {
    file: &'s DexFile<'a>,
    code: Code<'a>,
    instructions: Vec<Instruction<'a>>,
    blocks: Blocks,
    sources: &'s [Source],
    /// Of each instruction, when it runs, and the size of the region that says so; the smallest one counts.
    control: Vec<(Holds, usize)>,
    /// Of each instruction, those behind it, and how many of them are not handlers.
    next: Vec<(Vec<u32>, usize)>,
}

impl Search<'_, '_> {
    fn link(&mut self) {
        let start = |block: &u32| {
            let block = self.blocks.blocks.get(*block as usize);
            block.and_then(|block| u32::try_from(block.instructions.start).ok())
        };
        let mut all = Vec::with_capacity(self.instructions.len());
        for (number, block) in self.blocks.blocks.iter().enumerate() {
            for at in block.instructions.clone() {
                let behind = at.saturating_add(1);
                let mut next: Vec<u32> = match behind < block.instructions.end {
                    true => u32::try_from(behind).into_iter().collect(),
                    false => self.blocks.next(number).iter().filter_map(start).collect(),
                };
                let plain = next.len();
                if self.instructions.get(at).is_some_and(|one| one.op.is_invoke() || one.op == Opcode::THROW)
                {
                    next.extend(self.blocks.handlers(number).iter().filter_map(start));
                }
                all.push((next, plain));
            }
        }
        self.next = all;
    }

    fn entry(&self, method: &Method) -> Vec<Value> {
        let dex = &self.file.dex;
        let mut state = vec![Value::default(); usize::from(self.code.registers).saturating_add(1)];
        let is_static = method.access & dex::access::STATIC != 0;
        let mut register = self.code.first_parameter().saturating_add(u16::from(!is_static));
        let proto = dex.method(method.idx).and_then(|method| dex.proto(method.proto));
        for (at, type_) in (0u16..).zip(proto.iter().flat_map(dex::Proto::parameters)) {
            for source in self.sources {
                if let (Source::Parameter(wanted, holds), Some(slot)) =
                    (source, state.get_mut(usize::from(register)))
                    && *wanted == at
                {
                    slot.holds = slot.holds.or(*holds);
                }
            }
            let is_wide = matches!(dex.type_descriptor_bytes(type_), Some(b"J" | b"D"));
            register = register.saturating_add(if is_wide { 2 } else { 1 });
        }
        state
    }

    /// What the registers hold before each block that some path reaches.
    fn solve(&self, entry: &[Value]) -> Option<Vec<Option<Vec<Value>>>> {
        let mut before: Vec<Option<Vec<Value>>> = vec![None; self.blocks.blocks.len()];
        let mut visits = vec![0u32; before.len()];
        let mut waiting = BTreeSet::new();
        if let Some(first) = before.first_mut() {
            *first = Some(entry.to_vec());
            waiting.insert(0usize);
        }
        while let Some(number) = waiting.pop_first() {
            let (Some(block), Some(Some(state)), Some(count)) =
                (self.blocks.blocks.get(number), before.get(number), visits.get_mut(number))
            else {
                continue;
            };
            *count = count.saturating_add(1);
            if *count > MAX_VISITS {
                return None;
            }
            let begun = state.clone();
            let mut state = state.clone();
            for at in block.instructions.clone() {
                self.step(at, &mut state);
            }
            let thrown: Vec<Value> = begun.iter().zip(&state).map(|(a, b)| a.join(*b)).collect();
            let next = self.blocks.next(number).iter().map(|to| (to, &state));
            let handlers = self.blocks.handlers(number).iter().map(|to| (to, &thrown));
            for (to, state) in next.chain(handlers) {
                let Some(slot) = before.get_mut(*to as usize) else { continue };
                let joined: Vec<Value> = match slot {
                    None => state.clone(),
                    Some(old) => old.iter().zip(state).map(|(a, b)| a.join(*b)).collect(),
                };
                if slot.as_ref() != Some(&joined) {
                    *slot = Some(joined);
                    waiting.insert(*to as usize);
                }
            }
        }
        Some(before)
    }

    /// When an instruction runs.
    fn when(&self, at: usize) -> Holds {
        self.control.get(at).map_or(Holds::NOTHING, |one| one.0)
    }

    /// A constant says what the branch says on which it is written.
    fn implied(&self, at: usize, mut value: Value) -> Value {
        if !value.holds.is_something() {
            value.holds = match (self.when(at), value.constant) {
                (when, ONE) => when,
                (when, ZERO) => when.reversed(),
                _ => Holds::NOTHING,
            };
        }
        value
    }

    fn step(&self, at: usize, state: &mut [Value]) {
        let Some(instruction) = self.instructions.get(at) else { return };
        let op = instruction.op;
        let result = state.len().saturating_sub(1);
        let read = |state: &[Value], register: Option<u16>| {
            register.and_then(|one| state.get(usize::from(one))).copied().unwrap_or_default()
        };
        if op.is_invoke() {
            let value = self.called(instruction, state);
            // What is made of it holds it.
            if self.constructs(instruction)
                && let Some(slot) =
                    instruction.registers().next().and_then(|one| state.get_mut(usize::from(one)))
            {
                slot.holds = slot.holds.or(value.holds);
            }
            if let Some(slot) = state.get_mut(result) {
                *slot = value;
            }
            return;
        }
        if !op.writes_first() {
            return;
        }
        let value = match op {
            Opcode::MOVE_RESULT | Opcode::MOVE_RESULT_WIDE | Opcode::MOVE_RESULT_OBJECT => {
                state.get(result).copied().unwrap_or_default()
            }
            _ if (Opcode::MOVE.0..=Opcode::MOVE_OBJECT_16.0).contains(&op.0) => {
                self.implied(at, read(state, instruction.b()))
            }
            _ if (Opcode::CONST_4.0..=Opcode::CONST_WIDE_HIGH16.0).contains(&op.0) => {
                let constant = if instruction.literal() == Some(0) { ZERO } else { ONE };
                self.implied(at, Value { constant, ..Value::default() })
            }
            Opcode::NEW_INSTANCE => {
                let type_ = instruction.index_raw();
                let holds = self.sources.iter().map(|source| match source {
                    Source::Object(wanted, holds) if wanted.0 == type_ => *holds,
                    _ => Holds::NOTHING,
                });
                let holds = holds.fold(Holds::NOTHING, Holds::or);
                Value { holds, constant: 0, new: type_.saturating_add(1) }
            }
            Opcode::CHECK_CAST => read(state, instruction.a()),
            Opcode::XOR_INT_LIT8 | Opcode::XOR_INT_LIT16 if instruction.literal() == Some(1) => {
                let holds = read(state, instruction.b()).holds.reversed();
                Value { holds, ..Value::default() }
            }
            _ if (Opcode::IGET.0..=Opcode::IGET_SHORT.0).contains(&op.0)
                || (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&op.0) =>
            {
                let holds = self.sources.iter().map(|source| match source {
                    Source::Field(field, holds) if field.0 == instruction.index_raw() => *holds,
                    _ => Holds::NOTHING,
                });
                Value { holds: holds.fold(Holds::NOTHING, Holds::or), ..Value::default() }
            }
            // Arithmetic, comparisons, elements of arrays: whatever goes in comes out.
            _ => {
                let registers = [instruction.b(), instruction.c()];
                let two_address = op.mnemonic().ends_with("/2addr");
                let first = two_address.then(|| instruction.a()).flatten();
                let holds = registers.into_iter().chain([first]).map(|register| read(state, register).holds);
                Value { holds: holds.fold(Holds::NOTHING, Holds::or), ..Value::default() }
            }
        };
        if let Some(slot) = instruction.a().and_then(|a| state.get_mut(usize::from(a))) {
            *slot = value;
        }
    }

    fn constructs(&self, instruction: &Instruction<'_>) -> bool {
        matches!(instruction.op, Opcode::INVOKE_DIRECT | Opcode::INVOKE_DIRECT_RANGE)
            && self.file.dex.method(MethodIdx(instruction.index_raw())).is_some_and(|method| {
                self.file.dex.string_bytes(method.name) == Some(b"<init>") && self.is_platform(method.class)
            })
    }

    /// What a method of the platform is given comes back from it; from other methods, an answer does and other objects
    /// do not: they are made of much else.
    fn gives_back(&self, instruction: &Instruction<'_>) -> bool {
        if matches!(instruction.op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE) {
            return false;
        }
        let dex = &self.file.dex;
        let Some(method) = dex.method(MethodIdx(instruction.index_raw())) else { return false };
        self.is_platform(method.class)
            || dex.proto(method.proto).is_some_and(|proto| self.is_answer(proto.return_type))
    }

    fn is_platform(&self, type_: TypeIdx) -> bool {
        let name = self.file.dex.type_descriptor_bytes(type_).unwrap_or_default();
        PLATFORM.iter().any(|prefix| name.starts_with(prefix))
    }

    /// Whether what a method returns may be an answer, or the thing itself that was looked for.
    fn answers(&self, method: &Method) -> bool {
        let dex = &self.file.dex;
        let proto = dex.method(method.idx).and_then(|method| dex.proto(method.proto));
        proto.is_some_and(|proto| {
            let is_text = dex.type_descriptor_bytes(proto.return_type) == Some(b"Ljava/lang/String;");
            self.is_answer(proto.return_type) || self.is_platform(proto.return_type) && !is_text
        })
    }

    fn stores_answer(&self, field: FieldIdx) -> bool {
        self.file.dex.field(field).is_some_and(|field| self.is_answer(field.type_))
    }

    /// Whether a value of this type may be the answer of a check.
    fn is_answer(&self, type_: TypeIdx) -> bool {
        matches!(
            self.file.dex.type_descriptor_bytes(type_),
            Some(b"Z" | b"I" | b"Ljava/lang/Boolean;" | b"Ljava/lang/Integer;" | b"Ljava/lang/Object;")
        )
    }

    /// What a call returns.
    fn called(&self, instruction: &Instruction<'_>, state: &[Value]) -> Value {
        let source = self.sources.iter().find_map(|source| match source {
            Source::Result(pc, holds) if *pc == instruction.pc => Some(*holds),
            _ => None,
        });
        let given = instruction.registers().filter_map(|register| state.get(usize::from(register)));
        let given = given.map(|one| one.holds).fold(Holds::NOTHING, Holds::or);
        let carries = given.is_something() && self.gives_back(instruction);
        let holds = source.unwrap_or(if carries { given } else { Holds::NOTHING });
        Value { holds, ..Value::default() }
    }

    /// Finds what the branches decide; whether that is more than before.
    fn branch(&mut self, before: &[Option<Vec<Value>>]) -> bool {
        let mut found: Vec<(usize, Vec<(u32, Holds)>)> = Vec::new();
        self.visit(before, |search, at, instruction, state| {
            let sides = search.sides(at, instruction, state);
            if !sides.is_empty() && found.len() < MAX_BRANCHES {
                found.push((at, sides));
            }
        });
        let mut changed = false;
        for (at, sides) in found {
            // Of each instruction, how many ways come to it.
            let mut ways = vec![0usize; self.instructions.len()];
            let reached: Vec<Vec<u32>> = sides.iter().map(|(from, _)| self.reach(*from, at)).collect();
            for one in reached.iter().flatten() {
                if let Some(ways) = ways.get_mut(*one as usize) {
                    *ways = ways.saturating_add(1);
                }
            }
            for (reached, (_, holds)) in reached.iter().zip(&sides) {
                let is_only = |one: &&u32| ways.get(**one as usize) == Some(&1);
                let size = reached.iter().filter(is_only).count();
                for one in reached.iter().filter(is_only) {
                    let Some(slot) = self.control.get_mut(*one as usize) else { continue };
                    let joined = if size == slot.1 { slot.0.or(*holds) } else { *holds };
                    if size < slot.1 || size == slot.1 && joined != slot.0 {
                        *slot = (joined, size);
                        changed = true;
                    }
                }
            }
        }
        changed
    }

    /// The ways that an instruction may go, when the result decides between them, and what each says about it.
    fn sides(&self, at: usize, instruction: &Instruction<'_>, state: &[Value]) -> Vec<(u32, Holds)> {
        let Some((next, plain)) = self.next.get(at) else { return Vec::new() };
        let op = instruction.op;
        if op.is_invoke() {
            let decides = self.sources.contains(&Source::Returns(instruction.pc));
            let handlers = next.get(*plain..).unwrap_or_default();
            if !decides || handlers.is_empty() {
                return Vec::new();
            }
            let normal = next.get(..*plain).unwrap_or_default().iter().map(|to| (*to, Holds::PRESENT));
            return normal.chain(handlers.iter().map(|to| (*to, Holds::ABSENT))).collect();
        }
        let read = |register: Option<u16>| {
            register.and_then(|one| state.get(usize::from(one))).copied().unwrap_or_default()
        };
        if matches!(op, Opcode::PACKED_SWITCH | Opcode::SPARSE_SWITCH) {
            let decides = read(instruction.a()).holds.is_something() && next.len() <= MAX_CASES;
            return next.iter().filter(|_| decides).map(|to| (*to, Holds::EITHER)).collect();
        }
        if !op.is_if() {
            return Vec::new();
        }
        let is_zero_test = (Opcode::IF_EQZ.0..=Opcode::IF_LEZ.0).contains(&op.0);
        let (a, b) =
            (read(instruction.a()), if is_zero_test { Value::default() } else { read(instruction.b()) });
        let holds = a.holds.or(b.holds);
        if !holds.is_something() {
            return Vec::new();
        }
        let constant = if a.holds.is_something() { b.constant } else { a.constant };
        // What holds where the branch is taken.
        let taken = match op {
            Opcode::IF_NEZ | Opcode::IF_GTZ => holds,
            Opcode::IF_EQZ | Opcode::IF_LEZ => holds.reversed(),
            Opcode::IF_EQ if constant == ONE => holds,
            Opcode::IF_EQ if constant == ZERO => holds.reversed(),
            Opcode::IF_NE if constant == ONE => holds.reversed(),
            Opcode::IF_NE if constant == ZERO => holds,
            _ => Holds::EITHER,
        };
        let target = instruction.target().and_then(|pc| {
            let found = self.instructions.binary_search_by_key(&pc, |one| one.pc).ok()?;
            u32::try_from(found).ok()
        });
        let side = |to: &u32| (*to, if Some(*to) == target { taken } else { taken.reversed() });
        next.iter().map(side).collect()
    }

    /// Instructions that are reached from one without passing another.
    fn reach(&self, from: u32, without: usize) -> Vec<u32> {
        let mut seen = vec![false; self.instructions.len()];
        let (mut found, mut work) = (Vec::new(), vec![from]);
        while let Some(one) = work.pop() {
            let fresh = seen.get_mut(one as usize).filter(|seen| !**seen && one as usize != without);
            let Some(slot) = fresh else { continue };
            *slot = true;
            found.push(one);
            work.extend(self.next.get(one as usize).into_iter().flat_map(|(next, _)| next));
        }
        found
    }

    /// Shows every instruction that some path reaches with what the registers hold before it.
    fn visit(
        &self,
        before: &[Option<Vec<Value>>],
        mut look: impl FnMut(&Self, usize, &Instruction<'_>, &[Value]),
    ) {
        for (block, state) in self.blocks.blocks.iter().zip(before) {
            let Some(mut state) = state.clone() else { continue };
            for at in block.instructions.clone() {
                if let Some(instruction) = self.instructions.get(at) {
                    look(self, at, instruction, &state);
                }
                self.step(at, &mut state);
            }
        }
    }

    fn read(&self, before: &[Option<Vec<Value>>]) -> Decided {
        let mut out = Decided::default();
        self.visit(before, |search, at, instruction, state| {
            let op = instruction.op;
            let is_decided = search.when(at).0 & Holds::PRESENT.0 != 0;
            let first = instruction.a().and_then(|one| state.get(usize::from(one))).copied();
            let first = search.implied(at, first.unwrap_or_default());
            if op.is_invoke() && !matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE) {
                let method = MethodIdx(instruction.index_raw());
                if is_decided {
                    out.calls.push((instruction.pc, method));
                }
                search.given(instruction, method, state, &mut out);
            } else if op == Opcode::NEW_INSTANCE && is_decided {
                out.makes.push(TypeIdx(instruction.index_raw()));
            } else if op.is_return() && op != Opcode::RETURN_VOID {
                out.returns = out.returns.or(first.holds);
            } else if ((Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0)
                || (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op.0))
                && first.holds.is_something()
                && search.stores_answer(FieldIdx(instruction.index_raw()))
            {
                out.stores.push((FieldIdx(instruction.index_raw()), first.holds));
            }
        });
        out
    }

    /// What a call is given of the result.
    fn given(&self, instruction: &Instruction<'_>, method: MethodIdx, state: &[Value], out: &mut Decided) {
        let dex = &self.file.dex;
        let values: Vec<Value> = instruction
            .registers()
            .map(|one| state.get(usize::from(one)).copied().unwrap_or_default())
            .collect();
        let holds = values.iter().map(|one| one.holds).fold(Holds::NOTHING, Holds::or);
        let is_source = |source: &Source| matches!(source, Source::Result(pc, _) | Source::Returns(pc) if *pc == instruction.pc);
        if !holds.is_something() || self.sources.iter().any(is_source) {
            return;
        }
        out.hands.extend(values.iter().filter_map(|one| Some((TypeIdx(one.new.checked_sub(1)?), holds))));
        let is_static = matches!(instruction.op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE);
        let mut values = values.iter().skip(usize::from(!is_static));
        let proto = dex.method(method).and_then(|method| dex.proto(method.proto));
        for (at, type_) in (0u16..).zip(proto.iter().flat_map(dex::Proto::parameters)) {
            let Some(value) = values.next() else { break };
            if matches!(dex.type_descriptor_bytes(type_), Some(b"J" | b"D")) {
                values.next();
            }
            if value.holds.is_something() && self.is_answer(type_) {
                out.passes.push((method, at, value.holds));
            }
        }
    }
}
