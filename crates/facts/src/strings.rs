use crate::code::{Interest, NamedText, StringHit, StringPattern};

/// Texts that rules asked for.
#[derive(Debug, Default)]
pub struct Strings {
    patterns: Vec<StringPattern>,
    hits: Vec<StringHit>,
    named: Vec<NamedText>,
}

impl Strings {
    pub(crate) fn new(interest: &Interest, mut hits: Vec<StringHit>, mut named: Vec<NamedText>) -> Self {
        hits.sort_by(|a, b| (a.pattern, &a.location, &a.text).cmp(&(b.pattern, &b.location, &b.text)));
        hits.dedup_by(|a, b| a.pattern == b.pattern && a.location == b.location && a.text == b.text);
        named.sort();
        named.dedup();
        Self { patterns: interest.strings().to_vec(), hits, named }
    }

    /// Texts under names that hold a word that was asked for, by place.
    pub fn named(&self) -> &[NamedText] {
        &self.named
    }

    /// Hits of a pattern that was asked for, by place.
    pub fn hits(&self, pattern: &StringPattern) -> Vec<&StringHit> {
        let at = self.patterns.iter().position(|one| one.same(pattern));
        self.hits.iter().filter(|hit| at == Some(hit.pattern)).collect()
    }
}
