//! Signatures and profiles that were made to hurt a reader.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use std::time::{Duration, Instant};

use appraise_codesign::{Signature, parse, profile, resources, verify};
use cursor::{Limits, Parsed};

const SHA256_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn blob(magic: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap() + 8;
    [&magic.to_be_bytes(), &length.to_be_bytes(), body].concat()
}

fn super_blob(parts: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut body = u32::try_from(parts.len()).unwrap().to_be_bytes().to_vec();
    let mut at = 12 + 8 * parts.len();
    for (slot, part) in parts {
        body.extend(slot.to_be_bytes());
        body.extend(u32::try_from(at).unwrap().to_be_bytes());
        at += part.len();
    }
    for (_, part) in parts {
        body.extend(part);
    }
    blob(0xfade_0cc0, &body)
}

/// A version 0x20200 directory with the hash type 2 and the given counts and hashes.
fn directory(special: u32, pages: u32, code_limit: u32, flags: u32, hashes: &[u8]) -> Vec<u8> {
    let names = b"tw.example\0TEAM\0";
    let hash_offset = 52 + names.len() as u32 + 32 * special;
    let mut body = Vec::new();
    for word in [0x20200, flags, hash_offset, 52, special, pages, code_limit] {
        body.extend(word.to_be_bytes());
    }
    body.extend([32, 2, 0, 12]);
    body.extend([0; 8]);
    body.extend(63u32.to_be_bytes());
    body.extend(names);
    body.extend(hashes);
    blob(0xfade_0c02, &body)
}

fn read(data: &[u8]) -> Parsed<Signature> {
    parse(data, &Limits::default()).unwrap()
}

fn complaint(parsed: &Parsed<Signature>) -> String {
    parsed.issues.iter().map(|issue| format!("{issue}\n")).collect()
}

/// A small signature with one of every blob that is read.
fn sample() -> Vec<u8> {
    let xml = b"<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>get-task-allow</key><true/></dict></plist>";
    let pair = [&[0x30, 19, 0x0c, 14][..], b"get-task-allow", &[1, 1, 0]].concat();
    let der = [&[0x70, 26, 2, 1, 1, 0xb0, 21][..], &pair].concat();
    super_blob(&[
        (0, directory(7, 0, 0, 0, &[0; 224])),
        (2, blob(0xfade_0c01, &[0; 4])),
        (5, blob(0xfade_7171, xml)),
        (7, blob(0xfade_7172, &der)),
        (0x1_0000, blob(0xfade_0b01, &[0x30, 0x80, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2])),
    ])
}

#[test]
fn the_sample_is_what_the_other_tests_take_it_for() {
    let parsed = read(&sample());
    assert_eq!(parsed.issues.len(), 1, "{:?}", parsed.issues);
    let signature = parsed.value;
    assert_eq!(signature.team_id(), Some("TEAM"));
    assert_eq!(signature.differences(), ["get-task-allow: XML true, DER false"]);
    assert_eq!(signature.entitlements().and_then(|list| list.get("get-task-allow")?.as_bool()), Some(false));
}

#[test]
fn a_signature_that_contains_itself_is_read_once() {
    let mut data = super_blob(&[(0, directory(0, 0, 0, 2, &[])), (5, Vec::new())]);
    data[24..28].copy_from_slice(&0u32.to_be_bytes());
    let parsed = read(&data);
    assert!(complaint(&parsed).contains("inside the index"));
    assert_eq!(parsed.value.directories.len(), 1);
    let nested = super_blob(&[(5, super_blob(&[(5, sample())]))]);
    assert!(complaint(&read(&nested)).contains("0xfade0cc0 in slot 0x5"));
}

#[test]
fn counts_of_4_billion_end_with_the_data() {
    let started = Instant::now();
    let mut data = sample();
    data[8..12].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(!read(&data).issues.is_empty());
    let many: Vec<_> = (0..1000).map(|slot| (100 + slot, blob(1, &[]))).collect();
    let parsed = read(&super_blob(&many));
    assert_eq!(parsed.value.blobs.len(), 64);
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
    for (special, pages) in [(u32::MAX / 64, 0), (0, u32::MAX), (0, 1_000_000)] {
        let mut data = super_blob(&[(0, directory(0, 0, 4096, 0, &[0; 64]))]);
        data[20 + 24..20 + 28].copy_from_slice(&special.to_be_bytes());
        data[20 + 28..20 + 32].copy_from_slice(&pages.to_be_bytes());
        let parsed = read(&data);
        assert!(!parsed.issues.is_empty());
        assert!(!verify(&parsed.value, &data, &[0; 8192], None, None).is_empty());
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_million_real_code_slots_cost_what_the_slice_costs() {
    let started = Instant::now();
    let data = super_blob(&[(0, directory(0, 1_000_000, 8192, 2, &vec![0; 32_000_000]))]);
    let parsed = read(&data);
    let mismatches = verify(&parsed.value, &data, &[0; 8192], None, None);
    let names: Vec<&str> = mismatches.iter().map(|mismatch| mismatch.what.as_str()).collect();
    assert_eq!(names, ["code slots", "page 0", "page 1"]);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn wrong_pages_are_named_up_to_a_cap_and_then_counted() {
    let data = super_blob(&[(0, directory(0, 100, 409_600, 2, &vec![0; 3200]))]);
    let mismatches = verify(&read(&data).value, &data, &vec![0; 409_600], None, None);
    assert_eq!(mismatches.len(), 17);
    assert_eq!(mismatches[16].found, "84 more pages differ");
}

#[test]
fn a_part_that_no_slot_seals_is_a_mismatch_and_so_is_a_missing_one() {
    let sealed: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&SHA256_OF_NOTHING[2 * at..2 * at + 2], 16).unwrap()).collect();
    let mut hashes = [0; 160];
    hashes[..32].copy_from_slice(&sealed);
    hashes[128..].copy_from_slice(&sealed);
    let data = super_blob(&[(0, directory(5, 0, 0, 2, &hashes)), (2, blob(0xfade_0c01, &[0; 4]))]);
    let found = verify(&read(&data).value, &data, &[], Some(b""), None);
    let names: Vec<&str> = found.iter().map(|mismatch| mismatch.what.as_str()).collect();
    assert_eq!(names, ["requirements", "entitlements"]);
    assert_eq!((found[0].expected.as_str(), found[1].expected.as_str()), ("", SHA256_OF_NOTHING));
}

#[test]
fn duplicate_and_overlapping_blobs_are_issues_and_the_first_one_counts() {
    let data = super_blob(&[(0, directory(0, 0, 0, 2, &[])), (0, directory(0, 0, 0, 0, &[]))]);
    let parsed = read(&data);
    assert!(complaint(&parsed).contains("slot 0x0 is there twice"));
    assert!(parsed.value.directories.len() == 1 && parsed.value.is_adhoc());
    let mut data = super_blob(&[(0, directory(0, 0, 0, 2, &[])), (2, blob(0xfade_0c01, &[0; 4]))]);
    let first = data[16..20].to_vec();
    data[24..28].copy_from_slice(&first);
    assert!(complaint(&read(&data)).contains("slot 0x2 overlaps slot 0x0"));
}

#[test]
fn the_comment_that_parsers_end_at_different_places_is_named() {
    let xml = b"<plist><dict><!---><!--><key>a</key><true/><!-- --></dict></plist>";
    let signature = read(&super_blob(&[(5, blob(0xfade_7171, xml))])).value;
    assert!(signature.differences().iter().any(|line| line.contains("<!--->")));
}

#[test]
fn a_signature_cut_at_any_byte_is_read_as_far_as_it_goes() {
    let data = sample();
    for length in 0..data.len() {
        if let Ok(parsed) = parse(&data[..length], &Limits::default()) {
            assert!(!parsed.issues.is_empty());
            verify(&parsed.value, &data[..length], &data, Some(b"x"), Some(b"x"));
            parsed.value.differences();
        }
    }
}

#[test]
fn ten_thousand_flipped_bytes_in_signatures_and_profiles_stop_nothing() {
    let folder = format!("{}/../../fixtures/apps/broker-hardened.ipa", env!("CARGO_MANIFEST_DIR"));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(folder).unwrap()).unwrap();
    let mut file = |path: &str| {
        let mut out = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(path).unwrap(), &mut out).unwrap();
        out
    };
    let executable = file("Payload/Broker.app/Broker");
    let start = executable.windows(4).rposition(|bytes| bytes == 0xfade_0cc0_u32.to_be_bytes()).unwrap();
    let (code, real) = executable.split_at(start);
    let list = file("Payload/Broker.app/embedded.mobileprovision");
    let sealed = file("Payload/Broker.app/_CodeSignature/CodeResources");
    let limits = Limits::default();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap()
    };
    let small = sample();
    for round in 0..10_000 {
        let mut data = match round % 8 {
            0 => real.to_vec(),
            1 => list.clone(),
            2 => sealed.clone(),
            _ => small.clone(),
        };
        for _ in 0..1 + random() % 4 {
            let at = random() % data.len();
            data[at] = random() as u8;
        }
        match round % 8 {
            1 => drop(profile::parse(&data, &limits)),
            2 => drop(resources::parse(&data, &limits)),
            _ => {
                if let Ok(parsed) = parse(&data, &limits) {
                    verify(&parsed.value, &data, &code[..4096], None, None);
                    parsed.value.differences();
                }
            }
        }
    }
}
