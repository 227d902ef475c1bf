use std::collections::BTreeSet;

use facts::{Binary, Facts};
use finding::{Confidence, Location};
use rules::Sink;

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

impl Imports {
    fn is_wanted(&self, name: &str) -> bool {
        self.symbols.contains(&name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
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

impl Detector for Imports {
    fn id(&self) -> &'static str {
        self.id
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
                let place = Location::symbol(binary.artifact.clone(), symbol.as_str());
                let draft = out.fail(place).value("symbol", symbol).anchor(symbol);
                if self.is_wrapper(binary) {
                    draft.confidence(Confidence::Low);
                }
            }
        }
        out.examined("slices", chosen.len());
        Ok(())
    }
}
