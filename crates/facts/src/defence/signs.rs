//! Where code tests for something: the word, and the test that goes with it.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use dex::{Instruction, MethodIdx, Opcode};
use finding::{Location, Place};
use flow::{ClassId, Holds, MethodId, Source, decided};

use super::Threat;
use crate::code::{Interest, MethodPattern, StringPattern, StringScope};
use crate::{DexFile, Facts};

/// Words that name what is looked for: threat, literals that must stand in the text, pattern over the whole text.
const WORDS: &[(Threat, &[&str], &str)] = &[
    (
        Threat::Root,
        &["su", "magisk", "test-keys", "busybox", "root", "ro.secure"],
        r"(?i)^(/[\w./-]*/)?(su|which su|daemonsu|busybox|superuser(\.apk)?|magisk(hide)?|\.magisk)/?$|^/(su|sbin|data/adb|cache)/[\w./-]*magisk[\w./-]*$|^/su(/bin(/su)?)?/?$|^(test|dev)-keys$|^(com\.topjohnwu\.magisk|eu\.chainfire\.supersu(\.pro)?|com\.noshufou\.android\.su(\.elite)?|com\.koushikdutta\.superuser|com\.thirdparty\.superuser|com\.yellowes\.su|com\.kingroot\.kinguser|com\.kingo\.root|com\.smedialink\.oneclickroot|com\.zhiqupk\.root\.global|me\.weishu\.kernelsu|com\.devadvance\.rootcloak(plus)?)$|^ro\.secure$",
    ),
    (
        Threat::Emulator,
        &[
            "generic",
            "sdk",
            "goldfish",
            "ranchu",
            "vbox",
            "genymotion",
            "emulator",
            "qemu",
            "nox",
            "bluestacks",
            "droid4x",
        ],
        r"(?i)^(generic(_x86(_64)?)?|google_sdk|sdk|sdk_x86(_64)?|sdk_gphone\w*|sdk_google\w*|goldfish\w*|ranchu|vbox\w*|genymotion|emulator\w*|android sdk built for x86(_64)?|nox|bluestacks|droid4x|qemu[\w.]*|ro\.kernel\.qemu|ro\.boot\.qemu|/dev/(socket/)?(qemud|qemu_pipe|goldfish_pipe)|/system/(lib/libc_malloc_debug_qemu\.so|bin/qemu-props)|/sys/qemu_trace)$",
    ),
    (
        Threat::UsbDebugging,
        &["adb", "development_settings_enabled", "usb"],
        r"^(adb_enabled|adb_wifi_enabled|development_settings_enabled|init\.svc\.adbd|(persist\.)?sys\.usb\.(config|state))$",
    ),
    (Threat::Debugger, &["tracerpid"], r"(?i)^tracerpid"),
    (
        Threat::Hook,
        &["frida", "xposed", "substrate", "gum-js-loop", "edxp", "lsposed"],
        r"(?i)frida|xposed|com\.saurik\.substrate|gum-js-loop|edxp|lsposed",
    ),
];

/// Calls that are a check by themselves.
const CALLS: &[(Threat, &str)] = &[
    (Threat::Debugger, "Landroid/os/Debug;->isDebuggerConnected()"),
    (Threat::Debugger, "Landroid/os/Debug;->waitingForDebugger()"),
    (Threat::Root, "Lcom/google/android/play/core/integrity/IntegrityManager;->requestIntegrityToken(*)"),
    (
        Threat::Root,
        "Lcom/google/android/play/core/integrity/StandardIntegrityManager$StandardIntegrityTokenProvider;->request(*)",
    ),
];

/// Code units that are looked at to find the tests that go with the words; real apps need a thousandth.
const MAX_UNITS: u64 = 1 << 22;
/// Classes whose lists of words are followed to the methods that use them.
const MAX_LISTS: usize = 64;

/// Properties of the device that tell an emulator from a device; `TAGS` tells a system signed with test keys.
const BUILD: &str = "Landroid/os/Build;->";

/// What a call tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    /// That something is there: it returns true, a number or an object.
    There,
    /// That something is there: it throws if not.
    Throws,
    /// What the text says that it is given, against another text.
    Compares,
}

/// A method that tests for something.
#[derive(Debug)]
pub(super) struct Sign {
    pub(super) threat: Threat,
    pub(super) method: MethodId,
    pub(super) sources: Vec<Source>,
    /// The texts that it tests for, or the method called.
    pub(super) tests: BTreeSet<String>,
    /// Where its result is not known to the app but to a server.
    pub(super) is_remote: bool,
}

/// Asks for the words and calls that [`Facts::defences`] needs.
pub fn ask(interest: &mut Interest) {
    interest.add_defences();
    interest.add_layouts();
    words().for_each(|(_, pattern)| interest.add_string(pattern));
    let calls = CALLS.iter().filter_map(|(_, call)| MethodPattern::parse(call).ok());
    calls.for_each(|pattern| interest.add_method(pattern));
}

fn words() -> impl Iterator<Item = (Threat, StringPattern)> {
    WORDS.iter().filter_map(|(threat, literals, pattern)| {
        Some((*threat, StringPattern::new(literals, pattern, &[StringScope::Code])?))
    })
}

/// Every method that tests for something, once a threat.
pub(super) fn find(facts: &Facts<'_>) -> Vec<Sign> {
    let mut search =
        Search { facts, found: BTreeMap::new(), lists: BTreeMap::new(), left: Cell::new(MAX_UNITS) };
    for (threat, pattern) in words() {
        for hit in facts.strings.hits(&pattern) {
            if let Place::Code { pc: Some(pc), .. } = hit.location.place
                && let Some(method) = facts.method_of(&hit.location)
            {
                search.word(threat, method, pc, &hit.text);
            }
        }
    }
    search.users_of_lists();
    for (threat, pattern) in CALLS {
        for call in facts.code.calls_to(pattern).filter(|call| call.via.is_empty()) {
            let Place::Code { pc: Some(pc), .. } = call.location.place else { continue };
            let callee = call.callee.split('(').next().unwrap_or_default();
            search.add(*threat, call.caller, [Source::Result(pc, Holds::PRESENT)], callee);
        }
    }
    let is_remote = |tests: &BTreeSet<String>| tests.iter().all(|one| one.contains("/integrity/"));
    let signs = search.found.into_iter().map(|((threat, method), (sources, tests))| Sign {
        threat,
        method,
        sources: sources.into_iter().collect(),
        is_remote: is_remote(&tests),
        tests,
    });
    signs.collect()
}

struct Search<'f, 'a> {
    facts: &'f Facts<'a>,
    found: BTreeMap<(Threat, MethodId), (BTreeSet<Source>, BTreeSet<String>)>,
    /// Words that an initialiser puts into a field, by class.
    lists: BTreeMap<(Threat, ClassId), BTreeSet<String>>,
    /// Code units that may still be looked at.
    left: Cell<u64>,
}

impl<'f, 'a> Search<'f, 'a> {
    fn body(&self, method: MethodId) -> Option<(&'f DexFile<'a>, ClassId, Vec<Instruction<'a>>)> {
        let (file, _, declared) = self.facts.code.classes.method_at(method)?;
        let units = declared.code(&file.dex)?.ok()?.units();
        self.left.set(self.left.get().checked_sub(u64::from(units))?);
        body(self.facts, method)
    }

    fn add(
        &mut self,
        threat: Threat,
        method: MethodId,
        sources: impl IntoIterator<Item = Source>,
        text: &str,
    ) {
        let (all, tests) = self.found.entry((threat, method)).or_default();
        all.extend(sources);
        tests.insert(text.to_owned());
    }

    /// A word that a method uses: the test is the call that gets it, another one of the method, or one near it.
    fn word(&mut self, threat: Threat, method: MethodId, pc: u32, text: &str) {
        let Some((file, class, instructions)) = self.body(method) else { return };
        if let Some(call) = user(&instructions, pc) {
            let callee = MethodIdx(call.index_raw());
            match test(file, callee, threat) {
                Some(Test::Compares) if threat != Threat::UsbDebugging => {
                    if self.compares(threat, file, &instructions, text) {
                        self.add(threat, method, [Source::Result(call.pc, Holds::PRESENT)], text);
                    }
                    return;
                }
                Some(_) => {}
                None => {
                    if let Some(id) = self.facts.code.classes.resolve(file, callee)
                        && let Some(holds) = self.helper(threat, id, 2)
                    {
                        self.add(threat, method, [Source::Result(call.pc, holds)], text);
                        return;
                    }
                }
            }
        }
        if uses_root(file, &instructions, text) {
            return;
        }
        let own = tests(file, &instructions, threat);
        if !own.is_empty() {
            return self.add(threat, method, own, text);
        }
        let name = self.facts.code.classes.signature(method).unwrap_or_default();
        if name.contains("-><clinit>(") || name.contains("-><init>(") {
            if self.lists.len() >= MAX_LISTS {
                return;
            }
            self.lists.entry((threat, class)).or_default().insert(text.to_owned());
            return;
        }
        // An array goes to a helper, or comes from a method that only gives it.
        let helpers = calls(file, &instructions).filter_map(|(pc, callee)| {
            let id = self.facts.code.classes.resolve(file, callee)?;
            Some(Source::Result(pc, self.helper(threat, id, 1)?))
        });
        let helpers: Vec<Source> = helpers.collect();
        if !helpers.is_empty() {
            return self.add(threat, method, helpers, text);
        }
        let callers: Vec<MethodId> =
            self.facts.code.graph.callers_of(&self.facts.code.classes, method).collect();
        for caller in callers {
            if let Some((file, _, instructions)) = self.body(caller) {
                let own = tests(file, &instructions, threat);
                if !own.is_empty() {
                    self.add(threat, caller, own, text);
                }
            }
        }
    }

    /// Methods that test and use the fields of a class that holds the words.
    fn users_of_lists(&mut self) {
        if self.lists.is_empty() {
            return;
        }
        let lists = std::mem::take(&mut self.lists);
        let (classes, graph) = (&self.facts.code.classes, &self.facts.code.graph);
        let count = u32::try_from(classes.method_count()).unwrap_or(u32::MAX);
        for method in (0..count).map(MethodId) {
            let own = classes.method_at(method).map(|(_, class, _)| class);
            let used: BTreeSet<ClassId> = graph.used(method).chain(own).collect();
            for ((threat, class), texts) in &lists {
                if !used.contains(class) {
                    continue;
                }
                let Some((file, _, instructions)) = self.body(method) else { continue };
                let own = tests(file, &instructions, *threat);
                if !own.is_empty() {
                    for text in texts {
                        self.add(*threat, method, own.iter().copied(), text);
                    }
                }
            }
        }
    }

    /// Whether a comparison is one with what the threat shows in.
    fn compares(
        &self,
        threat: Threat,
        file: &DexFile<'a>,
        instructions: &[Instruction<'a>],
        text: &str,
    ) -> bool {
        let reads = |wanted: &str| {
            instructions.iter().any(|one| {
                (Opcode::SGET.0..=Opcode::SGET_SHORT.0).contains(&one.op.0)
                    && file
                        .dex
                        .field_signature(dex::FieldIdx(one.index_raw()))
                        .is_some_and(|field| field.starts_with(wanted))
            })
        };
        match threat {
            Threat::Root => {
                text.contains("test-keys") && reads("Landroid/os/Build;->TAGS")
                    || !tests(file, instructions, threat).is_empty()
            }
            Threat::Emulator => {
                reads(BUILD)
                    || calls(file, instructions).any(|(_, callee)| {
                        named(file, callee).is_some_and(|(class, _)| {
                            matches!(
                                &*class,
                                "Landroid/telephony/TelephonyManager;" | "Landroid/os/SystemProperties;"
                            )
                        })
                    })
            }
            Threat::UsbDebugging => false,
            Threat::Debugger | Threat::Hook => true,
        }
    }

    /// How what a method returns stands to what it tests for; `None` when it tests nothing.
    fn helper(&self, threat: Threat, method: MethodId, depth: u32) -> Option<Holds> {
        let classes = &self.facts.code.classes;
        let (file, _, instructions) = self.body(method)?;
        let mut sources = tests(file, &instructions, threat);
        if sources.is_empty() && depth > 0 {
            let helpers = calls(file, &instructions).take(32).filter_map(|(pc, callee)| {
                let id = classes.resolve(file, callee).filter(|id| *id != method)?;
                Some(Source::Result(pc, self.helper(threat, id, depth.saturating_sub(1))?))
            });
            sources = helpers.collect();
        }
        if sources.is_empty() {
            return None;
        }
        let (_, _, declared) = classes.method_at(method)?;
        let code = declared.code(&file.dex)?.ok()?;
        let returns = decided(file, &declared, code, &sources)?.returns;
        returns.is_something().then_some(returns)
    }
}

/// A method of the app with its class and all of its instructions.
pub(super) fn body<'f, 'a>(
    facts: &'f Facts<'a>,
    method: MethodId,
) -> Option<(&'f DexFile<'a>, ClassId, Vec<Instruction<'a>>)> {
    let (file, class, method) = facts.code.classes.method_at(method)?;
    let code = method.code(&file.dex)?.ok()?;
    Some((file, class, code.instructions().collect()))
}

/// Calls of a method, with their addresses.
pub(super) fn calls<'i>(
    _: &DexFile<'_>,
    instructions: &'i [Instruction<'_>],
) -> impl Iterator<Item = (u32, MethodIdx)> + 'i {
    let plain = instructions.iter().filter(|one| {
        one.op.is_invoke() && !matches!(one.op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE)
    });
    plain.map(|one| (one.pc, MethodIdx(one.index_raw())))
}

/// Class and name of a method.
pub(super) fn named(file: &DexFile<'_>, method: MethodIdx) -> Option<(String, String)> {
    let reference = file.dex.method(method)?;
    let class = file.dex.type_descriptor(reference.class)?;
    Some((class.into_owned(), file.dex.string(reference.name)?.into_owned()))
}

/// The call that gets the text loaded at an address: the next one that is given its register.
fn user<'i, 'a>(instructions: &'i [Instruction<'a>], pc: u32) -> Option<&'i Instruction<'a>> {
    let at = instructions.iter().position(|one| one.pc == pc)?;
    let register = instructions.get(at)?.a()?;
    for one in instructions.get(at.saturating_add(1)..)?.iter().take(16) {
        if one.op.is_invoke() && one.registers().any(|given| given == register) {
            return Some(one);
        }
        if one.op.writes_first() && one.a() == Some(register) || !one.op.falls_through() {
            return None;
        }
    }
    None
}

/// Tests of a method other than comparisons, as sources of a result.
fn tests(file: &DexFile<'_>, instructions: &[Instruction<'_>], threat: Threat) -> Vec<Source> {
    let mut found = Vec::new();
    for (pc, callee) in calls(file, instructions) {
        match test(file, callee, threat) {
            Some(Test::There) => found.push(Source::Result(pc, Holds::PRESENT)),
            Some(Test::Throws) => found.extend([Source::Returns(pc), Source::Result(pc, Holds::PRESENT)]),
            Some(Test::Compares) | None => {}
        }
    }
    found
}

/// Whether a method starts `su` to give it commands and does not ask how that went: it uses root, it does not look for it.
fn uses_root(file: &DexFile<'_>, instructions: &[Instruction<'_>], text: &str) -> bool {
    let of_process = calls(file, instructions).filter_map(|(_, callee)| named(file, callee));
    let of_process = of_process.filter(|(class, _)| class == "Ljava/lang/Process;").map(|(_, name)| name);
    let names: BTreeSet<String> = of_process.collect();
    let asks = ["waitFor", "exitValue", "getInputStream", "getErrorStream"];
    text == "su" && names.contains("getOutputStream") && !asks.iter().any(|name| names.contains(*name))
}

/// What a call of the platform tests, if it is one that can show the threat.
fn test(file: &DexFile<'_>, callee: MethodIdx, threat: Threat) -> Option<Test> {
    use Threat::{Emulator, Hook, Root, UsbDebugging};
    let (class, name) = named(file, callee)?;
    let looks_at_files = matches!(threat, Root | Emulator | Hook);
    match (&*class, &*name) {
        ("Ljava/io/File;", "exists" | "canExecute" | "isFile" | "canRead" | "list" | "listFiles")
        | ("Ljava/nio/file/Files;", "exists" | "isExecutable")
            if looks_at_files =>
        {
            Some(Test::There)
        }
        ("Ljava/lang/Runtime;", "exec") | ("Ljava/lang/ProcessBuilder;", "start")
            if matches!(threat, Root | Emulator | UsbDebugging) =>
        {
            Some(Test::Throws)
        }
        ("Landroid/content/pm/PackageManager;", "getPackageInfo" | "getApplicationInfo")
            if looks_at_files =>
        {
            Some(Test::Throws)
        }
        (
            "Landroid/content/pm/PackageManager;",
            "getInstalledPackages" | "getInstalledApplications" | "getLaunchIntentForPackage",
        ) if looks_at_files => Some(Test::There),
        ("Landroid/os/SystemProperties;", "get" | "getInt" | "getBoolean") => Some(Test::There),
        (
            "Landroid/provider/Settings$Global;"
            | "Landroid/provider/Settings$Secure;"
            | "Landroid/provider/Settings$System;",
            "getInt" | "getLong" | "getString" | "getFloat",
        ) if threat == UsbDebugging => Some(Test::There),
        ("Ljava/lang/Class;", "forName") | ("Ljava/lang/ClassLoader;", "loadClass") if threat == Hook => {
            Some(Test::Throws)
        }
        (
            "Ljava/lang/String;",
            "contains" | "startsWith" | "endsWith" | "equals" | "equalsIgnoreCase" | "matches"
            | "contentEquals" | "indexOf" | "regionMatches",
        )
        | ("Lkotlin/jvm/internal/Intrinsics;", "areEqual")
        | ("Ljava/util/Objects;", "equals")
        | ("Landroid/text/TextUtils;", "equals") => Some(Test::Compares),
        (class, name)
            if class.starts_with("Lkotlin/text/StringsKt")
                && ["contains", "startsWith", "endsWith", "equals"]
                    .iter()
                    .any(|one| name.starts_with(one)) =>
        {
            Some(Test::Compares)
        }
        _ => None,
    }
}

impl Facts<'_> {
    /// The method that a place in DEX code is in.
    pub fn method_of(&self, location: &Location) -> Option<MethodId> {
        let Place::Code { class, method, .. } = &location.place else { return None };
        let classes = &self.code.classes;
        let wanted = format!("{class}->{method}");
        let mut methods = classes.methods_of(classes.id(class)?).map(|(id, _)| id);
        methods.find(|id| finding::escape(&classes.signature(*id).unwrap_or_default()) == wanted)
    }
}
