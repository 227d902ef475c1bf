//! Links of chained fixups: how a stored pointer names its target (`mach-o/fixup-chains.h`).

/// How the links of one segment are written (`pointer_format`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum LinkFormat {
    /// The segment has no chain: what is stored there is no pointer.
    #[default]
    None,
    /// `DYLD_CHAINED_PTR_64` (2): the target is an address.
    Plain,
    /// `DYLD_CHAINED_PTR_64_OFFSET` (6): the target counts from the header.
    Offset,
    /// `DYLD_CHAINED_PTR_ARM64E` (1) and `_FIRMWARE` (10): the target is an address unless it is signed.
    Signed,
    /// `DYLD_CHAINED_PTR_ARM64E_KERNEL` (7) and `_USERLAND` (9): the target counts from the header.
    SignedOffset,
    /// `DYLD_CHAINED_PTR_ARM64E_USERLAND24` (12): the same with imports of 24 bits.
    SignedOffset24,
    /// Any other format.
    Unknown,
}

/// What a link stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// An address of this image.
    Address(u64),
    /// An import, by its position.
    Import(u32),
}

impl LinkFormat {
    fn of(number: u16) -> Self {
        match number {
            2 => Self::Plain,
            6 => Self::Offset,
            1 | 10 => Self::Signed,
            7 | 9 => Self::SignedOffset,
            12 => Self::SignedOffset24,
            _ => Self::Unknown,
        }
    }

    /// The target of a link; `base` is the address of the Mach-O header. `None` for zero, which links nothing, and where
    /// the format is not known.
    pub(super) fn target(self, raw: u64, base: u64) -> Option<Link> {
        if raw == 0 {
            return None;
        }
        let is_bind = match self {
            Self::None | Self::Unknown => return None,
            Self::Plain | Self::Offset => raw >> 63 == 1,
            Self::Signed | Self::SignedOffset | Self::SignedOffset24 => raw >> 62 & 1 == 1,
        };
        let is_signed = raw >> 63 == 1;
        Some(match self {
            Self::Plain | Self::Offset | Self::SignedOffset24 if is_bind => {
                Link::Import((raw & 0xff_ffff) as u32)
            }
            _ if is_bind => Link::Import((raw & 0xffff) as u32),
            Self::Plain => Link::Address(raw & 0xf_ffff_ffff),
            Self::Offset => Link::Address(base.wrapping_add(raw & 0xf_ffff_ffff)),
            // A signed target always counts from the header.
            _ if is_signed => Link::Address(base.wrapping_add(raw & 0xffff_ffff)),
            Self::Signed => Link::Address(raw & 0x7ff_ffff_ffff),
            _ => Link::Address(base.wrapping_add(raw & 0x7ff_ffff_ffff)),
        })
    }
}

/// Reads `dyld_chained_starts_in_image`: the format of each segment's links, in the order of the segments. Empty where the
/// table cannot be read, so that the reader of pointers has to guess.
pub(super) fn formats(fixups: &[u8], little: bool, segments: usize) -> Vec<LinkFormat> {
    let number = |at: usize| -> Option<u32> {
        let bytes = *fixups.get(at..)?.first_chunk()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let read = || -> Option<Vec<LinkFormat>> {
        let starts = number(4)? as usize;
        let count = number(starts)? as usize;
        let mut formats = Vec::new();
        for at in 0..count.min(segments) {
            let offset = number(starts.checked_add(4)?.checked_add(at.checked_mul(4)?)?)? as usize;
            if offset == 0 {
                formats.push(LinkFormat::None);
                continue;
            }
            // `size` and `page_size` come before it.
            let place = starts.checked_add(offset)?.checked_add(6)?;
            let bytes = *fixups.get(place..)?.first_chunk()?;
            let format = if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) };
            formats.push(LinkFormat::of(format));
        }
        Some(formats)
    };
    read().filter(|formats| formats.iter().any(|format| *format != LinkFormat::None)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: u64 = 0x1_0000_0000;

    #[test]
    fn each_format_keeps_its_target_where_dyld_looks() {
        let next = 5u64 << 51;
        assert_eq!(LinkFormat::Plain.target(next | 0x1_0000_4000, BASE), Some(Link::Address(0x1_0000_4000)));
        assert_eq!(LinkFormat::Offset.target(next | 0x4000, BASE), Some(Link::Address(0x1_0000_4000)));
        let plain_bind = 1 << 63 | next | 0x12_3456;
        assert_eq!(LinkFormat::Offset.target(plain_bind, BASE), Some(Link::Import(0x12_3456)));
        // Signed: import, key and diversity beside the target.
        let signed = 1 << 63 | 0xabcd << 32 | 0x4000;
        assert_eq!(LinkFormat::Signed.target(signed, BASE), Some(Link::Address(0x1_0000_4000)));
        let signed_bind = 3 << 62 | 0xabcd << 32 | 0x7_0005;
        assert_eq!(LinkFormat::SignedOffset.target(signed_bind, BASE), Some(Link::Import(5)));
        assert_eq!(LinkFormat::SignedOffset24.target(signed_bind, BASE), Some(Link::Import(0x7_0005)));
        let address = 0x1_0000_4000 | 7 << 52;
        assert_eq!(LinkFormat::Signed.target(address, BASE), Some(Link::Address(0x1_0000_4000)));
        assert_eq!(LinkFormat::SignedOffset.target(0x4000, BASE), Some(Link::Address(0x1_0000_4000)));
    }

    #[test]
    fn nothing_is_linked_by_zero_or_by_an_unknown_format() {
        assert_eq!(LinkFormat::Offset.target(0, BASE), None);
        assert_eq!(LinkFormat::of(13).target(0x4000, BASE), None);
    }

    #[test]
    fn a_table_that_points_outside_itself_is_no_table() {
        let mut table = vec![0; 32];
        table.extend(1u32.to_le_bytes());
        table.extend(0xffff_fff0u32.to_le_bytes());
        table[4] = 32;
        assert!(formats(&table, true, 4).is_empty());
    }
}
