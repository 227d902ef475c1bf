//! Packs through the command line, and as a stranger would check them: with openssl and sha256sum alone.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::{Scratch, appraise, fixture};

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

struct Sealed {
    scratch: Scratch,
    key: PathBuf,
    report: PathBuf,
    pack: PathBuf,
}

fn sealed() -> Sealed {
    let scratch = Scratch::new();
    let [key, report, pack] = ["key", "report.json", "pack.zip"].map(|name| scratch.path().join(name));
    let out = format!("json={}", report.display());
    assert_eq!(appraise(["scan", path(&fixture("broker-leaky.apk")), "-o", &out]).run().code, Some(1));
    assert_eq!(appraise(["evidence", "keygen", "-o", path(&key)]).run().code, Some(0));
    let args = ["evidence", "seal", path(&report), "--key", path(&key), "-o", path(&pack)];
    let run = appraise(args).run();
    assert_eq!(run.code, Some(0), "{}", run.err);
    Sealed { scratch, key, report, pack }
}

#[test]
fn a_sealed_report_verifies_and_says_what_was_examined() {
    let sealed = sealed();
    let public = sealed.key.with_extension("pub");
    let run = appraise(["evidence", "verify", path(&sealed.pack), "--public-key", path(&public)]).run();
    assert_eq!(run.code, Some(0), "{}", run.text());
    assert!(run.text().contains("broker-leaky.apk"), "{}", run.text());
    assert!(!run.text().contains("was not checked"), "{}", run.text());
    let unknown = appraise(["evidence", "verify", path(&sealed.pack)]).run();
    assert!(unknown.text().contains("was not checked"), "a pack alone does not tell whose key it is");
    let again = sealed.scratch.path().join("again.zip");
    appraise(["evidence", "seal", path(&sealed.report), "--key", path(&sealed.key), "-o", path(&again)])
        .run();
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&sealed.pack).unwrap());
}

#[test]
fn a_changed_pack_and_a_foreign_key_end_with_seven() {
    let sealed = sealed();
    let good = std::fs::read(&sealed.pack).unwrap();
    let bad = sealed.scratch.path().join("bad.zip");
    for at in (0..good.len()).step_by(good.len() / 20) {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        std::fs::write(&bad, bytes).unwrap();
        let run = appraise(["evidence", "verify", path(&bad)]).run();
        assert_eq!(run.code, Some(7), "byte {at}: {}", run.text());
    }
    let other = sealed.scratch.path().join("other");
    appraise(["evidence", "keygen", "-o", path(&other)]).run();
    let public = other.with_extension("pub");
    let run = appraise(["evidence", "verify", path(&sealed.pack), "--public-key", path(&public)]).run();
    assert_eq!(run.code, Some(7));
    assert!(run.text().contains("signed by key"), "{}", run.text());
}

#[cfg(unix)]
#[test]
fn a_key_is_for_its_owner_alone_and_is_never_overwritten() {
    use std::os::unix::fs::PermissionsExt as _;
    let sealed = sealed();
    assert_eq!(std::fs::metadata(&sealed.key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&sealed.key).unwrap();
    let run = appraise(["evidence", "keygen", "-o", path(&sealed.key)]).run();
    assert_eq!(run.code, Some(5), "{}", run.err);
    assert_eq!(std::fs::read(&sealed.key).unwrap(), before);
}

#[test]
fn what_is_no_report_is_refused_and_nothing_is_written() {
    let sealed = sealed();
    let pack = sealed.scratch.path().join("none.zip");
    for wrong in [&sealed.key, &sealed.pack] {
        let run =
            appraise(["evidence", "seal", path(wrong), "--key", path(&sealed.key), "-o", path(&pack)]).run();
        assert_eq!(run.code, Some(2), "{}", run.err);
        assert!(!pack.exists());
    }
    let no_key = ["evidence", "seal", path(&sealed.report), "--key", path(&sealed.report), "-o", path(&pack)];
    assert_eq!(appraise(no_key).run().code, Some(2));
}

/// The commands of `VERIFY.md`, run as they stand there.
#[test]
fn the_pack_tells_how_to_check_it_without_this_program() {
    let sealed = sealed();
    let folder = sealed.scratch.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    let archive = std::fs::File::open(&sealed.pack).unwrap();
    zip::ZipArchive::new(archive).unwrap().extract(&folder).unwrap();
    let text = std::fs::read_to_string(folder.join("VERIFY.md")).unwrap();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let commands: Vec<&str> = blocks.flat_map(str::lines).filter(|line| !line.ends_with("APP")).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    let shell =
        |command: &str| Command::new("sh").args(["-c", command]).current_dir(&folder).output().unwrap();
    for command in &commands {
        let output = shell(command);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let id = String::from_utf8(shell(commands.last().unwrap()).stdout).unwrap();
    let verified = appraise(["evidence", "verify", path(&sealed.pack)]).run();
    assert!(verified.text().contains(id.split_whitespace().next().unwrap()), "{id}: {}", verified.text());
    std::fs::write(folder.join("scans/01-report.json"), "{}").unwrap();
    assert!(!shell(commands[0]).status.success(), "the list tells a changed file");
}
