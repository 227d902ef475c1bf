//! The two encodings inside the configuration, as the platform decodes them: Base64 and days.

use finding::Date;

/// Decodes Base64 as `android.util.Base64` does with default flags: bytes outside of the alphabet are skipped, padding
/// may be missing, wrong padding is an error.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut word, mut digits, mut padding) = (0u32, 0u32, 0u32);
    for &byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding = padding.saturating_add(1);
                // Padding completes a group of which two or three digits are there.
                if digits < 2 || padding.saturating_add(digits) > 4 {
                    return None;
                }
                continue;
            }
            _ => continue,
        };
        if padding > 0 {
            return None;
        }
        word = word << 6 | u32::from(digit);
        digits = digits.saturating_add(1);
        if digits == 4 {
            out.extend_from_slice(word.to_be_bytes().get(1..)?);
            (word, digits) = (0, 0);
        }
    }
    match (digits, padding) {
        (0, _) => {}
        (2, 0 | 2) => out.extend_from_slice((word << 12).to_be_bytes().get(1..2)?),
        (3, 0 | 1) => out.extend_from_slice((word << 6).to_be_bytes().get(1..3)?),
        _ => return None,
    }
    Some(out)
}

/// The day that a strict `SimpleDateFormat("yyyy-MM-dd")` of Java reads: numbers of any length, blanks before them,
/// anything behind the day. `None` when it throws. Years beyond 9999 are its last day.
pub fn pin_expiry(text: &str) -> Option<Date> {
    let mut rest = text;
    let mut number = |end: Option<char>| -> Option<u64> {
        rest = rest.trim_start_matches([' ', '\t']);
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?;
        if let Some(end) = end {
            rest = rest.strip_prefix(end)?;
        }
        Some(value)
    };
    let (year, month, day) = (number(Some('-'))?, number(Some('-'))?, number(None)?);
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    match u16::try_from(year).ok().filter(|year| *year <= 9999) {
        Some(0) => None,
        Some(year) => Date::new(year, month, day),
        None => Date::new(9999, 12, 31),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_leniently_as_the_platform_reads_it() {
        assert_eq!(base64(b"AQID").as_deref(), Some(&[1, 2, 3][..]));
        assert_eq!(base64(b" A-Q\nID ").as_deref(), Some(&[1, 2, 3][..]), "skipped, not refused");
        assert_eq!(base64(b"AQI").as_deref(), Some(&[1, 2][..]), "padding may be missing");
        assert_eq!(base64(b"AQI=").as_deref(), Some(&[1, 2][..]));
        assert_eq!(base64(b"AQ==").as_deref(), Some(&[1][..]));
        for wrong in ["A", "AQ=", "AQI==", "=", "AQI=A", "AQIDB"] {
            assert_eq!(base64(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_is_read_as_java_reads_it() {
        let shown = |text| pin_expiry(text).map(|date| date.to_string());
        assert_eq!(shown("2027-01-31").as_deref(), Some("2027-01-31"));
        assert_eq!(shown(" 2027-1-5T00:00").as_deref(), Some("2027-01-05"));
        assert_eq!(shown("27-01-05").as_deref(), Some("0027-01-05"), "no century is guessed");
        assert_eq!(shown("99999-01-05").as_deref(), Some("9999-12-31"));
        for wrong in ["2027-02-30", "2027/01/01", "2027-13-01", "", "2027-01", "never", "0000-01-01"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }
}
