use cursor::{Accepts, ErrorKind};
use package::{App, Issue};

/// Whether Android would take the package, asked of each of its readers. A refusal never stops our own reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlatformAccepts {
    /// The archive: `libziparchive`, which installs the package and loads its code.
    pub container: Accepts,
    /// `AndroidManifest.xml`; unknown when there is none or it is hidden, no when it is no binary XML.
    pub manifest: Accepts,
    /// `resources.arsc`; none when the package has no resources.
    pub resources: Option<Accepts>,
}

impl PlatformAccepts {
    /// The archive's answer is the worst of what is odd about it; those of the documents come from their readers.
    pub(crate) fn new(
        app: &App,
        issues: &[Issue],
        manifest: Option<Accepts>,
        resources: Option<Accepts>,
    ) -> Option<Self> {
        if !app.is_installable() {
            return None;
        }
        let archive = app.issues.iter().filter_map(|issue| match issue {
            // Another reader's opinion is not the platform's.
            Issue::Archive(oddity) if !oddity.kind.is_second_opinion() => Some(oddity.platform),
            Issue::Archive(_) => None,
            Issue::Damage { error, .. } | Issue::Unread { error, .. } => {
                error.is_limit().then_some(Accepts::Unknown)
            }
        });
        Some(Self {
            container: archive.fold(Accepts::Yes, Accepts::and),
            manifest: match refused(app, issues, "AndroidManifest.xml") {
                true => Accepts::No,
                false => manifest.unwrap_or(Accepts::Unknown),
            },
            resources: app.files("resources.arsc").next().map(|_| {
                match refused(app, issues, "resources.arsc") {
                    true => Accepts::No,
                    false => resources.unwrap_or(Accepts::Unknown),
                }
            }),
        })
    }
}

/// Whether the file of some unit is of another format altogether.
fn refused(app: &App, issues: &[Issue], path: &str) -> bool {
    let files: Vec<&str> = app.files(path).map(|artifact| &*artifact.path).collect();
    issues.iter().any(|issue| match issue {
        Issue::Damage { artifact, error } => {
            error.kind == ErrorKind::NotThisFormat && files.contains(&&**artifact)
        }
        _ => false,
    })
}
