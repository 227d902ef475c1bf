//! DEX code of all splits: classes, calls with their constant arguments, texts with the places that use them.

mod index;
mod listing;
mod named;
mod pattern;
mod wrapper;

pub use flow::{Classes, Const, DexFile};
use flow::{MethodId, Slicer};
pub use index::{CallSite, DexIndex, StringHit, location_of};
pub(crate) use index::{Literals, index};
pub(crate) use listing::method_of;
pub use listing::{Listing, Step};
pub use named::NamedText;
pub use pattern::{Interest, MethodPattern, StringPattern, StringScope};

/// The code of an app as far as rules asked about it.
#[derive(Debug, Default)]
pub struct Code<'a> {
    /// Classes of every DEX.
    pub classes: Classes<'a>,
    /// What was counted, one entry a DEX.
    pub files: Vec<DexIndex>,
    /// Who calls whom.
    pub graph: flow::CallGraph,
    /// Calls of wrappers that lead to calls that rules asked for.
    wrapped: Vec<CallSite>,
    patterns: Vec<String>,
    /// Whether the words were looked for that tell what the app looks for when it starts.
    pub(crate) asks_for_defences: bool,
}

impl<'a> Code<'a> {
    pub(crate) fn new(classes: Classes<'a>, mut files: Vec<DexIndex>, interest: &Interest) -> Self {
        let patterns = interest.methods().iter().map(MethodPattern::text).collect();
        let edges: Vec<flow::Edges> = files.iter_mut().map(|file| std::mem::take(&mut file.edges)).collect();
        let graph = flow::CallGraph::new(&classes, edges);
        let wrapped = wrapper::trace(&classes, &graph, &mut files, interest);
        Self { classes, files, graph, wrapped, patterns, asks_for_defences: interest.wants_defences() }
    }

    /// Calls of a method that a rule named in its question, in file and code order; then calls of wrappers that lead to
    /// them, where [`Interest::add_call`] named arguments.
    pub fn calls_to<'s>(&'s self, pattern: &str) -> impl Iterator<Item = &'s CallSite> {
        let text = MethodPattern::parse(pattern).map(|pattern| pattern.text()).unwrap_or_default();
        let at = self.patterns.iter().position(|one| *one == text);
        let calls = self.files.iter().flat_map(|file| &file.calls).chain(&self.wrapped);
        calls.filter(move |call| at.is_some_and(|at| call.patterns.contains(&at)))
    }

    /// Answers where values of the app's code come from. What it has decoded serves further questions, so a detector
    /// makes one and keeps it while it runs.
    pub fn slicer(&self) -> Slicer<'_, 'a> {
        Slicer::new(&self.classes, &self.graph)
    }

    /// Where a method, or an instruction of it, stands; `None` for a method that is not of the app.
    pub fn location(&self, method: MethodId, pc: Option<u32>) -> Option<finding::Location> {
        let (file, _, declared) = self.classes.method_at(method)?;
        Some(location_of(file, &declared, pc))
    }

    /// Calls of a method as [`Code::calls_to`] gives them, without calls of wrappers: what a slice begins at.
    pub fn direct_calls_to<'s>(&'s self, pattern: &str) -> impl Iterator<Item = &'s CallSite> {
        self.calls_to(pattern).filter(|call| call.via.is_empty())
    }

    /// What a method returns: one value a return that some path reaches; `None` when its code cannot be read.
    pub fn returns(&self, file: &DexFile<'_>, method: &dex::Method) -> Option<Vec<Const>> {
        index::returns(&self.classes, file, method)
    }

    /// Methods with code, in all files.
    pub fn methods(&self) -> u64 {
        self.files.iter().map(|file| file.methods).sum()
    }

    /// Instructions walked, in all files.
    pub fn instructions(&self) -> u64 {
        self.files.iter().map(|file| file.instructions).sum()
    }
}
