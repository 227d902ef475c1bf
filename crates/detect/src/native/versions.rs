//! Versions of native components, compared as their makers number them.

/// One step of a version. Letters come after nothing: `1.0.1` is before `1.0.1a`, and `1.0.2u` before `1.0.2za`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Number(u64),
    Letters(usize, String),
}

fn steps(version: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = version.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let same = |c: char| c.is_ascii_alphanumeric() && c.is_ascii_digit() == is_digit;
        let (step, after) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        steps.push(match step.parse() {
            Ok(number) => Step::Number(number),
            Err(_) => Step::Letters(step.len(), step.to_ascii_lowercase()),
        });
        rest = after.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    }
    steps
}

/// Whether a version is `from` or later and before `fixed`.
pub(super) fn is_between(version: &str, from: &str, fixed: &str) -> bool {
    let version = steps(version);
    version >= steps(from) && version < steps(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_numbers_and_dates_are_ordered() {
        assert!(is_between("1.0.1f", "1.0.1", "1.0.1g"));
        assert!(is_between("1.0.1", "1.0.1", "1.0.1g"));
        assert!(!is_between("1.0.1g", "1.0.1", "1.0.1g"));
        assert!(is_between("1.0.2u", "1.0.2", "1.0.2zd"));
        assert!(!is_between("1.0.2zh", "1.0.2", "1.0.2zd"));
        assert!(is_between("7.79.1", "7.69.0", "8.4.0"));
        assert!(!is_between("7.68.0", "7.69.0", "8.4.0"));
        assert!(is_between("2018-06-04", "2000", "2018-11-05"));
        assert!(!is_between("2018-12-01", "2000", "2018-11-05"));
    }
}
