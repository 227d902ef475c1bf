//! A small shared library, byte by byte: what a linker needs, and each field open to a lie.
//!
//! Three segments: constants (headers, symbols, strings, hash, notes, text), code, and writable data (the dynamic
//! table). Addresses run ahead of file offsets by one or two alignments, as in real libraries, so that a reader that
//! mixes up the two fails. Source: System V ABI chapters 4 and 5.

/// A note; the builder gives each its own `PT_NOTE`.
#[derive(Debug, Clone)]
pub struct Note {
    /// Owner, without the NUL.
    pub name: String,
    /// Type number.
    pub kind: u32,
    /// Descriptor.
    pub body: Vec<u8>,
    /// 4, or 8 for the property note of 64-bit files.
    pub align: u64,
}

/// What to write. Start from [`ElfBuilder::default`]: an AArch64 library with full RELRO, no executable stack, 16 KiB pages
/// and section headers.
#[derive(Debug, Clone)]
pub struct ElfBuilder {
    /// 64-bit class.
    pub is_64: bool,
    /// `e_machine`.
    pub machine: u16,
    /// `e_type`.
    pub e_type: u16,
    /// `DT_SONAME`.
    pub soname: Option<String>,
    /// `DT_NEEDED`.
    pub needed: Vec<String>,
    /// `DT_RPATH`.
    pub rpath: Option<String>,
    /// `DT_RUNPATH`.
    pub runpath: Option<String>,
    /// Undefined dynamic symbols.
    pub imports: Vec<String>,
    /// Global dynamic symbols.
    pub exports: Vec<String>,
    /// `DT_GNU_HASH` instead of `DT_HASH`.
    pub gnu_hash: bool,
    /// Further dynamic entries, tag and value.
    pub dynamic: Vec<(u64, u64)>,
    /// Values that replace those of the builder's own dynamic entries, by tag.
    pub lies: Vec<(u64, u64)>,
    /// `PT_GNU_RELRO` over the writable segment.
    pub relro: bool,
    /// Flags of `PT_GNU_STACK`; `None` leaves it out.
    pub stack: Option<u32>,
    /// Flags of the code segment.
    pub code_flags: u32,
    /// Bytes of code.
    pub code_size: usize,
    /// `PT_INTERP`, of which only the header is written.
    pub interpreter: bool,
    /// `p_align` of the three segments.
    pub align: u64,
    /// Constants.
    pub rodata: Vec<u8>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Whether section headers are written.
    pub sections: bool,
    /// Names of `.symtab`; empty leaves it out.
    pub symtab: Vec<String>,
    /// Sections that are not loaded: name and bytes.
    pub extra_sections: Vec<(String, Vec<u8>)>,
    /// Replaces `e_phnum`.
    pub e_phnum: Option<u16>,
    /// Replaces `e_phoff`.
    pub e_phoff: Option<u64>,
    /// Replaces `e_shnum`.
    pub e_shnum: Option<u16>,
    /// Replaces `e_shoff`.
    pub e_shoff: Option<u64>,
    /// Replaces the symbol count of `DT_HASH`, or the first hashed symbol of `DT_GNU_HASH`.
    pub hash_count: Option<u32>,
    /// Replaces `p_offset` of `PT_DYNAMIC`.
    pub dynamic_offset: Option<u64>,
    /// Replaces `p_filesz` of all three loaded segments.
    pub file_size: Option<u64>,
}

impl Default for ElfBuilder {
    fn default() -> Self {
        Self {
            is_64: true,
            machine: 183,
            e_type: 3,
            soname: Some("libsample.so".into()),
            needed: vec!["libc.so".into()],
            rpath: None,
            runpath: None,
            imports: vec!["__stack_chk_fail".into(), "__memcpy_chk".into()],
            exports: vec!["JNI_OnLoad".into()],
            gnu_hash: true,
            dynamic: vec![(DT_FLAGS, DF_BIND_NOW)],
            lies: Vec::new(),
            relro: true,
            stack: Some(PF_R | PF_W),
            code_flags: PF_R | PF_X,
            code_size: 32,
            interpreter: false,
            align: 0x4000,
            rodata: b"a constant\0".to_vec(),
            notes: vec![Note { name: "GNU".into(), kind: 3, body: vec![0xab; 20], align: 4 }],
            sections: true,
            symtab: Vec::new(),
            extra_sections: vec![(".comment".into(), b"clang\0".to_vec())],
            e_phnum: None,
            e_phoff: None,
            e_shnum: None,
            e_shoff: None,
            hash_count: None,
            dynamic_offset: None,
            file_size: None,
        }
    }
}

const PF_X: u32 = 1;
const PF_W: u32 = 2;
const PF_R: u32 = 4;
const DT_FLAGS: u64 = 30;
const DF_BIND_NOW: u64 = 8;

struct Segment {
    kind: u32,
    flags: u32,
    offset: u64,
    vaddr: u64,
    size: u64,
    align: u64,
}

struct Section {
    name: String,
    kind: u32,
    vaddr: u64,
    offset: u64,
    size: u64,
    link: u32,
    entry: u64,
}

impl ElfBuilder {
    /// A valid 32-bit ARM library.
    pub fn arm() -> Self {
        Self { is_64: false, machine: 40, align: 0x1000, ..Self::default() }
    }

    /// Writes the file.
    pub fn build(&self) -> Vec<u8> {
        let header = if self.is_64 { 64 } else { 52 };
        let program_header = if self.is_64 { 56u64 } else { 32 };
        let count = 4
            + self.notes.len()
            + usize::from(self.relro)
            + usize::from(self.stack.is_some())
            + usize::from(self.interpreter);
        let mut out = vec![0u8; header + count * program_header as usize];
        let mut segments = Vec::new();
        let mut sections = vec![Section::new("", 0)];

        let mut strings = vec![0u8];
        let texts = Texts::new(self, &mut strings);
        pad(&mut out, 8);
        let symbols_at = out.len() as u64;
        out.extend(self.symbols(&texts));
        sections.push(Section::at(".dynsym", 11, symbols_at, &out, 2, if self.is_64 { 24 } else { 16 }));
        let strings_at = out.len() as u64;
        out.extend(&strings);
        sections.push(Section::at(".dynstr", 3, strings_at, &out, 0, 0));
        pad(&mut out, 8);
        let hash_at = out.len() as u64;
        out.extend(if self.gnu_hash { self.gnu_hash_table() } else { self.hash_table() });
        let (name, kind) = if self.gnu_hash { (".gnu.hash", 0x6fff_fff6) } else { (".hash", 5) };
        sections.push(Section::at(name, kind, hash_at, &out, 1, 0));
        for note in &self.notes {
            pad(&mut out, 8);
            let at = out.len() as u64;
            out.extend(note_bytes(note));
            let size = out.len() as u64 - at;
            segments.push(Segment { kind: 4, flags: PF_R, offset: at, vaddr: at, size, align: note.align });
            sections.push(Section::at(&format!(".note.{}", note.name), 7, at, &out, 0, 0));
        }
        let rodata_at = out.len() as u64;
        out.extend(&self.rodata);
        sections.push(Section::at(".rodata", 1, rodata_at, &out, 0, 0));
        let constants =
            Segment { kind: 1, flags: PF_R, offset: 0, vaddr: 0, size: out.len() as u64, align: self.align };

        pad(&mut out, 16);
        let offset = out.len() as u64;
        out.resize(out.len() + self.code_size, 0);
        let vaddr = offset.wrapping_add(self.align);
        let size = self.code_size as u64;
        let code = Segment { kind: 1, flags: self.code_flags, offset, vaddr, size, align: self.align };
        sections.push(Section { vaddr, ..Section::at(".text", 1, offset, &out, 0, 0) });

        let offset = out.len() as u64;
        let vaddr = offset.wrapping_add(self.align.wrapping_mul(2));
        self.dynamic_table(&mut out, &texts, [symbols_at, strings_at, strings.len() as u64, hash_at]);
        let size = out.len() as u64 - offset;
        let data = Segment { kind: 1, flags: PF_R | PF_W, offset, vaddr, size, align: self.align };
        sections.push(Section {
            vaddr,
            ..Section::at(".dynamic", 6, offset, &out, 2, if self.is_64 { 16 } else { 8 })
        });
        let dynamic_offset = self.dynamic_offset.unwrap_or(offset);
        segments.push(Segment { kind: 2, flags: PF_R | PF_W, offset: dynamic_offset, vaddr, size, align: 8 });
        if self.relro {
            segments.push(Segment { kind: 0x6474_e552, flags: PF_R, offset, vaddr, size, align: 1 });
        }
        if let Some(flags) = self.stack {
            segments.push(Segment { kind: 0x6474_e551, flags, offset: 0, vaddr: 0, size: 0, align: 16 });
        }
        if self.interpreter {
            segments.push(Segment { kind: 3, flags: PF_R, offset: 0, vaddr: 0, size: 0, align: 1 });
        }
        let mut loaded = vec![constants, code, data];
        if let Some(size) = self.file_size {
            loaded.iter_mut().for_each(|segment| segment.size = size);
        }
        segments.splice(0..0, loaded);

        self.unloaded(&mut out, &mut sections);
        let (section_headers, names) = self.section_headers(&mut out, &mut sections);
        self.program_headers(&mut out, header, &segments);
        self.header(&mut out, header as u64, segments.len() as u16, section_headers, names);
        out
    }

    fn symbols(&self, texts: &Texts) -> Vec<u8> {
        let mut out = self.symbol(0, 0, 0, 0);
        texts.imports.iter().for_each(|name| out.extend(self.symbol(*name, 0x12, 0, 0)));
        texts.exports.iter().for_each(|name| out.extend(self.symbol(*name, 0x12, 7, self.align)));
        out
    }

    fn symbol(&self, name: u32, info: u8, section: u16, value: u64) -> Vec<u8> {
        let mut out = name.to_le_bytes().to_vec();
        if self.is_64 {
            out.extend([info, 0]);
            out.extend(section.to_le_bytes());
            out.extend(value.to_le_bytes());
            out.extend(0u64.to_le_bytes());
        } else {
            out.extend((value as u32).to_le_bytes());
            out.extend(0u32.to_le_bytes());
            out.extend([info, 0]);
            out.extend(section.to_le_bytes());
        }
        out
    }

    /// One bucket, one chain through all symbols.
    fn hash_table(&self) -> Vec<u8> {
        let count = (1 + self.imports.len() + self.exports.len()) as u32;
        let mut words = vec![1, self.hash_count.unwrap_or(count), u32::from(count > 1), 0];
        words.extend((1..count).map(|index| if index + 1 < count { index + 1 } else { 0 }));
        words.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    /// One bucket and a filter that lets everything pass.
    fn gnu_hash_table(&self) -> Vec<u8> {
        let first = (1 + self.imports.len()) as u32;
        let bucket = if self.exports.is_empty() { 0 } else { first };
        let mut words = vec![1, self.hash_count.unwrap_or(first), 1, 6, u32::MAX];
        words.extend(self.is_64.then_some(u32::MAX));
        words.push(bucket);
        for (index, name) in self.exports.iter().enumerate() {
            let hash =
                name.bytes().fold(5381u32, |hash, byte| hash.wrapping_mul(33).wrapping_add(u32::from(byte)));
            let last = u32::from(index + 1 == self.exports.len());
            words.push(hash & !1 | last);
        }
        words.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    fn dynamic_table(&self, out: &mut Vec<u8>, texts: &Texts, [symbols, strings, size, hash]: [u64; 4]) {
        let mut entries = texts.entries.clone();
        let hash_tag = if self.gnu_hash { 0x6fff_fef5 } else { 4 };
        let symbol = if self.is_64 { 24 } else { 16 };
        entries.extend([(5, strings), (6, symbols), (10, size), (11, symbol), (hash_tag, hash)]);
        for (tag, value) in &mut entries {
            if let Some((_, lie)) = self.lies.iter().find(|(lied, _)| lied == tag) {
                *value = *lie;
            }
        }
        entries.extend(&self.dynamic);
        entries.push((0, 0));
        for (tag, value) in entries {
            self.word(out, tag);
            self.word(out, value);
        }
    }

    fn unloaded(&self, out: &mut Vec<u8>, sections: &mut Vec<Section>) {
        for (name, bytes) in &self.extra_sections {
            let at = out.len() as u64;
            out.extend(bytes);
            sections.push(Section { vaddr: 0, ..Section::at(name, 1, at, out, 0, 0) });
        }
        if self.symtab.is_empty() {
            return;
        }
        pad(out, 8);
        let at = out.len() as u64;
        let mut strings = vec![0];
        out.extend(self.symbol(0, 0, 0, 0));
        for name in &self.symtab {
            let name = put(&mut strings, name);
            out.extend(self.symbol(name, 0x12, 7, self.align));
        }
        let link = sections.len() as u32 + 1;
        let size = if self.is_64 { 24 } else { 16 };
        sections.push(Section { vaddr: 0, ..Section::at(".symtab", 2, at, out, link, size) });
        let at = out.len() as u64;
        out.extend(strings);
        sections.push(Section { vaddr: 0, ..Section::at(".strtab", 3, at, out, 0, 0) });
    }

    /// Place and number of the section headers, and the index of their names.
    fn section_headers(&self, out: &mut Vec<u8>, sections: &mut Vec<Section>) -> ((u64, u16), u16) {
        if !self.sections {
            return ((0, 0), 0);
        }
        sections.push(Section::new(".shstrtab", 3));
        let mut strings = vec![0];
        let names: Vec<u32> = sections.iter().map(|section| put(&mut strings, &section.name)).collect();
        let last = sections.last_mut().expect("the names' own section");
        last.offset = out.len() as u64;
        last.size = strings.len() as u64;
        out.extend(strings);
        pad(out, 8);
        let place = (out.len() as u64, sections.len() as u16);
        for (section, name) in sections.iter().zip(names) {
            out.extend(name.to_le_bytes());
            out.extend(section.kind.to_le_bytes());
            self.word(out, u64::from(section.vaddr != 0) * 2);
            self.word(out, section.vaddr);
            self.word(out, section.offset);
            self.word(out, section.size);
            out.extend(section.link.to_le_bytes());
            out.extend(u32::from(section.kind == 2 || section.kind == 11).to_le_bytes());
            self.word(out, u64::from(section.kind != 0) * if section.kind == 7 { 4 } else { 1 });
            self.word(out, section.entry);
        }
        (place, place.1 - 1)
    }

    fn program_headers(&self, out: &mut [u8], at: usize, segments: &[Segment]) {
        let mut headers = Vec::new();
        for segment in segments {
            headers.extend(segment.kind.to_le_bytes());
            if self.is_64 {
                headers.extend(segment.flags.to_le_bytes());
            }
            for word in [segment.offset, segment.vaddr, segment.vaddr, segment.size, segment.size] {
                self.word(&mut headers, word);
            }
            if !self.is_64 {
                headers.extend(segment.flags.to_le_bytes());
            }
            self.word(&mut headers, segment.align);
        }
        out[at..at + headers.len()].copy_from_slice(&headers);
    }

    fn header(&self, out: &mut [u8], size: u64, count: u16, sections: (u64, u16), names: u16) {
        let mut header = vec![0x7f, b'E', b'L', b'F', if self.is_64 { 2 } else { 1 }, 1, 1];
        header.resize(16, 0);
        header.extend(self.e_type.to_le_bytes());
        header.extend(self.machine.to_le_bytes());
        header.extend(1u32.to_le_bytes());
        self.word(&mut header, 0);
        self.word(&mut header, self.e_phoff.unwrap_or(size));
        self.word(&mut header, self.e_shoff.unwrap_or(sections.0));
        header.extend(if self.machine == 40 { 0x0500_0000u32 } else { 0 }.to_le_bytes());
        let sizes = if self.is_64 { (56u16, 64u16) } else { (32, 40) };
        for half in [
            size as u16,
            sizes.0,
            self.e_phnum.unwrap_or(count),
            sizes.1,
            self.e_shnum.unwrap_or(sections.1),
            names,
        ] {
            header.extend(half.to_le_bytes());
        }
        out[..header.len()].copy_from_slice(&header);
    }

    fn word(&self, out: &mut Vec<u8>, value: u64) {
        if self.is_64 {
            out.extend(value.to_le_bytes());
        } else {
            out.extend((value as u32).to_le_bytes());
        }
    }
}

impl Section {
    fn new(name: &str, kind: u32) -> Self {
        Self { name: name.into(), kind, vaddr: 0, offset: 0, size: 0, link: 0, entry: 0 }
    }

    /// A section that begins at `offset` and ends where the file ends now.
    fn at(name: &str, kind: u32, offset: u64, out: &[u8], link: u32, entry: u64) -> Self {
        let size = out.len() as u64 - offset;
        Self { vaddr: offset, offset, size, link, entry, ..Self::new(name, kind) }
    }
}

/// Offsets into the dynamic strings.
struct Texts {
    entries: Vec<(u64, u64)>,
    imports: Vec<u32>,
    exports: Vec<u32>,
}

impl Texts {
    fn new(builder: &ElfBuilder, strings: &mut Vec<u8>) -> Self {
        let named = [
            (1, builder.needed.iter().collect::<Vec<_>>()),
            (14, builder.soname.iter().collect()),
            (15, builder.rpath.iter().collect()),
            (29, builder.runpath.iter().collect()),
        ];
        let mut entries = Vec::new();
        for (tag, texts) in named {
            for text in texts {
                entries.push((tag, u64::from(put(strings, text))));
            }
        }
        let imports = builder.imports.iter().map(|name| put(strings, name)).collect();
        let exports = builder.exports.iter().map(|name| put(strings, name)).collect();
        Self { entries, imports, exports }
    }
}

fn put(strings: &mut Vec<u8>, text: &str) -> u32 {
    let at = strings.len() as u32;
    strings.extend(text.as_bytes());
    strings.push(0);
    at
}

fn note_bytes(note: &Note) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend((note.name.len() as u32 + 1).to_le_bytes());
    out.extend((note.body.len() as u32).to_le_bytes());
    out.extend(note.kind.to_le_bytes());
    out.extend(note.name.as_bytes());
    out.push(0);
    pad(&mut out, note.align as usize);
    out.extend(&note.body);
    pad(&mut out, note.align as usize);
    out
}

fn pad(out: &mut Vec<u8>, align: usize) {
    out.resize(out.len().next_multiple_of(align), 0);
}
