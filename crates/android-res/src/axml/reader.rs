use std::collections::HashMap;

use cursor::{Limits, ParseError, Parsed};

use super::{ANDROID_NAMESPACE, Attribute, Document, Opened, Tree};
use crate::{
    Accepts, ResId, Value, attrs,
    chunk::{self, Bad, Chunk, Issues, u16_at, u32_at},
    doubt,
    pool::{Flaw, Pool},
    trick,
    value::TYPE_STRING,
};

/// Bytes of `ResXMLTree_node`.
const NODE: usize = 16;
/// Bytes of `ResXMLTree_attrExt`.
const START_EXT: usize = 20;
/// Bytes of `ResXMLTree_attribute`.
const ATTRIBUTE: usize = 20;
/// Documents have one for each vocabulary, at most one more for each element that a library brought along.
const MANY_NAMESPACES: u32 = 1024;
const NO_STRING: u32 = u32::MAX;

pub(super) fn read(data: &[u8], limits: &Limits) -> Result<Parsed<Document>, ParseError> {
    let not_xml = || ParseError::not_this_format("binary XML", 0);
    let kind = u16_at(data, 0).ok_or_else(not_xml)?;
    let header_size = usize::from(u16_at(data, 2).ok_or_else(not_xml)?);
    let size = u32_at(data, 4).ok_or_else(not_xml)? as usize;
    let mut issues = Issues::default();
    let mut accepts = Accepts::Yes;
    if kind != chunk::XML {
        let (expected, found) = (format!("{:#06x}", chunk::XML), format!("type {kind:#06x}"));
        issues.odd(trick::ROOT_TYPE, "document header", 0, Accepts::Yes, expected, found);
    }
    if header_size != chunk::HEADER {
        let (expected, found) = (chunk::HEADER.to_string(), format!("header size {header_size}"));
        issues.odd(trick::ROOT_HEADER, "document header", 2, Accepts::Yes, expected, found);
    }
    let body = if size > data.len() || header_size > size {
        let found = format!("size {size} with a header of {header_size} bytes");
        let expected = format!("a size of {}", data.len());
        let error = ParseError::deviates(trick::FILE_SIZE, "document size", 4, Accepts::No, expected, found);
        issues.push(error.hiding());
        accepts = Accepts::No;
        data
    } else {
        if size < data.len() {
            let found = format!("{} bytes after the document", data.len().saturating_sub(size));
            issues.odd(trick::TRAILING, "document size", 4, Accepts::Yes, "none", found);
        }
        data.get(..size).unwrap_or(data)
    };

    let mut prelude = Prelude::default();
    let first_node = prelude.read(body, header_size, &mut issues);
    if kind != chunk::XML && prelude.pools == 0 && first_node.is_none() {
        return Err(not_xml());
    }
    if prelude.damaged {
        accepts = Accepts::No;
    }
    match prelude.pool_accepts {
        Some(Accepts::Yes) => {}
        Some(Accepts::Unknown) => doubt(&mut accepts),
        Some(Accepts::No) | None => accepts = Accepts::No,
    }
    let mut reader = Reader::new(body, prelude.pool, prelude.resource_map, accepts, issues, limits);
    match first_node {
        Some(at) => reader.nodes(at),
        None => {
            reader.no_root(header_size as u64);
        }
    }
    Ok(reader.finish())
}

/// What stands before the first node: the last string pool and the last resource map count.
#[derive(Default)]
struct Prelude<'a> {
    pool: Pool<'a>,
    pools: u32,
    pool_accepts: Option<Accepts>,
    resource_map: &'a [u8],
    /// The platform gives up before the first node.
    damaged: bool,
}

impl<'a> Prelude<'a> {
    /// The position of the first node, found as `ResXMLTree::setTo` finds it.
    fn read(&mut self, body: &'a [u8], header_size: usize, issues: &mut Issues) -> Option<usize> {
        let mut pos = header_size;
        while pos < body.len() {
            let chunk = match Chunk::at(body, pos, 0, chunk::HEADER, "chunk") {
                Ok(chunk) => chunk,
                Err(Bad { error, readable, cut }) => {
                    issues.push(error);
                    self.damaged = true;
                    match readable {
                        Some(chunk) if !cut || chunk.kind == chunk::STRING_POOL => chunk,
                        _ => return None,
                    }
                }
            };
            match chunk.kind {
                chunk::STRING_POOL => {
                    if self.pools > 0 {
                        let found = "a further pool replaces the one before";
                        let what = "string pool";
                        issues.odd(trick::SECOND_POOL, what, chunk.offset, Accepts::Yes, "one pool", found);
                    }
                    self.pools = self.pools.saturating_add(1);
                    let (pool, accepts) = Pool::parse(&chunk, issues);
                    self.pool = pool;
                    self.pool_accepts = Some(accepts);
                }
                chunk::XML_RESOURCE_MAP => {
                    if !self.resource_map.is_empty() {
                        let found = "a further map replaces the one before";
                        let what = "resource map";
                        issues.odd(trick::SECOND_MAP, what, chunk.offset, Accepts::Yes, "one map", found);
                    }
                    if chunk.header_size != chunk::HEADER {
                        let found = format!("header size {}", chunk.header_size);
                        let (trick, what) = (trick::CHUNK_HEADER, "resource map");
                        issues.odd(trick, what, chunk.offset, Accepts::Yes, chunk::HEADER.to_string(), found);
                    }
                    self.resource_map = chunk.body();
                }
                chunk::XML_FIRST_NODE..=chunk::XML_LAST_NODE => {
                    if self.pools == 0 {
                        let (trick, what) = (trick::NO_POOL, "string pool");
                        issues.odd(trick, what, chunk.offset, Accepts::No, "one pool", "there is none");
                    }
                    return Some(pos);
                }
                kind => {
                    let found = format!("unknown type {kind:#06x}, skipped");
                    let expected = "a pool, a map or a node";
                    issues.odd(trick::UNKNOWN_CHUNK, "chunk", chunk.offset, Accepts::Yes, expected, found);
                }
            }
            pos = pos.saturating_add(chunk.data.len());
        }
        None
    }
}

struct Reader<'a> {
    body: &'a [u8],
    pool: Pool<'a>,
    resource_map: &'a [u8],
    tree: Tree,
    /// Pool indexes of the names of open elements.
    open: Vec<u32>,
    /// Open elements beyond the limit of depth, which are counted and not kept: what follows them is read again.
    beyond: usize,
    too_deep: bool,
    accepts: Accepts,
    issues: Issues,
    namespaces: u32,
    max_depth: usize,
    /// Attributes that may still be read. Each takes 20 bytes, unless the sizes in the file lie.
    attributes_left: usize,
    attributes_max: usize,
    /// Bytes of text that may still be copied out of the pool, where few bytes can be named very often.
    text_left: usize,
    text_max: usize,
}

impl<'a> Reader<'a> {
    fn new(
        body: &'a [u8],
        pool: Pool<'a>,
        resource_map: &'a [u8],
        accepts: Accepts,
        issues: Issues,
        limits: &Limits,
    ) -> Self {
        let items = usize::try_from(limits.table_items).unwrap_or(usize::MAX);
        let attributes_max = (body.len() / ATTRIBUTE).saturating_add(64).min(items);
        let text_max = body.len().saturating_mul(16).saturating_add(1 << 20);
        Self {
            body,
            pool,
            resource_map,
            tree: Tree::default(),
            open: Vec::new(),
            beyond: 0,
            too_deep: false,
            accepts,
            issues,
            namespaces: 0,
            max_depth: limits.xml_depth as usize,
            attributes_left: attributes_max,
            attributes_max,
            text_left: text_max,
            text_max,
        }
    }

    /// Reads nodes as `ResXMLParser::nextNode` does, to the end of the root element.
    fn nodes(&mut self, first: usize) {
        let mut pos = first;
        // The loader itself looks at the nodes up to the first of a known type; if one is bad it refuses the document.
        let mut loading = true;
        let (mut lenient, mut stopped) = (false, false);
        while pos < self.body.len() {
            let (chunk, error) = match Chunk::at(self.body, pos, 0, NODE, "node") {
                Ok(chunk) => (Some(chunk), check_node(&chunk).err()),
                Err(Bad { error, readable, cut }) => {
                    (readable.filter(|chunk| chunk.header_size >= NODE && !cut), Some(error))
                }
            };
            if let Some(error) = error {
                self.accepts = Accepts::No;
                // What the loader refuses, and what has no root, is read as far as it goes; else the reader stops here.
                lenient |= loading || self.tree.is_empty();
                if !lenient || chunk.is_none() {
                    self.issues.push(error.hiding());
                    stopped = true;
                    break;
                }
                self.issues.push(error);
            }
            let Some(chunk) = chunk else { break };
            if chunk.header_size != NODE {
                let found = format!("header size {}", chunk.header_size);
                let (trick, at) = (trick::NODE_HEADER, chunk.offset.saturating_add(2));
                self.issues.odd(trick, "node", at, Accepts::Yes, NODE.to_string(), found);
            }
            loading &= !(chunk::XML_START_NAMESPACE..=chunk::XML_CDATA).contains(&chunk.kind);
            pos = pos.saturating_add(chunk.data.len());
            match self.node(&chunk) {
                Step::On => {}
                Step::RootClosed => {
                    self.after_root(pos);
                    return;
                }
            }
        }
        if loading || self.tree.is_empty() {
            self.no_root(pos as u64);
        } else if !self.open.is_empty() && !stopped {
            let found = format!("{} elements are not closed", self.open.len());
            self.issues.odd(trick::UNCLOSED, "document", pos as u64, Accepts::Yes, "an end for each", found);
        }
    }

    fn no_root(&mut self, at: u64) {
        let (trick, what) = (trick::NO_ROOT, "root element");
        let error = ParseError::deviates(trick, what, at, Accepts::No, "one element", "there is none");
        self.issues.push(error.hiding());
        self.accepts = Accepts::No;
    }

    fn node(&mut self, chunk: &Chunk<'a>) -> Step {
        match chunk.kind {
            chunk::XML_START_NAMESPACE => {
                self.namespaces = self.namespaces.saturating_add(1);
                if self.namespaces == MANY_NAMESPACES {
                    let (expected, found) = ("a few", format!("{MANY_NAMESPACES} namespaces and more"));
                    let trick = trick::NAMESPACES;
                    self.issues.odd(trick, "namespaces", chunk.offset, Accepts::Yes, expected, found);
                }
            }
            chunk::XML_END_NAMESPACE => {}
            chunk::XML_START_ELEMENT => {
                if self.open.len() >= self.max_depth {
                    self.too_deep(chunk.offset);
                    return Step::On;
                }
                self.start(chunk);
            }
            chunk::XML_END_ELEMENT if self.beyond > 0 => self.beyond = self.beyond.saturating_sub(1),
            chunk::XML_END_ELEMENT => {
                let Some(closed) = self.open.pop() else {
                    let (trick, what) = (trick::EXTRA_END, "end of element");
                    let expected = "the end of an open element";
                    self.issues.odd(trick, what, chunk.offset, Accepts::Yes, expected, "none is open");
                    return Step::On;
                };
                let name = u32_at(chunk.body(), 4).unwrap_or(NO_STRING);
                let named =
                    if name == closed { None } else { self.string(name, "end of element", chunk.offset) };
                let opened = self.tree.end().map(|element| element.name.clone()).unwrap_or_default();
                if let Some(named) = named.filter(|named| *named != opened) {
                    let (trick, what) = (trick::END_NAME, "end of element");
                    self.issues.odd(trick, what, chunk.offset, Accepts::Yes, opened, named);
                }
                if self.open.is_empty() {
                    return Step::RootClosed;
                }
            }
            chunk::XML_CDATA if self.beyond > 0 => {}
            chunk::XML_CDATA => self.text(chunk),
            kind => {
                let found = format!("unknown type {kind:#06x}, skipped");
                let (trick, expected) = (trick::UNKNOWN_CHUNK, "an element, text or a namespace");
                self.issues.odd(trick, "node", chunk.offset, Accepts::Yes, expected, found);
            }
        }
        Step::On
    }

    /// Counts an element beyond the limit of depth; the first one is told.
    fn too_deep(&mut self, at: u64) {
        self.beyond = self.beyond.saturating_add(1);
        if self.too_deep {
            return;
        }
        self.too_deep = true;
        let max = self.max_depth as u64;
        self.issues.push(ParseError::limit("element depth", at, "xml_depth", max));
        let (expected, found) = (format!("at most {max}"), "a deeper element");
        self.issues.odd(trick::DEPTH, "element depth", at, Accepts::Unknown, expected, found);
        doubt(&mut self.accepts);
    }

    fn start(&mut self, chunk: &Chunk<'a>) {
        let ext = chunk.body();
        let at = chunk.offset;
        let name_index = u32_at(ext, 4).unwrap_or(NO_STRING);
        let name = self.string(name_index, "element name", at).unwrap_or_else(|| {
            let (trick, what) = (trick::ELEMENT_NAME, "element name");
            self.issues.odd(trick, what, at, Accepts::Unknown, "a name", "there is none");
            doubt(&mut self.accepts);
            String::new()
        });
        self.name_text(&name, "element name", at);
        let namespace = self.string(u32_at(ext, 0).unwrap_or(NO_STRING), "element namespace", at);
        let attributes = self.attributes(chunk);
        let line = u32_at(chunk.data, 8).unwrap_or_default();
        self.open.push(name_index);
        self.tree.start(Opened { namespace, name, line, attributes });
    }

    fn attributes(&mut self, chunk: &Chunk<'a>) -> Vec<Attribute> {
        let ext = chunk.body();
        let field = |at| usize::from(u16_at(ext, at).unwrap_or_default());
        let (start, size, mut count) = (field(8), field(10), field(12));
        let ext_place = chunk.offset.saturating_add(chunk.header_size as u64);
        if count > 0 && start != START_EXT {
            let found = format!("they start at {start}");
            let (trick, at) = (trick::ATTRIBUTE_START, ext_place.saturating_add(8));
            self.issues.odd(trick, "attributes", at, Accepts::Yes, START_EXT.to_string(), found);
        }
        if count > 0 && size != ATTRIBUTE {
            let found = format!("they take {size} bytes");
            let (trick, at) = (trick::ATTRIBUTE_SIZE, ext_place.saturating_add(10));
            self.issues.odd(trick, "attributes", at, Accepts::Yes, ATTRIBUTE.to_string(), found);
        }
        if start.saturating_add(size.saturating_mul(count)) > ext.len() {
            // Only met in a document that the platform refuses.
            count = ext.len().saturating_sub(start).checked_div(size).unwrap_or_default();
        }
        let mut attributes = Vec::new();
        let mut last_id = 0;
        let ext_at = (chunk.offset as usize).saturating_add(chunk.header_size);
        for index in 0..count {
            // The platform does not look whether the last attribute reaches over the end of its node.
            let at = ext_at.saturating_add(start).saturating_add(size.saturating_mul(index));
            let Some(bytes) = self.body.get(at..).and_then(|rest| rest.first_chunk::<ATTRIBUTE>()) else {
                let found = format!("attribute {index} of {count} lies outside the document");
                let trick = trick::ATTRIBUTE_BOUNDS;
                let expected = format!("an offset below {}", self.body.len());
                let error =
                    ParseError::deviates(trick, "attribute", at as u64, Accepts::Unknown, expected, found);
                self.issues.push(error.hiding());
                break;
            };
            let Some(left) = self.attributes_left.checked_sub(1) else {
                let max = self.attributes_max as u64;
                self.issues.push(ParseError::limit("attributes", at as u64, "table_items", max));
                doubt(&mut self.accepts);
                break;
            };
            self.attributes_left = left;
            let attribute = self.attribute(bytes, at as u64);
            if let Some(id) = attribute.id {
                if id.0 < last_id && id.package() == ResId(last_id).package() {
                    let found = format!("{id}: attributes are not sorted by id, the platform may miss one");
                    let expected = format!("an id above {}", ResId(last_id));
                    self.issues.odd(
                        trick::ATTRIBUTE_ORDER,
                        "attribute",
                        at as u64,
                        Accepts::Yes,
                        expected,
                        found,
                    );
                }
                last_id = id.0;
            }
            attributes.push(attribute);
        }
        self.duplicates(&attributes, chunk.offset);
        attributes
    }

    /// Reports attributes that are there twice, by id or, without one, by namespace and name.
    fn duplicates(&mut self, attributes: &[Attribute], at: u64) {
        let mut seen = HashMap::new();
        for attribute in attributes {
            let key = match attribute.id {
                Some(id) => (Some(id), None, ""),
                None => (None, attribute.namespace.as_deref(), attribute.name.as_str()),
            };
            if let Some(first) = seen.insert(key, &attribute.value) {
                let (trick, what) = (trick::DUPLICATE_ATTRIBUTE, "attributes");
                let name = attribute.id.and_then(attrs::name).unwrap_or(&attribute.name);
                let expected = format!("{name} once, as {first}");
                let found = format!("again, as {}", attribute.value);
                self.issues.odd(trick, what, at, Accepts::Yes, expected, found);
            }
        }
    }

    /// A name that would be markup once it is written as text, or that would act on a terminal.
    fn name_text(&mut self, name: &str, what: &'static str, at: u64) {
        if name.contains(|c: char| c.is_control() || c.is_whitespace() || "<>\"'&=/".contains(c)) {
            let (trick, expected) = (trick::NAME_TEXT, "a name");
            self.issues.odd(trick, what, at, Accepts::Yes, expected, format!("{name:?}"));
        }
    }

    /// Compares the name of an attribute with what its resource id says, which alone counts for the platform.
    fn name_and_id(&mut self, namespace: Option<&str>, name: &str, id: Option<ResId>, at: u64) {
        let Some(id) = id else {
            if namespace == Some(ANDROID_NAMESPACE)
                && let Some(id) = attrs::id(name)
            {
                let (expected, found) = (format!("id {id} for android:{name}"), "no resource id");
                self.issues.odd(trick::NO_ID, "attribute name", at, Accepts::Yes, expected, found);
            }
            return;
        };
        let Some(true_name) = attrs::name(id) else { return };
        if name == true_name && namespace == Some(ANDROID_NAMESPACE) {
            return;
        }
        let trick = match attrs::id(name) {
            // A shortened name may be that of an attribute by accident, such as android:x.
            Some(other) if other != id && name.len() > 2 => trick::NAME_LIES,
            _ => trick::NAME_STRIPPED,
        };
        let (expected, found) = (format!("android:{true_name} for id {id}"), format!("{name:?}"));
        self.issues.odd(trick, "attribute name", at, Accepts::Yes, expected, found);
    }

    fn attribute(&mut self, bytes: &[u8; ATTRIBUTE], at: u64) -> Attribute {
        let field = |at| u32_at(bytes, at).unwrap_or_default();
        let (namespace, name, raw, data) = (field(0), field(4), field(8), field(16));
        let kind = bytes.get(15).copied().unwrap_or_default();
        let size = u16_at(bytes, 12).unwrap_or_default();
        if size != 8 {
            let (trick, what) = (trick::VALUE_SIZE, "attribute value");
            let at = at.saturating_add(12);
            self.issues.odd(trick, what, at, Accepts::Yes, "8", format!("size {size}, ignored,"));
        }
        let id = (name as usize).checked_mul(4).and_then(|at| u32_at(self.resource_map, at));
        let id = id.filter(|id| *id != 0).map(ResId);
        let namespace = self.string(namespace, "attribute namespace", at);
        let name = self.string(name, "attribute name", at).unwrap_or_default();
        self.name_text(&name, "attribute name", at);
        self.name_and_id(namespace.as_deref(), &name, id, at);
        let raw = self.string(raw, "attribute text", at);
        let text = (kind == TYPE_STRING).then(|| self.string(data, "attribute value", at)).flatten();
        let value = Value::decode(kind, data, |_| text);
        if let (Some(raw), Value::String(typed)) = (&raw, &value)
            && raw.trim() != typed.trim()
            // The compiler reads escapes and quotes in the text of the source.
            && !raw.contains(['\\', '"'])
        {
            let (trick, what) = (trick::VALUE_TEXT, "attribute value");
            self.issues.odd(trick, what, at, Accepts::Yes, format!("the text {raw:?}"), format!("{typed:?}"));
        }
        Attribute { namespace, name, id, raw, value }
    }

    fn text(&mut self, chunk: &Chunk<'a>) {
        let index = u32_at(chunk.body(), 0).unwrap_or(NO_STRING);
        let Some(text) = self.string(index, "text", chunk.offset) else { return };
        self.tree.text(&text);
    }

    /// A string of the pool. A bad one is an issue, none at all is not.
    fn string(&mut self, index: u32, what: &'static str, at: u64) -> Option<String> {
        if index == NO_STRING || self.text_left == 0 {
            return None;
        }
        let read = match self.pool.read(index) {
            Ok(read) => read,
            Err(Flaw { trick, expected, found }) => {
                self.issues.odd(trick, what, at, Accepts::Yes, expected, found);
                return None;
            }
        };
        if let Some(Flaw { trick, expected, found }) = read.defect {
            self.issues.odd(trick, what, at, Accepts::Yes, expected, found);
        }
        let Some(left) = self.text_left.checked_sub(read.text.len()) else {
            self.issues.push(ParseError::limit("text", at, "total_bytes", self.text_max as u64));
            doubt(&mut self.accepts);
            self.text_left = 0;
            return None;
        };
        self.text_left = left;
        Some(read.text.into_owned())
    }

    /// What follows the root element is not read by the platform's package parser; it is only told.
    fn after_root(&mut self, from: usize) {
        let mut pos = from;
        while pos < self.body.len() {
            match Chunk::at(self.body, pos, 0, NODE, "after the root element") {
                Ok(chunk) => {
                    let second = match chunk.kind {
                        chunk::XML_START_ELEMENT => {
                            Some((trick::SECOND_ROOT, "one root", "a second root element, not read"))
                        }
                        chunk::XML_END_ELEMENT => {
                            Some((trick::EXTRA_END, "nothing", "an end without a beginning"))
                        }
                        _ => None,
                    };
                    if let Some((trick, expected, found)) = second {
                        let what = "after the root element";
                        self.issues.odd(trick, what, chunk.offset, Accepts::Yes, expected, found);
                        return;
                    }
                    pos = pos.saturating_add(chunk.data.len());
                }
                Err(bad) => {
                    self.issues.push(bad.error.harmless());
                    return;
                }
            }
        }
    }

    fn finish(self) -> Parsed<Document> {
        let value = self.tree.finish(self.accepts);
        Parsed { value, issues: self.issues.finish() }
    }
}

enum Step {
    On,
    RootClosed,
}

/// The further checks of `ResXMLTree::validateNode` and of `nextNode`, for a chunk whose own sizes hold.
fn check_node(chunk: &Chunk<'_>) -> Result<(), ParseError> {
    let ext = chunk.body();
    let needs = match chunk.kind {
        chunk::XML_START_NAMESPACE | chunk::XML_END_NAMESPACE | chunk::XML_END_ELEMENT => 8,
        chunk::XML_START_ELEMENT => START_EXT,
        chunk::XML_CDATA => 12,
        _ => 0,
    };
    if ext.len() < needs {
        let found = format!("type {:#06x} has {} bytes", chunk.kind, ext.len());
        let (trick, expected) = (trick::NODE_SIZE, format!("at least {needs}"));
        return Err(ParseError::deviates(trick, "node", chunk.offset, Accepts::No, expected, found));
    }
    if chunk.kind == chunk::XML_START_ELEMENT {
        let field = |at| usize::from(u16_at(ext, at).unwrap_or_default());
        let (start, size, count) = (field(8), field(10), field(12));
        if start.saturating_add(size.saturating_mul(count)) > ext.len() {
            let found = format!("{count} attributes of {size} bytes from {start}");
            let (trick, expected) = (trick::ATTRIBUTE_COUNT, format!("what fits in {} bytes", ext.len()));
            return Err(ParseError::deviates(trick, "element", chunk.offset, Accepts::No, expected, found));
        }
    }
    Ok(())
}
