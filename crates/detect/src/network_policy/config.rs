use facts::{Facts, Part, Seen, Tri};
use finding::Text;
use rules::Sink;

use super::{debuggable, note_unread};
use crate::{Detector, Unknown};

/// The configuration that the manifest names is not in the package.
pub(crate) struct MissingConfig;
/// The configuration has something for which the platform throws.
pub(crate) struct RefusedConfig;

impl Detector for MissingConfig {
    fn id(&self) -> &'static str {
        "missing-network-config"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(network) = &facts.network else { return Ok(()) };
        out.examined("configurations", network.files.len());
        let partly = matches!(facts.seen(Part::Resources), Seen::Partly(_)) || facts.lacks_splits();
        for missing in &network.missing {
            let named = &missing.named;
            if missing.unreadable {
                out.unknown(Text::new(format!("{named} could not be read"), format!("{named} 無法讀取")));
            } else if partly {
                out.unknown(Text::new(
                    format!("{named} may be in a part of the app that was not given or not read"),
                    format!("{named} 可能位於未提供或無法讀取之部分"),
                ));
            } else {
                out.fail(missing.origin.clone()).value("named", named);
            }
        }
        Ok(())
    }
}

impl Detector for RefusedConfig {
    fn id(&self) -> &'static str {
        "refused-network-config"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(network) = &facts.network else { return Ok(()) };
        out.examined("configurations", network.files.len());
        // Pins that are refused are told by the rule about pins.
        for refusal in network.refusals.iter().filter(|refusal| !refusal.about_pins) {
            let read = if refusal.debug_only { debuggable(facts) } else { Tri::Yes };
            match read {
                Tri::No => {}
                Tri::Yes => {
                    out.fail(refusal.origin.clone()).value("reason", &refusal.what).anchor(&refusal.what);
                }
                Tri::Unknown => out.unknown(super::unresolved(&refusal.origin)),
            }
        }
        note_unread(facts, out);
        Ok(())
    }
}
