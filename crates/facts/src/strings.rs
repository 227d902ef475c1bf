use crate::code::{Interest, StringHit, StringPattern};

/// Texts that rules asked for.
#[derive(Debug, Default)]
pub struct Strings {
    patterns: Vec<StringPattern>,
    hits: Vec<StringHit>,
}

impl Strings {
    pub(crate) fn new(interest: &Interest, mut hits: Vec<StringHit>) -> Self {
        hits.sort_by(|a, b| (a.pattern, &a.location, &a.text).cmp(&(b.pattern, &b.location, &b.text)));
        hits.dedup_by(|a, b| a.pattern == b.pattern && a.location == b.location && a.text == b.text);
        Self { patterns: interest.strings().to_vec(), hits }
    }

    /// Hits of a pattern that was asked for, by place.
    pub fn hits(&self, pattern: &StringPattern) -> Vec<&StringHit> {
        let at = self.patterns.iter().position(|one| one.same(pattern));
        self.hits.iter().filter(|hit| at == Some(hit.pattern)).collect()
    }
}
