//! How far a whole scan is from the least any scanner must do: `cargo bench -p e2e`.
//!
//! The floor is one thread that inflates and checksums every entry, hashes the file and walks all instructions once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that fails must stop"
)]

use std::ffi::OsString;
use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use container::Role;
use cursor::Limits;
use sha2::{Digest, Sha256};

/// The packages, by name in the folder of `cargo xtask corpus`.
const PACKAGES: &[&str] = &["uiautomator2.apk", "espresso.apk", "apidemos.apk"];
/// The package whose DEX files are scanned in growing numbers.
const GROWING: &str = "settings.apk";

/// Runs of each; the least one is the one that was disturbed least.
const RUNS: usize = 5;

fn main() {
    let Some(folder) = std::env::var_os("APPRAISE_CORPUS") else {
        println!("skipped: set APPRAISE_CORPUS to the folder of `cargo xtask corpus`");
        return;
    };
    println!(
        "package              size    floor  jobs=1  jobs=2  jobs1/floor  jobs2/jobs1  peak RSS  RSS-size"
    );
    for name in PACKAGES {
        let path = Path::new(&folder).join(name);
        if !path.is_file() {
            println!("{name}: skipped: not in APPRAISE_CORPUS");
            continue;
        }
        measure(name, &path);
    }
    grow(&Path::new(&folder).join(GROWING));
}

/// Twice the code takes twice the time: a package with its DEX files once, twice, four and eight times.
fn grow(path: &Path) {
    if !path.is_file() {
        return;
    }
    let limits = Limits::default();
    let data = e2e::bytes(path);
    let archive = container::parse(&data, &limits).expect("the corpus holds archives");
    let read = |wanted: &dyn Fn(&str) -> bool| -> Vec<Vec<u8>> {
        let entries = archive.entries.iter().filter(|entry| wanted(&entry.display_name()));
        let contents = entries.map(|entry| archive.read(entry, Role::of(entry.name), &limits));
        contents.filter_map(|content| content.bytes.map(std::borrow::Cow::into_owned)).collect()
    };
    let manifest = read(&|name| name == "AndroidManifest.xml").concat();
    let files = read(&|name| name.ends_with(".dex"));
    let folder = std::env::temp_dir().join(format!("appraise-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for packages");
    println!("\nDEX files      code  instructions  jobs=1  ns/instruction");
    for times in [1, 2, 4, 8] {
        let count = files.len() * times;
        let mut package = testkit::zip::ZipBuilder::new().file("AndroidManifest.xml", &manifest);
        for (at, bytes) in files.iter().cycle().take(count).enumerate() {
            let name = if at == 0 { "classes.dex".to_owned() } else { format!("classes{}.dex", at + 1) };
            package = package.file(&name, bytes);
        }
        let path = folder.join(format!("{count}.apk"));
        std::fs::write(&path, package.build()).expect("a package can be written");
        let code: usize = files.iter().cycle().take(count).map(Vec::len).sum();
        let instructions: u64 = files.iter().cycle().take(count).map(|bytes| walk(bytes)).sum();
        let took = least(|| scan(&path, 1));
        println!(
            "{count:>9} {:>5.1} MiB {instructions:>13} {:>5.1}ms {:>15.0}",
            code as f64 / f64::from(1 << 20),
            milliseconds(took),
            took.as_nanos() as f64 / instructions as f64
        );
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}

/// Instructions of a DEX, each met once.
fn walk(bytes: &[u8]) -> u64 {
    let dex = dex::parse(bytes, &Limits::default()).expect("the corpus holds whole code").value;
    let mut instructions = 0;
    for class in dex.classes() {
        for method in class.methods(&dex) {
            let Some(Ok(code)) = method.code(&dex) else { continue };
            for instruction in code.instructions() {
                black_box(instruction.pc);
                instructions += 1;
            }
        }
    }
    instructions
}

fn measure(name: &str, path: &Path) {
    let data = e2e::bytes(path);
    let floor = least(|| floor(path));
    let one = least(|| scan(path, 1));
    let two = least(|| scan(path, 2));
    let peak = peak(path);
    println!(
        "{name:<18} {:>4} MiB {:>6.1}ms {:>5.1}ms {:>5.1}ms {:>12.2} {:>12.2} {:>5} MiB {:>5} MiB",
        data.len() >> 20,
        milliseconds(floor),
        milliseconds(one),
        milliseconds(two),
        one.as_secs_f64() / floor.as_secs_f64(),
        two.as_secs_f64() / one.as_secs_f64(),
        peak >> 10,
        (peak >> 10).saturating_sub((data.len() >> 20) as u64),
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn least(run: impl Fn() -> Duration) -> Duration {
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

/// The least work: no facts, no rules, no report.
fn floor(path: &Path) -> Duration {
    let begun = Instant::now();
    let limits = Limits::default();
    let data = e2e::bytes(path);
    black_box(Sha256::digest(&data));
    let archive = container::parse(&data, &limits).expect("the corpus holds archives");
    let mut instructions = 0_u64;
    for entry in &archive.entries {
        let content = archive.read(entry, Role::of(entry.name), &limits);
        let Some(bytes) = content.bytes.filter(|bytes| bytes.starts_with(b"dex\n")) else { continue };
        instructions += walk(&bytes);
    }
    assert!(black_box(instructions) > 0, "the corpus holds code");
    begun.elapsed()
}

fn command(path: &Path, jobs: u32) -> Command {
    let mut command = Command::new(e2e::program());
    let jobs = jobs.to_string();
    let args =
        ["scan".into(), path.into(), "--jobs".into(), jobs.into(), "-o".into(), "json=/dev/null".into()];
    command.args::<[OsString; 6], _>(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A whole run of the program, its start and its end included.
fn scan(path: &Path, jobs: u32) -> Duration {
    let mut command = command(path, jobs);
    let begun = Instant::now();
    let status = command.status().expect("the program can be started");
    let took = begun.elapsed();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    took
}

/// Peak resident memory of a run with two threads in KiB, as the kernel last told it before the end.
fn peak(path: &Path) -> u64 {
    let mut child = command(path, 2).spawn().expect("the program can be started");
    let mut peak = 0;
    while child.try_wait().expect("a child can be waited for").is_none() {
        peak = high_water(&child).unwrap_or(0).max(peak);
        std::thread::sleep(Duration::from_micros(200));
    }
    peak
}

#[allow(clippy::disallowed_methods, reason = "a file of the kernel")]
fn high_water(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
