use std::fmt;
use std::str::FromStr;

use finding::Text;

macro_rules! parts {
    ($($variant:ident $word:literal $en:literal $zh:literal,)*) => {
        /// A part of an app that a rule may need to have been read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Part { $(#[doc = $en] $variant,)* }

        impl Part {
            /// Every part.
            pub const ALL: &'static [Part] = &[$(Part::$variant,)*];

            /// The word of `needs` in `rule.toml` and of `coverage` in reports.
            pub fn word(self) -> &'static str {
                match self { $(Part::$variant => $word,)* }
            }

            /// Whether apps of a system have it at all.
            pub fn concerns(self, platform: package::Platform) -> bool {
                let android = [Part::Manifest, Part::NetworkPolicy, Part::Resources, Part::Signing, Part::Code, Part::Native];
                let ios = [Part::InfoPlist, Part::Entitlements, Part::MachO, Part::Profile];
                match platform {
                    package::Platform::Android => !ios.contains(&self),
                    package::Platform::Ios => !android.contains(&self),
                }
            }

            /// What it is called in a sentence.
            pub fn text(self) -> Text {
                match self { $(Part::$variant => Text::new($en, $zh),)* }
            }
        }

        impl FromStr for Part {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(Part::$variant),)*
                    other => Err(format!("`{other}` is none of {}", [$($word),*].join(", "))),
                }
            }
        }
    };
}

parts! {
    Container "container" "archive" "封裝檔",
    Manifest "manifest" "manifest" "資訊清單（AndroidManifest）",
    Resources "resources" "resources" "資源檔",
    NetworkPolicy "network-policy" "network security policy" "網路安全設定",
    Signing "signing" "signature" "簽章",
    Code "code" "DEX code" "DEX 程式碼",
    Native "native" "native libraries" "原生函式庫",
    InfoPlist "info-plist" "Info.plist" "Info.plist",
    Entitlements "entitlements" "entitlements" "Entitlements（授權宣告）",
    MachO "macho" "Mach-O code" "Mach-O 程式碼",
    Profile "profile" "provisioning profile" "佈建描述檔",
    Files "files" "files" "檔案內容",
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How much of a part was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The app has no such part.
    Absent,
    /// Some of it could not be read; the text says what and why.
    Partly(Text),
    /// All of it.
    Whole,
}
