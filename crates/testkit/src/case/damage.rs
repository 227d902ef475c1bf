//! Damage to the files inside the package of a case: manifest, resource table, DEX.

use serde::Deserialize;
use sha1::{Digest as _, Sha1};

use crate::axml::{Attr, Node, Tree, chunk};
use crate::dex::{DexBuilder, insn};
use crate::res;

/// What is done to a compiled manifest.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ManifestDamage {
    /// This text instead of the compiled manifest.
    pub text: Option<String>,
    /// 16-bit strings.
    pub utf16: bool,
    /// Type of the document.
    pub root_type: Option<u16>,
    /// Size of the document's header.
    pub root_header_size: Option<u16>,
    /// Added to the size of the document.
    pub size_delta: i32,
    /// Elements and what is changed in them.
    pub element: Vec<ElementDamage>,
    /// Chunks and the bytes that are changed in them.
    pub chunk: Vec<ChunkDamage>,
    /// Chunks that are put in.
    pub insert: Vec<Insertion>,
    /// This many elements inside each other, in the root.
    pub depth: usize,
    /// This many namespaces before the root.
    pub namespaces: usize,
    /// The root element comes twice.
    pub second_root: bool,
    /// This many ends of the root too many.
    pub extra_ends: usize,
}

/// What is changed in every element of a name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementDamage {
    name: String,
    attribute_start: Option<u16>,
    attribute_size: Option<u16>,
    attribute_count: Option<u16>,
    value_size: Option<u16>,
    /// Writes the attribute of the first name again, with the value of the second one.
    duplicate: Option<(String, String)>,
    /// Gives an attribute another name and leaves its id.
    rename: Option<(String, String)>,
    /// Takes the id of an attribute away.
    without_id: Option<String>,
    /// Takes the namespace of an attribute away.
    without_namespace: Option<String>,
    /// Gives an attribute another text, and leaves its typed value.
    raw: Option<(String, String)>,
    /// Writes the attributes in the opposite order.
    #[serde(default)]
    reversed: bool,
}

/// Bytes that are changed in one chunk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChunkDamage {
    /// `pool`, `map`, `namespace`, `last`, or the name of an element.
    at: String,
    /// Field, or the number of a byte as text.
    field: String,
    value: u32,
}

/// A chunk that is put in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insertion {
    /// The chunk before which it comes, as in [`ChunkDamage`].
    before: String,
    /// Type; junk that is no chunk without one.
    kind: Option<u16>,
    /// Bytes of its header.
    #[serde(default)]
    header: usize,
    /// Bytes behind the header.
    #[serde(default)]
    body: usize,
    /// A copy of this chunk instead.
    copy: Option<String>,
}

impl ManifestDamage {
    /// The manifest of these files, damaged.
    pub(super) fn build(&self, files: &[(&str, &str)]) -> Vec<u8> {
        if let Some(text) = &self.text {
            return text.clone().into_bytes();
        }
        let mut tree = res::manifest(files);
        tree.utf16 = self.utf16;
        for damage in &self.element {
            damage.apply(&mut tree);
        }
        self.grow(&mut tree);
        let places = Places::of(&tree);
        let mut parts = tree.parts();
        for damage in &self.chunk {
            let at = places.find(&damage.at, parts.chunks.len());
            let chunk = &mut parts.chunks[at];
            let (start, width) = match damage.field.as_str() {
                "first-units" => (first_string(chunk), 1),
                "first-bytes" => (first_string(chunk) + 1, 1),
                word => chunk_field(word),
            };
            chunk[start..start + width].copy_from_slice(&damage.value.to_le_bytes()[..width]);
        }
        for insertion in &self.insert {
            let at = places.find(&insertion.before, parts.chunks.len());
            let new = match (&insertion.copy, insertion.kind) {
                (Some(of), _) => parts.chunks[places.find(of, parts.chunks.len())].clone(),
                (None, Some(kind)) => {
                    chunk(kind, &vec![0; insertion.header.saturating_sub(8)], &vec![0; insertion.body])
                }
                (None, None) => vec![1; insertion.body],
            };
            parts.chunks.insert(at, new);
        }
        parts.kind = self.root_type.unwrap_or(parts.kind);
        parts.header_size = self.root_header_size.unwrap_or(parts.header_size);
        if self.size_delta != 0 {
            let size = parts.build().len() as u32;
            parts.size = Some(size.wrapping_add_signed(self.size_delta));
        }
        parts.build()
    }

    /// Adds nodes by the thousand.
    fn grow(&self, tree: &mut Tree) {
        let root = tree.nodes.iter().position(|node| matches!(node, Node::Start(_))).unwrap();
        let last = tree.nodes.iter().rposition(|node| matches!(node, Node::End { .. })).unwrap();
        if self.second_root {
            let again: Vec<Node> = tree.nodes[root..=last].to_vec();
            tree.nodes.splice(last + 1..last + 1, again);
        }
        let end = tree.nodes[last].clone();
        tree.nodes.splice(last + 1..last + 1, vec![end; self.extra_ends]);
        let name = "deep".to_owned();
        let start = crate::axml::Start::new(1, None, &name, Vec::new());
        let ends = vec![Node::End { line: 1, namespace: None, name }; self.depth];
        tree.nodes.splice(root + 1..root + 1, vec![Node::Start(start); self.depth].into_iter().chain(ends));
        let namespace = Node::StartNamespace { line: 1, prefix: "x".to_owned(), uri: "urn:x".to_owned() };
        tree.nodes.splice(root..root, vec![namespace; self.namespaces]);
    }
}

impl ElementDamage {
    fn apply(&self, tree: &mut Tree) {
        let mut met = false;
        for node in &mut tree.nodes {
            let Node::Start(start) = node else { continue };
            if start.name != self.name {
                continue;
            }
            met = true;
            start.attribute_start = self.attribute_start.unwrap_or(start.attribute_start);
            start.attribute_size = self.attribute_size.unwrap_or(start.attribute_size);
            start.attribute_count = self.attribute_count.or(start.attribute_count);
            if let Some(size) = self.value_size {
                start.attributes.iter_mut().for_each(|attr| attr.value_size = size);
            }
            if let Some((name, value_of)) = &self.duplicate {
                let data = find(&mut start.attributes, value_of).data.clone();
                let mut again = find(&mut start.attributes, name).clone();
                again.data = data;
                let at = start.attributes.iter().position(|attr| attr.name == *name).unwrap();
                start.attributes.insert(at + 1, again);
            }
            if let Some((name, to)) = &self.rename {
                find(&mut start.attributes, name).name = to.clone();
            }
            if let Some(name) = &self.without_id {
                find(&mut start.attributes, name).id = None;
            }
            if let Some(name) = &self.without_namespace {
                find(&mut start.attributes, name).namespace = None;
            }
            if let Some((name, text)) = &self.raw {
                find(&mut start.attributes, name).raw = Some(text.clone());
            }
            if self.reversed {
                start.attributes.reverse();
            }
        }
        assert!(met, "no element {}", self.name);
    }
}

fn find<'t>(attributes: &'t mut [Attr], name: &str) -> &'t mut Attr {
    attributes.iter_mut().find(|attr| attr.name == name).unwrap_or_else(|| panic!("no attribute {name}"))
}

/// Which chunk is which.
struct Places(Vec<String>);

impl Places {
    fn of(tree: &Tree) -> Self {
        let nodes = tree.nodes.iter().map(|node| match node {
            Node::Start(start) => start.name.clone(),
            Node::StartNamespace { .. } => "namespace".to_owned(),
            _ => String::new(),
        });
        Self(["pool", "map"].into_iter().map(str::to_owned).chain(nodes).collect())
    }

    fn find(&self, name: &str, count: usize) -> usize {
        match name {
            "last" => count - 1,
            _ => self.0.iter().position(|place| place == name).unwrap_or_else(|| panic!("no chunk {name}")),
        }
    }
}

/// Offset of the lengths of the first string of a UTF-8 pool: in UTF-16 units, then in bytes.
fn first_string(pool: &[u8]) -> usize {
    let word = |at: usize| u32::from_le_bytes(pool[at..at + 4].try_into().unwrap()) as usize;
    word(20) + word(28)
}

/// Offset and width of a field in its chunk.
fn chunk_field(word: &str) -> (usize, usize) {
    match word {
        "type" => (0, 2),
        "header-size" => (2, 2),
        "size" => (4, 4),
        "string-count" => (8, 4),
        "style-count" => (12, 4),
        "strings-start" => (20, 4),
        "first-string" => (28, 4),
        "element-name" => (20, 4),
        "entry-count" => (12, 4),
        "entries-start" => (16, 4),
        "config-size" => (20, 4),
        "first-entry" => (84, 4),
        other => (other.parse().unwrap_or_else(|_| panic!("a chunk has no field {other}")), 1),
    }
}

/// What is done to a resource table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableDamage {
    /// This text instead of the table.
    pub text: Option<String>,
    /// `packageCount` of the table.
    pub package_count: Option<u32>,
    /// Number of the package.
    pub package: Option<u32>,
    /// Fields of chunks: `strings`, `keys`, `types` or the number of a type or specification; field; value.
    pub chunk: Vec<ChunkDamage>,
    /// Chunks of this type, before the package.
    pub before_package: Option<u16>,
    /// Takes this specification or type away.
    pub remove: Option<usize>,
}

impl TableDamage {
    /// The table of these files, damaged.
    pub(super) fn build(&self, files: &[(&str, &str)]) -> Vec<u8> {
        if let Some(text) = &self.text {
            return text.clone().into_bytes();
        }
        let mut parts = res::parts(files);
        parts.package_count = self.package_count.unwrap_or(parts.package_count);
        parts.package = self.package.unwrap_or(parts.package);
        for damage in &self.chunk {
            let chunk = match damage.at.as_str() {
                "strings" => &mut parts.strings,
                "keys" => &mut parts.keys,
                "types" => &mut parts.type_names,
                number => &mut parts.types[number.parse::<usize>().unwrap()],
            };
            let (start, width) = chunk_field(&damage.field);
            chunk[start..start + width].copy_from_slice(&damage.value.to_le_bytes()[..width]);
        }
        if let Some(at) = self.remove {
            parts.types.remove(at);
        }
        if let Some(kind) = self.before_package {
            parts.strings.extend(chunk(kind, &[0; 4], &[]));
        }
        parts.build()
    }
}

/// A small DEX, and what is done to it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DexDamage {
    /// The three digits of the version.
    pub version: Option<String>,
    /// Header fields: name and value.
    pub put: Vec<(String, u32)>,
    /// Bytes behind what the header counts.
    pub append: String,
    /// Bytes behind the map list, which the header counts.
    pub tail: String,
    /// `cdex001` instead of the magic.
    pub compact: bool,
    /// The checksums are made after all of this.
    pub sealed: bool,
}

impl DexDamage {
    pub(super) fn build(&self) -> Vec<u8> {
        let mut dex = DexBuilder::new().class("Ltw/example/Case;", |class| {
            class.method("run", "()V", |method| method.code([insn::return_void()]))
        });
        if let Some(version) = &self.version {
            dex = dex.version(version.as_bytes().first_chunk().unwrap());
        }
        let mut bytes = dex.build();
        bytes.extend(self.tail.as_bytes());
        let size = bytes.len() as u32;
        bytes[0x20..0x24].copy_from_slice(&size.to_le_bytes());
        if self.compact {
            bytes[..8].copy_from_slice(b"cdex001\0");
        }
        for (word, value) in &self.put {
            let at = dex_field(word);
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        if self.sealed || self.put.is_empty() {
            let signature = Sha1::digest(&bytes[32..]);
            bytes[12..32].copy_from_slice(&signature);
            let sum = adler32(&bytes[12..]);
            bytes[8..12].copy_from_slice(&sum.to_le_bytes());
        }
        bytes.extend(self.append.as_bytes());
        bytes
    }
}

fn dex_field(word: &str) -> usize {
    match word {
        "checksum" => 0x08,
        "signature" => 0x0c,
        "file-size" => 0x20,
        "header-size" => 0x24,
        "endian-tag" => 0x28,
        "map-offset" => 0x34,
        "string-count" => 0x38,
        "string-offset" => 0x3c,
        "method-count" => 0x58,
        other => panic!("a DEX header has no field {other}"),
    }
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    (b << 16) | a
}
