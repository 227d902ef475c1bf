//! The small app most cases change in one place.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]

use appraise_container::{Archive, Content, OddityKind as Kind, Role, parse};
use cursor::Limits;
use testkit::zip::ZipBuilder;

pub const MANIFEST: &str = "AndroidManifest.xml";
pub const XML: &[u8] = b"<manifest><manifest><manifest>";
pub const DEX: &[u8] = b"dex\n035\0dex\n035\0dex\n035\0";

/// Two entries, deflated, at a 4-byte alignment: nothing odd.
pub fn app() -> ZipBuilder {
    ZipBuilder::new().file(MANIFEST, XML).file("classes.dex", DEX)
}

pub fn stored_app() -> ZipBuilder {
    ZipBuilder::new().stored(MANIFEST, XML).stored("classes.dex", DEX)
}

pub fn open(bytes: &[u8]) -> Archive<'_> {
    parse(bytes, &Limits::default()).unwrap()
}

/// Kinds of oddities in the headers and the layout, in order.
pub fn kinds(archive: &Archive<'_>) -> Vec<Kind> {
    archive.oddities.iter().map(|oddity| oddity.kind).collect()
}

pub fn read<'a>(archive: &Archive<'a>, name: &str, role: Role) -> Content<'a> {
    archive.read(archive.find(name.as_bytes()).unwrap(), role, &Limits::default())
}

pub fn bytes(archive: &Archive<'_>, name: &str, role: Role) -> Option<Vec<u8>> {
    read(archive, name, role).bytes.map(|bytes| bytes.into_owned())
}

/// The one kind of oddity that reading gives, and the bytes.
pub fn read_kinds(archive: &Archive<'_>, name: &str, role: Role) -> (Option<Vec<u8>>, Vec<Kind>) {
    let content = read(archive, name, role);
    (content.bytes.map(|bytes| bytes.into_owned()), content.oddities.iter().map(|odd| odd.kind).collect())
}
