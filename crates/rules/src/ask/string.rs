use facts::{Facts, Interest, StringPattern, StringScope};
use finding::Evidence;
use serde::Deserialize;

use super::super::test::pattern_of;
use crate::Sink;

/// `[ask.string]`: texts that hold a literal and match a pattern around it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StringAsk {
    /// Required literals; the pattern is only tried where one of them stands.
    literals: Vec<String>,
    /// Pattern over the whole text; group 1, if there is one, is the value shown.
    #[serde(deserialize_with = "pattern")]
    matches: regex::bytes::Regex,
    /// Texts that are known to be harmless.
    #[serde(default, deserialize_with = "optional_pattern")]
    unless: Option<regex::bytes::Regex>,
    /// Where to look: `code`, `resources`, `manifest` (values of `<meta-data>`), `files`, `native`.
    #[serde(rename = "in")]
    scopes: Vec<StringScope>,
    /// Whether the value is shown masked.
    #[serde(default)]
    secret: bool,
}

fn pattern<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<regex::bytes::Regex, D::Error> {
    pattern_of(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

fn optional_pattern<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<regex::bytes::Regex>, D::Error> {
    pattern(deserializer).map(Some)
}

impl StringAsk {
    /// The pattern as the facts look for it; its name is unique to its content.
    fn wanted(&self) -> StringPattern {
        StringPattern {
            literals: self.literals.clone(),
            pattern: self.matches.clone(),
            scopes: self.scopes.clone(),
        }
    }

    pub(super) fn interest(&self, interest: &mut Interest) {
        interest.add_string(self.wanted());
    }

    /// The value in a text that is a hit; `None` when the text is none.
    pub fn find(&self, text: &str) -> Option<String> {
        if self.unless.as_ref().is_some_and(|unless| unless.is_match(text.as_bytes())) {
            return None;
        }
        let groups = self.matches.captures(text.as_bytes())?;
        let group = groups.get(1).or_else(|| groups.get(0))?;
        Some(String::from_utf8_lossy(group.as_bytes()).into_owned())
    }

    pub(super) fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) {
        let hits = facts.strings.hits(&self.wanted());
        out.examined("texts", hits.len());
        for hit in hits {
            let Some(value) = self.find(&hit.text) else { continue };
            let evidence =
                if self.secret { Evidence::masked("value", &value) } else { Evidence::new("value", &value) };
            out.fail(hit.location.clone())
                .evidence(evidence)
                .anchor(finding::Fingerprint::of(&[&value], 0).to_string());
        }
    }
}
