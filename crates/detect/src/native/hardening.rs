use binary::elf::Relro;
use facts::{Facts, Library};
use finding::{Confidence, Severity, Text};
use rules::Sink;

use super::{NOTHING, at, each, fail, other_language};
use crate::{Detector, Unknown};

/// A program linked to one fixed address.
pub(crate) struct FixedAddress;
/// AArch64 code whose jumps and return addresses are not guarded.
pub(crate) struct NoBranchProtection;
/// Functions with a checked twin, and not one of the twins.
pub(crate) struct NoFortify;
/// Addresses written at load time that stay writable.
pub(crate) struct NoRelro;
/// A segment both writable and executable.
pub(crate) struct WritableCode;

impl Detector for FixedAddress {
    fn id(&self) -> &'static str {
        "elf-fixed-address"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                if library.position_independent.value.main() == Some(&false) {
                    // The linker of Android 5 and later refuses to start such a program; one without an interpreter, linked
                    // statically, is started by the kernel all the same.
                    let is_static = !library.elf.has_interpreter;
                    fail(out, library, at(library, "e_type"))
                        .value("linking", if is_static { "static" } else { "dynamic" })
                        .value("abi", library.abi.value.to_string())
                        .severity(if is_static { Severity::High } else { Severity::Medium });
                }
                None
            },
        );
        Ok(())
    }
}

impl Detector for WritableCode {
    fn id(&self) -> &'static str {
        "elf-writable-code"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let segments = library.elf.segments.iter().filter(|one| one.writable && one.executable);
                let places: Vec<String> = segments.map(|one| format!("{:#x}", one.vaddr)).collect();
                if !places.is_empty() {
                    let packer = library.packer.value.main().filter(|name| !name.is_empty());
                    fail(out, library, at(library, "PT_LOAD"))
                        .value("segments", places.join(", "))
                        .value("packer", packer.map_or(NOTHING, String::as_str));
                }
                None
            },
        );
        Ok(())
    }
}

impl Detector for NoRelro {
    fn id(&self) -> &'static str {
        "elf-no-relro"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let elf = &library.elf;
                if elf.relro == Relro::Full {
                    return None;
                }
                if !elf.relocates {
                    return Some(Text::new(
                        "the linker writes no address into it, so that there is nothing to protect",
                        "載入時無位址需要寫入，無可保護之資料",
                    ));
                }
                // Android binds every function at once, whatever the library asks for; what counts is whether the slots lie in
                // the part that is then protected.
                let (what, severity) = match (elf.relro, elf.exposed_slots) {
                    (Relro::None, _) => ("none", Severity::Medium),
                    (_, true) => ("partial", Severity::Low),
                    _ => return None,
                };
                fail(out, library, at(library, "PT_GNU_RELRO")).value("relro", what).severity(severity);
                None
            },
        );
        Ok(())
    }
}

/// Functions of bionic that fill a buffer and have a checked twin. Compilers call memcpy, memmove and memset for
/// themselves, and the twins of strlen and of open guard nothing that is written: their absence tells nothing.
const CHECKED: &[&str] = &[
    "fgets",
    "fread",
    "getcwd",
    "pread",
    "pread64",
    "read",
    "readlink",
    "readlinkat",
    "recvfrom",
    "snprintf",
    "sprintf",
    "stpcpy",
    "stpncpy",
    "strcat",
    "strcpy",
    "strlcat",
    "strlcpy",
    "strncat",
    "strncpy",
    "vsnprintf",
    "vsprintf",
];

impl Detector for NoFortify {
    fn id(&self) -> &'static str {
        "elf-no-fortify"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                if !library.elf.fortified.is_empty() {
                    return None;
                }
                if let Some(why) = other_language(library) {
                    return Some(why);
                }
                let plain = library.elf.fortifiable.iter().map(String::as_str);
                let plain: Vec<&str> = plain.filter(|name| CHECKED.contains(name)).collect();
                let Some(first) = plain.first() else {
                    return Some(Text::new(
                        "it imports no function that fills a buffer and has a checked form",
                        "未匯入具檢查版本之緩衝區函式",
                    ));
                };
                // The compiler leaves the plain call where it does not know the size of the buffer; of one or two calls that
                // may be so for all.
                let confidence = if plain.len() >= 3 { Confidence::Medium } else { Confidence::Low };
                fail(out, library, at(library, first))
                    .value("functions", plain.join(", "))
                    .confidence(confidence);
                None
            },
        );
        Ok(())
    }
}

impl Detector for NoBranchProtection {
    fn id(&self) -> &'static str {
        "elf-no-branch-protection"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let is_arm64 = |library: &Library| library.elf.abi() == Some("arm64-v8a");
        each(facts, out, is_arm64, |library, out| {
            let elf = &library.elf;
            if elf.bti && elf.pac {
                return None;
            }
            if let Some(why) = other_language(library) {
                return Some(why);
            }
            let all = [("BTI", elf.bti), ("PAC", elf.pac), ("MTE", elf.memtag), ("CFI", elf.cfi)];
            let missing: Vec<&str> = all.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
            fail(out, library, at(library, ".note.gnu.property")).value("missing", missing.join(", "));
            None
        });
        Ok(())
    }
}
