//! What Android would say to the package of each case about tricks, and that we read on whatever it says.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use std::path::{Path, PathBuf};

use cursor::Limits;
use testkit::bundle::{self, Bundle};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn print() {
    let bundle = Bundle::open(&std::fs::read(root().join(bundle::PATH)).unwrap());
    for case in bundle::cases(&root().join("rulesets")) {
        if !case.id.starts_with("android/container/") { continue }
        let (name, bytes) = testkit::case::package(&case, &bundle);
        let app = package::open_bytes(Path::new(name), bytes, &Limits::default()).unwrap();
        let facts = engine::collect(&app, &[], &engine::Options::default());
        let a = facts.platform_accepts.unwrap();
        let m = facts.manifest.as_ref();
        println!("ROW {} {} {} {} {:?} {:?} {:?}", &case.id["android/container/".len()..], a.container.word(), a.manifest.word(), a.resources.map_or("-", |a| a.word()), m.map(|m| m.package().to_owned()), m.and_then(|m| m.min_sdk()), m.and_then(|m| m.target_sdk()));
    }
}
