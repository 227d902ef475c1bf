//! Compiled resources from a resource folder, as `aapt2` compiles and links it.
//!
//! ```
//! let files = appraise_testkit::res::compile(&[
//!     ("AndroidManifest.xml", r#"<manifest package="a.b"><application android:debuggable="@bool/dev"/></manifest>"#),
//!     ("res/values/bools.xml", r#"<resources><bool name="dev">false</bool></resources>"#),
//!     ("res/values-zh-rTW/bools.xml", r#"<resources><bool name="dev">true</bool></resources>"#),
//! ]);
//! let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
//! assert_eq!(names, ["AndroidManifest.xml", "resources.arsc"]);
//! ```
//!
//! Types are numbered in alphabetical order from 1, resources in alphabetical order from 0: `0x7fTTEEEE`. Styles of the
//! framework have no name here; write the id: `parent="@0x01030224"`.

use std::collections::{BTreeMap, BTreeSet};

use android_res::attrs;

use crate::axml::{self, Data, Encoder, chunk, string_pool, words};

/// Compiles a folder: paths as in a project (`AndroidManifest.xml`, `res/values-zh-rTW/strings.xml`, `res/xml/nsc.xml`,
/// `res/raw/ca.pem`) with their text. Gives the files of the package: the manifest and all XML under `res` as binary XML,
/// `resources.arsc` if there is any resource, everything else as it is.
pub fn compile(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let resources = Resources::collect(files);
    let encoder = resources.encoder();
    let mut out = Vec::new();
    for (path, text) in files {
        let values = path.starts_with("res/values/") || path.starts_with("res/values-");
        if *path == "AndroidManifest.xml" {
            out.insert(0, ((*path).to_owned(), encoder.encode(text)));
        } else if path.starts_with("res/") && path.ends_with(".xml") && !path.starts_with("res/raw") {
            if !values {
                out.push(((*path).to_owned(), encoder.encode(text)));
            }
        } else {
            out.push(((*path).to_owned(), text.as_bytes().to_vec()));
        }
    }
    if !resources.types.is_empty() {
        let at = out.iter().take_while(|(path, _)| path == "AndroidManifest.xml").count();
        out.insert(at, ("resources.arsc".to_owned(), resources.parts().build()));
    }
    out
}

/// The table of a folder, before its chunks are joined.
pub fn parts(files: &[(&str, &str)]) -> Parts {
    Resources::collect(files).parts()
}

/// The manifest of a folder, before its nodes are joined.
pub fn manifest(files: &[(&str, &str)]) -> axml::Tree {
    let (_, text) =
        files.iter().find(|(path, _)| *path == "AndroidManifest.xml").expect("a folder with a manifest");
    Resources::collect(files).encoder().tree(text)
}

/// The id that a folder's resource gets: `id(files, "bool/dev")`.
pub fn id(files: &[(&str, &str)], name: &str) -> u32 {
    let ids = Resources::collect(files).ids;
    *ids.get(name).unwrap_or_else(|| panic!("no resource {name}"))
}

/// The chunks of a table with one package. Each byte of each chunk may be changed before they are joined.
#[derive(Debug, Clone)]
pub struct Parts {
    /// `packageCount` of the table.
    pub package_count: u32,
    /// The pool of values.
    pub strings: Vec<u8>,
    /// Number of the package.
    pub package: u32,
    /// Name of the package.
    pub package_name: String,
    /// The pool of type names.
    pub type_names: Vec<u8>,
    /// The pool of resource names.
    pub keys: Vec<u8>,
    /// Specification and type chunks.
    pub types: Vec<Vec<u8>>,
}

impl Parts {
    /// The finished table.
    pub fn build(&self) -> Vec<u8> {
        let mut body = self.strings.clone();
        body.extend(self.package());
        chunk(2, &self.package_count.to_le_bytes(), &body)
    }

    /// The finished package chunk.
    pub fn package(&self) -> Vec<u8> {
        let mut header = self.package.to_le_bytes().to_vec();
        let name: Vec<u16> = self.package_name.encode_utf16().chain(std::iter::repeat(0)).take(128).collect();
        header.extend(name.iter().flat_map(|unit| unit.to_le_bytes()));
        let keys_at = 288 + self.type_names.len() as u32;
        header.extend(words(&[288, 0, keys_at, 0, 0]));
        let body: Vec<u8> =
            self.type_names.iter().chain(&self.keys).chain(self.types.iter().flatten()).copied().collect();
        chunk(0x0200, &header, &body)
    }
}

/// How a type chunk lists its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 32-bit offsets.
    Dense,
    /// 16-bit offsets, counting four bytes each.
    Short,
    /// Pairs of index and offset.
    Sparse,
}

/// A type chunk: entries by index, `None` for one without a value here.
pub fn type_chunk(type_: u8, layout: Layout, config: &[u8], entries: &[Option<Vec<u8>>]) -> Vec<u8> {
    let (mut offsets, mut data) = (Vec::new(), Vec::<u8>::new());
    let mut count = entries.len() as u32;
    for (index, entry) in entries.iter().enumerate() {
        let at = entry.as_ref().map(|_| data.len() as u32);
        match (layout, at) {
            (Layout::Dense, at) => offsets.extend(at.unwrap_or(u32::MAX).to_le_bytes()),
            (Layout::Short, at) => offsets.extend(at.map_or(u16::MAX, |at| (at / 4) as u16).to_le_bytes()),
            (Layout::Sparse, Some(at)) => offsets.extend(words(&[index as u32 | (at / 4) << 16])),
            (Layout::Sparse, None) => count -= 1,
        }
        data.extend(entry.iter().flatten());
    }
    offsets.resize(offsets.len().next_multiple_of(4), 0);
    let flags = match layout {
        Layout::Dense => 0,
        Layout::Sparse => 1,
        Layout::Short => 2,
    };
    let start = 20 + config.len() as u32 + offsets.len() as u32;
    let mut header = vec![type_, flags, 0, 0];
    header.extend(words(&[count, start]));
    header.extend(config);
    offsets.extend(data);
    chunk(0x0201, &header, &offsets)
}

/// An entry with one value; `key` is the index of its name.
pub fn simple_entry(key: u32, kind: u8, data: u32) -> Vec<u8> {
    words(&[8, key, 8 | u32::from(kind) << 24, data])
}

/// The same in eight bytes.
pub fn compact_entry(key: u16, kind: u8, data: u32) -> Vec<u8> {
    words(&[u32::from(key) | 8 << 16 | u32::from(kind) << 24, data])
}

/// A configuration of 64 bytes from folder qualifiers: `zh-rTW-night-v21`, or nothing for the default.
pub fn config(qualifiers: &str) -> Vec<u8> {
    let mut out = vec![0; 64];
    out[0] = 64;
    for qualifier in qualifiers.split('-').filter(|qualifier| !qualifier.is_empty()) {
        let number = |text: &str| text.parse::<u16>().ok().map(u16::to_le_bytes);
        let density = ["ldpi=120", "mdpi=160", "hdpi=240", "xhdpi=320", "xxhdpi=480", "xxxhdpi=640"]
            .iter()
            .find_map(|pair| number(pair.strip_prefix(qualifier)?.strip_prefix('=')?));
        if let Some(density) = density {
            out[14..16].copy_from_slice(&density);
        } else if let Some(sdk) = qualifier.strip_prefix('v').and_then(number) {
            out[24..26].copy_from_slice(&sdk);
        } else if let Some(width) =
            qualifier.strip_prefix("sw").and_then(|rest| rest.strip_suffix("dp")).and_then(number)
        {
            out[30..32].copy_from_slice(&width);
        } else if let Some(tag) = qualifier.strip_prefix("b+") {
            for (at, part) in tag.split('+').enumerate() {
                let place = match (at, part.len()) {
                    (0, _) => 8,
                    (_, 4) => 36,
                    _ => 10,
                };
                out[place..place + part.len()].copy_from_slice(part.as_bytes());
            }
        } else {
            match qualifier {
                "port" => out[12] = 1,
                "land" => out[12] = 2,
                "notnight" => out[29] = 0x10,
                "night" => out[29] = 0x20,
                "nodpi" => out[14..16].fill(0xff),
                "anydpi" => out[14..16].copy_from_slice(&[0xfe, 0xff]),
                language if language.len() == 2 => out[8..10].copy_from_slice(language.as_bytes()),
                region if region.len() == 3 && region.starts_with('r') => {
                    out[10..12].copy_from_slice(&region.as_bytes()[1..]);
                }
                other => panic!("unknown qualifier {other}"),
            }
        }
    }
    out
}

/// What a folder declares. Values stay text until every name has its id.
pub(crate) struct Resources {
    pub(crate) package_name: String,
    /// Values by type, name and qualifiers.
    pub(crate) types: BTreeMap<String, BTreeMap<String, BTreeMap<String, Source>>>,
    ids: BTreeMap<String, u32>,
}

pub(crate) enum Source {
    File(String),
    Value(axml::Element),
    /// `@+id/name`: only the name matters.
    Id,
}

pub(crate) enum Value {
    Simple(Data),
    Bag { parent: u32, items: Vec<(u32, Data)> },
}

/// What a value is, beyond its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Style,
    Array,
    Attribute,
    Other,
}

impl Resources {
    pub(crate) fn collect(files: &[(&str, &str)]) -> Self {
        let mut this =
            Self { package_name: "com.example".to_owned(), types: BTreeMap::new(), ids: BTreeMap::new() };
        for (path, text) in files {
            if path.ends_with(".xml") {
                for id in text.split("@+id/").skip(1) {
                    let name = id.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').next();
                    this.add("id", name.unwrap_or_default(), "", Source::Id);
                }
            }
            if *path == "AndroidManifest.xml" {
                let manifest = axml::parse(text);
                this.package_name.replace_range(.., manifest.attribute("package").unwrap_or("com.example"));
            }
            let Some((folder, file)) = path.strip_prefix("res/").and_then(|path| path.split_once('/')) else {
                continue;
            };
            let (type_, qualifiers) = folder.split_once('-').unwrap_or((folder, ""));
            if type_ == "values" {
                this.values(text, qualifiers);
            } else {
                let name = file.split('.').next().unwrap_or(file);
                this.add(type_, name, qualifiers, Source::File((*path).to_owned()));
            }
        }
        for (type_index, (type_, names)) in this.types.iter().enumerate() {
            for (entry, name) in names.keys().enumerate() {
                let id = 0x7f00_0000 | (type_index as u32 + 1) << 16 | entry as u32;
                this.ids.insert(format!("{type_}/{name}"), id);
            }
        }
        this
    }

    fn values(&mut self, text: &str, qualifiers: &str) {
        for element in axml::parse(text).elements() {
            let type_ = match element.name.as_str() {
                "item" => element.attribute("type").unwrap_or_else(|| panic!("an item needs a type")),
                "string-array" | "integer-array" | "array" => "array",
                "bool" | "string" | "integer" | "dimen" | "color" | "style" | "attr" | "fraction" => {
                    &element.name
                }
                other => panic!("{other} is not compiled here"),
            };
            let name = element.attribute("name").unwrap_or_else(|| panic!("a {type_} needs a name"));
            self.add(type_, name, qualifiers, Source::Value(element.clone()));
        }
    }

    fn add(&mut self, type_: &str, name: &str, qualifiers: &str, source: Source) {
        let names = self.types.entry(type_.to_owned()).or_default();
        names.entry(name.to_owned()).or_default().insert(qualifiers.to_owned(), source);
    }

    pub(crate) fn encoder(&self) -> Encoder {
        let encoder =
            self.ids.iter().fold(Encoder::new(), |encoder, (name, id)| encoder.reference(name, *id));
        let attributes = self.ids.iter().filter_map(|(name, id)| Some((name.strip_prefix("attr/")?, *id)));
        attributes.fold(encoder, |encoder, (name, id)| encoder.attribute(name, id))
    }

    fn parts(&self) -> Parts {
        let mut strings = Vec::new();
        let names: BTreeSet<&String> = self.types.values().flat_map(BTreeMap::keys).collect();
        let keys: Vec<String> = names.into_iter().cloned().collect();
        let mut types = Vec::new();
        for (index, (type_, names)) in self.types.iter().enumerate() {
            let number = index as u8 + 1;
            let count = names.len() as u32;
            let mut header = words(&[u32::from(number)]);
            header.extend(count.to_le_bytes());
            types.push(chunk(0x0202, &header, &vec![0; names.len() * 4]));
            let configs: BTreeSet<&String> = names.values().flat_map(BTreeMap::keys).collect();
            for qualifiers in configs {
                let entries: Vec<Option<Vec<u8>>> = names
                    .iter()
                    .map(|(name, values)| {
                        let key = keys.binary_search(name).unwrap() as u32;
                        let value = self.value(type_, name, values.get(qualifiers)?);
                        Some(self.entry(key, &value, &mut strings))
                    })
                    .collect();
                types.push(type_chunk(number, Layout::Dense, &config(qualifiers), &entries));
            }
        }
        let type_names: Vec<String> = self.types.keys().cloned().collect();
        Parts {
            package_count: 1,
            strings: string_pool(&strings, false),
            package: 0x7f,
            package_name: self.package_name.clone(),
            type_names: string_pool(&type_names, false),
            keys: string_pool(&keys, false),
            types,
        }
    }

    fn entry(&self, key: u32, value: &Value, strings: &mut Vec<String>) -> Vec<u8> {
        let mut typed = |data: &Data| match data {
            Data::Typed(kind, data) => (*kind, *data),
            Data::Text(text) => {
                let index = strings.iter().position(|string| string == text).unwrap_or_else(|| {
                    strings.push(text.clone());
                    strings.len() - 1
                });
                (3, index as u32)
            }
        };
        match value {
            Value::Simple(data) => {
                let (kind, data) = typed(data);
                simple_entry(key, kind, data)
            }
            Value::Bag { parent, items } => {
                let mut out = words(&[16 | 1 << 16, key, *parent, items.len() as u32]);
                for (name, data) in items {
                    let (kind, data) = typed(data);
                    out.extend(words(&[*name, 8 | u32::from(kind) << 24, data]));
                }
                out
            }
        }
    }

    pub(crate) fn kind(&self, type_: &str, source: &Source) -> Kind {
        match (source, type_) {
            (Source::File(_), _) => Kind::File,
            (Source::Value(_), "style") => Kind::Style,
            (Source::Value(_), "array") => Kind::Array,
            (Source::Value(_), "attr") => Kind::Attribute,
            _ => Kind::Other,
        }
    }

    pub(crate) fn value(&self, type_: &str, name: &str, source: &Source) -> Value {
        let element = match source {
            Source::File(path) => return Value::Simple(Data::Text(path.clone())),
            Source::Id => return Value::Simple(Data::Typed(0x12, 0)),
            Source::Value(element) => element,
        };
        let text = element.text();
        match type_ {
            "style" => self.style(name, element),
            "id" => Value::Simple(Data::Typed(0x12, 0)),
            "array" => {
                let items = element.elements().enumerate();
                let items = items.map(|(at, item)| (0x0100_0001 + at as u32, self.item(&item.text(), item)));
                Value::Bag { parent: 0, items: items.collect() }
            }
            // Only the kind of an attribute is kept: any.
            "attr" => Value::Bag { parent: 0, items: vec![(0x0100_0000, Data::Typed(0x10, 0xffff))] },
            "string" => {
                Value::Simple(self.reference(&text).unwrap_or_else(|| Data::Text(string_text(&text))))
            }
            _ => Value::Simple(self.item(&text, element)),
        }
    }

    fn style(&self, name: &str, element: &axml::Element) -> Value {
        let named = |name: &str| *self.ids.get(name).unwrap_or_else(|| panic!("no resource {name}"));
        let parent = match element.attribute("parent") {
            Some("") => 0,
            Some(parent) if parent.starts_with("@0x") => match self.reference(parent) {
                Some(Data::Typed(_, id)) => id,
                _ => 0,
            },
            Some(parent) => named(&format!("style/{}", parent.trim_start_matches("@style/"))),
            None => name.rsplit_once('.').map_or(0, |(parent, _)| named(&format!("style/{parent}"))),
        };
        let items = element.elements().map(|item| {
            let name = item.attribute("name").unwrap_or_else(|| panic!("a style item needs a name"));
            let id = match name.strip_prefix("android:") {
                Some(name) => attrs::id(name).unwrap_or_else(|| panic!("android:{name} has no id we know")).0,
                None => named(&format!("attr/{name}")),
            };
            (id, self.item(&item.text(), item))
        });
        let mut items: Vec<_> = items.collect();
        items.sort();
        Value::Bag { parent, items }
    }

    fn item(&self, text: &str, element: &axml::Element) -> Data {
        let text = text.trim();
        let number = if element.name == "string" {
            None
        } else {
            axml::literal(text).or_else(|| axml::dimension(text))
        };
        self.reference(text).or(number).unwrap_or_else(|| Data::Text(string_text(text)))
    }

    fn reference(&self, text: &str) -> Option<Data> {
        axml::reference(text.trim(), &self.ids)
    }
}

/// White space is collapsed and escapes are read; quotes keep what is inside.
fn string_text(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(quoted) => axml::unescape(quoted),
        None => axml::unescape(&axml::collapse(text)),
    }
}
