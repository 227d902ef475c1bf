//! Extra fields: a list of 16-bit id, 16-bit size, data (APPNOTE 4.5).

use cursor::Reader;

/// The zip64 values of one header, in the order they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Zip64 {
    pub(crate) uncompressed_size: Option<u64>,
    pub(crate) compressed_size: Option<u64>,
    pub(crate) header_offset: Option<u64>,
    /// Why the platform would refuse it (`ParseZip64ExtendedInfoInExtraField`).
    pub(crate) problem: Option<&'static str>,
}

/// The data of the first extra field with this id; data cut by the end is given as far as it goes.
pub(crate) fn field(extra: &[u8], id: u16) -> Option<&[u8]> {
    let mut reader = Reader::new(extra);
    while reader.remaining() >= 4 {
        let found = reader.u16_le("extra id").ok()?;
        let size = usize::from(reader.u16_le("extra size").ok()?);
        if found == id {
            return Some(reader.rest().get(..size).unwrap_or(reader.rest()));
        }
        reader.skip(size, "extra data").ok()?;
    }
    None
}

/// Reads the zip64 field for the header values that are sentinels. All three values are taken when all three are
/// there, as the platform does, because some writers always write the whole field.
pub(crate) fn zip64(extra: &[u8], uncompressed: u32, compressed: u32, offset: Option<u32>) -> Zip64 {
    let mut values = Zip64::default();
    let Some(data) = field(extra, 1) else {
        values.problem = Some("no zip64 extra field");
        return values;
    };
    // A trailing disk number is ignored.
    let data = if data.len() == 28 { data.get(..24).unwrap_or(data) } else { data };
    let whole = data.len() == 24;
    let mut reader = Reader::new(data);
    for (value, wanted) in [
        (&mut values.uncompressed_size, uncompressed == u32::MAX),
        (&mut values.compressed_size, compressed == u32::MAX),
        (&mut values.header_offset, offset == Some(u32::MAX)),
    ] {
        if wanted || whole {
            match reader.u64_le("zip64 value") {
                Ok(number) => *value = Some(number),
                Err(_) => values.problem = Some("a zip64 extra field that is too short"),
            }
        }
    }
    if values.problem.is_none() && !reader.is_empty() {
        values.problem = Some("a zip64 extra field that is too long");
    }
    values
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::*;

    fn extra(values: &[u64]) -> Vec<u8> {
        let mut extra = vec![0x99, 0x99, 1, 0, 7, 1, 0, (values.len() * 8) as u8, 0];
        extra.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        extra
    }

    #[test]
    fn only_the_sentinels_take_a_value_and_the_field_is_exactly_consumed() {
        let one = zip64(&extra(&[5]), u32::MAX, 3, Some(9));
        assert_eq!(one, Zip64 { uncompressed_size: Some(5), ..Zip64::default() });
        let whole = zip64(&extra(&[5, 6, 7]), 1, 2, Some(u32::MAX));
        assert_eq!((whole.compressed_size, whole.header_offset), (Some(6), Some(7)));
        assert!(zip64(&extra(&[5, 6]), u32::MAX, 3, Some(9)).problem.is_some(), "a value nobody asked for");
        let short = zip64(&extra(&[5]), u32::MAX, u32::MAX, None);
        assert!(short.uncompressed_size == Some(5) && short.problem.is_some());
        assert_eq!(zip64(&[], u32::MAX, 0, None).problem, Some("no zip64 extra field"));
    }

    #[test]
    fn a_field_cut_by_the_end_is_given_as_far_as_it_goes() {
        assert_eq!(field(&[2, 0, 9, 0, 1, 2], 2), Some(&[1_u8, 2][..]));
        assert_eq!(field(&[2, 0, 9, 0, 1, 2], 3), None);
    }
}
