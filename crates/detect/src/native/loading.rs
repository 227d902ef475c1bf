use std::collections::BTreeSet;
use std::sync::Arc;

use facts::{Const, Facts, Interest, Library, MethodPattern, Tri};
use finding::{Confidence, Location, Severity, Text};
use rules::Sink;

use super::{at, each, fail, target_sdk, target_word};
use crate::{Detector, Unknown};

/// 32-bit code for which there is no 64-bit counterpart.
pub(crate) struct Missing64Bit;
/// A folder outside the app where libraries are looked for.
pub(crate) struct SearchPath;
/// A 64-bit library that a device with pages of 16 KiB cannot map.
pub(crate) struct SmallPages;
/// A 64-bit library that cannot be mapped out of the package there.
pub(crate) struct UnalignedInArchive;

/// Bytes of the larger pages.
const PAGE: u64 = 0x4000;
/// API level from which the store asks for them.
const ASKED_FROM: i64 = 35;

/// 64-bit machine code; pages of 32-bit processes stay at 4 KiB.
fn is_64_bit(library: &Library) -> bool {
    library.elf.is_64
}

/// Below that target the store takes the app without.
fn page_severity(facts: &Facts<'_>) -> Severity {
    if target_sdk(facts).is_some_and(|level| level < ASKED_FROM) { Severity::Low } else { Severity::Medium }
}

impl Detector for SmallPages {
    fn id(&self) -> &'static str {
        "elf-small-pages"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(facts, out, is_64_bit, |library, out| {
            let mapped = library.elf.segments.iter().filter(|segment| segment.memory_size > 0);
            let smallest = mapped.map(|segment| segment.align).min()?;
            if smallest < PAGE {
                // Outside of lib/ the app has to unpack it first, which it may do on some devices only.
                let confidence =
                    if library.folder().is_some() { Confidence::High } else { Confidence::Medium };
                fail(out, library, at(library, "PT_LOAD"))
                    .value("alignment", format!("{smallest:#x}"))
                    .value("target_sdk", target_word(facts))
                    .severity(page_severity(facts))
                    .confidence(confidence);
            }
            None
        });
        Ok(())
    }
}

impl Detector for UnalignedInArchive {
    fn id(&self) -> &'static str {
        "elf-unaligned-in-archive"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if !facts.app.is_installable() {
            out.not_applicable(Text::new("the package is not an APK", "受測檔案並非 APK"));
            return Ok(());
        }
        let application = facts.manifest.as_ref().and_then(|manifest| manifest.application.as_ref());
        let unpacked = application.map_or(Tri::No, |one| one.extract_native_libs.is(|on| *on));
        let installed = |library: &Library| is_64_bit(library) && library.folder().is_some();
        if unpacked == Tri::Yes && facts.native.iter().any(installed) {
            out.not_applicable(Text::new(
                "android:extractNativeLibs is true: the libraries are mapped from files of their own",
                "android:extractNativeLibs 為 true，函式庫係由解壓縮後之檔案載入",
            ));
            return Ok(());
        }
        each(facts, out, installed, |library, out| {
            let artifact = facts.app.artifact(&library.artifact);
            let Some(offset) = artifact.and_then(|artifact| artifact.stored_at) else {
                return Some(Text::new("compressed in the package", "於套件內為壓縮格式"));
            };
            if offset.checked_rem(PAGE) == Some(0) {
                return None;
            }
            if unpacked == Tri::Unknown {
                out.unknown(Text::new(
                    format!(
                        "{}: android:extractNativeLibs is a reference that is not resolved",
                        library.artifact
                    ),
                    format!("{}：android:extractNativeLibs 為無法解析的參照", library.artifact),
                ));
                return None;
            }
            fail(out, library, Location::file(library.artifact.clone()))
                .value("offset", format!("{offset:#x}"))
                .value("target_sdk", target_word(facts))
                .severity(page_severity(facts));
            None
        });
        Ok(())
    }
}

/// Folders that shells, other apps or their users can write to.
const WRITABLE: &[&str] = &["/data/local/tmp", "/mnt/sdcard", "/sdcard", "/storage", "/tmp", "/var/tmp"];
/// Folders of the system, which only an update changes.
const SYSTEM: &[&str] = &["/apex", "/odm", "/product", "/system", "/system_ext", "/vendor"];

fn is_below(path: &str, folders: &[&str]) -> bool {
    folders
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn is_own(path: &str) -> bool {
    ["$ORIGIN", "${ORIGIN}"].iter().any(|origin| path.starts_with(origin))
}

impl Detector for SearchPath {
    fn id(&self) -> &'static str {
        "elf-search-path"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let outside = |paths: &[String]| -> Vec<String> {
                    paths.iter().filter(|path| !is_own(path) && !is_below(path, SYSTEM)).cloned().collect()
                };
                // The linker follows DT_RUNPATH from Android 7 on and has never followed DT_RPATH.
                let (run, old) = (outside(&library.elf.runpath), outside(&library.elf.rpath));
                let (tag, paths) = if run.is_empty() { ("DT_RPATH", old) } else { ("DT_RUNPATH", run) };
                if !paths.is_empty() {
                    let severity = match tag {
                        "DT_RPATH" => Severity::Info,
                        _ if paths.iter().any(|path| is_below(path, WRITABLE)) => Severity::Medium,
                        _ => Severity::Low,
                    };
                    fail(out, library, at(library, tag))
                        .value("tag", tag)
                        .value("paths", paths.join(", "))
                        .severity(severity);
                } else if let Some(own) = library.elf.runpath.iter().chain(&library.elf.rpath).next() {
                    out.examined("inside the app", format!("{}: {own}", library.artifact));
                }
                None
            },
        );
        Ok(())
    }
}

const LOAD_LIBRARY: &str = "Ljava/lang/System;->loadLibrary(Ljava/lang/String;)";

impl Detector for Missing64Bit {
    fn id(&self) -> &'static str {
        "missing-64-bit"
    }

    fn interest(&self, interest: &mut Interest) {
        if let Ok(pattern) = MethodPattern::parse(LOAD_LIBRARY) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        // Paths decide, whether or not the files behind them can be read.
        let of = |folders: &'static [&'static str]| {
            let paths = facts.app.artifacts.iter().map(|artifact| &artifact.path);
            paths.filter(move |path| is_in(path, folders))
        };
        let new: BTreeSet<&str> = of(&["arm64-v8a"]).map(|path| name(path)).collect();
        let old: Vec<_> = of(&["armeabi-v7a", "armeabi"]).collect();
        out.examined("64-bit libraries", new.len());
        out.examined("32-bit libraries", old.len());
        let Some(first) = old.first() else { return Ok(()) };
        if new.is_empty() {
            let split = facts.manifest.as_ref().and_then(|manifest| manifest.root.split.value.main());
            if split.is_some_and(|name| !name.is_empty()) {
                return Err(Unknown(Text::new(
                    "the package is a split; the 64-bit code may be in another",
                    "受測檔案為分割 APK，64 位元程式碼可能位於其他分割檔",
                )));
            }
            out.fail(Location::file(Arc::clone(first)))
                .anchor("lib/arm64-v8a")
                .value("library", name(first))
                .value("missing", "lib/arm64-v8a")
                .value("asked_by", "lib/arm64-v8a");
            return Ok(());
        }
        // A device with 64-bit code takes the arm64 folder and nothing else. What is only in the other folder matters where
        // something there asks for it by name.
        let calls = facts.code.calls_to(LOAD_LIBRARY);
        let called: BTreeSet<String> = calls
            .filter_map(|call| match call.args.first() {
                Some(Const::Text(name)) => Some(format!("lib{name}.so")),
                _ => None,
            })
            .collect();
        let is_new = |library: &&Library| is_in(&library.artifact, &["arm64-v8a"]);
        let needed = facts.native.iter().filter(is_new).flat_map(|library| &library.elf.needed);
        let needed: BTreeSet<&str> = needed.map(String::as_str).collect();
        for path in old.iter().filter(|path| !new.contains(name(path))) {
            let (asked_by, confidence) = match name(path) {
                name if needed.contains(name) => ("DT_NEEDED", Confidence::High),
                name if called.contains(name) => ("System.loadLibrary", Confidence::Low),
                _ => continue,
            };
            out.fail(Location::file(Arc::clone(path)))
                .anchor(name(path))
                .value("library", name(path))
                .value("missing", format!("lib/arm64-v8a/{}", name(path)))
                .value("asked_by", asked_by)
                .confidence(confidence);
        }
        Ok(())
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether the installer takes the file from one of these folders, and takes it for a library.
fn is_in(path: &str, folders: &[&str]) -> bool {
    path.ends_with(".so") && facts::abi_folder(path).is_some_and(|folder| folders.contains(&folder))
}
