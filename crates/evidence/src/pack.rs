use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};

use crate::archive;
use crate::envelope::{Envelope, encoding};
use crate::key::{Key, PublicKey};
use crate::record::{Record, RecordError};
use crate::statement::statement;

const VERIFY: &str = "VERIFY.md";
const PUBLIC_KEY: &str = "public.pem";
const SHA256: &str = "MANIFEST.sha256";
const SHA512: &str = "MANIFEST.sha512";
const ENVELOPE: &str = "statement.dsse.json";
const SIGNED: &str = "statement.signed";
const SIGNATURE: &str = "statement.sig";
/// Files that the lists of digests cannot name, because they come from those lists.
const OUTSIDE: [&str; 5] = [SHA256, SHA512, ENVELOPE, SIGNED, SIGNATURE];

/// A file to seal.
#[derive(Debug, Clone)]
pub struct Member {
    /// File name; its folders are dropped.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// One of the reports is none.
    #[error("{name}: {error}")]
    Record {
        /// File name.
        name: String,
        /// What is wrong.
        error: RecordError,
    },
    /// There is nothing to seal, or too much.
    #[error("{0}")]
    Size(&'static str),
}

/// What is wrong with a pack: the first thing that is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

/// A pack that holds.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The key that signed it.
    pub key: PublicKey,
    /// Name and SHA-256 of each app that was examined.
    pub subjects: Vec<(String, String)>,
    /// `PASSED`, `WARNED` or `FAILED`.
    pub result: String,
    /// Files and their sizes in bytes, in the order of the pack.
    pub files: Vec<(String, usize)>,
}

/// Seals reports, and other files beside them. The same input and key give the same bytes.
pub fn seal(reports: &[Member], others: &[Member], key: &Key) -> Result<Vec<u8>, SealError> {
    if reports.is_empty() {
        return Err(SealError::Size("there is no report to seal"));
    }
    let mut records = Vec::new();
    let mut files: Vec<(String, Vec<u8>)> = vec![
        (VERIFY.to_owned(), include_bytes!("VERIFY.md").to_vec()),
        (PUBLIC_KEY.to_owned(), key.public().pem().into_bytes()),
    ];
    for (folder, members) in [("scans", reports), ("files", others)] {
        for (at, member) in members.iter().enumerate() {
            if folder == "scans" {
                let read = Record::read(&member.bytes);
                records.push(read.map_err(|error| SealError::Record { name: member.name.clone(), error })?);
            }
            let name = format!("{folder}/{:02}-{}", at.saturating_add(1), plain(&member.name));
            files.push((name, member.bytes.clone()));
        }
    }
    let lists = manifests(&files);
    let payload =
        statement(&records, &hex::encode(Sha256::digest(&lists.0)), &hex::encode(Sha512::digest(&lists.1)));
    let envelope = Envelope::sign(&payload, key);
    let json = serde_json::to_vec_pretty(&envelope).unwrap_or_default();
    files.push((SHA256.to_owned(), lists.0.into_bytes()));
    files.push((SHA512.to_owned(), lists.1.into_bytes()));
    files.push((ENVELOPE.to_owned(), json));
    files.push((SIGNED.to_owned(), encoding(&payload)));
    files.push((SIGNATURE.to_owned(), envelope.signature()));
    archive::write(&files).ok_or(SealError::Size("more than four gigabytes, or 65,534 files"))
}

/// Checks a pack from the outside in, and names the first thing that is wrong. Whose key it is, only the reader knows:
/// `expected` is the key that they trust.
pub fn verify(pack: &[u8], expected: Option<&PublicKey>) -> Result<Sealed, Fault> {
    let files = archive::read(pack).map_err(Fault)?;
    let find = |name: &str| {
        let found = files.iter().find(|(known, _)| known == name);
        found.map(|(_, bytes)| bytes.as_slice()).ok_or_else(|| Fault(format!("{name} is missing")))
    };
    let pem = std::str::from_utf8(find(PUBLIC_KEY)?).unwrap_or_default();
    let key = PublicKey::read(pem).map_err(|error| Fault(format!("{PUBLIC_KEY}: {error}")))?;
    if let Some(expected) = expected
        && key != *expected
    {
        return Err(Fault(format!("signed by key {}, not by {}", key.id(), expected.id())));
    }
    let inside: Vec<(String, Vec<u8>)> =
        files.iter().filter(|(name, _)| !OUTSIDE.contains(&name.as_str())).cloned().collect();
    let lists = manifests(&inside);
    for (name, wanted) in [(SHA256, &lists.0), (SHA512, &lists.1)] {
        let found = find(name)?;
        if found != wanted.as_bytes() {
            return Err(Fault(first_difference(name, wanted, found)));
        }
    }
    let envelope: Envelope = serde_json::from_slice(find(ENVELOPE)?)
        .map_err(|error| Fault(format!("{ENVELOPE}: no DSSE envelope: {error}")))?;
    let payload =
        envelope.open(&key).ok_or_else(|| Fault(format!("{ENVELOPE}: the signature does not hold")))?;
    let again = serde_json::to_vec_pretty(&envelope).unwrap_or_default();
    for (name, wanted) in [(ENVELOPE, again), (SIGNED, encoding(&payload)), (SIGNATURE, envelope.signature())]
    {
        if find(name)? != wanted {
            return Err(Fault(format!("{name} is not as it was written")));
        }
    }
    let statement: Value = serde_json::from_slice(&payload)
        .map_err(|error| Fault(format!("{ENVELOPE}: no Statement: {error}")))?;
    let digests = [
        (SHA256, "sha256", hex::encode(Sha256::digest(&lists.0))),
        (SHA512, "sha512", hex::encode(Sha512::digest(&lists.1))),
    ];
    for (name, algorithm, digest) in digests {
        let configuration = statement.pointer("/predicate/configuration").and_then(Value::as_array);
        let mut named = configuration.into_iter().flatten();
        let named = named.find(|one| one.get("name").is_some_and(|given| given == name));
        let given = named.and_then(|one| one.get("digest")?.get(algorithm));
        if given.is_none_or(|given| *given != digest) {
            return Err(Fault(format!("{name}: the Statement names another {algorithm}")));
        }
    }
    let files = files.into_iter().map(|(name, bytes)| (name, bytes.len())).collect();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let subjects = statement.get("subject").and_then(Value::as_array).into_iter().flatten();
    let subjects = subjects.map(|one| (text(one.get("name")), text(one.pointer("/digest/sha256")))).collect();
    Ok(Sealed { key, subjects, result: text(statement.pointer("/predicate/result")), files })
}

/// The lists of digests, in the form of `sha256sum` and `sha512sum`.
fn manifests(files: &[(String, Vec<u8>)]) -> (String, String) {
    let mut lists = (String::new(), String::new());
    for (name, bytes) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(lists.0, "{}  {name}", hex::encode(Sha256::digest(bytes)));
        let _ = writeln!(lists.1, "{}  {name}", hex::encode(Sha512::digest(bytes)));
    }
    lists
}

/// Which file the list and the pack disagree about.
fn first_difference(list: &str, wanted: &str, found: &[u8]) -> String {
    let found = String::from_utf8_lossy(found);
    let (mut wanted, mut found) = (wanted.lines(), found.lines());
    loop {
        match (wanted.next(), found.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let name =
                    |line: &str| line.split_once("  ").map(|(_, name)| name.to_owned()).unwrap_or_default();
                return match name(one) == name(other) {
                    true => format!("{} has another digest than {list} says", name(one)),
                    false => format!("{list} names {:?} where the pack has {}", name(other), name(one)),
                };
            }
            (Some(one), None) => {
                return format!("{list} does not name {}", one.rsplit("  ").next().unwrap_or(one));
            }
            (None, Some(other)) => {
                return format!("{} is missing; {list} names it", other.rsplit("  ").next().unwrap_or(other));
            }
            (None, None) => return format!("{list} is not as it was written"),
        }
    }
}

/// A name that is safe on every system: no folders, no blanks, no control characters.
fn plain(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let keep =
        |one: char| if one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_') { one } else { '_' };
    name.chars().map(keep).take(120).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const REPORT: &str = r#"{"schema":"json-v1","tool":{"version":"0.1.0","rules_sha256":"00"},"as_of":"2026-11-24",
        "app":{"file":"a.apk","sha256":"11"},"exit":{"code":1,"reason":"findings"},
        "verdicts":[{"rule":"a.b","verdict":"fail"},{"rule":"a.c","verdict":"pass"}]}"#;

    fn report(text: &str) -> Vec<Member> {
        vec![Member { name: "../../out/report of a.json".into(), bytes: text.as_bytes().to_vec() }]
    }

    #[test]
    fn a_pack_verifies_and_tells_the_result() {
        let key = Key::generate().unwrap();
        let pack = seal(&report(REPORT), &[], &key).unwrap();
        assert_eq!(seal(&report(REPORT), &[], &key).unwrap(), pack, "the same input gives the same pack");
        let sealed = verify(&pack, Some(&key.public())).unwrap();
        assert_eq!(sealed.result, "FAILED");
        assert_eq!(sealed.subjects, [("a.apk".to_owned(), "11".to_owned())]);
        assert!(
            sealed.files.iter().any(|(name, _)| name == "scans/01-report_of_a.json"),
            "{:?}",
            sealed.files
        );
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let pack = seal(&report(REPORT), &[], &Key::generate().unwrap()).unwrap();
        for at in 0..pack.len() {
            let mut bad = pack.clone();
            bad[at] ^= 1 << (at % 8);
            assert!(verify(&bad, None).is_err(), "byte {at}");
        }
        for cut in 0..pack.len() {
            assert!(verify(&pack[..cut], None).is_err(), "first {cut} bytes");
        }
    }

    fn rebuilt(pack: &[u8], change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> String {
        let mut files = archive::read(pack).unwrap();
        change(&mut files);
        verify(&archive::write(&files).unwrap(), None).unwrap_err().0
    }

    #[test]
    fn the_first_bad_file_is_named() {
        let pack = seal(&report(REPORT), &[], &Key::generate().unwrap()).unwrap();
        let scan = "scans/01-report_of_a.json";
        let said = rebuilt(&pack, |files| files[2].1.push(b' '));
        assert_eq!(said, format!("{scan} has another digest than MANIFEST.sha256 says"));
        let said = rebuilt(&pack, |files| drop(files.remove(2)));
        assert_eq!(said, format!("{scan} is missing; MANIFEST.sha256 names it"));
        let said = rebuilt(&pack, |files| files.insert(3, ("extra.txt".into(), Vec::new())));
        assert_eq!(said, "MANIFEST.sha256 does not name extra.txt");
        let said = rebuilt(&pack, |files| files[2].0 = "scans/02.json".into());
        assert_eq!(said, format!("MANIFEST.sha256 names {scan:?} where the pack has scans/02.json"));
        let said = rebuilt(&pack, |files| files.push(files[0].clone()));
        assert_eq!(said, "two files named VERIFY.md");
    }

    #[test]
    fn a_pack_of_another_key_is_not_taken_for_ours() {
        let (ours, theirs) = (Key::generate().unwrap(), Key::generate().unwrap());
        let pack = seal(&report(REPORT), &[], &theirs).unwrap();
        let said = verify(&pack, Some(&ours.public())).unwrap_err().0;
        assert_eq!(said, format!("signed by key {}, not by {}", theirs.public().id(), ours.public().id()));
        // The records of one pack under the key of another.
        let own = seal(&report(REPORT), &[], &ours).unwrap();
        let key = archive::read(&own).unwrap()[1].clone();
        let said = rebuilt(&pack, |files| files[1] = key);
        assert_eq!(said, "public.pem has another digest than MANIFEST.sha256 says");
    }

    #[test]
    fn what_is_no_report_is_not_sealed() {
        let key = Key::generate().unwrap();
        for text in [
            "",
            "[]",
            &"[".repeat(100_000),
            &REPORT.replace("json-v1", "json-v9"),
            &REPORT.replacen("\"schema\"", "\"schema\":\"json-v1\",\"schema\"", 1),
        ] {
            assert!(matches!(seal(&report(text), &[], &key), Err(SealError::Record { .. })), "{text:.40}");
        }
        assert!(matches!(seal(&[], &[], &key), Err(SealError::Size(_))));
    }
}
