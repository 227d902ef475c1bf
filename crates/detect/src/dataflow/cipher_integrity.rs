use std::collections::{BTreeMap, BTreeSet};

use facts::{Const, Facts, Interest, MethodId, MethodPattern};
use rules::Sink;

use super::ask;
use crate::{Detector, Unknown};

/// CBC with padding, and nothing that tells whether the ciphertext was changed.
pub(crate) struct CbcWithoutMac;

const CIPHERS: &[&str] = &["Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;*)"];
/// Calls that make or check a mark of integrity.
const SEALS: &[&str] = &[
    "Ljavax/crypto/Mac;->getInstance(*)",
    "Ljavax/crypto/Mac;->doFinal(*)",
    "Ljava/security/Signature;->sign(*)",
    "Ljava/security/Signature;->verify(*)",
];
/// Callers of callers that may hold the other half of the work.
const LEVELS: usize = 2;
/// Methods around a cipher that are looked at.
const MAX_METHODS: usize = 256;

impl Detector for CbcWithoutMac {
    fn id(&self) -> &'static str {
        "cbc-without-mac"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in CIPHERS.iter().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_call(pattern, &[0]);
        }
        ask(interest, SEALS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let code = &facts.code;
        let outer = |method: MethodId| {
            let signature = code.classes.signature(method).unwrap_or_default();
            signature.split(['$', ';']).next().unwrap_or_default().to_owned()
        };
        let sealing: BTreeSet<MethodId> =
            SEALS.iter().flat_map(|pattern| code.direct_calls_to(pattern)).map(|site| site.caller).collect();
        let classes: BTreeSet<String> = sealing.iter().map(|method| outer(*method)).collect();
        let mut around: BTreeMap<MethodId, bool> = BTreeMap::new();
        out.examined("calls", CIPHERS.iter().flat_map(|pattern| code.direct_calls_to(pattern)).count());
        for site in CIPHERS.iter().flat_map(|pattern| code.calls_to(pattern)) {
            let modes = site.args.first().map_or(&[][..], Const::each);
            let Some(mode) = modes.iter().filter_map(Const::text).find(|mode| is_padded_cbc(mode)) else {
                continue;
            };
            let is_sealed = *around.entry(site.caller).or_insert_with(|| {
                let mut methods = vec![site.caller];
                let mut from = 0;
                for _ in 0..LEVELS {
                    let until = methods.len();
                    for at in from..until {
                        let Some(method) = methods.get(at).copied() else { continue };
                        let callers = code.graph.callers_of(&code.classes, method);
                        methods.extend(callers.take(MAX_METHODS.saturating_sub(methods.len())));
                    }
                    from = until;
                }
                methods.iter().any(|method| {
                    classes.contains(&outer(*method))
                        || code.graph.callees(*method).any(|one| sealing.contains(&one))
                })
            });
            if !is_sealed && out.findings.iter().all(|one| one.location != site.location) {
                out.fail(site.location.clone()).value("mode", mode);
            }
        }
        Ok(())
    }
}

fn is_padded_cbc(mode: &str) -> bool {
    let mode = mode.trim().to_ascii_uppercase();
    mode.contains("/CBC/PKCS5PADDING") || mode.contains("/CBC/PKCS7PADDING")
}
