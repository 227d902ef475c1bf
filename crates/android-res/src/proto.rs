//! The protobuf forms in an Android App Bundle: documents, the resource table and the bundle's configuration, as
//! `tools/aapt2` of AOSP and bundletool define them.
//!
//! A bundle never runs on a device. bundletool converts it to packages whose files have the binary forms, so "the platform"
//! of this module is bundletool with aapt2, and the values read are those that the converted package would hold.

pub mod bundle;
pub mod table;
pub mod xml;

mod config;
mod value;
mod wire;

#[cfg(test)]
mod tests;
