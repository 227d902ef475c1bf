use facts::Facts;
use finding::{Location, Severity};
use package::Artifact;
use rules::Sink;

use crate::{Detector, Unknown};

/// A file of the workshop that was packed with the app.
pub(crate) struct LeftoverFile;

/// What a file is, and how bad it is that everybody can read it.
type Judged = (&'static str, Severity);

/// Folders of tools, by name.
const FOLDERS: &[(&str, &str, Severity)] = &[
    (".git", "version control", Severity::Medium),
    (".svn", "version control", Severity::Medium),
    (".hg", "version control", Severity::Medium),
    (".idea", "project settings", Severity::Low),
    (".vscode", "project settings", Severity::Low),
    ("__MACOSX", "folder listing", Severity::Info),
];

/// Files of tools, by their whole name in lower case.
const NAMES: &[(&str, &str, Severity)] = &[
    (".ds_store", "folder listing", Severity::Info),
    (".dockerignore", "build file", Severity::Info),
    (".env", "environment with settings", Severity::Medium),
    (".gitignore", "version control", Severity::Info),
    (".gitmodules", "version control", Severity::Low),
    (".htpasswd", "passwords", Severity::Medium),
    (".netrc", "passwords", Severity::Medium),
    (".npmrc", "registry settings", Severity::Low),
    ("build.gradle", "build file", Severity::Low),
    ("build.gradle.kts", "build file", Severity::Low),
    ("cartfile.resolved", "list of dependencies", Severity::Low),
    ("docker-compose.yml", "build file", Severity::Low),
    ("dockerfile", "build file", Severity::Low),
    ("exportoptions.plist", "build file", Severity::Low),
    ("fastfile", "build file", Severity::Low),
    ("gradle.properties", "build settings", Severity::Medium),
    ("id_dsa", "SSH key", Severity::Medium),
    ("id_ed25519", "SSH key", Severity::Medium),
    ("id_rsa", "SSH key", Severity::Medium),
    ("keystore.properties", "signing settings", Severity::Medium),
    ("local.properties", "build settings", Severity::Low),
    ("package-lock.json", "list of dependencies", Severity::Low),
    ("package.resolved", "list of dependencies", Severity::Low),
    ("podfile", "list of dependencies", Severity::Low),
    ("podfile.lock", "list of dependencies", Severity::Low),
    ("proguard-rules.pro", "build file", Severity::Low),
    ("signing.properties", "signing settings", Severity::Medium),
    ("thumbs.db", "folder listing", Severity::Info),
    ("yarn.lock", "list of dependencies", Severity::Low),
];

/// Endings of names, in lower case.
const ENDINGS: &[(&str, &str, Severity)] = &[
    (".bak", "backup copy", Severity::Low),
    (".orig", "backup copy", Severity::Low),
    (".swp", "backup copy", Severity::Low),
    (".xcconfig", "build settings", Severity::Low),
    (".xcuserstate", "project settings", Severity::Low),
    (".pbxproj", "project settings", Severity::Low),
    (".iml", "project settings", Severity::Low),
    (".jmx", "load test", Severity::Low),
    (".http", "recorded requests", Severity::Low),
    (".har", "recorded requests", Severity::Medium),
    (".pcap", "recorded traffic", Severity::Medium),
    (".hprof", "memory dump", Severity::Medium),
    (".postman_collection.json", "Postman collection", Severity::Medium),
    (".postman_environment.json", "Postman environment", Severity::Medium),
];

impl Detector for LeftoverFile {
    fn id(&self) -> &'static str {
        "leftover-file"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut folders: Vec<&str> = Vec::new();
        for artifact in &facts.app.artifacts {
            let (what, severity) = match folder(&artifact.path) {
                Some((folder, judged)) => {
                    // A repository is one finding, however many objects it has.
                    if folders.contains(&folder) {
                        continue;
                    }
                    folders.push(folder);
                    judged
                }
                None => match by_name(&artifact.path).or_else(|| by_content(facts, artifact)) {
                    Some(judged) => judged,
                    None => continue,
                },
            };
            out.fail(Location::file(artifact.path.clone()))
                .severity(severity)
                .value("path", &*artifact.path)
                .value("what", what);
        }
        out.examined("files", facts.app.artifacts.len());
        Ok(())
    }
}

/// The folder of a tool that a path leads through.
fn folder(path: &str) -> Option<(&str, Judged)> {
    let mut end = 0usize;
    for step in path.split('/') {
        end = end.saturating_add(step.len());
        let known = FOLDERS.iter().find(|(name, ..)| *name == step);
        if let Some((_, what, severity)) = known.filter(|_| end < path.len()) {
            return Some((path.get(..end)?, (what, *severity)));
        }
        end = end.saturating_add(1);
    }
    None
}

fn by_name(path: &str) -> Option<Judged> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let environment = name.strip_prefix(".env.").is_some_and(|rest| !rest.contains("example"));
    if environment {
        return Some(("environment with settings", Severity::Medium));
    }
    let of_name = NAMES.iter().find(|(known, ..)| *known == name);
    let of_ending =
        || ENDINGS.iter().find(|(ending, ..)| name.ends_with(ending) && name.len() > ending.len());
    of_name.or_else(of_ending).map(|(_, what, severity)| (*what, *severity))
}

/// Files whose name has other uses too, so that their beginning must say it.
fn by_content(facts: &Facts<'_>, artifact: &Artifact) -> Option<Judged> {
    /// Bytes in which what tells such a file stands.
    const HEAD: usize = 64 << 10;
    let name = artifact.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let (_, ending) = name.rsplit_once('.')?;
    if !["map", "sql", "json", "txt"].contains(&ending) {
        return None;
    }
    let bytes = facts.app.bytes(artifact)?;
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let has = |text: &str| head.contains(text);
    match ending {
        // Revision 3 of source maps. The list of sources comes before the mappings or behind them.
        "map"
            if head.trim_start().starts_with('{')
                && has("\"version\"")
                && (has("\"sources\"") || has("\"mappings\"")) =>
        {
            Some(("source map", Severity::Medium))
        }
        // A schema is what the app creates its tables from; rows are data.
        "sql"
            if has("-- MySQL dump")
                || has("PostgreSQL database dump")
                || has("SQL Server")
                || has("mysqldump") =>
        {
            Some(("database dump", Severity::Medium))
        }
        "json" if has("\"_postman_id\"") => Some(("Postman collection", Severity::Medium)),
        "txt" if has("# compiler: R8") || has("# compiler: ProGuard") || is_mapping(&name, &head) => {
            Some(("map of obfuscated names", Severity::Medium))
        }
        _ => None,
    }
}

/// Lines as ProGuard writes them: `a.b.C -> a.a:`.
fn is_mapping(name: &str, head: &str) -> bool {
    let is_class = |line: &str| {
        !line.starts_with(' ')
            && line.ends_with(':')
            && line.contains(" -> ")
            && line.matches('.').count() >= 2
    };
    name.contains("mapping") && head.lines().take(50).any(is_class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_tools_are_told_by_name() {
        assert_eq!(by_name("assets/.env").unwrap().0, "environment with settings");
        assert_eq!(by_name("assets/.env.production").unwrap().0, "environment with settings");
        assert!(by_name("assets/.env.example").is_none());
        assert_eq!(by_name("Payload/A.app/Podfile.lock").unwrap().0, "list of dependencies");
        assert!(by_name("assets/LICENSE.txt").is_none());
        assert!(by_name("play-services-base.properties").is_none());
        assert_eq!(folder("assets/web/.git/objects/ab/cd").unwrap().0, "assets/web/.git");
        assert!(folder("assets/.gitkeep").is_none());
        assert!(is_mapping("mapping.txt", "tw.example.app.Login -> a.a:\n    void b() -> c\n"));
        assert!(!is_mapping("mapping.txt", "keys -> values:\n"));
    }
}
