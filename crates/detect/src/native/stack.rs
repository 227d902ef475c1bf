use binary::elf::{Language, Stack};
use facts::{Facts, Library};
use finding::{Confidence, Severity, Text};
use rules::Sink;

use super::{NOTHING, about, at, each, fail, first_import, other_language};
use crate::{Detector, Unknown};

/// A header that asks for an executable stack, or leaves it to the platform where that means executable.
pub(crate) struct ExecutableStack;
/// Code that fills buffers on the stack and never checks a canary.
pub(crate) struct NoCanary;

impl Detector for ExecutableStack {
    fn id(&self) -> &'static str {
        "elf-executable-stack"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        // Linux `arch/{arm,arm64,x86}/include/asm/elf.h`, `elf_read_implies_exec`: without the header, 32-bit programs get
        // every readable page executable, 64-bit programs none since 5.8. The kernel reads the header of the program it
        // starts only, and for an app that is the system's own; the linker of Android takes no notice of a library's.
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let (severity, confidence) =
                    match (library.elf.stack, library.is_program(), library.elf.is_64) {
                        (Stack::NonExecutable, ..) => return None,
                        (Stack::Executable, true, _) => (Severity::High, Confidence::High),
                        (Stack::Executable, false, _) => (Severity::Medium, Confidence::High),
                        (Stack::NotDeclared, true, false) => (Severity::Medium, Confidence::High),
                        (Stack::NotDeclared, true, true) => (Severity::Low, Confidence::Medium),
                        (Stack::NotDeclared, false, true) => return None,
                        (Stack::NotDeclared, false, false)
                            if library.elf.language == Some(Language::Dart) =>
                        {
                            return other_language(library);
                        }
                        (Stack::NotDeclared, false, false) => (Severity::Low, Confidence::Low),
                    };
                fail(out, library, at(library, "PT_GNU_STACK"))
                    .value("stack", library.stack.value.to_string())
                    .value("role", library.role.value.to_string())
                    .value("abi", library.abi.value.to_string())
                    .severity(severity)
                    .confidence(confidence);
                None
            },
        );
        Ok(())
    }
}

/// Functions that write text or data of another's length into a buffer, in most code one on the stack.
const FILLS_BUFFER: &[&str] = &[
    "fgets",
    "fread",
    "getcwd",
    "gets",
    "pread",
    "pread64",
    "read",
    "readlink",
    "realpath",
    "recv",
    "recvfrom",
    "scanf",
    "snprintf",
    "sprintf",
    "sscanf",
    "stpcpy",
    "strcat",
    "strcpy",
    "strlcat",
    "strlcpy",
    "strncat",
    "strncpy",
    "swprintf",
    "vsnprintf",
    "vsprintf",
    "wcscpy",
];

/// Below this much code, a file without a buffer on the stack is likely.
const MUCH_CODE: u64 = 64 << 10;

impl Detector for NoCanary {
    fn id(&self) -> &'static str {
        "elf-no-canary"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                if library.elf.has_canary {
                    return None;
                }
                if let Some(why) = other_language(library) {
                    return Some(why);
                }
                // Nothing can be said from names where there are none: a static program, or a packer that hides them.
                if library.elf.imports.is_empty() && library.elf.text_size >= MUCH_CODE {
                    out.unknown(about(
                        library,
                        &Text::new("it names no imported function", "未列出任何匯入函式"),
                    ));
                    return None;
                }
                let filler = first_import(library, FILLS_BUFFER);
                // With -fstack-protector-strong, the default of the NDK, every function that keeps an array or gives away the
                // address of a local is guarded. Much code without any such function is not likely; little code is.
                let confidence = match filler {
                    Some(_) => Confidence::Medium,
                    None if library.elf.text_size >= MUCH_CODE => Confidence::Low,
                    None => return Some(too_little(library)),
                };
                fail(out, library, at(library, "__stack_chk_fail"))
                    .value("filler", filler.unwrap_or(NOTHING))
                    .value("code_size", library.elf.text_size.to_string())
                    .confidence(confidence);
                None
            },
        );
        Ok(())
    }
}

fn too_little(library: &Library) -> Text {
    let size = library.elf.text_size;
    Text::new(
        format!("{size} bytes of code, and no imported function that fills buffers"),
        format!("程式碼 {size} 位元組，且未匯入會寫入緩衝區之函式"),
    )
}
