//! Where values come from besides other apps: the customer, shared storage, the network.

use facts::{CallSite, Facts, Kind, Reached, Slice, ValueOrigin};

use super::parameter_type;
use super::{class_of, name_of};

/// Directories of shared storage.
const SHARED: &[&str] = &[
    "getExternalStorageDirectory",
    "getExternalStoragePublicDirectory",
    "getExternalFilesDir",
    "getExternalFilesDirs",
    "getExternalCacheDir",
    "getExternalCacheDirs",
    "getExternalMediaDirs",
    "getDownloadCacheDirectory",
];
/// Paths that other apps can write to.
const WRITABLE: &[&str] = &["/sdcard", "/storage/", "/mnt/sdcard", "/data/local/tmp", "/mnt/media_rw"];
/// Calls that read from the network, by class and name.
const NETWORK: &[&str] = &[
    "Ljava/net/URL;->openStream(",
    "Ljava/net/URL;->getContent(",
    "Ljava/net/URLConnection;->getInputStream(",
    "Ljava/net/HttpURLConnection;->getInputStream(",
    "Ljavax/net/ssl/HttpsURLConnection;->getInputStream(",
    "Ljava/net/Socket;->getInputStream(",
    "Ljavax/net/ssl/SSLSocket;->getInputStream(",
    "Lokhttp3/ResponseBody;->bytes(",
    "Lokhttp3/ResponseBody;->byteStream(",
    "Lokhttp3/ResponseBody;->source(",
    "Lokhttp3/ResponseBody;->string(",
    "Landroid/bluetooth/BluetoothSocket;->getInputStream(",
];
/// Calls that give what a person typed, or what came with a message or a page, by name and result.
const INPUT: &[(&str, &str)] = &[
    ("getText", "Landroid/text/Editable;"),
    ("getText", "Ljava/lang/CharSequence;"),
    ("getQuery", "Ljava/lang/CharSequence;"),
    ("getStringExtra", "Ljava/lang/String;"),
    ("getCharSequenceExtra", "Ljava/lang/CharSequence;"),
    ("getStringArrayListExtra", "Ljava/util/ArrayList;"),
    ("getStringArrayExtra", "[Ljava/lang/String;"),
    ("getQueryParameter", "Ljava/lang/String;"),
    ("optString", "Ljava/lang/String;"),
    ("getAsString", "Ljava/lang/String;"),
    ("readLine", "Ljava/lang/String;"),
    ("readUTF", "Ljava/lang/String;"),
    ("nextLine", "Ljava/lang/String;"),
];

/// The first origin that names shared storage, as it is written.
pub(super) fn shared_storage(slice: &Slice) -> Option<String> {
    slice.origins.iter().find_map(|origin| match &origin.kind {
        Kind::Call(callee) => SHARED.contains(&name_of(callee)).then(|| name_of(callee).to_owned()),
        Kind::Literal(facts::Const::Text(text)) => {
            WRITABLE.iter().any(|path| text.starts_with(path)).then(|| text.to_string())
        }
        _ => None,
    })
}

/// The first origin that reads from the network.
pub(super) fn network(slice: &Slice) -> Option<String> {
    let mut calls = slice.calls();
    calls.find(|(_, callee)| NETWORK.iter().any(|one| callee.starts_with(one))).map(|(_, one)| one.to_owned())
}

/// Whether an origin is what a person typed or what came with a message.
fn is_input(origin: &ValueOrigin) -> bool {
    let Kind::Call(callee) = &origin.kind else { return false };
    let result = callee.rsplit(')').next().unwrap_or_default();
    // A resource of the app has the same method and result.
    INPUT.contains(&(name_of(callee), result)) && !callee.starts_with("Landroid/content/")
        || callee.starts_with("Landroid/content/Intent;->get") && INPUT.contains(&(name_of(callee), result))
        || callee.starts_with("Landroid/content/ContentValues;->getAsString(")
        || callee.starts_with("Lorg/json/JSONObject;->getString(")
        || callee.starts_with("Landroid/os/BaseBundle;->getString(")
        || callee.starts_with("Landroid/os/Bundle;->getString(")
}

/// The type of what an origin is; `None` for a literal.
fn type_of(facts: &Facts<'_>, origin: &ValueOrigin) -> Option<String> {
    match &origin.kind {
        Kind::Call(callee) => callee.rsplit(')').next().map(str::to_owned),
        Kind::Field(field) => field.rsplit_once(':').map(|(_, type_)| type_.to_owned()),
        Kind::Parameter(at) => {
            let signature = facts.code.classes.signature(origin.method)?;
            parameter_type(signature.split_once("->")?.1, *at).map(str::to_owned)
        }
        Kind::New(type_) => Some(type_.to_string()),
        Kind::This | Kind::Caught | Kind::Literal(_) => None,
    }
}

/// Whether an origin is a number, a yes or no or a character, whatever it was made of.
pub(super) fn is_number(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    // A call that answers yes or no gives nothing to a text; it is met because it put something in, as `List.add` does.
    if matches!(&origin.kind, Kind::Call(callee) if callee.ends_with(")Z")) {
        return false;
    }
    let type_ = type_of(facts, origin);
    type_.as_deref().is_some_and(|type_| {
        matches!(type_, "I" | "J" | "S" | "B" | "C" | "F" | "D" | "Z")
            || matches!(
                type_,
                "Ljava/lang/Integer;"
                    | "Ljava/lang/Long;"
                    | "Ljava/lang/Boolean;"
                    | "Ljava/lang/Double;"
                    | "Ljava/lang/Float;"
                    | "Ljava/lang/Short;"
                    | "Ljava/math/BigDecimal;"
                    | "Ljava/math/BigInteger;"
                    | "Ljava/util/UUID;"
                    | "Ljava/util/Date;"
            )
    })
}

/// Whether an origin is input: what a person typed or a message holds, or, when nothing is known behind it, a text that
/// a method is given. What reached `site` by way of a field counts only from a method that runs.
pub(super) fn is_chosen(facts: &Facts<'_>, site: &CallSite, origin: &ValueOrigin, is_end: bool) -> bool {
    if is_input(origin) {
        return true;
    }
    let runs = || {
        let place = facts.code.location(origin.method, None);
        place.and_then(|place| facts.reached(&place)) != Some(Reached::NoPath)
    };
    is_end
        && is_text_parameter(facts, origin)
        && !is_of_provider(facts, origin)
        && (origin.method == site.caller || runs())
}

/// Whether an origin is what a provider was asked for. Who can ask it, its declaration says.
fn is_of_provider(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    let signature = facts.code.classes.signature(origin.method).unwrap_or_default();
    facts.code.classes.extends(class_of(&signature), "Landroid/content/ContentProvider;")
}

/// Whether an origin is a text that whoever calls the app's method chooses.
fn is_text_parameter(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    matches!(origin.kind, Kind::Parameter(_))
        && type_of(facts, origin).is_some_and(|type_| {
            matches!(
                type_.trim_start_matches('['),
                "Ljava/lang/String;"
                    | "Ljava/lang/CharSequence;"
                    | "Landroid/text/Editable;"
                    | "Ljava/util/List;"
                    | "Ljava/util/ArrayList;"
                    | "Ljava/util/Collection;"
            )
        })
}

/// Whether an origin is an address that a method is given.
pub(super) fn is_address_parameter(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    matches!(origin.kind, Kind::Parameter(_))
        && type_of(facts, origin).as_deref() == Some("Landroid/net/Uri;")
}
