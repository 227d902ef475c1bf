use crate::der;

/// A private key, by its encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateKey {
    /// `RSA`, `EC`, `DSA`, `Ed25519`, or `?` for another algorithm.
    pub algorithm: &'static str,
    /// Whether a passphrase is needed to use it.
    pub encrypted: bool,
}

/// Algorithms by the content of their object identifier.
const ALGORITHMS: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], "RSA"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSA"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], "EC"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], "DSA"),
    (&[0x2b, 0x65, 0x70], "Ed25519"),
    (&[0x2b, 0x65, 0x6e], "X25519"),
];

/// Arcs of password-based encryption: PKCS #5 and PKCS #12.
const PBE: &[&[u8]] = &[
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01],
];

/// The private key that these bytes are, from the first to the last: PKCS #1, PKCS #8 plain or encrypted, SEC 1.
pub fn private_key(data: &[u8]) -> Option<PrivateKey> {
    let (_, rest) = der::element(data, der::SEQUENCE)?;
    rest.is_empty().then(|| private_key_begins(data)).flatten()
}

/// The private key that begins here; its end may be missing or followed by something else.
pub fn private_key_begins(data: &[u8]) -> Option<PrivateKey> {
    let content = der::beginning(data, der::SEQUENCE)?;
    let plain = |algorithm| Some(PrivateKey { algorithm, encrypted: false });
    if let Some((algorithm, rest)) = der::element(content, der::SEQUENCE) {
        // EncryptedPrivateKeyInfo (RFC 5958, 3): an algorithm and an octet string.
        let (oid, _) = der::element(algorithm, der::OID)?;
        let sealed = rest.first() == Some(&der::OCTET_STRING) && PBE.iter().any(|arc| oid.starts_with(arc));
        return sealed.then_some(PrivateKey { algorithm: "?", encrypted: true });
    }
    let (version, rest) = der::number(content)?;
    if let (0..=1, Some((algorithm, key))) = (version, der::element(rest, der::SEQUENCE)) {
        // OneAsymmetricKey (RFC 5958, 2).
        let (oid, _) = der::element(algorithm, der::OID)?;
        let known = ALGORITHMS.iter().find(|(known, _)| *known == oid).map_or("?", |(_, name)| name);
        return (key.first() == Some(&der::OCTET_STRING)).then_some(()).and_then(|()| plain(known));
    }
    match (version, rest) {
        // ECPrivateKey (RFC 5915, 3): the key as an octet string.
        (1, [der::OCTET_STRING, 16..=66, ..]) => plain("EC"),
        // RSAPrivateKey (RFC 8017, A.1.2): nine numbers; DSA as OpenSSL writes it has six, the second of them short.
        (0, [der::INTEGER, ..]) => {
            let modulus = der::beginning(rest, der::INTEGER)?;
            let second =
                der::element(rest, der::INTEGER).and_then(|(_, rest)| der::element(rest, der::INTEGER));
            match (modulus.len(), second) {
                (..64, _) => None,
                (_, Some((exponent, _))) if exponent.len() <= 8 => plain("RSA"),
                (_, Some((order, _))) if (20..=33).contains(&order.len()) => plain("DSA"),
                (_, Some(_)) => None,
                // Cut inside the first number.
                (_, None) => plain("RSA"),
            }
        }
        _ => None,
    }
}
