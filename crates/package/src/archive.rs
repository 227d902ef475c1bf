use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use container::{Archive, Entry, Oddity, OddityKind, Role};
use cursor::{Limits, ParseError};
use rayon::prelude::*;

use crate::app::{App, Artifact, Content, Form, Issue, Package, Part, Platform, Sha256Hash, Unit, UnitKind};
use crate::{Kind, set, units};

/// Why an archive is not an app.
pub(crate) enum Failure {
    NotAnArchive(ParseError),
    NotAnApp(String),
}

pub(crate) fn open(path: &Path, file_name: String, data: Vec<u8>, limits: &Limits) -> Result<App, Failure> {
    let archive = container::parse(&data, limits).map_err(Failure::NotAnArchive)?;
    let form = form_of(&archive).map_err(Failure::NotAnApp)?;
    let name: Arc<str> = Arc::from(file_name.as_str());
    let within = Within { keeps_apks: form == Form::ApkSet, ..Within::whole(&data) };
    let (sha256, contents) =
        rayon::join(|| Sha256Hash::of(&data), || Contents::read(&archive, &name, &within, limits));
    drop(archive);
    let Contents { mut artifacts, issues } = contents;
    let mut app = App {
        file_name,
        size: data.len() as u64,
        sha256,
        platform: if form == Form::Ipa { Platform::Ios } else { Platform::Android },
        form,
        units: Vec::new(),
        packages: Vec::new(),
        artifacts: Vec::new(),
        issues,
        source: path.to_owned(),
        by_path: Default::default(),
        buffers: Vec::new(),
    };
    let whole = |data: &[u8]| Part { buffer: 0, range: 0..data.len() };
    match form {
        Form::ApkSet => {
            app.buffers.push(data);
            set::open_inner(&mut app, artifacts, limits).map_err(Failure::NotAnApp)?;
            return Ok(app);
        }
        Form::Ipa => app.units = units::bundles(&mut artifacts),
        Form::Aab => app.units = units::modules(&mut artifacts),
        _ => app.units.push(Unit { id: Arc::from("base"), kind: UnitKind::Base, root: Arc::from("") }),
    }
    app.packages.push(Package { path: name, unit: 0, part: whole(&data) });
    app.buffers.push(data);
    app.artifacts = artifacts;
    Ok(app)
}

/// Where an archive lies and how its entries are named.
#[derive(Debug, Clone)]
pub(crate) struct Within<'d> {
    /// Its bytes.
    pub(crate) data: &'d [u8],
    /// The buffer that holds them, and where they start in it.
    pub(crate) buffer: usize,
    pub(crate) start: usize,
    /// What the paths of its entries start with.
    pub(crate) root: &'d str,
    pub(crate) unit: usize,
    /// Whether APKs inside are kept, because they are to be opened.
    pub(crate) keeps_apks: bool,
    /// Whether every archive inside is kept for that reason.
    pub(crate) keeps_archives: bool,
}

impl<'d> Within<'d> {
    pub(crate) fn whole(data: &'d [u8]) -> Self {
        Self { data, buffer: 0, start: 0, root: "", unit: 0, keeps_apks: false, keeps_archives: false }
    }
}

/// What the entries of one archive give.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) artifacts: Vec<Artifact>,
    pub(crate) issues: Vec<Issue>,
}

impl Contents {
    /// Reads every entry, one task each. `name` stands for the archive where no entry is meant.
    pub(crate) fn read(archive: &Archive<'_>, name: &Arc<str>, within: &Within<'_>, limits: &Limits) -> Self {
        let plan = archive.plan(limits);
        // The other reader's opinion and the entries do not depend on each other.
        let (second, read) = rayon::join(
            || container::second_opinion(within.data, archive, limits),
            || {
                let jobs = archive.entries.par_iter().zip(plan.par_iter()).enumerate();
                jobs.map(|(at, (entry, &planned))| read_entry(within, archive, at, entry, planned, limits))
                    .collect::<Vec<_>>()
            },
        );
        // In a set of APKs an oddity must tell which of them it is about.
        let placed = |oddity: Oddity| match within.root {
            "" => oddity,
            root => {
                let entry = oddity.entry.map_or_else(|| name.to_string(), |entry| format!("{root}{entry}"));
                Oddity { entry: Some(entry), ..oddity }
            }
        };
        let mut out = Self::default();
        out.issues.extend(archive.oddities.iter().cloned().map(placed).map(Issue::Archive));
        out.issues.extend(archive.limits_hit.iter().map(|error| damage(name, error.clone())));
        out.issues.extend(second.into_iter().map(placed).map(Issue::Archive));
        for (artifact, of_entry) in read {
            out.issues.extend(of_entry.into_iter().map(|issue| match issue {
                Issue::Archive(oddity) => Issue::Archive(placed(oddity)),
                other => other,
            }));
            out.artifacts.extend(artifact);
        }
        out
    }
}

fn form_of(archive: &Archive<'_>) -> Result<Form, String> {
    if archive.find(b"AndroidManifest.xml").is_some() {
        // An app has its code in classes.dex; a library has not been compiled that far.
        let is_library = archive.find(b"classes.jar").is_some() && archive.find(b"classes.dex").is_none();
        return Ok(if is_library { Form::Aar } else { Form::Apk });
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
        return Ok(Form::Aab);
    }
    if archive.entries.iter().any(|entry| entry.name.ends_with(b".apk")) {
        return Ok(Form::ApkSet);
    }
    let count = archive.entries.len();
    Err(format!("a ZIP archive of {count} entries with no AndroidManifest.xml, no APK and no Payload/*.app"))
}

fn damage(artifact: &Arc<str>, error: ParseError) -> Issue {
    Issue::Damage { artifact: artifact.clone(), error }
}

pub(crate) fn read_entry(
    within: &Within<'_>,
    archive: &Archive<'_>,
    at: usize,
    entry: &Entry<'_>,
    planned: bool,
    limits: &Limits,
) -> (Option<Artifact>, Vec<Issue>) {
    if entry.is_directory() {
        return (None, Vec::new());
    }
    let Within { data, root, unit, .. } = *within;
    let name = entry.display_name();
    let path: Arc<str> = Arc::from(if archive.is_first(entry) {
        format!("{root}{name}")
    } else {
        format!("{root}{name}#{at}")
    });
    let unread = |kind| Artifact {
        path: path.clone(),
        unit,
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
    let is_kept =
        within.keeps_apks && name.ends_with(".apk") || within.keeps_archives && kind == Kind::Archive;
    let content = match (kind, bytes) {
        (kind, bytes) if !is_kept && kind.is_let_go(bytes.len()) => Content::LetGo,
        (_, Cow::Borrowed(slice)) => match offset_in(data, slice) {
            Some(start) => {
                let start = start.saturating_add(within.start);
                let range = start..start.saturating_add(slice.len());
                Content::InPackage(Part { buffer: within.buffer, range })
            }
            None => Content::Inflated(slice.to_vec()),
        },
        (_, Cow::Owned(bytes)) => Content::Inflated(bytes),
    };
    let stored_at = stored_at.map(|start| start as u64);
    (Some(Artifact { path, unit, kind, content, size, stored_at, sha256: Default::default() }), issues)
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
