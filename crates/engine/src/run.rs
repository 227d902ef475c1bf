use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use cursor::Limits;
use detect::Unknown;
use facts::{Draft, Facts, Given, Interest, Part, Search};
use finding::{Date, Fingerprint, Text, Verdict};
use package::{App, Issue};
use rayon::prelude::*;
use rules::{Ask, Rule, RuleSet, Sink};

use crate::scan::{LimitHit, PartSeen, RuleVerdict, Scan, ScanFinding};
use crate::verdict;

/// What may differ from one run to the next.
#[derive(Debug, Clone)]
pub struct Options {
    /// Caps on the work.
    pub limits: Limits,
    /// Only these rules, by id or former id; all when empty.
    pub only: Vec<String>,
    /// Day as of which everything that has a date is judged.
    pub as_of: Date,
    /// Content of the v4 signature file that lies beside an APK.
    pub idsig: Option<Vec<u8>>,
    /// SHA-256 of the certificates that the signers must have, in lower-case hexadecimal; empty for no expectation.
    pub expected_signers: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            only: Vec::new(),
            as_of: standards::checked_on(),
            idsig: None,
            expected_signers: Vec::new(),
        }
    }
}

/// Runs all rules of the app's platform, on the current rayon pool.
pub fn run<'r, 'a>(set: &'r RuleSet, app: &'a App, options: &Options) -> Scan<'r, 'a> {
    let chosen = |rule: &&Rule| {
        let named = |id: &String| *id == *rule.id || rule.aliases.contains(id);
        [app.platform.word(), "any"].contains(&rule.platform())
            && (options.only.is_empty() || options.only.iter().any(named))
    };
    let rules: Vec<&'r Rule> = set.rules().iter().filter(chosen).collect();
    let facts = collect(app, &rules, options);
    let answers: Vec<(Verdict, bool)> = rules.par_iter().map(|rule| answer(rule, &facts)).collect();
    let crashed =
        rules.iter().zip(&answers).filter(|(_, (_, crashed))| *crashed).map(|(rule, _)| rule.id.to_string());
    let crashed = crashed.collect();
    let verdicts: Vec<RuleVerdict<'r>> =
        rules.iter().zip(answers).map(|(rule, (verdict, _))| RuleVerdict { rule, verdict }).collect();
    let findings = number(&facts, &verdicts);
    // Reports name the hash of every artifact with a finding; large ones are worth a thread each.
    let named: BTreeSet<&str> = findings.iter().map(|one| &*one.finding.location.artifact).collect();
    named.into_par_iter().filter_map(|path| app.artifact(path)).for_each(|artifact| {
        app.sha256_of(artifact);
    });
    let coverage = coverage(&facts);
    let limits = limits_hit(&facts);
    Scan { verdicts, findings, coverage, limits, rules_hash: set.hash(), crashed, facts }
}

/// Reads the facts that some rules need: artifacts in parallel, then DEX files in parallel.
pub fn collect<'a>(app: &'a App, rules: &[&Rule], options: &Options) -> Facts<'a> {
    let mut interest = Interest::default();
    for rule in rules {
        rule.ask.interest(&mut interest);
        if let Ask::Detector(name) = &rule.ask
            && let Some(detector) = detect::find(name)
        {
            detector.interest(&mut interest);
        }
    }
    let limits = &options.limits;
    let search = Search::new(&interest);
    let examined =
        app.artifacts.par_iter().map(|artifact| facts::examine(app, artifact, &search, limits)).collect();
    let draft = Draft::new(app, &search, limits, examined);
    let (indexes, (signing, layouts)) = rayon::join(
        || (0..draft.dex_files()).into_par_iter().map(|at| draft.index(at)).collect(),
        || rayon::join(|| draft.signing(options.idsig.as_deref(), &Threads), || draft.layouts()),
    );
    let given = Given { as_of: options.as_of, expected_signers: options.expected_signers.clone() };
    draft.finish(indexes, signing, layouts, given)
}

/// The current rayon pool, for work that a crate below does not want to know how to spread.
#[derive(Debug, Clone, Copy)]
pub struct Threads;

impl apksig::Spread for Threads {
    fn map(&self, count: usize, work: &(dyn Fn(usize) -> Vec<u8> + Sync)) -> Vec<Vec<u8>> {
        (0..count).into_par_iter().map(work).collect()
    }
}

/// One rule's verdict, and whether it crashed.
fn answer(rule: &Rule, facts: &Facts<'_>) -> (Verdict, bool) {
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut sink = Sink::new(facts, rule);
        match &rule.ask {
            Ask::Detector(name) => match detect::find(name) {
                Some(detector) => {
                    if let Err(Unknown(why)) = detector.run(facts, &mut sink) {
                        sink.unknown(why);
                    }
                }
                None => sink.unknown(Text::new(
                    format!("this build has no detector named {name}"),
                    format!("此版本不含偵測器 {name}"),
                )),
            },
            ask => {
                ask.answer(facts, &mut sink);
            }
        }
        verdict::of(rule, facts, sink)
    }));
    match ran {
        Ok(verdict) => (verdict, false),
        Err(_) => {
            let why = Text::new("the rule crashed; please report it", "檢測規則執行異常，請回報");
            (Verdict::Inconclusive(why), true)
        }
    }
}

/// Findings in their order, each with its fingerprint; equal anchors are counted in the order of their places.
fn number<'r>(facts: &Facts<'_>, verdicts: &[RuleVerdict<'r>]) -> Vec<ScanFinding<'r>> {
    let mut all: Vec<ScanFinding<'r>> = Vec::new();
    for verdict in verdicts {
        let mut ordinals: BTreeMap<(String, String, String), u32> = BTreeMap::new();
        for finding in verdict.verdict.findings().iter().cloned() {
            let key = (finding.unit.to_string(), finding.location.place.anchor(), finding.anchor.clone());
            let ordinal = ordinals.entry(key.clone()).or_insert(0);
            let (unit, place, anchor) = &key;
            let parts = [&*verdict.rule.id, facts.app_id(), unit, place, anchor];
            let fingerprint = Fingerprint::of(&parts, *ordinal);
            *ordinal = ordinal.saturating_add(1);
            all.push(ScanFinding { rule: verdict.rule, finding, fingerprint });
        }
    }
    // Stable: within one severity and place, rules stay in the order of their ids.
    all.sort_by(|a, b| {
        let key = |one: &ScanFinding<'r>| (std::cmp::Reverse(one.finding.severity), one.rule.id.clone());
        key(a).cmp(&key(b))
    });
    all
}

fn coverage(facts: &Facts<'_>) -> Vec<PartSeen> {
    Part::ALL.iter().map(|&part| PartSeen { part, seen: facts.seen(part).clone() }).collect()
}

fn limits_hit(facts: &Facts<'_>) -> Vec<LimitHit> {
    let mut hit: Vec<LimitHit> = facts
        .issues
        .iter()
        .filter_map(|issue| match issue {
            Issue::Damage { artifact, error } if error.is_limit() => {
                Some(LimitHit { artifact: artifact.to_string(), what: error.to_string() })
            }
            _ => None,
        })
        .collect();
    hit.sort();
    hit.dedup();
    hit
}
