//! Length-prefixed records, of which every block of the schemes v2 to v4 is made: a 32-bit little-endian length,
//! then as many bytes. A negative length in the platform's signed view is an error there and here.

use cursor::{ParseError, Reader};

/// Takes one length-prefixed record as bytes.
pub(crate) fn bytes<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<&'a [u8], ParseError> {
    Ok(record(reader, what)?.rest())
}

/// Takes one length-prefixed record as a reader.
pub(crate) fn record<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<Reader<'a>, ParseError> {
    let mut ahead = reader.clone();
    let length = ahead.u32_le(what)?;
    let length = usize::try_from(length).map_err(|_| reader.truncated(u64::from(length), what))?;
    let taken = ahead.sub(length, what)?;
    *reader = ahead;
    Ok(taken)
}

/// How many records lie in a reader, counted without reading them; stops after `most`.
pub(crate) fn count(mut reader: Reader<'_>, most: u32) -> u32 {
    let mut count = 0u32;
    while count < most && !reader.is_empty() {
        count = count.saturating_add(1);
        if record(&mut reader, "record").is_err() {
            break;
        }
    }
    count
}

/// A record of a 32-bit number and a length-prefixed byte string: one signature or one digest.
pub(crate) fn numbered<'a>(
    reader: &mut Reader<'a>,
    what: &'static str,
) -> Result<(u32, &'a [u8]), ParseError> {
    let mut inner = record(reader, what)?;
    let number = inner.u32_le(what)?;
    Ok((number, bytes(&mut inner, what)?))
}

/// A record of a 32-bit number and the bytes after it: one additional attribute.
pub(crate) fn attribute<'a>(reader: &mut Reader<'a>) -> Result<(u32, &'a [u8]), ParseError> {
    let mut inner = record(reader, "additional attribute")?;
    let id = inner.u32_le("additional attribute id")?;
    Ok((id, inner.rest()))
}
