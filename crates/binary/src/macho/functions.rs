//! Where functions begin, and what they are called.

use super::{
    MachO,
    bind::uleb,
    symbols::{Defined, SymbolTable},
};
use cursor::Limits;

impl MachO<'_> {
    /// Addresses of functions by `LC_FUNCTION_STARTS`, ascending; none where the table is missing.
    pub fn function_starts(&self, limits: &Limits) -> Vec<u64> {
        let Some((offset, size)) = self.tables.function_starts else { return Vec::new() };
        let data = self.range(offset, size);
        let mut address = self.memory().base();
        let (mut at, mut starts) = (0usize, Vec::new());
        // Each entry is the distance from the one before; a zero ends the table.
        while let Some(distance) = uleb(data, &mut at).filter(|distance| *distance > 0) {
            if starts.len() as u64 >= limits.table_items {
                break;
            }
            address = address.wrapping_add(distance);
            starts.push(address);
        }
        starts
    }

    /// Symbols of the symbol table that this image defines, in the order of the table.
    pub fn defined_symbols(&self, limits: &Limits) -> impl Iterator<Item = Defined<'_>> {
        SymbolTable::of(self).into_iter().flat_map(|table| table.defined(limits.table_items))
    }
}
