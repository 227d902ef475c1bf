use std::collections::HashMap;
use std::sync::Arc;

use crate::app::{Artifact, Unit, UnitKind};

/// Folders of a path that are looked at; a real app nests fewer than ten.
const MAX_FOLDERS: usize = 64;

/// Finds the bundles of an iOS app by their `Info.plist` and gives each artifact to the innermost bundle around it.
///
/// The app itself comes first, then every bundle in the order of its path. Files outside any bundle belong to the app.
pub(crate) fn bundles(artifacts: &mut [Artifact]) -> Vec<Unit> {
    let mut roots: Vec<String> = artifacts
        .iter()
        .filter_map(|artifact| {
            artifact.path.strip_suffix("Info.plist").map(|root| root.trim_end_matches('/').to_owned())
        })
        .filter(|root| kind_of(root).is_some())
        .collect();
    roots.sort_unstable();
    roots.dedup();
    // The outermost app: shortest path first among applications.
    let main = roots
        .iter()
        .enumerate()
        .filter(|(_, root)| kind_of(root) == Some(UnitKind::App))
        .min_by_key(|(_, root)| root.matches('/').count())
        .map(|(at, _)| at);
    if let Some(main) = main {
        let root = roots.remove(main);
        roots.insert(0, root);
    }
    if roots.is_empty() {
        return vec![Unit { id: Arc::from("app"), kind: UnitKind::App, root: Arc::from("") }];
    }
    let by_root: HashMap<&str, usize> =
        roots.iter().enumerate().map(|(at, root)| (root.as_str(), at)).collect();
    for artifact in artifacts.iter_mut() {
        // The innermost bundle: the longest of the folders above that is one.
        let folders =
            artifact.path.match_indices('/').take(MAX_FOLDERS).map(|(end, _)| artifact.path.get(..end));
        let innermost = folders.flatten().filter_map(|folder| by_root.get(folder)).last();
        artifact.unit = innermost.copied().unwrap_or(0);
    }
    let units = roots.iter().enumerate().map(|(at, root)| {
        let kind = if at == 0 { UnitKind::App } else { kind_of(root).unwrap_or(UnitKind::Other) };
        let id = if root.is_empty() { "app" } else { root.as_str() };
        let root = if root.is_empty() { String::new() } else { format!("{root}/") };
        Unit { id: Arc::from(id), kind, root: Arc::from(root) }
    });
    units.collect()
}

/// Finds the modules of an app bundle by their manifests, and gives each artifact to its module; the files beside them
/// belong to the base.
pub(crate) fn modules(artifacts: &mut [Artifact]) -> Vec<Unit> {
    let manifests =
        artifacts.iter().filter_map(|artifact| artifact.path.strip_suffix("/manifest/AndroidManifest.xml"));
    let mut names: Vec<String> = manifests.filter(|name| !name.contains('/')).map(str::to_owned).collect();
    names.sort_unstable_by_key(|name| (name != "base", name.clone()));
    names.dedup();
    let by_name: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    for artifact in artifacts.iter_mut() {
        let module = artifact.path.split_once('/').and_then(|(module, _)| by_name.get(module));
        artifact.unit = module.copied().unwrap_or(0);
    }
    let units = names.iter().enumerate().map(|(at, name)| Unit {
        id: Arc::from(name.as_str()),
        kind: if at == 0 { UnitKind::Base } else { UnitKind::Split },
        root: Arc::from(format!("{name}/")),
    });
    units.collect()
}

fn kind_of(root: &str) -> Option<UnitKind> {
    let name = root.rsplit('/').next().unwrap_or(root);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("app") if root.contains("/Watch/") => Some(UnitKind::Watch),
        Some("app") => Some(UnitKind::App),
        Some("appex") => Some(UnitKind::Extension),
        Some("framework") => Some(UnitKind::Framework),
        Some("bundle" | "xpc") => Some(UnitKind::Other),
        // A bare `.app` folder: its own Info.plist lies at the root.
        None if root.is_empty() => Some(UnitKind::App),
        _ => None,
    }
}
