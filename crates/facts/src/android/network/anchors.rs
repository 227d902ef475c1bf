//! Certificate files that the configuration trusts: `@raw/ca`, one certificate or many, PEM or DER.

use std::borrow::Cow;
use std::collections::BTreeMap;

use android_res::Value as Raw;
use apksig::Certificate;
use cursor::Limits;
use finding::Location;

use super::config::FileAnchor;
use super::{BundledCertificate, Context, Files, NetworkPolicy, UnreadAnchor, encoding};
use crate::{Fact, Value};

impl Context<'_> {
    /// Reads the files behind `<certificates src="@...">`, each once in the order in which they are named.
    pub(super) fn read_anchors(
        &self,
        anchors: Vec<FileAnchor>,
        files: &mut Files<'_>,
        policy: &mut NetworkPolicy,
    ) {
        // The same file outside of the debug overrides counts for every build.
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        for anchor in anchors {
            let unread = |named: String| UnreadAnchor {
                origin: anchor.origin.clone(),
                named,
                debug_only: anchor.debug_only,
            };
            let values = self.tables.resolve(&Raw::Reference(anchor.id)).values;
            let mut paths = values.iter().filter_map(|(_, value)| value.as_str()).peekable();
            if paths.peek().is_none() {
                policy.unread_anchors.push(unread(format!("@{}", anchor.id)));
            }
            for path in paths {
                if known.get(path).is_some_and(|debug| !debug || anchor.debug_only) {
                    continue;
                }
                known.insert(path.to_owned(), anchor.debug_only);
                let stored = files.bytes(path);
                let certificates = stored.as_ref().map(|(_, bytes)| certificates(bytes, self.limits));
                let certificates = certificates.unwrap_or_default();
                if certificates.is_empty() {
                    policy.unread_anchors.push(unread(path.to_owned()));
                }
                let records = certificates.iter().enumerate();
                let file = stored.map_or(path, |(artifact, _)| artifact);
                policy.certificates.extend(records.map(|(at, one)| record(file, at, one, anchor.debug_only)));
            }
        }
    }
}

fn record(path: &str, at: usize, certificate: &Certificate, debug_only: bool) -> BundledCertificate {
    let subject = match certificate.subject.as_str() {
        "" => format!("certificate {}", at.saturating_add(1)),
        subject => finding::escape(subject),
    };
    let origin = Location::symbol(path, &subject);
    fn known<T>(value: T, origin: &Location) -> Fact<T> {
        Fact { value: Value::Known(value), origin: origin.clone() }
    }
    let authority = certificate.is_authority.unwrap_or(certificate.version < 3);
    BundledCertificate {
        file: known(path.to_owned(), &origin),
        subject: known(subject, &origin),
        key: known(certificate.key.name().to_owned(), &origin),
        key_bits: known(i64::from(certificate.key_bits), &origin),
        signature: known(certificate.signature_algorithm.clone(), &origin),
        not_after: known(certificate.not_after.unix.unwrap_or(i64::MAX), &origin),
        expires: known(certificate.not_after.text.clone(), &origin),
        authority: known(authority, &origin),
        self_issued: known(certificate.is_self_issued(), &origin),
        debug_only: known(debug_only, &origin),
        origin,
    }
}

/// Certificates of a file, as `generateCertificates` of Conscrypt takes them: PEM when the file begins with a PEM line,
/// else DER, one behind the other, up to the first that cannot be read.
fn certificates(bytes: &[u8], limits: &Limits) -> Vec<Certificate> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((der, behind)) = if bytes.starts_with(b"-----BEGIN") { pem(rest) } else { der(rest) } {
        match Certificate::parse(&der, 0, limits) {
            Ok(certificate) => found.push(certificate),
            Err(_) => break,
        }
        rest = behind;
    }
    found
}

/// The next PEM certificate and what stands behind it.
fn pem(text: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    const END: &[u8] = b"-----END ";
    let begins = [&b"-----BEGIN CERTIFICATE-----"[..], b"-----BEGIN X509 CERTIFICATE-----"];
    let starts = begins
        .iter()
        .filter_map(|begin| memchr::memmem::find(text, begin).map(|at| at.saturating_add(begin.len())));
    let body = text.get(starts.min()?..)?;
    let end = memchr::memmem::find(body, END)?;
    Some((Cow::Owned(encoding::base64(body.get(..end)?)?), body.get(end.saturating_add(END.len())..)?))
}

/// The next DER value and what stands behind it. Only the length of the outermost value is looked at here.
fn der(bytes: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let [0x30, first, rest @ ..] = bytes else { return None };
    let count = usize::from(first & 0x7f);
    let (header, length) = match first {
        0x00..=0x7f => (2usize, count),
        0x81..=0x84 => {
            let digits = rest.get(..count)?;
            let length = digits.iter().try_fold(0usize, |length, &byte| {
                length.checked_mul(256).and_then(|length| length.checked_add(usize::from(byte)))
            });
            (count.checked_add(2)?, length?)
        }
        _ => return None,
    };
    let end = header.checked_add(length)?;
    Some((Cow::Borrowed(bytes.get(..end)?), bytes.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_at_their_own_length() {
        let (one, behind) = der(&[0x30, 1, 5, 0x30, 0x81, 1, 6]).unwrap();
        assert_eq!((&*one, behind), (&[0x30, 1, 5][..], &[0x30, 0x81, 1, 6][..]));
        assert_eq!(&*der(behind).unwrap().0, behind);
        for wrong in
            [&[0x30, 2, 5][..], &[0x31, 0], &[0x30, 0x80, 0, 0], &[0x30, 0x84, 255, 255, 255, 255], &[]]
        {
            assert!(der(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn pem_blocks_are_found_one_behind_the_other() {
        let text = b"-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n# next\n\
                     -----BEGIN X509 CERTIFICATE-----\nBA==\n-----END X509 CERTIFICATE-----\n";
        let (one, behind) = pem(text).unwrap();
        assert_eq!(&*one, &[1, 2, 3]);
        assert_eq!(&*pem(behind).unwrap().0, &[4]);
        assert!(pem(b"-----BEGIN CERTIFICATE-----\nAQID").is_none());
    }
}
