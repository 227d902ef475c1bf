//! Archives that inflate to far more than they hold.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{DATE, DEFLATE, Member, ZipBuilder, central, deflate, put16, put32};

/// An entry of `size` zeros: about 1,000 : 1.
pub fn ratio_bomb(name: &str, size: usize) -> ZipBuilder {
    static CHUNK: [u8; 1 << 16] = [0; 1 << 16];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    let mut crc32 = crc32fast::Hasher::new();
    let mut left = size;
    while left > 0 {
        let chunk = &CHUNK[..left.min(CHUNK.len())];
        encoder.write_all(chunk).expect("a vector takes all bytes");
        crc32.update(chunk);
        left -= chunk.len();
    }
    let data = encoder.finish().expect("a vector takes all bytes");
    ZipBuilder::new().raw(name, DEFLATE, data, size as u64, crc32.finalize())
}

/// `count` entries that share one kernel of `kernel` zeros: each stream begins with a stored block that quotes the
/// next local header, then runs on into the next entry's data (D. Fifield, "A better zip bomb", 2019).
pub fn overlap_bomb(count: usize, kernel: usize) -> Vec<u8> {
    struct Layer {
        header: Vec<u8>,
        compressed: u64,
        size: u64,
        crc32: u32,
        name: String,
    }
    let zeros = vec![0; kernel];
    let data = deflate(&zeros);
    let mut crc = crc32fast::Hasher::new();
    crc.update(&zeros);
    let mut layers: Vec<Layer> = Vec::new();
    let (mut compressed, mut size) = (data.len() as u64, kernel as u64);
    for index in (0..count).rev() {
        let name = format!("{index:05}");
        let mut header = Vec::new();
        if let Some(next) = layers.last() {
            let length = next.header.len() as u16;
            // The quoted header is content of this entry and comes before the next entry's content.
            let mut quoted = crc32fast::Hasher::new();
            quoted.update(&next.header);
            quoted.combine(&crc);
            crc = quoted;
            compressed += 5 + u64::from(length);
            size += u64::from(length);
        }
        let crc32 = crc.clone().finalize();
        header.extend(b"PK\x03\x04");
        put16(&mut header, 20);
        put16(&mut header, 0);
        put16(&mut header, DEFLATE);
        put32(&mut header, DATE);
        put32(&mut header, crc32);
        put32(&mut header, compressed as u32);
        put32(&mut header, size as u32);
        put16(&mut header, name.len() as u16);
        put16(&mut header, 0);
        header.extend(name.as_bytes());
        layers.push(Layer { header, compressed, size, crc32, name });
    }
    layers.reverse();
    let mut out = Vec::new();
    let mut centrals = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        let mut record = Vec::new();
        let member = Member {
            name: layer.name.clone().into_bytes(),
            method: DEFLATE,
            made_by: 0x0314,
            attributes: 0x81a4_0000,
            crc32: layer.crc32,
            size: layer.size,
            ..Member::default()
        };
        central(&member, out.len() as u64, &mut record);
        record[20..24].copy_from_slice(&(layer.compressed as u32).to_le_bytes());
        centrals.extend(record);
        out.extend(&layer.header);
        if let Some(next) = layers.get(index + 1) {
            let length = next.header.len() as u16;
            out.push(0);
            put16(&mut out, length);
            put16(&mut out, !length);
        }
    }
    out.extend(data);
    let directory = out.len();
    out.extend(&centrals);
    out.extend(b"PK\x05\x06");
    put32(&mut out, 0);
    put16(&mut out, count as u16);
    put16(&mut out, count as u16);
    put32(&mut out, centrals.len() as u32);
    put32(&mut out, directory as u32);
    put16(&mut out, 0);
    out
}
