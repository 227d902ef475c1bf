use super::{
    value::Values,
    wire::{Message, Wire},
};
use crate::Config;

impl Values<'_> {
    /// `Configuration` of AOSP `tools/aapt2/Configuration.proto`, as `DeserializeConfigFromPb` reads it: a number that is
    /// none of an enumeration counts as unset.
    pub(super) fn config(&mut self, message: Message<'_>) -> Config {
        let mut config = Config::default();
        let mut fields = message.fields();
        while let Some(field) = self.trouble.next(&mut fields) {
            let number = match field.value {
                Wire::Varint(number) => number as u32,
                Wire::Bytes(tag) if field.number == 3 => {
                    let text = self.trouble.text("locale", tag);
                    if !text.is_empty() && !config.set_locale(&text) {
                        self.trouble.refuse("locale", tag.offset, format!("{text:?} is none"));
                    }
                    continue;
                }
                _ => continue,
            };
            set(&mut config, field.number, number);
        }
        config
    }
}

/// Many enumerations name "yes" before "no", whereas the packed bits count "no" first.
fn set(config: &mut Config, field: u32, number: u32) {
    let short = number as u16;
    let upto = |max: u32| if number <= max { number as u8 } else { 0 };
    let turned = match number {
        1 => 2,
        2 => 1,
        _ => 0,
    };
    match field {
        1 => config.mcc = short,
        2 => config.mnc = short,
        4 => config.screen_layout = config.screen_layout & !0xc0 | upto(2) << 6,
        5 => config.screen_width = short,
        6 => config.screen_height = short,
        7 => config.width_dp = short,
        8 => config.height_dp = short,
        9 => config.smallest_width_dp = short,
        10 => config.screen_layout = config.screen_layout & !0x0f | upto(4),
        11 => config.screen_layout = config.screen_layout & !0x30 | turned << 4,
        12 => config.screen_layout2 = config.screen_layout2 & !0x03 | turned,
        13 => config.color_mode = config.color_mode & !0x03 | turned,
        14 => config.color_mode = config.color_mode & !0x0c | turned << 2,
        15 => config.orientation = upto(3),
        16 => config.ui_mode = config.ui_mode & !0x0f | upto(7),
        17 => config.ui_mode = config.ui_mode & !0x30 | turned << 4,
        18 => config.density = short,
        19 => config.touchscreen = upto(3),
        20 => config.input_flags = config.input_flags & !0x03 | upto(3),
        21 => config.keyboard = upto(3),
        22 => config.input_flags = config.input_flags & !0x0c | upto(2) << 2,
        23 => config.navigation = upto(4),
        24 => config.sdk = short,
        26 => config.grammatical_gender = upto(3),
        _ => {}
    }
}
