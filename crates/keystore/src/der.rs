//! Elements of DER (X.690), one after the other.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const EXPLICIT_0: u8 = 0xa0;

/// Content of the element that stands at the beginning, and what follows it; `None` when it has another tag or is cut.
pub(crate) fn element(data: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (length, rest) = header(data, tag)?;
    Some((rest.get(..length)?, rest.get(length..)?))
}

/// The same, when the end of the data may be missing.
pub(crate) fn beginning(data: &[u8], tag: u8) -> Option<&[u8]> {
    let (length, rest) = header(data, tag)?;
    Some(rest.get(..length).unwrap_or(rest))
}

/// An unsigned number of at most four bytes, and what follows it.
pub(crate) fn number(data: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = element(data, INTEGER)?;
    let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
    let value = match digits {
        [] => 0,
        [a] => u32::from(*a),
        [a, b] => u32::from_be_bytes([0, 0, *a, *b]),
        [a, b, c] => u32::from_be_bytes([0, *a, *b, *c]),
        [a, b, c, d] => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => return None,
    };
    Some((value, rest))
}

/// Length of the content and everything behind the header.
fn header(data: &[u8], tag: u8) -> Option<(usize, &[u8])> {
    let (first, rest) = data.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    if *length < 0x80 {
        return Some((usize::from(*length), rest));
    }
    let count = usize::from(length & 0x7f);
    let digits = rest.get(..count).filter(|digits| (1..=4).contains(&digits.len()))?;
    let length = digits.iter().fold(0u64, |all, digit| all << 8 | u64::from(*digit));
    Some((usize::try_from(length).ok()?, rest.get(count..)?))
}
