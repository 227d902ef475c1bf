use std::collections::BTreeSet;

use facts::{CallSite, Facts, Interest, Kind, MethodId, Slice, Slicer, ValueOrigin, Which};
use finding::Location;
use rules::Sink;

use super::words::makes_secret;
use super::{ask, calls, parts};
use crate::{Detector, Unknown};

/// A key, nonce, token or password is made with a generator whose numbers can be guessed.
pub(crate) struct PredictableSecret;
/// A key, token or seed is made from the clock.
pub(crate) struct TimeAsSecret;

const GENERATORS: &[&str] = &[
    "Ljava/util/Random;->nextBytes(*)",
    "Ljava/util/Random;->nextInt(*)",
    "Ljava/util/Random;->nextLong(*)",
    "Ljava/util/Random;->nextDouble(*)",
    "Ljava/util/Random;->nextFloat(*)",
    "Ljava/util/Random;->nextGaussian(*)",
    "Ljava/util/Random;->nextBoolean(*)",
    "Ljava/util/Random;->ints(*)",
    "Ljava/lang/Math;->random(*)",
    "Lkotlin/random/Random;->nextBytes(*)",
    "Lkotlin/random/Random;->nextInt(*)",
    "Lkotlin/random/Random;->nextLong(*)",
    "Lkotlin/random/Random;->nextDouble(*)",
    "Lkotlin/random/Random$Default;->nextBytes(*)",
    "Lkotlin/random/Random$Default;->nextInt(*)",
    "Lkotlin/random/Random$Default;->nextLong(*)",
    "Lkotlin/random/Random$Default;->nextDouble(*)",
    "Lkotlin/ranges/RangesKt;->random(*)",
    "Lkotlin/collections/CollectionsKt;->random(*)",
    "Lkotlin/text/StringsKt;->random(*)",
    "Ljava/util/concurrent/ThreadLocalRandom;->nextInt(*)",
    "Ljava/util/concurrent/ThreadLocalRandom;->nextLong(*)",
    "Ljava/util/concurrent/ThreadLocalRandom;->nextBytes(*)",
    "Lorg/apache/commons/lang3/RandomStringUtils;->random(*)",
    "Lorg/apache/commons/lang3/RandomStringUtils;->randomAlphanumeric(*)",
    "Lorg/apache/commons/lang3/RandomStringUtils;->randomNumeric(*)",
];
const CLOCKS: &[&str] = &[
    "Ljava/lang/System;->currentTimeMillis()",
    "Ljava/lang/System;->nanoTime()",
    "Landroid/os/SystemClock;->elapsedRealtime()",
    "Landroid/os/SystemClock;->uptimeMillis()",
    "Ljava/util/Date;->getTime()",
    "Ljava/util/Calendar;->getTimeInMillis()",
    "Ljava/time/Instant;->toEpochMilli()",
];
/// Calls that take a secret as it is, and which argument it is.
const SPECS: &[(&str, u16)] = &[
    ("Ljavax/crypto/spec/SecretKeySpec;-><init>([B*)", 0),
    ("Ljavax/crypto/spec/IvParameterSpec;-><init>([B*)", 0),
    ("Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B*)", 1),
    ("Ljavax/crypto/spec/PBEKeySpec;-><init>([C*)", 0),
    ("Ljavax/crypto/spec/PBEKeySpec;-><init>([C[B*)", 1),
    ("Ljavax/crypto/spec/PBEParameterSpec;-><init>([B*)", 0),
];
/// Calls that seed a generator that is meant to be secure.
const SEEDS: &[(&str, u16)] =
    &[("Ljava/security/SecureRandom;->setSeed(*)", 0), ("Ljava/security/SecureRandom;-><init>([B)", 0)];
/// Calls that keep or send a value under a name: the name is the first argument, the value the second.
const NAMED: &[&str] = &[
    "Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)",
    "Lorg/json/JSONObject;->put(Ljava/lang/String;*)",
    "Ljava/util/Map;->put(*)",
    "Ljava/util/HashMap;->put(*)",
    "Ljava/net/URLConnection;->setRequestProperty(Ljava/lang/String;Ljava/lang/String;)",
    "Lokhttp3/Request$Builder;->addHeader(Ljava/lang/String;Ljava/lang/String;)",
    "Lokhttp3/Request$Builder;->header(Ljava/lang/String;Ljava/lang/String;)",
    "Lokhttp3/FormBody$Builder;->add(Ljava/lang/String;Ljava/lang/String;)",
];

/// Callers of callers of a generator whose names are looked at.
const LEVELS: usize = 2;
/// Methods that may pass a number on.
const MAX_METHODS: usize = 4096;

/// One question: what must not make a secret.
struct Question {
    sources: &'static [&'static str],
    /// Whether a call is such a source.
    is_source: fn(&str) -> bool,
    /// Whether generators that are seeded count as well.
    seeds: bool,
}

impl Question {
    /// Whether a name is of something that must not be made so. A number used once may be the time.
    fn wants(&self, name: &str) -> bool {
        makes_secret(name) && !(self.seeds && name.to_ascii_lowercase().ends_with("nonce"))
    }
}

impl Detector for PredictableSecret {
    fn id(&self) -> &'static str {
        "predictable-secret"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, GENERATORS);
        ask_for_uses(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        look(facts, out, &Question { sources: GENERATORS, is_source: is_generator, seeds: false });
        Ok(())
    }
}

impl Detector for TimeAsSecret {
    fn id(&self) -> &'static str {
        "time-as-secret"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CLOCKS);
        ask_for_uses(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        look(facts, out, &Question { sources: CLOCKS, is_source: is_clock, seeds: true });
        Ok(())
    }
}

fn ask_for_uses(interest: &mut Interest) {
    let patterns: Vec<&str> = SPECS.iter().chain(SEEDS).map(|(pattern, _)| *pattern).collect();
    ask(interest, &patterns);
    ask(interest, NAMED);
}

fn is_generator(callee: &str) -> bool {
    let Some((class, name, ..)) = parts(callee) else { return false };
    let makes = name.starts_with("next") || name.starts_with("random") || matches!(name, "ints" | "longs");
    makes
        && (matches!(
            class,
            "Ljava/util/Random;" | "Ljava/lang/Math;" | "Ljava/util/concurrent/ThreadLocalRandom;"
        ) || class.starts_with("Lkotlin/random/")
            || class.starts_with("Lkotlin/ranges/")
            || matches!(class, "Lkotlin/collections/CollectionsKt;" | "Lkotlin/text/StringsKt;")
            || class.ends_with("/RandomStringUtils;"))
}

fn is_clock(callee: &str) -> bool {
    let Some((class, name, ..)) = parts(callee) else { return false };
    match class {
        "Ljava/lang/System;" => matches!(name, "currentTimeMillis" | "nanoTime"),
        "Landroid/os/SystemClock;" => name != "sleep",
        "Ljava/util/Date;" => matches!(name, "getTime" | "<init>") && !callee.contains("(J)"),
        "Ljava/util/Calendar;" => matches!(name, "getTimeInMillis" | "getInstance"),
        "Ljava/time/Instant;" => matches!(name, "now" | "toEpochMilli"),
        _ => false,
    }
}

fn look(facts: &Facts<'_>, out: &mut Sink<'_>, question: &Question) {
    let sources = calls(facts, out, question.sources);
    if sources.is_empty() {
        return;
    }
    let mut search =
        Search { facts, question, slicer: facts.code.slicer(), found: Vec::new(), incomplete: Vec::new() };
    let seeds = SEEDS.iter().filter(|_| question.seeds);
    for (pattern, at) in SPECS.iter().chain(seeds) {
        for site in facts.code.direct_calls_to(pattern) {
            search.spec(site, *at);
        }
    }
    for site in NAMED.iter().flat_map(|pattern| facts.code.direct_calls_to(pattern)) {
        let keys = site.args.first().map_or(&[][..], facts::Const::each);
        if let Some(key) = keys.iter().filter_map(facts::Const::text).find(|key| question.wants(key)) {
            let use_ = format!("\"{key}\"");
            search.named(site, &use_);
        }
    }
    search.around(sources.iter().map(|site| site.caller).collect());
    let Search { mut found, incomplete, .. } = search;
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    for (location, source, use_) in found {
        out.fail(location).value("source", &source).value("use", &use_);
    }
    incomplete.into_iter().for_each(|site| out.unknown(super::not_followed(site)));
}

struct Search<'s, 'f> {
    facts: &'s Facts<'f>,
    question: &'s Question,
    slicer: Slicer<'s, 'f>,
    /// Place, source and use.
    found: Vec<(Location, String, String)>,
    incomplete: Vec<&'s CallSite>,
}

impl<'s> Search<'s, '_> {
    /// What is taken as a key, nonce, salt, password or seed.
    fn spec(&mut self, site: &'s CallSite, at: u16) {
        let Some(slice) = self.slicer.computed(site.caller, site.pc, Which::Argument(at)) else { return };
        match self.source(&slice) {
            Some((_, source)) => {
                let use_ = site.callee.split("->").next().and_then(|class| class.rsplit('/').next());
                let use_ = use_.unwrap_or_default().trim_end_matches(';').to_owned();
                self.found.push((site.location.clone(), source, use_));
            }
            None if !slice.complete => self.incomplete.push(site),
            None => {}
        }
    }

    fn named(&mut self, site: &'s CallSite, use_: &str) {
        let Some(slice) = self.slicer.computed(site.caller, site.pc, Which::Argument(1)) else { return };
        if let Some((_, source)) = self.source(&slice).filter(|_| !is_secret_anyway(&slice)) {
            self.found.push((site.location.clone(), source, use_.to_owned()));
        }
    }

    /// Methods and fields that are named after secrets, in and around the methods that ask a source.
    fn around(&mut self, sources: BTreeSet<MethodId>) {
        let code = &self.facts.code;
        let mut methods: Vec<MethodId> = sources.into_iter().collect();
        let mut known: BTreeSet<MethodId> = methods.iter().copied().collect();
        let mut from = 0;
        for _ in 0..LEVELS {
            let until = methods.len();
            for at in from..until {
                let Some(method) = methods.get(at).copied() else { continue };
                for caller in code.graph.callers_of(&code.classes, method) {
                    if methods.len() < MAX_METHODS && known.insert(caller) {
                        methods.push(caller);
                    }
                }
            }
            from = until;
        }
        // Setters that a value is handed to.
        let setters = methods.iter().flat_map(|method| code.graph.callees(*method)).filter(|method| {
            let signature = code.classes.signature(*method).unwrap_or_default();
            parts(&signature).is_some_and(|(_, name, ..)| makes_secret(name))
        });
        let setters: BTreeSet<MethodId> = setters.filter(|method| !known.contains(method)).collect();
        methods.extend(setters.into_iter().take(MAX_METHODS));
        for method in methods {
            let signature = code.classes.signature(method).unwrap_or_default();
            let Some((_, name, _, returns)) = parts(&signature) else { continue };
            if self.question.wants(name)
                && is_value(returns)
                && let Some(slice) = self.slicer.computed_result(method)
            {
                // What callers hand over is not what makes the value here.
                self.take(method, None, &slice, format!("{name}()"));
            }
            let question = self.question;
            let wanted = |field: &str| {
                field
                    .split_once("->")
                    .and_then(|(_, rest)| rest.split_once(':'))
                    .is_some_and(|(name, type_)| question.wants(name) && is_value(type_) && type_ != "J")
            };
            for stored in self.slicer.stored(method, &wanted) {
                let name = stored.field.split_once("->").and_then(|(_, rest)| rest.split(':').next());
                let name = name.unwrap_or_default().to_owned();
                self.take(method, Some(stored.pc), &stored.value, name);
            }
        }
    }

    fn take(&mut self, method: MethodId, pc: Option<u32>, slice: &Slice, use_: String) {
        if is_secret_anyway(slice) {
            return;
        }
        let Some((origin, source)) = self.source(slice) else { return };
        let pc = pc.or((origin.method == method).then_some(origin.pc));
        if let Some(location) = self.facts.code.location(method, pc) {
            self.found.push((location, source, use_));
        }
    }

    /// The source that a value is made from.
    fn source(&mut self, slice: &Slice) -> Option<(ValueOrigin, String)> {
        let found: Vec<(ValueOrigin, String)> = slice
            .calls()
            .filter(|(_, callee)| (self.question.is_source)(callee))
            .map(|(origin, callee)| (origin.clone(), callee.to_owned()))
            .collect();
        found.into_iter().find(|(origin, _)| {
            // A variable of the general type may hold a secure generator.
            self.slicer.object(origin.method, origin.pc, Which::Receiver).is_none_or(|slice| {
                slice.origins.iter().all(|one| match &one.kind {
                    Kind::New(class) => &**class != "Ljava/security/SecureRandom;",
                    Kind::Call(callee) => {
                        !callee.starts_with("Ljava/security/SecureRandom;")
                            && !callee.contains("->asKotlinRandom(")
                    }
                    Kind::Field(field) => !field.ends_with(":Ljava/security/SecureRandom;"),
                    _ => true,
                })
            })
        })
    }
}

/// Whether something that cannot be guessed goes into a value too: a MAC, a signature, secure random numbers.
fn is_secret_anyway(slice: &Slice) -> bool {
    slice.sealed
        || slice.calls().any(|(_, callee)| {
            [
                "Ljava/security/SecureRandom;",
                "Ljava/util/UUID;->randomUUID",
                "Ljavax/crypto/",
                "Ljava/security/Signature;",
            ]
            .iter()
            .any(|one| callee.starts_with(one))
        })
}

fn is_value(type_: &str) -> bool {
    matches!(type_, "Ljava/lang/String;" | "[B" | "[C" | "I" | "J" | "Ljava/lang/CharSequence;")
}
