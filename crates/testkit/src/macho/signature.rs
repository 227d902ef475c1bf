//! Code signatures, blob by blob.

/// A signature to be: an `LC_CODE_SIGNATURE` SuperBlob with one CodeDirectory.
#[derive(Debug, Clone)]
pub struct Signature {
    /// `identifier` of the CodeDirectory.
    pub identifier: String,
    /// `teamID`, if any.
    pub team: Option<String>,
    /// CodeDirectory `flags`; 0x2 is ad hoc.
    pub flags: u32,
    /// CodeDirectory `version`.
    pub version: u32,
    /// `hashType`: 1 SHA-1, 2 SHA-256. The digests come from `hash`.
    pub hash_type: u8,
    /// The hash function; its result sets `hashSize`.
    pub hash: fn(&[u8]) -> Vec<u8>,
    /// Requirements blob (slot 2), header included.
    pub requirements: Option<Vec<u8>>,
    /// Entitlements as XML (slot 5).
    pub entitlements: Option<Vec<u8>>,
    /// Entitlements as DER (slot 7).
    pub entitlements_der: Option<Vec<u8>>,
    /// CMS message (slot 0x10000).
    pub cms: Option<Vec<u8>>,
    /// `Info.plist` (special slot 1) and `CodeResources` (special slot 3), to be hashed.
    pub info_plist: Option<Vec<u8>>,
    /// See [`Signature::info_plist`].
    pub code_resources: Option<Vec<u8>>,
    /// Blobs to add as they are: slot and bytes, header included.
    pub raw_blobs: Vec<(u32, Vec<u8>)>,
}

impl Default for Signature {
    fn default() -> Self {
        Self {
            identifier: "com.example.app".into(),
            team: Some("TEAM123456".into()),
            flags: 0,
            version: 0x2_0400,
            hash_type: 2,
            hash: |_| vec![0; 32],
            requirements: Some(blob(0xfade_0c01, &[0, 0, 0, 0])),
            entitlements: None,
            entitlements_der: None,
            cms: None,
            info_plist: None,
            code_resources: None,
            raw_blobs: Vec::new(),
        }
    }
}

impl Signature {
    /// The SuperBlob that covers `code`.
    pub fn build(&self, code: &[u8]) -> Vec<u8> {
        let entitlements = self.entitlements.as_ref().map(|xml| blob(0xfade_7171, xml));
        let der = self.entitlements_der.as_ref().map(|der| blob(0xfade_7172, der));
        let specials =
            [&der, &None, &entitlements, &None, &self.code_resources, &self.requirements, &self.info_plist];
        let mut blobs = vec![(0, self.code_directory(code, &specials))];
        blobs.extend(self.requirements.clone().map(|bytes| (2, bytes)));
        blobs.extend(entitlements.map(|bytes| (5, bytes)));
        blobs.extend(der.map(|bytes| (7, bytes)));
        blobs.extend(self.raw_blobs.iter().cloned());
        blobs.extend(self.cms.as_ref().map(|cms| (0x1_0000, blob(0xfade_0b01, cms))));
        super_blob(&blobs)
    }

    /// `specials` are the contents of the special slots from the seventh down to the first.
    fn code_directory(&self, code: &[u8], specials: &[&Option<Vec<u8>>; 7]) -> Vec<u8> {
        let size = (self.hash)(b"").len();
        let fixed = 88;
        let identifier = [self.identifier.as_bytes(), &[0]].concat();
        let team = self.team.as_ref().map(|team| [team.as_bytes(), &[0]].concat()).unwrap_or_default();
        let team_at = if team.is_empty() { 0 } else { fixed + identifier.len() };
        let hashes_at = fixed + identifier.len() + team.len() + size * specials.len();
        let pages: Vec<&[u8]> = code.chunks(4096).collect();
        let mut out = Vec::new();
        for number in [
            self.version,
            self.flags,
            hashes_at as u32,
            fixed as u32,
            specials.len() as u32,
            pages.len() as u32,
            code.len() as u32,
        ] {
            out.extend(number.to_be_bytes());
        }
        out.extend([size as u8, self.hash_type, 0, 12]);
        for number in [0, 0, team_at as u32, 0] {
            out.extend(number.to_be_bytes());
        }
        for number in [0u64, 0, 0x1000, 1] {
            out.extend(number.to_be_bytes());
        }
        out.extend(identifier);
        out.extend(team);
        for special in specials {
            out.extend(special.as_ref().map_or(vec![0; size], |bytes| (self.hash)(bytes)));
        }
        for page in pages {
            out.extend((self.hash)(page));
        }
        blob(0xfade_0c02, &out)
    }
}

/// A SuperBlob of slots and blobs.
pub fn super_blob(blobs: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut index = (blobs.len() as u32).to_be_bytes().to_vec();
    let mut at = 12 + 8 * blobs.len() as u32;
    for (slot, bytes) in blobs {
        index.extend(slot.to_be_bytes());
        index.extend(at.to_be_bytes());
        at += bytes.len() as u32;
    }
    index.extend(blobs.iter().flat_map(|(_, bytes)| bytes));
    blob(0xfade_0cc0, &index)
}

/// A blob: magic, length and contents.
pub fn blob(magic: u32, contents: &[u8]) -> Vec<u8> {
    let mut out = magic.to_be_bytes().to_vec();
    out.extend((contents.len() as u32 + 8).to_be_bytes());
    out.extend(contents);
    out
}
