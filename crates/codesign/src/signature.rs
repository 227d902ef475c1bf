use crate::{
    Certificate, CodeDirectory,
    directory::{self, MAGIC as CODE_DIRECTORY},
    entitlements,
    message::{self, Seal},
};
use cursor::{Limits, ParseError, Parsed, Reader};
use proplist::Value;

const SUPER_BLOB: u32 = 0xfade_0cc0;
const REQUIREMENTS: u32 = 0xfade_0c01;
const ENTITLEMENTS: u32 = 0xfade_7171;
const ENTITLEMENTS_DER: u32 = 0xfade_7172;
const CMS: u32 = 0xfade_0b01;

const SLOT_REQUIREMENTS: u32 = 2;
const SLOT_ENTITLEMENTS: u32 = 5;
const SLOT_ENTITLEMENTS_DER: u32 = 7;
const SLOT_ALTERNATE: u32 = 0x1000;
const SLOT_ALTERNATE_LAST: u32 = 0x1005;
const SLOT_CMS: u32 = 0x1_0000;

/// Blobs of one signature that are read. Apple writes at most a dozen.
const MAX_BLOBS: u32 = 64;

/// One embedded code signature, `CS_SuperBlob` in XNU `cs_blobs.h`.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// Every blob of the index that lies inside the signature, in written order, each slot once.
    pub blobs: Vec<Blob>,
    /// The CodeDirectories, the primary one and its alternates, in written order.
    pub directories: Vec<CodeDirectory>,
    /// The requirements as written, header included.
    pub requirements: Option<Vec<u8>>,
    /// Entitlements as XML.
    pub entitlements_xml: Option<Value>,
    /// The bytes that [`Self::entitlements_xml`] was read from.
    pub entitlements_xml_raw: Option<Vec<u8>>,
    /// Entitlements as DER, which iOS 15 and later go by.
    pub entitlements_der: Option<Value>,
    /// Certificates of the signers.
    pub signers: Vec<Certificate>,
    /// The other certificates of the CMS message.
    pub authorities: Vec<Certificate>,
    /// Whether there is a slot for the CMS message.
    pub cms_present: bool,
    /// Whether that slot holds no message, as in an ad-hoc signature.
    pub cms_empty: bool,
    pub(crate) seals: Vec<Seal>,
    second_reading_differs: bool,
}

/// One entry of the index, `CS_BlobIndex`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Blob {
    /// `CSSLOT_*`: 0 CodeDirectory, 2 requirements, 5 and 7 entitlements, 0x10000 CMS.
    pub slot: u32,
    /// Magic number.
    pub magic: u32,
    /// Where it begins in the signature data.
    pub offset: usize,
    /// Bytes, header included.
    pub length: usize,
}

impl Signature {
    /// The CodeDirectory that the kernel goes by: the one with the strongest hash it knows, else the first.
    pub fn directory(&self) -> Option<&CodeDirectory> {
        // `max_by_key` takes the last of equals, and the kernel takes the first.
        self.directories.iter().rev().max_by_key(|directory| directory.hash())
    }

    /// Whether nobody vouches for this signature: the ad-hoc flag is set, or no CMS message names a signer.
    pub fn is_adhoc(&self) -> bool {
        self.directory().is_some_and(CodeDirectory::is_adhoc) || self.seals.is_empty()
    }

    /// Team identifier of the CodeDirectory that counts.
    pub fn team_id(&self) -> Option<&str> {
        self.directory()?.team_id.as_deref()
    }

    /// Signing identifier of the CodeDirectory that counts.
    pub fn identifier(&self) -> Option<&str> {
        self.directory().map(|directory| directory.identifier.as_str()).filter(|text| !text.is_empty())
    }

    /// The entitlements that count: the DER ones if there are any, as on iOS 15 and later.
    pub fn entitlements(&self) -> Option<&Value> {
        self.entitlements_der.as_ref().or(self.entitlements_xml.as_ref())
    }

    /// Every way in which the entitlements can be read differently, one line each; at most a few hundred.
    ///
    /// XML against DER by key path, keys written twice (CVE-2022-42855), comments that parsers end at different
    /// places (CVE-2020-3883), and a second XML reader that disagrees.
    pub fn differences(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let (Some(xml), Some(der)) = (&self.entitlements_xml, &self.entitlements_der) {
            out.extend(entitlements::compare(xml, der));
        }
        for (name, value) in [("XML", &self.entitlements_xml), ("DER", &self.entitlements_der)] {
            let twice = value.as_ref().map(entitlements::duplicates).unwrap_or_default();
            out.extend(twice.into_iter().map(|path| format!("{path}: written twice in {name}")));
        }
        let raw = self.entitlements_xml_raw.as_deref().unwrap_or_default();
        for trick in ["<!--->", "<!-->"] {
            if raw.windows(trick.len()).any(|window| window == trick.as_bytes()) {
                out.push(format!("XML has the comment {trick}, which parsers end at different places"));
            }
        }
        if self.second_reading_differs {
            out.push("a second XML reader reads other values".to_owned());
        }
        out
    }

    pub(crate) fn blob(&self, slot: u32) -> Option<&Blob> {
        self.blobs.iter().find(|blob| blob.slot == slot)
    }
}

/// Reads the data of `LC_CODE_SIGNATURE`; all offsets, also those of issues, count from its start.
///
/// `Err` means that it is no code signature.
pub fn parse(blob: &[u8], limits: &Limits) -> Result<Parsed<Signature>, ParseError> {
    let mut reader = Reader::new(blob);
    let magic = reader.u32_be("code signature magic")?;
    let mut issues = Vec::new();
    let mut signature = Signature::default();
    match magic {
        SUPER_BLOB => {
            let length = reader.u32_be("code signature length")?;
            let data = match usize::try_from(length).ok().and_then(|length| blob.get(..length)) {
                Some(data) => data,
                None => {
                    let kind = cursor::ErrorKind::Truncated { needs: length.into(), left: blob.len() as u64 };
                    issues.push(ParseError { what: "code signature", offset: 0, kind });
                    blob
                }
            };
            index(&mut signature, data, &mut issues);
            for blob in signature.blobs.clone() {
                if let Err(issue) = content(&mut signature, data, blob, limits, &mut issues) {
                    issues.push(issue);
                }
            }
        }
        // A signature that is nothing but its CodeDirectory; the kernel takes it.
        CODE_DIRECTORY => {
            let whole = Blob { slot: 0, magic, offset: 0, length: blob.len() };
            signature.blobs.push(whole);
            signature.directories.push(directory::read(blob, 0, 0, &mut issues));
        }
        _ => return Err(ParseError::not_this_format("code signature", 0)),
    }
    if signature.directories.is_empty() {
        issues.push(ParseError::invalid("code signature", 0, "no CodeDirectory"));
    }
    Ok(Parsed { value: signature, issues })
}

/// Fills the list of blobs. Nothing inside a blob is an index again, so there is no recursion.
fn index(signature: &mut Signature, data: &[u8], issues: &mut Vec<ParseError>) {
    let mut reader = Reader::new(data);
    let count = match reader.skip(8, "code signature").and_then(|()| reader.u32_be("blob count")) {
        Ok(count) => count,
        Err(issue) => return issues.push(issue),
    };
    let end = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(8).saturating_add(12);
    for _ in 0..count.min(MAX_BLOBS) {
        let place = reader.offset();
        let entry = reader.u32_be("blob slot").and_then(|slot| Ok((slot, reader.u32_be("blob offset")?)));
        let (slot, offset) = match entry {
            Ok(entry) => entry,
            Err(issue) => return issues.push(issue),
        };
        let mut refuse = |detail: String| issues.push(ParseError::invalid("blob index", place, detail));
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        if offset < end {
            refuse(format!("slot {slot:#x} lies at {offset:#x}, inside the index"));
            continue;
        }
        let blob = match header(data, slot, offset) {
            Ok(blob) => blob,
            Err(issue) => {
                issues.push(issue);
                continue;
            }
        };
        // The kernel takes the first blob of a slot.
        if signature.blob(slot).is_some() {
            refuse(format!("slot {slot:#x} is there twice"));
            continue;
        }
        let overlaps = |other: &&Blob| {
            offset < other.offset.saturating_add(other.length)
                && other.offset < offset.saturating_add(blob.length)
        };
        if let Some(other) = signature.blobs.iter().find(overlaps) {
            refuse(format!("slot {slot:#x} overlaps slot {:#x}", other.slot));
        }
        signature.blobs.push(blob);
    }
    if count > MAX_BLOBS {
        issues.push(ParseError::limit("blob count", 8, "signature_blobs", MAX_BLOBS.into()));
    }
}

fn header(data: &[u8], slot: u32, offset: usize) -> Result<Blob, ParseError> {
    let mut reader = Reader::new(data);
    reader.seek(offset, "blob")?;
    let magic = reader.u32_be("blob magic")?;
    let length = usize::try_from(reader.u32_be("blob length")?).unwrap_or(usize::MAX);
    let room = data.len().saturating_sub(offset);
    if length < 8 || length > room {
        let detail = format!("slot {slot:#x} has {length} bytes where {room} are left");
        return Err(ParseError::invalid("blob length", offset as u64, detail));
    }
    Ok(Blob { slot, magic, offset, length })
}

fn content(
    signature: &mut Signature,
    data: &[u8],
    blob: Blob,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Result<(), ParseError> {
    let expected = match blob.slot {
        0 | SLOT_ALTERNATE..=SLOT_ALTERNATE_LAST => CODE_DIRECTORY,
        SLOT_REQUIREMENTS => REQUIREMENTS,
        SLOT_ENTITLEMENTS => ENTITLEMENTS,
        SLOT_ENTITLEMENTS_DER => ENTITLEMENTS_DER,
        SLOT_CMS => CMS,
        // Launch constraints, tickets and whatever comes next are listed and not read.
        _ => return Ok(()),
    };
    let base = blob.offset as u64;
    if blob.magic != expected {
        let detail = format!("{:#x} in slot {:#x}, not {expected:#x}", blob.magic, blob.slot);
        return Err(ParseError::invalid("blob magic", base, detail));
    }
    let whole = data.get(blob.offset..).and_then(|rest| rest.get(..blob.length)).unwrap_or_default();
    let body = whole.get(8..).unwrap_or_default();
    let base = base.saturating_add(8);
    match expected {
        CODE_DIRECTORY => signature.directories.push(directory::read(whole, blob.slot, blob.offset, issues)),
        REQUIREMENTS => signature.requirements = Some(whole.to_vec()),
        ENTITLEMENTS => {
            signature.entitlements_xml_raw = Some(body.to_vec());
            let parsed = proplist::parse(body, limits).map_err(|issue| moved(issue, base))?;
            issues.extend(parsed.issues.into_iter().map(|issue| moved(issue, base)));
            signature.second_reading_differs =
                proplist::second_reading(body, limits).is_some_and(|second| second != parsed.value);
            signature.entitlements_xml = Some(parsed.value);
        }
        ENTITLEMENTS_DER => {
            signature.entitlements_der = Some(entitlements::read(body, base, limits, issues)?);
        }
        _ => {
            signature.cms_present = true;
            signature.cms_empty = body.is_empty();
            if !body.is_empty() {
                let message = message::read(body, base, limits, issues)?;
                signature.signers = message.signers;
                signature.authorities = message.authorities;
                signature.seals = message.seals;
            }
        }
    }
    Ok(())
}

/// An issue of a part, with its offset counted from the start of the whole.
pub(crate) fn moved(issue: ParseError, base: u64) -> ParseError {
    ParseError { offset: issue.offset.saturating_add(base), ..issue }
}
