//! Jumps to imports: which import each goes to, by the indirect symbol table (`LC_DYSYMTAB`).

use super::{Memory, S_SYMBOL_STUBS};

impl<'m> Memory<'m> {
    /// Import that the stub at an address jumps to, by the indirect symbol table. Stubs of `_objc_msgSend` have no entry
    /// there; the code of a stub says the same and more.
    pub fn stub_import(&self, address: u64) -> Option<&'m [u8]> {
        let section = self.section(address).filter(|section| section.flags & 0xff == S_SYMBOL_STUBS)?;
        let [first, size] = section.reserved;
        let number = address.checked_sub(section.address)?.checked_div(size.into())?;
        let row = u64::from(first).checked_add(number)?;
        let (offset, count) = self.macho.tables.indirect?;
        if row >= count.into() {
            return None;
        }
        let bytes = *self.macho.range(offset.checked_add(row.checked_mul(4)?)?, 4).first_chunk()?;
        let symbol =
            if self.macho.little_endian { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        // `INDIRECT_SYMBOL_LOCAL` and `_ABS` are far beyond any table.
        self.symbols?.name(symbol)
    }
}
