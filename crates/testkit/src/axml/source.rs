use std::collections::BTreeMap;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// An element of XML text.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    /// Declared here: prefix and URI.
    pub(crate) namespaces: Vec<(String, String)>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) content: Vec<Content>,
}

#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub(crate) namespace: Option<String>,
    /// As written, with its prefix.
    pub(crate) written: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Element(Element),
    Text { line: u32, text: String },
}

impl Element {
    /// The attribute as it is written, prefix included.
    pub(crate) fn attribute(&self, written: &str) -> Option<&str> {
        self.attributes.iter().find(|attr| attr.written == written).map(|attr| attr.value.as_str())
    }

    /// The elements directly inside.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text { .. } => None,
        })
    }

    /// The text directly inside.
    pub(crate) fn text(&self) -> String {
        let text = self.content.iter().map(|content| match content {
            Content::Text { text, .. } => text.as_str(),
            Content::Element(_) => "",
        });
        text.collect()
    }
}

/// The root element of a text.
pub(crate) fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<Element> = Vec::new();
    let mut scopes: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    let (mut seen, mut line) = (0, 1);
    loop {
        let at = reader.buffer_position() as usize;
        line += xml[seen..at].matches('\n').count() as u32;
        seen = at;
        let event = reader.read_event().unwrap_or_else(|error| panic!("line {line}: {error}"));
        let mut closed = None;
        match event {
            Event::Start(start) => {
                open.push(element(&start, line, &mut scopes));
            }
            Event::Empty(start) => {
                closed = Some(element(&start, line, &mut scopes));
                scopes.pop();
            }
            Event::End(_) => {
                closed = open.pop();
                scopes.pop();
            }
            Event::Text(text) => push_text(&mut open, line, &text),
            Event::CData(text) => push_text(&mut open, line, &text),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().unwrap().map(String::from);
                let text = character.or_else(|| resolve_predefined_entity(&entity).map(str::to_owned));
                push_text(
                    &mut open,
                    line,
                    &text.unwrap_or_else(|| panic!("line {line}: unknown &{};", &*entity)),
                );
            }
            Event::Eof => panic!("the text has no root element or does not close it"),
            _ => {}
        }
        if let Some(mut closed) = closed {
            closed.end_line = line;
            match open.last_mut() {
                Some(parent) => parent.content.push(Content::Element(closed)),
                None => return closed,
            }
        }
    }
}

/// Runs of white space become one space, as `aapt2` writes text.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

fn push_text(open: &mut [Element], line: u32, text: &str) {
    let Some(element) = open.last_mut() else { return };
    if let Some(Content::Text { text: before, .. }) = element.content.last_mut() {
        before.push_str(text);
    } else {
        element.content.push(Content::Text { line, text: text.to_owned() });
    }
}

fn element(start: &BytesStart<'_>, line: u32, scopes: &mut Vec<BTreeMap<String, String>>) -> Element {
    let mut scope = scopes.last().cloned().unwrap();
    let mut namespaces = Vec::new();
    let mut written = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.unwrap_or_else(|error| panic!("line {line}: {error}"));
        let key = attribute.key.0.to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .unwrap_or_else(|error| panic!("line {line}: {error}"))
            .into_owned();
        match key.strip_prefix("xmlns:") {
            Some(prefix) => {
                scope.insert(prefix.to_owned(), value.clone());
                namespaces.push((prefix.to_owned(), value));
            }
            None => written.push((key, value)),
        }
    }
    let resolve = |name: &str| match name.split_once(':') {
        // The test text may leave out the declaration that every manifest begins with.
        Some(("android", local)) => (Some(super::ANDROID.to_owned()), local.to_owned()),
        Some((prefix, local)) => {
            let uri = scope.get(prefix).unwrap_or_else(|| panic!("line {line}: {prefix} is not declared"));
            (Some(uri.clone()), local.to_owned())
        }
        None => (None, name.to_owned()),
    };
    let (namespace, name) = resolve(start.name().0);
    let attributes = written.into_iter().map(|(key, value)| {
        let (namespace, name) = resolve(&key);
        Attribute { namespace, written: key, name, value }
    });
    let attributes = attributes.collect();
    scopes.push(scope);
    Element { line, end_line: line, namespace, name, namespaces, attributes, content: Vec::new() }
}
