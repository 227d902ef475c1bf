use std::collections::BTreeSet;

use facts::Facts;
use finding::Location;
use rules::Sink;

use super::{arch, is_swift_runtime, on, slices};
use crate::{Detector, Unknown};

/// A library search path outside the app.
pub(crate) struct AbsoluteRunPath;
/// A library of a hooking or inspection tool.
pub(crate) struct InjectedLibrary;
/// Objective-C code without automatic reference counting.
pub(crate) struct NoReferenceCounting;
/// Code that fills buffers on the stack and never checks a canary.
pub(crate) struct NoStackCanary;

/// Functions that write into a buffer of their caller, in most code one on the stack.
const FILLS_BUFFER: [&str; 22] = [
    "_CC_MD5",
    "_CC_SHA1",
    "_CC_SHA256",
    "_fgets",
    "_fread",
    "_getcwd",
    "_gets",
    "_memcpy",
    "_read",
    "_recv",
    "_snprintf",
    "_sprintf",
    "_stat",
    "_strcat",
    "_strcpy",
    "_strlcat",
    "_strlcpy",
    "_strncat",
    "_strncpy",
    "_sysctl",
    "_vsnprintf",
    "_vsprintf",
];

impl Detector for NoStackCanary {
    fn id(&self) -> &'static str {
        "no-stack-canary"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (_, binary) in slices(facts) {
            // Swift needs no canary, and what C code stands beside it cannot be told from its imports.
            if on(&binary.has_swift) || is_swift_runtime(binary) {
                continue;
            }
            count = count.saturating_add(1);
            // Without a buffer on the stack the compiler puts no canary, so its absence says nothing.
            let Some(filler) = FILLS_BUFFER.iter().find(|symbol| binary.imports(symbol)) else { continue };
            if !on(&binary.canary) {
                out.fail(binary.canary.origin.clone())
                    .value("symbol", filler)
                    .value("arch", arch(binary))
                    .anchor(arch(binary));
            }
        }
        out.examined("slices", count);
        Ok(())
    }
}

impl Detector for NoReferenceCounting {
    fn id(&self) -> &'static str {
        "no-arc"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for (_, binary) in slices(facts) {
            // A slice that sends no message holds no object, only the empty class that a package manager adds.
            if !on(&binary.has_objc) || on(&binary.has_swift) || !binary.imports("_objc_msgSend") {
                continue;
            }
            count = count.saturating_add(1);
            if !on(&binary.arc) {
                out.fail(binary.arc.origin.clone()).value("arch", arch(binary)).anchor(arch(binary));
            }
        }
        out.examined("slices with classes", count);
        Ok(())
    }
}

impl Detector for AbsoluteRunPath {
    fn id(&self) -> &'static str {
        "absolute-rpath"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary) in slices(facts) {
            for path in &binary.rpaths {
                count = count.saturating_add(1);
                let is_system =
                    ["/usr/lib/", "/System/"].iter().any(|root| format!("{path}/").starts_with(root));
                if path.starts_with('/') && !is_system && seen.insert((&binary.artifact, path)) {
                    out.fail(Location::symbol(binary.artifact.clone(), "LC_RPATH"))
                        .value("path", path)
                        .anchor(path);
                }
            }
        }
        out.examined("run paths", count);
        Ok(())
    }
}

/// How the file names of tools begin that are put into an app to watch or change it, in lower case.
const TOOLS: [&str; 15] = [
    "fridagadget",
    "frida-gadget",
    "frida-agent",
    "libfrida",
    "cydiasubstrate",
    "libsubstrate",
    "mobilesubstrate",
    "substrateloader",
    "cycript",
    "libcycript",
    "libhooker",
    "libsubstitute",
    "ellekit",
    "sslkillswitch",
    "revealserver",
];

/// Folders that only a jailbroken device has.
const FOLDERS: [&str; 3] = ["/Library/MobileSubstrate/", "/usr/lib/TweakInject", "/var/jb/"];

impl Detector for InjectedLibrary {
    fn id(&self) -> &'static str {
        "injected-library"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut seen, mut count) = (BTreeSet::new(), 0u32);
        for (_, binary) in slices(facts) {
            for library in &binary.dylibs {
                count = count.saturating_add(1);
                if is_tool(library) && seen.insert((&binary.artifact, library)) {
                    out.fail(Location::symbol(binary.artifact.clone(), library)).value("library", library);
                }
            }
        }
        out.examined("linked libraries", count);
        Ok(())
    }
}

fn is_tool(library: &str) -> bool {
    let name = library.rsplit('/').next().unwrap_or(library).to_ascii_lowercase();
    TOOLS.iter().any(|tool| name.starts_with(tool)) || FOLDERS.iter().any(|folder| library.contains(folder))
}
