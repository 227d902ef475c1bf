//! Modified UTF-8: U+0000 as `C0 80`, characters beyond U+FFFF as two encoded surrogates.
//!
//! Source: "MUTF-8 (Modified UTF-8) Encoding" in the DEX format documentation.

use std::borrow::Cow;
use std::cmp::Ordering;

/// The text of MUTF-8 bytes. Surrogate pairs are joined; a lone surrogate or a damaged byte becomes U+FFFD.
///
/// Four-byte UTF-8, which the format forbids, is read as the character it plainly means.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode_slowly(bytes)),
    }
}

/// The MUTF-8 bytes of a text.
pub fn encode(text: &str) -> Cow<'_, [u8]> {
    // Without leaving early the check runs over many bytes at a time.
    let plain = |plain: bool, byte: u8| plain & (byte != 0) & (byte < 0xf0);
    if text.bytes().fold(true, plain) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match unit {
            0x0001..=0x007f => bytes.push(unit.to_le_bytes()[0]),
            0x0000 | 0x0080..=0x07ff => bytes.extend([0xc0 | low6(unit >> 6), 0x80 | low6(unit)]),
            _ => bytes.extend([0xe0 | low6(unit >> 12), 0x80 | low6(unit >> 6), 0x80 | low6(unit)]),
        }
    }
    Cow::Owned(bytes)
}

/// Compares by UTF-16 code units, the order in which the format demands its string table.
///
/// Well-formed MUTF-8 sorts by its bytes, except that `C0 80` is the smallest unit of all.
pub fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let differ = left.iter().zip(right).find(|(a, b)| a != b);
    let rank = |byte: u8| if byte == 0xc0 { 0 } else { byte };
    match differ {
        Some((a, b)) => rank(*a).cmp(&rank(*b)),
        None => left.len().cmp(&right.len()),
    }
}

fn low6(unit: u16) -> u8 {
    (unit & 0x3f).to_le_bytes()[0]
}

fn decode_slowly(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (mut value, mut used) = unit(rest);
        if let Some(high @ 0xd800..=0xdbff) = value {
            let after = rest.get(used..).unwrap_or_default();
            if let (Some(low @ 0xdc00..=0xdfff), more) = unit(after) {
                let joined = ((high & 0x3ff) << 10) | (low & 0x3ff);
                value = Some(joined.wrapping_add(0x10000));
                used = used.saturating_add(more);
            }
        }
        text.push(value.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = rest.get(used..).unwrap_or_default();
    }
    text
}

/// The next encoded value, `None` when it is damaged, and the bytes it takes: at least one while bytes are left.
fn unit(rest: &[u8]) -> (Option<u32>, usize) {
    let low = |byte: u8, bits: u32| u32::from(byte) & ((1u32 << bits).wrapping_sub(1));
    match *rest {
        [a @ ..=0x7f, ..] => (Some(u32::from(a)), 1),
        [a @ 0xc0..=0xdf, b @ 0x80..=0xbf, ..] => {
            let value = (low(a, 5) << 6) | low(b, 6);
            (Some(value).filter(|value| *value == 0 || *value >= 0x80), 2)
        }
        [a @ 0xe0..=0xef, b @ 0x80..=0xbf, c @ 0x80..=0xbf, ..] => {
            let value = (low(a, 4) << 12) | (low(b, 6) << 6) | low(c, 6);
            (Some(value).filter(|value| *value >= 0x800), 3)
        }
        [a @ 0xf0..=0xf7, b @ 0x80..=0xbf, c @ 0x80..=0xbf, d @ 0x80..=0xbf, ..] => {
            let value = (low(a, 3) << 18) | (low(b, 6) << 12) | (low(c, 6) << 6) | low(d, 6);
            (Some(value).filter(|value| *value >= 0x10000), 4)
        }
        _ => (None, 1),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(decode(b"Ljava/lang/String;"), Cow::Borrowed("Ljava/lang/String;")));
        assert!(matches!(decode("密碼é".as_bytes()), Cow::Borrowed("密碼é")));
        assert!(matches!(encode("密碼é"), Cow::Borrowed(_)));
    }

    #[test]
    fn each_form_decodes_and_damage_becomes_the_replacement_character() {
        let table: [(&[u8], &str); 12] = [
            (b"a\xc0\x80b", "a\0b"),
            (b"\xed\xa0\xbd\xed\xb8\x80", "\u{1f600}"),
            (b"\xed\xaf\xbf\xed\xbf\xbf", "\u{10ffff}"),
            (b"\xed\xa0\x80\xed\xb0\x80", "\u{10000}"),
            (b"x\xed\xa0\xbdy", "x\u{fffd}y"),
            (b"\xed\xb8\x80", "\u{fffd}"),
            (b"\xed\xa0\xbd\xed\xa0\xbd\xed\xb8\x80", "\u{fffd}\u{1f600}"),
            (b"\xc1\x81", "\u{fffd}"),
            (b"\xe0\x81\x81", "\u{fffd}"),
            (b"a\xff\x80b", "a\u{fffd}\u{fffd}b"),
            (b"\xe4\xb8", "\u{fffd}\u{fffd}"),
            (b"\xf0\x9f\x98\x80\xc0\x80", "\u{1f600}\0"),
        ];
        for (bytes, text) in table {
            assert_eq!(decode(bytes), text, "{bytes:x?}");
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding() {
        for text in ["", "a", "\0", "a\0é中\u{ffff}\u{10000}\u{1f600}\u{10ffff}"] {
            assert_eq!(decode(&encode(text)), text);
            assert!(!encode(text).contains(&0));
        }
    }

    #[test]
    fn order_is_that_of_utf_16_code_units() {
        let sorted =
            ["", "\0", "\0a", "\u{1}", "a", "aa", "b", "é", "中", "\u{1f600}", "\u{e000}", "\u{ffff}"];
        for (at, left) in sorted.iter().enumerate() {
            for (other, right) in sorted.iter().enumerate() {
                assert_eq!(compare(&encode(left), &encode(right)), at.cmp(&other), "{left:?} {right:?}");
            }
        }
    }
}
