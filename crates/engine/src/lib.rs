//! All rules over one app: parallel, isolated, ordered.
//!
//! A rule that panics or cannot tell is an inconclusive verdict of its own; the others go on. The result does not
//! depend on the number of threads.
//!
//! Architecture invariant: the engine knows no rule by name and writes no report.

mod run;
mod scan;
mod verdict;

pub use run::{Options, Threads, collect, run};
pub use scan::{Exit, LimitHit, PartSeen, RuleVerdict, Scan, ScanFinding};
