use std::sync::LazyLock;

use facts::{Facts, Interest, StringPattern, StringScope};
use finding::{Evidence, Location, Origin};
use regex::Regex;
use rules::Sink;

use super::{anchor, config, looks, secret_in, unread};
use crate::{Detector, Unknown};

/// A generated value under a name that says it is a secret.
pub(crate) struct NamedSecret;

/// Words of such names, in letters and digits only. `token` and `key` alone name too many other things.
const WORDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "aeskey",
    "apikey",
    "apitoken",
    "authtoken",
    "bearertoken",
    "cryptokey",
    "decryptionkey",
    "encryptionkey",
    "encryptkey",
    "hashiv",
    "hashkey",
    "hmackey",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "signingkey",
    "signkey",
];

/// Words that say the value may be known, or is none.
const NOT: &[&str] =
    &["public", "digest", "checksum", "fingerprint", "hashcode", "sha1", "sha256", "md5", "signature"];

/// `name = value`, `"name": "value"`, `<name>value</name>`, `name="..." value="..."`, in files.
const PAIR: &str = concat!(
    r#"(?i)(?P<name>[a-z0-9_.-]{0,40}(?:secret|passw(?:or)?d|passphrase|api[_-]?(?:key|token)|access[_-]?(?:key|token)|"#,
    r#"(?:auth|refresh|bearer)[_-]?token|(?:private|sign|signing|hash|aes|hmac|master|crypto|encrypt|encryption|decryption)[_-]?key|"#,
    r#"hash[_-]?iv)[a-z0-9_.-]{0,30})["']?(?:\s*(?:=>|[:=])\s*|\s*>\s*|\s+value\s*=\s*)["']?"#,
    r#"(?P<value>[a-z0-9+/=_~-]{16,512})(?:$|["'\s,;<}&)])"#,
);

static IN_TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PAIR).ok());

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals = [
        "secret",
        "passw",
        "passphrase",
        "apikey",
        "api_key",
        "api-key",
        "access",
        "token",
        "sign",
        "hash",
        "private",
        "crypt",
        "aes",
        "hmac",
        "master",
    ];
    StringPattern::new(&literals, PAIR, &[StringScope::Files])
});

impl Detector for NamedSecret {
    fn id(&self) -> &'static str {
        "named-secret"
    }

    fn interest(&self, interest: &mut Interest) {
        interest.add_names(WORDS);
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let named = facts.strings.named();
        for one in named {
            report(facts, &one.location, &one.name, &one.text, out);
        }
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", named.len().saturating_add(hits.len()));
        for hit in hits.into_iter().filter(|hit| !config::is_config(&hit.location.artifact)) {
            for groups in IN_TEXT.iter().flat_map(|pattern| pattern.captures_iter(&hit.text)) {
                if let (Some(name), Some(value)) = (groups.name("name"), groups.name("value")) {
                    report(facts, &hit.location, name.as_str(), value.as_str(), out);
                }
            }
        }
        unread(facts, out);
        Ok(())
    }
}

fn report(facts: &Facts<'_>, location: &Location, name: &str, value: &str, out: &mut Sink<'_>) {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is_secret = || looks::is_generated(value) || looks::is_uuid(value) && plain.contains("secret");
    if NOT.iter().any(|word| plain.contains(word)) || !is_secret() {
        return;
    }
    if matches!(facts.origin_of(location), Origin::ThirdParty(_)) {
        return;
    }
    // Formats of services have rules of their own, and keys that are meant to be public are no secrets.
    if secret_in(value).is_some()
        || value.starts_with("AIza")
        || value.starts_with("pk_")
        || is_hash_of_file(facts, value)
    {
        return;
    }
    out.fail(location.clone())
        .value("name", name)
        .evidence(Evidence::masked("value", value))
        .anchor(format!("{name} {}", anchor(value)));
}

/// Whether it is the SHA-256 of a file in the package, with which code checks that file.
fn is_hash_of_file(facts: &Facts<'_>, value: &str) -> bool {
    let is_hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash
        && facts.app.artifacts.iter().any(|artifact| {
            facts.app.sha256_of(artifact).is_some_and(|hash| hash.to_string() == value.to_ascii_lowercase())
        })
}
