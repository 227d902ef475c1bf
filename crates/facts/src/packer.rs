//! Packed apps: the code that runs is not the code in the package.

use std::collections::BTreeMap;

use finding::Text;
use package::App;

use crate::code::Classes;
use crate::{Component, Manifest};

/// What packers leave behind: name, kind, text.
const PACKERS: &str = include_str!("../data/packers.tsv");

/// How much of an app's code was put out of sight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packing {
    /// Packer that at least two indicators name, and the indicators.
    pub packer: Option<(&'static str, Vec<String>)>,
    /// Classes that the platform instantiates when the app starts and that no DEX of the package defines.
    pub missing: Vec<String>,
}

impl Packing {
    pub(crate) fn read(app: &App, manifest: &Manifest, classes: &Classes<'_>) -> Self {
        // Without any code there is nothing to hide, and a split that was not given hides nothing either.
        if classes.files.is_empty() || manifest.requires_splits() && app.packages.len() < 2 {
            return Self::default();
        }
        let starts = starts_with(manifest);
        let missing = starts.iter().filter(|class| classes.find(class).is_none());
        Self { packer: named(app, &starts), missing: missing.cloned().collect() }
    }

    /// Why rules about code cannot decide; none for code that is all there.
    pub fn hides(&self) -> Option<Text> {
        if let Some((packer, indicators)) = &self.packer {
            let found = indicators.join(", ");
            return Some(Text::new(
                format!("the code is packed with {packer} ({found}); scan the build before it is packed"),
                format!("程式碼已由 {packer} 加殼（{found}），請改以加殼前之版本掃描"),
            ));
        }
        let class = self.missing.first()?;
        Some(Text::new(
            format!(
                "the app starts with {class}, which no DEX file of the package holds: packed or encrypted code"
            ),
            format!("App 啟動時使用之 {class} 不在套件內之 DEX 檔案，程式碼可能經加殼或加密"),
        ))
    }
}

/// Classes of the app that must be there before anything else of it runs: the application, the component factory, the
/// activity of the home screen. Those of the framework are on the device.
pub(crate) fn starts_with(manifest: &Manifest) -> Vec<String> {
    let Some(application) = &manifest.application else { return Vec::new() };
    let named = [&application.name, &application.component_factory];
    let named = named.into_iter().filter_map(|fact| fact.value.main());
    let mut classes: Vec<String> =
        named.filter(|name| !name.is_empty()).map(|name| descriptor(name)).collect();
    let is_start = |component: &&Component| {
        component.split.is_empty() && component.filters.iter().any(crate::IntentFilter::is_launcher)
    };
    classes.extend(
        manifest.components.iter().filter(is_start).map(Component::class).filter(|class| class != "L;"),
    );
    let framework = ["Landroid/app/", "Ljava/"];
    classes.retain(|class| !framework.iter().any(|prefix| class.starts_with(prefix)));
    classes.sort();
    classes.dedup();
    classes
}

fn descriptor(name: &str) -> String {
    format!("L{};", name.replace('.', "/"))
}

/// The packer with the most indicators, at least two; one alone may be a coincidence.
fn named(app: &App, starts: &[String]) -> Option<(&'static str, Vec<String>)> {
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for line in PACKERS.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(kind), Some(text)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let indicator = match kind {
            "class" => starts.iter().find(|class| class.starts_with(text)).cloned(),
            "library" => {
                let mut libraries = app.artifacts.iter().filter(|artifact| artifact.path.ends_with(".so"));
                let file = libraries.find(|artifact| {
                    artifact.path.rsplit('/').next().is_some_and(|file| file.starts_with(text))
                });
                file.map(|artifact| artifact.path.to_string())
            }
            _ => app.files(text).next().map(|artifact| artifact.path.to_string()),
        };
        found.entry(name).or_default().extend(indicator);
    }
    found.retain(|_, indicators| {
        indicators.dedup();
        indicators.len() > 1
    });
    found.into_iter().max_by_key(|(_, indicators)| indicators.len())
}
