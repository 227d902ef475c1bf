//! How the package of a case is signed: the table `[sign]` of its `case.toml` or `zip.toml`.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    Identity, Jar, PROOF_OF_ROTATION, ROTATION_MIN_SDK, STAMP, STRIPPING_PROTECTION, V2, V3, V31, attribute,
    content_digest, idsig, jar, lineage, signer, signers, stamp,
};
use crate::zip::ZipBuilder;

/// A recipe. Everything may be left out; without `schemes` nothing is signed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// Any of `v1`, `v2`, `v3` and `v3.1`.
    pub schemes: Vec<String>,
    /// Name of the signer, such as `CN=Broker, C=TW`.
    pub subject: Option<String>,
    /// Times of the validity, `YYMMDDhhmmssZ`.
    pub valid: Option<[String; 2]>,
    /// Digest of manifest and signature file of v1: `sha1` instead of SHA-256.
    pub digest: Option<String>,
    /// Further lines of the signature file's main section.
    pub head: Option<String>,
    /// Schemes whose removal v2 protects against.
    pub protect: Vec<u32>,
    /// The newest scheme is by a second key; its lineage leaves the first these capabilities.
    pub rotated: Option<u32>,
    /// How often the v3 signer is there; once when not written.
    pub repeat: usize,
    /// API level from which v3 says that v3.1 is there.
    pub rotation_min_sdk: Option<i32>,
    /// API levels of the v3.1 signer; from 33 on when not written.
    pub sdk: Option<[i32; 2]>,
    /// Further values of the signing block: number and text.
    pub pairs: Vec<(u32, String)>,
    /// A value of zeros of this number and length.
    pub zeros: Option<(u32, usize)>,
    /// A source stamp: `good`, `bad` (over other digests), `entry` or `block` alone.
    pub stamp: Option<String>,
    /// A file put in behind the v1 signature, before the newer ones.
    pub added: Option<String>,
    /// Changes the archive after it was signed: a bit of the time of its first entry.
    pub tampered: bool,
    /// The v4 file beside the package: `good`, or `other` for that of another package.
    pub idsig: Option<String>,
    /// Signers that are expected, in hexadecimal, or `own` for the one who signs.
    pub expect: Vec<String>,
}

impl Recipe {
    fn has(&self, scheme: &str) -> bool {
        self.schemes.iter().any(|one| one == scheme)
    }

    fn identity(&self, seed: u8) -> Identity {
        let [from, to] = self.valid.clone().unwrap_or(["200101000000Z".into(), "491231000000Z".into()]);
        Identity::named(seed, self.subject.as_deref().unwrap_or("CN=Case"), [&from, &to])
    }

    /// Key of all schemes, or of the older ones after a rotation.
    fn first(&self) -> Identity {
        self.identity(1)
    }

    fn newest(&self) -> Identity {
        self.identity(if self.rotated.is_some() { 2 } else { 1 })
    }

    /// The entries of a package with those of a JAR signature and of a stamp.
    pub fn entries(&self, mut entries: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
        if self.stamp.as_deref().is_some_and(|kind| kind != "block") {
            let digest = Sha256::digest(&Identity::new(9).certificate).to_vec();
            entries.push(("stamp-cert-sha256".into(), digest));
        }
        if self.has("v1") {
            let files: Vec<(&str, &[u8])> =
                entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            let options = Jar {
                head: self.head.as_deref().unwrap_or_default(),
                sha1: self.digest.as_deref() == Some("sha1"),
                ..Jar::default()
            };
            let signed = jar(&files, &self.first(), options);
            entries.extend(signed.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)));
        }
        if let Some(name) = &self.added {
            entries.push((name.clone(), b"added".to_vec()));
        }
        entries
    }

    /// The archive with its signing block, if the recipe asks for one.
    pub fn sign(&self, zip: ZipBuilder, entries: &[(String, Vec<u8>)]) -> ZipBuilder {
        let digest = content_digest(&zip.build());
        let pairs = self.block(&digest, entries);
        if pairs.is_empty() {
            return zip;
        }
        let pairs: Vec<(u32, &[u8])> = pairs.iter().map(|(id, value)| (*id, value.as_slice())).collect();
        zip.signing_block(&pairs)
    }

    fn block(&self, digest: &[u8], entries: &[(String, Vec<u8>)]) -> Vec<(u32, Vec<u8>)> {
        let (first, newest) = (self.first(), self.newest());
        let proof = self.rotated.map(|kept| attribute(PROOF_OF_ROTATION, &lineage(&first, &newest, kept)));
        let proof = proof.unwrap_or_default();
        let mut pairs = Vec::new();
        if self.has("v2") {
            let protection =
                self.protect.iter().flat_map(|id| attribute(STRIPPING_PROTECTION, &id.to_le_bytes()));
            let protection: Vec<u8> = protection.collect();
            pairs.push((V2, signers(&[signer(&first, digest, None, &protection)])));
        }
        if self.has("v3") {
            let minimum =
                self.rotation_min_sdk.map(|level| attribute(ROTATION_MIN_SDK, &level.to_le_bytes()));
            let minimum = minimum.unwrap_or_default();
            // With v3.1 the new key is for the platforms that know it, and v3 stays with the old one.
            let one = if self.has("v3.1") {
                signer(&first, digest, Some((28, i32::MAX)), &minimum)
            } else {
                signer(&newest, digest, Some((28, i32::MAX)), &[proof.clone(), minimum].concat())
            };
            pairs.push((V3, signers(&vec![one; self.repeat.max(1)])));
        }
        if self.has("v3.1") {
            let [from, to] = self.sdk.unwrap_or([33, i32::MAX]);
            pairs.push((V31, signers(&[signer(&newest, digest, Some((from, to)), &proof)])));
        }
        if let Some(kind) = self.stamp.as_deref().filter(|kind| *kind != "entry") {
            let manifest = entries.iter().find(|(name, _)| name == "META-INF/MANIFEST.MF");
            let manifest = manifest.map(|(_, bytes)| Sha256::digest(bytes).to_vec());
            let mut over: Vec<(u32, &[u8])> = manifest.iter().map(|digest| (1, digest.as_slice())).collect();
            let spoiled = vec![0; digest.len()];
            let content = if kind == "bad" { spoiled.as_slice() } else { digest };
            let newer = [("v2", 2), ("v3", 3), ("v3.1", 31)];
            over.extend(newer.iter().filter(|(scheme, _)| self.has(scheme)).map(|(_, id)| (*id, content)));
            pairs.push((STAMP, stamp(&Identity::new(9), &over)));
        }
        pairs.extend(self.pairs.iter().map(|(id, text)| (*id, text.clone().into_bytes())));
        pairs.extend(self.zeros.map(|(id, length)| (id, vec![0; length])));
        pairs
    }

    /// What happens to the archive after it was signed.
    pub fn after(&self, mut package: Vec<u8>) -> Vec<u8> {
        if self.tampered {
            // Bytes 10 and 11 of a local header are a time, which no reader of the archive minds.
            package[10] ^= 1;
        }
        package
    }

    /// The v4 file, when the recipe asks for one; `unsigned` is the archive without its signing block.
    pub fn v4(&self, package: &[u8], unsigned: &[u8]) -> Option<Vec<u8>> {
        let signed: &[u8] = match self.idsig.as_deref()? {
            "other" => b"another package",
            _ => package,
        };
        Some(idsig(&self.first(), signed, &content_digest(unsigned)))
    }

    /// Fingerprints of the expected signers.
    pub fn expected(&self) -> Vec<String> {
        let own = |word: &String| if word == "own" { self.newest().fingerprint() } else { word.clone() };
        self.expect.iter().map(own).collect()
    }
}
