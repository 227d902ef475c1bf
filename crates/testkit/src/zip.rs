//! ZIP archives byte by byte, also those no tool would write.
//!
//! ```
//! use appraise_testkit::zip::{Field, ZipBuilder};
//! let bad_pack = ZipBuilder::new()
//!     .stored("AndroidManifest.xml", "...")
//!     .patch_central(0, Field::Method, 0x7600)
//!     .build();
//! ```
//!
//! Methods that say "the last entry" change the entry added just before them.

mod bomb;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

pub use bomb::{overlap_bomb, ratio_bomb};

/// 1980-01-01 00:00:00, so that the same calls give the same bytes.
const DATE: u32 = 0x0021_0000;

const STORED: u16 = 0;
const DEFLATE: u16 = 8;
const HAS_DESCRIPTOR: u16 = 8;

/// A field of a local header or a directory record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The four bytes of the signature.
    Signature,
    /// System and version of the writer; directory only.
    MadeBy,
    /// General purpose flags.
    Flags,
    /// Compression method.
    Method,
    /// CRC-32.
    Crc,
    /// Bytes in the archive.
    CompressedSize,
    /// Bytes of the content.
    UncompressedSize,
    /// Bytes of the name.
    NameLength,
    /// Bytes of the extra fields.
    ExtraLength,
    /// Bytes of the comment; directory only.
    CommentLength,
    /// External attributes; directory only.
    Attributes,
    /// Offset of the local header; directory only.
    HeaderOffset,
}

impl Field {
    /// Offset and size in a directory record.
    fn central(self) -> (usize, usize) {
        match self {
            Self::Signature => (0, 4),
            Self::MadeBy => (4, 2),
            Self::Flags => (8, 2),
            Self::Method => (10, 2),
            Self::Crc => (16, 4),
            Self::CompressedSize => (20, 4),
            Self::UncompressedSize => (24, 4),
            Self::NameLength => (28, 2),
            Self::ExtraLength => (30, 2),
            Self::CommentLength => (32, 2),
            Self::Attributes => (38, 4),
            Self::HeaderOffset => (42, 4),
        }
    }

    /// Offset and size in a local header.
    fn local(self) -> (usize, usize) {
        match self {
            Self::Signature => (0, 4),
            Self::Flags => (6, 2),
            Self::Method => (8, 2),
            Self::Crc => (14, 4),
            Self::CompressedSize => (18, 4),
            Self::UncompressedSize => (22, 4),
            Self::NameLength => (26, 2),
            Self::ExtraLength => (28, 2),
            other => panic!("a local header has no {other:?}"),
        }
    }
}

/// A field of the end record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndField {
    /// Number of this disk.
    Disk,
    /// Records on this disk.
    CountOnDisk,
    /// Records on all disks.
    Count,
    /// Bytes of the directory.
    DirectorySize,
    /// Offset of the directory.
    DirectoryOffset,
    /// Bytes of the comment.
    CommentLength,
}

impl EndField {
    fn place(self) -> (usize, usize) {
        match self {
            Self::Disk => (4, 2),
            Self::CountOnDisk => (8, 2),
            Self::Count => (10, 2),
            Self::DirectorySize => (12, 4),
            Self::DirectoryOffset => (16, 4),
            Self::CommentLength => (20, 2),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Zip64 {
    #[default]
    No,
    Local,
    Both,
}

#[derive(Debug, Clone, Default)]
struct Member {
    name: Vec<u8>,
    local_name: Option<Vec<u8>>,
    method: u16,
    flags: u16,
    made_by: u16,
    attributes: u32,
    crc32: u32,
    size: u64,
    data: Vec<u8>,
    local_extra: Vec<u8>,
    central_extra: Vec<u8>,
    comment: Vec<u8>,
    zip64: Zip64,
    gap: Vec<u8>,
    /// Shares the local header and the data of an earlier member.
    alias: Option<usize>,
}

/// Writes an archive; see the module.
#[derive(Debug, Clone, Default)]
pub struct ZipBuilder {
    members: Vec<Member>,
    alignment: usize,
    prefix: Vec<u8>,
    prefix_counts: bool,
    before_directory: Vec<u8>,
    after_directory: Vec<u8>,
    comment: Vec<u8>,
    trailing: Vec<u8>,
    zip64_end: bool,
    patches: Vec<Patch>,
}

#[derive(Debug, Clone, Copy)]
enum Patch {
    Central(usize, Field, u32),
    Local(usize, Field, u32),
    End(EndField, u32),
}

impl ZipBuilder {
    /// An archive without entries.
    pub fn new() -> Self {
        Self { prefix_counts: true, ..Self::default() }
    }

    /// Adds a deflated entry.
    pub fn file(self, name: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.raw(name, DEFLATE, deflate(bytes), bytes.len() as u64, crc32fast::hash(bytes))
    }

    /// Adds a stored entry.
    pub fn stored(self, name: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.raw(name, STORED, bytes, bytes.len() as u64, crc32fast::hash(bytes))
    }

    /// Adds an entry with bytes as they are to stand in the archive.
    pub fn raw(
        mut self,
        name: impl AsRef<[u8]>,
        method: u16,
        data: impl Into<Vec<u8>>,
        size: u64,
        crc32: u32,
    ) -> Self {
        // Written by a Unix system, version 2.0, as a regular file.
        let member = Member {
            name: name.as_ref().to_vec(),
            method,
            made_by: 0x0314,
            attributes: 0x81a4_0000,
            crc32,
            size,
            data: data.into(),
            ..Member::default()
        };
        self.members.push(member);
        self
    }

    /// Adds a directory record that points at the local header of an earlier entry.
    pub fn alias(mut self, name: impl AsRef<[u8]>, of: usize) -> Self {
        let member = Member { name: name.as_ref().to_vec(), alias: Some(of), ..self.members[of].clone() };
        self.members.push(member);
        self
    }

    /// Gives the last entry another name in its local header.
    pub fn local_name(self, name: impl AsRef<[u8]>) -> Self {
        self.last(|member| member.local_name = Some(name.as_ref().to_vec()))
    }

    /// Gives the last entry extra fields in its local header.
    pub fn local_extra(self, extra: impl Into<Vec<u8>>) -> Self {
        self.last(|member| member.local_extra = extra.into())
    }

    /// Gives the last entry extra fields in the directory.
    pub fn central_extra(self, extra: impl Into<Vec<u8>>) -> Self {
        self.last(|member| member.central_extra = extra.into())
    }

    /// Gives the last entry a comment.
    pub fn entry_comment(self, comment: impl Into<Vec<u8>>) -> Self {
        self.last(|member| member.comment = comment.into())
    }

    /// Gives the last entry a Unix mode, such as `0o120777` for a symbolic link.
    pub fn mode(self, mode: u16) -> Self {
        self.last(|member| member.attributes = u32::from(mode) << 16)
    }

    /// Writes the last entry as a stream: sizes and checksum follow the data.
    pub fn descriptor(self) -> Self {
        self.last(|member| member.flags |= HAS_DESCRIPTOR)
    }

    /// Writes the last entry's sizes and offset as zip64, needed or not.
    pub fn zip64(self) -> Self {
        self.last(|member| member.zip64 = Zip64::Both)
    }

    /// Writes the last entry's local header as zip64 and its directory record plainly, as a writer does that does not
    /// know the size beforehand.
    pub fn zip64_local(self) -> Self {
        self.last(|member| member.zip64 = Zip64::Local)
    }

    /// Puts bytes before the last entry that no record names.
    pub fn gap(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.last(|member| member.gap = bytes.into())
    }

    /// Aligns the data of stored entries by padding their local extra fields, as `zipalign` does.
    pub fn align(mut self, alignment: usize) -> Self {
        self.alignment = alignment;
        self
    }

    /// Puts bytes before everything; offsets are right for the whole file.
    pub fn prefix(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.prefix = bytes.into();
        self
    }

    /// Puts bytes before everything; offsets stay as if they were not there.
    pub fn prefix_uncounted(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.prefix_counts = false;
        self.prefix(bytes)
    }

    /// Puts bytes between the entries and the directory.
    pub fn before_directory(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.before_directory = bytes.into();
        self
    }

    /// Puts an APK Signing Block of these (id, value) pairs before the directory.
    pub fn signing_block(self, pairs: &[(u32, &[u8])]) -> Self {
        self.before_directory(signing_block(pairs))
    }

    /// Puts bytes between the directory and the end record.
    pub fn after_directory(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.after_directory = bytes.into();
        self
    }

    /// The comment after the end record.
    pub fn comment(mut self, comment: impl Into<Vec<u8>>) -> Self {
        self.comment = comment.into();
        self
    }

    /// A comment that is itself an end record, of an archive without entries.
    pub fn fake_end(self) -> Self {
        let mut end = b"PK\x05\x06".to_vec();
        end.resize(22, 0);
        self.comment(end)
    }

    /// Bytes after the end record and its comment.
    pub fn trailing(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.trailing = bytes.into();
        self
    }

    /// Writes a zip64 end record and locator, and sentinels in the end record.
    pub fn zip64_end(mut self) -> Self {
        self.zip64_end = true;
        self
    }

    /// Overwrites a field of a directory record once everything else is laid out.
    pub fn patch_central(mut self, index: usize, field: Field, value: u32) -> Self {
        self.patches.push(Patch::Central(index, field, value));
        self
    }

    /// Overwrites a field of a local header once everything else is laid out.
    pub fn patch_local(mut self, index: usize, field: Field, value: u32) -> Self {
        self.patches.push(Patch::Local(index, field, value));
        self
    }

    /// Overwrites a field of the end record once everything else is laid out.
    pub fn patch_end(mut self, field: EndField, value: u32) -> Self {
        self.patches.push(Patch::End(field, value));
        self
    }

    /// The archive.
    pub fn build(&self) -> Vec<u8> {
        let mut out = self.prefix.clone();
        let base = if self.prefix_counts { 0 } else { out.len() };
        let mut locals: Vec<usize> = Vec::new();
        for member in &self.members {
            match member.alias {
                Some(of) => locals.push(locals[of]),
                None => {
                    out.extend(&member.gap);
                    locals.push(out.len());
                    self.local(member, &mut out);
                }
            }
        }
        out.extend(&self.before_directory);
        let directory = out.len();
        let mut centrals = Vec::new();
        for (member, local) in self.members.iter().zip(&locals) {
            centrals.push(out.len());
            central(member, (local - base) as u64, &mut out);
        }
        let size = out.len() - directory;
        out.extend(&self.after_directory);
        let end = self.end((directory - base) as u64, size as u64, base, &mut out);
        out.extend(&self.comment);
        out.extend(&self.trailing);
        for patch in &self.patches {
            let ((field, width), start, value) = match *patch {
                Patch::Central(index, field, value) => (field.central(), centrals[index], value),
                Patch::Local(index, field, value) => (field.local(), locals[index], value),
                Patch::End(field, value) => (field.place(), end, value),
            };
            out[start + field..start + field + width].copy_from_slice(&value.to_le_bytes()[..width]);
        }
        out
    }

    fn last(mut self, change: impl FnOnce(&mut Member)) -> Self {
        change(self.members.last_mut().expect("an entry was added before"));
        self
    }

    fn local(&self, member: &Member, out: &mut Vec<u8>) {
        let zip64 = member.zip64 != Zip64::No;
        let streamed = member.flags & HAS_DESCRIPTOR != 0;
        let compressed = member.data.len() as u64;
        let known = |value: u64| if streamed { 0 } else { value };
        let (crc32, size, packed) = (known(member.crc32.into()), known(member.size), known(compressed));
        let name = member.local_name.as_ref().unwrap_or(&member.name);
        let mut extra = member.local_extra.clone();
        if zip64 {
            extra.extend(extra_field(1, &[size.to_le_bytes(), packed.to_le_bytes()].concat()));
        }
        if self.alignment > 1 && member.method == STORED {
            let data = out.len() + 30 + name.len() + extra.len() + 6;
            let mut padding = (self.alignment as u16).to_le_bytes().to_vec();
            padding.resize(2 + data.next_multiple_of(self.alignment) - data, 0);
            extra.extend(extra_field(0xd935, &padding));
        }
        out.extend(b"PK\x03\x04");
        put16(out, 20);
        put16(out, member.flags);
        put16(out, member.method);
        put32(out, DATE);
        put32(out, crc32 as u32);
        put32(out, if zip64 { u32::MAX } else { packed as u32 });
        put32(out, if zip64 { u32::MAX } else { size as u32 });
        put16(out, name.len() as u16);
        put16(out, extra.len() as u16);
        out.extend(name);
        out.extend(&extra);
        out.extend(&member.data);
        if streamed {
            out.extend(b"PK\x07\x08");
            put32(out, member.crc32);
            for value in [compressed, member.size] {
                let width = if zip64 { 8 } else { 4 };
                out.extend(&value.to_le_bytes()[..width]);
            }
        }
    }

    /// Writes the end structures; gives the offset of the end record.
    fn end(&self, directory: u64, size: u64, base: usize, out: &mut Vec<u8>) -> usize {
        let count = self.members.len() as u64;
        if self.zip64_end {
            let record = (out.len() - base) as u64;
            out.extend(b"PK\x06\x06");
            out.extend(44_u64.to_le_bytes());
            put16(out, 45);
            put16(out, 45);
            put32(out, 0);
            put32(out, 0);
            for value in [count, count, size, directory] {
                out.extend(value.to_le_bytes());
            }
            out.extend(b"PK\x06\x07");
            put32(out, 0);
            out.extend(record.to_le_bytes());
            put32(out, 1);
        }
        let end = out.len();
        let short = |value: u64| if self.zip64_end { u16::MAX } else { value as u16 };
        let long = |value: u64| if self.zip64_end { u32::MAX } else { value as u32 };
        out.extend(b"PK\x05\x06");
        put32(out, 0);
        put16(out, short(count));
        put16(out, short(count));
        put32(out, long(size));
        put32(out, long(directory));
        put16(out, self.comment.len() as u16);
        end
    }
}

fn central(member: &Member, header: u64, out: &mut Vec<u8>) {
    let compressed = member.data.len() as u64;
    let zip64 = member.zip64 == Zip64::Both;
    let mut extra = member.central_extra.clone();
    if zip64 {
        let values = [member.size, compressed, header].map(u64::to_le_bytes);
        extra.extend(extra_field(1, &values.concat()));
    }
    let wide = |value: u64| if zip64 { u32::MAX } else { value as u32 };
    out.extend(b"PK\x01\x02");
    put16(out, member.made_by);
    put16(out, 20);
    put16(out, member.flags);
    put16(out, member.method);
    put32(out, DATE);
    put32(out, member.crc32);
    put32(out, wide(compressed));
    put32(out, wide(member.size));
    put16(out, member.name.len() as u16);
    put16(out, extra.len() as u16);
    put16(out, member.comment.len() as u16);
    put32(out, 0);
    put32(out, member.attributes);
    put32(out, wide(header));
    out.extend(&member.name);
    out.extend(&extra);
    out.extend(&member.comment);
}

/// One extra field: id, size, data.
pub fn extra_field(id: u16, data: &[u8]) -> Vec<u8> {
    let mut field = id.to_le_bytes().to_vec();
    put16(&mut field, data.len() as u16);
    field.extend(data);
    field
}

/// An APK Signing Block: size, pairs of (size, id, value), size, magic.
pub fn signing_block(pairs: &[(u32, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, value) in pairs {
        body.extend((value.len() as u64 + 4).to_le_bytes());
        put32(&mut body, *id);
        body.extend(*value);
    }
    let size = (body.len() as u64 + 24).to_le_bytes();
    [&size[..], &body, &size, b"APK Sig Block 42"].concat()
}

/// A deflate stream of these bytes.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).expect("a vector takes all bytes");
    encoder.finish().expect("a vector takes all bytes")
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    fn read_back(bytes: &[u8], name: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut content = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        content
    }

    #[test]
    fn another_reader_reads_what_was_written() {
        let plain = ZipBuilder::new().file("a", "deflated").stored("b", "stored").align(4096);
        let all = [
            plain.clone(),
            plain.clone().prefix("before"),
            plain.clone().zip64_end(),
            plain.clone().file("c", "x").descriptor(),
            plain.clone().file("c", "x").zip64(),
            plain.signing_block(&[(0x7109_871a, b"v2")]).comment("hello"),
        ];
        for builder in all {
            let bytes = builder.build();
            assert_eq!(read_back(&bytes, "a"), b"deflated");
            assert_eq!(read_back(&bytes, "b"), b"stored");
        }
    }

    #[test]
    fn the_same_calls_give_the_same_bytes() {
        let build = || ZipBuilder::new().file("a", "x").stored("b", "y").build();
        assert_eq!(build(), build());
    }

    #[test]
    fn every_layer_of_the_overlap_bomb_has_a_true_checksum() {
        let bytes = overlap_bomb(3, 1000);
        assert_eq!(read_back(&bytes, "00002").len(), 1000);
        assert_eq!(read_back(&bytes, "00000").len(), 1000 + 2 * 35);
    }
}
