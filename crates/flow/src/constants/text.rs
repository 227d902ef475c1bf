//! What the platform's methods make of constant texts and bytes.

use std::sync::Arc;

use crate::Const;
use crate::value::MAX_BYTES;

/// A call of a platform method: class, name, descriptor of its first parameter, receiver and arguments.
pub(super) struct Called<'c> {
    pub(super) class: &'c str,
    pub(super) name: &'c str,
    pub(super) first: &'c [u8],
    pub(super) receiver: Const,
    pub(super) args: &'c [Const],
}

/// What a platform method does with constants.
pub(super) enum Effect {
    /// It gives this back and changes nothing.
    Gives(Const),
    /// It changes nothing and what it gives back is not followed.
    Nothing,
    /// It may change what it is given.
    Anything,
}

impl Called<'_> {
    pub(super) fn effect(&self) -> Effect {
        let arg = |at: usize| self.args.get(at).unwrap_or(&Const::Unknown);
        let gives =
            |value: Const| if value == Const::Unknown { Effect::Nothing } else { Effect::Gives(value) };
        match (self.class, self.name) {
            ("Ljava/lang/String;", "valueOf" | "copyValueOf") => gives(written(arg(0), self.first)),
            ("Ljava/lang/String;", "format") => {
                // A locale may stand before the format.
                let at = usize::from(self.first != b"Ljava/lang/String;");
                gives(format(arg(at), arg(at.saturating_add(1))))
            }
            ("Ljava/lang/String;", "concat") => gives(self.receiver.then(arg(0))),
            ("Ljava/lang/String;", "getBytes") => gives(self.receiver.map(|text| match text {
                Const::Text(text) => Const::Bytes(text.as_bytes().into()),
                other => given(other),
            })),
            ("Ljava/lang/Object;" | "Ljava/lang/CharSequence;", "toString") => match self.receiver {
                Const::Text(_) => Effect::Gives(self.receiver.clone()),
                _ => Effect::Anything,
            },
            ("Ljava/util/Collections;", "singletonList" | "singleton")
            | ("Ljava/util/List;" | "Ljava/util/Set;", "of")
                if self.args.len() == 1 && self.first == b"Ljava/lang/Object;" =>
            {
                gives(match arg(0) {
                    Const::Unknown => Const::Unknown,
                    one => Const::List([one.clone()].into()),
                })
            }
            ("Ljava/util/List;" | "Ljava/util/Set;", "of") if self.first == b"[Ljava/lang/Object;" => {
                gives(arg(0).clone())
            }
            ("Ljava/lang/String;", name) => gives(self.receiver.map(|text| string(name, text, self.args))),
            ("Landroid/util/Base64;" | "Ljava/util/Base64$Decoder;", "decode") => gives(arg(0).map(decoded)),
            ("Ljava/util/Objects;", "requireNonNull" | "requireNonNullElse") => gives(arg(0).clone()),
            (
                "Ljava/lang/Integer;" | "Ljava/lang/Long;" | "Ljava/lang/Boolean;",
                "valueOf" | "parseInt" | "parseLong",
            ) => gives(arg(0).map(|value| match value {
                Const::Text(text) => text.parse().map_or(Const::Unknown, Const::Int),
                other => other.clone(),
            })),
            (
                "Ljava/lang/Integer;" | "Ljava/lang/Long;" | "Ljava/lang/Boolean;",
                "intValue" | "longValue" | "booleanValue",
            ) => gives(self.receiver.clone()),
            ("Ljava/util/Arrays;", "copyOf") => gives(match (arg(0), arg(1)) {
                (Const::Bytes(bytes), Const::Int(size)) if self.first == b"[B" => {
                    let size = usize::try_from(*size).unwrap_or(usize::MAX);
                    let mut bytes = bytes.to_vec();
                    if size <= MAX_BYTES {
                        bytes.resize(size, 0);
                        Const::Bytes(bytes.into())
                    } else {
                        Const::Unknown
                    }
                }
                _ => Const::Unknown,
            }),
            ("Ljava/util/Arrays;", "asList") => gives(arg(0).clone()),
            ("[B" | "[C" | "[Ljava/lang/String;", "clone") => gives(self.receiver.clone()),
            // These constructors and checks copy what they get or only read it.
            (
                "Ljavax/crypto/spec/SecretKeySpec;"
                | "Ljavax/crypto/spec/IvParameterSpec;"
                | "Ljavax/crypto/spec/GCMParameterSpec;"
                | "Ljavax/crypto/spec/PBEKeySpec;"
                | "Ljavax/crypto/spec/PBEParameterSpec;"
                | "Ljavax/crypto/spec/DESKeySpec;"
                | "Ljavax/crypto/spec/DESedeKeySpec;"
                | "Ljava/io/ByteArrayInputStream;"
                | "Ljava/math/BigInteger;",
                "<init>",
            )
            | ("Lkotlin/jvm/internal/Intrinsics;", _)
            | ("Ljava/security/MessageDigest;" | "Ljavax/crypto/Mac;", "update")
            | ("Ljavax/crypto/Cipher;", "updateAAD")
            | ("Ljava/util/Arrays;", "equals" | "hashCode" | "toString" | "copyOfRange") => Effect::Nothing,
            _ => Effect::Anything,
        }
    }
}

/// Whether a class is one of the platform's whose methods are looked at by name.
pub(super) fn is_followed(class: &[u8]) -> bool {
    [&b"Ljava/"[..], b"Ljavax/crypto/", b"Landroid/util/Base64;", b"Lkotlin/jvm/internal/Intrinsics;", b"["]
        .iter()
        .any(|prefix| class.starts_with(prefix))
}

/// What a function of Kotlin's standard library gives back; `None` for one that is not known here.
pub(super) fn kotlin(class: &[u8], name: &str, first: &[u8], args: &[Const]) -> Option<Const> {
    let strings = class.starts_with(b"Lkotlin/text/StringsKt");
    let collections = [&b"Lkotlin/collections/CollectionsKt"[..], b"Lkotlin/collections/SetsKt"];
    let value = match (name, args) {
        ("stringPlus", [text, next]) if class == b"Lkotlin/jvm/internal/Intrinsics;" => {
            text.then(&written(next, if matches!(next, Const::Parameter(_)) { b"" } else { b"L" }))
        }
        ("encodeToByteArray", [Const::Text(text)]) if strings => Const::Bytes(text.as_bytes().into()),
        ("trim", [text @ Const::Text(_)]) if strings => string("strip", text, &[]),
        ("listOf" | "setOf", [list @ Const::List(_)]) if is_one_of(class, &collections) => list.clone(),
        ("listOf" | "setOf", [one]) if is_one_of(class, &collections) && first.first() == Some(&b'L') => {
            Const::List([one.clone()].into())
        }
        _ => Const::Unknown,
    };
    Some(value).filter(|value| *value != Const::Unknown)
}

fn is_one_of(class: &[u8], starts: &[&[u8]]) -> bool {
    starts.iter().any(|start| class.starts_with(start))
}

/// A value as `append` and `valueOf` write it, by the type it has in the signature.
pub(super) fn written(value: &Const, type_: &[u8]) -> Const {
    value.map(|value| match (value, type_) {
        (Const::Int(value), b"C") => match u32::try_from(*value).ok().and_then(char::from_u32) {
            Some(letter) => Const::Text(letter.to_string().into()),
            None => Const::Unknown,
        },
        (Const::Int(value), b"Z") => Const::Text(if *value == 0 { "false" } else { "true" }.into()),
        (Const::Int(value), b"I" | b"J" | b"S" | b"B") => Const::Text(value.to_string().into()),
        (Const::Int(0), [b'L', ..]) => Const::Text("null".into()),
        (Const::Bytes(bytes), b"[C") => chars(bytes),
        (text @ (Const::Text(_) | Const::Joined(_)), _) => text.clone(),
        (Const::Parameter(at), b"Ljava/lang/String;") => Const::Parameter(*at),
        _ => Const::Unknown,
    })
}

/// The text of a constructor `String(...)`.
pub(super) fn constructed(type_: &[u8], args: &[Const]) -> Const {
    let Some(first) = args.first() else { return Const::Text("".into()) };
    match (first, type_) {
        // The charset, if one is given, is as good as always one that ASCII survives.
        (Const::Bytes(bytes), b"[B") if args.len() <= 2 => {
            std::str::from_utf8(bytes).map_or(Const::Unknown, |text| Const::Text(text.into()))
        }
        (Const::Bytes(bytes), b"[C") if args.len() == 1 => chars(bytes),
        (Const::Text(text), _) if args.len() == 1 => Const::Text(text.clone()),
        (Const::Parameter(at), b"Ljava/lang/String;") => Const::Parameter(*at),
        _ => Const::Unknown,
    }
}

/// Bytes or letters of what a caller passes are as fixed as that; a caller's text then stands for them.
fn given(value: &Const) -> Const {
    match value {
        Const::Parameter(at) => Const::Parameter(*at),
        _ => Const::Unknown,
    }
}

fn chars(bytes: &[u8]) -> Const {
    let (units, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    String::from_utf16(&units).map_or(Const::Unknown, |text| Const::Text(text.into()))
}

fn string(name: &str, value: &Const, args: &[Const]) -> Const {
    // What gives the same text back does so for a text that is not known here too.
    if matches!(name, "toString" | "intern") && matches!(value, Const::Parameter(_) | Const::Joined(_)) {
        return value.clone();
    }
    if name == "toCharArray" {
        return if let Const::Text(_) = value { value.clone() } else { given(value) };
    }
    let Const::Text(text) = value else { return Const::Unknown };
    let text: &str = text;
    let int = |at: usize| match args.get(at) {
        Some(Const::Int(value)) => usize::try_from(*value).ok(),
        _ => None,
    };
    let found: Option<Arc<str>> = match name {
        "toString" | "intern" => Some(text.into()),
        "trim" => Some(text.trim_matches(|letter| letter <= ' ').into()),
        "strip" => Some(text.trim().into()),
        "toUpperCase" => Some(text.to_uppercase().into()),
        "toLowerCase" => Some(text.to_lowercase().into()),
        // Counts are in UTF-16 units, which are bytes only in ASCII.
        "substring" | "subSequence" if text.is_ascii() => int(0).and_then(|from| {
            let to = if args.len() > 1 { int(1)? } else { text.len() };
            text.get(from..to).map(Into::into)
        }),
        "replace" => match args {
            [Const::Text(from), Const::Text(to)] if !from.is_empty() => {
                Some(text.replace(&**from, to)).filter(|text| text.len() <= MAX_BYTES).map(Into::into)
            }
            [Const::Int(from), Const::Int(to)] => {
                let letter = |value: &i64| u32::try_from(*value).ok().and_then(char::from_u32);
                letter(from).zip(letter(to)).map(|(from, to)| text.replace(from, &to.to_string()).into())
            }
            _ => None,
        },
        "length" => return i64::try_from(text.encode_utf16().count()).map_or(Const::Unknown, Const::Int),
        "charAt" => {
            let unit = int(0).and_then(|at| text.encode_utf16().nth(at));
            return unit.map_or(Const::Unknown, |unit| Const::Int(unit.into()));
        }
        _ => None,
    };
    found.map_or(Const::Unknown, Const::Text)
}

/// `String.format` with nothing but `%s`, `%d` and `%%`.
fn format(pattern: &Const, args: &Const) -> Const {
    let (Const::Text(pattern), Const::List(args)) = (pattern, args) else { return Const::Unknown };
    let mut args = args.iter();
    let mut pieces = pattern.split('%');
    let mut out = Const::Text(pieces.next().unwrap_or_default().into());
    while let Some(piece) = pieces.next() {
        let next = match piece.as_bytes().first() {
            Some(b's' | b'd') => match args.next() {
                Some(Const::Int(value)) => Const::Text(value.to_string().into()),
                Some(value @ (Const::Text(_) | Const::Parameter(_))) => value.clone(),
                _ => Const::Unknown,
            },
            // A doubled sign leaves an empty piece between.
            None => {
                out = out.then(&Const::Text(format!("%{}", pieces.next().unwrap_or_default()).into()));
                continue;
            }
            Some(_) => return Const::Unknown,
        };
        out = out.then(&next).then(&Const::Text(piece.get(1..).unwrap_or_default().into()));
    }
    out
}

/// Base64 of either alphabet, line ends and padding passed over, as the platform's decoders do in their usual modes.
fn decoded(value: &Const) -> Const {
    let encoded = match value {
        Const::Text(text) => text.as_bytes(),
        Const::Bytes(bytes) => bytes,
        other => return given(other),
    };
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0u32);
    for byte in encoded {
        let digit = match byte {
            b'A'..=b'Z' => byte.wrapping_sub(b'A'),
            b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' | b'\n' | b'\r' => continue,
            _ => return Const::Unknown,
        };
        held = (held << 6) | u32::from(digit);
        bits = bits.wrapping_add(6);
        if bits >= 8 {
            bits = bits.wrapping_sub(8);
            out.push((held >> bits) as u8);
        }
    }
    Const::Bytes(out.into())
}
