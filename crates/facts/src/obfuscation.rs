//! What a shrinker or obfuscator left of the names of the app's own code.

use std::collections::HashSet;

use dex::access::{ABSTRACT, NATIVE, SYNTHETIC};
use dex::{Class, Dex};
use finding::{Location, Origin};

use crate::Facts;
use crate::code::{DexFile, location_of};

/// Names of the app's own packages, and marks of the tools that wrote the code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obfuscation {
    /// Tools that left a mark, each once.
    pub tools: Vec<Tool>,
    /// Names that an obfuscator could have changed: of classes, fields, and methods that override nothing.
    pub names: Share,
    /// Classes with the name of their source file.
    pub sources: Share,
    /// Methods with code, and those with names of local variables.
    pub locals: Share,
    /// The first DEX file with a class of the app's own packages.
    pub artifact: Option<Location>,
    /// Classes whose readable name tells what protects the app: a method of the class, or its file, and the name.
    pub telling: Vec<(Location, String)>,
}

/// How many of some things tell what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// All of them.
    pub all: u32,
    /// Those that can be read.
    pub readable: u32,
}

impl Share {
    fn add(&mut self, readable: bool) {
        self.all = self.all.saturating_add(1);
        self.readable = self.readable.saturating_add(u32::from(readable));
    }

    /// The readable ones of a hundred; none when there is nothing.
    pub fn percent(self) -> Option<u32> {
        self.readable.saturating_mul(100).checked_div(self.all)
    }
}

/// A tool that wrote DEX code, from the mark it leaves among the strings: `~~R8{...}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    /// `R8`, `D8` or `L8`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `release` or `debug`.
    pub mode: String,
    /// Id of the mapping file that belongs to the code.
    pub map_id: Option<String>,
}

impl Tool {
    /// Reads a mark; `None` for a string that is none.
    fn parse(mark: &str) -> Option<Self> {
        let (name, rest) = mark.strip_prefix("~~")?.split_once('{')?;
        let is_tool = matches!(name, "R8" | "D8" | "L8");
        let field = |key: &str| {
            let (_, after) = rest.split_once(&format!("\"{key}\":\""))?;
            Some(finding::escape(after.split('"').next()?)).filter(|value| value.len() <= MAX_MARK)
        };
        is_tool.then(|| Self {
            name: name.to_owned(),
            version: field("version").unwrap_or_default(),
            mode: field("compilation-mode").unwrap_or_default(),
            map_id: field("pg-map-id"),
        })
    }
}

/// Longest value of a mark; the values are versions and hashes.
const MAX_MARK: usize = 80;
/// Tools and telling classes that are kept.
const MAX_KEPT: usize = 32;

/// Words in names of classes that protect an app.
const TELLING: &[&str] = &[
    "antidebug",
    "antifrida",
    "antihook",
    "anti_debug",
    "certificatepin",
    "crypto",
    "decrypt",
    "emulatordetect",
    "emulatorcheck",
    "encrypt",
    "fridadetect",
    "hookdetect",
    "integritycheck",
    "jailbreak",
    "keystore",
    "rootcheck",
    "rootdetect",
    "rootbeer",
    "sslpinning",
    "tamper",
];

/// Classes that tools generate and that say nothing about the app.
const GENERATED: &[&str] = &["R", "BuildConfig", "BR", "Manifest", "DataBinderMapperImpl", "package-info"];

impl Obfuscation {
    pub(crate) fn of(facts: &Facts<'_>) -> Self {
        let mut out = Self::default();
        let components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
        let mut kept: HashSet<String> = components.map(crate::Component::class).collect();
        kept.extend(facts.manifest.iter().flat_map(crate::packer::starts_with));
        for file in &facts.code.classes.files {
            let marks =
                file.dex.strings().filter_map(|(_, bytes)| bytes.filter(|text| text.starts_with(b"~~")));
            for tool in marks.filter_map(|mark| Tool::parse(&dex::mutf8::decode(mark))) {
                if out.tools.len() < MAX_KEPT && !out.tools.contains(&tool) {
                    out.tools.push(tool);
                }
            }
            for class in file.dex.classes() {
                let Some(name) = file.dex.type_descriptor(class.type_) else { continue };
                let dotted = crate::owner::dotted(&name);
                if facts.owners.of(&dotted) == Origin::Own {
                    out.class(file, &class, &dotted, kept.contains(&*name));
                }
            }
        }
        out.tools.sort();
        out
    }

    fn class(&mut self, file: &DexFile<'_>, class: &Class, name: &str, kept: bool) {
        let simple = name.rsplit('.').next().unwrap_or(name);
        let outer = simple.split('$').next().unwrap_or(simple);
        if GENERATED.contains(&outer) || name.contains(".databinding.") {
            return;
        }
        let dex = &file.dex;
        self.artifact.get_or_insert_with(|| Location::file(file.artifact.clone()));
        self.sources
            .add(class.source_file.and_then(|idx| dex.string(idx)).is_some_and(|source| is_source(&source)));
        // The platform finds what the manifest names by its name, so that nobody can change it.
        let own = simple.rsplit('$').next().unwrap_or(simple);
        let by_compiler =
            simple.contains("$$") || own.is_empty() || own.bytes().all(|byte| byte.is_ascii_digit());
        if !kept && !by_compiler {
            let readable = !is_short(own);
            self.names.add(readable);
            let lower = own.to_ascii_lowercase();
            if readable && self.telling.len() < MAX_KEPT && TELLING.iter().any(|word| lower.contains(word)) {
                let method = class.methods(dex).next();
                let place = method.map_or_else(
                    || Location::file(file.artifact.clone()),
                    |method| location_of(file, &method, None),
                );
                self.telling.push((place, finding::escape(name)));
            }
        }
        self.members(dex, class);
    }

    fn members(&mut self, dex: &Dex<'_>, class: &Class) {
        let text = |idx| dex.string(idx).unwrap_or_default();
        for field in class.fields(dex).filter(|field| field.access & SYNTHETIC == 0) {
            let name = dex.field(field.idx).map(|field| text(field.name)).unwrap_or_default();
            if !name.contains('$') && !matches!(&*name, "CREATOR" | "serialVersionUID" | "INSTANCE") {
                self.names.add(!is_short(&name));
            }
        }
        for method in class.methods(dex) {
            if let Some(Ok(code)) = method.code(dex) {
                self.locals.add(code.names_locals());
            }
            // What is virtual may override a method of the platform, whose name stays.
            if !method.direct || method.access & (SYNTHETIC | NATIVE | ABSTRACT) != 0 {
                continue;
            }
            let name = dex.method(method.idx).map(|method| text(method.name)).unwrap_or_default();
            if !name.contains(['$', '<']) && !matches!(&*name, "values" | "valueOf" | "main") {
                self.names.add(!is_short(&name));
            }
        }
    }
}

/// Whether an obfuscator may have given this name: one or two characters, or three without a capital letter.
fn is_short(name: &str) -> bool {
    match name.chars().count() {
        0..=2 => true,
        3 => !name.chars().any(char::is_uppercase),
        _ => false,
    }
}

/// Whether it names a file and is none of what R8 and ProGuard put there instead.
fn is_source(name: &str) -> bool {
    [".java", ".kt", ".scala", ".groovy"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_compilers_are_read() {
        let mark = r#"~~R8{"backend":"dex","compilation-mode":"release","has-checksums":false,"min-api":26,"pg-map-id":"4f2a","r8-mode":"full","version":"8.7.18"}"#;
        let tool = Tool::parse(mark).unwrap();
        assert_eq!(tool.name, "R8");
        assert_eq!(
            (&*tool.version, &*tool.mode, tool.map_id.as_deref()),
            ("8.7.18", "release", Some("4f2a"))
        );
        for none in ["~~~{\"La;\":\"1\"}", "~~", "~~X9{}", "R8{}"] {
            assert_eq!(Tool::parse(none), None, "{none}");
        }
        assert_eq!(Tool::parse("~~D8{").unwrap().version, "");
    }

    #[test]
    fn short_names_and_source_files() {
        assert!(["a", "ab", "aa0"].iter().all(|name| is_short(name)));
        assert!(!["Api", "login", "TAG"].iter().any(|name| is_short(name)));
        assert!(is_source("Login.kt") && !is_source("SourceFile") && !is_source("r8-map-id-4f2a"));
    }
}
