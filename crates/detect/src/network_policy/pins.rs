use std::collections::BTreeMap;

use facts::{DomainPolicy, Facts, Tri, pin_expiry};
use finding::{Location, Severity};
use rules::Sink;

use super::{note_unread, rows};
use crate::{Detector, Unknown};

/// A pin set in force with fewer than two usable pins, or for no host.
pub(crate) struct WeakPinSet;
/// A pin set in force that is past its day or soon will be.
pub(crate) struct PinsExpire;

/// Pins that expire within so many days leave too little time for a release.
const SOON: u32 = 30;

/// Rows with pins of their own or inherited ones, by pin set.
fn pin_sets<'f>(facts: &'f Facts<'_>) -> BTreeMap<&'f Location, Vec<&'f DomainPolicy>> {
    let mut sets: BTreeMap<&Location, Vec<&DomainPolicy>> = BTreeMap::new();
    for row in rows(facts) {
        if row.pins.value.is_written() && row.pins.value.main().is_some() {
            sets.entry(&row.pins.origin).or_default().push(row);
        }
    }
    sets
}

/// Names of the domains, cut by the evidence where there are many.
fn domains(rows: &[&DomainPolicy]) -> String {
    let names: Vec<String> = rows.iter().map(|row| row.domain.value.to_string()).collect();
    names.join(", ")
}

impl Detector for WeakPinSet {
    fn id(&self) -> &'static str {
        "weak-pin-set"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let sets = pin_sets(facts);
        out.examined("pin sets", sets.len());
        note_unread(facts, out);
        for (place, rows) in sets {
            let Some(first) = rows.first() else { continue };
            let pins = first.pins.value.main().copied().unwrap_or_default();
            let bad = first.bad_pins.value.main().copied().unwrap_or_default();
            let mut reasons = Vec::new();
            if pins < 2 {
                reasons.push(format!("SHA-256 × {pins}"));
            }
            if bad > 0 {
                reasons.push(format!("malformed × {bad}"));
            }
            if rows.iter().all(|row| row.can_match.is(|&can| can) == Tri::No) {
                reasons.push("matching hosts × 0".to_owned());
            }
            if !reasons.is_empty() {
                let draft = out.fail(place.clone()).value("domain", domains(&rows));
                reasons.iter().fold(draft, |draft, reason| draft.value("reason", reason));
            }
        }
        let refusals = facts.network.iter().flat_map(|network| &network.refusals);
        for refusal in refusals.filter(|refusal| refusal.about_pins && !refusal.debug_only) {
            out.fail(refusal.origin.clone()).value("domain", "*").value("reason", &refusal.what);
        }
        Ok(())
    }
}

impl Detector for PinsExpire {
    fn id(&self) -> &'static str {
        "pins-expire"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let today = facts.as_of;
        let sets = pin_sets(facts);
        out.examined("pin sets", sets.len());
        out.examined("as of", today);
        note_unread(facts, out);
        for rows in sets.values() {
            let Some(first) = rows.first() else { continue };
            let (Some(written), true) =
                (first.pins_expire.value.main(), first.pins_expire.value.is_written())
            else {
                continue;
            };
            // A day that is none makes the platform refuse the whole file, which is another rule's finding.
            let Some(day) = pin_expiry(written) else { continue };
            // Pins are ignored from the first moment of the day.
            let severity = if day <= today {
                Severity::Medium
            } else if day < today.plus_days(SOON) {
                Severity::Low
            } else {
                continue;
            };
            out.fail(first.pins_expire.origin.clone())
                .value("domain", domains(rows))
                .value("pins_expire", day.to_string())
                .value("as_of", today.to_string())
                .severity(severity);
        }
        Ok(())
    }
}
