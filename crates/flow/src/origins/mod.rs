//! Where a value comes from: a slice backwards from one register at one instruction, through moves, calls, objects,
//! fields, helpers and callers.
//!
//! Only what a question needs is walked. Registers are followed block by block against the flow of control; each register
//! of a block is looked at once, so the work grows with the code that the value passes. A helper is entered with the call
//! that led to it and left to the same call; a parameter of the method in question leads to every call of it. What goes
//! over the budget makes the answer incomplete, which it says.

mod answer;
mod body;
mod chain;
mod choice;
mod guard;
mod helper;
mod legible;
mod model;
mod narrow;
mod query;
mod sites;
mod slice;
mod writers;

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::constants::Fields;
use crate::{CallGraph, Classes, Const, DexFile, MethodId};
use body::Body;
use sites::Sites;

pub use answer::Slice;
pub use guard::{Meaning, Test};
pub(crate) use model::fills;
pub use narrow::Stored;
pub(crate) use writers::Writers;

/// Instructions that all questions to one slicer may look at or decode.
const MAX_STEPS: u64 = 1 << 23;

/// One end that a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The method that contains it.
    pub method: MethodId,
    /// Code unit of the instruction; 0 for a parameter.
    pub pc: u32,
    /// What it is.
    pub kind: Kind,
}

/// What a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What a call gave back, or what it put into the value: `Lcls;->name(args)ret`.
    Call(Arc<str>),
    /// What the caller of [`Origin::method`] passes, counted from 0. Its callers in the app are followed too; without any,
    /// the platform passes it.
    Parameter(u16),
    /// The object that [`Origin::method`] runs on.
    This,
    /// A field: `Lcls;->name:type`. What the app stores to it is followed too.
    Field(Arc<str>),
    /// A number, a text or a class written in the code.
    Literal(Const),
    /// An object or array made here, by its type.
    New(Arc<str>),
    /// An exception that was caught.
    Caught,
}

/// Which value of a call a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What the method is called on.
    Receiver,
    /// A declared parameter, counted from 0.
    Argument(u16),
}

/// Answers where values come from. It keeps the methods it has decoded, so one serves many questions.
pub struct Slicer<'c, 'a> {
    classes: &'c Classes<'a>,
    graph: &'c CallGraph,
    bodies: FxHashMap<MethodId, Option<Rc<Body<'a>>>>,
    sites: Sites,
    /// What static final fields hold.
    fields: Fields<'c, 'a>,
    left: u64,
}

impl<'c, 'a> Slicer<'c, 'a> {
    /// Nothing is decoded yet.
    pub fn new(classes: &'c Classes<'a>, graph: &'c CallGraph) -> Self {
        let (bodies, sites) = (FxHashMap::default(), Sites::default());
        Self { classes, graph, bodies, sites, fields: Fields::new(classes), left: MAX_STEPS }
    }

    fn file_of(&self, method: MethodId) -> Option<&'c DexFile<'a>> {
        let classes: &'c Classes<'a> = self.classes;
        classes.method_at(method).map(|(file, _, _)| file)
    }

    fn body(&mut self, method: MethodId) -> Option<Rc<Body<'a>>> {
        let classes = self.classes;
        let read = || {
            let (file, _, declared) = classes.method_at(method)?;
            Body::of(file, &declared).map(Rc::new)
        };
        if let Some(known) = self.bodies.get(&method) {
            return known.clone();
        }
        let body = read();
        let units = body.as_ref().map_or(1, |body| body.instructions.len() as u64);
        self.bodies.insert(method, body.clone());
        self.spend(units)?;
        body
    }

    fn spend(&mut self, steps: u64) -> Option<()> {
        self.left = self.left.checked_sub(steps)?;
        Some(())
    }
}
