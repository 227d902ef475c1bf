//! The package that a case stands for.
//!
//! | source | becomes |
//! |---|---|
//! | `.xml`, root `<manifest>` | `AndroidManifest.xml` of an APK |
//! | `.xml`, root `<network-security-config>` | a file that a default manifest names |
//! | `.smali` | `classes.dex` of an APK with a default manifest, from the bundle |
//! | `.c` | `lib/arm64-v8a/libcase.so`, from the bundle |
//! | `.plist` | `Info.plist` of an IPA |
//! | `.entitlements` | entitlements of an IPA's executable |
//! | `.m` | executable of an IPA, from the bundle |
//! | `macho.toml` | executable of an IPA, built here; see [`Slice`] |
//! | `zip.toml` | tricks played on the archive, ELF files in it; see [`Tricks`] and [`Native`] |
//! | a folder | all of these together, other files at their own path |
//! | folders `NAME.apk` in it | an APK each, together in `case.apks` |
//! | a folder `base` with a manifest | a module of an app bundle, and so is every folder beside it |

mod damage;
mod native;
mod tricks;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::bundle::{Bundle, Case, Output};
use crate::macho::{MachO, Signature};
use crate::zip::ZipBuilder;
use crate::{plist, res};

pub use damage::{ChunkDamage, DexDamage, ElementDamage, Insertion, ManifestDamage, TableDamage};
pub use native::Native;
pub use tricks::{File, Tricks};
use tricks::{archive, tricked};

const MANIFEST: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
  <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="34"/>
  <application/>
</manifest>"#;

/// A slice described in `macho.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Slice {
    /// `execute` (the default) or `dylib`.
    pub file_type: Option<String>,
    /// MH_PIE; true when not written.
    pub pie: Option<bool>,
    /// MH_ALLOW_STACK_EXECUTION.
    pub stack_execution: bool,
    /// Imported symbols.
    pub imports: Vec<String>,
    /// Linked libraries besides libSystem.
    pub dylibs: Vec<String>,
    /// LC_RPATH.
    pub rpaths: Vec<String>,
    /// Whether `__TEXT` may be written too.
    pub writable_code: bool,
    /// Debug symbols.
    pub stabs: u32,
    /// Local symbols.
    pub locals: Vec<String>,
    /// LC_BUILD_VERSION platform: 2 device, 7 simulator.
    pub platform: Option<u32>,
    /// Oldest system and SDK of LC_BUILD_VERSION, as `x << 16 | y << 8 | z`.
    pub built_for: Option<[u32; 2]>,
    /// Whether the store has encrypted the code.
    pub encrypted: bool,
    /// File of the bundle that the slice becomes, besides which there is an ordinary executable.
    pub path: Option<String>,
    /// `arm64` (the default), `armv7` or `x86_64`.
    pub arch: Option<String>,
    /// C strings.
    pub cstrings: Vec<String>,
    /// Objective-C selectors.
    pub selectors: Vec<String>,
    /// Objective-C classes defined here.
    pub classes: Vec<String>,
    /// Sections to add, as `SEGMENT,section`.
    pub sections: Vec<String>,
    /// Whether the code is signed; true when not written.
    pub signed: Option<bool>,
    /// Bytes of machine code to add to the text section.
    pub text_bytes: Option<u32>,
}

/// What a case gives besides the package.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The v4 file.
    pub idsig: Option<Vec<u8>>,
    /// Fingerprints of the signers that are expected.
    pub expected_signers: Vec<String>,
}

/// What the case gives besides its package.
///
/// # Panics
/// As [`package`].
pub fn beside(case: &Case, bundle: &Bundle) -> Beside {
    let files = files_of(&case.path);
    let recipe = files.iter().find(|(name, _)| name == "zip.toml" || name == "case.toml");
    let tricks =
        recipe.and_then(|(_, bytes)| toml::from_str::<Tricks>(std::str::from_utf8(bytes).unwrap()).ok());
    let Some(recipe) = tricks.and_then(|tricks| tricks.sign) else { return Beside::default() };
    let (_, package) = package(case, bundle);
    let idsig = recipe.idsig.is_some().then(|| {
        let (zip, tricks, entries) = unsigned(case, bundle, &files);
        let unsigned = tricked(zip, &tricks, &entries).build();
        recipe.v4(&package, &unsigned).unwrap()
    });
    Beside { idsig, expected_signers: recipe.expected() }
}

/// Builds the package of a case; the name tells the form.
///
/// # Panics
/// When the case cannot be read, or has no output in the bundle.
pub fn package(case: &Case, bundle: &Bundle) -> (&'static str, Vec<u8>) {
    let files = files_of(&case.path);
    let recipe = files.iter().find(|(name, bytes)| {
        name == "zip.toml" || name == "case.toml" && (!case.id.starts_with("ios/") || is_fixture(bytes))
    });
    let tricks: Option<Tricks> =
        recipe.map(|(_, bytes)| toml::from_str(std::str::from_utf8(bytes).unwrap()).unwrap());
    if let Some(name) = tricks.and_then(|tricks| tricks.fixture) {
        return (if name.ends_with(".ipa") { "case.ipa" } else { "case.apk" }, fixture(&name));
    }
    let has = |end: &str| files.iter().any(|(name, _)| name.ends_with(end));
    let is_ios =
        ["Info.plist", ".m", "macho.toml", ".entitlements", ".xcprivacy", ".mobileprovision", ".app"];
    if is_ios.iter().any(|end| has(end)) || case.id.starts_with("ios/") {
        ("case.ipa", ipa(case, bundle, &files))
    } else if files.iter().any(|(name, _)| name == "base/AndroidManifest.xml") {
        ("case.aab", aab(&files))
    } else if files.iter().any(|(name, _)| name.contains(".apk/")) {
        let member = |(name, members): (String, Vec<_>)| (name, apk(case, bundle, &members));
        let entries = by_folder(&files).into_iter().filter(|(name, _)| name.ends_with(".apk")).map(member);
        ("case.apks", entries.fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(&name, bytes)).build())
    } else {
        ("case.apk", apk(case, bundle, &files))
    }
}

/// Files by the first folder of their path.
fn by_folder(files: &[(String, Vec<u8>)]) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
    let mut folders: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for (name, bytes) in files {
        if let Some((folder, rest)) = name.split_once('/') {
            folders.entry(folder.to_owned()).or_default().push((rest.to_owned(), bytes.clone()));
        }
    }
    folders
}

/// An app bundle of modules whose files are all text.
fn aab(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let texts: BTreeMap<String, Vec<(String, String)>> = by_folder(files)
        .into_iter()
        .map(|(module, files)| {
            let text = |(name, bytes)| (name, String::from_utf8(bytes).unwrap());
            (module, files.into_iter().map(text).collect())
        })
        .collect();
    let borrowed: Vec<(&str, Vec<(&str, &str)>)> = texts
        .iter()
        .map(|(module, files)| (&**module, files.iter().map(|(name, text)| (&**name, &**text)).collect()))
        .collect();
    let modules: Vec<(&str, &[(&str, &str)])> =
        borrowed.iter().map(|(module, files)| (*module, files.as_slice())).collect();
    crate::aab::modules(&modules, &[])
}

fn apk(case: &Case, bundle: &Bundle, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (zip, tricks, entries) = unsigned(case, bundle, files);
    let zip = tricked(zip, &tricks, &entries);
    match &tricks.sign {
        Some(recipe) => recipe.after(recipe.sign(zip, &entries).build()),
        None => zip.build(),
    }
}

fn is_fixture(recipe: &[u8]) -> bool {
    String::from_utf8_lossy(recipe).contains("fixture =")
}

/// Places pinned in the sources: the text after `expect:` of every comment line.
///
/// # Panics
/// When the case cannot be read.
pub fn expected(case: &Case) -> Vec<String> {
    pinned(case, "expect:")
}

/// Severities pinned in the sources: the word after `severity:` of every comment line.
///
/// # Panics
/// When the case cannot be read.
pub fn severities(case: &Case) -> Vec<String> {
    pinned(case, "severity:")
}

fn pinned(case: &Case, word: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (_, bytes) in files_of(&case.path) {
        for line in String::from_utf8_lossy(&bytes).lines() {
            if let Some((before, text)) = line.split_once(word)
                && before.trim_start().starts_with(['#', '<', '/', ';'])
            {
                texts.push(text.trim().trim_end_matches("-->").trim_end_matches("*/").trim().to_owned());
            }
        }
    }
    texts.sort();
    texts
}

#[expect(clippy::disallowed_methods, reason = "the project's own sources, not a package")]
fn files_of(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        let bytes = std::fs::read(path).unwrap();
        let extension = path.extension().unwrap().to_str().unwrap();
        let name = match extension {
            "xml" if String::from_utf8_lossy(&bytes).contains("<network-security-config") => {
                "res/xml/policy.xml".into()
            }
            "xml" => "AndroidManifest.xml".into(),
            "plist" => "Info.plist".into(),
            other => format!("case.{other}"),
        };
        return vec![(name, bytes)];
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let child = entry.unwrap().path();
            if child.is_dir() {
                folders.push(child);
            } else {
                let name = child.strip_prefix(path).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, std::fs::read(&child).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The archive of an APK before any trick, the tricks, and the entries.
fn unsigned(
    case: &Case,
    bundle: &Bundle,
    files: &[(String, Vec<u8>)],
) -> (ZipBuilder, Tricks, Vec<(String, Vec<u8>)>) {
    let mut texts: Vec<(&str, String)> = Vec::new();
    let mut plain: Vec<(&str, &[u8])> = Vec::new();
    let mut tricks = Tricks::default();
    for (name, bytes) in files {
        let text = || String::from_utf8(bytes.clone()).unwrap();
        match name.as_str() {
            "zip.toml" | "case.toml" => tricks = toml::from_str(&text()).unwrap(),
            _ if name == "AndroidManifest.xml" || name.starts_with("res/") => texts.push((name, text())),
            _ if Output::ALL.iter().any(|output| name.ends_with(&format!(".{}", output.extension()))) => {}
            _ => plain.push((name, bytes)),
        }
    }
    if !texts.iter().any(|(name, _)| *name == "AndroidManifest.xml") {
        let names_policy = texts.iter().any(|(name, _)| *name == "res/xml/policy.xml");
        let manifest = if names_policy {
            MANIFEST
                .replace("<application/>", r#"<application android:networkSecurityConfig="@xml/policy"/>"#)
        } else {
            MANIFEST.to_owned()
        };
        texts.push(("AndroidManifest.xml", manifest));
    }
    let borrowed: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut entries: Vec<(String, Vec<u8>)> = res::compile(&borrowed);
    for (name, bytes) in &mut entries {
        match (name.as_str(), &tricks.manifest, &tricks.table) {
            ("AndroidManifest.xml", Some(damage), _) => *bytes = damage.build(&borrowed),
            ("resources.arsc", _, Some(damage)) => *bytes = damage.build(&borrowed),
            _ => {}
        }
    }
    entries.extend(plain.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
    for (output, name) in [(Output::Dex, "classes.dex"), (Output::Library, "lib/arm64-v8a/libcase.so")] {
        entries.extend(compiled(case, bundle, files, output).map(|bytes| (name.to_owned(), bytes)));
    }
    entries.extend(tricks.elf.iter().map(Native::build));
    if let Some(name) = &tricks.signature_of {
        let mut signed = zip::ZipArchive::new(std::io::Cursor::new(fixture(name))).unwrap();
        for at in 0..signed.len() {
            let mut entry = signed.by_index(at).unwrap();
            let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
            if name.starts_with("META-INF/") {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
                entries.push((name, bytes));
            }
        }
    }
    if let Some(recipe) = &tricks.sign {
        entries = recipe.entries(entries);
    }
    (archive(&entries, &tricks), tricks, entries)
}

#[expect(clippy::disallowed_methods, reason = "the project's own fixtures, not a package of a stranger")]
fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/apps").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compiled(case: &Case, bundle: &Bundle, files: &[(String, Vec<u8>)], output: Output) -> Option<Vec<u8>> {
    if !files.iter().any(|(name, _)| name.ends_with(&format!(".{}", output.extension()))) {
        return None;
    }
    let fresh = bundle.fresh(case, output);
    let fresh = fresh.unwrap_or_else(|| panic!("{}: not in the bundle; run `cargo xtask cases`", case.id));
    Some(fresh.to_vec())
}

fn ipa(case: &Case, bundle: &Bundle, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    const ROOT: &str = "Payload/Case.app/";
    const INFO: &str = "<dict><key>CFBundleIdentifier</key><string>tw.example.app</string>\
                        <key>CFBundleExecutable</key><string>Case</string></dict>";
    let mut entries: Vec<(String, Vec<u8>)> = Vec::new();
    let mut slice = Slice::default();
    let mut entitlements = None;
    for (name, bytes) in files {
        let text = || String::from_utf8(bytes.clone()).unwrap();
        match name.as_str() {
            "macho.toml" | "case.toml" => slice = toml::from_str(&text()).unwrap(),
            _ if name.ends_with(".entitlements") => entitlements = Some(bytes.clone()),
            _ if name.ends_with(".m") || name.ends_with(".h") => {}
            _ => entries.push((format!("{ROOT}{name}"), bytes.clone())),
        }
    }
    if let Some(path) = &slice.path {
        entries.push((format!("{ROOT}{path}"), executable(&slice, None)));
        slice = Slice::default();
    }
    let executable = match compiled(case, bundle, files, Output::App) {
        Some(bytes) => bytes,
        None => executable(&slice, entitlements),
    };
    if !entries.iter().any(|(name, _)| name == &format!("{ROOT}Info.plist")) {
        entries.push((format!("{ROOT}Info.plist"), plist::xml(INFO)));
    }
    // A plist of a case may name another executable or none; the slice goes where the bundle would look.
    let info =
        entries.iter().find(|(name, _)| name == &format!("{ROOT}Info.plist")).map(|(_, bytes)| bytes.clone());
    let named = info.as_deref().map(String::from_utf8_lossy).and_then(|text| {
        let rest = text.split_once("<key>CFBundleExecutable</key>")?.1.split_once("<string>")?.1;
        Some(rest.split_once("</string>")?.0.to_owned())
    });
    entries.push((format!("{ROOT}{}", named.as_deref().unwrap_or("Case")), executable));
    archive(&entries, &Tricks::default()).build()
}

/// The executable that a `macho.toml` describes.
fn executable(slice: &Slice, entitlements: Option<Vec<u8>>) -> Vec<u8> {
    const PIE: u32 = 0x20_0000;
    const STACK: u32 = 0x2_0000;
    let mut file = MachO::default();
    if slice.file_type.as_deref() == Some("dylib") {
        file.file_type = 6;
    }
    match slice.arch.as_deref() {
        Some("armv7") => (file.cpu_type, file.cpu_subtype) = (12, 9),
        Some("x86_64") => (file.cpu_type, file.cpu_subtype) = (0x0100_0007, 3),
        _ => {}
    }
    if slice.pie == Some(false) {
        file.flags &= !PIE;
    }
    if slice.stack_execution {
        file.flags |= STACK;
    }
    file.imports = slice.imports.clone();
    file.locals = slice.locals.clone();
    file.dylibs.extend(slice.dylibs.iter().map(|name| (0xc, name.clone(), 0x1_0000)));
    file.rpaths = slice.rpaths.clone();
    file.stabs = (0..slice.stabs).map(|number| (0x66, format!("/src/{number}.o"))).collect();
    file.cstrings = slice.cstrings.clone();
    file.selectors = slice.selectors.clone();
    file.classes = slice.classes.iter().map(|name| (name.clone(), "NSObject".to_owned())).collect();
    for section in &slice.sections {
        let (segment, name) = section.split_once(',').unwrap();
        file.sections.push((segment.to_owned(), name.to_owned(), 0, vec![0; 64]));
    }
    if let Some(count) = slice.text_bytes {
        // `ret` over and over.
        let code = [0xc0, 0x03, 0x5f, 0xd6].repeat(count as usize / 4);
        file.sections.push(("__TEXT".into(), "__text".into(), 0x8000_0400, code));
    }
    if slice.writable_code {
        file.protections.0 = 7;
    }
    if let (Some(platform), Some(version)) = (slice.platform, file.build_version.as_mut()) {
        version.0 = platform;
    }
    if let (Some([oldest, sdk]), Some(version)) = (slice.built_for, file.build_version.as_mut()) {
        (version.1, version.2) = (oldest, sdk);
    }
    if slice.encrypted {
        file.cryptid = Some(1);
    }
    if slice.signed != Some(false) {
        file = file.signed(Signature { entitlements, ..Signature::default() });
    }
    file.build()
}
