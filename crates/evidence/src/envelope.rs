//! DSSE: a payload, its type, and signatures over both (`envelope.md` and `protocol.md` of secure-systems-lab/dsse).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::key::{Key, PublicKey};

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Envelope {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<Signed>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    keyid: String,
    sig: String,
}

/// The bytes that are signed: type and payload, each with its length.
pub(crate) fn encoding(payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    pub(crate) fn sign(payload: &[u8], key: &Key) -> Self {
        let signed = Signed { keyid: key.public().id(), sig: STANDARD.encode(key.sign(&encoding(payload))) };
        Self {
            payload: STANDARD.encode(payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: vec![signed],
        }
    }

    /// The payload, when the one signature is by this key and holds.
    pub(crate) fn open(&self, key: &PublicKey) -> Option<Vec<u8>> {
        let payload = STANDARD.decode(&self.payload).ok()?;
        let [signed] = self.signatures.as_slice() else { return None };
        let signature = STANDARD.decode(&signed.sig).ok()?;
        let fits = self.payload_type == PAYLOAD_TYPE && signed.keyid == key.id();
        (fits && key.holds(&encoding(&payload), &signature)).then_some(payload)
    }

    /// The signature by itself, as `openssl` wants it.
    pub(crate) fn signature(&self) -> Vec<u8> {
        let signed = self.signatures.first();
        signed.and_then(|signed| STANDARD.decode(&signed.sig).ok()).unwrap_or_default()
    }
}
