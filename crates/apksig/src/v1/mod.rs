//! JAR signatures, as Android verifies them: every entry outside META-INF/ is digested in the manifest, the manifest
//! in signature files, and those are signed by signature blocks.
//!
//! Source: apksig's `V1SchemeVerifier`, which records how releases differ, and `java.util.jar.StrictJarVerifier`.

mod algorithm;
mod digests;
mod manifest;
mod pkcs7;
pub(crate) mod signer;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use container::{Archive, Entry, Role};
use cursor::{Limits, ParseError};

use digests::Asked;
pub(crate) use digests::Digests;
use manifest::{Section, Sections};
use signer::{ByName, Checked, Signer};

use crate::hash::Hash;
use crate::verdict::{Issue, Log, Place, Scheme, SchemeResult};

pub(crate) const MANIFEST: &[u8] = b"META-INF/MANIFEST.MF";
const META_INF: &[u8] = b"META-INF/";
/// Signers the platform accepts.
const MAX_SIGNERS: usize = 10;
/// Longest manifest or signature file that is read; one of a hundred thousand entries has twelve million bytes.
const MAX_TEXT: u64 = 32 << 20;
/// Longest signature block that is read.
const MAX_BLOCK: u64 = 4 << 20;
/// Signature files of all signers together; each is searched several times.
const MAX_TEXTS: u64 = 48 << 20;
/// Deflate makes at most this many bytes of one.
const MAX_DEFLATE_RATIO: u64 = 1032;

/// What the check depends on.
pub(crate) struct Context<'l> {
    pub(crate) limits: &'l Limits,
    pub(crate) min_sdk: u32,
    pub(crate) max_sdk: u32,
    /// Newer schemes that a platform of the range knows, by number.
    pub(crate) supported: &'l [u32],
    /// Newer schemes found so far, by number.
    pub(crate) found: &'l [u32],
}

/// The manifest's main section and its others by the entry they describe.
#[derive(Debug)]
pub(crate) struct ManifestSections<'a> {
    pub(crate) main: Section<'a>,
    pub(crate) entries: ByName<'a>,
}

/// The files that the platform's verifier sees: listed in the directory and no folders.
fn files<'e, 'a>(archive: &'e Archive<'a>) -> impl Iterator<Item = &'e Entry<'a>> {
    archive.entries.iter().filter(|entry| !entry.hidden && !entry.name.ends_with(b"/"))
}

/// True for the name of a signature block.
pub(crate) fn is_block(name: &[u8]) -> bool {
    name.starts_with(META_INF) && [&b".RSA"[..], b".DSA", b".EC"].iter().any(|end| name.ends_with(end))
}

/// True for the name of a signature file.
pub(crate) fn is_signature_file(name: &[u8]) -> bool {
    name.starts_with(META_INF) && name.ends_with(b".SF")
}

/// Bytes of a file of the signature itself, which must not be longer than `most`.
pub(crate) fn read<'a>(
    archive: &Archive<'a>,
    entry: &Entry<'a>,
    most: u64,
    limits: &Limits,
) -> Result<Cow<'a, [u8]>, ParseError> {
    let size = entry.uncompressed_size;
    // What the file really has counts, not what its directory says.
    let possible = possible(archive, entry);
    let name = || String::from_utf8_lossy(entry.name).into_owned();
    if size > possible {
        let detail = format!("{} claims {size} bytes, {possible} are possible", name());
        return Err(ParseError::invalid("signature file size", entry.central_offset, detail));
    }
    if size > most {
        return Err(ParseError::limit("signature file", entry.central_offset, "signature file bytes", most));
    }
    content(archive, entry, limits)
}

/// Bytes that an entry can have at most, by what the file really holds of it.
fn possible(archive: &Archive<'_>, entry: &Entry<'_>) -> u64 {
    let present = archive.raw(entry).map_or(0, <[u8]>::len) as u64;
    match entry.method {
        0 => present,
        _ => present.saturating_mul(MAX_DEFLATE_RATIO),
    }
}

/// Bytes of any entry as a JAR verifier reads it.
fn content<'a>(
    archive: &Archive<'a>,
    entry: &Entry<'a>,
    limits: &Limits,
) -> Result<Cow<'a, [u8]>, ParseError> {
    let content = archive.read(entry, Role::Jar, limits);
    if let Some(limit) = content.limit {
        return Err(limit);
    }
    content.bytes.ok_or_else(|| {
        let detail = format!("{} cannot be read", String::from_utf8_lossy(entry.name));
        ParseError::invalid("entry", entry.header_offset, detail)
    })
}

/// SHA-256 of the manifest, which stands for the JAR signature in a source stamp.
pub(crate) fn manifest_digest(archive: &Archive<'_>, limits: &Limits) -> Option<[u8; 32]> {
    let entry = files(archive).find(|entry| entry.name == MANIFEST)?;
    read(archive, entry, MAX_TEXT, limits).ok().map(|bytes| crate::hash::sha256(&bytes))
}

/// Certificates that the signature blocks name, by block, without verification.
pub(crate) fn claims(archive: &Archive<'_>, limits: &Limits) -> Vec<Claim> {
    let blocks = files(archive).filter(|entry| is_block(entry.name)).take(MAX_SIGNERS);
    let claim = |entry: &Entry<'_>| {
        let read = read(archive, entry, MAX_BLOCK, limits);
        (
            String::from_utf8_lossy(entry.name).into_owned(),
            read.and_then(|block| signer::claimed(&block, limits)),
        )
    };
    blocks.map(claim).collect()
}

/// A signature block's name and the certificates its signers name.
pub(crate) type Claim = (String, Result<Vec<crate::Certificate>, ParseError>);

/// Checks the JAR signature.
pub(crate) fn verify(
    archive: &Archive<'_>,
    digests: &mut Digests<'_>,
    context: &Context<'_>,
    log: &mut Log,
) -> SchemeResult {
    let before = log.errors.len();
    let mut result = SchemeResult { scheme: Scheme::V1, verified: false, signers: Vec::new() };
    match run(archive, digests, context, log) {
        Ok(signers) => result.signers = signers.into_iter().map(|signer| signer.used).collect(),
        Err(Stop::Reported) => {}
        Err(Stop::Unreadable(error)) => log.unreadable(&Place::scheme(Scheme::V1), &error),
    }
    result.verified = log.errors.len() == before;
    result
}

/// Why verification ended early.
enum Stop {
    /// An error is in the log.
    Reported,
    /// Something the platform must read as well cannot be read.
    Unreadable(ParseError),
}

impl From<ParseError> for Stop {
    fn from(error: ParseError) -> Self {
        Self::Unreadable(error)
    }
}

fn run<'a>(
    archive: &Archive<'a>,
    digests: &mut Digests<'_>,
    context: &Context<'_>,
    log: &mut Log,
) -> Result<Vec<Signer<'a>>, Stop> {
    let whole = Place::scheme(Scheme::V1);
    let before = log.errors.len();
    let stop_on_error = |log: &Log| if log.errors.len() > before { Err(Stop::Reported) } else { Ok(()) };
    if let Some(limit) = archive.limits_hit.first() {
        return Err(limit.clone().into());
    }
    let names = entry_names(archive, log);
    stop_on_error(log)?;
    let Some(manifest_entry) = files(archive).find(|entry| entry.name == MANIFEST) else {
        log.error(&whole, Issue::JarSigNoManifest, "");
        return Err(Stop::Reported);
    };
    let manifest = read(archive, manifest_entry, MAX_TEXT, context.limits)?;
    let sections = parse_manifest(&manifest, &names, log);
    stop_on_error(log)?;

    let mut signers = find_signers(archive, context, log)?;
    for signer in &mut signers {
        signer.verify_block(context, log);
    }
    stop_on_error(log)?;

    let mut remaining = Vec::new();
    for mut signer in signers {
        let mut own = Log::default();
        let checked = signer.verify_file(&manifest, &sections, context, &mut own);
        log.warnings.append(&mut own.warnings);
        match checked {
            Checked::Good => remaining.push(signer),
            Checked::Bad => log.errors.append(&mut own.errors),
            // The platform passes over the signer; its errors refuse nothing, but a person wants to see them.
            Checked::Ignored => log.warnings.append(&mut own.errors),
        }
    }
    stop_on_error(log)?;
    if remaining.is_empty() {
        log.error(&whole, Issue::JarSigNoSignatures, "every signer is ignored");
        return Err(Stop::Reported);
    }
    let (used, hashes) = verify_entries(archive, digests, &sections, &remaining, context, log)?;
    stop_on_error(log)?;
    let mut signers: Vec<Signer<'a>> = remaining
        .into_iter()
        .enumerate()
        .filter(|(index, _)| used.contains(index))
        .map(|(_, signer)| signer)
        .collect();
    for signer in &mut signers {
        hashes.iter().for_each(|hash| signer.used.rests_on(*hash, Some(MANIFEST)));
    }
    warn_unprotected(archive, &signers, log);
    Ok(signers)
}

fn entry_names<'a>(archive: &Archive<'a>, log: &mut Log) -> HashSet<&'a [u8]> {
    let (mut names, mut reported) = (HashSet::new(), HashSet::new());
    for entry in files(archive) {
        if !names.insert(entry.name) && reported.insert(entry.name) {
            let place = Place::scheme(Scheme::V1);
            log.error(&place, Issue::JarSigDuplicateZipEntry, String::from_utf8_lossy(entry.name));
        }
    }
    names
}

fn parse_manifest<'a>(manifest: &'a [u8], names: &HashSet<&[u8]>, log: &mut Log) -> ManifestSections<'a> {
    /// A manifest that lies this often is not read on: every lie is an error already.
    const MAX_ERRORS: usize = 1000;
    let place = Place::scheme(Scheme::V1);
    let mut list = Sections::new(manifest);
    let main = list.next().unwrap_or(Section { bytes: &[] });
    let mut entries: ByName<'a> = HashMap::new();
    for (index, section) in list.enumerate() {
        if log.errors.len() >= MAX_ERRORS {
            break;
        }
        let Some(name) = section.name() else {
            log.error(&place, Issue::JarSigUnnamedManifestSection, format!("section {index}"));
            continue;
        };
        let shown = || String::from_utf8_lossy(&name).into_owned();
        if entries.contains_key(&name) {
            log.error(&place, Issue::JarSigDuplicateManifestSection, shown());
        } else if !names.contains(&*name) {
            log.error(&place, Issue::JarSigMissingZipEntryReferencedInManifest, shown());
        }
        entries.insert(name, section);
    }
    ManifestSections { main, entries }
}

/// Pairs each signature block with its signature file and reads both.
fn find_signers<'a>(
    archive: &Archive<'a>,
    context: &Context<'_>,
    log: &mut Log,
) -> Result<Vec<Signer<'a>>, Stop> {
    let whole = Place::scheme(Scheme::V1);
    let mut pairs = Vec::new();
    for block in files(archive).filter(|entry| is_block(entry.name)) {
        let dot = block.name.iter().rposition(|byte| *byte == b'.').unwrap_or(block.name.len());
        let mut file_name = block.name.get(..dot).unwrap_or_default().to_vec();
        file_name.extend_from_slice(b".SF");
        match archive.find(&file_name) {
            Some(file) => pairs.push((block, file, file_name)),
            None => log.warn(&whole, Issue::JarSigMissingFile, String::from_utf8_lossy(&file_name)),
        }
    }
    if pairs.is_empty() {
        log.error(&whole, Issue::JarSigNoSignatures, "no signature block has its signature file");
        return Err(Stop::Reported);
    }
    if pairs.len() > MAX_SIGNERS {
        log.error(&whole, Issue::JarSigMaxSignaturesExceeded, format!("{} signers", pairs.len()));
        return Err(Stop::Reported);
    }
    let mut signers = Vec::new();
    let mut left = MAX_TEXTS;
    for (block, file, file_name) in pairs {
        let block_bytes = read(archive, block, MAX_BLOCK, context.limits)?;
        let file_bytes = read(archive, file, MAX_TEXT, context.limits)?;
        left = left.checked_sub(file_bytes.len() as u64).ok_or_else(|| {
            ParseError::limit("signature files", file.header_offset, "signature file bytes", MAX_TEXTS)
        })?;
        signers.push(Signer::new(block.name, file_name, block_bytes, file_bytes));
    }
    Ok(signers)
}

/// Positions of the signers of every entry, and the hash functions their digests are of.
type Used = (Vec<usize>, BTreeSet<Hash>);

/// Compares every entry outside META-INF/ with its digest in the manifest. All must be named by the same signers.
fn verify_entries(
    archive: &Archive<'_>,
    digests: &mut Digests<'_>,
    sections: &ManifestSections<'_>,
    signers: &[Signer<'_>],
    context: &Context<'_>,
    log: &mut Log,
) -> Result<Used, Stop> {
    let place = Place::scheme(Scheme::V1);
    let mut files: Vec<&Entry<'_>> =
        files(archive).filter(|entry| !entry.name.starts_with(META_INF)).collect();
    files.sort_by_key(|entry| entry.header_offset);
    let mut first: Option<Vec<usize>> = None;
    let mut hashes = BTreeSet::new();
    // What is wrong without looking at the content, or the digests that it must have.
    let mut asked: Vec<Asked<'_, '_>> = Vec::new();
    for entry in files {
        let expected = match sections.entries.get(entry.name) {
            None => Err(Issue::JarSigNoZipEntryDigestInManifest),
            Some(section) => {
                let by: Vec<usize> = (0..)
                    .zip(signers)
                    .filter(|(_, signer)| signer.entries.contains(entry.name))
                    .map(|(index, _)| index)
                    .collect();
                let expected = section.digests("-Digest", context.min_sdk, context.max_sdk);
                if by.is_empty() {
                    Err(Issue::JarSigZipEntryNotSigned)
                } else if *first.get_or_insert_with(|| by.clone()) != by {
                    Err(Issue::JarSigZipEntrySignersMismatch)
                } else if expected.is_empty() {
                    Err(Issue::JarSigNoZipEntryDigestInManifest)
                } else {
                    hashes.extend(expected.iter().map(|(hash, _)| *hash));
                    Ok(expected)
                }
            }
        };
        asked.push(Asked { entry, expected });
    }
    digests.compute(archive, &asked, context.limits);
    let mut left = context.limits.total_bytes;
    for Asked { entry, expected } in &asked {
        let shown = || String::from_utf8_lossy(entry.name).into_owned();
        let expected = match expected {
            Ok(expected) => expected,
            Err(issue) => {
                log.error(&place, *issue, shown());
                continue;
            }
        };
        left = left.checked_sub(digests::most(archive, entry, context.limits)).ok_or_else(|| {
            ParseError::limit("entries", entry.header_offset, "total_bytes", context.limits.total_bytes)
        })?;
        for (hash, digest) in expected {
            if digests.of(archive, entry, *hash, context.limits)? != *digest {
                log.error(
                    &place,
                    Issue::JarSigZipEntryDigestDidNotVerify,
                    format!("{} of {}", hash.name(), shown()),
                );
            }
        }
    }
    let first = first.ok_or_else(|| {
        log.error(&place, Issue::JarSigNoSignedZipEntries, "");
        Stop::Reported
    })?;
    Ok((first, hashes))
}

/// Files below META-INF/ that are no part of the signature can be changed without breaking it.
fn warn_unprotected(archive: &Archive<'_>, signers: &[Signer<'_>], log: &mut Log) {
    let place = Place::scheme(Scheme::V1);
    let is_part = |name: &[u8]| {
        name == MANIFEST || signers.iter().any(|signer| signer.block_name == name || signer.file_name == name)
    };
    for entry in files(archive).filter(|entry| entry.name.starts_with(META_INF) && !is_part(entry.name)) {
        log.warn(&place, Issue::JarSigUnprotectedZipEntry, String::from_utf8_lossy(entry.name));
    }
}
