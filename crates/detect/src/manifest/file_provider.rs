use facts::{Facts, SharedPath, Tri};
use finding::{Severity, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// A file provider that may hand out a whole directory.
pub(crate) struct WholeDirectory;

impl Detector for WholeDirectory {
    fn id(&self) -> &'static str {
        "file-provider-whole-directory"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let shared = &facts.file_providers;
        for path in shared.paths.iter().filter(|path| !is_disabled(facts, path)) {
            let kind = path.kind.value.to_string();
            let whole = path.path.is(|_| true).and(path.is_whole().into());
            let severity = match (kind.as_str(), whole) {
                // The root reaches every file of the app, whatever the rest of the path says.
                ("root-path", _) => Severity::High,
                (_, Tri::No) => continue,
                ("files-path", Tri::Yes) => Severity::High,
                ("external-path", Tri::Yes) => Severity::Medium,
                ("external-files-path" | "external-media-path", Tri::Yes) => Severity::Low,
                (_, Tri::Yes) => continue,
                (_, Tri::Unknown) => {
                    out.unknown(super::unresolved(&path.path.origin));
                    continue;
                }
            };
            let written = path.path.value.main().map_or("", String::as_str);
            out.fail(path.path.origin.clone())
                .value("kind", &kind)
                .value("path", format!("\"{written}\""))
                .value("provider", path.provider.value.to_string())
                .value("instead", narrower(&kind))
                .severity(severity);
        }
        for place in &shared.unread {
            out.unknown(Text::new(
                format!("{place}: the file with the paths cannot be read"),
                format!("{place}：路徑設定檔無法讀取"),
            ));
        }
        out.examined("shared paths", shared.paths.len());
        Ok(())
    }
}

fn is_disabled(facts: &Facts<'_>, path: &SharedPath) -> bool {
    let mut components = facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let provider = components.find(|one| one.kind() == "provider" && one.name.value == path.provider.value);
    provider.is_some_and(|provider| provider.enabled.is(|&on| on) == Tri::No)
}

/// The narrowest element that still does what this one is there for.
fn narrower(kind: &str) -> &'static str {
    match kind {
        "external-path" => r#"<external-files-path path="Pictures/"/>"#,
        "external-files-path" => r#"<external-files-path path="shared/"/>"#,
        "external-media-path" => r#"<external-media-path path="shared/"/>"#,
        _ => r#"<cache-path path="shared/"/>"#,
    }
}
