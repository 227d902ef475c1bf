use facts::Facts;
use finding::Location;
use rules::Sink;

use super::slices;
use crate::{Detector, Unknown};

/// Encryption in the app, and no word about it for export.
pub(crate) struct ExportNotStated;

/// How symbols begin that encrypt. Hashes, signatures and the system's TLS are no encryption of the app's own.
const CIPHERS: &[&str] = &[
    "_CCCrypt",
    "_EVP_Encrypt",
    "_EVP_Cipher",
    "_SecKeyCreateEncryptedData",
    "_SecKeyEncrypt",
    "_$s9CryptoKit3AESO",
    "_$s9CryptoKit10ChaChaPolyO",
    "_crypto_secretbox",
    "_crypto_aead",
    "_crypto_box",
    "_sqlite3_key",
];

impl Detector for ExportNotStated {
    fn id(&self) -> &'static str {
        "export-not-stated"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some((path, info)) = facts.apple.first().and_then(|app| app.info.as_ref()) else { return Ok(()) };
        let users = slices(facts).filter_map(|(_, binary)| {
            let is_cipher = |name: &&String| CIPHERS.iter().any(|cipher| name.starts_with(cipher));
            Some((binary, binary.imports.iter().find(is_cipher)?))
        });
        let users: Vec<_> = users.collect();
        out.examined("slices that encrypt", users.len());
        let key = "ITSAppUsesNonExemptEncryption";
        if let (Some((binary, symbol)), None) = (users.first(), info.get(key)) {
            out.fail(Location::key(path.clone(), key))
                .value("key", key)
                .value("symbol", symbol.as_str())
                .value("binary", &binary.artifact);
        }
        Ok(())
    }
}
