use cursor::{ErrorKind, ParseError};
use goblin::container::{Container, Ctx};
use goblin::elf::header::{self, Header};
use goblin::elf::program_header::{PT_LOAD, ProgramHeader};

/// The file and the headers by which the linker maps it.
pub(super) struct Image<'a> {
    pub(super) data: &'a [u8],
    pub(super) header: Header,
    pub(super) ctx: Ctx,
    /// All program headers that lie inside the file.
    pub(super) segments: Vec<ProgramHeader>,
}

impl<'a> Image<'a> {
    /// Reads the ELF header and nothing else.
    pub(super) fn open(data: &'a [u8]) -> Result<Self, ParseError> {
        let Some(ident) = data.first_chunk::<16>().filter(|ident| ident.starts_with(header::ELFMAG)) else {
            return Err(ParseError::not_this_format("ELF header", 0));
        };
        let [_, _, _, _, class, order, ..] = *ident;
        let container = match class {
            header::ELFCLASS32 => Container::Little,
            header::ELFCLASS64 => Container::Big,
            other => return Err(ParseError::invalid("ELF class", 4, format!("{other}, not 1 or 2"))),
        };
        let endian = match order {
            header::ELFDATA2LSB => goblin::container::Endian::Little,
            header::ELFDATA2MSB => goblin::container::Endian::Big,
            other => {
                return Err(ParseError::invalid("ELF byte order", 5, format!("{other}, not 1 or 2")));
            }
        };
        let ctx = Ctx::new(container, endian);
        let needs = Header::size(ctx) as u64;
        let left = data.len() as u64;
        if left < needs {
            let kind = ErrorKind::Truncated { needs, left };
            return Err(ParseError { what: "ELF header", offset: 0, kind });
        }
        let header = goblin::elf::Elf::parse_header(data)
            .map_err(|error| ParseError::invalid("ELF header", 0, error.to_string()))?;
        Ok(Self { data, header, ctx, segments: Vec::new() })
    }

    /// Reads the program headers, as many as lie inside the file. `e_phentsize` is not asked, as the linker does not ask it.
    pub(super) fn read_program_headers(&mut self, issues: &mut Vec<ParseError>) {
        let what = "program headers";
        let offset = self.header.e_phoff;
        let size = ProgramHeader::size(self.ctx) as u64;
        let claimed = u64::from(self.header.e_phnum);
        if claimed == 0 {
            return;
        }
        let left = (self.data.len() as u64).saturating_sub(offset);
        let fits = left.checked_div(size).unwrap_or_default();
        if claimed > fits {
            let kind = ErrorKind::Truncated { needs: claimed.saturating_mul(size), left };
            issues.push(ParseError { what, offset, kind });
        }
        let count = claimed.min(fits) as usize;
        if count == 0 {
            return;
        }
        match ProgramHeader::parse(self.data, offset as usize, count, self.ctx) {
            Ok(segments) => self.segments = segments,
            Err(error) => issues.push(ParseError::invalid(what, offset, error.to_string())),
        }
    }

    pub(super) fn is_64(&self) -> bool {
        self.ctx.is_big()
    }

    /// Bytes of the file, cut where the file ends.
    pub(super) fn file(&self, offset: u64, size: u64) -> &'a [u8] {
        let length = self.data.len() as u64;
        let start = offset.min(length);
        let end = offset.saturating_add(size).min(length);
        self.data.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The file offset behind an address, and the bytes from there to the end of its segment.
    ///
    /// Of overlapping segments the last one counts: the linker maps them in order, each over the former.
    pub(super) fn mapped(&self, address: u64) -> Option<(u64, &'a [u8])> {
        self.segments.iter().rev().filter(|segment| segment.p_type == PT_LOAD).find_map(|segment| {
            let into = address.checked_sub(segment.p_vaddr)?;
            let left = segment.p_filesz.checked_sub(into).filter(|left| *left > 0)?;
            let offset = segment.p_offset.checked_add(into)?;
            Some((offset, self.file(offset, left)))
        })
    }

    /// A 32-bit number of this file's byte order.
    pub(super) fn u32(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let word = *bytes.get(at..)?.first_chunk::<4>()?;
        Some(if self.ctx.is_little_endian() { u32::from_le_bytes(word) } else { u32::from_be_bytes(word) })
    }

    /// A number of this file's class and byte order.
    pub(super) fn word(&self, bytes: &[u8], at: usize) -> Option<u64> {
        if !self.is_64() {
            return self.u32(bytes, at).map(u64::from);
        }
        let word = *bytes.get(at..)?.first_chunk::<8>()?;
        Some(if self.ctx.is_little_endian() { u64::from_le_bytes(word) } else { u64::from_be_bytes(word) })
    }
}
