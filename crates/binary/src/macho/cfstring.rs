//! `@"…"` constants: `__cfstring` and the bytes it points at (`CFString.c` of Core Foundation).

use super::Memory;

/// Longest constant that is read, bytes.
const MAX_TEXT: u64 = 64 << 10;
/// Flag of the structure: UTF-16 instead of single bytes.
const IS_UNICODE: u64 = 0x10;

impl Memory<'_> {
    /// Text of the constant string object at an address, UTF-16 decoded; cut at 64 KiB.
    pub fn cfstring(&self, address: u64) -> Option<String> {
        if self.section(address)?.name != "__cfstring" {
            return None;
        }
        let width = self.width();
        // isa, flags, characters, length
        let flags = self.word(address.checked_add(width)?)?;
        let characters = self.address(address.checked_add(width.checked_mul(2)?)?)?;
        let length = self.word(address.checked_add(width.checked_mul(3)?)?)?.min(MAX_TEXT);
        if flags & IS_UNICODE == 0 {
            return Some(String::from_utf8_lossy(self.bytes(characters, length)).into_owned());
        }
        let bytes = self.bytes(characters, length.checked_mul(2)?);
        let units: Vec<u16> =
            bytes
                .chunks_exact(2)
                .filter_map(|pair| pair.first_chunk().copied())
                .map(|pair| {
                    if self.is_little_endian() { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
                })
                .collect();
        Some(String::from_utf16_lossy(&units))
    }
}
