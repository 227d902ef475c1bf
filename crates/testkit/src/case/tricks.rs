//! Tricks played on the package of a case, as `zip.toml` or a single `.toml` describes them.

use serde::Deserialize;

use super::damage::{DexDamage, ManifestDamage, TableDamage};
use super::native::Native;
use crate::sign::Recipe;
use crate::zip::{EndField, Field, ZipBuilder, deflate, extra_field};

/// Tricks described in `zip.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tricks {
    /// Bytes before the first entry; the offsets count them.
    pub prefix: Option<String>,
    /// Bytes before the first entry; the offsets do not count them.
    pub uncounted_prefix: Option<String>,
    /// Bytes after the end record.
    pub trailing: Option<String>,
    /// Bytes between the entries and the directory.
    pub before_directory: Option<String>,
    /// Bytes between the directory and the end record.
    pub after_directory: Option<String>,
    /// Comment of the end record.
    pub comment: Option<String>,
    /// The comment is an end record of an empty archive.
    pub fake_end: bool,
    /// A zip64 end record too.
    pub zip64_end: bool,
    /// Aligns stored entries to this many bytes.
    pub align: Option<usize>,
    /// Pairs of an APK Signing Block: id and text.
    pub signing_block: Vec<(u32, String)>,
    /// A second entry of this name.
    pub duplicate: Option<String>,
    /// Compression method to write into both headers of this entry: name and number.
    pub method: Option<(String, u32)>,
    /// Sets the encryption flag of this entry in the directory.
    pub encrypted_flag: Option<String>,
    /// Stores this entry without compression.
    pub stored: Option<String>,
    /// Encrypts this entry, as archive tools mark AES.
    pub encrypted: Option<String>,
    /// Further entries, behind those of the package.
    pub file: Vec<File>,
    /// Fields of directory records: entry, field, value.
    pub central: Vec<(String, String, u32)>,
    /// Fields of local headers: entry, field, value.
    pub local: Vec<(String, String, u32)>,
    /// Fields of the end record: field, value.
    pub end: Vec<(String, u32)>,
    /// What is done to the compiled manifest.
    pub manifest: Option<ManifestDamage>,
    /// What is done to the resource table.
    pub table: Option<TableDamage>,
    /// The package is this file of `fixtures/apps`, as it is.
    pub fixture: Option<String>,
    /// Takes `META-INF/` over from this file of `fixtures/apps`: a signature that is there and does not hold.
    pub signature_of: Option<String>,
    /// ELF files to add, built here.
    pub elf: Vec<Native>,
    /// Signs the package; tricks are played before.
    pub sign: Option<Recipe>,
}

/// An entry that a recipe adds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Name.
    pub name: String,
    /// More bytes of the name, in hexadecimal, for those that no text holds.
    pub name_hex: String,
    /// Content as text.
    pub text: String,
    /// Content is this many zeros.
    pub zeros: usize,
    /// Content is a small DEX, damaged as told.
    pub dex: Option<DexDamage>,
    /// Content is an archive with this entry, and with it as often inside itself.
    pub nested: Option<(String, usize)>,
    /// Stored without compression.
    pub stored: bool,
    /// Bytes behind the deflate stream, inside the entry.
    pub compressed_tail: String,
    /// Name in the local header.
    pub local_name: Option<String>,
    /// Extra field of the local header: id, text, how often the text comes.
    pub local_extra: Option<(u16, String, usize)>,
    /// Extra field of the directory record: id, text, how often the text comes.
    pub central_extra: Option<(u16, String, usize)>,
    /// Bytes before the entry.
    pub gap: Option<String>,
    /// Written as a stream, with a data descriptor.
    pub descriptor: bool,
    /// zip64 sizes, needed or not.
    pub zip64: bool,
    /// Unix mode.
    pub mode: Option<u16>,
    /// Shares header and data of this entry.
    pub alias_of: Option<String>,
}

/// The archive of these entries before any trick that is played on the whole.
pub(super) fn archive(entries: &[(String, Vec<u8>)], tricks: &Tricks) -> ZipBuilder {
    let mut zip = ZipBuilder::new();
    for (name, bytes) in entries {
        let stored = tricks.stored.as_ref() == Some(name) || name == "resources.arsc";
        zip = match &tricks.encrypted {
            Some(wanted) if wanted == name => encrypted(zip, name, bytes),
            _ if stored => zip.stored(name, bytes),
            _ => zip.file(name, bytes),
        };
    }
    zip
}

/// Plays the tricks on an archive of these entries.
pub(super) fn tricked(mut zip: ZipBuilder, tricks: &Tricks, entries: &[(String, Vec<u8>)]) -> ZipBuilder {
    let mut names: Vec<String> = entries.iter().map(|(name, _)| name.clone()).collect();
    if let Some(name) = &tricks.duplicate {
        zip = zip.file(name, b"another");
        names.push(name.clone());
    }
    for file in &tricks.file {
        zip = match &tricks.encrypted {
            Some(wanted) if *wanted == file.name => encrypted(zip, &file.name, &file.content()),
            _ => file.add(zip, &names),
        };
        names.push(file.name.clone());
    }
    let at = |wanted: &String| position(&names, wanted);
    if let Some(name) = &tricks.encrypted {
        zip = zip.patch_central(at(name), Field::Flags, 1).patch_local(at(name), Field::Flags, 1);
    }
    if let Some((name, method)) = &tricks.method {
        zip =
            zip.patch_central(at(name), Field::Method, *method).patch_local(at(name), Field::Method, *method);
    }
    if let Some(name) = &tricks.encrypted_flag {
        zip = zip.patch_central(at(name), Field::Flags, 1);
    }
    for (name, word, value) in &tricks.central {
        zip = zip.patch_central(at(name), field(word), *value);
    }
    for (name, word, value) in &tricks.local {
        zip = zip.patch_local(at(name), field(word), *value);
    }
    for (word, value) in &tricks.end {
        zip = zip.patch_end(end_field(word), *value);
    }
    around(zip, tricks)
}

/// An entry that nobody reads without its password: salt, cipher text and check, as AE-2 has it, which gives no checksum.
fn encrypted(zip: ZipBuilder, name: &str, content: &[u8]) -> ZipBuilder {
    const AES: u16 = 99;
    let extra = extra_field(0x9901, &[2, 0, b'A', b'E', 3, 8, 0]);
    let cipher = content.iter().enumerate().map(|(at, byte)| byte ^ (at as u8).wrapping_mul(0x9d) ^ 0x5a);
    let data: Vec<u8> = [0xa7; 18].into_iter().chain(cipher).chain([0x3c; 10]).collect();
    zip.raw(name, AES, data, content.len() as u64, 0).local_extra(extra.clone()).central_extra(extra)
}

/// What stands around the entries.
fn around(mut zip: ZipBuilder, tricks: &Tricks) -> ZipBuilder {
    type Put = fn(ZipBuilder, Vec<u8>) -> ZipBuilder;
    let texts: [(&Option<String>, Put); 6] = [
        (&tricks.prefix, ZipBuilder::prefix),
        (&tricks.uncounted_prefix, ZipBuilder::prefix_uncounted),
        (&tricks.trailing, ZipBuilder::trailing),
        (&tricks.before_directory, ZipBuilder::before_directory),
        (&tricks.after_directory, ZipBuilder::after_directory),
        (&tricks.comment, ZipBuilder::comment),
    ];
    for (text, put) in texts {
        if let Some(text) = text {
            zip = put(zip, text.clone().into_bytes());
        }
    }
    if let Some(alignment) = tricks.align {
        zip = zip.align(alignment);
    }
    if tricks.fake_end {
        zip = zip.fake_end();
    }
    if tricks.zip64_end {
        zip = zip.zip64_end();
    }
    if !tricks.signing_block.is_empty() {
        let pairs: Vec<(u32, &[u8])> =
            tricks.signing_block.iter().map(|(id, text)| (*id, text.as_bytes())).collect();
        zip = zip.signing_block(&pairs);
    }
    zip
}

impl File {
    fn add(&self, zip: ZipBuilder, names: &[String]) -> ZipBuilder {
        let mut name = self.name.clone().into_bytes();
        name.extend(hex(&self.name_hex));
        if let Some(of) = &self.alias_of {
            return zip.alias(name, position(names, of));
        }
        let content = self.content();
        let mut zip = if self.stored {
            zip.stored(name, &content)
        } else if self.compressed_tail.is_empty() {
            zip.file(name, &content)
        } else {
            let data = [deflate(&content), self.compressed_tail.clone().into_bytes()].concat();
            zip.raw(name, 8, data, content.len() as u64, crc32fast::hash(&content))
        };
        if let Some(local) = &self.local_name {
            zip = zip.local_name(local);
        }
        if let Some((id, text, count)) = &self.local_extra {
            zip = zip.local_extra(extra_field(*id, text.repeat(*count).as_bytes()));
        }
        if let Some((id, text, count)) = &self.central_extra {
            zip = zip.central_extra(extra_field(*id, text.repeat(*count).as_bytes()));
        }
        if let Some(gap) = &self.gap {
            zip = zip.gap(gap.clone().into_bytes());
        }
        if self.descriptor {
            zip = zip.descriptor();
        }
        if self.zip64 {
            zip = zip.zip64();
        }
        match self.mode {
            Some(mode) => zip.mode(mode),
            None => zip,
        }
    }

    fn content(&self) -> Vec<u8> {
        if let Some(damage) = &self.dex {
            return damage.build();
        }
        if let Some((name, levels)) = &self.nested {
            let inner = ZipBuilder::new().file(name, DexDamage::default().build()).build();
            return (1..*levels).fold(inner, |inner, _| ZipBuilder::new().stored("inner.zip", inner).build());
        }
        let mut content = self.text.clone().into_bytes();
        content.resize(content.len() + self.zeros, 0);
        content
    }
}

fn position(names: &[String], wanted: &String) -> usize {
    names.iter().position(|name| name == wanted).unwrap_or_else(|| panic!("no entry {wanted} in {names:?}"))
}

fn hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().as_chunks::<2>().0.iter();
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn field(word: &str) -> Field {
    match word {
        "signature" => Field::Signature,
        "made-by" => Field::MadeBy,
        "flags" => Field::Flags,
        "method" => Field::Method,
        "crc" => Field::Crc,
        "compressed-size" => Field::CompressedSize,
        "uncompressed-size" => Field::UncompressedSize,
        "name-length" => Field::NameLength,
        "extra-length" => Field::ExtraLength,
        "comment-length" => Field::CommentLength,
        "attributes" => Field::Attributes,
        "header-offset" => Field::HeaderOffset,
        other => panic!("a header has no field {other}"),
    }
}

fn end_field(word: &str) -> EndField {
    match word {
        "disk" => EndField::Disk,
        "count-on-disk" => EndField::CountOnDisk,
        "count" => EndField::Count,
        "directory-size" => EndField::DirectorySize,
        "directory-offset" => EndField::DirectoryOffset,
        "comment-length" => EndField::CommentLength,
        other => panic!("an end record has no field {other}"),
    }
}
