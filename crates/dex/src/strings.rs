//! The string table: `string_id_item` and `string_data_item` of the DEX format documentation.

use std::borrow::Cow;

use cursor::Reader;

use crate::ids::count;
use crate::{Dex, StringIdx, mutf8};

impl<'a> Dex<'a> {
    /// Entries of the string table that lie in the data.
    pub fn string_count(&self) -> u32 {
        count(self.string_ids)
    }

    /// A string by index. Plain text is borrowed; NUL, characters beyond U+FFFF and damage make a copy.
    pub fn string(&self, idx: StringIdx) -> Option<Cow<'a, str>> {
        self.string_bytes(idx).map(mutf8::decode)
    }

    /// The raw MUTF-8 of a string, without its terminator. Without a terminator it runs to the end of the data.
    ///
    /// The terminator ends a string whatever length it declares. `None` for an index or an offset outside the data,
    /// and behind the point where overlapping strings were cut off, which `parse` reports.
    pub fn string_bytes(&self, idx: StringIdx) -> Option<&'a [u8]> {
        if idx.0 >= self.fence.strings {
            return None;
        }
        let (_, rest) = self.string_data(idx)?;
        let end = memchr::memchr(0, rest).unwrap_or(rest.len());
        rest.get(..end)
    }

    /// Every string in table order, `None` where one cannot be read.
    pub fn strings(&self) -> impl Iterator<Item = (StringIdx, Option<&'a [u8]>)> {
        (0..self.string_count()).map(StringIdx).map(|idx| (idx, self.string_bytes(idx)))
    }

    /// The index of a string given as MUTF-8 (see [`mutf8::encode`]); of equal strings, which the format forbids, the first.
    ///
    /// Binary search, either over the table or, when it is out of order, over an order made once.
    pub fn find_string(&self, wanted: &[u8]) -> Option<StringIdx> {
        let mut low = 0u32;
        let mut high = self.string_count();
        let order = self.string_order();
        let at = |position: u32| match order {
            None => Some(StringIdx(position)),
            Some(order) => order.get(usize::try_from(position).ok()?).copied(),
        };
        while low < high {
            let middle = low.midpoint(high);
            let bytes = self.string_bytes(at(middle)?).unwrap_or_default();
            if mutf8::compare(bytes, wanted).is_lt() {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        at(low).filter(|idx| self.string_bytes(*idx) == Some(wanted))
    }

    /// True when the string table has the order that the format demands. ART refuses a DEX where it has not.
    pub fn strings_sorted(&self) -> bool {
        self.string_order().is_none()
    }

    /// `None` when the table is sorted; else all indexes in the order of their strings, unreadable ones as if empty.
    fn string_order(&self) -> Option<&[StringIdx]> {
        let order = self.string_order.get_or_init(|| {
            let bytes = |idx: &StringIdx| self.string_bytes(*idx).unwrap_or_default();
            let all = || (0..self.string_count()).map(StringIdx);
            if all().is_sorted_by(|a, b| mutf8::compare(bytes(a), bytes(b)).is_le()) {
                return None;
            }
            // The copy is as large as the table itself, which lies in the data.
            let mut order: Vec<StringIdx> = all().collect();
            order.sort_by(|a, b| mutf8::compare(bytes(a), bytes(b)));
            Some(order)
        });
        order.as_deref()
    }

    /// The declared length in UTF-16 code units, and all data from the first byte of the string on.
    pub(crate) fn string_data(&self, idx: StringIdx) -> Option<(u32, &'a [u8])> {
        let item = self.string_ids.get(usize::try_from(idx.0).ok()?)?;
        let start = usize::try_from(u32::from_le_bytes(*item)).ok()?;
        let data = self.data.get(start..)?;
        // Strings below 128 units, nearly all, have a length of one byte.
        match data.split_first() {
            Some((units @ ..=0x7f, rest)) => Some((u32::from(*units), rest)),
            _ => {
                let mut reader = Reader::new(data);
                let units = reader.uleb128("string length").ok()?;
                Some((units, reader.rest()))
            }
        }
    }
}
