use std::collections::HashMap;

use dex::{Instruction, Method, MethodIdx, Opcode, Payload, access};

use crate::{Blocks, DexFile};

/// Instructions of a method that is looked into; longer ones are generated tables.
const MAX_INSTRUCTIONS: usize = 1 << 15;
/// Cases of a switch that are kept; a longer one chooses among more than anybody compares by hand.
const MAX_CASES: usize = 64;

/// A method decoded for walking backwards.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) instructions: Vec<Instruction<'a>>,
    pub(super) blocks: Blocks,
    /// Of each block, those that lead to it, and whether by an exception.
    before: Vec<Vec<(u32, bool)>>,
    /// First register of each declared parameter.
    parameters: Vec<u16>,
    /// Register of `this`, if there is one.
    this: Option<u16>,
    /// Key and code unit to go on at, of each switch by its position.
    pub(super) cases: HashMap<usize, Vec<(i32, u32)>>,
}

/// What a register holds when the method begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    This,
    Parameter(u16),
}

impl<'a> Body<'a> {
    /// The body of a method; `None` when it has none, or one that is damaged or too long.
    pub(super) fn of(file: &DexFile<'a>, method: &Method) -> Option<Self> {
        let code = method.code(&file.dex)?.ok()?;
        let mut walk = code.instructions();
        let instructions: Vec<Instruction<'a>> = walk.by_ref().take(MAX_INSTRUCTIONS).collect();
        if walk.next().is_some() || walk.error().is_some() {
            return None;
        }
        let blocks = Blocks::of(&code, &instructions);
        if !blocks.whole {
            return None;
        }
        let mut before: Vec<Vec<(u32, bool)>> = vec![Vec::new(); blocks.blocks.len()];
        for (at, _) in (0u32..).zip(&blocks.blocks) {
            let next = blocks.next(at as usize).iter().map(|to| (*to, false));
            let handlers = blocks.handlers(at as usize).iter().map(|to| (*to, true));
            for (to, thrown) in next.chain(handlers) {
                before.get_mut(to as usize)?.push((at, thrown));
            }
        }
        let is_static = method.access & access::STATIC != 0;
        let first = code.first_parameter();
        let mut parameters = Vec::new();
        let mut register = first.saturating_add(u16::from(!is_static));
        let proto = file.dex.method(method.idx).and_then(|method| file.dex.proto(method.proto));
        for type_ in proto.iter().flat_map(dex::Proto::parameters) {
            parameters.push(register);
            let wide = matches!(file.dex.type_descriptor_bytes(type_), Some(b"J" | b"D"));
            register = register.saturating_add(if wide { 2 } else { 1 });
        }
        let this = (!is_static).then_some(first);
        let switches = instructions.iter().enumerate().filter_map(|(at, one)| match one.payload(&code) {
            Some(Payload::PackedSwitch(cases) | Payload::SparseSwitch(cases)) => {
                let cases: Vec<(i32, u32)> = cases.take(MAX_CASES + 1).collect();
                (cases.len() <= MAX_CASES).then_some((at, cases))
            }
            _ => None,
        });
        let cases = switches.collect();
        Some(Self { instructions, blocks, before, parameters, this, cases })
    }

    pub(super) fn before(&self, block: u32) -> &[(u32, bool)] {
        self.before.get(block as usize).map_or(&[], Vec::as_slice)
    }

    /// The block that an instruction, by its position, lies in.
    pub(super) fn block_of(&self, at: usize) -> Option<u32> {
        let behind = self.blocks.blocks.partition_point(|block| block.instructions.start <= at);
        u32::try_from(behind.checked_sub(1)?).ok()
    }

    /// Position of the instruction at a code unit.
    pub(super) fn position(&self, pc: u32) -> Option<usize> {
        self.instructions.binary_search_by_key(&pc, |instruction| instruction.pc).ok()
    }

    /// What the caller puts into a register.
    pub(super) fn given(&self, register: u16) -> Option<Given> {
        if self.this == Some(register) {
            return Some(Given::This);
        }
        let at = self.parameters.iter().position(|one| *one == register)?;
        u16::try_from(at).ok().map(Given::Parameter)
    }

    /// The register that a parameter arrives in.
    pub(super) fn register_of(&self, given: Given) -> Option<u16> {
        match given {
            Given::This => self.this,
            Given::Parameter(at) => self.parameters.get(usize::from(at)).copied(),
        }
    }

    /// Positions of the `return`s that give something back, or of all of them.
    pub(super) fn returns(&self, with_value: bool) -> impl Iterator<Item = usize> {
        let wanted = move |op: Opcode| op.is_return() && !(with_value && op == Opcode::RETURN_VOID);
        let all = self.instructions.iter().enumerate();
        all.filter(move |(_, instruction)| wanted(instruction.op)).map(|(at, _)| at)
    }

    /// The last instruction of a block, if it is a test of two ways.
    pub(super) fn test_of(&self, block: u32) -> Option<(usize, &Instruction<'a>)> {
        let at = self.blocks.blocks.get(block as usize)?.instructions.end.checked_sub(1)?;
        self.instructions.get(at).filter(|instruction| instruction.op.is_if()).map(|one| (at, one))
    }
}

/// The registers of a call: of the receiver, if there is one, and one a declared parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) receiver: Option<u16>,
    pub(super) args: Vec<u16>,
}

impl Passed {
    /// `None` for an instruction that calls no method by name.
    pub(super) fn by(file: &DexFile<'_>, instruction: &Instruction<'_>) -> Option<Self> {
        let op = instruction.op;
        if !op.is_invoke() || matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE) {
            return None;
        }
        let method = file.dex.method(MethodIdx(instruction.index_raw()))?;
        let proto = file.dex.proto(method.proto)?;
        let mut registers = instruction.registers();
        let is_static = matches!(op, Opcode::INVOKE_STATIC | Opcode::INVOKE_STATIC_RANGE);
        let receiver = if is_static { None } else { registers.next() };
        let mut args = Vec::new();
        for parameter in proto.parameters() {
            let Some(register) = registers.next() else { break };
            if matches!(file.dex.type_descriptor_bytes(parameter), Some(b"J" | b"D")) {
                registers.next();
            }
            args.push(register);
        }
        Some(Self { receiver, args })
    }

    pub(super) fn register_of(&self, given: Given) -> Option<u16> {
        match given {
            Given::This => self.receiver,
            Given::Parameter(at) => self.args.get(usize::from(at)).copied(),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u16> {
        self.receiver.into_iter().chain(self.args.iter().copied())
    }
}
