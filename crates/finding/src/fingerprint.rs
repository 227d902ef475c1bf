use std::fmt;

use sha2::{Digest, Sha256};

/// The identity of a finding through rebuilds.
///
/// SHA-256 over rule, app, unit, semantic anchor and an ordinal among equals; never an offset, a line, a version,
/// a severity or a message. Displays as `fp1:` and 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// Hashes the parts, each with its length, so that no two lists of parts meet.
    pub fn of(parts: &[&str], ordinal: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"appraise fp1");
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(ordinal.to_be_bytes());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fp1:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Fingerprint::of(&["ab", "c"], 0), Fingerprint::of(&["a", "bc"], 0));
        assert_ne!(Fingerprint::of(&["ab", "c"], 0), Fingerprint::of(&["ab", "c"], 1));
        assert_eq!(Fingerprint::of(&["ab"], 0).to_string().len(), 68);
    }
}
