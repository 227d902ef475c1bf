//! Stores are written here byte by byte, so that no key of anybody is needed.

use hmac::{Hmac, Mac as _};
use sha1::{Digest as _, Sha1};

use super::*;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &length[..], content].concat()
}

fn text(value: &str) -> Vec<u8> {
    [&u16::try_from(value.len()).unwrap().to_be_bytes()[..], value.as_bytes()].concat()
}

fn array(value: &[u8]) -> Vec<u8> {
    [&u32::try_from(value.len()).unwrap().to_be_bytes()[..], value].concat()
}

fn jks(tag: u32, password: &str) -> Vec<u8> {
    let mut store = vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1];
    store.extend(tag.to_be_bytes());
    store.extend(text("client"));
    store.extend([0; 8]);
    if tag == 2 {
        store.extend(text("X.509"));
    }
    store.extend(array(b"content"));
    if tag == 1 {
        store.extend([0; 4]);
    }
    let mut hash = Sha1::new();
    password.encode_utf16().for_each(|unit| hash.update(unit.to_be_bytes()));
    hash.update(b"Mighty Aphrodite");
    hash.update(&store);
    store.extend(hash.finalize());
    store
}

#[test]
fn a_java_store_opens_with_its_password_only() {
    let store = jks(1, "Quote-2024");
    let read = parse(&store).unwrap();
    assert_eq!((read.kind, read.entries), (Kind::Jks, Entries::Keys));
    assert_eq!([read.opens_with("Quote-2024"), read.opens_with("")], [Some(true), Some(false)]);
    assert_eq!(parse(&jks(2, "changeit")).unwrap().entries, Entries::Certificates);
}

#[test]
fn a_bouncy_castle_store_is_told_by_its_entries() {
    let mut content = vec![4];
    content.extend(text("client"));
    content.extend([0; 12]);
    content.extend(array(b"sealed"));
    content.push(0);
    let store = |version: u8, key_bytes: usize| {
        let mut store = vec![0, 0, 0, version];
        store.extend(array(&[7; 20]));
        store.extend([0, 0, 4, 0]);
        // As the appendix of RFC 7292 says, written out for one block.
        let mut password: Vec<u8> = "pass".encode_utf16().flat_map(u16::to_be_bytes).collect();
        password.extend([0, 0]);
        let filled: Vec<u8> = password.iter().copied().cycle().take(64).collect();
        let mut key = Sha1::digest([&[3u8; 64][..], &[7; 64], &filled].concat());
        for _ in 1..1024 {
            key = Sha1::digest(key);
        }
        let mac = Hmac::<Sha1>::new_from_slice(&key[..key_bytes]).unwrap().chain_update(&content);
        store.extend(&content);
        store.extend(mac.finalize().into_bytes());
        store
    };
    for (version, key_bytes) in [(1, 2), (2, 20)] {
        let store = store(version, key_bytes);
        let read = parse(&store).unwrap();
        assert_eq!((read.kind, read.entries), (Kind::Bks, Entries::Keys));
        assert_eq!([read.opens_with("pass"), read.opens_with("word")], [Some(true), Some(false)]);
    }
}

#[test]
fn a_key_of_pkcs12_is_seen_without_the_password() {
    const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    const SEALED: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
    const BAG: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 2];
    let data = |content: &[u8]| element(0x30, &[DATA, &element(0xa0, &element(4, content))].concat());
    let store = |parts: &[u8]| element(0x30, &[&[2, 1, 3][..], &data(&element(0x30, parts))].concat());
    let keys = store(&data(&element(0x30, &element(0x30, &[BAG, &element(0xa0, b"")].concat()))));
    assert_eq!(parse(&keys).unwrap().entries, Entries::Keys);
    assert_eq!(parse(&keys).unwrap().opens_with(""), None);
    let trust = store(&element(0x30, &[SEALED, &element(0xa0, b"")].concat()));
    assert_eq!(parse(&trust).unwrap().entries, Entries::Certificates);
    for cut in 0..keys.len() {
        parse(&keys[..cut]);
        private_key_begins(&keys[..cut]);
    }
}

#[test]
fn what_only_begins_alike_is_no_store() {
    assert!(parse(&[0, 0, 0, 1, 0, 0, 0, 20]).is_none());
    assert!(parse(&[0; 4096]).is_none());
    assert!(parse(&element(0x30, &[2, 1, 0])).is_none());
    assert!(blocks(b"-----BEGIN PRIVATE KEY-----").is_empty());
    assert!(
        blocks(b"if (text.startsWith(\"-----BEGIN PRIVATE KEY-----\")) return decode(text.substring(27));")
            .is_empty()
    );
}
