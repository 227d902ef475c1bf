use facts::arm64::{Call, Value};
use facts::{Facts, Interest};
use rules::Sink;

use super::calls::{add, constant, follow, is_kept, is_passed, say_unknown, say_unread, sites};
use super::is;
use crate::{Detector, Unknown};

/// A question about the calls that make a cipher of CommonCrypto.
pub(crate) struct Cipher {
    id: &'static str,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Algorithm,
    Ecb,
    Key,
}

/// DES, 3DES, RC4 or RC2.
pub(crate) const BROKEN_CIPHER: Cipher = Cipher { id: "broken-cipher", what: What::Algorithm };
/// Each block by itself.
pub(crate) const ECB_MODE: Cipher = Cipher { id: "ecb-mode", what: What::Ecb };
/// A key or an initialisation vector that stands in the code.
pub(crate) const CONSTANT_KEY: Cipher = Cipher { id: "constant-key", what: What::Key };

/// `kCCAlgorithmRC4`: a stream has no blocks.
const RC4: u64 = 4;
/// `kCCOptionECBMode`.
const OPTION_ECB: u64 = 2;
/// `kCCModeECB`.
const MODE_ECB: u64 = 1;

const WITH_OPTIONS: &[&str] = &["_CCCrypt", "_CCCryptorCreate", "_CCCryptorCreateFromData"];
const WITH_MODE: &str = "_CCCryptorCreateWithMode";
/// Functions besides the ciphers that take a key, and at which argument.
const OTHER_KEYS: &[(&str, usize)] = &[("_CCHmac", 1), ("_SecKeyCreateWithData", 0)];

/// Positions of arguments.
struct Layout {
    algorithm: usize,
    key: usize,
    iv: usize,
}

fn layout(call: &Call) -> Option<Layout> {
    match call.symbol()? {
        WITH_MODE => Some(Layout { algorithm: 2, key: 5, iv: 4 }),
        name if WITH_OPTIONS.contains(&name) => Some(Layout { algorithm: 1, key: 3, iv: 5 }),
        _ => None,
    }
}

/// Numbers that an argument of 32 bits holds.
fn number(value: &Value) -> Option<u64> {
    value.int().map(|value| value & u64::from(u32::MAX))
}

fn algorithm(number: u64) -> Option<&'static str> {
    match number {
        1 => Some("DES"),
        2 => Some("3DES"),
        4 => Some("RC4"),
        5 => Some("RC2"),
        _ => None,
    }
}

impl Detector for Cipher {
    fn id(&self) -> &'static str {
        self.id
    }

    fn interest(&self, interest: &mut Interest) {
        let symbols = &mut interest.machine.symbols;
        add(symbols, WITH_OPTIONS);
        add(symbols, &[WITH_MODE]);
        if let What::Key = self.what {
            symbols.extend(OTHER_KEYS.iter().map(|(name, _)| (*name).to_owned()));
        }
        for name in WITH_OPTIONS {
            follow(interest, name, &[1, 2, 3, 5]);
        }
        follow(interest, WITH_MODE, &[1, 2, 4, 5]);
        for (name, at) in OTHER_KEYS {
            follow(interest, name, &[*at]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| layout(call).is_some());
        for (binary, site) in &calls {
            let call = &site.call;
            let Some(layout) = layout(call) else { continue };
            let chosen = number(call.arg(layout.algorithm));
            let callee = call.symbol().unwrap_or_default();
            match self.what {
                What::Algorithm => match chosen {
                    Some(number) => {
                        if let Some(name) = algorithm(number) {
                            out.fail(binary.call(site)).value("callee", callee).value("algorithm", name);
                        }
                    }
                    None => say_unknown(out, binary, site, "the algorithm", "演算法"),
                },
                What::Ecb => {
                    let by_mode = callee == WITH_MODE;
                    let mode = number(call.arg(if by_mode { 1 } else { 2 }));
                    match mode {
                        _ if chosen == Some(RC4) => {}
                        Some(mode) if by_mode && mode == MODE_ECB || !by_mode && mode & OPTION_ECB != 0 => {
                            out.fail(binary.call(site)).value("callee", callee);
                        }
                        Some(_) => {}
                        None => say_unknown(out, binary, site, "the mode", "加密模式"),
                    }
                }
                What::Key => {
                    for (name, at) in [("key", layout.key), ("iv", layout.iv)] {
                        judge_key(out, binary, site, name, call.arg(at));
                    }
                }
            }
        }
        out.examined("ciphers", calls.len());
        if let What::Key = self.what {
            other_keys(facts, out);
        }
        Ok(())
    }
}

fn judge_key(
    out: &mut Sink<'_>,
    binary: &facts::Binary,
    site: &facts::arm64::Site,
    name: &'static str,
    value: &Value,
) {
    if let Some(what) = constant(value) {
        let callee = site.call.symbol().unwrap_or_default();
        let anchor = format!("{callee} {name}");
        out.fail(binary.call(site))
            .value("callee", callee)
            .value("argument", name)
            .value("value", what)
            .anchor(anchor);
        // What no code of an executable supplies comes from outside of it; a library may be given it by anybody.
    } else if name == "key" && is_passed(value) && !site.is_followed && !is(&binary.file_type, "execute") {
        say_unknown(out, binary, site, "where the key comes from", "金鑰來源");
    } else if name == "key" && is_kept(value) {
        say_unknown(out, binary, site, "what the member holds that the key is", "作為金鑰之成員內容");
    }
}

fn other_keys(facts: &Facts<'_>, out: &mut Sink<'_>) {
    let position = |call: &Call| {
        let symbol = call.symbol()?;
        OTHER_KEYS.iter().find(|(name, _)| *name == symbol).map(|(_, at)| *at)
    };
    for (binary, site) in sites(facts, |call| position(call).is_some()) {
        let Some(at) = position(&site.call) else { continue };
        // A public key is no secret.
        if !is_public(site.call.arg(1)) {
            judge_key(out, binary, site, "key", site.call.arg(at));
        }
    }
}

/// Whether a dictionary of attributes says that a key is a public one.
fn is_public(attributes: &Value) -> bool {
    let Value::Result(call) = attributes else { return false };
    call.args.iter().any(|arg| match arg {
        Value::Stack(words) => words.iter().any(|word| word.content() == Some("_kSecAttrKeyClassPublic")),
        other => other.content() == Some("_kSecAttrKeyClassPublic"),
    })
}
