//! APK signatures v1 to v4: parsed and verified
