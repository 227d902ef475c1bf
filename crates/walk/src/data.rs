//! Files of data: key stores, keys and databases.

/// Everything that is told of keys, and a password tried where that is cheap.
pub(crate) fn walk_keystore(data: &[u8]) {
    keystore::private_key(data);
    keystore::private_key_begins(data);
    for block in keystore::blocks(data) {
        assert!(data.get(block.offset..).is_some(), "a block outside the text");
    }
    if let Some(store) = keystore::parse(data) {
        let cost = store.cost();
        if cost < 1 << 18 {
            store.opens_with("");
            store.opens_with("changeit");
        }
    }
}

/// Every row, whose texts together are no more than a few times the file.
pub(crate) fn walk_sqlite(data: &[u8]) {
    let mut bytes = 0usize;
    for row in sqlite::rows(data) {
        assert!(
            data.get(usize::try_from(row.offset).unwrap_or(usize::MAX)..).is_some(),
            "a row outside the file"
        );
        bytes = bytes.saturating_add(row.text.len());
    }
    // A byte that is no text becomes a mark of three.
    assert!(bytes <= data.len().saturating_mul(16).saturating_add(1 << 16), "{bytes} bytes of text");
}
