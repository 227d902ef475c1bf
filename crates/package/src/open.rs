use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cursor::{Limits, ParseError};

use crate::app::{App, Form, Part, Platform, Sha256Hash, Unit, UnitKind};
use crate::{Kind, archive, folder, nested};

/// Why a path could not be opened as an app.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system refused.
    #[error("cannot read {path}")]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a regular file: a pipe, a device, or a folder that is no bundle.
    #[error("{path}: {what}, not an app package")]
    NotAFile {
        /// The path as given.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// The file is larger than the limit allows.
    #[error("{path}: {size} bytes, the limit package_bytes is {max}")]
    TooLarge {
        /// The path as given.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        max: u64,
    },
    /// Readable, but not an app package.
    #[error("{path}: {reason}")]
    NotAnApp {
        /// The path as given.
        path: PathBuf,
        /// What was found instead.
        reason: String,
    },
}

/// Opens a package: an APK, the APKs of one app in an archive or a folder, an app bundle, an IPA, an `.app` folder, or a
/// single DEX, ELF or Mach-O file.
///
/// Runs one task per entry on the current rayon pool.
pub fn open(path: &Path, limits: &Limits) -> Result<App, OpenError> {
    let io_error = |source| OpenError::Io { path: path.to_owned(), source };
    // Asked before opening: opening a pipe would wait for its writer.
    let metadata = std::fs::metadata(path).map_err(io_error)?;
    if metadata.is_dir() {
        let mut app = folder::open(path, limits)?;
        nested::open(&mut app, limits);
        return Ok(app);
    }
    let data = read_capped(path, limits.package_bytes)?;
    open_bytes(path, data, limits)
}

/// Opens a package that is already in memory; `path` names it in messages.
pub fn open_bytes(path: &Path, data: Vec<u8>, limits: &Limits) -> Result<App, OpenError> {
    let not_an_app = |reason: String| OpenError::NotAnApp { path: path.to_owned(), reason };
    if data.is_empty() {
        return Err(not_an_app("the file is empty".into()));
    }
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let head = data.get(..64).unwrap_or(&data);
    match Kind::of(&file_name, head) {
        // A DEX in front of an archive is the Janus trick: the archive decides if there is one.
        kind @ (Kind::Dex | Kind::Elf | Kind::MachO) if container::parse(&data, limits).is_err() => {
            Ok(binary(path, file_name, kind, data))
        }
        _ => {
            let opened = archive::open(path, file_name, data, limits).map_err(|error| match error {
                archive::Failure::NotAnArchive(error) => not_an_app(not_an_archive(&error)),
                archive::Failure::NotAnApp(reason) => not_an_app(reason),
            });
            let mut app = opened?;
            nested::open(&mut app, limits);
            Ok(app)
        }
    }
}

fn not_an_archive(error: &ParseError) -> String {
    format!("not a ZIP archive ({error})")
}

fn binary(path: &Path, file_name: String, kind: Kind, data: Vec<u8>) -> App {
    let artifact = crate::Artifact {
        path: Arc::from(file_name.as_str()),
        unit: 0,
        kind,
        content: crate::Content::InPackage(Part { buffer: 0, range: 0..data.len() }),
        size: data.len() as u64,
        stored_at: Some(0),
        sha256: Default::default(),
    };
    App {
        size: data.len() as u64,
        sha256: Sha256Hash::of(&data),
        platform: if kind == Kind::MachO { Platform::Ios } else { Platform::Android },
        form: Form::Binary,
        units: vec![Unit { id: Arc::from(file_name.as_str()), kind: UnitKind::Other, root: Arc::from("") }],
        packages: Vec::new(),
        artifacts: vec![artifact],
        issues: Vec::new(),
        file_name,
        buffers: vec![data],
        source: path.to_owned(),
        by_path: Default::default(),
    }
}

/// Reads a regular file whose size is at most `max` bytes, also when it grows while being read.
pub fn read_capped(path: &Path, max: u64) -> Result<Vec<u8>, OpenError> {
    let io_error = |source| OpenError::Io { path: path.to_owned(), source };
    let too_large = |size| OpenError::TooLarge { path: path.to_owned(), size, max };
    let metadata = std::fs::metadata(path).map_err(io_error)?;
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "a pipe or device" };
        return Err(OpenError::NotAFile { path: path.to_owned(), what });
    }
    if metadata.len() > max {
        return Err(too_large(metadata.len()));
    }
    let mut data = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    let file = File::open(path).map_err(io_error)?;
    file.take(max.saturating_add(1)).read_to_end(&mut data).map_err(io_error)?;
    match data.len() as u64 {
        size if size > max => Err(too_large(size)),
        _ => Ok(data),
    }
}
