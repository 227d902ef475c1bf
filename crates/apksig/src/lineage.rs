//! Proof of rotation: a chain of signing certificates, each of which signed the next.
//!
//! Source: <https://source.android.com/docs/security/features/apksigning/v3#proof-of-rotation-and-self-trusted-old-certs-structs>.

use cursor::{Limits, ParseError, Reader};

use crate::algorithm::SignatureAlgorithm;
use crate::certificate::Certificate;
use crate::record;

const VERSION: u32 = 1;
/// Rotations that are followed; one verification each.
const MAX_NODES: usize = 64;

/// One certificate of a lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The certificate.
    pub certificate: Certificate,
    /// What the newer signers still grant it, one bit each: 1 installed data, 2 shared user id, 4 permission,
    /// 8 rollback, 16 authenticator.
    pub capabilities: u32,
    /// Number of the signature algorithm this certificate signs the next with; 0 for the last one.
    pub algorithm: u32,
}

/// Signing certificates of a package, oldest first; each is vouched for by the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// The certificates.
    pub nodes: Vec<Node>,
}

/// Why a lineage does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It cannot be read.
    Malformed(String),
    /// A signature or an algorithm in it is wrong.
    DidNotVerify(String),
    /// Its version is unknown, or it does not end at the signer's certificate.
    Mismatch,
    /// It is longer than we follow.
    Limit(ParseError),
}

impl Lineage {
    /// Reads and verifies a lineage.
    pub(crate) fn parse(value: &[u8], limits: &Limits) -> Result<Self, Broken> {
        let malformed = |error: ParseError| Broken::Malformed(error.to_string());
        let refused = |reason: &str| Broken::DidNotVerify(reason.to_owned());
        let mut reader = Reader::new(value);
        if reader.u32_le("lineage version").map_err(malformed)? != VERSION {
            return Err(Broken::Mismatch);
        }
        let mut nodes: Vec<Node> = Vec::new();
        while !reader.is_empty() {
            if nodes.len() == MAX_NODES {
                return Err(Broken::Limit(ParseError::limit(
                    "lineage",
                    reader.offset(),
                    "nodes",
                    MAX_NODES as u64,
                )));
            }
            let mut node = record::record(&mut reader, "lineage node").map_err(malformed)?;
            let signed = record::record(&mut node, "lineage signed data").map_err(malformed)?;
            let capabilities = node.u32_le("lineage capabilities").map_err(malformed)?;
            let algorithm = node.u32_le("lineage algorithm").map_err(malformed)?;
            let signature = record::bytes(&mut node, "lineage signature").map_err(malformed)?;
            if let Some(last) = nodes.last() {
                let known =
                    SignatureAlgorithm::by_id(last.algorithm).ok_or_else(|| refused("unknown algorithm"))?;
                let key = &last.certificate.public_key;
                let verified = key.verify(known.method, known.hash, &[signed.rest()], signature);
                if verified != Ok(true) {
                    return Err(refused("a certificate is not signed by the one before"));
                }
            }
            let mut fields = signed;
            let encoded = record::record(&mut fields, "lineage certificate").map_err(malformed)?;
            let signed_algorithm = fields.u32_le("lineage signed algorithm").map_err(malformed)?;
            if nodes.last().is_some_and(|last| last.algorithm != signed_algorithm) {
                return Err(refused("the algorithms of two certificates disagree"));
            }
            let certificate = Certificate::parse(encoded.rest(), encoded.offset(), limits)
                .map_err(|error| Broken::DidNotVerify(error.to_string()))?;
            if nodes.iter().any(|node| node.certificate.der == certificate.der) {
                return Err(refused("a certificate occurs twice"));
            }
            nodes.push(Node { certificate, capabilities, algorithm });
        }
        Ok(Self { nodes })
    }

    /// True when the last certificate is this one.
    pub(crate) fn ends_at(&self, certificate: &Certificate) -> bool {
        self.nodes.last().is_some_and(|node| node.certificate.der == certificate.der)
    }

    /// True when the first certificate is this one.
    pub(crate) fn begins_at(&self, certificate: &Certificate) -> bool {
        self.nodes.first().is_some_and(|node| node.certificate.der == certificate.der)
    }

    /// The longest of some lineages, when all others are its beginnings.
    pub(crate) fn consolidate(lineages: &[&Self]) -> Result<Option<Self>, Broken> {
        let Some(longest) = lineages.iter().rev().max_by_key(|lineage| lineage.nodes.len()) else {
            return Ok(None);
        };
        let certificates = |lineage: &'_ Self| -> Vec<[u8; 32]> {
            lineage.nodes.iter().map(|node| node.certificate.sha256).collect()
        };
        let all = certificates(longest);
        let agree = lineages.iter().all(|lineage| all.starts_with(&certificates(lineage)));
        if agree { Ok(Some((*longest).clone())) } else { Err(Broken::Mismatch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_apart_from_a_wrong_version() {
        let parse = |value: &[u8]| Lineage::parse(value, &Limits::default());
        assert_eq!(parse(&[2, 0, 0, 0]), Err(Broken::Mismatch));
        assert!(matches!(parse(&[1, 0]), Err(Broken::Malformed(_))));
        assert!(matches!(parse(&[1, 0, 0, 0, 255, 255, 255, 255]), Err(Broken::Malformed(_))));
        assert!(parse(&[1, 0, 0, 0]).is_ok_and(|lineage| lineage.nodes.is_empty()));
    }
}
