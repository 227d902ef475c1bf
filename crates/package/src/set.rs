//! Several APKs of one app. Android installs a base and its splits together, and every one of them may bring components,
//! resources, code and libraries.

use std::path::Path;
use std::sync::Arc;

use container::Archive;
use cursor::{Limits, ParseError};

use crate::app::{
    App, Artifact, Content, Form, Issue, MANIFEST, Package, Part, Platform, Sha256Hash, Unit, UnitKind,
};
use crate::archive::{Contents, Within};
use crate::open::{OpenError, read_capped};
use crate::{Kind, folder};

/// One APK of the set, before it is opened.
struct Member {
    path: Arc<str>,
    part: Part,
}

/// Opens the APKs among the artifacts of an archive; the other files of the archive stay artifacts of the base.
pub(crate) fn open_inner(app: &mut App, artifacts: Vec<Artifact>, limits: &Limits) -> Result<(), String> {
    let mut members = Vec::new();
    let mut others = Vec::new();
    let count = artifacts.len();
    for artifact in artifacts {
        match artifact.content {
            Content::InPackage(part) if artifact.path.ends_with(".apk") => {
                members.push(Member { path: artifact.path, part });
            }
            Content::Inflated(bytes) if artifact.path.ends_with(".apk") => {
                let part = Part { buffer: app.buffers.len(), range: 0..bytes.len() };
                app.buffers.push(bytes);
                members.push(Member { path: artifact.path, part });
            }
            content => others.push(Artifact { content, ..artifact }),
        }
    }
    open_members(app, members, limits);
    if app.units.is_empty() {
        return Err(format!("a ZIP archive of {count} entries, and no APK among them can be read"));
    }
    app.artifacts.extend(others);
    Ok(())
}

/// Opens a folder of APKs; `None` when it holds none.
pub(crate) fn open_folder(root: &Path, limits: &Limits) -> Result<Option<App>, OpenError> {
    let mut app = App {
        file_name: root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        size: 0,
        sha256: Sha256Hash::of(&[]),
        platform: Platform::Android,
        form: Form::ApkSet,
        units: Vec::new(),
        packages: Vec::new(),
        artifacts: Vec::new(),
        issues: Vec::new(),
        buffers: Vec::new(),
        source: root.to_owned(),
        by_path: Default::default(),
    };
    let mut members = Vec::new();
    for (name, path) in folder::files(root, limits)? {
        if !name.ends_with(".apk") {
            continue;
        }
        let bytes = read_capped(&path, limits.package_bytes.saturating_sub(app.size))?;
        app.size = app.size.saturating_add(bytes.len() as u64);
        members.push(Member {
            path: Arc::from(name),
            part: Part { buffer: app.buffers.len(), range: 0..bytes.len() },
        });
        app.buffers.push(bytes);
    }
    let hashes = app.buffers.iter().map(|bytes| Some(Sha256Hash::of(bytes)));
    app.sha256 = folder::listed(hashes.zip(members.iter().map(|member| &*member.path)));
    open_members(&mut app, members, limits);
    Ok((!app.units.is_empty()).then_some(app))
}

fn open_members(app: &mut App, mut members: Vec<Member>, limits: &Limits) {
    // The base first, because that is what people ask for first; its manifest decides whether it is one.
    members.sort_by_key(|member| (rank(&member.path), member.path.clone()));
    let mut left = limits.total_bytes;
    for Member { path, part } in members {
        let (artifacts, issues) = {
            let data = app.buffers.get(part.buffer).and_then(|buffer| buffer.get(part.range.clone()));
            let data = data.unwrap_or_default();
            match container::parse(data, limits) {
                Ok(archive) if is_apk(&archive) => {
                    let root = format!("{path}!/");
                    let unit = app.units.len();
                    let (buffer, start) = (part.buffer, part.range.start);
                    let within = Within { buffer, start, root: &root, unit, ..Within::whole(data) };
                    let limits = Limits { total_bytes: left, ..limits.clone() };
                    let contents = Contents::read(&archive, &path, &within, &limits);
                    drop(archive);
                    let kind = if unit == 0 { UnitKind::Base } else { UnitKind::Split };
                    app.units.push(Unit { id: id_of(&path), kind, root: Arc::from(root) });
                    app.packages.push(Package { path, unit, part });
                    (contents.artifacts, contents.issues)
                }
                Ok(_) => unread(path, data.len(), "an archive without AndroidManifest.xml".into()),
                Err(error) => unread(path, data.len(), format!("not a ZIP archive ({error})")),
            }
        };
        let read: u64 = artifacts.iter().map(|artifact| artifact.size).sum();
        left = left.saturating_sub(read);
        app.artifacts.extend(artifacts);
        app.issues.extend(issues);
    }
}

fn is_apk(archive: &Archive<'_>) -> bool {
    archive.find(MANIFEST.as_bytes()).is_some()
}

/// A member that is no APK: it hides whatever it may hold.
fn unread(path: Arc<str>, size: usize, found: String) -> (Vec<Artifact>, Vec<Issue>) {
    let error = ParseError::invalid("APK of a set", 0, found);
    let artifact = Artifact {
        path: path.clone(),
        unit: 0,
        kind: Kind::Archive,
        content: Content::Unread,
        size: size as u64,
        stored_at: None,
        sha256: Default::default(),
    };
    (vec![artifact], vec![Issue::Unread { artifact: path, error }])
}

/// Names that the packaging tools give to the base, then others, then names of configuration splits.
fn rank(path: &str) -> u8 {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "base.apk" | "base-master.apk" | "universal.apk" => 0,
        _ if name.starts_with("base-master") => 1,
        _ if name.starts_with("config.") || name.starts_with("split_") || name.contains("-") => 3,
        _ => 2,
    }
}

/// The name of the file without its ending: `base`, `split_config.arm64_v8a`.
fn id_of(path: &str) -> Arc<str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Arc::from(name.strip_suffix(".apk").unwrap_or(name))
}
