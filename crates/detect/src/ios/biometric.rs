use facts::arm64::{Call, Callee, Site, Value};
use facts::{Binary, Facts, Interest};
use rules::Sink;

use super::all_slices;
use super::calls::{add, follow, say_unknown, say_unread, sites};
use crate::{Detector, Unknown};

const EVALUATE: &str = "evaluatePolicy:localizedReason:reply:";
const ACCESS_CONTROL: &str = "_SecAccessControlCreateWithFlags";
const READS_KEYCHAIN: &str = "_SecItemCopyMatching";

/// A fingerprint or a face that only decides a yes or no, with no secret of the keychain behind it.
pub(crate) struct BooleanGate;

impl Detector for BooleanGate {
    fn id(&self) -> &'static str {
        "biometric-boolean-gate"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, &[EVALUATE]);
        add(&mut interest.machine.replies, &[EVALUATE]);
        add(&mut interest.machine.symbols, &[READS_KEYCHAIN]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| call.selector() == Some(EVALUATE));
        // Which item a gate opens cannot be told; that none is bound to a person at all can.
        let is_bound = [ACCESS_CONTROL, READS_KEYCHAIN]
            .iter()
            .all(|one| all_slices(facts).any(|(_, binary)| binary.imports(one)));
        let readers = sites(facts, |call| call.symbol() == Some(READS_KEYCHAIN));
        for (binary, site) in &calls {
            let after = if is_bound { after_yes(binary, site) } else { After::Nothing };
            let class = class_of(site);
            let shares = |other: &Site| class.is_none() || class_of(other) == class;
            match after {
                After::ReadsKeychain => {}
                // Whoever else reads the keychain may be told of the yes in another way.
                _ if is_bound && readers.iter().any(|(_, other)| shares(other)) => say_unknown(
                    out,
                    binary,
                    site,
                    "whether the answer opens an item bound to the person",
                    "驗證結果是否用於開啟與使用者綁定之項目",
                ),
                After::Unclear => {
                    say_unknown(out, binary, site, "what the answer opens", "驗證結果所開啟之內容")
                }
                After::Nothing => {
                    out.fail(binary.call(site)).value("callee", EVALUATE);
                }
            }
        }
        out.examined("gates", calls.len());
        Ok(())
    }
}

/// What the code does that gets the answer.
enum After {
    ReadsKeychain,
    Nothing,
    Unclear,
}

fn after_yes(binary: &Binary, site: &Site) -> After {
    let Value::Block(code) = site.call.arg(4) else { return After::Unclear };
    let Some(body) = binary.machine.bodies.get(code) else { return After::Unclear };
    if body.calls(|callee| matches!(callee, Callee::Symbol(name) if &**name == READS_KEYCHAIN)) {
        return After::ReadsKeychain;
    }
    // Swift hands the answer on to a closure that only a pointer names.
    let is_open = |callee: &Callee| matches!(callee, Callee::Unknown | Callee::Block(_) | Callee::Message);
    if !body.is_whole || body.calls(is_open) { After::Unclear } else { After::Nothing }
}

/// The class of the method that a call, or the block around it, stands in.
fn class_of(site: &Site) -> Option<&str> {
    let name = site.function.name.as_deref()?;
    let (_, rest) = name.split_once('[')?;
    // A category belongs to its class.
    rest.split([' ', '(']).next()
}

/// A policy or a flag by which the passcode does instead of a fingerprint or a face, or one added later does.
pub(crate) struct WeakPolicy;

/// `LAPolicyDeviceOwnerAuthentication`.
const DEVICE_OWNER: u64 = 2;
/// `kSecAccessControlUserPresence`, `…BiometryAny`, `…BiometryCurrentSet`, `…DevicePasscode`.
const USER_PRESENCE: u64 = 1;
const BIOMETRY_ANY: u64 = 1 << 1;
const BIOMETRY_CURRENT: u64 = 1 << 3;
const DEVICE_PASSCODE: u64 = 1 << 4;

impl Detector for WeakPolicy {
    fn id(&self) -> &'static str {
        "weak-biometric-policy"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, &[EVALUATE]);
        add(&mut interest.machine.symbols, &[ACCESS_CONTROL]);
        follow(interest, EVALUATE, &[2]);
        follow(interest, ACCESS_CONTROL, &[2]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let fits = |call: &Call| call.selector() == Some(EVALUATE) || call.symbol() == Some(ACCESS_CONTROL);
        let calls = sites(facts, fits);
        for (binary, site) in &calls {
            let is_policy = site.call.selector().is_some();
            let weak = match site.call.arg(2).int() {
                Some(DEVICE_OWNER) if is_policy => Some("LAPolicyDeviceOwnerAuthentication"),
                Some(_) if is_policy => None,
                Some(flags) if flags & BIOMETRY_CURRENT != 0 => None,
                Some(flags) if flags & USER_PRESENCE != 0 => Some("kSecAccessControlUserPresence"),
                Some(flags) if flags & BIOMETRY_ANY != 0 => Some("kSecAccessControlBiometryAny"),
                Some(flags) if flags & DEVICE_PASSCODE != 0 => Some("kSecAccessControlDevicePasscode"),
                Some(_) => None,
                None if site.is_followed => None,
                None => {
                    say_unknown(out, binary, site, "the policy", "驗證政策");
                    None
                }
            };
            if let Some(weak) = weak {
                out.fail(binary.call(site)).value("policy", weak);
            }
        }
        out.examined("policies", calls.len());
        Ok(())
    }
}
