use std::ops::Range;

use super::Segment;

/// Shortest string that ends in NUL, as C writes them.
const MIN_TERMINATED: usize = 4;
/// Shortest string with another end: Rust, Go and Dart keep lengths elsewhere, and shorter runs are mostly chance.
const MIN_RUN: usize = 16;

/// Printable strings with their file offsets; made by [`Elf::rodata`](super::Elf::rodata).
///
/// A string is a run of printable ASCII, tabs and line breaks: at least four bytes closed by NUL, or sixteen closed by
/// anything. Each byte of the file is looked at once, however the segments overlap.
#[derive(Debug, Clone)]
pub struct Rodata<'a> {
    data: &'a [u8],
    /// Disjoint ranges of `data`, the next one last.
    ranges: Vec<Range<usize>>,
}

impl<'a> Rodata<'a> {
    pub(super) fn new(segments: &[Segment], debug_strings: &[(u64, u64)], data: &'a [u8]) -> Self {
        let constant = |segment: &&Segment| segment.readable && !segment.writable;
        let place = |segment: &Segment| (segment.offset, segment.file_size);
        let mut places: Vec<(u64, u64)> =
            segments.iter().filter(constant).filter(|s| !s.executable).map(place).collect();
        if ranges(&places, data).is_empty() {
            places = segments.iter().filter(constant).map(place).collect();
        }
        places.extend(debug_strings);
        Self { data, ranges: ranges(&places, data) }
    }
}

/// File ranges of offsets and sizes, merged where they touch, in falling order.
fn ranges(places: &[(u64, u64)], data: &[u8]) -> Vec<Range<usize>> {
    let clip = |offset: u64| offset.min(data.len() as u64) as usize;
    let mut ranges: Vec<_> = places
        .iter()
        .map(|(offset, size)| clip(*offset)..clip(offset.saturating_add(*size)))
        .filter(|range| !range.is_empty())
        .collect();
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged.reverse();
    merged
}

impl<'a> Iterator for Rodata<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(range) = self.ranges.last_mut() {
            let rest = self.data.get(range.clone()).unwrap_or_default();
            let Some(skipped) = rest.iter().position(|byte| is_text(*byte)) else {
                self.ranges.pop();
                continue;
            };
            let run = rest.get(skipped..).unwrap_or_default();
            let length = run.iter().position(|byte| !is_text(*byte)).unwrap_or(run.len());
            let start = range.start.saturating_add(skipped);
            range.start = start.saturating_add(length);
            let terminated = run.get(length) == Some(&0);
            if length >= if terminated { MIN_TERMINATED } else { MIN_RUN } {
                return Some((start as u64, run.get(..length)?));
            }
        }
        None
    }
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}
