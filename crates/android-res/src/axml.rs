//! Binary XML: `AndroidManifest.xml` and everything under `res/` that was XML.

mod reader;
mod tree;

#[cfg(test)]
mod tests;

use cursor::{Limits, ParseError, Parsed};

pub(crate) use tree::{Opened, Tree};

use crate::{Accepts, ResId, Value, attrs};

/// The namespace of framework attributes.
pub const ANDROID_NAMESPACE: &str = "http://schemas.android.com/apk/res/android";

/// Reads a binary XML document as `ResXMLTree` and `ResXMLParser` of AOSP `ResourceTypes.cpp` read it.
///
/// `Err` means that this is not binary XML at all, for example XML text. A document that the platform refuses is read as
/// far as it goes and says so in [`Document::platform_accepts`].
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Document>, ParseError> {
    reader::read(data, limits)
}

/// A binary XML document: its first root element and what is inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Document order; the root is at 0.
    pub elements: Vec<Element>,
    /// Whether the platform would load the document and read it to the end of the root element.
    pub platform_accepts: Accepts,
}

/// An element.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Namespace URI; nearly always absent.
    pub namespace: Option<String>,
    /// Local name; empty when its string is bad.
    pub name: String,
    /// Line of the source file, from 1, as the compiler wrote it.
    pub line: u32,
    /// The root is at 0.
    pub depth: u32,
    /// Index of the surrounding element.
    pub parent: Option<u32>,
    /// In the order in which the device gets them.
    pub attributes: Vec<Attribute>,
    /// All text directly inside this element, joined.
    pub text: Option<String>,
    /// Counts from 1 among the siblings of the same name.
    position: u32,
    first_child: Option<u32>,
    next_sibling: Option<u32>,
}

/// An attribute of an element.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Namespace URI as written; it may lie where there is an id.
    pub namespace: Option<String>,
    /// Name as written; it may lie where there is an id. Empty when its string is bad.
    pub name: String,
    /// The resource map's entry for this name, the identity for the platform.
    pub id: Option<ResId>,
    /// The text of the source, where the compiler kept it.
    pub raw: Option<String>,
    /// The typed value.
    pub value: Value,
}

impl Document {
    /// The root element, if there is one.
    pub fn root(&self) -> Option<&Element> {
        self.elements.first()
    }

    /// The elements directly inside the element at `index`, with their own indexes.
    pub fn children(&self, index: u32) -> impl Iterator<Item = (u32, &Element)> {
        let mut next = self.element(index).and_then(|element| element.first_child);
        std::iter::from_fn(move || {
            let index = next?;
            let element = self.element(index)?;
            next = element.next_sibling;
            Some((index, element))
        })
    }

    /// The element at `index`.
    pub fn element(&self, index: u32) -> Option<&Element> {
        self.elements.get(index as usize)
    }

    /// Where an element stands: `manifest/application/activity[2]` is the second activity. The first of a name has no
    /// number, so its path stays the same when others of the name are added behind it.
    pub fn path(&self, index: u32) -> String {
        let mut steps = Vec::new();
        let mut next = Some(index);
        while let Some(element) = next.and_then(|index| self.element(index)) {
            steps.push(match element.position {
                0 | 1 => element.name.clone(),
                position => format!("{}[{position}]", element.name),
            });
            next = element.parent;
        }
        steps.reverse();
        steps.join("/")
    }
}

impl Element {
    /// Rank among the siblings of the same name, from 1.
    pub fn position(&self) -> u32 {
        self.position
    }

    /// The framework attribute of this name, without prefix: `android("exported")`.
    ///
    /// The resource id decides, as for the platform, whatever name and namespace are written; the text counts only for an
    /// attribute without an id that we know. The first of several wins.
    pub fn android(&self, name: &str) -> Option<&Attribute> {
        let wanted = attrs::id(name);
        self.attributes.iter().find(|attribute| match (attribute.id, wanted) {
            (Some(id), Some(wanted)) => id == wanted,
            (Some(id), None) if attrs::name(id).is_some() => false,
            _ => attribute.name == name && attribute.namespace.as_deref() == Some(ANDROID_NAMESPACE),
        })
    }

    /// The attribute of this name without a namespace: `package`, `split`. The first of several wins.
    pub fn plain(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.namespace.is_none() && attribute.name == name)
    }
}

impl Attribute {
    /// What `getAttributeValue` of the platform's parser gives for text: the text of the source, else the typed string.
    /// The platform asks so for attributes without a namespace; for framework attributes the typed value counts.
    pub fn text(&self) -> Option<&str> {
        self.raw.as_deref().or(self.value.as_str())
    }
}
