//! The ways in which a DEX deviates from what ART's verifier takes, or from what any compiler writes.

cursor::tricks! {
    /// A version that ART does not know.
    VERSION "dex.version" Suspicious,
    /// CompactDex, which ART itself makes on the device and no package holds.
    COMPACT "dex.compact" Attack,
    /// A version 041 container, whose headers share their data: only Android 16 and later read it.
    CONTAINER "dex.container" Note,
    /// A container whose sizes and offsets do not fit the file.
    CONTAINER_SIZE "dex.container-size" Attack,
    /// A header of another size.
    HEADER_SIZE "dex.header-size" Attack,
    /// Another byte order than the one that ART reads.
    ENDIAN "dex.endian-tag" Attack,
    /// A header that claims more bytes than there are.
    FILE_SIZE "dex.file-size" Suspicious,
    /// Bytes behind what the header counts.
    APPENDED "dex.appended-data" Attack,
    /// Bytes behind the map list, counted by the header and by no table: where packers keep what they unpack.
    TAIL "dex.data-behind-map" Attack,
    /// A table that reaches outside the file, or begins inside the header.
    TABLE_BOUNDS "dex.table-bounds" Attack,
    /// A map list that is outside the file or longer than what is left of it.
    MAP_BOUNDS "dex.map-bounds" Suspicious,
    /// A map list and a header that say two things about a table.
    MAP_CONFLICT "dex.map-conflict" Attack,
    /// A checksum that is not that of the content.
    CHECKSUM "dex.checksum" Suspicious,
    /// A signature (SHA-1) that is not that of the content; ART does not look at it.
    SIGNATURE "dex.signature" Suspicious,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_begin_with_the_format() {
        let mut codes: Vec<&str> = ALL.iter().map(|trick| trick.code).collect();
        assert!(codes.iter().all(|code| code.starts_with("dex.")));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }
}
