use std::collections::BTreeSet;

use facts::arm64::{Call, Value};
use facts::{Facts, Interest};
use finding::Confidence;
use rules::Sink;

use super::calls::{add, follow, say_unknown, say_unread, sites};
use super::path::{PathOf, Root};
use crate::{Detector, Unknown};

const ADD_HANDLER: &str = "addScriptMessageHandler:name:";
/// Methods of a web view that open a page from elsewhere than the app.
const OPENS_PAGES: &[&str] = &["loadRequest:", "loadSimulatedRequest:responseHTMLString:"];

/// A message handler that every script of every page may call.
pub(crate) struct OpenMessageHandler;

impl Detector for OpenMessageHandler {
    fn id(&self) -> &'static str {
        "open-message-handler"
    }

    fn interest(&self, interest: &mut Interest) {
        let selectors = &mut interest.machine.selectors;
        add(selectors, &[ADD_HANDLER]);
        add(selectors, OPENS_PAGES);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| call.selector() == Some(ADD_HANDLER));
        let opens = |call: &Call| call.selector().is_some_and(|selector| OPENS_PAGES.contains(&selector));
        // An app that opens only pages of its own has no foreign script to call the handler.
        let is_foreign = !calls.is_empty() && !sites(facts, opens).is_empty();
        for (binary, site) in calls.iter().filter(|_| is_foreign) {
            let name = site.call.arg(3).text().unwrap_or("(unknown)");
            out.fail(binary.call(site)).value("name", name).anchor(name);
        }
        out.examined("handlers", calls.len());
        Ok(())
    }
}

/// Values put into the text of a script.
pub(crate) struct ScriptOfValues;

const EVALUATES: &[&str] = &[
    "evaluateJavaScript:completionHandler:",
    "evaluateJavaScript:inFrame:inContentWorld:completionHandler:",
    "stringByEvaluatingJavaScriptFromString:",
    "initWithSource:injectionTime:forMainFrameOnly:",
];

impl Detector for ScriptOfValues {
    fn id(&self) -> &'static str {
        "script-of-values"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, EVALUATES);
        for selector in EVALUATES {
            follow(interest, selector, &[2]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let fits = |call: &Call| call.selector().is_some_and(|selector| EVALUATES.contains(&selector));
        let calls = sites(facts, fits);
        for (binary, site) in &calls {
            match script(site.call.arg(2), 0) {
                Script::Fixed => {}
                Script::Joined(text) => {
                    out.fail(binary.call(site)).value("script", text).anchor(text);
                }
                Script::Passed if site.is_followed => {}
                Script::Passed | Script::Unknown => {
                    say_unknown(out, binary, site, "the text of the script", "指令碼內容");
                }
            }
        }
        out.examined("scripts", calls.len());
        Ok(())
    }
}

enum Script<'v> {
    /// A constant, or a file of the app.
    Fixed,
    /// A text with a value put into it that is not escaped.
    Joined(&'v str),
    Passed,
    Unknown,
}

fn script(value: &Value, depth: u32) -> Script<'_> {
    match value {
        Value::Text(_) | Value::CString(_) => Script::Fixed,
        // Nothing is run.
        Value::Int(0) => Script::Fixed,
        Value::Parameter(_) => Script::Passed,
        Value::Result(call) if depth < 6 => match call.selector().unwrap_or_default() {
            "stringWithFormat:" | "initWithFormat:" => format(call),
            "stringByAppendingString:" | "stringByAppendingFormat:" => match script(call.arg(0), depth + 1) {
                Script::Fixed if is_harmless(call.arg(2), 0) => Script::Fixed,
                Script::Fixed => Script::Joined(call.arg(0).text().unwrap_or("…")),
                other => other,
            },
            "copy" | "mutableCopy" => script(call.arg(0), depth + 1),
            "stringWithString:" | "initWithString:" => script(call.arg(2), depth + 1),
            selector
                if selector.starts_with("stringWithContentsOf")
                    || selector.starts_with("initWithContentsOf") =>
            {
                match PathOf::of(call.arg(2)).root {
                    Root::Bundle => Script::Fixed,
                    _ => Script::Unknown,
                }
            }
            _ => Script::Unknown,
        },
        _ => Script::Unknown,
    }
}

/// A format: only a text that goes in as it is can end the literal it stands in.
fn format(call: &Call) -> Script<'_> {
    let Some(format) = call.arg(2).text() else { return Script::Unknown };
    let mut at = 8usize;
    let whole = format.replace("%%", "");
    for part in whole.split('%').skip(1) {
        let kind = part.trim_start_matches(|c: char| c.is_ascii_digit() || "-+ #.$hlqLztj".contains(c));
        if kind.starts_with(['@', 's', 'S']) && !is_harmless(call.arg(at), 0) {
            return Script::Joined(format);
        }
        at = at.saturating_add(1);
    }
    Script::Fixed
}

/// Values that cannot hold a quotation mark of their own: constants, numbers, texts that were encoded.
fn is_harmless(value: &Value, depth: u32) -> bool {
    const ENCODERS: &[&str] = &[
        "base64EncodedStringWithOptions:",
        "stringByAddingPercentEncodingWithAllowedCharacters:",
        "dataWithJSONObject:options:error:",
        "UUIDString",
        "stringValue",
        "localizedStringForKey:value:table:",
    ];
    match value {
        Value::Text(_) | Value::CString(_) | Value::Int(_) => true,
        Value::Result(call) if depth < 4 => {
            let selector = call.selector().unwrap_or_default();
            ENCODERS.contains(&selector)
                || selector.starts_with("numberWith")
                // JSON data turned into a text.
                || selector == "initWithData:encoding:" && is_harmless(call.arg(2), depth + 1)
        }
        _ => false,
    }
}

/// A web view that may read a whole folder of the app where a page needs one file.
pub(crate) struct WideReadAccess;

const LOAD_FILE: &str = "loadFileURL:allowingReadAccessToURL:";

impl Detector for WideReadAccess {
    fn id(&self) -> &'static str {
        "wide-read-access"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, &[LOAD_FILE]);
        follow(interest, LOAD_FILE, &[3]);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let calls = sites(facts, |call| call.selector() == Some(LOAD_FILE));
        let mut seen = BTreeSet::new();
        for (binary, site) in &calls {
            let path = PathOf::of(site.call.arg(3));
            let text = path.text();
            let is_wide = match path.root {
                Root::Home => ["", "Documents", "Library", "Library/Application Support"].contains(&&*text),
                Root::Kept | Root::Group => text.is_empty(),
                Root::Fixed => {
                    let bare = text.trim_start_matches("file:").trim_matches('/');
                    ["", "private", "private/var", "var", "var/mobile"].contains(&bare)
                }
                Root::Bundle | Root::Passing => false,
                Root::Passed if site.is_followed => false,
                Root::Passed | Root::Unknown if site.call.arg(3) == site.call.arg(2) => false,
                Root::Passed | Root::Unknown => {
                    say_unknown(out, binary, site, "the folder that may be read", "可讀取之資料夾");
                    false
                }
            };
            if is_wide && seen.insert((&binary.artifact, site.call.pc)) {
                let shown = match path.root {
                    Root::Group => "(app group)".to_owned(),
                    _ if text.is_empty() => "(home or Documents)".to_owned(),
                    _ => text,
                };
                out.fail(binary.call(site)).value("folder", shown).confidence(Confidence::High);
            }
        }
        out.examined("calls", calls.len());
        Ok(())
    }
}
