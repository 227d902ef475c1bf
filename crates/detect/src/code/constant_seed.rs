use facts::{CallSite, Facts, Interest, MethodPattern};
use finding::Evidence;
use rules::Sink;

use super::{arguments, ask};
use crate::{Detector, Unknown};

/// A secure generator that is given a seed which the code fixes.
pub(crate) struct ConstantSeed;

/// Calls that seed a secure generator, with the argument that is the seed.
const SEEDS: &[(&str, usize)] = &[
    ("Ljava/security/SecureRandom;-><init>([B)", 0),
    ("Ljava/security/SecureRandom;->setSeed([B)", 0),
    ("Ljava/security/SecureRandom;->setSeed(J)", 0),
];
/// Calls before which a generator has seeded itself: from then on a seed only adds to it.
const DRAWS: &[&str] = &[
    "Ljava/security/SecureRandom;->nextBytes(*)",
    "Ljava/security/SecureRandom;->nextInt(*)",
    "Ljava/security/SecureRandom;->nextLong(*)",
];

impl Detector for ConstantSeed {
    fn id(&self) -> &'static str {
        "constant-seed"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, SEEDS);
        for pattern in DRAWS.iter().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (site, seed) in arguments(facts, SEEDS) {
            examined = examined.saturating_add(1);
            if !seed.is_known() || has_drawn(facts, site) {
                continue;
            }
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .evidence(Evidence::masked("seed", &seed.plain()))
                .anchor(&site.callee);
        }
        out.examined("calls", examined);
        Ok(())
    }
}

/// Whether the same generator, made in this method, has given numbers before.
fn has_drawn(facts: &Facts<'_>, seeded: &CallSite) -> bool {
    let mut draws = DRAWS.iter().flat_map(|pattern| facts.code.direct_calls_to(pattern));
    matches!(seeded.receiver, facts::Const::New { .. })
        && draws
            .any(|one| one.caller == seeded.caller && one.pc < seeded.pc && one.receiver == seeded.receiver)
}
