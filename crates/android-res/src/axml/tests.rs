#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use cursor::{Limits, Parsed};
use testkit::axml::{Attr, Data, Encoder, Node, Parts, Start, Tree, chunk, encode, string_pool};

use super::*;

const MANIFEST: &str = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="a.b" android:versionName="9">
  <application android:debuggable="true" android:label="x">
    <activity android:name=".A"/>
    <activity android:name=".B" android:exported="@bool/open"/>
  </application>
</manifest>"#;

fn encoder() -> Encoder {
    Encoder::new().reference("bool/open", 0x7f02_0000)
}

fn tree() -> Tree {
    encoder().tree(MANIFEST)
}

/// Chunks: 0 pool, 1 map, 2 namespace, 3 manifest, 4 application, 5 activity, ..., the last ends the namespace.
fn parts() -> Parts {
    tree().parts()
}

fn read(data: &[u8]) -> Parsed<Document> {
    parse(data, &Limits::default()).unwrap()
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn names(document: &Document) -> String {
    document.elements.iter().map(|element| element.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// What is read, whether the platform accepts it, and an issue that must be told ("" for none at all).
#[track_caller]
fn check(data: &[u8], expected: &str, accepts: Accepts, issue: &str) -> Parsed<Document> {
    let parsed = read(data);
    let told: Vec<String> = parsed.issues.iter().map(ToString::to_string).collect();
    assert_eq!(names(&parsed.value), expected, "{told:?}");
    assert_eq!(parsed.value.platform_accepts, accepts, "{told:?}");
    if issue.is_empty() {
        assert_eq!(told, [""; 0]);
    } else {
        assert!(told.iter().any(|told| told.contains(issue)), "{issue:?} is not in {told:?}");
    }
    parsed
}

const ALL: &str = "manifest application activity activity";

fn changed(change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = parts();
    change(&mut parts);
    parts.build()
}

fn starts(change: impl Fn(&mut Start)) -> Vec<u8> {
    let mut tree = tree();
    for node in &mut tree.nodes {
        if let Node::Start(start) = node {
            change(start);
        }
    }
    tree.build()
}

#[test]
fn a_compiled_manifest_reads_as_it_was_written() {
    for data in [encoder().encode(MANIFEST), encoder().utf16().encode(MANIFEST)] {
        let document = check(&data, ALL, Accepts::Yes, "").value;
        let root = document.root().unwrap();
        assert_eq!((root.line, root.depth, root.parent), (1, 0, None));
        assert_eq!(root.plain("package").unwrap().text(), Some("a.b"));
        assert_eq!(root.android("versionName").unwrap().value, Value::String("9".to_owned()));
        assert_eq!(root.android("package"), None);
        let application = &document.elements[1];
        assert_eq!(application.line, 2);
        assert_eq!(application.android("debuggable").unwrap().value, Value::Bool(true));
        assert_eq!(application.android("debuggable").unwrap().id, Some(ResId(0x0101_000f)));
        let children: Vec<u32> = document.children(1).map(|(index, _)| index).collect();
        assert_eq!(children, [2, 3]);
        assert_eq!(document.children(3).count(), 0);
        let exported = document.elements[3].android("exported").unwrap();
        assert_eq!(exported.value, Value::Reference(ResId(0x7f02_0000)));
        assert_eq!(document.path(2), "manifest/application/activity");
        assert_eq!(document.path(3), "manifest/application/activity[2]");
        assert_eq!(document.path(9), "");
    }
}

#[test]
fn text_belongs_to_its_element() {
    let data = encode("<a><domain includeSubdomains=\"true\">example.com</domain><b/>tail</a>");
    let document = read(&data).value;
    assert_eq!(document.elements[1].text.as_deref(), Some("example.com"));
    assert_eq!(document.elements[1].plain("includeSubdomains").unwrap().value, Value::Bool(true));
    assert_eq!(document.elements[0].text.as_deref(), Some("tail"));
    assert_eq!(document.elements[2].text, None);
}

#[test]
fn characters_beyond_the_basic_plane_are_read_in_both_spellings() {
    let data = encode("<a n='\u{1f600}'/>");
    assert_eq!(read(&data).value.elements[0].plain("n").unwrap().text(), Some("\u{1f600}"));
    // aapt2 writes the two surrogates in three bytes each.
    let surrogates = "\u{e83d}\u{e600}".as_bytes();
    let mut data = encode("<a n='\u{e83d}\u{e600}'/>");
    let at = data.windows(6).position(|window| window == surrogates).unwrap();
    put(&mut data, at, &[0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]);
    let parsed = read(&data);
    assert_eq!(parsed.value.elements[0].plain("n").unwrap().text(), Some("\u{1f600}"));
    assert!(parsed.issues.is_empty());
    // Half of a pair is no character.
    put(&mut data, at, &[0xed, 0xa0, 0xbd, b'a', b'b', b'c']);
    let parsed = read(&data);
    assert!(parsed.value.elements[0].plain("n").unwrap().text().unwrap().ends_with("abc"));
    assert!(parsed.issues[0].to_string().contains("not UTF-8"));
}

#[test]
fn a_string_count_that_lies_is_harmless_until_it_leaves_the_pool() {
    let more = changed(|parts| put(&mut parts.chunks[0], 8, &40u32.to_le_bytes()));
    check(&more, ALL, Accepts::Yes, "offsets reach into the strings");
    let too_many = changed(|parts| put(&mut parts.chunks[0], 8, &0x4000_0000u32.to_le_bytes()));
    check(&too_many, ALL, Accepts::No, "1073741824 strings do not fit");
    let fewer = changed(|parts| put(&mut parts.chunks[0], 8, &0u32.to_le_bytes()));
    assert_eq!(read(&fewer).value.root().unwrap().name, "");
}

#[test]
fn the_type_and_the_header_size_of_the_document_are_not_checked() {
    check(&changed(|parts| parts.kind = 1), ALL, Accepts::Yes, "type 0x0001 instead of 0x0003");
    check(&changed(|parts| parts.header_size = 12), ALL, Accepts::Yes, "header size 12 instead of 8");
}

#[test]
fn a_smaller_document_size_cuts_and_a_bigger_one_refuses() {
    let size = parts().build().len() as u32;
    // The last chunks are the ends of activity, application, manifest and the namespace, 24 bytes each.
    let cut = changed(|parts| parts.size = Some(size - 3 * 24));
    let parsed = check(&cut, ALL, Accepts::Yes, "72 bytes after the document");
    assert!(parsed.issues.iter().any(|issue| issue.to_string().contains("2 elements are not closed")));
    check(&changed(|parts| parts.size = Some(size + 4)), ALL, Accepts::No, "document size at 0x4");
}

#[test]
fn attribute_sizes_and_gaps_are_honoured() {
    let wide = starts(|start| start.attribute_size = 24);
    let document = check(&wide, ALL, Accepts::Yes, "they take 24 bytes instead of 20").value;
    assert_eq!(document.elements[1].android("debuggable").unwrap().value, Value::Bool(true));
    let gap = starts(|start| start.attribute_start = 36);
    let document = check(&gap, ALL, Accepts::Yes, "they start at 36").value;
    assert_eq!(document.elements[1].android("debuggable").unwrap().value, Value::Bool(true));
    let sizes = starts(|start| start.attributes.iter_mut().for_each(|attr| attr.value_size = 0x77));
    let document = check(&sizes, ALL, Accepts::Yes, "size 119, ignored, instead of 8").value;
    assert_eq!(document.elements[1].android("debuggable").unwrap().value, Value::Bool(true));
}

#[test]
fn a_lying_attribute_count_ends_the_reading_there() {
    let count = |name: &'static str| {
        starts(move |start| {
            if start.name == name {
                start.attribute_count = Some(65_535);
            }
        })
    };
    check(&count("application"), "manifest", Accepts::No, "65535 attributes of 20 bytes");
    // Without a root nothing would be left: such a document is read as far as it goes.
    let parsed = check(&count("manifest"), ALL, Accepts::No, "65535 attributes of 20 bytes");
    assert_eq!(parsed.value.root().unwrap().plain("package").unwrap().text(), Some("a.b"));
}

#[test]
fn attributes_of_no_size_do_not_multiply() {
    let mut tree = tree();
    for _ in 0..2_000 {
        let mut start = Start::new(1, None, "x", Vec::new());
        (start.attribute_size, start.attribute_count) = (0, Some(65_535));
        tree.nodes.insert(2, Node::Start(start));
        tree.nodes.insert(3, Node::End { line: 1, namespace: None, name: "x".to_owned() });
    }
    let parsed = read(&tree.build());
    let attributes: usize = parsed.value.elements.iter().map(|element| element.attributes.len()).sum();
    assert!(attributes < 20_000, "{attributes}");
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
    assert_eq!(parsed.value.platform_accepts, Accepts::Unknown);
}

#[test]
fn an_unknown_chunk_is_skipped_when_its_header_is_a_nodes_header() {
    let first = changed(|parts| parts.chunks.insert(2, chunk(0x01ff, &[], &[0; 8])));
    check(&first, ALL, Accepts::Yes, "unknown type 0x01ff, skipped");
    let long = changed(|parts| parts.chunks.insert(4, chunk(0x01ff, &[0; 8], &[])));
    check(&long, ALL, Accepts::Yes, "unknown type 0x01ff, skipped");
    let short = changed(|parts| parts.chunks.insert(4, chunk(0x01ff, &[], &[0; 8])));
    check(&short, "manifest", Accepts::No, "header size 8 is less than 16");
}

#[test]
fn junk_and_chunks_of_no_size_end_the_reading() {
    let junk = changed(|parts| parts.chunks.insert(5, vec![1, 2, 3, 4, 5]));
    check(&junk, "manifest application", Accepts::No, "are not multiples of 4");
    let zero = changed(|parts| put(&mut parts.chunks[5], 4, &[0; 4]));
    check(&zero, "manifest application", Accepts::No, "more than the chunk size 0");
    let last = changed(|parts| put(parts.chunks.last_mut().unwrap(), 4, &[0; 4]));
    check(&last, ALL, Accepts::Yes, "more than the chunk size 0");
    let header = changed(|parts| put(parts.chunks.last_mut().unwrap(), 2, &[0x01, 0x1c]));
    check(&header, ALL, Accepts::Yes, "header size 7169");
    // A long header that is a multiple of four and covered by its chunk is none of the platform's business.
    let covered = changed(|parts| {
        let mut header = parts.chunks[2][8..16].to_vec();
        header.resize(0x1bf8, 0);
        let body = parts.chunks[2][16..].to_vec();
        parts.chunks[2] = chunk(0x0100, &header, &body);
    });
    check(&covered, ALL, Accepts::Yes, "header size 7168 instead of 16");
}

#[test]
fn the_last_pool_and_the_last_map_before_the_first_node_count() {
    let decoy = string_pool(&vec!["decoy".to_owned(); 40], false);
    let first = changed(|parts| parts.chunks.insert(0, decoy.clone()));
    check(&first, ALL, Accepts::Yes, "a further pool replaces the one before");
    let last = changed(|parts| parts.chunks.insert(2, decoy.clone()));
    check(&last, "decoy decoy decoy decoy", Accepts::Yes, "a further pool replaces the one before");
    let behind = changed(|parts| parts.chunks.insert(3, decoy.clone()));
    check(&behind, ALL, Accepts::Yes, "unknown type 0x0001, skipped");
    let maps = changed(|parts| parts.chunks.insert(1, chunk(0x0180, &[], &[0xff; 40])));
    let document = check(&maps, ALL, Accepts::Yes, "a further map replaces").value;
    assert!(document.elements[1].android("debuggable").is_some());
    let none = changed(|parts| {
        parts.chunks.remove(0);
    });
    assert_eq!(read(&none).value.platform_accepts, Accepts::No);
}

#[test]
fn a_bad_string_keeps_its_index() {
    let start = |parts: &Parts| u32::from_le_bytes(*parts.chunks[0][20..].first_chunk().unwrap()) as usize;
    // Index 0 is the name of the attribute with the smallest id.
    let outside = changed(|parts| put(&mut parts.chunks[0], 28, &0x7fff_0000u32.to_le_bytes()));
    let document = check(&outside, ALL, Accepts::Yes, "the string begins outside the pool").value;
    assert_eq!(document.elements[1].android("label").unwrap().name, "", "the id still decides");
    assert_eq!(document.elements[1].android("debuggable").unwrap().name, "debuggable");
    let long = changed(|parts| {
        let at = start(parts);
        parts.chunks[0][at + 1] = 3;
    });
    check(&long, ALL, Accepts::Yes, "the string has no terminator");
    let units = changed(|parts| {
        let at = start(parts);
        parts.chunks[0][at] = 90;
    });
    let document = check(&units, ALL, Accepts::Yes, "the two lengths of the string disagree").value;
    assert_eq!(
        document.elements[1].android("label").unwrap().name,
        "label",
        "Java never sees the first length"
    );
    let open = changed(|parts| {
        let len = parts.chunks[0].len();
        put(&mut parts.chunks[0], len - 4, b"AAAA");
    });
    check(&open, ALL, Accepts::No, "the last string has no terminator");
    let mut wide = tree();
    wide.utf16 = true;
    let mut wide = wide.parts();
    let len = wide.chunks[0].len();
    put(&mut wide.chunks[0], len - 4, b"AAAA");
    check(&wide.build(), ALL, Accepts::Unknown, "the last string has no terminator");
}

#[test]
fn deep_documents_stop_at_the_limit() {
    let end = || Node::End { line: 1, namespace: None, name: "a".to_owned() };
    let mut nodes: Vec<Node> =
        (0..50_000).map(|_| Node::Start(Start::new(1, None, "a", Vec::new()))).collect();
    nodes.extend((0..50_000).map(|_| end()));
    let parsed = read(&Tree { nodes, utf16: false, resource_map: None }.build());
    assert_eq!(parsed.value.elements.len(), 512);
    assert_eq!(parsed.value.platform_accepts, Accepts::Unknown);
    assert!(parsed.issues.iter().any(|issue| issue.to_string().ends_with("limit xml_depth = 512 reached")));
    assert_eq!(parsed.value.path(511).matches('/').count(), 511);
}

#[test]
fn the_first_root_wins() {
    let twice = changed(|parts| {
        let last = parts.chunks.len() - 1;
        let again: Vec<_> = parts.chunks[3..last].to_vec();
        parts.chunks.splice(last..last, again);
    });
    check(&twice, ALL, Accepts::Yes, "a second root element, not read");
    let ends = changed(|parts| {
        let last = parts.chunks.len() - 1;
        let end = parts.chunks[last - 1].clone();
        parts.chunks.splice(last..last, vec![end; 1000]);
    });
    check(&ends, ALL, Accepts::Yes, "an end without a beginning");
    let namespaces = changed(|parts| {
        let namespace = parts.chunks[2].clone();
        parts.chunks.splice(2..2, vec![namespace; 20_000]);
    });
    check(&namespaces, ALL, Accepts::Yes, "1024 namespaces and more");
    let only = changed(|parts| parts.chunks.truncate(3));
    check(&only, "", Accepts::No, "root element");
}

fn attr(namespace: Option<&str>, name: &str, id: Option<u32>, data: Data) -> Attr {
    Attr {
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
        id,
        raw: None,
        data,
        value_size: 8,
    }
}

fn element(attributes: Vec<Attr>) -> Element {
    let start = Node::Start(Start::new(1, None, "a", attributes));
    let end = Node::End { line: 1, namespace: None, name: "a".to_owned() };
    let data = Tree { nodes: vec![start, end], utf16: false, resource_map: None }.build();
    read(&data).value.elements.remove(0)
}

#[test]
fn the_id_of_an_attribute_decides_and_its_name_may_lie() {
    let yes = || Data::Typed(0x12, 1);
    let no = || Data::Typed(0x12, 0);
    let lie = ">\n </manifest>";
    let lying = element(vec![attr(None, lie, Some(0x0101_000f), yes())]);
    assert_eq!(lying.android("debuggable").unwrap().value, Value::Bool(true));
    let swapped = element(vec![attr(Some(ANDROID_NAMESPACE), "debuggable", Some(0x0101_0010), yes())]);
    assert_eq!(swapped.android("debuggable"), None);
    assert_eq!(swapped.android("exported").unwrap().value, Value::Bool(true));
    let twice = element(vec![
        attr(Some(ANDROID_NAMESPACE), "debuggable", Some(0x0101_000f), no()),
        attr(Some(ANDROID_NAMESPACE), "debuggable", Some(0x0101_000f), yes()),
    ]);
    assert_eq!(twice.android("debuggable").unwrap().value, Value::Bool(false));
    let nameless = element(vec![attr(Some(ANDROID_NAMESPACE), "debuggable", None, yes())]);
    assert!(nameless.android("debuggable").is_some());
    let plain = element(vec![attr(None, "debuggable", None, yes())]);
    assert_eq!(plain.android("debuggable"), None);
    assert!(plain.plain("debuggable").is_some());
    let newer = element(vec![attr(Some(ANDROID_NAMESPACE), "inventedLater", Some(0x0101_7777), yes())]);
    assert!(newer.android("inventedLater").is_some());
}

#[test]
fn unsorted_ids_and_two_readings_of_a_value_are_told() {
    let unsorted = vec![
        attr(Some(ANDROID_NAMESPACE), "exported", Some(0x0101_0010), Data::Typed(0x12, 0)),
        attr(Some(ANDROID_NAMESPACE), "name", Some(0x0101_0003), Data::Text("x".to_owned())),
    ];
    let mut two = attr(None, "package", None, Data::Text("typed".to_owned()));
    two.raw = Some("raw".to_owned());
    let mut tree = tree();
    for node in &mut tree.nodes {
        if let Node::Start(start) = node {
            start.attributes.extend(unsorted.clone());
            start.attributes.push(two.clone());
        }
    }
    let parsed = check(&tree.build(), ALL, Accepts::Yes, "not sorted by id");
    assert!(codes(&parsed).contains(&"axml.value-text"));
    assert_eq!(element(vec![two]).plain("package").unwrap().text(), Some("raw"));
}

fn codes(parsed: &Parsed<Document>) -> Vec<&'static str> {
    parsed.issues.iter().filter_map(|issue| Some(issue.deviation()?.trick.code)).collect()
}

/// The codes of an element with these attributes.
fn codes_of(attributes: Vec<Attr>) -> Vec<&'static str> {
    let start = Node::Start(Start::new(1, None, "a", attributes));
    let end = Node::End { line: 1, namespace: None, name: "a".to_owned() };
    codes(&read(&Tree { nodes: vec![start, end], utf16: false, resource_map: None }.build()))
}

#[test]
fn names_of_attributes_are_compared_with_their_ids() {
    let framework = |name: &str, id| attr(Some(ANDROID_NAMESPACE), name, id, Data::Typed(0x12, 1));
    assert_eq!(codes_of(vec![framework("debuggable", Some(0x0101_000f))]), [""; 0]);
    // A name of a newer platform, or of the app itself, is not known here.
    assert_eq!(codes_of(vec![framework("brandNew", Some(0x0101_7fff))]), [""; 0]);
    assert_eq!(codes_of(vec![framework("own", Some(0x7f01_0000))]), [""; 0]);
    assert_eq!(codes_of(vec![framework("label", Some(0x0101_000f))]), ["axml.attribute-name"]);
    assert_eq!(codes_of(vec![framework("x", Some(0x0101_000f))]), ["axml.attribute-name-stripped"]);
    let bare = attr(None, "debuggable", Some(0x0101_000f), Data::Typed(0x12, 1));
    assert_eq!(codes_of(vec![bare]), ["axml.attribute-name-stripped"]);
    assert_eq!(codes_of(vec![framework("debuggable", None)]), ["axml.attribute-without-id"]);
    let markup = attr(None, "a=\"b\">\n</manifest>", None, Data::Typed(0x12, 1));
    assert_eq!(codes_of(vec![markup]), ["axml.name-is-markup"]);
}

#[test]
fn an_attribute_that_is_there_twice_is_told_with_both_values() {
    let twice = |id| attr(Some(ANDROID_NAMESPACE), "debuggable", id, Data::Typed(0x12, 0));
    let other = attr(Some(ANDROID_NAMESPACE), "debuggable", Some(0x0101_000f), Data::Typed(0x12, 1));
    let start = Node::Start(Start::new(1, None, "a", vec![twice(Some(0x0101_000f)), other]));
    let end = Node::End { line: 1, namespace: None, name: "a".to_owned() };
    let parsed = read(&Tree { nodes: vec![start, end], utf16: false, resource_map: None }.build());
    let deviation = parsed.issues[0].deviation().unwrap();
    assert_eq!(
        (deviation.trick.code, &*deviation.expected, &*deviation.found),
        ("axml.duplicate-attribute", "debuggable once, as false", "again, as true")
    );
    let plain = |name: &str| attr(None, name, None, Data::Typed(0x12, 0));
    assert_eq!(codes_of(vec![plain("x"), plain("x")]), ["axml.duplicate-attribute"]);
    let namespaced = attr(Some("urn:other"), "x", None, Data::Typed(0x12, 0));
    assert_eq!(codes_of(vec![plain("x"), namespaced]), [""; 0]);
}

#[test]
fn one_trick_everywhere_does_not_push_out_another() {
    let value = |at: u32| {
        let mut attr = attr(None, &format!("a{at:04}"), None, Data::Typed(0x12, 0));
        attr.value_size = 9;
        attr
    };
    let mut attributes: Vec<Attr> = (0..1000).map(value).collect();
    attributes.push(attr(None, "a0000", None, Data::Typed(0x12, 0)));
    let codes = codes_of(attributes);
    assert_eq!(codes.iter().filter(|code| **code == "axml.value-size").count(), 16);
    assert!(codes.contains(&"axml.duplicate-attribute"));
}

#[test]
fn what_ends_the_reading_hides_the_rest() {
    let count = starts(|start| {
        if start.name == "application" {
            start.attribute_count = Some(65_535);
        }
    });
    assert!(read(&count).issues.iter().any(|issue| issue.hides()));
    let root = changed(|parts| parts.kind = 1);
    assert!(!read(&root).issues.iter().any(|issue| issue.hides()));
}

#[test]
fn text_is_not_binary_xml() {
    for text in ["<?xml version=\"1.0\"?><manifest/>", "", "PK\x03\x04", "\u{feff}<a/>", "\x03\x00"] {
        let error = parse(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.to_string(), "binary XML at 0x0: not this format");
    }
}

#[test]
fn strings_inside_each_other_do_not_multiply() {
    // Every string begins two bytes after the one before and runs to the same end.
    let many = 20_000u32;
    let mut data = vec![0x7f; many as usize * 2 + 0x7f7f];
    data.push(0);
    data.resize(data.len().next_multiple_of(4), 0);
    let mut body: Vec<u8> = (0..many).flat_map(|index| (index * 2).to_le_bytes()).collect();
    body.extend(&data);
    let header: Vec<u8> =
        [many, 0, 0x100, 28 + many * 4, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut parts = parts();
    parts.chunks[0] = chunk(1, &header, &body);
    let parsed = read(&parts.build());
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
}

#[test]
fn one_long_string_named_often_is_cut_by_a_limit() {
    let long = "x".repeat(30_000);
    let mut nodes = vec![Node::Start(Start::new(1, None, "a", Vec::new()))];
    for _ in 0..5_000 {
        nodes.push(Node::Text { line: 1, text: long.clone() });
    }
    nodes.push(Node::End { line: 1, namespace: None, name: "a".to_owned() });
    let data = Tree { nodes, utf16: false, resource_map: None }.build();
    let parsed = read(&data);
    assert!(parsed.value.elements[0].text.as_ref().unwrap().len() < data.len() * 20 + (1 << 20));
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
}

/// Touches everything, so that late failures show.
fn walk(data: &[u8]) {
    let Ok(parsed) = parse(data, &Limits::default()) else { return };
    let document = &parsed.value;
    for index in 0..document.elements.len() as u32 {
        let element = document.element(index).unwrap();
        assert!(element.parent.is_none_or(|parent| parent < index));
        let _ = (
            document.path(index),
            document.children(index).count(),
            element.android("name"),
            element.plain("package"),
        );
        for attribute in &element.attributes {
            let _ = (attribute.value.to_string(), attribute.text());
        }
    }
    assert!(parsed.issues.len() < 300);
}

#[test]
fn every_prefix_is_an_error_or_a_document() {
    let data = parts().build();
    for len in 0..data.len() {
        walk(&data[..len]);
    }
}

#[test]
fn random_flips_do_no_harm() {
    let (plain, wide) = (encoder().encode(MANIFEST), encoder().utf16().encode(MANIFEST));
    let mut random = crate::arsc::tests::Random(1);
    for round in 0..20_000u32 {
        let mut data = if round % 2 == 0 { plain.clone() } else { wide.clone() };
        for _ in 0..=random.below(4) {
            let at = random.below(data.len());
            data[at] = random.byte();
        }
        walk(&data);
    }
}
