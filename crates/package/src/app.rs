use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use container::{Accepts, Oddity};
use cursor::ParseError;
use sha2::{Digest, Sha256};

use crate::Kind;

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
    /// Stable name inside the package: `base`, `Payload/Broker.app`, `Payload/Broker.app/PlugIns/Quote.appex`.
    pub id: Arc<str>,
    /// What it is.
    pub kind: UnitKind,
}

/// The kind of a [`Unit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// The base APK, or the one APK there is.
    Base,
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
    /// Offset of the entry's data in the package file, for stored entries of an archive.
    pub stored_at: Option<u64>,
    pub(crate) sha256: OnceLock<Sha256Hash>,
}

/// The bytes of an [`Artifact`].
#[derive(Debug)]
pub enum Content {
    /// A range of the package file itself.
    InPackage(Range<usize>),
    /// Inflated bytes.
    Inflated(Vec<u8>),
    /// Read, verified and let go: no check looks into this kind of file.
    LetGo,
    /// Not readable; the reason is among [`App::issues`].
    Unread,
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
    /// Every file, in directory order.
    pub artifacts: Vec<Artifact>,
    /// What deviates, is damaged or was cut.
    pub issues: Vec<Issue>,
    pub(crate) data: Vec<u8>,
    pub(crate) source: PathBuf,
    /// Positions by path, made when first asked for.
    pub(crate) by_path: OnceLock<HashMap<Arc<str>, usize>>,
}

impl App {
    /// The bytes of an artifact; `None` when they were let go or could not be read.
    pub fn bytes<'a>(&'a self, artifact: &'a Artifact) -> Option<&'a [u8]> {
        match &artifact.content {
            Content::InPackage(range) => self.data.get(range.clone()),
            Content::Inflated(bytes) => Some(bytes),
            Content::LetGo | Content::Unread => None,
        }
    }

    /// The whole package file; empty for a folder.
    pub fn data(&self) -> &[u8] {
        &self.data
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
