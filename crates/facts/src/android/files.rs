use std::sync::Arc;

use android_res::{Document, Tables};
use cursor::{Limits, ParseError};
use package::{App, Artifact};

/// The files of an app by the paths that its resources name, whichever of its units has them.
pub(crate) struct Files<'a> {
    pub(crate) app: &'a App,
    pub(crate) form: android_res::Form,
    pub(crate) tables: &'a Tables<'a>,
    /// The unit of each table.
    pub(crate) units: &'a [usize],
    pub(crate) limits: &'a Limits,
    /// Damage of the documents that were read.
    pub(crate) issues: Vec<(&'a Artifact, ParseError)>,
}

impl<'a> Files<'a> {
    /// Whether some unit has a file there, readable or not.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.app.files(path).next().is_some()
    }

    /// Artifact path and content; none when there is no such file or its content was not read.
    pub(crate) fn bytes(&self, path: &str) -> Option<(&'a str, &'a [u8])> {
        let app = self.app;
        app.files(path).find_map(|artifact| Some((&*artifact.path, app.bytes(artifact)?)))
    }

    /// A compiled XML document.
    pub(crate) fn xml(&mut self, path: &str) -> Option<(Arc<str>, Document)> {
        let app = self.app;
        app.files(path).find_map(|artifact| Some((artifact.path.clone(), self.read(artifact)?)))
    }

    /// The document in this artifact.
    pub(crate) fn read(&mut self, artifact: &'a Artifact) -> Option<Document> {
        // A protobuf document names resources by their names, which the table of its own module knows.
        let own = self.units.iter().position(|unit| *unit == artifact.unit);
        let names = self.tables.iter().nth(own.unwrap_or(0));
        match self.form.document(self.app.bytes(artifact)?, names, self.limits) {
            Ok(parsed) => {
                self.issues.extend(parsed.issues.into_iter().map(|error| (artifact, error)));
                Some(parsed.value)
            }
            Err(error) => {
                self.issues.push((artifact, error));
                None
            }
        }
    }
}
