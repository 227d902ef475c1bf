//! arm64 code of Apple's systems: calls with their arguments, bodies of chosen functions.
//!
//! A walk is linear in the code. It knows calls of imports through stubs and pointers, messages by their selectors, and
//! what calling conventions keep; only what somebody asks for is kept. Objective-C, Swift and C look the same here.

mod body;
mod decode;
mod follow;
mod image;
mod resolve;
mod state;
#[cfg(test)]
mod tests;
mod value;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use binary::macho::{CPU_TYPE_ARM64, MachO};
use cursor::Limits;

pub use body::{Body, Step};
pub use value::{Call, Callee, Function, Mention, Site, Value};

use image::{Image, Names};
use resolve::{Resolver, selector_of, sends};
use walk::Walked;

/// Calls and mentions that are kept of one image.
const MAX_KEPT: usize = 50_000;
/// Bodies that are read of one image.
const MAX_BODIES: usize = 2_000;
/// Pairs of blocks that are compared for what depends on what.
const BODY_BUDGET: usize = 1 << 22;

/// What somebody wants to know of an image.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Imported functions whose calls are kept, underscore included.
    pub symbols: BTreeSet<String>,
    /// Selectors whose calls are kept.
    pub selectors: BTreeSet<String>,
    /// Symbols whose mentions are kept: constants, and classes as `_OBJC_CLASS_$_Name`.
    pub mentions: BTreeSet<String>,
    /// Selectors whose methods are kept as a whole.
    pub bodies: BTreeSet<String>,
    /// Arguments, counted from 0, of calls asked for that are followed to the callers of the function that only passes them on.
    pub follow: BTreeMap<String, Vec<usize>>,
    /// Selectors the code of whose block arguments is kept as a whole.
    pub replies: BTreeSet<String>,
}

/// How much of an image was walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Walk {
    /// All of its code.
    #[default]
    Whole,
    /// Some of it; a cap was reached.
    Cut,
    /// Nothing: the store has encrypted it.
    Encrypted,
    /// Nothing: it is for another processor.
    OtherProcessor,
}

/// What was found in one image.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    /// How much was walked.
    pub walk: Walk,
    /// Functions walked.
    pub functions: u64,
    /// Instructions walked.
    pub instructions: u64,
    /// Messages whose selector is not known.
    pub unknown_messages: u64,
    /// Calls asked for, in the order of the code.
    pub calls: Vec<Site>,
    /// Mentions asked for, in the order of the code.
    pub mentions: Vec<Mention>,
    /// Methods and blocks asked for, by their addresses.
    pub bodies: BTreeMap<u64, Body>,
    /// Code of the methods asked for: selector and address.
    pub methods: Vec<(String, u64)>,
}

impl Wanted {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        let sets = [&self.symbols, &self.selectors, &self.mentions, &self.bodies, &self.replies];
        sets.into_iter().all(BTreeSet::is_empty)
    }
}

/// Walks the code of an image.
pub fn walk(macho: &MachO<'_>, wanted: &Wanted, limits: &Limits) -> Machine {
    let mut machine = Machine::default();
    if macho.cpu_type != CPU_TYPE_ARM64 {
        machine.walk = Walk::OtherProcessor;
        return machine;
    }
    if macho.is_encrypted() {
        machine.walk = Walk::Encrypted;
        return machine;
    }
    if wanted.is_empty() {
        return machine;
    }
    let mut image = Image::new(macho, limits);
    let mut finder = Finder::new(wanted);
    let mut walked = Walked::default();
    let mut blocks = BTreeSet::new();
    let mut edges = follow::Edges::default();
    let methods = image.objc().bodies.iter().flat_map(|body| &body.methods);
    let selectors: BTreeSet<&[u8]> = if wanted.follow.is_empty() {
        BTreeSet::new()
    } else {
        methods.map(|method| method.selector).collect()
    };
    // Segments may map the same bytes again and again.
    let room = macho.data().len() as u64 / 4;
    for (start, end) in image.functions() {
        if machine.instructions > room {
            machine.walk = Walk::Cut;
            break;
        }
        walked.walk(&mut image, start, end);
        machine.functions += 1;
        machine.instructions += walked.insns.len() as u64;
        if walked.is_cut {
            machine.walk = Walk::Cut;
        }
        if !wanted.follow.is_empty() {
            edges.note(&image, &selectors, &walked);
        }
        for made in &walked.calls {
            if !finder.wants(&image, made, &mut machine.unknown_messages) {
                continue;
            }
            if machine.calls.len() >= MAX_KEPT {
                machine.walk = Walk::Cut;
                break;
            }
            let call = Resolver::new(&image, &walked).call(made);
            let is_asked = call.selector().is_some_and(|selector| wanted.replies.contains(selector));
            for arg in &call.args {
                if let Value::Block(code) = arg {
                    image.makes_block(start, *code);
                    blocks.extend(is_asked.then_some(*code));
                }
            }
            let function = Function { name: None, address: start };
            machine.calls.push(Site { function, call, through: None, is_followed: false });
        }
        for (pc, slot) in &walked.mentions {
            let Some(symbol) = image.import(state::Raw::Import(*slot)) else { continue };
            if finder.mentions.contains(symbol) && machine.mentions.len() < MAX_KEPT {
                let function = Function { name: None, address: start };
                machine.mentions.push(Mention { function, pc: *pc, symbol: symbol.into() });
            }
        }
    }
    // Only now is it known which function makes which block.
    for site in &mut machine.calls {
        site.function = image.function(site.function.address);
    }
    for mention in &mut machine.mentions {
        mention.function = image.function(mention.function.address);
    }
    follow::trace(&mut image, wanted, edges, &mut machine.calls);
    bodies(&mut image, wanted, blocks, &mut machine);
    machine
}

/// Reads the methods and blocks asked for.
fn bodies(image: &mut Image<'_>, wanted: &Wanted, blocks: BTreeSet<u64>, machine: &mut Machine) {
    for body in &image.objc().bodies {
        for method in &body.methods {
            if let Ok(selector) = std::str::from_utf8(method.selector)
                && wanted.bodies.contains(selector)
            {
                machine.methods.push((selector.to_owned(), method.imp));
            }
        }
    }
    let places: BTreeSet<u64> = machine.methods.iter().map(|(_, imp)| *imp).chain(blocks).collect();
    let mut budget = BODY_BUDGET;
    for place in places {
        if machine.bodies.len() >= MAX_BODIES {
            machine.walk = Walk::Cut;
            break;
        }
        if let Some(body) = Body::read(image, place, &mut budget) {
            machine.bodies.insert(place, body);
        }
    }
}

/// Tells calls that are asked for from the others.
struct Finder<'n> {
    symbols: Names<'n>,
    selectors: Names<'n>,
    mentions: Names<'n>,
    /// Answers for selectors, by their addresses.
    known: HashMap<u64, bool>,
}

impl<'n> Finder<'n> {
    fn new(wanted: &'n Wanted) -> Self {
        fn names<'n>(sets: &[&'n BTreeSet<String>]) -> Names<'n> {
            sets.iter().flat_map(|set| set.iter()).map(String::as_str).collect()
        }
        Self {
            symbols: names(&[&wanted.symbols]),
            selectors: names(&[&wanted.selectors, &wanted.replies]),
            mentions: names(&[&wanted.mentions]),
            known: HashMap::new(),
        }
    }

    fn wants(&mut self, image: &Image<'_>, made: &walk::Made<'_>, unknown: &mut u64) -> bool {
        let Some(import) = made.target.import else { return false };
        if sends(import).is_none() {
            return self.symbols.contains(import);
        }
        let address = match (made.target.selector, made.registers.get(1)) {
            (Some(address), _) => address,
            (None, Some(state::Raw::Address(address))) => *address,
            _ => {
                *unknown += 1;
                return false;
            }
        };
        let selectors = &self.selectors;
        *self
            .known
            .entry(address)
            .or_insert_with(|| selector_of(image, made).is_some_and(|name| selectors.contains(name)))
    }
}
