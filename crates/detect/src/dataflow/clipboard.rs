use facts::{CallSite, Facts, Interest, Slice, StringPattern, StringScope, Which};
use finding::{Place, Severity};
use rules::Sink;

use super::sensitive::Sensitive;
use super::{ask, calls, not_followed, parts};
use crate::{Detector, Unknown};

/// A password, a code or data of a person goes to the clipboard.
pub(crate) struct SensitiveClip;
/// A text goes to the clipboard without saying whether it may be shown.
pub(crate) struct UnmarkedClip;

const CLIPS: &[&str] = &[
    "Landroid/content/ClipboardManager;->setPrimaryClip(Landroid/content/ClipData;)",
    "Landroid/content/ClipboardManager;->setText(Ljava/lang/CharSequence;)",
    "Landroid/text/ClipboardManager;->setText(Ljava/lang/CharSequence;)",
];

/// Names of the extra that keeps a clip from being shown on the screen.
const MARKS: &[&str] = &["android.content.extra.IS_SENSITIVE"];

fn marks() -> Option<StringPattern> {
    StringPattern::beginning_with(MARKS, &[StringScope::Code])
}

/// Whether the class around a call names the extra.
fn is_marked(facts: &Facts<'_>, site: &CallSite) -> bool {
    let outer = |place: &Place| match place {
        Place::Code { class, .. } => class.split(['$', ';']).next().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let here = outer(&site.location.place);
    marks().is_some_and(|pattern| {
        facts.strings.hits(&pattern).iter().any(|hit| outer(&hit.location.place) == here)
    })
}

impl Detector for SensitiveClip {
    fn id(&self) -> &'static str {
        "sensitive-clip"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CLIPS);
        marks().into_iter().for_each(|pattern| interest.add_string(pattern));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in calls(facts, out, CLIPS) {
            let Some(slice) = slicer.readable(site.caller, site.pc, Which::Argument(0)) else { continue };
            match sensitive.first(&mut slicer, &slice) {
                Some(found) => {
                    let severity = if is_marked(facts, site) { Severity::Low } else { found.severity() };
                    out.fail(site.location.clone())
                        .severity(severity)
                        .confidence(found.confidence())
                        .value("what", &found.what);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                None => {}
            }
        }
        Ok(())
    }
}

impl Detector for UnmarkedClip {
    fn id(&self) -> &'static str {
        "unmarked-clip"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CLIPS);
        marks().into_iter().for_each(|pattern| interest.add_string(pattern));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let target =
            facts.manifest.as_ref().and_then(|manifest| manifest.root.target_sdk.value.main().copied());
        // The preview of what was copied, which the extra switches off, came with API level 33.
        let asks = target.is_none_or(|target| target >= 33);
        let (mut slicer, mut sensitive) = (facts.code.slicer(), Sensitive::new(facts));
        for site in calls(facts, out, CLIPS) {
            if !asks || is_marked(facts, site) {
                continue;
            }
            let Some(slice) = slicer.readable(site.caller, site.pc, Which::Argument(0)) else { continue };
            // Text fields and the like copy what the customer chooses.
            let is_platform = matches!(&site.location.place, Place::Code { class, .. }
                if class.starts_with("Landroidx/") || class.starts_with("Lcom/google/android/"));
            let copies_nothing =
                is_platform || slice.origins.is_empty() || slice.origins.iter().all(is_fixed);
            if copies_nothing || is_public(&slice) || sensitive.first(&mut slicer, &slice).is_some() {
                continue;
            }
            out.fail(site.location.clone()).value("callee", &site.callee);
        }
        Ok(())
    }
}

fn is_fixed(origin: &facts::ValueOrigin) -> bool {
    match &origin.kind {
        facts::Kind::Literal(_) | facts::Kind::New(_) => true,
        facts::Kind::Call(callee) => callee.starts_with("Landroid/content/ClipData;") || is_resource(callee),
        _ => false,
    }
}

/// Whether a call reads a text that the app is shipped with.
fn is_resource(callee: &str) -> bool {
    callee.ends_with("->getString(I)Ljava/lang/String;")
        || callee.ends_with("->getText(I)Ljava/lang/CharSequence;")
}

/// Whether what is copied says that it is an address or something to be passed on.
fn is_public(slice: &Slice) -> bool {
    const WORDS: &[&str] = &["link", "url", "uri", "share", "invite", "version", "website", "wallet_address"];
    let says = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.starts_with("http") || WORDS.iter().any(|word| lower.contains(word))
    };
    slice.texts().any(|(_, text)| says(text))
        || slice.calls().any(|(_, callee)| parts(callee).is_some_and(|(_, name, ..)| says(name)))
        || slice.origins.iter().any(|origin| match &origin.kind {
            facts::Kind::Field(field) => field.split_once("->").is_some_and(|(_, name)| says(name)),
            _ => false,
        })
}
