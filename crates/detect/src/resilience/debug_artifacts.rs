//! What belongs to a build for developers: their tools, and the constant that says which build it is.

use std::collections::HashMap;

use dex::{Class, Field, Index, Opcode};
use facts::{DexFile, Facts, Interest, MethodPattern, location_of};
use finding::{Location, Place, Text};
use rules::Sink;

use crate::{Detector, Unknown};

const TOOLS: &str = include_str!("debug-tools.tsv");

/// Code units that the longest method of a class has that does something; an artefact without function has fewer.
const MIN_UNITS: u32 = 8;

/// A tool for developers in the app.
pub(crate) struct DebugTool;

impl Detector for DebugTool {
    fn id(&self) -> &'static str {
        "debug-tool"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let rows = TOOLS.lines().filter(|line| !line.starts_with('#'));
        let rows: Vec<(&str, &str)> = rows.filter_map(|line| line.split_once('\t')).collect();
        out.examined("tools", rows.len());
        for (tool, wanted) in rows {
            let found = match wanted.ends_with('/') {
                false => facts.code.classes.find(wanted).and_then(|(file, class)| body(file, &class)),
                true => facts.code.classes.files.iter().find_map(|file| {
                    let inside = |class: &Class| {
                        let name = file.dex.type_descriptor_bytes(class.type_);
                        name.is_some_and(|name| name.starts_with(wanted.as_bytes()))
                    };
                    file.dex.classes().filter(inside).find_map(|class| body(file, &class))
                }),
            };
            if let Some(place) = found {
                out.fail(place).value("tool", tool);
            }
        }
        Ok(())
    }
}

/// The longest method of a class, if it is long enough to do something.
fn body(file: &DexFile<'_>, class: &Class) -> Option<Location> {
    let methods = class.methods(&file.dex);
    let units = methods.filter_map(|method| Some((method.code(&file.dex)?.ok()?.units(), method)));
    let (_, method) = units.filter(|(units, _)| *units > MIN_UNITS).max_by_key(|(units, _)| *units)?;
    Some(location_of(file, &method, None))
}

/// `BuildConfig.DEBUG` is true in the app's own code.
pub(crate) struct DebugBuildConfig;

const PENALTY_LOG: &str = "Landroid/os/StrictMode$ThreadPolicy$Builder;->penaltyLog()";

impl Detector for DebugBuildConfig {
    fn id(&self) -> &'static str {
        "debug-build-config"
    }

    fn interest(&self, interest: &mut Interest) {
        if let Ok(pattern) = MethodPattern::parse(PENALTY_LOG) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0u32;
        for file in &facts.code.classes.files {
            for class in file.dex.classes() {
                let Some(name) = file.dex.type_descriptor(class.type_) else { continue };
                if !name.ends_with("/BuildConfig;") {
                    continue;
                }
                let dotted = name.trim_start_matches('L').trim_end_matches(';').replace('/', ".");
                if !facts.is_own_name(&dotted) {
                    continue;
                }
                let Some((at, field)) = debug_field(file, &class) else { continue };
                looked = looked.saturating_add(1);
                let method = "DEBUG:Z".to_owned();
                let place = Place::Code { class: finding::escape(&name), method, pc: None };
                let place = Location { artifact: file.artifact.clone(), place };
                match value(file, &class, at, &field) {
                    Some(true) => {
                        out.fail(place).value("class", &dotted);
                    }
                    Some(false) => {}
                    None => out.unknown(Text::new(
                        format!("{place}: its value cannot be told"),
                        format!("{place}：無法得知其值"),
                    )),
                }
            }
        }
        out.examined("BuildConfig classes of the app", looked);
        // Logging is no weakness by itself; the number tells what kind of build it is.
        out.examined("calls of StrictMode penaltyLog", facts.code.calls_to(PENALTY_LOG).count());
        Ok(())
    }
}

/// The static field `DEBUG` and its position among the static fields.
fn debug_field(file: &DexFile<'_>, class: &Class) -> Option<(usize, Field)> {
    let fields = class.fields(&file.dex).filter(|field| field.is_static).enumerate();
    let is_debug = |field: &Field| {
        let reference = file.dex.field(field.idx);
        let name = reference.and_then(|reference| file.dex.string_bytes(reference.name));
        let type_ = reference.and_then(|reference| file.dex.type_descriptor_bytes(reference.type_));
        (name, type_) == (Some(b"DEBUG"), Some(b"Z"))
    };
    fields.into_iter().find(|(_, field)| is_debug(field))
}

/// What a static field holds after its class was initialised: what the initialiser writes, or else the constant. Build
/// tools write `Boolean.parseBoolean("true")` in debug builds, so that the compiler does not take it for a constant.
fn value(file: &DexFile<'_>, class: &Class, at: usize, field: &Field) -> Option<bool> {
    let constant = match class.static_values(&file.dex).nth(at) {
        Some(dex::EncodedValue::Boolean(value)) => value,
        // Fields behind the last constant hold zero.
        _ => false,
    };
    let mut methods = class.methods(&file.dex);
    let initialiser = methods.find(|method| {
        let name = file.dex.method(method.idx).and_then(|method| file.dex.string_bytes(method.name));
        name == Some(b"<clinit>")
    });
    let Some(code) = initialiser.and_then(|method| method.code(&file.dex)) else { return Some(constant) };
    let mut bools: HashMap<u16, bool> = HashMap::new();
    // What the last call returned.
    let mut result = None;
    let mut written = None;
    for one in code.ok()?.instructions() {
        let Some(a) = one.registers().next() else { continue };
        if let Some(literal) = one.literal().filter(|_| one.mnemonic().starts_with("const")) {
            bools.insert(a, literal != 0);
        } else if let Some(Index::String(idx)) = one.index() {
            bools.insert(a, file.dex.string(idx).is_some_and(|text| text.eq_ignore_ascii_case("true")));
        } else if one.op.is_invoke() {
            let parses = match one.index() {
                Some(Index::Method(idx)) => file
                    .dex
                    .method_signature(idx)
                    .is_some_and(|name| name == "Ljava/lang/Boolean;->parseBoolean(Ljava/lang/String;)Z"),
                _ => false,
            };
            result = bools.get(&a).copied().filter(|_| parses);
        } else if one.op == Opcode::MOVE_RESULT {
            match result.take() {
                Some(value) => bools.insert(a, value),
                None => bools.remove(&a),
            };
        } else if one.op == Opcode::SPUT_BOOLEAN {
            if one.index() == Some(Index::Field(field.idx)) {
                written = Some(bools.get(&a).copied());
            }
        } else if !one.op.is_if() {
            bools.remove(&a);
        }
    }
    written.unwrap_or(Some(constant))
}
