use serde::Deserialize;

/// Why a file is not a report that can be sealed.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not JSON, or not of the form of a report.
    #[error("no report of `appraise scan -o json=…`: {0}")]
    NotAReport(#[from] serde_json::Error),
    /// A report of another version of the form.
    #[error("a report of form `{0}`; this version seals `json-v1`")]
    OtherForm(String),
}

/// What a pack tells of a report. The report itself goes in as it is.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    schema: String,
    pub(crate) tool: Tool,
    pub(crate) as_of: String,
    pub(crate) app: App,
    pub(crate) exit: Exit,
    pub(crate) verdicts: Vec<RuleVerdict>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Tool {
    pub(crate) version: String,
    pub(crate) rules_sha256: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct App {
    pub(crate) file: String,
    pub(crate) sha256: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Exit {
    pub(crate) reason: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RuleVerdict {
    pub(crate) rule: String,
    pub(crate) verdict: String,
}

impl Record {
    /// Reads a report in the form `json-v1`. A key that is there twice is an error: two readers could see two records.
    pub fn read(json: &[u8]) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_slice(json)?;
        if record.schema != "json-v1" {
            return Err(RecordError::OtherForm(record.schema));
        }
        Ok(record)
    }

    /// Rules with this verdict, in the order of the report.
    pub(crate) fn rules(&self, verdict: &str) -> Vec<&str> {
        let rules = self.verdicts.iter().filter(|one| one.verdict == verdict);
        rules.map(|one| one.rule.as_str()).collect()
    }
}
