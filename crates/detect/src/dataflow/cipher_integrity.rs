use std::collections::BTreeSet;

use facts::{Const, Facts, Interest, Kind, MethodId, MethodPattern, Slice, Slicer, Which};
use rules::Sink;

use super::{ask, parts};
use crate::{Detector, Unknown};

/// CBC with padding, and nothing that tells whether the ciphertext was changed.
pub(crate) struct CbcWithoutMac;

const CIPHERS: &[&str] = &["Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;*)"];
const RUNS: &[&str] = &["Ljavax/crypto/Cipher;->doFinal([B*)", "Ljavax/crypto/Cipher;->update([B*)"];
/// Calls that a mark of integrity is computed over.
const SEALS: &[&str] = &[
    "Ljavax/crypto/Mac;->doFinal([B)",
    "Ljavax/crypto/Mac;->update([B*)",
    "Ljava/security/Signature;->update([B*)",
];
/// Marks that are followed; an app with more has libraries for it.
const MAX_SEALS: usize = 256;

impl Detector for CbcWithoutMac {
    fn id(&self) -> &'static str {
        "cbc-without-mac"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in CIPHERS.iter().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_call(pattern, &[0]);
        }
        ask(interest, RUNS);
        ask(interest, SEALS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let code = &facts.code;
        let mut slicer = code.slicer();
        let sealing: BTreeSet<MethodId> =
            SEALS.iter().flat_map(|pattern| code.direct_calls_to(pattern)).map(|site| site.caller).collect();
        let seals = inputs(facts, &mut slicer, SEALS, |_| true);
        out.examined("calls", CIPHERS.iter().flat_map(|pattern| code.direct_calls_to(pattern)).count());
        for site in CIPHERS.iter().flat_map(|pattern| code.calls_to(pattern)) {
            let modes = site.args.first().map_or(&[][..], Const::each);
            let Some(mode) = modes.iter().filter_map(Const::text).find(|mode| is_padded_cbc(mode)) else {
                continue;
            };
            // The cipher may be asked for in a helper and run by who calls that.
            let mut methods: BTreeSet<MethodId> = BTreeSet::from([site.caller]);
            methods.extend(code.graph.callers_of(&code.classes, site.caller));
            let runs = inputs(facts, &mut slicer, RUNS, |caller| methods.contains(&caller));
            let signatures: Vec<String> =
                methods.iter().filter_map(|method| code.classes.signature(*method)).collect();
            let is_over = |seal: &Slice| {
                seal.calls().any(|(origin, callee)| {
                    let is_run = parts(callee).is_some_and(|(class, name, ..)| {
                        class == "Ljavax/crypto/Cipher;" && matches!(name, "doFinal" | "update")
                    });
                    (is_run && methods.contains(&origin.method)) || signatures.iter().any(|one| one == callee)
                }) || runs.iter().any(|run| share(seal, run))
            };
            let is_sealed = sealing.contains(&site.caller) || seals.iter().any(is_over);
            if !is_sealed && out.findings.iter().all(|one| one.location != site.location) {
                out.fail(site.location.clone()).value("mode", mode);
            }
        }
        Ok(())
    }
}

/// What is given to some calls, as far as it is not encrypted before.
fn inputs(
    facts: &Facts<'_>,
    slicer: &mut Slicer<'_, '_>,
    patterns: &[&str],
    wanted: impl Fn(MethodId) -> bool,
) -> Vec<Slice> {
    let sites = patterns.iter().flat_map(|pattern| facts.code.direct_calls_to(pattern));
    let sites = sites.filter(|site| wanted(site.caller)).take(MAX_SEALS);
    sites.filter_map(|site| slicer.computed(site.caller, site.pc, Which::Argument(0))).collect()
}

/// Whether two values come from the same place: what is checked is what is decrypted.
fn share(one: &Slice, other: &Slice) -> bool {
    let telling = |kind: &Kind| matches!(kind, Kind::Call(_) | Kind::Parameter(_) | Kind::Field(_));
    one.origins.iter().any(|origin| telling(&origin.kind) && other.origins.contains(origin))
}

fn is_padded_cbc(mode: &str) -> bool {
    let mode = mode.trim().to_ascii_uppercase();
    mode.contains("/CBC/PKCS5PADDING") || mode.contains("/CBC/PKCS7PADDING")
}
