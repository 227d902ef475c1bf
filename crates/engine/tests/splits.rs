//! Apps of several packages: what any of them holds belongs to the app, and what is missing is not clean.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]

use std::path::Path;

use cursor::Limits;
use engine::{Exit, Options, Scan};
use facts::{Facts, Part, Seen};
use finding::{Confidence, Severity};
use package::{App, Form, UnitKind};
use testkit::{aab, elf::ElfBuilder, res, zip::ZipBuilder};

const BASE: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
    <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="34"/>
    <application android:debuggable="@bool/dev" android:networkSecurityConfig="@xml/n"/>
</manifest>"#;
const SPLIT: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app" split="config.arm64_v8a">
    <application/>
</manifest>"#;
const OFF: (&str, &str) = ("res/values/b.xml", r#"<resources><bool name="dev">false</bool></resources>"#);
const ON: (&str, &str) = ("res/values-night/b.xml", r#"<resources><bool name="dev">true</bool></resources>"#);
const POLICY: (&str, &str) = (
    "res/xml/n.xml",
    r#"<network-security-config><base-config cleartextTrafficPermitted="true"/></network-security-config>"#,
);

fn apk(files: &[(&str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let zip = res::compile(files).iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.file(name, bytes));
    more.iter().fold(zip, |zip, (name, bytes)| zip.file(name, bytes)).build()
}

fn set(members: &[(&str, &[u8])]) -> Vec<u8> {
    // A shop's own archive compresses the APKs; bundletool stores them. Both must read the same.
    let add = |zip: ZipBuilder, (at, (name, bytes)): (usize, &(&str, &[u8]))| match at % 2 {
        0 => zip.stored(name, bytes),
        _ => zip.file(name, bytes),
    };
    members.iter().enumerate().fold(ZipBuilder::new(), add).build()
}

fn open(name: &str, bytes: Vec<u8>) -> App {
    package::open_bytes(Path::new(name), bytes, &Limits::default()).unwrap()
}

fn facts(app: &App) -> Facts<'_> {
    engine::collect(app, &[], &Options::default())
}

fn scan<'r, 'a>(rules: &'r rules::RuleSet, app: &'a App, rule: &str) -> Scan<'r, 'a> {
    engine::run(rules, app, &Options { only: vec![rule.to_owned()], ..Options::default() })
}

fn library() -> Vec<u8> {
    ElfBuilder { stack: Some(7), ..ElfBuilder::default() }.build()
}

#[test]
fn a_library_in_a_split_is_judged_and_its_split_named() {
    let split = apk(&[("AndroidManifest.xml", SPLIT)], &[("lib/arm64-v8a/libq.so", &library())]);
    let base = apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[]);
    let app =
        open("a.apks", set(&[("splits/base-arm64_v8a.apk", &split), ("splits/base-master.apk", &base)]));
    assert_eq!((app.form, app.units.len()), (Form::ApkSet, 2));
    assert_eq!((&*app.units[0].id, app.units[0].kind), ("base-master", UnitKind::Base));
    let rules = rules::embedded().unwrap();
    let scan = scan(&rules, &app, "android.native.executable-stack");
    let found = &scan.findings[0].finding;
    assert_eq!(&*found.location.artifact, "splits/base-arm64_v8a.apk!/lib/arm64-v8a/libq.so");
    assert_eq!(&*scan.facts.unit_of(&found.location.artifact), "base-arm64_v8a");
}

#[test]
fn a_value_of_a_split_is_a_value_of_the_app() {
    let base = apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[]);
    // The same resources in the same order, so that the ids are those of the base.
    let night = apk(&[("AndroidManifest.xml", SPLIT), ON, POLICY], &[]);
    let alone = open("base.apk", base.clone());
    let debuggable =
        |app: &App| facts(app).manifest.unwrap().application.unwrap().debuggable.value.to_string();
    assert_eq!(debuggable(&alone), "false");
    let app =
        open("a.xapk", set(&[("base.apk", &base), ("config.night.apk", &night), ("manifest.json", b"{}")]));
    assert_eq!(debuggable(&app), "false (default), true (night)");
}

#[test]
fn the_files_of_the_base_are_found_in_a_set() {
    let base = apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[]);
    let split = apk(&[("AndroidManifest.xml", SPLIT)], &[]);
    let app = open("a.apkm", set(&[("base.apk", &base), ("split_config.xhdpi.apk", &split)]));
    let facts = facts(&app);
    let network = facts.network.unwrap();
    assert_eq!(network.missing, []);
    assert_eq!(&*network.files[0], "base.apk!/res/xml/n.xml");
    assert_eq!(network.domains[0].cleartext.value.to_string(), "true");
}

#[test]
fn the_manifest_tells_the_base_and_not_the_name() {
    let base = apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[]);
    let split = apk(&[("AndroidManifest.xml", SPLIT)], &[]);
    let app = open("a.apks", set(&[("base.apk", &split), ("z.apk", &base)]));
    assert_eq!(facts(&app).manifest.unwrap().root.split.value.to_string(), " (default)");
}

#[test]
fn an_apk_that_cannot_be_read_hides_what_it_may_hold() {
    let base = apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[]);
    let app = open("a.apks", set(&[("base.apk", &base), ("split_pay.apk", b"no archive")]));
    let facts = facts(&app);
    for part in [Part::Manifest, Part::Resources, Part::Code, Part::Native] {
        assert!(matches!(facts.seen(part), Seen::Partly(_)), "{part:?}");
    }
}

#[test]
fn a_base_without_its_splits_is_not_the_whole_app() {
    let required = BASE.replace("package=", r#"android:isSplitRequired="true" package="#);
    let base = apk(&[("AndroidManifest.xml", &required), OFF, POLICY], &[]);
    let rules = rules::embedded().unwrap();
    let alone = open("base.apk", base.clone());
    let alone = scan(&rules, &alone, "android.native.executable-stack");
    assert_eq!(alone.exit(Severity::High, Confidence::Low), Exit::Incomplete);
    let split = apk(&[("AndroidManifest.xml", SPLIT)], &[]);
    let both = open("a.apks", set(&[("base.apk", &base), ("split_config.arm64_v8a.apk", &split)]));
    let both = scan(&rules, &both, "android.native.executable-stack");
    assert_eq!(both.exit(Severity::High, Confidence::Low), Exit::Clean);
}

#[test]
fn a_folder_of_apks_is_a_set() {
    let folder = std::env::temp_dir().join(format!("appraise-set-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("base.apk"), apk(&[("AndroidManifest.xml", BASE), OFF, POLICY], &[])).unwrap();
    let split = apk(&[("AndroidManifest.xml", SPLIT)], &[("lib/arm64-v8a/libq.so", &library())]);
    std::fs::write(folder.join("split_config.arm64_v8a.apk"), split).unwrap();
    let app = package::open(&folder, &Limits::default()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let facts = facts(&app);
    assert_eq!(&*facts.native[0].artifact, "split_config.arm64_v8a.apk!/lib/arm64-v8a/libq.so");
    assert_eq!(facts.signing.len(), 2, "each APK is verified by itself");
}

#[test]
fn a_bundle_reads_like_the_packages_made_from_it() {
    let base = [("AndroidManifest.xml", BASE), ("res/values/b.xml", ON.1), POLICY];
    let feature = SPLIT.replace(
        "<application/>",
        r#"<application><service android:name=".Pay" android:exported="true"/></application>"#,
    );
    let pay = [("AndroidManifest.xml", feature.as_str())];
    let library = library();
    let entries: [(&str, &[u8]); 1] = [("pay/lib/arm64-v8a/libq.so", &library)];
    let app = open("a.aab", aab::modules(&[("base", &base), ("pay", &pay)], &entries));
    assert_eq!((app.form, app.units.len()), (Form::Aab, 2));
    let facts = facts(&app);
    let manifest = facts.manifest.as_ref().unwrap();
    let debuggable = &manifest.application.as_ref().unwrap().debuggable;
    assert_eq!(debuggable.value.to_string(), "true");
    assert_eq!(&*debuggable.origin.artifact, "base/manifest/AndroidManifest.xml");
    assert_eq!(&*manifest.components[0].origin.artifact, "pay/manifest/AndroidManifest.xml");
    assert_eq!(&*facts.native[0].artifact, "pay/lib/arm64-v8a/libq.so");
    assert_eq!(&*facts.network.unwrap().files[0], "base/res/xml/n.xml");
    assert_eq!(facts.platform_accepts, None, "nobody installs a bundle");
}
