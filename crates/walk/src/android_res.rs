use std::collections::BTreeSet;
use std::sync::LazyLock;

use android_res::{Content, Document, ResId, Table, Value, arsc, axml, proto};

use crate::touch;

/// Resources of one table that are resolved; each may cost up to 16,384 looks at a type.
const RESOLVED: usize = 512;

/// Every element with its place, children and attributes.
pub(crate) fn walk_axml(data: &[u8]) {
    let parsed = match axml::parse(data, &crate::limits()) {
        Ok(parsed) => parsed,
        Err(error) => return touch::display(&error),
    };
    touch::all(&parsed.issues);
    walk_document(&parsed.value);
}

fn walk_document(document: &Document) {
    touch::debug(&(document.platform_accepts, document.root().is_some()));
    let mut children = 0;
    for index in 0..=u32::try_from(document.elements.len()).unwrap() {
        touch::display(&document.path(index));
        children += document.children(index).count();
        let Some(element) = document.element(index) else { continue };
        touch::debug(element);
        touch::debug(&(element.android("exported"), element.plain("package"), element.android("no such")));
        for attribute in &element.attributes {
            touch::debug(&(attribute.text(), attribute.value.reference(), attribute.value.as_str()));
            touch::debug(&attribute.id.map(android_res::attrs::name));
        }
    }
    assert_eq!(
        children,
        document.elements.len().saturating_sub(1),
        "each element but the root is a child once"
    );
}

/// Every string, every value of every resource, and where references lead.
pub(crate) fn walk_arsc(data: &[u8]) {
    let parsed = match arsc::parse(data, &crate::limits()) {
        Ok(parsed) => parsed,
        Err(error) => return touch::display(&error),
    };
    touch::all(&parsed.issues);
    walk_table(&parsed.value);
}

/// The protobuf forms: the input is read as each of them. References of a document are looked up in a table that knows
/// some names, and in none.
pub(crate) fn walk_protobuf(data: &[u8]) {
    static NAMES: LazyLock<Vec<u8>> = LazyLock::new(|| testkit::proto::table(FILES));
    let limits = crate::limits();
    let names = proto::table::parse(&NAMES, &limits).unwrap().value;
    for names in [None, Some(&names)] {
        match proto::xml::parse(data, names, &limits) {
            Ok(parsed) => {
                touch::all(&parsed.issues);
                walk_document(&parsed.value);
            }
            Err(error) => touch::display(&error),
        }
    }
    match proto::table::parse(data, &limits) {
        Ok(parsed) => {
            touch::all(&parsed.issues);
            walk_table(&parsed.value);
        }
        Err(error) => touch::display(&error),
    }
    match proto::bundle::parse(data) {
        Ok(parsed) => touch::debug(&parsed),
        Err(error) => touch::display(&error),
    }
}

/// A module whose resources refer to each other by name.
pub(crate) const FILES: &[(&str, &str)] = &[
    (
        "AndroidManifest.xml",
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="a.b">
  <application android:debuggable="@bool/dev" android:label="@string/name" android:allowBackup="false">
    <activity android:name=".A"/><activity android:name=".B" android:launchMode="singleTask"/>
    <meta-data android:name="f" android:value="1.5"/>
  </application>
</manifest>"#,
    ),
    (
        "res/values/values.xml",
        r##"<resources>
  <bool name="dev">false</bool><bool name="chain">@bool/dev</bool>
  <string name="name">App</string><integer name="n">-5</integer><color name="c">#80ff0000</color>
</resources>"##,
    ),
    ("res/values-zh-rTW-night/values.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
    ("res/xml/policy.xml", "<network-security-config><domain>a.example</domain></network-security-config>"),
];

fn walk_table(table: &Table<'_>) {
    touch::debug(&table.platform_accepts);
    for package in table.packages() {
        touch::debug(&(package.id, &package.name));
    }
    let strings = table.strings();
    for (index, text) in strings.iter() {
        touch::debug(&(text, strings.offset(index)));
    }
    touch::debug(&(strings.get(strings.len()), strings.is_empty()));
    let mut ids = BTreeSet::new();
    for row in table.ids() {
        touch::debug(&(row.id, &row.type_name, &row.name, row.config));
        touch::debug(&(row.config.language(), row.config.region(), row.config.script(), row.config.night()));
        let content = row.content();
        touch::debug(&content);
        ids.insert(row.id);
        match content {
            Some(Content::Simple(value)) => ids.extend(value.reference()),
            Some(Content::Bag { parent, items }) => {
                ids.extend(parent);
                ids.extend(items.iter().filter_map(|(_, value)| value.reference()));
            }
            None => {}
        }
        if ids.len() < RESOLVED
            && let (Some(type_name), Some(name)) = (&row.type_name, &row.name)
        {
            touch::debug(&table.find(type_name, name));
        }
    }
    ids.extend([ResId(0), ResId(u32::MAX), ResId(0x7f01_0000), ResId(0x0101_0000)]);
    for id in ids.into_iter().take(RESOLVED) {
        touch::debug(&(table.contains(id), table.name(id), table.values(id).len()));
        touch::debug(&table.resolve(&Value::Reference(id)));
        touch::debug(&table.resolve(&Value::DynamicReference(id)));
    }
    touch::debug(&table.resolve(&Value::ThemeAttribute(ResId(1))));
    touch::debug(&table.find("bool", "debuggable"));
}
