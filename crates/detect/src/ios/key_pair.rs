use facts::{Facts, Interest};
use rules::Sink;

use super::calls::{add, follow, number, pairs, say_unknown, say_unread, sites};
use crate::{Detector, Unknown};

/// A pair of keys whose length no longer holds.
pub(crate) struct ShortKeyPair;

const MAKES: &[&str] = &["_SecKeyCreateRandomKey", "_SecKeyGeneratePair"];
const SIZE: &str = "_kSecAttrKeySizeInBits";
const TYPE: &str = "_kSecAttrKeyType";

impl Detector for ShortKeyPair {
    fn id(&self) -> &'static str {
        "short-key-pair"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.symbols, MAKES);
        for name in MAKES {
            follow(interest, name, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| call.symbol().is_some_and(|symbol| MAKES.contains(&symbol)));
        for (binary, site) in &calls {
            let entries = pairs(site.call.arg(0)).unwrap_or_default();
            let find = |key: &str| entries.iter().find(|(one, _)| one.content() == Some(key));
            let kind = find(TYPE).and_then(|(_, value)| value.content());
            let Some(bits) = find(SIZE).and_then(|(_, value)| number(value)) else {
                if !site.is_followed {
                    say_unknown(out, binary, site, "the length of the key", "金鑰長度");
                }
                continue;
            };
            if bits < least(kind) {
                out.fail(binary.call(site))
                    .value("callee", site.call.symbol().unwrap_or_default())
                    .value("bits", bits.to_string());
            } else if kind.is_none() && bits < RSA && !is_curve(bits) {
                say_unknown(out, binary, site, "the kind of the key", "金鑰類型");
            }
        }
        out.examined("calls", calls.len());
        Ok(())
    }
}

const RSA: u64 = 2048;
const CURVE: u64 = 224;

fn is_curve(bits: u64) -> bool {
    matches!(bits, 224 | 256 | 384 | 521)
}

/// Least bits of a kind of key; of an unknown one those that no kind may go below.
fn least(kind: Option<&str>) -> u64 {
    match kind {
        Some("_kSecAttrKeyTypeRSA") => RSA,
        _ => CURVE,
    }
}
