//! One JAR signer: its signature block against its signature file, and that file against the manifest.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use cursor::Limits;

use crate::ber;
use crate::certificate::Certificate;
use crate::hash::Hash;
use crate::key::{Failure, Method};
use crate::oid;
use crate::v1::algorithm;
use crate::v1::manifest::{Section, Sections};
use crate::v1::pkcs7::{Attributes, BadAttribute, SignedData, SignerInfo};
use crate::v1::{Context, ManifestSections};
use crate::v2::MAX_PROTECTED;
use crate::verdict::{Issue, Log, Place, Scheme, Signer as Used};

/// Names the schemes v2 and later that the package is signed with too; protects against stripping them.
const APK_SIGNED: &str = "X-Android-APK-Signed";

/// One signer on the way through verification.
#[derive(Debug)]
pub(crate) struct Signer<'a> {
    pub(crate) place: Place,
    /// Entry of the signature block, such as `META-INF/CERT.RSA`.
    pub(crate) block_name: &'a [u8],
    /// Entry of the signature file, such as `META-INF/CERT.SF`.
    pub(crate) file_name: Vec<u8>,
    pub(crate) block: Cow<'a, [u8]>,
    pub(crate) file: Cow<'a, [u8]>,
    pub(crate) used: Used,
    /// Entries its signature file names.
    pub(crate) entries: HashSet<Vec<u8>>,
}

/// How the check of a signature file ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// No error.
    Good,
    /// An error the platform refuses the package for.
    Bad,
    /// An error the platform ignores the signer for.
    Ignored,
}

impl<'a> Signer<'a> {
    pub(crate) fn new(
        block_name: &'a [u8],
        file_name: Vec<u8>,
        block: Cow<'a, [u8]>,
        file: Cow<'a, [u8]>,
    ) -> Self {
        let shown = String::from_utf8_lossy(block_name).into_owned();
        Self {
            place: Place::signer(Scheme::V1, &shown),
            block_name,
            file_name,
            block,
            file,
            used: Used::new(shown),
            entries: HashSet::new(),
        }
    }

    /// Verifies the signature block over the signature file. Before API level 24 only the first SignerInfo counts;
    /// from 24 on the first that verifies.
    pub(crate) fn verify_block(&mut self, context: &Context<'_>, log: &mut Log) {
        let parsed = SignedData::parse(&self.block, context.limits)
            .map(|data| (data.read_certificates(context.limits), data));
        let (certificates, data) = match parsed {
            Ok(parsed) => parsed,
            Err(error) if error.is_limit() => return log.limit(&self.place, error),
            Err(error) => return log.error(&self.place, Issue::JarSigParseException, error.to_string()),
        };
        if data.signer_infos.is_empty() {
            return log.error(&self.place, Issue::JarSigNoSigners, "");
        }
        let certificates = match certificates {
            Ok(certificates) => certificates,
            Err(error) => return log.error(&self.place, Issue::JarSigParseException, error.to_string()),
        };
        let tried = if context.min_sdk < 24 { 1 } else { data.signer_infos.len() };
        let mut verified = None;
        for info in data.signer_infos.iter().take(tried) {
            let attempt = Attempt { info, content_type: &data.content_type, file: &self.file, context };
            match attempt.verify(&certificates) {
                Ok(Some(found)) => verified = verified.or(Some(found)),
                Ok(None) => {}
                Err((issue, reason)) => return log.error(&self.place, issue, reason),
            }
        }
        let Some((index, method, hash)) = verified else {
            return log.error(&self.place, Issue::JarSigDidNotVerify, "");
        };
        self.used.algorithms.push(algorithm_name(method, hash));
        self.used.rests_on(hash, Some(self.block_name));
        self.used.certificates = chain(&certificates, index);
    }

    /// Compares the signature file with the manifest and collects the entries it names.
    pub(crate) fn verify_file(
        &mut self,
        manifest: &[u8],
        sections: &ManifestSections<'_>,
        context: &Context<'_>,
        log: &mut Log,
    ) -> Checked {
        let before = log.errors.len();
        let file = std::mem::take(&mut self.file);
        let checked = self.verify_sections(&file, manifest, sections, context, log);
        self.file = file;
        match checked {
            Checked::Good if log.errors.len() > before => Checked::Bad,
            checked => checked,
        }
    }

    fn verify_sections(
        &mut self,
        file: &[u8],
        manifest: &[u8],
        sections: &ManifestSections<'_>,
        context: &Context<'_>,
        log: &mut Log,
    ) -> Checked {
        let mut list = Sections::new(file);
        let main = list.next().unwrap_or(Section { bytes: &[] });
        if main.attribute(b"Signature-Version").is_none() {
            log.error(&self.place, Issue::JarSigMissingVersionAttrInSigFile, "");
            return Checked::Ignored;
        }
        let before = log.errors.len();
        if context.max_sdk >= 24 {
            self.check_stripping(&main, context, log);
            if log.errors.len() > before {
                return Checked::Bad;
            }
        }
        let by_signtool = main.text("Created-By").is_some_and(|by| by.contains("signtool"));
        let whole_verified = self.verify_whole(&main, by_signtool, manifest, context, log);
        if !by_signtool {
            self.verify_main(&main, sections.main.bytes, context, log);
        }
        if log.errors.len() > before {
            return Checked::Bad;
        }
        let mut ignored = false;
        for (index, section) in list.enumerate() {
            let Some(name) = section.name().map(Cow::into_owned) else {
                log.error(&self.place, Issue::JarSigUnnamedSigFileSection, format!("section {index}"));
                return Checked::Ignored;
            };
            let shown = String::from_utf8_lossy(&name).into_owned();
            if !self.entries.insert(name.clone()) {
                log.error(&self.place, Issue::JarSigDuplicateSigFileSection, shown);
                return Checked::Ignored;
            }
            if whole_verified {
                continue;
            }
            match sections.entries.get(&*name) {
                None => {
                    log.error(&self.place, Issue::JarSigNoZipEntryDigestInSigFile, shown);
                    ignored = true;
                }
                Some(described) => {
                    self.verify_section(&section, described, by_signtool, &shown, context, log)
                }
            }
        }
        if ignored { Checked::Ignored } else { Checked::Good }
    }

    /// From API level 24 on a signature file may name the newer schemes the package must also be signed with.
    fn check_stripping(&mut self, main: &Section<'_>, context: &Context<'_>, log: &mut Log) {
        let Some(named) = main.text(APK_SIGNED) else {
            if !context.found.is_empty() {
                log.warn(&self.place, Issue::JarSigNoApkSigStripProtection, "");
            }
            return;
        };
        let ids = || named.split(',').filter_map(|text| text.trim().parse::<i32>().ok());
        self.used.protects = ids().filter_map(|id| u32::try_from(id).ok()).take(MAX_PROTECTED).collect();
        if context.supported.is_empty() {
            return;
        }
        let mut expected = Vec::new();
        for id in ids() {
            match u32::try_from(id).ok().filter(|id| context.supported.contains(id)) {
                Some(id) if !expected.contains(&id) => expected.push(id),
                Some(_) => {}
                None => log.warn(&self.place, Issue::JarSigUnknownApkSigSchemeId, id.to_string()),
            }
        }
        for id in expected.iter().filter(|id| !context.found.contains(id)) {
            log.error(
                &self.place,
                Issue::JarSigMissingApkSigReferenced,
                format!("scheme v{id} was stripped"),
            );
        }
    }

    /// True when the digest of the whole manifest holds; then its sections need no digests of their own.
    fn verify_whole(
        &mut self,
        main: &Section<'_>,
        by_signtool: bool,
        manifest: &[u8],
        context: &Context<'_>,
        log: &mut Log,
    ) -> bool {
        let suffix = if by_signtool { "-Digest" } else { "-Digest-Manifest" };
        let expected = main.digests(suffix, context.min_sdk, context.max_sdk);
        if expected.is_empty() {
            log.warn(&self.place, Issue::JarSigNoManifestDigestInSigFile, "");
            return false;
        }
        let mut verified = true;
        for (hash, digest) in expected {
            self.used.rests_on(hash, Some(&self.file_name));
            if hash.digest(&[manifest]) != digest {
                let detail = format!("{} of META-INF/MANIFEST.MF", hash.name());
                log.warn(&self.place, Issue::JarSigZipEntryDigestDidNotVerify, detail);
                verified = false;
            }
        }
        verified
    }

    fn verify_main(&mut self, main: &Section<'_>, described: &[u8], context: &Context<'_>, log: &mut Log) {
        for (hash, digest) in
            main.digests("-Digest-Manifest-Main-Attributes", context.min_sdk, context.max_sdk)
        {
            self.used.rests_on(hash, Some(&self.file_name));
            if hash.digest(&[described]) != digest {
                log.error(&self.place, Issue::JarSigManifestMainSectionDigestDidNotVerify, hash.name());
            }
        }
    }

    fn verify_section(
        &mut self,
        section: &Section<'_>,
        described: &Section<'_>,
        by_signtool: bool,
        shown: &str,
        context: &Context<'_>,
        log: &mut Log,
    ) {
        let expected = section.digests("-Digest", context.min_sdk, context.max_sdk);
        if expected.is_empty() {
            return log.error(&self.place, Issue::JarSigNoZipEntryDigestInSigFile, shown);
        }
        // Netscape's signtool leaves the empty line out of the digest.
        let bytes = match described.bytes {
            [body @ .., b'\n'] if by_signtool && body.ends_with(b"\n") => body,
            bytes => bytes,
        };
        for (hash, digest) in expected {
            self.used.rests_on(hash, Some(&self.file_name));
            if hash.digest(&[bytes]) != digest {
                let detail = format!("{} of {shown}", hash.name());
                log.error(&self.place, Issue::JarSigManifestSectionDigestDidNotVerify, detail);
            }
        }
    }
}

/// Sections of the manifest by entry name.
pub(crate) type ByName<'a> = HashMap<Cow<'a, [u8]>, Section<'a>>;

/// One SignerInfo being tried.
struct Attempt<'c> {
    info: &'c SignerInfo<'c>,
    content_type: &'c str,
    file: &'c [u8],
    context: &'c Context<'c>,
}

/// Position of the signing certificate and how it signs; `None` when the signature does not verify.
type Found = Option<(usize, Method, Hash)>;

impl Attempt<'_> {
    /// An error ends the whole signer, as an exception does in apksig; `None` leaves the other SignerInfos a chance.
    fn verify(&self, certificates: &[Certificate]) -> Result<Found, (Issue, String)> {
        let (info, context) = (self.info, self.context);
        let refused = |reason: &str| (Issue::JarSigVerifyException, reason.to_owned());
        let known =
            algorithm::supported(&info.digest_oid, &info.signature_oid, context.min_sdk, context.max_sdk);
        let Some((method, hash)) = known else {
            let detail = format!("digest {}, signature {}", info.digest_oid, info.signature_oid);
            return Err((Issue::JarSigUnsupportedSigAlg, detail));
        };
        let named = info.issuer_and_serial.as_ref();
        let index = named.and_then(|(issuer, serial)| {
            certificates.iter().position(|certificate| certificate.is_issued_as(issuer, serial))
        });
        let certificate = index.and_then(|index| certificates.get(index).map(|found| (index, found)));
        let (index, certificate) =
            certificate.ok_or_else(|| refused("the signing certificate is not there"))?;
        if !certificate.unknown_critical.is_empty() {
            return Err(refused("the signing certificate has unknown critical extensions"));
        }
        if !certificate.may_sign() {
            return Err(refused("the signing certificate is not for signatures"));
        }
        let key = &certificate.public_key;
        if key.kind_differs(method) {
            return Err(refused("the key is of another kind than the signature"));
        }
        let verified = match &info.signed_attributes {
            None => key.verify(method, hash, &[self.file], &info.signature),
            Some(attributes) => {
                if !self.attributes_hold(attributes)? {
                    return Ok(None);
                }
                // The signature covers the attributes as a SET; in the block they are written as `[0]`.
                let rest = attributes.full.get(1..).unwrap_or_default();
                key.verify(method, hash, &[&[ber::SET], rest], &info.signature)
            }
        };
        match verified {
            Ok(true) => Ok(Some((index, method, hash))),
            Ok(false) => Ok(None),
            Err(failure @ (Failure::Key(_) | Failure::Signature)) => Err(refused(&failure.to_string())),
        }
    }

    /// Signed attributes must carry the digest of the signature file, and from API level 24 on its content type.
    fn attributes_hold(&self, set: &ber::Value<'_>) -> Result<bool, (Issue, String)> {
        let refused = |reason: &str| (Issue::JarSigVerifyException, reason.to_owned());
        let bad = |error: BadAttribute| match error {
            BadAttribute::Unreadable(reason) => (Issue::JarSigVerifyException, reason),
            BadAttribute::Invalid(reason) => (Issue::JarSigParseException, reason.to_owned()),
        };
        if self.context.min_sdk < 19 {
            return Err(refused("signed attributes are not verified before API level 19"));
        }
        let attributes = Attributes::parse(set).map_err(bad)?;
        if self.context.max_sdk >= 24 {
            let value = attributes.single(oid::CONTENT_TYPE).map_err(bad)?;
            let value = value.ok_or_else(|| refused("no content type in the signed attributes"))?;
            if value.tag != ber::OID {
                return Err((Issue::JarSigParseException, "the content type is no identifier".to_owned()));
            }
            if oid::dotted(value.content) != self.content_type {
                return Ok(false);
            }
        }
        let value = attributes.single(oid::MESSAGE_DIGEST).map_err(bad)?;
        let value = value.ok_or_else(|| refused("no digest in the signed attributes"))?;
        let expected = value.octets("message digest");
        let expected = expected.map_err(|error| (Issue::JarSigParseException, error.to_string()))?;
        let hash =
            algorithm::digest(&self.info.digest_oid).ok_or_else(|| refused("unknown digest algorithm"))?;
        Ok(hash.digest(&[self.file]) == *expected)
    }
}

fn algorithm_name(method: Method, hash: Hash) -> String {
    let method = match method {
        Method::RsaPkcs1 => "RSASSA-PKCS1-v1_5",
        Method::RsaPss => "RSASSA-PSS",
        Method::Dsa => "DSA",
        Method::Ecdsa => "ECDSA",
    };
    format!("{method} with {}", hash.name())
}

/// The signing certificate, then its issuers as far as the bag has them.
fn chain(certificates: &[Certificate], leaf: usize) -> Vec<Certificate> {
    let mut unused: Vec<&Certificate> = certificates.iter().collect();
    let mut chain: Vec<Certificate> = Vec::new();
    let mut next = (leaf < unused.len()).then_some(leaf);
    while let Some(index) = next {
        let current = unused.remove(index);
        chain.push(current.clone());
        next = match current.is_self_issued() {
            true => None,
            false => unused.iter().position(|other| other.is_issuer_of(current)),
        };
    }
    chain
}

/// The certificates that the SignerInfos of a block name, without any verification.
pub(crate) fn claimed(block: &[u8], limits: &Limits) -> Result<Vec<Certificate>, cursor::ParseError> {
    let data = SignedData::parse(block, limits)?;
    let certificates = data.read_certificates(limits)?;
    let named = data.signer_infos.iter().filter_map(|info| {
        let (issuer, serial) = info.issuer_and_serial.as_ref()?;
        certificates.iter().find(|certificate| certificate.is_issued_as(issuer, serial)).cloned()
    });
    Ok(named.collect())
}
