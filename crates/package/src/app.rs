use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use container::{Accepts, Oddity};
use cursor::ParseError;
use sha2::{Digest, Sha256};

use crate::Kind;

/// Path of the manifest in an APK.
pub(crate) const MANIFEST: &str = "AndroidManifest.xml";
/// Path of the resource table in an APK.
const TABLE: &str = "resources.arsc";

/// The operating system an app is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Android.
    Android,
    /// iOS and iPadOS.
    Ios,
}

impl Platform {
    /// The first part of the ids of this platform's rules.
    pub fn word(self) -> &'static str {
        match self {
            Platform::Android => "android",
            Platform::Ios => "ios",
        }
    }
}

/// The form a package was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// One APK.
    Apk,
    /// The APKs of one app together: `.apks`, `.xapk`, `.apkm`, or a folder of them.
    ApkSet,
    /// An Android App Bundle.
    Aab,
    /// An IPA archive.
    Ipa,
    /// An `.app` folder.
    AppFolder,
    /// A single DEX, ELF or Mach-O file without a package around it.
    Binary,
}

impl Form {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Form::Apk => "apk",
            Form::ApkSet => "apks",
            Form::Aab => "aab",
            Form::Ipa => "ipa",
            Form::AppFolder => "app",
            Form::Binary => "binary",
        }
    }
}

/// A SHA-256 hash; displays as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Hash(pub [u8; 32]);

impl Sha256Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A part of the app that is signed, installed or loaded as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Stable name inside the package: `base`, `split_config.arm64_v8a`, `Payload/Broker.app`,
    /// `Payload/Broker.app/PlugIns/Quote.appex`.
    pub id: Arc<str>,
    /// What it is.
    pub kind: UnitKind,
    /// What the paths of its artifacts start with: nothing, `splits/base-master.apk!/`, `base/`, `Payload/Broker.app/`.
    pub root: Arc<str>,
}

/// The kind of a [`Unit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// The base APK, or the one APK there is; the base module of a bundle.
    Base,
    /// Another APK of the same app, or another module of a bundle.
    Split,
    /// The main application bundle.
    App,
    /// An app extension (`.appex`).
    Extension,
    /// A framework.
    Framework,
    /// A watch app.
    Watch,
    /// Another bundle or a bare binary.
    Other,
}

/// One file of the package.
#[derive(Debug)]
pub struct Artifact {
    /// Path inside the package as locations print it.
    pub path: Arc<str>,
    /// Index into [`App::units`].
    pub unit: usize,
    /// What the bytes are.
    pub kind: Kind,
    /// The bytes, as the platform's reader of this kind of file sees them.
    pub content: Content,
    /// Inflated size in bytes.
    pub size: u64,
    /// Offset of the entry's data in its archive, for stored entries; in a set of APKs in that of its APK.
    pub stored_at: Option<u64>,
    pub(crate) sha256: OnceLock<Sha256Hash>,
}

/// The bytes of an [`Artifact`].
#[derive(Debug)]
pub enum Content {
    /// A range of the bytes that were read from disk, or of an APK inside them.
    InPackage(Part),
    /// Inflated bytes.
    Inflated(Vec<u8>),
    /// Read, verified and let go: no check looks into this kind of file.
    LetGo,
    /// Not readable; the reason is among [`App::issues`].
    Unread,
}

/// A range of one of the buffers of an [`App`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub(crate) buffer: usize,
    pub(crate) range: Range<usize>,
}

/// An archive that is signed and installed as a whole: the package file itself, or one APK of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Path as locations print it: the file name of the package, or the path of the APK in the set.
    pub path: Arc<str>,
    /// Index into [`App::units`].
    pub unit: usize,
    pub(crate) part: Part,
}

/// Something about the package that a reader should know: a trick, damage, or a limit that was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    /// The archive deviates from what a packaging tool writes.
    Archive(Oddity),
    /// Content of an entry is missing: encrypted, or not to be inflated to the end.
    Unread {
        /// Path of the artifact.
        artifact: Arc<str>,
        /// What, where and why.
        error: ParseError,
    },
    /// A format inside is damaged or could not be read to the end.
    Damage {
        /// Path of the artifact.
        artifact: Arc<str>,
        /// What, where and why.
        error: ParseError,
    },
}

impl Issue {
    /// True when a cap of ours stopped the reading: the scan is then incomplete.
    pub fn is_limit(&self) -> bool {
        matches!(self, Issue::Damage { error, .. } if error.is_limit())
    }

    /// Whether the platform would still take the package.
    pub fn platform_accepts(&self) -> Accepts {
        match self {
            Issue::Archive(oddity) => oddity.platform,
            Issue::Unread { error, .. } | Issue::Damage { error, .. } => {
                error.deviation().map_or(Accepts::Unknown, |deviation| deviation.platform)
            }
        }
    }
}

/// An opened app.
#[derive(Debug)]
pub struct App {
    /// File name without its folders; it never enters a reproducible report's identity.
    pub file_name: String,
    /// Size of the package in bytes (of all files for a folder).
    pub size: u64,
    /// Hash of the package file; for a folder, of the sorted list of its files' paths and hashes.
    pub sha256: Sha256Hash,
    /// Operating system.
    pub platform: Platform,
    /// How it was handed in.
    pub form: Form,
    /// Units; the first is the app itself.
    pub units: Vec<Unit>,
    /// The archives that are signed, in the order of their units; none for a folder or a bare binary.
    pub packages: Vec<Package>,
    /// Every file, unit by unit in directory order.
    pub artifacts: Vec<Artifact>,
    /// What deviates, is damaged or was cut.
    pub issues: Vec<Issue>,
    /// The package file first, then APKs that had to be inflated or are files of their own.
    pub(crate) buffers: Vec<Vec<u8>>,
    pub(crate) source: PathBuf,
    /// Positions by path, made when first asked for.
    pub(crate) by_path: OnceLock<HashMap<Arc<str>, usize>>,
}

impl App {
    /// The bytes of an artifact; `None` when they were let go or could not be read.
    pub fn bytes<'a>(&'a self, artifact: &'a Artifact) -> Option<&'a [u8]> {
        match &artifact.content {
            Content::InPackage(part) => self.part(part),
            Content::Inflated(bytes) => Some(bytes),
            Content::LetGo | Content::Unread => None,
        }
    }

    fn part(&self, part: &Part) -> Option<&[u8]> {
        self.buffers.get(part.buffer)?.get(part.range.clone())
    }

    /// The whole archive.
    pub fn archive(&self, package: &Package) -> &[u8] {
        self.part(&package.part).unwrap_or_default()
    }

    /// The file that an installed package of Android has at this path, of one unit: the manifest is
    /// `AndroidManifest.xml` and the resource table `resources.arsc`, wherever a bundle keeps them.
    pub fn file(&self, unit: &Unit, path: &str) -> Option<&Artifact> {
        let root = &unit.root;
        match (self.form, path.rsplit_once('.')) {
            (Form::Aab, _) if path == MANIFEST => self.artifact(&format!("{root}manifest/{path}")),
            (Form::Aab, _) if path == TABLE => self.artifact(&format!("{root}resources.pb")),
            (Form::Aab, Some((_, "dex"))) if !path.contains('/') => {
                self.artifact(&format!("{root}dex/{path}"))
            }
            _ if root.is_empty() => self.artifact(path),
            _ => self.artifact(&format!("{root}{path}")),
        }
    }

    /// The files that the units of an Android app have at this path, that of the base first.
    pub fn files(&self, path: &str) -> impl Iterator<Item = &Artifact> {
        self.units.iter().filter_map(move |unit| self.file(unit, path))
    }

    /// Path of an artifact inside its unit.
    pub fn inner_path<'p>(&self, artifact: &'p Artifact) -> &'p str {
        let root = self.units.get(artifact.unit).map_or("", |unit| &unit.root);
        artifact.path.strip_prefix(root).unwrap_or(&artifact.path)
    }

    /// Whether it is the manifest of its unit.
    pub fn is_manifest(&self, artifact: &Artifact) -> bool {
        let path = if self.form == Form::Aab { "manifest/AndroidManifest.xml" } else { MANIFEST };
        self.inner_path(artifact) == path
    }

    /// Whether it is the resource table of its unit.
    pub fn is_table(&self, artifact: &Artifact) -> bool {
        let path = if self.form == Form::Aab { "resources.pb" } else { TABLE };
        self.inner_path(artifact) == path
    }

    /// Whether Android could install it as it is: a bundle is what packages are made from.
    pub fn is_installable(&self) -> bool {
        matches!(self.form, Form::Apk | Form::ApkSet)
    }

    /// Where the package was read from. For messages to the person who gave the path, never for a report.
    pub fn source(&self) -> &std::path::Path {
        &self.source
    }

    /// SHA-256 of an artifact's bytes, computed when first asked for.
    pub fn sha256_of(&self, artifact: &Artifact) -> Option<Sha256Hash> {
        let bytes = self.bytes(artifact)?;
        Some(*artifact.sha256.get_or_init(|| Sha256Hash::of(bytes)))
    }

    /// The artifact with this path; the first one where a path is there twice.
    pub fn artifact(&self, path: &str) -> Option<&Artifact> {
        let by_path = self.by_path.get_or_init(|| {
            let rows = self.artifacts.iter().enumerate().rev();
            rows.map(|(at, artifact)| (artifact.path.clone(), at)).collect()
        });
        self.artifacts.get(*by_path.get(path)?)
    }
}
