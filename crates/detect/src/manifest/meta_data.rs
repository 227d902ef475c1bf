use std::sync::LazyLock;

use facts::{Facts, Value};
use finding::{Confidence, Evidence, Severity};
use rules::{Ask, Rule, Sink};

use super::unresolved;
use crate::{Detector, Unknown};

/// A secret in `<meta-data>`.
pub(crate) struct MetaDataSecret;

/// The rules that know what keys, tokens and private keys look like.
static FORMATS: LazyLock<Vec<Rule>> = LazyLock::new(|| rules::embedded_below("any.secrets."));

/// Words in the name of an entry whose value must not be public.
const WORDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apisecret",
    "appsecret",
    "authtoken",
    "clientsecret",
    "masterkey",
    "passphrase",
    "password",
    "passwd",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "signkey",
    "signingkey",
];

impl Detector for MetaDataSecret {
    fn id(&self) -> &'static str {
        "meta-data-secret"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        for entry in &manifest.meta_data {
            let name = entry.name.value.main().map_or("", String::as_str);
            if let Value::Unresolved(_) = entry.value.value
                && sounds_secret(name)
            {
                out.unknown(unresolved(&entry.value.origin));
            }
            for value in entry.value.value.each() {
                let known = FORMATS.iter().find_map(|rule| match &rule.ask {
                    Ask::String(ask) => ask.find(value),
                    _ => None,
                });
                let (shown, judged) = match known {
                    Some(secret) => (secret, None),
                    // Keys of maps and of Firebase tell the vendor who asks; they are made to be public.
                    None if is_public_key(value) => (value.clone(), Some((Severity::Info, Confidence::High))),
                    None if sounds_secret(name) && looks_random(value) => {
                        (value.clone(), Some((Severity::High, Confidence::Medium)))
                    }
                    None => continue,
                };
                let draft = out
                    .fail(entry.value.origin.clone())
                    .value("name", name)
                    .evidence(Evidence::masked("value", &shown));
                if let Some((severity, confidence)) = judged {
                    draft.severity(severity).confidence(confidence);
                }
            }
        }
        out.examined("meta-data", manifest.meta_data.len());
        Ok(())
    }
}

fn is_public_key(value: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    value.len() == 39 && value.starts_with("AIza") && value.bytes().all(is_of_key)
}

fn sounds_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Letters and digits mixed as a generator mixes them: no address, no path, no words.
fn looks_random(value: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
    let mut seen = [false; 256];
    for byte in value.bytes() {
        if let Some(slot) = seen.get_mut(usize::from(byte)) {
            *slot = true;
        }
    }
    let different = seen.into_iter().filter(|&one| one).count();
    value.len() >= 16
        && different >= 8
        && value.bytes().all(is_of_key)
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_by_its_name_and_by_how_it_looks() {
        assert!(sounds_secret("tw.example.broker.CLIENT_SECRET"));
        assert!(sounds_secret("push.app-secret"));
        assert!(!sounds_secret("com.google.android.geo.API_KEY"));
        assert!(looks_random("9fK2mQ7xLw0Zt8Vb"));
        assert!(!looks_random("tw.example.SecretProvider"));
        assert!(!looks_random("https://id.example/secret1"));
        assert!(!looks_random("AAAAAAAAAAAAAAA1"));
        assert!(!looks_random("change-me-please"));
    }
}
