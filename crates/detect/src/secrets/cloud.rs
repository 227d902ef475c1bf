use std::collections::BTreeSet;
use std::sync::LazyLock;

use facts::{Facts, Interest, StringPattern};
use finding::Origin;
use regex::Regex;
use rules::Sink;

use super::{EVERYWHERE, unread};
use crate::{Detector, Unknown};

/// A store or a directory of users in a public cloud.
pub(crate) struct CloudEndpoint;

/// Service, literal, and how its addresses and ids are written.
const FORMATS: &[(&str, &[&str], &str)] = &[
    (
        "Firebase Realtime Database",
        &["firebaseio.com", "firebasedatabase.app"],
        r"[a-z0-9-]{4,}\.(?:firebaseio\.com|[a-z0-9-]+\.firebasedatabase\.app)",
    ),
    (
        "Google Cloud Storage",
        &["appspot.com", "firebasestorage.app", "storage.googleapis.com"],
        r"[a-z0-9._-]{4,}\.(?:appspot\.com|firebasestorage\.app)|storage\.googleapis\.com/[a-z0-9._-]{3,}",
    ),
    (
        "Amazon S3",
        &["amazonaws.com"],
        r"[a-z0-9.-]{3,}\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com|s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com/[a-z0-9.-]{3,}",
    ),
    ("Amazon API Gateway", &["execute-api"], r"[a-z0-9]{8,}\.execute-api\.[a-z0-9-]+\.amazonaws\.com"),
    (
        "Amazon Cognito",
        &["-1:", "-2:", "-3:", "-1_", "-2_", "-3_"],
        r"(?:af|ap|ca|eu|il|me|sa|us)-[a-z]+-[1-9](?::[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|_[0-9A-Za-z]{9})",
    ),
    (
        "Azure Storage",
        &["core.windows.net"],
        r"[a-z0-9]{3,24}\.(?:blob|table|queue|file|dfs)\.core\.windows\.net",
    ),
    ("Alibaba Cloud OSS", &["aliyuncs.com"], r"[a-z0-9-]{3,}\.oss-[a-z0-9-]+\.aliyuncs\.com"),
    ("Tencent Cloud COS", &["myqcloud.com"], r"[a-z0-9-]{3,}\.cos\.[a-z0-9-]+\.myqcloud\.com"),
    ("Supabase", &["supabase.co"], r"[a-z0-9]{16,}\.supabase\.co"),
];

static PATTERNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let compiled =
        |(service, _, pattern): &(&'static str, _, &str)| Some((*service, Regex::new(pattern).ok()?));
    FORMATS.iter().filter_map(compiled).collect()
});

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals: Vec<&str> = FORMATS.iter().flat_map(|(_, literals, _)| *literals).copied().collect();
    let all: Vec<&str> = FORMATS.iter().map(|(.., pattern)| *pattern).collect();
    StringPattern::new(
        &literals,
        &format!("(?:^|[^a-z0-9._-])(?:{})(?:$|[^a-z0-9_-])", all.join("|")),
        EVERYWHERE,
    )
});

/// Names that manuals use.
fn is_sample(value: &str) -> bool {
    const NAMES: &[&str] =
        &["bucket", "example", "my-app", "my-bucket", "myapp", "mybucket", "project-id", "sample"];
    let name = value.split(['.', '/']).next().unwrap_or(value);
    NAMES.contains(&name) || name.starts_with("your")
}

impl Detector for CloudEndpoint {
    fn id(&self) -> &'static str {
        "cloud-endpoint"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        let mut told = BTreeSet::new();
        for hit in hits {
            // What an SDK talks to is its maker's.
            if matches!(facts.origin_of(&hit.location), Origin::ThirdParty(_)) {
                continue;
            }
            for (service, pattern) in &*PATTERNS {
                for found in pattern.find_iter(&hit.text).map(|found| found.as_str()) {
                    let inside = hit.text.find(found).and_then(|at| at.checked_sub(1));
                    let before = inside.and_then(|at| hit.text.as_bytes().get(at));
                    let is_part = before.is_some_and(|byte| byte.is_ascii_alphanumeric());
                    if !is_part
                        && !is_sample(found)
                        && told.insert((&hit.location.artifact, found.to_owned()))
                    {
                        out.fail(hit.location.clone())
                            .value("value", found)
                            .value("service", service)
                            .anchor(found);
                    }
                }
            }
        }
        unread(facts, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_a_pattern() {
        assert_eq!(PATTERNS.len(), FORMATS.len());
        assert!(SEARCH.is_some());
    }
}
