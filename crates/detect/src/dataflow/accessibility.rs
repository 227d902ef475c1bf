use facts::{CallSite, Facts, Interest, Which};
use finding::Text;
use rules::Sink;

use super::{ask, calls, not_followed};
use crate::{Detector, Unknown};

/// What an accessibility service reads on the screen is written to a file or sent.
pub(crate) struct ReadScreenLeaves;

/// Calls that let a text go, and which argument it is.
const SINKS: &[(&str, u16)] = &[
    ("Ljava/io/OutputStream;->write([B*)", 0),
    ("Ljava/io/Writer;->write(Ljava/lang/String;*)", 0),
    ("Ljava/io/Writer;->append(*)", 0),
    ("Ljava/io/FileOutputStream;->write([B*)", 0),
    ("Ljava/io/FileWriter;->write(Ljava/lang/String;*)", 0),
    ("Ljava/io/BufferedWriter;->write(Ljava/lang/String;*)", 0),
    ("Ljava/io/OutputStreamWriter;->write(Ljava/lang/String;*)", 0),
    ("Ljava/io/PrintWriter;->print(*)", 0),
    ("Ljava/io/PrintWriter;->println(*)", 0),
    ("Ljava/io/DataOutputStream;->writeUTF(Ljava/lang/String;)", 0),
    ("Ljava/io/DataOutputStream;->writeBytes(Ljava/lang/String;)", 0),
    ("Lkotlin/io/FilesKt;->writeText(*)", 1),
    ("Lkotlin/io/FilesKt;->writeText$default(*)", 1),
    ("Lkotlin/io/FilesKt;->appendText(*)", 1),
    ("Lkotlin/io/FilesKt;->appendText$default(*)", 1),
    ("Lokhttp3/RequestBody;->create(*)", 0),
    ("Lokhttp3/RequestBody;->create(*)", 1),
    ("Lokhttp3/RequestBody$Companion;->create(*)", 0),
    ("Lokhttp3/RequestBody$Companion;->create(*)", 1),
    ("Lokhttp3/FormBody$Builder;->add(Ljava/lang/String;Ljava/lang/String;)", 1),
    ("Lokhttp3/WebSocket;->send(*)", 0),
    ("Ljava/net/URL;-><init>(Ljava/lang/String;)", 0),
    ("Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)", 1),
];
const SERVICE: &str = "Landroid/accessibilityservice/AccessibilityService;";

impl Detector for ReadScreenLeaves {
    fn id(&self) -> &'static str {
        "read-screen-leaves"
    }

    fn interest(&self, interest: &mut Interest) {
        let patterns: Vec<&str> = SINKS.iter().map(|(pattern, _)| *pattern).collect();
        ask(interest, &patterns);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        if facts.code.classes.subtypes(SERVICE).is_empty() {
            out.not_applicable(Text::new(
                "the app has no accessibility service",
                "App 無協助工具（無障礙）服務",
            ));
            return Ok(());
        }
        let mut slicer = facts.code.slicer();
        for (pattern, at) in SINKS {
            for site in calls(facts, out, &[pattern]) {
                let Some(slice) = slicer.readable(site.caller, site.pc, Which::Argument(*at)) else {
                    continue;
                };
                match slice.calls().find(|(_, callee)| reads_screen(callee)) {
                    Some((_, read)) => fail(out, site, read),
                    None if !slice.complete => out.unknown(not_followed(site)),
                    None => {}
                }
            }
        }
        Ok(())
    }
}

fn fail(out: &mut Sink<'_>, site: &CallSite, read: &str) {
    if out.findings.iter().all(|one| one.location != site.location) {
        out.fail(site.location.clone()).value("callee", &site.callee).value("read", read);
    }
}

/// Whether a call reads a text that another app shows.
fn reads_screen(callee: &str) -> bool {
    const CLASSES: &[&str] = &[
        "Landroid/view/accessibility/AccessibilityEvent;->",
        "Landroid/view/accessibility/AccessibilityRecord;->",
        "Landroid/view/accessibility/AccessibilityNodeInfo;->",
        "Landroidx/core/view/accessibility/AccessibilityNodeInfoCompat;->",
    ];
    const NAMES: &[&str] = &["getText(", "getContentDescription(", "getBeforeText("];
    CLASSES.iter().any(|class| {
        callee.strip_prefix(class).is_some_and(|rest| NAMES.iter().any(|name| rest.starts_with(name)))
    })
}
