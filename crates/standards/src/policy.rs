//! Policies: requirements that hold from some day on, as data in `rulesets/policies`.

use finding::{Date, Severity};

/// Day on which rules, mappings and policies were last checked against their sources.
///
/// A scan that is given no day judges as of this one: the latest of which it is certain that it has come.
pub fn checked_on() -> Date {
    const TEXT: &str = include_str!("../../../rulesets/policies/checked-on.txt");
    TEXT.trim().parse().unwrap_or_default()
}

/// Rows of a policy: the cells of each line that is no comment.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// What a store demands of the target API level of one form factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetLevel {
    /// Day from which it holds.
    pub since: Date,
    /// Day until which the store grants more time to those who ask.
    pub extended_to: Date,
    /// `phone`, `watch`, `automotive`, `television` or `headset`.
    pub form: &'static str,
    /// Lowest level of new apps and of updates.
    pub updates: i64,
    /// Lowest level with which an app that is there already stays visible to new customers, where one is known.
    pub existing: Option<i64>,
}

fn target_levels() -> impl Iterator<Item = TargetLevel> {
    rows(include_str!("../../../rulesets/policies/android-target-sdk.tsv")).filter_map(|row| match row[..] {
        [since, extended_to, form, updates, existing] => Some(TargetLevel {
            since: since.parse().ok()?,
            extended_to: extended_to.parse().ok()?,
            form,
            updates: updates.parse().ok()?,
            existing: existing.parse().ok(),
        }),
        _ => None,
    })
}

/// The store's requirement for a form factor in force on a day; `None` before the first that is known.
pub fn target_level(form: &str, on: Date) -> Option<TargetLevel> {
    target_levels().filter(|row| row.form == form && row.since <= on).max_by_key(|row| row.since)
}

/// A floor for the minimum API level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumFloor {
    /// Day from which it holds.
    pub since: Date,
    /// The level.
    pub level: i64,
    /// How bad it is to be below.
    pub severity: Severity,
}

/// Floors for the minimum API level in force on a day, as the policy lists them.
pub fn minimum_floors(on: Date) -> impl Iterator<Item = MinimumFloor> {
    let all = rows(include_str!("../../../rulesets/policies/android-min-sdk.tsv"));
    let floors = all.filter_map(|row| match row[..] {
        [since, level, severity] => Some(MinimumFloor {
            since: since.parse().ok()?,
            level: level.parse().ok()?,
            severity: severity.parse().ok()?,
        }),
        _ => None,
    });
    floors.filter(move |floor| floor.since <= on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_of_the_policies_is_a_day() {
        assert!(checked_on() > Date::default());
    }

    #[test]
    fn every_row_of_a_policy_is_read() {
        let lines = include_str!("../../../rulesets/policies/android-target-sdk.tsv").lines();
        assert_eq!(target_levels().count(), lines.filter(|line| !line.starts_with('#')).count());
        assert_eq!(minimum_floors(checked_on()).count(), 3);
    }

    #[test]
    fn the_requirement_of_the_day_counts() {
        let level = |form, on| target_level(form, day(on)).map(|row| (row.updates, row.existing));
        assert_eq!(level("phone", "2024-08-30"), None);
        assert_eq!(level("phone", "2026-08-30"), Some((35, Some(34))));
        assert_eq!(level("phone", "2026-08-31"), Some((36, Some(35))));
        assert_eq!(level("television", "2026-12-01"), Some((34, None)));
        assert_eq!(level("toaster", "2026-12-01"), None);
    }
}
