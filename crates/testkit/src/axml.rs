//! Binary XML from XML text, and from parts that no compiler would write.
//!
//! [`encode`] and [`Encoder`] give what `aapt2` gives for the same text. [`Encoder::tree`] stops one step before, at
//! nodes whose sizes can be changed; [`Tree::parts`] stops at finished chunks whose bytes can be changed.
//!
//! ```
//! use appraise_testkit::axml::{Encoder, Node};
//! let mut tree = Encoder::new().tree(r#"<manifest package="a.b"/>"#);
//! for node in &mut tree.nodes {
//!     if let Node::Start(start) = node {
//!         start.attribute_count = Some(65_535);
//!     }
//! }
//! let bytes = tree.build();
//! ```

pub(crate) mod source;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use android_res::attrs;

use source::Content;
pub(crate) use source::{Element, collapse, parse};
pub use value::Data;
pub(crate) use value::{dimension, literal, reference, unescape};

/// The namespace of framework attributes.
pub const ANDROID: &str = "http://schemas.android.com/apk/res/android";

/// Encodes XML text that refers to no resource by name.
pub fn encode(xml: &str) -> Vec<u8> {
    Encoder::new().encode(xml)
}

/// Compiles XML text.
#[derive(Debug, Clone, Default)]
pub struct Encoder {
    references: BTreeMap<String, u32>,
    attributes: BTreeMap<String, u32>,
    without_id: BTreeSet<String>,
    utf16: bool,
}

impl Encoder {
    /// Knows no resource names; 8-bit strings.
    pub fn new() -> Self {
        Self::default()
    }

    /// `@type/name` gets this id: `reference("bool/debuggable", 0x7f020000)`. A framework resource is named
    /// `android:style/Theme`.
    pub fn reference(mut self, name: &str, id: u32) -> Self {
        self.references.insert(name.to_owned(), id);
        self
    }

    /// An attribute outside the framework's table gets this id, in whatever namespace it is written.
    pub fn attribute(mut self, name: &str, id: u32) -> Self {
        self.attributes.insert(name.to_owned(), id);
        self
    }

    /// The framework attribute is written with its namespace but without an id.
    pub fn without_id(mut self, name: &str) -> Self {
        self.without_id.insert(name.to_owned());
        self
    }

    /// 16-bit strings, as the first `aapt` wrote them.
    pub fn utf16(mut self) -> Self {
        self.utf16 = true;
        self
    }

    /// The finished document.
    pub fn encode(&self, xml: &str) -> Vec<u8> {
        self.tree(xml).build()
    }

    /// The document as nodes.
    pub fn tree(&self, xml: &str) -> Tree {
        let mut nodes = Vec::new();
        self.element(&parse(xml), &mut nodes);
        Tree { nodes, utf16: self.utf16, resource_map: None }
    }

    fn element(&self, element: &Element, nodes: &mut Vec<Node>) {
        let line = element.line;
        for (prefix, uri) in &element.namespaces {
            nodes.push(Node::StartNamespace { line, prefix: prefix.clone(), uri: uri.clone() });
        }
        let mut attributes: Vec<Attr> = element.attributes.iter().map(|attr| self.attr(attr)).collect();
        // The platform searches by id and expects them sorted; what has no id follows.
        attributes.sort_by_key(|attr| (attr.id.is_none(), attr.id));
        nodes.push(Node::Start(Start::new(line, element.namespace.as_deref(), &element.name, attributes)));
        for content in &element.content {
            match content {
                Content::Element(child) => self.element(child, nodes),
                Content::Text { line, text } => {
                    let text = collapse(text);
                    if text != " " {
                        nodes.push(Node::Text { line: *line, text });
                    }
                }
            }
        }
        let (namespace, name) = (element.namespace.clone(), element.name.clone());
        nodes.push(Node::End { line: element.end_line, namespace, name });
        for (prefix, uri) in element.namespaces.iter().rev() {
            let line = element.end_line;
            nodes.push(Node::EndNamespace { line, prefix: prefix.clone(), uri: uri.clone() });
        }
    }

    pub(crate) fn attr(&self, attr: &source::Attribute) -> Attr {
        let framework = attr.namespace.as_deref() == Some(ANDROID);
        let mut id = None;
        if attr.namespace.is_some() && !self.without_id.contains(&attr.name) {
            id = self.attributes.get(&attr.name).copied();
            if framework && id.is_none() {
                let known = attrs::id(&attr.name).unwrap_or_else(|| {
                    panic!("android:{} has no id we know; use attribute() or without_id()", attr.name)
                });
                id = Some(known.0);
            }
        }
        let plain_text =
            attr.namespace.is_none() && matches!(attr.name.as_str(), "package" | "split" | "class");
        let data = if plain_text {
            Data::Text(attr.value.clone())
        } else {
            value::attribute(&attr.name, framework, &attr.value, &self.references)
        };
        let raw = if let Data::Text(text) = &data { Some(text.clone()) } else { None };
        Attr { namespace: attr.namespace.clone(), name: attr.name.clone(), id, raw, data, value_size: 8 }
    }
}

/// A document before its strings are collected.
#[derive(Debug, Clone)]
pub struct Tree {
    /// In document order, ends included.
    pub nodes: Vec<Node>,
    /// 16-bit strings.
    pub utf16: bool,
    /// Written instead of the ids of the attributes.
    pub resource_map: Option<Vec<u32>>,
}

/// A node of a document, `ResXMLTree_node`.
#[derive(Debug, Clone)]
pub enum Node {
    /// `xmlns:prefix="uri"` begins to hold.
    StartNamespace {
        /// Line of the source.
        line: u32,
        /// Before the colon.
        prefix: String,
        /// What it stands for.
        uri: String,
    },
    /// `xmlns:prefix="uri"` ends.
    EndNamespace {
        /// Line of the source.
        line: u32,
        /// Before the colon.
        prefix: String,
        /// What it stands for.
        uri: String,
    },
    /// An element begins.
    Start(Start),
    /// An element ends.
    End {
        /// Line of the source.
        line: u32,
        /// Namespace URI.
        namespace: Option<String>,
        /// Local name.
        name: String,
    },
    /// Text.
    Text {
        /// Line of the source.
        line: u32,
        /// The text.
        text: String,
    },
    /// A finished chunk, whatever it holds.
    Raw(Vec<u8>),
}

/// The beginning of an element, with every size that a reader might trust.
#[derive(Debug, Clone)]
pub struct Start {
    /// Line of the source.
    pub line: u32,
    /// Namespace URI.
    pub namespace: Option<String>,
    /// Local name.
    pub name: String,
    /// In the order in which they are written.
    pub attributes: Vec<Attr>,
    /// `attributeStart`; more than 20 leaves a gap before the attributes.
    pub attribute_start: u16,
    /// `attributeSize`; more than 20 leaves a gap after each attribute.
    pub attribute_size: u16,
    /// `attributeCount`, when it is not the number of attributes.
    pub attribute_count: Option<u16>,
}

impl Start {
    /// An element with the usual sizes.
    pub fn new(line: u32, namespace: Option<&str>, name: &str, attributes: Vec<Attr>) -> Self {
        let (namespace, name) = (namespace.map(str::to_owned), name.to_owned());
        Self {
            line,
            namespace,
            name,
            attributes,
            attribute_start: 20,
            attribute_size: 20,
            attribute_count: None,
        }
    }
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attr {
    /// Namespace URI.
    pub namespace: Option<String>,
    /// Local name.
    pub name: String,
    /// Goes to the resource map.
    pub id: Option<u32>,
    /// The text of the source.
    pub raw: Option<String>,
    /// The typed value.
    pub data: Data,
    /// `Res_value::size`.
    pub value_size: u16,
}

/// The chunks of a document. Each byte of each chunk may be changed before they are joined.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Type of the document, usually 3.
    pub kind: u16,
    /// Size of the document's header, usually 8; more is filled with zeros.
    pub header_size: u16,
    /// Size of the document, when it is not the number of bytes.
    pub size: Option<u32>,
    /// The string pool, the resource map, then the nodes.
    pub chunks: Vec<Vec<u8>>,
}

impl Parts {
    /// The finished document.
    pub fn build(&self) -> Vec<u8> {
        let mut out = vec![0; usize::from(self.header_size).max(8)];
        out.extend(self.chunks.iter().flatten());
        let size = self.size.unwrap_or(out.len() as u32);
        out[..2].copy_from_slice(&self.kind.to_le_bytes());
        out[2..4].copy_from_slice(&self.header_size.to_le_bytes());
        out[4..8].copy_from_slice(&size.to_le_bytes());
        out
    }
}

impl Tree {
    /// The finished document.
    pub fn build(&self) -> Vec<u8> {
        self.parts().build()
    }

    /// The chunks of the document.
    pub fn parts(&self) -> Parts {
        let mut strings = Strings::default();
        let mut ids = BTreeSet::new();
        for node in &self.nodes {
            if let Node::Start(start) = node {
                ids.extend(start.attributes.iter().filter_map(|attr| Some((attr.id?, attr.name.clone()))));
            }
        }
        for (id, name) in &ids {
            strings.named.insert((*id, name.clone()), strings.list.len() as u32);
            strings.list.push(name.clone());
        }
        let nodes: Vec<Vec<u8>> = self.nodes.iter().map(|node| node.chunk(&mut strings)).collect();
        let map = self.resource_map.clone().unwrap_or_else(|| ids.iter().map(|(id, _)| *id).collect());
        let map: Vec<u8> = map.iter().flat_map(|id| id.to_le_bytes()).collect();
        let mut chunks = vec![string_pool(&strings.list, self.utf16), chunk(0x0180, &[], &map)];
        chunks.extend(nodes);
        Parts { kind: 3, header_size: 8, size: None, chunks }
    }
}

/// A chunk: type, the header after its first eight bytes, the rest.
pub fn chunk(kind: u16, header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend((header.len() as u16 + 8).to_le_bytes());
    out.extend(((header.len() + body.len()) as u32 + 8).to_le_bytes());
    out.extend(header);
    out.extend(body);
    out
}

/// A string pool chunk.
pub fn string_pool(strings: &[String], utf16: bool) -> Vec<u8> {
    let mut offsets = Vec::new();
    let mut data = Vec::new();
    for text in strings {
        offsets.extend((data.len() as u32).to_le_bytes());
        let units: Vec<u16> = text.encode_utf16().collect();
        if utf16 {
            let len = units.len();
            if len > 0x7fff {
                data.extend((0x8000 | (len >> 16) as u16).to_le_bytes());
            }
            data.extend((len as u16).to_le_bytes());
            data.extend(units.iter().chain(&[0]).flat_map(|unit| unit.to_le_bytes()));
        } else {
            for len in [units.len(), text.len()] {
                if len > 0x7f {
                    data.push(0x80 | (len >> 8) as u8 & 0x7f);
                }
                data.push(len as u8);
            }
            data.extend(text.as_bytes());
            data.push(0);
        }
    }
    data.resize(data.len().next_multiple_of(4), 0);
    let flags = if utf16 { 0 } else { 0x100 };
    let start = if strings.is_empty() { 0 } else { 28 + offsets.len() as u32 };
    let header: Vec<u8> =
        [strings.len() as u32, 0, flags, start, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    offsets.extend(data);
    chunk(1, &header, &offsets)
}

/// Strings in the order of their indexes; names with an id come first, one for each id.
#[derive(Default)]
struct Strings {
    list: Vec<String>,
    named: BTreeMap<(u32, String), u32>,
    plain: BTreeMap<String, u32>,
}

impl Strings {
    fn index(&mut self, text: &str) -> u32 {
        if let Some(index) = self.plain.get(text) {
            return *index;
        }
        let index = self.list.len() as u32;
        self.list.push(text.to_owned());
        self.plain.insert(text.to_owned(), index);
        index
    }

    fn optional(&mut self, text: Option<&str>) -> u32 {
        text.map_or(u32::MAX, |text| self.index(text))
    }
}

impl Node {
    fn chunk(&self, strings: &mut Strings) -> Vec<u8> {
        let (kind, line, body) = match self {
            Self::Raw(bytes) => return bytes.clone(),
            Self::StartNamespace { line, prefix, uri } => {
                (0x0100, line, words(&[strings.index(prefix), strings.index(uri)]))
            }
            Self::EndNamespace { line, prefix, uri } => {
                (0x0101, line, words(&[strings.index(prefix), strings.index(uri)]))
            }
            Self::Start(start) => (0x0102, &start.line, start.body(strings)),
            Self::End { line, namespace, name } => {
                (0x0103, line, words(&[strings.optional(namespace.as_deref()), strings.index(name)]))
            }
            Self::Text { line, text } => {
                let index = strings.index(text);
                (0x0104, line, words(&[index, 0x0300_0008, index]))
            }
        };
        chunk(kind, &words(&[*line, u32::MAX]), &body)
    }
}

impl Start {
    fn body(&self, strings: &mut Strings) -> Vec<u8> {
        let mut out = words(&[strings.optional(self.namespace.as_deref()), strings.index(&self.name)]);
        let count = self.attribute_count.unwrap_or(self.attributes.len() as u16);
        for field in [self.attribute_start, self.attribute_size, count, 0, 0, 0] {
            out.extend(field.to_le_bytes());
        }
        out.resize(out.len().max(usize::from(self.attribute_start)), 0);
        for attr in &self.attributes {
            let name = match attr.id {
                Some(id) => strings.named[&(id, attr.name.clone())],
                None => strings.index(&attr.name),
            };
            let (kind, data) = match &attr.data {
                Data::Text(text) => (3, strings.index(text)),
                Data::Typed(kind, data) => (*kind, *data),
            };
            let namespace = strings.optional(attr.namespace.as_deref());
            let raw = strings.optional(attr.raw.as_deref());
            let typed = u32::from(attr.value_size) | u32::from(kind) << 24;
            let end = out.len() + usize::from(self.attribute_size);
            out.extend(words(&[namespace, name, raw, typed, data]));
            out.resize(out.len().max(end), 0);
        }
        out
    }
}

pub(crate) fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}
