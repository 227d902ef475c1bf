use std::collections::BTreeMap;
use std::sync::LazyLock;

use facts::{Facts, Interest, StringHit, StringPattern, StringScope};
use finding::{Severity, Text};
use regex::bytes::Regex;
use rules::Sink;

use super::{about, at, each, fail};
use crate::{Detector, Unknown};

/// A path of the machine that built the library.
pub(crate) struct BuildPath;
/// Symbols or debug information that no device needs.
pub(crate) struct DebugInformation;
/// C functions that are easily misused.
pub(crate) struct UnsafeFunction;

/// More than what alignment and section headers take.
const LEFT_OVER: u64 = 4096;

impl Detector for DebugInformation {
    fn id(&self) -> &'static str {
        "elf-debug-information"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let elf = &library.elf;
                let all = [
                    (".symtab", elf.has_symtab),
                    (".debug_*", elf.has_debug),
                    (".gnu_debugdata", elf.has_gnu_debugdata),
                ];
                let found: Vec<&str> =
                    all.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
                if let Some(first) = found.first() {
                    fail(out, library, at(library, first)).value("sections", found.join(", "));
                } else if !elf.has_sections && elf.unloaded_size > LEFT_OVER {
                    // Without section headers nothing names symbols. Where every byte is loaded there are none.
                    let size = elf.unloaded_size;
                    out.unknown(about(
                        library,
                        &Text::new(
                            format!("no section headers, and {size} bytes that are not loaded"),
                            format!("無節區標頭，且有 {size} 位元組不會載入"),
                        ),
                    ));
                }
                None
            },
        );
        Ok(())
    }
}

impl Detector for UnsafeFunction {
    fn id(&self) -> &'static str {
        "elf-unsafe-function"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                if let Some(first) = library.elf.unsafe_imports.first() {
                    fail(out, library, at(library, first))
                        .value("functions", library.elf.unsafe_imports.join(", "));
                }
                None
            },
        );
        Ok(())
    }
}

/// Names under which build services run; a path below them names no person.
const SERVICES: &[&str] = &[
    "administrator",
    "android",
    "app",
    "azureuser",
    "bamboo",
    "bitrise",
    "build",
    "buildbot",
    "builder",
    "buildkite",
    "buildkite-agent",
    "ci",
    "circleci",
    "conan",
    "distiller",
    "docker",
    "ec2-user",
    "expo",
    "gitlab-runner",
    "hudson",
    "jenkins",
    "runner",
    "runneradmin",
    "shared",
    "teamcity",
    "travis",
    "ubuntu",
    "user",
    "vagrant",
    "vsts",
    "worker",
];

/// Group 1 is the path, group 2 the name in it.
///
/// A path starts a text, or follows a sign that no web address has there: the rest of an address such as
/// `https://host/home/list` is none. Rust puts its texts side by side, so paths of its package folders may follow a letter.
const HOME: &str = concat!(
    r#"(?:^|file://|[^A-Za-z0-9._/\\%~-])"#,
    r#"((?:(?:[A-Za-z]:)?/(?:home|Users)/|[A-Za-z]:\\Users\\)([A-Za-z0-9][A-Za-z0-9._ -]{0,31})[/\\][^\x00-\x1f"'<>|*?]+)"#
);
const CARGO: &str = r#"((?:/root|/(?:home|Users)/([A-Za-z0-9][A-Za-z0-9._-]{0,31}))/\.(?:cargo|rustup)/[^\x00-\x1f"'<>|*?:]+)"#;

/// What a path of a build ends in or passes through.
const OF_BUILD: &str = concat!(
    r"(?i)\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|inc|inl|m|mm|rs|go|swift|java|kt|s|asm|o|a|so|cs|dart|py|proto|pdb|dll)(?:$|[^A-Za-z0-9])",
    r"|[/\\](?:\.cargo|\.gradle|\.rustup|android|AndroidStudioProjects|StudioProjects|build|code|dev|Desktop|Documents|",
    r"git|go|jni|Library|ndk|node_modules|obj|out|projects?|repos?|source|src|workspace)(?:[/\\]|$)"
);

struct Patterns {
    home: StringPattern,
    cargo: StringPattern,
    of_build: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let pattern = |literals: &[&str], text: &str| {
        Some(StringPattern {
            literals: literals.iter().map(|literal| (*literal).to_owned()).collect(),
            pattern: Regex::new(&format!("(?-u){text}")).ok()?,
            scopes: vec![StringScope::Native],
        })
    };
    Some(Patterns {
        home: pattern(&["/home/", "/Users/", r":\Users\"], HOME)?,
        cargo: pattern(&["/.cargo/", "/.rustup/"], CARGO)?,
        of_build: Regex::new(&format!("(?-u){OF_BUILD}")).ok()?,
    })
});

/// A path that was found: itself, the name in it, and the text that holds it.
struct Found<'h> {
    path: String,
    name: String,
    hit: &'h StringHit,
}

impl Found<'_> {
    /// Whether it tells who built.
    fn names_person(&self) -> bool {
        !self.name.is_empty() && !SERVICES.contains(&self.name.to_ascii_lowercase().as_str())
    }
}

impl Detector for BuildPath {
    fn id(&self) -> &'static str {
        "elf-build-path"
    }

    fn interest(&self, interest: &mut Interest) {
        if let Some(patterns) = &*PATTERNS {
            interest.add_string(patterns.home.clone());
            interest.add_string(patterns.cargo.clone());
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(patterns) = &*PATTERNS else { return Ok(()) };
        let mut by_file: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
        for asked in [&patterns.home, &patterns.cargo] {
            for hit in facts.strings.hits(asked) {
                for groups in asked.pattern.captures_iter(hit.text.as_bytes()) {
                    let group =
                        |at| groups.get(at).map(|one| String::from_utf8_lossy(one.as_bytes()).into_owned());
                    let (path, name) = (group(1).unwrap_or_default(), group(2).unwrap_or_default());
                    if patterns.of_build.is_match(path.as_bytes()) {
                        by_file.entry(&hit.location.artifact).or_default().push(Found { path, name, hit });
                    }
                }
            }
        }
        each(
            facts,
            out,
            |_| true,
            |library, out| {
                let found = by_file.get(&*library.artifact)?;
                // The first that names a person tells most.
                let shown = found.iter().find(|one| one.names_person()).or(found.first())?;
                let severity = match (shown.names_person(), shown.name.is_empty()) {
                    // `/root/.cargo` lists the packages that were built in, with their versions.
                    (true, _) | (_, true) => Severity::Low,
                    _ => Severity::Info,
                };
                fail(out, library, shown.hit.location.clone())
                    .value("path", &shown.path)
                    .value("count", found.len().to_string())
                    .severity(severity);
                None
            },
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<String> {
        let patterns = PATTERNS.as_ref().unwrap();
        let groups = [&patterns.home, &patterns.cargo]
            .into_iter()
            .find_map(|one| one.pattern.captures(text.as_bytes()))?;
        let path = groups.get(1)?.as_bytes();
        patterns.of_build.is_match(path).then(|| String::from_utf8_lossy(path).into_owned())
    }

    #[test]
    fn paths_of_builds_are_told_from_addresses() {
        for (text, wanted) in [
            ("/home/ming/broker/main/jni/quotes.c", Some("/home/ming/broker/main/jni/quotes.c")),
            ("at /Users/lin wei/StudioProjects/broker", Some("/Users/lin wei/StudioProjects/broker")),
            (r"C:\Users\wang\source\quotes.cpp", Some(r"C:\Users\wang\source\quotes.cpp")),
            ("file:///Users/lin/app/lib/main.dart", Some("/Users/lin/app/lib/main.dart")),
            (
                "oops/home/chen/.cargo/registry/src/a-1.0/b.rs",
                Some("/home/chen/.cargo/registry/src/a-1.0/b.rs"),
            ),
            ("/root/.cargo/registry/src/a-1.0/b.rs", Some("/root/.cargo/registry/src/a-1.0/b.rs")),
            ("https://broker.example/home/quotes/src/list", None),
            ("/home/quotes/today", None),
            ("/buildbot/src/android/ndk-release-r23/toolchain/a.c", None),
            ("/usr/local/google/buildbot/src/a.c", None),
        ] {
            assert_eq!(path(text).as_deref(), wanted, "{text}");
        }
    }
}
