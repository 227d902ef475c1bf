use std::fmt;

use cursor::{Accepts, Weight};

/// One place where an archive says two things, or says what no ordinary tool writes.
///
/// Both conflicting values and the offset are always there, so that a person can look it up in a hex editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Which trick.
    pub kind: OddityKind,
    /// [`display_name`](crate::Entry::display_name) of the entry; none when the whole archive is meant.
    pub entry: Option<String>,
    /// Bytes from the start of the archive to the field or range that is odd.
    pub offset: u64,
    /// The value a well-formed archive would have here, or what the other structure says.
    pub expected: String,
    /// The value that is here.
    pub found: String,
    /// Whether Android 12 or later would still open the archive, or the entry.
    pub platform: Accepts,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:#x}", self.kind.code(), self.offset)?;
        if let Some(entry) = &self.entry {
            write!(f, " in {entry}")?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
    }
}

/// Oddities of one kind that are listed; the rest is counted.
pub const ODDITIES_PER_KIND: usize = 100;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident $code:literal $weight:ident,)*) => {
        /// The tricks, one variant each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum OddityKind {
            $($(#[doc = $doc])+ $kind,)*
        }

        impl OddityKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Stable name, for reports and suppressions.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)*
                }
            }

            /// What it says about intent.
            pub fn weight(&self) -> Weight {
                match self {
                    $(Self::$kind => Weight::$weight,)*
                }
            }
        }
    };
}

kinds! {
    // The end of the archive.
    /// The directory lists no entry; the platform calls the file empty.
    Empty "zip.empty" Note,
    /// Bytes follow the end record and its comment.
    TrailingBytes "zip.trailing-bytes" Suspicious,
    /// The comment of the end record is longer than the rest of the file.
    CommentLength "zip.comment-length" Suspicious,
    /// Another end record that a reader other than the platform's may choose.
    OtherEndRecord "zip.other-end-record" Attack,
    /// The end record names more than one disk.
    DiskNumber "zip.disk-number" Suspicious,
    /// The end record counts the entries of its disk and of all disks differently.
    CountOnDisk "zip.count-on-disk" Suspicious,
    /// The directory holds more entries than the end record counts: the platform does not see the rest.
    CountLow "zip.count-low" Attack,
    /// The directory holds fewer entries than the end record counts.
    CountHigh "zip.count-high" Suspicious,
    /// The zip64 locator or end record is missing or damaged where the end record calls for it.
    Zip64EndRecord "zip.zip64-end-record" Suspicious,
    /// The zip64 end record and the end record disagree.
    Zip64Conflict "zip.zip64-conflict" Attack,
    // The central directory.
    /// No central directory where the end record says, nor before the end record.
    DirectoryMissing "zip.directory-missing" Suspicious,
    /// The directory's offset and size do not fit before the end record.
    DirectoryBounds "zip.directory-bounds" Suspicious,
    /// Offsets count from a point other than the start of the file.
    OffsetsShifted "zip.offsets-shifted" Suspicious,
    /// A directory record without its signature, or cut short.
    DirectoryRecord "zip.directory-record" Suspicious,
    /// Bytes between the last directory record and the end record.
    DirectoryTail "zip.directory-tail" Suspicious,
    /// More than one directory record of the same name (Android bug 8219321, "Master Key").
    Duplicate "zip.duplicate-name" Forgery,
    /// A compression method other than stored and deflate ("BadPack").
    MethodInvalid "zip.method-invalid" Attack,
    /// The encryption flag is set.
    EncryptionFlag "zip.encryption-flag" Attack,
    /// Stored, yet the compressed and the uncompressed size differ.
    StoredSizes "zip.stored-sizes" Attack,
    /// The data reaches into the directory or past the end of the file.
    DataBounds "zip.data-bounds" Suspicious,
    /// A zip64 extra field that is missing, cut or not exactly consumed.
    Zip64Extra "zip.zip64-extra" Suspicious,
    /// zip64 sizes or offset for values that fit 32 bits; Android 10 and earlier refuse them.
    Zip64Needless "zip.zip64-needless" Suspicious,
    /// An extra field over 4,096 bytes that is not alignment padding.
    ExtraLarge "zip.extra-large" Suspicious,
    /// A declared ratio over 200 : 1 above 64 MiB.
    Ratio "zip.ratio" Suspicious,
    // The local header.
    /// No local header where the directory says.
    LocalHeader "zip.local-header" Suspicious,
    /// Local and central compression method differ; the central one counts.
    MethodMismatch "zip.method-mismatch" Attack,
    /// Local and central sizes or checksum differ without a data descriptor.
    LocalSizes "zip.local-sizes" Attack,
    /// Sizes or checksum in a local header that announces a data descriptor, and other ones in the directory.
    LocalSizesUnused "zip.local-sizes-unused" Suspicious,
    /// The data descriptor is missing or disagrees with the directory.
    Descriptor "zip.data-descriptor" Suspicious,
    /// Local and central header disagree on whether there is a data descriptor.
    DescriptorFlag "zip.data-descriptor-flag" Note,
    /// Local and central name differ.
    LocalName "zip.local-name" Forgery,
    /// Local and central name length differ (Android bug 9950697).
    LocalNameLength "zip.local-name-length" Forgery,
    /// A local extra field of 32 KiB or more: negative when read as signed (Android bug 9695860).
    ExtraSign "zip.extra-sign" Attack,
    // Names.
    /// A NUL byte in a name.
    NameNul "zip.name-nul" Attack,
    /// A name that is not UTF-8.
    NameEncoding "zip.name-encoding" Suspicious,
    /// Control or bidirectional formatting characters in a name.
    NameControl "zip.name-control" Suspicious,
    /// A name that would leave the target folder: `..`, absolute, drive letter, home.
    NameTraversal "zip.name-traversal" Attack,
    /// A backslash in a name.
    NameBackslash "zip.name-backslash" Suspicious,
    /// A Unicode Path extra field (0x7075) with another name, which some readers prefer.
    NameUnicode "zip.name-unicode-extra" Attack,
    /// A name over 1,024 bytes.
    NameLong "zip.name-long" Suspicious,
    /// A name without a byte.
    NameEmpty "zip.name-empty" Suspicious,
    /// A file that is also the folder of other entries.
    NameCollision "zip.name-collision" Suspicious,
    /// A symbolic link.
    Symlink "zip.symlink" Suspicious,
    // Layout.
    /// The file does not begin with a local header.
    Prefix "zip.prefix" Forgery,
    /// The file begins with a DEX header (CVE-2017-13156, "Janus").
    PrefixDex "zip.prefix-dex" Forgery,
    /// Bytes between entries that no directory record names.
    Gap "zip.gap" Suspicious,
    /// Two entries share bytes.
    Overlap "zip.overlap" Attack,
    /// The APK Signing Block's two sizes differ, or it reaches into an entry.
    SigningBlock "zip.signing-block" Suspicious,
    // Content.
    /// The content cannot be read for its role.
    Unreadable "zip.unreadable" Suspicious,
    /// The content is really encrypted.
    Encrypted "zip.encrypted" Suspicious,
    /// The deflate stream is damaged.
    Inflate "zip.inflate" Suspicious,
    /// The content inflates to more or less than declared.
    InflatedSize "zip.inflated-size" Attack,
    /// Compressed bytes follow the end of the deflate stream.
    CompressedTail "zip.compressed-tail" Suspicious,
    /// The checksum does not match the content; the platform does not check it.
    Crc "zip.crc" Suspicious,
    // The second reader.
    /// The second reader refuses the archive.
    SecondRefused "zip.second-reader-refused" Suspicious,
    /// The second reader crashed on the archive.
    SecondCrashed "zip.second-reader-crashed" Attack,
    /// The second reader lists an entry that this one does not, or the reverse.
    SecondEntry "zip.second-reader-entry" Suspicious,
    /// The second reader sees another method, size or offset.
    SecondField "zip.second-reader-field" Suspicious,
}

impl OddityKind {
    /// True when it is about what the second reader sees, which says nothing about the platform.
    pub fn is_second_opinion(&self) -> bool {
        matches!(self, Self::SecondRefused | Self::SecondCrashed | Self::SecondEntry | Self::SecondField)
    }
}

/// Gathers oddities and keeps the list short: see [`ODDITIES_PER_KIND`].
#[derive(Debug, Default)]
pub(crate) struct Oddities {
    list: Vec<Oddity>,
    /// How many of each kind were met, and the offset of the first that was not listed.
    met: Vec<(OddityKind, usize, u64)>,
}

impl Oddities {
    /// Adds one. The texts are only made when the oddity is listed, so that a million of them cost no memory.
    pub(crate) fn push(
        &mut self,
        kind: OddityKind,
        offset: u64,
        platform: Accepts,
        texts: impl FnOnce() -> (Option<String>, String, String),
    ) {
        if self.note(kind, offset) {
            let (entry, expected, found) = texts();
            self.list.push(Oddity { kind, entry, offset, expected, found, platform });
        }
    }

    /// Counts one; true when it is to be listed.
    fn note(&mut self, kind: OddityKind, offset: u64) -> bool {
        match self.met.iter_mut().find(|(met, ..)| *met == kind) {
            Some((_, count, first_omitted)) => {
                if *count == ODDITIES_PER_KIND {
                    *first_omitted = offset;
                }
                *count = count.saturating_add(1);
                *count <= ODDITIES_PER_KIND
            }
            None => {
                self.met.push((kind, 1, offset));
                true
            }
        }
    }

    /// The list, with one last oddity for each kind that was cut.
    pub(crate) fn finish(mut self) -> Vec<Oddity> {
        for (kind, count, offset) in self.met {
            let more = count.saturating_sub(ODDITIES_PER_KIND);
            if more > 0 {
                let platform = self
                    .list
                    .iter()
                    .filter(|listed| listed.kind == kind)
                    .map(|listed| listed.platform)
                    .reduce(|a, b| if a == b { a } else { Accepts::Unknown })
                    .unwrap_or(Accepts::Unknown);
                self.list.push(Oddity {
                    kind,
                    entry: None,
                    offset,
                    expected: format!("at most {ODDITIES_PER_KIND} of a kind"),
                    found: format!("and {more} more"),
                    platform,
                });
            }
        }
        self.list
    }
}

/// The same oddities, at most [`ODDITIES_PER_KIND`] of a kind and then one that says "and N more".
///
/// [`parse`](crate::parse) and [`second_opinion`](crate::second_opinion) do this themselves; it is for whoever joins the
/// oddities of many [`Content`](crate::Content)s.
pub fn capped(oddities: impl IntoIterator<Item = Oddity>) -> Vec<Oddity> {
    let mut kept = Oddities::default();
    for oddity in oddities {
        if kept.note(oddity.kind, oddity.offset) {
            kept.list.push(oddity);
        }
    }
    kept.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_start_with_the_format() {
        let mut codes: Vec<&str> = OddityKind::ALL.iter().map(OddityKind::code).collect();
        assert!(codes.iter().all(|code| code.starts_with("zip.")));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), OddityKind::ALL.len());
    }

    #[test]
    fn the_hundred_and_first_of_a_kind_is_only_counted() {
        let crc = |n: u64| Oddity {
            kind: OddityKind::Crc,
            entry: None,
            offset: n,
            expected: "0x1".into(),
            found: "0x2".into(),
            platform: Accepts::Yes,
        };
        assert_eq!(capped((0..100).map(crc)).len(), 100);
        let cut = capped((0..250).map(crc));
        assert_eq!(cut.len(), 101);
        let last = cut.last().unwrap();
        assert_eq!((last.offset, last.found.as_str()), (100, "and 150 more"));
        assert_eq!(last.platform, Accepts::Yes);
    }
}
