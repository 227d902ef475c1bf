use android_res::axml::{Attribute, Document, Element};
use android_res::{ResId, Tables, Value as Raw};
use finding::{Location, Place};
use std::sync::Arc;

use crate::{Fact, Value};

/// Reads attributes of one binary XML document as the platform would, references followed in every configuration.
pub(crate) struct Resolver<'a> {
    pub(crate) document: &'a Document,
    pub(crate) artifact: Arc<str>,
    pub(crate) tables: &'a Tables<'a>,
}

impl<'a> Resolver<'a> {
    /// The element at an index of the document's arena.
    pub(crate) fn element(&self, at: u32) -> Option<&'a Element> {
        self.document.elements.get(at as usize)
    }

    /// Children of an element with one of these names.
    pub(crate) fn children(&self, at: u32, names: &'a [&'a str]) -> impl Iterator<Item = (u32, &'a Element)> {
        self.document.children(at).filter(move |(_, element)| names.contains(&element.name.as_str()))
    }

    /// Where an element, or one of its attributes, stands.
    pub(crate) fn place(&self, at: u32, attribute: Option<&str>) -> Location {
        let attribute = attribute.map(|name| format!("android:{name}"));
        self.place_plain(at, attribute)
    }

    /// Where an element, or its attribute without a namespace, stands.
    pub(crate) fn place_plain(&self, at: u32, attribute: Option<String>) -> Location {
        let line = self.element(at).map(|element| element.line).filter(|&line| line > 0);
        let place = Place::Xml { path: self.path(at), attribute, line };
        Location { artifact: self.artifact.clone(), place }
    }

    /// Element names from the root; an element that has a name is told from its siblings by it, others by their rank.
    fn path(&self, at: u32) -> String {
        let mut steps = Vec::new();
        let mut next = Some(at);
        while let Some(here) = next {
            let Some(element) = self.element(here) else { break };
            let name =
                element.android("name").and_then(|name| name.raw.clone().or_else(|| text_of(&name.value)));
            steps.push(match (name, element.position()) {
                (Some(name), _) => format!("{}[{}]", element.name, finding::escape(&name)),
                (None, 0 | 1) => element.name.clone(),
                (None, position) => format!("{}[{position}]", element.name),
            });
            next = element.parent;
        }
        steps.reverse();
        steps.join("/")
    }

    /// A framework attribute as a fact; `default` is what the platform takes when it is not written.
    pub(crate) fn fact<T: FromRaw>(&self, at: u32, name: &str, default: T) -> Fact<T> {
        let attribute = self.element(at).and_then(|element| element.android(name));
        Fact { value: self.value(attribute, default), origin: self.place(at, Some(name)) }
    }

    /// An attribute without a namespace as a fact.
    pub(crate) fn plain_fact<T: FromRaw>(&self, at: u32, name: &str, default: T) -> Fact<T> {
        let attribute = self.element(at).and_then(|element| element.plain(name));
        Fact { value: self.value(attribute, default), origin: self.place_plain(at, Some(name.to_owned())) }
    }

    fn value<T: FromRaw>(&self, attribute: Option<&Attribute>, default: T) -> Value<T> {
        let Some(attribute) = attribute else { return Value::Default(default) };
        let (Raw::Reference(id) | Raw::DynamicReference(id)) = &attribute.value else {
            return match T::from_raw(&attribute.value, attribute.raw.as_deref()) {
                Some(value) => Value::Known(value),
                None => Value::Default(default),
            };
        };
        self.follow(*id, &attribute.value)
    }

    fn follow<T: FromRaw>(&self, id: ResId, raw: &Raw) -> Value<T> {
        let resolution = self.tables.resolve(raw);
        let mut values: Vec<(String, T)> = Vec::new();
        for (config, value) in &resolution.values {
            if let Some(value) = T::from_raw(value, None) {
                values.push((config.to_string(), value));
            }
        }
        match (values.len(), resolution.unresolved) {
            (0, unresolved) => Value::Unresolved(unresolved.unwrap_or(id)),
            (_, Some(unresolved)) => Value::Partly(values, unresolved),
            (1, None) => values.pop().map_or(Value::Unresolved(id), |(_, value)| Value::Known(value)),
            _ => Value::Varies(values),
        }
    }

    /// The resource an attribute points to, before it is followed.
    pub(crate) fn reference(&self, at: u32, name: &str) -> Option<ResId> {
        match self.element(at)?.android(name)?.value {
            Raw::Reference(id) | Raw::DynamicReference(id) => Some(id),
            _ => None,
        }
    }
}

/// A type that the platform can read from a typed resource value.
pub(crate) trait FromRaw: Sized {
    /// `raw` is the text of the source, where the document keeps it.
    fn from_raw(value: &Raw, raw: Option<&str>) -> Option<Self>;
}

impl FromRaw for bool {
    /// As `TypedArray.getBoolean`: integers by being non-zero, texts by being `true` or `1`.
    fn from_raw(value: &Raw, _: Option<&str>) -> Option<Self> {
        match value {
            Raw::Bool(value) => Some(*value),
            Raw::Int(value) => Some(*value != 0),
            Raw::Color(value) => Some(*value != 0),
            Raw::String(text) => Some(matches!(text.as_str(), "true" | "TRUE" | "1")),
            _ => None,
        }
    }
}

impl FromRaw for i64 {
    fn from_raw(value: &Raw, raw: Option<&str>) -> Option<Self> {
        match value {
            Raw::Int(value) => Some(i64::from(*value)),
            Raw::Bool(value) => Some(i64::from(*value)),
            Raw::String(text) => text.parse().ok(),
            Raw::Float(_) => raw.and_then(|text| text.parse().ok()),
            _ => None,
        }
    }
}

impl FromRaw for String {
    fn from_raw(value: &Raw, raw: Option<&str>) -> Option<Self> {
        match (raw, value) {
            // The typed value is what the platform reads; the raw text only helps for numbers, whose form is lost.
            (_, Raw::String(text)) => Some(text.clone()),
            (Some(raw), Raw::Int(_) | Raw::Float(_)) if !raw.is_empty() => Some(raw.to_owned()),
            (_, value) => text_of(value),
        }
    }
}

/// The text of a value that is not a reference.
pub(crate) fn text_of(value: &Raw) -> Option<String> {
    Some(match value {
        Raw::String(text) => text.clone(),
        Raw::Int(value) => value.to_string(),
        Raw::Bool(value) => value.to_string(),
        Raw::Float(value) => value.to_string(),
        Raw::Reference(id) | Raw::DynamicReference(id) => format!("@{id}"),
        Raw::Null => String::new(),
        _ => return None,
    })
}
