use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::Outcome;
use crate::program::{self, Scratch};

const PACKAGES: &[&str] =
    &["broker-leaky.apk", "broker-hardened.apk", "broker-leaky.ipa", "broker-hardened.ipa"];

/// Exit codes of a scan that wrote its reports: complete, complete with findings, incomplete.
const WROTE: &[i32] = &[0, 1, 4];

/// Scans the sample apps and validates what was written.
pub(crate) fn run(root: &Path, dir: &Path) -> Result<Outcome> {
    let appraise = program::appraise(root)?;
    let json = program::capture(Command::new(&appraise).args(["schema", "json-v1"]))?;
    let json =
        Schema::new("json", serde_json::from_slice(&json).context("`appraise schema json-v1` is no JSON")?)?;
    let sarif = dir.join("sarif-schema-2.1.0.json");
    let sarif = if sarif.is_file() { Some(Schema::new("sarif", read(&sarif)?)?) } else { None };
    let scratch = Scratch::new("validate")?;
    let mut mistakes = Vec::new();
    for package in PACKAGES {
        let reports =
            [("json", scratch.path().join("report.json")), ("sarif", scratch.path().join("report.sarif"))];
        let mut scan = Command::new(&appraise);
        scan.args(["--quiet", "scan"]).arg(root.join("fixtures/apps").join(package));
        for (format, path) in &reports {
            scan.arg("-o").arg(format!("{format}={}", path.display()));
        }
        let output = scan.output().context("cannot start appraise")?;
        if !output.status.code().is_some_and(|code| WROTE.contains(&code)) {
            bail!("{package}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
        }
        let schemas = [Some(&json), sarif.as_ref()];
        for ((_, path), schema) in
            reports.iter().zip(schemas).filter_map(|(report, schema)| Some((report, schema?)))
        {
            let found = schema.mistakes(&read(path)?);
            println!("{package}: {}: {}", schema.name, if found.is_empty() { "valid" } else { "NOT VALID" });
            mistakes
                .extend(found.into_iter().map(|mistake| format!("{package}: {}: {mistake}", schema.name)));
        }
    }
    if !mistakes.is_empty() {
        bail!("{}", mistakes.join("\n"));
    }
    if sarif.is_none() {
        return Ok(Outcome::Skipped(format!(
            "SARIF, since {} holds no sarif-schema-2.1.0.json; JSON is valid",
            dir.display()
        )));
    }
    Ok(Outcome::Done)
}

struct Schema {
    name: &'static str,
    validator: jsonschema::Validator,
}

impl Schema {
    fn new(name: &'static str, schema: Value) -> Result<Self> {
        let validator = jsonschema::validator_for(&schema)
            .map_err(|error| anyhow::anyhow!("the {name} schema: {error}"))?;
        Ok(Self { name, validator })
    }

    /// What is wrong and where, at most ten lines: one mistake is often made in every element.
    fn mistakes(&self, report: &Value) -> Vec<String> {
        self.validator
            .iter_errors(report)
            .take(10)
            .map(|error| format!("{}: {error}", error.instance_path))
            .collect()
    }
}

fn read(file: &Path) -> Result<Value> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no JSON", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_names_its_place() {
        let schema = serde_json::json!({ "properties": { "a": { "type": "string" } } });
        let schema = Schema::new("sample", schema).unwrap();
        assert!(schema.mistakes(&serde_json::json!({ "a": "text" })).is_empty());
        let mistakes = schema.mistakes(&serde_json::json!({ "a": 1 }));
        assert!(mistakes.concat().starts_with("/a: "), "{mistakes:?}");
    }
}
