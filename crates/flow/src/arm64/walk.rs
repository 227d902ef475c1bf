//! Walks one function: constants forward through its blocks, in the order of the code.
//!
//! Where ways meet, what both agree on holds. At the head of a loop, what the loop does not write holds. Where a jump
//! through a table leads, only the frame is known.

use std::collections::BTreeMap;

use super::decode::{Access, Insn, Math, Reg, SP, Test, Update, VECTOR, ZR, decode};
use super::image::{self, Image, Target};
use super::state::{Raw, State, math};

/// Longest function that is followed, in instructions.
const MAX_FUNCTION: usize = 1 << 20;
/// Loop bodies are looked at before they are walked; no more than so many instructions a function instruction.
const LOOP_BUDGET: usize = 8;
/// States that wait at the same time; targets beyond know nothing.
const MAX_WAITING: usize = 4_096;
/// Words on the stack that are taken as arguments.
const STACK_ARGS: usize = 8;
/// Words that are kept of an array or a block on the stack.
const STACK_WORDS: usize = 24;

/// A call as it was met.
#[derive(Debug)]
pub(super) struct Made<'m> {
    pub(super) pc: u64,
    /// Position of the instruction in the function.
    pub(super) at: usize,
    pub(super) target: Target<'m>,
    /// What is called when it is neither of an import nor of a function.
    pub(super) through: Raw,
    pub(super) registers: [Raw; 8],
    /// Words on the stack, as many as are known.
    pub(super) stack: Vec<Raw>,
    /// What lies on the stack where an argument points, by the argument.
    pub(super) pointed: Vec<(u8, Vec<Raw>)>,
}

/// What is found in one function. Used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Walked<'m> {
    pub(super) insns: Vec<Insn>,
    pub(super) start: u64,
    pub(super) calls: Vec<Made<'m>>,
    /// Imports whose pointers are read: address of the instruction, of the pointer.
    pub(super) mentions: Vec<(u64, u64)>,
    /// Conditional branches: position, and what they depend on.
    pub(super) branches: Vec<(usize, Raw)>,
    /// What is returned, one value a return.
    pub(super) returns: Vec<Raw>,
    /// Whether the function was too long to be followed to its end.
    pub(super) is_cut: bool,
    /// Loops: head and last instruction.
    loops: Vec<(usize, usize)>,
    /// States that wait at the targets of forward branches, by their position; `None` where nothing is known.
    waiting: BTreeMap<usize, Option<Box<State>>>,
    is_head: Vec<bool>,
}

impl<'m> Walked<'m> {
    /// Walks the function between two addresses.
    pub(super) fn walk(&mut self, image: &mut Image<'m>, start: u64, end: u64) {
        self.decode(image, start, end);
        let mut walker = Walker {
            state: State::entry(),
            frame: (Raw::Stack(0), Raw::Unknown),
            is_reached: true,
            image,
            out: self,
        };
        let mut budget = LOOP_BUDGET.saturating_mul(walker.out.insns.len());
        for at in 0..walker.out.insns.len() {
            walker.enter(at, &mut budget);
            let Some(insn) = walker.out.insns.get(at).copied() else { break };
            let pc = start.wrapping_add(4 * at as u64);
            walker.step(insn, at, pc, 0);
        }
    }

    fn decode(&mut self, image: &Image<'m>, start: u64, end: u64) {
        self.insns.clear();
        self.calls.clear();
        self.mentions.clear();
        self.branches.clear();
        self.returns.clear();
        self.loops.clear();
        self.waiting.clear();
        self.is_head.clear();
        self.start = start;
        let bytes = image.memory.bytes(start, end.saturating_sub(start));
        self.is_cut = bytes.len() / 4 > MAX_FUNCTION;
        self.insns.extend(image::code(bytes, start).take(MAX_FUNCTION).map(|(word, pc)| decode(word, pc)));
        for at in 0..self.insns.len() {
            let (Some(Insn::Branch { target, .. }) | Some(Insn::Jump { target })) =
                self.insns.get(at).copied()
            else {
                continue;
            };
            if let Some(head) = self.position(target).filter(|head| *head <= at) {
                self.loops.push((head, at));
            }
        }
        if !self.loops.is_empty() {
            self.is_head.resize(self.insns.len(), false);
            for (head, _) in &self.loops {
                if let Some(mark) = self.is_head.get_mut(*head) {
                    *mark = true;
                }
            }
            self.loops.sort_unstable();
        }
    }

    /// Position of the instruction at an address of this function.
    pub(super) fn position(&self, address: u64) -> Option<usize> {
        let at = usize::try_from(address.checked_sub(self.start)? / 4).ok()?;
        (at < self.insns.len() && address.is_multiple_of(4)).then_some(at)
    }
}

struct Walker<'w, 'm> {
    image: &'w mut Image<'m>,
    out: &'w mut Walked<'m>,
    state: State,
    /// Stack and frame pointer inside the function, for where nothing else is known.
    frame: (Raw, Raw),
    /// Whether the instruction before goes on to this one.
    is_reached: bool,
}

impl<'m> Walker<'_, 'm> {
    /// Makes the state that holds before an instruction.
    fn enter(&mut self, at: usize, budget: &mut usize) {
        let is_target = self.out.waiting.first_key_value().is_some_and(|(first, _)| *first <= at);
        if is_target && let Some((_, waiting)) = self.out.waiting.pop_first() {
            match waiting {
                Some(waiting) if self.is_reached => self.state.join(&waiting),
                Some(waiting) => self.state = *waiting,
                None => self.state = State::unknown(self.frame.0, self.frame.1),
            }
        } else if !self.is_reached {
            self.state = State::unknown(self.frame.0, self.frame.1);
        }
        self.is_reached = true;
        if self.out.is_head.get(at) == Some(&true) {
            self.enter_loop(at, budget);
        }
    }

    /// Forgets what the loop that begins here writes.
    fn enter_loop(&mut self, head: usize, budget: &mut usize) {
        let first = self.out.loops.partition_point(|(one, _)| *one < head);
        let ends = self.out.loops.get(first..).unwrap_or_default().iter();
        let end = ends.take_while(|(one, _)| *one == head).map(|(_, end)| *end).max().unwrap_or(head);
        let body = self.out.insns.get(head..=end).unwrap_or_default();
        if body.len() > *budget {
            self.state = State::unknown(self.frame.0, self.frame.1);
            return;
        }
        *budget -= body.len();
        let (sp, fp) = (self.state.get(SP), self.state.get(29));
        let mut calls = false;
        for insn in body {
            match *insn {
                Insn::Store { access, .. } => forget(&mut self.state, access, 1, (sp, fp)),
                Insn::StorePair { access, .. } => forget(&mut self.state, access, 2, (sp, fp)),
                Insn::StoreSomewhere { base } => {
                    if let Raw::Stack(place) = self.state.get(base) {
                        self.state.forget_from(place);
                    }
                }
                Insn::Call { .. } | Insn::CallRegister { .. } => calls = true,
                _ => {}
            }
            for reg in written(*insn) {
                if reg >= VECTOR {
                    self.state.set_vector(reg - VECTOR, Raw::Unknown);
                } else if reg != SP && reg != 29 {
                    self.state.set(reg, Raw::Unknown);
                }
            }
        }
        self.state.flags = Raw::Unknown;
        if calls {
            self.state.clobber();
        }
    }

    fn step(&mut self, insn: Insn, at: usize, pc: u64, depth: u32) {
        match insn {
            Insn::Address { rd, target } => self.state.set(rd, Raw::Address(target)),
            Insn::Number { rd, value } => self.state.set(rd, Raw::Int(value)),
            Insn::Keep { rd, value, mask } => {
                let raw = match self.state.get(rd) {
                    Raw::Int(old) => Raw::Int(old & !mask | value),
                    _ => Raw::Unknown,
                };
                self.state.set(rd, raw);
            }
            Insn::Move { rd, rm, narrow } => {
                let raw = match self.state.get(rm) {
                    Raw::Int(value) if narrow => Raw::Int(value & u64::from(u32::MAX)),
                    raw => raw,
                };
                self.state.set(rd, raw);
            }
            Insn::Immediate { math: kind, rd, rn, value, narrow, flags } => {
                let before = self.state.get(rn);
                let raw = match before {
                    // A mask leaves a boolean what it is: the result of a call.
                    Raw::Result(call) if kind == Math::And && matches!(value, 1 | 0xff) => Raw::Result(call),
                    _ => math(kind, before, Raw::Int(value), narrow),
                };
                if flags {
                    self.state.flags = before;
                }
                self.state.set(rd, raw);
            }
            Insn::Registers { math: kind, rd, rn, rm, shift, narrow, flags } => {
                let (a, b) = (self.state.get(rn), self.state.get(rm));
                let shifted = match b {
                    Raw::Int(value) => Raw::Int(value.checked_shl(shift.into()).unwrap_or(0)),
                    _ if shift > 0 => Raw::Unknown,
                    b => b,
                };
                if flags {
                    self.state.flags = if is_result(b) && !is_result(a) { b } else { a };
                }
                self.state.set(rd, math(kind, a, shifted, narrow));
            }
            Insn::Select { rd, rn, rm, plain } => {
                let (a, b) = (self.state.get(rn), self.state.get(rm));
                let raw = match self.state.flags {
                    _ if plain && a == b => a,
                    Raw::Result(call) | Raw::From(call) => Raw::From(call),
                    _ => Raw::Unknown,
                };
                self.state.set(rd, raw);
            }
            Insn::Compare { keeps } => {
                if !keeps {
                    self.state.flags = Raw::Unknown;
                }
            }
            Insn::LoadLiteral { rt, target, size, vector } => {
                let raw = self.constant(target, size, pc);
                self.put(rt, raw, vector);
            }
            Insn::Load { rt, access } => {
                let place = self.reach(access);
                let raw = self.read(place, access.size, pc);
                self.put(rt, raw, access.vector);
                self.update(access);
            }
            Insn::LoadPair { rt, rt2, access } => {
                let place = self.reach(access);
                let size = i64::from(access.size);
                let first = self.read(place, access.size, pc);
                let second = self.read(math(Math::Add, place, Raw::Int(size as u64), false), access.size, pc);
                let member = |raw: Raw| match (place, raw) {
                    (Raw::Member(base, offset), Raw::Member(..)) => {
                        Raw::Member(base, offset.saturating_add(access.size.into()))
                    }
                    _ => raw,
                };
                self.put(rt, first, access.vector);
                self.put(
                    rt2,
                    if let Raw::Member(..) = place { member(first) } else { second },
                    access.vector,
                );
                self.update(access);
            }
            Insn::Store { rt, access } => {
                let place = self.reach(access);
                self.write(place, access.size, self.stored(rt, access.vector));
                self.update(access);
            }
            Insn::StorePair { rt, rt2, access } => {
                let place = self.reach(access);
                let second = math(Math::Add, place, Raw::Int(access.size.into()), false);
                let (a, b) = (self.stored(rt, access.vector), self.stored(rt2, access.vector));
                self.write(place, access.size, a);
                self.write(second, access.size, b);
                self.update(access);
            }
            Insn::StoreSomewhere { base } => {
                if let Raw::Stack(place) = self.state.get(base) {
                    self.state.forget_from(place);
                }
            }
            Insn::Call { target } => {
                self.frame = (self.state.get(SP), self.state.get(29));
                self.call_address(target, at, pc, depth);
            }
            Insn::CallRegister { rn } => {
                self.frame = (self.state.get(SP), self.state.get(29));
                let through = self.state.get(rn);
                match through {
                    Raw::Address(target) => self.call_address(target, at, pc, depth),
                    _ => {
                        let target = Target { import: self.image.import(through), ..Target::default() };
                        self.call(target, through, at, pc);
                    }
                }
            }
            Insn::Jump { target } => {
                self.is_reached = false;
                match self.out.position(target).filter(|_| depth == 0) {
                    Some(place) => self.wait(place, at),
                    None => {
                        // The last call of a function, made as a jump.
                        self.call_address(target, at, pc, depth);
                        if depth == 0 {
                            self.out.returns.push(self.state.get(0));
                        }
                    }
                }
            }
            Insn::JumpRegister { rn } => {
                self.is_reached = false;
                let through = self.state.get(rn);
                if let Some(import) = self.image.import(through) {
                    self.call(Target { import: Some(import), ..Target::default() }, through, at, pc);
                    self.out.returns.push(self.state.get(0));
                } else if matches!(through, Raw::Member(..)) {
                    self.call(Target::default(), through, at, pc);
                    self.out.returns.push(self.state.get(0));
                }
            }
            Insn::Branch { target, test } => {
                self.frame = (self.state.get(SP), self.state.get(29));
                let depends = match test {
                    Test::Register(reg) => self.state.get(reg),
                    Test::Flags => self.state.flags,
                };
                self.out.branches.push((at, depends));
                if let Some(place) = self.out.position(target) {
                    self.wait(place, at);
                }
            }
            Insn::Return => {
                if depth == 0 {
                    self.out.returns.push(self.state.get(0));
                    self.is_reached = false;
                }
            }
            Insn::Trap => self.is_reached = false,
            Insn::Other { .. } => {
                for reg in written(insn) {
                    if reg >= VECTOR {
                        self.state.set_vector(reg - VECTOR, Raw::Unknown);
                    } else {
                        self.state.set(reg, Raw::Unknown);
                    }
                }
            }
        }
    }

    /// Leaves the state at the target of a branch.
    fn wait(&mut self, place: usize, from: usize) {
        if place <= from {
            return;
        }
        let is_full = self.out.waiting.len() >= MAX_WAITING;
        match self.out.waiting.get_mut(&place) {
            Some(Some(waiting)) => waiting.join(&self.state),
            Some(None) => {}
            None => {
                let state = (!is_full).then(|| Box::new(self.state.clone()));
                self.out.waiting.insert(place, state);
            }
        }
    }

    /// The address of an access; with [`Raw::Member`] the place in the object.
    fn reach(&self, access: Access) -> Raw {
        let offset = if access.update == Some(Update::After) { 0 } else { access.offset };
        let small = i32::try_from(offset).unwrap_or(0);
        match self.state.get(access.base) {
            Raw::Parameter(parameter) => Raw::Member(parameter, small),
            Raw::Import(slot) if offset == 0 => Raw::Import(slot),
            Raw::Import(_) => Raw::Unknown,
            base @ (Raw::Address(_) | Raw::Stack(_)) => math(Math::Add, base, Raw::Int(offset as u64), false),
            _ => Raw::Unknown,
        }
    }

    fn update(&mut self, access: Access) {
        if access.update.is_some() {
            let moved = math(Math::Add, self.state.get(access.base), Raw::Int(access.offset as u64), false);
            self.state.set(access.base, moved);
        }
    }

    fn read(&mut self, place: Raw, size: u8, pc: u64) -> Raw {
        match place {
            Raw::Address(address) => self.constant(address, size, pc),
            Raw::Stack(offset) => self.state.slot(offset),
            Raw::Import(slot) => Raw::Content(slot),
            Raw::Member(..) => place,
            _ => Raw::Unknown,
        }
    }

    fn constant(&mut self, address: u64, size: u8, pc: u64) -> Raw {
        let raw = self.image.load(address, size);
        if let Raw::Import(slot) = raw {
            self.out.mentions.push((pc, slot));
        }
        raw
    }

    fn put(&mut self, rt: Reg, raw: Raw, vector: bool) {
        if vector {
            self.state.set_vector(rt, raw);
        } else {
            self.state.set(rt, raw);
        }
    }

    fn stored(&self, rt: Reg, vector: bool) -> Raw {
        if vector { self.state.vector(rt) } else { self.state.get(rt) }
    }

    fn write(&mut self, place: Raw, size: u8, raw: Raw) {
        if let Raw::Stack(offset) = place {
            self.state.set_slot(offset, size, raw);
        }
        match raw {
            Raw::Stack(known) if !matches!(place, Raw::Stack(_)) => self.state.escape(known),
            // The code of a block goes into the block as it is made.
            Raw::Address(code) if size == 8 && matches!(place, Raw::Stack(_)) => {
                self.image.makes_block(self.out.start, code);
            }
            _ => {}
        }
    }

    fn call_address(&mut self, address: u64, at: usize, pc: u64, depth: u32) {
        let target = self.image.target(address);
        if let Some(function) = target.function
            && depth == 0
        {
            self.image.calls(self.out.start, function);
            let short = self.image.short(address);
            if !short.is_empty() {
                let is_reached = self.is_reached;
                for insn in short.iter() {
                    self.step(*insn, at, pc, 1);
                }
                self.is_reached = is_reached;
                return;
            }
        }
        self.call(target, Raw::Unknown, at, pc);
    }

    fn call(&mut self, target: Target<'m>, through: Raw, at: usize, pc: u64) {
        if let Some(import) = target.import
            && self.memory_call(import)
        {
            return;
        }
        let mut registers = [Raw::Unknown; 8];
        let mut pointed = Vec::new();
        for (number, register) in (0u8..).zip(&mut registers) {
            *register = self.state.get(number);
            if let Raw::Stack(place) = *register {
                let words = self.state.words(place, STACK_WORDS);
                if !words.is_empty() {
                    pointed.push((number, words));
                }
                self.state.escape(place);
            }
        }
        let stack = match self.state.get(SP) {
            Raw::Stack(place) => self.state.words(place, STACK_ARGS),
            _ => Vec::new(),
        };
        let number = u32::try_from(self.out.calls.len()).unwrap_or(u32::MAX);
        self.out.calls.push(Made { pc, at, target, through, registers, stack, pointed });
        self.state.clobber();
        self.state.set(0, Raw::Result(number));
    }

    /// Functions of the runtime that only count references. False if it is none of them.
    fn memory_call(&mut self, import: &str) -> bool {
        let Some(name) = import.strip_prefix("_objc_").or_else(|| import.strip_prefix("_swift_")) else {
            return false;
        };
        let first = self.state.get(0);
        let kept = match name {
            "retain"
            | "autorelease"
            | "retainAutorelease"
            | "retainAutoreleasedReturnValue"
            | "claimAutoreleasedReturnValue"
            | "unsafeClaimAutoreleasedReturnValue"
            | "autoreleaseReturnValue"
            | "retainAutoreleaseReturnValue"
            | "retainBlock"
            | "opt_self"
            | "opt_class"
            | "bridgeObjectRetain"
            | "getInitializedObjCClass"
            | "getObjCClassFromMetadata"
            | "unknownObjectRetain" => first,
            "release" | "bridgeObjectRelease" | "unknownObjectRelease" | "destroyWeak" => Raw::Unknown,
            "storeStrong" | "initWeak" | "storeWeak" => {
                let value = self.state.get(1);
                if let Raw::Stack(place) = first {
                    self.state.set_slot(place, 8, value);
                }
                value
            }
            "loadWeakRetained" | "loadWeak" => match first {
                Raw::Stack(place) => self.state.slot(place),
                _ => Raw::Unknown,
            },
            // With the object in a register that the name tells.
            _ => {
                let suffix = |prefix| name.strip_prefix(prefix).and_then(|rest: &str| rest.parse().ok());
                match (suffix("retain_x"), suffix("release_x")) {
                    (Some(register), _) => self.state.get(register),
                    (_, Some(0..=30)) => Raw::Unknown,
                    _ => return false,
                }
            }
        };
        self.state.clobber();
        self.state.set(0, kept);
        true
    }
}

fn is_result(raw: Raw) -> bool {
    matches!(raw, Raw::Result(_) | Raw::From(_))
}

/// Registers an instruction writes; those of vectors are counted from [`VECTOR`].
fn written(insn: Insn) -> [Reg; 3] {
    let place = |reg: Reg, access: Access| if access.vector { VECTOR + reg } else { reg };
    let base = |access: Access| if access.update.is_some() { access.base } else { ZR };
    match insn {
        Insn::Address { rd, .. }
        | Insn::Number { rd, .. }
        | Insn::Keep { rd, .. }
        | Insn::Move { rd, .. }
        | Insn::Immediate { rd, .. }
        | Insn::Registers { rd, .. }
        | Insn::Select { rd, .. } => [rd, ZR, ZR],
        Insn::LoadLiteral { rt, vector, .. } => [if vector { VECTOR + rt } else { rt }, ZR, ZR],
        Insn::Load { rt, access } => [place(rt, access), base(access), ZR],
        Insn::LoadPair { rt, rt2, access } => [place(rt, access), place(rt2, access), base(access)],
        Insn::Store { access, .. } | Insn::StorePair { access, .. } => [base(access), ZR, ZR],
        Insn::Other { writes: [a, b] } => [a, b, ZR],
        _ => [ZR, ZR, ZR],
    }
}

/// Forgets the words a store may write that runs again and again.
fn forget(state: &mut State, access: Access, count: i32, frame: (Raw, Raw)) {
    let base = match access.base {
        SP => frame.0,
        29 => frame.1,
        other => state.get(other),
    };
    if let Raw::Stack(place) = base {
        if access.update.is_some() && access.base != SP {
            state.forget_from(place);
            return;
        }
        let offset = i32::try_from(access.offset).unwrap_or(0);
        state.forget(place.saturating_add(offset), count.saturating_mul(access.size.into()));
    }
}
