use std::collections::BTreeMap;

use facts::{CallSite, Const, Facts, Interest, Kind, MethodId, Slice, Slicer, Which};
use finding::Severity;
use rules::Sink;

use super::sensitive::Sensitive;
use super::{ask, calls, not_followed, parts};
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
        _ => false,
    })
}

/// Calls that open a file for writing by its path, file or address, which is the first argument.
const OPENS: &[&str] = &[
    "Ljava/io/FileOutputStream;-><init>(Ljava/io/File;*)",
    "Ljava/io/FileOutputStream;-><init>(Ljava/lang/String;*)",
    "Ljava/io/FileWriter;-><init>(Ljava/io/File;*)",
    "Ljava/io/FileWriter;-><init>(Ljava/lang/String;*)",
    "Ljava/io/PrintWriter;-><init>(Ljava/io/File;*)",
    "Ljava/io/PrintWriter;-><init>(Ljava/lang/String;*)",
    "Ljava/io/PrintStream;-><init>(Ljava/io/File;*)",
    "Ljava/io/RandomAccessFile;-><init>(*)",
    "Landroid/content/ContentResolver;->openOutputStream(*)",
    "Ljava/nio/file/Files;->newOutputStream(*)",
    "Ljava/nio/file/Files;->newBufferedWriter(*)",
];
/// A picture is written to a stream, the third argument.
const PICTURES: &[&str] = &["Landroid/graphics/Bitmap;->compress(*)"];

/// A file on shared storage that is opened.
struct Opened<'f> {
    site: &'f CallSite,
    place: String,
    /// A file name in its path, such as `statement.pdf`; `*` when none is known.
    name: String,
    /// Whether something is written that may lie there, or that is reported at the write.
    settled: bool,
}

impl Detector for ExternalFile {
    fn id(&self) -> &'static str {
        "external-file"
    }

    fn interest(&self, asked: &mut Interest) {
        interest(asked);
        ask(asked, OPENS);
        ask(asked, PICTURES);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        let mut opened: BTreeMap<(MethodId, u32), Opened<'_>> = BTreeMap::new();
        let opens: Vec<&str> = OPENS.iter().chain(FILES).copied().collect();
        for site in calls(facts, out, &opens) {
            let only_reads = site.callee.starts_with("Ljava/io/RandomAccessFile;")
                && site.args.get(1).and_then(Const::text) == Some("r");
            let Some(path) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            match external(&path) {
                Some(place) if !only_reads && !is_media(&path) => {
                    let name = path.texts().map(|(_, text)| text).find(|text| text.contains('.'));
                    let name = name.unwrap_or("*").to_owned();
                    opened.insert((site.caller, site.pc), Opened { site, place, name, settled: false });
                }
                None if !path.complete => out.unknown(not_followed(site)),
                _ => {}
            }
        }
        if opened.is_empty() {
            return Ok(());
        }
        for site in calls(facts, out, PICTURES) {
            for key in files_of(&mut slicer, site, Which::Argument(2), &opened).0 {
                opened.entry(key).and_modify(|file| file.settled = true);
            }
        }
        for site in sites(facts, out) {
            let (stream, written) = sides(site);
            let (keys, is_sealed) = files_of(&mut slicer, site, stream, &opened);
            let Some(place) = keys.first().and_then(|key| opened.get(key)).map(|file| file.place.clone())
            else {
                continue;
            };
            let value = slicer.readable(site.caller, site.pc, written);
            let is_sealed = is_sealed || value.as_ref().is_some_and(|value| value.sealed);
            let found = value.and_then(|value| sensitive.first(&mut slicer, &value)).filter(|_| !is_sealed);
            if let Some(found) = &found {
                out.fail(site.location.clone())
                    .severity(Severity::Medium)
                    .value("callee", &site.callee)
                    .value("place", &place)
                    .confidence(found.confidence())
                    .value("what", &found.what);
            }
            if is_sealed || found.is_some() {
                for key in keys {
                    opened.entry(key).and_modify(|file| file.settled = true);
                }
            }
        }
        // What is written to the others is not known; that they are written is enough for the low severity.
        for file in opened.into_values().filter(|file| !file.settled) {
            out.fail(file.site.location.clone())
                .value("callee", &file.site.callee)
                .value("place", &file.place)
                .value("what", &file.name);
        }
        Ok(())
    }
}

/// Which of the opened files a stream leads to, and whether it encrypts what passes.
fn files_of(
    slicer: &mut Slicer<'_, '_>,
    site: &CallSite,
    stream: Which,
    opened: &BTreeMap<(MethodId, u32), Opened<'_>>,
) -> (Vec<(MethodId, u32)>, bool) {
    if opened.contains_key(&(site.caller, site.pc)) {
        return (vec![(site.caller, site.pc)], false);
    }
    let Some(slice) = slicer.value(site.caller, site.pc, stream) else { return (Vec::new(), false) };
    let mut keys: Vec<(MethodId, u32)> =
        slice.calls().map(|(origin, _)| (origin.method, origin.pc)).collect();
    keys.retain(|key| opened.contains_key(key));
    keys.dedup();
    let encrypts = slice.calls().any(|(_, callee)| {
        callee.starts_with("Ljavax/crypto/CipherOutputStream;")
            || callee.starts_with("Landroidx/security/crypto/")
    });
    (keys, encrypts)
}

impl Detector for SensitiveTemporaryFile {
    fn id(&self) -> &'static str {
        "sensitive-temporary-file"
    }

    fn interest(&self, asked: &mut Interest) {
        interest(asked);
        ask(asked, OPENS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        const TEMPORARY: &[&str] =
            &["createTempFile", "getCacheDir", "getCodeCacheDir", "createTempFile$default"];
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        let mut opened: BTreeMap<(MethodId, u32), Opened<'_>> = BTreeMap::new();
        let opens: Vec<&str> = OPENS.iter().chain(FILES).copied().collect();
        for site in calls(facts, out, &opens) {
            let Some(path) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            let place = path.calls().find_map(|(_, callee)| {
                parts(callee).map(|(_, name, ..)| name).filter(|name| TEMPORARY.contains(name))
            });
            let place = place.map(|place| format!("{place}()"));
            // A file whose path is not known whole may be one, which only matters if something sensitive is written.
            if place.is_some() || !path.complete {
                let place = place.unwrap_or_default();
                let file = Opened { site, place, name: String::new(), settled: false };
                opened.insert((site.caller, site.pc), file);
            }
        }
        if opened.is_empty() {
            return Ok(());
        }
        for site in sites(facts, out) {
            let (stream, written) = sides(site);
            let (keys, is_sealed) = files_of(&mut slicer, site, stream, &opened);
            let places: Vec<&str> =
                keys.iter().filter_map(|key| opened.get(key)).map(|file| file.place.as_str()).collect();
            if places.is_empty() || is_sealed {
                continue;
            }
            let place = places.iter().find(|place| !place.is_empty());
            let Some(value) = slicer.readable(site.caller, site.pc, written) else { continue };
            match (sensitive.first(&mut slicer, &value), place) {
                (Some(found), Some(place)) => {
                    out.fail(site.location.clone())
                        .value("place", place)
                        .confidence(found.confidence())
                        .value("what", &found.what);
                }
                (Some(_), None) => out.unknown(not_followed(site)),
                (None, Some(_)) if !value.complete => out.unknown(not_followed(site)),
                _ => {}
            }
        }
        Ok(())
    }
}
