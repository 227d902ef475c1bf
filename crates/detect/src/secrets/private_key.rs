use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use facts::{Facts, Interest, StringPattern};
use finding::{Confidence, Location, Origin, Place, Severity};
use package::Kind;
use regex::Regex;
use rules::Sink;

use super::{EVERYWHERE, anchor, unread};
use crate::{Detector, Unknown};

/// A private key in a text: in code, a resource, JSON, a library.
pub(crate) struct PrivateKey;

/// A file that is a private key or holds one between other lines.
pub(crate) struct PrivateKeyFile;

/// The header with the beginning of a body. A header alone is what code that reads keys looks for.
const PEM: &str = r"-----BEGIN (?:RSA |DSA |EC |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY(?: BLOCK)?-----(?:\s|\\r|\\n)*[A-Za-z0-9+/]{40,}(?:[A-Za-z0-9+/=\s]|\\[rn])*";
/// The beginnings of an encoded sequence that holds a number first, as private keys do.
const BARE: &str = r"(?:MII[A-Za-z0-9+/]|MIG|MHcCAQ|MHgCAQ|MC4CAQ|MFMCAQ)(?:[A-Za-z0-9+/\s]|\\[rn]){36,}";

static BARE_KEY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(BARE).ok());

static SEARCH: LazyLock<Option<StringPattern>> = LazyLock::new(|| {
    let literals = ["PRIVATE KEY-----", "MII", "MIG", "MHcCAQ", "MHgCAQ", "MC4CAQ", "MFMCAQ"];
    StringPattern::new(&literals, &format!("{PEM}|(?:^|[^A-Za-z0-9+/]){BARE}"), EVERYWHERE)
});

/// What the private keys in a text are: `RSA PRIVATE KEY`, `RSA key in base64`.
pub(super) fn labels(text: &str) -> Vec<String> {
    let blocks = keystore::blocks(text.as_bytes());
    if !blocks.is_empty() {
        return blocks.into_iter().map(|block| block.label.to_owned()).collect();
    }
    if text.contains("-----BEGIN") {
        return Vec::new();
    }
    let bare = BARE_KEY.iter().flat_map(|pattern| pattern.find_iter(text)).filter_map(|found| {
        let digits: String = found.as_str().replace("\\n", "").replace("\\r", "");
        let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
        let whole = digits.get(..digits.len().saturating_sub(digits.len() % 4))?;
        let bytes = STANDARD_NO_PAD.decode(whole).or_else(|_| STANDARD_NO_PAD.decode(&digits)).ok()?;
        let end = length_of(&bytes)?;
        // The last group may be one of two or three digits, which the end of the key then lacks.
        if end > bytes.len().saturating_add(2) {
            return None;
        }
        let key = keystore::private_key_begins(bytes.get(..end).unwrap_or(&bytes))?;
        Some(format!("{} key in base64", key.algorithm))
    });
    bare.collect()
}

/// Length of an encoded element with its header.
fn length_of(bytes: &[u8]) -> Option<usize> {
    Some(match bytes {
        [_, 0x82, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])).saturating_add(4),
        [_, 0x81, length, ..] => usize::from(*length).saturating_add(3),
        [_, length @ ..=0x7f, ..] => usize::from(*length).saturating_add(2),
        _ => return None,
    })
}

impl Detector for PrivateKey {
    fn id(&self) -> &'static str {
        "private-key"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        for hit in hits {
            let third_party = matches!(facts.origin_of(&hit.location), Origin::ThirdParty(_));
            for label in labels(&hit.text) {
                let draft = out.fail(hit.location.clone()).value("value", &label).anchor(anchor(&hit.text));
                if third_party {
                    // Libraries hold keys that they try their algorithms with; nobody is known by them.
                    draft.severity(Severity::Low).confidence(Confidence::Low);
                } else if label.starts_with("ENCRYPTED") {
                    draft.severity(Severity::High);
                }
            }
        }
        unread(facts, out);
        Ok(())
    }
}

impl Detector for PrivateKeyFile {
    fn id(&self) -> &'static str {
        "private-key-file"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0usize;
        for artifact in &facts.app.artifacts {
            if !matches!(artifact.kind, Kind::Text | Kind::Other | Kind::KeyStore) {
                continue;
            }
            let Some(bytes) = facts.app.bytes(artifact) else { continue };
            looked = looked.saturating_add(1);
            if artifact.kind != Kind::Text {
                if let Some(key) = keystore::private_key(bytes) {
                    let draft = out
                        .fail(Location::file(artifact.path.clone()))
                        .value("value", format!("{} PRIVATE KEY", key.algorithm));
                    if key.encrypted {
                        draft.severity(Severity::High);
                    }
                }
                continue;
            }
            for block in keystore::blocks(bytes) {
                // A key inside a line of JSON is a text, which the other rule looks at.
                let starts_line = block.offset == 0
                    || block.offset.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\n');
                let rest = bytes.get(block.offset..).unwrap_or_default();
                let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
                if !starts_line || !line.ends_with(b"KEY-----") && !line.ends_with(b"BLOCK-----") {
                    continue;
                }
                let place = Place::Offset(block.offset as u64);
                let location = Location { artifact: artifact.path.clone(), place };
                let draft = out.fail(location).value("value", block.label);
                if block.key.encrypted {
                    draft.severity(Severity::High);
                }
            }
        }
        out.examined("files", looked);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_its_structure() {
        // Made for this test: the header of a P-256 key with a body of one byte repeated.
        let mut key = vec![0x30, 0x77, 2, 1, 1, 4, 32];
        key.extend([0x5a; 32]);
        key.extend([0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7, 0xa1, 68, 3, 66, 0]);
        key.extend([0x5a; 65]);
        let text = STANDARD_NO_PAD.encode(&key);
        assert_eq!(labels(&text), ["EC key in base64"]);
        assert_eq!(labels(&format!("-----BEGIN EC PRIVATE KEY-----\n{text}\n-----END")), ["EC PRIVATE KEY"]);
        assert!(labels(&format!("-----BEGIN PUBLIC KEY-----\n{text}")).is_empty());
        // A certificate and a public key begin alike.
        assert!(labels(&format!("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{}", "A".repeat(88))).is_empty());
        assert!(labels("-----BEGIN PRIVATE KEY-----").is_empty());
    }
}
