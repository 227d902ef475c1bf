//! App bundles from text.
//!
//! ```
//! let bundle = appraise_testkit::aab::build(
//!     &[
//!         ("AndroidManifest.xml", r#"<manifest package="a.b"><application android:debuggable="@bool/dev"/></manifest>"#),
//!         ("res/values/bools.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
//!     ],
//!     &[("base/dex/classes.dex", b"dex\n035\0")],
//! );
//! assert!(bundle.starts_with(b"PK"));
//! ```

use crate::{
    proto::{self, Message},
    res::Resources,
    zip::ZipBuilder,
};

/// Builds a bundle with one module, `base`: paths as in a project (`AndroidManifest.xml`, `res/values/strings.xml`,
/// `res/xml/nsc.xml`), and entries as they are, by their whole name (`base/lib/arm64-v8a/liba.so`). An entry named
/// `BundleConfig.pb` replaces the usual one.
pub fn build(files: &[(&str, &str)], entries: &[(&str, &[u8])]) -> Vec<u8> {
    modules(&[("base", files)], entries)
}

/// Builds a bundle with these modules: name and files. A resource is only known inside its module.
pub fn modules(modules: &[(&str, &[(&str, &str)])], entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    if !entries.iter().any(|(name, _)| *name == "BundleConfig.pb") {
        all.push(("BundleConfig.pb".to_owned(), config("1.18.1", None)));
    }
    for (module, files) in modules {
        let compiled = compile(files).into_iter();
        all.extend(compiled.map(|(path, bytes)| (format!("{module}/{path}"), bytes)));
    }
    all.extend(entries.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())));
    all.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.file(name, bytes)).build()
}

/// The files of a module, named from its folder: `manifest/AndroidManifest.xml`, `resources.pb` if there is any resource,
/// XML under `res` as messages, everything else as it is.
pub fn compile(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let resources = Resources::collect(files);
    let encoder = resources.encoder();
    let mut out = Vec::new();
    for (path, text) in files {
        if *path == "AndroidManifest.xml" {
            out.insert(0, (format!("manifest/{path}"), proto::xml(&encoder, text)));
        } else if path.starts_with("res/values/") || path.starts_with("res/values-") {
            // Values are in the table.
        } else if path.starts_with("res/") && path.ends_with(".xml") && !path.starts_with("res/raw") {
            out.push(((*path).to_owned(), proto::xml(&encoder, text)));
        } else {
            out.push(((*path).to_owned(), text.as_bytes().to_vec()));
        }
    }
    if !resources.types.is_empty() {
        out.push(("resources.pb".to_owned(), proto::table(files)));
    }
    out
}

/// `BundleConfig.pb` of this bundletool. `alignment` is the number of `PageAlignment` for uncompressed native libraries: 1 for
/// 4 KiB, 2 for 16 KiB, 3 for 64 KiB; without one nothing is said about them.
pub fn config(bundletool: &str, alignment: Option<u64>) -> Vec<u8> {
    let out = Message::new().message(1, &Message::new().text(2, bundletool));
    let Some(alignment) = alignment else { return out.build() };
    let libraries = Message::new().number(1, 1).number(2, alignment);
    out.message(2, &Message::new().message(2, &libraries)).build()
}
