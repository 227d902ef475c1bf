//! Archives inside the package, one in another: texts, settings, databases and keys in them become artifacts of the unit
//! around them, named `assets/web.zip!/index.html`.
//!
//! Code and resources in them are not taken: nobody installs them, and how the app uses them is not known. Nor are tricks
//! in them: it is not the platform that reads them.

use std::sync::Arc;

use cursor::{Limits, ParseError};

use crate::Kind;
use crate::app::{App, Artifact, Content, Issue, Part};
use crate::archive::{Contents, Within};

/// An archive that waits to be opened.
struct Waiting {
    path: Arc<str>,
    unit: usize,
    part: Part,
    /// How many archives it lies in, the package not counted.
    depth: u32,
}

/// Opens every archive among the artifacts, and those inside, as far as the limits go for all of them together.
pub(crate) fn open(app: &mut App, limits: &Limits) {
    let read = app.artifacts.iter().filter(|artifact| !matches!(artifact.content, Content::Unread));
    let mut bytes = limits.total_bytes.saturating_sub(read.map(|artifact| artifact.size).sum());
    let mut entries = limits.entries.saturating_sub(app.artifacts.len() as u64);
    let mut waiting = Vec::new();
    for artifact in &mut app.artifacts {
        waiting.extend(archive_of(artifact, 0, &mut app.buffers));
    }
    let mut next = 0usize;
    while let Some(one) = waiting.get(next) {
        next = next.saturating_add(1);
        let Waiting { path, unit, part, depth } = one;
        let (path, unit, depth) = (path.clone(), *unit, *depth);
        let over = |limit, max| Issue::Damage {
            artifact: path.clone(),
            error: ParseError::limit("archive in the package", 0, limit, max),
        };
        if depth >= limits.nesting {
            app.issues.push(over("nesting", limits.nesting.into()));
            continue;
        }
        let data = app.buffers.get(part.buffer).and_then(|buffer| buffer.get(part.range.clone()));
        let data = data.unwrap_or_default();
        let left = Limits { total_bytes: bytes, entries, ..limits.clone() };
        // The first bytes of an archive alone make none: then it is a file as any other.
        let Ok(archive) = container::parse(data, &left) else { continue };
        let root = format!("{path}!/");
        let (buffer, start) = (part.buffer, part.range.start);
        let within = Within { data, buffer, start, root: &root, unit, keeps_apks: false };
        let Contents { artifacts, issues } = Contents::read(&archive, &path, &within, &left);
        drop(archive);
        let taken: u64 =
            artifacts.iter().filter(|one| !matches!(one.content, Content::Unread)).map(|one| one.size).sum();
        bytes = bytes.saturating_sub(taken);
        entries = entries.saturating_sub(artifacts.len() as u64);
        app.issues.extend(issues.into_iter().filter(|issue| !matches!(issue, Issue::Archive(_))));
        for mut artifact in artifacts {
            // Where it lies in an archive in an archive aligns nothing.
            artifact.stored_at = None;
            waiting.extend(archive_of(&mut artifact, depth.saturating_add(1), &mut app.buffers));
            if is_kept(&artifact) {
                app.artifacts.push(artifact);
            }
        }
    }
}

/// The archive that an artifact is, if its bytes are there; they are let go with the artifact.
fn archive_of(artifact: &mut Artifact, depth: u32, buffers: &mut Vec<Vec<u8>>) -> Option<Waiting> {
    if artifact.kind != Kind::Archive || matches!(artifact.content, Content::LetGo | Content::Unread) {
        return None;
    }
    let part = match std::mem::replace(&mut artifact.content, Content::LetGo) {
        Content::Inflated(bytes) => {
            let part = Part { buffer: buffers.len(), range: 0..bytes.len() };
            buffers.push(bytes);
            part
        }
        Content::InPackage(part) => part,
        Content::LetGo | Content::Unread => return None,
    };
    Some(Waiting { path: artifact.path.clone(), unit: artifact.unit, part, depth })
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
