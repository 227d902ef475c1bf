use cursor::{Accepts, ErrorKind};
use package::{App, Form, Issue};

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
        if app.platform != package::Platform::Android || app.form == Form::Binary {
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
            manifest: manifest
                .or_else(|| unread(app, issues, "AndroidManifest.xml"))
                .unwrap_or(Accepts::Unknown),
            resources: resources.or_else(|| unread(app, issues, "resources.arsc")),
        })
    }
}

/// The answer for a file that is there and was not read: no for one of another format, else it is not known.
fn unread(app: &App, issues: &[Issue], path: &str) -> Option<Accepts> {
    app.artifact(path)?;
    let other_format = issues.iter().any(|issue| match issue {
        Issue::Damage { artifact, error } => **artifact == *path && error.kind == ErrorKind::NotThisFormat,
        _ => false,
    });
    Some(if other_format { Accepts::No } else { Accepts::Unknown })
}
