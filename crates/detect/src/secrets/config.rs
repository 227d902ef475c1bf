use facts::Facts;
use finding::{Evidence, Location};
use package::{Artifact, Kind};
use rules::Sink;
use serde_json::Value;

use super::{anchor, looks};
use crate::{Detector, Unknown};

/// A password or secret in a configuration file of a cloud service or a build.
pub(crate) struct ConfigCredentials;

/// Files of services and frameworks, by name.
const FILES: &[&str] = &[
    "agconnect-services.json",
    "amplify_outputs.json",
    "amplifyconfiguration.json",
    "appsettings.json",
    "awsconfiguration.json",
    "credentials.json",
    "firebase-adminsdk.json",
    "google-services.json",
    "googleservice-info.plist",
    "service-account.json",
    "serviceaccount.json",
];

/// Fields whose value lets whoever has it act for the firm, in letters and digits only. Ids of clients, of projects and of
/// apps, and keys for apps, are meant to be public.
const FIELDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apisecret",
    "appsecret",
    "authtoken",
    "clientsecret",
    "encryptionkey",
    "keypassword",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "refreshtoken",
    "sastoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "sharedsecret",
    "signingkey",
    "storepassword",
    "webclientsecret",
];

/// Largest file that is read; such files are written by hand or by a console.
const MAX_BYTES: usize = 4 << 20;
/// Values of one file that are looked at.
const MAX_VALUES: usize = 100_000;

/// Whether this rule judges a file.
pub(super) fn is_config(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let appsettings = name.starts_with("appsettings.") && name.ends_with(".json");
    appsettings || FILES.contains(&name.as_str()) || name.ends_with(".properties")
}

impl Detector for ConfigCredentials {
    fn id(&self) -> &'static str {
        "config-credentials"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let files = facts.app.artifacts.iter().filter(|artifact| is_config(&artifact.path));
        let mut looked = 0usize;
        for artifact in files {
            let Some(bytes) = facts.app.bytes(artifact).filter(|bytes| bytes.len() <= MAX_BYTES) else {
                continue;
            };
            looked = looked.saturating_add(1);
            for (key, value) in pairs(artifact, bytes) {
                if is_credential(&key, &value) {
                    out.fail(Location::key(artifact.path.clone(), &key))
                        .value("name", &key)
                        .evidence(Evidence::masked("value", &value))
                        .anchor(anchor(&value));
                }
            }
        }
        out.examined("configuration files", looked);
        Ok(())
    }
}

/// Key paths and texts of a file.
fn pairs(artifact: &Artifact, bytes: &[u8]) -> Vec<(String, String)> {
    if artifact.kind == Kind::PropertyList {
        let Ok(parsed) = proplist::parse(bytes, &cursor::Limits::default()) else { return Vec::new() };
        let rows = parsed.value.walk().take(MAX_VALUES).filter_map(|(steps, value)| {
            let path: Vec<String> = steps.iter().map(ToString::to_string).collect();
            Some((path.join("."), value.as_str()?.to_owned()))
        });
        return rows.collect();
    }
    if artifact.path.to_ascii_lowercase().ends_with(".properties") {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '!']));
        let rows = lines.filter_map(|line| line.split_once(['=', ':']));
        return rows.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect();
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(whole) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut open: Vec<(String, &Value)> = vec![(String::new(), &whole)];
    while let Some((path, value)) = open.pop() {
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match value {
            Value::String(text) => rows.push((path, text.clone())),
            Value::Object(map) => open.extend(map.iter().rev().map(|(key, value)| (below(key), value))),
            Value::Array(list) => {
                open.extend(list.iter().enumerate().rev().map(|(at, value)| (below(&at.to_string()), value)));
            }
            _ => {}
        }
        if rows.len() >= MAX_VALUES {
            break;
        }
    }
    rows
}

fn is_credential(key: &str, value: &str) -> bool {
    let last = key.rsplit(['.', ':']).next().unwrap_or(key);
    let plain: String =
        last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let connects = || {
        let lower = value.to_ascii_lowercase();
        ["password=", "pwd=", "accountkey="].iter().any(|word| {
            lower
                .split(word)
                .nth(1)
                .is_some_and(|rest| !rest.is_empty() && !rest.starts_with([';', '*', '<', '{', '$']))
        })
    };
    if FIELDS.iter().any(|field| plain.ends_with(field)) {
        return value.len() >= 4
            && value.bytes().all(|byte| byte.is_ascii_graphic())
            && !is_label(value)
            && !looks::is_placeholder(value)
            && !value.contains("://");
    }
    connects()
}

/// A word of the language, as it stands beside a field of a form, and `true` as a choice has it.
fn is_label(value: &str) -> bool {
    value.len() < 16 && value.bytes().all(|byte| byte.is_ascii_alphabetic()) || value.contains("\\u")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_judged_by_name_and_value() {
        assert!(is_credential("client.client_secret", "9fK2mQ7xLw0Zt8Vb"));
        assert!(is_credential("CognitoUserPool.Default.AppClientSecret", "q8w7e6r5t4y3u2i1o0p9"));
        assert!(is_credential("ConnectionStrings.Main", "Server=db;User=sa;Password=Qm7x2Lp9;"));
        assert!(is_credential("storePassword", "Qm7x2Lp9"));
        assert!(!is_credential("ConnectionStrings.Main", "Server=db;Integrated Security=true"));
        assert!(!is_credential("client.client_id", "9fK2mQ7xLw0Zt8Vb"));
        assert!(!is_credential("client.api_key", "9fK2mQ7xLw0Zt8Vb"));
        assert!(!is_credential("client_secret", "YOUR_CLIENT_SECRET"));
        assert!(!is_credential("require_password", "true"));
        assert!(!is_credential("client_secret", ""));
        assert!(!is_credential("login.password", "Password"));
        assert!(!is_credential("login.password", "密碼"));
        assert!(!is_credential("login.password", r"\u5bc6\u78bc"));
    }
}
