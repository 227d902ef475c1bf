//! What verification found: the verdict, apksig's issue names, the signers the verifying code used.

use std::collections::BTreeSet;
use std::fmt;

use cursor::ParseError;

use crate::certificate::Certificate;
use crate::hash::Hash;
use crate::lineage::Lineage;

/// A signature scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// JAR signature.
    V1,
    /// APK Signature Scheme v2, API level 24.
    V2,
    /// APK Signature Scheme v3, API level 28.
    V3,
    /// APK Signature Scheme v3.1, API level 33.
    V31,
    /// APK Signature Scheme v4, a file of its own, API level 30.
    V4,
    /// Source stamp.
    SourceStamp,
}

impl Scheme {
    /// Number inside the format: stripping protection and source stamps name schemes by it.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::SourceStamp => 0,
            Self::V1 => 1,
            Self::V2 => 2,
            Self::V3 => 3,
            Self::V31 => 31,
            Self::V4 => 4,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V1 => "1",
            Self::V2 => "2",
            Self::V3 => "3",
            Self::V31 => "3.1",
            Self::V4 => "4",
            Self::SourceStamp => "stamp",
        })
    }
}

/// The answer to: would every platform of the range accept this package?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every platform of the range accepts it.
    Verified,
    /// Some platform of the range refuses it; `errors` says why.
    Rejected,
    /// Not a package at all: no manifest, an entry that cannot be read, or an empty range.
    Malformed,
    /// A cap of ours stopped the verification; nothing is known.
    Incomplete,
}

macro_rules! issues {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A reason to refuse a package or to warn of it, named as apksig's `ApkVerifier.Issue` names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each variant is documented by the name it carries in apksig")]
        pub enum Issue { $($(#[$doc])* $variant,)* }

        impl Issue {
            /// Name in apksig, such as `JAR_SIG_NO_MANIFEST`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

issues! {
    JarSigNoSignatures = "JAR_SIG_NO_SIGNATURES",
    JarSigNoSignedZipEntries = "JAR_SIG_NO_SIGNED_ZIP_ENTRIES",
    JarSigDuplicateZipEntry = "JAR_SIG_DUPLICATE_ZIP_ENTRY",
    JarSigDuplicateManifestSection = "JAR_SIG_DUPLICATE_MANIFEST_SECTION",
    JarSigUnnamedManifestSection = "JAR_SIG_UNNNAMED_MANIFEST_SECTION",
    JarSigUnnamedSigFileSection = "JAR_SIG_UNNNAMED_SIG_FILE_SECTION",
    JarSigNoManifest = "JAR_SIG_NO_MANIFEST",
    JarSigMissingZipEntryReferencedInManifest = "JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST",
    JarSigNoZipEntryDigestInManifest = "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST",
    JarSigNoZipEntryDigestInSigFile = "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_SIG_FILE",
    JarSigZipEntryNotSigned = "JAR_SIG_ZIP_ENTRY_NOT_SIGNED",
    JarSigZipEntrySignersMismatch = "JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH",
    JarSigZipEntryDigestDidNotVerify = "JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY",
    JarSigManifestMainSectionDigestDidNotVerify = "JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY",
    JarSigManifestSectionDigestDidNotVerify = "JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY",
    JarSigNoManifestDigestInSigFile = "JAR_SIG_NO_MANIFEST_DIGEST_IN_SIG_FILE",
    JarSigNoApkSigStripProtection = "JAR_SIG_NO_APK_SIG_STRIP_PROTECTION",
    JarSigMissingFile = "JAR_SIG_MISSING_FILE",
    JarSigVerifyException = "JAR_SIG_VERIFY_EXCEPTION",
    JarSigUnsupportedSigAlg = "JAR_SIG_UNSUPPORTED_SIG_ALG",
    JarSigParseException = "JAR_SIG_PARSE_EXCEPTION",
    JarSigDidNotVerify = "JAR_SIG_DID_NOT_VERIFY",
    JarSigNoSigners = "JAR_SIG_NO_SIGNERS",
    JarSigDuplicateSigFileSection = "JAR_SIG_DUPLICATE_SIG_FILE_SECTION",
    JarSigMissingVersionAttrInSigFile = "JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE",
    JarSigUnknownApkSigSchemeId = "JAR_SIG_UNKNOWN_APK_SIG_SCHEME_ID",
    JarSigMissingApkSigReferenced = "JAR_SIG_MISSING_APK_SIG_REFERENCED",
    JarSigUnprotectedZipEntry = "JAR_SIG_UNPROTECTED_ZIP_ENTRY",
    JarSigMaxSignaturesExceeded = "JAR_SIG_MAX_SIGNATURES_EXCEEDED",
    JarSigMissing = "JAR_SIG_MISSING",
    NoSigForTargetSandboxVersion = "NO_SIG_FOR_TARGET_SANDBOX_VERSION",
    MinSigSchemeForTargetSdkNotMet = "MIN_SIG_SCHEME_FOR_TARGET_SDK_NOT_MET",
    V2SigMissing = "V2_SIG_MISSING",
    V2SigMalformedSigners = "V2_SIG_MALFORMED_SIGNERS",
    V2SigMalformedSigner = "V2_SIG_MALFORMED_SIGNER",
    V2SigMalformedPublicKey = "V2_SIG_MALFORMED_PUBLIC_KEY",
    V2SigMalformedCertificate = "V2_SIG_MALFORMED_CERTIFICATE",
    V2SigMalformedSignature = "V2_SIG_MALFORMED_SIGNATURE",
    V2SigMalformedDigest = "V2_SIG_MALFORMED_DIGEST",
    V2SigMalformedAdditionalAttribute = "V2_SIG_MALFORMED_ADDITIONAL_ATTRIBUTE",
    V2SigUnknownApkSigSchemeId = "V2_SIG_UNKNOWN_APK_SIG_SCHEME_ID",
    V2SigMissingApkSigReferenced = "V2_SIG_MISSING_APK_SIG_REFERENCED",
    V2SigNoSigners = "V2_SIG_NO_SIGNERS",
    V2SigUnknownSigAlgorithm = "V2_SIG_UNKNOWN_SIG_ALGORITHM",
    V2SigUnknownAdditionalAttribute = "V2_SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE",
    V2SigVerifyException = "V2_SIG_VERIFY_EXCEPTION",
    V2SigDidNotVerify = "V2_SIG_DID_NOT_VERIFY",
    V2SigNoSignatures = "V2_SIG_NO_SIGNATURES",
    V2SigNoSupportedSignatures = "V2_SIG_NO_SUPPORTED_SIGNATURES",
    V2SigNoCertificates = "V2_SIG_NO_CERTIFICATES",
    V2SigPublicKeyMismatch = "V2_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
    V2SigSigAlgMismatch = "V2_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
    V2SigApkDigestDidNotVerify = "V2_SIG_APK_DIGEST_DID_NOT_VERIFY",
    V2SigMaxSignaturesExceeded = "V2_SIG_MAX_SIGNATURES_EXCEEDED",
    V3SigMultiplePastSigners = "V3_SIG_MULTIPLE_PAST_SIGNERS",
    V3SigMultipleSigners = "V3_SIG_MULTIPLE_SIGNERS",
    V3SigPastSignersMismatch = "V3_SIG_PAST_SIGNERS_MISMATCH",
    V3SigMalformedSigners = "V3_SIG_MALFORMED_SIGNERS",
    V3SigMalformedSigner = "V3_SIG_MALFORMED_SIGNER",
    V3SigMalformedPublicKey = "V3_SIG_MALFORMED_PUBLIC_KEY",
    V3SigMalformedCertificate = "V3_SIG_MALFORMED_CERTIFICATE",
    V3SigMalformedSignature = "V3_SIG_MALFORMED_SIGNATURE",
    V3SigMalformedDigest = "V3_SIG_MALFORMED_DIGEST",
    V3SigMalformedAdditionalAttribute = "V3_SIG_MALFORMED_ADDITIONAL_ATTRIBUTE",
    V3SigNoSigners = "V3_SIG_NO_SIGNERS",
    V3SigUnknownSigAlgorithm = "V3_SIG_UNKNOWN_SIG_ALGORITHM",
    V3SigUnknownAdditionalAttribute = "V3_SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE",
    V3SigVerifyException = "V3_SIG_VERIFY_EXCEPTION",
    V3SigInvalidSdkVersions = "V3_SIG_INVALID_SDK_VERSIONS",
    V3SigDidNotVerify = "V3_SIG_DID_NOT_VERIFY",
    V3SigNoSignatures = "V3_SIG_NO_SIGNATURES",
    V3SigNoSupportedSignatures = "V3_SIG_NO_SUPPORTED_SIGNATURES",
    V3SigNoCertificates = "V3_SIG_NO_CERTIFICATES",
    V3MinSdkMismatch = "V3_MIN_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD",
    V3MaxSdkMismatch = "V3_MAX_SDK_VERSION_MISMATCH_BETWEEN_SIGNER_AND_SIGNED_DATA_RECORD",
    V3SigPublicKeyMismatch = "V3_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
    V3SigSigAlgMismatch = "V3_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
    V3SigApkDigestDidNotVerify = "V3_SIG_APK_DIGEST_DID_NOT_VERIFY",
    V3SigPorDidNotVerify = "V3_SIG_POR_DID_NOT_VERIFY",
    V3SigMalformedLineage = "V3_SIG_MALFORMED_LINEAGE",
    V3SigPorCertMismatch = "V3_SIG_POR_CERT_MISMATCH",
    V3InconsistentSdkVersions = "V3_INCONSISTENT_SDK_VERSIONS",
    V3MissingSdkVersions = "V3_MISSING_SDK_VERSIONS",
    V3InconsistentLineages = "V3_INCONSISTENT_LINEAGES",
    V31BlockFoundWithoutV3Block = "V31_BLOCK_FOUND_WITHOUT_V3_BLOCK",
    V31BlockMissing = "V31_BLOCK_MISSING",
    V31RotationMinSdkMismatch = "V31_ROTATION_MIN_SDK_MISMATCH",
    V31RotationMinSdkAttrMissing = "V31_ROTATION_MIN_SDK_ATTR_MISSING",
    V31RotationTargetsDevReleaseAttrOnV3Signer = "V31_ROTATION_TARGETS_DEV_RELEASE_ATTR_ON_V3_SIGNER",
    V4SigNoSignatures = "V4_SIG_NO_SIGNATURES",
    V4SigMalformedSigners = "V4_SIG_MALFORMED_SIGNERS",
    V4SigMalformedPublicKey = "V4_SIG_MALFORMED_PUBLIC_KEY",
    V4SigMalformedCertificate = "V4_SIG_MALFORMED_CERTIFICATE",
    V4SigUnknownSigAlgorithm = "V4_SIG_UNKNOWN_SIG_ALGORITHM",
    V4SigVerifyException = "V4_SIG_VERIFY_EXCEPTION",
    V4SigDidNotVerify = "V4_SIG_DID_NOT_VERIFY",
    V4SigPublicKeyMismatch = "V4_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
    V4SigApkRootDidNotVerify = "V4_SIG_APK_ROOT_DID_NOT_VERIFY",
    V4SigApkTreeDidNotVerify = "V4_SIG_APK_TREE_DID_NOT_VERIFY",
    V4SigMultipleSigners = "V4_SIG_MULTIPLE_SIGNERS",
    V41SigNeedsTwoSigners = "V41_SIG_NEEDS_TWO_SIGNERS",
    V4SigV2V3SignersMismatch = "V4_SIG_V2_V3_SIGNERS_MISMATCH",
    V4SigV2V3DigestsMismatch = "V4_SIG_V2_V3_DIGESTS_MISMATCH",
    V4SigVersionNotCurrent = "V4_SIG_VERSION_NOT_CURRENT",
    SourceStampCertDigestAndSigBlockMissing = "SOURCE_STAMP_CERT_DIGEST_AND_SIG_BLOCK_MISSING",
    SourceStampSignatureBlockWithoutCertDigest = "SOURCE_STAMP_SIGNATURE_BLOCK_WITHOUT_CERT_DIGEST",
    SourceStampSigMissing = "SOURCE_STAMP_SIG_MISSING",
    SourceStampMalformedCertificate = "SOURCE_STAMP_MALFORMED_CERTIFICATE",
    SourceStampMalformedSignature = "SOURCE_STAMP_MALFORMED_SIGNATURE",
    SourceStampMalformedAttribute = "SOURCE_STAMP_MALFORMED_ATTRIBUTE",
    SourceStampUnknownSigAlgorithm = "SOURCE_STAMP_UNKNOWN_SIG_ALGORITHM",
    SourceStampUnknownAttribute = "SOURCE_STAMP_UNKNOWN_ATTRIBUTE",
    SourceStampVerifyException = "SOURCE_STAMP_VERIFY_EXCEPTION",
    SourceStampDidNotVerify = "SOURCE_STAMP_DID_NOT_VERIFY",
    SourceStampNoSignature = "SOURCE_STAMP_NO_SIGNATURE",
    SourceStampNoSupportedSignature = "SOURCE_STAMP_NO_SUPPORTED_SIGNATURE",
    SourceStampCertificateMismatch = "SOURCE_STAMP_CERTIFICATE_MISMATCH_BETWEEN_SIGNATURE_BLOCK_AND_APK",
    SourceStampExpectedDigestMismatch = "SOURCE_STAMP_EXPECTED_DIGEST_MISMATCH",
    SourceStampMalformedLineage = "SOURCE_STAMP_MALFORMED_LINEAGE",
    SourceStampPorCertMismatch = "SOURCE_STAMP_POR_CERT_MISMATCH",
    SourceStampPorDidNotVerify = "SOURCE_STAMP_POR_DID_NOT_VERIFY",
    SourceStampInvalidTimestamp = "SOURCE_STAMP_INVALID_TIMESTAMP",
    /// Ours: an entry or a structure the verification needs could not be read.
    Unreadable = "UNREADABLE",
    /// Ours: a cap of `Limits` stopped the verification.
    LimitReached = "LIMIT_REACHED",
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One issue and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What is wrong.
    pub issue: Issue,
    /// The scheme it concerns; `None` for the package as a whole.
    pub scheme: Option<Scheme>,
    /// The signer it concerns: index in its block, or signature file of a JAR signer.
    pub signer: Option<String>,
    /// The values that disagree, for people. Entry names are as written, not escaped.
    pub detail: String,
}

/// Reports that are kept of each kind; a hostile package can cause any number.
const MAX_REPORTS: usize = 1000;

/// Errors and warnings in the order of discovery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) errors: Vec<Report>,
    pub(crate) warnings: Vec<Report>,
    pub(crate) limits: Vec<ParseError>,
    pub(crate) malformed: bool,
}

impl Log {
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    pub(crate) fn error(&mut self, place: &Place, issue: Issue, detail: impl Into<String>) {
        push(&mut self.errors, place, issue, detail.into());
    }

    pub(crate) fn warn(&mut self, place: &Place, issue: Issue, detail: impl Into<String>) {
        push(&mut self.warnings, place, issue, detail.into());
    }

    /// Something the platform must read as well cannot be read: not a package, or a cap of ours.
    pub(crate) fn unreadable(&mut self, place: &Place, error: &ParseError) {
        if error.is_limit() {
            self.limits.push(error.clone());
            self.error(place, Issue::LimitReached, error.to_string());
        } else {
            self.malformed = true;
            self.error(place, Issue::Unreadable, error.to_string());
        }
    }

    pub(crate) fn limit(&mut self, place: &Place, error: ParseError) {
        self.unreadable(place, &error);
    }
}

fn push(reports: &mut Vec<Report>, place: &Place, issue: Issue, detail: String) {
    if reports.len() < MAX_REPORTS {
        reports.push(Report { issue, scheme: place.scheme, signer: place.signer.clone(), detail });
    }
}

/// Scheme and signer that are being looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) scheme: Option<Scheme>,
    pub(crate) signer: Option<String>,
}

impl Place {
    pub(crate) fn scheme(scheme: Scheme) -> Self {
        Self { scheme: Some(scheme), signer: None }
    }

    pub(crate) fn signer(scheme: Scheme, signer: impl ToString) -> Self {
        Self { scheme: Some(scheme), signer: Some(signer.to_string()) }
    }
}

/// A hash function that a signer rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashUse {
    /// Entry that uses it, such as `META-INF/CERT.SF`; `None` in the signing block.
    pub file: Option<String>,
    /// The function.
    pub hash: Hash,
}

/// One signer as the verifying code used it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Index in its block, or signature block file of a JAR signer.
    pub name: String,
    /// Certificates, the signing one first: the one whose key the signature verified with.
    pub certificates: Vec<Certificate>,
    /// Signature algorithms that were verified.
    pub algorithms: Vec<String>,
    /// Hash functions it rests on, ordered by file. For a JAR signer those of the signature, the signature file and
    /// the manifest, as the platforms of the range compare them; for newer schemes those under the signatures.
    pub hashes: Vec<HashUse>,
    /// Numbers of newer schemes, as the formats count them, whose removal from the package it would show.
    pub protects: Vec<u32>,
    /// In v3: the API level from which a v3.1 block must be there.
    pub rotation_min_sdk: Option<i32>,
    /// API levels the signer is for; only v3 and v3.1 say so.
    pub sdk: Option<(i32, i32)>,
    /// True when the signer is for a platform that was in development (v3.1).
    pub targets_dev_release: bool,
    /// Proof of rotation that leads to the signing certificate.
    pub lineage: Option<Lineage>,
}

impl Signer {
    pub(crate) fn new(name: impl ToString) -> Self {
        Self {
            name: name.to_string(),
            certificates: Vec::new(),
            algorithms: Vec::new(),
            hashes: Vec::new(),
            protects: Vec::new(),
            rotation_min_sdk: None,
            sdk: None,
            targets_dev_release: false,
            lineage: None,
        }
    }

    /// The hash functions of [`Self::hashes`], each once, the weakest first.
    pub fn hash_functions(&self) -> BTreeSet<Hash> {
        self.hashes.iter().map(|one| one.hash).collect()
    }

    /// It rests on this hash function too, which this entry uses.
    pub(crate) fn rests_on(&mut self, hash: Hash, file: Option<&[u8]>) {
        let used = HashUse { file: file.map(|name| String::from_utf8_lossy(name).into_owned()), hash };
        if let Err(at) = self.hashes.binary_search(&used) {
            self.hashes.insert(at, used);
        }
    }
}

/// What one scheme said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeResult {
    /// The scheme.
    pub scheme: Scheme,
    /// True when it holds on every platform of the range that looks at it.
    pub verified: bool,
    /// Its signers; filled as far as verification came.
    pub signers: Vec<Signer>,
}

/// How a source stamp fared, with apksig's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StampStatus {
    /// No stamp in the package.
    Missing,
    /// One half of a stamp is missing, so nothing could be verified.
    NotVerified,
    /// The stamp holds.
    Verified,
    /// The stamp does not hold.
    VerificationFailed,
    /// The stamp's certificate is another than the expected one.
    CertDigestMismatch,
    /// The package's own signatures are damaged, so the stamp could not be judged.
    VerificationError,
}

impl StampStatus {
    /// Name in apksig, such as `STAMP_VERIFIED`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "STAMP_MISSING",
            Self::NotVerified => "STAMP_NOT_VERIFIED",
            Self::Verified => "STAMP_VERIFIED",
            Self::VerificationFailed => "STAMP_VERIFICATION_FAILED",
            Self::CertDigestMismatch => "CERT_DIGEST_MISMATCH",
            Self::VerificationError => "VERIFICATION_ERROR",
        }
    }
}

/// A source stamp: who distributed the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// How it fared.
    pub status: StampStatus,
    /// Its certificate.
    pub certificate: Option<Certificate>,
    /// Certificates of its own rotation, oldest first.
    pub lineage: Option<Lineage>,
    /// When it was made, in seconds since 1970; absent in old stamps.
    pub timestamp: Option<i64>,
    /// Issues of the stamp alone, in the order of discovery.
    pub reports: Vec<Report>,
}

/// Everything verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The answer.
    pub verdict: Verdict,
    /// Reasons to refuse, in the order of discovery.
    pub errors: Vec<Report>,
    /// Remarks that refuse nothing; issues of a source stamp are among them.
    pub warnings: Vec<Report>,
    /// The schemes that were looked at, newest first, as the platform does.
    pub schemes: Vec<SchemeResult>,
    /// Certificates of the package's signers on the newest platform of the range; empty unless verified.
    pub signers: Vec<Certificate>,
    /// Proof of rotation of the newest scheme that has one.
    pub lineage: Option<Lineage>,
    /// The source stamp, when the package names one.
    pub stamp: Option<Stamp>,
    /// Caps that stopped the verification.
    pub limits: Vec<ParseError>,
}

impl Verification {
    /// What a scheme said, if it was looked at.
    pub fn scheme(&self, scheme: Scheme) -> Option<&SchemeResult> {
        self.schemes.iter().find(|result| result.scheme == scheme)
    }

    /// True when the scheme was looked at and holds.
    pub fn is_verified_by(&self, scheme: Scheme) -> bool {
        self.scheme(scheme).is_some_and(|result| result.verified)
    }
}
