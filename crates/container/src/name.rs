use sha2::{Digest as _, Sha256};

use cursor::Accepts;

use crate::oddity::OddityKind;

/// Longest name shown, in characters; a longer one ends in a hash of the whole.
const SHOWN: usize = 256;

/// Characters a shortened name keeps before its hash.
const KEPT: usize = 224;

/// Longer names are legal and no build tool writes them; many file systems stop at 255 a part and 1,024 a path.
pub(crate) const LONG_NAME: usize = 1024;

/// The way one Android component reads an entry. They disagree on compression methods other than stored and deflate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Manifest, `resources.arsc`, `res/`, `assets/`: another method is read as stored, `uncompressed_size` bytes
    /// (AOSP `AssetsProvider.cpp`, `ZipAssetsProvider::OpenInternal`).
    Resource,
    /// DEX and native libraries: another method is an error (`libziparchive`, `ExtractToWriter`).
    Code,
    /// What a v1 signature digests: another method is read as deflate (`StrictJarFile.getZipInputStream`).
    Jar,
}

impl Role {
    /// The role of a name in an APK. A `.dex` or `.so` below `assets/` or `res/` is opened as a resource.
    pub fn of(name: &[u8]) -> Self {
        if name.starts_with(b"META-INF/") {
            Self::Jar
        } else if name.starts_with(b"assets/") || name.starts_with(b"res/") {
            Self::Resource
        } else if name.ends_with(b".dex") || name.ends_with(b".so") {
            Self::Code
        } else {
            Self::Resource
        }
    }
}

/// A name for people: UTF-8, invalid bytes as U+FFFD, nothing a terminal or a bidirectional layout would act on.
pub(crate) fn display(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len().min(SHOWN));
    let mut count = 0_usize;
    let mut kept_end = 0_usize;
    for chunk in name.utf8_chunks() {
        let broken = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        for character in chunk.valid().chars().chain(broken) {
            if acts(character) {
                count = count.saturating_add(character.escape_unicode().count());
                shown.extend(character.escape_unicode());
            } else {
                count = count.saturating_add(1);
                shown.push(character);
            }
            if count <= KEPT {
                kept_end = shown.len();
            }
            if count > SHOWN {
                shown.truncate(kept_end);
                let hash = Sha256::digest(name);
                let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
                return format!("{shown}…[sha256 {hash}]");
            }
        }
    }
    shown
}

/// Control characters and what else is invisible or moves its neighbours.
fn acts(character: char) -> bool {
    character.is_control()
        || is_bidi(character)
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{2064}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

fn is_bidi(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Calls `odd` for everything that is odd about a name: the kind, whether the platform takes it, expected, found.
pub(crate) fn check(name: &[u8], mut odd: impl FnMut(OddityKind, Accepts, &'static str, &'static str)) {
    use Accepts::{No, Unknown, Yes};
    if name.is_empty() {
        odd(OddityKind::NameEmpty, Unknown, "a name", "no byte");
        return;
    }
    if name.len() > LONG_NAME {
        odd(OddityKind::NameLong, Yes, "at most 1024 bytes", "a longer name");
    }
    // Nearly every name is printable ASCII: one pass decides that nothing below about characters applies.
    let plain = name.iter().all(|byte| matches!(byte, b' '..=b'~'));
    if !plain {
        if name.contains(&0) {
            odd(OddityKind::NameNul, No, "no NUL byte", "a NUL byte");
        }
        let mut control = name.iter().any(|byte| (1..0x20).contains(byte) || *byte == 0x7f);
        match std::str::from_utf8(name) {
            Ok(text) => control |= text.chars().any(|c| is_bidi(c) || ('\u{80}'..='\u{9f}').contains(&c)),
            Err(_) => {
                let platform = if platform_takes(name) { Yes } else { No };
                odd(OddityKind::NameEncoding, platform, "UTF-8", "other bytes");
            }
        }
        if control {
            odd(OddityKind::NameControl, Yes, "printable characters", "control or bidirectional characters");
        }
    }
    if name.contains(&b'\\') {
        odd(OddityKind::NameBackslash, Yes, "'/' between folders", "a backslash");
    }
    if let Some(found) = traversal(name) {
        odd(OddityKind::NameTraversal, Yes, "a relative path inside the archive", found);
    }
}

fn traversal(name: &[u8]) -> Option<&'static str> {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    if name.first().is_some_and(is_slash) {
        Some("an absolute path")
    } else if matches!(name, [drive, b':', ..] if drive.is_ascii_alphabetic()) {
        Some("a drive letter")
    } else if matches!(name, [b'~', slash, ..] if is_slash(slash)) {
        Some("a home folder")
    } else if name.split(is_slash).any(|part| part == b"..") {
        Some("a '..' part")
    } else {
        None
    }
}

/// The UTF-8 test of `libziparchive` (`IsValidEntryName`): surrogates, overlong forms and five-byte forms pass.
fn platform_takes(name: &[u8]) -> bool {
    let mut bytes = name.iter();
    while let Some(&byte) = bytes.next() {
        match byte.leading_ones() {
            0 if byte == 0 => return false,
            0 => {}
            1 | 7 | 8 => return false,
            more => {
                for _ in 1..more {
                    if bytes.next().is_none_or(|next| next & 0xc0 != 0x80) {
                        return false;
                    }
                }
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(name: &[u8]) -> Vec<OddityKind> {
        let mut kinds = Vec::new();
        check(name, |kind, _, _, _| kinds.push(kind));
        kinds
    }

    #[test]
    fn ordinary_names_are_not_odd() {
        for name in ["AndroidManifest.xml", "res/drawable-v21/a b.png", "assets/字型.ttf", "a..b/c", "..."]
        {
            assert_eq!(kinds(name.as_bytes()), [], "{name}");
        }
    }

    #[test]
    fn names_that_leave_the_folder_are_told_from_names_that_only_look_odd() {
        use OddityKind::{
            NameBackslash, NameControl, NameEmpty, NameEncoding, NameLong, NameNul, NameTraversal,
        };
        assert_eq!(kinds(b"../../etc/x"), [NameTraversal]);
        assert_eq!(kinds(b"/etc/x"), [NameTraversal]);
        assert_eq!(kinds(b"C:x"), [NameTraversal]);
        assert_eq!(kinds(b"~/x"), [NameTraversal]);
        assert_eq!(kinds(b"..\\x"), [NameBackslash, NameTraversal]);
        assert_eq!(kinds(b"a\\b"), [NameBackslash]);
        assert_eq!(kinds(b"a\0b"), [NameNul]);
        assert_eq!(kinds(b"a\xff"), [NameEncoding]);
        assert_eq!(kinds(b"a\x1b[2J"), [NameControl]);
        assert_eq!(kinds("a\u{202e}gpj".as_bytes()), [NameControl]);
        assert_eq!(kinds(b""), [NameEmpty]);
        assert_eq!(kinds(&[b'a'; 1025]), [NameLong]);
    }

    #[test]
    fn the_platform_takes_loose_utf8() {
        assert!(platform_takes("字".as_bytes()));
        assert!(platform_takes(b"\xed\xa0\x80"), "a surrogate");
        assert!(!platform_takes(b"\xff"));
        assert!(!platform_takes(b"\xe5\xad"));
        assert!(!platform_takes(b"a\0"));
    }

    #[test]
    fn a_shown_name_holds_nothing_a_terminal_acts_on() {
        assert_eq!(display(b"a\x1b[2J\r\n"), "a\\u{1b}[2J\\u{d}\\u{a}");
        assert_eq!(display("a\u{202e}b\u{9b}".as_bytes()), "a\\u{202e}b\\u{9b}");
        assert_eq!(display(b"a\xffb"), "a\u{fffd}b");
    }

    #[test]
    fn long_names_with_the_same_start_stay_different() {
        let exact = "x".repeat(256);
        assert_eq!(display(exact.as_bytes()), exact);
        let (a, b) = (display(&[b'x'; 65_535]), display(&[b'x'; 65_534]));
        assert!(a.chars().count() <= 256 && a.starts_with("xxx"));
        assert_ne!(a, b);
        assert!(display(&[0x1b; 65_535]).chars().count() <= 256);
    }

    #[test]
    fn the_role_follows_the_reader_not_the_extension_alone() {
        assert_eq!(Role::of(b"classes2.dex"), Role::Code);
        assert_eq!(Role::of(b"lib/arm64-v8a/libx.so"), Role::Code);
        assert_eq!(Role::of(b"assets/hidden.dex"), Role::Resource);
        assert_eq!(Role::of(b"AndroidManifest.xml"), Role::Resource);
        assert_eq!(Role::of(b"META-INF/MANIFEST.MF"), Role::Jar);
    }
}
