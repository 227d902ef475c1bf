use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dex::access::{ABSTRACT, PRIVATE, STATIC};

use crate::{CallGraph, ClassId, Classes, MethodId};

/// Methods that the platform calls, by type: see the head of the file.
const CALLBACKS: &str = include_str!("../data/framework-callbacks.tsv");

/// Methods of every object that the platform may call.
const OF_OBJECT: &[&str] = &["toString", "equals", "hashCode", "finalize", "compareTo"];

/// From where the methods of an app are reached.
///
/// The platform calls what an entry class overrides of it. From there on: calls, class initialisers of classes that are
/// used, and whatever a class that is made overrides of the platform or of a class or interface of the app. Calls by
/// reflection and from native code are not followed.
#[derive(Debug, Default)]
pub struct Reach {
    /// Of each method, the one that it was reached from first.
    from: Vec<From>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Nowhere,
    Entry(u32),
    Method(u32),
}

struct Search<'s, 'a> {
    classes: &'s Classes<'a>,
    /// Methods that layouts name for clicks; any may be one when that is not known.
    clicks: Option<&'s HashSet<String>>,
    from: Vec<From>,
    waiting: Vec<MethodId>,
    made: Vec<bool>,
    touched: Vec<bool>,
    /// What the list of callbacks says about the types of the platform that were met.
    listed: HashMap<&'s [u8], Listed>,
}

impl Reach {
    /// Searches from classes that the platform makes itself, such as the components of the manifest. Earlier ones are
    /// preferred, and shorter paths among those of one search. `clicks` are the methods that layouts name in
    /// `android:onClick`, `None` when the layouts are not known.
    pub fn new(
        classes: &Classes<'_>,
        graph: &CallGraph,
        entries: &[ClassId],
        clicks: Option<&HashSet<String>>,
    ) -> Self {
        let mut search = Search {
            classes,
            clicks,
            from: vec![From::Nowhere; classes.method_count()],
            waiting: Vec::new(),
            made: vec![false; classes.len()],
            touched: vec![false; classes.len()],
            listed: HashMap::new(),
        };
        for (at, &class) in (0u32..).zip(entries) {
            search.make(class, From::Entry(at), true);
        }
        let mut done = 0;
        while let Some(&method) = search.waiting.get(done) {
            done = done.saturating_add(1);
            let from = From::Method(method.0);
            for callee in graph.callees(method) {
                search.visit(callee, from);
                if let Some((_, class, _)) = classes.method_at(callee) {
                    search.touch(class, from);
                }
            }
            graph.used(method).for_each(|class| search.touch(class, from));
            graph.made(method).for_each(|class| search.make(class, from, false));
        }
        Self { from: search.from }
    }

    /// The entry that reaches a method, by its position, and the methods on the way, from the entry's own to this one.
    pub fn path(&self, method: MethodId) -> Option<(usize, Vec<MethodId>)> {
        let mut path = vec![method];
        let mut here = method;
        // Each method was reached from one that was reached before, so this ends; the length is bounded all the same.
        for _ in 0..self.from.len() {
            match self.from.get(here.0 as usize)? {
                From::Nowhere => return None,
                From::Entry(at) => {
                    path.reverse();
                    return Some((usize::try_from(*at).ok()?, path));
                }
                From::Method(before) => {
                    here = MethodId(*before);
                    path.push(here);
                }
            }
        }
        None
    }

    /// Number of methods that are reached.
    pub fn len(&self) -> usize {
        self.from.iter().filter(|from| **from != From::Nowhere).count()
    }

    /// Whether no method is reached.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Search<'_, '_> {
    fn visit(&mut self, method: MethodId, from: From) {
        if let Some(slot) = self.from.get_mut(method.0 as usize).filter(|slot| **slot == From::Nowhere) {
            *slot = from;
            self.waiting.push(method);
        }
    }

    /// The class is used: its initialiser runs.
    fn touch(&mut self, class: ClassId, from: From) {
        let Some(touched) = self.touched.get_mut(class.0 as usize).filter(|touched| !**touched) else {
            return;
        };
        *touched = true;
        self.named(class, b"<clinit>").into_iter().for_each(|method| self.visit(method, from));
    }

    fn named(&self, class: ClassId, name: &[u8]) -> Vec<MethodId> {
        let Some((file, _)) = self.classes.class(class) else { return Vec::new() };
        let methods = self.classes.methods_of(class);
        let found = methods.filter(|(_, method)| {
            let reference = file.dex.method(method.idx);
            reference.and_then(|reference| file.dex.string_bytes(reference.name)) == Some(name)
        });
        found.map(|(id, _)| id).collect()
    }

    /// An object of the class is made: what it overrides may be called.
    fn make(&mut self, class: ClassId, from: From, by_platform: bool) {
        let Some(made) = self.made.get_mut(class.0 as usize).filter(|made| !**made) else { return };
        *made = true;
        let ancestors = self.classes.ancestors(class);
        for &above in &ancestors {
            self.touch(above, from);
        }
        if by_platform {
            self.named(class, b"<init>").into_iter().for_each(|constructor| self.visit(constructor, from));
        }
        let platform = self.platform_above(&ancestors);
        for (at, &one) in ancestors.iter().enumerate() {
            let Some((file, _)) = self.classes.class(one) else { continue };
            let methods: Vec<(MethodId, dex::Method)> = self.classes.methods_of(one).collect();
            for (id, method) in methods {
                if method.direct || method.access & (ABSTRACT | PRIVATE | STATIC) != 0 {
                    continue;
                }
                let Some(reference) = file.dex.method(method.idx) else { continue };
                let name = file.dex.string(reference.name).unwrap_or_default();
                let is_click = || {
                    // Layouts name such methods of activities in `android:onClick`.
                    platform.is_activity
                        && self.clicks.is_none_or(|clicks| clicks.contains(&*name))
                        && file.parameters(&reference).as_deref() == Some("Landroid/view/View;")
                };
                let above = ancestors.get(at.saturating_add(1)..).unwrap_or_default();
                let calls = platform.calls(&name)
                    || is_click()
                    || above.iter().any(|above| self.classes.declared(*above, file, &reference).is_some());
                if calls {
                    self.visit(id, from);
                }
            }
        }
    }

    /// What the types of the platform right above these classes say together.
    fn platform_above(&mut self, ancestors: &[ClassId]) -> Platform {
        let mut found = Platform { names: Vec::new(), all: false, is_activity: false };
        let classes = self.classes;
        for (file, class) in ancestors.iter().filter_map(|id| classes.class(*id)) {
            for type_ in class.superclass.into_iter().chain(class.interfaces(&file.dex)) {
                let Some(name) = file.dex.type_descriptor_bytes(type_) else { continue };
                if name == b"Ljava/lang/Object;" || classes.id_of(file, type_).is_some() {
                    continue;
                }
                let read = || Listed::of(classes, &dex::mutf8::decode(name));
                let listed = *self.listed.entry(name).or_insert_with(read);
                found.is_activity |= listed.is_activity;
                match listed.names {
                    Some(names) if found.names.contains(&names) => {}
                    Some(names) => found.names.push(names),
                    None => found.all = true,
                }
            }
        }
        found
    }
}

/// What the list of callbacks says about a type of the platform.
#[derive(Debug, Clone, Copy)]
struct Listed {
    /// The names of the first type of the list that it is or extends.
    names: Option<&'static str>,
    is_activity: bool,
}

impl Listed {
    fn of(classes: &Classes<'_>, descriptor: &str) -> Self {
        static ROWS: LazyLock<Vec<(&str, &str)>> =
            LazyLock::new(|| CALLBACKS.lines().filter_map(|line| line.split_once('\t')).collect());
        let chain = classes.chain(descriptor);
        let row = ROWS.iter().find(|(type_, _)| chain.iter().any(|one| one == type_));
        Self {
            names: row.map(|(_, names)| *names),
            is_activity: chain.iter().any(|one| one == "Landroid/app/Activity;"),
        }
    }
}

/// What the platform may call on objects of a class.
struct Platform {
    /// Lists of names of methods, where all types of the platform above the class are listed.
    names: Vec<&'static str>,
    /// Whether some type of the platform above the class is not listed.
    all: bool,
    is_activity: bool,
}

impl Platform {
    fn calls(&self, name: &str) -> bool {
        let mut names = self.names.iter().flat_map(|names| names.split(' '));
        self.all
            || OF_OBJECT.contains(&name)
            || names.any(|one| match one.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => one == name,
            })
    }
}
