//! What an app looks for when it starts: a rooted device, an emulator, USB debugging, a debugger, a hooking framework; and
//! what the user sees of it.
//!
//! A word proves nothing. A check is a method of the app that tests something (a file, a package, a setting, a property of
//! the device) and that has the word at hand; and it counts as shown to the user only where the branch that its result
//! decides comes to a dialog, another screen or the end of the app.

mod follow;
mod signs;

use finding::{Location, Origin, Text};
use flow::{ClassId, Reach};

use crate::android::Named;
use crate::{Component, Facts, IntentFilter, Part, Seen};
use follow::Follow;

pub use signs::ask;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threat {
    /// The device is rooted.
    Root,
    /// It is an emulator.
    Emulator,
    /// USB debugging, or the developer options, are on.
    UsbDebugging,
    /// A debugger is attached.
    Debugger,
    /// A hooking framework is there.
    Hook,
}

impl Threat {
    /// In the order of the reports.
    pub const ALL: [Self; 5] = [Self::Root, Self::Emulator, Self::UsbDebugging, Self::Debugger, Self::Hook];

    /// The word of the formats for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Emulator => "emulator",
            Self::UsbDebugging => "usb_debugging",
            Self::Debugger => "debugger",
            Self::Hook => "hook",
        }
    }

    /// The words of the reports.
    pub fn text(self) -> Text {
        match self {
            Self::Root => Text::new("rooted device", "Root 裝置"),
            Self::Emulator => Text::new("emulator", "模擬器"),
            Self::UsbDebugging => Text::new("USB debugging", "USB 偵錯"),
            Self::Debugger => Text::new("attached debugger", "附掛偵錯工具"),
            Self::Hook => Text::new("hooking framework", "動態分析（Hook）框架"),
        }
    }
}

/// What the code says about one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Checked {
    /// No check was found in the part of the code that could be read.
    Unread,
    /// No check was found.
    NotFound,
    /// There is a check, and no path from the start of the app comes to it.
    NotReached,
    /// The start of the app comes to a check, and no dialog or exit that depends on it was found.
    Silent,
    /// The start of the app comes to a check, and what it finds leads to a dialog, another screen or the end.
    Prompts,
}

impl Checked {
    /// The word of the formats for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unread => "unknown",
            Self::NotFound => "not_found",
            Self::NotReached => "not_reached_from_launch",
            Self::Silent => "no_prompt_found",
            Self::Prompts => "prompts",
        }
    }

    /// The words of the reports.
    pub fn text(self) -> Text {
        match self {
            Self::Unread => {
                Text::new("cannot be told: the code was not read in full", "程式碼未完整分析，無法判定")
            }
            Self::NotFound => Text::new("no check found", "未發現偵測程式碼"),
            Self::NotReached => Text::new(
                "check found, not reached from the start of the app",
                "有偵測程式碼，惟未發現由啟動流程抵達之路徑",
            ),
            Self::Silent => Text::new(
                "check reached from the start of the app; no dialog or exit found that depends on it",
                "啟動流程會執行偵測，惟未發現據以提示或結束之程式碼",
            ),
            Self::Prompts => Text::new(
                "check reached from the start of the app and leads to a dialog or exit",
                "啟動流程會執行偵測，並據以提示或結束",
            ),
        }
    }
}

/// What is known about one threat.
#[derive(Debug, Clone)]
pub struct Defence {
    /// The threat.
    pub threat: Threat,
    /// What the checks together say: the best of them.
    pub checked: Checked,
    /// The checks, in the order of their places.
    pub checks: Vec<Check>,
}

/// A check in the code.
#[derive(Debug, Clone)]
pub struct Check {
    /// The method that tests, at the test where there is one.
    pub location: Location,
    /// Whose code it is.
    pub origin: Origin,
    /// What it tests for: the texts, or the method called.
    pub tests: Vec<String>,
    /// How far it goes.
    pub checked: Checked,
    /// The call that the user notices, where there is one.
    pub prompt: Option<Prompt>,
}

/// What the user notices of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The call.
    pub location: Location,
    /// The method called: `Lcls;->name`.
    pub callee: String,
}

impl Facts<'_> {
    /// What the app looks for when it starts; `None` when no rule asked, or the app is not one of Android's.
    pub fn defences(&self) -> Option<&[Defence]> {
        self.manifest.as_ref()?;
        if !self.code.asks_for_defences {
            return None;
        }
        Some(self.defences.get_or_init(|| read(self)))
    }
}

fn read(facts: &Facts<'_>) -> Vec<Defence> {
    let launch = launch(facts);
    let found = signs::find(facts);
    let none = match facts.seen(Part::Code) {
        Seen::Whole => Checked::NotFound,
        _ => Checked::Unread,
    };
    let mut follow = Follow::new(facts, &launch);
    let all = Threat::ALL.into_iter().map(|threat| {
        let signs = found.iter().filter(|sign| sign.threat == threat);
        let mut checks: Vec<Check> = signs.filter_map(|sign| follow.check(sign)).collect();
        checks.sort_by(|a, b| (&a.location, &a.tests).cmp(&(&b.location, &b.tests)));
        let best = checks.iter().map(|check| check.checked).max();
        Defence { threat, checked: best.unwrap_or(none), checks }
    });
    all.collect()
}

/// What is reached when the app is started from the home screen.
fn launch(facts: &Facts<'_>) -> Reach {
    let classes = &facts.code.classes;
    let Some(manifest) = &facts.manifest else { return Reach::default() };
    let application = manifest.application.iter().flat_map(|one| [&one.name, &one.component_factory]);
    let named = application.flat_map(|name| name.value.each().collect::<Vec<_>>());
    let mut descriptors: Vec<String> = named.map(|name| format!("L{};", name.replace('.', "/"))).collect();
    let is_start = |component: &&Component| component.filters.iter().any(IntentFilter::is_launcher);
    descriptors.extend(manifest.components.iter().filter(is_start).map(Component::class));
    let entries: Vec<ClassId> = descriptors.iter().filter_map(|one| classes.id(one)).collect();
    let named = Named::of(&facts.layouts);
    let clicks = facts.layouts.whole.then_some(&named.clicks);
    Reach::new(classes, &facts.code.graph, &entries, clicks)
}
