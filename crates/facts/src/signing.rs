//! The signatures of one APK: what it claims, and what the platforms that may install it make of that.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use android_res::Tables;
use android_res::Value as Raw;
use android_res::axml::Document;
use apksig::{
    Certificate, Checker, Lent, Range, Report, Scheme, SchemeResult, Signatures, Signer, Stamp, Verdict,
    Verification,
};
use container::Archive;
use cursor::{Limits, ParseError};

use crate::Value;
use crate::android::{FromRaw, Resolver};

/// API levels at which platforms begin to judge a signature differently, whatever is in the package: SHA-256 and
/// ECDSA in JAR signatures, v2, v3.
const LEVELS: &[u32] = &[18, 24, 28];
/// API levels that begin somewhere in a v3 or v3.1 block; further ones are not told apart.
const MAX_LEVELS: usize = 12;

/// What the manifest says about the platforms that may install the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platforms {
    /// `minSdkVersion`: the lowest one where it varies, 1 without one, `None` where it cannot be told.
    pub min_sdk: Option<u32>,
    /// `targetSdkVersion`, where one is known; the minimum without one.
    pub target_sdk: Option<u32>,
    /// `targetSandboxVersion`, where one is written.
    pub target_sandbox: Option<u32>,
}

impl Platforms {
    /// Reads a manifest as apksig does.
    pub fn of(document: &Document, tables: &Tables<'_>) -> Self {
        let from = Resolver { document, artifact: Arc::from("AndroidManifest.xml"), tables };
        let (mut min, mut target) = (Some(1), None);
        for (at, _) in from.children(0, &["uses-sdk"]) {
            min = min.zip(lowest(&from.fact(at, "minSdkVersion", Level(1)).value)).map(|(a, b)| a.max(b));
            let written = from.fact(at, "targetSdkVersion", Level(1)).value;
            target = target.or(Some(written).filter(Value::is_written));
        }
        let target_sdk = match &target {
            Some(value) => value.main().map(|level| level.0),
            None => min,
        };
        let sandbox = from.fact(0, "targetSandboxVersion", Level(0)).value;
        Self {
            min_sdk: min,
            target_sdk,
            target_sandbox: sandbox.main().map(|level| level.0).filter(|_| sandbox.is_written()),
        }
    }

    /// The platforms as verification wants them; from level 1 on where the manifest does not tell.
    pub fn range(&self) -> Range {
        Range {
            target_sdk: self.target_sdk,
            target_sandbox: self.target_sandbox,
            ..Range::from(self.min_sdk.unwrap_or(1))
        }
    }
}

fn lowest(value: &Value<Level>) -> Option<u32> {
    value.each().map(|level| level.0).min()
}

/// An API level as a manifest writes it: a number or the codename of a release in development.
#[derive(Clone, Copy)]
struct Level(u32);

impl FromRaw for Level {
    fn from_raw(value: &Raw, _: Option<&str>) -> Option<Self> {
        match value {
            Raw::Int(number) => u32::try_from(*number).ok().map(Self),
            Raw::String(text) => text.parse().ok().or_else(|| codename(text)).map(Self),
            _ => None,
        }
    }
}

/// API level of a codename: the platform before it, which a development release still calls itself. Letters after
/// the last one known count on from it.
fn codename(name: &str) -> Option<u32> {
    const KNOWN: &[(char, u32)] = &[
        ('C', 2),
        ('D', 3),
        ('E', 4),
        ('F', 7),
        ('G', 8),
        ('H', 10),
        ('I', 13),
        ('J', 15),
        ('K', 18),
        ('L', 20),
        ('M', 22),
        ('N', 23),
        ('O', 25),
        ('P', 27),
        ('Q', 28),
        ('R', 29),
        ('S', 30),
        ('T', 32),
        ('U', 33),
        ('V', 34),
    ];
    let first = name.chars().next().filter(char::is_ascii_uppercase)?;
    let (letter, level) = KNOWN.iter().rev().find(|(letter, _)| *letter <= first)?;
    Some(level.saturating_add(u32::from(first).saturating_sub(u32::from(*letter))))
}

/// API levels, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Levels {
    /// Oldest.
    pub from: u32,
    /// Newest; [`Range::NEWEST`] for no bound.
    pub to: u32,
}

impl fmt::Display for Levels {
    /// `24-27`, `28` or `33+`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Levels { from, to: Range::NEWEST } => write!(f, "{from}+"),
            Levels { from, to } if from == to => write!(f, "{from}"),
            Levels { from, to } => write!(f, "{from}-{to}"),
        }
    }
}

/// What the platforms of some API levels say to the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The platforms.
    pub levels: Levels,
    /// Whether all of them would install it.
    pub verdict: Verdict,
    /// The scheme that decides there, or that the first error is about.
    pub scheme: Option<Scheme>,
    /// Certificates of the signers they see; empty unless verified.
    pub signers: Vec<Certificate>,
    /// Why they refuse.
    pub errors: Vec<Report>,
}

/// What became of one scheme over all platforms that look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeJudged {
    /// The scheme.
    pub scheme: Scheme,
    /// Platforms on which it holds.
    pub verified_on: Vec<Levels>,
    /// Platforms on which it does not.
    pub refused_on: Vec<Levels>,
    /// Its signers as the verifying code used them, on the first platforms on which it holds; where it holds nowhere,
    /// as far as verification came.
    pub signers: Vec<Signer>,
}

impl SchemeJudged {
    /// True when some platform looks at it and none refuses it.
    pub fn is_verified(&self) -> bool {
        !self.verified_on.is_empty() && self.refused_on.is_empty()
    }
}

/// The signatures of one APK.
#[derive(Debug, Clone)]
pub struct Signing<'a> {
    /// File name of the APK.
    pub artifact: Arc<str>,
    /// What is there and whom it names, unverified.
    pub signatures: Signatures<'a>,
    /// The platforms that may install it.
    pub range: Range,
    /// False when the manifest does not tell the lowest API level, so that the range is a guess.
    pub range_known: bool,
    /// What verification says for all of them together, as apksig does; the v4 file is not part of it.
    pub verification: Verification,
    /// The same for the platforms that judge alike, oldest first.
    pub ranges: Vec<Judged>,
    /// The schemes that some platform of the range looks at, oldest first.
    pub schemes: Vec<SchemeJudged>,
    /// The source stamp, when the package has one or half of one.
    pub stamp: Option<Stamp>,
    /// What the v4 file beside the package says, when one was given.
    pub idsig: Option<Verification>,
}

impl<'a> Signing<'a> {
    /// Reads and verifies. Content is digested once, whatever the number of API levels that differ.
    pub fn read(
        artifact: Arc<str>,
        data: &'a [u8],
        archive: &Archive<'a>,
        platforms: &Platforms,
        idsig: Option<&[u8]>,
        limits: &Limits,
        lent: Lent<'_>,
    ) -> Self {
        let range_known = platforms.min_sdk.is_some();
        Self::over(artifact, data, archive, platforms.range(), range_known, idsig, limits, lent)
    }

    /// As [`read`](Self::read), for platforms that are given.
    #[expect(clippy::too_many_arguments, reason = "the one place where all that decides comes together")]
    pub fn over(
        artifact: Arc<str>,
        data: &'a [u8],
        archive: &Archive<'a>,
        range: Range,
        range_known: bool,
        idsig: Option<&[u8]>,
        limits: &Limits,
        lent: Lent<'_>,
    ) -> Self {
        let signatures = apksig::parse(data, archive, limits);
        let mut checker = Checker::new(data, archive, limits, lent);
        let verification = checker.verify(&range, None);
        let parts = parts(&signatures, &range);
        let whole = Levels { from: range.min_sdk, to: range.max_sdk };
        let runs: Vec<(Levels, Verification)> = match parts.as_slice() {
            [] | [_] => vec![(whole, verification.clone())],
            parts => {
                let judge = |levels: &Levels| {
                    let part = Range { min_sdk: levels.from, max_sdk: levels.to, ..range };
                    (*levels, checker.verify(&part, None))
                };
                parts.iter().map(judge).collect()
            }
        };
        let has_stamp = signatures.has_stamp;
        let stamp = verification.stamp.clone().or_else(|| has_stamp.then(|| checker.stamp(&range, None)));
        let idsig = idsig.map(|idsig| checker.idsig(&range, idsig));
        let ranges = judged(&runs);
        let schemes = schemes(&runs, &verification, whole);
        Self { artifact, signatures, range, range_known, verification, ranges, schemes, stamp, idsig }
    }

    /// What could not be read, or was cut by a limit.
    pub fn unread(&self) -> impl Iterator<Item = &ParseError> {
        let idsig = self.idsig.iter().flat_map(|idsig| &idsig.limits);
        self.signatures.issues.iter().chain(&self.verification.limits).chain(idsig)
    }

    /// True when all platforms of the range accept the package and the v4 file, if one was given, is its own.
    pub fn is_verified(&self) -> bool {
        self.verification.verdict == Verdict::Verified
            && self.idsig.as_ref().is_none_or(|idsig| idsig.verdict == Verdict::Verified)
    }

    /// True when nothing in the package claims to be its signature.
    pub fn is_unsigned(&self) -> bool {
        ![Scheme::V1, Scheme::V2, Scheme::V3, Scheme::V31].iter().any(|scheme| self.signatures.has(*scheme))
    }

    /// Who signed, by scheme: verified signers as the verifying code used them, then claims that no platform of the
    /// range has verified.
    pub fn named(&self) -> Vec<Named<'_>> {
        let mut all: Vec<Named<'_>> = Vec::new();
        for one in self.schemes.iter().filter(|one| !one.verified_on.is_empty()) {
            let levels = one.verified_on.clone();
            for certificate in one.signers.iter().filter_map(|signer| signer.certificates.first()) {
                let levels = levels.clone();
                all.push(Named { scheme: one.scheme, certificate, verified: true, looked_at: true, levels });
            }
        }
        if let Some(stamp) = &self.stamp
            && let Some(certificate) = &stamp.certificate
        {
            let verified = stamp.status == apksig::StampStatus::Verified;
            let (scheme, levels) = (Scheme::SourceStamp, Vec::new());
            all.push(Named { scheme, certificate, verified, looked_at: true, levels });
        }
        for signer in &self.signatures.signers {
            let Some(certificate) = signer.certificates.first() else { continue };
            let told =
                |named: &Named<'_>| named.scheme == signer.scheme && named.certificate.der == certificate.der;
            if !all.iter().any(told) {
                let (scheme, levels) = (signer.scheme, Vec::new());
                let looked_at = self.schemes.iter().any(|one| one.scheme == scheme)
                    || !self.ranges.iter().any(|one| one.verdict == Verdict::Verified);
                all.push(Named { scheme, certificate, verified: false, looked_at, levels });
            }
        }
        all.sort_by_key(|named| named.scheme);
        all
    }

    /// SHA-256 of the certificates that platforms of the range see as the signers, in hexadecimal digits; empty when
    /// none of them accepts the package.
    pub fn verified_signers(&self) -> BTreeSet<String> {
        self.ranges.iter().flat_map(|one| &one.signers).map(Certificate::fingerprint).collect()
    }
}

/// A signer and whether it is more than a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'s> {
    /// The scheme that names it.
    pub scheme: Scheme,
    /// Its certificate.
    pub certificate: &'s Certificate,
    /// True when verification used it on some platform of the range.
    pub verified: bool,
    /// False when no platform of the range looks at the scheme, so that nothing says it does not hold.
    pub looked_at: bool,
    /// On which.
    pub levels: Vec<Levels>,
}

/// Groups of platforms that may judge differently.
fn parts(signatures: &Signatures<'_>, range: &Range) -> Vec<Levels> {
    let mut begins: BTreeSet<u32> = LEVELS.iter().copied().collect();
    let newer = [Scheme::V2, Scheme::V3, Scheme::V31];
    if !newer.iter().any(|scheme| signatures.has(*scheme)) {
        begins.extend(range.target_sandbox.filter(|version| *version > 1).map(|_| 26));
        begins.extend(range.target_sdk.filter(|target| *target >= 30));
    }
    if signatures.has(Scheme::V3) || signatures.has(Scheme::V31) {
        begins.insert(33);
        let named = signatures.signers.iter().filter_map(|signer| signer.sdk);
        let ends = named.flat_map(|(min, max)| [min, max.saturating_add(1)]);
        begins.extend(ends.filter_map(|level| u32::try_from(level).ok()).take(MAX_LEVELS));
    }
    let Range { min_sdk, max_sdk, .. } = *range;
    let mut from = min_sdk;
    let mut parts = Vec::new();
    for begin in begins.into_iter().filter(|begin| *begin > min_sdk && *begin <= max_sdk) {
        parts.push(Levels { from, to: begin.saturating_sub(1) });
        from = begin;
    }
    if from <= max_sdk {
        parts.push(Levels { from, to: max_sdk });
    }
    parts
}

/// Neighbours that say the same are one.
fn judged(runs: &[(Levels, Verification)]) -> Vec<Judged> {
    let mut all: Vec<Judged> = Vec::new();
    for (levels, run) in runs {
        let newest = [Scheme::V31, Scheme::V3, Scheme::V2, Scheme::V1];
        let decides = match run.verdict {
            Verdict::Verified => newest.into_iter().find(|scheme| run.is_verified_by(*scheme)),
            _ => run.errors.first().and_then(|report| report.scheme),
        };
        let one = Judged {
            levels: *levels,
            verdict: run.verdict,
            scheme: decides,
            signers: run.signers.clone(),
            errors: run.errors.clone(),
        };
        match all.last_mut() {
            Some(last) if says_the_same(last, &one) => last.levels.to = levels.to,
            _ => all.push(one),
        }
    }
    all
}

fn says_the_same(one: &Judged, other: &Judged) -> bool {
    let certificates =
        |judged: &Judged| judged.signers.iter().map(|signer| signer.sha256).collect::<Vec<_>>();
    (one.verdict, one.scheme) == (other.verdict, other.scheme)
        && one.errors == other.errors
        && certificates(one) == certificates(other)
}

/// Puts together what the runs say about each scheme.
fn schemes(runs: &[(Levels, Verification)], whole: &Verification, all: Levels) -> Vec<SchemeJudged> {
    let mut found: Vec<SchemeJudged> = Vec::new();
    let mut note = |levels: Levels, result: &SchemeResult| {
        let one = match found.iter().position(|one| one.scheme == result.scheme) {
            Some(at) => found.get_mut(at),
            None => {
                found.push(SchemeJudged {
                    scheme: result.scheme,
                    verified_on: Vec::new(),
                    refused_on: Vec::new(),
                    signers: Vec::new(),
                });
                found.last_mut()
            }
        };
        let Some(one) = one else { return };
        if one.signers.is_empty() || (result.verified && one.verified_on.is_empty()) {
            one.signers.clone_from(&result.signers);
        }
        let list = if result.verified { &mut one.verified_on } else { &mut one.refused_on };
        match list.last_mut() {
            Some(last) if last.to.checked_add(1) == Some(levels.from) => last.to = levels.to,
            _ => list.push(levels),
        }
    };
    for (levels, run) in runs {
        for result in &run.schemes {
            note(*levels, result);
        }
    }
    // A scheme that only the judgement of all platforms together came to.
    for result in &whole.schemes {
        if !runs.iter().any(|(_, run)| run.scheme(result.scheme).is_some()) {
            note(all, result);
        }
    }
    found.sort_by_key(|one| one.scheme);
    found
}

/// Reads and verifies the signatures of a package that is not otherwise opened: only the manifest is inflated, and
/// the resource table where the manifest refers to it.
///
/// `given` replaces the lowest and the highest API level of the manifest.
pub fn signing_of<'a>(
    artifact: Arc<str>,
    data: &'a [u8],
    archive: &Archive<'a>,
    given: (Option<u32>, Option<u32>),
    idsig: Option<&[u8]>,
    limits: &Limits,
    lent: Lent<'_>,
) -> Signing<'a> {
    let read = |name: &[u8]| {
        let entry = archive.find(name)?;
        archive.read(entry, container::Role::Resource, limits).bytes
    };
    let manifest =
        read(b"AndroidManifest.xml").and_then(|bytes| android_res::axml::parse(&bytes, limits).ok());
    let platforms = manifest.as_ref().map(|manifest| {
        let alone = Platforms::of(&manifest.value, &Tables::default());
        if alone.min_sdk.is_some() && alone.target_sdk.is_some() {
            return alone;
        }
        let table = read(b"resources.arsc");
        let table = table.as_deref().and_then(|bytes| android_res::arsc::parse(bytes, limits).ok());
        Platforms::of(&manifest.value, &Tables::new(table.into_iter().map(|parsed| parsed.value).collect()))
    });
    let known = platforms.is_some_and(|platforms| platforms.min_sdk.is_some()) || given.0.is_some();
    let mut range = platforms.map_or(Range::from(1), |platforms| platforms.range());
    range.min_sdk = given.0.unwrap_or(range.min_sdk);
    range.max_sdk = given.1.unwrap_or(range.max_sdk);
    Signing::over(artifact, data, archive, range, known, idsig, limits, lent)
}
