use facts::arm64::{Call, Value};
use facts::{Facts, Interest};
use finding::Location;
use rules::Sink;

use super::calls::{add, follow, say_unread, sites};
use crate::{Detector, Unknown};

/// Parts of names under which secrets are kept, in small letters without separators.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwd",
    "passcode",
    "pincode",
    "secret",
    "privatekey",
    "apikey",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "apitoken",
    "sessiontoken",
    "sessionid",
    "credential",
    "cardnumber",
    "cvv",
    "idnumber",
    "密碼",
    "身分證",
    "憑證密碼",
];
/// Parts of names that say how a secret is dealt with, not what it is.
const OTHER_WORDS: &[&str] = &[
    "has", "is", "show", "enable", "remember", "last", "date", "time", "count", "changed", "expire", "hint",
    "version", "reset", "forgot", "needs",
];

/// The word of a name that says that a secret is kept under it.
fn secret_word(name: &str) -> Option<&'static str> {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if OTHER_WORDS.iter().any(|word| letters.starts_with(word) || letters.ends_with(word)) {
        return None;
    }
    let found = SECRET_WORDS.iter().find(|word| letters.contains(**word)).copied();
    found.or_else(|| matches!(&*letters, "token" | "pwd" | "pin").then_some("token"))
}

/// Passwords and tokens in the user defaults, a property list that backups carry.
pub(crate) struct SecretInDefaults;

const SETTERS: &[&str] = &["setObject:forKey:", "setValue:forKey:"];

impl Detector for SecretInDefaults {
    fn id(&self) -> &'static str {
        "secret-in-defaults"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, SETTERS);
        for setter in SETTERS {
            follow(interest, setter, &[3]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let fits = |call: &Call| {
            call.selector().is_some_and(|selector| SETTERS.contains(&selector))
                && call.receiver() == Some("NSUserDefaults")
        };
        let calls = sites(facts, fits);
        for (binary, site) in &calls {
            // Nothing, or a number, is no secret.
            if matches!(site.call.arg(2), Value::Int(_)) || is_number(site.call.arg(2)) {
                continue;
            }
            if let Some(key) = site.call.arg(3).text().filter(|key| secret_word(key).is_some()) {
                out.fail(binary.call(site)).value("key", key).anchor(key);
            }
        }
        out.examined("entries", calls.len());
        Ok(())
    }
}

/// Passwords and tokens in the user defaults of an app group, which every app and extension of the group reads.
pub(crate) struct SecretInGroup;

impl Detector for SecretInGroup {
    fn id(&self) -> &'static str {
        "secret-in-group-container"
    }

    fn interest(&self, interest: &mut Interest) {
        SecretInDefaults.interest(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| {
            call.selector().is_some_and(|selector| SETTERS.contains(&selector)) && suite(call).is_some()
        });
        let key = "com.apple.security.application-groups";
        let mut count = 0u32;
        for (artifact, list) in facts.apple.iter().flat_map(|bundle| bundle.entitlements()) {
            let groups = list.get(key).and_then(proplist::Value::as_array).unwrap_or_default();
            for (number, group) in groups.iter().enumerate() {
                count = count.saturating_add(1);
                for (binary, site) in calls.iter().filter(|(binary, _)| &*binary.artifact == artifact) {
                    let named = suite(&site.call).and_then(Value::text);
                    let secret = site.call.arg(3).text().filter(|name| secret_word(name).is_some());
                    let (Some(secret), true) = (secret, named.is_some() && named == group.as_str()) else {
                        continue;
                    };
                    if matches!(site.call.arg(2), Value::Int(_)) || is_number(site.call.arg(2)) {
                        continue;
                    }
                    out.fail(Location::key(artifact, format!("{key}.{number}")))
                        .value("group", named.unwrap_or_default())
                        .value("key", secret)
                        .value("call", binary.call(site).to_string())
                        .anchor(secret);
                }
            }
        }
        out.examined("app groups", count);
        Ok(())
    }
}

/// The name of the suite that the defaults of a call were opened with.
fn suite(call: &Call) -> Option<&Value> {
    let opened = call.arg(0).result()?;
    (opened.selector() == Some("initWithSuiteName:")).then(|| opened.arg(2))
}

fn is_number(value: &Value) -> bool {
    value.result().and_then(Call::selector).is_some_and(|selector| selector.starts_with("numberWith"))
}

/// Passwords and tokens in the log of the device.
pub(crate) struct SecretInLog;

impl Detector for SecretInLog {
    fn id(&self) -> &'static str {
        "secret-in-log"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.symbols, &["_NSLog"]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| call.symbol() == Some("_NSLog"));
        for (binary, site) in &calls {
            let Some(format) = site.call.arg(0).text() else { continue };
            if let Some(word) = logged(format) {
                out.fail(binary.call(site)).value("format", format).value("word", word).anchor(format);
            }
        }
        out.examined("log-calls", calls.len());
        Ok(())
    }
}

/// The word right before a value of a format that names a secret: `password=%@`.
fn logged(format: &str) -> Option<&'static str> {
    let mut parts = format.split('%');
    let mut before = parts.next()?;
    for part in parts {
        let is_text = part.starts_with(['@', 's']);
        let name = before.trim_end_matches([' ', ':', '=', '"', '\'', '[', '(', '：', '<']);
        let name = name.rsplit([' ', ',', ';', '&', '，', '@', '/', '?']).next().unwrap_or_default();
        if let Some(word) = secret_word(name).filter(|_| is_text) {
            return Some(word);
        }
        before = part;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        for name in ["saved_password", "api_token", "accessToken", "使用者密碼", "token", "userPassword2"]
        {
            assert!(secret_word(name).is_some(), "{name}");
        }
        for name in ["hasPassword", "passwordChangedDate", "tokenCount", "deviceToken", "passport", "tab"] {
            assert!(secret_word(name).is_none(), "{name}");
        }
    }

    #[test]
    fn only_a_text_right_behind_the_word_is_a_secret_that_is_logged() {
        assert!(logged("login account=%@ password=%@").is_some());
        assert!(logged("session token: %s").is_some());
        assert!(logged("password has %d letters").is_none());
        assert!(logged("password changed for %@").is_none());
        assert!(logged("100%").is_none());
    }
}
