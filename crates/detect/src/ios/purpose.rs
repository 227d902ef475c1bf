use std::collections::BTreeMap;

use facts::{Binary, Bundle, Facts};
use finding::{Confidence, Location};
use proplist::Value;
use rules::Sink;

use super::{is_swift_runtime, own_slices, slices};
use crate::{Detector, Unknown};

/// A protected resource is used, and the person is not told why.
pub(crate) struct MissingPurpose;

const TABLE: &str = include_str!("purpose.tsv");

/// What a template leaves behind.
const TEMPLATES: [&str; 6] = ["TODO", "FIXME", "lorem ipsum", "placeholder", "usage description", "$("];

impl Detector for MissingPurpose {
    fn id(&self) -> &'static str {
        "missing-purpose-string"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(app) = facts.apple.first() else { return Ok(()) };
        let Some((path, info)) = &app.info else { return Ok(()) };
        let is_of_app = |bundle: &Bundle| ["app", "framework"].contains(&bundle.kind_word());
        let own: Vec<&Binary> =
            own_slices(facts).filter(|(bundle, _)| is_of_app(bundle)).map(|(_, one)| one).collect();
        // A framework inside an extension runs in the extension, and so on.
        let elsewhere = |binary: &Binary| {
            ["/PlugIns/", "/Watch/", "/Extensions/"].iter().any(|part| binary.artifact.contains(part))
        };
        let all: Vec<&Binary> = slices(facts)
            .filter(|(bundle, binary)| is_of_app(bundle) && !is_swift_runtime(binary) && !elsewhere(binary))
            .map(|(_, binary)| binary)
            .collect();
        let mut reported: BTreeMap<&str, ()> = BTreeMap::new();
        let mut used = 0u32;
        for (keys, symbols) in rows() {
            let uses = |binary: &&&Binary| symbols.iter().all(|symbol| binary.imports(symbol));
            let Some(user) = own.iter().find(uses).or_else(|| all.iter().find(uses)) else { continue };
            used = used.saturating_add(1);
            let Some((key, text)) = flaw(info, &keys) else { continue };
            if reported.insert(key, ()).is_some() {
                continue;
            }
            let draft = out
                .fail(Location::key(path.clone(), key))
                .value("key", key)
                .value("value", text)
                .value("symbol", symbols.first().copied().unwrap_or_default())
                .value("binary", &user.artifact);
            if !own.iter().any(|binary| std::ptr::eq(*binary, *user)) {
                draft.confidence(Confidence::Low);
            }
        }
        out.examined("protected resources in use", used);
        Ok(())
    }
}

/// Keys of which one is needed, and symbols that need it.
fn rows() -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(keys, symbols)| (keys.split(' ').collect(), symbols.split(' ').collect()))
}

/// The key to mend and its text: missing, empty or left over from a template. `None` if one of the keys is fine.
fn flaw<'k>(info: &Value, keys: &[&'k str]) -> Option<(&'k str, String)> {
    let written = keys.iter().filter_map(|&key| Some((key, info.get(key)?.as_str()?)));
    let written: Vec<(&str, &str)> = written.collect();
    if written.iter().any(|(_, text)| !is_empty_talk(text)) {
        return None;
    }
    match written.first() {
        Some((key, text)) => Some((key, format!("\"{text}\""))),
        None => keys.first().map(|key| (*key, "(absent)".to_owned())),
    }
}

fn is_empty_talk(text: &str) -> bool {
    text.trim().is_empty() || TEMPLATES.iter().any(|template| text.contains(template))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_keys_and_symbols() {
        fn is_key(key: &&str) -> bool {
            key.ends_with("UsageDescription")
        }
        assert!(
            rows()
                .all(|(keys, symbols)| keys.iter().all(is_key)
                    && symbols.iter().all(|one| one.starts_with('_')))
        );
    }

    #[test]
    fn one_good_key_of_several_is_enough() {
        let text = |text: &str| Value::String(text.into());
        let info = Value::Dict(vec![("A".into(), text("")), ("B".into(), text("查詢附近據點"))]);
        assert_eq!(flaw(&info, &["A", "B"]), None);
        assert_eq!(flaw(&info, &["A"]), Some(("A", "\"\"".into())));
        assert_eq!(flaw(&info, &["C", "A"]), Some(("A", "\"\"".into())));
        assert_eq!(flaw(&info, &["C"]), Some(("C", "(absent)".into())));
    }
}
