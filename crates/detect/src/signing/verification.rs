use std::collections::BTreeSet;

use apksig::{Issue, Report, Scheme, Verdict};
use facts::{Facts, Levels, Signing};
use finding::Text;
use rules::Sink;

use super::{incomplete, joined, place};
use crate::{Detector, Unknown};

/// Some platform that the app is for refuses the package.
pub(crate) struct NotVerified;

impl Detector for NotVerified {
    fn id(&self) -> &'static str {
        "signature-not-verified"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        for signing in &facts.signing {
            judge(signing, out);
        }
        Ok(())
    }
}

fn judge(signing: &Signing<'_>, out: &mut Sink<'_>) {
    if let Some(why) = incomplete(signing) {
        return out.unknown(why);
    }
    let refused: Vec<_> = signing.ranges.iter().filter(|one| refuses(one.verdict)).collect();
    // Without a known minimum the newest platforms alone are certain to count.
    if !signing.range_known && signing.ranges.last().is_none_or(|last| !refuses(last.verdict)) {
        if let Some(first) = refused.first() {
            out.unknown(Text::new(
                format!(
                    "minSdkVersion cannot be resolved; API levels {} would refuse the package",
                    first.levels
                ),
                format!("無法解析 minSdkVersion；API {} 將拒絕此套件", first.levels),
            ));
        }
        return;
    }
    for one in &refused {
        report(signing, one.levels, &one.errors, out);
    }
    // Each platform accepts it, and yet the schemes contradict each other.
    if refused.is_empty() && refuses(signing.verification.verdict) {
        let whole = Levels { from: signing.range.min_sdk, to: signing.range.max_sdk };
        report(signing, whole, &signing.verification.errors, out);
    }
    for one in signing.ranges.iter().filter(|one| one.verdict == Verdict::Verified) {
        let scheme = one.scheme.map_or_else(|| "-".to_owned(), |scheme| format!("v{scheme}"));
        out.examined(&format!("API {}", one.levels), format!("verified by {scheme}"));
    }
}

fn refuses(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Rejected | Verdict::Malformed)
}

/// One finding a group of platforms and a scheme, with the first of its reasons.
fn report(signing: &Signing<'_>, levels: Levels, errors: &[Report], out: &mut Sink<'_>) {
    let mut told = BTreeSet::new();
    for error in errors {
        if !told.insert(error.scheme) {
            continue;
        }
        let unsigned = signing.is_unsigned();
        let scheme = match error.scheme {
            _ if unsigned => "-".to_owned(),
            Some(scheme) => format!("v{scheme}"),
            None => all_schemes(signing),
        };
        let issue = if unsigned { Issue::JarSigNoSignatures } else { error.issue };
        let detail = if error.detail.is_empty() { "-" } else { error.detail.as_str() };
        let count = errors.iter().filter(|other| other.scheme == error.scheme).count();
        out.fail(place(signing, error.scheme.filter(|_| !unsigned)))
            .anchor(issue.name())
            .value("levels", joined(&[levels]))
            .value("scheme", scheme)
            .value("issue", issue.name())
            .value("detail", detail)
            .value("errors", count.to_string());
    }
}

fn all_schemes(signing: &Signing<'_>) -> String {
    let all = [Scheme::V1, Scheme::V2, Scheme::V3, Scheme::V31];
    let there = all.iter().filter(|scheme| signing.signatures.has(**scheme));
    there.map(|scheme| format!("v{scheme}")).collect::<Vec<_>>().join(", ")
}
