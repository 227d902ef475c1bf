//! Constants in registers: what a method passes to a call, decided inside the method.
//!
//! A forward walk over basic blocks. Where paths meet, a register keeps the values they agree on, up to four
//! alternatives, and is unknown beyond. Strings follow `StringBuilder`, byte arrays follow `fill-array-data` and
//! constant stores. Work is bounded: every register of a block can only change a few times.

use std::collections::HashMap;
use std::sync::Arc;

use dex::{Code, Instruction, MethodIdx, Opcode, Payload, Try};

use super::blocks::{Block, Blocks};
use super::{Const, DexFile};

/// Alternatives that a register may hold before it counts as unknown.
const MAX_ALTERNATIVES: usize = 4;
/// Longest text or array that is followed, in bytes.
const MAX_BYTES: usize = 4096;
/// Visits of one basic block before the method is given up.
const MAX_VISITS: u32 = 24;
/// Registers of all blocks together that are kept.
const MAX_SLOTS: usize = 1 << 20;
/// Registers that may be looked at for each code unit before the method is given up, and those that any method may cost.
const WORK_PER_UNIT: usize = 1024;
const WORK_FREE: usize = 4096;

/// A register: a value, or an object under construction that several registers may share.
#[derive(Debug, Clone, PartialEq)]
enum Slot {
    Value(Const),
    /// A `StringBuilder` made at this place, and its text so far.
    Builder(u32, Option<Arc<str>>),
    /// An array made at this place: element width and content.
    Array(u32, u8, Arc<[u8]>),
}

const UNKNOWN: Slot = Slot::Value(Const::Unknown);

impl Slot {
    fn value(&self) -> Const {
        match self {
            Slot::Value(value) => value.clone(),
            Slot::Builder(..) => Const::Unknown,
            Slot::Array(_, _, bytes) => Const::Bytes(bytes.clone()),
        }
    }

    fn join(&self, other: &Slot) -> Slot {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Slot::Value(a), Slot::Value(b)) => Slot::Value(alternatives(a, b)),
            _ => UNKNOWN,
        }
    }
}

fn alternatives(a: &Const, b: &Const) -> Const {
    let list = |value: &Const| match value {
        Const::OneOf(values) => values.to_vec(),
        Const::Unknown => Vec::new(),
        one => vec![one.clone()],
    };
    if *a == Const::Unknown || *b == Const::Unknown {
        return Const::Unknown;
    }
    let mut all = list(a);
    for value in list(b) {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    if all.len() > MAX_ALTERNATIVES { Const::Unknown } else { Const::OneOf(all.into()) }
}

/// A call site inside one method, with what its registers hold.
pub(crate) struct Found {
    pub(crate) pc: u32,
    pub(crate) method: MethodIdx,
    pub(crate) receiver: Const,
    pub(crate) args: Vec<Const>,
}

/// Reads static fields; the answer for a field without a fixed value is [`Const::Unknown`].
pub(crate) trait Statics {
    /// The value of a static final field of the app.
    fn field(&mut self, file: &DexFile<'_>, field: dex::FieldIdx) -> Const;
}

struct Walk<'w, 'a, S> {
    file: &'w DexFile<'a>,
    code: Code<'a>,
    instructions: Vec<Instruction<'a>>,
    tries: Vec<Try>,
    statics: &'w mut S,
    /// The result of the last invoke or filled-new-array, for a following move-result.
    result: Slot,
}

/// Everything observed in one method.
pub(crate) struct Observed {
    /// Calls for which the caller asked.
    pub(crate) calls: Vec<Found>,
    /// Values stored to static fields, joined over all stores.
    pub(crate) stores: HashMap<u32, Const>,
    /// Values returned, one a return that some path reaches.
    pub(crate) returns: Vec<Const>,
    /// False when the method was given up and its calls have no arguments.
    pub(crate) complete: bool,
}

/// Walks a method and reports the calls that `wanted` names.
pub(crate) fn observe<'a, S: Statics>(
    file: &DexFile<'a>,
    code: Code<'a>,
    statics: &mut S,
    wanted: &dyn Fn(MethodIdx) -> bool,
) -> Observed {
    let instructions: Vec<Instruction<'a>> = code.instructions().collect();
    let Blocks { blocks, tries, whole } = Blocks::of(&code, &instructions);
    let mut walk = Walk { file, code, instructions, tries, statics, result: UNKNOWN };
    let registers = usize::from(walk.code.registers);
    let units = walk.code.insns.len() / 2;
    let mut work = units.saturating_mul(WORK_PER_UNIT).saturating_add(WORK_FREE);
    // Without registers, every read gives the unknown and nothing is kept.
    let one_pass = walk.instructions.len().saturating_mul(registers);
    let entry = if one_pass > work { Vec::new() } else { vec![UNKNOWN; registers] };
    let fits = one_pass <= work && blocks.len().saturating_mul(registers) <= MAX_SLOTS;
    let before = if whole && fits { walk.solve(&blocks, &entry, &mut work) } else { None };
    let complete = before.is_some();
    let mut before = before.unwrap_or_default().into_iter();
    let mut seen = Observed { calls: Vec::new(), stores: HashMap::new(), returns: Vec::new(), complete };
    for block in &blocks {
        let state = if complete { before.next().flatten() } else { Some(entry.clone()) };
        // A block that no path reaches is dead code; the platform never runs it.
        if let Some(mut state) = state {
            walk.run(block, &mut state, Some((&mut seen, wanted)));
        }
    }
    seen.calls.sort_by_key(|call| call.pc);
    seen
}

type Report<'r> = Option<(&'r mut Observed, &'r dyn Fn(MethodIdx) -> bool)>;

impl<'a, S: Statics> Walk<'_, 'a, S> {
    /// What the registers hold before each block, `None` for one that no path reaches; nothing when it would take too long.
    fn solve(
        &mut self,
        blocks: &[Block],
        entry: &[Slot],
        work: &mut usize,
    ) -> Option<Vec<Option<Vec<Slot>>>> {
        let starts: HashMap<u32, usize> =
            blocks.iter().enumerate().map(|(at, block)| (block.pc, at)).collect();
        let mut before: Vec<Option<Vec<Slot>>> = vec![None; blocks.len()];
        let mut visits = vec![0u32; blocks.len()];
        let mut waiting = Vec::new();
        if let Some(first) = before.first_mut() {
            *first = Some(entry.to_vec());
            waiting.push(0usize);
        }
        while let Some(at) = waiting.pop() {
            let (Some(block), Some(Some(state)), Some(count)) =
                (blocks.get(at), before.get(at), visits.get_mut(at))
            else {
                continue;
            };
            *count = count.saturating_add(1);
            let handlers = block.covered.and_then(|covered| self.tries.get(covered));
            let handlers: Vec<u32> =
                handlers.into_iter().flat_map(|one| &one.handlers).map(|handler| handler.1).collect();
            let steps = block.to.saturating_sub(block.from);
            let looks =
                steps.saturating_add(block.next.len()).saturating_add(handlers.len()).saturating_add(1);
            *work = work.checked_sub(looks.saturating_mul(entry.len().max(1)))?;
            if *count > MAX_VISITS {
                return None;
            }
            let mut state = state.clone();
            let thrown = self.run(block, &mut state, None);
            let edges =
                block.next.iter().map(|pc| (pc, &state)).chain(handlers.iter().map(|pc| (pc, &thrown)));
            for (pc, state) in edges {
                let Some(&to) = starts.get(pc) else { continue };
                let Some(slot) = before.get_mut(to) else { continue };
                let joined = match &slot {
                    None => Some(state.clone()),
                    Some(old) => {
                        let joined: Vec<Slot> = old.iter().zip(state).map(|(a, b)| a.join(b)).collect();
                        (joined != *old).then_some(joined)
                    }
                };
                if joined.is_some() {
                    *slot = joined;
                    waiting.push(to);
                }
            }
        }
        Some(before)
    }

    /// Runs one block. Gives the state that a handler sees: what this block writes is unknown there.
    fn run(&mut self, block: &Block, state: &mut [Slot], mut report: Report<'_>) -> Vec<Slot> {
        let mut thrown = if block.covered.is_none() { Vec::new() } else { state.to_vec() };
        self.result = UNKNOWN;
        for at in block.from..block.to {
            let Some(instruction) = self.instructions.get(at).copied() else { break };
            if let Some((seen, wanted)) = report.as_mut() {
                self.observe_one(&instruction, state, seen, *wanted);
            }
            self.step(&instruction, state);
            for (was, now) in thrown.iter_mut().zip(state.iter()) {
                if was != now {
                    *was = UNKNOWN;
                }
            }
        }
        thrown
    }

    fn observe_one(
        &self,
        instruction: &Instruction<'a>,
        state: &[Slot],
        seen: &mut Observed,
        wanted: &dyn Fn(MethodIdx) -> bool,
    ) {
        let op = instruction.op;
        if (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op.0) {
            let value = read(state, instruction.a()).value();
            let stored = seen.stores.entry(instruction.index_raw());
            stored
                .and_modify(|old| *old = if *old == value { value.clone() } else { Const::Unknown })
                .or_insert(value);
        }
        if op.is_return() && op != Opcode::RETURN_VOID {
            seen.returns.push(read(state, instruction.a()).value());
        }
        if !op.is_invoke() || op == Opcode::INVOKE_CUSTOM || op == Opcode::INVOKE_CUSTOM_RANGE {
            return;
        }
        let method = MethodIdx(instruction.index_raw());
        if wanted(method) {
            let (receiver, args) = self.arguments(instruction, method, state);
            let receiver = receiver.map_or(Const::Unknown, |slot| slot.value());
            let args = args.into_iter().map(|slot| slot.value()).collect();
            seen.calls.push(Found { pc: instruction.pc, method, receiver, args });
        }
    }

    /// The receiver, if there is one, and one slot a declared parameter.
    fn arguments(
        &self,
        instruction: &Instruction<'a>,
        method: MethodIdx,
        state: &[Slot],
    ) -> (Option<Slot>, Vec<Slot>) {
        let mut registers = instruction.registers().into_iter();
        let is_static = matches!(instruction.op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE);
        let receiver = if is_static {
            None
        } else {
            registers.next().map(|register| read(state, Some(register)).clone())
        };
        let proto = self.file.dex.method(method).and_then(|method| self.file.dex.proto(method.proto));
        let mut args = Vec::new();
        for parameter in proto.iter().flat_map(|proto| proto.parameters()) {
            let Some(register) = registers.next() else { break };
            if matches!(self.file.dex.type_descriptor_bytes(parameter), Some(b"J" | b"D")) {
                registers.next();
            }
            args.push(read(state, Some(register)).clone());
        }
        (receiver, args)
    }

    fn step(&mut self, instruction: &Instruction<'a>, state: &mut [Slot]) {
        let op = instruction.op;
        let dex = &self.file.dex;
        match op {
            Opcode::MOVE_RESULT | Opcode::MOVE_RESULT_WIDE | Opcode::MOVE_RESULT_OBJECT => {
                let result = std::mem::replace(&mut self.result, UNKNOWN);
                write(state, instruction.a(), result, op == Opcode::MOVE_RESULT_WIDE);
            }
            _ if (Opcode::MOVE.0..=Opcode::MOVE_OBJECT_16.0).contains(&op.0) => {
                let value = read(state, instruction.b()).clone();
                write(state, instruction.a(), value, op.writes_wide());
            }
            Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO => {
                let text = dex.string(dex::StringIdx(instruction.index_raw()));
                let text = text.filter(|text| text.len() <= MAX_BYTES).map(|text| Const::Text(text.into()));
                write(state, instruction.a(), Slot::Value(text.unwrap_or(Const::Unknown)), false);
            }
            Opcode::CONST_CLASS => {
                let class = dex.type_descriptor(dex::TypeIdx(instruction.index_raw()));
                let class = class.map_or(Const::Unknown, |class| Const::Class(class.into()));
                write(state, instruction.a(), Slot::Value(class), false);
            }
            _ if (Opcode::CONST_4.0..=Opcode::CONST_WIDE_HIGH16.0).contains(&op.0) => {
                let value = instruction.literal().map_or(Const::Unknown, Const::Int);
                write(state, instruction.a(), Slot::Value(value), op.writes_wide());
            }
            _ if (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&op.0) => {
                let value = self.statics.field(self.file, dex::FieldIdx(instruction.index_raw()));
                write(state, instruction.a(), Slot::Value(value), op.writes_wide());
            }
            Opcode::NEW_INSTANCE => {
                let class = dex.type_descriptor(dex::TypeIdx(instruction.index_raw()));
                let is_builder = matches!(
                    class.as_deref(),
                    Some("Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;")
                );
                let slot = if is_builder { Slot::Builder(instruction.pc, None) } else { UNKNOWN };
                write(state, instruction.a(), slot, false);
            }
            Opcode::NEW_ARRAY => {
                let width = match dex.type_descriptor_bytes(dex::TypeIdx(instruction.index_raw())) {
                    Some(b"[B" | b"[Z") => Some(1u8),
                    Some(b"[C" | b"[S") => Some(2),
                    _ => None,
                };
                let slot = match (width, read(state, instruction.b())) {
                    (Some(width), Slot::Value(Const::Int(count @ 0..=4096))) => {
                        let size = usize::try_from(*count).unwrap_or(0).saturating_mul(usize::from(width));
                        Slot::Array(instruction.pc, width, vec![0; size].into())
                    }
                    _ => UNKNOWN,
                };
                write(state, instruction.a(), slot, false);
            }
            Opcode::FILL_ARRAY_DATA => self.fill(instruction, state),
            _ if (Opcode::APUT.0..=Opcode::APUT_SHORT.0).contains(&op.0) => store(instruction, state),
            _ if op.is_invoke() => self.invoke(instruction, state),
            _ if op == Opcode::CHECK_CAST => {}
            _ if op.writes_first() => {
                let value = arithmetic(instruction, state);
                write(state, instruction.a(), Slot::Value(value), op.writes_wide());
            }
            _ => {}
        }
    }

    fn fill(&self, instruction: &Instruction<'a>, state: &mut [Slot]) {
        let data = match instruction.payload(&self.code) {
            Some(Payload::FillArray { data, .. }) => Some(data),
            _ => None,
        };
        let Slot::Array(id, width, content) = read(state, instruction.a()).clone() else { return };
        let filled = match data {
            // The payload may be shorter than the array; the rest stays zero.
            Some(data) if data.len() <= content.len() => {
                let mut bytes = data.to_vec();
                bytes.resize(content.len(), 0);
                Slot::Array(id, width, bytes.into())
            }
            _ => UNKNOWN,
        };
        replace(state, |slot| matches!(slot, Slot::Array(other, ..) if *other == id), &filled);
    }

    fn invoke(&mut self, instruction: &Instruction<'a>, state: &mut [Slot]) {
        self.result = UNKNOWN;
        if matches!(instruction.op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE) {
            instruction.registers().into_iter().for_each(|register| self.escape(register, state));
            return;
        }
        let method = MethodIdx(instruction.index_raw());
        let (receiver, args) = self.arguments(instruction, method, state);
        let dex = &self.file.dex;
        let Some(reference) = dex.method(method) else { return };
        let (Some(class), Some(name)) = (dex.type_descriptor(reference.class), dex.string(reference.name))
        else {
            return;
        };
        let text = |slot: Option<&Slot>| match slot {
            Some(Slot::Value(Const::Text(text))) => Some(text.clone()),
            _ => None,
        };
        match (&*class, &*name) {
            ("Ljava/lang/StringBuilder;" | "Ljava/lang/StringBuffer;", _) => {
                if let Some(Slot::Builder(id, so_far)) = receiver {
                    self.build(id, so_far, &name, &args, state);
                }
            }
            ("Ljava/lang/String;", "getBytes") => {
                if let Some(text) = text(receiver.as_ref()) {
                    self.result = Slot::Value(Const::Bytes(text.as_bytes().into()));
                }
            }
            ("Ljava/lang/String;", "toCharArray" | "toString" | "intern" | "trim") => {
                self.result = text(receiver.as_ref()).map_or(UNKNOWN, |text| Slot::Value(Const::Text(text)));
            }
            ("Ljava/lang/String;", "concat") => {
                if let (Some(a), Some(b)) = (text(receiver.as_ref()), text(args.first())) {
                    self.result = Slot::Value(Const::Text(format!("{a}{b}").into()));
                }
            }
            ("Ljava/lang/String;", "valueOf") => self.result = args.first().cloned().unwrap_or(UNKNOWN),
            // These constructors copy the array or only read it.
            (
                "Ljavax/crypto/spec/SecretKeySpec;"
                | "Ljavax/crypto/spec/IvParameterSpec;"
                | "Ljavax/crypto/spec/GCMParameterSpec;"
                | "Ljavax/crypto/spec/PBEKeySpec;"
                | "Ljavax/crypto/spec/PBEParameterSpec;",
                "<init>",
            ) => {}
            _ => instruction.registers().into_iter().for_each(|register| self.escape(register, state)),
        }
    }

    /// An object passed to code that is not followed may come back changed.
    fn escape(&self, register: u16, state: &mut [Slot]) {
        let id = match read(state, Some(register)) {
            Slot::Array(id, ..) | Slot::Builder(id, _) => *id,
            Slot::Value(_) => return,
        };
        replace(
            state,
            |slot| matches!(slot, Slot::Array(other, ..) | Slot::Builder(other, _) if *other == id),
            &UNKNOWN,
        );
    }

    fn build(&mut self, id: u32, so_far: Option<Arc<str>>, name: &str, args: &[Slot], state: &mut [Slot]) {
        let piece = args.first().map_or(Some(String::new()), |slot| match slot {
            Slot::Value(Const::Text(text)) => Some(text.to_string()),
            Slot::Value(Const::Int(value)) => Some(value.to_string()),
            _ => None,
        });
        let text: Option<Arc<str>> = match name {
            "<init>" => match args.first() {
                // A capacity is not a text.
                Some(Slot::Value(Const::Int(_))) => Some("".into()),
                _ => piece.map(Into::into),
            },
            "append" => match (&so_far, piece) {
                (Some(text), Some(piece)) if text.len().saturating_add(piece.len()) <= MAX_BYTES => {
                    Some(format!("{text}{piece}").into())
                }
                _ => None,
            },
            "toString" => {
                self.result = so_far.map_or(UNKNOWN, |text| Slot::Value(Const::Text(text)));
                return;
            }
            _ => None,
        };
        let slot = Slot::Builder(id, text);
        replace(state, |slot| matches!(slot, Slot::Builder(other, _) if *other == id), &slot);
        self.result = slot;
    }
}

fn read(state: &[Slot], register: Option<u16>) -> &Slot {
    register.and_then(|register| state.get(usize::from(register))).unwrap_or(&UNKNOWN)
}

fn write(state: &mut [Slot], register: Option<u16>, slot: Slot, wide: bool) {
    let Some(register) = register else { return };
    if let Some(target) = state.get_mut(usize::from(register)) {
        *target = slot;
    }
    if wide && let Some(second) = state.get_mut(usize::from(register).saturating_add(1)) {
        *second = UNKNOWN;
    }
}

fn replace(state: &mut [Slot], which: impl Fn(&Slot) -> bool, with: &Slot) {
    state.iter_mut().filter(|slot| which(slot)).for_each(|slot| *slot = with.clone());
}

/// A store to an array element: kept when array, index and value are known.
fn store(instruction: &Instruction<'_>, state: &mut [Slot]) {
    let Slot::Array(id, width, content) = read(state, instruction.b()).clone() else { return };
    let index = read(state, instruction.c()).value();
    let value = read(state, instruction.a()).value();
    let width_bytes = usize::from(width);
    let stored = match (index, value) {
        (Const::Int(index), Const::Int(value)) => usize::try_from(index).ok().and_then(|index| {
            let start = index.checked_mul(width_bytes)?;
            let mut bytes = content.to_vec();
            let target = bytes.get_mut(start..start.checked_add(width_bytes)?)?;
            target.copy_from_slice(value.to_le_bytes().get(..width_bytes)?);
            Some(Slot::Array(id, width, bytes.into()))
        }),
        _ => None,
    };
    let slot = stored.unwrap_or(UNKNOWN);
    replace(state, |slot| matches!(slot, Slot::Array(other, ..) if *other == id), &slot);
}

/// 32-bit integer arithmetic of constants, which is how flags are put together.
fn arithmetic(instruction: &Instruction<'_>, state: &[Slot]) -> Const {
    let int = |register: Option<u16>| match read(state, register) {
        Slot::Value(Const::Int(value)) => Some(*value as i32),
        _ => None,
    };
    let op = instruction.op;
    let mnemonic = op.mnemonic();
    let (a, b) = match mnemonic.split_once('/') {
        Some((_, "2addr")) => (int(instruction.a()), int(instruction.b())),
        Some((_, "lit8" | "lit16")) => {
            (int(instruction.b()), instruction.literal().map(|value| value as i32))
        }
        _ => (int(instruction.b()), int(instruction.c())),
    };
    let (Some(a), Some(b)) = (a, b) else { return Const::Unknown };
    let name = mnemonic.split(['-', '/']).next().unwrap_or_default();
    if !mnemonic.contains("-int") {
        return Const::Unknown;
    }
    let value = match name {
        "add" => a.wrapping_add(b),
        "sub" => a.wrapping_sub(b),
        "rsub" => b.wrapping_sub(a),
        "mul" => a.wrapping_mul(b),
        "and" => a & b,
        "or" => a | b,
        "xor" => a ^ b,
        "shl" => a.wrapping_shl(b as u32),
        "shr" => a.wrapping_shr(b as u32),
        _ => return Const::Unknown,
    };
    Const::Int(i64::from(value))
}
