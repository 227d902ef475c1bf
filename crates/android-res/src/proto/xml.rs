//! `AndroidManifest.xml` and the XML under `res/` of an app bundle: `XmlNode` of AOSP `tools/aapt2/Resources.proto`.

use std::borrow::Cow;

use cursor::{Limits, ParseError, Parsed};

use super::{
    value::Values,
    wire::{Field, Fields, MAX_NESTING, Message, Trouble, Wire},
};
use crate::{
    Accepts, Attribute, Document, ResId, Table, Value,
    axml::{Opened, Tree},
};

/// Attributes of this namespace are for the build and never reach the device.
const TOOLS: &str = "http://schemas.android.com/tools";

/// Reads a document and gives what [`axml::parse`](crate::axml::parse) gives for the binary form that `aapt2 convert` makes of
/// it for the device: escapes are read, attributes sorted by id, and the text of the source is gone where a typed value says
/// the same.
///
/// `names` is the table of the same bundle; a reference that has only a name is looked up there. One that is not found is a
/// [`Value::DynamicReference`] with id 0, which no table resolves. `Err` means that this is no `XmlNode` at all.
pub fn parse(
    data: &[u8],
    names: Option<&Table<'_>>,
    limits: &Limits,
) -> Result<Parsed<Document>, ParseError> {
    let root = Message::new(data);
    if !is_node(root) {
        return Err(ParseError::not_this_format("XML message", 0));
    }
    // A named element takes nine bytes; emptier ones only stand in files that are made to fill memory. One that is read takes
    // some four times the memory of an item of a table.
    let most = (data.len() as u64 / 8).saturating_add(64).min(limits.table_items / 4);
    let values = Values {
        trouble: Trouble::new(),
        names,
        texts: Vec::new(),
        texts_left: 0,
        bag_items: limits.table_items,
    };
    let mut reader = Reader { values, tree: Tree::default(), most, left: most, limits };
    reader.document(root);
    Ok(reader.finish())
}

/// An element comes first, and in it a namespace, a name, an attribute or a child; or else the line.
fn is_node(root: Message<'_>) -> bool {
    let first = root.fields().next().and_then(Result::ok);
    match first {
        Some(Field { number: 1, value: Wire::Bytes(element) }) => {
            element.data.is_empty() || element.begins_with(1..=5)
        }
        _ => root.begins_with(2..=3),
    }
}

struct Reader<'t, 'l> {
    values: Values<'t>,
    tree: Tree,
    most: u64,
    /// Elements, attributes and texts that may still be read.
    left: u64,
    limits: &'l Limits,
}

impl Reader<'_, '_> {
    fn document(&mut self, root: Message<'_>) {
        let mut open: Vec<Parts<'_>> = self.node(root, 0).into_iter().collect();
        if open.is_empty() {
            self.values.trouble.refuse("root element", 0, "there is none");
        }
        while let Some(parts) = open.last_mut() {
            match parts.child() {
                Some(child) => {
                    let depth = open.len();
                    open.extend(self.node(child, depth));
                }
                None => {
                    open.pop();
                    self.tree.end();
                }
            }
        }
    }

    /// Reads an `XmlNode`. For an element it stays open and its parts are given, to be asked for children.
    fn node<'a>(&mut self, node: Message<'a>, depth: usize) -> Option<Parts<'a>> {
        let (mut element, mut text, mut line) = (false, None, 0);
        let mut fields = node.fields();
        while let Some(field) = self.values.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Bytes(_)) => element = true,
                (2, Wire::Bytes(bytes)) => text = Some(bytes),
                (3, Wire::Bytes(position)) => line = self.values.number(position) as u32,
                _ => {}
            }
        }
        if element && let Some(text) = text {
            // The libraries keep the later of the two.
            let detail = "both an element and a text";
            self.values.trouble.issues.push(ParseError::invalid("node", text.offset, detail));
            crate::doubt(&mut self.values.trouble.accepts);
        }
        if element {
            return self.element(node, line, depth);
        }
        match text {
            Some(text) if depth > 0 && self.room(text.offset) => {
                let text = self.values.trouble.text("text", text);
                self.tree.text(&trim(&text));
            }
            Some(_) => {}
            None => self.values.trouble.refuse("node", node.offset, "neither an element nor a text"),
        }
        None
    }

    fn element<'a>(&mut self, node: Message<'a>, line: u32, depth: usize) -> Option<Parts<'a>> {
        let max = self.limits.xml_depth;
        if depth >= max as usize {
            self.values.trouble.limit("element depth", node.offset, "xml_depth", u64::from(max));
            return None;
        }
        if depth.saturating_mul(2) >= MAX_NESTING && self.values.trouble.accepts != Accepts::No {
            let detail = format!("it lies deeper than the {MAX_NESTING} messages that protobuf reads");
            self.values.trouble.refuse("element", node.offset, detail);
        }
        if !self.room(node.offset) {
            return None;
        }
        let (mut namespace, mut name) = (None, Cow::Borrowed(""));
        let mut attributes = Vec::new();
        let mut parts = Parts::new(node);
        while let Some(field) = parts.next() {
            match field.map(|field| (field.number, field.value)) {
                Err(error) => self.values.trouble.push(error),
                Ok((2, Wire::Bytes(uri))) => namespace = Some(uri),
                Ok((3, Wire::Bytes(text))) => name = self.values.trouble.text("element name", text),
                Ok((4, Wire::Bytes(attribute))) if self.room(attribute.offset) => {
                    attributes.extend(self.attribute(attribute));
                }
                _ => {}
            }
        }
        if name.is_empty() {
            self.values.trouble.refuse("element name", node.offset, "there is none");
        }
        attributes.sort_by(|a, b| order(a).cmp(&order(b)));
        let namespace = namespace.and_then(|uri| self.filled("element namespace", uri));
        self.tree.start(Opened { namespace, name: name.into_owned(), line, attributes });
        Some(Parts::new(node))
    }

    /// `XmlAttribute`, unless it is only for the build.
    fn attribute(&mut self, message: Message<'_>) -> Option<Attribute> {
        let (mut namespace, mut name, mut source, mut id, mut item) = (None, None, None, 0, None);
        let mut fields = message.fields();
        while let Some(field) = self.values.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Bytes(text)) => namespace = self.filled("attribute namespace", text),
                (2, Wire::Bytes(text)) => name = self.filled("attribute name", text),
                (3, Wire::Bytes(text)) => source = Some(self.values.trouble.text("attribute value", text)),
                (5, Wire::Varint(number)) => id = number as u32,
                (6, Wire::Bytes(message)) => item = Some(message),
                _ => {}
            }
        }
        if namespace.as_deref() == Some(TOOLS) {
            return None;
        }
        let typed = item.and_then(|item| self.values.item(item));
        let (raw, value) = match typed {
            Some(Value::String(text)) => (Some(text.clone()), Value::String(text)),
            Some(value) => (None, value),
            None => {
                let text = unescape(&source.unwrap_or_default());
                (Some(text.clone()), Value::String(text))
            }
        };
        let id = (id != 0).then_some(ResId(id));
        Some(Attribute { namespace, name: name.unwrap_or_default(), id, raw, value })
    }

    fn filled(&mut self, what: &'static str, text: Message<'_>) -> Option<String> {
        let text = self.values.trouble.text(what, text);
        (!text.is_empty()).then(|| text.into_owned())
    }

    fn room(&mut self, at: u64) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.values.trouble.limit("nodes", at, "table_items", self.most);
                false
            }
        }
    }

    fn finish(self) -> Parsed<Document> {
        let trouble = self.values.trouble;
        let value = self.tree.finish(trouble.accepts);
        Parsed { value, issues: trouble.issues.finish() }
    }
}

/// The fields of a node's `XmlElement`. Where the node has several, protobuf takes them for one.
struct Parts<'a> {
    node: Fields<'a>,
    element: Option<Fields<'a>>,
}

impl<'a> Parts<'a> {
    fn new(node: Message<'a>) -> Self {
        Self { node: node.fields(), element: None }
    }

    fn next(&mut self) -> Option<Result<Field<'a>, ParseError>> {
        loop {
            if let Some(field) = self.element.as_mut().and_then(Iterator::next) {
                return Some(field);
            }
            // Damage of the node itself was told when the node was read.
            let element = self.node.by_ref().flatten().find_map(|field| match (field.number, field.value) {
                (1, Wire::Bytes(element)) => Some(element),
                _ => None,
            });
            self.element = Some(element?.fields());
        }
    }

    /// The next child; damage was told when the attributes were read.
    fn child(&mut self) -> Option<Message<'a>> {
        while let Some(field) = self.next() {
            if let Ok(Field { number: 5, value: Wire::Bytes(child) }) = field {
                return Some(child);
            }
        }
        None
    }
}

/// The order in which aapt2 writes attributes for the device, which searches them by id.
fn order(attribute: &Attribute) -> (bool, Option<ResId>, Option<&str>, &str) {
    match attribute.id {
        Some(_) => (false, attribute.id, None, ""),
        None => (true, None, attribute.namespace.as_deref(), &attribute.name),
    }
}

/// White space around a text becomes one space on each side; inside it stays.
fn trim(text: &str) -> Cow<'_, str> {
    let space = |character: char| matches!(character, ' ' | '\t'..='\r');
    let inner = text.trim_matches(space);
    if inner.is_empty() || inner.len() == text.len() {
        return Cow::Borrowed(inner);
    }
    let before = if text.starts_with(space) { " " } else { "" };
    let after = if text.ends_with(space) { " " } else { "" };
    Cow::Owned(format!("{before}{inner}{after}"))
}

/// Reads the backslash escapes of a text that the compiler left as it was, `StringBuilder` of AOSP
/// `tools/aapt2/ResourceUtils.cpp`: a bad `\u` ends the text.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let mut code = 0;
                for digit in rest.by_ref().take(4) {
                    let Some(digit) = digit.to_digit(16) else { return out };
                    code = code << 4 | digit;
                }
                // Half of a pair is dropped.
                out.extend(char::from_u32(code));
            }
            Some(escaped) => out.push(escaped),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What aapt2 writes into binary XML for these texts.
    #[test]
    fn escapes_of_a_text_are_read_as_the_compiler_reads_them() {
        assert_eq!(unescape(r"https:\/\/a\nb\u0041\u53f0"), "https://a\nbA台");
        assert_eq!(unescape(r"\@string\/x \\ \'"), r"@string/x \ '");
        assert_eq!(unescape(r"a\u00zz rest"), "a");
        assert_eq!(unescape(r"half \ud800 end\"), "half  end");
    }

    #[test]
    fn white_space_around_a_text_shrinks_to_a_space() {
        assert_eq!(trim("\n   example.com\n"), " example.com ");
        assert_eq!(trim("a  b"), "a  b");
        assert_eq!(trim(" \n\t"), "");
    }
}
