use facts::{Facts, Interest, Kind, Meaning, MethodId, Slicer, Test, ValueOrigin, Which};
use rules::Sink;

use super::intent::{Target, target};
use super::parameter_type;
use super::{ask, calls, name_of, not_followed};
use crate::{Detector, Unknown};

/// What another app answers is opened, whatever file it names.
pub(crate) struct UncheckedResult;

/// Calls that open an address or a path, which is their first argument unless said otherwise.
const OPENS: &[&str] = &[
    "Landroid/content/ContentResolver;->openInputStream(Landroid/net/Uri;)",
    "Landroid/content/ContentResolver;->openFileDescriptor(Landroid/net/Uri;*)",
    "Landroid/content/ContentResolver;->openAssetFileDescriptor(Landroid/net/Uri;*)",
    "Landroid/content/ContentResolver;->openTypedAssetFileDescriptor(Landroid/net/Uri;*)",
    "Ljava/io/FileInputStream;-><init>(Ljava/io/File;)",
    "Ljava/io/FileInputStream;-><init>(Ljava/lang/String;)",
    "Landroid/graphics/BitmapFactory;->decodeFile(Ljava/lang/String;*)",
    "Lokhttp3/RequestBody;->create(Lokhttp3/MediaType;Ljava/io/File;)",
];
/// Calls that ask other activities for a result, and the argument with the intent.
const ASKS: &[(&str, u16)] = &[
    ("Landroid/app/Activity;->startActivityForResult(Landroid/content/Intent;I*)", 0),
    ("Landroidx/fragment/app/Fragment;->startActivityForResult(Landroid/content/Intent;I*)", 0),
    ("Landroid/app/Fragment;->startActivityForResult(Landroid/content/Intent;I*)", 0),
    ("Landroidx/activity/result/ActivityResultLauncher;->launch(Ljava/lang/Object;*)", 0),
];

/// Whether an origin is what another activity answered.
fn is_result(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    let Kind::Parameter(at) = origin.kind else { return false };
    let Some(signature) = facts.code.classes.signature(origin.method) else { return false };
    let Some((_, rest)) = signature.split_once("->") else { return false };
    let type_ = parameter_type(rest, at).unwrap_or_default();
    name_of(&signature) == "onActivityResult"
        && matches!(
            type_,
            "Landroid/content/Intent;"
                | "Landroid/net/Uri;"
                | "Ljava/lang/Object;"
                | "Landroidx/activity/result/ActivityResult;"
        )
}

/// What a test of where an address leads says.
fn meaning(test: &Test) -> Meaning {
    const COMPARES: &[&str] = &[
        "equals",
        "equalsIgnoreCase",
        "areEqual",
        "contains",
        "startsWith",
        "startsWith$default",
        "isDocumentUri",
    ];
    let asks_where = test.asks(&[
        "getScheme",
        "getAuthority",
        "getHost",
        "getCanonicalPath",
        "isDocumentUri",
        "getCallingPackage",
    ]);
    if !asks_where || !test.asks(COMPARES) {
        return Meaning::Nothing;
    }
    match test.looks_at.texts().any(|(_, text)| text == "file" || text.starts_with("/data/")) {
        true => Meaning::Refuses,
        false => Meaning::Allows,
    }
}

impl Detector for UncheckedResult {
    fn id(&self) -> &'static str {
        "unchecked-result-address"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, OPENS);
        ask(interest, &ASKS.iter().map(|(pattern, _)| *pattern).collect::<Vec<_>>());
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        for site in calls(facts, out, OPENS) {
            let at = u16::from(site.callee.starts_with("Lokhttp3/"));
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(at)) else { continue };
            let Some(origin) = slice.origins.iter().find(|one| is_result(facts, one)).cloned() else {
                let opens_address = site.callee.contains("(Landroid/net/Uri;");
                if opens_address && !slice.complete && !super::is_of_library(facts, site) {
                    out.unknown(not_followed(site));
                }
                continue;
            };
            if asks_own_only(facts, &mut slicer, origin.method)
                || slicer.is_guarded_by(&slice, &origin, &meaning)
            {
                continue;
            }
            let by = facts.code.classes.signature(origin.method).unwrap_or_default();
            out.fail(site.location.clone()).value("callee", &site.callee).value("by", by);
        }
        Ok(())
    }
}

/// Whether every result that the class around a method asks for is asked of a component that it names.
fn asks_own_only(facts: &Facts<'_>, slicer: &mut Slicer<'_, '_>, method: MethodId) -> bool {
    let outer = |id: MethodId| {
        let signature = facts.code.classes.signature(id)?;
        let class = signature.split("->").next()?.trim_end_matches(';');
        class.split('$').next().map(str::to_owned)
    };
    let Some(here) = outer(method) else { return false };
    let mut asks = ASKS
        .iter()
        .flat_map(|(pattern, at)| facts.code.direct_calls_to(pattern).map(move |site| (site, *at)))
        .filter(|(site, _)| outer(site.caller).as_ref() == Some(&here))
        .peekable();
    asks.peek().is_some()
        && asks.all(|(site, at)| {
            let slice = slicer.object(site.caller, site.pc, Which::Argument(at));
            slice.is_some_and(|slice| target(&slice) == Target::Named)
        })
}
