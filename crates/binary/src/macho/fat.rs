use super::has_magic;
use cursor::{Limits, ParseError, Parsed, Reader};

const FAT_MAGIC: u32 = 0xcafe_babe;
const FAT_MAGIC_64: u32 = 0xcafe_babf;

/// The code for one processor inside a fat file, or a whole thin file.
#[derive(Debug, Clone, Copy)]
pub struct Slice<'a> {
    /// `cputype` of the fat header, or of the Mach-O header of a thin file.
    pub cpu_type: u32,
    /// `cpusubtype`, capability bits included.
    pub cpu_subtype: u32,
    /// Bytes from the start of the file.
    pub offset: u64,
    /// The Mach-O file. All offsets inside count from here.
    pub data: &'a [u8],
}

/// Lists the slices of a Mach-O file, fat (`fat_arch`, `fat_arch_64` of `mach-o/fat.h`) or thin.
///
/// A slice that is no Mach-O file is left out with an issue; fat files do not nest.
pub fn slices<'a>(data: &'a [u8], limits: &Limits) -> Result<Parsed<Vec<Slice<'a>>>, ParseError> {
    let mut reader = Reader::new(data);
    let magic = reader.u32_be("magic").map_err(|_| ParseError::not_this_format("Mach-O", 0))?;
    let wide = match magic {
        FAT_MAGIC => false,
        FAT_MAGIC_64 => true,
        _ if has_magic(data) => {
            let little = data.first() != Some(&0xfe);
            let mut number = |what| if little { reader.u32_le(what) } else { reader.u32_be(what) };
            let cpu_type = number("cpu type").unwrap_or_default();
            let cpu_subtype = number("cpu subtype").unwrap_or_default();
            return Ok(Parsed {
                value: vec![Slice { cpu_type, cpu_subtype, offset: 0, data }],
                issues: vec![],
            });
        }
        _ => return Err(ParseError::not_this_format("Mach-O", 0)),
    };
    let count = reader.u32_be("slice count")?;
    let entry: usize = if wide { 32 } else { 20 };
    let room = reader.remaining().checked_div(entry).unwrap_or_default();
    let mut issues = Vec::new();
    if count as usize > room {
        issues.push(ParseError::invalid("slice count", 4, format!("{count} slices, room for {room}")));
    }
    if count > limits.slices {
        issues.push(ParseError::limit("slices", 4, "slices", limits.slices.into()));
    }
    let listed = count.min(limits.slices).min(u32::try_from(room).unwrap_or(u32::MAX));
    let table_end = u64::from(listed).saturating_mul(entry as u64).saturating_add(8);
    let mut slices: Vec<Slice<'_>> = Vec::new();
    for _ in 0..listed {
        let at = reader.offset();
        let cpu_type = reader.u32_be("cpu type")?;
        let cpu_subtype = reader.u32_be("cpu subtype")?;
        let (offset, size) = if wide {
            let place = (reader.u64_be("slice offset")?, reader.u64_be("slice size")?);
            reader.skip(8, "slice alignment")?;
            place
        } else {
            let place = (reader.u32_be("slice offset")?.into(), reader.u32_be("slice size")?.into());
            reader.skip(4, "slice alignment")?;
            place
        };
        let end = offset.saturating_add(size);
        if offset < table_end {
            let detail = format!("begins at {offset:#x}, inside the fat header");
            issues.push(ParseError::invalid("slice", at, detail));
            continue;
        }
        if end > data.len() as u64 {
            let detail = format!("ends at {end:#x}, the file at {:#x}", data.len());
            issues.push(ParseError::invalid("slice", at, detail));
        }
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let stop = usize::try_from(end).unwrap_or(usize::MAX).min(data.len());
        let bytes = data.get(start..stop).unwrap_or_default();
        if !has_magic(bytes) {
            issues.push(ParseError::invalid("slice", offset, "holds no Mach-O file"));
            continue;
        }
        let slice = Slice { cpu_type, cpu_subtype, offset, data: bytes };
        for other in &slices {
            let other_end = other.offset.saturating_add(other.data.len() as u64);
            if offset < other_end && other.offset < end {
                let detail = format!("overlaps the one at {:#x}", other.offset);
                issues.push(ParseError::invalid("slice", at, detail));
            }
            // The capability byte of the subtype does not tell two processors apart.
            if (other.cpu_type, other.cpu_subtype & 0x00ff_ffff) == (cpu_type, cpu_subtype & 0x00ff_ffff) {
                issues.push(ParseError::invalid("slice", at, "a second one for the same processor"));
            }
        }
        slices.push(slice);
    }
    // Java class files share the magic; theirs is followed by a version: minor, then major from 45 up.
    let (minor, major) = (count >> 16, count & 0xffff);
    if slices.is_empty() && !wide && (45..200).contains(&major) && matches!(minor, 0..=3 | 0xffff) {
        return Err(ParseError::not_this_format("Mach-O", 0));
    }
    Ok(Parsed { value: slices, issues })
}
