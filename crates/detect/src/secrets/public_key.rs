use std::collections::BTreeSet;
use std::sync::LazyLock;

use facts::{Facts, Interest, StringPattern};
use regex::Regex;
use rules::Sink;

use super::{EVERYWHERE, anchor, unread};
use crate::{Detector, Unknown};

/// A key that its service means to be public.
pub(crate) struct PublicApiKey;

const PATTERN: &str = "AIza[0-9A-Za-z_-]{35}|pk_(?:live|test)_[0-9A-Za-z]{20,}|pk[.]eyJ[0-9A-Za-z_-]{20,}[.][0-9A-Za-z_-]{20,}|da2-[a-z0-9]{26}|1:[0-9]{9,14}:(?:android|ios):[0-9a-f]{16,}";

static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PATTERN).ok());

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals = ["AIza", "pk_live_", "pk_test_", "pk.eyJ", "da2-", ":android:", ":ios:"];
    let pattern = format!("(?:^|[^0-9A-Za-z_/+-])(?:{PATTERN})(?:$|[^0-9A-Za-z_/+-])");
    StringPattern::new(&literals, &pattern, EVERYWHERE)
});

impl Detector for PublicApiKey {
    fn id(&self) -> &'static str {
        "public-api-key"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        let mut told = BTreeSet::new();
        for hit in hits {
            let Some(key) = KEY.as_ref().and_then(|key| key.find(&hit.text)) else { continue };
            let key = key.as_str();
            // The same key stands in several resources of the same file.
            if !told.insert((&hit.location.artifact, key)) {
                continue;
            }
            let service = match key.get(..2) {
                Some("AI") => "Google",
                Some("1:") => "Firebase",
                Some("da") => "AWS AppSync",
                _ if key.starts_with("pk_") => "Stripe",
                _ => "Mapbox",
            };
            out.fail(hit.location.clone()).value("value", key).value("service", service).anchor(anchor(key));
        }
        unread(facts, out);
        Ok(())
    }
}
