use std::fmt;

use crate::chunk::{u16_at, u32_at};

/// The devices a value is for, `ResTable_config` of AOSP `ResourceTypes.h`. Zero means "any" in every field; a field that an
/// old table lacks is zero. Ordered by the fields, so that the default comes first.
///
/// Displays as the qualifier of a resource folder: `zh-rTW-v21`, and nothing for the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Config {
    /// Mobile country code.
    pub mcc: u16,
    /// Mobile network code; `0xffff` is the code 0.
    pub mnc: u16,
    /// Packed; see [`Config::language`].
    pub packed_language: [u8; 2],
    /// Packed; see [`Config::region`].
    pub packed_region: [u8; 2],
    /// Four letters; see [`Config::script`].
    pub packed_script: [u8; 4],
    /// A variant subtag of BCP 47, padded with zeros.
    pub variant: [u8; 8],
    /// 1 neuter, 2 feminine, 3 masculine.
    pub grammatical_gender: u8,
    /// 1 portrait, 2 landscape, 3 square.
    pub orientation: u8,
    /// 1 none, 2 stylus, 3 finger.
    pub touchscreen: u8,
    /// Dots per inch; `0xfffe` any, `0xffff` none.
    pub density: u16,
    /// 1 none, 2 qwerty, 3 twelve keys.
    pub keyboard: u8,
    /// 1 none, 2 directional pad, 3 trackball, 4 wheel.
    pub navigation: u8,
    /// Bits 0-1: keys exposed, hidden, soft; bits 2-3: navigation exposed, hidden.
    pub input_flags: u8,
    /// Pixels.
    pub screen_width: u16,
    /// Pixels.
    pub screen_height: u16,
    /// Least API level.
    pub sdk: u16,
    /// Always 0 so far.
    pub sdk_minor: u16,
    /// Bits 0-3: small, normal, large, xlarge; 4-5: not long, long; 6-7: left to right, right to left.
    pub screen_layout: u8,
    /// Bits 0-3: type of the device; 4-5: not night, night.
    pub ui_mode: u8,
    /// Density-independent pixels.
    pub smallest_width_dp: u16,
    /// Density-independent pixels.
    pub width_dp: u16,
    /// Density-independent pixels.
    pub height_dp: u16,
    /// Bits 0-1: not round, round.
    pub screen_layout2: u8,
    /// Bits 0-1: no wide colour gamut, wide; 2-3: low dynamic range, high.
    pub color_mode: u8,
}

impl Config {
    /// Reads the fields that are there; the first four bytes are the size.
    pub(super) fn read(data: &[u8]) -> Self {
        let byte = |at: usize| data.get(at).copied().unwrap_or_default();
        let short = |at| u16_at(data, at).unwrap_or_default();
        let word = |at| u32_at(data, at).unwrap_or_default().to_le_bytes();
        let [v0, v1, v2, v3] = word(40);
        let [v4, v5, v6, v7] = word(44);
        Self {
            mcc: short(4),
            mnc: short(6),
            packed_language: short(8).to_le_bytes(),
            packed_region: short(10).to_le_bytes(),
            orientation: byte(12),
            touchscreen: byte(13),
            density: short(14),
            keyboard: byte(16),
            navigation: byte(17),
            input_flags: byte(18),
            grammatical_gender: byte(19) & 3,
            screen_width: short(20),
            screen_height: short(22),
            sdk: short(24),
            sdk_minor: short(26),
            screen_layout: byte(28),
            ui_mode: byte(29),
            smallest_width_dp: short(30),
            width_dp: short(32),
            height_dp: short(34),
            packed_script: word(36),
            variant: [v0, v1, v2, v3, v4, v5, v6, v7],
            screen_layout2: byte(48),
            color_mode: byte(49),
        }
    }

    /// True for the configuration that every device matches.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Two or three letters: `zh`, `fil`.
    pub fn language(&self) -> Option<String> {
        unpack(self.packed_language, b'a')
    }

    /// Two letters or three digits: `TW`, `419`.
    pub fn region(&self) -> Option<String> {
        unpack(self.packed_region, b'0')
    }

    /// Four letters: `Hant`.
    pub fn script(&self) -> Option<String> {
        text(&self.packed_script)
    }

    /// True for the dark variant, false for the light one, `None` for both.
    pub fn night(&self) -> Option<bool> {
        match self.ui_mode & 0x30 {
            0x10 => Some(false),
            0x20 => Some(true),
            _ => None,
        }
    }

    /// Takes over language, script, region and variant of a BCP 47 tag: `zh-Hant-TW`. What else the tag says is left out, as
    /// no folder can ask for it. False when the tag has no language.
    pub(crate) fn set_locale(&mut self, tag: &str) -> bool {
        let mut parts = tag.split('-');
        let Some(language) = parts.next().map(str::to_ascii_lowercase) else { return false };
        let Some(packed) = pack(language.as_bytes(), b'a') else { return false };
        self.packed_language = packed;
        // A single letter begins an extension.
        for part in parts.take_while(|part| part.len() > 1) {
            let upper = part.to_ascii_uppercase();
            match (part.len(), part.as_bytes()) {
                (2 | 3, _) => self.packed_region = pack(upper.as_bytes(), b'0').unwrap_or_default(),
                (4, [first, rest @ ..]) if first.is_ascii_alphabetic() => {
                    let mut script = [first.to_ascii_uppercase(), 0, 0, 0];
                    for (to, from) in script.iter_mut().skip(1).zip(rest) {
                        *to = from.to_ascii_lowercase();
                    }
                    self.packed_script = script;
                }
                (4..=8, bytes) => {
                    self.variant = [0; 8];
                    for (to, from) in self.variant.iter_mut().zip(bytes) {
                        *to = from.to_ascii_lowercase();
                    }
                }
                _ => {}
            }
        }
        true
    }

    fn locale(&self) -> Option<String> {
        let language = self.language()?;
        let region = self.region();
        let (script, variant) = (self.script(), text(&self.variant));
        if script.is_none() && variant.is_none() {
            return Some(region.map_or(language.clone(), |region| format!("{language}-r{region}")));
        }
        let parts = [Some("b".to_owned()), Some(language), script, region, variant];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join("+"))
    }
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        if self.mcc != 0 {
            parts.push(format!("mcc{}", self.mcc));
        }
        match self.mnc {
            0 => {}
            u16::MAX => parts.push("mnc00".to_owned()),
            mnc => parts.push(format!("mnc{mnc}")),
        }
        parts.extend(self.locale());
        word(&mut parts, self.grammatical_gender, &["neuter", "feminine", "masculine"]);
        word(&mut parts, self.screen_layout >> 6, &["ldltr", "ldrtl"]);
        for (value, unit) in [(self.smallest_width_dp, "sw"), (self.width_dp, "w"), (self.height_dp, "h")] {
            if value != 0 {
                parts.push(format!("{unit}{value}dp"));
            }
        }
        word(&mut parts, self.screen_layout & 0xf, &["small", "normal", "large", "xlarge"]);
        word(&mut parts, self.screen_layout >> 4 & 3, &["notlong", "long"]);
        word(&mut parts, self.screen_layout2 & 3, &["notround", "round"]);
        word(&mut parts, self.color_mode & 3, &["nowidecg", "widecg"]);
        word(&mut parts, self.color_mode >> 2 & 3, &["lowdr", "highdr"]);
        word(&mut parts, self.orientation, &["port", "land", "square"]);
        let devices = ["", "desk", "car", "television", "appliance", "watch", "vrheadset"];
        word(&mut parts, self.ui_mode & 0xf, &devices);
        word(&mut parts, self.ui_mode >> 4 & 3, &["notnight", "night"]);
        match self.density {
            0 => {}
            120 => parts.push("ldpi".to_owned()),
            160 => parts.push("mdpi".to_owned()),
            213 => parts.push("tvdpi".to_owned()),
            240 => parts.push("hdpi".to_owned()),
            320 => parts.push("xhdpi".to_owned()),
            480 => parts.push("xxhdpi".to_owned()),
            640 => parts.push("xxxhdpi".to_owned()),
            0xfffe => parts.push("anydpi".to_owned()),
            0xffff => parts.push("nodpi".to_owned()),
            density => parts.push(format!("{density}dpi")),
        }
        word(&mut parts, self.touchscreen, &["notouch", "stylus", "finger"]);
        word(&mut parts, self.input_flags & 3, &["keysexposed", "keyshidden", "keyssoft"]);
        word(&mut parts, self.keyboard, &["nokeys", "qwerty", "12key"]);
        word(&mut parts, self.input_flags >> 2 & 3, &["navexposed", "navhidden"]);
        word(&mut parts, self.navigation, &["nonav", "dpad", "trackball", "wheel"]);
        if self.screen_width != 0 || self.screen_height != 0 {
            parts.push(format!("{}x{}", self.screen_width, self.screen_height));
        }
        match (self.sdk, self.sdk_minor) {
            (0, 0) => {}
            (sdk, 0) => parts.push(format!("v{sdk}")),
            (sdk, minor) => parts.push(format!("v{sdk}.{minor}")),
        }
        f.write_str(&parts.join("-"))
    }
}

/// The name of a value that counts from 1; zero and unknown values have none.
fn word(parts: &mut Vec<String>, value: u8, names: &[&str]) {
    let name = usize::from(value).checked_sub(1).and_then(|index| names.get(index));
    parts.extend(name.filter(|name| !name.is_empty()).map(|name| (*name).to_owned()));
}

/// Two letters as they are, or three packed into five bits each behind a set high bit.
fn unpack(packed: [u8; 2], base: u8) -> Option<String> {
    let [low, high] = packed;
    if low == 0 {
        return None;
    }
    if low & 0x80 == 0 {
        return text(&packed);
    }
    let letters = [high & 0x1f, (high >> 5) | (low & 3) << 3, low >> 2 & 0x1f];
    text(&letters.map(|letter| letter.saturating_add(base)))
}

/// What [`unpack`] reads.
fn pack(letters: &[u8], base: u8) -> Option<[u8; 2]> {
    match *letters {
        [first, second] => Some([first, second]),
        [first, second, third] => {
            let [a, b, c] = [first, second, third].map(|letter| letter.wrapping_sub(base) & 0x1f);
            Some([0x80 | c << 2 | b >> 3, b << 5 | a])
        }
        _ => None,
    }
}

/// Letters up to the first zero; anything that is no letter or digit becomes `?`.
fn text(bytes: &[u8]) -> Option<String> {
    let letters = bytes.iter().take_while(|byte| **byte != 0);
    let text: String =
        letters.map(|byte| if byte.is_ascii_alphanumeric() { char::from(*byte) } else { '?' }).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_reads_as_a_folder_qualifier() {
        assert_eq!(Config::default().to_string(), "");
        let zh = Config { packed_language: *b"zh", packed_region: *b"TW", sdk: 21, ..Config::default() };
        assert_eq!(zh.to_string(), "zh-rTW-v21");
        let hant = Config { packed_script: *b"Hant", sdk: 0, ..zh };
        assert_eq!(hant.to_string(), "b+zh+Hant+TW");
        let night = Config { ui_mode: 0x21, density: 480, orientation: 2, ..Config::default() };
        assert_eq!(night.to_string(), "land-night-xxhdpi");
        assert_eq!((night.night(), zh.night()), (Some(true), None));
    }

    #[test]
    fn three_letters_are_packed_into_two_bytes() {
        // "fil" and "419" as aapt2 packs them.
        assert_eq!(pack(b"fil", b'a'), Some([0xad, 0x05]));
        assert_eq!(pack(b"419", b'0'), Some([0xa4, 0x24]));
        assert_eq!(unpack([0xad, 0x05], b'a').as_deref(), Some("fil"));
        assert_eq!(unpack([0xa4, 0x24], b'0').as_deref(), Some("419"));
    }

    #[test]
    fn a_language_tag_reads_as_the_folder_it_stands_for() {
        let folder = |tag: &str| {
            let mut config = Config::default();
            config.set_locale(tag).then(|| config.to_string())
        };
        assert_eq!(folder("zh-TW").as_deref(), Some("zh-rTW"));
        assert_eq!(folder("zh-Hant-TW").as_deref(), Some("b+zh+Hant+TW"));
        assert_eq!(folder("es-419").as_deref(), Some("es-r419"));
        assert_eq!(folder("fil").as_deref(), Some("fil"));
        assert_eq!(folder("de-DE-1996").as_deref(), Some("b+de+DE+1996"));
        assert_eq!(folder("fa-u-nu-latn").as_deref(), Some("fa"));
        assert_eq!(folder(""), None);
    }

    #[test]
    fn a_short_record_is_filled_with_zeros() {
        assert_eq!(Config::read(&[12, 0, 0, 0, 0, 0, 0, 0, b'd', b'e']).to_string(), "de");
    }
}
