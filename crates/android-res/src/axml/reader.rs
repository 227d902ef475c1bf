use cursor::{Limits, ParseError, Parsed};

use super::{Attribute, Document, Opened, Tree};
use crate::{
    Accepts, ResId, Value,
    chunk::{self, Bad, Chunk, Issues, u16_at, u32_at},
    pool::Pool,
    value::TYPE_STRING,
};

/// Bytes of `ResXMLTree_node`.
const NODE: usize = 16;
/// Bytes of `ResXMLTree_attrExt`.
const START_EXT: usize = 20;
/// Bytes of `ResXMLTree_attribute`.
const ATTRIBUTE: usize = 20;
const NO_STRING: u32 = u32::MAX;

pub(super) fn read(data: &[u8], limits: &Limits) -> Result<Parsed<Document>, ParseError> {
    let not_xml = || ParseError::not_this_format("binary XML", 0);
    let kind = u16_at(data, 0).ok_or_else(not_xml)?;
    let header_size = usize::from(u16_at(data, 2).ok_or_else(not_xml)?);
    let size = u32_at(data, 4).ok_or_else(not_xml)? as usize;
    let mut issues = Issues::default();
    let mut accepts = Accepts::Yes;
    if kind != chunk::XML {
        let detail = format!("type {kind:#06x} instead of {:#06x}", chunk::XML);
        issues.push(ParseError::invalid("document header", 0, detail));
    }
    if header_size != chunk::HEADER {
        let detail = format!("header size {header_size} instead of {}", chunk::HEADER);
        issues.push(ParseError::invalid("document header", 2, detail));
    }
    let body = if size > data.len() || header_size > size {
        let detail = format!("size {size} with a header of {header_size} bytes in {} bytes", data.len());
        issues.push(ParseError::invalid("document size", 4, detail));
        accepts = Accepts::No;
        data
    } else {
        if size < data.len() {
            let detail = format!("{} bytes after the document", data.len().saturating_sub(size));
            issues.push(ParseError::invalid("document size", 4, detail));
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
        Some(Accepts::Unknown) => accepts.doubt(),
        Some(Accepts::No) | None => accepts = Accepts::No,
    }
    let mut reader = Reader::new(body, prelude.pool, prelude.resource_map, accepts, issues, limits);
    match first_node {
        Some(at) => reader.nodes(at),
        None => {
            reader.issues.push(ParseError::invalid("root element", header_size as u64, "there is none"));
            reader.accepts = Accepts::No;
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
                        let detail = "a further pool replaces the one before";
                        issues.push(ParseError::invalid("string pool", chunk.offset, detail));
                    }
                    self.pools = self.pools.saturating_add(1);
                    let (pool, accepts) = Pool::parse(&chunk, issues);
                    self.pool = pool;
                    self.pool_accepts = Some(accepts);
                }
                chunk::XML_RESOURCE_MAP => {
                    if !self.resource_map.is_empty() {
                        let detail = "a further map replaces the one before";
                        issues.push(ParseError::invalid("resource map", chunk.offset, detail));
                    }
                    self.resource_map = chunk.body();
                }
                chunk::XML_FIRST_NODE..=chunk::XML_LAST_NODE => {
                    if self.pools == 0 {
                        issues.push(ParseError::invalid("string pool", chunk.offset, "there is none"));
                    }
                    return Some(pos);
                }
                kind => {
                    let detail = format!("unknown type {kind:#06x}, skipped");
                    issues.push(ParseError::invalid("chunk", chunk.offset, detail));
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
    accepts: Accepts,
    issues: Issues,
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
            accepts,
            issues,
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
        let mut lenient = false;
        while pos < self.body.len() {
            let (chunk, sound) = match Chunk::at(self.body, pos, 0, NODE, "node") {
                Ok(chunk) => match check_node(&chunk) {
                    Ok(()) => (chunk, true),
                    Err(error) => {
                        self.issues.push(error);
                        (chunk, false)
                    }
                },
                Err(Bad { error, readable, cut }) => {
                    self.issues.push(error);
                    match readable {
                        Some(chunk) if chunk.header_size >= NODE && !cut => (chunk, false),
                        _ => {
                            self.accepts = Accepts::No;
                            break;
                        }
                    }
                }
            };
            if !sound {
                self.accepts = Accepts::No;
                // What the loader refuses, and what has no root, is read as far as it goes; else the reader stops here.
                lenient |= loading || self.tree.is_empty();
                if !lenient {
                    break;
                }
            }
            loading &= !(chunk::XML_START_NAMESPACE..=chunk::XML_CDATA).contains(&chunk.kind);
            pos = pos.saturating_add(chunk.data.len());
            match self.node(&chunk) {
                Step::On => {}
                Step::RootClosed => {
                    self.after_root(pos);
                    return;
                }
                Step::Stop => return,
            }
        }
        if loading || self.tree.is_empty() {
            self.issues.push(ParseError::invalid("root element", pos as u64, "there is none"));
            self.accepts = Accepts::No;
        } else if !self.open.is_empty() {
            let detail = format!("{} elements are not closed", self.open.len());
            self.issues.push(ParseError::invalid("document", pos as u64, detail));
        }
    }

    fn node(&mut self, chunk: &Chunk<'a>) -> Step {
        match chunk.kind {
            chunk::XML_START_NAMESPACE | chunk::XML_END_NAMESPACE => {}
            chunk::XML_START_ELEMENT => {
                if self.open.len() >= self.max_depth {
                    let max = self.max_depth as u64;
                    self.issues.push(ParseError::limit("element depth", chunk.offset, "xml_depth", max));
                    self.accepts.doubt();
                    return Step::Stop;
                }
                self.start(chunk);
            }
            chunk::XML_END_ELEMENT => {
                let Some(closed) = self.open.pop() else {
                    self.issues.push(ParseError::invalid("end of element", chunk.offset, "none is open"));
                    return Step::On;
                };
                let name = u32_at(chunk.body(), 4).unwrap_or(NO_STRING);
                let named =
                    if name == closed { None } else { self.string(name, "end of element", chunk.offset) };
                let opened = self.tree.end().map(|element| element.name.as_str());
                if named.is_some() && named.as_deref() != opened {
                    let detail = "the name is not that of the open element";
                    self.issues.push(ParseError::invalid("end of element", chunk.offset, detail));
                }
                if self.open.is_empty() {
                    return Step::RootClosed;
                }
            }
            chunk::XML_CDATA => self.text(chunk),
            kind => {
                let detail = format!("unknown type {kind:#06x}, skipped");
                self.issues.push(ParseError::invalid("node", chunk.offset, detail));
            }
        }
        Step::On
    }

    fn start(&mut self, chunk: &Chunk<'a>) {
        let ext = chunk.body();
        let at = chunk.offset;
        let name_index = u32_at(ext, 4).unwrap_or(NO_STRING);
        let name = self.string(name_index, "element name", at).unwrap_or_else(|| {
            self.issues.push(ParseError::invalid("element name", at, "there is none"));
            self.accepts.doubt();
            String::new()
        });
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
        if count > 0 && (start, size) != (START_EXT, ATTRIBUTE) {
            let detail =
                format!("they start at {start} and take {size} bytes instead of {START_EXT} and {ATTRIBUTE}");
            self.issues.push(ParseError::invalid("attributes", chunk.offset, detail));
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
                let detail = format!("attribute {index} of {count} lies outside the document");
                self.issues.push(ParseError::invalid("attribute", at as u64, detail));
                break;
            };
            let Some(left) = self.attributes_left.checked_sub(1) else {
                let max = self.attributes_max as u64;
                self.issues.push(ParseError::limit("attributes", at as u64, "table_items", max));
                self.accepts.doubt();
                break;
            };
            self.attributes_left = left;
            let attribute = self.attribute(bytes, at as u64);
            if let Some(id) = attribute.id {
                if id.0 < last_id && id.package() == ResId(last_id).package() {
                    let detail = "attributes are not sorted by id: the platform may miss one";
                    self.issues.push(ParseError::invalid("attribute", at as u64, detail));
                }
                last_id = id.0;
            }
            attributes.push(attribute);
        }
        attributes
    }

    fn attribute(&mut self, bytes: &[u8; ATTRIBUTE], at: u64) -> Attribute {
        let field = |at| u32_at(bytes, at).unwrap_or_default();
        let (namespace, name, raw, data) = (field(0), field(4), field(8), field(16));
        let kind = bytes.get(15).copied().unwrap_or_default();
        let size = u16_at(bytes, 12).unwrap_or_default();
        if size != 8 {
            let detail = format!("size {size} instead of 8, ignored");
            self.issues.push(ParseError::invalid("attribute value", at, detail));
        }
        let id = (name as usize).checked_mul(4).and_then(|at| u32_at(self.resource_map, at));
        let namespace = self.string(namespace, "attribute namespace", at);
        let name = self.string(name, "attribute name", at).unwrap_or_default();
        let raw = self.string(raw, "attribute text", at);
        let text = (kind == TYPE_STRING).then(|| self.string(data, "attribute value", at)).flatten();
        let value = Value::decode(kind, data, |_| text);
        if let (Some(raw), Value::String(typed)) = (&raw, &value)
            && raw != typed
        {
            let detail = "the text and the typed value differ";
            self.issues.push(ParseError::invalid("attribute value", at, detail));
        }
        Attribute { namespace, name, id: id.filter(|id| *id != 0).map(ResId), raw, value }
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
            Err(problem) => {
                self.issues.push(ParseError::invalid(what, at, problem));
                return None;
            }
        };
        if let Some(defect) = read.defect {
            self.issues.push(ParseError::invalid(what, at, defect));
        }
        let Some(left) = self.text_left.checked_sub(read.text.len()) else {
            self.issues.push(ParseError::limit("text", at, "total_bytes", self.text_max as u64));
            self.accepts.doubt();
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
                    let detail = match chunk.kind {
                        chunk::XML_START_ELEMENT => "a second root element, not read",
                        chunk::XML_END_ELEMENT => "an end without a beginning",
                        _ => "",
                    };
                    if !detail.is_empty() {
                        let what = "after the root element";
                        self.issues.push(ParseError::invalid(what, chunk.offset, detail));
                        return;
                    }
                    pos = pos.saturating_add(chunk.data.len());
                }
                Err(bad) => {
                    self.issues.push(bad.error);
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
    Stop,
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
        let detail = format!("type {:#06x} has {} bytes, needs {needs}", chunk.kind, ext.len());
        return Err(ParseError::invalid("node", chunk.offset, detail));
    }
    if chunk.kind == chunk::XML_START_ELEMENT {
        let field = |at| usize::from(u16_at(ext, at).unwrap_or_default());
        let (start, size, count) = (field(8), field(10), field(12));
        if start.saturating_add(size.saturating_mul(count)) > ext.len() {
            let detail = format!("{count} attributes of {size} bytes from {start} in {} bytes", ext.len());
            return Err(ParseError::invalid("element", chunk.offset, detail));
        }
    }
    Ok(())
}
