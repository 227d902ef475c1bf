use std::sync::Arc;

use facts::Facts;
use finding::{Confidence, Evidence, Finding, Location, Origin, Severity, Text};

use crate::Rule;

/// Where a rule, while it runs, puts what it sees. The engine makes the verdict of it.
pub struct Sink<'a> {
    facts: &'a Facts<'a>,
    rule: &'a Rule,
    /// Places where the weakness is.
    pub findings: Vec<Finding>,
    /// Places where it could not be told.
    pub unknowns: Vec<Text>,
    /// What was looked at; the evidence of a pass.
    pub examined: Vec<Evidence>,
    /// Why the question does not arise, if it does not.
    pub not_applicable: Option<Text>,
}

impl<'a> Sink<'a> {
    /// An empty sink for one run of a rule.
    pub fn new(facts: &'a Facts<'a>, rule: &'a Rule) -> Self {
        let (findings, unknowns, examined) = (Vec::new(), Vec::new(), Vec::new());
        Self { facts, rule, findings, unknowns, examined, not_applicable: None }
    }

    /// The rule that runs.
    pub fn rule(&self) -> &'a Rule {
        self.rule
    }

    /// The weakness is at this place. Severity and confidence are the rule's unless the draft says otherwise.
    pub fn fail(&mut self, location: Location) -> Draft<'_> {
        let unit: Arc<str> = self.facts.unit_of(&location.artifact);
        let origin = self.facts.origin_of(&location);
        self.findings.push(Finding {
            unit,
            location,
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            origin,
            evidence: Vec::new(),
            anchor: String::new(),
        });
        Draft { findings: &mut self.findings }
    }

    /// It could not be told, and why.
    pub fn unknown(&mut self, why: Text) {
        self.unknowns.push(why);
    }

    /// Something was looked at; a pass rests on it.
    pub fn examined(&mut self, name: &str, value: impl std::fmt::Display) {
        self.examined.push(Evidence::new(name, value.to_string()));
    }

    /// The question does not arise.
    pub fn not_applicable(&mut self, why: Text) {
        self.not_applicable = Some(why);
    }
}

/// The finding that was just reported, to be completed.
pub struct Draft<'s> {
    findings: &'s mut Vec<Finding>,
}

impl Draft<'_> {
    fn change(self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = self.findings.last_mut() {
            change(finding);
        }
        self
    }

    /// A value that decided.
    pub fn value(self, name: &str, value: impl AsRef<str>) -> Self {
        self.change(|finding| finding.evidence.push(Evidence::new(name, value)))
    }

    /// Evidence as it is, such as a masked secret.
    pub fn evidence(self, evidence: Evidence) -> Self {
        self.change(|finding| finding.evidence.push(evidence))
    }

    /// What tells this finding from others of the rule at the same symbolic place.
    pub fn anchor(self, anchor: impl Into<String>) -> Self {
        self.change(|finding| finding.anchor = anchor.into())
    }

    /// Another severity than the rule's.
    pub fn severity(self, severity: Severity) -> Self {
        self.change(|finding| finding.severity = severity)
    }

    /// Another confidence than the rule's.
    pub fn confidence(self, confidence: Confidence) -> Self {
        self.change(|finding| finding.confidence = confidence)
    }

    /// Another owner than the place suggests.
    pub fn origin(self, origin: Origin) -> Self {
        self.change(|finding| finding.origin = origin)
    }
}
