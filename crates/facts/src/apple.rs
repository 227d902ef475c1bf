//! What the bundles of an iOS app say in their property lists, profiles and Mach-O files.

use std::sync::Arc;

use binary::macho::{self, BuildVersion, MachO};
use codesign::Signature;
use codesign::profile::Profile;
use cursor::{Limits, ParseError};
use finding::{Location, Place};
use flow::arm64::{self, Callee, Function, Machine, Mention, Site};
use package::{App, Artifact, Kind, UnitKind};
use proplist::Value as Plist;

use crate::code::StringScope;
use crate::record::records;
use crate::search::{Found, Search};
use crate::{Fact, Value};

records! {
    /// One slice of a Mach-O file. Every slice is judged by itself.
    Binary as "macho.slice" {
        /// Architecture: `arm64`, `arm64e`, `armv7`, `x86_64` ...
        arch: String,
        /// `execute`, `dylib`, `bundle` or another Mach-O file type.
        file_type: String,
        /// Kind of the bundle it belongs to: `app`, `extension`, `framework`, `watch`, `other`.
        bundle: String,
        /// Whether the executable may be loaded anywhere (MH_PIE).
        pie: bool,
        /// Whether the stack may be executed (MH_ALLOW_STACK_EXECUTION).
        stack_executable: bool,
        /// Whether stack canaries are checked (`___stack_chk_fail` is referenced).
        canary: bool,
        /// Whether Objective-C objects are released by the compiler (ARC) or by Swift.
        arc: bool,
        /// Whether the slice holds Objective-C classes.
        has_objc: bool,
        /// Whether the slice holds Swift code.
        has_swift: bool,
        /// Whether a segment may be written and executed.
        writable_code: bool,
        /// Whether the store has encrypted the code (cryptid).
        encrypted: bool,
        /// Local debug symbols (stabs).
        stabs: i64,
        plus {
            /// Path of the artifact.
            artifact: Arc<str>,
            /// Imported symbols, sorted.
            imports: Vec<String>,
            /// Libraries it links.
            dylibs: Vec<String>,
            /// Run path search paths.
            rpaths: Vec<String>,
            /// Objective-C classes it defines, sorted.
            classes: Vec<String>,
            /// What it was built for, and the load command that says so.
            build: Option<(&'static str, BuildVersion)>,
            /// Where the slice lies in its file: offset and size.
            image: (u64, u64),
            /// Where its signature lies in the slice: offset and size.
            seal: Option<(u64, u64)>,
            /// Its code signature.
            signature: Option<Signature>,
            /// What rules asked about its code.
            machine: Machine,
        }
    }
}

impl Binary {
    /// Whether it imports a symbol.
    pub fn imports(&self, symbol: &str) -> bool {
        self.imports.binary_search_by(|one| one.as_str().cmp(symbol)).is_ok()
    }

    /// The place of a call, as reports name it.
    pub fn call(&self, site: &Site) -> Location {
        let callee = match &site.call.callee {
            Callee::Symbol(name) | Callee::Selector(name) => name.to_string(),
            Callee::Message => "objc_msgSend".into(),
            Callee::Function(_) | Callee::Block(_) | Callee::Unknown => "a function".into(),
        };
        let callee = site.through.as_deref().map_or(callee, str::to_owned);
        self.place(&site.function, callee, site.call.pc)
    }

    /// The place of an instruction that takes a symbol.
    pub fn mention(&self, mention: &Mention) -> Location {
        self.place(&mention.function, mention.symbol.to_string(), mention.pc)
    }

    /// A place in a function.
    pub fn place(&self, function: &Function, callee: String, address: u64) -> Location {
        let function = function.name.as_deref().unwrap_or("(unnamed function)");
        let place =
            Place::Call { function: finding::escape(function), callee: finding::escape(&callee), address };
        Location { artifact: self.artifact.clone(), place }
    }

    /// Whether the store has encrypted its code.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted.value.main() == Some(&true)
    }
}

/// A bundle: app, extension, framework, watch app.
#[derive(Debug)]
pub struct Bundle {
    /// Id of its unit.
    pub unit: Arc<str>,
    /// What it is.
    pub kind: UnitKind,
    /// `Info.plist`: path and content.
    pub info: Option<(Arc<str>, Plist)>,
    /// `PrivacyInfo.xcprivacy`: path and content.
    pub privacy: Option<(Arc<str>, Plist)>,
    /// `embedded.mobileprovision`: path and content.
    pub profile: Option<(Arc<str>, Profile)>,
    /// Slices of its Mach-O files, the executable first.
    pub binaries: Vec<Binary>,
}

/// What one artifact of an iOS app holds.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    plist: Option<Plist>,
    profile: Option<Profile>,
    binaries: Vec<Binary>,
}

impl Bundle {
    /// Bundle identifier.
    pub fn id(&self) -> &str {
        self.text("CFBundleIdentifier").unwrap_or_default()
    }

    /// A text of `Info.plist`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.info.as_ref().and_then(|(_, info)| info.get(key)).and_then(Plist::as_str)
    }

    /// The word rules use for its kind.
    pub fn kind_word(&self) -> &'static str {
        kind_word(self.kind)
    }

    /// Entitlements of its main executable, one a slice: path of the executable and content.
    pub fn entitlements(&self) -> impl Iterator<Item = (&str, &Plist)> {
        let binaries = self
            .binaries
            .iter()
            .filter(|binary| binary.file_type.value.main().is_some_and(|word| word == "execute"));
        binaries.filter_map(|binary| Some((&*binary.artifact, binary.signature.as_ref()?.entitlements()?)))
    }

    /// Puts the bundles together; `pieces` is in the order of [`App::artifacts`].
    pub(crate) fn assemble(app: &App, pieces: Vec<Pieces>) -> Vec<Self> {
        let empty = |unit: &package::Unit| Self {
            unit: unit.id.clone(),
            kind: unit.kind,
            info: None,
            privacy: None,
            profile: None,
            binaries: Vec::new(),
        };
        let mut bundles: Vec<Self> = app.units.iter().map(empty).collect();
        for (artifact, piece) in app.artifacts.iter().zip(pieces) {
            let Some(bundle) = bundles.get_mut(artifact.unit) else { continue };
            let name = artifact.path.rsplit('/').next().unwrap_or(&artifact.path);
            // Only files at the root of the bundle count; the unit's id is that root.
            let at_root = artifact.path.len()
                == bundle.unit.len().saturating_add(name.len()).saturating_add(1)
                || artifact.path.len() == name.len();
            match (name, piece.plist) {
                ("Info.plist", Some(plist)) if at_root => bundle.info = Some((artifact.path.clone(), plist)),
                ("PrivacyInfo.xcprivacy", Some(plist)) if at_root => {
                    bundle.privacy = Some((artifact.path.clone(), plist))
                }
                _ => {}
            }
            if let Some(profile) = piece.profile {
                bundle.profile = Some((artifact.path.clone(), profile));
            }
            let kind = Value::Known(kind_word(bundle.kind).to_owned());
            bundle.binaries.extend(piece.binaries.into_iter().map(|mut binary| {
                binary.bundle.value = kind.clone();
                binary
            }));
        }
        for bundle in &mut bundles {
            let executable = bundle.text("CFBundleExecutable").unwrap_or_default().to_owned();
            bundle
                .binaries
                .sort_by_key(|binary| binary.artifact.rsplit('/').next() != Some(executable.as_str()));
        }
        bundles
    }
}

fn kind_word(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::App => "app",
        UnitKind::Extension => "extension",
        UnitKind::Framework => "framework",
        UnitKind::Watch => "watch",
        UnitKind::Base | UnitKind::Split | UnitKind::Other => "other",
    }
}

impl Pieces {
    pub(crate) fn read(
        artifact: &Artifact,
        bytes: &[u8],
        search: &Search<'_>,
        limits: &Limits,
        found: &mut Found,
        issues: &mut Vec<ParseError>,
    ) -> Self {
        let mut pieces = Self::default();
        match artifact.kind {
            Kind::PropertyList => match proplist::parse(bytes, limits) {
                Ok(parsed) => {
                    issues.extend(parsed.issues);
                    for (steps, value) in parsed.value.walk() {
                        let Some(text) = value.as_str() else { continue };
                        let path = || steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
                        let at = || Location::key(artifact.path.clone(), path());
                        search.text(StringScope::Files, text.as_bytes(), at, &mut found.hits);
                        if let Some(proplist::Step::Key(name)) = steps.last() {
                            search.named(name, text, at, &mut found.named);
                        }
                    }
                    pieces.plist = Some(parsed.value);
                }
                Err(error) => issues.push(error),
            },
            Kind::Profile => match codesign::profile::parse(bytes, limits) {
                Ok(parsed) => {
                    issues.extend(parsed.issues);
                    pieces.profile = Some(parsed.value);
                }
                Err(error) => issues.push(error),
            },
            _ => pieces.binaries = slices(artifact, bytes, search, limits, found, issues),
        }
        pieces
    }
}

/// Every slice of a Mach-O file, each by itself.
fn slices(
    artifact: &Artifact,
    bytes: &[u8],
    search: &Search<'_>,
    limits: &Limits,
    found: &mut Found,
    issues: &mut Vec<ParseError>,
) -> Vec<Binary> {
    let slices = match macho::slices(bytes, limits) {
        Ok(parsed) => {
            issues.extend(parsed.issues);
            parsed.value
        }
        Err(error) => {
            issues.push(error);
            return Vec::new();
        }
    };
    let mut binaries = Vec::new();
    for slice in slices {
        match macho::parse(slice.data, limits) {
            Ok(parsed) => {
                issues.extend(parsed.issues);
                let file = parsed.value;
                if search.wants(StringScope::Native) && !file.is_encrypted() {
                    for text in file.strings() {
                        let offset = slice.offset.saturating_add(text.offset);
                        let at =
                            || Location { artifact: artifact.path.clone(), place: Place::Offset(offset) };
                        search.text(StringScope::Native, text.bytes, at, &mut found.hits);
                    }
                    for (offset, text) in file.utf16_strings() {
                        let offset = slice.offset.saturating_add(offset);
                        let at =
                            || Location { artifact: artifact.path.clone(), place: Place::Offset(offset) };
                        search.text(StringScope::Native, text.as_bytes(), at, &mut found.hits);
                    }
                }
                let machine = arm64::walk(&file, search.machine(), limits);
                if machine.walk == arm64::Walk::Cut {
                    issues.push(ParseError::limit(
                        "arm64 code",
                        slice.offset,
                        "what is kept of one image",
                        50_000,
                    ));
                }
                let image = (slice.offset, slice.data.len() as u64);
                binaries.push(Binary { machine, image, ..binary(artifact, &file, limits, issues) });
            }
            Err(error) => issues.push(error),
        }
    }
    binaries
}

fn binary(artifact: &Artifact, file: &MachO<'_>, limits: &Limits, issues: &mut Vec<ParseError>) -> Binary {
    let signature = file.code_signature().and_then(|blob| match codesign::parse(blob, limits) {
        Ok(parsed) => {
            issues.extend(parsed.issues);
            Some(parsed.value)
        }
        Err(error) => {
            issues.push(error);
            None
        }
    });
    let symbol = |name: &str| Location::symbol(artifact.path.clone(), name);
    fn known<T>(value: T, origin: Location) -> Fact<T> {
        Fact { value: Value::Known(value), origin }
    }
    let flag = |bit: u32| file.flags & bit != 0;
    let imports = |names: &[&str]| names.iter().any(|name| file.imports.iter().any(|one| one == name));
    let file_type = match file.file_type {
        macho::MH_EXECUTE => "execute",
        macho::MH_DYLIB => "dylib",
        macho::MH_BUNDLE => "bundle",
        macho::MH_OBJECT => "object",
        _ => "other",
    };
    let writable_code = |segment: &macho::Segment| {
        let both = macho::VM_PROT_WRITE | macho::VM_PROT_EXECUTE;
        segment.initprot & both == both || segment.maxprot & both == both
    };
    let place =
        file.segments.iter().find(|segment| writable_code(segment)).map_or("__TEXT", |segment| &segment.name);
    let mut sorted = file.imports.clone();
    sorted.sort();
    let mut classes: Vec<String> = file.classes.iter().map(|class| class.name.clone()).collect();
    classes.sort_unstable();
    let is_new = file.commands.iter().any(|command| command.cmd == macho::LC_BUILD_VERSION);
    let command = if is_new { "LC_BUILD_VERSION" } else { "LC_VERSION_MIN_IPHONEOS" };
    Binary {
        origin: Location::file(artifact.path.clone()),
        arch: known(arch(file), symbol("cputype")),
        file_type: known(file_type.to_owned(), symbol("filetype")),
        bundle: known(String::new(), Location::file(artifact.path.clone())),
        pie: known(flag(macho::MH_PIE), symbol("MH_PIE")),
        stack_executable: known(flag(macho::MH_ALLOW_STACK_EXECUTION), symbol("MH_ALLOW_STACK_EXECUTION")),
        canary: known(imports(&["___stack_chk_fail", "___stack_chk_guard"]), symbol("___stack_chk_fail")),
        arc: known(
            imports(&[
                "_objc_release",
                "_objc_autoreleaseReturnValue",
                "_objc_storeStrong",
                "_objc_retainAutoreleasedReturnValue",
                "_swift_release",
            ]) || file.imports.iter().any(|one| one.starts_with("_objc_release_x")),
            symbol("_objc_release"),
        ),
        has_objc: known(file.section("__objc_classlist").is_some(), symbol("__objc_classlist")),
        has_swift: known(file.section("__swift5_types").is_some(), symbol("__swift5_types")),
        writable_code: known(file.segments.iter().any(writable_code), symbol(place)),
        encrypted: known(file.is_encrypted(), symbol("LC_ENCRYPTION_INFO")),
        stabs: known(i64::try_from(file.stabs).unwrap_or(i64::MAX), symbol("LC_SYMTAB")),
        artifact: artifact.path.clone(),
        imports: sorted,
        machine: Machine::default(),
        image: (0, 0),
        seal: file.code_signature_range,
        dylibs: file.dylibs.iter().map(|one| one.name.clone()).collect(),
        rpaths: file.rpaths.clone(),
        classes,
        build: file.build_version.map(|version| (command, version)),
        signature,
    }
}

fn arch(file: &MachO<'_>) -> String {
    // The subtype's high byte holds capability bits; 2 is arm64e.
    match (file.cpu_type, file.cpu_subtype & 0x00ff_ffff) {
        (macho::CPU_TYPE_ARM64, 2) => "arm64e".into(),
        (macho::CPU_TYPE_ARM64, _) => "arm64".into(),
        (macho::CPU_TYPE_ARM, 9) => "armv7".into(),
        (macho::CPU_TYPE_ARM, 11) => "armv7s".into(),
        (macho::CPU_TYPE_ARM, _) => "arm".into(),
        (macho::CPU_TYPE_X86_64, _) => "x86_64".into(),
        (other, _) => format!("cpu {other:#x}"),
    }
}
