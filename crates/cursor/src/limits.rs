/// Caps on what one scan may cost. Reaching one makes the scan incomplete; it never makes it clean.
///
/// Defaults hold for a build server with 1 GiB for the scan. Sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the package file. A larger one is refused with its size.
    pub package_bytes: u64,
    /// Inflated size of one entry.
    pub entry_bytes: u64,
    /// Inflated size of all entries of a package together, nested archives included.
    pub total_bytes: u64,
    /// Entries of one archive.
    pub entries: u64,
    /// Archives inside archives.
    pub nesting: u32,
    /// Nested elements of an XML document, binary or text.
    pub xml_depth: u32,
    /// Nested containers of a property list; Core Foundation stops at 512.
    pub plist_depth: u32,
    /// Nodes of one property list, so that shared references cannot multiply.
    pub plist_nodes: u64,
    /// Nested ASN.1 values; real certificates stay below 20.
    pub asn1_depth: u32,
    /// Elements of one parsed table (strings, classes, resources) that we index.
    pub table_items: u64,
    /// Load commands of one Mach-O slice.
    pub load_commands: u32,
    /// Slices of one fat Mach-O file.
    pub slices: u32,
    /// Signers of one package; Android accepts ten.
    pub signers: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            package_bytes: 2 << 30,
            entry_bytes: 512 << 20,
            total_bytes: 1 << 30,
            entries: 200_000,
            nesting: 8,
            xml_depth: 512,
            plist_depth: 512,
            plist_nodes: 2_000_000,
            asn1_depth: 64,
            table_items: 4_000_000,
            load_commands: 65_536,
            slices: 32,
            signers: 10,
        }
    }
}
