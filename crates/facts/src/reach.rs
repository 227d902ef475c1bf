use finding::{Location, Place};
use flow::{ClassId, MethodId, Reach};

use crate::android::Named;
use crate::code::method_of;
use crate::{Fact, Facts, Tri};

/// Whether the platform, through what the manifest names, comes to a place in DEX code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// It does.
    From {
        /// Kind and class of what the manifest names, `activity tw.example.Login`, or a layout that names a view or a
        /// fragment.
        entry: String,
        /// Whether other apps may start it; `Unknown` where that cannot be told, `None` for what only the platform makes.
        exported: Option<Tri>,
        /// Methods on the way, from one that the platform calls to the one with the place: `Lcls;->name(args)ret`.
        path: Vec<String>,
    },
    /// No path was found. Reflection and native code are not followed.
    NoPath,
}

/// What the manifest and the layouts name, and what is reached from there.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    names: Vec<(String, Option<Tri>)>,
    reach: Reach,
}

impl Entries {
    fn of(facts: &Facts<'_>) -> Self {
        let classes = &facts.code.classes;
        let mut found: Vec<((String, Option<Tri>), ClassId)> = Vec::new();
        let mut add = |kind: &str, name: &Fact<String>, exported: Option<Tri>| {
            for name in name.value.each().filter(|name| !name.is_empty()) {
                if let Some(id) = classes.id(&format!("L{};", name.replace('.', "/"))) {
                    found.push(((format!("{kind} {}", finding::escape(name)), exported), id));
                }
            }
        };
        let Some(manifest) = &facts.manifest else { return Self::default() };
        if let Some(application) = &manifest.application {
            add("application", &application.name, None);
            add("application", &application.component_factory, None);
            add("application", &application.zygote_preload, None);
            add("backup agent", &application.backup_agent, None);
        }
        // Of two equally long paths, the one from what other apps may start says more.
        let exported = |wanted: bool| {
            manifest.components.iter().filter(move |one| (one.exported.is(|is| *is) != Tri::No) == wanted)
        };
        for component in exported(true).chain(exported(false)) {
            let kind = component.kind.value.main().map_or("component", String::as_str);
            let class = if kind == "activity-alias" { &component.target_activity } else { &component.name };
            add(kind, class, Some(component.exported.is(|is| *is)));
        }
        let named = Named::of(&facts.layouts);
        // Without a class that the manifest names nothing runs, whatever the layouts name.
        if !found.is_empty() {
            for (class, file) in &named.classes {
                if let Some(id) = classes.id(class) {
                    found.push(((format!("layout {}", finding::escape(file)), None), id));
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
        let id = method_of(classes, &format!("{class}->{method}"))?;
        Some(match entries.reach.path(id) {
            Some((entry, path)) => {
                let (entry, exported) = entries.names.get(entry).cloned().unwrap_or_default();
                Reached::From { entry, exported, path: path.into_iter().map(signature).collect() }
            }
            None => Reached::NoPath,
        })
    }
}
