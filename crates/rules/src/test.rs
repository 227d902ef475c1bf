use facts::{FieldType, Scalar};
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

/// A condition on one value, as `rule.toml` writes it: a plain value to be equal to, or a table.
///
/// `{ not = "", matches = '(?i)^aes$' }`: every key of the table must hold.
#[derive(Debug, Clone)]
pub struct Test {
    /// Whether the value must be a constant, or must not be; only arguments of calls have this.
    pub(crate) constant: Option<bool>,
    checks: Vec<Check>,
}

#[derive(Debug, Clone)]
enum Check {
    Equals(Literal),
    Not(Literal),
    In(Vec<Literal>),
    NotIn(Vec<Literal>),
    Below(i64),
    Above(i64),
    /// All of these bits are set.
    Bits(i64),
    /// None of these bits is set.
    NoBits(i64),
    Matches(Regex),
    MatchesNot(Regex),
}

/// A value written in a rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Literal {
    Bool(bool),
    Int(i64),
    Text(String),
}

impl Literal {
    fn kind(&self) -> FieldType {
        match self {
            Literal::Bool(_) => FieldType::Bool,
            Literal::Int(_) => FieldType::Int,
            Literal::Text(_) => FieldType::Text,
        }
    }

    fn is(&self, value: Scalar<'_>) -> bool {
        match (self, value) {
            (Literal::Bool(want), Scalar::Bool(value)) => *want == value,
            // A boolean argument is an integer in Dalvik code.
            (Literal::Bool(want), Scalar::Int(value)) => *want == (value != 0),
            (Literal::Int(want), Scalar::Int(value)) => *want == value,
            (Literal::Text(want), Scalar::Text(value)) => want == value,
            _ => false,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    equals: Option<Literal>,
    not: Option<Literal>,
    #[serde(rename = "in")]
    one_of: Option<Vec<Literal>>,
    not_in: Option<Vec<Literal>>,
    below: Option<i64>,
    above: Option<i64>,
    bits: Option<i64>,
    no_bits: Option<i64>,
    matches: Option<String>,
    matches_not: Option<String>,
    constant: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Plain(Literal),
    Table(Box<Table>),
}

impl<'de> Deserialize<'de> for Test {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let table = match Written::deserialize(deserializer)? {
            Written::Plain(value) => return Ok(Self { constant: None, checks: vec![Check::Equals(value)] }),
            Written::Table(table) => table,
        };
        let mut checks = Vec::new();
        checks.extend(table.equals.map(Check::Equals));
        checks.extend(table.not.map(Check::Not));
        checks.extend(table.one_of.map(Check::In));
        checks.extend(table.not_in.map(Check::NotIn));
        checks.extend(table.below.map(Check::Below));
        checks.extend(table.above.map(Check::Above));
        checks.extend(table.bits.map(Check::Bits));
        checks.extend(table.no_bits.map(Check::NoBits));
        if let Some(pattern) = &table.matches {
            checks.push(Check::Matches(pattern_of(pattern).map_err(D::Error::custom)?));
        }
        if let Some(pattern) = &table.matches_not {
            checks.push(Check::MatchesNot(pattern_of(pattern).map_err(D::Error::custom)?));
        }
        if checks.is_empty() && table.constant.is_none() {
            return Err(D::Error::custom("an empty condition"));
        }
        Ok(Self { constant: table.constant, checks })
    }
}

/// Compiles a pattern of a rule: bytes, ASCII classes, and a bounded automaton. Unicode classes cost ten times as much.
pub(crate) fn pattern_of(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).unicode(false).size_limit(10 << 20).build()
}

impl Test {
    /// Whether a value meets the condition.
    pub fn holds(&self, value: Scalar<'_>) -> bool {
        self.checks.iter().all(|check| check.holds(value))
    }

    /// The first key that cannot apply to a field of this type.
    pub(crate) fn misfit(&self, kind: FieldType) -> Option<&'static str> {
        self.checks.iter().find_map(|check| check.misfit(kind))
    }
}

impl Check {
    fn holds(&self, value: Scalar<'_>) -> bool {
        let int = match value {
            Scalar::Int(value) => Some(value),
            _ => None,
        };
        match self {
            Check::Equals(want) => want.is(value),
            Check::Not(want) => !want.is(value),
            Check::In(wants) => wants.iter().any(|want| want.is(value)),
            Check::NotIn(wants) => !wants.iter().any(|want| want.is(value)),
            Check::Below(bound) => int.is_some_and(|value| value < *bound),
            Check::Above(bound) => int.is_some_and(|value| value > *bound),
            Check::Bits(bits) => int.is_some_and(|value| value & bits == *bits),
            Check::NoBits(bits) => int.is_some_and(|value| value & bits == 0),
            Check::Matches(pattern) => {
                matches!(value, Scalar::Text(text) if pattern.is_match(text.as_bytes()))
            }
            Check::MatchesNot(pattern) => {
                matches!(value, Scalar::Text(text) if !pattern.is_match(text.as_bytes()))
            }
        }
    }

    fn misfit(&self, kind: FieldType) -> Option<&'static str> {
        let of = |literal: &Literal, key| (literal.kind() != kind).then_some(key);
        match self {
            Check::Equals(literal) => of(literal, "equals"),
            Check::Not(literal) => of(literal, "not"),
            Check::In(literals) => literals.iter().find_map(|literal| of(literal, "in")),
            Check::NotIn(literals) => literals.iter().find_map(|literal| of(literal, "not_in")),
            Check::Below(_) | Check::Above(_) | Check::Bits(_) | Check::NoBits(_) => {
                (kind != FieldType::Int).then_some("a number condition")
            }
            Check::Matches(_) | Check::MatchesNot(_) => (kind != FieldType::Text).then_some("a pattern"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(text: &str) -> Test {
        #[derive(Deserialize)]
        struct Holder {
            x: Test,
        }
        toml::from_str::<Holder>(&format!("x = {text}")).unwrap().x
    }

    #[test]
    fn every_key_must_hold() {
        let flags = test("{ bits = 1, no_bits = 0x4000000 }");
        assert!(flags.holds(Scalar::Int(3)));
        assert!(!flags.holds(Scalar::Int(0x400_0001)));
        assert!(!flags.holds(Scalar::Int(2)));
    }

    #[test]
    fn a_dalvik_boolean_is_an_integer() {
        assert!(test("true").holds(Scalar::Int(1)));
        assert!(!test("true").holds(Scalar::Int(0)));
        assert!(test("false").holds(Scalar::Bool(false)));
    }

    #[test]
    fn a_pattern_is_anchored_only_where_it_says_so() {
        let bare = test("{ matches = '^(?i)aes$' }");
        assert!(bare.holds(Scalar::Text("AES")));
        assert!(!bare.holds(Scalar::Text("AES/GCM/NoPadding")));
        assert_eq!(bare.misfit(FieldType::Bool), Some("a pattern"));
    }
}
