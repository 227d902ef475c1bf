use std::fmt;
use std::path::Path;

use facts::Interest;
use sha2::{Digest, Sha256};

use crate::{Rule, RuleError};

/// `(path, text, cases)` of every embedded `rule.toml`, in the order of their paths; the cases that must fail, that must
/// pass, and that must stay undecided.
const EMBEDDED: &[(&str, &str, [u32; 3])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Rules that passed all checks, ordered by id.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    hash: [u8; 32],
}

impl RuleSet {
    /// The rules in the order of their ids.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id, or that once had it.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        let by_id = self.rules.iter().find(|rule| &*rule.id == id);
        by_id.or_else(|| self.rules.iter().find(|rule| rule.aliases.iter().any(|alias| alias == id)))
    }

    /// SHA-256 over every rule's path and text, as 64 hexadecimal digits. Records name it.
    pub fn hash(&self) -> String {
        self.hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the facts must look for in code and texts so that these rules can decide.
    pub fn interest(&self) -> Interest {
        let mut interest = Interest::default();
        for rule in &self.rules {
            rule.ask.interest(&mut interest);
        }
        interest
    }

    /// Adds a company's own rules. An id that exists already is an error.
    pub fn extend(&mut self, more: Vec<(String, String)>) -> Result<(), Vec<RuleError>> {
        let (rules, hash) =
            read(more.iter().map(|(path, text)| (path.as_str(), text.as_str())), Some(&self.hash))?;
        self.rules.extend(rules);
        self.hash = hash;
        finish(&mut self.rules)
    }
}

/// How many cases of an embedded rule must fail, must pass, and must stay undecided; none for a company's own rule.
pub fn cases_of(rule: &Rule) -> Option<[u32; 3]> {
    let folder = format!("rulesets/{}/rule.toml", rule.id.replace('.', "/"));
    EMBEDDED.iter().find(|(path, ..)| *path == folder).map(|(.., cases)| *cases)
}

/// The rules built into the program.
pub fn embedded() -> Result<RuleSet, Vec<RuleError>> {
    let (mut rules, hash) = read(EMBEDDED.iter().map(|(path, text, _)| (*path, *text)), None)?;
    finish(&mut rules)?;
    Ok(RuleSet { rules, hash })
}

/// The rules built into the program whose ids begin so, for detectors that judge by what another rule knows.
pub fn embedded_below(prefix: &str) -> Vec<Rule> {
    let rules = EMBEDDED.iter().filter_map(|(file, text, _)| {
        let id = id_of(file);
        id.starts_with(prefix).then(|| Rule::read(file, &id, text).ok()).flatten()
    });
    rules.collect()
}

/// The id that the path of a `rule.toml` gives it.
fn id_of(file: &str) -> String {
    let folder = file.strip_prefix("rulesets/").unwrap_or(file).trim_end_matches("/rule.toml");
    folder.replace('/', ".")
}

/// Paths and texts of every `rule.toml` below a folder; paths start with the folder's name.
pub fn from_folder(root: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "rule.toml") {
                let name = path.strip_prefix(root).unwrap_or(&path).display();
                #[expect(clippy::disallowed_methods, reason = "the operator's own rule files, not a package")]
                let text = std::fs::read_to_string(&path)?;
                found.push((format!("rulesets/{name}"), text));
            }
        }
    }
    found.sort();
    Ok(found)
}

type Read = (Vec<Rule>, [u8; 32]);

fn read<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    base: Option<&[u8]>,
) -> Result<Read, Vec<RuleError>> {
    let (mut rules, mut errors, mut hash) = (Vec::new(), Vec::new(), Sha256::new());
    hash.update(base.unwrap_or_default());
    for (file, text) in files {
        for part in [file, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        match Rule::read(file, &id_of(file), text) {
            Ok(rule) => rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok((rules, hash.finalize().into())) } else { Err(errors) }
}

fn finish(rules: &mut [Rule]) -> Result<(), Vec<RuleError>> {
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let twins = rules.windows(2).filter_map(|pair| match pair {
        [a, b] if a.id == b.id => {
            Some(RuleError::at(&b.file, "", None, format!("`{}` is there twice", b.id)))
        }
        _ => None,
    });
    let errors: Vec<RuleError> = twins.collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rules, sha256 {}", self.rules.len(), self.hash())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../tests/good.toml");

    #[test]
    fn every_embedded_rule_passes_the_checks() {
        let errors = embedded().err().unwrap_or_default();
        let list: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{}", list.join("\n"));
    }

    fn mistake(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        Rule::read("r/rule.toml", "android.sample.rule", &GOOD.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_mistake_names_file_line_and_place() {
        Rule::read("r/rule.toml", "android.sample.rule", GOOD).unwrap();
        let error = mistake("\"medium\"", "\"serious\"");
        assert!(error.starts_with("r/rule.toml:2: `serious` is none of info"), "{error}");
        assert!(error.contains("\n  | severity = \"serious\"\n"), "{error}");
        assert!(error.ends_with("^^^^^^^^^"), "{error}");
    }

    #[test]
    fn unknown_fields_facts_and_missing_languages_are_mistakes() {
        assert!(mistake("since", "sinse").contains("sinse"));
        assert!(mistake("debuggable = true", "debugable = true").contains("`debugable`"));
        assert!(mistake("manifest.application", "manifest.aplication").contains("`manifest.aplication`"));
        assert!(mistake("debuggable = true", "debuggable = \"yes\"").contains("debuggable"));
        assert!(mistake("[text.zh-TW]", "[text.zh-CN]").contains("zh-CN"));
    }
}
