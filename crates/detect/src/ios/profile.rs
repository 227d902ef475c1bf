use codesign::profile::Profile;
use facts::{Bundle, Facts};
use finding::Location;
use rules::Sink;

use super::{executables, processes};
use crate::{Detector, Unknown};

/// A profile that lets the app onto any device without the store.
pub(crate) struct AllDevices;
/// A profile for a list of devices.
pub(crate) struct RegisteredDevices;
/// A profile that lets a debugger attach.
pub(crate) struct DebuggerProfile;
/// A profile past its last day.
pub(crate) struct Expired;
/// A profile of another team than the signature's.
pub(crate) struct OtherTeam;
/// A profile whose content is not what was signed.
pub(crate) struct BrokenSeal;

/// Reports profiles in which `bad` sees something: the key and the value to show.
fn profiles(
    facts: &Facts<'_>,
    out: &mut Sink<'_>,
    bad: impl Fn(&Bundle, &Profile) -> Option<(&'static str, String)>,
) {
    let mut count = 0u32;
    for bundle in processes(facts) {
        let Some((path, profile)) = &bundle.profile else { continue };
        count = count.saturating_add(1);
        if let Some((key, value)) = bad(bundle, profile) {
            let name = profile.name.as_deref().unwrap_or("—");
            out.fail(Location::key(path.clone(), key))
                .value("key", key)
                .value("value", value)
                .value("name", name);
        }
    }
    out.examined("provisioning profiles", count);
}

impl Detector for AllDevices {
    fn id(&self) -> &'static str {
        "enterprise-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        profiles(facts, out, |_, profile| {
            profile.provisions_all_devices.then(|| ("ProvisionsAllDevices", "true".into()))
        });
        Ok(())
    }
}

impl Detector for RegisteredDevices {
    fn id(&self) -> &'static str {
        "registered-devices-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        profiles(facts, out, |_, profile| {
            (profile.devices > 0).then(|| ("ProvisionedDevices", profile.devices.to_string()))
        });
        Ok(())
    }
}

impl Detector for DebuggerProfile {
    fn id(&self) -> &'static str {
        "debugger-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        profiles(facts, out, |_, profile| {
            (profile.get_task_allow == Some(true)).then(|| ("Entitlements.get-task-allow", "true".into()))
        });
        Ok(())
    }
}

impl Detector for Expired {
    fn id(&self) -> &'static str {
        "expired-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let day = facts.as_of;
        profiles(facts, out, |_, profile| {
            let expired = profile.expires? < day.unix();
            expired.then(|| ("ExpirationDate", format!("before {day}")))
        });
        Ok(())
    }
}

impl Detector for OtherTeam {
    fn id(&self) -> &'static str {
        "other-team-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        profiles(facts, out, |bundle, profile| {
            let mut slices = executables(facts).filter(|(one, _)| std::ptr::eq(*one, bundle));
            let team = slices.find_map(|(_, binary)| binary.signature.as_ref()?.team_id())?;
            let other = !profile.team_ids.is_empty() && profile.team_ids.iter().all(|one| one != team);
            other.then(|| ("TeamIdentifier", format!("{} ≠ {team}", profile.team_ids.join(", "))))
        });
        Ok(())
    }
}

impl Detector for BrokenSeal {
    fn id(&self) -> &'static str {
        "changed-profile"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        profiles(facts, out, |_, profile| {
            (profile.intact == Some(false)).then(|| ("CMS", "message digest".into()))
        });
        Ok(())
    }
}
