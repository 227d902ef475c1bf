use std::collections::BTreeSet;

use facts::arm64::Call;
use facts::{Binary, Facts, Interest};
use finding::{Confidence, Location};
use rules::Sink;

use super::calls::add;
use super::{is_swift_runtime, own_slices, slices};
use crate::{Detector, Unknown};

/// Functions or constants that a slice imports.
pub(crate) struct Imports {
    id: &'static str,
    symbols: &'static [&'static str],
    /// How mangled names of Swift begin.
    prefixes: &'static [&'static str],
    /// Frameworks are left out: which of their functions run is for their makers to say.
    own_code: bool,
    /// A slice that names as many of the symbols of this prefix merely offers them all to its callers.
    wrapper: Option<(&'static str, usize)>,
}

/// Hashes that collide.
pub(crate) const WEAK_HASH: Imports = Imports {
    id: "weak-hash-import",
    symbols: &["_CC_MD2", "_CC_MD4", "_CC_MD5", "_CC_MD5_Init", "_CC_SHA1", "_CC_SHA1_Init"],
    prefixes: &["_$s9CryptoKit8InsecureO3MD5V", "_$s9CryptoKit8InsecureO4SHA1V"],
    own_code: true,
    wrapper: None,
};

/// Random numbers that can be calculated.
pub(crate) const PREDICTABLE_RANDOM: Imports = Imports {
    id: "predictable-random-import",
    symbols: &[
        "_drand48", "_erand48", "_jrand48", "_lrand48", "_mrand48", "_nrand48", "_rand", "_rand_r",
        "_random", "_srand", "_srand48", "_srandom",
    ],
    prefixes: &[],
    own_code: true,
    wrapper: None,
};

/// C functions that write without knowing how much room there is.
pub(crate) const UNSAFE_C: Imports = Imports {
    id: "unsafe-c-import",
    symbols: &[
        "_gets",
        "_mktemp",
        "_sprintf",
        "_stpcpy",
        "_strcat",
        "_strcpy",
        "_tempnam",
        "_tmpnam",
        "_vsprintf",
        "_wcscat",
        "_wcscpy",
    ],
    prefixes: &[],
    own_code: false,
    wrapper: None,
};

/// Keychain items that can be read while the phone is locked.
pub(crate) const KEYCHAIN_ALWAYS: Imports = Imports {
    id: "keychain-always-import",
    symbols: &["_kSecAttrAccessibleAlways", "_kSecAttrAccessibleAlwaysThisDeviceOnly"],
    prefixes: &[],
    own_code: false,
    wrapper: Some(("_kSecAttrAccessible", 5)),
};

/// Files that can be read while the phone is locked.
pub(crate) const FILE_PROTECTION_NONE: Imports = Imports {
    id: "file-protection-none",
    symbols: &["_NSFileProtectionNone", "_NSURLFileProtectionNone"],
    prefixes: &[],
    own_code: false,
    wrapper: Some(("_NSFileProtection", 5)),
};

/// The web view that runs pages inside the app's process.
pub(crate) const UI_WEB_VIEW: Imports = Imports {
    id: "ui-web-view",
    symbols: &["_OBJC_CLASS_$_UIWebView"],
    prefixes: &[],
    own_code: false,
    wrapper: None,
};

impl Imports {
    fn is_wanted(&self, name: &str) -> bool {
        self.symbols.contains(&name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    /// Where code calls or takes a symbol, less what is harmless; `None` where no code is seen to.
    fn places(&self, binary: &Binary, symbol: &str) -> Option<Vec<Location>> {
        let machine = &binary.machine;
        let calls = machine.calls.iter().filter(|site| site.call.symbol() == Some(symbol));
        let mentions = machine.mentions.iter().filter(|mention| &*mention.symbol == symbol);
        let count = calls.clone().count().saturating_add(mentions.clone().count());
        let calls = calls.filter(|site| !is_bounded(&site.call)).map(|site| binary.call(site));
        (count > 0).then(|| calls.chain(mentions.map(|mention| binary.mention(mention))).collect())
    }

    fn is_wrapper(&self, binary: &Binary) -> bool {
        self.wrapper.is_some_and(|(prefix, enough)| {
            // `_kSecAttrAccessible` itself is the name of the attribute.
            let names =
                binary.imports.iter().filter(|name| name.len() > prefix.len() && name.starts_with(prefix));
            names.count() >= enough
        })
    }
}

/// Whether what a C function writes is fixed in the code: a constant text, or a format without texts and decimals, whose
/// length a value decides.
fn is_bounded(call: &Call) -> bool {
    match call.symbol() {
        Some("_strcpy" | "_stpcpy" | "_strcat") => call.arg(1).text().is_some(),
        Some("_sprintf") => call.arg(1).text().is_some_and(|format| {
            !format.split('%').skip(1).any(|rest| {
                rest.trim_start_matches(|c: char| c.is_ascii_digit() || "-+ #.*lhqLztj".contains(c))
                    .starts_with(['s', 'S', '@', 'f', 'F'])
            })
        }),
        _ => false,
    }
}

impl Detector for Imports {
    fn id(&self) -> &'static str {
        self.id
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.symbols, self.symbols);
        add(&mut interest.machine.mentions, self.symbols);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let chosen: Vec<&Binary> = if self.own_code {
            own_slices(facts).map(|(_, binary)| binary).collect()
        } else {
            slices(facts).map(|(_, binary)| binary).collect()
        };
        let mut seen = BTreeSet::new();
        for binary in chosen.iter().filter(|binary| !is_swift_runtime(binary)) {
            for symbol in binary.imports.iter().filter(|name| self.is_wanted(name)) {
                if !seen.insert((&binary.artifact, symbol)) {
                    continue;
                }
                let places = self.places(binary, symbol);
                // Reached through a table or in code that is not read: the import is all there is to name.
                let known = match places {
                    Some(places) => places,
                    None => vec![Location::symbol(binary.artifact.clone(), symbol.as_str())],
                };
                for place in known {
                    let draft = out.fail(place).value("symbol", symbol).anchor(symbol);
                    if self.is_wrapper(binary) {
                        draft.confidence(Confidence::Low);
                    }
                }
            }
        }
        out.examined("slices", chosen.len());
        Ok(())
    }
}
