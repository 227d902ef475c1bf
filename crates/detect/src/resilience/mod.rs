//! What protects an app against being copied, changed or watched.

mod packed_code;

/// Every detector for protections.
pub(crate) const ALL: &[&dyn crate::Detector] = &[&packed_code::PackedCode];
