//! DEX code of all splits: classes, calls with their constant arguments, texts with the places that use them.

mod index;
mod listing;
mod pattern;
mod wrapper;

pub use flow::{Classes, Const, DexFile};
pub use index::{CallSite, DexIndex, StringHit, location_of};
pub(crate) use index::{Literals, index};
pub(crate) use listing::method_of;
pub use listing::{Listing, Step};
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
}

impl<'a> Code<'a> {
    pub(crate) fn new(classes: Classes<'a>, mut files: Vec<DexIndex>, interest: &Interest) -> Self {
        let patterns = interest.methods().iter().map(MethodPattern::text).collect();
        let edges: Vec<flow::Edges> = files.iter_mut().map(|file| std::mem::take(&mut file.edges)).collect();
        let graph = flow::CallGraph::new(&classes, &edges);
        let wrapped = wrapper::trace(&classes, &graph, &mut files, interest);
        Self { classes, files, graph, wrapped, patterns }
    }

    /// Calls of a method that a rule named in its question, in file and code order; then calls of wrappers that lead to
    /// them, where [`Interest::add_call`] named arguments.
    pub fn calls_to<'s>(&'s self, pattern: &str) -> impl Iterator<Item = &'s CallSite> {
        let text = MethodPattern::parse(pattern).map(|pattern| pattern.text()).unwrap_or_default();
        let at = self.patterns.iter().position(|one| *one == text);
        let calls = self.files.iter().flat_map(|file| &file.calls).chain(&self.wrapped);
        calls.filter(move |call| at.is_some_and(|at| call.patterns.contains(&at)))
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
