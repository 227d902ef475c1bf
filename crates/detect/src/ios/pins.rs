use std::collections::BTreeSet;

use facts::Facts;
use finding::Location;
use proplist::Value;
use rules::Sink;

use super::{entries, info_lists};
use crate::{Detector, Unknown};

/// A pinned host with an unreadable pin, or with one key only.
pub(crate) struct WeakPinnedDomain;

impl Detector for WeakPinnedDomain {
    fn id(&self) -> &'static str {
        "weak-pinned-domain"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (_, path, info) in info_lists(facts) {
            for (host, settings) in entries(info.at(&["NSAppTransportSecurity", "NSPinnedDomains"])) {
                count = count.saturating_add(1);
                let base = format!("NSAppTransportSecurity.NSPinnedDomains.{host}");
                let mut keys = BTreeSet::new();
                let mut malformed = false;
                for list in ["NSPinnedLeafIdentities", "NSPinnedCAIdentities"] {
                    let identities = settings.get(list).and_then(Value::as_array).unwrap_or_default();
                    for (number, identity) in identities.iter().enumerate() {
                        let pin =
                            identity.get("SPKI-SHA256-BASE64").and_then(Value::as_str).unwrap_or_default();
                        if is_sha256(pin) {
                            keys.insert(pin);
                        } else {
                            malformed = true;
                            let place = format!("{base}.{list}.{number}.SPKI-SHA256-BASE64");
                            out.fail(Location::key(path.clone(), place))
                                .value("domain", host)
                                .value("pins", pin);
                        }
                    }
                }
                if keys.len() < 2 && !malformed {
                    let count = keys.len().to_string();
                    out.fail(Location::key(path.clone(), &base)).value("domain", host).value("pins", count);
                }
            }
        }
        out.examined("pinned domains", count);
        Ok(())
    }
}

/// Whether a text has the shape of 32 bytes in Base64: 43 digits and one filler.
fn is_sha256(pin: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    pin.len() == 44 && pin.strip_suffix('=').is_some_and(|digits| digits.bytes().all(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_32_bytes() {
        assert!(is_sha256("7ojvNnYlJcQ0rsXX8C1TgzXve+N+13xNGouFJKTduuk="));
        assert!(!is_sha256("7ojvNnYlJcQ0rsXX8C1TgzXve+N+13xNGouFJKTduu=="));
        assert!(!is_sha256("sha256/7ojvNnYlJcQ0rsXX8C1TgzXve+N+13xNGouFJKTduuk="));
        assert!(!is_sha256(""));
    }
}
