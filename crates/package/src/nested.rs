//! Archives inside the package, one in another: texts, settings, databases and keys in them become artifacts of the unit
//! around them, named `assets/web.zip!/index.html`.
//!
//! Code and resources in them are not taken: nobody installs them, and how the app uses them is not known. Nor are tricks
//! in them: it is not the platform that reads them.

use std::sync::Arc;

use cursor::{Limits, ParseError};

use crate::Kind;
use crate::app::{App, Artifact, Content, Form, Issue};
use crate::archive::{Within, read_entry};

/// The part of `total_bytes` that archives inside the package may take, so that what they hold fits beside the rest.
const SHARE: u64 = 4;

/// Opens every archive among the artifacts, and those inside, as far as the limits go for all of them together.
///
/// The package's own reading lets archives go, since many large ones would not fit in memory; here one after the other is
/// inflated again.
pub(crate) fn open(app: &mut App, limits: &Limits) {
    let read = app.artifacts.iter().filter(|artifact| !matches!(artifact.content, Content::Unread));
    let left = limits.total_bytes.saturating_sub(read.map(|artifact| artifact.size).sum());
    let mut nested = Nested {
        limits,
        bytes: left.min(limits.total_bytes / SHARE),
        entries: limits.entries.saturating_sub(app.artifacts.len() as u64),
        artifacts: Vec::new(),
        issues: Vec::new(),
    };
    let is_archive = |artifact: &&Artifact| artifact.kind == Kind::Archive;
    for package in &app.packages {
        let data = app.archive(package);
        let root = match (app.form, app.units.get(package.unit)) {
            (Form::ApkSet, Some(unit)) => &*unit.root,
            _ => "",
        };
        let inside = app.artifacts.iter().filter(is_archive);
        let inside = inside.filter(|artifact| app.form != Form::ApkSet || artifact.unit == package.unit);
        let mut inside = inside.peekable();
        if inside.peek().is_none() {
            continue;
        }
        let Ok(archive) = container::parse(data, limits) else { continue };
        for artifact in inside.filter(|artifact| matches!(artifact.content, Content::LetGo)) {
            let Some(entry) = artifact.path.strip_prefix(root).and_then(|name| archive.find(name.as_bytes()))
            else {
                continue;
            };
            let within = Within { root, unit: artifact.unit, keeps_archives: true, ..Within::whole(data) };
            if let (Some(read), _) = read_entry(&within, &archive, 0, entry, true, limits)
                && let Some(bytes) = bytes_of(&read, data)
            {
                nested.unpack(bytes, &artifact.path, artifact.unit, 0);
            }
        }
    }
    for artifact in app.artifacts.iter().filter(is_archive) {
        // Files of a folder are kept as they are.
        if let Content::Inflated(bytes) = &artifact.content {
            nested.unpack(bytes, &artifact.path, artifact.unit, 0);
        }
    }
    let Nested { artifacts, issues, .. } = nested;
    app.artifacts.extend(artifacts);
    app.issues.extend(issues);
}

/// What is left of the limits, and what was found.
struct Nested<'l> {
    limits: &'l Limits,
    bytes: u64,
    entries: u64,
    artifacts: Vec<Artifact>,
    issues: Vec<Issue>,
}

impl Nested<'_> {
    /// Takes what an archive holds; `depth` is how many archives it lies in, the package not counted. The nesting of calls
    /// is bounded by the limit of that name.
    fn unpack(&mut self, data: &[u8], path: &Arc<str>, unit: usize, depth: u32) {
        let over = |limit, max| Issue::Damage {
            artifact: path.clone(),
            error: ParseError::limit("archive in the package", 0, limit, max),
        };
        if depth >= self.limits.nesting {
            self.issues.push(over("nesting", self.limits.nesting.into()));
            return;
        }
        let left = Limits { total_bytes: self.bytes, entries: self.entries, ..self.limits.clone() };
        // The first bytes of an archive alone make none: then it is a file as any other.
        let Ok(archive) = container::parse(data, &left) else { return };
        if !archive.limits_hit.is_empty() {
            self.issues.push(over("entries", self.limits.entries));
        }
        let root = format!("{path}!/");
        let within = Within { root: &root, unit, keeps_archives: true, ..Within::whole(data) };
        self.entries = self.entries.saturating_sub(archive.entries.len() as u64);
        for (at, entry) in archive.entries.iter().enumerate() {
            let limits =
                Limits { entry_bytes: self.limits.entry_bytes.min(self.bytes), ..self.limits.clone() };
            if self.bytes == 0 || !entry.is_directory() && entry.uncompressed_size > limits.entry_bytes {
                // One message for the archive: an archive made to be large would give thousands.
                self.issues.push(over("total_bytes", self.limits.total_bytes));
                return;
            }
            let (read, issues) = read_entry(&within, &archive, at, entry, true, &limits);
            self.issues.extend(issues.into_iter().filter(|issue| !matches!(issue, Issue::Archive(_))));
            let Some(mut artifact) = read else { continue };
            // The directory may say less than the data gives.
            let size = if matches!(artifact.content, Content::Unread) { 0 } else { artifact.size };
            self.bytes = self.bytes.saturating_sub(size);
            if artifact.kind == Kind::Archive {
                if let Some(bytes) = bytes_of(&artifact, data) {
                    self.unpack(bytes, &artifact.path, unit, depth.saturating_add(1));
                }
                artifact.content = if size > 0 { Content::LetGo } else { artifact.content };
            } else if let Some(bytes) = bytes_of(&artifact, data).filter(|_| is_kept(&artifact)) {
                artifact.content = Content::Inflated(bytes.to_vec());
            }
            // Where it lies in an archive in an archive aligns nothing.
            artifact.stored_at = None;
            if is_kept(&artifact) {
                self.artifacts.push(artifact);
            }
        }
    }
}

/// The bytes of an entry of the archive at hand.
fn bytes_of<'b>(artifact: &'b Artifact, data: &'b [u8]) -> Option<&'b [u8]> {
    match &artifact.content {
        Content::Inflated(bytes) => Some(bytes),
        Content::InPackage(part) => data.get(part.range.clone()),
        Content::LetGo | Content::Unread => None,
    }
}

/// Whether a check looks into an artifact from inside an archive.
fn is_kept(artifact: &Artifact) -> bool {
    let is_data = matches!(
        artifact.kind,
        Kind::Text | Kind::PropertyList | Kind::KeyStore | Kind::Database | Kind::Archive | Kind::Other
    );
    is_data && !artifact.path.ends_with(".class")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use testkit::zip::ZipBuilder;

    use super::*;

    fn app(inner: Vec<u8>, limits: &Limits) -> App {
        let outer = ZipBuilder::new().stored("AndroidManifest.xml", b"").file("assets/web.zip", &inner);
        crate::open_bytes(Path::new("a.apk"), outer.build(), limits).unwrap()
    }

    fn limits_of(app: &App) -> usize {
        app.issues.iter().filter(|issue| issue.is_limit()).count()
    }

    #[test]
    fn texts_of_an_archive_in_the_package_are_artifacts() {
        let deepest = ZipBuilder::new().file("key.txt", b"text").build();
        let inner =
            ZipBuilder::new().stored("deep.zip", &deepest).stored("classes.dex", b"dex\n035\0").build();
        let app = app(inner, &Limits::default());
        let text = app.artifact("assets/web.zip!/deep.zip!/key.txt").unwrap();
        assert_eq!(app.bytes(text), Some(&b"text"[..]));
        assert!(app.artifact("assets/web.zip!/classes.dex").is_none());
        assert_eq!(limits_of(&app), 0);
    }

    #[test]
    fn depth_and_size_are_limited_for_all_archives_together() {
        let mut inner = ZipBuilder::new().stored("key.txt", b"text").build();
        for _ in 0..4 {
            inner = ZipBuilder::new().stored("in.zip", &inner).build();
        }
        assert_eq!(limits_of(&app(inner.clone(), &Limits { nesting: 3, ..Limits::default() })), 1);
        assert_eq!(limits_of(&app(inner.clone(), &Limits::default())), 0);
        let small = Limits { total_bytes: inner.len() as u64 + 100, ..Limits::default() };
        assert!(limits_of(&app(inner, &small)) > 0);
    }
}
