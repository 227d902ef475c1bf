//! What protects an app against being copied, changed or watched.

mod attestation;
mod debug_artifacts;
mod defences;
mod obfuscation;
mod packed_code;

pub(crate) use defences::threat_of;

/// Every detector for protections.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &attestation::NoAttestation,
    &attestation::NoEnforcedUpdate,
    &attestation::RetiredAttestation,
    &debug_artifacts::DebugBuildConfig,
    &debug_artifacts::DebugTool,
    &defences::DEBUGGER,
    &defences::EMULATOR,
    &defences::HOOK,
    &defences::ROOT,
    &defences::USB_DEBUGGING,
    &obfuscation::DebugInfoKept,
    &obfuscation::ReadableNames,
    &obfuscation::ReadableProtection,
    &packed_code::PackedCode,
];
