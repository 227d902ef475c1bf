use facts::arm64::Walk;
use facts::{Facts, Interest};
use finding::{Location, Text};
use rules::Sink;

use super::calls::{add, say_unread};
use super::{executables, is_for_simulator, own_slices};
use crate::{Detector, Unknown};

/// An app into which people type with keyboards of other makers.
pub(crate) struct ForeignKeyboards;

const DECIDES: &str = "application:shouldAllowExtensionPointIdentifier:";
/// Classes that take text.
const FIELDS: &[&str] =
    &["_OBJC_CLASS_$_UITextField", "_OBJC_CLASS_$_UITextView", "_OBJC_CLASS_$_UISearchBar"];
/// Fields of SwiftUI, as their mangled names begin.
const SWIFT_FIELDS: &[&str] = &["_$s7SwiftUI9TextFieldV", "_$s7SwiftUI10TextEditorV"];

impl Detector for ForeignKeyboards {
    fn id(&self) -> &'static str {
        "foreign-keyboards"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.bodies, &[DECIDES]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let Some((_, main)) = executables(facts).find(|(bundle, _)| bundle.kind_word() == "app") else {
            return Ok(());
        };
        let takes_text = |imports: &[String]| {
            let fits = |name: &String| {
                FIELDS.contains(&name.as_str()) || SWIFT_FIELDS.iter().any(|one| name.starts_with(one))
            };
            imports.iter().any(fits)
        };
        let own: Vec<_> = own_slices(facts).filter(|(bundle, _)| bundle.kind_word() == "app").collect();
        if !own.iter().any(|(_, binary)| takes_text(&binary.imports)) {
            out.not_applicable(Text::new("The app has no field for text.", "App 無文字輸入欄位。"));
            return Ok(());
        }
        let mut is_decided = false;
        for (bundle, binary) in &own {
            let methods = binary.machine.methods.iter().filter(|(selector, _)| selector == DECIDES);
            for (_, code) in methods.filter(|_| !is_for_simulator(bundle, binary)) {
                is_decided = true;
                let Some(body) = binary.machine.bodies.get(code) else { continue };
                if body.always_returns(1) {
                    out.fail(binary.place(&body.function, DECIDES.into(), body.function.address))
                        .value("state", "YES");
                }
            }
        }
        let is_read = own.iter().all(|(_, binary)| binary.machine.walk == Walk::Whole);
        if !is_decided && is_read {
            out.fail(Location::symbol(main.artifact.clone(), DECIDES)).value("state", "(absent)");
        }
        out.examined("delegate method", if is_decided { "found" } else { "absent" });
        Ok(())
    }
}
