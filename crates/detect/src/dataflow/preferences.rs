use facts::{CallSite, Const, Facts, Interest, Kind, MethodPattern, Slicer, ValueOrigin, Which};
use finding::{Confidence, Severity, Text};
use rules::Sink;

use super::sensitive::{Found, Sensitive, of_key};
use super::words::Matter;
use super::{ask, calls, parts};
use crate::{Detector, Unknown};

/// A password, token or the like is kept in preferences that are not encrypted.
pub(crate) struct PlainPreference;

const TEXTS: &[&str] = &[
    "Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)",
    "Landroid/content/SharedPreferences$Editor;->putStringSet(Ljava/lang/String;Ljava/util/Set;)",
    "Landroid/content/SharedPreferences$Editor;->putInt(Ljava/lang/String;I)",
    "Landroid/content/SharedPreferences$Editor;->putLong(Ljava/lang/String;J)",
];
/// Keys of Jetpack DataStore, whose preferences are never encrypted.
const STORES: &[&str] =
    &["Landroidx/datastore/preferences/core/PreferencesKeys;->stringKey(Ljava/lang/String;)"];
const ENCRYPTED: &[&str] = &["Landroidx/security/crypto/EncryptedSharedPreferences;->create(*)"];

/// What is known of the preferences that an editor writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Plain,
    Encrypted,
    Unknown,
}

impl Detector for PlainPreference {
    fn id(&self) -> &'static str {
        "plain-preference"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in TEXTS.iter().chain(STORES).filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_call(pattern, &[0]);
        }
        ask(interest, ENCRYPTED);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        let encrypts = ENCRYPTED.iter().any(|pattern| facts.code.direct_calls_to(pattern).next().is_some());
        for site in calls(facts, out, TEXTS) {
            let is_number = site.callee.contains("->putInt(") || site.callee.contains("->putLong(");
            // What is fixed in the code is a blank or a default.
            if site.args.get(1).is_some_and(Const::is_known) {
                continue;
            }
            for (place, found) in entries(facts, site, &mut slicer, &mut sensitive) {
                if is_number && !matches!(found.matter, Matter::Password | Matter::Code) {
                    continue;
                }
                match kept(facts, &mut slicer, site, encrypts) {
                    Kept::Encrypted => {}
                    Kept::Unknown => out.unknown(Text::new(
                        format!("{}: which preferences are written to could not be told", site.location),
                        format!("{}：無法判定寫入之偏好設定是否加密", site.location),
                    )),
                    Kept::Plain => {
                        out.fail(place.location.clone())
                            .severity(found.severity())
                            .value("callee", &site.callee)
                            .value("what", &found.what);
                    }
                }
            }
        }
        for site in calls(facts, out, STORES) {
            let keys = site.args.first().map_or(&[][..], Const::each);
            if let Some(found) = keys.iter().filter_map(Const::text).find_map(of_key) {
                out.fail(site.location.clone())
                    .severity(Severity::Low)
                    .confidence(Confidence::Medium)
                    .value("callee", &site.callee)
                    .value("what", &found.what);
            }
        }
        Ok(())
    }
}

/// What a call keeps, with the place to report: the call, or each call of the wrapper around it that names the key.
fn entries<'f>(
    facts: &'f Facts<'_>,
    site: &'f CallSite,
    slicer: &mut Slicer<'_, '_>,
    sensitive: &mut Sensitive<'_>,
) -> Vec<(&'f CallSite, Found)> {
    let value = slicer.readable(site.caller, site.pc, Which::Argument(1));
    let is_sealed = value.as_ref().is_some_and(|value| value.sealed);
    if is_sealed {
        return Vec::new();
    }
    let keys = site.args.first();
    let by_key = |one: &CallSite| {
        let keys = one.args.first().map_or(&[][..], Const::each);
        keys.iter().filter_map(Const::text).find_map(of_key)
    };
    if let Some(found) = by_key(site) {
        return vec![(site, found)];
    }
    if keys.is_some_and(Const::has_parameter) {
        let wrapped = TEXTS.iter().flat_map(|pattern| facts.code.calls_to(pattern));
        let wrapped = wrapped.filter(|one| one.via.last() == Some(&site.location));
        let mut found: Vec<(&CallSite, Found)> = wrapped
            .filter(|one| !one.args.get(1).is_some_and(Const::is_known))
            .filter_map(|one| Some((one, by_key(one)?)))
            .collect();
        found.sort_by(|a, b| a.0.location.cmp(&b.0.location));
        found.dedup_by(|a, b| a.0.location == b.0.location);
        // What a wrapper is given under other names is judged by the values of one caller at a time.
        return found;
    }
    let found = value.and_then(|value| sensitive.first(slicer, &value));
    found.into_iter().map(|found| (site, found)).collect()
}

/// Follows an editor to the preferences it belongs to, and those to where they were opened.
fn kept(facts: &Facts<'_>, slicer: &mut Slicer<'_, '_>, site: &CallSite, encrypts: bool) -> Kept {
    let Some(editor) = slicer.object(site.caller, site.pc, Which::Receiver) else { return Kept::Unknown };
    let edits: Vec<ValueOrigin> = editor
        .calls()
        .filter(|(_, callee)| callee.contains("->edit()"))
        .map(|(origin, _)| origin.clone())
        .collect();
    let mut slices = vec![editor];
    for origin in edits.iter().take(16) {
        slices.extend(slicer.object(origin.method, origin.pc, Which::Receiver));
    }
    let mut plain = false;
    for origin in slices.iter().flat_map(|slice| &slice.origins) {
        match &origin.kind {
            Kind::Call(callee) => {
                let Some((class, name, _, returns)) = parts(callee) else { continue };
                if class.contains("EncryptedSharedPreferences")
                    || returns.contains("EncryptedSharedPreferences")
                {
                    return Kept::Encrypted;
                }
                plain |=
                    matches!(name, "getSharedPreferences" | "getDefaultSharedPreferences" | "getPreferences");
            }
            // A class of the app that is preferences itself decides what it writes.
            Kind::New(class) if is_own_preferences(facts, class) => return Kept::Encrypted,
            Kind::Field(field) if field.contains(":Landroidx/security/crypto/Encrypted") => {
                return Kept::Encrypted;
            }
            _ => {}
        }
    }
    // Without any encrypted preferences in the app, those handed over by others are plain as well.
    if plain || !encrypts { Kept::Plain } else { Kept::Unknown }
}

fn is_own_preferences(facts: &Facts<'_>, class: &str) -> bool {
    let Some((file, class)) = facts.code.classes.find(class) else { return false };
    class.interfaces(&file.dex).any(|one| {
        matches!(
            file.dex.type_descriptor_bytes(one),
            Some(b"Landroid/content/SharedPreferences;" | b"Landroid/content/SharedPreferences$Editor;")
        )
    })
}
