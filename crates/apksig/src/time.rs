//! Times of a certificate's validity (RFC 5280, 4.1.2.5).

use cursor::ParseError;

use crate::ber::{self, Value};

/// One moment as written and as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// `2020-01-31T12:00:00Z`, or the text as written when it is not a time.
    pub text: String,
    /// Seconds since 1970-01-01 UTC, leap seconds not counted; `None` when the text is not a time.
    pub unix: Option<i64>,
}

impl Time {
    pub(crate) fn parse(value: &Value<'_>) -> Result<Self, ParseError> {
        if value.tag != ber::UTC_TIME && value.tag != ber::GENERALIZED_TIME {
            return Err(ParseError::invalid("validity", value.offset, "not a time"));
        }
        let written = value.content.get(..64).unwrap_or(value.content);
        let known = fields(written, value.tag == ber::UTC_TIME);
        Ok(known.unwrap_or_else(|| Self { text: String::from_utf8_lossy(written).into_owned(), unix: None }))
    }
}

fn fields(written: &[u8], two_digit_year: bool) -> Option<Time> {
    let digits = |start: usize, count: usize| -> Option<i64> {
        written.get(start..start.checked_add(count)?)?.iter().try_fold(0i64, |number, byte| {
            byte.is_ascii_digit().then(|| number.saturating_mul(10).saturating_add(i64::from(byte & 0x0f)))
        })
    };
    let (year, rest) = if two_digit_year {
        let short = digits(0, 2)?;
        (short.saturating_add(if short < 50 { 2000 } else { 1900 }), 2usize)
    } else {
        (digits(0, 4)?, 4)
    };
    let at = |index: usize| digits(rest.saturating_add(index), 2);
    let (month, day, hour, minute) = (at(0)?, at(2)?, at(4)?, at(6)?);
    // Seconds may be missing in old encodings; a zone other than Z is not used in practice and is not applied.
    let second = at(8).unwrap_or(0);
    let in_range =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !in_range {
        return None;
    }
    let seconds = [(days(year, month, day), 86_400), (hour, 3600), (minute, 60), (second, 1)];
    let unix = seconds.iter().map(|(count, unit)| count.saturating_mul(*unit)).sum();
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    Some(Time { text, unix: Some(unix) })
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted from March so that leap days come last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let shifted = month.saturating_add(9).rem_euclid(12);
    let day_of_year =
        shifted.saturating_mul(153).saturating_add(2).div_euclid(5).saturating_add(day.saturating_sub(1));
    year.saturating_mul(365)
        .saturating_add(year.div_euclid(4))
        .saturating_sub(year.div_euclid(100))
        .saturating_add(year.div_euclid(400))
        .saturating_add(day_of_year)
        .saturating_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_unix_seconds() {
        let unix = |text: &str, short| fields(text.as_bytes(), short).and_then(|time| time.unix);
        assert_eq!(unix("700101000000Z", true), Some(0));
        assert_eq!(unix("20000229120000Z", false), Some(951_825_600));
        assert_eq!(unix("20331022000000Z", false), Some(2_013_552_000));
        assert_eq!(unix("991332000000Z", true), None);
        assert_eq!(unix("2", true), None);
    }
}
