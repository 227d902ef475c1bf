use std::collections::BTreeSet;

use android_res::{Content, ResId, Value, arsc, axml};

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
    let document = parsed.value;
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
    let table = parsed.value;
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
