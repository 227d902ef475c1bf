//! ELF files that `zip.toml` describes.

use serde::Deserialize;

use crate::elf::{ElfBuilder, Note};

/// An ELF file described in `zip.toml`: hardened unless it says otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Native {
    /// Path in the package; `lib/arm64-v8a/libcase.so` when not written. The ABI folder tells the machine.
    pub path: Option<String>,
    /// Machine where no folder tells it: `arm64-v8a`, `armeabi-v7a`, `x86_64`, `x86`.
    pub abi: Option<String>,
    /// `library` (the default), `program`, `static` (a program at a fixed address) or `object`.
    pub role: Option<String>,
    /// Imported functions, instead of those of a hardened library.
    pub imports: Option<Vec<String>>,
    /// Exported names.
    pub exports: Vec<String>,
    /// Libraries it needs besides `libc.so`.
    pub needed: Vec<String>,
    /// Whether it needs `libc.so`; true when not written.
    pub libc: Option<bool>,
    /// PT_GNU_STACK: `rw` (the default), `rwx` or `none`.
    pub stack: Option<String>,
    /// `full` (the default), `partial` or `none`.
    pub relro: Option<String>,
    /// Whether the linker has addresses to write.
    pub relocates: bool,
    /// DT_TEXTREL.
    pub text_relocations: bool,
    /// Whether the code may be written too.
    pub writable_code: bool,
    /// DT_RUNPATH.
    pub runpath: Option<String>,
    /// DT_RPATH.
    pub rpath: Option<String>,
    /// Alignment of the segments; 0x4000 when not written.
    pub align: Option<u64>,
    /// Bytes of code; 32 when not written.
    pub code_size: Option<usize>,
    /// Whether branches are guarded (BTI and PAC); true for arm64 when not written.
    pub branch_protection: Option<bool>,
    /// Constants.
    pub strings: Vec<String>,
    /// Names in `.symtab`.
    pub symtab: Vec<String>,
    /// Sections that are not loaded: name and text.
    pub sections: Vec<(String, String)>,
    /// Whether there are section headers; true when not written.
    pub section_headers: Option<bool>,
    /// Bytes behind everything else.
    pub tail: usize,
}

impl Native {
    /// Path and bytes of an ELF file that a `zip.toml` describes.
    pub(super) fn build(&self) -> (String, Vec<u8>) {
        const PIE: (u64, u64) = (0x6fff_fffb, 0x0800_0000);
        const NOW: (u64, u64) = (30, 8);
        let path = self.path.clone().unwrap_or_else(|| "lib/arm64-v8a/libcase.so".into());
        let abi = self.abi.as_deref().or_else(|| path.rsplit('/').nth(1)).unwrap_or_default();
        let (is_64, machine) = match abi {
            "arm64-v8a" => (true, 183),
            "armeabi-v7a" | "armeabi" => (false, 40),
            "x86_64" => (true, 62),
            "x86" => (false, 3),
            other => panic!("`{other}` is no ABI"),
        };
        let mut file = ElfBuilder { is_64, machine, dynamic: Vec::new(), ..ElfBuilder::default() };
        match self.role.as_deref() {
            Some("program") => {
                file.soname = None;
                file.interpreter = true;
                file.dynamic.push(PIE);
            }
            Some("static") => file.e_type = 2,
            Some("object") => file.e_type = 1,
            _ => {}
        }
        if self.libc == Some(false) {
            file.needed.clear();
        }
        file.needed.extend(self.needed.clone());
        if let Some(imports) = &self.imports {
            file.imports = imports.clone();
        }
        file.exports.extend(self.exports.clone());
        file.stack = match self.stack.as_deref() {
            Some("none") => None,
            Some("rwx") => Some(7),
            _ => Some(6),
        };
        file.relro = self.relro.as_deref() != Some("none");
        if self.relro.is_none() || self.relro.as_deref() == Some("full") {
            file.dynamic.push(NOW);
        }
        if self.relocates {
            file.dynamic.push((35, 8));
        }
        if self.text_relocations {
            file.dynamic.push((22, 0));
        }
        if self.writable_code {
            file.code_flags = 7;
        }
        file.runpath = self.runpath.clone();
        file.rpath = self.rpath.clone();
        file.align = self.align.unwrap_or(0x4000);
        file.code_size = self.code_size.unwrap_or(32);
        if self.branch_protection.unwrap_or(machine == 183) {
            let words = [0xc000_0000u32, 4, 3, 0];
            let body = words.into_iter().flat_map(u32::to_le_bytes).collect();
            file.notes.push(Note { name: "GNU".into(), kind: 5, body, align: 8 });
        }
        file.rodata = self.strings.iter().flat_map(|text| [text.as_bytes(), b"\0"].concat()).collect();
        file.symtab = self.symtab.clone();
        file.extra_sections =
            self.sections.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect();
        file.sections = self.section_headers != Some(false);
        let mut bytes = file.build();
        bytes.resize(bytes.len() + self.tail, 0x55);
        (path, bytes)
    }
}
