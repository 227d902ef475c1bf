use facts::{CallSite, Facts, Interest, Kind, Slice, Slicer, Which};
use rules::Sink;

use super::outside::Outside;
use super::{ask, calls, class_of, name_of, not_followed, sources};
use crate::{Detector, Unknown};

/// Objects of any class are made from bytes that somebody else wrote.
pub(crate) struct UnsafeDeserialization;

const STREAMS: &[&str] =
    &["Ljava/io/ObjectInputStream;->readObject()", "Ljava/io/ObjectInputStream;->readUnshared()"];
/// Reads of an object of any class out of an intent; the forms with a class came with API level 33.
const EXTRAS: &[&str] = &[
    "Landroid/content/Intent;->getSerializableExtra(Ljava/lang/String;)",
    "Landroid/os/Bundle;->getSerializable(Ljava/lang/String;)",
];
/// Settings that let a text name the class of what is made of it.
const TYPING: &[&str] = &[
    "Lcom/fasterxml/jackson/databind/ObjectMapper;->enableDefaultTyping(*)",
    "Lcom/fasterxml/jackson/databind/ObjectMapper;->enableDefaultTypingAsProperty(*)",
    "Lcom/fasterxml/jackson/databind/ObjectMapper;->activateDefaultTyping(*)",
    "Lcom/fasterxml/jackson/databind/ObjectMapper;->activateDefaultTypingAsProperty(*)",
];
/// Readers of texts that name classes, and the setting that stops them.
const READERS: &[&str] = &[
    "Lcom/thoughtworks/xstream/XStream;->fromXML(*)",
    "Lorg/yaml/snakeyaml/Yaml;->load(*)",
    "Lorg/yaml/snakeyaml/Yaml;->loadAll(*)",
];

fn all() -> Vec<&'static str> {
    [STREAMS, EXTRAS, TYPING, READERS].concat()
}

impl Detector for UnsafeDeserialization {
    fn id(&self) -> &'static str {
        "unsafe-deserialization"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, &all());
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, &all()) {
            let from = match name_of(&site.callee) {
                "readObject" | "readUnshared" => {
                    of(facts, &outside, &mut slicer, site, Which::Receiver, out, &|slice| {
                        resolves(facts, &site.callee, slice)
                    })
                }
                "getSerializableExtra" | "getSerializable" => {
                    let slice = slicer.value(site.caller, site.pc, Which::Receiver);
                    slice.and_then(|slice| outside.first(&slice)).map(|given| given.by)
                }
                "fromXML" | "load" | "loadAll" => {
                    let reader = slicer.object(site.caller, site.pc, Which::Receiver);
                    if reader.is_some_and(|reader| limits_classes(&reader)) {
                        continue;
                    }
                    of(facts, &outside, &mut slicer, site, Which::Argument(0), out, &|_| false)
                }
                _ => lets_name_classes(&mut slicer, site).then(|| "-".to_owned()),
            };
            if let Some(from) = from {
                out.fail(site.location.clone()).value("callee", &site.callee).value("from", from);
            }
        }
        Ok(())
    }
}

/// Who writes what is read, if it is not the app alone.
fn of(
    facts: &Facts<'_>,
    outside: &Outside<'_>,
    slicer: &mut Slicer<'_, '_>,
    site: &CallSite,
    which: Which,
    out: &mut Sink<'_>,
    is_safe: &dyn Fn(&Slice) -> bool,
) -> Option<String> {
    let slice = slicer.value(site.caller, site.pc, which)?;
    if is_safe(&slice) {
        return None;
    }
    let found = sources::shared_storage(&slice)
        .or_else(|| sources::network(&slice))
        .or_else(|| outside.first(&slice).map(|given| given.by));
    if found.is_none() && !slice.complete && !super::is_of_library(facts, site) {
        out.unknown(not_followed(site));
    }
    found
}

/// Whether the stream is one of the app's that decides which classes it makes.
fn resolves(facts: &Facts<'_>, callee: &str, slice: &Slice) -> bool {
    let made = slice.origins.iter().filter_map(|origin| match &origin.kind {
        Kind::New(type_) => Some(&**type_),
        _ => None,
    });
    made.chain([class_of(callee)]).any(|type_| {
        let classes = &facts.code.classes;
        classes.extends(type_, "Ljava/io/ObjectInputStream;")
            && classes.id(type_).is_some_and(|id| {
                classes.ancestors(id).into_iter().chain([id]).any(|id| declares(facts, id, "resolveClass"))
            })
    })
}

fn declares(facts: &Facts<'_>, class: facts::ClassId, name: &str) -> bool {
    facts.code.classes.class(class).is_some_and(|(file, class)| {
        class.methods(&file.dex).any(|method| {
            let reference = file.dex.method(method.idx);
            reference.and_then(|one| file.dex.string(one.name)).as_deref() == Some(name)
        })
    })
}

/// Whether the app says which classes a reader may make.
fn limits_classes(reader: &Slice) -> bool {
    reader.calls().any(|(_, callee)| {
        matches!(
            name_of(callee),
            "allowTypes"
                | "allowTypesByWildcard"
                | "allowTypesByRegExp"
                | "allowTypeHierarchy"
                | "addPermission"
        ) || callee.contains("Lorg/yaml/snakeyaml/constructor/BaseConstructor;")
    }) || reader
        .origins
        .iter()
        .any(|one| matches!(&one.kind, Kind::New(type_) if type_.ends_with("/SafeConstructor;")))
}

/// Whether default typing is on without a list of the classes that may be named.
fn lets_name_classes(slicer: &mut Slicer<'_, '_>, site: &CallSite) -> bool {
    if name_of(&site.callee).starts_with("enable") {
        return true;
    }
    let Some(slice) = slicer.object(site.caller, site.pc, Which::Argument(0)) else { return false };
    let names_all = |type_: &str| type_.ends_with("/LaissezFaireSubTypeValidator;");
    slice.origins.iter().any(|one| match &one.kind {
        Kind::New(type_) => names_all(type_),
        Kind::Field(field) => names_all(class_of(field)),
        _ => false,
    })
}
