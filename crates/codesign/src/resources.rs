//! `_CodeSignature/CodeResources`: the digest of every sealed file of a bundle (TN2206, "Resource Rules").

use std::collections::BTreeMap;

use cursor::{Limits, ParseError, Parsed};
use proplist::Value;

/// One sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sealed {
    /// Path from the root of the bundle.
    pub path: String,
    /// SHA-256 of the file, `hash2` of `files2`.
    pub sha256: Option<Vec<u8>>,
    /// SHA-1 of the file, from `files` or an old `files2`.
    pub sha1: Option<Vec<u8>>,
    /// CodeDirectory hash, for nested code that is sealed by its own signature.
    pub cdhash: Option<Vec<u8>>,
    /// Whether the file may be missing.
    pub optional: bool,
    /// Target, for a symbolic link.
    pub symlink: Option<String>,
}

/// Reads CodeResources: the files of `files` and `files2` together, sorted by path.
///
/// `Err` means that it is no property list.
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Vec<Sealed>>, ParseError> {
    let Parsed { value: list, mut issues } = proplist::parse(data, limits)?;
    let mut sealed = BTreeMap::new();
    for section in ["files", "files2"] {
        for (path, value) in list.get(section).and_then(Value::as_dict).unwrap_or_default() {
            if sealed.len() as u64 >= limits.table_items {
                let max = limits.table_items;
                issues.push(ParseError::limit("sealed resources", 0, "table_items", max));
                break;
            }
            let entry: &mut Sealed = sealed.entry(path.as_str()).or_default();
            path.clone_into(&mut entry.path);
            merge(entry, value);
        }
    }
    if list.get("files").is_none() && list.get("files2").is_none() {
        issues.push(ParseError::invalid("CodeResources", 0, "neither files nor files2"));
    }
    Ok(Parsed { value: sealed.into_values().collect(), issues })
}

fn merge(entry: &mut Sealed, value: &Value) {
    let data = |key: &str| value.get(key).and_then(Value::as_data).map(<[u8]>::to_vec);
    let sha1 = value.as_data().map(<[u8]>::to_vec).or_else(|| data("hash"));
    entry.sha1 = sha1.or(entry.sha1.take());
    entry.sha256 = data("hash2").or(entry.sha256.take());
    entry.cdhash = data("cdhash").or(entry.cdhash.take());
    entry.optional |= value.get("optional").is_some_and(Value::is_truthy);
    let symlink = value.get("symlink").and_then(Value::as_str).map(str::to_owned);
    entry.symlink = symlink.or(entry.symlink.take());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn both_sections_are_merged_by_path() {
        let text = b"<plist><dict><key>files</key><dict>\
            <key>b.png</key><data>AQI=</data>\
            <key>a.strings</key><dict><key>hash</key><data>AQ==</data><key>optional</key><true/></dict></dict>\
            <key>files2</key><dict><key>b.png</key><dict><key>hash2</key><data>AwQ=</data></dict>\
            <key>link</key><dict><key>symlink</key><string>b.png</string></dict></dict></dict></plist>";
        let parsed = parse(text, &Limits::default()).unwrap();
        assert!(parsed.issues.is_empty());
        let expected = [
            Sealed { path: "a.strings".into(), sha1: Some(vec![1]), optional: true, ..Sealed::default() },
            Sealed {
                path: "b.png".into(),
                sha1: Some(vec![1, 2]),
                sha256: Some(vec![3, 4]),
                ..Sealed::default()
            },
            Sealed { path: "link".into(), symlink: Some("b.png".into()), ..Sealed::default() },
        ];
        assert_eq!(parsed.value, expected);
    }

    #[test]
    fn a_list_that_seals_nothing_is_an_issue() {
        let parsed = parse(b"<plist><dict/></plist>", &Limits::default()).unwrap();
        assert_eq!((parsed.value.len(), parsed.issues.len()), (0, 1));
        assert!(parse(b"", &Limits::default()).is_err());
    }
}
