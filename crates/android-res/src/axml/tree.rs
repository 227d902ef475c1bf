use std::collections::HashMap;

use super::{Attribute, Document, Element};
use crate::Accepts;

/// A document that is being read, whatever its form.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    elements: Vec<Element>,
    open: Vec<Open>,
}

/// What stands at the beginning of an element.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    pub(crate) line: u32,
    pub(crate) attributes: Vec<Attribute>,
}

/// An element whose end was not met yet.
#[derive(Debug)]
struct Open {
    index: u32,
    last_child: Option<u32>,
    /// How often each name was met among the children.
    names: HashMap<String, u32>,
}

impl Tree {
    /// True before the root element.
    pub(crate) fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// An element begins inside the one that is open.
    pub(crate) fn start(&mut self, opened: Opened) {
        let Opened { namespace, name, line, attributes } = opened;
        let index = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        let depth = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        let mut position = 1;
        let mut parent = None;
        if let Some(open) = self.open.last_mut() {
            parent = Some(open.index);
            let count = open.names.entry(name.clone()).or_default();
            *count = count.saturating_add(1);
            position = *count;
            let before = open.last_child.replace(index);
            if let Some(before) = before.and_then(|before| self.elements.get_mut(before as usize)) {
                before.next_sibling = Some(index);
            } else if let Some(parent) = self.elements.get_mut(open.index as usize) {
                parent.first_child = Some(index);
            }
        }
        self.open.push(Open { index, last_child: None, names: HashMap::new() });
        self.elements.push(Element {
            namespace,
            name,
            line,
            depth,
            parent,
            attributes,
            text: None,
            position,
            first_child: None,
            next_sibling: None,
        });
    }

    /// The open element ends.
    pub(crate) fn end(&mut self) -> Option<&Element> {
        let open = self.open.pop()?;
        self.elements.get(open.index as usize)
    }

    /// Text inside the open element.
    pub(crate) fn text(&mut self, text: &str) {
        let open = self.open.last().and_then(|open| self.elements.get_mut(open.index as usize));
        if let (Some(element), false) = (open, text.is_empty()) {
            element.text.get_or_insert_default().push_str(text);
        }
    }

    pub(crate) fn finish(self, platform_accepts: Accepts) -> Document {
        Document { elements: self.elements, platform_accepts }
    }
}
