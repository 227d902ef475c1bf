//! PKCS #12 (RFC 7292).

use crate::der::{self, EXPLICIT_0, OCTET_STRING, OID, SEQUENCE};
use crate::pbe::{Hash, Mac};
use crate::{Entries, KeyStore, Kind, Seal};

/// Arc of the contents of PKCS #7; its first is plain data.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// Arc of the types of bags; its next number is 1 for a plain key and 2 for an encrypted one.
const BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
/// Parts and bags that are looked at.
const MAX_PARTS: usize = 256;
/// Rounds above which no writer goes, and a try would cost too much.
const MAX_ROUNDS: u32 = 1_000_000;

pub(crate) fn parse(data: &[u8]) -> Option<KeyStore<'_>> {
    let hidden = KeyStore { kind: Kind::Pkcs12, entries: Entries::Hidden, seal: None };
    // Lengths that are told by an end mark only: known to be a store, and no more.
    if let [SEQUENCE, 0x80, 0x02, 0x01, 0x03, SEQUENCE, 0x80, OID, 9, rest @ ..] = data {
        return rest.starts_with(DATA).then_some(hidden);
    }
    let (whole, _) = der::element(data, SEQUENCE)?;
    let (version, rest) = der::number(whole)?;
    let (safe, mac) = der::element(rest, SEQUENCE)?;
    let (kind, content) = der::element(safe, OID)?;
    if version != 3 || !kind.starts_with(PKCS7) {
        return None;
    }
    if kind != DATA {
        // Sealed by a signature instead of a password.
        return Some(hidden);
    }
    let (content, _) = der::element(content, EXPLICIT_0)?;
    let Some((content, _)) = der::element(content, OCTET_STRING) else { return Some(hidden) };
    let seal = mac_of(mac, content).map(Seal::Mac);
    Some(KeyStore { kind: Kind::Pkcs12, entries: entries(content).unwrap_or(Entries::Hidden), seal })
}

/// Keys lie in parts that are not encrypted as a whole, each in an encrypted bag; certificates in encrypted parts.
fn entries(content: &[u8]) -> Option<Entries> {
    let (mut parts, _) = der::element(content, SEQUENCE)?;
    let (mut sealed, mut certificates) = (false, false);
    for _ in 0..MAX_PARTS {
        let Some((part, rest)) = der::element(parts, SEQUENCE) else { break };
        parts = rest;
        let (kind, content) = der::element(part, OID)?;
        if kind != DATA {
            sealed = true;
            continue;
        }
        let (content, _) = der::element(content, EXPLICIT_0)?;
        let (content, _) = der::element(content, OCTET_STRING)?;
        let (mut bags, _) = der::element(content, SEQUENCE)?;
        for _ in 0..MAX_PARTS {
            let Some((bag, rest)) = der::element(bags, SEQUENCE) else { break };
            bags = rest;
            let (kind, _) = der::element(bag, OID)?;
            match kind.strip_prefix(BAG) {
                Some([1 | 2]) => return Some(Entries::Keys),
                Some(_) => certificates = true,
                None => {}
            }
        }
    }
    // No writer encrypts a key twice: a part that is encrypted as a whole is that of certificates.
    Some(if sealed || certificates { Entries::Certificates } else { Entries::Hidden })
}

/// `MacData ::= SEQUENCE { DigestInfo, macSalt, iterations DEFAULT 1 }`.
fn mac_of<'a>(data: &'a [u8], content: &'a [u8]) -> Option<Mac<'a>> {
    let (mac, _) = der::element(data, SEQUENCE)?;
    let (info, rest) = der::element(mac, SEQUENCE)?;
    let (salt, rest) = der::element(rest, OCTET_STRING)?;
    let rounds = der::number(rest).map_or(1, |(rounds, _)| rounds);
    let (algorithm, code) = der::element(info, SEQUENCE)?;
    let (oid, _) = der::element(algorithm, OID)?;
    let (code, _) = der::element(code, OCTET_STRING)?;
    let hash = Hash::of(oid)?;
    let usable = (1..=MAX_ROUNDS).contains(&rounds) && salt.len() <= 1024;
    usable.then_some(Mac { hash, salt, rounds, content, code, key_bytes: hash.bytes() })
}
