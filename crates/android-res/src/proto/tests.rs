#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use cursor::{Limits, Parsed};
use testkit::{
    aab,
    axml::Encoder,
    proto::{self, Message, config_value},
    res,
};

use crate::{Accepts, Content, Document, Form, ResId, Table, Value, arsc::tests::Random, proto::bundle};

/// Both forms of one source, made by aapt2; see `fixtures/parsers/forms/build.sh`.
mod forms {
    pub(super) const MANIFEST: &[u8] =
        include_bytes!("../../../../fixtures/parsers/forms/proto/AndroidManifest.xml");
    pub(super) const MANIFEST_BINARY: &[u8] =
        include_bytes!("../../../../fixtures/parsers/forms/binary/AndroidManifest.xml");
    pub(super) const POLICY: &[u8] =
        include_bytes!("../../../../fixtures/parsers/forms/proto/res/xml/policy.xml");
    pub(super) const POLICY_BINARY: &[u8] =
        include_bytes!("../../../../fixtures/parsers/forms/binary/res/xml/policy.xml");
    pub(super) const TABLE: &[u8] = include_bytes!("../../../../fixtures/parsers/forms/proto/resources.pb");
    pub(super) const TABLE_BINARY: &[u8] =
        include_bytes!("../../../../fixtures/parsers/forms/binary/resources.arsc");
}

const FILES: &[(&str, &str)] = &[
    (
        "AndroidManifest.xml",
        r#"<manifest package="a.b" xmlns:tools="http://schemas.android.com/tools"><application tools:ignore="x"
            android:debuggable="@bool/dev" android:label="@string/app_name" android:allowBackup="false">
            <activity android:name=".A"/><activity android:name=".B" android:launchMode="singleTask"/>
            <meta-data android:name="f" android:value="1.5"/><meta-data android:name="c" android:value="\#12\u0041"/>
        </application></manifest>"#,
    ),
    (
        "res/values/values.xml",
        r#"<resources>
            <bool name="dev">false</bool> <bool name="chain">@bool/dev</bool> <bool name="nothing">@null</bool>
            <bool name="round">@bool/trip</bool> <bool name="trip">@bool/round</bool>
            <string name="app_name">App</string> <integer name="n">-5</integer> <dimen name="d">1.5dp</dimen>
            <color name="c">#80ff0000</color> <attr name="own" format="string"/>
            <style name="Base"><item name="android:windowNoTitle">true</item></style>
            <style name="Base.Dark"><item name="own">hi</item></style>
            <string-array name="list"><item>one</item><item>@string/app_name</item></string-array>
        </resources>"#,
    ),
    (
        "res/values-zh-rTW/values.xml",
        r#"<resources><bool name="dev">true</bool><string name="app_name">應用</string></resources>"#,
    ),
    ("res/values-night-v21/values.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
    ("res/xml/nsc.xml", "<network-security-config><domain>\n a.example </domain></network-security-config>"),
];

fn document(data: &[u8], names: Option<&Table<'_>>) -> Parsed<Document> {
    Form::Proto.document(data, names, &Limits::default()).unwrap()
}

fn table(data: &[u8]) -> Parsed<Table<'_>> {
    Form::Proto.table(data, &Limits::default()).unwrap()
}

/// Every value of every resource in the order of ids and configurations.
fn rows(table: &Table<'_>) -> Vec<(ResId, String, String, Option<Content>)> {
    let rows = table.ids().map(|row| {
        let name = format!("{}/{}", row.type_name.as_deref().unwrap(), row.name.as_deref().unwrap());
        (row.id, row.config.to_string(), name, row.content())
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    rows
}

fn same_tables(binary: &Table<'_>, proto: &Table<'_>) {
    assert_eq!(rows(binary), rows(proto));
    for (id, _, name, _) in rows(binary) {
        assert_eq!(binary.resolve(&Value::Reference(id)), proto.resolve(&Value::Reference(id)), "{name}");
        assert_eq!(binary.values(id), proto.values(id), "{name}");
        let (type_, entry) = name.split_once('/').unwrap();
        assert_eq!(proto.find(type_, entry), Some(id));
        assert_eq!(proto.name(id), Some(name));
    }
}

#[track_caller]
fn told<T>(parsed: &Parsed<T>, issue: &str) {
    let told: Vec<String> = parsed.issues.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.contains(issue)), "{issue:?} is not in {told:?}");
}

#[test]
fn both_forms_that_aapt2_writes_read_the_same() {
    let binary = Form::Binary.table(forms::TABLE_BINARY, &Limits::default()).unwrap();
    let proto = table(forms::TABLE);
    assert_eq!(proto.issues, []);
    same_tables(&binary.value, &proto.value);
    for (binary, proto_form) in
        [(forms::MANIFEST_BINARY, forms::MANIFEST), (forms::POLICY_BINARY, forms::POLICY)]
    {
        let binary = Form::Binary.document(binary, None, &Limits::default()).unwrap();
        let proto_form = document(proto_form, Some(&proto.value));
        assert_eq!(proto_form.issues, []);
        assert_eq!(binary.value, proto_form.value);
    }
}

/// Read off `fixtures/parsers/forms/source` by hand.
#[test]
fn what_the_source_says_is_read() {
    let manifest = document(forms::MANIFEST, None).value;
    assert_eq!(manifest.platform_accepts, Accepts::Yes);
    let application = manifest.elements.iter().find(|element| element.name == "application").unwrap();
    assert_eq!(application.line, 7);
    assert_eq!(application.android("allowBackup").unwrap().value, Value::Bool(false));
    assert_eq!(application.android("banner").unwrap().value, Value::Reference(ResId(0)));
    assert!(application.attributes.iter().all(|attribute| attribute.name != "ignore"));
    let data = manifest.elements.iter().find(|element| element.name == "data").unwrap();
    assert_eq!(data.android("pathPattern").unwrap().text(), Some("/x\\.A\n.*"));
    let activity = manifest.elements.iter().find(|element| element.name == "activity").unwrap();
    assert_eq!(activity.android("theme").unwrap().value, Value::ThemeAttribute(ResId(0x0101_0000)));
    let parsed = table(forms::TABLE);
    let table = parsed.value;
    let values = |type_: &str, name: &str| {
        let id = table.find(type_, name).unwrap();
        let shown = table.resolve(&Value::Reference(id)).values.into_iter();
        shown.map(|(config, value)| format!("{config}: {value}")).collect::<Vec<_>>()
    };
    assert_eq!(values("bool", "chain"), [": false", "night: true"]);
    assert_eq!(values("string", "app_name"), [": Forms", "b+sr+Latn: Obrasci", "zh-rTW: 表單"]);
    assert_eq!(values("string", "styled"), [": a bold word"]);
    assert_eq!(values("integer", "n"), [": -5", "fil-land-xxhdpi: 8"]);
    assert_eq!(values("color", "c"), [": #80ff0000", "night: #ff000000"]);
    assert_eq!(values("xml", "policy"), [": res/xml/policy.xml"]);
    assert!(table.strings().iter().any(|(_, text)| text == "表單"));
    assert_eq!(table.packages()[0].name, "tw.example.forms");
}

#[test]
fn the_text_encoders_of_both_forms_agree() {
    let binary = res::compile(FILES);
    let module = aab::compile(FILES);
    let find = |files: &[(String, Vec<u8>)], path: &str| {
        files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone()).unwrap()
    };
    let (arsc, pb) = (find(&binary, "resources.arsc"), find(&module, "resources.pb"));
    let arsc = Form::Binary.table(&arsc, &Limits::default()).unwrap();
    let pb = table(&pb);
    assert_eq!(pb.issues, []);
    same_tables(&arsc.value, &pb.value);
    let pairs =
        [("AndroidManifest.xml", "manifest/AndroidManifest.xml"), ("res/xml/nsc.xml", "res/xml/nsc.xml")];
    for (path, inside) in pairs {
        let proto_form = document(&find(&module, inside), Some(&pb.value));
        assert_eq!(proto_form.issues, []);
        let mut one = Form::Binary.document(&find(&binary, path), None, &Limits::default()).unwrap().value;
        for element in &mut one.elements {
            element.attributes.retain(|attribute| attribute.name != "ignore");
        }
        assert_eq!(one, proto_form.value);
    }
}

#[test]
fn a_reference_without_an_id_is_found_by_its_name() {
    let files: &[(&str, &str)] = &[
        ("AndroidManifest.xml", r#"<manifest package="a.b"/>"#),
        ("res/values/v.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
    ];
    let pb = proto::table(files);
    let names = table(&pb).value;
    let named = |name: &str| {
        let item = Message::new().message(1, &Message::new().text(3, name));
        let attribute = Message::new().text(2, "x").text(3, "@bool/dev").message(6, &item);
        let element = Message::new().text(3, "a").message(4, &attribute);
        document(&Message::new().message(1, &element).build(), Some(&names))
    };
    let dev = Value::Reference(ResId(res::id(files, "bool/dev")));
    for name in ["a.b:bool/dev", "bool/dev"] {
        let read = named(name);
        assert_eq!(read.value.elements[0].attributes[0].value, dev);
        assert_eq!(read.issues, []);
    }
    assert_eq!(
        named("android:attr/theme").value.elements[0].attributes[0].value,
        Value::Reference(ResId(0x0101_0000))
    );
    // What nobody can find must not look like `@null`, after which the default would hold.
    for name in ["other:bool/dev", "bool/lost", "nonsense"] {
        let read = named(name);
        let value = &read.value.elements[0].attributes[0].value;
        told(&read, "no resource is named");
        assert_eq!(names.resolve(value).values, []);
        assert_eq!(names.resolve(value).unresolved, Some(ResId(0)));
    }
}

#[test]
fn names_inside_a_table_are_followed() {
    let item = |message: Message| Message::new().message(4, &message);
    let truth = item(Message::new().message(7, &Message::new().number(8, 1)));
    let named = item(Message::new().message(1, &Message::new().text(3, "a.b:bool/far")));
    let entry = |id: u64, name: &str, value: &Message| {
        // The number stands behind what it is needed for.
        let out = Message::new().message(6, &config_value("land", value)).text(2, name);
        out.message(1, &Message::new().number(1, id))
    };
    let bools = Message::new().message(3, &entry(1, "near", &named)).message(3, &entry(0, "far", &truth));
    let bools = bools.text(2, "bool").message(1, &Message::new().number(1, 2));
    let package =
        Message::new().message(3, &bools).text(2, "a.b").message(1, &Message::new().number(1, 0x7f));
    let bytes = Message::new().message(2, &package).build();
    let table = table(&bytes).value;
    let near = Value::Reference(ResId(0x7f02_0001));
    assert_eq!(table.name(ResId(0x7f02_0000)).as_deref(), Some("bool/far"));
    let values = table.resolve(&near).values;
    assert_eq!(values.len(), 1);
    assert_eq!((values[0].0.to_string().as_str(), &values[0].1), ("land", &Value::Bool(true)));
}

/// A value that is there and cannot be read leaves a doubt, even beside one that can.
#[test]
fn an_unreadable_value_is_not_overlooked() {
    let truth = Message::new().message(4, &Message::new().message(7, &Message::new().number(8, 1)));
    let odd = Message::new().message(4, &Message::new().message(7, &Message::new().number(77, 1)));
    let entry = Message::new().text(2, "dev").message(6, &config_value("", &truth));
    let entry = entry.message(6, &config_value("night", &odd));
    let type_ = Message::new().message(1, &Message::new().number(1, 1)).text(2, "bool").message(3, &entry);
    let package =
        Message::new().message(1, &Message::new().number(1, 0x7f)).text(2, "a.b").message(3, &type_);
    let bytes = Message::new().message(2, &package).build();
    let parsed = table(&bytes);
    told(&parsed, "there is no value");
    let resolution = parsed.value.resolve(&Value::Reference(ResId(0x7f01_0000)));
    assert_eq!(resolution.values.len(), 1);
    assert_eq!(resolution.unresolved, Some(ResId(0x7f01_0000)));
}

#[test]
fn a_file_that_is_no_message_is_not_this_format() {
    let manifest = Encoder::new().encode("<manifest/>");
    for data in [&b""[..], b"<manifest/>", b"\n<?xml version=\"1.0\"?><manifest/>", &manifest, b"PK\x03\x04"]
    {
        assert!(Form::Proto.document(data, None, &Limits::default()).is_err(), "{data:?}");
    }
    for data in [&manifest[..], forms::TABLE_BINARY, b"<resources/>"] {
        assert!(Form::Proto.table(data, &Limits::default()).is_err());
    }
    assert!(Form::Binary.document(forms::MANIFEST, None, &Limits::default()).is_err());
}

#[test]
fn what_bundletool_would_refuse_is_told() {
    let refused = |bytes: Message, issue: &str| {
        let parsed = document(&bytes.build(), None);
        assert_eq!(parsed.value.platform_accepts, Accepts::No, "{issue}");
        told(&parsed, issue);
    };
    refused(Message::new().text(2, "text"), "root element at 0x0: there is none");
    refused(Message::new().message(3, &Message::new()), "neither an element nor a text");
    refused(Message::new().message(1, &Message::new()), "element name at 0x0: there is none");
    let named = || Message::new().text(3, "a");
    refused(Message::new().message(1, &named().message(5, &Message::new())), "neither an element nor a text");
    refused(
        Message::new().message(1, &Message::new().bytes(3, b"\xff\xfe")),
        "element name at 0x4: not UTF-8",
    );
    let odd = Message::new().text(2, "debuggable").text(3, "true").message(6, &Message::new());
    refused(Message::new().message(1, &named().message(4, &odd)), "item at 0x1b: there is no value");
    let mut deep = named();
    for _ in 0..50 {
        deep = named().message(5, &Message::new().message(1, &deep));
    }
    refused(Message::new().message(1, &deep), "deeper than the 100 messages");
    let read = document(&Message::new().message(1, &deep).build(), None);
    assert_eq!(read.value.elements.len(), 51, "what is refused is read all the same");
}

#[test]
fn damage_ends_the_message_it_is_in_and_no_other() {
    let good = Message::new().text(2, "exported").text(3, "true");
    // A length that reaches over the end of the attribute.
    let bad = Message::new().text(2, "name").raw(&[0x1a, 0x7f, b'x']);
    let element = Message::new().text(3, "a").message(4, &bad).message(4, &good);
    let parsed = document(&Message::new().message(1, &element).build(), None);
    told(&parsed, "message at 0xf: needs 127 bytes, 1 left");
    let attributes = &parsed.value.elements[0].attributes;
    assert_eq!(attributes.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["exported", "name"]);
    assert_eq!(parsed.value.platform_accepts, Accepts::No);
}

#[test]
fn an_unknown_field_is_skipped_whatever_it_is() {
    let unknown = [0x9b, 0x06, 0x08, 0x01, 0x0a, 0x02, 0x63, 0x63, 0x9c, 0x06];
    let element =
        Message::new().raw(&unknown).text(3, "a").number(99, 7).float(98, 0).raw(&[0xe9, 0x06]).raw(&[0; 8]);
    let parsed = document(&Message::new().message(1, &element).build(), None);
    assert_eq!(parsed.issues, []);
    assert_eq!(parsed.value.elements[0].name, "a");
    let open = Message::new().text(3, "a").raw(&[0x9b, 0x06].repeat(101));
    told(&document(&Message::new().message(1, &open).build(), None), "number 99 has type 3");
}

/// Protobuf joins what is written twice, so a second message adds to the first.
#[test]
fn an_element_in_two_parts_is_one() {
    let first = Message::new().text(3, "a").message(4, &Message::new().text(2, "x"));
    let child = Message::new().message(1, &Message::new().text(3, "b"));
    let second = Message::new().text(3, "manifest").message(5, &child);
    let parsed = document(&Message::new().message(1, &first).message(1, &second).build(), None).value;
    assert_eq!(parsed.path(1), "manifest/b");
    assert_eq!(parsed.elements[0].attributes.len(), 1);
}

#[test]
fn a_limit_that_is_reached_is_told_as_one() {
    let limits = Limits { xml_depth: 2, ..Limits::default() };
    let xml = proto::xml(&Encoder::new(), "<a><b><c/></b><d/></a>");
    let parsed = Form::Proto.document(&xml, None, &limits).unwrap();
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    assert_eq!(parsed.value.platform_accepts, Accepts::Unknown);
    assert_eq!(parsed.value.elements.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
    let limits = Limits { table_items: 12, ..Limits::default() };
    let parsed = Form::Proto.document(&xml, None, &limits).unwrap();
    told(&parsed, "limit table_items = 3 reached");
    assert_eq!(parsed.value.elements.len(), 3);
    let pb = proto::table(FILES);
    let parsed = Form::Proto.table(&pb, &limits).unwrap();
    told(&parsed, "limit table_items = 12 reached");
}

/// Two bytes an attribute, an element or a value: what is kept of them must stay in proportion to the file.
#[test]
fn empty_messages_do_not_multiply() {
    let many = |tag: u8| [tag, 0].repeat(1 << 20);
    let element = Message::new().text(3, "a").raw(&many(0x22)).raw(&many(0x2a));
    let parsed = document(&Message::new().message(1, &element).build(), None);
    assert!(parsed.value.elements[0].attributes.len() <= (1 << 19) + 64);
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    let bytes = Message::new().message(2, &Message::new().raw(&many(0x1a))).build();
    let parsed = table(&bytes);
    assert!(parsed.issues.iter().any(cursor::ParseError::is_limit));
    assert_eq!(parsed.value.ids().count(), 0);
}

#[test]
fn a_document_deeper_than_any_stack_is_read_to_the_limit() {
    // Lengths that all reach to the end: no shorter way to be deep.
    let bytes = [0x0a, 0xff, 0x7f, 0x2a, 0xff, 0x7f].repeat(100_000);
    let parsed = document(&bytes, None);
    told(&parsed, "limit xml_depth");
    assert_eq!(parsed.value.elements.iter().map(|element| element.depth).max(), Some(511));
}

#[test]
fn damaged_files_are_read_without_a_panic() {
    let mut random = Random(0x70_62);
    let pb = proto::table(FILES);
    let seeds = [forms::MANIFEST, forms::POLICY, forms::TABLE, &pb];
    for seed in seeds {
        for cut in 0..seed.len() {
            walk(&seed[..cut]);
        }
        for _ in 0..500 {
            let mut data = seed.to_vec();
            for _ in 0..=random.below(4) {
                let at = random.below(data.len());
                data[at] = random.byte();
            }
            walk(&data);
        }
    }
}

fn walk(data: &[u8]) {
    if let Ok(parsed) = Form::Proto.table(data, &Limits::default()) {
        for row in parsed.value.ids().collect::<Vec<_>>() {
            row.content();
            parsed.value.resolve(&Value::Reference(row.id));
        }
        assert_eq!(parsed.value.find("bool", "no such name"), None);
        parsed.value.strings().iter().for_each(drop);
        let _ = Form::Proto.document(data, Some(&parsed.value), &Limits::default());
    }
    if let Ok(parsed) = Form::Proto.document(data, None, &Limits::default()) {
        for index in 0..parsed.value.elements.len() as u32 {
            parsed.value.path(index);
        }
    }
    let _ = bundle::parse(data);
}

#[test]
fn a_truncated_file_says_where_it_ends() {
    let whole = document(forms::MANIFEST, None).value.elements.len();
    let half = document(&forms::MANIFEST[..forms::MANIFEST.len() / 2], None);
    assert!(half.issues.iter().any(|issue| matches!(issue.kind, cursor::ErrorKind::Truncated { .. })));
    assert!((2..whole).contains(&half.value.elements.len()), "what is there is read");
}

#[test]
fn the_configuration_of_a_bundle_is_read() {
    let read = |data: &[u8]| bundle::parse(data).unwrap().value;
    assert_eq!(
        read(&aab::config("1.18.1", Some(2))),
        bundle::Config {
            bundletool: Some("1.18.1".to_owned()),
            uncompressed_native_libraries: Some(true),
            native_library_alignment: Some(16 << 10),
        }
    );
    assert_eq!(read(&aab::config("1.8.0", None)).uncompressed_native_libraries, None);
    let off = Message::new().message(2, &Message::new().message(2, &Message::new()));
    assert_eq!(read(&off.build()).uncompressed_native_libraries, Some(false));
    assert_eq!(read(b""), bundle::Config::default());
    assert!(bundle::parse(b"<config/>").is_err());
}
