//! Property lists that were made to hurt a reader, one trick a test.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

use appraise_proplist::{Value, parse};
use cursor::{ErrorKind, Limits, Parsed};
use testkit::plist;

fn read(data: &[u8]) -> Parsed<Value> {
    parse(data, &Limits::default()).unwrap()
}

fn complaint(parsed: &Parsed<Value>) -> String {
    parsed.issues.iter().map(|issue| format!("{issue}\n")).collect()
}

fn depth(value: &Value) -> usize {
    value.walk().map(|(path, _)| path.len()).max().unwrap_or_default()
}

#[test]
fn entities_of_a_dtd_expand_to_nothing() {
    let laughs = format!(
        "<!DOCTYPE plist [<!ENTITY a \"ha\">{}]><plist><dict><key>a</key><string>b</string><key>c</key><string>&l9;</string></dict></plist>",
        (0..10)
            .map(|n| format!("<!ENTITY l{} \"{}\">", n, format!("&l{};", n + 1).repeat(10)))
            .collect::<String>()
    );
    let parsed = read(laughs.as_bytes());
    assert_eq!(parsed.value.get("a"), Some(&Value::String("b".into())));
    assert_eq!(parsed.value.get("c"), Some(&Value::Null));
    assert!(complaint(&parsed).contains("declares entities"));
    assert!(complaint(&parsed).contains("&l9;"));
}

#[test]
fn a_million_references_to_a_long_entity_cost_one_issue() {
    let text = format!(
        "<!DOCTYPE plist [<!ENTITY a \"{}\">]><plist><string>{}</string></plist>",
        "x".repeat(100_000),
        "&a;".repeat(100_000)
    );
    assert!(read(text.as_bytes()).issues.len() < 4);
}

#[test]
fn an_external_entity_is_never_fetched() {
    let text =
        "<!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><plist><string>&x;</string></plist>";
    let parsed = read(text.as_bytes());
    assert!(parsed.value.as_str().is_none_or(str::is_empty));
    assert!(complaint(&parsed).contains("&x;"));
}

#[test]
fn xml_nested_100_000_deep_is_cut_at_512() {
    for (begin, end) in [("<array>", "</array>"), ("<dict><key>k</key>", "</dict>")] {
        let text = format!("<plist>{}{}</plist>", begin.repeat(100_000), end.repeat(100_000));
        let parsed = read(text.as_bytes());
        assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
        assert!(depth(&parsed.value) <= 512);
        let unclosed = format!("<plist>{}", begin.repeat(100_000));
        assert!(depth(&read(unclosed.as_bytes()).value) <= 512);
    }
}

#[test]
fn what_follows_a_cut_container_is_still_read() {
    let deep = format!("{}{}", "<array>".repeat(600), "</array>".repeat(600));
    let text = format!("<plist><dict><key>a</key>{deep}<key>b</key><true/></dict></plist>");
    assert_eq!(read(text.as_bytes()).value.get("b"), Some(&Value::Bool(true)));
}

#[test]
fn binary_nested_50_000_deep_is_cut_at_512() {
    let mut objects: Vec<Vec<u8>> = (1..50_000).map(|next| plist::array(&[next])).collect();
    objects.push(plist::array(&[]));
    let parsed = read(&plist::raw(&objects, 0));
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
    assert!(depth(&parsed.value) <= 512);
}

#[test]
fn a_container_that_holds_itself_is_an_issue() {
    let own = plist::raw(&[plist::array(&[0])], 0);
    let circle = plist::raw(&[plist::array(&[1]), plist::dict(&[2], &[0]), plist::string("k")], 0);
    for data in [own, circle] {
        assert!(complaint(&read(&data)).contains("holds itself"));
    }
}

#[test]
fn shared_references_cannot_multiply_beyond_the_node_budget() {
    let mut objects: Vec<Vec<u8>> = (1..=200).map(|next| plist::array(&[next, next])).collect();
    objects.push(plist::string("leaf"));
    let limits = Limits { plist_nodes: 10_000, ..Limits::default() };
    let parsed = parse(&plist::raw(&objects, 0), &limits).unwrap();
    assert!(parsed.value.walk().take(20_000).count() <= 10_001);
    let kind = &parsed.issues.last().unwrap().kind;
    assert!(matches!(kind, ErrorKind::Limit { limit: "plist_nodes", .. }), "{kind:?}");
}

#[test]
fn shared_data_cannot_multiply_beyond_the_byte_budget() {
    let objects = [plist::array(&vec![1; 10_000]), plist::data(&vec![7; 100_000])];
    let limits = Limits { entry_bytes: 1 << 20, ..Limits::default() };
    let parsed = parse(&plist::raw(&objects, 0), &limits).unwrap();
    assert!(matches!(parsed.issues.last().unwrap().kind, ErrorKind::Limit { limit: "entry_bytes", .. }));
}

#[test]
fn enormous_counts_and_offsets_are_refused_without_their_memory() {
    let huge = |marker: u8| {
        let mut object = vec![marker | 0x0f, 0x13];
        object.extend((1u64 << 60).to_be_bytes());
        object
    };
    for marker in [0x40, 0x50, 0x60, 0xa0, 0xd0] {
        let parsed = read(&plist::raw(&[huge(marker)], 0));
        assert_eq!((parsed.value, parsed.issues.len()), (Value::Null, 1), "marker {marker:#x}");
    }
    let sound = plist::raw(&[plist::string("a")], 0);
    let trailer = sound.len() - 32;
    for field in [trailer + 8, trailer + 16, trailer + 24] {
        let mut data = sound.clone();
        data[field..field + 8].copy_from_slice(&(1u64 << 60).to_be_bytes());
        assert!(!read(&data).issues.is_empty());
    }
    for field in [trailer + 6, trailer + 7] {
        for size in [0, 9, 255] {
            let mut data = sound.clone();
            data[field] = size;
            assert!(complaint(&read(&data)).contains("trailer"));
        }
    }
}

#[test]
fn a_bad_reference_keeps_its_slot() {
    let data = plist::raw(&[plist::array(&[1, 99, 2]), plist::string("a"), plist::integer(-5)], 0);
    let expected = [Value::String("a".into()), Value::Null, Value::Integer(-5)];
    assert_eq!(read(&data).value, Value::Array(expected.into()));
}

#[test]
fn the_first_of_two_equal_binary_keys_counts_and_the_last_in_xml() {
    let objects =
        [plist::dict(&[1, 1], &[2, 3]), plist::string("k"), plist::string("first"), plist::string("last")];
    let binary = read(&plist::raw(&objects, 0));
    assert_eq!(binary.value.get("k").unwrap().as_str(), Some("first"));
    assert_eq!(binary.value.duplicate_keys(), ["k"]);
    assert!(complaint(&binary).contains("same key twice"));
    let xml =
        read(&plist::xml("<dict><key>k</key><string>first</string><key>k</key><string>last</string></dict>"));
    assert_eq!(xml.value.get("k").unwrap().as_str(), Some("last"));
}

#[test]
fn every_truncation_and_flip_is_survived() {
    let xml = plist::xml(
        "<dict><key>a</key><array><integer>1</integer><real>2.5</real><data>AAEC</data></array>\
         <key>b</key><dict><key>c</key><string>&lt;d&gt;</string><key>e</key><true/></dict></dict>",
    );
    let binary = plist::binary(&xml);
    for sound in [xml, binary] {
        for end in 0..sound.len() {
            let _ = parse(&sound[..end], &Limits::default());
        }
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..10_000 {
            let mut data = sound.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % data.len();
                data[at] = (state >> 20) as u8;
            }
            if let Ok(parsed) = parse(&data, &Limits::default()) {
                assert!(parsed.value.walk().count() < 10_000);
            }
        }
    }
}

#[test]
fn shared_damage_cannot_multiply_either() {
    let mut objects: Vec<Vec<u8>> = (1..=40).map(|next| plist::array(&[next, next])).collect();
    objects.push(plist::dict(&vec![999; 1_000], &vec![999; 1_000]));
    let parsed = read(&plist::raw(&objects, 0));
    assert!(parsed.issues.len() < 1_100);
    assert!(parsed.issues.iter().any(|issue| issue.is_limit()));
}
