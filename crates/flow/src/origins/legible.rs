//! What passes a value on so that it can still be read, or so that it still decides the result.

use super::model::Passes;
use super::query::Asked;

/// Whether a method gives back something that the value can no longer be read from, by its name: it encrypts, hashes or
/// masks. A digest still depends on nothing but its input, so it only seals what is to be read.
pub(super) fn seals(name: &str, asked: Asked) -> bool {
    const ENCRYPTS: &[&str] = &["encrypt", "encipher", "dofinal", "wrapkey", "mask", "redact", "sanitize"];
    const HASHES: &[&str] =
        &["digest", "hash", "sha1", "sha256", "sha512", "md5", "hmac", "sign", "obfuscate"];
    let lower = name.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let is = |words: &[&str]| begins(words) || words.iter().any(|word| lower.ends_with(word));
    is(ENCRYPTS) || (asked == Asked::Readable && begins(HASHES) && lower != "hashmapof")
}

/// What a method that is not looked into makes its result of, as far as it stays readable.
pub(super) fn shows(class: &str, name: &str, returns: &str, asked: Asked) -> Passes {
    let of_map = name == "get" && (class.ends_with("Map;") || class.starts_with("Landroid/os/"));
    if takes_out(name) || of_map {
        return Passes::Nothing;
    }
    let is_number = matches!(returns, "I" | "J" | "F" | "D" | "S" | "B" | "C");
    let keeps = name.starts_with("parse") || name.ends_with("Value") || name == "charAt";
    if is_number && !keeps && asked == Asked::Readable {
        return Passes::Nothing;
    }
    match name {
        "length" | "size" | "hashCode" | "indexOf" | "lastIndexOf" | "compareTo" | "count" => Passes::Nothing,
        "toString" | "toCharArray" | "array" => Passes::Receiver,
        // The view itself tells what is typed into it.
        "getText" => Passes::Receiver,
        "getValue" | "get" | "value" if is_holder(class) => Passes::Receiver,
        _ if is_text(class) => Passes::Everything,
        _ if asked == Asked::Computed && is_computation(class) => Passes::Everything,
        _ => Passes::Nothing,
    }
}

/// Whether an object of this class shows what is put into it.
pub(super) fn holds(class: &str, asked: Asked) -> bool {
    is_text(class) || (asked == Asked::Computed && is_computation(class))
}

/// Methods whose argument names what is taken out of a container that may hold other things.
fn takes_out(name: &str) -> bool {
    matches!(
        name,
        "getString"
            | "optString"
            | "getStringExtra"
            | "getQueryParameter"
            | "getCharSequence"
            | "getCharSequenceExtra"
            | "getAsString"
            | "getJSONObject"
            | "optJSONObject"
            | "getProperty"
            | "getExtras"
            | "getOrDefault"
            | "getParcelableExtra"
            | "getSerializableExtra"
    )
}

fn is_holder(class: &str) -> bool {
    const HOLDERS: &[&str] = &[
        "Landroidx/lifecycle/",
        "Landroidx/compose/runtime/",
        "Landroidx/databinding/Observable",
        "Lkotlinx/coroutines/flow/",
        "Ljava/util/concurrent/atomic/",
        "Ljava/lang/ref/",
        "Ljava/util/Optional",
        "Lkotlin/Lazy;",
        "Lkotlin/Pair;",
        "Ljava/lang/ThreadLocal;",
    ];
    HOLDERS.iter().any(|holder| class.starts_with(holder))
}

/// Texts, what they are put together with, and containers whose whole content is written out.
fn is_text(class: &str) -> bool {
    const TEXTS: &[&str] = &[
        "Ljava/lang/String",
        "Ljava/lang/CharSequence;",
        "Ljava/lang/Character;",
        "Ljava/lang/Integer;",
        "Ljava/lang/Long;",
        "Ljava/lang/Double;",
        "Ljava/lang/Float;",
        "Ljava/lang/Object;",
        "Ljava/math/Big",
        "Ljava/text/",
        "Ljava/net/URL",
        "Ljava/net/URI;",
        "Ljava/nio/ByteBuffer;",
        "Ljava/nio/CharBuffer;",
        "Ljava/nio/charset/",
        "Ljava/io/ByteArrayOutputStream;",
        "Ljava/io/ByteArrayInputStream;",
        "Ljava/io/StringWriter;",
        "Ljava/io/StringReader;",
        "Lkotlin/text/",
        "Lkotlin/collections/",
        "Lkotlin/jvm/internal/Intrinsics;",
        "Lkotlin/Pair;",
        "Lkotlin/TuplesKt;",
        "Landroid/text/",
        "Landroid/util/Base64;",
        "Landroid/util/Pair;",
        "Landroid/net/Uri",
        "Landroid/content/ClipData",
        "Landroid/content/ContentValues;",
        "Landroid/os/Bundle;",
        "Lorg/json/",
        "Lcom/google/gson/",
        "Lokhttp3/HttpUrl",
        "Lokhttp3/FormBody",
        "Lokhttp3/RequestBody",
        "Lokhttp3/MultipartBody",
        "Lokhttp3/Request",
        "Lorg/apache/commons/codec/binary/",
    ];
    // Containers of the platform, but not its clocks, generators and identifiers.
    const NOT_CONTAINERS: &[&str] = &[
        "Random",
        "Date;",
        "Calendar",
        "GregorianCalendar",
        "UUID;",
        "Locale",
        "Timer",
        "TimeZone",
        "concurrent/ThreadLocalRandom",
    ];
    TEXTS.iter().any(|text| class.starts_with(text))
        || class
            .strip_prefix("Ljava/util/")
            .is_some_and(|rest| !NOT_CONTAINERS.iter().any(|one| rest.starts_with(one)))
}

/// What gives the same result for the same input.
fn is_computation(class: &str) -> bool {
    const COMPUTATIONS: &[&str] = &[
        "Ljava/security/MessageDigest;",
        "Ljava/util/Random;",
        "Ljava/util/Date;",
        "Ljava/util/Calendar;",
        "Ljava/lang/Math;",
        "Ljava/time/",
        "Lkotlin/random/",
        "Lkotlin/ranges/",
        "Lorg/apache/commons/codec/digest/",
    ];
    COMPUTATIONS.iter().any(|one| class.starts_with(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_or_hashed_cannot_be_read() {
        assert!(seals("encryptPassword", Asked::Readable) && seals("doFinal", Asked::Computed));
        assert!(seals("sha256Hex", Asked::Readable) && !seals("digest", Asked::Computed));
        assert!(!seals("getPassword", Asked::Readable) && !seals("decrypt", Asked::Readable));
    }

    #[test]
    fn a_key_takes_out_only_what_it_names() {
        let shown = |class, name, returns| shows(class, name, returns, Asked::Readable);
        assert_eq!(shown("Lorg/json/JSONObject;", "optString", "Ljava/lang/String;"), Passes::Nothing);
        assert_eq!(shown("Lorg/json/JSONObject;", "toString", "Ljava/lang/String;"), Passes::Receiver);
        assert_eq!(shown("Ljava/lang/String;", "length", "I"), Passes::Nothing);
        assert_eq!(shown("Ljava/lang/String;", "trim", "Ljava/lang/String;"), Passes::Everything);
    }
}
