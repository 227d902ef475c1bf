use finding::{Location, Place};
use flow::{ClassId, MethodId, Reach};

use crate::android::Named;
use crate::{Fact, Facts, Tri};

/// Whether the platform, through what the manifest names, comes to a place in DEX code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// It does.
    From {
        /// Kind and class of what the manifest names, `activity tw.example.Login`, or a layout that names a view or a
        /// fragment.
        entry: String,
        /// Methods on the way, from one that the platform calls to the one with the place: `Lcls;->name(args)ret`.
        path: Vec<String>,
    },
    /// No path was found. Reflection and native code are not followed.
    NoPath,
}

/// What the manifest and the layouts name, and what is reached from there.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    names: Vec<String>,
    reach: Reach,
}

impl Entries {
    fn of(facts: &Facts<'_>) -> Self {
        let classes = &facts.code.classes;
        let mut found: Vec<(String, ClassId)> = Vec::new();
        let mut add = |kind: &str, name: &Fact<String>| {
            for name in name.value.each().filter(|name| !name.is_empty()) {
                if let Some(id) = classes.id(&format!("L{};", name.replace('.', "/"))) {
                    found.push((format!("{kind} {}", finding::escape(name)), id));
                }
            }
        };
        let Some(manifest) = &facts.manifest else { return Self::default() };
        if let Some(application) = &manifest.application {
            add("application", &application.name);
            add("application", &application.component_factory);
            add("application", &application.zygote_preload);
            add("backup agent", &application.backup_agent);
        }
        // Of two equally long paths, the one from what other apps may start says more.
        let exported = |wanted: bool| {
            manifest.components.iter().filter(move |one| (one.exported.is(|is| *is) != Tri::No) == wanted)
        };
        for component in exported(true).chain(exported(false)) {
            let kind = component.kind.value.main().map_or("component", String::as_str);
            let class = if kind == "activity-alias" { &component.target_activity } else { &component.name };
            add(kind, class);
        }
        let named = Named::of(&facts.layouts);
        // Without a class that the manifest names nothing runs, whatever the layouts name.
        if !found.is_empty() {
            for (class, file) in &named.classes {
                if let Some(id) = classes.id(class) {
                    found.push((format!("layout {}", finding::escape(file)), id));
                }
            }
        }
        let ids: Vec<ClassId> = found.iter().map(|(_, id)| *id).collect();
        let clicks = facts.layouts.whole.then_some(&named.clicks);
        let reach = Reach::new(classes, &facts.code.graph, &ids, clicks);
        Self { names: found.into_iter().map(|(name, _)| name).collect(), reach }
    }
}

impl Facts<'_> {
    /// Whether a place in DEX code is reached from what the manifest names; `None` for another place, or when the
    /// manifest names no class of the app.
    pub fn reached(&self, location: &Location) -> Option<Reached> {
        let Place::Code { class, method, .. } = &location.place else { return None };
        let entries = self.entries.get_or_init(|| Entries::of(self));
        if entries.names.is_empty() {
            return None;
        }
        let classes = &self.code.classes;
        let signature = |id: MethodId| finding::escape(&classes.signature(id).unwrap_or_default());
        let wanted = format!("{class}->{method}");
        let mut methods = classes.methods_of(classes.id(class)?).map(|(id, _)| id);
        let id = methods.find(|id| signature(*id) == wanted)?;
        Some(match entries.reach.path(id) {
            Some((entry, path)) => Reached::From {
                entry: entries.names.get(entry).cloned().unwrap_or_default(),
                path: path.into_iter().map(signature).collect(),
            },
            None => Reached::NoPath,
        })
    }
}
