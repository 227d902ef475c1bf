//! What the app looks for when it starts, and what the user notices of it.

use facts::{Defence, Facts};
use finding::{Lang, Location, Origin};
use serde::Serialize;

/// One row a threat.
#[derive(Serialize)]
pub(super) struct Row<'s> {
    /// `root`, `emulator`, `usb_debugging`, `debugger` or `hook`.
    threat: &'static str,
    /// `prompts`, `no_prompt_found`, `not_reached_from_launch`, `not_found` or `unknown`.
    state: &'static str,
    text: String,
    checks: Vec<Check<'s>>,
}

#[derive(Serialize)]
struct Check<'s> {
    /// As reports write places.
    place: String,
    origin: &'static str,
    tests: &'s [String],
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<Prompt<'s>>,
}

#[derive(Serialize)]
struct Prompt<'s> {
    place: String,
    callee: &'s str,
}

/// The rows; none when no rule asked.
pub(super) fn rows<'s>(facts: &'s Facts<'_>, lang: Lang) -> Option<Vec<Row<'s>>> {
    Some(facts.defences()?.iter().map(|defence| row(defence, lang)).collect())
}

fn row(defence: &Defence, lang: Lang) -> Row<'_> {
    let checks = defence.checks.iter().map(|check| Check {
        place: place(&check.location),
        origin: match &check.origin {
            Origin::Own => "own",
            Origin::ThirdParty(_) => "third_party",
            Origin::Unknown => "unknown",
        },
        tests: &check.tests,
        state: check.checked.word(),
        prompt: check
            .prompt
            .as_ref()
            .map(|prompt| Prompt { place: place(&prompt.location), callee: &prompt.callee }),
    });
    Row {
        threat: defence.threat.word(),
        state: defence.checked.word(),
        text: defence.checked.text().lang(lang).to_owned(),
        checks: checks.collect(),
    }
}

fn place(location: &Location) -> String {
    finding::escape(&location.to_string())
}
