use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, OnceLock};

use dex::{Class, Dex, Method, MethodIdx, MethodRef, TypeIdx};

use crate::stores::Stores;

/// One DEX of the app.
#[derive(Debug)]
pub struct DexFile<'a> {
    /// Path of the artifact.
    pub artifact: Arc<str>,
    /// The parsed file.
    pub dex: Dex<'a>,
    /// Number of the first method of each class, by class table position.
    methods_of: Vec<u32>,
    /// Number of the method that defines a reference of this file; `u32::MAX` where another class does.
    method_by_reference: Vec<u32>,
    /// The class of the app that each type of this file means; `u32::MAX` for types of the platform.
    class_by_type: Vec<u32>,
    /// Position in [`Classes::files`].
    position: usize,
}

impl<'a> DexFile<'a> {
    /// A file that [`Classes::new`] has not numbered yet.
    pub fn new(artifact: Arc<str>, dex: Dex<'a>) -> Self {
        Self {
            artifact,
            dex,
            methods_of: Vec::new(),
            method_by_reference: Vec::new(),
            class_by_type: Vec::new(),
            position: 0,
        }
    }

    /// Position in [`Classes::files`].
    pub fn position(&self) -> usize {
        self.position
    }

    /// Parameters of a method as one text: `IJ` of `(IJ)V`.
    pub fn parameters(&self, reference: &MethodRef) -> Option<String> {
        let proto = self.dex.proto_signature(reference.proto)?;
        let (params, _) = proto.strip_prefix('(')?.split_once(')')?;
        Some(params.to_owned())
    }

    /// References to methods of a class by name, and by prototype too if one is given; the table is sorted by these.
    fn references(
        &self,
        class: TypeIdx,
        name: dex::StringIdx,
        proto: Option<dex::ProtoIdx>,
    ) -> impl Iterator<Item = (MethodIdx, MethodRef)> {
        let key = move |one: &MethodRef| (one.class, one.name, if proto.is_some() { one.proto.0 } else { 0 });
        let wanted = (class, name, proto.map_or(0, |proto| proto.0));
        let (mut low, mut high) = (0, self.dex.method_count());
        while low < high {
            let middle = low.midpoint(high);
            match self.dex.method(MethodIdx(middle)) {
                Some(one) if key(&one) < wanted => low = middle.saturating_add(1),
                _ => high = middle,
            }
        }
        let found = (low..self.dex.method_count()).take(MAX_OVERLOADS);
        let found = found.filter_map(|at| Some((MethodIdx(at), self.dex.method(MethodIdx(at))?)));
        found.take_while(move |(_, one)| key(one) == wanted)
    }
}

/// Methods of one name in one class that are compared; real classes stay far below.
const MAX_OVERLOADS: usize = 256;

/// A class that the app defines: its position in [`Classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A method that the app defines: its position among those of all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodId(pub u32);

/// All classes of the app, over all its DEX files, with the framework above them.
#[derive(Debug, Default)]
pub struct Classes<'a> {
    /// In load order.
    pub files: Vec<DexFile<'a>>,
    /// The definition that the platform loads, by descriptor.
    by_name: HashMap<&'a [u8], ClassId>,
    classes: Vec<(u32, Class)>,
    methods: Vec<(ClassId, Method)>,
    /// The classes of the app that name a type as their super class or interface, by its descriptor.
    extended: HashMap<&'a [u8], Vec<ClassId>>,
    /// Found when the first field is asked about that is not final.
    stores: OnceLock<Stores>,
}

/// Super classes of framework classes that rules name or apps often extend: class, super class.
const FRAMEWORK: &str = include_str!("../data/framework-supers.tsv");

/// Classes below one that are looked through for what overrides a method of it.
const MAX_BELOW: usize = 64;

/// Chains longer than this are cyclic or hostile; real ones stay below 20.
pub(crate) const MAX_CHAIN: usize = 64;

impl<'a> Classes<'a> {
    /// Numbers the classes and methods of all files, which are in load order.
    pub fn new(files: Vec<DexFile<'a>>) -> Self {
        let mut all = Self { files, ..Self::default() };
        for (position, file) in all.files.iter_mut().enumerate() {
            file.position = position;
            file.method_by_reference = vec![u32::MAX; file.dex.method_count() as usize];
            for class in file.dex.classes() {
                let id = ClassId(u32::try_from(all.classes.len()).unwrap_or(u32::MAX));
                all.classes.push((u32::try_from(position).unwrap_or(u32::MAX), class));
                if let Some(name) = file.dex.type_descriptor_bytes(class.type_) {
                    all.by_name.entry(name).or_insert(id);
                }
                let above = class.superclass.and_then(|above| file.dex.type_descriptor_bytes(above));
                let interfaces = class.interfaces(&file.dex);
                let interfaces = interfaces.filter_map(|one| file.dex.type_descriptor_bytes(one));
                for above in above.into_iter().chain(interfaces) {
                    all.extended.entry(above).or_default().push(id);
                }
                file.methods_of.push(u32::try_from(all.methods.len()).unwrap_or(u32::MAX));
                for method in class.methods(&file.dex) {
                    let number = u32::try_from(all.methods.len()).unwrap_or(u32::MAX);
                    all.methods.push((id, method));
                    let slot = file.method_by_reference.get_mut(method.idx.0 as usize);
                    if let Some(slot) = slot.filter(|slot| **slot == u32::MAX) {
                        *slot = number;
                    }
                }
            }
        }
        for file in &mut all.files {
            let types = (0..file.dex.type_count()).map(TypeIdx);
            let class = |type_| Some(all.by_name.get(file.dex.type_descriptor_bytes(type_)?)?.0);
            file.class_by_type = types.map(|type_| class(type_).unwrap_or(u32::MAX)).collect();
        }
        all
    }

    /// Number of classes of all files.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Which fields change after their classes and objects are made.
    pub(crate) fn stores(&self) -> &Stores {
        self.stores.get_or_init(|| Stores::of(self))
    }

    /// Whether there is no code at all.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Number of methods of all files.
    pub fn method_count(&self) -> usize {
        self.methods.len()
    }

    /// The definition the platform loads for a descriptor: the first in load order.
    pub fn id(&self, descriptor: &str) -> Option<ClassId> {
        self.by_name.get(&*dex::mutf8::encode(descriptor)).copied()
    }

    /// The definition of a type that a file refers to.
    pub(crate) fn id_of(&self, file: &DexFile<'a>, type_: TypeIdx) -> Option<ClassId> {
        file.class_by_type.get(type_.0 as usize).copied().filter(|at| *at != u32::MAX).map(ClassId)
    }

    /// A class with its file.
    pub fn class(&self, id: ClassId) -> Option<(&DexFile<'a>, Class)> {
        let (file, class) = self.classes.get(id.0 as usize)?;
        Some((self.files.get(*file as usize)?, *class))
    }

    /// A method with its file and class.
    pub fn method_at(&self, id: MethodId) -> Option<(&DexFile<'a>, ClassId, Method)> {
        let (class, method) = self.methods.get(id.0 as usize)?;
        Some((self.class(*class)?.0, *class, *method))
    }

    /// `Lcls;->name(args)ret` of a method.
    pub fn signature(&self, id: MethodId) -> Option<String> {
        let (file, _, method) = self.method_at(id)?;
        file.dex.method_signature(method.idx)
    }

    /// The classes of one file, each with the number of its first method; the others follow in their order.
    pub fn classes_of(&self, file: usize) -> impl Iterator<Item = (Class, MethodId)> {
        let methods = self.files.get(file).map(|file| file.dex.classes().zip(&file.methods_of));
        methods.into_iter().flatten().map(|(class, first)| (class, MethodId(*first)))
    }

    /// The methods that a class defines.
    pub fn methods_of(&self, id: ClassId) -> impl Iterator<Item = (MethodId, Method)> {
        let first =
            self.class(id).and_then(|(file, class)| file.methods_of.get(class.index as usize).copied());
        let first = first.unwrap_or(u32::MAX);
        let all = self.methods.get(first as usize..).unwrap_or_default().iter();
        (first..).map(MethodId).zip(all.take_while(move |(class, _)| *class == id).map(|(_, method)| *method))
    }

    /// The method of the app that a reference names: of the class it names or of the nearest above it.
    pub fn resolve(&self, file: &DexFile<'a>, method: MethodIdx) -> Option<MethodId> {
        let known = file.method_by_reference.get(method.0 as usize).copied().filter(|at| *at != u32::MAX);
        if known.is_some() {
            return known.map(MethodId);
        }
        let reference = file.dex.method(method)?;
        self.find_in(self.id_of(file, reference.class)?, file, &reference)
    }

    /// The method that a class has for the name and prototype of a reference of some file, its own or inherited.
    pub(crate) fn find_in(
        &self,
        class: ClassId,
        from: &DexFile<'a>,
        reference: &MethodRef,
    ) -> Option<MethodId> {
        let mut here = class;
        for _ in 0..MAX_CHAIN {
            if let Some(found) = self.declared(here, from, reference) {
                return Some(found);
            }
            let (file, class) = self.class(here)?;
            here = self.id_of(file, class.superclass?)?;
        }
        None
    }

    /// The method that a class itself has for the name and prototype of a reference of some file.
    pub(crate) fn declared(
        &self,
        class: ClassId,
        from: &DexFile<'a>,
        reference: &MethodRef,
    ) -> Option<MethodId> {
        let (file, class) = self.class(class)?;
        let number = |idx: MethodIdx| {
            let number = file.method_by_reference.get(idx.0 as usize).copied();
            number.filter(|number| *number != u32::MAX).map(MethodId)
        };
        if file.position == from.position {
            let mut found = file.references(class.type_, reference.name, Some(reference.proto));
            return found.find_map(|(idx, _)| number(idx));
        }
        let name = file.dex.find_string(from.dex.string_bytes(reference.name)?)?;
        let proto = from.dex.proto_signature(reference.proto)?;
        let mut found = file.references(class.type_, name, None);
        let same = |one: &MethodRef| file.dex.proto_signature(one.proto).as_deref() == Some(&*proto);
        found.find_map(|(idx, one)| number(idx).filter(|_| same(&one)))
    }

    /// Whether a call of this method cannot land in another one.
    pub(crate) fn is_only_one(&self, id: MethodId) -> bool {
        use dex::access::{FINAL, PRIVATE, STATIC};
        let Some((file, class, method)) = self.method_at(id) else { return false };
        let Some((_, class)) = self.class(class) else { return false };
        let name = file.dex.type_descriptor_bytes(class.type_);
        method.direct
            || method.access & (FINAL | PRIVATE | STATIC) != 0
            || class.access & FINAL != 0
            || (class.access & dex::access::INTERFACE == 0
                && !name.is_some_and(|name| self.extended.contains_key(name)))
    }

    /// Methods with code that a call of this one may land in: itself and what overrides or implements it. None when they
    /// are more than `most`.
    pub(crate) fn implementations(&self, id: MethodId, most: usize) -> Vec<MethodId> {
        let Some((file, class, method)) = self.method_at(id) else { return Vec::new() };
        let mut found: Vec<MethodId> = Vec::new();
        found.extend((method.code_offset != 0).then_some(id));
        let Some(reference) = file.dex.method(method.idx).filter(|_| !self.is_only_one(id)) else {
            return found;
        };
        let mut all = vec![class];
        let mut at = 0;
        while let Some(&above) = all.get(at) {
            at = at.saturating_add(1);
            for &below in self.directly_below(above) {
                if all.len() >= MAX_BELOW {
                    return Vec::new();
                }
                if all.contains(&below) {
                    continue;
                }
                all.push(below);
                let declared = self.declared(below, file, &reference);
                let has_code = |id: &MethodId| self.method_at(*id).is_some_and(|one| one.2.code_offset != 0);
                found.extend(declared.filter(has_code));
            }
        }
        if found.len() > most { Vec::new() } else { found }
    }

    /// A class of the app and all classes and interfaces of the app above it, nearest first.
    pub fn ancestors(&self, class: ClassId) -> Vec<ClassId> {
        let mut found = vec![class];
        let mut at = 0;
        while let Some((file, class)) = found.get(at).and_then(|id| self.class(*id)) {
            let above = class.superclass.into_iter().chain(class.interfaces(&file.dex));
            for id in above.filter_map(|above| self.id_of(file, above)) {
                if found.len() < MAX_CHAIN && !found.contains(&id) {
                    found.push(id);
                }
            }
            at = at.saturating_add(1);
        }
        found
    }

    /// The classes of the app that name a class as their super class or interface.
    pub fn directly_below(&self, class: ClassId) -> &[ClassId] {
        let name = self.class(class).and_then(|(file, class)| file.dex.type_descriptor_bytes(class.type_));
        name.and_then(|name| self.extended.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The definition the platform loads for a descriptor, with its file.
    pub fn find(&self, descriptor: &str) -> Option<(&DexFile<'a>, Class)> {
        self.class(self.id(descriptor)?)
    }

    /// Super class of a class of the app or of the framework.
    pub fn superclass(&self, descriptor: &str) -> Option<Cow<'a, str>> {
        match self.find(descriptor) {
            Some((file, class)) => file.dex.type_descriptor(class.superclass?),
            None => framework_super(descriptor).map(Cow::Borrowed),
        }
    }

    /// A class and all classes above it, as far as they are known, nearest first.
    pub fn chain<'d>(&self, descriptor: &'d str) -> Vec<Cow<'d, str>>
    where
        'a: 'd,
    {
        let mut chain = vec![Cow::Borrowed(descriptor)];
        while let Some(above) = chain.last().and_then(|here| self.superclass(here)) {
            chain.push(above);
            if chain.len() > MAX_CHAIN {
                break;
            }
        }
        chain
    }

    /// The same for the class that a type of a file means.
    pub fn chain_of(&self, file: &DexFile<'a>, type_: TypeIdx) -> Vec<Cow<'a, str>> {
        let mut chain = Vec::new();
        let mut here = Some((file, type_));
        while let Some((file, type_)) = here.filter(|_| chain.len() <= MAX_CHAIN) {
            let Some(name) = file.dex.type_descriptor(type_) else { break };
            let class = self.id_of(file, type_).and_then(|id| self.class(id));
            here = class.and_then(|(file, class)| Some((file, class.superclass?)));
            if class.is_none() {
                let above = self.chain(&name).into_iter().skip(1);
                let above: Vec<_> = above.map(|one| Cow::Owned(one.into_owned())).collect();
                chain.push(name);
                chain.extend(above);
            } else {
                chain.push(name);
            }
        }
        chain
    }

    /// Whether a class is another one or extends it.
    pub fn extends(&self, descriptor: &str, ancestor: &str) -> bool {
        descriptor == ancestor || self.chain(descriptor).iter().any(|one| one == ancestor)
    }

    /// Classes of the app that extend or implement a type, directly or through each other, in load order.
    pub fn subtypes(&self, ancestor: &str) -> Vec<(&DexFile<'a>, Class)> {
        let mut found = Vec::new();
        let mut seen: HashSet<&[u8]> = HashSet::new();
        let ancestor = dex::mutf8::encode(ancestor);
        let mut wanted: Vec<&[u8]> = vec![&ancestor];
        while let Some(above) = wanted.pop() {
            for (file, class) in
                self.extended.get(above).into_iter().flatten().filter_map(|id| self.class(*id))
            {
                let Some(name) = file.dex.type_descriptor_bytes(class.type_) else { continue };
                if seen.insert(name) {
                    wanted.push(name);
                    found.push((file, class));
                }
            }
        }
        found
    }

    /// The method of a class with this name and these parameters (`(I)V` form without the return type).
    pub fn method(&self, file: &DexFile<'a>, class: &Class, name: &str, params: &str) -> Option<Method> {
        class.methods(&file.dex).find(|method| {
            let Some(reference) = file.dex.method(method.idx) else { return false };
            file.dex.string(reference.name).as_deref() == Some(name)
                && file.parameters(&reference).as_deref() == Some(params)
        })
    }
}

fn framework_super(descriptor: &str) -> Option<&'static str> {
    static SUPERS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let lines = FRAMEWORK.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    SUPERS.get(descriptor).copied()
}
