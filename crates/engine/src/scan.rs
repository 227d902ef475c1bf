use facts::{Facts, Part, Seen};
use finding::{Confidence, Finding, Fingerprint, Severity, Verdict};
use package::Issue;
use rules::Rule;

/// The result of all rules over one app.
#[derive(Debug)]
pub struct Scan<'r, 'a> {
    /// What was read; reports take identity, coverage and issues from it.
    pub facts: Facts<'a>,
    /// One verdict a rule of the app's platform, by rule id.
    pub verdicts: Vec<RuleVerdict<'r>>,
    /// Every finding, worst first, then by unit, place and rule.
    pub findings: Vec<ScanFinding<'r>>,
    /// How much of each part was read.
    pub coverage: Vec<PartSeen>,
    /// Caps that were reached. One is enough to make the scan incomplete.
    pub limits: Vec<LimitHit>,
    /// SHA-256 of the rules that judged.
    pub rules_hash: String,
    /// Rules that a detector or a panic stopped.
    pub crashed: Vec<String>,
}

/// The verdict of one rule.
#[derive(Debug)]
pub struct RuleVerdict<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// What it says.
    pub verdict: Verdict,
}

/// A finding with the rule it comes from and its identity.
#[derive(Debug)]
pub struct ScanFinding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The finding.
    pub finding: Finding,
    /// Its identity through rebuilds.
    pub fingerprint: Fingerprint,
}

/// How much of one part was read.
#[derive(Debug, Clone)]
pub struct PartSeen {
    /// The part.
    pub part: Part,
    /// How much.
    pub seen: Seen,
}

/// A cap that was reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitHit {
    /// The artifact that was cut.
    pub artifact: String,
    /// What was cut, where, and the cap.
    pub what: String,
}

/// How a scan ends for the calling program: the exit code and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: complete, nothing at or above the threshold.
    Clean,
    /// 1: complete, findings at or above the threshold.
    Findings,
    /// 4: something was not read to the end.
    Incomplete,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Incomplete => 4,
        }
    }

    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Exit::Clean => "clean",
            Exit::Findings => "findings",
            Exit::Incomplete => "incomplete",
        }
    }
}

impl Scan<'_, '_> {
    /// How the scan ends for a threshold. Incomplete wins: a gate must not open on what was not read.
    pub fn exit(&self, fail_on: Severity, min_confidence: Confidence) -> Exit {
        let counts = |one: &ScanFinding<'_>| {
            one.finding.severity >= fail_on && one.finding.confidence >= min_confidence
        };
        if self.is_incomplete() {
            Exit::Incomplete
        } else if self.findings.iter().any(counts) {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    /// True when a cap was reached, a rule crashed, or a part was there and could not be read.
    pub fn is_incomplete(&self) -> bool {
        let partly = |one: &PartSeen| matches!(one.seen, Seen::Partly(_));
        // Without a rule nothing was judged, which must not read as clean.
        self.verdicts.is_empty()
            || !self.limits.is_empty()
            || !self.crashed.is_empty()
            || self.coverage.iter().any(partly)
    }

    /// Findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|one| one.finding.severity == severity).count()
    }

    /// Issues that are not limits: damage and archive oddities.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.facts.issues.iter().filter(|issue| !issue.is_limit())
    }
}
