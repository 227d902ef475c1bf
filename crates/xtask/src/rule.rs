use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What the documentation shows of a `rule.toml`. The `rules` crate checks the file; here it is only read.
#[derive(Deserialize)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) severity: String,
    pub(crate) confidence: String,
    pub(crate) needs: Vec<String>,
    #[serde(default)]
    pub(crate) owasp: Vec<String>,
    #[serde(default)]
    pub(crate) mas: Vec<String>,
    #[serde(default)]
    pub(crate) masvs: Vec<String>,
    #[serde(default)]
    pub(crate) maswe: Vec<String>,
    #[serde(default)]
    pub(crate) cwe: Vec<u32>,
    #[serde(default)]
    pub(crate) checks: Vec<String>,
    #[serde(default)]
    pub(crate) mastg: Vec<String>,
    pub(crate) since: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    text: Texts,
    /// The lines of the file that put the question.
    #[serde(skip)]
    pub(crate) ask: String,
}

#[derive(Deserialize)]
struct Texts {
    en: Text,
    #[serde(rename = "zh-TW")]
    zh_tw: Text,
}

/// The five texts of a language.
#[derive(Deserialize)]
pub(crate) struct Text {
    pub(crate) title: String,
    pub(crate) finds: String,
    pub(crate) risk: String,
    pub(crate) fix: String,
    pub(crate) false_positives: String,
}

impl Rule {
    pub(crate) fn read(text: &str) -> Result<Self> {
        let mut rule: Self = toml::from_str(text)?;
        let ask = text
            .lines()
            .skip_while(|line| !line.starts_with("[ask"))
            .take_while(|line| !line.starts_with("[text"));
        rule.ask = ask.collect::<Vec<_>>().join("\n").trim().to_owned();
        Ok(rule)
    }

    pub(crate) fn en(&self) -> &Text {
        &self.text.en
    }

    pub(crate) fn zh_tw(&self) -> &Text {
        &self.text.zh_tw
    }
}

/// Every rule below `rulesets/`, in the order of their ids.
pub(crate) fn all(root: &Path) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for file in files(&root.join("rulesets"))? {
        let text = fs::read_to_string(&file)?;
        rules.push(Rule::read(&text).with_context(|| format!("in {}", file.display()))?);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

/// Paths of every `rule.toml` below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "cases") {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "rule.toml") {
                found.push(path);
            }
        }
    }
    Ok(found)
}
