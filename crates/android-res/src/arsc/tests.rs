#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use cursor::{Limits, Parsed};
use testkit::res::{self, Layout, Parts, compact_entry, config, id, parts, simple_entry, type_chunk};

use super::*;
use crate::Value;

/// xorshift, so that a failure can be repeated.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    pub(crate) fn byte(&mut self) -> u8 {
        // Boundary values break more than random ones.
        match self.next() >> 60 {
            0..=3 => 0xff,
            4..=6 => 0,
            7 => 0x7f,
            8 => 0x80,
            _ => (self.next() >> 20) as u8,
        }
    }
}

const FILES: &[(&str, &str)] = &[
    ("AndroidManifest.xml", r#"<manifest package="a.b"/>"#),
    (
        "res/values/values.xml",
        r#"<resources>
            <bool name="dev">false</bool> <bool name="chain">@bool/dev</bool> <bool name="long">@bool/chain</bool>
            <bool name="round">@bool/trip</bool> <bool name="trip">@bool/round</bool> <bool name="self">@bool/self</bool>
            <bool name="lost">@0x7f0900aa</bool> <bool name="system">@0x01110001</bool> <bool name="nothing">@null</bool>
            <string name="app_name">App</string> <integer name="n">5</integer> <dimen name="d">1.5dp</dimen>
            <color name="c">#80ff0000</color> <attr name="own" format="string"/>
            <style name="Base"><item name="android:windowNoTitle">true</item></style>
            <style name="Base.Dark"><item name="own">hi</item><item name="android:windowDisablePreview">@bool/dev</item></style>
            <string-array name="list"><item>one</item><item>@string/app_name</item></string-array>
        </resources>"#,
    ),
    (
        "res/values-zh-rTW/values.xml",
        r#"<resources><bool name="dev">true</bool><string name="app_name">應用</string></resources>"#,
    ),
    ("res/values-night-v21/values.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
    ("res/xml/nsc.xml", "<network-security-config/>"),
];

fn read(data: &[u8]) -> Parsed<Table<'_>> {
    super::parse(data, &Limits::default()).unwrap()
}

fn issues(parsed: &Parsed<Table<'_>>) -> Vec<String> {
    parsed.issues.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn told(parsed: &Parsed<Table<'_>>, issue: &str) {
    let told = issues(parsed);
    assert!(told.iter().any(|told| told.contains(issue)), "{issue:?} is not in {told:?}");
}

fn reference(name: &str) -> Value {
    Value::Reference(ResId(id(FILES, name)))
}

fn shown(resolution: &Resolution) -> Vec<String> {
    resolution.values.iter().map(|(config, value)| format!("{config}={value}")).collect()
}

#[test]
fn a_compiled_table_reads_as_it_was_written() {
    let data = parts(FILES).build();
    let parsed = read(&data);
    assert_eq!(issues(&parsed).len(), 1);
    told(&parsed, "0x7f030006 refers to itself");
    let table = parsed.value;
    assert_eq!(table.platform_accepts, Accepts::Yes);
    assert_eq!((table.packages()[0].id, table.packages()[0].name.as_str()), (0x7f, "a.b"));
    let dev = table.find("bool", "dev").unwrap();
    assert_eq!(dev.0, id(FILES, "bool/dev"));
    assert_eq!(table.name(dev).as_deref(), Some("bool/dev"));
    assert_eq!(table.find("string", "dev"), None);
    let values = table.values(dev);
    let values: Vec<_> = values.iter().map(|entry| (entry.config.to_string(), &entry.content)).collect();
    assert_eq!(values.len(), 3);
    assert!(values.contains(&(String::new(), &Content::Simple(Value::Bool(false)))));
    assert!(values.contains(&("zh-rTW".to_owned(), &Content::Simple(Value::Bool(true)))));
    assert!(values.contains(&("night-v21".to_owned(), &Content::Simple(Value::Bool(true)))));
    assert!(table.values(ResId(0x7f01_ffff)).is_empty());
    let file = table.find("xml", "nsc").unwrap();
    assert_eq!(
        shown(&table.resolve(&Value::Reference(file))),
        ["=res/xml/nsc.xml"],
        "a file resource is the path of the file"
    );
    let rows: Vec<String> = table
        .ids()
        .filter(|row| row.type_name.as_deref() == Some("string"))
        .map(|row| format!("{} {} {:?}", row.name.as_deref().unwrap(), row.config, row.content().unwrap()))
        .collect();
    assert_eq!(rows, ["app_name  Simple(String(\"App\"))", "app_name zh-rTW Simple(String(\"應用\"))"]);
    assert!(table.strings().iter().any(|(_, text)| text == "應用"));
}

#[test]
fn a_style_is_a_bag_with_its_parent() {
    let data = parts(FILES).build();
    let table = read(&data).value;
    let dark = table.find("style", "Base.Dark").unwrap();
    let entries = table.values(dark);
    let Content::Bag { parent, items } = &entries[0].content else { panic!("no bag") };
    assert_eq!(*parent, table.find("style", "Base"));
    let window = ResId(0x0101_0222);
    assert_eq!(items[0], (window, reference("bool/dev")));
    assert_eq!(items[1], (table.find("attr", "own").unwrap(), Value::String("hi".to_owned())));
    let resolution = table.resolve(&Value::Reference(dark));
    assert_eq!(resolution.values, [(Config::default(), Value::Reference(dark))], "a bag stays a reference");
    let list = table.values(table.find("array", "list").unwrap());
    let Content::Bag { items, .. } = &list[0].content else { panic!("no bag") };
    assert_eq!(items[1], (ResId(0x0100_0002), reference("string/app_name")));
}

#[test]
fn references_are_followed_through_every_configuration() {
    let data = parts(FILES).build();
    let table = read(&data).value;
    let resolve = |value: &Value| table.resolve(value);
    let dev = resolve(&reference("bool/dev"));
    // "true" is listed once, under the first of its configurations.
    assert_eq!(shown(&dev), ["=false", "night-v21=true"]);
    assert_eq!(dev.unresolved, None);
    assert_eq!(shown(&resolve(&reference("bool/long"))), ["=false", "night-v21=true"]);
    assert_eq!(shown(&resolve(&reference("string/app_name"))), ["=App", "zh-rTW=應用"]);
    assert_eq!(shown(&resolve(&Value::Int(3))), ["=3"], "a plain value is its own resolution");
    let Value::Reference(own) = reference("bool/dev") else { panic!() };
    assert_eq!(
        shown(&resolve(&Value::DynamicReference(ResId(own.0 & 0x00ff_ffff)))),
        ["=false", "night-v21=true"]
    );
    assert_eq!(shown(&resolve(&reference("bool/nothing"))), ["=@empty"]);
}

#[test]
fn what_cannot_be_followed_is_named() {
    let data = parts(FILES).build();
    let table = read(&data).value;
    let unresolved = |value: &Value| {
        let resolution = table.resolve(value);
        assert_eq!(shown(&resolution), [""; 0]);
        resolution.unresolved.map(|id| table.name(id).unwrap_or_else(|| id.to_string()))
    };
    assert_eq!(unresolved(&reference("bool/self")).as_deref(), Some("bool/self"));
    assert_eq!(unresolved(&reference("bool/round")).as_deref(), Some("bool/round"));
    assert_eq!(unresolved(&reference("bool/lost")).as_deref(), Some("0x7f0900aa"));
    assert_eq!(unresolved(&reference("bool/system")).as_deref(), Some("0x01110001"));
    assert_eq!(unresolved(&Value::ThemeAttribute(ResId(0x0101_0036))).as_deref(), Some("0x01010036"));
}

#[test]
fn a_chain_of_more_than_twenty_references_is_not_followed() {
    let chain = |length: usize| {
        let bools: String =
            (0..length).map(|at| format!("<bool name='b{at:02}'>@bool/b{:02}</bool>", at + 1)).collect();
        format!("<resources>{bools}<bool name='b{length:02}'>true</bool></resources>")
    };
    for (length, found) in [(19, true), (20, false)] {
        let text = chain(length);
        let data = parts(&[("res/values/b.xml", text.as_str())]).build();
        let table = read(&data).value;
        let resolution = table.resolve(&Value::Reference(ResId(0x7f01_0000)));
        assert_eq!(
            (resolution.values.len() == 1, resolution.unresolved.is_none()),
            (found, found),
            "{length}"
        );
    }
}

#[test]
fn two_ways_to_one_resource_are_no_cycle() {
    let files = [
        (
            "res/values/b.xml",
            "<resources><bool name='a'>@bool/b</bool><bool name='b'>@bool/d</bool><bool name='c'>@bool/d</bool><bool name='d'>true</bool></resources>",
        ),
        ("res/values-de/b.xml", "<resources><bool name='a'>@bool/c</bool></resources>"),
    ];
    let data = parts(&files).build();
    let resolution = read(&data).value.resolve(&Value::Reference(ResId(0x7f01_0000)));
    assert_eq!((shown(&resolution), resolution.unresolved), (vec!["=true".to_owned()], None));
}

/// Three entries of one type, the middle one only in German.
fn layouts(layout: Layout, compact: bool) -> Parts {
    let entry = |key: u16, data: u32| {
        Some(if compact { compact_entry(key, 0x10, data) } else { simple_entry(u32::from(key), 0x10, data) })
    };
    let mut parts = parts(&[(
        "res/values/n.xml",
        "<resources><integer name='a'>0</integer><integer name='b'>0</integer><integer name='c'>0</integer></resources>",
    )]);
    parts.types.truncate(1);
    parts.types.push(type_chunk(1, layout, &config(""), &[entry(0, 10), None, entry(2, 12)]));
    parts.types.push(type_chunk(1, layout, &config("de"), &[None, entry(1, 21), None]));
    parts
}

#[test]
fn every_layout_of_entries_reads_the_same() {
    for compact in [false, true] {
        for layout in [Layout::Dense, Layout::Short, Layout::Sparse] {
            let data = layouts(layout, compact).build();
            let parsed = read(&data);
            assert_eq!(issues(&parsed), [""; 0], "{layout:?}");
            let rows: Vec<String> = parsed
                .value
                .ids()
                .map(|row| format!("{} {} {:?}", row.id, row.config, row.content().unwrap()))
                .collect();
            assert_eq!(
                rows,
                [
                    "0x7f010000  Simple(Int(10))",
                    "0x7f010002  Simple(Int(12))",
                    "0x7f010001 de Simple(Int(21))"
                ],
                "{layout:?} {compact}"
            );
            assert_eq!(parsed.value.values(ResId(0x7f01_0001)).len(), 1);
            assert_eq!(parsed.value.name(ResId(0x7f01_0002)).as_deref(), Some("integer/c"));
            assert_eq!(parsed.value.find("integer", "b"), Some(ResId(0x7f01_0001)));
        }
    }
}

#[test]
fn package_counts_are_not_trusted() {
    let mut parts = parts(FILES);
    parts.package_count = u32::MAX;
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "1 packages instead of 4294967295 declared");
    assert_eq!((parsed.value.packages().len(), parsed.value.platform_accepts), (1, Accepts::Yes));
    parts.package_count = 0;
    let data = parts.build();
    assert_eq!(read(&data).value.platform_accepts, Accepts::No);
}

#[test]
fn a_huge_entry_count_costs_nothing() {
    for count in [1u32 << 30, u32::MAX] {
        let mut parts = layouts(Layout::Dense, false);
        parts.types[1][12..16].copy_from_slice(&count.to_le_bytes());
        let data = parts.build();
        let parsed = read(&data);
        told(&parsed, "entries do not fit in 12 bytes");
        assert_eq!(parsed.value.platform_accepts, Accepts::No);
        assert_eq!(parsed.value.ids().count(), 3);
    }
}

#[test]
fn an_entry_outside_its_type_keeps_its_slot() {
    let mut parts = layouts(Layout::Dense, false);
    let header = 84;
    parts.types[1][header..header + 4].copy_from_slice(&0x7fff_fff0u32.to_le_bytes());
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "1 entries lie outside the type");
    assert!(parsed.value.values(ResId(0x7f01_0000)).is_empty());
    assert_eq!(parsed.value.values(ResId(0x7f01_0002)).len(), 1);
    let mut parts = layouts(Layout::Dense, false);
    parts.types[1][16..20].copy_from_slice(&0x7fff_fff0u32.to_le_bytes());
    let data = parts.build();
    assert_eq!(read(&data).value.platform_accepts, Accepts::No);
}

#[test]
fn configuration_sizes_are_cut_at_the_header() {
    let mut parts = layouts(Layout::Dense, false);
    parts.types[2][20..24].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "2147483647 bytes in a header that has 64");
    assert_eq!(parsed.value.values(ResId(0x7f01_0001))[0].config.to_string(), "de");
    // Old tools wrote shorter records.
    let mut short = config("de");
    short.truncate(28);
    short[0] = 28;
    let mut parts = layouts(Layout::Dense, false);
    parts.types[2] = type_chunk(1, Layout::Dense, &short, &[None, Some(simple_entry(1, 0x10, 7))]);
    let data = parts.build();
    let parsed = read(&data);
    assert_eq!(issues(&parsed), [""; 0]);
    assert_eq!(parsed.value.values(ResId(0x7f01_0001))[0].config.to_string(), "de");
}

#[test]
fn strange_chunks_are_skipped() {
    let chunk = testkit::axml::chunk;
    // A library chunk where the package should be, then the package; junk before the table.
    let mut parts = parts(FILES);
    parts.strings.extend(chunk(0x0203, &[0; 4], &[]));
    parts.types.insert(0, chunk(0x0206, &[0; 4], &[]));
    parts.types.insert(1, chunk(0x0204, &[0; 8], &[]));
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "unknown type 0x0203, skipped");
    assert_eq!((parsed.issues.len(), parsed.value.platform_accepts), (2, Accepts::Yes));
    assert!(parsed.value.find("bool", "dev").is_some());
    let mut data = chunk(0x0777, &[], &[0; 8]);
    data.extend(super::tests::parts(FILES).build());
    assert!(read(&data).value.find("bool", "dev").is_some());
}

#[test]
fn a_type_needs_its_specification_before_it() {
    let mut parts = parts(FILES);
    parts.types.remove(0);
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "type 1 has no specification before it");
    assert_eq!(parsed.value.platform_accepts, Accepts::No);
    assert!(parsed.value.find("attr", "own").is_some(), "read all the same");
}

#[test]
fn the_offset_of_types_moves_their_numbers() {
    let mut data = parts(FILES).build();
    let package = data.windows(4).position(|window| window == [0, 2, 0x20, 1]).unwrap();
    data[package + 284] = 0x10;
    let table = read(&data).value;
    let dev = table.find("bool", "dev").unwrap();
    assert_eq!(dev.0, id(FILES, "bool/dev") + 0x10_0000);
    assert_eq!(table.values(dev).len(), 3);
}

#[test]
fn bags_inside_each_other_do_not_multiply() {
    // Sixteen thousand entries, all of them the same bag of sixteen thousand items.
    let many = 16_000u32;
    let word = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut bag = word(&[16 | 1 << 16, 0, 0, many]);
    for _ in 0..many {
        bag.extend(word(&[0x0101_0003, 8 | 0x10 << 24, 1]));
    }
    let mut entries = vec![Some(bag)];
    entries.resize(many as usize, None);
    let mut parts = parts(&[("res/values/s.xml", "<resources><style name='s'/></resources>")]);
    parts.types[1] = type_chunk(1, Layout::Dense, &config(""), &entries);
    parts.types[1][84..84 + many as usize * 4].fill(0);
    let data = parts.build();
    let parsed = read(&data);
    told(&parsed, "limit total_bytes");
    let Some(Content::Bag { items, .. }) = parsed.value.ids().next().unwrap().content() else {
        panic!("no bag")
    };
    assert_eq!(items.len(), 64);
}

#[test]
fn a_web_of_references_is_followed_only_so_far() {
    // Every resource refers to two thousand others, in as many configurations.
    let configs = 200u32;
    let names: String = (0..2_000).map(|at| format!("<bool name='b{at:04}'>true</bool>")).collect();
    let text = format!("<resources>{names}</resources>");
    let mut parts = parts(&[("res/values/b.xml", text.as_str())]);
    parts.types.truncate(1);
    for at in 0..configs {
        let mut variant = config("");
        variant[24] = at as u8;
        let entries: Vec<_> = (0..2_000u32)
            .map(|index| Some(simple_entry(index, 1, 0x7f01_0000 + (index * 31 + at) % 2_000)))
            .collect();
        parts.types.push(type_chunk(1, Layout::Dense, &variant, &entries));
    }
    let data = parts.build();
    let table = read(&data).value;
    let resolution = table.resolve(&Value::Reference(ResId(0x7f01_0000)));
    assert!(resolution.values.is_empty() && resolution.unresolved.is_some());
}

#[test]
fn a_file_without_a_table_is_another_format() {
    for data in [&b""[..], b"PK\x03\x04", b"\x03\x00\x08\x00\x08\x00\x00\x00", &[0xff; 64]] {
        let error = super::parse(data, &Limits::default()).unwrap_err();
        assert_eq!(error.to_string(), "resource table at 0x0: not this format");
    }
}

/// Touches everything, so that late failures show.
fn walk(data: &[u8]) {
    let Ok(parsed) = super::parse(data, &Limits::default()) else { return };
    let table = &parsed.value;
    for row in table.ids() {
        let _ = (row.config.to_string(), row.content(), table.name(row.id));
        let _ = table.resolve(&Value::Reference(row.id));
    }
    let _ = (table.find("bool", "dev"), table.strings().iter().count());
    assert!(parsed.issues.len() < 300);
}

#[test]
fn every_prefix_is_an_error_or_a_table() {
    let data = parts(FILES).build();
    for len in 0..data.len() {
        walk(&data[..len]);
    }
}

#[test]
fn random_flips_do_no_harm() {
    let plain = parts(FILES).build();
    let others = [layouts(Layout::Sparse, true).build(), layouts(Layout::Short, false).build()];
    let mut random = Random(7);
    for round in 0..20_000usize {
        let mut data = others.get(round % 4).unwrap_or(&plain).clone();
        for _ in 0..=random.below(4) {
            let at = random.below(data.len());
            data[at] = random.byte();
        }
        walk(&data);
    }
}

#[test]
fn compiled_files_fit_together() {
    let manifest = r#"<manifest package="a.b"><application android:debuggable="@bool/dev" android:networkSecurityConfig="@xml/nsc"/></manifest>"#;
    let mut files = FILES.to_vec();
    files[0].1 = manifest;
    let out = res::compile(&files);
    let names: Vec<&str> = out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["AndroidManifest.xml", "resources.arsc", "res/xml/nsc.xml"]);
    let document = crate::axml::parse(&out[0].1, &Limits::default()).unwrap().value;
    let table = read(&out[1].1).value;
    let application = &document.elements[1];
    let debuggable = table.resolve(&application.android("debuggable").unwrap().value);
    assert_eq!(shown(&debuggable), ["=false", "night-v21=true"]);
    let config = table.resolve(&application.android("networkSecurityConfig").unwrap().value);
    assert_eq!(shown(&config), ["=res/xml/nsc.xml"]);
}
