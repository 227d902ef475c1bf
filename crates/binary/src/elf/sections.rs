use cursor::{ErrorKind, ParseError};
use goblin::elf::section_header::{
    SHF_COMPRESSED, SHT_DYNSYM, SHT_NOBITS, SHT_NOTE, SHT_SYMTAB, SectionHeader,
};

use super::dynamic::name_at;
use super::image::Image;
use super::{Elf, Language};

/// Caps the strings of `.comment`; a library merges those of its objects to a handful.
const MAX_COMMENTS: usize = 64;
const MAX_COMMENT: usize = 256;
/// Caps the sections of debug strings; a linker writes one of each name.
const MAX_DEBUG_STRINGS: usize = 8;

/// The section headers, which no linker needs; empty when they are missing or outside the file.
#[derive(Default)]
pub(super) struct Sections<'a> {
    headers: Vec<SectionHeader>,
    names: &'a [u8],
}

impl<'a> Sections<'a> {
    /// Name, header and bytes of each section; a section without bytes in the file has none.
    fn iter(&self, image: &Image<'a>) -> impl Iterator<Item = (&'a [u8], &SectionHeader, &'a [u8])> {
        self.headers.iter().map(|section| {
            let name = name_at(self.names, section.sh_name as u64).unwrap_or_default();
            (name, section, contents(image, section))
        })
    }

    /// The static symbol table: its offset, its bytes and its strings.
    pub(super) fn symtab(&self, image: &Image<'a>) -> Option<(u64, &'a [u8], &'a [u8])> {
        let symtab = self.headers.iter().rfind(|section| section.sh_type == SHT_SYMTAB)?;
        let strings = self.headers.get(symtab.sh_link as usize)?;
        Some((symtab.sh_offset, contents(image, symtab), contents(image, strings)))
    }

    /// Bytes of the section that claims to be the dynamic symbol table at this file offset.
    pub(super) fn dynsym_size(&self, offset: u64) -> Option<u64> {
        let mut found = self.headers.iter().filter(|section| section.sh_type == SHT_DYNSYM);
        found.find(|section| section.sh_offset == offset).map(|section| section.sh_size)
    }

    /// Sections of notes: alignment, offset, bytes.
    pub(super) fn notes(&self, image: &Image<'a>) -> impl Iterator<Item = (u64, u64, &'a [u8])> {
        let notes = self.headers.iter().filter(|section| section.sh_type == SHT_NOTE);
        notes.map(|section| (section.sh_addralign, section.sh_offset, contents(image, section)))
    }
}

fn contents<'a>(image: &Image<'a>, section: &SectionHeader) -> &'a [u8] {
    match section.sh_type {
        SHT_NOBITS => &[],
        _ => image.file(section.sh_offset, section.sh_size),
    }
}

/// Reads the section headers when all of them lie inside the file.
pub(super) fn read<'a>(image: &Image<'a>, issues: &mut Vec<ParseError>) -> Sections<'a> {
    let what = "section headers";
    let offset = image.header.e_shoff;
    let count = u64::from(image.header.e_shnum);
    if offset == 0 || count == 0 {
        return Sections::default();
    }
    let needs = count.saturating_mul(SectionHeader::size(image.ctx) as u64);
    let left = (image.data.len() as u64).saturating_sub(offset);
    if needs > left {
        issues.push(ParseError { what, offset, kind: ErrorKind::Truncated { needs, left } });
        return Sections::default();
    }
    match SectionHeader::parse(image.data, offset as usize, count as usize, image.ctx) {
        Ok(headers) => {
            let names = headers.get(usize::from(image.header.e_shstrndx));
            let names = names.map(|names| contents(image, names)).unwrap_or_default();
            Sections { headers, names }
        }
        Err(error) => {
            issues.push(ParseError::invalid(what, offset, error.to_string()));
            Sections::default()
        }
    }
}

/// Fills in what section names and `.comment` tell.
pub(super) fn collect(image: &Image<'_>, sections: &Sections<'_>, elf: &mut Elf) {
    // A wiped table keeps its place and count while every header is zero.
    elf.has_sections = sections.headers.iter().any(|section| section.sh_type != 0);
    for (name, section, bytes) in sections.iter(image) {
        if section.sh_type == SHT_SYMTAB && !bytes.is_empty() {
            elf.has_symtab = true;
        }
        if (name.starts_with(b".debug_") || name.starts_with(b".zdebug_")) && !bytes.is_empty() {
            elf.has_debug = true;
        }
        match name {
            b".debug_str" | b".debug_line_str"
                if section.sh_flags & u64::from(SHF_COMPRESSED) == 0
                    && elf.debug_strings.len() < MAX_DEBUG_STRINGS =>
            {
                elf.debug_strings.push((section.sh_offset, bytes.len() as u64));
            }
            b".gnu_debugdata" if !bytes.is_empty() => elf.has_gnu_debugdata = true,
            b".go.buildinfo" => elf.tell(Language::Go, "section .go.buildinfo"),
            b"__managedcode" => elf.tell(Language::DotNetAot, "section __managedcode"),
            b"__managed__" => elf.tell(Language::DotNetAot, "section __managed__"),
            b".comment" => {
                let room = MAX_COMMENTS.saturating_sub(elf.comment.len());
                let texts = bytes.split(|byte| *byte == 0).filter(|text| !text.is_empty());
                elf.comment.extend(texts.take(room).map(|text| {
                    let shown = text.get(..text.len().min(MAX_COMMENT)).unwrap_or_default();
                    String::from_utf8_lossy(shown).into_owned()
                }));
            }
            _ => {}
        }
    }
}

impl Elf {
    /// Notes the toolchain; of several the one listed first in [`Language`] stands, for it says most about the file.
    pub(super) fn tell(&mut self, language: Language, evidence: impl Into<String>) {
        if self.language.is_none_or(|known| language < known) {
            self.language = Some(language);
            self.language_evidence = evidence.into();
        }
    }
}
