//! `resources.pb`: `ResourceTable` of AOSP `tools/aapt2/Resources.proto`.

use std::borrow::Cow;

use cursor::{Limits, ParseError, Parsed};

use super::{
    value::{Held, Values},
    wire::{Message, Trouble, Wire},
};
use crate::{Config, Entry, Pool, ResId, Table, arsc::Simple};

/// Reads a table and gives what [`arsc::parse`](crate::arsc::parse) gives for the binary form: numbers, names, configurations and values.
///
/// Only the places of the values are kept; they are decoded again when asked for. A reference that has only a name is looked up
/// in this table. File names are as written: in a bundle they are relative to the folder of the module. `Err` means that this
/// is no `ResourceTable` at all; an empty file is an empty table.
pub fn parse<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<Table<'a>>, ParseError> {
    let root = Message::new(data);
    if !data.is_empty() && !root.begins_with(1..=5) {
        return Err(ParseError::not_this_format("resource table message", 0));
    }
    // The shortest value takes eight bytes; emptier ones only stand in files that are made to fill memory.
    let most = (data.len() as u64 / 8).saturating_add(64).min(limits.table_items);
    let values = Values {
        trouble: Trouble::new(),
        names: None,
        texts: Vec::new(),
        texts_left: most,
        bag_items: limits.table_items,
    };
    let messages = Messages { data, bag_items: limits.table_items, ..Messages::default() };
    let mut loader = Loader { values, messages, packages: Vec::new(), most, left: most };
    loader.table(root);
    Ok(loader.finish())
}

/// Where the values of a table lie.
#[derive(Debug, Default)]
pub(crate) struct Messages<'a> {
    data: &'a [u8],
    /// Names of the types, in the order of the file.
    types: Vec<Span>,
    /// Sorted by id; several of one id keep the order of the file.
    resources: Vec<Resource>,
    /// `ConfigValue` messages, those of a resource one behind the other.
    values: Vec<Span>,
    bag_items: u64,
}

/// A part of the data.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    at: u64,
    len: usize,
}

#[derive(Debug)]
struct Resource {
    id: ResId,
    /// Index of the type.
    type_: usize,
    name: Span,
    /// Its values are from here ...
    first: usize,
    /// ... and so many.
    count: usize,
}

/// One `ConfigValue` message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    message: Message<'a>,
    bag_items: u64,
}

impl From<Message<'_>> for Span {
    fn from(message: Message<'_>) -> Self {
        Self { at: message.offset, len: message.data.len() }
    }
}

impl<'a> Messages<'a> {
    /// The values of a resource, in the order of the file.
    pub(crate) fn values(&self, id: ResId) -> impl Iterator<Item = Stored<'a>> {
        self.of(id).iter().flat_map(|resource| self.stored(resource))
    }

    /// Names of type and resource.
    pub(crate) fn names(&self, id: ResId) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        self.of(id).first().map(|resource| self.names_of(resource))
    }

    /// All values with their ids, sorted by id.
    pub(crate) fn all(&self) -> impl Iterator<Item = (ResId, Stored<'a>)> {
        let all = self.resources.iter();
        all.flat_map(|resource| self.stored(resource).map(|stored| (resource.id, stored)))
    }

    /// All resources with their names, sorted by id; of several with one id the first names it.
    pub(crate) fn named(&self) -> impl Iterator<Item = (ResId, Cow<'a, str>, Cow<'a, str>)> {
        self.resources.chunk_by(|one, next| one.id == next.id).filter_map(|same| {
            let first = same.first()?;
            let (type_name, name) = self.names_of(first);
            Some((first.id, type_name, name))
        })
    }

    fn of(&self, id: ResId) -> &[Resource] {
        let from = self.resources.partition_point(|resource| resource.id < id);
        let rest = self.resources.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|resource| resource.id == id)).unwrap_or_default()
    }

    fn stored(&self, resource: &Resource) -> impl Iterator<Item = Stored<'a>> {
        let values = self.values.iter().skip(resource.first).take(resource.count);
        values.map(|span| Stored { message: self.message(*span), bag_items: self.bag_items })
    }

    fn names_of(&self, resource: &Resource) -> (Cow<'a, str>, Cow<'a, str>) {
        let text = |span| String::from_utf8_lossy(self.message(span).data);
        (text(self.types.get(resource.type_).copied().unwrap_or_default()), text(resource.name))
    }

    fn message(&self, span: Span) -> Message<'a> {
        let rest = usize::try_from(span.at).ok().and_then(|at| self.data.get(at..)).unwrap_or_default();
        Message { data: rest.get(..span.len).unwrap_or_default(), offset: span.at }
    }
}

impl<'a> Stored<'a> {
    /// The value with its configuration; `None` when it cannot be read.
    pub(crate) fn entry(self, table: &Table<'_>) -> Option<Entry> {
        let mut values = self.values(Some(table));
        let (config, value) = values.config_value(self.message);
        let Held::Content(content) = values.held(value?) else { return None };
        Some(Entry { config, content })
    }

    /// The value with its configuration; of a bag only that it is one.
    pub(crate) fn simple(self, table: &Table<'_>) -> (Config, Simple) {
        let mut values = self.values(Some(table));
        let (config, value) = values.config_value(self.message);
        // The items of a bag cost time that a chain of references must not spend.
        let fields = value.into_iter().flat_map(Message::fields).flatten();
        let last = fields.filter(|field| matches!(field.number, 4 | 5)).last();
        let simple = match last.map(|field| (field.number, field.value)) {
            Some((4, Wire::Bytes(item))) => values.item(item).map_or(Simple::Unreadable, Simple::Value),
            Some((5, Wire::Bytes(_))) => Simple::Bag,
            _ => Simple::Unreadable,
        };
        (config, simple)
    }

    /// Where the value holds.
    pub(crate) fn config(self) -> Config {
        self.values(None).config_value(self.message).0
    }

    fn values<'t>(self, names: Option<&'t Table<'t>>) -> Values<'t> {
        let bag_items = self.bag_items;
        Values { trouble: Trouble::new(), names, texts: Vec::new(), texts_left: 0, bag_items }
    }
}

impl Values<'_> {
    /// `ConfigValue`: where it holds, and the `Value` message.
    fn config_value<'a>(&mut self, message: Message<'a>) -> (Config, Option<Message<'a>>) {
        let (mut config, mut value) = (Config::default(), None);
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Bytes(message)) => config = self.config(message),
                (2, Wire::Bytes(message)) => value = Some(message),
                _ => {}
            }
        }
        (config, value)
    }
}

struct Loader<'a> {
    values: Values<'static>,
    messages: Messages<'a>,
    packages: Vec<(u8, String)>,
    most: u64,
    /// Packages, types, resources and values that may still be noted.
    left: u64,
}

impl<'a> Loader<'a> {
    fn table(&mut self, root: Message<'a>) {
        let mut fields = root.fields();
        while let Some(field) = self.values.trouble.next(&mut fields) {
            if let (2, Wire::Bytes(package)) = (field.number, field.value)
                && self.room(package.offset)
            {
                self.package(package);
            }
        }
    }

    fn package(&mut self, package: Message<'a>) {
        let (id, name) = self.head(package, "package");
        let id = self.fits(id, 0xff, "package", package.offset) as u8;
        let name = name.map(|name| self.values.trouble.text("package name", name).into_owned());
        self.packages.push((id, name.unwrap_or_default()));
        self.parts(package, 3, |this, type_| this.type_(id, type_));
    }

    fn type_(&mut self, package: u8, type_: Message<'a>) {
        let (id, name) = self.head(type_, "type");
        let id = self.fits(id, 0xff, "type", type_.offset) as u8;
        if id == 0 {
            self.values.trouble.refuse("type", type_.offset, "it has no number");
        }
        self.messages.types.push(name.map(Span::from).unwrap_or_default());
        self.parts(type_, 3, |this, entry| this.resource(package, id, entry));
    }

    fn resource(&mut self, package: u8, type_: u8, entry: Message<'a>) {
        let (id, name) = self.head(entry, "resource");
        let id = self.fits(id, 0xffff, "resource", entry.offset) as u16;
        let first = self.messages.values.len();
        self.parts(entry, 6, |this, stored| {
            if this.check(stored) {
                this.messages.values.push(stored.into());
            }
        });
        let count = self.messages.values.len().saturating_sub(first);
        if count > 0 {
            let id = ResId::new(package, type_, id);
            let type_ = self.messages.types.len().saturating_sub(1);
            let name = name.map(Span::from).unwrap_or_default();
            self.messages.resources.push(Resource { id, type_, name, first, count });
        }
    }

    /// Reads a value once, so that its damage is told and its texts are known. False for what never reaches a device.
    fn check(&mut self, stored: Message<'a>) -> bool {
        let (_, value) = self.values.config_value(stored);
        let held = value.map_or(Held::Nothing, |value| self.values.held(value));
        if let Held::Nothing = held {
            self.values.trouble.refuse("resource value", stored.offset, "there is none");
        }
        !matches!(held, Held::BuildOnly)
    }

    /// Number and name, fields 1 and 2 of packages, types and resources. They may stand behind what they are needed for.
    fn head(&mut self, message: Message<'a>, what: &'static str) -> (u64, Option<Message<'a>>) {
        let (mut id, mut name) = (0, None);
        let mut fields = message.fields();
        while let Some(field) = self.values.trouble.next(&mut fields) {
            match (field.number, field.value) {
                (1, Wire::Bytes(number)) => id = self.values.number(number),
                (2, Wire::Bytes(text)) => name = Some(text),
                _ => {}
            }
        }
        if name.is_none() {
            self.values.trouble.refuse(what, message.offset, "it has no name");
        }
        (id, name)
    }

    /// Calls `read` for each message in this field; damage was told by [`Self::head`].
    fn parts(&mut self, message: Message<'a>, number: u32, mut read: impl FnMut(&mut Self, Message<'a>)) {
        for field in message.fields().flatten() {
            if let Wire::Bytes(part) = field.value
                && field.number == number
            {
                if !self.room(part.offset) {
                    return;
                }
                read(self, part);
            }
        }
    }

    fn room(&mut self, at: u64) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.values.trouble.limit("resources", at, "table_items", self.most);
                false
            }
        }
    }

    fn fits(&mut self, number: u64, max: u64, what: &'static str, at: u64) -> u64 {
        if number > max {
            self.values.trouble.refuse(what, at, format!("number {number:#x} is more than {max:#x}"));
        }
        number
    }

    fn finish(self) -> Parsed<Table<'a>> {
        let Self { values, mut messages, packages, .. } = self;
        messages.resources.sort_by_key(|resource| resource.id);
        let Values { trouble, texts, .. } = values;
        let strings = Pool::plain(messages.data, texts);
        let value = Table::from_messages(trouble.accepts, strings, packages, messages);
        Parsed { value, issues: trouble.issues.finish() }
    }
}
