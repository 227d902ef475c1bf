use std::rc::Rc;

use dex::{FieldIdx, Instruction, MethodIdx, Opcode, StringIdx, TypeIdx};

use super::body::{Body, Given, Passed};
use super::model::{self, Passes};
use super::query::{ARRIVAL, Asked, CALLED, Frame, MAX_FRAMES, Node, Passage, Query, READ, standing};
use super::sites::Found;
use super::{Kind, Origin, Slice, Slicer, Which};
use super::{chain, legible};
use crate::constants::Context;
use crate::{Const, DexFile, MethodId};

/// Helpers within helpers that are entered.
const MAX_DEPTH: u8 = 5;
/// Longest helper that is entered, in code units.
const MAX_UNITS: u32 = 600;
/// Calls of one method that are followed to its callers.
const MAX_CALLERS: usize = 64;
/// Methods of the app that one call may land in before it says nothing about which one is meant.
const MAX_TARGETS: usize = 4;

impl<'c, 'a> Slicer<'c, 'a> {
    /// Where a value of a call comes from. The call is named by the method that contains it and its code unit.
    ///
    /// `None` when there is no such call or the method cannot be read.
    pub fn value(&mut self, method: MethodId, pc: u32, which: Which) -> Option<Slice> {
        self.of_call(method, pc, which, Asked::Content)
    }

    /// Which object a value of a call is: where it was made or given, and the calls that changed it on the way, without
    /// what they put into it. A copy counts as the object it was made from.
    ///
    /// `None` when there is no such call or the method cannot be read.
    pub fn object(&mut self, method: MethodId, pc: u32, which: Which) -> Option<Slice> {
        self.of_call(method, pc, which, Asked::Identity)
    }

    /// What the app stores to the field that an origin reads.
    ///
    /// `None` when the origin is no field or its method cannot be read.
    pub fn field_value(&mut self, origin: &Origin) -> Option<Slice> {
        let body = self.body(origin.method)?;
        let at = body.position(origin.pc).filter(|_| matches!(origin.kind, Kind::Field(_)))?;
        let mut query = Query::new(Asked::Content);
        let frame = query.frame(Frame { method: origin.method, entered: None, depth: 0 })?;
        query.push(standing(READ, frame, at), None, None);
        Some(self.run(query))
    }

    fn of_call(&mut self, method: MethodId, pc: u32, which: Which, asked: Asked) -> Option<Slice> {
        let (at, register) = self.passed(method, pc, which)?;
        Some(self.slice(method, at, &[register], asked))
    }

    /// Position of a call, and the register of one of its values.
    pub(super) fn passed(&mut self, method: MethodId, pc: u32, which: Which) -> Option<(usize, u16)> {
        let (file, body) = (self.file_of(method)?, self.body(method)?);
        let at = body.position(pc)?;
        let passed = Passed::by(file, body.instructions.get(at)?)?;
        let register = match which {
            Which::Receiver => passed.receiver?,
            Which::Argument(at) => passed.register_of(Given::Parameter(at))?,
        };
        Some((at, register))
    }

    /// Where what a method returns comes from.
    pub fn returned(&mut self, method: MethodId) -> Option<Slice> {
        self.slice_of_result(method, Asked::Content)
    }

    pub(super) fn slice_of_result(&mut self, method: MethodId, asked: Asked) -> Option<Slice> {
        let body = self.body(method)?;
        let mut query = Query::new(asked);
        query.upwards = asked == Asked::Content;
        let frame = query.frame(Frame { method, entered: None, depth: 0 })?;
        for at in body.returns(true) {
            let register = body.instructions.get(at).and_then(Instruction::a)?;
            query.go(&body, frame, at, register, None);
        }
        Some(self.run(query))
    }

    pub(super) fn slice(&mut self, method: MethodId, at: usize, registers: &[u16], asked: Asked) -> Slice {
        self.slice_of(Query::new(asked), method, at, registers)
    }

    /// As [`Slicer::slice`], without going to the callers of the method.
    pub(super) fn slice_within(&mut self, method: MethodId, at: usize, register: u16, asked: Asked) -> Slice {
        let mut query = Query::new(asked);
        query.upwards = false;
        self.slice_of(query, method, at, &[register])
    }

    fn slice_of(&mut self, mut query: Query, method: MethodId, at: usize, registers: &[u16]) -> Slice {
        if let (Some(body), Some(frame)) =
            (self.body(method), query.frame(Frame { method, entered: None, depth: 0 }))
        {
            for register in registers {
                query.go(&body, frame, at, *register, None);
            }
        }
        self.run(query)
    }

    fn run(&mut self, mut query: Query) -> Slice {
        let mut done = 0;
        // First in, first out: what is near is met before what is far.
        while let Some(node) = query.waiting.get(done).copied() {
            done += 1;
            if self.left == 0 || query.left == 0 {
                query.slice.complete = false;
                break;
            }
            self.look(&mut query, node);
        }
        query.slice
    }

    /// Follows one register from one place back to what sets it in the block, or to the blocks before.
    fn look(&mut self, query: &mut Query, number: u32) {
        let Some(node) = query.slice.nodes.get(number as usize).copied() else { return };
        let Some(frame) = query.slice.frames.get(node.frame as usize).copied() else { return };
        let Some(body) = self.body(frame.method) else { return };
        match node.block {
            ARRIVAL => {
                if let Some(given) = body.given(node.register) {
                    self.arrive(query, number, frame, given);
                }
                return;
            }
            READ => {
                if let Some(instruction) = body.instructions.get(node.at as usize) {
                    self.read(query, number, instruction);
                }
                return;
            }
            CALLED => return,
            _ => {}
        }
        let Some(block) = body.blocks.blocks.get(node.block as usize) else { return };
        let begin = block.instructions.start;
        for at in (begin..node.at as usize).rev() {
            query.left = query.left.saturating_sub(1);
            if self.spend(1).is_none() {
                query.slice.complete = false;
                return;
            }
            let Some(instruction) = body.instructions.get(at) else { return };
            if writes(instruction, node.register) {
                self.define(query, number, &body, at, instruction);
                if !node.weak {
                    return;
                }
            } else if touches(instruction, node.register) {
                self.change(query, number, &body, at, instruction);
            }
        }
        for &(before, thrown) in body.before(node.block) {
            let Some(end) = body.blocks.blocks.get(before as usize).map(|block| block.instructions.end)
            else {
                continue;
            };
            let passage = Passage { method: frame.method, from: before, to: node.block };
            let next = Node {
                frame: node.frame,
                block: before,
                at: u32::try_from(end).unwrap_or(u32::MAX),
                register: node.register,
                weak: thrown,
            };
            query.push(next, Some(number), Some(passage));
        }
        if node.block == 0 && body.given(node.register).is_some() {
            query.push(Node { block: ARRIVAL, at: 0, weak: false, ..node }, Some(number), None);
        }
    }

    /// A register that its method was called with.
    fn arrive(&mut self, query: &mut Query, number: u32, frame: Frame, given: Given) {
        if let Some((caller, at)) = frame.entered {
            let Some(above) = query.slice.frames.get(caller as usize).copied() else { return };
            let (Some(file), Some(body)) = (self.file_of(above.method), self.body(above.method)) else {
                return;
            };
            let call = body.instructions.get(at as usize).and_then(|call| Passed::by(file, call));
            if let Some(register) = call.and_then(|call| call.register_of(given)) {
                query.go(&body, caller, at as usize, register, Some(number));
            }
            return;
        }
        let kind = match given {
            Given::This => Kind::This,
            Given::Parameter(at) => Kind::Parameter(at),
        };
        query.meet(number, Origin { method: frame.method, pc: 0, kind });
        // Of a question that stays within its method, only that method's own parameters are left alone.
        let is_first = query.place(number).is_some_and(|(node, _)| node.frame == 0);
        if given == Given::This || query.asked == Asked::Test || (!query.upwards && is_first) {
            return;
        }
        let found = self.calls_into(frame.method);
        self.rise(query, number, &found, |file, call| Passed::by(file, call)?.register_of(given));
    }

    /// Follows a register of each of some instructions, in the methods that contain them.
    fn rise(
        &mut self,
        query: &mut Query,
        number: u32,
        found: &Found,
        register: impl Fn(&DexFile<'a>, &Instruction<'a>) -> Option<u16>,
    ) {
        query.slice.complete &= found.whole && found.places.len() <= MAX_CALLERS;
        for &(method, at) in found.places.iter().take(MAX_CALLERS) {
            let (Some(file), Some(body)) = (self.file_of(method), self.body(method)) else { continue };
            let Some(register) = body.instructions.get(at).and_then(|one| register(file, one)) else {
                continue;
            };
            let Some(up) = query.frame(Frame { method, entered: None, depth: 0 }) else {
                query.slice.complete = false;
                return;
            };
            query.go(&body, up, at, register, Some(number));
        }
    }

    /// What an instruction puts into the register.
    fn define(
        &mut self,
        query: &mut Query,
        number: u32,
        body: &Rc<Body<'a>>,
        at: usize,
        instruction: &Instruction<'a>,
    ) {
        let Some((node, frame)) = query.place(number) else { return };
        let Some(file) = self.file_of(frame.method) else { return };
        let op = instruction.op;
        let origin = |kind| Origin { method: frame.method, pc: instruction.pc, kind };
        let follow = |query: &mut Query, register: Option<u16>| {
            if let Some(register) = register {
                query.go(body, node.frame, at, register, Some(number));
            }
        };
        match op {
            Opcode::MOVE_RESULT | Opcode::MOVE_RESULT_WIDE | Opcode::MOVE_RESULT_OBJECT => {
                let Some(before) = at.checked_sub(1) else { return };
                let Some(source) = body.instructions.get(before) else { return };
                if source.op.is_invoke() {
                    self.result(query, number, body, before, source);
                } else {
                    source.registers().for_each(|register| follow(query, Some(register)));
                }
            }
            _ if (Opcode::MOVE.0..=Opcode::MOVE_OBJECT_16.0).contains(&op.0) => {
                follow(query, instruction.b())
            }
            Opcode::MOVE_EXCEPTION => query.meet(number, origin(Kind::Caught)),
            Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO => {
                let text = file.dex.string(StringIdx(instruction.index_raw()));
                let value = text.map_or(Const::Unknown, |text| Const::Text(text.into()));
                query.meet(number, origin(Kind::Literal(value)));
            }
            Opcode::CONST_CLASS => {
                let class = file.dex.type_descriptor(TypeIdx(instruction.index_raw()));
                let value = class.map_or(Const::Unknown, |class| Const::Class(class.into()));
                query.meet(number, origin(Kind::Literal(value)));
            }
            _ if (Opcode::CONST_4.0..=Opcode::CONST_WIDE_HIGH16.0).contains(&op.0) => {
                let value = instruction.literal().map_or(Const::Unknown, Const::Int);
                query.meet(number, origin(Kind::Literal(value)));
            }
            Opcode::NEW_INSTANCE | Opcode::NEW_ARRAY => {
                if let Some(type_) = file.dex.type_descriptor(TypeIdx(instruction.index_raw())) {
                    query.meet(number, origin(Kind::New(type_.into())));
                }
            }
            _ if (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&op.0) => {
                query.push(standing(READ, node.frame, at), Some(number), None);
            }
            _ if (Opcode::IGET.0..=Opcode::IGET_SHORT.0).contains(&op.0) => {
                query.push(standing(READ, node.frame, at), Some(number), None);
                // What an object was made of may have filled its fields without the app's doing.
                let base = instruction.b();
                let of_this = base.and_then(|base| body.given(base)) == Some(Given::This);
                if !of_this && matches!(query.asked, Asked::Content | Asked::Test) {
                    follow(query, base);
                }
            }
            _ if (Opcode::AGET.0..=Opcode::AGET_SHORT.0).contains(&op.0) => follow(query, instruction.b()),
            Opcode::INSTANCE_OF | Opcode::ARRAY_LENGTH if query.asked != Asked::Test => {}
            // A test of a flag names it in the instruction.
            _ if (0xd0..=0xe2).contains(&op.0) => {
                let value = instruction.literal().map_or(Const::Unknown, Const::Int);
                query.meet(number, origin(Kind::Literal(value)));
                follow(query, instruction.b());
            }
            // Two-address forms read what they write.
            _ if (0xb0..=0xcf).contains(&op.0) => {
                follow(query, instruction.a());
                follow(query, instruction.b());
            }
            _ => instruction.registers().skip(1).for_each(|register| follow(query, Some(register))),
        }
    }

    /// What is stored to the field that an instruction reads.
    fn read(&mut self, query: &mut Query, number: u32, instruction: &Instruction<'a>) {
        let Some((_, frame)) = query.place(number) else { return };
        let Some(file) = self.file_of(frame.method) else { return };
        let field = FieldIdx(instruction.index_raw());
        let Some(signature) = file.dex.field_signature(field) else { return };
        let kind = Kind::Field(signature.into());
        query.meet(number, Origin { method: frame.method, pc: instruction.pc, kind });
        if query.asked == Asked::Test {
            return;
        }
        let is_static = (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&instruction.op.0);
        if is_static {
            let known = self.fields.field(file, field);
            if known.is_known() {
                let kind = Kind::Literal(known);
                query.meet(number, Origin { method: frame.method, pc: instruction.pc, kind });
                return;
            }
        }
        let found = self.stores_to(file, field);
        self.rise(query, number, &found, |_, store| store.a());
    }

    /// What a call gives back.
    fn result(
        &mut self,
        query: &mut Query,
        number: u32,
        body: &Rc<Body<'a>>,
        at: usize,
        call: &Instruction<'a>,
    ) {
        let Some((node, frame)) = query.place(number) else { return };
        let Some(file) = self.file_of(frame.method) else { return };
        let Some(passed) = Passed::by(file, call) else {
            // A call site made at run time: concatenations are, and they pass on what they get.
            call.registers().for_each(|register| query.go(body, node.frame, at, register, Some(number)));
            return;
        };
        let method = MethodIdx(call.index_raw());
        let Some(signature) = file.dex.method_signature(method) else { return };
        let kind = Kind::Call(signature.as_str().into());
        let number = query.call(number, node.frame, at, Origin { method: frame.method, pc: call.pc, kind });
        let returns = signature.rsplit(')').next().unwrap_or_default();
        let (class, rest) = signature.split_once("->").unwrap_or_default();
        let name = rest.split('(').next().unwrap_or_default();
        if query.asked.is_narrow() && (returns == "Z" || legible::seals(name, query.asked)) {
            query.slice.sealed |= returns != "Z";
            return;
        }
        let targets = self.targets(query, frame, method);
        for target in &targets {
            self.enter(query, number, (node.frame, at), *target, None, returns == "Z");
        }
        if !targets.is_empty() {
            return;
        }
        let passes = match query.asked {
            Asked::Readable | Asked::Computed => legible::shows(class, name, returns, query.asked),
            Asked::Test => Passes::Everything,
            Asked::Content => model::passes(class, name, returns.as_bytes()),
            Asked::Identity => model::gives_back(class, name, returns),
        };
        let registers: Vec<u16> = match passes {
            Passes::Everything => passed.all().collect(),
            Passes::Receiver => passed.receiver.into_iter().collect(),
            Passes::First => passed.args.first().copied().into_iter().collect(),
            Passes::Nothing => Vec::new(),
        };
        for register in registers {
            query.go(body, node.frame, at, register, Some(number));
        }
    }

    /// Enters a helper by a call: at what it returns, or at what it did to a parameter.
    fn enter(
        &mut self,
        query: &mut Query,
        number: u32,
        call: (u32, usize),
        target: MethodId,
        of: Option<Given>,
        is_test: bool,
    ) {
        let Some(body) = self.body(target) else {
            query.slice.complete = false;
            return;
        };
        let depth = query.slice.frames.get(call.0 as usize).map_or(0, |frame| frame.depth);
        let entered = Some((call.0, u32::try_from(call.1).unwrap_or(u32::MAX)));
        let frame = Frame { method: target, entered, depth: depth.saturating_add(1) };
        let Some(frame) = query.frame(frame) else {
            query.slice.complete = false;
            return;
        };
        for at in body.returns(of.is_none()) {
            let register = match of {
                Some(given) => body.register_of(given),
                None => body.instructions.get(at).and_then(Instruction::a),
            };
            if let Some(register) = register {
                query.go(&body, frame, at, register, Some(number));
            }
        }
        // What a yes or no depends on decides it, though nothing of it is in the result.
        if query.asked == Asked::Test && is_test {
            for (at, test) in body.instructions.iter().enumerate().filter(|(_, one)| one.op.is_if()) {
                test.registers().for_each(|register| query.go(&body, frame, at, register, Some(number)));
            }
        }
    }

    /// Methods of the app, small enough to look into, that a call may land in.
    fn targets(&self, query: &Query, frame: Frame, method: MethodIdx) -> Vec<MethodId> {
        let none = Vec::new();
        if frame.depth >= MAX_DEPTH || query.slice.frames.len() >= MAX_FRAMES {
            return none;
        }
        let Some(file) = self.file_of(frame.method) else { return none };
        let Some(named) = self.classes.resolve(file, method) else { return none };
        let targets = self.classes.implementations(named, MAX_TARGETS);
        let fits = |id: &MethodId| {
            self.classes.method_at(*id).is_some_and(|(file, class, method)| {
                let class = self.classes.class(class).map(|(_, class)| class.type_);
                let name = class.and_then(|class| file.dex.type_descriptor_bytes(class)).unwrap_or_default();
                let code = method.code(&file.dex).and_then(Result::ok);
                !model::is_library(name) && code.is_some_and(|code| code.units() <= MAX_UNITS)
            })
        };
        if targets.iter().all(fits) { targets } else { none }
    }

    /// What a call that is given the object in the register puts into it.
    fn change(
        &mut self,
        query: &mut Query,
        number: u32,
        body: &Rc<Body<'a>>,
        at: usize,
        instruction: &Instruction<'a>,
    ) {
        let Some((node, frame)) = query.place(number) else { return };
        let Some(file) = self.file_of(frame.method) else { return };
        let follow = |query: &mut Query, from: u32, register: u16| {
            if register != node.register {
                query.go(body, node.frame, at, register, Some(from));
            }
        };
        if (Opcode::APUT.0..=Opcode::APUT_SHORT.0).contains(&instruction.op.0) {
            if instruction.b() == Some(node.register) {
                instruction.a().into_iter().for_each(|register| follow(query, number, register));
            }
            return;
        }
        let Some(passed) = Passed::by(file, instruction) else { return };
        let method = MethodIdx(instruction.index_raw());
        let Some(reference) = file.dex.method(method) else { return };
        let name = file.dex.string(reference.name).unwrap_or_default();
        let class = file.dex.type_descriptor(reference.class).unwrap_or_default();
        let meet = |query: &mut Query| {
            let Some(signature) = file.dex.method_signature(method) else { return number };
            let kind = Kind::Call(signature.into());
            query.call(number, node.frame, at, Origin { method: frame.method, pc: instruction.pc, kind })
        };
        if passed.receiver == Some(node.register) {
            if &*name != "<init>" && (!model::changes_receiver(&name) || model::is_outlet(&class)) {
                return;
            }
            let call = meet(query);
            if query.asked.is_narrow() && !legible::holds(&class, query.asked) {
                return;
            }
            let returns = file.dex.proto(reference.proto).map(|proto| proto.return_type);
            let returns = returns.and_then(|type_| file.dex.type_descriptor(type_)).unwrap_or_default();
            if model::gives_back(&class, &name, &returns) == Passes::Receiver {
                chain::follow(query, body, node, call, at);
            }
            let copies = || {
                file.dex.proto_signature(reference.proto).is_some_and(|proto| proto == format!("({class})V"))
            };
            if query.asked != Asked::Identity || (&*name == "<init>" && copies()) {
                passed.args.iter().for_each(|register| follow(query, call, *register));
            }
            return;
        }
        let types: Vec<&[u8]> = file.dex.proto(reference.proto).map_or_else(Vec::new, |proto| {
            proto
                .parameters()
                .map(|type_| file.dex.type_descriptor_bytes(type_).unwrap_or_default())
                .collect()
        });
        for (argument, (register, type_)) in passed.args.iter().zip(types).enumerate() {
            if *register != node.register {
                continue;
            }
            if model::fills(&class, &name, argument, type_) {
                let call = meet(query);
                if query.asked.is_narrow() && !legible::holds(&class, query.asked) {
                    continue;
                }
                if query.asked == Asked::Identity {
                    continue;
                }
                passed.all().for_each(|register| follow(query, call, register));
            } else if model::is_container(type_) {
                let given = u16::try_from(argument).ok().map(Given::Parameter);
                for target in self.targets(query, frame, method) {
                    self.enter(query, number, (node.frame, at), target, given, false);
                }
            }
        }
    }
}

/// Whether an instruction writes a register.
pub(super) fn writes(instruction: &Instruction<'_>, register: u16) -> bool {
    if !instruction.op.writes_first() {
        return false;
    }
    let Some(first) = instruction.a() else { return false };
    first == register || (instruction.op.writes_wide() && first.checked_add(1) == Some(register))
}

/// Whether an instruction may change the object that a register holds.
fn touches(instruction: &Instruction<'_>, register: u16) -> bool {
    let op = instruction.op;
    (op.is_invoke() || (Opcode::APUT.0..=Opcode::APUT_SHORT.0).contains(&op.0))
        && instruction.registers().any(|one| one == register)
}
