use facts::{Const, Facts, Interest, Kind, Slicer, ValueOrigin, Which};
use rules::Sink;

use super::sensitive::Sensitive;
use super::words::Matter;
use super::{ask, calls, not_followed, parts};
use crate::{Detector, Unknown};

/// A password or key goes through a digest that is outdated.
pub(crate) struct WeakPasswordDigest;

const DIGESTS: &[&str] = &[
    "Ljava/security/MessageDigest;->digest([B)",
    "Ljava/security/MessageDigest;->update([B*)",
    "Lorg/apache/commons/codec/digest/DigestUtils;->md5(*)",
    "Lorg/apache/commons/codec/digest/DigestUtils;->md5Hex(*)",
    "Lorg/apache/commons/codec/digest/DigestUtils;->sha1(*)",
    "Lorg/apache/commons/codec/digest/DigestUtils;->sha1Hex(*)",
];

impl Detector for WeakPasswordDigest {
    fn id(&self) -> &'static str {
        "weak-password-digest"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, DIGESTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in calls(facts, out, DIGESTS) {
            let Some(algorithm) = weak(&mut slicer, site.caller, site.pc, &site.callee) else { continue };
            let Some(slice) = slicer.readable(site.caller, site.pc, Which::Argument(0)) else { continue };
            let found = sensitive.first(&mut slicer, &slice);
            match found.filter(|found| matches!(found.matter, Matter::Password | Matter::Code | Matter::Key))
            {
                Some(found) => {
                    out.fail(site.location.clone()).value("algorithm", &algorithm).value("what", &found.what);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                None => {}
            }
        }
        Ok(())
    }
}

/// The outdated algorithm that a digest was asked for as.
fn weak(slicer: &mut Slicer<'_, '_>, method: facts::MethodId, pc: u32, callee: &str) -> Option<String> {
    let (class, name, ..) = parts(callee)?;
    if class.starts_with("Lorg/") {
        return Some(if name.starts_with("md5") { "MD5" } else { "SHA-1" }.to_owned());
    }
    let digest = slicer.object(method, pc, Which::Receiver)?;
    let asked: Vec<ValueOrigin> = digest
        .calls()
        .filter(|(_, callee)| callee.starts_with("Ljava/security/MessageDigest;->getInstance("))
        .map(|(origin, _)| origin.clone())
        .collect();
    asked.iter().find_map(|origin| {
        let names = slicer.value(origin.method, origin.pc, Which::Argument(0))?;
        names.origins.iter().find_map(|one| match &one.kind {
            Kind::Literal(Const::Text(name)) if is_outdated(name) => Some(name.to_string()),
            _ => None,
        })
    })
}

fn is_outdated(name: &str) -> bool {
    let name: String = name.trim().chars().filter(|letter| *letter != '-').collect();
    ["MD2", "MD4", "MD5", "SHA", "SHA1"].iter().any(|one| name.eq_ignore_ascii_case(one))
}
