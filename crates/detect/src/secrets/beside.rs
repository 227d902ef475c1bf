//! What stands beside a text: in the same class, on the lines around it, under the same keys.

use facts::{Facts, StringHit};
use finding::Place;

/// Bytes of a file on either side.
const AROUND: usize = 1024;
/// Texts of one class that are looked at.
const MAX_TEXTS: usize = 20_000;

/// The first word beside a hit that passes a test. A word is a run of letters, digits, `/`, `+`, `_` and `-`.
pub(super) fn word(facts: &Facts<'_>, hit: &StringHit, is: impl Fn(&str) -> bool) -> Option<String> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"/+_-".contains(&byte);
    let first = |text: &[u8]| -> Option<String> {
        let words = text.split(|byte| !is_part(*byte)).filter_map(|word| std::str::from_utf8(word).ok());
        words.into_iter().find(|word| is(word)).map(str::to_owned)
    };
    if let Some(found) = first(hit.text.as_bytes()) {
        return Some(found);
    }
    match &hit.location.place {
        Place::Code { class, .. } => {
            texts_of_class(facts, class).iter().find_map(|text| first(text.as_bytes()))
        }
        Place::Offset(offset) => {
            let bytes = facts.app.bytes(facts.app.artifact(&hit.location.artifact)?)?;
            let at = usize::try_from(*offset).ok()?.min(bytes.len());
            let end = at.saturating_add(hit.text.len()).saturating_add(AROUND).min(bytes.len());
            first(bytes.get(at.saturating_sub(AROUND)..end)?)
        }
        _ => {
            let named = facts.strings.named().iter();
            let near = named.filter(|one| one.location.artifact == hit.location.artifact);
            near.map(|one| &one.text).find(|text| is(text)).cloned()
        }
    }
}

/// Every text that a class loads or gives to its fields.
pub(super) fn texts_of_class(facts: &Facts<'_>, descriptor: &str) -> Vec<String> {
    let classes = &facts.code.classes;
    let Some(id) = classes.id(descriptor) else { return Vec::new() };
    let Some((file, class)) = classes.class(id) else { return Vec::new() };
    let constants = class.static_values(&file.dex).filter_map(|value| match value {
        dex::EncodedValue::String(idx) => Some(idx),
        _ => None,
    });
    let loaded = classes.methods_of(id).filter_map(|(_, method)| method.code(&file.dex)?.ok());
    let loaded = loaded.flat_map(|code| code.instructions()).filter_map(|one| match one.index() {
        Some(dex::Index::String(idx)) => Some(idx),
        _ => None,
    });
    let texts = constants.chain(loaded).take(MAX_TEXTS);
    texts.filter_map(|idx| file.dex.string(idx).map(|text| text.into_owned())).collect()
}
