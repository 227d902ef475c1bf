//! Compares both forms of a package: `forms PACKAGE-FOLDER BUNDLE-FOLDER`.
//!
//! The folders are an unpacked APK and what `aapt2 convert --output-format proto` made of it, unpacked. Prints what differs
//! and how much was compared; fails when anything differs.
#![allow(clippy::disallowed_methods, reason = "files that the caller named, read on the developer's machine")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use appraise_android_res::{Content, Document, Form, Table, Value};
use cursor::{Limits, Parsed};

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [binary, proto] = folders.as_slice() else {
        eprintln!("usage: forms PACKAGE-FOLDER BUNDLE-FOLDER");
        return ExitCode::FAILURE;
    };
    let mut differences = 0u64;
    let limits = Limits::default();
    let arsc = fs::read(binary.join("resources.arsc")).unwrap_or_default();
    let pb = fs::read(proto.join("resources.pb")).unwrap_or_default();
    let arsc = Form::Binary.table(&arsc, &limits).ok();
    let pb = Form::Proto.table(&pb, &limits).ok();
    if let (Some(arsc), Some(pb)) = (&arsc, &pb) {
        for issue in &pb.issues {
            println!("resources.pb: {issue}");
        }
        differences += tables(&arsc.value, &pb.value);
    } else {
        println!("no table in one of the folders");
    }
    let names = pb.as_ref().map(|parsed| &parsed.value);
    let (mut documents, mut elements, mut attributes) = (0u64, 0usize, 0usize);
    for path in files(binary).iter().filter(|path| path.extension().is_some_and(|end| end == "xml")) {
        let Ok(one) = Form::Binary.document(&fs::read(path).unwrap_or_default(), None, &limits) else {
            continue;
        };
        let inside = path.strip_prefix(binary).unwrap_or(path);
        let bytes = fs::read(proto.join(inside)).unwrap_or_default();
        match Form::Proto.document(&bytes, names, &limits) {
            Ok(other) => {
                documents += 1;
                elements += one.value.elements.len();
                attributes +=
                    one.value.elements.iter().map(|element| element.attributes.len()).sum::<usize>();
                differences += compare(inside, one, other);
            }
            Err(error) => {
                println!("{}: {error}", inside.display());
                differences += 1;
            }
        }
    }
    println!(
        "{documents} documents, {elements} elements, {attributes} attributes; {differences} differences"
    );
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The texts of the source are dropped where the value is typed: old compilers kept them, conversion does not.
fn compare(path: &Path, binary: Parsed<Document>, proto: Parsed<Document>) -> u64 {
    for issue in &proto.issues {
        println!("{}: {issue}", path.display());
    }
    let mut differences = 0;
    let (one, other) = (binary.value.elements, proto.value.elements);
    if one.len() != other.len() {
        println!("{}: {} and {} elements", path.display(), one.len(), other.len());
        differences += 1;
    }
    for (mut one, mut other) in one.into_iter().zip(other) {
        for attribute in one.attributes.iter_mut().chain(&mut other.attributes) {
            if attribute.value.as_str().is_none() {
                attribute.raw = None;
            }
        }
        if one != other {
            println!("{}:\n  {one:?}\n  {other:?}", path.display());
            differences += 1;
        }
    }
    differences
}

/// Every value of every resource, its name, and what it resolves to.
fn tables(one: &Table<'_>, other: &Table<'_>) -> u64 {
    let rows = |table: &Table<'_>| {
        let rows = table.ids().map(|row| {
            let name =
                format!("{}/{}", row.type_name.as_deref().unwrap_or("?"), row.name.as_deref().unwrap_or("?"));
            ((row.id, row.config.to_string()), (name, row.content()))
        });
        rows.collect::<BTreeMap<_, _>>()
    };
    let (left, right) = (rows(one), rows(other));
    let mut differences = 0;
    for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
        let (a, b) = (left.get(key), right.get(key));
        if a != b {
            println!("{} {}: {a:?}\n  {b:?}", key.0, key.1);
            differences += 1;
        }
    }
    let ids: BTreeSet<_> = left.keys().chain(right.keys()).map(|(id, _)| *id).collect();
    let mut followed = 0u64;
    for id in &ids {
        let value = Value::Reference(*id);
        let (a, b) = (one.resolve(&value), other.resolve(&value));
        followed += 1;
        if a != b
            || one.values(*id).len() != other.values(*id).len()
            || one.contains(*id) != other.contains(*id)
        {
            println!("{id}: {a:?}\n  {b:?}");
            differences += 1;
        }
        let name = other.name(*id).unwrap_or_default();
        if name.split_once('/').and_then(|(type_, name)| other.find(type_, name)).is_none() {
            println!("{id}: {name} is not found");
            differences += 1;
        }
    }
    let bags = left.values().filter(|(_, content)| matches!(content, Some(Content::Bag { .. }))).count();
    let configs: BTreeSet<&String> = left.keys().map(|(_, config)| config).collect();
    println!(
        "{} values ({bags} bags) of {} resources in {} configurations, {followed} resolved",
        left.len(),
        ids.len(),
        configs.len()
    );
    differences
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
