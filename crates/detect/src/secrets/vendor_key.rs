use std::sync::LazyLock;

use facts::{Facts, Interest, StringHit, StringPattern};
use finding::{Confidence, Evidence, Severity};
use regex::Regex;
use rules::Sink;

use super::{EVERYWHERE, anchor, beside, looks, unread};
use crate::{Detector, Unknown};

/// A key of a cloud service.
pub(crate) struct VendorKey;

/// How the keys of a service are written.
struct Format {
    service: &'static str,
    /// One of these stands in every key.
    literals: &'static [&'static str],
    /// The key; of a group, if there is one, only that.
    pattern: &'static str,
    /// Whether a text of this form is a key, as far as the service lets one tell.
    holds: fn(&str) -> bool,
    second: Second,
}

/// Whether something else is needed to use the key.
#[derive(Clone, Copy)]
enum Second {
    /// No: who has it may use it.
    None,
    /// A secret of this form; the key alone is a name.
    Needs(fn(&str) -> bool),
    /// No, but it opens the service's test environment only.
    TestOnly,
}

const FORMATS: &[Format] = &[
    Format { second: Second::Needs(is_aws_secret), ..of("AWS", &["AKIA"], "AKIA[A-Z2-7]{16}") },
    Format { second: Second::Needs(is_hex_secret), ..of("Twilio", TWILIO, "(?:SK|AC)[0-9a-f]{32}") },
    of("Google Cloud", &["private_key_id"], r#"\\?"private_key_id\\?"\s*:\s*\\?"([0-9a-f]{40})"#),
    of("Google OAuth", &["GOCSPX-"], "GOCSPX-[0-9A-Za-z_-]{28}"),
    of("Firebase Cloud Messaging", &["APA91b"], "AAAA[0-9A-Za-z_-]{7}:APA91b[0-9A-Za-z_-]{134}"),
    of("Azure Storage", &["AccountKey="], "AccountKey=([0-9A-Za-z+/]{86}==)"),
    of("Azure", &["SharedAccessKey="], "SharedAccessKey=([0-9A-Za-z+/]{43}=)"),
    of("Alibaba Cloud", &["LTAI"], "LTAI[0-9A-Za-z]{20}"),
    of("DigitalOcean", &["dop_v1_", "doo_v1_"], "do[op]_v1_[0-9a-f]{64}"),
    of("Stripe", &["k_live_"], "[sr]k_live_[0-9A-Za-z]{20,}"),
    Format { second: Second::TestOnly, ..of("Stripe", &["sk_test_"], "sk_test_[0-9A-Za-z]{20,}") },
    Format {
        holds: has_github_checksum,
        ..of("GitHub", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "gh[pousr]_[0-9A-Za-z]{36}")
    },
    of("GitHub", &["github_pat_"], "github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"),
    Format { holds: has_github_checksum, ..of("npm", &["npm_"], "npm_[0-9A-Za-z]{36}") },
    of("GitLab", &["glpat-"], "glpat-[0-9A-Za-z_-]{20}"),
    of("Slack", &["xox"], "xox[abprs]-[0-9]{8,}-[0-9A-Za-z-]{16,}"),
    of(
        "Slack",
        &["hooks.slack.com"],
        "https://hooks[.]slack[.]com/services/T[0-9A-Z]{8,}/B[0-9A-Z]{8,}/[0-9A-Za-z]{20,}",
    ),
    of(
        "Discord",
        &["/api/webhooks/"],
        "https://(?:[a-z]+[.])?discord(?:app)?[.]com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,}",
    ),
    of("Telegram", &[":AA"], "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}"),
    of("LINE", &["1O/w1cDnyilFU="], "[0-9A-Za-z+/]{100,160}/1O/w1cDnyilFU="),
    of("SendGrid", &["SG."], "SG[.][0-9A-Za-z_-]{22}[.][0-9A-Za-z_-]{43}"),
    of("Mailgun", &["key-"], "key-[0-9a-f]{32}"),
    of("Square", &["sq0csp-", "sq0atp-"], "sq0(?:csp-[0-9A-Za-z_-]{43}|atp-[0-9A-Za-z_-]{22})"),
    of("Shopify", &["shpat_", "shpss_", "shpca_", "shppa_"], "shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}"),
    of("OpenAI", &["T3BlbkFJ"], "sk-(?:proj-|svcacct-|admin-)?[0-9A-Za-z_-]{20,}T3BlbkFJ[0-9A-Za-z_-]{20,}"),
    of("Anthropic", &["sk-ant-"], "sk-ant-[a-z]+[0-9]{2}-[0-9A-Za-z_-]{80,}"),
    of("Mapbox", &["sk.eyJ"], "sk[.]eyJ[0-9A-Za-z_-]{20,}[.][0-9A-Za-z_-]{20,}"),
];

/// With the first digit, since the two letters alone stand in half of all texts.
const TWILIO: &[&str] = &[
    "SK0", "SK1", "SK2", "SK3", "SK4", "SK5", "SK6", "SK7", "SK8", "SK9", "SKa", "SKb", "SKc", "SKd", "SKe",
    "SKf", "AC0", "AC1", "AC2", "AC3", "AC4", "AC5", "AC6", "AC7", "AC8", "AC9", "ACa", "ACb", "ACc", "ACd",
    "ACe", "ACf",
];

const fn of(service: &'static str, literals: &'static [&'static str], pattern: &'static str) -> Format {
    Format { service, literals, pattern, holds: |_| true, second: Second::None }
}

static PATTERNS: LazyLock<Vec<(&'static Format, Regex)>> = LazyLock::new(|| {
    FORMATS.iter().filter_map(|format| Some((format, Regex::new(format.pattern).ok()?))).collect()
});

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals: Vec<&str> = FORMATS.iter().flat_map(|format| format.literals).copied().collect();
    let all: Vec<&str> = FORMATS.iter().map(|format| format.pattern).collect();
    // What stands around it belongs to the match, so that the end of a long word can be told.
    let pattern = format!("(?:^|[^0-9A-Za-z])(?:{})(?:$|[^0-9A-Za-z])", all.join("|"));
    StringPattern::new(&literals, &pattern, EVERYWHERE)
});

/// A key in a text.
pub(super) struct Key {
    /// The key itself.
    pub(super) value: String,
    format: &'static Format,
}

/// Every key in a text, in the order of the formats.
pub(super) fn keys(text: &str) -> Vec<Key> {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let mut found: Vec<Key> = Vec::new();
    for (format, pattern) in &*PATTERNS {
        for groups in pattern.captures_iter(text) {
            let (Some(whole), Some(value)) = (groups.get(0), groups.get(1).or_else(|| groups.get(0))) else {
                continue;
            };
            let before = whole.start().checked_sub(1).and_then(|at| bytes.get(at));
            // Part of a longer word: an encoded picture, another key.
            if is_part(before)
                || before.is_some_and(|byte| b"/+-".contains(byte) && value.as_str().len() < 24)
            {
                continue;
            }
            if is_part(bytes.get(whole.end())) {
                continue;
            }
            let value = value.as_str();
            let known = found.iter().any(|one| one.value == value);
            if !known && !looks::is_placeholder(value) && (format.holds)(value) {
                found.push(Key { value: value.to_owned(), format });
            }
        }
    }
    found
}

impl Detector for VendorKey {
    fn id(&self) -> &'static str {
        "vendor-key"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        for hit in hits {
            for key in keys(&hit.text) {
                report(facts, hit, &key, out);
            }
        }
        unread(facts, out);
        Ok(())
    }
}

fn report(facts: &Facts<'_>, hit: &StringHit, key: &Key, out: &mut Sink<'_>) {
    let draft = out
        .fail(hit.location.clone())
        .evidence(Evidence::masked("value", &key.value))
        .value("service", key.format.service)
        .anchor(anchor(&key.value));
    match key.format.second {
        Second::None => {}
        Second::TestOnly => {
            draft.severity(Severity::Low).value("note", "test environment only");
        }
        Second::Needs(is_secret) => {
            match beside::word(facts, hit, |word| word != key.value && is_secret(word)) {
                Some(secret) => {
                    draft.confidence(Confidence::High).evidence(Evidence::masked("secret", &secret));
                }
                None => {
                    draft.severity(Severity::Low).value("secret", "none beside it");
                }
            }
        }
    }
}

/// Forty characters of base64 with letters of both cases: a hash in hexadecimal digits has only one.
fn is_aws_secret(word: &str) -> bool {
    word.len() == 40
        && word.bytes().any(|byte| byte.is_ascii_uppercase())
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
        && looks::entropy(word) >= 4.0
        && !looks::is_placeholder(word)
}

fn is_hex_secret(word: &str) -> bool {
    word.len() == 32
        && word.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && looks::is_generated(word)
}

/// The last six characters are the CRC-32 of the thirty before them in base 62, as the service publishes it.
fn has_github_checksum(token: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((body, check)) = token.get(4..).and_then(|rest| rest.split_at_checked(30)) else { return false };
    let mut left = crc32fast::hash(body.as_bytes());
    check.bytes().rev().all(|digit| {
        let fits = DIGITS.get((left % 62) as usize) == Some(&digit);
        left /= 62;
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(text: &str) -> Vec<&'static str> {
        keys(text).iter().map(|key| key.format.service).collect()
    }

    #[test]
    fn a_token_of_github_ends_with_its_checksum() {
        assert_eq!(services("token=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"), ["GitHub"]);
        assert!(services("token=ghp_Ab3dE6gH9jK2mN5pQ8sT1vW4yZ7bC01qPJfU").is_empty());
    }

    #[test]
    fn part_of_a_longer_word_is_no_key() {
        assert_eq!(services("id: AKIAQ3EGV7PJ5ZL2WXKD"), ["AWS"]);
        assert!(services("iVBORw0KGgoAKIAQ3EGV7PJ5ZL2WXKDAAANSUhEUg").is_empty());
        assert!(services("AKIAIOSFODNN7EXAMPLE").is_empty());
    }

    #[test]
    fn every_format_is_a_pattern() {
        assert_eq!(PATTERNS.len(), FORMATS.len());
        assert!(SEARCH.is_some());
        assert!(is_aws_secret("wJ7rXtK3mENG2bPqRfiCYz9aKmT4vLsQe8HdB1Nx"));
        assert!(!is_aws_secret("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
    }
}
