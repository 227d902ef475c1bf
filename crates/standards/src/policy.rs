//! Policies: requirements that hold from some day on, as data in `rulesets/policies`.

use finding::Date;

/// Day on which rules, mappings and policies were last checked against their sources.
///
/// A scan that is given no day judges as of this one: the latest of which it is certain that it has come.
pub fn checked_on() -> Date {
    const TEXT: &str = include_str!("../../../rulesets/policies/checked-on.txt");
    TEXT.trim().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_policies_is_a_day() {
        assert!(checked_on() > Date::default());
    }
}
