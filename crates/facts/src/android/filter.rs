use finding::Location;

use super::resolve::Resolver;
use crate::{Fact, Tri};

/// An `<intent-filter>`.
#[derive(Debug, Clone)]
pub struct IntentFilter {
    /// Where it stands.
    pub origin: Location,
    /// `android:autoVerify`.
    pub auto_verify: Fact<bool>,
    /// `android:priority`.
    pub priority: Fact<i64>,
    /// Actions.
    pub actions: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// `<data>` elements. The platform combines the attributes of all of them.
    pub data: Vec<Data>,
}

/// A `<data>` element of an intent filter: attribute name without prefix, and value.
#[derive(Debug, Clone)]
pub struct Data {
    /// Where it stands.
    pub origin: Location,
    /// The attributes that are there: `scheme`, `host`, `port`, `path`, `pathPrefix`, `pathPattern`, `mimeType` ...
    pub attributes: Vec<(&'static str, Fact<String>)>,
}

const DATA: &[&str] = &[
    "scheme",
    "host",
    "port",
    "path",
    "pathPrefix",
    "pathPattern",
    "pathAdvancedPattern",
    "pathSuffix",
    "mimeType",
];

impl IntentFilter {
    pub(crate) fn read(from: &Resolver<'_>, at: u32) -> Self {
        let names = |tag: &'static [&'static str]| {
            let found = from
                .children(at, tag)
                .filter_map(|(at, _)| from.fact(at, "name", String::new()).value.main().cloned());
            found.collect::<Vec<_>>()
        };
        let data = from.children(at, &["data"]).map(|(at, _)| Data {
            origin: from.place(at, None),
            attributes: DATA
                .iter()
                .map(|name| (*name, from.fact(at, name, String::new())))
                .filter(|(_, fact)| fact.value.is_written())
                .collect(),
        });
        Self {
            origin: from.place(at, None),
            auto_verify: from.fact(at, "autoVerify", false),
            priority: from.fact(at, "priority", 0),
            actions: names(&["action"]),
            categories: names(&["category"]),
            data: data.collect(),
        }
    }

    /// One `<data>` attribute, from every element of the filter that has it.
    pub fn data_facts(&self, attribute: &str) -> impl Iterator<Item = &Fact<String>> {
        let attributes = self.data.iter().flat_map(|data| &data.attributes);
        attributes.filter(move |(name, _)| *name == attribute).map(|(_, fact)| fact)
    }

    /// Every value of one `<data>` attribute in the whole filter.
    pub fn data_values(&self, attribute: &str) -> Vec<&str> {
        self.data_facts(attribute).flat_map(|fact| fact.value.each().map(String::as_str)).collect()
    }

    /// Path attributes of the whole filter, by name. Without a host the platform ignores them.
    pub fn paths(&self) -> impl Iterator<Item = (&'static str, &Fact<String>)> {
        let attributes = self.data.iter().flat_map(|data| &data.attributes);
        attributes.filter(|(name, _)| name.starts_with("path")).map(|(name, fact)| (*name, fact))
    }

    /// Whether links in a browser can reach it.
    pub fn is_browsable(&self) -> bool {
        self.actions.iter().any(|action| action == "android.intent.action.VIEW")
            && self.has_category("android.intent.category.BROWSABLE")
    }

    /// Whether it is in a category.
    pub fn has_category(&self, name: &str) -> bool {
        self.categories.iter().any(|category| category == name)
    }

    /// Whether it answers to web links and to nothing else; only then is `autoVerify` looked at.
    pub fn is_web_only(&self) -> bool {
        let schemes = self.data_values("scheme");
        !schemes.is_empty() && schemes.iter().all(|scheme| matches!(*scheme, "http" | "https"))
    }

    /// Whether it asks the system to verify hosts: `IntentFilter.needsVerification` of AOSP.
    pub fn asks_for_verification(&self) -> Tri {
        self.auto_verify.is(|&on| on).and((self.is_browsable() && self.is_web_only()).into())
    }

    /// Whether it wants a MIME type. A link carries none, so such a filter never answers to one.
    pub fn wants_type(&self) -> bool {
        self.data_facts("mimeType").next().is_some()
    }

    /// Whether it puts the component on the home screen.
    pub fn is_launcher(&self) -> bool {
        self.actions.iter().any(|action| action == "android.intent.action.MAIN")
            && self.categories.iter().any(|category| {
                category == "android.intent.category.LAUNCHER"
                    || category == "android.intent.category.LEANBACK_LAUNCHER"
            })
    }
}

/// Whether a path attribute (`pathPrefix`, `pathPattern` ...) matches every path, as `PatternMatcher` of AOSP would.
pub fn covers_every_path(attribute: &str, value: &str) -> bool {
    let rest = value.strip_prefix('/').unwrap_or(value);
    match attribute {
        "pathPrefix" => rest.is_empty(),
        "pathSuffix" => value.is_empty(),
        // In both kinds of pattern, a dot with a star stands for any text.
        "pathPattern" | "pathAdvancedPattern" => {
            !rest.is_empty() && rest.split(".*").all(str::is_empty) && rest.ends_with(".*")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_wildcard_matches_every_path() {
        for (attribute, value) in [
            ("pathPrefix", "/"),
            ("pathPrefix", ""),
            ("pathPattern", ".*"),
            ("pathPattern", "/.*"),
            ("pathAdvancedPattern", "/.*"),
            ("pathPattern", ".*.*"),
        ] {
            assert!(covers_every_path(attribute, value), "{attribute} {value}");
        }
        for (attribute, value) in [
            ("path", "/"),
            ("pathPrefix", "/a"),
            ("pathPattern", "*"),
            ("pathPattern", "/"),
            ("pathPattern", ".*/oauth"),
            ("pathPattern", "/a.*"),
            ("pathSuffix", ".html"),
        ] {
            assert!(!covers_every_path(attribute, value), "{attribute} {value}");
        }
    }
}
