//! Attribute ids of the Android framework: `android:name` is `0x01010003` on every device.

use std::sync::OnceLock;

use crate::ResId;

/// The name of a public framework attribute.
pub fn name(id: ResId) -> Option<&'static str> {
    let by_id = &tables().by_id;
    let at = by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    by_id.get(at).map(|(_, name)| *name)
}

/// The id of a public framework attribute by its name without prefix.
pub fn id(name: &str) -> Option<ResId> {
    let by_name = &tables().by_name;
    let at = by_name.binary_search_by_key(&name, |(name, _)| *name).ok()?;
    by_name.get(at).map(|(_, id)| *id)
}

struct Tables {
    by_id: Vec<(ResId, &'static str)>,
    by_name: Vec<(&'static str, ResId)>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let rows = include_str!("../data/attrs.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut by_id: Vec<_> = rows
            .filter_map(|line| {
                let (id, name) = line.split_once('\t')?;
                Some((ResId(u32::from_str_radix(id.strip_prefix("0x")?, 16).ok()?), name))
            })
            .collect();
        by_id.sort_unstable();
        let mut by_name: Vec<_> = by_id.iter().map(|(id, name)| (*name, *id)).collect();
        by_name.sort_unstable();
        Tables { by_id, by_name }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_find_each_other() {
        assert_eq!(id("name"), Some(ResId(0x0101_0003)));
        assert_eq!(name(ResId(0x0101_000f)), Some("debuggable"));
        assert_eq!(id("dataExtractionRules"), Some(ResId(0x0101_063e)));
        assert_eq!(id("package"), None);
        assert_eq!(name(ResId(0x7f01_0000)), None);
    }

    #[test]
    fn every_row_of_the_table_is_read_and_unique() {
        let rows = include_str!("../data/attrs.tsv").lines().filter(|line| !line.starts_with('#')).count();
        let tables = tables();
        assert_eq!(tables.by_id.len(), rows);
        assert!(tables.by_id.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(tables.by_name.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
