use std::sync::{Arc, LazyLock};

use finding::Origin;

/// Package prefixes of third-party code and the names they are known by.
const SDKS: &str = include_str!("../data/sdks.tsv");

/// Tells the app's own code from third-party code by package prefix.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    /// Prefix of the app's own packages: `tw.example.`, from an application id such as `tw.example.broker`.
    own: Option<String>,
}

impl Owners {
    /// `app_id` is the application id or bundle id.
    pub(crate) fn new(app_id: &str) -> Self {
        let mut parts = app_id.split('.');
        let own = match (parts.next(), parts.next(), parts.next()) {
            // `com.broker` would also own `com.brokerage`; the dot at the end keeps them apart.
            (Some(a), Some(b), Some(c)) if is_registry(b) => Some(format!("{a}.{b}.{c}.")),
            (Some(a), Some(b), _) => Some(format!("{a}.{b}.")),
            _ => None,
        };
        Self { own }
    }

    /// Who a dotted class or component name belongs to.
    pub(crate) fn of(&self, name: &str) -> Origin {
        if self.own.as_deref().is_some_and(|own| name.starts_with(own)) {
            return Origin::Own;
        }
        sdk(name).map_or(Origin::Unknown, |sdk| Origin::ThirdParty(Arc::from(sdk)))
    }
}

/// The library with the longest prefix of a name.
fn sdk(name: &str) -> Option<&'static str> {
    static SORTED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
        let lines = SDKS.lines().filter(|line| !line.starts_with('#'));
        let mut rows: Vec<_> = lines.filter_map(|line| line.split_once('\t')).collect();
        rows.sort_unstable();
        rows
    });
    // Every prefix of a name sorts before it, the longest one last.
    let before = SORTED.partition_point(|(prefix, _)| *prefix <= name);
    let mut rows = SORTED.get(..before)?.iter().rev();
    rows.find(|(prefix, _)| name.starts_with(prefix)).map(|(_, sdk)| *sdk)
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
        assert_eq!(Owners::new("com.google.app").of("com.google.gson.Gson"), Origin::Own);
    }

    #[test]
    fn the_longest_prefix_of_the_table_counts() {
        for (prefix, name) in SDKS.lines().filter_map(|line| line.split_once('\t')) {
            for class in [prefix.to_owned(), format!("{prefix}a.B"), format!("{prefix}\u{7f}")] {
                let all = SDKS.lines().filter_map(|line| line.split_once('\t'));
                let longest = all.filter(|(one, _)| class.starts_with(one)).max_by_key(|(one, _)| one.len());
                assert_eq!(sdk(&class), longest.map(|(_, sdk)| sdk), "{class} {name}");
            }
        }
        assert_eq!(sdk(""), None);
        assert_eq!(sdk("tw.example.A"), None);
    }
}
