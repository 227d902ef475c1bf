use std::fmt;
use std::ops::Range;

/// A mistake in a `rule.toml`: the file, the line, and a caret under what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// Path of the file, as it was given or embedded.
    pub file: String,
    /// 1-based line; 0 when the mistake is in no single line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// The line and a caret below it.
    snippet: String,
}

impl RuleError {
    /// A mistake at a byte range of the file's text.
    pub(crate) fn at(file: &str, text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let message = message.into();
        let Some(span) = span else {
            return Self { file: file.into(), line: 0, message, snippet: String::new() };
        };
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count().saturating_add(1);
        let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let source = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let column = before.get(start..).map_or(0, |indent| indent.chars().count());
        let marked =
            text.get(span).map_or(1, |part| part.lines().next().unwrap_or_default().chars().count().max(1));
        let snippet = format!("\n  | {source}\n  | {}{}", " ".repeat(column), "^".repeat(marked));
        Self { file: file.into(), line, message, snippet }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}{}", self.message, self.snippet)
    }
}

impl std::error::Error for RuleError {}
