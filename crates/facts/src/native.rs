//! ELF files as the Android linker would load them.

use std::sync::Arc;

use binary::elf::{self, Elf, Relro, Stack};
use cursor::{Limits, ParseError};
use finding::{Location, Origin, Place};
use package::Artifact;

use crate::code::StringScope;
use crate::owner::Owners;
use crate::record::records;
use crate::search::{Found, Search};
use crate::{Fact, Value};

/// Makers of libraries by file name.
const LIBRARIES: &str = include_str!("../data/native-libraries.tsv");

/// Exports of one library that are looked at for the class they belong to.
const MAX_EXPORTS: usize = 4096;

const ET_EXEC: u16 = 2;
const ET_DYN: u16 = 3;

records! {
    /// An ELF file.
    Library as "elf.library" {
        /// Path in the package.
        path: String,
        /// `arm64-v8a`, `armeabi-v7a`, `x86_64`, `x86`, or empty for another machine.
        abi: String,
        /// Folder below `lib/` from which the installer takes it; empty elsewhere.
        folder: String,
        /// `library`, `program`, `object` (not linked yet) or `foreign` (made for another system than Android).
        role: String,
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
        /// Tool that packed the file, as far as one is known.
        packer: String,
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
        found: &mut Found,
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
                search.text(StringScope::Native, text, at, &mut found.hits);
            }
        }
        let file = || Location::file(artifact.path.clone());
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
        let packer = if elf.upx { "UPX" } else { maker(&artifact.path, "packer").unwrap_or_default() };
        let unstripped = if elf.has_symtab {
            ".symtab"
        } else if elf.has_debug {
            ".debug_info"
        } else {
            ".gnu_debugdata"
        };
        Some(Self {
            origin: file(),
            path: known(artifact.path.to_string(), file()),
            abi: known(elf.abi().unwrap_or_default().to_owned(), symbol("e_machine")),
            folder: known(abi_folder(&artifact.path).unwrap_or_default().to_owned(), file()),
            role: known(role(&elf).to_owned(), symbol("e_type")),
            position_independent: known(elf.e_type == ET_DYN, symbol("e_type")),
            stack: known(stack.to_owned(), symbol("PT_GNU_STACK")),
            canary: known(elf.has_canary, symbol("__stack_chk_fail")),
            relro: known(relro.to_owned(), symbol("PT_GNU_RELRO")),
            writable_code: known(
                elf.segments.iter().any(|one| one.writable && one.executable),
                symbol("PT_LOAD"),
            ),
            text_relocations: known(elf.textrel, symbol("DT_TEXTREL")),
            unstripped: known(elf.has_symtab || elf.has_debug || elf.has_gnu_debugdata, symbol(unstripped)),
            language: known(
                elf.language.map(|language| format!("{language:?}")).unwrap_or_default(),
                symbol(".rodata"),
            ),
            packer: known(packer.to_owned(), file()),
            artifact: artifact.path.clone(),
            elf,
        })
    }

    /// The ABI folder below `lib/` from which the installer takes it.
    pub fn folder(&self) -> Option<&str> {
        abi_folder(&self.artifact)
    }

    /// Whether Android may load or start it: a library or a program for one of its machines.
    pub fn is_loadable(&self) -> bool {
        self.is_library() || self.is_program()
    }

    /// Whether it is a library for Android.
    pub fn is_library(&self) -> bool {
        role(&self.elf) == "library"
    }

    /// Whether it is a program for Android.
    pub fn is_program(&self) -> bool {
        role(&self.elf) == "program"
    }

    /// Whose it is: told by the classes whose native methods it holds, then by its file name.
    pub(crate) fn owner(&self, owners: &Owners) -> Origin {
        let methods = self.elf.exports.iter().take(MAX_EXPORTS).filter_map(|name| name.strip_prefix("Java_"));
        let of_methods =
            methods.map(|name| owners.of(&name.replace('_', "."))).find(|one| *one != Origin::Unknown);
        of_methods.unwrap_or_else(|| {
            maker(&self.artifact, "sdk").map_or(Origin::Unknown, |maker| Origin::ThirdParty(Arc::from(maker)))
        })
    }
}

/// What the file is to Android.
fn role(elf: &Elf) -> &'static str {
    // The C library of Android is `libc.so`; those of Linux distributions carry a version or another name.
    let is_foreign = |name: &String| {
        ["libc.so.", "libc.musl", "ld-linux", "ld-musl"].iter().any(|beginning| name.starts_with(beginning))
    };
    match elf.e_type {
        _ if elf.abi().is_none() || elf.needed.iter().any(is_foreign) => "foreign",
        ET_EXEC => "program",
        // Linkers marked position-independent programs only since 2016; their interpreter tells them before.
        ET_DYN if elf.is_shared && !(elf.has_interpreter && elf.soname.is_none()) => "library",
        ET_DYN => "program",
        _ => "object",
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `arm64-v8a` of `lib/arm64-v8a/libx.so`, of whichever archive.
pub fn abi_folder(path: &str) -> Option<&str> {
    let mut steps = path.rsplit('/');
    let (_, abi) = (steps.next()?, steps.next()?);
    let is_abi = ["arm64-v8a", "armeabi-v7a", "armeabi", "x86_64", "x86"].contains(&abi);
    // Deeper folders, such as `assets/lib/`, are nothing to the installer; `base/lib/` is that of a bundle's module,
    // `jni/` that of a library.
    let above = (steps.next()?, steps.next(), steps.next());
    let is_lib = match above {
        ("lib" | "jni", None, _) => true,
        ("lib", Some(over), rest) => over.ends_with('!') || rest.is_none() && over != "assets",
        _ => false,
    };
    (is_abi && is_lib).then_some(abi)
}

/// The maker of a library by its file name, of the makers of this kind.
fn maker(path: &str, kind: &str) -> Option<&'static str> {
    let name = name(path);
    let rows = LIBRARIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    });
    let known = rows.filter(|row| row.2 == kind && name.starts_with(row.0));
    known.max_by_key(|row| row.0.len()).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_installer_takes_libraries_from_one_place() {
        assert_eq!(abi_folder("lib/arm64-v8a/libx.so"), Some("arm64-v8a"));
        assert_eq!(abi_folder("base/lib/x86/libx.so"), Some("x86"));
        assert_eq!(abi_folder("split_config.arm64_v8a.apk!/lib/arm64-v8a/libx.so"), Some("arm64-v8a"));
        assert_eq!(abi_folder("assets/lib/arm64-v8a/libx.so"), None);
        assert_eq!(abi_folder("com/sun/jna/lib/arm64-v8a/libx.so"), None);
        assert_eq!(abi_folder("lib/mips/libx.so"), None);
    }

    #[test]
    fn a_library_for_a_linux_desktop_is_none_of_androids() {
        let elf = |needed: &str| Elf {
            is_64: true,
            little_endian: true,
            machine: 183,
            e_type: ET_DYN,
            is_shared: true,
            needed: vec![needed.to_owned()],
            ..Elf::default()
        };
        assert_eq!(role(&elf("libc.so")), "library");
        assert_eq!(role(&elf("libc.so.6")), "foreign");
        assert_eq!(role(&Elf { has_interpreter: true, ..elf("libc.so") }), "program");
        assert_eq!(role(&Elf { e_type: ET_EXEC, ..elf("libc.so") }), "program");
        assert_eq!(role(&Elf { e_type: 1, ..elf("libc.so") }), "object");
    }

    #[test]
    fn a_maker_is_told_by_the_beginning_of_the_file_name() {
        assert_eq!(maker("lib/x86/libc++_shared.so", "sdk"), Some("LLVM C++ library"));
        assert_eq!(maker("lib/x86/libjiagu_art.so", "packer"), Some("Qihoo 360 Jiagu"));
        assert_eq!(maker("lib/x86/libjiagu_art.so", "sdk"), None);
        assert_eq!(maker("lib/x86/libquotes.so", "sdk"), None);
    }
}
