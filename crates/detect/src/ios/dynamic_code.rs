use facts::arm64::{Call, Value};
use facts::{Binary, Facts, Interest};
use rules::Sink;

use super::calls::{add, follow, say_unknown, say_unread, sites};
use super::path::{PathOf, Root};
use super::slices;
use crate::{Detector, Unknown};

const DLOPEN: &[&str] = &["_dlopen", "_dlopen_preflight"];
/// Methods that load the code of a bundle.
const LOADS: &[&str] = &["load", "loadAndReturnError:", "principalClass", "classNamed:"];

/// Code loaded from a folder that the app itself may write to.
pub(crate) struct ForeignCodeLoaded;

impl Detector for ForeignCodeLoaded {
    fn id(&self) -> &'static str {
        "foreign-code-loaded"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.symbols, &["_dlopen"]);
        add(&mut interest.machine.selectors, LOADS);
        follow(interest, "_dlopen", &[0]);
        for selector in LOADS {
            follow(interest, selector, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| loaded(call).is_some());
        for (binary, site) in &calls {
            let Some(value) = loaded(&site.call) else { continue };
            let path = PathOf::of(value);
            if path.is_writable() {
                out.fail(binary.call(site)).value("path", path.text()).anchor(path.text());
                continue;
            }
            let is_open = match path.root {
                // Null is the app itself.
                Root::Unknown => value.int().is_none(),
                Root::Passed => !site.is_followed,
                _ => false,
            };
            if is_open {
                say_unknown(out, binary, site, "where the code is loaded from", "載入之程式碼來源");
            }
        }
        out.examined("loads", calls.len());
        Ok(())
    }
}

/// What names the code that a call loads.
fn loaded(call: &Call) -> Option<&Value> {
    if call.symbol() == Some("_dlopen") {
        return Some(call.arg(0));
    }
    if !call.selector().is_some_and(|selector| LOADS.contains(&selector)) {
        return None;
    }
    // The bundle must be seen to be made here of a path: other classes have a method `load` too.
    let made = call.arg(0).result()?;
    let makes = ["bundleWithPath:", "bundleWithURL:", "initWithPath:", "initWithURL:"];
    (made.receiver() == Some("NSBundle") && makes.contains(&made.selector()?)).then(|| made.arg(2))
}

/// Classes and functions that Apple keeps for its own apps.
pub(crate) struct PrivateApi;

/// Functions that look a class, a selector or a function up by its name, and which argument the name is.
const LOOKUPS: &[(&str, usize)] = &[
    ("_NSClassFromString", 0),
    ("_objc_getClass", 0),
    ("_objc_lookUpClass", 0),
    ("_objc_getRequiredClass", 0),
    ("_dlsym", 1),
];
const PRIVATE_CLASSES: &[&str] = &[
    "LSApplicationWorkspace",
    "LSApplicationProxy",
    "LSBundleProxy",
    "FBSSystemService",
    "NSTask",
    "NSDistributedNotificationCenter",
    "UIDebuggingInformationOverlay",
];
const PRIVATE_FUNCTIONS: &[&str] = &[
    "MGCopyAnswer",
    "SBSCopyApplicationDisplayIdentifiers",
    "SBSLaunchApplicationWithIdentifier",
    "SBSSpringBoardServerPort",
    "IOHIDEventSystemClientCreate",
    "CTSettingCopyMyPhoneNumber",
    "CTSIMSupportCopyMobileSubscriberIdentity",
];
/// Frameworks that no app may use.
const PRIVATE_FOLDER: &str = "/System/Library/PrivateFrameworks/";

impl Detector for PrivateApi {
    fn id(&self) -> &'static str {
        "private-api"
    }

    fn interest(&self, interest: &mut Interest) {
        for (name, at) in LOOKUPS {
            add(&mut interest.machine.symbols, &[name]);
            follow(interest, name, &[*at]);
        }
        add(&mut interest.machine.symbols, DLOPEN);
        for name in DLOPEN {
            follow(interest, name, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| named(call).is_some());
        for (binary, site) in &calls {
            if let Some(name) = named(&site.call).filter(|name| is_private(name)) {
                out.fail(binary.call(site)).value("name", name).anchor(name);
            }
        }
        for (_, binary) in slices(facts) {
            linked(binary, out);
        }
        out.examined("look-ups", calls.len());
        Ok(())
    }
}

/// The name that a call looks up.
fn named(call: &Call) -> Option<&str> {
    let symbol = call.symbol()?;
    let at = if DLOPEN.contains(&symbol) {
        0
    } else {
        LOOKUPS.iter().find(|(name, _)| *name == symbol).map(|(_, at)| *at)?
    };
    call.arg(at).text()
}

fn is_private(name: &str) -> bool {
    PRIVATE_CLASSES.contains(&name) || PRIVATE_FUNCTIONS.contains(&name) || name.starts_with(PRIVATE_FOLDER)
}

/// Private frameworks that a slice is linked with.
fn linked(binary: &Binary, out: &mut Sink<'_>) {
    for library in binary.dylibs.iter().filter(|library| library.starts_with(PRIVATE_FOLDER)) {
        out.fail(finding::Location::symbol(binary.artifact.clone(), library))
            .value("name", library)
            .anchor(library);
    }
}
