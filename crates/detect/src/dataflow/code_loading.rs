use facts::{Facts, Interest, Test, Which};
use finding::{Severity, Text};
use rules::Sink;

use super::outside::Outside;
use super::{ask, calls, is_of_library, sources};
use crate::{Detector, Unknown};

/// Code loaded from where others can put it.
pub(crate) struct ForeignCodeFile;

/// Calls that load code from what their first argument names or holds.
const CLASSES: &[&str] = &[
    "Ldalvik/system/BaseDexClassLoader;-><init>(Ljava/lang/String;*)",
    "Ldalvik/system/DexClassLoader;-><init>(Ljava/lang/String;*)",
    "Ldalvik/system/PathClassLoader;-><init>(Ljava/lang/String;*)",
    "Ldalvik/system/DelegateLastClassLoader;-><init>(Ljava/lang/String;*)",
    "Ldalvik/system/InMemoryDexClassLoader;-><init>(Ljava/nio/ByteBuffer;*)",
    "Ldalvik/system/InMemoryDexClassLoader;-><init>([Ljava/nio/ByteBuffer;*)",
    "Ldalvik/system/DexFile;->loadDex(Ljava/lang/String;*)",
    "Ldalvik/system/DexFile;-><init>(Ljava/lang/String;*)",
    "Ldalvik/system/DexFile;-><init>(Ljava/io/File;*)",
];
const LIBRARIES: &[&str] =
    &["Ljava/lang/System;->load(Ljava/lang/String;)", "Ljava/lang/Runtime;->load(Ljava/lang/String;)"];

/// Whether a test compares a digest or verifies a signature.
fn proves_origin(test: &Test) -> bool {
    test.asks(&[
        "Ljava/security/Signature;->verify",
        "Ljava/security/MessageDigest;->isEqual",
        "Ljava/security/MessageDigest;->digest",
        "checkSignatures",
        "hasSigningCertificate",
    ])
}

impl Detector for ForeignCodeFile {
    fn id(&self) -> &'static str {
        "foreign-code-file"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CLASSES);
        ask(interest, LIBRARIES);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        for site in calls(facts, out, &[CLASSES, LIBRARIES].concat()) {
            if site.args.first().is_some_and(|one| one == &facts::Const::Int(0)) {
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            let from = sources::shared_storage(&slice)
                .or_else(|| sources::network(&slice))
                .or_else(|| outside.first(&slice).map(|given| given.by));
            let Some(from) = from else {
                // The app's own directories hold what the app put there, which a path does not tell.
                let is_library = LIBRARIES.iter().any(|one| one.starts_with(super::class_of(&site.callee)));
                if !is_library && !is_installed(&slice) && !is_of_library(facts, site) {
                    out.unknown(Text::new(
                        format!("{}: what code is loaded is decided at run time", site.location),
                        format!("{}：載入之程式碼於執行期間決定", site.location),
                    ));
                }
                continue;
            };
            let is_proved = slicer.is_conditional(site.caller, site.pc, &proves_origin)
                || slicer.tests(&slice).iter().any(proves_origin);
            let severity = if is_proved { Severity::Low } else { out.rule().severity };
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("from", from)
                .severity(severity);
        }
        Ok(())
    }
}

/// Whether a path is that of an installed package, which only the installer writes.
fn is_installed(slice: &facts::Slice) -> bool {
    slice.origins.iter().any(|origin| match &origin.kind {
        facts::Kind::Field(field) => {
            ["->nativeLibraryDir:", "->sourceDir:", "->publicSourceDir:", "->splitSourceDirs:", "->dataDir:"]
                .iter()
                .any(|name| field.contains(name))
        }
        facts::Kind::Call(callee) => {
            matches!(super::name_of(callee), "getPackageCodePath" | "getPackageResourcePath")
        }
        _ => false,
    })
}
