//! Detectors for native libraries of Android apps.
//!
//! Three lists of places count: what the linker reads decides about loading and hardening, the folder decides what the
//! installer takes, and the constants tell what was built in. Files for other systems are named and not judged.

mod components;
mod contents;
mod hardening;
mod loading;
mod stack;
mod versions;

use binary::elf::Language;
use facts::{Facts, Library, Part, Seen};
use finding::{Location, Text};
use rules::{Draft, Sink};

/// Every detector for native libraries.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &components::KnownComponent,
    &components::VulnerableComponent,
    &contents::BuildPath,
    &contents::DebugInformation,
    &contents::UnsafeFunction,
    &hardening::FixedAddress,
    &hardening::NoBranchProtection,
    &hardening::NoFortify,
    &hardening::NoRelro,
    &hardening::WritableCode,
    &loading::Missing64Bit,
    &loading::SearchPath,
    &loading::SmallPages,
    &loading::UnalignedInArchive,
    &stack::ExecutableStack,
    &stack::NoCanary,
];

/// Most files that evidence names one by one; the rest is counted.
const MAX_NAMED: usize = 16;

/// Evidence for a value that is not there, in any language.
const NOTHING: &str = "-";

/// Looks at each file that Android may load and that is wanted. `look` reports what it finds, or says why the question
/// does not arise for this file; those reasons stand in the evidence, and decide when they hold for all.
fn each<'f>(
    facts: &'f Facts<'_>,
    out: &mut Sink<'_>,
    wanted: impl Fn(&Library) -> bool,
    mut look: impl FnMut(&'f Library, &mut Sink<'_>) -> Option<Text>,
) {
    let (mut judged, mut exempt) = (0u32, Vec::new());
    for library in facts.native.iter().filter(|library| library.is_loadable() && wanted(library)) {
        match look(library, out) {
            Some(why) => exempt.push(about(library, &why)),
            None => judged = judged.saturating_add(1),
        }
    }
    out.examined("files", judged);
    let foreign = facts.native.iter().filter(|library| !library.is_loadable());
    let foreign: Vec<String> = foreign.map(|library| library.artifact.to_string()).collect();
    name_all(out, "not for Android", &foreign);
    let reasons: Vec<String> = exempt.iter().map(|why| why.en.clone()).collect();
    name_all(out, "not applicable", &reasons);
    // A file that could not be read may be one to judge.
    if judged == 0 && *facts.seen(Part::Native) == Seen::Whole {
        out.not_applicable(summary(exempt));
    }
}

fn name_all(out: &mut Sink<'_>, what: &str, texts: &[String]) {
    for text in texts.iter().take(MAX_NAMED) {
        out.examined(what, text);
    }
    if texts.len() > MAX_NAMED {
        out.examined(what, format!("{} in all", texts.len()));
    }
}

fn summary(mut reasons: Vec<Text>) -> Text {
    let all = reasons.len();
    reasons.truncate(MAX_NAMED);
    let joined = reasons.into_iter().reduce(|all, one| Text {
        en: format!("{}; {}", all.en, one.en),
        zh_tw: format!("{}；{}", all.zh_tw, one.zh_tw),
    });
    let mut text = joined.unwrap_or_else(|| {
        Text::new("the app has no native code that the question is about", "App 無此項所檢視之原生程式碼")
    });
    if let Some(more) = all.checked_sub(MAX_NAMED).filter(|more| *more > 0) {
        text.en.push_str(&format!("; and {more} more"));
        text.zh_tw.push_str(&format!("；另有 {more} 個檔案"));
    }
    text
}

/// A sentence about one file.
fn about(library: &Library, what: &Text) -> Text {
    let path = &library.artifact;
    Text::new(format!("{path}: {}", what.en), format!("{path}：{}", what.zh_tw))
}

/// A named part of a file.
fn at(library: &Library, part: &str) -> Location {
    Location::symbol(library.artifact.clone(), part)
}

/// A finding about one file. The same part of two files is two findings that stay apart through rebuilds, so the path of
/// the file is what tells them.
fn fail<'s>(out: &'s mut Sink<'_>, library: &Library, place: Location) -> Draft<'s> {
    out.fail(place).anchor(&*library.artifact)
}

/// Machine code that a compiler other than those of C and C++ made, with what told it.
fn other_language(library: &Library) -> Option<Text> {
    let name = match library.elf.language? {
        Language::Dart => "Dart",
        Language::Go => "Go",
        Language::DotNetAot => ".NET",
        Language::Swift => "Swift",
        Language::Rust => "Rust",
        _ => return None,
    };
    let told = &library.elf.language_evidence;
    Some(Text::new(
        format!("{name} code ({told}), whose compiler has no such protection"),
        format!("{name} 程式碼（{told}），其編譯器無此保護"),
    ))
}

/// Whether it imports one of these functions; the first it does.
fn first_import<'l>(library: &'l Library, names: &[&str]) -> Option<&'l str> {
    let imports = library.elf.imports.iter().map(String::as_str);
    imports.filter(|name| names.contains(name)).min()
}

/// API level whose behaviour the app asks for, for evidence.
fn target_sdk(facts: &Facts<'_>) -> Option<i64> {
    facts.manifest.as_ref().and_then(facts::Manifest::target_sdk)
}

/// The same, in words.
fn target_word(facts: &Facts<'_>) -> String {
    target_sdk(facts).map_or_else(|| NOTHING.to_owned(), |level| level.to_string())
}
