use facts::{Checked, Facts, Interest, Part, Seen, StringPattern, StringScope, Threat};
use finding::{Location, Place, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// An app that does not look for something when it starts, or does not tell the user.
pub(crate) struct Missing {
    id: &'static str,
    threat: Threat,
    /// Whether the user must be told; otherwise it is enough that the app looks.
    must_prompt: bool,
}

/// Rooted devices.
pub(crate) const ROOT: Missing = Missing { id: "no-root-prompt", threat: Threat::Root, must_prompt: true };
/// Emulators.
pub(crate) const EMULATOR: Missing =
    Missing { id: "no-emulator-prompt", threat: Threat::Emulator, must_prompt: true };
/// USB debugging.
pub(crate) const USB_DEBUGGING: Missing =
    Missing { id: "no-usb-debugging-prompt", threat: Threat::UsbDebugging, must_prompt: true };
/// Debuggers.
pub(crate) const DEBUGGER: Missing =
    Missing { id: "no-debugger-check", threat: Threat::Debugger, must_prompt: false };
/// Hooking frameworks.
pub(crate) const HOOK: Missing = Missing { id: "no-hook-check", threat: Threat::Hook, must_prompt: false };

/// What the detector of this name looks for.
pub(crate) fn threat_of(id: &str) -> Option<Threat> {
    let all = [ROOT, EMULATOR, USB_DEBUGGING, DEBUGGER, HOOK];
    all.into_iter().find(|one| one.id == id).map(|one| one.threat)
}

impl Missing {
    /// Words that a native library has which looks for the same.
    fn native_words(&self) -> Option<StringPattern> {
        let (literals, pattern): (&[&str], &str) = match self.threat {
            Threat::Root => (
                &["/su", "magisk", "superuser"],
                r"(?i)^/(system|sbin|su|data|vendor)/[\w./-]*(su|magisk)$|superuser\.apk$",
            ),
            Threat::Emulator => (
                &["qemu", "goldfish", "ranchu"],
                r"^(ro\.kernel\.qemu|goldfish|ranchu|/dev/(socket/)?qemud?(_pipe)?)$",
            ),
            Threat::UsbDebugging => (&["adb_enabled", "init.svc.adbd"], r"^(adb_enabled|init\.svc\.adbd)$"),
            Threat::Debugger => (&["tracerpid"], r"(?i)tracerpid"),
            Threat::Hook => (&["frida", "xposed", "gum-js-loop"], r"(?i)frida|xposed|gum-js-loop"),
        };
        StringPattern::new(literals, pattern, &[StringScope::Native])
    }
}

impl Detector for Missing {
    fn id(&self) -> &'static str {
        self.id
    }

    fn interest(&self, interest: &mut Interest) {
        facts::ask_for_defences(interest);
        if let Some(pattern) = self.native_words() {
            interest.add_string(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let defences = facts.defences().unwrap_or_default();
        let Some(defence) = defences.iter().find(|one| one.threat == self.threat) else { return Ok(()) };
        let best = defence.checks.iter().max_by_key(|check| check.checked);
        let enough = if self.must_prompt { Checked::Prompts } else { Checked::Silent };
        if let Some(check) = best {
            let state = check.checked;
            if state >= enough {
                out.examined("check", &check.location);
                out.examined("tests for", check.tests.join(", "));
                if let Some(prompt) = &check.prompt {
                    out.examined("prompt", &prompt.location);
                }
                return Ok(());
            }
            let text = state.text();
            if state == Checked::Silent {
                // A result can come to the screen by ways that are not followed: observers, messages, web views.
                let place = &check.location;
                return Err(Unknown(Text::new(
                    format!("{place}: {}", text.en),
                    format!("{place}：{}", text.zh_tw),
                )));
            }
            out.fail(check.location.clone()).value("state", state.word());
            return Ok(());
        }
        if let Some(hit) = self.native_words().and_then(|words| facts.strings.hits(&words).first().copied()) {
            let place = &hit.location;
            return Err(Unknown(Text::new(
                format!("{place} holds words of such a check; machine code is not followed"),
                format!("{place} 含此類偵測之字串，惟原生程式碼不在追蹤範圍"),
            )));
        }
        absent(facts, out, Checked::NotFound.word())
    }
}

/// Something is nowhere in the code: a finding only where all of it was read.
pub(super) fn absent(facts: &Facts<'_>, out: &mut Sink<'_>, state: &str) -> Result<(), Unknown> {
    let Some(file) = facts.code.classes.files.first().filter(|_| *facts.seen(Part::Code) == Seen::Whole)
    else {
        // The engine says what was not read.
        return Ok(());
    };
    out.fail(Location { artifact: file.artifact.clone(), place: Place::File }).value("state", state);
    Ok(())
}
