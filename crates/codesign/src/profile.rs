//! Provisioning profiles, `embedded.mobileprovision`: a property list that Apple signed (TN3125 "Inside Code Signing").

use std::borrow::Cow;

use crate::{Certificate, digest, message, signature::moved};
use cursor::{Limits, ParseError, Parsed};
use proplist::Value;

/// Developer certificates whose digest is kept.
const MAX_CERTIFICATES: usize = 1000;

/// What a profile allows, and to whom.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// `Name`.
    pub name: Option<String>,
    /// `UUID`.
    pub uuid: Option<String>,
    /// `TeamIdentifier`.
    pub team_ids: Vec<String>,
    /// `CreationDate` in seconds since 1970-01-01T00:00:00Z.
    pub created: Option<i64>,
    /// `ExpirationDate` in seconds since 1970-01-01T00:00:00Z.
    pub expires: Option<i64>,
    /// `ProvisionsAllDevices`: an enterprise profile that installs anywhere.
    pub provisions_all_devices: bool,
    /// Number of `ProvisionedDevices`.
    pub devices: usize,
    /// `get-task-allow` of the entitlements.
    pub get_task_allow: Option<bool>,
    /// `Entitlements`: what an app may claim at most.
    pub entitlements: Option<Value>,
    /// What the profile is for.
    pub kind: Kind,
    /// SHA-256 of each of `DeveloperCertificates`.
    pub developer_certificates: Vec<[u8; 32]>,
    /// Certificates of those who signed the profile.
    pub signers: Vec<Certificate>,
    /// Whether the message digest of every signer is that of the list; `None` if there is none.
    pub intact: Option<bool>,
    /// The whole property list.
    pub plist: Value,
}

/// How an app with the profile may be distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// To registered devices, with a debugger allowed.
    Development,
    /// To registered devices.
    AdHoc,
    /// To any device, inside one organization.
    Enterprise,
    /// Through the App Store or TestFlight only.
    #[default]
    Store,
}

/// Reads a profile. `Err` means that there is no property list in it.
pub fn parse(data: &[u8], limits: &Limits) -> Result<Parsed<Profile>, ParseError> {
    let mut issues = Vec::new();
    let mut signers = Vec::new();
    let mut seals = Vec::new();
    let mut content = None;
    match message::read(data, 0, limits, &mut issues) {
        Ok(message) => {
            signers = message.signers;
            seals = message.seals;
            content = message.content;
        }
        Err(issue) => issues.push(issue),
    }
    let (bytes, base) = match content {
        Some(content) => content,
        None => {
            let (bytes, base) =
                bare_list(data).ok_or_else(|| ParseError::not_this_format("provisioning profile", 0))?;
            issues.push(ParseError::invalid(
                "provisioning profile",
                base,
                "a property list that is not signed",
            ));
            (Cow::Borrowed(bytes), base)
        }
    };
    let list = proplist::parse(&bytes, limits).map_err(|issue| moved(issue, base))?;
    issues.extend(list.issues.into_iter().map(|issue| moved(issue, base)));
    let verdicts: Vec<bool> = seals.iter().filter_map(|seal| seal.covers(&bytes)).collect();
    let intact = (!verdicts.is_empty()).then(|| verdicts.iter().all(|verdict| *verdict));
    Ok(Parsed { value: Profile { signers, intact, ..from_list(list.value) }, issues })
}

fn from_list(plist: Value) -> Profile {
    let text = |key: &str| plist.get(key).and_then(Value::as_str).map(str::to_owned);
    let date = |key: &str| plist.get(key).and_then(Value::as_date);
    let list = |key: &str| plist.get(key).and_then(Value::as_array);
    let get_task_allow = plist.at(&["Entitlements", "get-task-allow"]).and_then(Value::as_bool);
    let provisions_all_devices = plist.get("ProvisionsAllDevices").and_then(Value::as_bool) == Some(true);
    let devices = list("ProvisionedDevices");
    let kind = if provisions_all_devices {
        Kind::Enterprise
    } else if get_task_allow == Some(true) {
        Kind::Development
    } else if devices.is_some() {
        Kind::AdHoc
    } else {
        Kind::Store
    };
    Profile {
        name: text("Name"),
        uuid: text("UUID"),
        team_ids: list("TeamIdentifier")
            .unwrap_or_default()
            .iter()
            .filter_map(|team| team.as_str().map(str::to_owned))
            .collect(),
        created: date("CreationDate"),
        expires: date("ExpirationDate"),
        provisions_all_devices,
        devices: devices.map(<[Value]>::len).unwrap_or_default(),
        get_task_allow,
        entitlements: plist.get("Entitlements").cloned(),
        kind,
        developer_certificates: list("DeveloperCertificates")
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_data)
            .take(MAX_CERTIFICATES)
            .map(digest::sha256)
            .collect(),
        signers: Vec::new(),
        intact: None,
        plist,
    }
}

/// The XML property list in bytes that are no CMS message, and where it begins.
fn bare_list(data: &[u8]) -> Option<(&[u8], u64)> {
    let find = |data: &[u8], text: &[u8]| data.windows(text.len()).position(|window| window == text);
    let start = find(data, b"<?xml")?;
    let rest = data.get(start..)?;
    let end = find(rest, b"</plist>")?.checked_add(b"</plist>".len())?;
    Some((rest.get(..end)?, start as u64))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn list(body: &str) -> String {
        format!("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>{body}</dict></plist>")
    }

    fn read(data: &[u8]) -> Parsed<Profile> {
        parse(data, &Limits::default()).unwrap()
    }

    #[test]
    fn the_kind_follows_from_devices_and_debugging() {
        let devices = "<key>ProvisionedDevices</key><array><string>a</string></array>";
        let allow = "<key>Entitlements</key><dict><key>get-task-allow</key><true/></dict>";
        let all = "<key>ProvisionsAllDevices</key><true/>";
        for (body, kind) in [
            (String::new(), Kind::Store),
            (devices.to_owned(), Kind::AdHoc),
            (format!("{devices}{allow}"), Kind::Development),
            (all.to_owned(), Kind::Enterprise),
        ] {
            assert_eq!(read(list(&body).as_bytes()).value.kind, kind, "{body}");
        }
    }

    #[test]
    fn a_list_without_a_signature_is_read_with_an_issue() {
        let data = format!("junk{}junk", list("<key>Name</key><string>x</string>"));
        let parsed = read(data.as_bytes());
        assert_eq!(parsed.value.name.as_deref(), Some("x"));
        assert_eq!(parsed.value.intact, None);
        assert!(parsed.issues.iter().any(|issue| issue.to_string().contains("not signed")));
        assert!(parse(b"nothing", &Limits::default()).is_err());
    }

    #[test]
    fn content_in_pieces_of_indefinite_length_is_joined() {
        let text = list("<key>Name</key><string>in two pieces</string>");
        let (one, two) = text.as_bytes().split_at(40);
        let mut data = vec![0x30, 0x80, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2, 0xa0, 0x80];
        data.extend([0x30, 0x80, 0x02, 1, 1, 0x31, 0, 0x30, 0x80]);
        data.extend([0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1, 0xa0, 0x80, 0x24, 0x80]);
        for piece in [one, two] {
            data.extend([0x04, 0x81, u8::try_from(piece.len()).unwrap()]);
            data.extend(piece);
        }
        data.extend([0; 6]);
        data.extend([0x31, 0]);
        data.extend([0; 6]);
        let parsed = read(&data);
        assert_eq!(parsed.value.name.as_deref(), Some("in two pieces"));
        let issues: Vec<String> = parsed.issues.iter().map(ToString::to_string).collect();
        assert_eq!(issues, ["CMS signers at 0x11: nobody signed the message"]);
    }
}
