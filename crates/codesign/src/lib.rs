//! Apple code signatures, entitlements and provisioning profiles
