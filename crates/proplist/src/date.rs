//! Dates: the text form `YYYY-MM-DDThh:mm:ssZ` and seconds since 2001-01-01, both to seconds since 1970.

/// 2001-01-01T00:00:00Z, the epoch of binary lists.
const EPOCH_2001: f64 = 978_307_200.0;

/// Reads the text form the way `parseDateTag` of `CFPropertyList.c` does: any number of year digits, two of each other.
pub(crate) fn from_text(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-');
    let (year, month, day) = (date.next()?, two_digits(date.next()?)?, two_digits(date.next()?)?);
    let mut time = time.split(':');
    let (hour, minute, second) =
        (two_digits(time.next()?)?, two_digits(time.next()?)?, two_digits(time.next()?)?);
    if date.next().is_some() || time.next().is_some() || year.is_empty() || year.len() > 6 {
        return None;
    }
    if !year.bytes().all(|byte| byte.is_ascii_digit()) || !(1..=12).contains(&month) {
        return None;
    }
    let year: i64 = year.parse().ok()?;
    let year = if negative { year.checked_neg()? } else { year };
    let clock = hour.checked_mul(60)?.checked_add(minute)?.checked_mul(60)?.checked_add(second)?;
    days_from_civil(year, month, day)?.checked_mul(86_400)?.checked_add(clock)
}

/// Turns seconds since 2001 into whole seconds since 1970. `None` for what is no date of the years ±100 000.
pub(crate) fn from_seconds_since_2001(seconds: f64) -> Option<i64> {
    let seconds = (seconds + EPOCH_2001).floor();
    (seconds.abs() < 3.2e12).then_some(seconds as i64)
}

fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that begin on 1 March.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let months_since_march = month.checked_add(9)?.rem_euclid(12);
    let day_of_year = months_since_march
        .checked_mul(153)?
        .checked_add(2)?
        .div_euclid(5)
        .checked_add(day)?
        .checked_sub(1)?;
    let day_of_era = year_of_era
        .checked_mul(365)?
        .checked_add(year_of_era.div_euclid(4))?
        .checked_sub(year_of_era.div_euclid(100))?
        .checked_add(day_of_year)?;
    era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_instants_are_right() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2001-01-01T00:00:00Z", 978_307_200),
            ("2024-02-29T23:59:59Z", 1_709_251_199),
            ("2030-01-01T00:00:00Z", 1_893_456_000),
            ("1969-12-31T23:59:59Z", -1),
        ] {
            assert_eq!(from_text(text), Some(seconds), "{text}");
        }
        assert_eq!(from_seconds_since_2001(0.5), Some(978_307_200));
        assert_eq!(from_seconds_since_2001(f64::NAN), None);
    }

    #[test]
    fn what_core_foundation_refuses_is_no_date() {
        for text in [
            "2024-1-01T00:00:00Z",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00",
            "-",
            "9999999-01-01T00:00:00Z",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
