//! Paths that somebody else chooses: names of entries of archives, and addresses that providers are asked for.

use facts::{CallSite, Const, Facts, Interest, Kind, Meaning, Slice, Test, ValueOrigin, Which};
use finding::Severity;
use rules::Sink;

use super::outside::Outside;
use super::{ask, calls, name_of, not_followed, sources};
use crate::{Detector, Unknown};

/// An archive whose entries say where they are written to.
pub(crate) struct ZipSlip;
/// A provider that opens whatever file an address names.
pub(crate) struct ProviderPath;

/// Calls that write to a path, and the argument with the path.
const WRITES: &[(&str, u16)] = &[
    ("Ljava/io/FileOutputStream;-><init>(Ljava/io/File;*)", 0),
    ("Ljava/io/FileOutputStream;-><init>(Ljava/lang/String;*)", 0),
    ("Ljava/io/RandomAccessFile;-><init>(Ljava/io/File;Ljava/lang/String;)", 0),
    ("Ljava/io/FileWriter;-><init>(Ljava/io/File;*)", 0),
    ("Ljava/io/FileWriter;-><init>(Ljava/lang/String;*)", 0),
    ("Ljava/nio/file/Files;->newOutputStream(Ljava/nio/file/Path;*)", 0),
    ("Ljava/nio/file/Files;->copy(Ljava/io/InputStream;Ljava/nio/file/Path;*)", 1),
    ("Ljava/nio/file/Files;->write(Ljava/nio/file/Path;*)", 0),
    ("Lkotlin/io/FilesKt;->writeBytes(Ljava/io/File;*)", 0),
    ("Lkotlin/io/FilesKt__FileReadWriteKt;->writeBytes(Ljava/io/File;*)", 0),
    ("Lokio/Okio;->sink(Ljava/io/File;*)", 0),
];
/// Calls that open a path for whoever asked a provider.
const OPENS: &[(&str, u16)] = &[
    ("Landroid/os/ParcelFileDescriptor;->open(Ljava/io/File;I*)", 0),
    ("Ljava/io/FileInputStream;-><init>(Ljava/io/File;)", 0),
    ("Ljava/io/FileInputStream;-><init>(Ljava/lang/String;)", 0),
    ("Ljava/io/RandomAccessFile;-><init>(Ljava/io/File;Ljava/lang/String;)", 0),
    ("Ljava/io/FileOutputStream;-><init>(Ljava/io/File;*)", 0),
];
/// Calls that give the name of an entry of an archive.
const ENTRY_NAMES: &[&str] = &[
    "Ljava/util/zip/ZipEntry;->getName(",
    "Ljava/util/jar/JarEntry;->getName(",
    "Ljava/util/jar/JarEntry;->getRealName(",
    "Lorg/apache/commons/compress/archivers/ArchiveEntry;->getName(",
    "Lorg/apache/commons/compress/archivers/zip/ZipArchiveEntry;->getName(",
    "Lorg/apache/commons/compress/archivers/tar/TarArchiveEntry;->getName(",
    "Lorg/apache/commons/compress/archivers/sevenz/SevenZArchiveEntry;->getName(",
    "Lnet/lingala/zip4j/model/FileHeader;->getFileName(",
    "Lnet/lingala/zip4j/model/LocalFileHeader;->getFileName(",
];
/// Those whose reader the platform checks from API level 34 on: `ZipFile` and `ZipInputStream`.
const CHECKED_BY_PLATFORM: &[&str] = &["Ljava/util/zip/", "Ljava/util/jar/"];
const CLEARS_CHECK: &str = "Ldalvik/system/ZipPathValidator;->clearCallback()";

/// Whether nothing of a path is left but its last part, or a number.
fn keeps_last_part(facts: &Facts<'_>, slice: &Slice, origin: &ValueOrigin) -> bool {
    let Kind::Call(callee) = &origin.kind else { return sources::is_number(facts, origin) };
    let names_slash = || {
        slice.origins.iter().any(|one| match &one.kind {
            Kind::Literal(Const::Text(text)) => &**text == "/",
            Kind::Literal(value) => *value == Const::Int(0x2f),
            _ => false,
        })
    };
    match name_of(callee) {
        "getName" => callee.starts_with("Ljava/io/File;") || callee.contains("FilenameUtils;"),
        "getFileName" => callee.starts_with("Ljava/nio/file/Path;"),
        "getNameWithoutExtension" | "getExtension" | "hashCode" | "digest" | "encodeToString" => true,
        "substring" => names_slash() && slice.calls().any(|(_, one)| name_of(one) == "lastIndexOf"),
        "substringAfterLast" | "substringAfterLast$default" => names_slash(),
        _ => sources::is_number(facts, origin),
    }
}

/// What it says of a path that a test holds.
fn meaning(test: &Test) -> Meaning {
    const EXACT: &[&str] = &[
        "Ljava/lang/String;->equals",
        "Ljava/lang/String;->equalsIgnoreCase",
        "Landroid/text/TextUtils;->equals",
        "Lkotlin/jvm/internal/Intrinsics;->areEqual",
        "Ljava/util/Objects;->equals",
        "Lkotlin/text/StringsKt;->equals",
        "Ljava/io/File;->equals",
        "Ljava/lang/String;->matches",
        "Ljava/util/regex/Matcher;->matches",
        "Lkotlin/text/Regex;->matches",
    ];
    let climbs = test.looks_at.texts().any(|(_, text)| text.contains(".."));
    if climbs && test.asks(&["contains", "contains$default", "indexOf", "startsWith", "startsWith$default"]) {
        return Meaning::Refuses;
    }
    let is_resolved = test.asks(&[
        "getCanonicalPath",
        "getCanonicalFile",
        "normalize",
        "toRealPath",
        "getParentFile",
        "getCanonicalName",
    ]);
    let begins = test.asks(&["startsWith", "startsWith$default"]);
    let in_set =
        test.asks(&["contains(Ljava/lang/Object;)Z", "containsKey(Ljava/lang/Object;)Z", "containsKey"])
            || test.looks_at.calls().any(|(_, callee)| callee.ends_with("->contains(Ljava/lang/Object;)Z"));
    // An empty name, or that of one entry among others, says nothing about the rest of its path.
    let exact = test.asks(EXACT) && (is_resolved || test.looks_at.texts().any(|(_, text)| !text.is_empty()));
    match (is_resolved && begins) || in_set || exact {
        true => Meaning::Allows,
        false => Meaning::Nothing,
    }
}

fn slice_of(slicer: &mut facts::Slicer<'_, '_>, site: &CallSite, table: &[(&str, u16)]) -> Option<Slice> {
    let class = site.callee.split("->").next().unwrap_or_default();
    let name = name_of(&site.callee);
    let row = table.iter().find(|(pattern, _)| pattern.starts_with(class) && name_of(pattern) == name);
    // A subclass of a stream is called like the stream.
    let at = row.or(table.first()).map_or(0, |(_, at)| *at);
    slicer.value(site.caller, site.pc, Which::Argument(at))
}

fn patterns(table: &[(&'static str, u16)]) -> Vec<&'static str> {
    table.iter().map(|(pattern, _)| *pattern).collect()
}

impl Detector for ZipSlip {
    fn id(&self) -> &'static str {
        "zip-slip"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &patterns(WRITES));
        ask(interest, &[CLEARS_CHECK]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        let manifest = facts.manifest.as_ref();
        let target = manifest.and_then(facts::Manifest::target_sdk).unwrap_or(1);
        let lowest = manifest.and_then(facts::Manifest::min_sdk).unwrap_or(1);
        let has_check = target >= 34 && facts.code.direct_calls_to(CLEARS_CHECK).next().is_none();
        for site in calls(facts, out, &patterns(WRITES)) {
            let Some(slice) = slice_of(&mut slicer, site, WRITES) else { continue };
            let found = slice.without(&|origin| keeps_last_part(facts, &slice, origin));
            let entry = found.into_iter().find_map(|(origin, _)| match &origin.kind {
                Kind::Call(callee) if ENTRY_NAMES.iter().any(|one| callee.starts_with(one)) => {
                    Some((origin.clone(), callee.to_string()))
                }
                _ => None,
            });
            let Some((origin, callee)) = entry else { continue };
            if slicer.is_guarded_by(&slice, &origin, &meaning) {
                continue;
            }
            let is_checked = has_check && CHECKED_BY_PLATFORM.iter().any(|class| callee.starts_with(class));
            if is_checked && lowest >= 34 {
                continue;
            }
            let severity = if is_checked { Severity::Medium } else { out.rule().severity };
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("name", &callee)
                .value("target_sdk", target.to_string())
                .severity(severity);
        }
        Ok(())
    }
}

impl Detector for ProviderPath {
    fn id(&self) -> &'static str {
        "provider-path"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &patterns(OPENS));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, &patterns(OPENS)) {
            let Some(slice) = slice_of(&mut slicer, site, OPENS) else { continue };
            let found = slice.without(&|origin| keeps_last_part(facts, &slice, origin));
            let of_provider = found.into_iter().map(|(origin, _)| origin).filter(|origin| {
                let signature = facts.code.classes.signature(origin.method).unwrap_or_default();
                let is_uri = sources::is_address_parameter(facts, origin);
                is_uri && name_of(&signature).starts_with("open")
            });
            let Some(given) = outside.first_of(of_provider) else {
                let concerns = slice.origins.iter().any(|one| sources::is_address_parameter(facts, one));
                if concerns && !slice.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            if slicer.is_guarded_by(&slice, &given.origin, &meaning) {
                continue;
            }
            out.fail(site.location.clone()).value("callee", &site.callee).value("by", &given.by);
        }
        Ok(())
    }
}
