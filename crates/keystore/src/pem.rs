use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::{PrivateKey, private_key_begins};

/// Blocks of one text that are read; a file of keys has a few.
const MAX_BLOCKS: usize = 64;
/// Bytes of a block that are decoded: the beginning tells what it is.
const MAX_BODY: usize = 16 << 10;

/// A block of PEM (RFC 7468) with a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// Byte of the text where its header begins.
    pub offset: usize,
    /// `RSA PRIVATE KEY`, `PGP PRIVATE KEY BLOCK`.
    pub label: &'a str,
    /// What its body says it is.
    pub key: PrivateKey,
}

/// Private keys in a text. Line ends may be those of the file or written as `\n`. A header whose body is no key, as code
/// that reads keys and manuals have it, is left out.
pub fn blocks(text: &[u8]) -> Vec<Block<'_>> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    let mut found = Vec::new();
    let mut from = 0usize;
    while let Some(at) = text.get(from..).and_then(|rest| position(rest, BEGIN)) {
        let offset = from.saturating_add(at);
        from = offset.saturating_add(BEGIN.len());
        let rest = text.get(from..).unwrap_or_default();
        let Some(end) = position(rest.get(..64).unwrap_or(rest), b"-----") else { continue };
        let label = rest.get(..end).and_then(|label| std::str::from_utf8(label).ok()).unwrap_or_default();
        if !label.contains("PRIVATE KEY") {
            continue;
        }
        let body = rest.get(end.saturating_add(5)..).unwrap_or_default();
        if let Some(key) = key_of(label, body) {
            found.push(Block { offset, label, key });
        }
        if found.len() == MAX_BLOCKS {
            break;
        }
    }
    found
}

fn key_of(label: &str, body: &[u8]) -> Option<PrivateKey> {
    let body = body.get(..MAX_BODY).unwrap_or(body);
    let body = body.get(..position(body, b"-----").unwrap_or(body.len())).unwrap_or_default();
    // Headers of old OpenSSL (RFC 1421) and of PGP end with an empty line.
    let encrypted = position(body, b"ENCRYPTED").is_some();
    let digits = digits_of(body);
    if label.starts_with("PGP") {
        // The first packet is a secret key: tag 5, old or new format (RFC 9580, 4.2).
        let first = *decode(&digits).first()?;
        let is_key = first & 0xfc == 0x94 || first == 0xc5;
        return is_key.then_some(PrivateKey { algorithm: "PGP", encrypted: false });
    }
    let bytes = decode(&digits);
    if bytes.starts_with(b"openssh-key-v1\0") {
        // The name of the cipher follows; `none` when there is no passphrase.
        let plain = bytes.get(15..23) == Some(b"\0\0\0\x04none");
        return Some(PrivateKey { algorithm: "OpenSSH", encrypted: !plain });
    }
    if encrypted {
        // What it decodes to looks like noise; a body of some length is all that can be asked for.
        return (bytes.len() >= 64).then_some(PrivateKey { algorithm: "?", encrypted: true });
    }
    private_key_begins(&bytes)
}

/// The base64 digits of a body: lines with a colon are headers, and `\n` written out is a line end.
fn digits_of(body: &[u8]) -> Vec<u8> {
    let mut digits = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'\\', [b'n' | b'r' | b't', tail @ ..]) => tail,
            // The checksum of PGP stands behind an equals sign at the beginning of a line.
            (b'=', _) => break,
            _ => tail,
        };
        if first.is_ascii_alphanumeric() || matches!(first, b'+' | b'/') {
            digits.push(*first);
        } else if *first == b':' {
            // The name of a header is no body, nor is the rest of its line.
            digits.clear();
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            rest = rest.get(end..).unwrap_or_default();
        }
    }
    digits
}

fn decode(digits: &[u8]) -> Vec<u8> {
    const ANY: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    // One digit too many is a cut; four digits are three bytes.
    let whole = digits.len().saturating_sub(digits.len() % 4);
    ANY.decode(digits.get(..whole).unwrap_or_default()).unwrap_or_default()
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
