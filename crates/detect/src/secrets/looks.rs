//! Whether a text looks like something that a generator made.

/// Beginnings of base64 that are a picture, a certificate or a public key.
const ENCODED: &[&str] = &[
    "iVBORw0KGgo",
    "/9j/",
    "R0lGOD",
    "UklGR",
    "PHN2Zy",
    "PD94bW",
    "MII",
    "MFkw",
    "MFww",
    "MIG",
    "AAAAB3Nza",
];

/// Words that people write where a value is to be put in.
const PLACEHOLDERS: &[&str] = &[
    "0123456",
    "1234567890",
    "abcdefg",
    "changeme",
    "change_me",
    "change-me",
    "dummy",
    "example",
    "insert",
    "placeholder",
    "redacted",
    "replace",
    "sample",
    "xxxx",
    "your_",
    "your-",
    "yourapi",
    "yoursecret",
    "youraccess",
];

/// Letters and digits mixed as a generator mixes them, sixteen or more: no words, no address, no path, no UUID, no
/// encoded picture, no public key.
pub(crate) fn is_generated(value: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_~-".contains(&byte);
    if value.len() < 16 || !value.bytes().all(is_of_key) || is_placeholder(value) {
        return false;
    }
    if ENCODED.iter().any(|beginning| value.starts_with(beginning)) || is_uuid(value) {
        return false;
    }
    let count = |test: fn(&u8) -> bool| value.bytes().filter(test).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    if value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        // A number, or a colour repeated, is no key.
        return letters >= 2 && digits >= 4 && entropy(value) >= 2.9;
    }
    digits >= 2 && letters >= 4 && entropy(value) >= enough(value.len()) && !is_words(value)
}

/// Whether a text stands for a value that is to be filled in.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    PLACEHOLDERS.iter().any(|word| lower.contains(word))
        || value.contains(['<', '>', '{', '}', '$', '%', '*', ' '])
        || entropy(value) < 1.5
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Bits a character (Shannon).
pub(super) fn entropy(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count = count.saturating_add(1);
        }
    }
    let length = value.len() as f64;
    let parts = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length);
    -parts.map(|part| part * part.log2()).sum::<f64>()
}

/// A short text cannot reach the entropy of its alphabet: of sixteen characters it is four bits at most.
fn enough(length: usize) -> f64 {
    if length < 24 { 3.0 } else { 3.5 }
}

/// Words with something between them, in snake case, kebab case or camel case, as identifiers and headers are written.
fn is_words(value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut inside = 0usize;
    let mut start = 0usize;
    for at in 0..=bytes.len() {
        let word = bytes.get(start..at).unwrap_or_default();
        let goes_on = match (word, bytes.get(at)) {
            (_, None) => false,
            ([.., before] | [before], Some(next)) if next.is_ascii_lowercase() => {
                before.is_ascii_lowercase() || before.is_ascii_uppercase() && word.len() == 1
            }
            ([.., before], Some(next)) => next.is_ascii_uppercase() && before.is_ascii_uppercase(),
            ([], Some(next)) => next.is_ascii_alphabetic(),
        };
        if goes_on {
            continue;
        }
        if is_word(word) {
            inside = inside.saturating_add(word.len());
        }
        start = if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) { at } else { at.saturating_add(1) };
    }
    inside.saturating_mul(2) >= value.len()
}

/// Four letters or more, of which a fifth to two thirds are vowels.
fn is_word(letters: &[u8]) -> bool {
    let vowels = letters.iter().filter(|letter| b"aeiouyAEIOUY".contains(letter)).count();
    letters.len() >= 4
        && vowels.saturating_mul(5) >= letters.len()
        && vowels.saturating_mul(3) <= letters.len().saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_generator_makes_is_told_from_what_people_write() {
        for secret in [
            "9fK2mQ7xLw0Zt8Vb",
            "k3j5h2g9d8s7a6q1",
            "4f9c2b7e1a8d3056",
            "wJ7rX/K3mENG2bPq+RfiCYz9aKmT4vLs",
            "sN8_kd02-Lq93xZb77ahT5wQ",
        ] {
            assert!(is_generated(secret), "{secret}");
        }
        for other in [
            "tw.example.SecretProvider",
            "https://id.example/secret1",
            "AAAAAAAAAAAAAAA1",
            "change-me-please",
            "oauth2-access-token-header2",
            "AccessTokenManagerV2Impl2",
            "SHARED_PREFS_TOKEN_KEY_2024_V2",
            "0123456789abcdef",
            "8c7b1f3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b",
            "iVBORw0KGgoAAAANSUhEUgAA12",
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
            "20240131123456789",
            "your_api_key_goes_here_123",
        ] {
            assert!(!is_generated(other), "{other}");
        }
    }
}
