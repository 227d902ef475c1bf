use crate::HashType;
use cursor::{ParseError, Reader};

/// `CS_ADHOC`: signed with no certificate.
pub const FLAG_ADHOC: u32 = 0x2;
/// `CS_RUNTIME`: the hardened runtime of macOS.
pub const FLAG_RUNTIME: u32 = 0x1_0000;
/// `CS_LINKER_SIGNED`: an ad-hoc signature that the linker made.
pub const FLAG_LINKER_SIGNED: u32 = 0x2_0000;

pub(crate) const MAGIC: u32 = 0xfade_0c02;

/// Special slots that are read. Apple has defined eleven.
const MAX_SPECIAL: u32 = 64;

/// What a signature seals: hashes of every page and of the parts around the code, `CS_CodeDirectory` in XNU `cs_blobs.h`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeDirectory {
    /// 0 for the primary one, 0x1000 and up for the alternates.
    pub slot: u32,
    /// Where this blob begins in the signature data.
    pub offset: usize,
    /// Its length in bytes.
    pub length: usize,
    /// Version of the layout, 0x20400 for a version that has the executable segment.
    pub version: u32,
    /// `CS_*` flags, see [`FLAG_ADHOC`].
    pub flags: u32,
    /// Number of the hash: 1 SHA-1, 2 SHA-256, 3 SHA-256 cut to 20 bytes, 4 SHA-384.
    pub hash_type: u8,
    /// Bytes of one hash as stated.
    pub hash_size: u8,
    /// Bytes of one page; 0 means that one hash covers everything.
    pub page_size: u32,
    /// Signing identifier, for an app its bundle identifier.
    pub identifier: String,
    /// Team identifier.
    pub team_id: Option<String>,
    /// Platform number, not 0 for Apple's own code.
    pub platform: u8,
    /// Bytes of the slice that the page hashes cover.
    pub code_limit: u64,
    /// Hashes of the parts around the code by slot, -1 first. All zeros means that the part does not exist.
    pub special_slots: Vec<(i32, Vec<u8>)>,
    /// Where the page hashes lie.
    pub code_hashes: CodeHashes,
    /// `CS_EXECSEG_*`: 0x1 main binary, 0x10 allow unsigned (get-task-allow). `None` before version 0x20400.
    pub exec_seg_flags: Option<u64>,
}

/// The page hashes of one CodeDirectory, which are read when they are verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeHashes {
    /// Number of hashes as stated.
    pub count: u32,
    /// Offset of the first one in the signature data.
    pub offset: usize,
}

impl CodeDirectory {
    /// The hash that this directory uses, unless it is unknown or its size is not the one stated.
    pub fn hash(&self) -> Option<HashType> {
        HashType::from_number(self.hash_type).filter(|hash| hash.size() == self.hash_size)
    }

    /// Whether the ad-hoc flag is set.
    pub fn is_adhoc(&self) -> bool {
        self.flags & FLAG_ADHOC != 0
    }

    /// The hash of a special slot, -1 to -11.
    pub fn special(&self, slot: i32) -> Option<&[u8]> {
        self.special_slots.iter().find(|(number, _)| *number == slot).map(|(_, hash)| hash.as_slice())
    }
}

/// Reads a CodeDirectory that begins `offset` bytes into the signature data.
pub(crate) fn read(data: &[u8], slot: u32, offset: usize, issues: &mut Vec<ParseError>) -> CodeDirectory {
    let mut directory = CodeDirectory { slot, offset, length: data.len(), ..CodeDirectory::default() };
    if let Err(issue) = fields(&mut directory, data, issues) {
        issues.push(issue);
    }
    directory
}

fn fields(out: &mut CodeDirectory, data: &[u8], issues: &mut Vec<ParseError>) -> Result<(), ParseError> {
    let base = out.offset as u64;
    let mut reader = Reader::with_base(data, base);
    reader.skip(8, "CodeDirectory header")?;
    out.version = reader.u32_be("CodeDirectory version")?;
    out.flags = reader.u32_be("CodeDirectory flags")?;
    let hash_offset = reader.u32_be("CodeDirectory hash offset")?;
    let identifier_offset = reader.u32_be("CodeDirectory identifier offset")?;
    let special = reader.u32_be("CodeDirectory special slot count")?;
    let pages = reader.u32_be("CodeDirectory code slot count")?;
    out.code_limit = u64::from(reader.u32_be("CodeDirectory code limit")?);
    out.hash_size = reader.u8("CodeDirectory hash size")?;
    out.hash_type = reader.u8("CodeDirectory hash type")?;
    out.platform = reader.u8("CodeDirectory platform")?;
    let page_shift = reader.u8("CodeDirectory page size")?;
    reader.skip(4, "CodeDirectory spare2")?;
    // The kernel checks a page size of 0 as one page, and refuses shifts that no page has.
    out.page_size = match page_shift {
        0 => 0,
        shift => 1u32.checked_shl(u32::from(shift)).unwrap_or_else(|| {
            issues.push(reader.invalid("CodeDirectory page size", format!("2^{shift} bytes")));
            0
        }),
    };
    match text(data, base, identifier_offset, "CodeDirectory identifier") {
        Ok(text) => out.identifier = text,
        Err(issue) => issues.push(issue),
    }
    if let Err(issue) = hashes(out, data, hash_offset, special, pages) {
        issues.push(issue);
    }
    newer_fields(out, data, &mut reader, issues)
}

/// The fields that came with later versions.
fn newer_fields(
    out: &mut CodeDirectory,
    data: &[u8],
    reader: &mut Reader<'_>,
    issues: &mut Vec<ParseError>,
) -> Result<(), ParseError> {
    if out.version >= 0x20100 {
        reader.skip(4, "CodeDirectory scatter offset")?;
    }
    if out.version >= 0x20200 {
        let team = reader.u32_be("CodeDirectory team offset")?;
        if team != 0 {
            match text(data, out.offset as u64, team, "CodeDirectory team identifier") {
                Ok(text) => out.team_id = Some(text),
                Err(issue) => issues.push(issue),
            }
        }
    }
    if out.version >= 0x20300 {
        reader.skip(4, "CodeDirectory spare3")?;
        let long = reader.u64_be("CodeDirectory 64-bit code limit")?;
        if long != 0 {
            out.code_limit = long;
        }
    }
    if out.version >= 0x20400 {
        reader.skip(16, "CodeDirectory executable segment")?;
        out.exec_seg_flags = Some(reader.u64_be("CodeDirectory executable segment flags")?);
    }
    Ok(())
}

/// Special slots lie before the hash offset, counted backwards; page hashes lie behind it.
fn hashes(
    out: &mut CodeDirectory,
    data: &[u8],
    hash_offset: u32,
    special: u32,
    pages: u32,
) -> Result<(), ParseError> {
    let what = "CodeDirectory hashes";
    let at = usize::try_from(hash_offset).unwrap_or(usize::MAX);
    let place = (out.offset as u64).saturating_add(u64::from(hash_offset));
    let size = usize::from(out.hash_size);
    let behind = data.get(at..).ok_or_else(|| {
        ParseError::invalid(what, out.offset as u64, format!("at {hash_offset} of {} bytes", data.len()))
    })?;
    out.code_hashes = CodeHashes { count: pages, offset: out.offset.saturating_add(at) };
    for number in 1..=special.min(MAX_SPECIAL) {
        let back = usize::try_from(number).unwrap_or(usize::MAX).saturating_mul(size);
        let hash = at.checked_sub(back).and_then(|from| data.get(from..from.checked_add(size)?));
        let slot = i32::try_from(number).unwrap_or(i32::MAX).wrapping_neg();
        let hash = hash.ok_or_else(|| {
            ParseError::invalid(what, place, format!("special slot {slot} lies before the directory"))
        })?;
        out.special_slots.push((slot, hash.to_vec()));
    }
    if special > MAX_SPECIAL {
        return Err(ParseError::limit(
            "CodeDirectory special slots",
            place,
            "special_slots",
            MAX_SPECIAL.into(),
        ));
    }
    let needs = u64::from(pages).saturating_mul(size as u64);
    let left = behind.len() as u64;
    if needs > left {
        let kind = cursor::ErrorKind::Truncated { needs, left };
        return Err(ParseError { what: "CodeDirectory code slots", offset: place, kind });
    }
    if out.hash().is_none() {
        let detail = format!("hash type {} with {} bytes", out.hash_type, out.hash_size);
        return Err(ParseError::invalid("CodeDirectory hash type", out.offset as u64, detail));
    }
    Ok(())
}

/// Text up to its zero byte.
fn text(data: &[u8], base: u64, offset: u32, what: &'static str) -> Result<String, ParseError> {
    let place = base.saturating_add(u64::from(offset));
    let rest = data.get(usize::try_from(offset).unwrap_or(usize::MAX)..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == 0);
    let text = end
        .and_then(|end| rest.get(..end))
        .ok_or_else(|| ParseError::invalid(what, place, "no zero byte ends it"))?;
    Ok(String::from_utf8_lossy(text).into_owned())
}
