use std::collections::BTreeSet;

use apksig::{Report, Scheme, StampStatus, Verdict};
use facts::Facts;
use finding::{Location, Text};
use rules::Sink;

use super::{incomplete, place};
use crate::{Detector, Unknown};

/// A source stamp or a v4 file that is not the package's own.
pub(crate) struct StampOrIdsig;
/// Another signer than the one that is expected.
pub(crate) struct UnexpectedSigner;

impl Detector for StampOrIdsig {
    fn id(&self) -> &'static str {
        "stamp-or-idsig"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut any = false;
        let first = |reports: &[Report]| {
            reports.first().map_or(("-", String::new()), |one| (one.issue.name(), one.detail.clone()))
        };
        for signing in &facts.signing {
            if let Some(stamp) = &signing.stamp {
                any = true;
                let (issue, detail) = first(&stamp.reports);
                match stamp.status {
                    StampStatus::Verified => out.examined("source stamp", "verified"),
                    // The stamp rests on the package's own signatures; these are judged by themselves.
                    StampStatus::VerificationError => match incomplete(signing) {
                        Some(why) => out.unknown(why),
                        None => out.unknown(Text::new(
                            "the package's own signatures are damaged, so its source stamp cannot be judged",
                            "套件本身之簽章毀損，無法判定 source stamp",
                        )),
                    },
                    _ => {
                        out.fail(place(signing, Some(Scheme::SourceStamp)))
                            .value("what", "source stamp")
                            .value("issue", issue)
                            .value("detail", if detail.is_empty() { issue } else { detail.as_str() });
                    }
                }
            }
            if let Some(idsig) = &signing.idsig {
                any = true;
                let (issue, detail) = first(&idsig.errors);
                match idsig.verdict {
                    Verdict::Verified => out.examined("v4", "verified"),
                    Verdict::Incomplete => out.unknown(Text::new(
                        "the v4 file could not be verified to the end",
                        "v4 簽章檔未能完整驗證",
                    )),
                    Verdict::Rejected | Verdict::Malformed => {
                        out.fail(place(signing, Some(Scheme::V4)))
                            .value("what", "v4")
                            .value("issue", issue)
                            .value("detail", if detail.is_empty() { issue } else { detail.as_str() });
                    }
                }
            }
        }
        if !any {
            out.not_applicable(Text::new(
                "the package has no source stamp, and no v4 file was given with it",
                "套件不含 source stamp，亦未提供 v4 簽章檔",
            ));
        }
        Ok(())
    }
}

impl Detector for UnexpectedSigner {
    fn id(&self) -> &'static str {
        "unexpected-signer"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let expected: BTreeSet<&str> = facts.expected_signers.iter().map(String::as_str).collect();
        if expected.is_empty() {
            out.not_applicable(Text::new(
                "no signer is expected; `scan --expect-signer SHA256` names one",
                "未指定預期之簽署憑證；可以 `scan --expect-signer SHA256` 指定",
            ));
            return Ok(());
        }
        let wanted = expected.iter().copied().collect::<Vec<_>>().join(", ");
        for signing in &facts.signing {
            if let Some(why) = incomplete(signing) {
                out.unknown(why);
                continue;
            }
            let found = signing.verified_signers();
            let strangers: Vec<&str> =
                found.iter().map(String::as_str).filter(|signer| !expected.contains(signer)).collect();
            if found.is_empty() || !strangers.is_empty() {
                let found = if found.is_empty() { "-".to_owned() } else { strangers.join(", ") };
                out.fail(Location::symbol(signing.artifact.clone(), "signature"))
                    .value("signer", found)
                    .value("expected", &wanted);
            }
            out.examined("signer", found_text(signing));
        }
        Ok(())
    }
}

fn found_text(signing: &facts::Signing<'_>) -> String {
    signing.verified_signers().into_iter().collect::<Vec<_>>().join(", ")
}
