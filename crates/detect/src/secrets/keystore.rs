use std::collections::BTreeSet;

use facts::{Facts, Interest, MethodPattern};
use finding::{Confidence, Evidence, Location, Place, Severity};
use keystore::{Entries, KeyStore};
use package::Kind;
use rules::Sink;

use super::beside;
use crate::{Detector, Unknown};

/// A store of private keys.
pub(crate) struct KeyStoreFile;

/// Calls that are given the password of a store.
const LOADS: &[&str] = &[
    "Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C*)",
    "Ljava/security/KeyStore;->getKey(Ljava/lang/String;[C*)",
    "Ljavax/net/ssl/KeyManagerFactory;->init(Ljava/security/KeyStore;[C*)",
];

/// What tools put where nobody chooses.
const USUAL: &[&str] = &["changeit", "changeme", "password", "android", "123456"];
/// Bytes that are hashed for all stores together; about a second.
const BUDGET: u64 = 200 << 20;
/// Longest text that is tried.
const MAX_PASSWORD: usize = 64;

impl Detector for KeyStoreFile {
    fn id(&self) -> &'static str {
        "key-store-file"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in LOADS.iter().filter_map(|load| MethodPattern::parse(load).ok()) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0usize;
        let mut candidates: Option<Vec<(String, &'static str)>> = None;
        let mut budget = BUDGET;
        for artifact in &facts.app.artifacts {
            if !matches!(artifact.kind, Kind::KeyStore | Kind::Other) {
                continue;
            }
            let Some(bytes) = facts.app.bytes(artifact) else { continue };
            let Some(store) = keystore::parse(bytes) else { continue };
            looked = looked.saturating_add(1);
            // A trust store: certificates are public.
            if store.entries == Entries::Certificates {
                continue;
            }
            let candidates = candidates.get_or_insert_with(|| passwords(facts));
            let (opened, tried) = open(&store, candidates, &mut budget);
            let draft = out
                .fail(Location::file(artifact.path.clone()))
                .value("format", store.kind.word())
                .value("tried", tried.to_string());
            let draft = match &opened {
                Some((password, source)) => {
                    draft.value("opens", *source).evidence(Evidence::masked("password", password))
                }
                None => draft.value("opens", "with no password that was tried"),
            };
            match (store.entries, opened) {
                (Entries::Keys, Some(_)) => {
                    draft
                        .value("entries", "private key")
                        .severity(Severity::Critical)
                        .confidence(Confidence::High);
                }
                (Entries::Keys, None) => {
                    draft.value("entries", "private key");
                }
                (Entries::Hidden | Entries::Certificates, _) => {
                    draft
                        .value("entries", "not readable")
                        .severity(Severity::Medium)
                        .confidence(Confidence::Medium);
                }
            }
        }
        out.examined("key stores", looked);
        Ok(())
    }
}

/// The first password that is right, with where it comes from, and how many were tried.
fn open<'c>(
    store: &KeyStore<'_>,
    candidates: &'c [(String, &'static str)],
    budget: &mut u64,
) -> (Option<(&'c str, &'static str)>, usize) {
    let cost = store.cost();
    let mut tried = 0usize;
    for (password, source) in candidates {
        let Some(left) = budget.checked_sub(cost).filter(|_| cost > 0) else { break };
        *budget = left;
        tried = tried.saturating_add(1);
        if store.opens_with(password) == Some(true) {
            return (Some((password, source)), tried);
        }
    }
    (None, tried)
}

/// What is tried, the likely first: nothing, what tools put, texts of classes that load a store, then every text of the
/// code that could be a password.
fn passwords(facts: &Facts<'_>) -> Vec<(String, &'static str)> {
    let mut all: Vec<(String, &'static str)> = vec![(String::new(), "with the empty password")];
    let mut known: BTreeSet<String> = BTreeSet::from([String::new()]);
    let mut add = |text: &str, source: &'static str| {
        let fits = (1..=MAX_PASSWORD).contains(&text.len())
            && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if fits && known.insert(text.to_owned()) {
            all.push((text.to_owned(), source));
        }
    };
    USUAL.iter().for_each(|usual| add(usual, "with a usual password"));
    let loads = LOADS.iter().flat_map(|load| facts.code.calls_to(load));
    let classes: BTreeSet<&str> = loads
        .filter_map(|call| match &call.location.place {
            Place::Code { class, .. } => Some(class.as_str()),
            _ => None,
        })
        .collect();
    for class in classes {
        for text in beside::texts_of_class(facts, class) {
            add(&text, "with a text of the class that loads it");
        }
    }
    for file in &facts.code.classes.files {
        for (_, bytes) in file.dex.strings() {
            if let Some(text) = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                add(text, "with a text of the code");
            }
        }
    }
    for (_, text) in facts
        .apple
        .iter()
        .flat_map(|bundle| &bundle.binaries)
        .flat_map(|binary| texts_of(facts, &binary.artifact))
    {
        add(&text, "with a text of the code");
    }
    all
}

/// C strings of a Mach-O file.
fn texts_of(facts: &Facts<'_>, path: &str) -> Vec<(u64, String)> {
    let bytes = facts.app.artifact(path).and_then(|artifact| facts.app.bytes(artifact)).unwrap_or_default();
    let limits = cursor::Limits::default();
    let Ok(slices) = binary::macho::slices(bytes, &limits) else { return Vec::new() };
    let slices = slices.value.into_iter().filter_map(|slice| binary::macho::parse(slice.data, &limits).ok());
    let mut texts = Vec::new();
    for slice in slices {
        let strings =
            slice.value.strings().map(|text| (text.offset, String::from_utf8_lossy(text.bytes).into_owned()));
        texts.extend(strings.collect::<Vec<_>>());
    }
    texts
}
