//! How much the names of the app's own code tell.

use facts::{Facts, Obfuscation};
use finding::Text;
use rules::Sink;

use crate::{Detector, Unknown};

/// Fewer names say nothing about how an app was built.
const MIN_NAMES: u32 = 10;
/// Names of a hundred that may be readable in obfuscated code: keep rules for reflection and JSON need some.
const MAX_READABLE: u32 = 50;

/// The names of own code, if there are enough of them to judge.
fn names<'f>(facts: &'f Facts<'_>) -> Result<(&'f Obfuscation, u32), Unknown> {
    let found = facts.obfuscation();
    let count = found.names.all;
    match found.names.percent().filter(|_| count >= MIN_NAMES) {
        Some(percent) => Ok((found, percent)),
        None => Err(Unknown(Text::new(
            format!("the app's own packages hold {count} names, too few to tell how it was built"),
            format!("自有套件僅有 {count} 個名稱，不足以判定建置方式"),
        ))),
    }
}

fn has_no_code(facts: &Facts<'_>, out: &mut Sink<'_>) -> bool {
    let none = facts.code.classes.is_empty();
    if none {
        out.not_applicable(Text::new("the app has no DEX code", "App 不含 DEX 程式碼"));
    }
    none
}

/// Most names of own code were left as they are.
pub(crate) struct ReadableNames;

impl Detector for ReadableNames {
    fn id(&self) -> &'static str {
        "readable-names"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if has_no_code(facts, out) {
            return Ok(());
        }
        let (found, percent) = names(facts)?;
        out.examined("own names", found.names.all);
        out.examined("readable", found.names.readable);
        if let Some(place) = found.artifact.clone().filter(|_| percent > MAX_READABLE) {
            let tools: Vec<String> =
                found.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version)).collect();
            let tools = if tools.is_empty() { "-".to_owned() } else { tools.join(", ") };
            out.fail(place)
                .value("readable", found.names.readable.to_string())
                .value("all", found.names.all.to_string())
                .value("percent", percent.to_string())
                .value("tools", tools);
        }
        Ok(())
    }
}

/// Obfuscated code in which a class that protects the app kept its name.
pub(crate) struct ReadableProtection;

impl Detector for ReadableProtection {
    fn id(&self) -> &'static str {
        "readable-protection"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if has_no_code(facts, out) {
            return Ok(());
        }
        let (found, percent) = names(facts)?;
        out.examined("own names", found.names.all);
        // Where nothing was renamed, one finding for the whole app says so.
        if percent > MAX_READABLE {
            return Ok(());
        }
        for (place, class) in &found.telling {
            out.fail(place.clone()).value("class", class).anchor(class.clone());
        }
        Ok(())
    }
}

/// Names of source files or of local variables are still in own code.
pub(crate) struct DebugInfoKept;

impl Detector for DebugInfoKept {
    fn id(&self) -> &'static str {
        "debug-info-kept"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if has_no_code(facts, out) {
            return Ok(());
        }
        let found = facts.obfuscation();
        let Some(place) = found.artifact.clone() else {
            return Err(Unknown(Text::new(
                "no class of the app's own packages was found",
                "未發現屬於自有套件之類別",
            )));
        };
        let (sources, locals) = (found.sources, found.locals);
        out.examined("own classes", sources.all);
        out.examined("own methods with code", locals.all);
        // A single class may come from a library that was built with its names.
        if sources.percent().is_some_and(|percent| percent > MAX_READABLE)
            || locals.percent().is_some_and(|one| one > 0)
        {
            out.fail(place)
                .value("sources", sources.readable.to_string())
                .value("classes", sources.all.to_string())
                .value("locals", locals.readable.to_string())
                .value("methods", locals.all.to_string());
        }
        Ok(())
    }
}
