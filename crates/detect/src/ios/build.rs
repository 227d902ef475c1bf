use std::collections::BTreeSet;

use facts::Facts;
use finding::Location;
use rules::Sink;

use super::{is, is_swift_runtime, slices};
use crate::{Detector, Unknown};

/// A library that was built long ago.
pub(crate) struct OldLibrary;

/// The SDK that the App Store demanded from 2022-04-25 on; libraries are not held to it.
const OLDEST_SDK: u32 = 15;
/// The oldest system that Xcode builds for since version 14.
const OLDEST_SYSTEM: u32 = 11;
/// `platform` of iOS.
const IOS: u32 = 2;

impl Detector for OldLibrary {
    fn id(&self) -> &'static str {
        "old-library-build"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary) in slices(facts) {
            let Some((command, build)) = &binary.build else { continue };
            let is_library = is(&binary.file_type, "dylib") && !is_swift_runtime(binary);
            if !is_library || build.platform != IOS {
                continue;
            }
            count = count.saturating_add(1);
            // Zero stands for an SDK that is not stated.
            let old_sdk = (1..OLDEST_SDK).contains(&build.sdk.major());
            if (old_sdk || build.minos.major() < OLDEST_SYSTEM) && seen.insert(&binary.artifact) {
                let sdk = if build.sdk.major() == 0 { "?".into() } else { build.sdk.to_string() };
                out.fail(Location::symbol(binary.artifact.clone(), *command))
                    .value("sdk", sdk)
                    .value("minimum", build.minos.to_string())
                    .anchor(*command);
            }
        }
        out.examined("libraries", count);
        Ok(())
    }
}
