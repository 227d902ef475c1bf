use facts::{Facts, Interest, MethodPattern, StringPattern, StringScope};
use finding::{Place, Text};
use rules::Sink;

use super::defences::absent;
use crate::{Detector, Unknown};

/// An app that asks nobody whether it and the device are genuine.
pub(crate) struct NoAttestation;
/// An app that asks a service which does not answer any more.
pub(crate) struct RetiredAttestation;
/// An app that does not make anybody install an update.
pub(crate) struct NoEnforcedUpdate;

const INTEGRITY: &[&str] = &[
    "Lcom/google/android/play/core/integrity/IntegrityManager;->requestIntegrityToken(*)",
    "Lcom/google/android/play/core/integrity/StandardIntegrityManager;->prepareIntegrityToken(*)",
    "Lcom/google/android/play/core/integrity/StandardIntegrityManager$StandardIntegrityTokenProvider;->request(*)",
];
/// What the client of Play Integrity connects to; a shrinker renames its classes and leaves this.
const INTEGRITY_SERVICE: &str = "com.google.android.play.core.integrityservice.BIND_INTEGRITY_SERVICE";
const INTEGRITY_CLASS: &str = "Lcom/google/android/play/core/integrity/IntegrityManager;";

const SAFETY_NET: &[&str] = &[
    "Lcom/google/android/gms/safetynet/SafetyNetClient;->attest(*)",
    "Lcom/google/android/gms/safetynet/SafetyNetApi;->attest(*)",
];

/// Calls that take the kind of update, and at which position.
const UPDATE: &[(&str, usize)] = &[
    ("Lcom/google/android/play/core/appupdate/AppUpdateOptions;->newBuilder(I)", 0),
    ("Lcom/google/android/play/core/appupdate/AppUpdateOptions;->defaultOptions(I)", 0),
    (
        "Lcom/google/android/play/core/appupdate/AppUpdateManager;->startUpdateFlowForResult(Lcom/google/android/play/core/appupdate/AppUpdateInfo;I*)",
        1,
    ),
    ("Lcom/google/android/play/core/appupdate/AppUpdateInfo;->isUpdateTypeAllowed(I)", 0),
];
/// What the client of in-app updates connects to.
const UPDATE_SERVICE: &str = "com.google.android.play.core.install.BIND_UPDATE_SERVICE";
/// `AppUpdateType.IMMEDIATE`.
const IMMEDIATE: i64 = 1;

fn ask<'c>(interest: &mut Interest, calls: impl IntoIterator<Item = &'c str>) {
    calls
        .into_iter()
        .filter_map(|call| MethodPattern::parse(call).ok())
        .for_each(|one| interest.add_method(one));
}

fn text(text: &str) -> Option<StringPattern> {
    StringPattern::beginning_with(&[text], &[StringScope::Code])
}

/// Whether a call stands in a class of this package.
fn is_in(call: &facts::CallSite, package: &str) -> bool {
    matches!(&call.location.place, Place::Code { class, .. } if class.starts_with(package))
}

/// A call of one of these methods that stands outside the library itself.
fn called<'f>(facts: &'f Facts<'_>, calls: &[&str], library: &str) -> Option<&'f facts::CallSite> {
    let all = calls.iter().flat_map(|call| facts.code.calls_to(call));
    let mut outside = all.filter(|call| !is_in(call, library));
    outside.next()
}

impl Detector for NoAttestation {
    fn id(&self) -> &'static str {
        "no-attestation"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, INTEGRITY.iter().chain(SAFETY_NET).copied());
        text(INTEGRITY_SERVICE).into_iter().for_each(|one| interest.add_string(one));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if let Some(call) = called(facts, INTEGRITY, "Lcom/google/android/play/core/integrity/") {
            out.examined("call", &call.location);
            return Ok(());
        }
        let service = text(INTEGRITY_SERVICE);
        let hits = service.map(|one| facts.strings.hits(&one)).unwrap_or_default();
        // Under its own name the library is called by name; here nobody calls it. Renamed, it is there because it is used.
        if let Some(hit) = hits.first().filter(|_| facts.code.classes.id(INTEGRITY_CLASS).is_none()) {
            out.examined("service", &hit.location);
            return Ok(());
        }
        if called(facts, SAFETY_NET, "Lcom/google/android/gms/").is_some() {
            out.not_applicable(Text::new(
                "the app asks SafetyNet, which another rule reports",
                "此 App 使用 SafetyNet，由另一規則回報",
            ));
            return Ok(());
        }
        absent(facts, out, "none")
    }
}

impl Detector for RetiredAttestation {
    fn id(&self) -> &'static str {
        "retired-attestation"
    }

    fn interest(&self, interest: &mut Interest) {
        NoAttestation.interest(interest);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let service = text(INTEGRITY_SERVICE).map(|one| facts.strings.hits(&one)).unwrap_or_default();
        let renamed = facts.code.classes.id(INTEGRITY_CLASS).is_none() && !service.is_empty();
        if renamed || called(facts, INTEGRITY, "Lcom/google/android/play/core/integrity/").is_some() {
            out.examined("attestation", "Play Integrity");
            return Ok(());
        }
        let calls = SAFETY_NET.iter().flat_map(|call| facts.code.calls_to(call));
        for call in calls.filter(|call| !is_in(call, "Lcom/google/android/gms/")) {
            out.fail(call.location.clone()).value("callee", &call.callee);
        }
        Ok(())
    }
}

impl Detector for NoEnforcedUpdate {
    fn id(&self) -> &'static str {
        "no-enforced-update"
    }

    fn interest(&self, interest: &mut Interest) {
        for (call, arg) in UPDATE {
            if let Ok(pattern) = MethodPattern::parse(call) {
                interest.add_call(pattern, &[*arg]);
            }
        }
        text(UPDATE_SERVICE).into_iter().for_each(|one| interest.add_string(one));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut undecided = None;
        let mut flexible = None;
        for (pattern, arg) in UPDATE {
            let calls = facts.code.calls_to(pattern);
            for call in calls.filter(|call| !is_in(call, "Lcom/google/android/play/core/")) {
                let kind = call.args.get(*arg);
                let mut kinds = kind.into_iter().flat_map(facts::Const::each);
                if kinds.any(|kind| *kind == facts::Const::Int(IMMEDIATE)) {
                    out.examined("call", &call.location);
                    return Ok(());
                }
                match kind.is_some_and(facts::Const::is_known) {
                    true => flexible = flexible.or(Some(&call.location)),
                    false if !call.traced => undecided = undecided.or(Some(&call.location)),
                    false => {}
                }
            }
        }
        if let Some(place) = undecided {
            return Err(Unknown(Text::new(
                format!("{place}: the kind of update is not a constant"),
                format!("{place}：更新類型並非常數"),
            )));
        }
        if let Some(place) = flexible {
            out.fail(place.clone()).value("state", "FLEXIBLE");
            return Ok(());
        }
        let service = text(UPDATE_SERVICE).map(|one| facts.strings.hits(&one)).unwrap_or_default();
        if let Some(hit) = service.first() {
            let place = &hit.location;
            return Err(Unknown(Text::new(
                format!(
                    "{place}: the library for updates is there under other names; its calls cannot be told"
                ),
                format!("{place}：更新函式庫名稱經混淆，無法辨識其呼叫"),
            )));
        }
        absent(facts, out, "none")
    }
}
