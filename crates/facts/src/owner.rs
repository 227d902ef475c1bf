//! Whose code a class is: the app's own, a named SDK's, or nobody knows.

mod signature;

use std::sync::{Arc, LazyLock};

use finding::Origin;

use crate::code::{Classes, DexIndex};
use signature::Structures;
pub(crate) use signature::Texts;

/// Package prefixes of third-party code and the names they are known by.
const SDKS: &str = include_str!("../data/sdks.tsv");

/// Prefix and name, sorted by prefix, as the file is.
static BY_PREFIX: LazyLock<Vec<(&str, Arc<str>)>> = LazyLock::new(|| {
    let rows = SDKS.lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, Arc::from(cells.next()?)))
    });
    rows.collect()
});

/// Why code counts as that of an SDK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Its name begins with this prefix of the list of SDKs.
    Prefix(&'static str),
    /// A class of the same obfuscated package holds the constants of a class of the SDK.
    Structure {
        /// The class of the app, dotted.
        class: String,
        /// The class of the SDK that it is, dotted.
        original: &'static str,
    },
}

/// Tells the app's own code from third-party code.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    /// Prefixes of the app's own packages: `tw.example.`, from an application id such as `tw.example.broker`.
    own: Vec<String>,
    structures: Structures,
}

impl Owners {
    /// `app_id` is the application id or bundle id.
    pub(crate) fn new(app_id: &str) -> Self {
        Self { own: registered(app_id).into_iter().collect(), structures: Structures::default() }
    }

    /// Adds the packages of the classes that the app starts with: an application id and the packages of the code often
    /// differ.
    pub(crate) fn start_with(&mut self, descriptors: &[String], classes: &Classes<'_>) {
        for descriptor in descriptors {
            let name = dotted(descriptor);
            let package = name.rsplit_once('.').map_or("", |(package, _)| package);
            let known = self.of(&name) != Origin::Unknown || classes.id(descriptor).is_none();
            // A renamed package says nothing about the packages beside it.
            if !known && package.split('.').all(|part| part.len() > 1) {
                self.own.extend(registered(package));
            }
        }
    }

    /// Adds what the constants of classes tell about obfuscated packages.
    pub(crate) fn add_structures(&mut self, classes: &Classes<'_>, indexes: &[DexIndex]) {
        self.structures = Structures::read(classes, indexes, &|name| self.of(name));
    }

    /// Who a dotted class or component name belongs to.
    pub(crate) fn of(&self, name: &str) -> Origin {
        if self.own.iter().any(|own| name.starts_with(own.as_str())) {
            return Origin::Own;
        }
        let known = by_prefix(name).map(|(_, sdk)| sdk.clone());
        let known = known.or_else(|| self.structures.of(name).map(|found| found.sdk.clone()));
        known.map_or(Origin::Unknown, Origin::ThirdParty)
    }

    /// Why a dotted name counts as an SDK's, if it does.
    pub(crate) fn basis(&self, name: &str) -> Option<Basis> {
        if !matches!(self.of(name), Origin::ThirdParty(_)) {
            return None;
        }
        by_prefix(name).map(|(prefix, _)| Basis::Prefix(prefix)).or_else(|| {
            let found = self.structures.of(name)?;
            Some(Basis::Structure { class: found.class.clone(), original: found.original })
        })
    }
}

/// `tw.example.Login` of `Ltw/example/Login;`.
pub(crate) fn dotted(descriptor: &str) -> String {
    descriptor.trim_start_matches('L').trim_end_matches(';').replace('/', ".")
}

/// The longest prefix in the list: one search for each dot of the name.
fn by_prefix(name: &str) -> Option<&'static (&'static str, Arc<str>)> {
    let table = &*BY_PREFIX;
    name.rmatch_indices('.').find_map(|(dot, _)| {
        let prefix = name.get(..=dot)?;
        let at = table.binary_search_by(|(one, _)| (*one).cmp(prefix)).ok()?;
        table.get(at)
    })
}

/// The part of a dotted name that one registers, with a dot at its end, which keeps `com.broker` and `com.brokerage` apart.
fn registered(name: &str) -> Option<String> {
    let mut parts = name.split('.').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(a), Some(b), Some(c)) if is_registry(b) => Some(format!("{a}.{b}.{c}.")),
        (Some(a), Some(b), _) => Some(format!("{a}.{b}.")),
        _ => None,
    }
}

/// Second-level names under which others register theirs: `com.tw`, `co.jp` written backwards.
fn is_registry(part: &str) -> bool {
    matches!(part, "com" | "co" | "org" | "net" | "gov" | "edu" | "idv" | "github" | "gitlab")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_code_is_told_by_the_registered_part_of_the_id() {
        let owners = Owners::new("tw.com.broker.trade");
        assert_eq!(owners.of("tw.com.broker.net.Http"), Origin::Own);
        assert_eq!(owners.of("tw.com.other.A"), Origin::Unknown);
        assert_eq!(owners.of("okhttp3.internal.Util"), Origin::ThirdParty("OkHttp".into()));
        assert_eq!(owners.basis("okhttp3.internal.Util"), Some(Basis::Prefix("okhttp3.")));
        assert_eq!(Owners::new("com.google.app").of("com.google.gson.Gson"), Origin::Own);
    }

    #[test]
    fn the_longest_prefix_wins() {
        let owners = Owners::new("tw.com.broker.trade");
        assert_eq!(owners.of("com.facebook.react.A"), Origin::ThirdParty("React Native".into()));
        assert_eq!(owners.of("com.facebook.A"), Origin::ThirdParty("Facebook SDK".into()));
        assert_eq!(owners.of("com.facebookish.A"), Origin::Unknown);
    }

    /// Names that others register theirs under; whoever has one of these as a prefix would own every app.
    const COMMON: &[&str] = &[
        "android.",
        "app.",
        "cn.",
        "co.",
        "com.",
        "com.android.",
        "com.google.",
        "com.tw.",
        "de.",
        "dev.",
        "edu.",
        "gov.",
        "io.",
        "io.github.",
        "com.github.",
        "jp.",
        "me.",
        "mobi.",
        "net.",
        "org.",
        "tech.",
        "tv.",
        "tw.",
        "tw.co.",
        "tw.com.",
        "tw.gov.",
        "tw.net.",
        "tw.org.",
        "xyz.",
    ];

    #[test]
    fn the_list_is_sorted_sourced_and_owns_nobodys_app() {
        let rows: Vec<Vec<&str>> = SDKS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .collect();
        assert!(rows.len() >= 150, "{}", rows.len());
        assert!(SDKS.starts_with("# ") && SDKS.lines().next().unwrap_or_default().contains("20"), "a date");
        for pair in rows.windows(2) {
            assert!(pair[0][0] < pair[1][0], "{} and {} are not in order", pair[0][0], pair[1][0]);
        }
        for row in &rows {
            assert!(row.len() == 3 && row.iter().all(|cell| !cell.trim().is_empty()), "{row:?}");
            assert!(row[0].ends_with('.') && !row[0].contains(['/', ' ']), "{row:?}");
            assert!(!COMMON.contains(&row[0]), "{row:?}");
        }
    }
}
