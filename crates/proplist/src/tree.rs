use crate::{MAX_DEPTH, Value};
use cursor::{Limits, ParseError};

/// Bytes counted for a node besides its text or data: the value, its key and the room a vector keeps.
const NODE_BYTES: u64 = 64;

/// Issues that are listed one by one; damage beyond them adds nothing to the verdict.
const MAX_ISSUES: usize = 1_000;

/// Builds one tree from a stream of events, in a loop and under the caps.
///
/// Where a cap cuts something off, its place holds [`Value::Null`] and [`Builder::issues`] says so once per cap.
pub(crate) struct Builder {
    open: Vec<Container>,
    root: Option<Value>,
    /// Containers open inside one that was cut off.
    skipped: u64,
    max_depth: usize,
    max_nodes: u64,
    nodes: u64,
    max_bytes: u64,
    bytes: u64,
    full: bool,
    deep: bool,
    pub(crate) issues: Vec<ParseError>,
}

enum Container {
    Dict { entries: Vec<(String, Value)>, key: Option<String> },
    Array(Vec<Value>),
}

impl Builder {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            root: None,
            skipped: 0,
            max_depth: limits.plist_depth.min(MAX_DEPTH) as usize,
            max_nodes: limits.plist_nodes,
            nodes: 0,
            max_bytes: limits.entry_bytes,
            bytes: 0,
            full: false,
            deep: false,
            issues: Vec::new(),
        }
    }

    /// Notes damage.
    pub(crate) fn issue(&mut self, issue: ParseError) {
        if issue.is_limit() || self.issues.len() < MAX_ISSUES {
            self.issues.push(issue);
        } else if self.issues.len() == MAX_ISSUES {
            self.issues.push(ParseError::invalid("property list", issue.offset, "more damage, not listed"));
        }
    }

    /// Notes a damaged entry that gets no place. It costs a node, so that a shared container cannot multiply it.
    pub(crate) fn skip(&mut self, issue: ParseError) {
        if self.charge(0, issue.offset) {
            self.issue(issue);
        }
    }

    /// True when a budget is spent, so that no later event can change the tree.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// True when the innermost open container is a dictionary that waits for a key.
    pub(crate) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Container::Dict { key: None, .. })) && self.skipped == 0
    }

    /// True inside something that was cut off for its depth.
    pub(crate) fn is_skipping(&self) -> bool {
        self.skipped > 0
    }

    /// A key of the innermost dictionary. A key whose value is missing keeps a null.
    pub(crate) fn key(&mut self, name: String, offset: u64) {
        if self.skipped > 0 || !self.charge(name.len(), offset) {
            return;
        }
        match self.open.last_mut() {
            Some(Container::Dict { entries, key }) => {
                if let Some(earlier) = key.replace(name) {
                    entries.push((earlier, Value::Null));
                    self.issue(ParseError::invalid("dictionary value", offset, "a key instead of a value"));
                }
            }
            _ => self.issue(ParseError::invalid("key", offset, "outside a dictionary")),
        }
    }

    /// A value that has no contents.
    pub(crate) fn leaf(&mut self, value: Value, offset: u64) {
        let size = match &value {
            Value::String(text) => text.len(),
            Value::Data(bytes) => bytes.len(),
            _ => 0,
        };
        if self.skipped > 0 || !self.charge(size, offset) {
            return;
        }
        self.place(value, offset);
    }

    /// Begins a dictionary.
    pub(crate) fn begin_dict(&mut self, offset: u64) {
        self.begin(Container::Dict { entries: Vec::new(), key: None }, offset);
    }

    /// Begins an array.
    pub(crate) fn begin_array(&mut self, offset: u64) {
        self.begin(Container::Array(Vec::new()), offset);
    }

    fn begin(&mut self, container: Container, offset: u64) {
        if self.skipped > 0 {
            self.skipped = self.skipped.saturating_add(1);
            return;
        }
        if self.open.len() >= self.max_depth {
            if !self.deep {
                let max = self.max_depth as u64;
                self.issue(ParseError::limit("property list", offset, "plist_depth", max));
            }
            self.deep = true;
            self.leaf(Value::Null, offset);
            self.skipped = 1;
            return;
        }
        if self.charge(0, offset) {
            self.open.push(container);
        }
    }

    /// Ends the innermost container. False when none is open.
    pub(crate) fn end(&mut self, offset: u64) -> bool {
        if self.skipped > 0 {
            self.skipped = self.skipped.saturating_sub(1);
            return true;
        }
        let value = match self.open.pop() {
            Some(Container::Dict { mut entries, key }) => {
                if let Some(name) = key {
                    entries.push((name, Value::Null));
                    self.issue(ParseError::invalid("dictionary value", offset, "missing for the last key"));
                }
                match entries.as_slice() {
                    // An XML property list writes the object numbers of keyed archives this way.
                    [(name, Value::Integer(number))] if name == "CF$UID" => {
                        u64::try_from(*number).map_or(Value::Dict(entries), Value::Uid)
                    }
                    _ => Value::Dict(entries),
                }
            }
            Some(Container::Array(values)) => Value::Array(values),
            None => return false,
        };
        self.place(value, offset);
        true
    }

    /// Reverses the innermost dictionary if it is one with duplicate keys, and says whether it did.
    pub(crate) fn reverse_duplicates(&mut self) -> bool {
        let Some(Container::Dict { entries, .. }) = self.open.last_mut() else { return false };
        let mut names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).any(|pair| pair.first() == pair.last());
        if twice {
            entries.reverse();
        }
        twice
    }

    /// The tree; containers that were never ended are ended here.
    pub(crate) fn finish(mut self, offset: u64) -> (Option<Value>, Vec<ParseError>) {
        self.skipped = 0;
        let unfinished = !self.open.is_empty();
        while !self.open.is_empty() {
            self.end(offset);
        }
        if unfinished && !self.full {
            self.issue(ParseError::invalid("property list", offset, "ends inside a container"));
        }
        (self.root, self.issues)
    }

    fn place(&mut self, value: Value, offset: u64) {
        match self.open.last_mut() {
            Some(Container::Dict { entries, key }) => match key.take() {
                Some(name) => entries.push((name, value)),
                None => self.issue(ParseError::invalid("dictionary key", offset, "a value instead of a key")),
            },
            Some(Container::Array(values)) => values.push(value),
            None if self.root.is_none() => self.root = Some(value),
            None => self.issue(ParseError::invalid("property list", offset, "a second root value")),
        }
    }

    /// Counts a node. False when a budget is spent.
    fn charge(&mut self, size: usize, offset: u64) -> bool {
        if self.full {
            return false;
        }
        self.nodes = self.nodes.saturating_add(1);
        self.bytes = self.bytes.saturating_add(NODE_BYTES).saturating_add(size as u64);
        let spent = if self.nodes > self.max_nodes {
            Some(("plist_nodes", self.max_nodes))
        } else if self.bytes > self.max_bytes {
            Some(("entry_bytes", self.max_bytes))
        } else {
            None
        };
        if let Some((limit, max)) = spent {
            self.issue(ParseError::limit("property list", offset, limit, max));
            self.full = true;
        }
        !self.full
    }
}
