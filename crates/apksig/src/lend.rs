//! What a caller may lend to a verification: threads, and content of entries that it has inflated already.

use std::fmt;

use container::Entry;

/// Runs pieces of work that do not depend on each other. This crate starts no threads; a caller that has some
/// brings them through this.
pub trait Spread: Sync {
    /// The results of `work` for 0, 1, ... `count - 1`, in this order.
    fn map(&self, count: usize, work: &(dyn Fn(usize) -> Vec<u8> + Sync)) -> Vec<Vec<u8>>;
}

/// One piece after the other on the calling thread.
#[derive(Debug, Clone, Copy)]
pub struct InOrder;

impl Spread for InOrder {
    fn map(&self, count: usize, work: &(dyn Fn(usize) -> Vec<u8> + Sync)) -> Vec<Vec<u8>> {
        (0..count).map(work).collect()
    }
}

/// Content that was inflated before.
pub trait Inflated: Sync {
    /// The whole content of a deflated entry, if it is there.
    fn of(&self, entry: &Entry<'_>) -> Option<&[u8]>;
}

/// No content.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Inflated for Nothing {
    fn of(&self, _: &Entry<'_>) -> Option<&[u8]> {
        None
    }
}

/// Everything lent. The default is nothing: one thread, and every entry is inflated here.
#[derive(Clone, Copy)]
pub struct Lent<'h> {
    /// Threads.
    pub spread: &'h dyn Spread,
    /// Content of deflated entries. Only content of the declared size is taken.
    pub inflated: &'h dyn Inflated,
}

impl Default for Lent<'_> {
    fn default() -> Self {
        Self { spread: &InOrder, inflated: &Nothing }
    }
}

impl fmt::Debug for Lent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lent")
    }
}
