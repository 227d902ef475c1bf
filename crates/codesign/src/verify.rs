use crate::{
    CodeDirectory, Signature,
    digest::{HashType, hex},
};

/// Pages that are named one by one; further ones are counted.
const MAX_PAGES: usize = 16;

/// A part whose bytes are not the signed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// `page 3`, `Info.plist`, `requirements`, `CodeResources`, `entitlements`, `DER entitlements`, `CMS message digest`, ...
    pub what: String,
    /// The signed value, a hash in hexadecimal digits; empty if there is none.
    pub expected: String,
    /// What there is instead; empty if there is nothing.
    pub found: String,
}

impl Mismatch {
    fn new(what: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { what: what.into(), expected: expected.into(), found: found.into() }
    }
}

/// Compares a signature with the bytes that it covers; an empty list means that every digest is right.
///
/// `blob` is the signature data that `signature` was parsed from and `slice` the Mach-O slice around it. `info_plist`
/// and `code_resources` are the files of the bundle whose main executable this is. Like the kernel it goes by the
/// CodeDirectory with the strongest hash. The work is linear in the size of `blob` and `slice`.
pub fn verify(
    signature: &Signature,
    blob: &[u8],
    slice: &[u8],
    info_plist: Option<&[u8]>,
    code_resources: Option<&[u8]>,
) -> Vec<Mismatch> {
    let Some(directory) = signature.directory() else {
        return vec![Mismatch::new("CodeDirectory", "one or more", "none")];
    };
    let Some(hash) = directory.hash() else {
        let found = format!("hash type {} of {} bytes", directory.hash_type, directory.hash_size);
        return vec![Mismatch::new("CodeDirectory hash", "a known hash", found)];
    };
    let mut out = pages(directory, hash, blob, slice);
    let part = |slot: u32| {
        let blob_at = signature.blob(slot)?;
        blob.get(blob_at.offset..)?.get(..blob_at.length)
    };
    // The kernel refuses a part of the signature that no slot seals, and a sealed one that is missing. Whether a bundle
    // should have the two files is for the caller to say.
    for (slot, name, data, required) in [
        (-1, "Info.plist", info_plist, false),
        (-2, "requirements", part(2), true),
        (-3, "CodeResources", code_resources, false),
        (-5, "entitlements", part(5), true),
        (-7, "DER entitlements", part(7), true),
    ] {
        let sealed = directory.special(slot).filter(|sealed| sealed.iter().any(|byte| *byte != 0));
        match (sealed, data) {
            (Some(sealed), Some(data)) => {
                let found = hash.digest(data);
                if sealed != found {
                    out.push(Mismatch::new(name, hex(sealed), hex(&found)));
                }
            }
            (None, Some(data)) => out.push(Mismatch::new(name, "", hex(&hash.digest(data)))),
            (Some(sealed), None) if required => out.push(Mismatch::new(name, hex(sealed), "")),
            _ => {}
        }
    }
    seals(signature, directory, hash, blob, &mut out);
    out
}

fn pages(directory: &CodeDirectory, hash: HashType, blob: &[u8], slice: &[u8]) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let limit = usize::try_from(directory.code_limit).unwrap_or(usize::MAX);
    let Some(code) = slice.get(..limit) else {
        let (expected, found) = (format!("{limit} bytes"), format!("{} bytes", slice.len()));
        return vec![Mismatch::new("code limit", expected, found)];
    };
    let step = match usize::try_from(directory.page_size) {
        Ok(step @ 1..) => step,
        _ => code.len().max(1),
    };
    let count = usize::try_from(directory.code_hashes.count).unwrap_or(usize::MAX);
    let needs = code.len().div_ceil(step);
    if count != needs {
        out.push(Mismatch::new("code slots", format!("{needs} pages"), format!("{count} hashes")));
    }
    let end = directory.offset.saturating_add(directory.length);
    let hashes = blob.get(..end).unwrap_or(blob).get(directory.code_hashes.offset..).unwrap_or_default();
    let sealed = hashes.chunks_exact(usize::from(hash.size())).take(count);
    let mut wrong = 0usize;
    for (index, (page, sealed)) in code.chunks(step).zip(sealed).enumerate() {
        let found = hash.digest(page);
        if found != sealed {
            wrong = wrong.saturating_add(1);
            if wrong <= MAX_PAGES {
                out.push(Mismatch::new(format!("page {index}"), hex(sealed), hex(&found)));
            }
        }
    }
    if wrong > MAX_PAGES {
        let more = wrong.saturating_sub(MAX_PAGES);
        out.push(Mismatch::new("further pages", "", format!("{more} more pages differ")));
    }
    out
}

/// The CMS message signs the primary CodeDirectory, and the alternates through the list of their hashes.
fn seals(
    signature: &Signature,
    directory: &CodeDirectory,
    hash: HashType,
    blob: &[u8],
    out: &mut Vec<Mismatch>,
) {
    let bytes = |directory: &CodeDirectory| {
        blob.get(directory.offset..).and_then(|rest| rest.get(..directory.length)).unwrap_or_default()
    };
    let primary = signature.directories.iter().find(|directory| directory.slot == 0);
    for seal in &signature.seals {
        if let (Some(primary), Some(algorithm), Some(sealed)) =
            (primary, seal.algorithm, &seal.message_digest)
        {
            let found = algorithm.digest(bytes(primary));
            if *sealed != found {
                out.push(Mismatch::new("CMS message digest", hex(sealed), hex(&found)));
            }
        }
        if let Some(sealed) = &seal.cd_hashes {
            let mut found = hash.digest(bytes(directory));
            found.truncate(20);
            if !sealed.contains(&found) {
                let expected: Vec<String> = sealed.iter().take(8).map(|hash| hex(hash)).collect();
                out.push(Mismatch::new("CMS CodeDirectory hash", expected.join(" or "), hex(&found)));
            }
        }
    }
}
