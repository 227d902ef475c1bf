use facts::Facts;
use finding::Location;
use serde::Deserialize;

use crate::Sink;

/// `[ask.symbol]`: binaries that import one of these symbols, or reference one of these Objective-C classes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolAsk {
    /// Symbol names as the linker writes them: `_strcpy`, `_OBJC_CLASS_$_UIWebView`.
    any: Vec<String>,
}

impl SymbolAsk {
    pub(super) fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) {
        let binaries = facts.apple.iter().flat_map(|bundle| &bundle.binaries);
        let mut count = 0usize;
        for binary in binaries {
            count = count.saturating_add(1);
            for symbol in self.any.iter().filter(|symbol| binary.imports(symbol)) {
                out.fail(Location::symbol(binary.artifact.clone(), symbol.as_str()))
                    .value("symbol", symbol)
                    .anchor(symbol);
            }
        }
        out.examined("slices", count);
    }
}
