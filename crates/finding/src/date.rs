use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, `2026-11-24`.
///
/// Results never read a clock: what depends on the day (pins that expire, requirements of a store) is judged as of a
/// day that the caller gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Default for Date {
    /// 1970-01-01.
    fn default() -> Self {
        Self { year: 1970, month: 1, day: 1 }
    }
}

impl Date {
    /// A day, or `None` when the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=last).contains(&day).then_some(Self { year, month, day })
    }

    /// The day that is this many days later.
    pub fn plus_days(self, days: u32) -> Self {
        (0..days).fold(self, |date, _| date.next())
    }

    /// Seconds since 1970-01-01 UTC at the beginning of the day.
    pub fn unix(self) -> i64 {
        // Counted from March, so that the leap day comes last.
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = if month <= 2 { year.saturating_sub(1) } else { year };
        let shifted = month.saturating_add(9).rem_euclid(12);
        let day_of_year = shifted.saturating_mul(153).saturating_add(2).div_euclid(5);
        let days = year
            .saturating_mul(365)
            .saturating_add(year.div_euclid(4))
            .saturating_sub(year.div_euclid(100))
            .saturating_add(year.div_euclid(400))
            .saturating_add(day_of_year)
            .saturating_add(i64::from(self.day))
            .saturating_sub(719_469);
        days.saturating_mul(86_400)
    }

    fn next(self) -> Self {
        let Self { year, month, day } = self;
        Self::new(year, month, day.saturating_add(1))
            .or_else(|| Self::new(year, month.saturating_add(1), 1))
            .or_else(|| Self::new(year.saturating_add(1), 1, 1))
            .unwrap_or(self)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a day written as 2026-11-24");
        let part = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u16>().ok())
        };
        let shaped = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10)) else {
            return Err(wrong());
        };
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else { return Err(wrong()) };
        Self::new(year, month, day).filter(|_| shaped).ok_or_else(wrong)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for wrong in
            ["2026-02-29", "2026-13-01", "2026-1-01", "2026-01-00", "26-01-01", "2026/01/01", "+026-01-01"]
        {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
        assert_eq!(date("2028-02-29").to_string(), "2028-02-29");
    }

    #[test]
    fn days_are_counted_over_the_ends_of_months_and_years() {
        assert_eq!(date("2026-12-15").plus_days(30), date("2027-01-14"));
        assert_eq!(date("2028-02-28").plus_days(2), date("2028-03-01"));
        assert!(date("2026-11-24") < date("2027-01-01"));
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(date("1970-01-01").unix(), 0);
        assert_eq!(date("2000-02-29").unix(), 951_782_400);
        assert_eq!(date("2033-10-22").unix(), 2_013_552_000);
    }
}
