use facts::{Const, Facts, Interest, Kind, Slice, Which};
use rules::Sink;

use super::{ask, calls, not_followed, parts};
use crate::{Detector, Unknown};

/// A key that is computed from texts of the code alone.
pub(crate) struct DerivedKey;

/// Calls that take the bytes of a key.
const SPECS: &[&str] = &[
    "Ljavax/crypto/spec/SecretKeySpec;-><init>([B*)",
    "Ljavax/crypto/spec/DESKeySpec;-><init>([B*)",
    "Ljavax/crypto/spec/DESedeKeySpec;-><init>([B*)",
];
/// Classes of the platform whose methods give the same for the same arguments.
const PURE: &[&str] = &[
    "Ljava/lang/",
    "Ljava/nio/charset/",
    "Ljava/math/",
    "Ljava/security/MessageDigest;",
    "Ljava/util/Arrays;",
    "Ljava/util/Base64",
    "Ljava/util/Locale;",
    "Landroid/util/Base64;",
    "Lkotlin/jvm/internal/Intrinsics;",
    "Lkotlin/text/",
    "Lorg/apache/commons/codec/",
    "[",
];
/// Libraries in the app whose code is not followed.
const LIBRARIES: &[&str] =
    &["Landroid", "Lcom/google/", "Lorg/bouncycastle/", "Lokhttp3/", "Lokio/", "Lkotlin"];
/// Shortest text that is taken for key material: what is shorter formats or separates.
const MIN_TEXT: usize = 6;

impl Detector for DerivedKey {
    fn id(&self) -> &'static str {
        "derived-key"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, SPECS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut slicer = facts.code.slicer();
        for site in calls(facts, out, SPECS) {
            let is_des = !site.callee.starts_with("Ljavax/crypto/spec/SecretKeySpec;");
            // Bytes that stand in the code as they are have a rule of their own, which asks for the general class.
            if let Some(value) = site.args.first().filter(|value| value.is_known()) {
                if is_des && matches!(value, Const::Bytes(bytes) if !bytes.is_empty()) {
                    out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
                }
                continue;
            }
            let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(0)) else { continue };
            if slice.origins.iter().all(|origin| is_fixed(facts, &origin.kind)) && has_material(&slice) {
                match slice.complete {
                    true => {
                        out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
                    }
                    false => out.unknown(not_followed(site)),
                }
            }
        }
        Ok(())
    }
}

/// Whether an origin is the same in every copy of the app.
fn is_fixed(facts: &Facts<'_>, kind: &Kind) -> bool {
    let is_pure = |class: &str| PURE.iter().any(|prefix| class.starts_with(prefix));
    match kind {
        Kind::Literal(_) => true,
        Kind::New(class) => is_pure(class),
        // What the app stores to a field is among the origins too.
        Kind::Field(field) => !field.starts_with("Landroid/"),
        Kind::Call(callee) => parts(callee).is_some_and(|(class, name, params, _)| {
            (is_pure(class) && depends_on_nothing(class, name)) || is_followed(facts, class, name, params)
        }),
        Kind::Parameter(_) | Kind::This | Kind::Caught => false,
    }
}

/// Whether a method of such a class depends on nothing but its arguments: no clock, chance or surroundings.
fn depends_on_nothing(class: &str, name: &str) -> bool {
    let is_outside =
        matches!(class, "Ljava/lang/Runtime;" | "Ljava/lang/Process;" | "Ljava/lang/ClassLoader;")
            || class.starts_with("Ljava/lang/reflect/")
            || class.starts_with("Ljava/lang/Thread")
            || (class == "Ljava/lang/System;" && name != "arraycopy");
    !is_outside && !matches!(name, "random" | "identityHashCode" | "getResourceAsStream")
}

/// Whether a call is of a method of the app with code: what it makes its result of is among the origins.
fn is_followed(facts: &Facts<'_>, class: &str, name: &str, params: &str) -> bool {
    let classes = &facts.code.classes;
    !LIBRARIES.iter().any(|prefix| class.starts_with(prefix))
        && classes
            .find(class)
            .and_then(|(file, found)| classes.method(file, &found, name, params))
            .is_some_and(|method| method.code_offset != 0)
}

/// Whether a text among the origins may be a key: not the name of an algorithm or charset, nor a format.
fn has_material(slice: &Slice) -> bool {
    slice.texts().any(|(_, text)| {
        let name = text.trim().to_ascii_uppercase();
        let is_name = [
            "SHA",
            "MD5",
            "UTF",
            "ISO-",
            "ISO8859",
            "US-ASCII",
            "HMAC",
            "PBKDF",
            "AES",
            "DES",
            "0123456789ABCDEF",
        ]
        .iter()
        .any(|one| name.starts_with(one));
        text.len() >= MIN_TEXT && !is_name && !text.contains('%')
    })
}
