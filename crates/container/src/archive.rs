use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map;
use std::ops::Range;

use cursor::{Accepts, Limits, ParseError};

use crate::name::Role;
use crate::oddity::{Oddities, Oddity, OddityKind};
use crate::{directory, end, layout, local, name};

/// Compression methods Android knows.
pub(crate) const STORED: u16 = 0;
pub(crate) const DEFLATE: u16 = 8;

/// One bit of input can make deflate repeat 258 bytes at best: 2 bits a match.
pub(crate) const MAX_RATIO: u64 = 1032;

/// Above this size a declared ratio over 200 : 1 is reported.
const RATIO_FROM: u64 = 64 << 20;
const RATIO: u64 = 200;

/// An archive in memory: its directory, and what is odd about it. Contents are inflated on demand.
#[derive(Debug, Clone)]
pub struct Archive<'a> {
    /// Every directory record in its order, duplicates and hidden ones too.
    pub entries: Vec<Entry<'a>>,
    /// What is odd, at most [`ODDITIES_PER_KIND`](crate::ODDITIES_PER_KIND) of a kind.
    pub oddities: Vec<Oddity>,
    /// Offset of the end record the platform uses.
    pub eocd_offset: u64,
    /// Offset of the first directory record.
    pub directory_offset: u64,
    /// Bytes of the directory, as the end record says.
    pub directory_size: u64,
    /// The comment after the end record.
    pub comment: &'a [u8],
    /// Where the APK Signing Block lies, when one with matching sizes ends at the directory.
    pub signing_block: Option<Range<u64>>,
    /// Limits that cut the listing; the archive was not seen whole when there is one.
    pub limits_hit: Vec<ParseError>,
    pub(crate) data: &'a [u8],
    /// First entry of each name.
    index: HashMap<&'a [u8], u32>,
}

/// One record of the central directory.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Position in [`Archive::entries`].
    pub index: u32,
    /// The name's bytes, never to be used as a path.
    pub name: &'a [u8],
    /// Version and system of the writer; the system is the high byte.
    pub version_made_by: u16,
    /// General purpose flags of the directory record.
    pub flags: u16,
    /// Compression method of the directory record; see [`Role`](crate::Role) for who reads which how.
    pub method: u16,
    /// Declared CRC-32 of the content.
    pub crc32: u32,
    /// Declared bytes in the archive, zip64 applied.
    pub compressed_size: u64,
    /// Declared bytes of the content, zip64 applied.
    pub uncompressed_size: u64,
    /// Offset of the directory record.
    pub central_offset: u64,
    /// Offset of the local header from the start of the file.
    pub header_offset: u64,
    /// Offset of the data; none when there is no local header.
    pub data_offset: Option<u64>,
    /// System-dependent attributes; the high half is the Unix mode when the system is Unix.
    pub external_attributes: u32,
    /// Extra fields of the directory record.
    pub extra: &'a [u8],
    /// Comment of the directory record.
    pub comment: &'a [u8],
    /// Another record has the same name.
    pub duplicate: bool,
    /// Past the count or size of the end record: the platform does not see it.
    pub hidden: bool,
}

/// Reads the directory of an archive and compares it with everything else that describes it.
///
/// # Errors
/// Only when there is no end record: the data is no ZIP archive. All other damage is in
/// [`oddities`](Archive::oddities).
pub fn parse<'a>(data: &'a [u8], limits: &Limits) -> Result<Archive<'a>, ParseError> {
    let mut odd = Oddities::default();
    let end = end::find(data, &mut odd)?;
    let walked = directory::walk(data, &end, limits, &mut odd);
    let mut entries = walked.entries;
    end::others(data, &end, walked.start, &mut odd);

    let index = index(&mut entries, &mut odd);
    let mut ranges = Vec::with_capacity(entries.len());
    for entry in &mut entries {
        if let Some(range) = local::check(data, entry, walked.start, &mut odd) {
            ranges.push(range);
        }
        check(entry, &mut odd);
    }
    collisions(&entries, &index, &mut odd);
    let signing_block = layout::check(data, &entries, ranges, &walked.directory, &mut odd);

    Ok(Archive {
        entries,
        oddities: odd.finish(),
        eocd_offset: end.offset,
        directory_offset: walked.start,
        directory_size: end.directory_size,
        comment: end.comment,
        signing_block,
        limits_hit: walked.limits_hit,
        data,
        index,
    })
}

impl<'a> Archive<'a> {
    /// The entry the platform opens for a name: the first one, if the end record's count covers it.
    pub fn find(&self, name: &[u8]) -> Option<&Entry<'a>> {
        let first = self.index.get(name)?;
        self.entries.get(usize::try_from(*first).ok()?).filter(|entry| !entry.hidden)
    }

    /// True for the first entry of its name: the one that every reader of a well-formed archive would take.
    pub fn is_first(&self, entry: &Entry<'_>) -> bool {
        self.index.get(entry.name) == Some(&entry.index)
    }

    /// The DEX files the runtime loads by itself: `classes.dex`, `classes2.dex` and so on up to the first gap.
    pub fn loaded_dex(&self) -> Vec<&Entry<'a>> {
        let names = std::iter::once(Cow::Borrowed("classes.dex"))
            .chain((2_u32..).map(|n| Cow::Owned(format!("classes{n}.dex"))));
        names.map_while(|name| self.find(name.as_bytes())).collect()
    }

    /// Which entries may be read under [`Limits::total_bytes`], by position.
    ///
    /// The same for every caller, however many threads then read: entries are taken in directory order by the most
    /// bytes each could give, and one that does not fit is left out.
    pub fn plan(&self, limits: &Limits) -> Vec<bool> {
        let mut left = limits.total_bytes;
        let fits = |entry: &Entry<'_>| {
            let rest = left.checked_sub(self.most(entry).min(limits.entry_bytes));
            left = rest.unwrap_or(left);
            rest.is_some()
        };
        self.entries.iter().map(fits).collect()
    }

    /// The most bytes reading an entry can give, in any role.
    fn most(&self, entry: &Entry<'_>) -> u64 {
        let Some(start) = entry.data_offset else { return 0 };
        let left = (self.data.len() as u64).saturating_sub(start);
        let stored = entry.uncompressed_size.min(left);
        let inflated = entry.uncompressed_size.min(entry.compressed_size.min(left).saturating_mul(MAX_RATIO));
        match entry.method {
            STORED => stored,
            DEFLATE => inflated,
            _ => stored.max(inflated),
        }
    }

    /// Whether the platform would open the archive and each entry of it: the worst of all oddities.
    pub fn platform_accepts(&self) -> Accepts {
        self.oddities.iter().fold(Accepts::Yes, |all, oddity| all.and(oddity.platform))
    }

    /// The entry's bytes as they stand in the archive, `compressed_size` of them as far as the file goes.
    pub fn raw(&self, entry: &Entry<'a>) -> Option<&'a [u8]> {
        Some(crate::read::slice(self.data, entry.data_offset?, entry.compressed_size))
    }
}

impl Entry<'_> {
    /// The name for people: UTF-8 with U+FFFD for what is not, control and bidirectional characters as `\u{..}`, at
    /// most 256 characters, the last of which are a hash when the name is longer.
    pub fn display_name(&self) -> String {
        name::display(self.name)
    }

    /// A symbolic link, by the Unix mode.
    pub fn is_symlink(&self) -> bool {
        self.unix_type() == Some(0xa000)
    }

    /// A folder: by its last character or the Unix mode.
    pub fn is_directory(&self) -> bool {
        self.name.ends_with(b"/") || self.unix_type() == Some(0x4000)
    }

    /// The file type bits of the mode, when the writer was a Unix system (3) or macOS (19).
    fn unix_type(&self) -> Option<u32> {
        let is_unix = matches!(self.version_made_by >> 8, 3 | 19);
        is_unix.then_some((self.external_attributes >> 16) & 0xf000)
    }
}

/// The first entry of each name; every entry of a name that comes twice is marked.
fn index<'a>(entries: &mut [Entry<'a>], odd: &mut Oddities) -> HashMap<&'a [u8], u32> {
    let mut index = HashMap::with_capacity(entries.len());
    let mut repeated = Vec::new();
    for entry in entries.iter_mut() {
        match index.entry(entry.name) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(entry.index);
            }
            hash_map::Entry::Occupied(first) => {
                entry.duplicate = true;
                repeated.push((entry.index, *first.get()));
            }
        }
    }
    let position = |index: u32| usize::try_from(index).unwrap_or(usize::MAX);
    for (again, first) in repeated {
        let first_offset = entries.get_mut(position(first)).map(|entry| {
            entry.duplicate = true;
            entry.central_offset
        });
        let Some(entry) = entries.get(position(again)) else { continue };
        // A hidden copy is never seen by the platform, so it does not refuse the archive for it.
        let platform = if entry.hidden { Accepts::Yes } else { Accepts::No };
        odd.push(OddityKind::Duplicate, entry.central_offset, platform, || {
            let expected = format!("one record of this name, at {:#x}", first_offset.unwrap_or_default());
            (Some(entry.display_name()), expected, format!("another, entry {again}"))
        });
    }
    index
}

/// What is odd about a directory record by itself.
fn check(entry: &Entry<'_>, odd: &mut Oddities) {
    let at = |field: u64| entry.central_offset.saturating_add(field);
    let name = || Some(entry.display_name());
    name::check(entry.name, |kind, platform, expected, found| {
        odd.push(kind, at(46), platform, || {
            (name(), expected.into(), format!("{found} ({})", entry.display_name()))
        });
    });
    if !matches!(entry.method, STORED | DEFLATE) {
        let platform = match Role::of(entry.name) {
            Role::Code => Accepts::No,
            Role::Resource | Role::Jar => Accepts::Yes,
        };
        odd.push(OddityKind::MethodInvalid, at(10), platform, || {
            let found = format!("{}, which resources read as stored, code not at all", entry.method);
            (name(), "0 (stored) or 8 (deflate)".into(), found)
        });
    }
    if entry.method == STORED && entry.compressed_size != entry.uncompressed_size {
        odd.push(OddityKind::StoredSizes, at(20), Accepts::Yes, || {
            let expected = format!("compressed size {} as the uncompressed one", entry.uncompressed_size);
            (name(), expected, entry.compressed_size.to_string())
        });
    }
    let inflated = entry.uncompressed_size.min(entry.compressed_size.saturating_mul(MAX_RATIO));
    if entry.method != STORED
        && inflated > RATIO_FROM
        && inflated > entry.compressed_size.saturating_mul(RATIO)
    {
        odd.push(OddityKind::Ratio, at(24), Accepts::Yes, || {
            let expected = format!("at most {RATIO} : 1 above {RATIO_FROM} bytes");
            (name(), expected, format!("{} from {}", entry.uncompressed_size, entry.compressed_size))
        });
    }
    if entry.is_symlink() {
        odd.push(OddityKind::Symlink, at(38), Accepts::Unknown, || {
            (name(), "a file or a folder".into(), format!("attributes {:#010x}", entry.external_attributes))
        });
    }
    if crate::local::is_large(entry.extra) {
        odd.push(OddityKind::ExtraLarge, at(30), Accepts::Yes, || {
            (name(), "at most 4096 bytes of extra fields".into(), format!("{} bytes", entry.extra.len()))
        });
    }
    // Version (1 byte), CRC of the plain name (4 bytes), then the name that replaces it.
    let unicode = crate::extra::field(entry.extra, 0x7075).and_then(|field| field.get(5..));
    if let Some(unicode) = unicode.filter(|unicode| *unicode != entry.name) {
        odd.push(OddityKind::NameUnicode, at(46), Accepts::Yes, || {
            (name(), "the same name in the Unicode Path extra field".into(), name::display(unicode))
        });
    }
}

/// Folders whose name is also a file's name. Only the outermost 16 levels of names up to 1,024 bytes are looked at,
/// so that the cost stays proportional to the directory.
fn collisions(entries: &[Entry<'_>], index: &HashMap<&[u8], u32>, odd: &mut Oddities) {
    let is_directory = |index: u32| {
        let entry = usize::try_from(index).ok().and_then(|index| entries.get(index));
        entry.is_some_and(Entry::is_directory)
    };
    let mut last_parent: &[u8] = &[];
    for entry in entries.iter().filter(|entry| entry.name.len() <= name::LONG_NAME) {
        let Some(slash) = memchr::memrchr(b'/', entry.name) else { continue };
        let parent = entry.name.get(..slash).unwrap_or_default();
        if parent == last_parent {
            continue;
        }
        last_parent = parent;
        let mut folders = memchr::memchr_iter(b'/', entry.name)
            .take(16)
            .filter_map(|end| entry.name.get(..end))
            .filter_map(|folder| index.get(folder).map(|file| (folder, file)))
            .filter(|(_, file)| !is_directory(**file));
        if let Some((folder, file)) = folders.next() {
            odd.push(
                OddityKind::NameCollision,
                entry.central_offset.saturating_add(46),
                Accepts::Yes,
                || {
                    let expected = format!("{} to be a folder", name::display(folder));
                    (Some(entry.display_name()), expected, format!("a file, entry {file}"))
                },
            );
        }
    }
}
