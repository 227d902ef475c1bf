/// A small generator, the same on every machine: xorshift64*.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Each seed gives its own sequence.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }
}

/// Values that break lengths, counts and offsets: none, one, the largest signed and unsigned, and their neighbours.
const EDGES: [u64; 8] =
    [0, 1, 0x7f, 0x80, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, u64::MAX - 1, u64::MAX];

/// A damaged copy: one to four bits flipped, bytes set, a cut, a piece of `other` spliced in, or a field of one to
/// eight bytes, at an even place mostly, set to an edge of its range.
pub fn mutate(data: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = data.to_vec();
    for _ in 0..=random.below(4) {
        if changed.is_empty() {
            break;
        }
        let at = random.below(changed.len());
        match random.below(8) {
            0 | 1 => changed[at] ^= 1 << random.below(8),
            2 => changed[at] = u8::try_from(random.below(256)).unwrap_or(0),
            3 if random.below(4) == 0 => changed.truncate(at),
            3 | 4 => splice(&mut changed, at, other, random),
            _ => edge(&mut changed, at, random),
        }
    }
    changed
}

fn splice(changed: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    let from = random.below(other.len());
    let piece = &other[from..][..random.below(other.len() - from).min(256)];
    let end = if random.below(2) == 0 { at } else { (at + piece.len()).min(changed.len()) };
    changed.splice(at..end, piece.iter().copied());
}

fn edge(changed: &mut [u8], at: usize, random: &mut Random) {
    let width = 1 << random.below(4);
    let at = if random.below(4) == 0 { at } else { at & !(width - 1) };
    let end = (at + width).min(changed.len());
    let field = &mut changed[at..end];
    let edge = EDGES[random.below(EDGES.len())];
    // Large edges keep their highest bytes, so that a field of two bytes becomes 0x7fff and not 0xffff.
    let value = if edge > 0xff { edge >> (64 - 8 * width) } else { edge };
    let mut bytes = value.to_le_bytes();
    if random.below(4) == 0 {
        bytes[..width].reverse();
    }
    field.copy_from_slice(&bytes[..field.len()]);
}

/// Lengths to cut data of this length at: every one up to 64 KiB, else 4,096 of them.
pub fn prefixes(length: usize) -> impl Iterator<Item = usize> {
    let step = if length <= 1 << 16 { 1 } else { length.div_ceil(4096) };
    (0..length).step_by(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutations_differ_and_repeat() {
        let data: Vec<u8> = (0..=255).collect();
        let run = |seed| {
            let mut random = Random::new(seed);
            (0..100).map(|_| mutate(&data, b"other", &mut random)).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        assert!(run(1).iter().filter(|changed| **changed != data).count() > 95);
        let mut random = Random::new(3);
        assert!((0..100).all(|_| mutate(&[], &[], &mut random).is_empty()));
        assert!((0..1000).all(|_| mutate(&[7], &[], &mut random).len() <= 1));
    }

    #[test]
    fn every_prefix_of_a_short_file_and_some_of_a_long_one() {
        assert_eq!(prefixes(3).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(prefixes(0).count(), 0);
        assert_eq!(prefixes(1 << 16).count(), 1 << 16);
        assert_eq!(prefixes(1 << 24).count(), 4096);
    }
}
