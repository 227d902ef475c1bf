use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use container::{Archive, Entry, OddityKind, Role};
use cursor::{Limits, ParseError};
use rayon::prelude::*;

use crate::app::{App, Artifact, Content, Form, Issue, Platform, Sha256Hash, Unit, UnitKind};
use crate::{Kind, units};

/// Why an archive is not an app.
pub(crate) enum Failure {
    NotAnArchive(ParseError),
    NotAnApp(String),
}

pub(crate) fn open(path: &Path, file_name: String, data: Vec<u8>, limits: &Limits) -> Result<App, Failure> {
    let archive = container::parse(&data, limits).map_err(Failure::NotAnArchive)?;
    let form = form_of(&archive).map_err(Failure::NotAnApp)?;
    let mut issues: Vec<Issue> = archive.oddities.iter().cloned().map(Issue::Archive).collect();
    let package: Arc<str> = Arc::from(file_name.as_str());
    issues.extend(archive.limits_hit.iter().map(|error| damage(&package, error.clone())));

    let plan = archive.plan(limits);
    // The hash, the other reader's opinion and the entries do not depend on each other.
    let ((sha256, second), read) = rayon::join(
        || rayon::join(|| Sha256Hash::of(&data), || container::second_opinion(&data, &archive, limits)),
        || {
            let jobs = archive.entries.par_iter().zip(plan.par_iter()).enumerate();
            jobs.map(|(at, (entry, &planned))| read_entry(&data, &archive, at, entry, planned, limits))
                .collect::<Vec<_>>()
        },
    );
    issues.extend(second.into_iter().map(Issue::Archive));

    let mut artifacts = Vec::with_capacity(read.len());
    for (artifact, of_entry) in read {
        issues.extend(of_entry);
        artifacts.extend(artifact);
    }
    let (platform, units) = match form {
        Form::Apk => (Platform::Android, vec![Unit { id: Arc::from("base"), kind: UnitKind::Base }]),
        _ => (Platform::Ios, units::bundles(&mut artifacts)),
    };
    drop(archive);
    Ok(App {
        file_name,
        size: data.len() as u64,
        sha256,
        platform,
        form,
        units,
        artifacts,
        issues,
        data,
        source: path.to_owned(),
        by_path: Default::default(),
    })
}

fn form_of(archive: &Archive<'_>) -> Result<Form, String> {
    if archive.find(b"AndroidManifest.xml").is_some() {
        return Ok(Form::Apk);
    }
    let has_app = |entry: &Entry<'_>| {
        let rest = entry.name.strip_prefix(b"Payload/").unwrap_or_default();
        rest.split(|&byte| byte == b'/')
            .next()
            .is_some_and(|first| first.ends_with(b".app") && first.len() < rest.len())
    };
    if archive.entries.iter().any(has_app) {
        return Ok(Form::Ipa);
    }
    if archive.find(b"base/manifest/AndroidManifest.xml").is_some() {
        return Err("an Android App Bundle; this version reads the APKs made from it".into());
    }
    let count = archive.entries.len();
    Err(format!("a ZIP archive of {count} entries with neither AndroidManifest.xml nor Payload/*.app"))
}

fn damage(artifact: &Arc<str>, error: ParseError) -> Issue {
    Issue::Damage { artifact: artifact.clone(), error }
}

fn read_entry(
    data: &[u8],
    archive: &Archive<'_>,
    at: usize,
    entry: &Entry<'_>,
    planned: bool,
    limits: &Limits,
) -> (Option<Artifact>, Vec<Issue>) {
    if entry.is_directory() {
        return (None, Vec::new());
    }
    let name = entry.display_name();
    let path: Arc<str> =
        Arc::from(if archive.is_first(entry) { name.clone() } else { format!("{name}#{at}") });
    let unread = |kind| Artifact {
        path: path.clone(),
        unit: 0,
        kind,
        content: Content::Unread,
        size: entry.uncompressed_size,
        stored_at: None,
        sha256: Default::default(),
    };
    if !planned {
        let error = ParseError::limit("entry", entry.header_offset, "total_bytes", limits.total_bytes);
        return (Some(unread(Kind::of(&name, &[]))), vec![damage(&path, error)]);
    }
    let content = archive.read(entry, Role::of(entry.name), limits);
    // Some content may be there and yet not all of it: then the artifact is kept, and the scan is not complete.
    let cut = content.oddities.iter().find(|oddity| hides_content(oddity.kind)).map(|oddity| {
        ParseError::invalid("entry data", oddity.offset, format!("{}: {}", oddity.kind.code(), oddity.found))
    });
    let mut issues: Vec<Issue> = content.oddities.into_iter().map(Issue::Archive).collect();
    issues.extend(content.limit.map(|error| damage(&path, error)));
    issues.extend(cut.map(|error| Issue::Unread { artifact: path.clone(), error }));
    let Some(bytes) = content.bytes else {
        return (Some(unread(Kind::of(&name, &[]))), issues);
    };
    let kind = Kind::of(&name, bytes.get(..256).unwrap_or(&bytes));
    let size = bytes.len() as u64;
    let stored_at = match &bytes {
        Cow::Borrowed(slice) => offset_in(data, slice),
        Cow::Owned(_) => None,
    };
    let content = match (kind, bytes) {
        (kind, bytes) if kind.is_let_go(bytes.len()) => Content::LetGo,
        (_, Cow::Borrowed(slice)) => match offset_in(data, slice) {
            Some(start) => Content::InPackage(start..start.saturating_add(slice.len())),
            None => Content::Inflated(slice.to_vec()),
        },
        (_, Cow::Owned(bytes)) => Content::Inflated(bytes),
    };
    let stored_at = stored_at.map(|start| start as u64);
    (Some(Artifact { path, unit: 0, kind, content, size, stored_at, sha256: Default::default() }), issues)
}

/// Oddities after which bytes of the entry are missing.
fn hides_content(kind: OddityKind) -> bool {
    matches!(
        kind,
        OddityKind::InflatedSize | OddityKind::Inflate | OddityKind::Unreadable | OddityKind::Encrypted
    )
}

/// Where `part` lies in `whole`, when it is a slice of it.
fn offset_in(whole: &[u8], part: &[u8]) -> Option<usize> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    (start.checked_add(part.len())? <= whole.len()).then_some(start)
}
