//! CMS `SignedData` (RFC 5652), as far as a code signature and a provisioning profile need it.
//!
//! Read element by element and not by a strict decoder: signing servers write BER, and sorting the sets of a hostile
//! message would take quadratic time.

use std::borrow::Cow;

use crate::{
    Certificate,
    asn1::{Element, Elements, INTEGER, OCTET_STRING, OCTET_STRING_PIECES, OID, Rules::Ber, SEQUENCE, SET},
    certificate::{self, Named},
    digest::Algorithm,
};
use const_oid::ObjectIdentifier;
use cursor::{Limits, ParseError};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// Apple's attribute with a property list of the hashes of all CodeDirectories.
const CD_HASHES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.9.1");

/// Certificates of one message that are read. Apple embeds three.
const MAX_CERTIFICATES: usize = 32;

/// Signed attributes of one signer that are read. Apple writes six.
const MAX_ATTRIBUTES: usize = 64;

/// What a message holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct SignedData<'a> {
    /// The signed bytes, unless they lie elsewhere, and where they begin.
    pub(crate) content: Option<(Cow<'a, [u8]>, u64)>,
    /// Certificates of the signers, in the order of the signers.
    pub(crate) signers: Vec<Certificate>,
    /// The other certificates, in written order.
    pub(crate) authorities: Vec<Certificate>,
    /// What each signer signed.
    pub(crate) seals: Vec<Seal>,
}

/// The signed attributes of one signer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Seal {
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) message_digest: Option<Vec<u8>>,
    /// Hashes of the CodeDirectories, cut to 20 bytes, if the attribute is there.
    pub(crate) cd_hashes: Option<Vec<Vec<u8>>>,
}

impl Seal {
    /// Whether the message digest is that of these bytes; `None` if it cannot be told.
    pub(crate) fn covers(&self, content: &[u8]) -> Option<bool> {
        let algorithm = self.algorithm?;
        self.message_digest.as_ref().map(|digest| *digest == algorithm.digest(content))
    }
}

/// Reads a message that lies at `base` in the artifact. `Err` means that it is no signed message.
pub(crate) fn read<'a>(
    data: &'a [u8],
    base: u64,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Result<SignedData<'a>, ParseError> {
    let mut info = Elements::new(data, base, Ber).expect(SEQUENCE, "CMS message")?.children(Ber);
    let kind = info.expect(OID, "CMS content type")?;
    if kind.content != SIGNED_DATA.as_bytes() {
        return Err(ParseError::not_this_format("CMS signed data", base));
    }
    let body = info.expect(0xa0, "CMS content")?.children(Ber).expect(SEQUENCE, "CMS signed data")?;
    let mut message = SignedData::default();
    if let Err(issue) = fields(&mut message, body, limits, issues) {
        issues.push(issue);
    }
    Ok(message)
}

fn fields<'a>(
    message: &mut SignedData<'a>,
    body: Element<'a>,
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) -> Result<(), ParseError> {
    let mut parts = body.children(Ber);
    parts.expect(INTEGER, "CMS version")?;
    parts.expect(SET, "CMS digest algorithms")?;
    let mut inner = parts.expect(SEQUENCE, "CMS encapsulated content")?.children(Ber);
    inner.expect(OID, "CMS encapsulated content type")?;
    if let Some(wrapped) = inner.take(0xa0, "CMS encapsulated content")? {
        match octets(wrapped) {
            Ok(content) => message.content = Some(content),
            Err(issue) => issues.push(issue),
        }
    }
    let mut certificates = Vec::new();
    if let Some(set) = parts.take(0xa0, "CMS certificates")? {
        certificates = read_certificates(set, issues);
    }
    parts.take(0xa1, "CMS revocation lists")?;
    let signers = parts.expect(SET, "CMS signers");
    if let Ok(set) = &signers {
        read_signers(message, *set, &certificates, limits, issues);
    }
    if signers.is_ok() && message.seals.is_empty() {
        issues.push(body.invalid("CMS signers", "nobody signed the message"));
    }
    let named = message.signers.clone();
    message.authorities.extend(
        certificates
            .into_iter()
            .map(|entry| entry.certificate)
            .filter(|certificate| !named.contains(certificate)),
    );
    signers.map(|_| ())
}

/// The bytes of an OCTET STRING, also one in pieces, and where they begin.
fn octets(wrapped: Element<'_>) -> Result<(Cow<'_, [u8]>, u64), ParseError> {
    let what = "CMS encapsulated content";
    let mut parts = wrapped.children(Ber);
    if let Some(whole) = parts.take(OCTET_STRING, what)? {
        return Ok((Cow::Borrowed(whole.content), whole.offset));
    }
    let pieces = parts.expect(OCTET_STRING_PIECES, what)?;
    let mut joined = Vec::new();
    let mut each = pieces.children(Ber);
    while let Some(piece) = each.next(what)? {
        if piece.tag != OCTET_STRING {
            return Err(piece.invalid(what, format!("tag {:#04x} inside an octet string", piece.tag)));
        }
        joined.extend_from_slice(piece.content);
    }
    Ok((Cow::Owned(joined), pieces.offset))
}

fn read_certificates<'a>(set: Element<'a>, issues: &mut Vec<ParseError>) -> Vec<Named<'a>> {
    let mut out = Vec::new();
    let mut each = set.children(Ber);
    loop {
        match each.next("CMS certificate") {
            Ok(Some(entry)) if out.len() == MAX_CERTIFICATES => {
                let max = MAX_CERTIFICATES as u64;
                issues.push(ParseError::limit("CMS certificates", entry.offset, "certificates", max));
                return out;
            }
            Ok(Some(entry)) if entry.tag == SEQUENCE => {
                let header = entry.raw.len().saturating_sub(entry.content.len()) as u64;
                out.push(certificate::read(entry.raw, entry.offset.saturating_sub(header), issues));
            }
            // Attribute certificates and other formats say nothing about who signed an app.
            Ok(Some(_)) => {}
            Ok(None) => return out,
            Err(issue) => {
                issues.push(issue);
                return out;
            }
        }
    }
}

fn read_signers(
    message: &mut SignedData<'_>,
    set: Element<'_>,
    certificates: &[Named<'_>],
    limits: &Limits,
    issues: &mut Vec<ParseError>,
) {
    let mut each = set.children(Ber);
    loop {
        let signer = match each.next("CMS signer") {
            Ok(Some(signer)) => signer,
            Ok(None) => return,
            Err(issue) => return issues.push(issue),
        };
        if message.seals.len() as u64 >= u64::from(limits.signers) {
            let max = u64::from(limits.signers);
            return issues.push(ParseError::limit("CMS signers", signer.offset, "signers", max));
        }
        let mut seal = Seal::default();
        if let Err(issue) = read_signer(&mut seal, &mut message.signers, signer, certificates, limits) {
            issues.push(issue);
        }
        message.seals.push(seal);
    }
}

/// `SignerInfo`, RFC 5652, 5.3.
fn read_signer(
    seal: &mut Seal,
    signers: &mut Vec<Certificate>,
    signer: Element<'_>,
    certificates: &[Named<'_>],
    limits: &Limits,
) -> Result<(), ParseError> {
    let what = "CMS signer";
    let mut parts = signer.children(Ber);
    parts.expect(INTEGER, "CMS signer version")?;
    let id = parts.next(what)?.ok_or_else(|| parts.missing(what))?;
    let found = match id.tag {
        SEQUENCE => {
            let mut id = id.children(Ber);
            let issuer = id.expect(SEQUENCE, "CMS signer issuer")?.raw;
            let serial = id.expect(INTEGER, "CMS signer serial number")?.content;
            certificates.iter().find(|entry| entry.issuer == issuer && entry.serial == serial)
        }
        _ => certificates.iter().find(|entry| has_key_identifier(entry.raw, id.content)),
    };
    signers.extend(found.map(|entry| entry.certificate.clone()));
    let mut algorithm = parts.expect(SEQUENCE, "CMS digest algorithm")?.children(Ber);
    let algorithm = algorithm.expect(OID, "CMS digest algorithm")?;
    seal.algorithm = [(SHA1, Algorithm::Sha1), (SHA256, Algorithm::Sha256), (SHA384, Algorithm::Sha384)]
        .into_iter()
        .chain([(SHA512, Algorithm::Sha512)])
        .find(|(oid, _)| oid.as_bytes() == algorithm.content)
        .map(|(_, algorithm)| algorithm);
    let attributes = parts.take(0xa0, "CMS signed attributes")?;
    if let Some(attributes) = attributes {
        read_attributes(seal, attributes, limits)?;
    }
    match found {
        Some(_) => Ok(()),
        None => Err(signer.invalid(what, "no certificate of this signer is in the message")),
    }
}

fn read_attributes(seal: &mut Seal, attributes: Element<'_>, limits: &Limits) -> Result<(), ParseError> {
    let what = "CMS signed attribute";
    let mut each = attributes.children(Ber);
    for _ in 0..MAX_ATTRIBUTES {
        let Some(attribute) = each.next(what)? else { break };
        let mut parts = attribute.children(Ber);
        let name = parts.expect(OID, what)?.content;
        let mut values = parts.expect(SET, what)?.children(Ber);
        if name == MESSAGE_DIGEST.as_bytes() {
            seal.message_digest = Some(values.expect(OCTET_STRING, what)?.content.to_vec());
        } else if name == CD_HASHES.as_bytes() {
            let list = values.expect(OCTET_STRING, what)?;
            let list = proplist::parse(list.content, limits)
                .map_err(|error| list.invalid("CMS CodeDirectory hashes", error.to_string()))?;
            let hashes = list.value.get("cdhashes").and_then(proplist::Value::as_array);
            seal.cd_hashes = Some(
                hashes
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|hash| hash.as_data().map(<[u8]>::to_vec))
                    .collect(),
            );
        }
    }
    Ok(())
}

/// Whether a certificate has the extension `subjectKeyIdentifier` with this value (RFC 5280, 4.2.1.2).
fn has_key_identifier(certificate: &[u8], key: &[u8]) -> bool {
    let Ok(length) = u8::try_from(key.len()) else { return false };
    let mut extension =
        vec![OID, 3, 0x55, 0x1d, 0x0e, OCTET_STRING, length.saturating_add(2), OCTET_STRING, length];
    extension.extend_from_slice(key);
    !key.is_empty() && certificate.windows(extension.len()).any(|window| window == extension)
}
