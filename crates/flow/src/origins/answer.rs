//! What a question was answered with.

use super::query::{Frame, Node, Passage};
use super::{Kind, Origin};
use crate::Const;

/// What a value comes from.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Every end, each once, the nearest ones first.
    pub origins: Vec<Origin>,
    /// Whether everything was followed; otherwise there may be more origins.
    pub complete: bool,
    /// Whether a part of it was encrypted, hashed or masked, so that it cannot be read there.
    pub sealed: bool,
    pub(super) frames: Vec<Frame>,
    pub(super) nodes: Vec<Node>,
    /// From a node to one behind it, and the edge between blocks that was passed backwards.
    pub(super) edges: Vec<(u32, u32, Option<Passage>)>,
    /// Each node that met an origin, and the origin's position.
    pub(super) met: Vec<(u32, u32)>,
}

impl Slice {
    /// The calls among the origins, by signature, with their places.
    pub fn calls(&self) -> impl Iterator<Item = (&Origin, &str)> {
        self.origins.iter().filter_map(|origin| match &origin.kind {
            Kind::Call(callee) => Some((origin, &**callee)),
            _ => None,
        })
    }

    /// The texts among the origins.
    pub fn texts(&self) -> impl Iterator<Item = (&Origin, &str)> {
        self.origins.iter().filter_map(|origin| match &origin.kind {
            Kind::Literal(Const::Text(text)) => Some((origin, &**text)),
            _ => None,
        })
    }

    /// The origins that the value gets to without passing one for which `stops` holds, and of each whether nothing is
    /// known behind it.
    pub fn without(&self, stops: &dyn Fn(&Origin) -> bool) -> Vec<(&Origin, bool)> {
        let mut behind: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        let mut seen = vec![true; self.nodes.len()];
        for (from, to, _) in &self.edges {
            if let (Some(list), Some(root)) = (behind.get_mut(*from as usize), seen.get_mut(*to as usize)) {
                list.push(*to);
                *root = false;
            }
        }
        // A register in a loop may lead back to where the slice began.
        if let Some(first) = seen.first_mut() {
            *first = true;
        }
        let stopped: Vec<bool> = self.origins.iter().map(stops).collect();
        let is_stopped = |at: u32| stopped.get(at as usize).copied().unwrap_or(false);
        let mut closed = vec![false; self.nodes.len()];
        for (node, origin) in &self.met {
            if let Some(closed) = closed.get_mut(*node as usize) {
                *closed |= is_stopped(*origin);
            }
        }
        let mut waiting: Vec<u32> =
            (0u32..).zip(&seen).filter(|(_, root)| **root).map(|(at, _)| at).collect();
        while let Some(here) = waiting.pop() {
            if closed.get(here as usize) != Some(&false) {
                continue;
            }
            for to in behind.get(here as usize).map_or(&[][..], Vec::as_slice) {
                if let Some(seen) = seen.get_mut(*to as usize).filter(|seen| !**seen) {
                    *seen = true;
                    waiting.push(*to);
                }
            }
        }
        let mut found = Vec::new();
        let mut known = vec![false; self.origins.len()];
        for (node, at) in &self.met {
            let (Some(origin), Some(known)) = (self.origins.get(*at as usize), known.get_mut(*at as usize))
            else {
                continue;
            };
            if seen.get(*node as usize) == Some(&true) && !is_stopped(*at) && !*known {
                *known = true;
                found.push((origin, behind.get(*node as usize).is_none_or(Vec::is_empty)));
            }
        }
        found
    }

    /// Whether a call of a method, named `Lcls;->name` with or without its prototype, is among the origins.
    pub fn has_call(&self, method: &str) -> bool {
        self.calls().any(|(_, callee)| names(callee, method))
    }
}

/// Whether a signature is of a method, named with or without its prototype.
pub(super) fn names(signature: &str, method: &str) -> bool {
    signature.strip_prefix(method).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
}
