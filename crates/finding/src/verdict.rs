use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{Evidence, Location, Text};

macro_rules! scale {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal $zh:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every step, lowest first.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The English word, as rules, options and reports spell it.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The word in both languages.
            pub fn text(self) -> Text {
                match self { $($name::$variant => Text::new($word, $zh),)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok($name::$variant),)*
                    other => Err(format!("`{other}` is none of {}", [$($word),*].join(", "))),
                }
            }
        }
    };
}

scale! {
    /// How bad a finding is if it is true.
    Severity {
        /// Worth knowing; never blocks.
        Info "info" "資訊",
        /// Weakens a defence.
        Low "low" "低",
        /// Exploitable together with something else.
        Medium "medium" "中",
        /// Exploitable alone.
        High "high" "高",
        /// Breaks the app's identity or gives away its keys.
        Critical "critical" "嚴重",
    }
}

scale! {
    /// How sure the rule is that the finding is true.
    Confidence {
        /// A lead for a person.
        Low "low" "低",
        /// Likely; some context was not seen.
        Medium "medium" "中",
        /// Decided on values.
        High "high" "高",
    }
}

/// Whose code or component a finding is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The app's own.
    Own,
    /// A known SDK, by its name.
    ThirdParty(Arc<str>),
    /// Neither could be shown.
    Unknown,
}

impl Origin {
    /// The word of reports: `own`, `third_party` or `unknown`.
    pub fn word(&self) -> &'static str {
        match self {
            Origin::Own => "own",
            Origin::ThirdParty(_) => "third_party",
            Origin::Unknown => "unknown",
        }
    }

    /// Name of the SDK.
    pub fn sdk(&self) -> Option<&str> {
        match self {
            Origin::ThirdParty(name) => Some(name),
            Origin::Own | Origin::Unknown => None,
        }
    }
}

/// One true statement about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The unit (base, split, app, extension, framework) that holds the artifact.
    pub unit: Arc<str>,
    /// Where to look.
    pub location: Location,
    /// The rule's severity unless the place calls for another.
    pub severity: Severity,
    /// The rule's confidence unless the place calls for another.
    pub confidence: Confidence,
    /// Whose it is.
    pub origin: Origin,
    /// The values that decided; they also fill the placeholders of the rule's text.
    pub evidence: Vec<Evidence>,
    /// What distinguishes this finding from others of the rule at the same symbolic place, such as the called method.
    pub anchor: String,
}

/// What one rule says about one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The weakness is there, at these places. A second text says what else could not be told.
    Fail(Vec<Finding>, Option<Text>),
    /// Everything the rule needs was read and the weakness is not there; the evidence says what was looked at.
    Pass(Vec<Evidence>),
    /// The question does not arise.
    NotApplicable(Text),
    /// It cannot be told. Never a pass.
    Inconclusive(Text),
}

impl Verdict {
    /// The word of reports: `fail`, `pass`, `not_applicable`, `inconclusive`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Fail(..) => "fail",
            Verdict::Pass(_) => "pass",
            Verdict::NotApplicable(_) => "not_applicable",
            Verdict::Inconclusive(_) => "inconclusive",
        }
    }

    /// The findings of a `Fail`, otherwise none.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Verdict::Fail(findings, _) => findings,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_are_ordered_and_spelled_one_way() {
        assert!(Severity::Info < Severity::Low && Severity::High < Severity::Critical);
        for severity in Severity::ALL {
            assert_eq!(severity.word().parse(), Ok(*severity));
        }
        assert_eq!(
            "HIGH".parse::<Severity>().unwrap_err(),
            "`HIGH` is none of info, low, medium, high, critical"
        );
    }
}
