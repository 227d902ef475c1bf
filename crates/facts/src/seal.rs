//! The seal of an iOS app against its bytes: pages of code, parts of the signature, and sealed files.

use std::collections::BTreeSet;

use codesign::resources;
use cursor::Limits;
use finding::{Location, escape};

use crate::{Binary, Bundle, Facts};

/// Files whose state is told one by one in a bundle.
const MAX_FILES: usize = 200;

/// A part that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Where: the entry of CodeResources, or the CodeDirectory.
    pub location: Location,
    /// What: a path in the bundle, `page 3`, `Info.plist`, `entitlements` ...
    pub part: String,
    /// `changed`, `missing` or `added`.
    pub state: &'static str,
}

/// What was compared.
#[derive(Debug, Default)]
pub struct Seals {
    /// Parts that differ.
    pub broken: Vec<Broken>,
    /// Signatures and files that were compared.
    pub compared: usize,
    /// Files whose digest could not be compared.
    pub unread: Vec<String>,
    /// Parts that differ and are not in the list, because a bundle has too many of them.
    pub untold: usize,
}

impl Facts<'_> {
    /// Compares every seal of the app with what it covers. This reads all of the package, so it is only done when asked.
    pub fn seals(&self) -> Seals {
        let mut out = Seals::default();
        for bundle in &self.apple {
            for binary in &bundle.binaries {
                self.compare_code(bundle, binary, &mut out);
            }
            self.compare_files(bundle, &mut out);
        }
        out
    }

    fn compare_code(&self, bundle: &Bundle, binary: &Binary, out: &mut Seals) {
        let (Some(signature), Some(artifact)) = (&binary.signature, self.app.artifact(&binary.artifact))
        else {
            return;
        };
        let Some(bytes) = self.app.bytes(artifact) else { return };
        let part = |data: &'_ [u8], (offset, size): (u64, u64)| {
            let (from, size) = (usize::try_from(offset).ok()?, usize::try_from(size).ok()?);
            Some(from..from.checked_add(size)?).filter(|range| data.get(range.clone()).is_some())
        };
        let slice = part(bytes, binary.image).and_then(|range| bytes.get(range)).unwrap_or_default();
        let Some(blob) = binary.seal.and_then(|at| part(slice, at)).and_then(|range| slice.get(range)) else {
            return;
        };
        out.compared = out.compared.saturating_add(1);
        let name = bundle.text("CFBundleExecutable").unwrap_or_default();
        let is_main = *binary.artifact == *format!("{}/{name}", bundle.unit);
        let file = |name: &str| {
            let artifact = self.app.artifact(&format!("{}/{name}", bundle.unit)).filter(|_| is_main)?;
            self.app.bytes(artifact)
        };
        let (info, resources) = (file("Info.plist"), file("_CodeSignature/CodeResources"));
        for wrong in codesign::verify(signature, blob, slice, info, resources) {
            // A signature by a linker alone seals no file of the bundle.
            let is_file = ["Info.plist", "CodeResources"].contains(&&*wrong.what);
            if is_file && wrong.expected.is_empty() {
                continue;
            }
            let location = Location::symbol(binary.artifact.clone(), "CodeDirectory");
            let state = if wrong.found.is_empty() { "missing" } else { "changed" };
            out.broken.push(Broken { location, part: wrong.what, state });
        }
    }

    fn compare_files(&self, bundle: &Bundle, out: &mut Seals) {
        let root = &bundle.unit;
        let Some(list) = self.app.artifact(&format!("{root}/_CodeSignature/CodeResources")) else { return };
        let Some(sealed) =
            self.app.bytes(list).and_then(|bytes| resources::parse(bytes, &Limits::default()).ok())
        else {
            return out.unread.push(list.path.to_string());
        };
        let mut broken = Vec::new();
        let mut report = |path: &str, state| {
            let location = Location::key(list.path.clone(), format!("files2.{}", escape(path)));
            broken.push(Broken { location, part: path.to_owned(), state });
        };
        // Where SHA-256 is used, entries with SHA-1 alone are of the list for iOS 7 and earlier, which nothing reads.
        let is_new = sealed.value.iter().any(|entry| entry.sha256.is_some());
        let mut known = BTreeSet::new();
        for entry in &sealed.value {
            known.insert(entry.path.as_str());
            if entry.symlink.is_some() || entry.cdhash.is_some() || is_new && entry.sha256.is_none() {
                continue;
            }
            let artifact = self.app.artifact(&format!("{root}/{}", entry.path));
            match (artifact, &entry.sha256) {
                (None, _) if !entry.optional && !is_removed_on_copy(&entry.path) => {
                    report(&entry.path, "missing")
                }
                (None, _) => {}
                (Some(artifact), Some(sha256)) => match self.app.sha256_of(artifact) {
                    Some(found) => {
                        out.compared = out.compared.saturating_add(1);
                        if found.0.as_slice() != sha256.as_slice() {
                            report(&entry.path, "changed");
                        }
                    }
                    None => out.unread.push(artifact.path.to_string()),
                },
                (Some(artifact), None) => out.unread.push(artifact.path.to_string()),
            }
        }
        let executable = bundle.text("CFBundleExecutable").unwrap_or_default();
        // Nested code that is sealed as a whole answers for its files itself.
        let is_nested = |path: &str| {
            path.match_indices('/').any(|(at, _)| path.get(..at).is_some_and(|folder| known.contains(folder)))
        };
        for artifact in &self.app.artifacts {
            let Some(path) = artifact.path.strip_prefix(&**root).and_then(|rest| rest.strip_prefix('/'))
            else {
                continue;
            };
            let is_file = self.app.bytes(artifact).is_some() && !path.contains('!');
            if is_file
                && path != executable
                && !is_never_sealed(path)
                && !known.contains(path)
                && !is_nested(path)
            {
                report(path, "added");
            }
        }
        out.untold = out.untold.saturating_add(broken.len().saturating_sub(MAX_FILES));
        broken.truncate(MAX_FILES);
        out.broken.extend(broken);
    }
}

/// What Xcode takes out of a framework when it copies it into an app.
fn is_removed_on_copy(path: &str) -> bool {
    ["Headers/", "PrivateHeaders/", "Modules/"].iter().any(|folder| path.starts_with(folder))
}

/// What the rules of Xcode leave out of every bundle, and what the store adds.
fn is_never_sealed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["Info.plist", "PkgInfo"].contains(&path)
        || ["_CodeSignature/", "SC_Info/"].iter().any(|folder| path.starts_with(folder))
        || name == ".DS_Store"
        || path.ends_with(".lproj/locversion.plist")
        || path.ends_with('/')
}
