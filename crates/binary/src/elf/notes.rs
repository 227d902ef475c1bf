use cursor::ParseError;
use goblin::elf::header::EM_AARCH64;
use goblin::elf::program_header::PT_NOTE;

use super::image::Image;
use super::sections::Sections;
use super::{Elf, Language};

/// Caps the notes of one file; a library has three or four.
const MAX_NOTES: usize = 1024;
/// Caps a build id; linkers write 8 to 20 bytes, `--build-id=0x…` any number.
const MAX_BUILD_ID: usize = 64;

const NT_GNU_BUILD_ID: u32 = 3;
const NT_GNU_PROPERTY_TYPE_0: u32 = 5;
const GNU_PROPERTY_AARCH64_FEATURE_1_AND: u32 = 0xc000_0000;
const GNU_PROPERTY_AARCH64_FEATURE_1_BTI: u32 = 1;
const GNU_PROPERTY_AARCH64_FEATURE_1_PAC: u32 = 2;
// AOSP `bionic/libc/private/bionic_asm_note.h`.
const NT_ANDROID_TYPE_IDENT: u32 = 1;
const NT_ANDROID_TYPE_MEMTAG: u32 = 4;
/// Level bits of the memory tagging note; zero asks for none.
const NT_MEMTAG_LEVEL_MASK: u32 = 3;

/// Reads the notes of the program headers, and of the sections where no program header has any.
pub(super) fn collect(
    image: &Image<'_>,
    sections: &Sections<'_>,
    elf: &mut Elf,
    issues: &mut Vec<ParseError>,
) {
    let mut left = MAX_NOTES;
    let notes = image.segments.iter().filter(|segment| segment.p_type == PT_NOTE);
    for segment in notes {
        let bytes = image.file(segment.p_offset, segment.p_filesz);
        walk(image, (segment.p_align, segment.p_offset, bytes), &mut left, elf, issues);
    }
    if left == MAX_NOTES {
        for section in sections.notes(image) {
            walk(image, section, &mut left, elf, issues);
        }
    }
}

fn walk(
    image: &Image<'_>,
    (align, offset, bytes): (u64, u64, &[u8]),
    left: &mut usize,
    elf: &mut Elf,
    issues: &mut Vec<ParseError>,
) {
    let align = if align == 8 { 8 } else { 4 };
    let mut at = 0usize;
    while at < bytes.len() {
        let place = offset.saturating_add(at as u64);
        if *left == 0 {
            issues.push(ParseError::limit("note", place, "table_items", MAX_NOTES as u64));
            return;
        }
        *left = left.saturating_sub(1);
        let Some((note, next)) = note(image, bytes, at, align) else {
            // Padding at the end of a segment is no note.
            if bytes.get(at..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
                issues.push(ParseError::invalid("note", place, "runs past its segment"));
            }
            return;
        };
        collect_note(image, &note, elf);
        at = next;
    }
}

struct Note<'a> {
    name: &'a [u8],
    kind: u32,
    body: &'a [u8],
}

/// `Elf32_Nhdr`, the same in both classes, then name and body, each padded.
fn note<'a>(image: &Image<'_>, bytes: &'a [u8], at: usize, align: usize) -> Option<(Note<'a>, usize)> {
    let name_size = image.u32(bytes, at)? as usize;
    let body_size = image.u32(bytes, at.checked_add(4)?)? as usize;
    let kind = image.u32(bytes, at.checked_add(8)?)?;
    let name_at = at.checked_add(12)?;
    let name_end = name_at.checked_add(name_size)?;
    let name = bytes.get(name_at..name_end)?;
    let body_at = name_end.checked_next_multiple_of(align)?;
    let body_end = body_at.checked_add(body_size)?;
    let body = bytes.get(body_at..body_end)?;
    let name = name.strip_suffix(&[0]).unwrap_or(name);
    Some((Note { name, kind, body }, body_end.checked_next_multiple_of(align)?))
}

fn collect_note(image: &Image<'_>, note: &Note<'_>, elf: &mut Elf) {
    match (note.name, note.kind) {
        (b"GNU", NT_GNU_BUILD_ID) if elf.build_id.is_none() && !note.body.is_empty() => {
            let id = note.body.iter().take(MAX_BUILD_ID);
            elf.build_id = Some(id.map(|byte| format!("{byte:02x}")).collect());
        }
        (b"GNU", NT_GNU_PROPERTY_TYPE_0) if elf.machine == EM_AARCH64 => {
            properties(image, note.body, elf);
        }
        (b"Android", NT_ANDROID_TYPE_IDENT) => {
            elf.android_api = image.u32(note.body, 0);
            let release = note.body.get(4..).and_then(|rest| rest.get(..rest.len().min(64)));
            let release = release.and_then(|text| text.split(|byte| *byte == 0).next());
            elf.ndk_version = release
                .filter(|text| !text.is_empty())
                .map(|text| String::from_utf8_lossy(text).into_owned());
        }
        (b"Android", NT_ANDROID_TYPE_MEMTAG) => {
            let level = image.u32(note.body, 0).unwrap_or_default() & NT_MEMTAG_LEVEL_MASK;
            elf.memtag = elf.memtag || level != 0;
        }
        (b"Go", _) => elf.tell(Language::Go, "note Go"),
        _ => {}
    }
}

/// Properties are a type, a size and that many bytes, padded to the class's word.
fn properties(image: &Image<'_>, body: &[u8], elf: &mut Elf) {
    let align = if image.is_64() { 8 } else { 4 };
    let mut at = 0usize;
    while let (Some(kind), Some(size)) = (image.u32(body, at), image.u32(body, at.saturating_add(4))) {
        let value_at = at.saturating_add(8);
        if kind == GNU_PROPERTY_AARCH64_FEATURE_1_AND && size >= 4 {
            let features = image.u32(body, value_at).unwrap_or_default();
            elf.bti = elf.bti || features & GNU_PROPERTY_AARCH64_FEATURE_1_BTI != 0;
            elf.pac = elf.pac || features & GNU_PROPERTY_AARCH64_FEATURE_1_PAC != 0;
        }
        let Some(next) = value_at.saturating_add(size as usize).checked_next_multiple_of(align) else {
            return;
        };
        at = next;
    }
}
