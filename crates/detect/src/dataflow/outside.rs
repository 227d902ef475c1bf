//! Values that somebody outside the app can choose.

use std::collections::BTreeMap;

use facts::{Facts, Kind, MethodId, Slice, Test, Tri, ValueOrigin};

use super::parameter_type;
use crate::manifest;

/// Knows which code of the app outsiders can hand values to.
pub(super) struct Outside<'f> {
    facts: &'f Facts<'f>,
    /// Classes behind components that other apps reach without being trusted, with the component's name.
    open: BTreeMap<String, String>,
}

/// A value from outside, and who gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) origin: ValueOrigin,
    /// `activity tw.example.Login`, or `web page`.
    pub(super) by: String,
}

/// Methods of components whose parameters other apps fill.
const ENTRIES: &[&str] = &[
    "onNewIntent",
    "onReceive",
    "onStartCommand",
    "onStart",
    "onBind",
    "onRebind",
    "onHandleIntent",
    "onHandleWork",
    "onUnbind",
];
/// Methods of providers whose parameters other apps fill.
const OF_PROVIDERS: &[&str] = &[
    "query",
    "insert",
    "update",
    "delete",
    "openFile",
    "openAssetFile",
    "openTypedAssetFile",
    "call",
    "bulkInsert",
    "getType",
    "applyBatch",
    "openFileHelper",
];
/// Classes that components extend.
const COMPONENTS: &[&str] = &[
    "Landroid/app/Activity;",
    "Landroid/app/Service;",
    "Landroid/content/BroadcastReceiver;",
    "Landroid/content/ContentProvider;",
];
const BRIDGE: &str = "Landroid/webkit/JavascriptInterface;";

impl<'f> Outside<'f> {
    pub(super) fn new(facts: &'f Facts<'f>) -> Self {
        let mut open = BTreeMap::new();
        for component in facts.manifest.iter().flat_map(|manifest| &manifest.components) {
            if component.reachable() == Tri::No || manifest::keeps_strangers_out(facts, component) {
                continue;
            }
            let class = match component.kind() {
                "activity-alias" => &component.target_activity,
                _ => &component.name,
            };
            for name in class.value.each() {
                let descriptor = format!("L{};", name.replace('.', "/"));
                let label = format!("{} {}", component.kind(), finding::escape(name));
                // What a component inherits runs for it too.
                let mut here = Some(descriptor);
                while let Some(class) = here.filter(|class| facts.code.classes.find(class).is_some()) {
                    if open.contains_key(&class) {
                        break;
                    }
                    here = facts.code.classes.superclass(&class).map(std::borrow::Cow::into_owned);
                    open.insert(class, label.clone());
                }
            }
        }
        Self { facts, open }
    }

    /// The first origin of a slice that an outsider chooses.
    pub(super) fn first(&self, slice: &Slice) -> Option<Given> {
        self.first_of(slice.origins.iter())
    }

    /// The first of some origins that an outsider chooses.
    pub(super) fn first_of<'o>(&self, origins: impl IntoIterator<Item = &'o ValueOrigin>) -> Option<Given> {
        let mut origins = origins.into_iter();
        origins.find_map(|origin| Some(Given { by: self.giver(origin)?, origin: origin.clone() }))
    }

    fn giver(&self, origin: &ValueOrigin) -> Option<String> {
        match &origin.kind {
            Kind::Call(callee) => {
                let rest = callee.split_once("->")?.1;
                let is_intent = rest == "getIntent()Landroid/content/Intent;";
                self.component(origin.method).filter(|_| is_intent).map(str::to_owned)
            }
            Kind::Parameter(at) => self.parameter(origin.method, *at),
            _ => None,
        }
    }

    fn parameter(&self, method: MethodId, at: u16) -> Option<String> {
        let classes = &self.facts.code.classes;
        let signature = classes.signature(method)?;
        let (class, rest) = signature.split_once("->")?;
        let name = rest.split('(').next()?;
        if ENTRIES.contains(&name) {
            // Only the intent comes from outside.
            let type_ = parameter_type(rest, at)?;
            return self.component(method).filter(|_| type_ == "Landroid/content/Intent;").map(str::to_owned);
        }
        if OF_PROVIDERS.contains(&name) && classes.extends(class, "Landroid/content/ContentProvider;") {
            return self.component(method).map(str::to_owned);
        }
        let is_page = name == "shouldOverrideUrlLoading" || name == "shouldInterceptRequest";
        if is_page && classes.extends(class, "Landroid/webkit/WebViewClient;") {
            return Some("web page".to_owned());
        }
        self.is_bridge(method).then(|| "web page".to_owned())
    }

    fn is_bridge(&self, id: MethodId) -> bool {
        let Some((file, class, method)) = self.facts.code.classes.method_at(id) else { return false };
        let Some((_, class)) = self.facts.code.classes.class(class) else { return false };
        let annotations = class.annotations(&file.dex);
        annotations
            .on_method(method.idx)
            .any(|annotation| file.dex.type_descriptor_bytes(annotation.type_) == Some(BRIDGE.as_bytes()))
    }

    /// The open component that a method's class, or the class around it, stands behind.
    fn component(&self, method: MethodId) -> Option<&str> {
        let signature = self.facts.code.classes.signature(method)?;
        let class = signature.split_once("->")?.0;
        if let Some(name) = self.open.get(class) {
            return Some(name);
        }
        // A component within another one is open or closed by its own declaration.
        let is_component = COMPONENTS.iter().any(|base| self.facts.code.classes.extends(class, base));
        if is_component {
            return None;
        }
        // Lambdas and inner classes are named after the class around them.
        let outer = format!("{};", class.split('$').next()?);
        self.open.get(&outer).map(String::as_str)
    }
}

/// Whether a test compares what a value is made of with what the app allows.
///
/// The action of an intent, or the path of an address, tells nothing about the text that comes along with it.
pub(super) fn allows_value(slice: &Slice) -> impl Fn(&Test) -> bool {
    const BESIDE: &[&str] = &[
        "Landroid/content/Intent;->getAction",
        "Landroid/content/Intent;->getType",
        "Landroid/content/Intent;->getIntExtra",
        "Landroid/net/Uri;->getPath",
        "Landroid/net/Uri;->getEncodedPath",
        "Landroid/net/Uri;->getPathSegments",
        "Landroid/net/Uri;->getLastPathSegment",
        "Landroid/net/Uri;->getFragment",
        "Landroid/net/Uri;->getQuery",
        "Landroid/net/Uri;->getQueryParameter",
    ];
    let beside: Vec<&str> = BESIDE.iter().copied().filter(|part| !slice.has_call(part)).collect();
    move |test| allows_only_known(test) && !test.asks(&beside)
}

/// Whether a test compares an address, or a part of it, with what the app allows.
///
/// That some text stands somewhere in an address, or that it begins with a bare scheme, keeps nobody out.
fn allows_only_known(test: &Test) -> bool {
    const EXACT: &[&str] = &[
        "Ljava/lang/String;->equals",
        "Ljava/lang/String;->equalsIgnoreCase",
        "Ljava/lang/String;->contentEquals",
        "Landroid/text/TextUtils;->equals",
        "Lkotlin/jvm/internal/Intrinsics;->areEqual",
        "Ljava/util/Objects;->equals",
        "Lkotlin/text/StringsKt;->equals",
        "Lkotlin/text/StringsKt;->equals$default",
        "Ljava/util/regex/Matcher;->matches",
        "Ljava/lang/String;->matches",
        "Landroid/net/UriMatcher;->match",
        "Lkotlin/text/Regex;->matches",
    ];
    const OF_COLLECTIONS: &[&str] = &[
        "contains(Ljava/lang/Object;)Z",
        "containsKey(Ljava/lang/Object;)Z",
        "anyMatch(Ljava/util/function/Predicate;)Z",
    ];
    const BEGINNINGS: &[&str] = &[
        "Ljava/lang/String;->startsWith",
        "Lkotlin/text/StringsKt;->startsWith$default",
        "Lkotlin/text/StringsKt;->startsWith",
    ];
    const ENDS: &[&str] = &[
        "Ljava/lang/String;->endsWith",
        "Lkotlin/text/StringsKt;->endsWith$default",
        "Lkotlin/text/StringsKt;->endsWith",
    ];
    let scheme_only = |text: &str| {
        matches!(text, "http" | "https" | "file" | "content" | "javascript" | "market" | "intent")
    };
    // Equality with a scheme decides how to go on, not with whom.
    let exact = test.asks(EXACT)
        && !(test.looks_at.has_call("Landroid/net/Uri;->getScheme")
            || test
                .looks_at
                .texts()
                .all(|(_, text)| scheme_only(text.trim_end_matches(['/', ':'])) || text.is_empty())
                && test.looks_at.texts().next().is_some());
    let in_set =
        test.looks_at.calls().any(|(_, callee)| OF_COLLECTIONS.iter().any(|one| callee.ends_with(one)));
    // The address may have a fixed one in its place when it is missing, which is not what it is compared with.
    let mut whole = test.looks_at.texts().filter(|(_, text)| text.contains("://")).peekable();
    let begins = test.asks(BEGINNINGS) && whole.peek().is_some() && whole.all(|(_, text)| names_host(text));
    let ends = test.asks(ENDS) && test.looks_at.texts().any(|(_, text)| text.starts_with('.'));
    exact || in_set || begins || ends
}

/// Whether an address that begins like this can only be on one host, or in the app's own files.
pub(super) fn names_host(text: &str) -> bool {
    if text.starts_with("file:///android_asset/") || text.starts_with("file:///android_res/") {
        return true;
    }
    text.split_once("://").is_some_and(|(_, rest)| rest.find('/').is_some_and(|end| end > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_when_its_end_is() {
        assert!(names_host("https://www.example.com/") && names_host("file:///android_asset/a"));
        assert!(!names_host("https://www.example.com") && !names_host("https://") && !names_host("file:///"));
    }
}
