use std::fmt::{Debug, Display, Write};
use std::hint::black_box;

/// Takes every byte that is formatted and keeps none.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        black_box(text.len());
        Ok(())
    }
}

/// Reads a value whole, all its fields and what they hold, by printing it.
pub(crate) fn debug(value: &impl Debug) {
    write!(Nowhere, "{value:?}").unwrap();
}

/// Prints what is for people.
pub(crate) fn display(value: &impl Display) {
    write!(Nowhere, "{value}").unwrap();
}

/// Prints every item for people.
pub(crate) fn all<T: Display>(values: impl IntoIterator<Item = T>) {
    values.into_iter().for_each(|value| display(&value));
}
