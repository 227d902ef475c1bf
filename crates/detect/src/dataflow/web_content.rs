use facts::{CallSite, Const, Facts, Interest, Slicer, Which};
use rules::Sink;

use super::outside::{Given, Outside, allows_value, names_host};
use super::{ask, calls, not_followed, sources};
use crate::{Detector, Unknown};

/// A web view that opens an address which another app or a link chooses.
pub(crate) struct OutsideAddress;
/// A page made from what another app hands over, in the place of a trusted one.
pub(crate) struct OutsideHtml;
/// A script with text from outside put into it.
pub(crate) struct OutsideScript;

const ADDRESSES: &[&str] = &[
    "Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;*)",
    "Landroid/webkit/WebView;->postUrl(Ljava/lang/String;[B)",
];
const PAGES: &[&str] = &[
    "Landroid/webkit/WebView;->loadData(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)",
    "Landroid/webkit/WebView;->loadDataWithBaseURL(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)",
];
const SCRIPTS: &[&str] = &[
    "Landroid/webkit/WebView;->evaluateJavascript(Ljava/lang/String;Landroid/webkit/ValueCallback;)",
    "Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;*)",
];

/// Methods that write a value so that it stays a value in a script or a page.
const ESCAPES: &[&str] = &[
    "Lorg/json/JSONObject;->quote",
    "Lorg/json/JSONObject;->toString",
    "Lorg/json/JSONArray;->toString",
    "Lcom/google/gson/Gson;->toJson",
    "Landroid/text/TextUtils;->htmlEncode",
    "Landroid/text/Html;->escapeHtml",
    "Landroid/net/Uri;->encode",
    "Ljava/net/URLEncoder;->encode",
    "Landroid/util/Base64;->encodeToString",
];

/// What an argument begins with, as far as it is fixed.
fn beginning(value: &Const) -> Option<&str> {
    match value {
        Const::Text(text) => Some(text),
        Const::Joined(pieces) => pieces.first().and_then(Const::text),
        _ => None,
    }
}

/// Whether, whatever the rest is, an argument begins in a way that `fits`: at the call, or at each call of the wrapper
/// around it.
fn always_begins(
    facts: &Facts<'_>,
    patterns: &[&str],
    site: &CallSite,
    at: usize,
    fits: impl Fn(&str) -> bool,
) -> bool {
    let fits = |value: &Const| value.each().iter().all(|one| beginning(one).is_some_and(&fits));
    let Some(value) = site.args.get(at) else { return false };
    if !value.has_parameter() || matches!(value, Const::Joined(_)) {
        return fits(value);
    }
    let mut wrapped = patterns
        .iter()
        .flat_map(|pattern| facts.code.calls_to(pattern))
        .filter(|call| call.via.last() == Some(&site.location))
        .filter_map(|call| call.args.get(at))
        .filter(|value| !value.has_parameter())
        .peekable();
    site.traced && wrapped.peek().is_some() && wrapped.all(fits)
}

/// What an outsider puts into an argument, unless it is compared with a list of the app's first.
fn given<'f>(
    outside: &Outside<'f>,
    slicer: &mut Slicer<'_, '_>,
    site: &CallSite,
    at: u16,
    out: &mut Sink<'_>,
) -> Option<Given> {
    let slice = slicer.value(site.caller, site.pc, Which::Argument(at))?;
    let given = outside.first(&slice);
    if given.is_none() && !slice.complete {
        out.unknown(not_followed(site));
    }
    given.filter(|given| !slicer.is_guarded(&slice, &given.origin, &allows_value(&slice)))
}

impl Detector for OutsideAddress {
    fn id(&self) -> &'static str {
        "outside-web-address"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in ADDRESSES.iter().filter_map(|one| facts::MethodPattern::parse(one).ok()) {
            interest.add_call(pattern, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, ADDRESSES) {
            let fixed = |text: &str| {
                names_host(text) || text.starts_with("javascript:") || text.starts_with("about:")
            };
            if site.args.first().is_some_and(Const::is_known)
                || always_begins(facts, ADDRESSES, site, 0, fixed)
            {
                continue;
            }
            if let Some(given) = given(&outside, &mut slicer, site, 0, out) {
                out.fail(site.location.clone()).value("callee", &site.callee).value("by", &given.by);
            }
        }
        Ok(())
    }
}

impl Detector for OutsideHtml {
    fn id(&self) -> &'static str {
        "outside-html"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, PAGES);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, PAGES) {
            let has_base = site.callee.contains("->loadDataWithBaseURL(");
            let html = usize::from(has_base);
            if site.args.get(html).is_some_and(Const::is_known) {
                continue;
            }
            // Without a base, or with that of a blank page, the page can read nothing of the app or of its server.
            let base = site.args.first().filter(|_| has_base);
            let harmless = |base: &Const| match base {
                Const::Int(0) => true,
                Const::Text(text) => text.is_empty() || text.starts_with("about:"),
                _ => false,
            };
            if base.is_none_or(harmless) {
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(1)) else { continue };
            let Some(given) = outside.first(&slice) else {
                if !slice.complete {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            if !is_escaped(&slice) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("base", base.map_or_else(String::new, Const::plain))
                    .value("by", &given.by);
            }
        }
        Ok(())
    }
}

fn is_escaped(slice: &facts::Slice) -> bool {
    ESCAPES.iter().any(|method| slice.has_call(method))
}

impl Detector for OutsideScript {
    fn id(&self) -> &'static str {
        "outside-script"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, SCRIPTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, SCRIPTS) {
            let is_address = site.callee.contains("->loadUrl(");
            let value = site.args.first();
            if value.is_some_and(Const::is_known)
                || (is_address && !value.and_then(beginning).is_some_and(is_script))
            {
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            // A number cannot end the script around it.
            let put = slice.without(&|origin| sources::is_number(facts, origin));
            match outside.first_of(put.iter().map(|(origin, _)| *origin)) {
                Some(given) if !is_escaped(&slice) => {
                    out.fail(site.location.clone()).value("callee", &site.callee).value("by", &given.by);
                }
                None if !slice.complete => out.unknown(not_followed(site)),
                _ => {}
            }
        }
        Ok(())
    }
}

fn is_script(text: &str) -> bool {
    text.get(..11).is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript:"))
}
