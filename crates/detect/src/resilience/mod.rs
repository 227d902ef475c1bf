//! What protects an app against being copied, changed or watched.

mod debug_artifacts;
mod obfuscation;
mod packed_code;

/// Every detector for protections.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &debug_artifacts::DebugBuildConfig,
    &debug_artifacts::DebugTool,
    &obfuscation::DebugInfoKept,
    &obfuscation::ReadableNames,
    &obfuscation::ReadableProtection,
    &packed_code::PackedCode,
];
