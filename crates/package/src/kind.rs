/// What the bytes of a file are, by their magic first and by their name only where a format has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Android binary XML.
    BinaryXml,
    /// Compiled Android resource table.
    ResourceTable,
    /// Dalvik executable.
    Dex,
    /// ELF object.
    Elf,
    /// Mach-O, thin or fat.
    MachO,
    /// Property list, XML or binary.
    PropertyList,
    /// Provisioning profile (CMS around a property list).
    Profile,
    /// An archive inside the package.
    Archive,
    /// Readable text: JSON, JavaScript, properties, XML, PEM.
    Text,
    /// A picture, font, sound or film: nothing a check looks into.
    Media,
    /// A store of keys or certificates: JKS, JCEKS, BKS, PKCS #12.
    KeyStore,
    /// A database of SQLite.
    Database,
    /// Anything else.
    Other,
}

impl Kind {
    /// Decides by content, with the path as a hint. `head` holds at least the first 64 bytes, or all there are.
    pub fn of(path: &str, head: &[u8]) -> Self {
        match head {
            [b'd', b'e', b'x', b'\n', ..] | [b'c', b'd', b'e', b'x', ..] => Kind::Dex,
            [0x7f, b'E', b'L', b'F', ..] => Kind::Elf,
            [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => Kind::MachO,
            // A Java class file has the same magic; its second word is a version of at least 45, a slice count is small.
            [0xca, 0xfe, 0xba, 0xbe | 0xbf, 0, 0, _, count, ..] if *count < 45 => Kind::MachO,
            [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] if path_is_bundle_binary(path) => Kind::MachO,
            [b'b', b'p', b'l', b'i', b's', b't', ..] => Kind::PropertyList,
            [b'P', b'K', 3, 4, ..] => Kind::Archive,
            _ if head.starts_with(b"SQLite format 3\0") => Kind::Database,
            _ if is_key_store(head) => Kind::KeyStore,
            [0x03, 0x00, 0x08, 0x00, ..] => Kind::BinaryXml,
            [0x02, 0x00, 0x0c, 0x00, ..] => Kind::ResourceTable,
            _ => Self::by_name(path, head),
        }
    }

    fn by_name(path: &str, head: &[u8]) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match (name, extension) {
            // Nothing could be read: the name is all there is, and a part must not seem absent.
            (_, "dex") if head.is_empty() => Kind::Dex,
            (_, "so") if head.is_empty() => Kind::Elf,
            // The platform does not check the type of the root chunk, so the name decides.
            ("AndroidManifest.xml", _) => Kind::BinaryXml,
            ("resources.arsc" | "resources.pb", _) => Kind::ResourceTable,
            (_, "mobileprovision") => Kind::Profile,
            (_, "plist" | "xcprivacy" | "entitlements") => Kind::PropertyList,
            _ if head.is_empty() && path_is_bundle_binary(path) && extension.is_empty() => Kind::MachO,
            _ if is_media(head) => Kind::Media,
            _ if is_text(head) => Kind::Text,
            _ => Kind::Other,
        }
    }

    /// Whether content of this kind and size is only verified and not kept: no check looks into it.
    pub(crate) fn is_let_go(self, size: usize) -> bool {
        /// Keys are small; large unknown data is models, maps and pictures.
        const SMALL: usize = 64 << 10;
        match self {
            Kind::Media | Kind::Archive => true,
            Kind::Other => size > SMALL,
            _ => false,
        }
    }

    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::BinaryXml => "axml",
            Kind::ResourceTable => "arsc",
            Kind::Dex => "dex",
            Kind::Elf => "elf",
            Kind::MachO => "macho",
            Kind::PropertyList => "plist",
            Kind::Profile => "mobileprovision",
            Kind::Archive => "archive",
            Kind::Text => "text",
            Kind::Media => "media",
            Kind::KeyStore => "keystore",
            Kind::Database => "database",
            Kind::Other => "other",
        }
    }
}

fn path_is_bundle_binary(path: &str) -> bool {
    path.contains(".app/") || path.contains(".framework/") || path.ends_with(".dylib")
}

/// The first bytes of key stores; whether it is one, its reader says.
fn is_key_store(head: &[u8]) -> bool {
    /// PBES2 (RFC 8018), with which stores and keys are encrypted as a whole.
    const ENCRYPTED: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 0x0d];
    match head {
        [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 1 | 2, ..] | [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 1 | 2, ..] => true,
        // Bouncy Castle: its version, and a salt of twenty bytes.
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => true,
        // A sequence whose first element is the number 3.
        [0x30, 0x80, 2, 1, 3, 0x30, ..] | [0x30, 0x81, _, 2, 1, 3, 0x30, ..] => true,
        [0x30, 0x82, _, _, 2, 1, 3, 0x30, ..] | [0x30, 0x83, _, _, _, 2, 1, 3, 0x30, ..] => true,
        [0x30, 0x80..=0x84, ..] => {
            head.get(..48).unwrap_or(head).windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED)
        }
        _ => false,
    }
}

fn is_media(head: &[u8]) -> bool {
    let starts = |magic: &[u8]| head.starts_with(magic);
    starts(b"\x89PNG")
        || starts(b"\xff\xd8\xff")
        || starts(b"GIF8")
        || starts(b"OggS")
        || starts(b"ID3")
        || starts(b"RIFF")
        || starts(b"OTTO")
        || starts(b"wOF")
        || starts(&[0, 1, 0, 0, 0])
        || head.get(4..8) == Some(b"ftyp")
}

/// Text: no NUL and few control bytes at the head. UTF-8 of any script passes, and what says that it is UTF-16.
fn is_text(head: &[u8]) -> bool {
    if let [0xff, 0xfe, first, second, ..] | [0xfe, 0xff, second, first, ..] = head {
        return *second != 0 || *first >= 0x20 || matches!(first, b'\t' | b'\n' | b'\r');
    }
    let odd =
        head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)).count();
    !head.is_empty() && odd == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_java_class_is_not_a_fat_binary() {
        assert_eq!(Kind::of("A.class", b"\xca\xfe\xba\xbe\x00\x00\x00\x34"), Kind::Other);
        assert_eq!(Kind::of("x", b"\xca\xfe\xba\xbe\x00\x00\x00\x02"), Kind::MachO);
    }

    #[test]
    fn magic_beats_name() {
        assert_eq!(Kind::of("assets/picture.png", b"dex\n035\0"), Kind::Dex);
        assert_eq!(Kind::of("a/Info.plist", b"bplist00"), Kind::PropertyList);
        assert_eq!(Kind::of("a/Info.plist", b"<?xml version"), Kind::PropertyList);
        assert_eq!(Kind::of("AndroidManifest.xml", &[1, 0, 8, 0]), Kind::BinaryXml);
        assert_eq!(Kind::of("a.json", "{\"名\":1}".as_bytes()), Kind::Text);
    }
}
