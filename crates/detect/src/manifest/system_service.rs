use facts::{Facts, Tri};
use rules::Sink;

use super::guard::{Holder, holder};
use super::unresolved;
use crate::{Detector, Unknown};

/// A service that the system alone should bind to, open to every app.
pub(crate) struct UnguardedSystemService;

/// Action of a service (or receiver) and the permission that only the system holds.
const SERVICES: &str = include_str!("../../data/system-services.tsv");

impl Detector for UnguardedSystemService {
    fn id(&self) -> &'static str {
        "unguarded-system-service"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(manifest) = &facts.manifest else { return Ok(()) };
        let rows = || {
            SERVICES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        };
        let mut count = 0u32;
        for component in &manifest.components {
            if !["service", "receiver"].contains(&component.kind()) || component.reachable() == Tri::No {
                continue;
            }
            let mut actions = component.filters.iter().flat_map(|filter| &filter.actions);
            let Some((action, wanted)) = actions.find_map(|action| rows().find(|(known, _)| known == action))
            else {
                continue;
            };
            count = count.saturating_add(1);
            let open = component.permission.is(|name| {
                name != wanted
                    && matches!(
                        holder(manifest, name),
                        Holder::Anyone | Holder::AnyApp(..) | Holder::FirstComer(_)
                    )
            });
            match component.reachable().and(open) {
                Tri::No => {}
                Tri::Unknown => out.unknown(unresolved(&component.permission.origin)),
                Tri::Yes => {
                    out.fail(component.permission.origin.clone())
                        .value("name", component.name.value.to_string())
                        .value("action", action)
                        .value("wanted", wanted);
                }
            }
        }
        out.examined("services of the system", count);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_system_holds_the_permissions_of_the_table() {
        for line in SERVICES.lines().filter(|line| !line.starts_with('#')) {
            let (action, permission) = line.split_once('\t').unwrap();
            assert!(action.contains('.'), "{line}");
            let protection = facts::weakest_protection(permission, 1..=facts::NEWEST_API);
            assert!(protection.is_some_and(|one| one.keeps_strangers_out()), "{line}");
        }
    }
}
