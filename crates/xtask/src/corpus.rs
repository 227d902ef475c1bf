use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::Outcome;
use crate::program::{self, Scratch};

/// A file of a package that a public registry delivers.
struct Item {
    package: &'static str,
    inside: &'static str,
    name: &'static str,
    sha256: &'static str,
}

const ITEMS: &[Item] = &[
    Item {
        package: "appium-unlock@2.0.0",
        inside: "package/bin/unlock_apk-debug.apk",
        name: "unlock.apk",
        sha256: "889ca0225e2db5ba5e3e273b481bce2355e7a08e76b25a12a4a56332d05fa572",
    },
    Item {
        package: "gps-demo-app@2.1.1",
        inside: "package/assets/gpsDemo-debug.apk",
        name: "gps-demo.apk",
        sha256: "425df0b455b92afc5267c0b89ae216587dc9254f382c9cb28b81a3c2e7776f7a",
    },
    Item {
        package: "io.appium.settings@8.0.10",
        inside: "package/apks/settings_apk-debug.apk",
        name: "settings.apk",
        sha256: "4c5d60ab5ae56502857dc625e1dde2996fa6d9e64c479bbce59214774e2129dd",
    },
    Item {
        package: "android-apidemos@5.0.0",
        inside: "package/apks/ApiDemos-debug.apk",
        name: "apidemos.apk",
        sha256: "5e59f42af4e89200fe33eb82a7c2a2a9224947a8aeb9af6e21b77d40827f7cbc",
    },
    Item {
        package: "@devicefarmer/minicap-prebuilt@2.7.3",
        inside: "package/prebuilt/noarch/minicap.apk",
        name: "minicap.apk",
        sha256: "6111c9b110039aefc99837e1553e876e31290530cdbdb0f789b8b327f277a97c",
    },
    Item {
        package: "appium-espresso-driver@9.3.6",
        inside: "package/espresso-server/app/build/outputs/apk/androidTest/debug/app-debug-androidTest.apk",
        name: "espresso.apk",
        sha256: "4e43734e8b5b2e894f7f41eea6da5a0797cffcb7ba5b377052ff5481f7cd296e",
    },
    Item {
        package: "appium-uiautomator2-server@10.6.6",
        inside: "package/apks/appium-uiautomator2-server-v10.6.6.apk",
        name: "uiautomator2.apk",
        sha256: "8ff760a2a86b487f53090fbdcd5b0360e67d02bb811887d527a9557b0d59c80d",
    },
    Item {
        package: "sodium-native@5.1.0",
        inside: "package/prebuilds/ios-arm64/sodium-native.bare",
        name: "sodium-native-ios-arm64.macho",
        sha256: "f0a7eeaed8b9a54fb01633a206ea64c173758db088b26d0132faf1a84e83d461",
    },
    Item {
        package: "tns-ios@6.5.6",
        inside: "package/framework/internal/NativeScript.framework/NativeScript",
        name: "nativescript-fat.macho",
        sha256: "5a4abcefa39d94b6135b57245ca6d77abd7044a5b90460c8ecd3ad5329ed78ff",
    },
];

/// Two simulator apps, as bundles in an archive: a test runner with nested frameworks, and a plain app.
const BUNDLES: Item = Item {
    package: "detox@20.51.4",
    inside: "package/Detox-ios-xcuitest.tbz",
    name: "Detox-ios-xcuitest.tbz",
    sha256: "2f40091f7754afde31a2dffb9127bbc94fe015d1d62a8ce0689210d823e5c7bf",
};

/// Fetches what is missing or different in `dir`. No install script of a package runs.
pub(crate) fn run(dir: &Path) -> Result<Outcome> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let dir = dir.canonicalize()?;
    let scratch = Scratch::new("corpus")?;
    for item in ITEMS {
        let file = dir.join(item.name);
        if !file.is_file() || sha256(&file)? != item.sha256 {
            fs::copy(fetch(item, scratch.path())?, &file)?;
            println!("{}", item.name);
        }
    }
    let ipas = ["detox-runner.ipa", "detox-app.ipa"];
    if !ipas.iter().all(|name| dir.join(name).is_file()) {
        pack_bundles(&dir, scratch.path())?;
    }
    Ok(Outcome::Done)
}

/// Path of the item's file, unpacked and of the expected hash.
fn fetch(item: &Item, scratch: &Path) -> Result<PathBuf> {
    let folder = scratch.join(item.package.replace(['/', '@'], "_"));
    fs::create_dir_all(&folder)?;
    let npm = ["pack", "--silent", "--ignore-scripts", item.package];
    let printed = program::capture(Command::new("npm").current_dir(&folder).args(npm))?;
    let printed = String::from_utf8_lossy(&printed);
    let archive = printed.lines().last().unwrap_or_default().trim();
    program::capture(Command::new("tar").current_dir(&folder).args(["-xzf", archive, item.inside]))?;
    let file = folder.join(item.inside);
    let found = sha256(&file)?;
    if found != item.sha256 {
        bail!("{} of {}: SHA-256 {found} instead of {}", item.inside, item.package, item.sha256);
    }
    Ok(file)
}

/// Makes an IPA of each app in the archive.
fn pack_bundles(dir: &Path, scratch: &Path) -> Result<()> {
    let archive = fetch(&BUNDLES, scratch)?;
    let unpacked = scratch.join("bundles");
    fs::create_dir_all(&unpacked)?;
    program::capture(Command::new("tar").arg("-xjf").arg(&archive).arg("-C").arg(&unpacked))?;
    for app in apps(&unpacked)? {
        let name = app.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ipa = if name.contains("Runner-") { "detox-runner.ipa" } else { "detox-app.ipa" };
        let tree = scratch.join(ipa);
        fs::create_dir_all(tree.join("Payload"))?;
        fs::rename(&app, tree.join("Payload").join(&name))?;
        let out = dir.join(ipa);
        if out.is_file() {
            fs::remove_file(&out)?;
        }
        program::capture(Command::new("zip").current_dir(&tree).arg("-qXr").arg(&out).arg("Payload"))?;
        println!("{ipa}");
    }
    Ok(())
}

/// The outermost `.app` folders below a folder.
fn apps(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|extension| extension == "app") {
                found.push(entry.path());
            } else if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn sha256(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(hex::encode(Sha256::digest(bytes)))
}
