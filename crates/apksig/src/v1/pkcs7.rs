//! The signature block of a JAR signer: PKCS #7 SignedData (RFC 5652), read leniently.

use std::borrow::Cow;

use cursor::{Limits, ParseError};

use crate::ber::{self, Value, Values};
use crate::certificate::Certificate;
use crate::name::Name;
use crate::oid;

/// Certificates of one block that are read; a chain has under ten.
const MAX_CERTIFICATES: usize = 64;
/// SignerInfos of one block that are tried, one verification each.
const MAX_SIGNER_INFOS: usize = 16;
const MAX_ATTRIBUTES: usize = 64;

/// One SignedData.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    /// Type of the signed content, dotted.
    pub(crate) content_type: String,
    /// The bag of certificates; nothing says which one signed.
    pub(crate) certificates: Vec<Value<'a>>,
    pub(crate) signer_infos: Vec<SignerInfo<'a>>,
}

/// One SignerInfo.
#[derive(Debug)]
pub(crate) struct SignerInfo<'a> {
    /// Issuer and serial number of the signing certificate; `None` when it is named another way, which Android
    /// does not support.
    pub(crate) issuer_and_serial: Option<(Name, &'a [u8])>,
    pub(crate) digest_oid: String,
    pub(crate) signature_oid: String,
    pub(crate) signed_attributes: Option<Value<'a>>,
    pub(crate) signature: Cow<'a, [u8]>,
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo that holds a SignedData.
    pub(crate) fn parse(block: &'a [u8], limits: &Limits) -> Result<Self, ParseError> {
        let mut info = Values::new(block, 0, limits).expect(ber::SEQUENCE, "content info")?.values();
        let kind = info.expect(ber::OID, "content type")?;
        if oid::dotted(kind.content) != oid::SIGNED_DATA {
            return Err(ParseError::invalid("content type", kind.offset, "not signed data"));
        }
        let content = info.expect(ber::CONTEXT_0, "content")?;
        let mut fields = content.values().expect(ber::SEQUENCE, "signed data")?.values();
        fields.expect(ber::INTEGER, "signed data version")?;
        fields.expect(ber::SET, "digest algorithms")?;
        let encapsulated = fields.expect(ber::SEQUENCE, "encapsulated content")?;
        let content_type =
            oid::dotted(encapsulated.values().expect(ber::OID, "encapsulated content type")?.content);
        let bag = fields.optional(ber::CONTEXT_0, "certificates")?;
        fields.optional(ber::CONTEXT_1, "revocation lists")?;
        let infos = fields.expect(ber::SET, "signer infos")?;
        Ok(Self {
            content_type,
            certificates: match bag {
                Some(bag) => list(&bag, MAX_CERTIFICATES, "certificates")?,
                None => Vec::new(),
            },
            signer_infos: list(&infos, MAX_SIGNER_INFOS, "signer infos")?
                .iter()
                .map(SignerInfo::parse)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The certificates, each kept byte for byte.
    pub(crate) fn read_certificates(&self, limits: &Limits) -> Result<Vec<Certificate>, ParseError> {
        let read = |value: &Value<'_>| {
            let header = value.full.len().saturating_sub(value.content.len()) as u64;
            Certificate::parse(value.full, value.offset.saturating_sub(header), limits)
        };
        self.certificates.iter().map(read).collect()
    }
}

fn list<'a>(set: &Value<'a>, most: usize, what: &'static str) -> Result<Vec<Value<'a>>, ParseError> {
    let mut values = set.values();
    let mut list = Vec::new();
    while !values.is_empty() {
        if list.len() == most {
            return Err(ParseError::limit(what, set.offset, "items of one signature block", most as u64));
        }
        list.push(values.any(what)?);
    }
    Ok(list)
}

impl<'a> SignerInfo<'a> {
    fn parse(value: &Value<'a>) -> Result<Self, ParseError> {
        if value.tag != ber::SEQUENCE {
            return Err(ParseError::invalid("signer info", value.offset, "not a sequence"));
        }
        let mut fields = value.values();
        fields.expect(ber::INTEGER, "signer info version")?;
        let named = fields.any("signer identifier")?;
        let issuer_and_serial = if named.tag == ber::SEQUENCE {
            let mut pair = named.values();
            let issuer = Name::parse(&pair.expect(ber::SEQUENCE, "signer's issuer")?)?;
            Some((issuer, pair.expect(ber::INTEGER, "signer's serial number")?.content))
        } else {
            None
        };
        let algorithm = |value: Value<'_>, what| -> Result<String, ParseError> {
            Ok(oid::dotted(value.values().expect(ber::OID, what)?.content))
        };
        let digest_oid = algorithm(fields.expect(ber::SEQUENCE, "digest algorithm")?, "digest algorithm")?;
        let signed_attributes = fields.optional(ber::CONTEXT_0, "signed attributes")?;
        let signature_oid =
            algorithm(fields.expect(ber::SEQUENCE, "signature algorithm")?, "signature algorithm")?;
        let signature = fields.any("signature")?.octets("signature")?;
        Ok(Self { issuer_and_serial, digest_oid, signature_oid, signed_attributes, signature })
    }
}

/// The signed attributes by dotted type.
#[derive(Debug)]
pub(crate) struct Attributes<'a>(Vec<(String, Value<'a>)>);

/// Why a signed attribute cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadAttribute {
    /// The list itself cannot be read.
    Unreadable(String),
    /// An attribute comes twice, has several values or a value of another type.
    Invalid(&'static str),
}

impl<'a> Attributes<'a> {
    pub(crate) fn parse(set: &Value<'a>) -> Result<Self, BadAttribute> {
        let unreadable = |error: ParseError| BadAttribute::Unreadable(error.to_string());
        let mut known: Vec<(String, Value<'a>)> = Vec::new();
        for attribute in list(set, MAX_ATTRIBUTES, "signed attributes").map_err(unreadable)? {
            let mut fields = attribute.values();
            let id = oid::dotted(fields.expect(ber::OID, "attribute type").map_err(unreadable)?.content);
            let values = fields.expect(ber::SET, "attribute values").map_err(unreadable)?;
            if known.iter().any(|(other, _)| *other == id) {
                return Err(BadAttribute::Invalid("an attribute comes twice"));
            }
            known.push((id, values));
        }
        Ok(Self(known))
    }

    /// The only value of an attribute; `None` without the attribute.
    pub(crate) fn single(&self, id: &str) -> Result<Option<Value<'a>>, BadAttribute> {
        let Some((_, set)) = self.0.iter().find(|(known, _)| known == id) else { return Ok(None) };
        let mut values = set.values();
        if values.is_empty() {
            return Ok(None);
        }
        let value =
            values.any("attribute value").map_err(|_| BadAttribute::Invalid("a value cannot be read"))?;
        if values.is_empty() {
            Ok(Some(value))
        } else {
            Err(BadAttribute::Invalid("an attribute has several values"))
        }
    }
}
