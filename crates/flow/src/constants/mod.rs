//! Constants in registers: what a method passes to a call, decided inside the method.
//!
//! A forward walk over basic blocks. Where paths meet, a register keeps the values they agree on, up to four
//! alternatives, and is unknown beyond. Strings follow `StringBuilder`, arrays follow `fill-array-data` and constant
//! stores. Work is bounded: every register of a block can only change a few times.

mod arrays;
mod branch;
mod fields;
mod number;
mod state;
mod text;

use std::collections::{BTreeSet, HashMap};

use dex::{Code, FieldIdx, Instruction, Method, MethodIdx, Opcode, Payload, TypeIdx};

use crate::{Blocks, Const, DexFile};
use arrays::{element, put};
use state::{Slot, State, UNKNOWN};
use text::{Called, Effect, is_followed};

pub use fields::Fields;
pub(crate) use fields::could_be_constant;

/// Longest array of objects that is followed.
const MAX_ELEMENTS: usize = 64;
/// Longest array of numbers that is followed, in elements.
const MAX_ARRAY: i64 = 4096;
/// Longest text that is followed, in bytes.
const MAX_BYTES: usize = crate::value::MAX_BYTES;
/// Visits of one basic block before the method is given up.
const MAX_VISITS: u32 = 24;
/// Registers of all blocks together that are kept.
const MAX_SLOTS: usize = 1 << 20;
/// Registers that may be looked at for each code unit before the method is given up, and those that any method may cost.
const WORK_PER_UNIT: usize = 1024;
const WORK_FREE: usize = 4096;
/// Bytes of arrays that element stores of one method may copy; an array is copied for each store.
const MAX_COPIED: usize = 1 << 22;

/// A call inside one method, with what its registers hold.
#[derive(Debug, Clone)]
pub struct Call {
    /// Code unit of the call.
    pub pc: u32,
    /// The method as the code names it.
    pub method: MethodIdx,
    /// What it is called on; unknown for a static method.
    pub receiver: Const,
    /// One value a declared parameter.
    pub args: Vec<Const>,
}

/// What is known about the rest of the app while one method is walked.
pub trait Context<'a> {
    /// The value of a field of the app that is fixed; [`Const::Unknown`] for any other.
    fn field(&mut self, file: &DexFile<'a>, field: FieldIdx) -> Const;
    /// What a method of the app returns, in terms of its parameters.
    fn returns(&mut self, file: &DexFile<'a>, method: MethodIdx) -> Const;
}

/// Everything observed in one method.
#[derive(Debug, Default)]
pub struct Observed {
    /// Calls for which the caller asked, in the order of the code.
    pub calls: Vec<Call>,
    /// Values stored to fields, joined over all stores, by field.
    pub stores: HashMap<u32, Const>,
    /// Values returned, one a return that some path reaches.
    pub returns: Vec<Const>,
    /// False when the method was over its budget: then only what stands in one block is known.
    pub complete: bool,
}

/// Walks a method and reports the calls that `wanted` names.
pub fn observe<'a>(
    file: &DexFile<'a>,
    method: &Method,
    code: Code<'a>,
    context: &mut dyn Context<'a>,
    wanted: &dyn Fn(MethodIdx) -> bool,
) -> Observed {
    observe_with(file, method, code, context, &[], wanted)
}

/// The same for a call that passes these arguments; one that is not known stays [`Const::Parameter`].
pub(crate) fn observe_with<'a>(
    file: &DexFile<'a>,
    method: &Method,
    code: Code<'a>,
    context: &mut dyn Context<'a>,
    args: &[Const],
    wanted: &dyn Fn(MethodIdx) -> bool,
) -> Observed {
    let instructions: Vec<Instruction<'a>> = code.instructions().collect();
    let blocks = Blocks::of(&code, &instructions);
    let (arrays, kept, changed) = Default::default();
    let mut walk = Walk { file, code, instructions, context, arrays, copied: 0, kept, changed };
    // The last one stands for the result of a call.
    let registers = usize::from(walk.code.registers).saturating_add(1);
    let units = walk.code.insns.len() / 2;
    let mut work = units.saturating_mul(WORK_PER_UNIT).saturating_add(WORK_FREE);
    let one_pass = walk.instructions.len().saturating_mul(registers);
    let fits = one_pass <= work && blocks.blocks.len().saturating_mul(registers) <= MAX_SLOTS;
    // Without registers, every read gives the unknown and nothing is kept.
    let blank = State::new(if one_pass > work { Vec::new() } else { vec![UNKNOWN; registers] });
    let before = match blocks.whole && fits {
        true => {
            let entry = walk.entry(method, args, blank.clone());
            walk.solve(&blocks, entry, &mut work)
        }
        false => None,
    };
    let complete = before.is_some();
    let mut before = before.unwrap_or_default().into_iter();
    let mut seen = Observed { complete, ..Observed::default() };
    for at in 0..blocks.blocks.len() {
        let state = if complete { before.next().flatten() } else { Some(blank.clone()) };
        // A block that no path reaches is dead code; the platform never runs it.
        if let Some(mut state) = state {
            walk.run(&blocks, at, &mut state, Some((&mut seen, wanted)));
        }
    }
    for (id, field) in &walk.kept {
        if walk.changed.contains(id) {
            seen.stores.insert(*field, Const::Unknown);
        }
    }
    seen.calls.sort_by_key(|call| call.pc);
    seen
}

type Report<'r> = Option<(&'r mut Observed, &'r dyn Fn(MethodIdx) -> bool)>;

struct Walk<'w, 'a> {
    file: &'w DexFile<'a>,
    code: Code<'a>,
    instructions: Vec<Instruction<'a>>,
    context: &'w mut dyn Context<'a>,
    /// Parameters that are arrays, which a call may change.
    arrays: BTreeSet<u16>,
    copied: usize,
    /// Arrays that were stored to a field, by where they are made, and those of them that changed afterwards.
    kept: BTreeSet<(u32, u32)>,
    changed: BTreeSet<u32>,
}

impl<'a> Walk<'_, 'a> {
    /// The registers as the caller fills them.
    fn entry(&mut self, method: &Method, args: &[Const], mut state: State) -> State {
        let dex = &self.file.dex;
        let is_static = method.access & dex::access::STATIC != 0;
        let mut register = self.code.first_parameter().saturating_add(u16::from(!is_static));
        let proto = dex.method(method.idx).and_then(|method| dex.proto(method.proto));
        for (at, type_) in (0u16..).zip(proto.iter().flat_map(dex::Proto::parameters)) {
            let type_ = dex.type_descriptor_bytes(type_).unwrap_or_default();
            if type_.first() == Some(&b'[') {
                self.arrays.insert(at);
            }
            let wide = matches!(type_, b"J" | b"D");
            if register < self.code.registers {
                let given = args.get(usize::from(at)).filter(|value| value.is_known());
                let value = given.cloned().unwrap_or(Const::Parameter(at));
                state.write(Some(register), Slot::Value(value), wide);
            }
            register = register.saturating_add(if wide { 2 } else { 1 });
        }
        state.written.clear();
        state
    }

    /// What the registers hold before each block, `None` for one that no path reaches; nothing when it would take too long.
    fn solve(&mut self, blocks: &Blocks, entry: State, work: &mut usize) -> Option<Vec<Option<State>>> {
        let width = usize::from(self.code.registers).saturating_add(1);
        let mut before: Vec<Option<State>> = vec![None; blocks.blocks.len()];
        let mut visits = vec![0u32; blocks.blocks.len()];
        // The earliest block first: then most blocks are seen once, with all that leads to them known.
        let mut waiting = BTreeSet::new();
        if let Some(first) = before.first_mut() {
            *first = Some(entry);
            waiting.insert(0usize);
        }
        while let Some(at) = waiting.pop_first() {
            let (Some(block), Some(Some(state)), Some(count)) =
                (blocks.blocks.get(at), before.get(at), visits.get_mut(at))
            else {
                continue;
            };
            *count = count.saturating_add(1);
            let (next, handlers) = (blocks.next(at), blocks.handlers(at));
            let looks = block.instructions.len().saturating_add(next.len()).saturating_add(handlers.len());
            *work = work.checked_sub(looks.saturating_add(1).saturating_mul(width))?;
            if *count > MAX_VISITS {
                return None;
            }
            let mut state = state.clone();
            let thrown = self.run(blocks, at, &mut state, None);
            let thrown = thrown.iter().flat_map(|thrown| handlers.iter().map(move |to| (to, thrown)));
            let last = block.instructions.clone().next_back().and_then(|at| self.instructions.get(at));
            let only = last.and_then(|last| branch::taken(last, &state));
            let goes = |to: &&u32| {
                let pc = blocks.blocks.get(**to as usize).map(|block| block.pc);
                only.is_none() || pc == only
            };
            for (to, state) in next.iter().filter(goes).map(|to| (to, &state)).chain(thrown) {
                let Some(slot) = before.get_mut(*to as usize) else { continue };
                let changed = match slot {
                    None => {
                        *slot = Some(state.clone());
                        true
                    }
                    Some(old) => old.join(state),
                };
                if changed {
                    waiting.insert(*to as usize);
                }
            }
        }
        Some(before)
    }

    /// Runs one block. Gives the state that a handler sees: what this block writes is unknown there.
    fn run(
        &mut self,
        blocks: &Blocks,
        at: usize,
        state: &mut State,
        mut report: Report<'_>,
    ) -> Option<State> {
        let block = blocks.blocks.get(at)?;
        state.written.clear();
        let before = (!blocks.handlers(at).is_empty() && report.is_none()).then(|| state.clone());
        for at in block.instructions.clone() {
            let Some(instruction) = self.instructions.get(at).copied() else { break };
            if let Some((seen, wanted)) = report.as_mut() {
                self.observe_one(&instruction, state, seen, *wanted);
            }
            self.step(&instruction, state);
        }
        let thrown = before.map(|before| state.thrown(&before));
        state.written.clear();
        thrown
    }

    fn observe_one(
        &self,
        instruction: &Instruction<'a>,
        state: &State,
        seen: &mut Observed,
        wanted: &dyn Fn(MethodIdx) -> bool,
    ) {
        let op = instruction.op;
        let dex = &self.file.dex;
        if (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op.0)
            || (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0)
        {
            let value = state.read(instruction.a()).value(dex);
            let stored = seen.stores.entry(instruction.index_raw());
            stored
                .and_modify(|old| *old = if *old == value { value.clone() } else { Const::Unknown })
                .or_insert(value);
        }
        if op.is_return() && op != Opcode::RETURN_VOID {
            seen.returns.push(state.read(instruction.a()).value(dex));
        }
        if !op.is_invoke() || is_custom(op) {
            return;
        }
        let method = MethodIdx(instruction.index_raw());
        if wanted(method) {
            let (receiver, args) = self.arguments(instruction, method);
            let receiver = receiver.map_or(Const::Unknown, |register| state.read(Some(register)).value(dex));
            let args = args.into_iter().map(|register| state.read(Some(register)).value(dex)).collect();
            seen.calls.push(Call { pc: instruction.pc, method, receiver, args });
        }
    }

    /// The register of the receiver, if there is one, and one a declared parameter.
    fn arguments(&self, instruction: &Instruction<'a>, method: MethodIdx) -> (Option<u16>, Vec<u16>) {
        let dex = &self.file.dex;
        let mut registers = instruction.registers();
        let is_static = matches!(instruction.op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE);
        let receiver = if is_static { None } else { registers.next() };
        let proto = dex.method(method).and_then(|method| dex.proto(method.proto));
        let mut args = Vec::new();
        for parameter in proto.iter().flat_map(dex::Proto::parameters) {
            let Some(register) = registers.next() else { break };
            if matches!(dex.type_descriptor_bytes(parameter), Some(b"J" | b"D")) {
                registers.next();
            }
            args.push(register);
        }
        (receiver, args)
    }

    fn step(&mut self, instruction: &Instruction<'a>, state: &mut State) {
        let op = instruction.op;
        let dex = &self.file.dex;
        match op {
            Opcode::MOVE_RESULT | Opcode::MOVE_RESULT_WIDE | Opcode::MOVE_RESULT_OBJECT => {
                let result = state.result();
                state.write(instruction.a(), result, op == Opcode::MOVE_RESULT_WIDE);
            }
            _ if (Opcode::MOVE.0..=Opcode::MOVE_OBJECT_16.0).contains(&op.0) => {
                let value = state.read(instruction.b()).clone();
                state.write(instruction.a(), value, op.writes_wide());
            }
            Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO => {
                let text = dex.string(dex::StringIdx(instruction.index_raw()));
                let text = text.filter(|text| text.len() <= MAX_BYTES).map(|text| Const::Text(text.into()));
                state.write(instruction.a(), Slot::Value(text.unwrap_or(Const::Unknown)), false);
            }
            Opcode::CONST_CLASS => {
                let class = dex.type_descriptor(TypeIdx(instruction.index_raw()));
                let class = class.map_or(Const::Unknown, |class| Const::Class(class.into()));
                state.write(instruction.a(), Slot::Value(class), false);
            }
            _ if (Opcode::CONST_4.0..=Opcode::CONST_WIDE_HIGH16.0).contains(&op.0) => {
                let value = instruction.literal().map_or(Const::Unknown, Const::Int);
                state.write(instruction.a(), Slot::Value(value), op.writes_wide());
            }
            _ if (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&op.0) => {
                let field = FieldIdx(instruction.index_raw());
                let slot = match self.context.field(self.file, field) {
                    Const::Unknown => Slot::Field(field),
                    value => Slot::Value(value.made_at(instruction.pc)),
                };
                state.write(instruction.a(), slot, op.writes_wide());
            }
            _ if (Opcode::IGET.0..=Opcode::IGET_SHORT.0).contains(&op.0) => {
                let value = self.context.field(self.file, FieldIdx(instruction.index_raw()));
                state.write(instruction.a(), Slot::Value(value.made_at(instruction.pc)), op.writes_wide());
            }
            Opcode::NEW_INSTANCE => {
                let type_ = TypeIdx(instruction.index_raw());
                let slot = match dex.type_descriptor_bytes(type_) {
                    Some(b"Ljava/lang/StringBuilder;" | b"Ljava/lang/StringBuffer;") => {
                        Slot::Builder(instruction.pc, Const::Unknown)
                    }
                    _ => Slot::New(instruction.pc, type_),
                };
                state.write(instruction.a(), slot, false);
            }
            Opcode::NEW_ARRAY => {
                let count = state.read(instruction.b()).known();
                let slot = self.array(instruction, TypeIdx(instruction.index_raw()), &count);
                state.write(instruction.a(), slot, false);
            }
            Opcode::FILLED_NEW_ARRAY | Opcode::FILLED_NEW_ARRAY_RANGE => {
                let values: Vec<Const> =
                    instruction.registers().map(|register| state.read(Some(register)).value(dex)).collect();
                let is_text = self.is_list(TypeIdx(instruction.index_raw()));
                let slot = match is_text && values.len() <= MAX_ELEMENTS {
                    true => Slot::List(instruction.pc, values.into()),
                    false => UNKNOWN,
                };
                state.set_result(slot);
            }
            Opcode::FILL_ARRAY_DATA => self.fill(instruction, state),
            _ if (Opcode::APUT.0..=Opcode::APUT_SHORT.0).contains(&op.0) => self.store(instruction, state),
            _ if (Opcode::AGET.0..=Opcode::AGET_SHORT.0).contains(&op.0) => {
                let value = element(state.read(instruction.b()), &state.read(instruction.c()).known(), op);
                state.write(instruction.a(), Slot::Value(value), op.writes_wide());
            }
            Opcode::ARRAY_LENGTH => {
                let value = match state.read(instruction.b()) {
                    Slot::Array(_, width, bytes) => {
                        bytes.len().checked_div(usize::from(*width)).and_then(|len| i64::try_from(len).ok())
                    }
                    Slot::List(_, values) => i64::try_from(values.len()).ok(),
                    _ => None,
                };
                state.write(instruction.a(), Slot::Value(value.map_or(Const::Unknown, Const::Int)), false);
            }
            _ if op.is_invoke() => self.invoke(instruction, state),
            Opcode::SPUT_OBJECT | Opcode::IPUT_OBJECT => {
                if let Slot::Array(id, ..) = state.read(instruction.a()) {
                    self.kept.insert((*id, instruction.index_raw()));
                }
            }
            Opcode::CHECK_CAST => {}
            _ if op.writes_first() => {
                let value = number::arithmetic(instruction, state);
                state.write(instruction.a(), Slot::Value(value), op.writes_wide());
            }
            _ => {}
        }
    }

    /// Whether the elements of an array are texts or other objects.
    fn is_list(&self, array: TypeIdx) -> bool {
        matches!(self.file.dex.type_descriptor_bytes(array), Some([b'[', b'L', ..]))
    }

    fn array(&self, instruction: &Instruction<'a>, type_: TypeIdx, count: &Const) -> Slot {
        let Const::Int(count @ 0..=MAX_ARRAY) = *count else { return UNKNOWN };
        let count = usize::try_from(count).unwrap_or(0);
        let width: u8 = match self.file.dex.type_descriptor_bytes(type_) {
            Some(b"[B" | b"[Z") => 1,
            Some(b"[C" | b"[S") => 2,
            _ if self.is_list(type_) && count <= MAX_ELEMENTS => {
                // An element starts as null, which is the number zero.
                return Slot::List(instruction.pc, vec![Const::Int(0); count].into());
            }
            _ => return UNKNOWN,
        };
        Slot::Array(instruction.pc, width, vec![0; count.saturating_mul(usize::from(width))].into())
    }

    fn fill(&self, instruction: &Instruction<'a>, state: &mut State) {
        let data = match instruction.payload(&self.code) {
            Some(Payload::FillArray { data, .. }) => Some(data),
            _ => None,
        };
        let Slot::Array(id, width, content) = state.read(instruction.a()).clone() else { return };
        let filled = match data {
            // The payload may be shorter than the array; the rest stays zero.
            Some(data) if data.len() <= content.len() => {
                let mut bytes = data.to_vec();
                bytes.resize(content.len(), 0);
                Slot::Array(id, width, bytes.into())
            }
            _ => UNKNOWN,
        };
        state.replace(|slot| slot.identity() == Some(id), &filled);
    }

    /// A store to an array element: kept when array, index and value are known.
    fn store(&mut self, instruction: &Instruction<'a>, state: &mut State) {
        let index = match state.read(instruction.c()).known() {
            Const::Int(index) => usize::try_from(index).ok(),
            _ => None,
        };
        let value = state.read(instruction.a()).value(&self.file.dex);
        let array = state.read(instruction.b()).clone();
        let (id, size) = match &array {
            Slot::Array(id, _, content) => (*id, content.len()),
            Slot::List(id, content) => (*id, content.len()),
            Slot::Value(Const::Parameter(_)) => return self.escape(instruction.b(), state),
            _ => return,
        };
        self.change(id);
        self.copied = self.copied.saturating_add(size);
        let stored = match (array, index) {
            _ if self.copied > MAX_COPIED => None,
            (Slot::Array(id, width, content), Some(index)) => match value {
                Const::Int(value) => put(&content, usize::from(width), index, value)
                    .map(|bytes| Slot::Array(id, width, bytes.into())),
                _ => None,
            },
            (Slot::List(id, content), Some(index)) => {
                let mut values = content.to_vec();
                // Lists within lists would grow without end.
                let is_flat = !matches!(value, Const::List(_));
                values
                    .get_mut(index)
                    .filter(|_| is_flat)
                    .map(|slot| *slot = value)
                    .map(|()| Slot::List(id, values.into()))
            }
            _ => None,
        };
        state.replace(|slot| slot.identity() == Some(id), &stored.unwrap_or(UNKNOWN));
    }

    fn invoke(&mut self, instruction: &Instruction<'a>, state: &mut State) {
        state.set_result(UNKNOWN);
        let dex = &self.file.dex;
        let method = MethodIdx(instruction.index_raw());
        let reference = (!is_custom(instruction.op)).then(|| dex.method(method)).flatten();
        let class = reference.and_then(|reference| dex.type_descriptor_bytes(reference.class));
        let (Some(reference), Some(class)) = (reference, class) else {
            return instruction.registers().for_each(|register| self.escape(Some(register), state));
        };
        let (receiver, args) = self.arguments(instruction, method);
        if class.starts_with(b"Lkotlin/")
            && let Some(value) = self.kotlin(&reference, class, &args, state)
        {
            return state.set_result(Slot::Value(value));
        }
        if !is_followed(class) {
            let returned = self.context.returns(self.file, method);
            let result = match returned {
                Const::Unknown => Slot::Result(instruction.pc, method),
                value if value.has_parameter() => {
                    let args: Vec<Const> =
                        args.iter().map(|register| state.read(Some(*register)).value(dex)).collect();
                    Slot::Value(value.with(&args))
                }
                value => Slot::Value(value.made_at(instruction.pc)),
            };
            instruction.registers().for_each(|register| self.escape(Some(register), state));
            return state.set_result(result);
        }
        let (class, name) = (String::from_utf8_lossy(class), dex.string(reference.name).unwrap_or_default());
        let first = dex.proto(reference.proto).and_then(|proto| proto.parameters().next());
        let first = first.and_then(|first| dex.type_descriptor_bytes(first)).unwrap_or_default();
        let args: Vec<Const> = args.iter().map(|register| state.read(Some(*register)).known()).collect();
        if matches!(&*class, "Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;") {
            if let Slot::Builder(id, so_far) = state.read(receiver).clone() {
                self.build(id, &so_far, (&name, first), &args, state);
            }
            return;
        }
        if &*class == "Ljava/lang/String;" && &*name == "<init>" {
            if let slot @ Slot::New(..) = state.read(receiver).clone() {
                let text = text::constructed(first, &args);
                state.replace(|other| *other == slot, &Slot::Value(text));
            }
            return;
        }
        let called =
            Called { class: &class, name: &name, first, receiver: state.read(receiver).known(), args: &args };
        let result = match called.effect() {
            Effect::Gives(value) => Slot::Value(value),
            Effect::Nothing => Slot::Result(instruction.pc, method),
            Effect::Anything => {
                instruction.registers().for_each(|register| self.escape(Some(register), state));
                Slot::Result(instruction.pc, method)
            }
        };
        state.set_result(result);
    }

    /// What a function of Kotlin's library gives back that is known by its name.
    fn kotlin(&self, called: &dex::MethodRef, class: &[u8], args: &[u16], state: &State) -> Option<Const> {
        let dex = &self.file.dex;
        let name = dex.string(called.name)?;
        let first = dex.proto(called.proto)?.parameters().next();
        let first = first.and_then(|first| dex.type_descriptor_bytes(first)).unwrap_or_default();
        let args: Vec<Const> = args.iter().map(|register| state.read(Some(*register)).value(dex)).collect();
        text::kotlin(class, &name, first, &args)
    }

    /// An object passed to code that is not followed may come back changed.
    fn escape(&mut self, register: Option<u16>, state: &mut State) {
        match state.read(register) {
            Slot::Value(Const::Parameter(at)) if self.arrays.contains(at) => {
                let changed = Slot::Value(Const::Parameter(*at));
                state.replace(|slot| *slot == changed, &UNKNOWN);
            }
            slot => {
                if let Some(id) = slot.identity() {
                    self.change(id);
                    state.replace(|slot| slot.identity() == Some(id), &UNKNOWN);
                }
            }
        }
    }

    /// An array that a field holds already is no longer what was stored.
    fn change(&mut self, id: u32) {
        if self.kept.range((id, 0)..=(id, u32::MAX)).next().is_some() {
            self.changed.insert(id);
        }
    }

    fn build(
        &self,
        id: u32,
        so_far: &Const,
        (name, type_): (&str, &[u8]),
        args: &[Const],
        state: &mut State,
    ) {
        let text = match (name, args) {
            ("<init>", []) => Const::Text("".into()),
            // A capacity is not a text.
            ("<init>", [Const::Int(_)]) if type_ == b"I" => Const::Text("".into()),
            ("<init>", [text]) => text::written(text, type_),
            ("append", [piece]) => so_far.then(&text::written(piece, type_)),
            ("setLength", [Const::Int(0)]) => Const::Text("".into()),
            ("reverse", []) => so_far.map(|text| match text {
                Const::Text(text) => Const::Text(text.chars().rev().collect::<String>().into()),
                _ => Const::Unknown,
            }),
            ("toString", []) => return state.set_result(Slot::Value(so_far.clone())),
            (
                "length" | "charAt" | "indexOf" | "isEmpty" | "capacity" | "ensureCapacity" | "trimToSize",
                _,
            ) => return,
            _ => Const::Unknown,
        };
        let slot = Slot::Builder(id, text);
        state.replace(|slot| matches!(slot, Slot::Builder(other, _) if *other == id), &slot);
        state.set_result(slot);
    }
}

fn is_custom(op: Opcode) -> bool {
    matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE)
}
