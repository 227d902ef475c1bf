use android_res::Tables;
use finding::Location;

use super::files::Files;
use super::manifest::Manifest;
use super::resolve::Resolver;
use crate::record::records;
use crate::{Fact, Value};

records! {
    /// A directory that a `FileProvider` may hand out files of.
    SharedPath as "file-provider.path" {
        /// `root-path`, `files-path`, `cache-path`, `external-path`, `external-files-path`, `external-cache-path` or
        /// `external-media-path`.
        kind: String,
        /// The name that stands for it in addresses.
        name: String,
        /// Path below the directory that the kind means; empty for all of it.
        path: String,
        /// Class of the provider.
        provider: String,
    }
}

/// What the file providers of an app may share.
#[derive(Debug, Clone, Default)]
pub struct FileProviders {
    /// Every element of every file.
    pub paths: Vec<SharedPath>,
    /// `<meta-data>` that names a file which is not there or cannot be read.
    pub unread: Vec<Location>,
}

/// The `<meta-data>` in which a provider names its file.
const META_DATA: &str = "android.support.FILE_PROVIDER_PATHS";

const KINDS: &[&str] = &[
    "root-path",
    "files-path",
    "cache-path",
    "external-path",
    "external-files-path",
    "external-cache-path",
    "external-media-path",
];

impl FileProviders {
    pub(crate) fn read(manifest: &Manifest, tables: &Tables<'_>, files: &mut Files<'_>) -> Self {
        let mut out = Self::default();
        for component in manifest.components.iter().filter(|component| component.kind() == "provider") {
            let named = |name: &String| name == META_DATA;
            for entry in component.meta_data.iter().filter(|entry| entry.name.value.each().any(named)) {
                let mut unread = entry.resource.value.is_written();
                for path in entry.file.each().filter(|path| !path.is_empty()) {
                    unread = false;
                    match files.xml(path) {
                        Some((artifact, document)) => {
                            let from = Resolver { document: &document, artifact, tables };
                            out.paths.extend(read_paths(&from, &component.name));
                        }
                        None => out.unread.push(entry.resource.origin.clone()),
                    }
                }
                if unread {
                    out.unread.push(entry.resource.origin.clone());
                }
            }
        }
        out
    }
}

/// FileProvider reads elements at any depth, by the name of the element alone.
fn read_paths(from: &Resolver<'_>, provider: &Fact<String>) -> Vec<SharedPath> {
    let elements = from.document.elements.iter().enumerate();
    let elements = elements.filter(|(_, element)| KINDS.contains(&element.name.as_str()));
    let paths = elements.filter_map(|(at, element)| {
        let at = u32::try_from(at).ok()?;
        let origin = from.place(at, None);
        Some(SharedPath {
            kind: Fact { value: Value::Known(element.name.clone()), origin: origin.clone() },
            name: from.plain_fact(at, "name", String::new()),
            path: from.plain_fact(at, "path", String::new()),
            provider: provider.clone(),
            origin,
        })
    });
    paths.collect()
}

impl SharedPath {
    /// Whether it hands out all of its directory, or more. FileProvider joins the path with `File(base, path)`.
    pub fn is_whole(&self) -> bool {
        let whole = |path: &String| {
            path.split('/').all(|step| matches!(step, "" | "." | ".."))
                || path.split('/').any(|step| step == "..")
        };
        self.path.value.each().any(whole)
    }
}
