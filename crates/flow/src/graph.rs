use std::sync::OnceLock;

use dex::{FieldIdx, MethodIdx, TypeIdx};

use crate::origins::Writers;
use crate::{ClassId, Classes, DexFile, MethodId};

/// Which methods of the app the methods of one DEX call, and which classes they use. Filled while its code is walked once.
#[derive(Debug, Default)]
pub struct Edges {
    calls: Vec<u32>,
    uses: Vec<u32>,
    /// Fields that are stored to, and the methods that do.
    stores: Vec<(u32, u32)>,
    /// One entry a method with code: the method, and the ends of its calls and uses.
    methods: Vec<(u32, u32, u32)>,
}

/// A class that is only used, by its static fields; the others are made, or named as a class.
const ONLY_USED: u32 = 1 << 31;

/// Collects the edges of one file. References are resolved once, and each counts once a method.
#[derive(Debug)]
pub struct Recorder<'c, 'a> {
    classes: &'c Classes<'a>,
    file: &'c DexFile<'a>,
    methods: Once,
    types: Once,
    fields: Once,
    edges: Edges,
}

/// What table entries resolve to, and in which method each was met last.
#[derive(Debug)]
struct Once {
    met: Vec<u32>,
    resolved: Vec<u32>,
}

const NOT_RESOLVED: u32 = u32::MAX;
const OUTSIDE: u32 = u32::MAX - 1;

impl Once {
    fn new(count: u32) -> Self {
        Self { met: vec![0; count as usize], resolved: vec![NOT_RESOLVED; count as usize] }
    }

    /// What an entry resolves to, when it is met for the first time in a method.
    fn meet(&mut self, at: u32, method: u32, resolve: impl FnOnce() -> Option<u32>) -> Option<u32> {
        let met = self.met.get_mut(at as usize).filter(|met| **met != method)?;
        *met = method;
        let resolved = self.resolved.get_mut(at as usize)?;
        if *resolved == NOT_RESOLVED {
            *resolved = resolve().unwrap_or(OUTSIDE);
        }
        Some(*resolved).filter(|one| *one != OUTSIDE)
    }
}

impl<'c, 'a> Recorder<'c, 'a> {
    /// Nothing of the file is recorded yet.
    pub fn new(classes: &'c Classes<'a>, file: &'c DexFile<'a>) -> Self {
        let dex = &file.dex;
        let (methods, types) = (Once::new(dex.method_count()), Once::new(dex.type_count()));
        let fields = Once::new(dex.field_count());
        Self { classes, file, methods, types, fields, edges: Edges::default() }
    }

    /// The instructions of this method follow.
    pub fn begin(&mut self, method: MethodId) {
        self.edges.methods.push((method.0, 0, 0));
    }

    /// The number of the method that is recorded; zero means none in the tables above.
    fn number(&self) -> u32 {
        u32::try_from(self.edges.methods.len()).unwrap_or(u32::MAX)
    }

    /// The method calls another one.
    #[inline]
    pub fn call(&mut self, method: MethodIdx) {
        let (classes, file) = (self.classes, self.file);
        let resolve = || classes.resolve(file, method).map(|id| id.0);
        let number = self.number();
        self.edges.calls.extend(self.methods.meet(method.0, number, resolve));
    }

    /// The method makes an object of a class, or names the class.
    #[inline]
    pub fn make(&mut self, type_: TypeIdx) {
        let (classes, file) = (self.classes, self.file);
        let resolve = || classes.id_of(file, type_).map(|id| id.0);
        let number = self.number();
        self.edges.uses.extend(self.types.meet(type_.0, number, resolve));
    }

    /// The method reads or writes a static field.
    #[inline]
    pub fn touch(&mut self, field: FieldIdx) {
        let (classes, file) = (self.classes, self.file);
        let resolve = || Some(classes.id_of(file, file.dex.field(field)?.class)?.0 | ONLY_USED);
        let number = self.number();
        self.edges.uses.extend(self.fields.meet(field.0, number, resolve));
    }

    /// The method stores to a field.
    #[inline]
    pub fn store(&mut self, field: FieldIdx) {
        let method = self.edges.methods.last().map_or(0, |last| last.0);
        if self.edges.stores.last() != Some(&(field.0, method)) {
            self.edges.stores.push((field.0, method));
        }
    }

    /// The method's instructions are all recorded.
    pub fn end(&mut self) {
        let calls = u32::try_from(self.edges.calls.len()).unwrap_or(u32::MAX);
        let uses = u32::try_from(self.edges.uses.len()).unwrap_or(u32::MAX);
        if let Some(last) = self.edges.methods.last_mut() {
            (last.1, last.2) = (calls, uses);
        }
    }

    /// The edges of the file.
    pub fn finish(mut self) -> Edges {
        self.edges.calls.shrink_to_fit();
        self.edges.uses.shrink_to_fit();
        self.edges
    }
}

/// Who calls whom in the whole app.
#[derive(Debug, Default)]
pub struct CallGraph {
    calls: Table,
    uses: Table,
    callers: OnceLock<Table>,
    pub(crate) writers: Writers,
}

/// Lists of numbers, one list a method.
#[derive(Debug, Default)]
struct Table {
    /// Where each list begins; one more at the end.
    begins: Vec<u32>,
    all: Vec<u32>,
}

impl Table {
    fn list(&self, at: u32) -> &[u32] {
        let at = at as usize;
        let range = self.begins.get(at).zip(self.begins.get(at.saturating_add(1)));
        let range = range.map_or(0..0, |(from, to)| *from as usize..*to as usize);
        self.all.get(range).unwrap_or_default()
    }

    /// Lists of these pairs' second numbers by their first ones, in the order given.
    fn of(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut begins = vec![0u32; count.saturating_add(1)];
        for (from, _) in pairs.clone() {
            if let Some(slot) = begins.get_mut((from as usize).saturating_add(1)) {
                *slot = slot.saturating_add(1);
            }
        }
        let mut sum = 0u32;
        for slot in &mut begins {
            sum = sum.saturating_add(*slot);
            *slot = sum;
        }
        let mut all = vec![0u32; sum as usize];
        let mut next = begins.clone();
        for (from, to) in pairs {
            if let Some(at) = next.get_mut(from as usize) {
                if let Some(slot) = all.get_mut(*at as usize) {
                    *slot = to;
                }
                *at = at.saturating_add(1);
            }
        }
        Self { begins, all }
    }

    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + Clone {
        let lists = (0u32..).zip(self.begins.windows(2));
        lists.flat_map(|(at, _)| self.list(at).iter().map(move |to| (at, *to)))
    }
}

/// Methods above one that are looked through for what it overrides.
const MAX_ANCESTORS: usize = 64;
/// Overridden methods with more overriding ones say nothing about which one is meant.
const MAX_OVERRIDING: usize = 4;

impl CallGraph {
    /// The graph of all files; `edges` are in their order.
    pub fn new(classes: &Classes<'_>, mut edges: Vec<Edges>) -> Self {
        let stores = edges.iter_mut().map(|edges| std::mem::take(&mut edges.stores)).collect();
        let count = classes.method_count();
        let pairs = |uses: bool| {
            edges.iter().flat_map(move |edges| {
                let begin = [(0u32, 0u32, 0u32)].into_iter().chain(edges.methods.iter().copied());
                let list = if uses { &edges.uses } else { &edges.calls };
                begin.zip(&edges.methods).flat_map(move |(before, (method, calls, ends))| {
                    let range = if uses { before.2..*ends } else { before.1..*calls };
                    let range = range.start as usize..range.end as usize;
                    list.get(range).unwrap_or_default().iter().map(move |to| (*method, *to))
                })
            })
        };
        Self {
            calls: Table::of(count, pairs(false)),
            uses: Table::of(count, pairs(true)),
            callers: OnceLock::new(),
            writers: Writers::new(stores),
        }
    }

    /// Methods of the app that a method names in its calls; the ones that run may override them.
    pub fn callees(&self, method: MethodId) -> impl Iterator<Item = MethodId> {
        self.calls.list(method.0).iter().copied().map(MethodId)
    }

    /// Classes whose objects a method makes or which it names.
    pub fn made(&self, method: MethodId) -> impl Iterator<Item = ClassId> {
        self.uses.list(method.0).iter().filter(|one| **one & ONLY_USED == 0).copied().map(ClassId)
    }

    /// Classes that a method makes, names or whose static fields it uses.
    pub fn used(&self, method: MethodId) -> impl Iterator<Item = ClassId> {
        self.uses.list(method.0).iter().map(|one| ClassId(*one & !ONLY_USED))
    }

    /// Number of calls between methods of the app.
    pub fn len(&self) -> usize {
        self.calls.all.len()
    }

    /// Whether no method calls another.
    pub fn is_empty(&self) -> bool {
        self.calls.all.is_empty()
    }

    /// Methods that call one, by its own name or by that of a method it overrides.
    pub fn callers_of<'g>(
        &'g self,
        classes: &Classes<'_>,
        method: MethodId,
    ) -> impl Iterator<Item = MethodId> + use<'g> {
        let callers = self.callers.get_or_init(|| {
            Table::of(
                self.calls.begins.len().saturating_sub(1),
                self.calls.pairs().map(|(from, to)| (to, from)),
            )
        });
        let mut all = self.overridden(classes, method);
        all.push(method);
        all.into_iter().flat_map(|one| callers.list(one.0)).copied().map(MethodId)
    }

    /// Whether a method overrides another one of the app, and hardly any other does.
    pub fn overrides(&self, classes: &Classes<'_>, method: MethodId, above: MethodId) -> bool {
        self.overridden(classes, method).contains(&above)
    }

    /// Methods of the app that a method overrides or implements, and hardly any other does.
    pub fn overridden(&self, classes: &Classes<'_>, method: MethodId) -> Vec<MethodId> {
        let mut found = Vec::new();
        let Some((file, class, declared)) = classes.method_at(method).filter(|(_, _, one)| !one.direct)
        else {
            return found;
        };
        let Some(reference) = file.dex.method(declared.idx) else { return found };
        for above in classes.ancestors(class).into_iter().skip(1).take(MAX_ANCESTORS) {
            if let Some(id) = classes.declared(above, file, &reference)
                && classes.directly_below(above).len() <= MAX_OVERRIDING
            {
                found.push(id);
            }
        }
        found
    }
}
