//! The image behind the code: where calls go, what constants hold, what functions are called.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use binary::macho::{MachO, Memory, Method, Objc, Pointer};
use cursor::Limits;

use super::decode::{Insn, SP, ZR, decode};
use super::state::Raw;
use super::value::Function;

/// Longest text that is looked at, bytes.
const MAX_TEXT: u64 = 4096;
/// Longest symbol, bytes; mangled names of Swift reach some thousands.
const MAX_SYMBOL: usize = 4096;
/// Instructions of a stub, and of a function so short that it is read in place of its call.
const SHORT: usize = 8;

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Target<'m> {
    /// A function of another image.
    pub(super) import: Option<&'m str>,
    /// Address of the selector that a stub of `_objc_msgSend` passes.
    pub(super) selector: Option<u64>,
    /// A function of this image.
    pub(super) function: Option<u64>,
}

/// Name of a function before it is written out.
#[derive(Debug, Clone, Copy)]
enum Name<'m> {
    Symbol(&'m [u8]),
    /// Position of the class or category, and the method.
    Method(u32, Method<'m>),
}

/// What a function does with another.
#[derive(Debug, Clone, Copy)]
enum User {
    MakesBlock(u64),
    Calls(u64),
}

#[derive(Debug)]
pub(super) struct Image<'m> {
    pub(super) memory: Memory<'m>,
    objc: Objc<'m>,
    /// Functions, ascending.
    pub(super) starts: Vec<u64>,
    names: HashMap<u64, Name<'m>>,
    /// Code of methods by their selectors.
    implementations: HashMap<&'m [u8], Vec<u64>>,
    targets: HashMap<u64, Target<'m>>,
    short: HashMap<u64, Arc<[Insn]>>,
    /// For functions that nothing names: the first one found that makes a block of them, or calls them.
    users: HashMap<u64, User>,
}

impl<'m> Image<'m> {
    pub(super) fn new(macho: &'m MachO<'m>, limits: &Limits) -> Self {
        let memory = macho.memory();
        let objc = macho.objc(limits);
        let is_code = |address: u64| {
            memory.section(address).is_some_and(|section| section.holds_code() && !section.is_stubs())
        };
        let (mut names, mut implementations) = (HashMap::new(), HashMap::<&[u8], Vec<u64>>::new());
        let mut starts = macho.function_starts(limits);
        for symbol in macho.defined_symbols(limits) {
            if is_code(symbol.address) && symbol.name.len() <= MAX_SYMBOL {
                starts.push(symbol.address);
                names.entry(symbol.address).or_insert(Name::Symbol(symbol.name));
            }
        }
        for (at, body) in (0u32..).zip(&objc.bodies) {
            for method in &body.methods {
                if is_code(method.imp) {
                    implementations.entry(method.selector).or_default().push(method.imp);
                    starts.push(method.imp);
                    names.insert(method.imp, Name::Method(at, *method));
                }
            }
        }
        starts.extend(macho.sections().map(|section| section.address));
        starts.retain(|start| start.is_multiple_of(4) && is_code(*start));
        starts.sort_unstable();
        starts.dedup();
        let (targets, short, users) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { memory, objc, implementations, starts, names, targets, short, users }
    }

    /// Classes and categories of the image.
    pub(super) fn objc(&self) -> &Objc<'m> {
        &self.objc
    }

    /// Code of the methods of a selector.
    pub(super) fn implementations(&self, selector: &[u8]) -> &[u64] {
        self.implementations.get(selector).map(Vec::as_slice).unwrap_or_default()
    }

    /// Selector of the method whose code is at an address.
    pub(super) fn selector_of(&self, address: u64) -> Option<&'m str> {
        match self.names.get(&address)? {
            Name::Method(_, method) => std::str::from_utf8(method.selector).ok(),
            Name::Symbol(_) => None,
        }
    }

    /// Functions, each with its end.
    pub(super) fn functions(&self) -> Vec<(u64, u64)> {
        let ends = self.starts.iter().skip(1).copied().chain([u64::MAX]);
        let bounded = self.starts.iter().copied().zip(ends).filter_map(|(start, next)| {
            let section = self.memory.section(start)?;
            Some((start, next.min(section.address.saturating_add(section.size))))
        });
        bounded.collect()
    }

    /// The function an address lies in.
    pub(super) fn end_of(&self, start: u64) -> Option<u64> {
        let after = self.starts.partition_point(|one| *one <= start);
        let section = self.memory.section(start)?;
        let end = section.address.saturating_add(section.size);
        Some(self.starts.get(after).map_or(end, |next| end.min(*next)))
    }

    /// A function with its name. What no symbol names is named after the function that makes a block of it or calls it.
    pub(super) fn function(&self, address: u64) -> Function {
        let (mut at, mut words) = (address, String::new());
        for _ in 0..8 {
            if let Some(name) = self.name(at) {
                return Function { name: Some((words + &name).into()), address };
            }
            let (user, word) = match self.users.get(&at) {
                Some(User::MakesBlock(user)) => (*user, "block in "),
                Some(User::Calls(user)) => (*user, "function called in "),
                None => break,
            };
            words.push_str(word);
            at = user;
        }
        Function { name: None, address }
    }

    /// Notes that a function makes a block whose code is at an address.
    pub(super) fn makes_block(&mut self, maker: u64, code: u64) {
        if !self.names.contains_key(&code) && self.starts.binary_search(&code).is_ok() {
            self.users.insert(code, User::MakesBlock(maker));
        }
    }

    /// Notes that a function calls another.
    pub(super) fn calls(&mut self, caller: u64, function: u64) {
        if caller != function && !self.names.contains_key(&function) {
            self.users.entry(function).or_insert(User::Calls(caller));
        }
    }

    fn name(&self, address: u64) -> Option<String> {
        Some(match self.names.get(&address)? {
            Name::Symbol(name) => String::from_utf8_lossy(name).into_owned(),
            Name::Method(at, method) => {
                let body = self.objc.bodies.get(*at as usize)?;
                let sign = if method.is_class { '+' } else { '-' };
                let category = body.category.map(|name| format!("({})", String::from_utf8_lossy(name)));
                let category = category.unwrap_or_default();
                let selector = String::from_utf8_lossy(method.selector);
                format!("{sign}[{}{category} {selector}]", body.class)
            }
        })
    }

    /// Where a call of an address goes: through a stub, or to a function here.
    pub(super) fn target(&mut self, address: u64) -> Target<'m> {
        if let Some(known) = self.targets.get(&address) {
            return *known;
        }
        let target = match self.memory.section(address) {
            Some(section) if section.is_stubs() => self.stub(address),
            Some(_) => Target { function: Some(address), ..Target::default() },
            None => Target::default(),
        };
        self.targets.insert(address, target);
        target
    }

    /// Follows a stub: its code loads the pointer it jumps to, and a selector into `x1` if it is one of `_objc_msgSend`.
    fn stub(&self, address: u64) -> Target<'m> {
        let mut registers = [Raw::Unknown; 32];
        for (word, pc) in self.words(address).take(SHORT) {
            match decode(word, pc) {
                Insn::Address { rd, target } => set(&mut registers, rd, Raw::Address(target)),
                Insn::Immediate { math: super::decode::Math::Add, rd, rn, value, .. } => {
                    let raw = match get(&registers, rn) {
                        Raw::Address(base) => Raw::Address(base.wrapping_add(value)),
                        _ => Raw::Unknown,
                    };
                    set(&mut registers, rd, raw);
                }
                Insn::Load { rt, access } if !access.vector && access.size == 8 => {
                    let raw = match get(&registers, access.base) {
                        Raw::Address(base) => self.load(base.wrapping_add(access.offset as u64), 8),
                        _ => Raw::Unknown,
                    };
                    set(&mut registers, rt, raw);
                }
                Insn::LoadLiteral { rt, target, size: 8, .. } => {
                    set(&mut registers, rt, self.load(target, 8));
                }
                Insn::JumpRegister { rn } => {
                    let selector = match get(&registers, 1) {
                        Raw::Address(selector) => Some(selector),
                        _ => None,
                    };
                    if let Some(import) = self.import(get(&registers, rn)) {
                        return Target { import: Some(import), selector, function: None };
                    }
                    break;
                }
                Insn::Jump { target } => {
                    // A short stub goes on to the import's own one.
                    let selector = match get(&registers, 1) {
                        Raw::Address(selector) => Some(selector),
                        _ => None,
                    };
                    if self.memory.section(target).is_some_and(|section| section.name == "__stubs") {
                        return Target { selector, ..self.by_symbols(target) };
                    }
                    break;
                }
                Insn::Other { .. } => {}
                _ => break,
            }
        }
        self.by_symbols(address)
    }

    fn by_symbols(&self, address: u64) -> Target<'m> {
        let import = self.memory.stub_import(address).and_then(|name| std::str::from_utf8(name).ok());
        Target { import, ..Target::default() }
    }

    /// The symbol of an import, by what is known of its pointer.
    pub(super) fn import(&self, raw: Raw) -> Option<&'m str> {
        let Raw::Import(slot) = raw else { return None };
        match self.memory.pointer(slot)? {
            Pointer::Import(name) => Some(name),
            Pointer::Address(_) => None,
        }
    }

    /// Instructions of a function so short and straight that it can stand for its call; the last one returns or jumps.
    pub(super) fn short(&mut self, address: u64) -> Arc<[Insn]> {
        if let Some(known) = self.short.get(&address) {
            return known.clone();
        }
        let mut read = Vec::new();
        let mut is_whole = false;
        for (word, pc) in self.words(address).take(SHORT) {
            let insn = decode(word, pc);
            read.push(insn);
            match insn {
                Insn::Return => is_whole = true,
                // Not into itself, and not into another function that may do the same.
                Insn::Jump { target } => {
                    is_whole = self.memory.section(target).is_some_and(|section| section.is_stubs());
                }
                Insn::Address { rd, .. } | Insn::Number { rd, .. } | Insn::Keep { rd, .. } if rd < SP => {
                    continue;
                }
                Insn::Move { .. } | Insn::Load { .. } | Insn::LoadPair { .. } => continue,
                Insn::Immediate { rd, .. } if rd < SP || rd == ZR => continue,
                Insn::Other { .. } => continue,
                _ => {}
            }
            break;
        }
        let insns: Arc<[Insn]> = if is_whole { read.into() } else { Arc::from([]) };
        self.short.insert(address, insns.clone());
        insns
    }

    /// Instructions from an address on.
    fn words(&self, address: u64) -> impl Iterator<Item = (u32, u64)> + use<'m> {
        code(self.memory.bytes(address, 4 * SHORT as u64), address)
    }

    /// What a constant of the image holds; unknown where it may change.
    pub(super) fn load(&self, address: u64, size: u8) -> Raw {
        let Some(section) = self.memory.section(address) else { return Raw::Unknown };
        let is_constant = matches!(section.segment.as_str(), "__TEXT" | "__DATA_CONST" | "__AUTH_CONST")
            || matches!(
                section.name.as_str(),
                "__const" | "__cfstring" | "__got" | "__auth_got" | "__auth_ptr"
            )
            || matches!(section.name.as_str(), "__la_symbol_ptr" | "__nl_symbol_ptr")
            || section.name.ends_with("refs");
        if !is_constant {
            return Raw::Unknown;
        }
        if size == 16 {
            return Raw::Bytes(address);
        }
        if size == 8 {
            return match self.memory.pointer(address) {
                Some(Pointer::Import(_)) => Raw::Import(address),
                // A small number only looks like a distance from the header.
                Some(Pointer::Address(target)) if target.wrapping_sub(self.memory.base()) >= 4096 => {
                    Raw::Address(target)
                }
                _ => self.memory.word(address).map_or(Raw::Unknown, Raw::Int),
            };
        }
        let bytes = self.memory.bytes(address, size.into());
        if bytes.len() < size.into() {
            return Raw::Unknown;
        }
        Raw::Int(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// The string at an address, if it lies in a section of strings.
    pub(super) fn string(&self, address: u64) -> Option<&'m str> {
        std::str::from_utf8(self.memory.string(address, MAX_TEXT)?).ok()
    }
}

/// Instructions of some bytes.
pub(super) fn code<'m>(bytes: &'m [u8], address: u64) -> impl Iterator<Item = (u32, u64)> + use<'m> {
    let words = bytes.chunks_exact(4).filter_map(|word| word.first_chunk().copied().map(u32::from_le_bytes));
    words.zip((0..).map(move |at: u64| address.wrapping_add(at.wrapping_mul(4))))
}

fn get(registers: &[Raw; 32], reg: u8) -> Raw {
    registers.get(usize::from(reg)).copied().unwrap_or(Raw::Unknown)
}

fn set(registers: &mut [Raw; 32], reg: u8, raw: Raw) {
    if let Some(register) = registers.get_mut(usize::from(reg)) {
        *register = raw;
    }
}

/// Names asked for, for look-ups that cost the same however many there are.
pub(super) type Names<'n> = HashSet<&'n str>;
