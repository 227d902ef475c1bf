//! The questions a rule can ask by declaration, one file each.

mod call;
mod fact;
mod plist;
mod string;
mod symbol;

use std::ops::Range;
use std::sync::Arc;

use facts::{Facts, Interest};

pub use call::CallAsk;
pub use fact::FactAsk;
pub use plist::PlistAsk;
pub use string::StringAsk;
pub use symbol::SymbolAsk;

use crate::Sink;

/// The question of a rule.
#[derive(Debug)]
pub enum Ask {
    /// Do these fields of a record have these values?
    Fact(FactAsk),
    /// Is this method called with these arguments?
    Call(CallAsk),
    /// Is there a text like this?
    String(StringAsk),
    /// Does a binary import or reference this symbol?
    Symbol(SymbolAsk),
    /// Does a property list say this?
    Plist(PlistAsk),
    /// A detector of this name decides.
    Detector(Arc<str>),
}

/// A mistake in a question, and where it is written if that is known.
pub(crate) struct Mistake {
    pub(crate) span: Option<Range<usize>>,
    pub(crate) message: String,
}

impl Ask {
    /// Answers a declared question. `None` for a detector, which the engine runs.
    pub fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Option<()> {
        match self {
            Ask::Fact(ask) => ask.answer(facts, out),
            Ask::Call(ask) => ask.answer(facts, out),
            Ask::String(ask) => ask.answer(facts, out),
            Ask::Symbol(ask) => ask.answer(facts, out),
            Ask::Plist(ask) => ask.answer(facts, out),
            Ask::Detector(_) => return None,
        }
        Some(())
    }

    pub(crate) fn check(&self) -> Result<(), Mistake> {
        match self {
            Ask::Fact(ask) => ask.check(),
            Ask::Call(ask) => ask.check(),
            Ask::String(_) | Ask::Symbol(_) | Ask::Plist(_) | Ask::Detector(_) => Ok(()),
        }
    }

    /// Adds what the facts must look for so that this question can be answered.
    pub fn interest(&self, interest: &mut Interest) {
        match self {
            Ask::Call(ask) => ask.interest(interest),
            Ask::String(ask) => ask.interest(interest),
            Ask::Fact(_) | Ask::Symbol(_) | Ask::Plist(_) | Ask::Detector(_) => {}
        }
    }
}
