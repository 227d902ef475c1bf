//! The two sample apps of `fixtures/apps`: what their signatures and profiles state, and that every digest is right.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::{fs::File, io::Read};

use appraise_codesign::{Mismatch, Signature, parse, profile, resources, verify};
use cursor::{Limits, Parsed};
use proplist::Value;

const APP: &str = "Payload/Broker.app";
const WIDGET: &str = "Payload/Broker.app/PlugIns/QuoteWidget.appex";

struct App(zip::ZipArchive<File>);

impl App {
    fn open(name: &str) -> Self {
        let path = format!("{}/../../fixtures/apps/broker-{name}.ipa", env!("CARGO_MANIFEST_DIR"));
        Self(zip::ZipArchive::new(File::open(path).unwrap()).unwrap())
    }

    fn file(&mut self, path: &str) -> Vec<u8> {
        let mut out = Vec::new();
        self.0.by_name(path).unwrap().read_to_end(&mut out).unwrap();
        out
    }

    /// Signature and mismatches of a bundle's executable, which must have one slice.
    fn bundle(&mut self, bundle: &str, executable: &str) -> (Signature, Vec<Mismatch>) {
        let slice = self.file(&format!("{bundle}/{executable}"));
        let info = self.file(&format!("{bundle}/Info.plist"));
        let sealed = self.file(&format!("{bundle}/_CodeSignature/CodeResources"));
        let blob = signature_data(&slice);
        let signature = read(blob);
        let mismatches = verify(&signature, blob, &slice, Some(&info), Some(&sealed));
        (signature, mismatches)
    }

    fn profile(&mut self) -> Parsed<profile::Profile> {
        let data = self.file(&format!("{APP}/embedded.mobileprovision"));
        profile::parse(&data, &Limits::default()).unwrap()
    }
}

fn read(blob: &[u8]) -> Signature {
    let parsed = parse(blob, &Limits::default()).unwrap();
    assert!(parsed.issues.is_empty(), "{:?}", parsed.issues);
    parsed.value
}

/// The bytes of `LC_CODE_SIGNATURE` of a 64-bit slice.
fn signature_data(slice: &[u8]) -> &[u8] {
    let word = |at: usize| u32::from_le_bytes(slice[at..at + 4].try_into().unwrap()) as usize;
    let mut at = 32;
    while word(at) != 0x1d {
        at += word(at + 4);
    }
    &slice[word(at + 8)..word(at + 8) + word(at + 12)]
}

/// The slices of a universal file.
fn slices(file: &[u8]) -> Vec<&[u8]> {
    let word = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(word(0), 0xcafe_babe);
    (0..word(4)).map(|index| &file[word(16 + 20 * index)..][..word(20 + 20 * index)]).collect()
}

#[test]
fn both_apps_and_their_widgets_match_their_signatures() {
    for name in ["leaky", "hardened"] {
        let mut app = App::open(name);
        for (bundle, executable) in [(APP, "Broker"), (WIDGET, "QuoteWidget")] {
            let (signature, mismatches) = app.bundle(bundle, executable);
            assert_eq!(mismatches, [], "{name} {executable}");
            assert!(!signature.is_adhoc() && signature.signers.len() == 1);
            assert!(signature.identifier().unwrap().starts_with("tw.example.broker"));
            let signer = &signature.signers[0];
            assert_eq!(signer.organizational_unit.as_deref(), signature.team_id());
            assert!(signer.not_before < signer.not_after && signer.not_before > Some(0));
            assert!(signer.subject.contains("CN=") && !signer.serial.is_empty());
        }
    }
}

#[test]
fn the_leaky_app_can_be_debugged_and_has_no_der_entitlements() {
    let (signature, _) = App::open("leaky").bundle(APP, "Broker");
    let allow = signature.entitlements().and_then(|list| list.get("get-task-allow"));
    assert_eq!(allow, Some(&Value::Bool(true)));
    assert!(signature.entitlements_der.is_none());
    assert_eq!(signature.directories[0].exec_seg_flags.map(|flags| flags & 0x10), Some(0x10));
    assert_eq!(signature.directories[0].page_size, 4096);
}

#[test]
fn the_hardened_app_says_the_same_in_xml_and_der() {
    let mut app = App::open("hardened");
    for (bundle, executable) in [(APP, "Broker"), (WIDGET, "QuoteWidget")] {
        let (signature, _) = app.bundle(bundle, executable);
        assert!(signature.entitlements_xml.is_some() && signature.entitlements_der.is_some());
        assert!(signature.differences().is_empty(), "{:?}", signature.differences());
        assert_eq!(signature.directories[0].page_size, 16384);
    }
}

#[test]
fn the_leaky_widget_says_other_things_in_der() {
    let (signature, _) = App::open("leaky").bundle(WIDGET, "QuoteWidget");
    let differences = signature.differences();
    assert!(!differences.is_empty());
    assert!(differences.iter().all(|line| line.contains(": XML ")), "{differences:?}");
}

#[test]
fn each_slice_of_a_universal_framework_has_its_own_sha_1_signature() {
    let path = format!("{APP}/Frameworks/BrokerKit.framework/BrokerKit");
    let file = App::open("leaky").file(&path);
    for slice in slices(&file) {
        let blob = signature_data(slice);
        let signature = read(blob);
        assert_eq!(signature.directories[0].hash_type, 1);
        assert_eq!(verify(&signature, blob, slice, None, None), []);
    }
}

#[test]
fn profiles_are_read_with_their_kind_and_signer() {
    for (name, kind) in [("leaky", profile::Kind::Development), ("hardened", profile::Kind::Store)] {
        let parsed = App::open(name).profile();
        assert!(parsed.issues.is_empty(), "{:?}", parsed.issues);
        let profile = parsed.value;
        assert_eq!(profile.kind, kind, "{name}");
        assert_eq!(profile.intact, Some(true));
        assert_eq!((profile.signers.len(), profile.team_ids.len()), (1, 1));
        assert!(profile.created < profile.expires && profile.name.is_some());
        let (signature, _) = App::open(name).bundle(APP, "Broker");
        assert!(profile.developer_certificates.contains(&signature.signers[0].sha256));
        assert_eq!(signature.team_id(), profile.team_ids.first().map(String::as_str));
    }
}

#[test]
fn a_changed_byte_of_any_sealed_part_is_a_mismatch() {
    let mut app = App::open("hardened");
    let slice = app.file(&format!("{APP}/Broker"));
    let info = app.file(&format!("{APP}/Info.plist"));
    let sealed = app.file(&format!("{APP}/_CodeSignature/CodeResources"));
    let start = slice.len() - signature_data(&slice).len();
    let check = |slice: &[u8], info: &[u8], sealed: &[u8]| {
        let blob = &slice[start..];
        let signature = parse(blob, &Limits::default()).unwrap().value;
        let found = verify(&signature, blob, slice, Some(info), Some(sealed));
        found.into_iter().map(|mismatch| mismatch.what).collect::<Vec<_>>()
    };
    let flipped = |data: &[u8], at: usize| {
        let mut data = data.to_vec();
        data[at] ^= 1;
        data
    };
    assert_eq!(check(&flipped(&slice, 20_000), &info, &sealed), ["page 1"]);
    assert_eq!(check(&slice, &flipped(&info, 10), &sealed), ["Info.plist"]);
    assert_eq!(check(&slice, &info, &flipped(&sealed, 10)), ["CodeResources"]);
    let signature = read(&slice[start..]);
    for (slot, what) in [(2, "requirements"), (5, "entitlements"), (7, "DER entitlements")] {
        let blob = signature.blobs.iter().find(|blob| blob.slot == slot).unwrap();
        let last = start + blob.offset + blob.length - 1;
        assert_eq!(check(&flipped(&slice, last), &info, &sealed), [what]);
    }
    let flags = start + signature.directories[0].offset + 12;
    assert_eq!(
        check(&flipped(&slice, flags), &info, &sealed),
        ["CMS message digest", "CMS CodeDirectory hash"]
    );
}

#[test]
fn sealed_resources_have_sha_256_of_every_file() {
    let data = App::open("hardened").file(&format!("{APP}/_CodeSignature/CodeResources"));
    let parsed = resources::parse(&data, &Limits::default()).unwrap();
    assert!(parsed.issues.is_empty());
    let nested = parsed.value.iter().find(|entry| entry.path == "embedded.mobileprovision").unwrap();
    assert_eq!(nested.sha256.as_ref().map(Vec::len), Some(32));
    assert!(parsed.value.iter().all(|entry| entry.sha256.is_some() || entry.sha1.is_some()));
}
