//! What Android says to the package of each case about tricks, and what is read whatever it says.
//!
//! The rules' own cases tell that a trick is found; here is what the platform's readers make of it.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use std::path::{Path, PathBuf};

use cursor::{Accepts, Limits};
use engine::Options;
use testkit::bundle::{self, Bundle, Case};

const YES: Option<Accepts> = Some(Accepts::Yes);
const NO: Option<Accepts> = Some(Accepts::No);
const UNKNOWN: Option<Accepts> = Some(Accepts::Unknown);
/// The package has no such file.
const NONE: Option<Accepts> = None;

/// How much of the manifest is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// The name of the package and both API levels.
    Whole,
    /// The name of the package only: the platform stops before the API levels, and so do we.
    Root,
    /// Nothing.
    Nothing,
}
use Read::{Nothing, Root, Whole};

type Row = (&'static str, Option<Accepts>, Option<Accepts>, Option<Accepts>, Read);

/// Case, the platform's answers for archive, manifest and resources, and what is read of the manifest.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("archive-tricks/fail-after-directory", UNKNOWN, YES, NONE, Whole),
    ("archive-tricks/fail-badpack-manifest", YES, YES, NONE, Whole),
    ("archive-tricks/fail-badpack-past-directory", NO, YES, NONE, Whole),
    ("archive-tricks/fail-badpack-several", YES, YES, NONE, Whole),
    ("archive-tricks/fail-before-directory", YES, YES, NONE, Whole),
    ("archive-tricks/fail-code-under-unknown-method", NO, YES, NONE, Whole),
    ("archive-tricks/fail-comment-length", NO, YES, NONE, Whole),
    ("archive-tricks/fail-compressed-tail", YES, YES, NONE, Whole),
    ("archive-tricks/fail-count-high", NO, YES, NONE, Whole),
    ("archive-tricks/fail-count-low", YES, YES, NONE, Whole),
    ("archive-tricks/fail-crc", YES, YES, NONE, Whole),
    ("archive-tricks/fail-declared-too-large", NO, YES, NONE, Whole),
    ("archive-tricks/fail-duplicate", NO, YES, NONE, Whole),
    ("archive-tricks/fail-duplicate-code", NO, YES, NONE, Whole),
    ("archive-tricks/fail-encrypted-flag-both", YES, YES, NONE, Whole),
    ("archive-tricks/fail-encrypted-flag-directory", YES, YES, NONE, Whole),
    ("archive-tricks/fail-encrypted-flag-local", YES, YES, NONE, Whole),
    ("archive-tricks/fail-end-before", UNKNOWN, YES, NONE, Whole),
    ("archive-tricks/fail-extra-marker", YES, YES, NONE, Whole),
    ("archive-tricks/fail-extra-sign", YES, YES, NONE, Whole),
    ("archive-tricks/fail-file-is-folder", YES, YES, NONE, Whole),
    ("archive-tricks/fail-gap", YES, YES, NONE, Whole),
    ("archive-tricks/fail-janus", NO, YES, NONE, Whole),
    ("archive-tricks/fail-local-name", NO, YES, NONE, Whole),
    ("archive-tricks/fail-local-name-length", NO, YES, NONE, Whole),
    ("archive-tricks/fail-local-sizes", NO, YES, NONE, Whole),
    ("archive-tricks/fail-method-mismatch", YES, YES, NONE, Whole),
    ("archive-tricks/fail-name-deep", YES, YES, NONE, Whole),
    ("archive-tricks/fail-name-encoding", NO, YES, NONE, Whole),
    ("archive-tricks/fail-name-nul", NO, YES, NONE, Whole),
    ("archive-tricks/fail-name-unicode", YES, YES, NONE, Whole),
    ("archive-tricks/fail-names-control", YES, YES, NONE, Whole),
    ("archive-tricks/fail-names-that-leave", YES, YES, NONE, Whole),
    ("archive-tricks/fail-overlap", NO, YES, NONE, Whole),
    ("archive-tricks/fail-ratio", YES, YES, NONE, Whole),
    ("archive-tricks/fail-really-encrypted", NO, YES, NONE, Whole),
    ("archive-tricks/fail-script-before", NO, YES, NONE, Whole),
    ("archive-tricks/fail-script-before-uncounted", NO, YES, NONE, Whole),
    ("archive-tricks/fail-signing-block-sizes", UNKNOWN, YES, NONE, Whole),
    ("archive-tricks/fail-stored-sizes", YES, YES, NONE, Whole),
    ("archive-tricks/fail-symlink", UNKNOWN, YES, NONE, Whole),
    ("archive-tricks/fail-trailing", NO, YES, NONE, Whole),
    ("archive-tricks/fail-zip64-extra", NO, YES, NONE, Whole),
    ("archive-tricks/fail-zip64-needless", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-attribute-count", YES, NO, NONE, Root),
    ("manifest-anomalies/fail-attribute-order", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-attribute-size", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-attribute-start", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-deep", YES, UNKNOWN, NONE, Whole),
    ("manifest-anomalies/fail-duplicate-attribute", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-extra-ends", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-junk", YES, NO, NONE, Root),
    ("manifest-anomalies/fail-name-is-markup", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-name-lies", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-name-stripped", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-namespace-header", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-namespace-header-long", YES, NO, NONE, Whole),
    ("manifest-anomalies/fail-namespaces", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-plain-text", YES, NO, NONE, Nothing),
    ("manifest-anomalies/fail-root-header", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-root-type", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-second-map", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-second-pool", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-size-large", YES, NO, NONE, Whole),
    ("manifest-anomalies/fail-size-small", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-string-count", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-string-count-past-chunk", YES, NO, NONE, Whole),
    ("manifest-anomalies/fail-string-end", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-string-lengths", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-string-offset", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-two-roots", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-unknown-chunk", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-unknown-chunk-before", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-unknown-chunk-short", YES, NO, NONE, Root),
    ("manifest-anomalies/fail-value-size", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-value-text", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-without-id", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-zero-size-last", YES, YES, NONE, Whole),
    ("manifest-anomalies/fail-zero-size-node", YES, NO, NONE, Root),
    ("manifest-anomalies/unknown-encrypted", NO, UNKNOWN, NONE, Nothing),
    ("resource-anomalies/fail-config-size", YES, YES, YES, Whole),
    ("resource-anomalies/fail-entry-count", YES, YES, NO, Whole),
    ("resource-anomalies/fail-entry-outside", YES, YES, YES, Whole),
    ("resource-anomalies/fail-library-first", YES, YES, YES, Whole),
    ("resource-anomalies/fail-package-count", YES, YES, YES, Whole),
    ("resource-anomalies/fail-plain-text", YES, YES, NO, Whole),
    ("resource-anomalies/fail-self-reference", YES, YES, YES, Whole),
    ("resource-anomalies/fail-string-count", YES, YES, NO, Whole),
    ("resource-anomalies/fail-type-without-spec", YES, YES, NO, Whole),
    ("resource-anomalies/unknown-encrypted", NO, YES, UNKNOWN, Whole),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The cases of the rules about containers that are not named in the table and damage nothing that it is about.
fn is_left_out(case: &Case) -> bool {
    case.name().starts_with("pass-") || case.id.starts_with("dex-anomalies/")
}

fn answers(case: &Case, bundle: &Bundle) -> (Option<Accepts>, Option<Accepts>, Option<Accepts>, Read) {
    let (name, bytes) = testkit::case::package(case, bundle);
    let app = package::open_bytes(Path::new(name), bytes, &Limits::default()).unwrap();
    let facts = engine::collect(&app, &[], &Options::default());
    let accepts = facts.platform_accepts.unwrap();
    let read = match &facts.manifest {
        Some(manifest) if (manifest.min_sdk(), manifest.target_sdk()) == (Some(26), Some(34)) => Whole,
        Some(manifest) if manifest.package() == "tw.example.app" => Root,
        _ => Nothing,
    };
    (Some(accepts.container), Some(accepts.manifest), accepts.resources, read)
}

#[test]
fn the_platform_answers_as_it_is_written_and_the_rest_is_read() {
    let bundle = Bundle::open(&std::fs::read(root().join(bundle::PATH)).unwrap());
    let cases = bundle::cases(&root().join("rulesets/android/container"));
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| !is_left_out(case)) {
        let found = answers(case, &bundle);
        match ROWS.iter().find(|(id, ..)| *id == case.id) {
            Some((_, container, manifest, resources, read)) => {
                let written = (*container, *manifest, *resources, *read);
                if written != found {
                    wrong.push(format!("{}: {found:?}, not {written:?}", case.id));
                }
            }
            None => wrong.push(format!("{}: not in the table; it gives {found:?}", case.id)),
        }
    }
    let gone = ROWS.iter().filter(|(id, ..)| !cases.iter().any(|case| case.id == *id));
    wrong.extend(gone.map(|(id, ..)| format!("{id}: no such case")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cases_that_are_harmless_are_taken() {
    let bundle = Bundle::open(&std::fs::read(root().join(bundle::PATH)).unwrap());
    let cases = bundle::cases(&root().join("rulesets/android/container"));
    for case in cases.iter().filter(|case| case.name().starts_with("pass-")) {
        let (container, manifest, resources, _) = answers(case, &bundle);
        let all = [container, manifest, resources].into_iter().flatten();
        assert!(all.into_iter().all(|answer| answer == Accepts::Yes), "{}", case.id);
    }
}
