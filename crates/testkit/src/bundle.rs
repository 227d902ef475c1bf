//! Cases of rules: where they are, and the bundle of those that were compiled by `cargo xtask cases`.
//!
//! A case is a file or a folder `rulesets/<rule path>/cases/{fail,pass,unknown,gap}-<name>`. Tests run without smali or clang, so
//! what those make of a case is committed as `fixtures/cases/bundle.zip`: `<rule path>/<case name>/<output>` and `index.json`, which
//! tells from which source each output was made.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// Path of the bundle below the repository.
pub const PATH: &str = "fixtures/cases/bundle.zip";

/// One case of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// `android/crypto/ecb-mode/fail-plain`: the rule's path and the case's name without its extension.
    pub id: String,
    /// The file or folder.
    pub path: PathBuf,
}

impl Case {
    /// `android.crypto.ecb-mode`.
    pub fn rule(&self) -> String {
        self.id.rsplit_once('/').map_or("", |(rule, _)| rule).replace('/', ".")
    }

    /// `fail-plain`.
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }
}

/// Every case below `rulesets/`, in the order of their ids.
///
/// # Panics
/// When a folder cannot be read.
pub fn cases(rulesets: &Path) -> Vec<Case> {
    let (mut found, mut folders) = (Vec::new(), vec![rulesets.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() && path.file_name().is_some_and(|name| name != "cases") {
                folders.push(path);
            } else if path.is_dir() {
                let rule = slashes(folder.strip_prefix(rulesets).unwrap());
                found.extend(entries(&path).into_iter().filter_map(|path| {
                    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
                    let name = name?.to_str()?.to_owned();
                    (!name.starts_with('.')).then(|| Case { id: format!("{rule}/{name}"), path })
                }));
            }
        }
    }
    found.sort();
    found
}

/// What a compiler makes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// `.smali` sources become `classes.dex`.
    Dex,
    /// `.m` sources become `app`, a Mach-O executable.
    App,
    /// `.c` sources become `lib.so`, an ELF library for arm64.
    Library,
}

impl Output {
    /// Every output.
    pub const ALL: [Output; 3] = [Output::Dex, Output::App, Output::Library];

    /// Its name in the bundle.
    pub fn name(self) -> &'static str {
        match self {
            Output::Dex => "classes.dex",
            Output::App => "app",
            Output::Library => "lib.so",
        }
    }

    /// Extension of its sources.
    pub fn extension(self) -> &'static str {
        match self {
            Output::Dex => "smali",
            Output::App => "m",
            Output::Library => "c",
        }
    }
}

/// Sources of a case that need a compiler, in the order of their paths: the file itself, or the files of the folder at any depth.
///
/// # Panics
/// When a folder cannot be read.
pub fn sources(case: &Path) -> Vec<PathBuf> {
    let is_source = |path: &Path| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        extension == "h" || Output::ALL.iter().any(|output| output.extension() == extension)
    };
    let (mut found, mut waiting) = (Vec::new(), vec![case.to_owned()]);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(entries(&path));
        } else if is_source(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// SHA-256 over path and bytes of each of the [`sources`]. Paths are those below the folder that holds the case.
///
/// # Panics
/// When a source cannot be read.
pub fn source_hash(case: &Path) -> [u8; 32] {
    let parent = case.parent().unwrap_or(case);
    let mut hash = Sha256::new();
    for source in sources(case) {
        let name = slashes(source.strip_prefix(parent).unwrap_or(&source));
        #[expect(clippy::disallowed_methods, reason = "the project's own sources, not a package")]
        let bytes = fs::read(&source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        for part in [name.as_bytes(), &bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

/// A row of `index.json`: one output of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id of the case.
    pub case: String,
    /// [`source_hash`] of the case when the output was made, as 64 hexadecimal digits.
    pub source_sha256: String,
    /// [`Output::name`].
    pub output: String,
}

/// The compiled cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    index: Vec<Row>,
}

impl Bundle {
    /// Reads a bundle; no bytes are an empty one.
    ///
    /// # Panics
    /// When the bytes are no bundle.
    pub fn open(bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::default();
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut bundle = Self::default();
        for number in 0..archive.len() {
            let mut entry = archive.by_index(number).unwrap();
            let mut data = Vec::new();
            entry.read_to_end(&mut data).unwrap();
            bundle.files.insert(entry.name().unwrap().into_owned(), data);
        }
        let index = bundle.files.remove("index.json").unwrap();
        let index: serde_json::Value = serde_json::from_slice(&index).unwrap();
        let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
        let row = |row| Row {
            case: text(row, "case"),
            source_sha256: text(row, "source_sha256"),
            output: text(row, "output"),
        };
        bundle.index = index.as_array().unwrap().iter().map(row).collect();
        bundle
    }

    /// Bytes of `<rule path>/<case name>/<output>`.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).cloned()
    }

    /// The rows of the index.
    pub fn index(&self) -> &[Row] {
        &self.index
    }

    /// The output of a case, if it was made from the sources as they are now.
    pub fn fresh(&self, case: &Case, output: Output) -> Option<&[u8]> {
        let row = self.index.iter().find(|row| row.case == case.id && row.output == output.name())?;
        let now: String = source_hash(&case.path).iter().map(|byte| format!("{byte:02x}")).collect();
        let data = self.files.get(&format!("{}/{}", case.id, output.name()))?;
        (row.source_sha256 == now).then_some(data)
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// A relative path, the same on every system.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let folder = std::env::temp_dir().join(format!("appraise-bundle-{name}-{}", std::process::id()));
            for (path, text) in files {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn cases_are_files_and_folders_of_a_rule() {
        let files = [
            ("android/a/b/rule.toml", ""),
            ("android/a/b/cases/pass-x.smali", ""),
            ("android/a/b/cases/fail-tree/smali/A.smali", ""),
            ("android/a/b/cases/fail-tree/cases/note.txt", ""),
            ("mappings/mas.toml", ""),
        ];
        let folder = Folder::new("cases", &files);
        let cases = cases(&folder.0);
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(ids, ["android/a/b/fail-tree", "android/a/b/pass-x"]);
        assert_eq!((cases[0].rule().as_str(), cases[0].name()), ("android.a.b", "fail-tree"));
    }

    #[test]
    fn the_source_hash_covers_paths_and_bytes_of_sources_only() {
        let files = [
            ("c/fail-x/smali/A.smali", "one"),
            ("c/fail-x/B.m", "two"),
            ("c/fail-x/AndroidManifest.xml", "<a/>"),
        ];
        let folder = Folder::new("hash", &files);
        let case = folder.0.join("c/fail-x");
        let first = source_hash(&case);
        fs::write(case.join("AndroidManifest.xml"), "<b/>").unwrap();
        assert_eq!(source_hash(&case), first);
        fs::rename(case.join("B.m"), case.join("C.m")).unwrap();
        let renamed = source_hash(&case);
        assert_ne!(renamed, first);
        fs::write(case.join("smali/A.smali"), "One").unwrap();
        assert_ne!(source_hash(&case), renamed);
    }

    #[test]
    fn a_path_cannot_pass_for_bytes() {
        let first = Folder::new("shift-a", &[("fail-x/ab.c", "c")]);
        let second = Folder::new("shift-b", &[("fail-x/a.c", "bc")]);
        assert_ne!(source_hash(&first.0.join("fail-x")), source_hash(&second.0.join("fail-x")));
    }

    #[test]
    fn no_bytes_are_an_empty_bundle() {
        let bundle = Bundle::open(&[]);
        assert!(bundle.index().is_empty());
        assert_eq!(bundle.file("a/b/c/classes.dex"), None);
    }
}
