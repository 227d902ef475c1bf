use container::{Archive, Role};
use cursor::Limits;

use crate::touch;

/// Lists an archive and reads every entry it may, as each reader of the platform would.
pub(crate) fn walk(data: &[u8]) {
    let limits = crate::limits();
    match container::parse(data, &limits) {
        Ok(archive) => walk_archive(data, &archive, &limits),
        Err(error) => touch::display(&error),
    }
}

fn walk_archive(data: &[u8], archive: &Archive<'_>, limits: &Limits) {
    touch::debug(&archive.oddities);
    for oddity in &archive.oddities {
        touch::debug(&(oddity.kind.code(), oddity.kind.weight()));
    }
    touch::all(&archive.limits_hit);
    touch::debug(&(archive.platform_accepts(), archive.comment, archive.signing_block.clone()));
    touch::debug(&archive.loaded_dex().len());
    assert!(archive.entries.len() as u64 <= limits.entries, "more entries than the limit");
    let mut total = 0;
    for (entry, planned) in archive.entries.iter().zip(archive.plan(limits)) {
        touch::display(&entry.display_name());
        touch::debug(&(entry.is_symlink(), entry.is_directory(), archive.find(entry.name).is_some()));
        touch::debug(&archive.raw(entry).map_or(0, <[u8]>::len));
        if !planned {
            continue;
        }
        let mut most = 0;
        for role in [Role::of(entry.name), Role::Resource, Role::Code, Role::Jar] {
            let content = archive.read(entry, role, limits);
            let length = content.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
            assert!(length <= limits.entry_bytes, "an entry of {length} bytes");
            most = length.max(most);
            touch::debug(&(content.oddities, content.crc_ok));
            touch::all(&content.limit);
        }
        total += most;
    }
    assert!(total <= limits.total_bytes, "the plan lets {total} bytes through");
    touch::debug(&container::second_opinion(data, archive, limits));
}
