use std::fmt;

/// A resource id, `0xPPTTEEEE`: package, type, entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResId(pub u32);

impl ResId {
    /// The id of these three parts.
    pub fn new(package: u8, type_: u8, entry: u16) -> Self {
        Self(u32::from(package) << 24 | u32::from(type_) << 16 | u32::from(entry))
    }

    /// `0x01` is the framework, `0x7f` the app; `0x00` a shared library speaking of itself.
    pub fn package(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// Counts from 1.
    pub fn type_(self) -> u8 {
        (self.0 >> 16) as u8
    }

    /// Counts from 0.
    pub fn entry(self) -> u16 {
        self.0 as u16
    }
}

impl fmt::Display for ResId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}

/// A typed value, `Res_value` of AOSP `ResourceTypes.h`. Its `size` field is ignored, as the platform does in XML.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value, or `@empty`.
    Null,
    /// `@type/name`; id 0 is `@null`.
    Reference(ResId),
    /// A reference into a shared library, whose package number is only known on the device.
    DynamicReference(ResId),
    /// `?attr/name`: the theme decides.
    ThemeAttribute(ResId),
    /// Text of the string pool.
    String(String),
    /// A floating-point number.
    Float(f32),
    /// A complex number with a unit (px, dp, sp, pt, in, mm), packed as the platform does.
    Dimension(u32),
    /// A complex number, relative to the base (%) or the parent (%p), packed as the platform does.
    Fraction(u32),
    /// A number, flags or an enum constant.
    Int(i32),
    /// False is 0, anything else is true.
    Bool(bool),
    /// `0xAARRGGBB`.
    Color(u32),
    /// A type we do not know, or a string that is not in the pool (`kind` 3).
    Unknown {
        /// `Res_value::dataType`.
        kind: u8,
        /// `Res_value::data`.
        data: u32,
    },
}

/// `Res_value::TYPE_REFERENCE`.
pub(crate) const TYPE_REFERENCE: u8 = 1;
/// `Res_value::TYPE_STRING`.
pub(crate) const TYPE_STRING: u8 = 3;

impl Value {
    /// A value of any type but the string, for which `text` is asked by pool index.
    pub(crate) fn decode(kind: u8, data: u32, text: impl FnOnce(u32) -> Option<String>) -> Self {
        match kind {
            0 => Self::Null,
            1 => Self::Reference(ResId(data)),
            2 | 8 => Self::ThemeAttribute(ResId(data)),
            TYPE_STRING => text(data).map_or(Self::Unknown { kind, data }, Self::String),
            4 => Self::Float(f32::from_bits(data)),
            5 => Self::Dimension(data),
            6 => Self::Fraction(data),
            7 => Self::DynamicReference(ResId(data)),
            0x12 => Self::Bool(data != 0),
            0x1c..=0x1f => Self::Color(data),
            0x10..=0x1b => Self::Int(data as i32),
            _ => Self::Unknown { kind, data },
        }
    }

    /// The id this value points to, if it is a reference of any kind but `@null`.
    pub fn reference(&self) -> Option<ResId> {
        match self {
            Self::Reference(id) | Self::DynamicReference(id) if id.0 != 0 => Some(*id),
            _ => None,
        }
    }

    /// The text, if the value is text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A key under which equal values meet, floats by their bits.
    pub(crate) fn key(&self) -> (u8, u32, &str) {
        match self {
            Self::Null => (0, 0, ""),
            Self::Reference(id) => (1, id.0, ""),
            Self::ThemeAttribute(id) => (2, id.0, ""),
            Self::String(text) => (3, 0, text),
            Self::Float(number) => (4, number.to_bits(), ""),
            Self::Dimension(data) => (5, *data, ""),
            Self::Fraction(data) => (6, *data, ""),
            Self::DynamicReference(id) => (7, id.0, ""),
            Self::Int(number) => (0x10, *number as u32, ""),
            Self::Bool(truth) => (0x12, u32::from(*truth), ""),
            Self::Color(data) => (0x1c, *data, ""),
            Self::Unknown { kind, data } => (*kind | 0x80, *data, ""),
        }
    }
}

/// As a resource file would write it, without quoting: `@0x7f010001`, `?0x01010036`, `true`, `#ff0000ff`, `16dp`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("@empty"),
            Self::Reference(ResId(0)) => f.write_str("@null"),
            Self::Reference(id) | Self::DynamicReference(id) => write!(f, "@{id}"),
            Self::ThemeAttribute(id) => write!(f, "?{id}"),
            Self::String(text) => f.write_str(text),
            Self::Float(number) => write!(f, "{number}"),
            Self::Dimension(data) => {
                let unit = match data & 0xf {
                    0 => "px",
                    1 => "dp",
                    2 => "sp",
                    3 => "pt",
                    4 => "in",
                    5 => "mm",
                    _ => "?",
                };
                write!(f, "{}{unit}", complex(*data))
            }
            Self::Fraction(data) => {
                let unit = if data & 0xf == 0 { "%" } else { "%p" };
                write!(f, "{}{unit}", complex(*data) * 100.0)
            }
            Self::Int(number) => write!(f, "{number}"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Color(data) => write!(f, "#{data:08x}"),
            Self::Unknown { kind, data } => write!(f, "(type {kind:#04x}){data:#x}"),
        }
    }
}

/// The number of a packed value: a 24-bit mantissa and one of four positions of the point.
fn complex(data: u32) -> f32 {
    let scale = match data >> 4 & 3 {
        0 => 1.0 / 256.0,
        1 => 1.0 / 32_768.0,
        2 => 1.0 / 8_388_608.0,
        _ => 1.0 / 2_147_483_648.0,
    };
    (data & 0xffff_ff00) as i32 as f32 * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_a_resource_file_writes_them() {
        let show = |kind, data| Value::decode(kind, data, |_| None).to_string();
        assert_eq!(show(1, 0x7f01_0001), "@0x7f010001");
        assert_eq!(show(1, 0), "@null");
        assert_eq!(show(5, 0x1001), "16dp");
        assert_eq!(show(5, 0xffff_f001), "-16dp");
        assert_eq!(show(6, 0x4000_0030), "50%");
        assert_eq!(show(0x10, 0xffff_ffff), "-1");
        assert_eq!(show(0x12, 0xffff_ffff), "true");
        assert_eq!(show(0x1d, 0xff00_0080), "#ff000080");
        assert_eq!(show(3, 9), "(type 0x03)0x9", "a string that is not in the pool");
    }
}
