//! ELF libraries as the Android linker would load them.

use std::sync::Arc;

use binary::elf::{self, Elf, Relro, Stack};
use cursor::{Limits, ParseError};
use finding::{Location, Place};
use package::Artifact;

use crate::code::{StringHit, StringScope};
use crate::collect::Search;
use crate::record::records;
use crate::{Fact, Value};

records! {
    /// An ELF library.
    Library as "elf.library" {
        /// Path in the package.
        path: String,
        /// `arm64-v8a`, `armeabi-v7a`, `x86_64`, `x86`, or empty for another machine.
        abi: String,
        /// Whether it can be loaded anywhere (ET_DYN).
        position_independent: bool,
        /// `executable`, `non-executable` or `not declared` (PT_GNU_STACK).
        stack: String,
        /// Whether stack canaries are checked (`__stack_chk_fail` is referenced).
        canary: bool,
        /// `none`, `partial` or `full`.
        relro: String,
        /// Whether a segment may be written and executed.
        writable_code: bool,
        /// Whether code must be changed when it is loaded (text relocations).
        text_relocations: bool,
        /// Whether symbols or debug information were left in.
        unstripped: bool,
        /// Language whose code makes some checks not apply: `Dart`, `Go`, `Rust` ...; empty for C and C++.
        language: String,
        plus {
            /// Path of the artifact.
            artifact: Arc<str>,
            /// Everything that was read.
            elf: Elf,
        }
    }
}

impl Library {
    pub(crate) fn read(
        artifact: &Artifact,
        bytes: &[u8],
        search: &Search<'_>,
        limits: &Limits,
        hits: &mut Vec<StringHit>,
        issues: &mut Vec<ParseError>,
    ) -> Option<Self> {
        let elf = match elf::parse(bytes, limits) {
            Ok(parsed) => {
                issues.extend(parsed.issues);
                parsed.value
            }
            Err(error) => {
                issues.push(error);
                return None;
            }
        };
        if search.wants(StringScope::Native) {
            for (offset, text) in elf.rodata(bytes) {
                let at = || Location { artifact: artifact.path.clone(), place: Place::Offset(offset) };
                search.text(StringScope::Native, text, at, hits);
            }
        }
        let symbol = |name: &str| Location::symbol(artifact.path.clone(), name);
        fn known<T>(value: T, origin: Location) -> Fact<T> {
            Fact { value: Value::Known(value), origin }
        }
        let stack = match elf.stack {
            Stack::NotDeclared => "not declared",
            Stack::Executable => "executable",
            Stack::NonExecutable => "non-executable",
        };
        let relro = match elf.relro {
            Relro::None => "none",
            Relro::Partial => "partial",
            Relro::Full => "full",
        };
        Some(Self {
            origin: Location::file(artifact.path.clone()),
            path: known(artifact.path.to_string(), Location::file(artifact.path.clone())),
            abi: known(elf.abi().unwrap_or_default().to_owned(), symbol("e_machine")),
            position_independent: known(elf.is_shared, symbol("e_type")),
            stack: known(stack.to_owned(), symbol("PT_GNU_STACK")),
            canary: known(elf.has_canary, symbol("__stack_chk_fail")),
            relro: known(relro.to_owned(), symbol("PT_GNU_RELRO")),
            writable_code: known(
                elf.segments.iter().any(|one| one.writable && one.executable),
                symbol("PT_LOAD"),
            ),
            text_relocations: known(elf.textrel, symbol("DT_TEXTREL")),
            unstripped: known(elf.has_symtab || elf.has_debug, symbol(".symtab")),
            language: known(
                elf.language.map(|language| format!("{language:?}")).unwrap_or_default(),
                symbol(".rodata"),
            ),
            artifact: artifact.path.clone(),
            elf,
        })
    }
}
