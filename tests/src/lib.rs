//! The whole program through its command line: starts it with a clean environment, a wall guard and, where asked, a
//! cap on its memory; the tests are in the files under `tests/`.
//!
//! Architecture invariant: this crate knows the program only by its command line and its output.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests of our own files and of our own program's output"
)]

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longest run of any test. A hang is a lost verdict, so it fails the test instead of the build server.
pub const GUARD: Duration = Duration::from_secs(60);

/// Environment variables that change what the program prints.
const SCRUBBED: &[&str] = &[
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "TERM",
    "COLUMNS",
    "RUST_BACKTRACE",
    "RUST_LOG",
    "RAYON_NUM_THREADS",
    "SOURCE_DATE_EPOCH",
];

/// How the program ended and what it wrote.
#[derive(Debug)]
pub struct Run {
    /// Exit code; `None` when a signal or the guard ended it.
    pub code: Option<i32>,
    /// Standard output, as bytes.
    pub out: Vec<u8>,
    /// Standard error; the program writes UTF-8 only.
    pub err: String,
    /// Wall time.
    pub took: Duration,
}

impl Run {
    /// Standard output as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("standard output is UTF-8")
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }
}

/// Starts the program in a certain way; see [`appraise`].
#[derive(Debug)]
pub struct Start {
    command: Command,
    guard: Duration,
}

/// The program with arguments, a scrubbed environment and the guard [`GUARD`].
pub fn appraise<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Start {
    let mut command = Command::new(program());
    command.args(args);
    Start::new(command)
}

/// As [`appraise`], with at most `mebibytes` of address space, so that reserving without bounds ends the program.
#[cfg(unix)]
pub fn appraise_within<A: AsRef<OsStr>>(mebibytes: u64, args: impl IntoIterator<Item = A>) -> Start {
    let mut command = Command::new("sh");
    let kibibytes = mebibytes.checked_mul(1024).expect("a small number");
    command.args(["-c", &format!("ulimit -v {kibibytes}; exec \"$0\" \"$@\"")]).arg(program()).args(args);
    Start::new(command)
}

impl Start {
    fn new(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in std::env::vars_os().map(|(name, _)| name) {
            let ours =
                name.to_str().is_some_and(|name| name.starts_with("APPRAISE_") || SCRUBBED.contains(&name));
            if ours {
                command.env_remove(name);
            }
        }
        Self { command, guard: GUARD }
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in this folder.
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Another guard than [`GUARD`].
    pub fn guard(mut self, guard: Duration) -> Self {
        self.guard = guard;
        self
    }

    /// Runs to the end, or kills the program when the guard is over.
    pub fn run(mut self) -> Run {
        let begun = Instant::now();
        let mut child = self.command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", self.command));
        // Both pipes are drained at once; a full one would stop the program.
        let out = drain(child.stdout.take());
        let err = drain(child.stderr.take());
        let status = wait(&mut child, begun, self.guard);
        let took = begun.elapsed();
        let out = out.join().expect("the reader ends");
        let err = String::from_utf8(err.join().expect("the reader ends")).expect("standard error is UTF-8");
        Run { code: status.and_then(|status| status.code()), out, err, took }
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        }
        bytes
    })
}

fn wait(child: &mut Child, begun: Instant, guard: Duration) -> Option<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status);
        }
        if begun.elapsed() > guard {
            child.kill().expect("a child can be killed");
            child.wait().expect("a child can be waited for");
            return None;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The program under test, built as the tests are: `cargo test` alone builds no binary of another crate, so the first
/// test of each file asks cargo for it, which does nothing when it is fresh.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(root()).args(["build", "--package", "appraise-cli", "--message-format", "json"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let built = cargo.stderr(Stdio::inherit()).output().expect("cargo can be started");
        assert!(built.status.success(), "the program does not build");
        // Cargo names the file, wherever its target folder is.
        let messages = String::from_utf8_lossy(&built.stdout);
        let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut names = messages.filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from));
        names.next_back().expect("cargo names the program it built")
    })
}

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the workspace")
}

/// A file of `fixtures/apps`.
pub fn fixture(name: &str) -> PathBuf {
    root().join("fixtures/apps").join(name)
}

/// The bytes of a file of ours.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a file of ours.
pub fn text(path: &Path) -> String {
    String::from_utf8(bytes(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A report of one scan, as JSON.
pub fn report(package: &Path) -> Value {
    appraise([OsStr::new("scan"), package.as_os_str(), OsStr::new("--format"), OsStr::new("json")])
        .run()
        .json()
}

/// A folder of its own that goes away with the value.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("appraise-e2e-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self(folder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind in the system's own place for such things harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
