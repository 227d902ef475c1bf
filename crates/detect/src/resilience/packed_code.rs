use facts::Facts;
use rules::Sink;

use crate::{Detector, Unknown};

/// An app whose code is not the code in the package.
pub(crate) struct PackedCode;

impl Detector for PackedCode {
    fn id(&self) -> &'static str {
        "packed-code"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let Some(application) = facts.manifest.as_ref().and_then(|manifest| manifest.application.as_ref())
        else {
            return Ok(());
        };
        out.examined("DEX files", facts.code.classes.files.len());
        let packing = &facts.packing;
        let (packer, indicators) = match &packing.packer {
            Some((packer, indicators)) => (*packer, indicators),
            None if packing.missing.is_empty() => return Ok(()),
            None => ("?", &packing.missing),
        };
        let named = application.name.value.is_written();
        let place = if named { &application.name.origin } else { &application.origin };
        out.fail(place.clone()).value("packer", packer).value("indicators", indicators.join(", "));
        Ok(())
    }
}
