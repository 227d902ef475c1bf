use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::walk::{self, Random, Seed, Target};

/// Seeds that are damaged, spread over the targets.
const SEEDS: usize = 50;
/// Damaged copies, of all seeds together.
const MUTATIONS: usize = 100_000;
/// Stack of a walking thread: a quarter of what a thread of the scanner has.
const STACK: usize = 512 << 10;

/// The walk that took longest.
struct Slowest {
    what: String,
    took: Duration,
    target: &'static Target,
    input: Vec<u8>,
}

#[derive(Default)]
struct Tally {
    runs: usize,
    slowest: Option<Slowest>,
    broken: Vec<String>,
}

/// Walks every prefix and many damaged copies of the seeds. The same inputs each time, on any number of threads.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let begun = Instant::now();
    let seeds = choose(walk::seeds(root));
    walk::watch(|| ());
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            let work = || {
                while let Some((index, seed)) = next_seed(&next, &seeds) {
                    let other = seeds.get((index + 7) % seeds.len()).map_or(&[][..], |seed| &seed.bytes);
                    let done = damage(seed, other, index as u64);
                    tally.lock().unwrap().add(done);
                }
            };
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
        }
    });
    let tally = tally.into_inner().unwrap();
    let slowest = tally.slowest.map_or_else(String::new, |slowest| {
        let kept = keep(slowest.target, &slowest.input);
        format!(", the slowest {} ms ({}{kept})", slowest.took.as_millis(), slowest.what)
    });
    println!(
        "{} walks of {} seeds in {:.0} s{slowest}",
        tally.runs,
        seeds.len(),
        begun.elapsed().as_secs_f64()
    );
    match tally.broken.len() {
        0 => Ok(()),
        count => Err(format!("{count} walks panicked:\n{}", tally.broken.join("\n"))),
    }
}

/// As many seeds of each target, from its smallest to its largest. Large ones come first, so that no thread is left
/// with one at the end.
fn choose(mut seeds: Vec<Seed>) -> Vec<Seed> {
    seeds.sort_by_key(|seed| seed.bytes.len());
    let mut chosen = Vec::new();
    let own = |target: &Target| seeds.iter().filter(|seed| seed.target == target.name).collect();
    let mut groups: Vec<Vec<&Seed>> = walk::TARGETS.iter().map(own).collect();
    // What small groups cannot give, the larger ones give.
    groups.sort_by_key(Vec::len);
    for (number, own) in groups.iter().enumerate() {
        let share = (SEEDS - chosen.len()) / (groups.len() - number);
        let share = share.min(own.len());
        chosen.extend((0..share).map(|nth| own[nth * (own.len() - 1) / (share - 1).max(1)].clone()));
    }
    chosen.sort_by_key(|seed| std::cmp::Reverse(seed.bytes.len()));
    chosen
}

fn next_seed<'s>(next: &AtomicUsize, seeds: &'s [Seed]) -> Option<(usize, &'s Seed)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, seeds.get(index)?))
}

fn damage(seed: &Seed, other: &[u8], number: u64) -> Tally {
    let target = walk::target(seed.target).unwrap();
    let mut tally = Tally::default();
    tally.walk(target, seed, "whole", &seed.bytes);
    for end in walk::prefixes(seed.bytes.len()) {
        tally.walk(target, seed, format_args!("first {end} bytes"), &seed.bytes[..end]);
    }
    let mut random = Random::new(number);
    for round in 0..MUTATIONS / SEEDS {
        let changed = walk::mutate(&seed.bytes, other, &mut random);
        tally.walk(target, seed, format_args!("mutation {round}"), &changed);
    }
    tally
}

impl Tally {
    fn walk(&mut self, target: &'static Target, seed: &Seed, how: impl std::fmt::Display, input: &[u8]) {
        let begun = Instant::now();
        let caught = catch_unwind(AssertUnwindSafe(|| (target.walk)(input)));
        let took = begun.elapsed();
        let what = || format!("{} {}, {how}", seed.target, seed.name);
        self.runs += 1;
        if caught.is_err() | walk::broken() {
            self.broken.push(format!("{}{}", what(), keep(target, input)));
        }
        if self.slowest.as_ref().is_none_or(|slowest| slowest.took < took) {
            self.slowest = Some(Slowest { what: what(), took, target, input: input.to_vec() });
        }
    }

    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.broken.extend(other.broken);
        let longer = other
            .slowest
            .filter(|slowest| self.slowest.as_ref().is_none_or(|known| known.took < slowest.took));
        self.slowest = longer.or(self.slowest.take());
    }
}

/// Writes an input down for `walk run`, and says where.
fn keep(target: &Target, input: &[u8]) -> String {
    let hash = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let file = std::env::temp_dir().join(format!("appraise-smoke-{}-{hash:016x}", target.name));
    match std::fs::write(&file, input) {
        Ok(()) => format!(": {}", file.display()),
        Err(error) => format!(" (not kept: {error})"),
    }
}
