//! Flow: what code does. For DEX: blocks of a method, constants in its registers, summaries of methods, who calls whom,
//! where a value comes from; for arm64 ([`arm64`]): calls with their arguments.
//!
//! Every analysis is iterative and bounded by a budget; what went over its budget is said in the answer and never left out
//! silently.
//!
//! Architecture invariant: this crate knows nothing about rules; it answers what code does, not whether that is good.

pub mod arm64;
mod blocks;
mod classes;
mod components;
mod constants;
mod decided;
mod graph;
mod origins;
mod reach;
mod stores;
mod summary;
mod value;

pub use blocks::{Block, Blocks};
pub use classes::{ClassId, Classes, DexFile, MethodId};
pub use components::components;
pub use constants::{Call, Context, Fields, Observed, observe};
pub use decided::{Decided, Holds, Source, decided};
pub use graph::{CallGraph, Edges, Recorder};
pub use origins::{Kind, Meaning, Origin, Slice, Slicer, Stored, Test, Which};
pub use reach::Reach;
pub use summary::{Site, Summaries, trace_wrappers};
pub use value::Const;
