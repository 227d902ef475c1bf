//! Layouts: what the screens of an app are made of, in every configuration.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use android_res::{Content, ResId, Tables, Value as Raw, attrs};
use finding::{Location, Place};

use super::files::Files;
use super::resolve::{FromRaw, Resolver};
use crate::Value;

/// Views that are kept of all layouts together; a large app has some tens of thousands.
const MAX_VIEWS: usize = 1 << 18;
/// Names that are kept.
const MAX_NAMES: usize = 1 << 17;
/// Styles above a style that are looked into, as many as `AssetManager2` of AOSP follows references.
const MAX_STYLES: usize = 20;

/// The layouts of an app.
#[derive(Debug, Clone)]
pub struct Layouts {
    /// One a file; a resource that has a file for each screen size has several.
    pub all: Vec<Layout>,
    /// Names of views and texts by the numbers that code names them by.
    pub names: HashMap<u32, String>,
    /// Whether every file was read to the end. False as well when no rule asked for layouts.
    pub whole: bool,
}

impl Default for Layouts {
    fn default() -> Self {
        Self { all: Vec::new(), names: HashMap::new(), whole: true }
    }
}

/// One layout file.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Number that code names it by.
    pub number: u32,
    /// Name of the resource; a shrinker may have taken it away.
    pub name: String,
    /// Views that have a number, a class of their own or something that is asked for here.
    pub views: Vec<View>,
    /// Numbers of the layouts that it includes.
    pub includes: Vec<u32>,
}

/// An element of a layout.
#[derive(Debug, Clone)]
pub struct View {
    /// The element.
    pub origin: Location,
    /// The class as the layout names it: `EditText`, `tw.example.PinView`.
    pub class: String,
    /// Number that code finds it by; 0 without one.
    pub number: u32,
    /// Name of that number: `password`.
    pub id: String,
    /// Method of the activity that a click calls.
    pub on_click: Value<String>,
    /// `InputType` of the platform, from the element or its style; 0 when nothing is written.
    pub input_type: Value<i64>,
    /// What the field asks of the keyboard, `EditorInfo.imeOptions` of the platform.
    pub ime_options: Value<i64>,
    /// Text that stands in an empty field.
    pub hint: Value<String>,
    /// The old attribute for a password.
    pub password: Value<bool>,
    /// Whether touches are dropped while another window covers it.
    pub filters_touches: Value<bool>,
    /// Whether code of the app decides its class or content: a fragment.
    pub fragment: Value<String>,
}

impl View {
    /// The place of one of its attributes.
    pub fn place(&self, attribute: &str) -> Location {
        let mut place = self.origin.clone();
        if let Place::Xml { attribute: slot, .. } = &mut place.place {
            *slot = Some(format!("android:{attribute}"));
        }
        place
    }
}

impl Layouts {
    /// Reads every layout that a resource table names.
    pub(crate) fn read(files: &mut Files<'_>) -> Self {
        let tables = files.tables;
        let mut out = Self::default();
        let mut left = MAX_VIEWS;
        let mut met: HashSet<(ResId, String)> = HashSet::new();
        for table in tables.iter() {
            for row in table.ids() {
                match row.type_name.as_deref() {
                    Some("layout") => {}
                    Some("id" | "string") if out.names.len() < MAX_NAMES => {
                        let name = row.name.as_deref().unwrap_or_default();
                        out.names.entry(row.id.0).or_insert_with(|| name.to_owned());
                        continue;
                    }
                    _ => continue,
                }
                let Some(Content::Simple(Raw::String(path))) = row.content() else { continue };
                if !met.insert((row.id, path.clone())) {
                    continue;
                }
                let before = files.issues.len();
                let read = files.xml(&path);
                out.whole &= read.is_some() && files.issues.len() == before;
                let Some((artifact, document)) = read else { continue };
                let from = Resolver { document: &document, artifact, tables };
                let name = row.name.as_deref().unwrap_or_default();
                let layout = Layout::read(&from, row.id.0, name, left);
                left = left.saturating_sub(layout.views.len());
                out.whole &= left > 0;
                out.all.push(layout);
            }
        }
        out
    }

    /// Files of the layout that code names by this number, with those that they include.
    pub fn of(&self, number: u32) -> Vec<&Layout> {
        let mut wanted = vec![number];
        let mut found: Vec<&Layout> = Vec::new();
        let mut at = 0;
        while let Some(&number) = wanted.get(at) {
            at = at.saturating_add(1);
            for layout in self.all.iter().filter(|layout| layout.number == number) {
                for &included in &layout.includes {
                    if !wanted.contains(&included) {
                        wanted.push(included);
                    }
                }
                found.push(layout);
            }
        }
        found
    }

    /// Every view.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        self.all.iter().flat_map(|layout| &layout.views)
    }
}

impl Layout {
    fn read(from: &Resolver<'_>, number: u32, name: &str, most: usize) -> Self {
        let (mut views, mut includes) = (Vec::new(), Vec::new());
        for (at, element) in (0u32..).zip(&from.document.elements) {
            if element.name == "include" {
                let plain = element.plain("layout").map(|attribute| &attribute.value);
                if let Some(Raw::Reference(id) | Raw::DynamicReference(id)) = plain {
                    includes.push(id.0);
                }
            }
            if views.len() < most {
                views.extend(View::read(from, at));
            }
        }
        Self { number, name: name.to_owned(), views, includes }
    }
}

impl View {
    fn read(from: &Resolver<'_>, at: u32) -> Option<Self> {
        let element = from.element(at)?;
        let written = |name: &str| element.android(name).is_some();
        // LayoutInflater of AOSP takes the class of a `<view>` from its attribute.
        let named = element.plain("class").filter(|_| matches!(&*element.name, "view" | "fragment"));
        let named = named.and_then(|class| String::from_raw(&class.value, class.raw.as_deref()));
        let class = named.unwrap_or_else(|| element.name.clone());
        let number = from.reference(at, "id").map_or(0, |id| id.0);
        let input_type = match written("inputType") {
            true => from.fact(at, "inputType", 0).value,
            false => styled(from, at, "inputType").unwrap_or(Value::Default(0)),
        };
        let filters_touches = match written("filterTouchesWhenObscured") {
            true => from.fact(at, "filterTouchesWhenObscured", false).value,
            false => styled(from, at, "filterTouchesWhenObscured").unwrap_or(Value::Default(false)),
        };
        let asked = ["onClick", "password", "hint", "name"];
        let is_kept = number != 0
            || class.contains('.')
            || class.ends_with("EditText")
            || class.ends_with("AutoCompleteTextView")
            || input_type.is_written()
            || filters_touches.is_written()
            || asked.iter().any(|name| written(name));
        let id = name_of(from.tables, number);
        is_kept.then(|| Self {
            origin: named_place(from.place(at, None), &element.name, &id),
            class,
            number,
            id,
            on_click: from.fact(at, "onClick", String::new()).value,
            input_type,
            ime_options: from.fact(at, "imeOptions", 0).value,
            hint: from.fact(at, "hint", String::new()).value,
            password: from.fact(at, "password", false).value,
            filters_touches,
            fragment: from.fact(at, "name", String::new()).value,
        })
    }
}

/// A view that has a name is told from its siblings by it, which holds when others are added before it.
fn named_place(mut place: Location, element: &str, id: &str) -> Location {
    if let Place::Xml { path, .. } = &mut place.place
        && !id.is_empty()
    {
        let above = path.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
        *path = format!("{above}{element}[{}]", finding::escape(id));
    }
    place
}

fn name_of(tables: &Tables<'_>, number: u32) -> String {
    let name = (number != 0).then(|| tables.name(ResId(number))).flatten().unwrap_or_default();
    name.rsplit_once('/').map_or("", |(_, name)| name).to_owned()
}

/// What the style of an element says about an attribute; `None` when it says nothing.
fn styled<T: FromRaw>(from: &Resolver<'_>, at: u32, attribute: &str) -> Option<Value<T>> {
    let (Raw::Reference(style) | Raw::DynamicReference(style)) = from.element(at)?.plain("style")?.value
    else {
        return None;
    };
    let wanted = attrs::id(attribute)?;
    let mut here = Some(style);
    for _ in 0..MAX_STYLES {
        let mut above = None;
        let style = here?;
        let entries = from.tables.iter().flat_map(|table| table.values(style));
        let mut is_known = false;
        for entry in entries {
            is_known = true;
            let Content::Bag { parent, items } = entry.content else { continue };
            if let Some((_, raw)) = items.iter().find(|(id, _)| *id == wanted) {
                let resolution = from.tables.resolve(raw);
                let mut values = resolution.values.iter();
                let value = values.find_map(|(_, value)| T::from_raw(value, None));
                return Some(value.map_or(Value::Unresolved(style), Value::Known));
            }
            above = above.or(parent);
        }
        // The framework's styles are on the device; none of them for fields decides about passwords.
        if !is_known {
            return None;
        }
        here = above;
    }
    None
}

/// A layout's `onClick` names and the classes that it makes.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Methods of activities.
    pub(crate) clicks: HashSet<String>,
    /// Descriptors of views and fragments, each with the file.
    pub(crate) classes: Vec<(String, Arc<str>)>,
}

impl Named {
    pub(crate) fn of(layouts: &Layouts) -> Self {
        let mut out = Self::default();
        let mut met: HashSet<&str> = HashSet::new();
        for view in layouts.views() {
            out.clicks.extend(view.on_click.each().filter(|name| !name.is_empty()).cloned());
            let is_fragment = view.class == "fragment" || view.class.ends_with("FragmentContainerView");
            let fragments = view.fragment.each().filter(|_| is_fragment);
            for class in std::iter::once(&view.class).chain(fragments).filter(|class| class.contains('.')) {
                if met.insert(class) {
                    let class = format!("L{};", class.replace('.', "/"));
                    out.classes.push((class, view.origin.artifact.clone()));
                }
            }
        }
        out
    }
}
