use facts::{Facts, Value};
use finding::{Confidence, Evidence, Severity};
use rules::Sink;

use super::unresolved;
use crate::secrets::{is_generated, secret_in};
use crate::{Detector, Unknown};

/// A secret in `<meta-data>`.
pub(crate) struct MetaDataSecret;

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
                let (shown, judged) = match secret_in(value) {
                    Some(secret) => (secret, None),
                    // Keys of maps and of Firebase tell the vendor who asks; they are made to be public.
                    None if is_public_key(value) => (value.clone(), Some((Severity::Info, Confidence::High))),
                    None if sounds_secret(name) && is_generated(value) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_by_its_name() {
        assert!(sounds_secret("tw.example.broker.CLIENT_SECRET"));
        assert!(sounds_secret("push.app-secret"));
        assert!(!sounds_secret("com.google.android.geo.API_KEY"));
    }
}
