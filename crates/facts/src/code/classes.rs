use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use dex::{Class, Dex, Method, TypeIdx};

/// One DEX of the app and which class each of its types defines.
#[derive(Debug)]
pub struct DexFile<'a> {
    /// Path of the artifact.
    pub artifact: Arc<str>,
    /// The parsed file.
    pub dex: Dex<'a>,
    /// Class table position by type index; `u32::MAX` where the type is only referred to.
    defined: Vec<u32>,
}

impl<'a> DexFile<'a> {
    /// Prepares the look-up of classes by type.
    pub fn new(artifact: Arc<str>, dex: Dex<'a>) -> Self {
        let mut defined = vec![u32::MAX; dex.type_count() as usize];
        for class in dex.classes() {
            // The first definition wins, as in ART.
            if let Some(slot) = defined.get_mut(class.type_.0 as usize).filter(|slot| **slot == u32::MAX) {
                *slot = class.index;
            }
        }
        Self { artifact, dex, defined }
    }

    fn class_of(&self, type_: TypeIdx) -> Option<Class> {
        self.defined.get(type_.0 as usize).and_then(|&index| self.dex.class(index))
    }

    fn class_named(&self, descriptor: &str) -> Option<Class> {
        self.class_of(self.dex.find_type(descriptor)?)
    }
}

/// All classes of the app, over all its DEX files, with the framework above them.
#[derive(Debug, Default)]
pub struct Classes<'a> {
    /// In load order.
    pub files: Vec<DexFile<'a>>,
}

/// Super classes of framework classes that rules name or apps often extend: class, super class.
const FRAMEWORK: &str = include_str!("../../data/framework-supers.tsv");

/// Chains longer than this are cyclic or hostile; real ones stay below 20.
const MAX_CHAIN: usize = 64;

impl<'a> Classes<'a> {
    /// The definition the platform loads for a descriptor: the first in load order.
    pub fn find(&self, descriptor: &str) -> Option<(&DexFile<'a>, Class)> {
        self.files.iter().find_map(|file| Some((file, file.class_named(descriptor)?)))
    }

    /// Super class of a class of the app or of the framework.
    pub fn superclass(&self, descriptor: &str) -> Option<Cow<'a, str>> {
        match self.find(descriptor) {
            Some((file, class)) => file.dex.type_descriptor(class.superclass?),
            None => framework_super(descriptor).map(Cow::Borrowed),
        }
    }

    /// Whether a class is another one or extends it.
    pub fn extends(&self, descriptor: &str, ancestor: &str) -> bool {
        self.chain(descriptor).any(|class| class == ancestor)
    }

    /// A class and the classes above it, the nearest first.
    pub fn chain(&self, descriptor: &str) -> impl Iterator<Item = String> {
        let above = |here: &String| self.superclass(here).map(Cow::into_owned);
        std::iter::successors(Some(descriptor.to_owned()), above).take(MAX_CHAIN)
    }

    /// Classes of the app that extend or implement a type, directly or through each other, in load order.
    pub fn subtypes(&self, ancestor: &str) -> Vec<(&DexFile<'a>, Class)> {
        let mut found = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut wanted = vec![ancestor.to_owned()];
        while let Some(above) = wanted.pop() {
            for file in &self.files {
                let Some(type_) = file.dex.find_type(&above) else { continue };
                for class in file.dex.classes() {
                    let is_direct = class.superclass == Some(type_)
                        || class.interfaces(&file.dex).any(|one| one == type_);
                    if !is_direct {
                        continue;
                    }
                    let Some(name) = file.dex.type_descriptor(class.type_) else { continue };
                    if seen.insert(name.clone().into_owned()) {
                        wanted.push(name.into_owned());
                        found.push((file, class));
                    }
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
                && file.dex.proto_signature(reference.proto).is_some_and(|proto| {
                    proto
                        .strip_prefix('(')
                        .and_then(|rest| rest.split_once(')'))
                        .is_some_and(|(given, _)| given == params)
                })
        })
    }
}

fn framework_super(descriptor: &str) -> Option<&'static str> {
    let lines = FRAMEWORK.lines().filter(|line| !line.starts_with('#'));
    let mut pairs = lines.filter_map(|line| line.split_once('\t'));
    pairs.find(|(class, _)| *class == descriptor).map(|(_, above)| above)
}
