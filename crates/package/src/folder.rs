use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cursor::{Limits, ParseError};

use crate::app::{App, Artifact, Content, Form, Issue, Platform, Sha256Hash};
use crate::open::{OpenError, read_capped};
use crate::{Kind, set, units};

/// Opens an `.app` folder, or a folder of APKs. Symbolic links are listed and never followed.
pub(crate) fn open(root: &Path, limits: &Limits) -> Result<App, OpenError> {
    let not_an_app = |reason: &str| OpenError::NotAnApp { path: root.to_owned(), reason: reason.into() };
    if !root.join("Info.plist").is_file() {
        return set::open_folder(root, limits)?
            .ok_or_else(|| not_an_app("a folder with neither Info.plist nor APKs, so no app"));
    }
    let mut issues = Vec::new();
    let mut artifacts = Vec::new();
    let mut size = 0u64;
    for (name, path) in files(root, limits)? {
        let name: Arc<str> = Arc::from(name);
        let left = limits.total_bytes.saturating_sub(size).min(limits.entry_bytes);
        let (kind, content, length) = match read_capped(&path, left) {
            Ok(bytes) => {
                let kind = Kind::of(&name, bytes.get(..256).unwrap_or(&bytes));
                let length = bytes.len() as u64;
                (
                    kind,
                    if kind != Kind::Archive && kind.is_let_go(bytes.len()) {
                        Content::LetGo
                    } else {
                        Content::Inflated(bytes)
                    },
                    length,
                )
            }
            Err(OpenError::TooLarge { size, .. }) => {
                let error = ParseError::limit("file", 0, "total_bytes", limits.total_bytes);
                issues.push(Issue::Damage { artifact: name.clone(), error });
                (Kind::of(&name, &[]), Content::Unread, size)
            }
            Err(error) => return Err(error),
        };
        size = size.saturating_add(length);
        artifacts.push(Artifact {
            path: name,
            unit: 0,
            kind,
            content,
            size: length,
            stored_at: None,
            sha256: Default::default(),
        });
    }
    let units = units::bundles(&mut artifacts);
    let file_name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut app = App {
        file_name,
        size,
        sha256: Sha256Hash::of(&[]),
        platform: Platform::Ios,
        form: Form::AppFolder,
        units,
        artifacts,
        issues,
        packages: Vec::new(),
        buffers: Vec::new(),
        source: root.to_owned(),
        by_path: Default::default(),
    };
    app.sha256 = listed(app.artifacts.iter().map(|artifact| (app.sha256_of(artifact), &*artifact.path)));
    Ok(app)
}

/// The hash of a folder: of the lines that `sha256sum` would write for its files.
pub(crate) fn listed<'p>(files: impl Iterator<Item = (Option<Sha256Hash>, &'p str)>) -> Sha256Hash {
    let lines = files.map(|(hash, path)| match hash {
        Some(hash) => format!("{hash}  {path}\n"),
        None => format!("-  {path}\n"),
    });
    Sha256Hash::of(lines.collect::<String>().as_bytes())
}

/// Every regular file below `root`, by its path from there, in sorted order.
pub(crate) fn files(root: &Path, limits: &Limits) -> Result<BTreeMap<String, PathBuf>, OpenError> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let io_error = |source| OpenError::Io { path: folder.clone(), source };
        for entry in std::fs::read_dir(&folder).map_err(io_error)? {
            let entry = entry.map_err(io_error)?;
            let kind = entry.file_type().map_err(io_error)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                found.insert(name, path);
            }
            if found.len() as u64 > limits.entries || folders.len() as u64 > limits.entries {
                let reason = format!("more than {} files, the limit entries", limits.entries);
                return Err(OpenError::NotAnApp { path: root.to_owned(), reason });
            }
        }
    }
    Ok(found)
}
