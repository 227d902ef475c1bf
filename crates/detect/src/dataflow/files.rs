use std::collections::BTreeSet;

use facts::{CallSite, Facts, Interest, Kind, Slice, Which};
use finding::Severity;
use rules::Sink;

use super::sensitive::Sensitive;
use super::{ask, calls, not_followed, parameter_type, parts};
use crate::{Detector, Unknown};

/// Something other than a picture or a sound is written where other apps or the next owner of the card can read it.
pub(crate) struct ExternalFile;
/// Something sensitive is written to a temporary file or the cache.
pub(crate) struct SensitiveTemporaryFile;

/// Calls that write to a stream: what is written is the first argument.
const WRITES: &[&str] = &[
    "Ljava/io/OutputStream;->write([B*)",
    "Ljava/io/FileOutputStream;->write([B*)",
    "Ljava/io/BufferedOutputStream;->write([B*)",
    "Ljava/io/DataOutputStream;->writeUTF(Ljava/lang/String;)",
    "Ljava/io/DataOutputStream;->writeBytes(Ljava/lang/String;)",
    "Ljava/io/ObjectOutputStream;->writeObject(Ljava/lang/Object;)",
    "Ljava/io/Writer;->write(*)",
    "Ljava/io/Writer;->append(*)",
    "Ljava/io/FileWriter;->write(*)",
    "Ljava/io/FileWriter;->append(*)",
    "Ljava/io/BufferedWriter;->write(*)",
    "Ljava/io/BufferedWriter;->append(*)",
    "Ljava/io/OutputStreamWriter;->write(*)",
    "Ljava/io/OutputStreamWriter;->append(*)",
    "Ljava/io/PrintWriter;->write(*)",
    "Ljava/io/PrintWriter;->print(*)",
    "Ljava/io/PrintWriter;->println(*)",
    "Ljava/io/PrintStream;->print(*)",
    "Ljava/io/PrintStream;->println(*)",
    "Ljava/io/RandomAccessFile;->write([B*)",
    "Ljava/io/RandomAccessFile;->writeUTF(Ljava/lang/String;)",
];
/// Calls that write a whole file: the file is the first argument, what is written the second.
const FILES: &[&str] = &[
    "Lkotlin/io/FilesKt;->writeText(*)",
    "Lkotlin/io/FilesKt;->writeText$default(*)",
    "Lkotlin/io/FilesKt;->writeBytes(*)",
    "Lkotlin/io/FilesKt;->appendText(*)",
    "Lkotlin/io/FilesKt;->appendText$default(*)",
    "Lkotlin/io/FilesKt;->appendBytes(*)",
    "Ljava/nio/file/Files;->write(Ljava/nio/file/Path;*)",
    "Ljava/nio/file/Files;->writeString(Ljava/nio/file/Path;*)",
];

/// The stream or file that a call writes to, and what it writes.
fn sides(site: &CallSite) -> (Which, Which) {
    if site.callee.starts_with("Lkotlin/io/") || site.callee.starts_with("Ljava/nio/") {
        (Which::Argument(0), Which::Argument(1))
    } else {
        (Which::Receiver, Which::Argument(0))
    }
}

fn sites<'f>(facts: &'f Facts<'_>, out: &mut Sink<'_>) -> Vec<&'f CallSite> {
    let patterns: Vec<&str> = WRITES.iter().chain(FILES).copied().collect();
    calls(facts, out, &patterns)
}

fn interest(interest: &mut Interest) {
    ask(interest, WRITES);
    ask(interest, FILES);
}

/// The type of what is written, as source code writes it.
fn type_of(site: &CallSite, written: Which) -> &'static str {
    let Which::Argument(at) = written else { return "data" };
    match site.callee.split_once("->").and_then(|(_, rest)| parameter_type(rest, at)) {
        Some("[B") => "byte[]",
        Some("[C") => "char[]",
        Some("Ljava/lang/String;" | "Ljava/lang/CharSequence;") => "String",
        Some("I") => "int",
        _ => "Object",
    }
}

/// What leads to shared storage, if something does: the call, or the path.
fn external(slice: &Slice) -> Option<String> {
    const CALLS: &[&str] = &[
        "getExternalStorageDirectory",
        "getExternalStoragePublicDirectory",
        "getExternalFilesDir",
        "getExternalFilesDirs",
        "getExternalCacheDir",
        "getExternalCacheDirs",
        "getExternalMediaDirs",
    ];
    const PATHS: &[&str] = &["/sdcard", "/storage/emulated/", "/mnt/sdcard", "/storage/sdcard"];
    let called = slice.calls().find_map(|(_, callee)| {
        let (_, name, ..) = parts(callee)?;
        CALLS.contains(&name).then(|| format!("{name}()"))
    });
    let shared = || {
        slice.origins.iter().find_map(|origin| match &origin.kind {
            Kind::Field(field)
                if field.starts_with("Landroid/provider/MediaStore$Downloads;")
                    || field.starts_with("Landroid/provider/MediaStore$Files;") =>
            {
                Some("MediaStore".to_owned())
            }
            _ => None,
        })
    };
    let path = || {
        let mut texts = slice.texts().map(|(_, text)| text);
        texts.find(|text| PATHS.iter().any(|path| text.starts_with(path))).map(str::to_owned)
    };
    called.or_else(shared).or_else(path)
}

/// Whether the file is one of those that people keep on shared storage.
fn is_media(slice: &Slice) -> bool {
    const ENDINGS: &[&str] = &[
        ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".bmp", ".mp4", ".3gp", ".mkv", ".mov", ".mp3",
        ".m4a", ".aac", ".ogg", ".wav", ".apk",
    ];
    const FOLDERS: &[&str] =
        &["Pictures", "DCIM", "Movies", "Music", "Ringtones", "Podcasts", "Alarms", "Notifications"];
    slice.texts().any(|(_, text)| {
        ENDINGS.iter().any(|ending| text.to_ascii_lowercase().ends_with(ending)) || FOLDERS.contains(&text)
    }) || slice.origins.iter().any(|origin| match &origin.kind {
        Kind::Field(field) => {
            field.starts_with("Landroid/os/Environment;->DIRECTORY_")
                && !field.contains("DOWNLOAD")
                && !field.contains("DOCUMENT")
        }
        Kind::Call(callee) => callee.starts_with("Landroid/graphics/Bitmap;->compress("),
        _ => false,
    })
}

impl Detector for ExternalFile {
    fn id(&self) -> &'static str {
        "external-file"
    }

    fn interest(&self, asked: &mut Interest) {
        interest(asked);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        // Of writes that say nothing by themselves, one a method is enough.
        let mut plain = BTreeSet::new();
        for site in sites(facts, out) {
            let (stream, written) = sides(site);
            let Some(slice) = slicer.value(site.caller, site.pc, stream) else { continue };
            let Some(place) = external(&slice) else {
                if !slice.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            let value = slicer.readable(site.caller, site.pc, written);
            let is_sealed = value.as_ref().is_some_and(|value| value.sealed);
            match value.and_then(|value| sensitive.first(&mut slicer, &value)) {
                Some(found) => {
                    out.fail(site.location.clone())
                        .severity(Severity::Medium)
                        .value("callee", &site.callee)
                        .value("place", &place)
                        .value("what", &found.what);
                }
                None if is_sealed || is_media(&slice) || !plain.insert(site.caller) => {}
                None => {
                    out.fail(site.location.clone())
                        .value("callee", &site.callee)
                        .value("place", &place)
                        .value("what", type_of(site, written));
                }
            }
        }
        Ok(())
    }
}

impl Detector for SensitiveTemporaryFile {
    fn id(&self) -> &'static str {
        "sensitive-temporary-file"
    }

    fn interest(&self, asked: &mut Interest) {
        interest(asked);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        const TEMPORARY: &[&str] =
            &["createTempFile", "getCacheDir", "getCodeCacheDir", "createTempFile$default"];
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in sites(facts, out) {
            let (stream, written) = sides(site);
            let Some(value) = slicer.readable(site.caller, site.pc, written) else { continue };
            let Some(found) = sensitive.first(&mut slicer, &value) else {
                if !value.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            let Some(slice) = slicer.value(site.caller, site.pc, stream) else { continue };
            let place = slice.calls().find_map(|(_, callee)| {
                parts(callee).map(|(_, name, ..)| name).filter(|name| TEMPORARY.contains(name))
            });
            match place {
                Some(place) => {
                    out.fail(site.location.clone())
                        .value("place", format!("{place}()"))
                        .value("what", &found.what);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                None => {}
            }
        }
        Ok(())
    }
}
