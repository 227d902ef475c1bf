//! DEX: tables, classes, code items and instructions, read lazily out of borrowed bytes.
//!
//! [`parse`] looks at the header and at the shape of the tables; everything else is read when it is asked for and nothing is allocated
//! for an instruction. What the header says wrongly is an issue and the tables are cut to the data: packers damage headers and repair
//! them at run time, so strings and code are still worth reading.
//!
//! ```no_run
//! # fn walk(data: &[u8]) -> Result<(), cursor::ParseError> {
//! let dex = dex::parse(data, &cursor::Limits::default())?.value;
//! for class in dex.classes() {
//!     for method in class.methods(&dex) {
//!         let Some(code) = method.code(&dex) else { continue };
//!         for instruction in code?.instructions().filter(|instruction| instruction.op.is_invoke()) {
//!             println!("{:04x} {:?}", instruction.pc, instruction.index());
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Iterators over the input end after their first error and keep it in `error()`.
//!
//! Source: "Dalvik Executable format", "Dalvik bytecode" and "Dalvik Executable instruction formats" of the Android documentation;
//! the verifier in AOSP `libdexfile` decides what a device accepts.
//!
//! Architecture invariant: this crate knows nothing about packages, rules or what a call means.
#![deny(clippy::arithmetic_side_effects)]

mod annotations;
mod calls;
mod class;
mod code;
mod debug;
mod disassemble;
mod fence;
mod header;
mod ids;
mod instruction;
pub mod mutf8;
mod opcode;
mod payload;
mod strings;
pub mod trick;
mod value;

use std::fmt;
use std::sync::OnceLock;

use cursor::{Accepts, Limits, ParseError, Parsed, Reader};
use sha1::{Digest as _, Sha1};

pub use annotations::{Annotation, AnnotationSet, Annotations, Elements, Visibility};
pub use calls::{CallSite, HandleTarget, MethodHandle};
pub use class::{Class, Field, Fields, Method, Methods, TypeList, access};
pub use code::{Code, Handlers, Tries, Try};
pub use debug::Lines;
pub use disassemble::disassemble;
pub use header::{headers, parse_at};
pub use ids::{
    CallSiteIdx, FieldIdx, FieldRef, MAX_PARAMETERS, MethodHandleIdx, MethodIdx, MethodRef, Proto, ProtoIdx,
    StringIdx, TypeIdx,
};
pub use instruction::{Index, Instruction, Instructions, Registers};
pub use opcode::{Format, IndexKind, Opcode};
pub use payload::{Cases, Payload};
pub use value::{EncodedArray, EncodedValue, Values};

use fence::Fence;

/// One DEX: its tables, and the data that their offsets point into.
#[derive(Clone)]
pub struct Dex<'a> {
    /// From this DEX's own header to the end of the file.
    header: &'a [u8],
    version: u16,
    compact: bool,
    /// What the offsets of the header count from.
    ids: &'a [u8],
    /// What all other offsets count from; differs from `ids` in CompactDex only.
    data: &'a [u8],
    /// Where `data` lies in the file.
    data_offset: u64,
    string_ids: &'a [[u8; 4]],
    type_ids: &'a [[u8; 4]],
    proto_ids: &'a [[u8; 12]],
    field_ids: &'a [[u8; 8]],
    method_ids: &'a [[u8; 8]],
    class_defs: &'a [[u8; 32]],
    call_site_ids: &'a [[u8; 4]],
    method_handles: &'a [[u8; 8]],
    fence: Fence,
    string_order: OnceLock<Option<Vec<StringIdx>>>,
    types_sorted: OnceLock<bool>,
}

/// Reads the first DEX of a file. `Err` means that it does not begin with `dex\n` or `cdex`; all else is an issue.
///
/// Issues of the header: file, header and container size, byte order, version, table bounds, map list, data after the end,
/// CompactDex, containers, and items shared so often that reading them all would not be linear in the file.
pub fn parse<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<Dex<'a>>, ParseError> {
    parse_at(data, 0, limits)
}

impl<'a> Dex<'a> {
    /// Version of the format: 35, 37 to 41; 0 when its digits are damaged.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// True for CompactDex, whose tables are read and whose code is not.
    pub fn is_compact(&self) -> bool {
        self.compact
    }

    /// The Adler-32 that the header states and the one of the bytes it covers: everything after it up to the file size.
    pub fn checksums(&self) -> (u32, u32) {
        let field =
            |at: usize| self.header.get(at..).and_then(<[u8]>::first_chunk).copied().map(u32::from_le_bytes);
        let size = field(0x20).and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        let covered = self.header.get(12..size.min(self.header.len())).unwrap_or_default();
        (field(8).unwrap_or(0), adler32(covered))
    }

    /// True when the stated checksum is right. Reads the whole DEX.
    pub fn checksum_ok(&self) -> bool {
        let (stated, counted) = self.checksums();
        stated == counted
    }

    /// Compares checksum and signature of the header with the content. Reads the whole DEX.
    ///
    /// ART refuses a wrong checksum and does not look at the signature.
    pub fn verify(&self) -> Vec<ParseError> {
        let mut issues = Vec::new();
        // The sums of a container cover its last header only once each; what they cover differs by release.
        if self.compact || self.version >= header::CONTAINER_VERSION {
            return issues;
        }
        let at = |field: u64| self.data_offset.saturating_add(field);
        let (stated, counted) = self.checksums();
        if stated != counted {
            let (expected, found) = (format!("{counted:#010x}"), format!("{stated:#010x}"));
            let trick = trick::CHECKSUM;
            issues.push(ParseError::deviates(trick, "checksum", at(8), Accepts::No, expected, found));
        }
        let size = self.header.get(0x20..).and_then(<[u8]>::first_chunk).copied().map(u32::from_le_bytes);
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
        let covered = self.header.get(32..size.min(self.header.len())).unwrap_or_default();
        let counted: [u8; 20] = Sha1::digest(covered).into();
        let stated = self.header.get(12..32).unwrap_or_default();
        if stated != counted {
            let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let (trick, platform) = (trick::SIGNATURE, Accepts::Yes);
            let (expected, found) = (hex(&counted), hex(stated));
            issues.push(ParseError::deviates(trick, "signature", at(12), platform, expected, found));
        }
        issues
    }

    /// The data that items are reached in.
    fn area(&self) -> Area<'a> {
        Area { bytes: self.data, base: self.data_offset }
    }

    /// A reader that begins at an offset taken from the DEX.
    fn data_at(&self, offset: u32, what: &'static str) -> Result<Reader<'a>, ParseError> {
        self.area().at(offset, what)
    }
}

impl fmt::Debug for Dex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dex")
            .field("version", &self.version)
            .field("bytes", &self.header.len())
            .field("classes", &self.class_defs.len())
            .finish_non_exhaustive()
    }
}

/// Data with the place it has in the file.
#[derive(Debug, Clone, Copy)]
struct Area<'a> {
    bytes: &'a [u8],
    base: u64,
}

impl<'a> Area<'a> {
    const EMPTY: Self = Self { bytes: &[], base: 0 };

    fn at(self, offset: u32, what: &'static str) -> Result<Reader<'a>, ParseError> {
        let mut reader = Reader::with_base(self.bytes, self.base);
        reader.seek(usize::try_from(offset).unwrap_or(usize::MAX), what)?;
        Ok(reader)
    }
}

/// Adler-32 of RFC 1950. 5,552 bytes are the most whose sums stay below 2³².
fn adler32(data: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    for chunk in data.chunks(5552) {
        for byte in chunk {
            a = a.wrapping_add(u32::from(*byte));
            b = b.wrapping_add(a);
        }
        a %= 65521;
        b %= 65521;
    }
    (b << 16) | a
}
