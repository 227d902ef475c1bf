//! One question while it is answered: the places that wait, those that were seen, and what was met.

use rustc_hash::FxHashMap;

use super::body::Body;
use super::{Origin, Slice};
use crate::MethodId;

/// Instructions that one question may look at.
const MAX_STEPS: u32 = 1 << 14;
/// Methods, with the calls that led to them, that one question may enter.
pub(super) const MAX_FRAMES: usize = 512;

/// A method that is walked, and the call it was entered by, if it was not left upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Frame {
    pub(super) method: MethodId,
    /// The frame with the call, and the call's position.
    pub(super) entered: Option<(u32, u32)>,
    pub(super) depth: u8,
}

/// A register before an instruction of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub(super) frame: u32,
    pub(super) block: u32,
    /// Position of the instruction; may be the end of the block.
    pub(super) at: u32,
    pub(super) register: u16,
    /// Whether an exception may have left the block anywhere, so that a write does not hide what was there before.
    pub(super) weak: bool,
}

/// Block of the node that stands for a register as the caller fills it, whatever leads there.
pub(super) const ARRIVAL: u32 = u32::MAX;
/// Block of the node that stands for a field read at an instruction.
pub(super) const READ: u32 = u32::MAX - 1;

/// Block of the node that stands for a call that gives the value, or puts something into it.
pub(super) const CALLED: u32 = u32::MAX - 2;

/// The node that stands for an instruction itself.
pub(super) fn standing(block: u32, frame: u32, at: usize) -> Node {
    Node { frame, block, at: u32::try_from(at).unwrap_or(u32::MAX), register: 0, weak: false }
}

/// An edge from one block to the next, within a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Passage {
    pub(super) method: MethodId,
    pub(super) from: u32,
    pub(super) to: u32,
}

pub(super) struct Query {
    pub(super) slice: Slice,
    pub(super) waiting: Vec<u32>,
    known: FxHashMap<Node, u32>,
    entered: FxHashMap<Frame, u32>,
    /// Each origin that was met, by its position in the slice.
    seen: FxHashMap<Origin, u32>,
    pub(super) left: u32,
    pub(super) asked: Asked,
    /// Whether parameters of the method in question lead to its callers.
    pub(super) upwards: bool,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// All that a value is made of.
    Content,
    /// Which object it is; what is put into the object is told as calls and not followed.
    Identity,
    /// What decides a test: tests pass on what they look at, and callers are not followed.
    Test,
    /// What can be read in a value as it is.
    Readable,
    /// What a value is computed from within the app.
    Computed,
}

impl Asked {
    /// Whether a value is followed only as long as it stays what it is.
    pub(super) fn is_narrow(self) -> bool {
        matches!(self, Asked::Readable | Asked::Computed)
    }
}

impl Query {
    pub(super) fn new(asked: Asked) -> Self {
        let slice = Slice {
            origins: Vec::new(),
            complete: true,
            sealed: false,
            frames: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            met: Vec::new(),
        };
        Self {
            slice,
            waiting: Vec::new(),
            known: FxHashMap::default(),
            entered: FxHashMap::default(),
            seen: FxHashMap::default(),
            left: MAX_STEPS,
            asked,
            upwards: true,
        }
    }

    pub(super) fn place(&self, number: u32) -> Option<(Node, Frame)> {
        let node = self.slice.nodes.get(number as usize)?;
        Some((*node, *self.slice.frames.get(node.frame as usize)?))
    }

    /// The number of a frame; `None` when there are too many.
    pub(super) fn frame(&mut self, frame: Frame) -> Option<u32> {
        if let Some(known) = self.entered.get(&frame) {
            return Some(*known);
        }
        let number =
            u32::try_from(self.slice.frames.len()).ok().filter(|_| self.slice.frames.len() < MAX_FRAMES)?;
        self.slice.frames.push(frame);
        self.entered.insert(frame, number);
        Some(number)
    }

    /// Follows a register from before an instruction.
    pub(super) fn go(&mut self, body: &Body<'_>, frame: u32, at: usize, register: u16, from: Option<u32>) {
        let Some(block) = body.block_of(at) else { return };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        self.push(Node { frame, block, at, register, weak: false }, from, None);
    }

    pub(super) fn push(&mut self, node: Node, from: Option<u32>, passage: Option<Passage>) -> Option<u32> {
        let number = match self.known.get(&node) {
            Some(known) => *known,
            None => {
                let number = u32::try_from(self.slice.nodes.len()).ok()?;
                self.slice.nodes.push(node);
                self.known.insert(node, number);
                self.waiting.push(number);
                self.left = self.left.saturating_sub(1);
                number
            }
        };
        if let Some(from) = from {
            self.slice.edges.push((from, number, passage));
        }
        Some(number)
    }

    /// Takes an origin in, once, and notes the node that met it.
    pub(super) fn meet(&mut self, number: u32, origin: Origin) {
        let next = u32::try_from(self.slice.origins.len()).unwrap_or(u32::MAX);
        let at = *self.seen.entry(origin.clone()).or_insert(next);
        if at == next {
            self.slice.origins.push(origin);
        }
        self.slice.met.push((number, at));
    }

    /// A node for a call, behind another one, that meets it as an origin.
    pub(super) fn call(&mut self, number: u32, frame: u32, at: usize, origin: Origin) -> u32 {
        match self.push(standing(CALLED, frame, at), Some(number), None) {
            Some(call) => {
                self.meet(call, origin);
                call
            }
            None => number,
        }
    }
}
