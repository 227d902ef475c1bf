//! The archive of a pack. Its form is fixed to the byte: files stored one after the other, no times, no attributes, no extra
//! fields, no comment (`APPNOTE.TXT` of PKWARE, 4.3). So there is one archive for a list of files, and any other byte is
//! found by writing the archive again.

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// 2.0, the lowest that every program takes.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1980-01-01, the zero of the format.
const DATE: u16 = 0x21;

/// Writes the files in this order. `None` when they do not fit into four gigabytes or 65,535 entries.
pub(crate) fn write(files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let offset = u32::try_from(out.len()).ok()?;
        let size = u32::try_from(bytes.len()).ok()?;
        let name_length = u16::try_from(name.len()).ok()?;
        let mut fields = Vec::new();
        for half in [VERSION, FLAGS, 0, 0, DATE] {
            fields.extend(half.to_le_bytes());
        }
        for word in [crc32fast::hash(bytes), size, size] {
            fields.extend(word.to_le_bytes());
        }
        fields.extend(name_length.to_le_bytes());
        fields.extend([0; 2]);
        out.extend(LOCAL.to_le_bytes());
        out.extend(&fields);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&fields);
        // Comment length, disk, attributes inside and outside.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (offset, size) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    let count = u16::try_from(files.len()).ok().filter(|count| *count < u16::MAX)?;
    out.extend(directory);
    out.extend(END.to_le_bytes());
    out.extend([0; 4]);
    for half in [count, count] {
        out.extend(half.to_le_bytes());
    }
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0; 2]);
    Some(out)
}

/// Reads an archive of exactly this form; the error says what is not.
pub(crate) fn read(data: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let mut rest = data;
    while let Some(entry) = rest.strip_prefix(&LOCAL.to_le_bytes()) {
        let (name, bytes, after) = file(entry).ok_or("an entry that is cut")?;
        let name = String::from_utf8(name.to_vec()).map_err(|_| "a name that is no UTF-8")?;
        if let Some((twice, _)) = files.iter().find(|(known, _)| *known == name) {
            return Err(format!("two files named {twice}"));
        }
        files.push((name, bytes.to_vec()));
        rest = after;
    }
    if files.is_empty() {
        return Err("no evidence pack: it does not begin with a file".to_owned());
    }
    match write(&files) {
        Some(again) if again == data => Ok(files),
        Some(again) => {
            let at = again.iter().zip(data).position(|(wanted, found)| wanted != found);
            let at = at.unwrap_or(again.len().min(data.len()));
            Err(format!("byte {at} of the archive is not as it was written"))
        }
        None => Err("too large for a pack".to_owned()),
    }
}

/// Name and content of an entry, and what follows it.
fn file(entry: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (size, name_length) = (word(entry, 14)?, half(entry, 22)?);
    let (name, rest) = entry.get(26..)?.split_at_checked(usize::from(name_length))?;
    let (bytes, after) = rest.split_at_checked(usize::try_from(size).ok()?)?;
    Some((name, bytes, after))
}

fn half(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn files() -> Vec<(String, Vec<u8>)> {
        vec![("a.txt".into(), b"one".to_vec()), ("b/c.json".into(), Vec::new())]
    }

    #[test]
    fn an_archive_reads_as_it_was_written() {
        assert_eq!(read(&write(&files()).unwrap()).unwrap(), files());
    }

    #[test]
    fn other_programs_read_it() {
        let archive = write(&files()).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
        assert_eq!(zip.len(), 2);
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("a.txt").unwrap(), &mut text).unwrap();
        assert_eq!(text, "one");
    }

    #[test]
    fn every_changed_byte_outside_the_content_is_found() {
        let good = write(&files()).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            // A changed content is another archive; the digests find it.
            assert!(read(&bad).map_or(true, |read| read != files()), "byte {at}");
        }
        for cut in 0..good.len() {
            assert!(read(&good[..cut]).is_err(), "first {cut} bytes");
        }
        assert!(read(&[&good[..], b"x"].concat()).is_err());
    }
}
