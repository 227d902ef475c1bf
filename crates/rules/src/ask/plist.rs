use facts::{Facts, Scalar};
use finding::Location;
use proplist::Value;
use serde::Deserialize;

use crate::{Sink, Test};

/// `[ask.plist]`: a key path of a bundle's property list, and what its value must be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlistAsk {
    /// `Info.plist`, `entitlements` or `PrivacyInfo.xcprivacy`.
    file: File,
    /// Key path; `*` stands for every key or element at its level.
    key: Vec<String>,
    /// What the value must be to be a finding.
    is: Option<Test>,
    /// The key is missing in a bundle that has the file.
    #[serde(default)]
    absent: bool,
    /// Only bundles of these kinds: `app`, `extension`, `framework`, `watch`.
    #[serde(default)]
    bundles: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
enum File {
    #[serde(rename = "Info.plist")]
    Info,
    #[serde(rename = "entitlements")]
    Entitlements,
    #[serde(rename = "PrivacyInfo.xcprivacy")]
    Privacy,
}

impl PlistAsk {
    pub(super) fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) {
        let mut count = 0usize;
        for bundle in &facts.apple {
            if !self.bundles.is_empty() && !self.bundles.iter().any(|kind| kind == bundle.kind_word()) {
                continue;
            }
            let lists: Vec<(&str, &Value)> = match self.file {
                File::Info => bundle.info.iter().map(|(path, value)| (&**path, value)).collect(),
                File::Entitlements => bundle.entitlements().collect(),
                File::Privacy => bundle.privacy.iter().map(|(path, value)| (&**path, value)).collect(),
            };
            for (artifact, list) in lists {
                count = count.saturating_add(1);
                let found = find(list, &self.key);
                if self.absent && found.is_empty() {
                    let path = self.key.join(".");
                    out.fail(Location::key(artifact, &path)).value("key", &path).value("value", "(absent)");
                }
                for (path, value) in found {
                    let shown = show(value);
                    let holds =
                        self.is.as_ref().is_some_and(|test| scalars(value).any(|scalar| test.holds(scalar)));
                    if holds && !self.absent {
                        out.fail(Location::key(artifact, &path)).value("key", &path).value("value", shown);
                    }
                }
            }
        }
        out.examined("property lists", count);
    }
}

/// Every value at a key path, with the path spelled out.
fn find<'v>(root: &'v Value, path: &[String]) -> Vec<(String, &'v Value)> {
    let mut level = vec![(String::new(), root)];
    for step in path {
        let mut next = Vec::new();
        for (at, value) in level {
            let join = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
            match value {
                Value::Dict(entries) if step == "*" => {
                    next.extend(entries.iter().map(|(key, value)| (join(key), value)));
                }
                Value::Dict(_) => next.extend(value.get(step).map(|value| (join(step), value))),
                Value::Array(items) if step == "*" => {
                    next.extend(
                        items.iter().enumerate().map(|(number, value)| (join(&number.to_string()), value)),
                    );
                }
                _ => {}
            }
        }
        level = next;
    }
    level
}

/// A value as conditions see it. A one-element view: arrays are reached with `*`.
fn scalars(value: &Value) -> impl Iterator<Item = Scalar<'_>> {
    let scalar = match value {
        Value::Bool(on) => Some(Scalar::Bool(*on)),
        Value::Integer(number) => i64::try_from(*number).ok().map(Scalar::Int),
        Value::String(text) => Some(Scalar::Text(text)),
        _ => None,
    };
    scalar.into_iter()
}

fn show(value: &Value) -> String {
    match value {
        Value::Bool(on) => on.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{} items]", items.len()),
        Value::Dict(entries) => format!("{{{} keys}}", entries.len()),
        _ => "…".into(),
    }
}
