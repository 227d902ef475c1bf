use crate::{Value, date, tree::Builder};
use cursor::{Limits, ParseError, Reader};

/// Size of the trailer, `CFBinaryPlistTrailer`.
const TRAILER: usize = 32;

/// Reads the binary form (`CFBinaryPList.c`): trailer, offset table, then objects from the root on.
pub(crate) fn parse(data: &[u8], limits: &Limits) -> Result<(Value, Vec<ParseError>), ParseError> {
    if data.get(6) != Some(&b'0') {
        return Err(ParseError::not_this_format("binary property list", 0));
    }
    let mut tree = Builder::new(limits);
    match Table::read(data, &mut tree.issues) {
        Ok((table, root)) => read_objects(&table, root, &mut tree),
        Err(error) => tree.issue(error),
    }
    let (root, issues) = tree.finish(data.len() as u64);
    Ok((root.unwrap_or_default(), issues))
}

/// Where the objects lie.
struct Table<'a> {
    data: &'a [u8],
    /// Objects lie before this offset.
    end: usize,
    offset_size: usize,
    ref_size: usize,
    count: u64,
}

impl<'a> Table<'a> {
    fn read(data: &'a [u8], issues: &mut Vec<ParseError>) -> Result<(Self, u64), ParseError> {
        let start = data.len().checked_sub(TRAILER).filter(|start| *start > 8).ok_or_else(|| {
            let needs = (TRAILER as u64).saturating_add(9);
            Reader::new(data).truncated(needs, "binary property list")
        })?;
        let mut trailer = Reader::new(data);
        trailer.seek(start, "trailer")?;
        trailer.skip(6, "trailer")?;
        let offset_size = usize::from(trailer.u8("offset size")?);
        let ref_size = usize::from(trailer.u8("reference size")?);
        let count = trailer.u64_be("object count")?;
        let root = trailer.u64_be("root object")?;
        let at = trailer.offset();
        let table = trailer.u64_be("offset table")?;
        if !(1..=8).contains(&offset_size) || !(1..=8).contains(&ref_size) {
            let detail = format!("{offset_size} bytes an offset, {ref_size} a reference");
            return Err(ParseError::invalid("trailer", start as u64, detail));
        }
        let end = usize::try_from(table).ok().filter(|end| (9..=start).contains(end)).ok_or_else(|| {
            ParseError::invalid("offset table", at, format!("at {table:#x}, outside the data"))
        })?;
        let room = start.saturating_sub(end).checked_div(offset_size).unwrap_or_default() as u64;
        if count > room {
            let detail = format!("{count} objects, the offset table has room for {room}");
            issues.push(ParseError::invalid("object count", start as u64, detail));
        }
        Ok((Self { data, end, offset_size, ref_size, count: count.min(room) }, root))
    }

    /// A big-endian number of `size` bytes, at most eight.
    fn sized(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.data.get(at..at.checked_add(size)?)?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Offset of an object.
    fn offset(&self, object: u64) -> Option<usize> {
        if object >= self.count {
            return None;
        }
        let at = usize::try_from(object).ok()?.checked_mul(self.offset_size)?.checked_add(self.end)?;
        let offset = usize::try_from(self.sized(at, self.offset_size)?).ok()?;
        (8..self.end).contains(&offset).then_some(offset)
    }

    /// The reference at a position of a container.
    fn reference(&self, refs: usize, index: usize) -> Option<u64> {
        self.sized(index.checked_mul(self.ref_size)?.checked_add(refs)?, self.ref_size)
    }

    fn object(&self, offset: usize) -> Result<Object, ParseError> {
        let objects = self.data.get(..self.end).unwrap_or_default();
        let mut reader = Reader::new(objects);
        reader.seek(offset, "object")?;
        let marker = reader.u8("object marker")?;
        let low = marker & 0x0f;
        Ok(match marker & 0xf0 {
            0x00 if low == 0 => Object::Leaf(Value::Null),
            0x00 if low == 8 => Object::Leaf(Value::Bool(false)),
            0x00 if low == 9 => Object::Leaf(Value::Bool(true)),
            0x10 if low <= 4 => Object::Leaf(Value::Integer(integer(&mut reader, low)?)),
            0x20 if low == 2 => Object::Leaf(Value::Real(f64::from(f32::from_bits(reader.u32_be("real")?)))),
            0x20 if low == 3 => Object::Leaf(Value::Real(f64::from_bits(reader.u64_be("real")?))),
            0x30 if low == 3 => {
                let seconds = f64::from_bits(reader.u64_be("date")?);
                let date = date::from_seconds_since_2001(seconds).ok_or_else(|| {
                    ParseError::invalid("date", offset as u64, format!("{seconds} seconds"))
                })?;
                Object::Leaf(Value::Date(date))
            }
            0x40 => {
                let count = count(&mut reader, low)?;
                Object::Leaf(Value::Data(reader.bytes(count, "data")?.to_vec()))
            }
            0x50 => {
                let count = count(&mut reader, low)?;
                let text = String::from_utf8_lossy(reader.bytes(count, "string")?).into_owned();
                Object::Leaf(Value::String(text))
            }
            0x60 => {
                let count = count(&mut reader, low)?;
                let bytes = reader.bytes(count.saturating_mul(2), "string")?;
                let units = bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied());
                let text = char::decode_utf16(units.map(u16::from_be_bytes))
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect();
                Object::Leaf(Value::String(text))
            }
            0x80 if low < 8 => {
                let size = usize::from(low).saturating_add(1);
                let bytes = reader.bytes(size, "object number")?;
                Object::Leaf(Value::Uid(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
            }
            // Sets (0xc0) are written by archivers only; their order is that of the file.
            0xa0 | 0xc0 => Object::Array(self.refs(&mut reader, low, 1)?),
            0xd0 => Object::Dict(self.refs(&mut reader, low, 2)?),
            _ => return Err(ParseError::invalid("object marker", offset as u64, format!("{marker:#04x}"))),
        })
    }

    /// Start and number of the references of a container that holds `lists` lists of them.
    fn refs(&self, reader: &mut Reader<'_>, low: u8, lists: usize) -> Result<(usize, usize), ParseError> {
        let count = count(reader, low)?;
        let start = reader.position();
        reader.skip(count.saturating_mul(lists).saturating_mul(self.ref_size), "references")?;
        Ok((start, count))
    }
}

enum Object {
    Leaf(Value),
    /// Start and number of references.
    Array((usize, usize)),
    /// Start and number of key references; as many value references follow them.
    Dict((usize, usize)),
}

/// One, two and four bytes are unsigned, eight are signed, and of sixteen only the last eight count.
fn integer(reader: &mut Reader<'_>, power: u8) -> Result<i128, ParseError> {
    Ok(match power {
        0 => reader.u8("integer")?.into(),
        1 => reader.u16_be("integer")?.into(),
        2 => reader.u32_be("integer")?.into(),
        3 => i64::from_be_bytes(reader.array("integer")?).into(),
        _ => {
            reader.skip(8, "integer")?;
            reader.u64_be("integer")?.into()
        }
    })
}

/// The count of an object: its low four bits or, if they are all set, the integer object that follows.
fn count(reader: &mut Reader<'_>, low: u8) -> Result<usize, ParseError> {
    if low != 0x0f {
        return Ok(low.into());
    }
    let offset = reader.offset();
    let marker = reader.u8("count marker")?;
    if marker & 0xf0 != 0x10 || marker & 0x0f > 3 {
        return Err(ParseError::invalid("count marker", offset, format!("{marker:#04x}")));
    }
    let number = integer(reader, marker & 0x0f)?;
    usize::try_from(number).map_err(|_| ParseError::invalid("count", offset, format!("{number}")))
}

/// A container whose references are being followed.
struct Open {
    offset: usize,
    refs: usize,
    count: usize,
    next: usize,
    is_dict: bool,
}

fn read_objects(table: &Table<'_>, root: u64, tree: &mut Builder) {
    let mut path: Vec<Open> = Vec::new();
    read_object(table, Some(root), &mut path, tree);
    while let Some(open) = path.last_mut() {
        if tree.is_full() {
            return;
        }
        let index = open.next;
        let at = open.offset as u64;
        if index >= open.count {
            let is_dict = open.is_dict;
            path.pop();
            if is_dict && tree.reverse_duplicates() {
                tree.issue(ParseError::invalid("dictionary", at, "the same key twice; the first counts"));
            }
            tree.end(at);
            continue;
        }
        open.next = index.saturating_add(1);
        let mut value = index;
        if open.is_dict {
            let key = table.reference(open.refs, index).and_then(|key| table.offset(key));
            match key.map(|key| table.object(key)) {
                Some(Ok(Object::Leaf(Value::String(name)))) => tree.key(name, at),
                Some(Err(error)) => {
                    tree.skip(error);
                    continue;
                }
                _ => {
                    tree.skip(ParseError::invalid("dictionary key", at, "not a string"));
                    continue;
                }
            }
            value = index.saturating_add(open.count);
        }
        let reference = table.reference(open.refs, value);
        read_object(table, reference, &mut path, tree);
    }
}

fn read_object(table: &Table<'_>, reference: Option<u64>, path: &mut Vec<Open>, tree: &mut Builder) {
    let at = path.last().map_or(table.end, |open| open.offset) as u64;
    let Some(offset) = reference.and_then(|object| table.offset(object)) else {
        tree.issue(ParseError::invalid("object reference", at, "no such object"));
        return tree.leaf(Value::Null, at);
    };
    let (refs, count, is_dict) = match table.object(offset) {
        Ok(Object::Leaf(value)) => return tree.leaf(value, offset as u64),
        Ok(Object::Array((refs, count))) => (refs, count, false),
        Ok(Object::Dict((refs, count))) => (refs, count, true),
        Err(error) => {
            tree.issue(error);
            return tree.leaf(Value::Null, offset as u64);
        }
    };
    if path.iter().any(|open| open.offset == offset) {
        tree.issue(ParseError::invalid("container", offset as u64, "holds itself"));
        return tree.leaf(Value::Null, offset as u64);
    }
    if is_dict {
        tree.begin_dict(offset as u64);
    } else {
        tree.begin_array(offset as u64);
    }
    if tree.is_skipping() {
        tree.end(offset as u64);
    } else {
        path.push(Open { offset, refs, count, next: 0, is_dict });
    }
}
