//! Object identifiers: dotted text and the few names a reader of a certificate wants.

/// Longest encoding that is turned into text; real identifiers stay below 20 bytes.
const MAX_BYTES: usize = 64;

pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";
pub(crate) const DSA: &str = "1.2.840.10040.4.1";
pub(crate) const EC: &str = "1.2.840.10045.2.1";
pub(crate) const CURVE_P256: &str = "1.2.840.10045.3.1.7";
pub(crate) const CURVE_P384: &str = "1.3.132.0.34";
pub(crate) const CURVE_P521: &str = "1.3.132.0.35";
pub(crate) const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub(crate) const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub(crate) const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";

/// Dotted text of an identifier's content octets; one that is too long to be real gives an empty text.
pub(crate) fn dotted(content: &[u8]) -> String {
    if content.len() > MAX_BYTES {
        return String::new();
    }
    let mut text = String::new();
    let mut arc = 0u128;
    for byte in content {
        arc = arc.wrapping_shl(7) | u128::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            // The first number packs two arcs; the first of them is 0, 1 or 2.
            let first = (arc / 40).min(2);
            text = format!("{first}.{}", arc.saturating_sub(first.saturating_mul(40)));
        } else {
            text.push('.');
            text.push_str(&arc.to_string());
        }
        arc = 0;
    }
    text
}

/// Bits of a named curve that we cannot compute on (SEC 2, RFC 5639); 0 when the identifier is no such curve.
pub(crate) fn curve_bits(oid: &str) -> u32 {
    match oid {
        "1.3.132.0.6" | "1.3.132.0.7" => 112,
        "1.3.132.0.28" | "1.3.132.0.29" => 128,
        "1.3.132.0.8" | "1.3.132.0.9" | "1.3.132.0.30" | "1.3.36.3.3.2.8.1.1.1" => 160,
        "1.2.840.10045.3.1.1" | "1.3.132.0.31" | "1.3.36.3.3.2.8.1.1.3" => 192,
        "1.3.132.0.32" | "1.3.132.0.33" | "1.3.36.3.3.2.8.1.1.5" => 224,
        "1.3.132.0.10" | "1.3.36.3.3.2.8.1.1.7" => 256,
        "1.3.36.3.3.2.8.1.1.9" => 320,
        "1.3.36.3.3.2.8.1.1.11" => 384,
        "1.3.36.3.3.2.8.1.1.13" => 512,
        _ => 0,
    }
}

/// Short name of an attribute of a distinguished name (RFC 4519), or `None`.
pub(crate) fn attribute_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "street",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.42" => "GN",
        "1.2.840.113549.1.9.1" => "emailAddress",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        _ => return None,
    })
}

/// Name of a certificate's signature algorithm, or `None`.
pub(crate) fn signature_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.2.840.113549.1.1.2" => "md2WithRSA",
        "1.2.840.113549.1.1.4" => "md5WithRSA",
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => "sha1WithRSA",
        "1.2.840.113549.1.1.10" => "rsaPSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSA",
        "1.2.840.113549.1.1.12" => "sha384WithRSA",
        "1.2.840.113549.1.1.13" => "sha512WithRSA",
        "1.2.840.113549.1.1.14" => "sha224WithRSA",
        "1.2.840.10040.4.3" => "sha1WithDSA",
        "2.16.840.1.101.3.4.3.1" => "sha224WithDSA",
        "2.16.840.1.101.3.4.3.2" => "sha256WithDSA",
        "2.16.840.1.101.3.4.3.3" => "sha384WithDSA",
        "2.16.840.1.101.3.4.3.4" => "sha512WithDSA",
        "1.2.840.10045.4.1" => "sha1WithECDSA",
        "1.2.840.10045.4.3.1" => "sha224WithECDSA",
        "1.2.840.10045.4.3.2" => "sha256WithECDSA",
        "1.2.840.10045.4.3.3" => "sha384WithECDSA",
        "1.2.840.10045.4.3.4" => "sha512WithECDSA",
        "1.3.101.112" => "Ed25519",
        _ => return None,
    })
}

/// Critical certificate extensions that Android's and the JDK's X.509 readers know; another one that is marked
/// critical makes a JAR signer unusable.
pub(crate) fn is_known_extension(oid: &str) -> bool {
    matches!(
        oid,
        "2.5.29.14"
            | "2.5.29.15"
            | "2.5.29.16"
            | "2.5.29.17"
            | "2.5.29.18"
            | "2.5.29.19"
            | "2.5.29.30"
            | "2.5.29.31"
            | "2.5.29.32"
            | "2.5.29.33"
            | "2.5.29.35"
            | "2.5.29.36"
            | "2.5.29.37"
            | "2.5.29.54"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_octet_carries_two_arcs() {
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]), "1.2.840.113549.1.1.11");
        assert_eq!(dotted(&[0x55, 4, 3]), "2.5.4.3");
        assert_eq!(dotted(&[0x88, 0x37, 3]), "2.999.3");
        assert_eq!(dotted(&[0xff; 100]), "");
    }
}
