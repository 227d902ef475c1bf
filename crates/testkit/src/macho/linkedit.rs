//! Tables of `__LINKEDIT` that dyld reads.

/// `LC_DYLD_CHAINED_FIXUPS` data with imports only.
pub(super) fn chained_fixups(imports: &[String]) -> Vec<u8> {
    let symbols_at = 32 + 4 * imports.len();
    let mut out = Vec::new();
    // Version, starts (an image with no segments lies at 28), imports, symbols, import count, format 1, plain symbols.
    for number in [0u32, 28, 32, symbols_at as u32, imports.len() as u32, 1, 0, 0] {
        out.extend(number.to_le_bytes());
    }
    let mut names = vec![0u8];
    for import in imports {
        out.extend((1 | (names.len() as u32) << 9).to_le_bytes());
        names.extend(import.bytes().chain([0]));
    }
    out.extend(names);
    out
}

/// An export trie whose root has one edge for each name.
pub(super) fn export_trie(exports: &[String]) -> Vec<u8> {
    if exports.is_empty() {
        return Vec::new();
    }
    // Offsets take five bytes each, so that they do not move each other.
    let wide = |number: usize| -> Vec<u8> {
        (0..5).map(|group| (number >> (7 * group) & 0x7f) as u8 | if group < 4 { 0x80 } else { 0 }).collect()
    };
    let root: usize = 2 + exports.iter().map(|name| name.len() + 1 + 5).sum::<usize>();
    let mut out = vec![0, exports.len() as u8];
    for (index, name) in exports.iter().enumerate() {
        out.extend(name.bytes().chain([0]));
        out.extend(wide(root + 5 * index));
    }
    for _ in exports {
        // Size, flags, address 0x1000 in two bytes, no children.
        out.extend([3, 0, 0x80, 0x20, 0]);
    }
    out
}

/// An unsigned LEB128 number.
pub(super) fn uleb(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}
