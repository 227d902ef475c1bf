use binary::{Strings, elf};

use crate::touch;

/// All facts of a library, and the strings of its constants.
pub(crate) fn walk_elf(data: &[u8]) {
    let parsed = match elf::parse(data, &crate::limits()) {
        Ok(parsed) => parsed,
        Err(error) => return touch::display(&error),
    };
    touch::all(&parsed.issues);
    let elf = parsed.value;
    touch::debug(&elf);
    touch::debug(&elf.abi());
    let mut read = 0;
    for (offset, text) in elf.rodata(data) {
        let start = usize::try_from(offset).unwrap();
        assert_eq!(data.get(start..start + text.len()), Some(text), "a string is where it says");
        read += text.len();
    }
    assert!(read <= data.len(), "each byte belongs to one string at most");
    touch::debug(&Strings::new(data, 0).map(|(_, text)| text.len()).sum::<usize>());
}
