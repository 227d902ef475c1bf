//! Libraries in packages that an obfuscator renamed, told by the constants of one of their classes.
//!
//! A wrong answer here hides a weakness of the app's own code behind somebody else's name. So the class that holds the
//! constants counts, and the classes beside it only where packages were kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use finding::Origin;

use super::dotted;
use crate::code::{Classes, DexFile, DexIndex};

const SIGNATURES: &str = include_str!("../../data/sdk-signatures.tsv");

static ALL: LazyLock<Vec<Signature>> = LazyLock::new(|| {
    SIGNATURES.lines().filter(|line| !line.starts_with('#')).filter_map(Signature::parse).collect()
});

/// Renamed packages that an app must have before the classes of one are taken to belong together: with
/// `-repackageclasses` there is one, in which everything lies.
const MIN_PACKAGES: usize = 8;
/// Letters of a name that an obfuscator gave.
const SHORT: usize = 3;

#[derive(Debug)]
struct Signature {
    sdk: Arc<str>,
    original: &'static str,
    /// Classes that the package of the original has at most.
    most: usize,
    texts: Vec<&'static str>,
}

impl Signature {
    fn parse(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let (sdk, original) = (cells.next()?.into(), cells.next()?);
        Some(Self { sdk, original, most: cells.next()?.parse().ok()?, texts: cells.collect() })
    }
}

/// Texts of signatures in the string table of one DEX: what to look for while its code is walked.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Positions in the string table, sorted.
    wanted: Vec<u32>,
}

impl Texts {
    /// Only those of signatures that may be complete.
    pub(crate) fn of(file: &DexFile<'_>) -> Self {
        let mut wanted: Vec<u32> = Vec::new();
        for signature in ALL.iter() {
            let find = |text: &&str| file.dex.find_string(&dex::mutf8::encode(text)).map(|idx| idx.0);
            let found: Option<Vec<u32>> = signature.texts.iter().map(find).collect();
            wanted.extend(found.unwrap_or_default());
        }
        wanted.sort_unstable();
        wanted.dedup();
        Self { wanted }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.wanted.iter().copied()
    }
}

/// A library that a class or package is.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sdk: Arc<str>,
    /// The class with the constants, dotted.
    pub(super) class: String,
    pub(super) original: &'static str,
}

/// What was found, by dotted class name, or by package with a dot at its end.
#[derive(Debug, Default)]
pub(super) struct Structures {
    by_name: BTreeMap<String, Found>,
}

impl Structures {
    pub(super) fn read(classes: &Classes<'_>, indexes: &[DexIndex], known: &dyn Fn(&str) -> Origin) -> Self {
        let mut out = Self::default();
        for (file, index) in classes.files.iter().zip(indexes) {
            out.classes_of(file, index, known);
        }
        if !out.by_name.is_empty() {
            out.packages(classes);
        }
        out
    }

    /// Classes of one DEX that hold all texts of a signature.
    fn classes_of(&mut self, file: &DexFile<'_>, index: &DexIndex, known: &dyn Fn(&str) -> Origin) {
        let mut by_class: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (class, text) in &index.marks {
            by_class.entry(*class).or_default().insert(*text);
        }
        for (class, texts) in by_class {
            let texts: BTreeSet<_> =
                texts.into_iter().filter_map(|idx| file.dex.string(dex::StringIdx(idx))).collect();
            let whole = |one: &&Signature| one.texts.iter().all(|text| texts.contains(*text));
            let Some(signature) = ALL.iter().find(whole) else { continue };
            let name = file.dex.class(class).and_then(|class| file.dex.type_descriptor(class.type_));
            let Some(name) = name.map(|name| dotted(&name)) else { continue };
            if is_renamed(&name) && known(&name) == Origin::Unknown {
                let (sdk, original) = (signature.sdk.clone(), signature.original);
                self.by_name.insert(name.clone(), Found { sdk, class: name, original });
            }
        }
    }

    /// Packages whose classes belong together.
    fn packages(&mut self, classes: &Classes<'_>) {
        // Classes of each renamed package, and whether all of them were renamed.
        let mut packages: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for file in &classes.files {
            for class in file.dex.classes() {
                let Some(name) = file.dex.type_descriptor(class.type_) else { continue };
                let name = dotted(&name);
                let Some((package, _)) = name.rsplit_once('.') else { continue };
                let entry = packages.entry(format!("{package}.")).or_insert((0, true));
                *entry = (entry.0.saturating_add(1), entry.1 && is_renamed(&name));
            }
        }
        packages.retain(|_, (_, renamed)| *renamed);
        if packages.len() < MIN_PACKAGES {
            return;
        }
        let mut found: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
        for one in self.by_name.values() {
            if let Some((package, _)) = one.class.rsplit_once('.') {
                found.entry(format!("{package}.")).or_default().push(one);
            }
        }
        let mut whole = Vec::new();
        for (package, all) in found {
            let (Some((count, _)), Some(first)) = (packages.get(&package), all.first()) else { continue };
            let one_library = all.iter().all(|one| one.sdk == first.sdk);
            let most = ALL.iter().filter(|signature| signature.original == first.original);
            if one_library && most.map(|signature| signature.most).max().is_some_and(|most| *count <= most) {
                whole.push((package, (*first).clone()));
            }
        }
        self.by_name.extend(whole);
    }

    /// The library of a class: its own, that of the class around it, or that of its package.
    pub(super) fn of(&self, name: &str) -> Option<&Found> {
        if self.by_name.is_empty() {
            return None;
        }
        let outer = name.split_once('$').map_or(name, |(outer, _)| outer);
        let package = name.rfind('.').and_then(|dot| name.get(..=dot));
        let by_class = self.by_name.get(name).or_else(|| self.by_name.get(outer));
        by_class.or_else(|| self.by_name.get(package?))
    }
}

/// Whether an obfuscator gave a class its name, and its package the last part of its own.
fn is_renamed(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let class = parts.next().unwrap_or_default();
    let class = class.split('$').next().unwrap_or_default();
    class.chars().count() <= SHORT && parts.next().is_none_or(|last| last.chars().count() <= SHORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_is_complete_and_in_order() {
        let rows: Vec<&str> = SIGNATURES.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rows.len(), ALL.len());
        let keys: Vec<_> = ALL.iter().map(|one| (one.sdk.clone(), one.original)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        for one in ALL.iter() {
            assert!(one.texts.len() >= 2 && one.texts.iter().all(|text| text.len() > 6), "{one:?}");
        }
    }

    const GSON: [&str; 2] = [
        "JSON document was not fully consumed.",
        " is not a valid double value as per JSON specification. To override this behavior, use GsonBuilder.serializeSpecialFloatingPointValues() method.",
    ];

    /// Who the classes are of an app with a class that holds the constants of Gson and these other classes.
    fn owners(signed: &str, others: &[&str]) -> crate::owner::Owners {
        use testkit::dex::insn;
        let mut dex = testkit::dex::DexBuilder::new().class(signed, |class| {
            let texts = GSON.map(|text| insn::const_string(0, text));
            class.method("a", "()V", |method| method.registers(1).code(texts))
        });
        for other in others {
            dex = dex.class(other, |class| class);
        }
        let bytes = dex.build();
        let dex = dex::parse(&bytes, &cursor::Limits::default()).unwrap().value;
        let classes = Classes::new(vec![DexFile::new("classes.dex".into(), dex)]);
        let interest = crate::Interest::default();
        let index = crate::code::index(&classes, 0, &crate::Search::new(&interest));
        let mut owners = crate::owner::Owners::new("tw.example.broker");
        owners.add_structures(&classes, &[index]);
        owners
    }

    const APART: [&str; 8] =
        ["La/a/a;", "La/b/a;", "La/c/a;", "La/d/a;", "Lb/a/a;", "Lb/b/a;", "Lb/c/a;", "Lb/d/a;"];

    #[test]
    fn a_renamed_library_takes_its_package_with_it() {
        let owners = owners("Lc/a/b;", &[&APART[..], &["Lc/a/c;"]].concat());
        let gson = Origin::ThirdParty("Gson".into());
        assert_eq!(["c.a.b", "c.a.b$a", "c.a.c"].map(|name| owners.of(name)), [(); 3].map(|()| gson.clone()));
        assert_eq!(owners.of("c.b.a"), Origin::Unknown);
        let basis = owners.basis("c.a.c");
        assert_eq!(
            basis,
            Some(crate::Basis::Structure { class: "c.a.b".into(), original: "com.google.gson.Gson" })
        );
    }

    #[test]
    fn classes_that_may_be_the_apps_stay_unknown() {
        let beside = |signed: &str, others: &[&str]| {
            let owners = owners(signed, others);
            [owners.of(&dotted(signed)), owners.of(&dotted(others[0]))]
        };
        let gson = Origin::ThirdParty("Gson".into());
        // One package in which everything lies, the package without a name, a name that was kept.
        assert_eq!(beside("Lc/a/b;", &["Lc/a/c;"]), [gson.clone(), Origin::Unknown]);
        assert_eq!(beside("Lb;", &[&["Lc;"], &APART[..]].concat()), [gson.clone(), Origin::Unknown]);
        assert_eq!(
            beside("Lc/a/b;", &[&["Lc/a/c;", "Lc/a/Login;"], &APART[..]].concat()),
            [gson, Origin::Unknown]
        );
        // Names that nobody shortened, and the app's own.
        assert_eq!(beside("Lcom/other/Json;", &["Lcom/other/A;"]), [(); 2].map(|()| Origin::Unknown));
        assert_eq!(owners("Ltw/example/a;", &APART).of("tw.example.a"), Origin::Own);
    }

    #[test]
    fn names_of_an_obfuscator_are_short() {
        for name in ["a.b", "ab.cd.e", "tw.example.ab.c$a", "a"] {
            assert!(is_renamed(name), "{name}");
        }
        for name in ["tw.example.broker.a", "a.b.Login", "com.example.Http"] {
            assert!(!is_renamed(name), "{name}");
        }
    }
}
