//! The order in which a platform asks the schemes, and what must agree between them.
//!
//! Source: apksig's `ApkVerifier`. Newest scheme first; an older one is asked only for platforms that do not know
//! the newer, and the first error ends everything.

use container::{Archive, Role};
use cursor::{Limits, ParseError, Reader};

use crate::block::{self, Block};
use crate::certificate::{Certificate, hex};
use crate::digest::{Content, ContentDigest};
use crate::lend::Lent;
use crate::lineage::Lineage;
use crate::signer::Outcome;
use crate::stamp::{self, Digests};
use crate::verdict::{Issue, Log, Place, Scheme, SchemeResult, Stamp, StampStatus, Verdict, Verification};
use crate::{v1, v2, v3, v4};

const N: u32 = 24;
const O: u32 = 26;
const P: u32 = v3::V3_SDK;
const R: u32 = 30;
const T: u32 = v3::V31_SDK;
/// Longest `stamp-cert-sha256` that is read; it holds one SHA-256.
const MAX_STAMP_ENTRY: u64 = 4096;

/// The platforms that are asked, and what the package's manifest tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Oldest API level: the manifest's `minSdkVersion`, 1 without one.
    pub min_sdk: u32,
    /// Newest API level; [`Range::NEWEST`] for no bound.
    pub max_sdk: u32,
    /// The manifest's `targetSdkVersion`; from 30 on v2 or newer is required. `None` skips that check.
    pub target_sdk: Option<u32>,
    /// The manifest's `targetSandboxVersion`; above 1 v2 or newer is required.
    pub target_sandbox: Option<u32>,
}

impl Range {
    /// No upper bound, as the platform's signed numbers have it.
    pub const NEWEST: u32 = i32::MAX.unsigned_abs();

    /// All platforms from an API level on.
    pub fn from(min_sdk: u32) -> Self {
        Self { min_sdk, max_sdk: Self::NEWEST, target_sdk: None, target_sandbox: None }
    }

    /// Newer schemes some platform of the range knows, by number.
    fn supported(&self) -> &'static [u32] {
        match self.max_sdk {
            P.. => &[2, 3],
            N..P => &[2],
            _ => &[],
        }
    }
}

/// Would every platform of the range accept this package?
///
/// `idsig` is the content of the v4 file beside the package, if there is one. Every digest of the content is
/// computed once; memory beyond the package stays within its largest entry. For more than one question about a
/// package see [`Checker`].
pub fn verify(
    data: &[u8],
    archive: &Archive<'_>,
    range: &Range,
    idsig: Option<&[u8]>,
    limits: &Limits,
) -> Verification {
    Checker::new(data, archive, limits, Lent::default()).verify(range, idsig)
}

/// Checks the source stamp alone, without verifying that the package's own signatures hold.
///
/// `expected` is the SHA-256 in hexadecimal that the stamp's certificate must have.
pub fn verify_stamp(
    data: &[u8],
    archive: &Archive<'_>,
    range: &Range,
    expected: Option<&str>,
    limits: &Limits,
) -> Stamp {
    Checker::new(data, archive, limits, Lent::default()).stamp(range, expected)
}

/// One package that is asked several things: each digest of its content is computed once for all of them.
pub struct Checker<'a, 'r> {
    data: &'a [u8],
    archive: &'r Archive<'a>,
    limits: &'r Limits,
    lent: Lent<'r>,
    /// Looked for when first needed; `Some(None)` is a package without a signing block.
    sections: Option<Option<Sections<'a, 'r>>>,
    entries: v1::Digests<'r>,
}

impl<'a, 'r> Checker<'a, 'r> {
    /// Computes nothing yet.
    pub fn new(data: &'a [u8], archive: &'r Archive<'a>, limits: &'r Limits, lent: Lent<'r>) -> Self {
        Self { data, archive, limits, lent, sections: None, entries: v1::Digests::new(lent) }
    }

    /// As [`verify`](crate::verify()).
    pub fn verify(&mut self, range: &Range, idsig: Option<&[u8]>) -> Verification {
        let mut run = Run::new(self, range);
        // Each step reports its errors itself; the first that has any ends the run.
        let _ = run.all(idsig);
        run.finish()
    }

    /// As [`verify_stamp`].
    pub fn stamp(&mut self, range: &Range, expected: Option<&str>) -> Stamp {
        let mut run = Run::new(self, range);
        run.stamp_alone(expected).unwrap_or_else(|stop| match stop {
            Stop::Stamp(stamp) => *stamp,
            Stop::Errors => {
                let mut stamp = stamp::failed(StampStatus::VerificationError, Issue::Unreadable, "");
                stamp.reports = std::mem::take(&mut run.log.errors);
                stamp
            }
        })
    }

    /// What the v4 file says, whether or not the package's own signatures hold.
    pub fn idsig(&mut self, range: &Range, idsig: &[u8]) -> Verification {
        let mut run = Run::new(self, range);
        let _ = run.idsig_alone(idsig);
        run.finish()
    }
}

/// Why a run ends early.
enum Stop {
    /// Errors are in the log.
    Errors,
    /// The stamp's fate is decided.
    Stamp(Box<Stamp>),
}

struct Run<'a, 'r, 'c> {
    shared: &'c mut Checker<'a, 'r>,
    range: &'c Range,
    log: Log,
    schemes: Vec<SchemeResult>,
    /// Newer schemes found, by number.
    found: Vec<u32>,
    digests: Digests,
    lineage: Option<Lineage>,
    stamp: Option<Stamp>,
}

/// The signing block and the content around it.
struct Sections<'a, 's> {
    block: Block<'a>,
    content: Content<'a, 's>,
}

impl<'a, 'r, 'c> Run<'a, 'r, 'c> {
    fn new(shared: &'c mut Checker<'a, 'r>, range: &'c Range) -> Self {
        Self {
            shared,
            range,
            log: Log::default(),
            schemes: Vec::new(),
            found: Vec::new(),
            digests: Digests::new(),
            lineage: None,
            stamp: None,
        }
    }

    fn all(&mut self, idsig: Option<&[u8]>) -> Result<(), Stop> {
        self.open()?;
        let Range { min_sdk, max_sdk, .. } = *self.range;
        let (mut v31, mut v3, mut v2) = (None, None, None);
        if max_sdk >= T {
            v31 = self.rotated(Scheme::V31, T, None)?;
        }
        let rotation = v31.as_ref().map(|outcome: &Outcome<'_>| first_level(&outcome.result));
        if max_sdk >= P {
            v3 = self.rotated(Scheme::V3, P, rotation)?;
            if v3.is_none() && v31.is_some() {
                self.whole(Issue::V31BlockFoundWithoutV3Block, "");
            }
            self.check()?;
        }
        if max_sdk >= N && (min_sdk < P || self.found.is_empty()) {
            v2 = self.v2(true)?;
        }
        if let Some(idsig) = idsig.filter(|_| max_sdk >= N) {
            let checked = v4::verify(
                self.shared.data,
                idsig,
                self.shared.limits,
                self.shared.lent.spread,
                &mut self.log,
            );
            self.schemes.push(checked.result.clone());
            self.found.push(Scheme::V4.number());
            self.check()?;
            v4::compare(&checked, v2.as_ref(), v3.as_ref(), v31.as_ref(), &mut self.log);
        }
        if max_sdk >= O {
            self.sandbox()?;
        }
        self.directory()?;
        if min_sdk < N || self.found.is_empty() {
            self.v1()?;
        }
        self.check()?;
        self.stamp()?;
        self.agreement();
        self.target();
        self.check()
    }

    fn sections(&self) -> Option<&Sections<'a, 'r>> {
        self.shared.sections.as_ref()?.as_ref()
    }

    /// Ends the run when there is an error.
    fn check(&self) -> Result<(), Stop> {
        if self.log.has_errors() { Err(Stop::Errors) } else { Ok(()) }
    }

    fn whole(&mut self, issue: Issue, detail: impl Into<String>) {
        self.log.error(&Place::default(), issue, detail);
    }

    fn malformed(&mut self, what: &'static str, offset: u64, detail: impl Into<String>) -> Stop {
        self.log.unreadable(&Place::default(), &ParseError::invalid(what, offset, detail.into()));
        Stop::Errors
    }

    /// Finds the signing block where the end record itself says the directory begins. The platform's verifier
    /// knows no zip64, and neither offset may reach past the record.
    fn open(&mut self) -> Result<(), Stop> {
        let Range { min_sdk, max_sdk, .. } = *self.range;
        if min_sdk > max_sdk {
            return Err(self.malformed("API levels", 0, format!("{min_sdk} to {max_sdk}")));
        }
        let eocd = self.shared.archive.eocd_offset;
        let Some((offset, size)) = declared_directory(self.shared.data, eocd) else {
            return Err(self.malformed("end of central directory", eocd, "cut off"));
        };
        if offset.saturating_add(size) > eocd {
            return Err(self.malformed(
                "central directory",
                offset,
                format!("{size} bytes reach past its end record"),
            ));
        }
        let Checker { data, lent, sections, .. } = &mut *self.shared;
        sections.get_or_insert_with(|| {
            let block = Block::find(data, offset, size, eocd)?;
            let content = Content::new(data, block.offset, offset, eocd, lent.spread)?;
            Some(Sections { block, content })
        });
        Ok(())
    }

    fn rotated(
        &mut self,
        scheme: Scheme,
        since: u32,
        rotation: Option<i32>,
    ) -> Result<Option<Outcome<'a>>, Stop> {
        let context = v3::Context {
            limits: self.shared.limits,
            scheme,
            min_sdk: self.range.min_sdk.max(since),
            max_sdk: self.range.max_sdk,
            rotation_min_sdk: rotation.filter(|level| *level > 0),
        };
        let Some(Some(sections)) = &mut self.shared.sections else { return Ok(None) };
        let rotated = v3::verify(&sections.block, Some(&mut sections.content), &context, &mut self.log);
        let Some(rotated) = rotated else { return Ok(None) };
        self.lineage = self.lineage.take().or(rotated.lineage);
        self.keep(&rotated.outcome);
        self.check()?;
        Ok(Some(rotated.outcome))
    }

    fn v2(&mut self, with_content: bool) -> Result<Option<Outcome<'a>>, Stop> {
        let context = v2::Context {
            limits: self.shared.limits,
            min_sdk: self.range.min_sdk.max(N),
            max_sdk: self.range.max_sdk,
            supported: self.range.supported(),
            found: &self.found,
        };
        let Some(Some(sections)) = &mut self.shared.sections else { return Ok(None) };
        let content = with_content.then_some(&mut sections.content);
        let Some(outcome) = v2::verify(&sections.block, content, &context, &mut self.log) else {
            return Ok(None);
        };
        self.keep(&outcome);
        self.check()?;
        Ok(Some(outcome))
    }

    fn keep(&mut self, outcome: &Outcome<'_>) {
        self.found.push(outcome.result.scheme.number());
        self.digests.insert(outcome.result.scheme, outcome.claimed());
        self.schemes.push(outcome.result.clone());
    }

    /// From API level 26 on a package for the second security sandbox needs v2 or newer; without a manifest it is
    /// no package.
    fn sandbox(&mut self) -> Result<(), Stop> {
        if self.shared.archive.find(b"AndroidManifest.xml").is_none() {
            return Err(self.malformed("package", 0, "no AndroidManifest.xml"));
        }
        if let Some(version) =
            self.range.target_sandbox.filter(|version| *version > 1 && self.found.is_empty())
        {
            self.whole(Issue::NoSigForTargetSandboxVersion, format!("targetSandboxVersion {version}"));
        }
        Ok(())
    }

    /// The JAR verifier walks as many directory records as the end record counts.
    fn directory(&mut self) -> Result<(), Stop> {
        let counted = Reader::new(
            self.shared.data.get(count_field(self.shared.archive.eocd_offset)..).unwrap_or_default(),
        )
        .u16_le("entry count")
        .unwrap_or(0);
        let listed = self.shared.archive.entries.iter().filter(|entry| !entry.hidden).count();
        if listed < usize::from(counted) && self.shared.archive.limits_hit.is_empty() {
            let detail = format!("{listed} of {counted} records can be read");
            return Err(self.malformed("central directory", self.shared.archive.directory_offset, detail));
        }
        Ok(())
    }

    fn v1(&mut self) -> Result<(), Stop> {
        let context = v1::Context {
            limits: self.shared.limits,
            min_sdk: self.range.min_sdk,
            max_sdk: self.range.max_sdk,
            supported: self.range.supported(),
            found: &self.found,
        };
        let result = v1::verify(self.shared.archive, &mut self.shared.entries, &context, &mut self.log);
        self.schemes.push(result);
        self.v1_digest();
        self.check()
    }

    fn v1_digest(&mut self) {
        let digest = v1::manifest_digest(self.shared.archive, self.shared.limits);
        let claimed = digest.map(|digest| (ContentDigest::Sha256, digest.to_vec())).into_iter().collect();
        self.digests.insert(Scheme::V1, claimed);
    }

    /// The digest of the stamp's certificate that the package carries as an entry.
    fn stamp_digest(&mut self) -> Result<Option<Vec<u8>>, Stop> {
        let Some(entry) = self.shared.archive.find(stamp::ENTRY) else { return Ok(None) };
        if entry.uncompressed_size > MAX_STAMP_ENTRY {
            return Err(self.malformed("source stamp entry", entry.header_offset, "too long"));
        }
        match self.shared.archive.read(entry, Role::Jar, self.shared.limits).bytes {
            Some(bytes) => Ok(Some(bytes.into_owned())),
            None => Err(self.malformed("source stamp entry", entry.header_offset, "cannot be read")),
        }
    }

    fn stamp(&mut self) -> Result<(), Stop> {
        let Some(digest) = self.stamp_digest()? else { return Ok(()) };
        let stamp = self.stamp_block(&digest, self.range.min_sdk.max(R));
        self.log.warnings.extend(stamp.reports.iter().cloned());
        self.stamp = Some(stamp);
        Ok(())
    }

    fn stamp_block(&self, digest: &[u8], min_sdk: u32) -> Stamp {
        let value = self.sections().and_then(|sections| sections.block.reader(block::SOURCE_STAMP_V2));
        let Some(value) = value else {
            return stamp::failed(StampStatus::NotVerified, Issue::SourceStampSigMissing, "");
        };
        let context = stamp::Context { limits: self.shared.limits, min_sdk, max_sdk: self.range.max_sdk };
        stamp::verify(value, digest, &self.digests, &context)
    }

    fn stamp_alone(&mut self, expected: Option<&str>) -> Result<Stamp, Stop> {
        self.open()?;
        self.directory()?;
        let Some(digest) = self.stamp_digest()? else {
            let block = self.sections().and_then(|sections| sections.block.value(block::SOURCE_STAMP_V2));
            return Ok(match block {
                Some(_) => stamp::failed(
                    StampStatus::NotVerified,
                    Issue::SourceStampSignatureBlockWithoutCertDigest,
                    "",
                ),
                None => {
                    stamp::failed(StampStatus::Missing, Issue::SourceStampCertDigestAndSigBlockMissing, "")
                }
            });
        };
        if let Some(expected) = expected.filter(|expected| !expected.eq_ignore_ascii_case(&hex(&digest))) {
            let detail = format!("{}, expected {expected}", hex(&digest));
            let issue = Issue::SourceStampExpectedDigestMismatch;
            let stamp = stamp::failed(StampStatus::CertDigestMismatch, issue, detail);
            return Err(Stop::Stamp(Box::new(stamp)));
        }
        let Range { min_sdk, max_sdk, .. } = *self.range;
        if max_sdk >= P {
            self.claims(Scheme::V3)?;
        }
        if max_sdk >= N && (min_sdk < P || self.found.is_empty()) {
            self.v2(false)?;
        }
        if min_sdk < N || self.found.is_empty() {
            self.v1_digest();
        }
        Ok(self.stamp_block(&digest, min_sdk))
    }

    /// The v4 file against what the newer schemes claim; neither these nor the content of the entries are verified.
    fn idsig_alone(&mut self, idsig: &[u8]) -> Result<(), Stop> {
        self.open()?;
        let v31 = self.claims(Scheme::V31)?;
        let v3 = self.claims(Scheme::V3)?;
        let v2 = self.v2(false)?;
        let checked =
            v4::verify(self.shared.data, idsig, self.shared.limits, self.shared.lent.spread, &mut self.log);
        self.schemes = vec![checked.result.clone()];
        self.check()?;
        v4::compare(&checked, v2.as_ref(), v3.as_ref(), v31.as_ref(), &mut self.log);
        self.check()
    }

    /// What v3 or v3.1 claims of the content; the content itself is not looked at.
    fn claims(&mut self, scheme: Scheme) -> Result<Option<Outcome<'a>>, Stop> {
        let since = if scheme == Scheme::V31 { T } else { P };
        let context = v3::Context {
            limits: self.shared.limits,
            scheme,
            min_sdk: self.range.min_sdk.max(since),
            max_sdk: self.range.max_sdk,
            rotation_min_sdk: None,
        };
        let Some(Some(Sections { block, .. })) = &self.shared.sections else { return Ok(None) };
        let rotated = v3::verify(block, None, &context, &mut self.log);
        if let Some(rotated) = &rotated {
            self.keep(&rotated.outcome);
        }
        self.check()?;
        Ok(rotated.map(|rotated| rotated.outcome))
    }

    /// The first certificates of a verified scheme's signers.
    fn certificates(&self, scheme: Scheme) -> Option<Vec<&Certificate>> {
        let result = self.schemes.iter().find(|result| result.scheme == scheme && result.verified)?;
        Some(result.signers.iter().filter_map(|signer| signer.certificates.first()).collect())
    }

    /// Signers of older schemes must be those of the newer ones, or the oldest of their lineage.
    fn agreement(&mut self) {
        let of = |scheme| -> Option<Vec<Certificate>> {
            self.certificates(scheme).map(|found| found.into_iter().cloned().collect())
        };
        let (v1, v2, v3) = (of(Scheme::V1), of(Scheme::V2), of(Scheme::V3));
        if let (Some(v1), Some(v2)) = (&v1, &v2) {
            if let Some(alone) = v1.iter().find(|certificate| !v2.contains(certificate)) {
                self.log.error(&Place::scheme(Scheme::V1), Issue::V2SigMissing, alone.fingerprint());
            }
            if let Some(alone) = v2.iter().find(|certificate| !v1.contains(certificate)) {
                self.log.error(&Place::scheme(Scheme::V2), Issue::JarSigMissing, alone.fingerprint());
            }
        }
        let (Some(v3), Some(older)) = (v3, v1.or(v2)) else { return };
        if older.len() != 1 {
            self.whole(Issue::V3SigMultiplePastSigners, format!("{} signers", older.len()));
        }
        let Some(old) = older.first() else { return };
        match &self.lineage {
            Some(lineage) if !lineage.begins_at(old) => {
                self.whole(Issue::V3SigPastSignersMismatch, old.fingerprint());
            }
            Some(_) => {}
            None => {
                if v3.len() != 1 {
                    self.whole(Issue::V3SigMultipleSigners, format!("{} signers", v3.len()));
                }
                if v3.first().is_none_or(|new| new.der != old.der) {
                    self.whole(Issue::V3SigPastSignersMismatch, old.fingerprint());
                }
            }
        }
    }

    /// Packages for API level 30 and later are refused by those platforms without v2 or newer.
    fn target(&mut self) {
        let Some(target) = self.range.target_sdk.filter(|target| (R..=self.range.max_sdk).contains(target))
        else {
            return;
        };
        let newer = [Scheme::V2, Scheme::V3, Scheme::V31];
        if !self.schemes.iter().any(|result| result.verified && newer.contains(&result.scheme)) {
            self.whole(Issue::MinSigSchemeForTargetSdkNotMet, format!("targetSdkVersion {target}"));
        }
    }

    fn finish(self) -> Verification {
        let verdict = if !self.log.limits.is_empty() {
            Verdict::Incomplete
        } else if self.log.malformed {
            Verdict::Malformed
        } else if self.log.has_errors() {
            Verdict::Rejected
        } else {
            Verdict::Verified
        };
        let mut signers = Vec::new();
        if verdict == Verdict::Verified {
            let newest =
                [Scheme::V31, Scheme::V3].into_iter().find_map(|scheme| self.certificates(scheme)?.pop());
            let older = || [Scheme::V2, Scheme::V1].into_iter().find_map(|scheme| self.certificates(scheme));
            let used = newest.map(|last| vec![last]).or_else(older).unwrap_or_default();
            signers = used.into_iter().cloned().collect();
        }
        Verification {
            verdict,
            errors: self.log.errors,
            warnings: self.log.warnings,
            schemes: self.schemes,
            signers,
            lineage: self.lineage,
            stamp: self.stamp,
            limits: self.log.limits,
        }
    }
}

/// The first API level of a v3.1 block's signers.
fn first_level(result: &SchemeResult) -> i32 {
    result.signers.iter().filter_map(|signer| signer.sdk.map(|(min, _)| min)).min().unwrap_or(0)
}

fn count_field(eocd: u64) -> usize {
    usize::try_from(eocd.saturating_add(10)).unwrap_or(usize::MAX)
}

/// Offset and size of the directory as the end record has them.
pub(crate) fn declared_directory(data: &[u8], eocd: u64) -> Option<(u64, u64)> {
    let mut record = Reader::new(data.get(usize::try_from(eocd).ok()?..)?);
    record.skip(12, "end of central directory").ok()?;
    let size = record.u32_le("directory size").ok()?;
    let offset = record.u32_le("directory offset").ok()?;
    Some((offset.into(), size.into()))
}

#[cfg(test)]
mod tests;
