use crate::{
    asn1::{Elements, INTEGER, Rules, SEQUENCE},
    digest,
};
use const_oid::ObjectIdentifier;
use cursor::{ParseError, Reader};
use der::{
    Decode, Tag, Tagged,
    asn1::{PrintableStringRef, TeletexStringRef, Utf8StringRef},
};
use x509_cert::{name::Name, time::Time};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");

/// Longest name that is decoded, in bytes. Sorting the set of one name takes quadratic time, and real names are short.
const MAX_NAME: usize = 4096;

/// What an X.509 certificate (RFC 5280) says about itself. What could not be read is empty, with an issue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Certificate {
    /// Subject as RFC 4514 writes names: `CN=Apple Distribution: Example,OU=TEAM,O=Example,C=TW`.
    pub subject: String,
    /// Issuer, written the same way.
    pub issuer: String,
    /// Common name of the subject.
    pub common_name: Option<String>,
    /// Organizational unit of the subject; Apple writes the team identifier there.
    pub organizational_unit: Option<String>,
    /// Serial number in hexadecimal digits, as encoded.
    pub serial: String,
    /// Start of validity in seconds since 1970-01-01T00:00:00Z.
    pub not_before: Option<i64>,
    /// End of validity in seconds since 1970-01-01T00:00:00Z.
    pub not_after: Option<i64>,
    /// SHA-256 of the whole encoded certificate.
    pub sha256: [u8; 32],
}

/// A certificate with the encoded values by which a CMS signer names it.
pub(crate) struct Named<'a> {
    pub(crate) certificate: Certificate,
    pub(crate) issuer: &'a [u8],
    pub(crate) serial: &'a [u8],
    pub(crate) raw: &'a [u8],
}

/// Reads an encoded certificate that lies at `base` in the artifact.
pub(crate) fn read<'a>(raw: &'a [u8], base: u64, issues: &mut Vec<ParseError>) -> Named<'a> {
    let certificate = Certificate { sha256: digest::sha256(raw), ..Certificate::default() };
    let mut named = Named { certificate, issuer: &[], serial: &[], raw };
    if let Err(issue) = fields(&mut named, base, issues) {
        issues.push(issue);
    }
    named
}

/// `TBSCertificate` of RFC 5280, 4.1, up to the subject. Each field is kept as soon as it was read.
fn fields(named: &mut Named<'_>, base: u64, issues: &mut Vec<ParseError>) -> Result<(), ParseError> {
    let mut whole = Elements::new(named.raw, base, Rules::Ber).expect(SEQUENCE, "certificate")?;
    whole = whole.children(Rules::Ber).expect(SEQUENCE, "certificate body")?;
    let mut body = whole.children(Rules::Ber);
    body.take(0xa0, "certificate version")?;
    named.serial = body.expect(INTEGER, "certificate serial number")?.content;
    named.certificate.serial = digest::hex(named.serial.get(..64).unwrap_or(named.serial));
    body.expect(SEQUENCE, "certificate signature algorithm")?;
    let issuer = body.expect(SEQUENCE, "certificate issuer")?;
    named.issuer = issuer.raw;
    match name(issuer.raw, issuer.offset, "certificate issuer") {
        Ok(name) => named.certificate.issuer = name.to_string(),
        Err(issue) => issues.push(issue),
    }
    let validity = body.expect(SEQUENCE, "certificate validity")?;
    let mut times = validity.children(Rules::Ber);
    for field in [&mut named.certificate.not_before, &mut named.certificate.not_after] {
        let what = "certificate validity";
        let time = times.next(what)?.ok_or_else(|| times.missing(what))?;
        match Time::from_der(time.raw) {
            Ok(date) => *field = i64::try_from(date.to_unix_duration().as_secs()).ok(),
            Err(error) => issues.push(time.invalid(what, error.to_string())),
        }
    }
    let subject = body.expect(SEQUENCE, "certificate subject")?;
    let name = name(subject.raw, subject.offset, "certificate subject")?;
    named.certificate.common_name = attribute(&name, COMMON_NAME);
    named.certificate.organizational_unit = attribute(&name, ORGANIZATIONAL_UNIT);
    named.certificate.subject = name.to_string();
    Ok(())
}

fn name(raw: &[u8], offset: u64, what: &'static str) -> Result<Name, ParseError> {
    if raw.len() > MAX_NAME {
        return Err(ParseError::limit(what, offset, "name_bytes", MAX_NAME as u64));
    }
    Name::from_der(raw).map_err(|error| Reader::with_base(raw, offset).invalid(what, error.to_string()))
}

/// The last value of an attribute, which is the most specific one.
fn attribute(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let value = name.0.iter().rev().flat_map(|part| part.0.iter()).find(|entry| entry.oid == oid)?;
    match value.value.tag() {
        Tag::Utf8String => {
            value.value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str().to_owned())
        }
        Tag::PrintableString => {
            value.value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str().to_owned())
        }
        Tag::TeletexString => {
            value.value.decode_as::<TeletexStringRef<'_>>().ok().map(|text| text.as_str().to_owned())
        }
        _ => None,
    }
}
