//! The same values as the `plist` crate reads, and the named differences that follow Core Foundation instead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "tests")]

use appraise_proplist::{Value, parse, second_reading};
use cursor::Limits;
use testkit::plist;

const EVERYTHING: &str = "<dict><key>text</key><string>A &amp; B \u{53f0}\u{7063}</string><key>empty</key><string/>\
    <key>numbers</key><array><integer>0</integer><integer>-9223372036854775808</integer><integer>255</integer>\
    <real>1.5</real></array><key>flags</key><array><true/><false/></array><key>data</key><data>3q2+7w==</data>\
    <key>nested</key><dict><key>empty</key><dict/><key>none</key><array/></dict></dict>";

fn value(data: &[u8]) -> Value {
    let parsed = parse(data, &Limits::default()).unwrap();
    assert!(parsed.issues.is_empty(), "{:?}", parsed.issues);
    parsed.value
}

#[test]
fn xml_and_binary_give_what_the_plist_crate_gives() {
    let xml = plist::xml(EVERYTHING);
    let binary = plist::binary(&xml);
    for data in [&xml, &binary] {
        assert_eq!(Some(value(data)), second_reading(data, &Limits::default()));
    }
    assert_eq!(value(&xml), value(&binary));
    assert_eq!(value(&xml).get("data").unwrap().as_data(), Some(&[0xde, 0xad, 0xbe, 0xef][..]));
}

#[test]
fn dates_agree_in_all_three_readings() {
    let xml = plist::xml("<date>2030-01-01T00:00:00Z</date>");
    let binary = plist::raw(&[plist::date(1_893_456_000.0 - 978_307_200.0)], 0);
    for data in [&xml, &binary] {
        assert_eq!(value(data), Value::Date(1_893_456_000));
        assert_eq!(second_reading(data, &Limits::default()), Some(Value::Date(1_893_456_000)));
    }
}

#[test]
fn cdata_is_text_as_core_foundation_reads_it() {
    let xml = plist::xml("<string>a<![CDATA[<b>]]>c</string>");
    assert_eq!(value(&xml), Value::String("a<b>c".into()));
    assert_eq!(second_reading(&xml, &Limits::default()), Some(Value::String("ac".into())));
}

#[test]
fn a_comment_that_closes_itself_does_not_end_for_a_strict_reader() {
    let xml = plist::xml("<dict><!---><key>hidden</key><true/><!-- --><key>seen</key><true/></dict>");
    let strict = value(&xml);
    assert_eq!((strict.get("hidden"), strict.get("seen")), (None, Some(&Value::Bool(true))));
}

#[test]
fn utf16_with_a_byte_order_mark_is_read() {
    let text = "<plist><string>\u{53f0}</string></plist>";
    let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> =
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(value(&big), Value::String("\u{53f0}".into()));
    assert_eq!(value(&little), Value::String("\u{53f0}".into()));
}

#[test]
fn keyed_archive_numbers_are_the_same_in_both_forms() {
    let xml = plist::xml("<dict><key>CF$UID</key><integer>7</integer></dict>");
    assert_eq!(value(&xml), Value::Uid(7));
    assert_eq!(value(&plist::raw(&[vec![0x80, 7]], 0)), Value::Uid(7));
}

#[test]
fn old_style_strings_files_are_read_and_prose_is_not() {
    let strings = b"/* greeting */\n\"hello\" = \"Hei\";\n\"n\" = \"1\";\n";
    assert_eq!(value(strings).get("hello").unwrap().as_str(), Some("Hei"));
    assert_eq!(value(b"{ a = (1, two); }").get("a").unwrap().as_array().unwrap().len(), 2);
    for other in [&b""[..], b"hello", b"PK\x03\x04", b"\x7fELF", b"<html><body/></html>", b"bplist15abc"] {
        assert!(parse(other, &Limits::default()).is_err(), "{other:?}");
    }
}
