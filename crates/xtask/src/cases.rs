use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use serde_json::json;
use testkit::bundle::{self, Bundle, Case, Output};
use zip::write::SimpleFileOptions;

use crate::Outcome;
use crate::program::{self, Scratch};

const VERDICTS: &[&str] = &["fail", "pass", "unknown", "gap"];

/// Brings the bundle up to date, or with `check` tells which cases it is behind.
pub(crate) fn run(root: &Path, check: bool) -> Result<Outcome> {
    let file = root.join(bundle::PATH);
    let old = Bundle::open(&if file.is_file() { fs::read(&file)? } else { Vec::new() });
    let cases = bundle::cases(&root.join("rulesets"));
    name_check(&cases)?;
    let jobs = jobs(&cases);
    let left_over = old.index().iter().filter(|row| {
        let is_wanted = |job: &Job<'_>| job.case.id == row.case && job.output.name() == row.output;
        !jobs.iter().any(is_wanted)
    });
    let left_over: Vec<String> = left_over.map(|row| format!("{}: no longer there", row.case)).collect();
    let stale: Vec<&Job<'_>> = jobs.iter().filter(|job| old.fresh(job.case, job.output).is_none()).collect();
    if check {
        if !stale.is_empty() || !left_over.is_empty() {
            let stale = stale
                .iter()
                .map(|job| format!("{}: changed since {} was made", job.case.id, job.output.name()));
            let list: Vec<String> = stale.chain(left_over).collect();
            bail!("{} is behind its sources:\n{}\nrun `cargo xtask cases`", bundle::PATH, list.join("\n"));
        }
        return Ok(Outcome::Done);
    }
    let tools = Tools::new(root, &stale)?;
    let made = stale.par_iter().map(|job| Ok((job.path(), tools.compile(job)?)));
    // Every failure is told, not only the first one.
    let (made, failed): (Vec<_>, Vec<_>) =
        made.collect::<Vec<Result<_>>>().into_iter().partition(Result::is_ok);
    if !failed.is_empty() {
        let list: Vec<String> =
            failed.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
        bail!("{}", list.join("\n"));
    }
    let made: BTreeMap<String, Vec<u8>> = made.into_iter().collect::<Result<_>>()?;
    let count = made.len();
    write(&file, &jobs, &old, made)?;
    println!("{}: {} outputs, {count} made, {} removed", bundle::PATH, jobs.len(), left_over.len());
    Ok(Outcome::Done)
}

/// One output of one case.
struct Job<'a> {
    case: &'a Case,
    output: Output,
    sources: Vec<PathBuf>,
}

impl Job<'_> {
    /// Its path in the bundle.
    fn path(&self) -> String {
        format!("{}/{}", self.case.id, self.output.name())
    }

    /// Words after `compile:` or `link:` in the sources: flags that are what the case is about.
    fn flags(&self, word: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for source in &self.sources {
            found.extend(flags(&fs::read_to_string(source)?, word));
        }
        Ok(found)
    }
}

fn flags(text: &str, word: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim_start_matches(['/', '*', ' ', '#']));
    let flags = lines.filter_map(|line| line.strip_prefix(word)?.strip_prefix(':'));
    flags.flat_map(|flags| flags.trim_end_matches("*/").split_whitespace().map(str::to_owned)).collect()
}

fn jobs(cases: &[Case]) -> Vec<Job<'_>> {
    let mut jobs = Vec::new();
    for case in cases {
        let sources = bundle::sources(&case.path);
        for output in Output::ALL {
            let is_one =
                |path: &&PathBuf| path.extension().is_some_and(|extension| extension == output.extension());
            let sources: Vec<PathBuf> = sources.iter().filter(is_one).cloned().collect();
            if !sources.is_empty() {
                jobs.push(Job { case, output, sources });
            }
        }
    }
    jobs
}

/// A misspelt verdict or two cases of one name would be cases that never run.
fn name_check(cases: &[Case]) -> Result<()> {
    let mut mistakes = Vec::new();
    for case in cases {
        let verdict = case.name().split_once('-').map_or("", |(verdict, _)| verdict);
        if !VERDICTS.contains(&verdict) {
            mistakes.push(format!(
                "{}: a name starts with one of {}, and a hyphen",
                case.path.display(),
                VERDICTS.join(", ")
            ));
        }
    }
    for pair in cases.windows(2) {
        if let [a, b] = pair
            && a.id == b.id
        {
            mistakes.push(format!("{} and {}: one name", a.path.display(), b.path.display()));
        }
    }
    if !mistakes.is_empty() {
        bail!("{}", mistakes.join("\n"));
    }
    Ok(())
}

fn write(file: &Path, jobs: &[Job<'_>], old: &Bundle, mut made: BTreeMap<String, Vec<u8>>) -> Result<()> {
    let mut entries = BTreeMap::new();
    let mut index = Vec::new();
    for job in jobs {
        let path = job.path();
        let data = made.remove(&path).or_else(|| old.file(&path)).context("an output is missing")?;
        let source_sha256 = hex::encode(bundle::source_hash(&job.case.path));
        index.push(
            json!({ "case": job.case.id, "source_sha256": source_sha256, "output": job.output.name() }),
        );
        entries.insert(path, data);
    }
    let mut text = serde_json::to_vec_pretty(&index)?;
    text.push(b'\n');
    entries.insert("index.json".into(), text);

    // One time and one mode for every entry: the bytes depend on the sources and the tools only.
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in entries {
        archive.start_file(name, options)?;
        archive.write_all(&data)?;
    }
    let bytes = archive.finish()?.into_inner();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

/// The compilers, and what they need to see of the platforms.
struct Tools {
    scratch: Scratch,
    /// Declarations of platform interfaces, taken over from the sample app.
    sdk: PathBuf,
    stubs: Vec<PathBuf>,
}

impl Tools {
    fn new(root: &Path, jobs: &[&Job<'_>]) -> Result<Self> {
        let scratch = Scratch::new("cases")?;
        let sdk = root.join("fixtures/apps/ios/sdk");
        let mut stubs = Vec::new();
        if jobs.iter().any(|job| job.output == Output::App) {
            program::capture(Command::new("python3").arg(sdk.join("stubs.py")).arg(scratch.path()))?;
            for entry in fs::read_dir(scratch.path())? {
                let path = entry?.path();
                // An app links the platform's libraries; the one injected by an attacker is the sample app's own matter.
                if path.file_name().is_some_and(|name| name != "FridaGadget.tbd") {
                    stubs.push(path);
                }
            }
            stubs.sort();
            fs::write(scratch.path().join("main.c"), "int main(void) { return 0; }\n")?;
        }
        if jobs.iter().any(|job| job.output == Output::Library) {
            fs::write(scratch.path().join("libc.c"), "")?;
            let libc = scratch.path().join("libc.so");
            program::capture(
                elf().arg(scratch.path().join("libc.c")).arg("-Wl,-soname,libc.so").arg("-o").arg(libc),
            )?;
        }
        Ok(Self { scratch, sdk, stubs })
    }

    fn compile(&self, job: &Job<'_>) -> Result<Vec<u8>> {
        let folder = self.scratch.path().join(job.path());
        fs::create_dir_all(&folder)?;
        let file = match job.output {
            Output::Dex => Self::dex(job, &folder),
            Output::App => self.app(job, &folder),
            Output::Library => self.library(job, &folder),
        };
        let file = file.with_context(|| job.case.path.display().to_string())?;
        fs::read(&file).with_context(|| format!("{} made no {}", job.case.path.display(), job.output.name()))
    }

    fn dex(job: &Job<'_>, folder: &Path) -> Result<PathBuf> {
        let out = folder.join("classes.dex");
        let smali = ["assemble", "--jobs", "1", "--api", "34", "--output"];
        program::capture(Command::new("smali").args(smali).arg(&out).args(&job.sources))?;
        Ok(out)
    }

    fn app(&self, job: &Job<'_>, folder: &Path) -> Result<PathBuf> {
        let main = self.scratch.path().join("main.c");
        let mut has_main = false;
        for source in &job.sources {
            has_main |= fs::read_to_string(source)?.contains("int main(");
        }
        let mut objects = Vec::new();
        for (number, source) in job.sources.iter().chain((!has_main).then_some(&main)).enumerate() {
            let object = folder.join(format!("{number}.o"));
            let mut clang = Command::new("clang-19");
            clang.args(["-target", "arm64-apple-ios15.0", "-Os", "-nostdlibinc", "-Wno-everything"]);
            if *source != main {
                clang
                    .args(["-fobjc-arc", "-fstack-protector-all", "-include", "sdk.h"])
                    .arg("-isystem")
                    .arg(&self.sdk);
            }
            clang
                .args(portable(source))
                .args(job.flags("compile")?)
                .arg("-c")
                .arg(source)
                .arg("-o")
                .arg(&object);
            program::capture(&mut clang)?;
            objects.push(object);
        }
        let out = folder.join("app");
        let mut link = Command::new("ld64.lld-19");
        link.env("ZERO_AR_DATE", "1");
        link.args(["-arch", "arm64", "-platform_version", "ios", "15.0", "18.0", "-adhoc_codesign"]);
        // A case may call what the stubs do not list; the importing side looks the same.
        link.args(["-dead_strip_dylibs", "-undefined", "dynamic_lookup", "-S"]);
        link.arg("-o").arg(&out).args(job.flags("link")?).args(&objects).args(&self.stubs);
        program::capture(&mut link)?;
        Ok(out)
    }

    fn library(&self, job: &Job<'_>, folder: &Path) -> Result<PathBuf> {
        let out = folder.join("lib.so");
        let mut clang = elf();
        clang.args([
            "-O2",
            "-fstack-protector-all",
            "-Wno-everything",
            "-Wl,-soname,libcase.so",
            "-Wl,--build-id=sha1",
        ]);
        clang.args(["-Wl,-z,relro,-z,now,-z,noexecstack,-z,max-page-size=16384", "-Wl,-s"]);
        clang
            .args(portable(&job.case.path))
            .args(job.flags("compile")?)
            .args(job.flags("link")?)
            .args(&job.sources);
        clang.arg("-L").arg(self.scratch.path()).arg("-lc").arg("-o").arg(&out);
        program::capture(&mut clang)?;
        Ok(out)
    }
}

/// Flags that keep this machine's paths out of what is made.
fn portable(source: &Path) -> [String; 2] {
    let folder = source.parent().unwrap_or(source).display();
    [format!("-ffile-prefix-map={folder}=/case"), "-fdebug-compilation-dir=/case".into()]
}

/// A compiler and linker for Android libraries without its SDK.
fn elf() -> Command {
    let mut clang = Command::new("clang-19");
    clang.args([
        "--target=aarch64-linux-android26",
        "-fuse-ld=lld-19",
        "-nostdlib",
        "-shared",
        "-fPIC",
        "-fno-builtin",
    ]);
    clang
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str) -> Case {
        Case { id: id.into(), path: id.into() }
    }

    #[test]
    fn a_name_tells_the_verdict_and_is_there_once() {
        assert!(name_check(&[case("a/b/c/fail-x"), case("a/b/c/gap-x")]).is_ok());
        assert!(name_check(&[case("a/b/c/failed-x")]).is_err());
        assert!(name_check(&[case("a/b/c/fail")]).is_err());
        assert!(name_check(&[case("a/b/c/pass-x"), case("a/b/c/pass-x")]).is_err());
    }

    #[test]
    fn flags_stand_in_comments() {
        let text = "// compile: -g -fno-stack-protector\n/* link: -Wl,-z,norelro */\nint compile;\n";
        assert_eq!(flags(text, "compile"), ["-g", "-fno-stack-protector"]);
        assert_eq!(flags(text, "link"), ["-Wl,-z,norelro"]);
        assert!(flags("int link(void);\n", "link").is_empty());
    }
}
