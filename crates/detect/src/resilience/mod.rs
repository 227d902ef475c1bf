//! What protects an app against being copied, changed or watched.

mod attestation;
mod defences;
mod packed_code;

pub(crate) use defences::threat_of;

/// Every detector for protections.
pub(crate) const ALL: &[&dyn crate::Detector] = &[
    &attestation::NoAttestation,
    &attestation::NoEnforcedUpdate,
    &attestation::RetiredAttestation,
    &defences::DEBUGGER,
    &defences::EMULATOR,
    &defences::HOOK,
    &defences::ROOT,
    &defences::USB_DEBUGGING,
    &packed_code::PackedCode,
];
