//! What methods outside the app, or inside libraries, do with the values they get.

/// What the result of a call is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passes {
    /// Receiver and arguments.
    Everything,
    /// The receiver alone; arguments only select.
    Receiver,
    /// The first argument.
    First,
    /// Nothing of them.
    Nothing,
}

/// What a method that is not looked into makes its result of. `returns` is the descriptor of the result.
pub(super) fn passes(class: &str, name: &str, returns: &[u8]) -> Passes {
    // A yes or no says something about a value, but is not made of it.
    if returns == b"Z" {
        return Passes::Nothing;
    }
    match name {
        "length"
        | "size"
        | "hashCode"
        | "indexOf"
        | "lastIndexOf"
        | "compareTo"
        | "compareToIgnoreCase"
        | "getCount"
        | "count"
        | "capacity"
        | "getClass"
        | "getResources"
        | "getSystemService"
        | "getApplicationContext"
        | "getBaseContext"
        | "getPackageManager"
        | "getContentResolver"
        | "ordinal"
        | "identityHashCode"
        | "getLayoutInflater"
        | "findViewById"
        | "requireContext"
        | "requireActivity"
        | "getContext"
        | "getActivity" => Passes::Nothing,
        // The argument names what is taken out of the receiver.
        "getString"
        | "getStringExtra"
        | "getParcelableExtra"
        | "getSerializableExtra"
        | "getExtras"
        | "getIntExtra"
        | "getBundleExtra"
        | "getParcelable"
        | "getSerializable"
        | "getQueryParameter"
        | "getCharSequenceExtra"
        | "getStringArrayListExtra"
        | "optString"
        | "getJSONObject"
        | "getAsString" => Passes::Receiver,
        "get" | "getOrDefault" if class.starts_with("Ljava/util/") || class.starts_with("Landroid/os/") => {
            Passes::Receiver
        }
        _ => Passes::Everything,
    }
}

/// Which of its values a method that is not looked into gives back as it is. A method that gives back its own class is
/// taken for one that can be chained.
pub(super) fn gives_back(class: &str, name: &str, returns: &str) -> Passes {
    match name {
        "requireNonNull" | "checkNotNull" | "cast" | "createChooser" => Passes::First,
        _ if class == returns && !name.starts_with("get") && !name.starts_with("clone") => Passes::Receiver,
        _ => Passes::Nothing,
    }
}

/// Whether a method puts what it gets into the object it is called on.
pub(super) fn changes_receiver(name: &str) -> bool {
    const VERBS: &[&str] = &[
        "put",
        "add",
        "append",
        "insert",
        "set",
        "write",
        "push",
        "offer",
        "update",
        "load",
        "with",
        "replace",
        "fill",
        "encodedPath",
        "appendQueryParameter",
        "print",
        "init",
        "seed",
        "build",
        "header",
        "key",
        "url",
        "post",
    ];
    VERBS.iter().any(|verb| {
        name.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
    })
}

/// Streams that lead out of memory: what is written to them cannot be read back from them.
pub(super) fn is_outlet(class: &str) -> bool {
    const NAMES: &[&str] = &[
        "BufferedOutputStream",
        "BufferedWriter",
        "DataOutputStream",
        "FileOutputStream",
        "FileWriter",
        "ObjectOutputStream",
        "OutputStreamWriter",
        "PrintStream",
        "PrintWriter",
        "RandomAccessFile",
        "Writer",
    ];
    let name = class.strip_prefix("Ljava/io/").and_then(|name| name.strip_suffix(';'));
    name.is_some_and(|name| NAMES.contains(&name))
}

/// Whether a method writes into this argument of it, counted from 0, and from where.
pub(crate) fn fills(class: &str, name: &str, argument: usize, type_: &[u8]) -> bool {
    let into_first = matches!(
        name,
        "nextBytes" | "read" | "readFully" | "fill" | "get" | "engineNextBytes" | "generateSeed" | "addAll"
    );
    match (class, name) {
        ("Ljava/lang/System;", "arraycopy") => argument == 2,
        ("Ljava/util/Collections;" | "Lkotlin/collections/CollectionsKt;", "addAll") => argument == 0,
        ("Ljava/util/Arrays;", "fill") => argument == 0,
        ("Lkotlin/random/Random;" | "Lkotlin/random/Random$Default;", "nextBytes") => argument == 0,
        (_, "getChars" | "getBytes") => argument == 2 && type_.first() == Some(&b'['),
        (_, "doFinal" | "digest" | "update") => argument >= 1 && type_ == b"[B" && argument != 1,
        _ => into_first && argument == 0 && type_.first() == Some(&b'['),
    }
}

/// Types whose objects are containers that a helper of the app may fill for its caller.
pub(super) fn is_container(type_: &[u8]) -> bool {
    matches!(type_, [b'[', ..])
        || type_.starts_with(b"Ljava/util/")
        || matches!(
            type_,
            b"Landroid/content/Intent;"
                | b"Landroid/os/Bundle;"
                | b"Landroid/content/ContentValues;"
                | b"Ljava/lang/StringBuilder;"
                | b"Lorg/json/JSONObject;"
        )
}

/// Libraries whose own code adds nothing to the model above; looking into it would only cost time.
pub(super) fn is_library(class: &[u8]) -> bool {
    const PREFIXES: &[&[u8]] = &[
        b"Lkotlin/",
        b"Lkotlinx/",
        b"Landroidx/",
        b"Landroid/",
        b"Ljava/",
        b"Ljavax/",
        b"Lcom/google/",
        b"Lokhttp3/",
        b"Lokio/",
        b"Lretrofit2/",
        b"Lorg/bouncycastle/",
        b"Lio/reactivex/",
        b"Lorg/apache/",
        b"Lcom/squareup/",
        b"Lcom/facebook/",
        b"Lcom/bumptech/",
        b"Ldagger/",
        b"Lj$/",
        b"Ltimber/",
        b"Lcom/fasterxml/",
        b"Lorg/jetbrains/",
        b"Lorg/json/",
        b"Lrx/",
        b"Lio/realm/",
        b"Lnet/sqlcipher/",
    ];
    PREFIXES.iter().any(|prefix| class.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_a_whole_word() {
        assert!(changes_receiver("putExtra") && changes_receiver("put") && changes_receiver("setData"));
        assert!(
            !changes_receiver("settings") && !changes_receiver("getData") && !changes_receiver("additive")
        );
    }
}
