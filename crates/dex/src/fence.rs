//! How far the tables may be read before shared items would make the work grow with the square of the file.
//!
//! Items are reached by offset, so a hostile DEX can let every string, class or method point at the same large item.
//! One pass adds up what a full walk would touch; where the sum passes a small multiple of the data, reading stops.

use cursor::ParseError;

use crate::{Code, Dex, StringIdx};

/// Bytes a full walk may touch for each byte of data. A well-formed DEX shares small annotation sets and little else.
const WORK_PER_BYTE: u64 = 4;

/// Work that is always allowed, so that tiny files may share freely.
const WORK_FREE: u64 = 1 << 16;

/// The first string, and the first method of a class, behind which nothing is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fence {
    pub(crate) strings: u32,
    pub(crate) class: u32,
    /// Methods of `class` that may still be read.
    pub(crate) methods: u32,
    /// The work allowed, for the error of an iterator that stops here.
    pub(crate) max: u64,
}

impl Fence {
    /// No bound at all.
    pub(crate) const OPEN: Self =
        Self { strings: u32::MAX, class: u32::MAX, methods: u32::MAX, max: u64::MAX };

    pub(crate) fn new(dex: &Dex<'_>, issues: &mut Vec<ParseError>) -> Self {
        let max = (dex.data.len() as u64).saturating_mul(WORK_PER_BYTE).saturating_add(WORK_FREE);
        let strings = strings(dex, max);
        if strings != u32::MAX {
            issues.push(Self::error("strings", dex.data_offset, max));
        }
        let (class, methods) = classes(dex, max);
        if class != u32::MAX {
            issues.push(Self::error("classes", dex.data_offset, max));
        }
        Self { strings, class, methods, max }
    }

    /// Items overlap so much that reading on would not be linear in the file.
    pub(crate) fn error(what: &'static str, offset: u64, max: u64) -> ParseError {
        ParseError::limit(what, offset, "bytes of overlapping items", max)
    }
}

fn strings(dex: &Dex<'_>, max: u64) -> u32 {
    let mut left = max;
    for idx in 0..dex.string_count() {
        let Some((units, rest)) = dex.string_data(StringIdx(idx)) else { continue };
        // A terminator where the declared length of a plain text puts it bounds the string without a search.
        let plain = usize::try_from(units).ok().filter(|end| rest.get(*end) == Some(&0));
        let bytes = plain.or_else(|| memchr::memchr(0, rest)).unwrap_or(rest.len());
        match left.checked_sub((bytes as u64).saturating_add(4)) {
            Some(rest) => left = rest,
            None => return idx,
        }
    }
    u32::MAX
}

fn classes(dex: &Dex<'_>, max: u64) -> (u32, u32) {
    let mut left = max;
    let mut spend = |work: u64| {
        let rest = left.checked_sub(work);
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    for class in dex.classes() {
        let fixed = class.interfaces(dex).len().saturating_mul(2);
        if !spend(32) || !spend(fixed as u64) || !class.annotations(dex).costs(&mut spend) {
            return (class.index, 0);
        }
        let methods = class.methods(dex);
        if !spend(methods.fields_passed()) || !spend(class.static_values(dex).left()) {
            return (class.index, 0);
        }
        let mut read = 0u32;
        for method in methods {
            let code = Code::size(dex, method.code_offset);
            if !spend(code.saturating_add(3)) {
                return (class.index, read);
            }
            read = read.saturating_add(1);
        }
    }
    (u32::MAX, u32::MAX)
}
