//! Calls of machine code, as the detectors of this folder ask for them.

use std::collections::BTreeSet;

use facts::arm64::{Call, Site, Value, Walk};
use facts::{Binary, Facts, Interest};
use finding::Text;
use rules::Sink;

use super::all_slices;

/// Calls that fit, in all code of the app. Of a file with several slices, later ones only add what the first has not.
pub(super) fn sites<'f>(facts: &'f Facts<'_>, fits: impl Fn(&Call) -> bool) -> Vec<(&'f Binary, &'f Site)> {
    let mut found: Vec<(&Binary, &Site)> = Vec::new();
    let mut known: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    for (_, binary) in all_slices(facts) {
        let mut here = BTreeSet::new();
        for site in binary.machine.calls.iter().filter(|site| fits(&site.call)) {
            let place = (&*binary.artifact, site.function.name.as_deref());
            here.insert(place);
            if !known.contains(&place) {
                found.push((binary, site));
            }
        }
        known.extend(here);
    }
    found
}

/// Says what code was not looked at, so that nothing found is no pass. Encrypted code makes the whole part partly seen.
pub(super) fn say_unread(facts: &Facts<'_>, out: &mut Sink<'_>) {
    let walked: BTreeSet<&str> = all_slices(facts)
        .filter(|(_, binary)| binary.machine.walk != Walk::OtherProcessor)
        .map(|(_, binary)| &*binary.artifact)
        .collect();
    let mut said = BTreeSet::new();
    for (_, binary) in all_slices(facts).filter(|(_, binary)| !walked.contains(&*binary.artifact)) {
        if said.insert(&binary.artifact) {
            let (path, arch) = (&binary.artifact, super::arch(binary));
            out.unknown(Text::new(
                format!("{path}: code for {arch} is not analysed"),
                format!("{path}：不分析 {arch} 程式碼"),
            ));
        }
    }
}

/// Says that an argument of a call is not known.
pub(super) fn say_unknown(out: &mut Sink<'_>, binary: &Binary, site: &Site, en: &str, zh: &str) {
    let place = binary.call(site);
    out.unknown(Text::new(format!("{place}: {en} is not known"), format!("{place}：無法得知{zh}")));
}

/// A boolean: a number, an `NSNumber` made of one, or one of Core Foundation's two.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Int(number) => Some(number & 0xff != 0),
        Value::Content(symbol) | Value::Symbol(symbol) => match symbol.trim_start_matches('_') {
            "kCFBooleanTrue" => Some(true),
            "kCFBooleanFalse" => Some(false),
            _ => None,
        },
        Value::Result(call) => match call.selector() {
            Some("numberWithBool:" | "numberWithInt:" | "numberWithInteger:" | "initWithBool:") => {
                truth(call.arg(2))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What a value that is fixed in the package is, in a word; `None` for what is not fixed, and for nothing.
pub(super) fn constant(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::CString(text) if !text.is_empty() => Some("text in the code".into()),
        Value::Data { section, .. } if matches!(&**section, "__const" | "__data" | "__literal16") => {
            Some(format!("data in {section}"))
        }
        Value::Stack(words) => {
            let fixed = words.iter().take(2).filter_map(Value::int).filter(|word| *word != 0).count();
            (words.len() >= 2 && fixed == 2).then(|| "numbers in the code".into())
        }
        Value::Result(call) => match call.selector() {
            Some(
                "bytes"
                | "mutableBytes"
                | "UTF8String"
                | "copy"
                | "mutableCopy"
                | "dataUsingEncoding:"
                | "cStringUsingEncoding:"
                | "dataUsingEncoding:allowLossyConversion:",
            ) => constant(call.arg(0)),
            Some(
                "dataWithBytes:length:"
                | "initWithBytes:length:"
                | "dataWithBytesNoCopy:length:"
                | "dataWithData:"
                | "initWithData:"
                | "initWithBase64EncodedString:options:"
                | "stringWithString:"
                | "stringWithUTF8String:"
                | "initWithUTF8String:"
                | "initWithString:",
            ) => constant(call.arg(2)),
            _ if call.symbol() == Some("_CFDataCreate") => constant(call.arg(1)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value is what the caller passes, or taken from it.
pub(super) fn is_passed(value: &Value) -> bool {
    match value {
        Value::Parameter(_) => true,
        Value::Result(call) | Value::From(call) => match call.selector() {
            Some("bytes" | "mutableBytes" | "UTF8String" | "dataUsingEncoding:" | "copy") => {
                is_passed(call.arg(0))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Adds names to a set.
pub(super) fn add(set: &mut BTreeSet<String>, names: &[&str]) {
    set.extend(names.iter().map(|name| (*name).to_owned()));
}

/// Asks that arguments of a function or selector are followed to the callers of what only passes them on.
pub(super) fn follow(interest: &mut Interest, name: &str, args: &[usize]) {
    let all = interest.machine.follow.entry(name.to_owned()).or_default();
    all.extend(args);
    all.sort_unstable();
    all.dedup();
}

/// A number, or an `NSNumber` made of one.
pub(super) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Result(call) if call.selector().is_some_and(|name| name.starts_with("numberWith")) => {
            call.arg(2).int()
        }
        _ => None,
    }
}

/// Keys and values of a dictionary that is made in one call; `None` where it is made otherwise.
pub(super) fn pairs(dict: &Value) -> Option<Vec<(&Value, &Value)>> {
    let call = dict.result()?;
    let (keys, values) = match call.selector() {
        Some("dictionaryWithObjects:forKeys:count:" | "initWithObjects:forKeys:count:") => {
            (call.arg(3), call.arg(2))
        }
        _ if call.symbol() == Some("_CFDictionaryCreate") => (call.arg(1), call.arg(2)),
        _ => return None,
    };
    match (keys, values) {
        (Value::Stack(keys), Value::Stack(values)) => Some(keys.iter().zip(values.iter()).collect()),
        _ => None,
    }
}

/// Whether a value is kept elsewhere, in a member of an object or a variable that a block captured, or taken from it.
pub(super) fn is_kept(value: &Value) -> bool {
    match value {
        Value::Member { .. } => true,
        Value::Result(call) => match call.selector() {
            Some(
                "bytes"
                | "mutableBytes"
                | "UTF8String"
                | "dataUsingEncoding:"
                | "copy"
                | "cStringUsingEncoding:",
            ) => is_kept(call.arg(0)),
            _ => false,
        },
        _ => false,
    }
}
