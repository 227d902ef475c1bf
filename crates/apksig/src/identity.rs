//! Which signatures a package carries and whom they name, without verifying any.

use container::Archive;
use cursor::{Limits, ParseError, Reader};

use crate::block::{self, Block};
use crate::certificate::Certificate;
use crate::record;
use crate::stamp;
use crate::v1;
use crate::verdict::Scheme;
use crate::verify::declared_directory;

/// The signatures of a package as they present themselves.
///
/// Nothing here is verified: a certificate may be named by a signature that does not hold. For what the platform
/// would believe see [`verify`](crate::verify()).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures<'a> {
    /// The signing block, if there is one.
    pub block: Option<Block<'a>>,
    /// Files of a JAR signature: MANIFEST.MF, `*.SF`, `*.RSA`, `*.DSA`, `*.EC` below META-INF/, in directory order.
    pub files: Vec<&'a [u8]>,
    /// Signers by scheme, v1 first.
    pub signers: Vec<Claimed>,
    /// Whether there is a source stamp, or one half of it.
    pub has_stamp: bool,
    /// What could not be read.
    pub issues: Vec<ParseError>,
}

/// One signer that a scheme names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The scheme.
    pub scheme: Scheme,
    /// Index in its block, or signature block file of a JAR signer.
    pub name: String,
    /// API levels the signer is for; only v3 and v3.1 say so.
    pub sdk: Option<(i32, i32)>,
    /// Its certificates, the signing one first.
    pub certificates: Vec<Certificate>,
    /// Numbers of its signature algorithms; only v2 and newer.
    pub algorithms: Vec<u32>,
}

impl Signatures<'_> {
    /// True when the package carries something in the place of this scheme, readable or not. A v4 signature is
    /// never in the package.
    pub fn has(&self, scheme: Scheme) -> bool {
        let block = |id| self.block.as_ref().is_some_and(|block| block.value(id).is_some());
        match scheme {
            Scheme::V1 => self.files.iter().any(|name| v1::is_block(name)),
            Scheme::V2 => block(block::V2),
            Scheme::V3 => block(block::V3),
            Scheme::V31 => block(block::V31),
            Scheme::V4 => false,
            Scheme::SourceStamp => self.has_stamp,
        }
    }
}

/// Lists signatures and the certificates they name. Cheap: no content is digested and no signature computed.
pub fn parse<'a>(data: &'a [u8], archive: &Archive<'a>, limits: &Limits) -> Signatures<'a> {
    let block = declared_directory(data, archive.eocd_offset)
        .and_then(|(offset, size)| Block::find(data, offset, size, archive.eocd_offset));
    let is_file = |name: &[u8]| name == v1::MANIFEST || v1::is_signature_file(name) || v1::is_block(name);
    let files = archive.entries.iter().map(|entry| entry.name).filter(|name| is_file(name)).collect();
    let has_stamp = archive.find(stamp::ENTRY).is_some()
        || block.as_ref().is_some_and(|block| block.value(block::SOURCE_STAMP_V2).is_some());
    let mut found = Signatures { block: None, files, signers: Vec::new(), has_stamp, issues: Vec::new() };
    for (name, claimed) in v1::claims(archive, limits) {
        match claimed {
            Ok(certificates) => {
                let algorithms = Vec::new();
                found.signers.push(Claimed { scheme: Scheme::V1, name, sdk: None, certificates, algorithms });
            }
            Err(error) => found.issues.push(error),
        }
    }
    if let Some(block) = &block {
        for (scheme, id) in [(Scheme::V2, block::V2), (Scheme::V3, block::V3), (Scheme::V31, block::V31)] {
            let Some(value) = block.reader(id) else { continue };
            if let Err(error) = signers(scheme, value, limits, &mut found.signers) {
                found.issues.push(error);
            }
        }
        if let Some(value) = block.reader(block::SOURCE_STAMP_V2) {
            match stamp_signer(value, limits) {
                Ok(signer) => found.signers.push(signer),
                Err(error) => found.issues.push(error),
            }
        }
        found.issues.extend(block.issues.iter().cloned());
    }
    found.block = block;
    found
}

fn signers(
    scheme: Scheme,
    mut value: Reader<'_>,
    limits: &Limits,
    found: &mut Vec<Claimed>,
) -> Result<(), ParseError> {
    let mut signers = record::record(&mut value, "signers")?;
    for index in 0..limits.signers {
        if signers.is_empty() {
            return Ok(());
        }
        let mut signer = record::record(&mut signers, "signer")?;
        let mut signed = record::record(&mut signer, "signed data")?;
        let sdk = match scheme {
            Scheme::V2 => None,
            _ => Some((signer.i32_le("min SDK")?, signer.i32_le("max SDK")?)),
        };
        record::record(&mut signed, "content digests")?;
        let mut encoded = record::record(&mut signed, "certificates")?;
        let mut certificates = Vec::new();
        while !encoded.is_empty() {
            let one = record::record(&mut encoded, "certificate")?;
            certificates.push(Certificate::parse(one.rest(), one.offset(), limits)?);
        }
        let mut signatures = record::record(&mut signer, "signatures")?;
        let mut algorithms = Vec::new();
        while !signatures.is_empty() {
            algorithms.push(record::numbered(&mut signatures, "signature")?.0);
        }
        found.push(Claimed { scheme, name: index.to_string(), sdk, certificates, algorithms });
    }
    if signers.is_empty() {
        return Ok(());
    }
    Err(ParseError::limit("signers", signers.offset(), "signers", u64::from(limits.signers)))
}

fn stamp_signer(mut value: Reader<'_>, limits: &Limits) -> Result<Claimed, ParseError> {
    let mut data = record::record(&mut value, "source stamp")?;
    let encoded = record::record(&mut data, "stamp certificate")?;
    let certificate = Certificate::parse(encoded.rest(), encoded.offset(), limits)?;
    Ok(Claimed {
        scheme: Scheme::SourceStamp,
        name: "stamp".to_owned(),
        sdk: None,
        certificates: vec![certificate],
        algorithms: Vec::new(),
    })
}
