use std::fmt;
use std::sync::Arc;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Const {
    /// A number; booleans, characters and null are numbers in Dalvik code.
    Int(i64),
    /// A text.
    Text(Arc<str>),
    /// A class.
    Class(Arc<str>),
    /// The bytes of an array whose content is fixed here.
    Bytes(Arc<[u8]>),
    /// One of these, depending on the path.
    OneOf(Arc<[Const]>),
    /// Anything.
    Unknown,
}

impl Const {
    /// The bare value, without quotes or type, for masking.
    pub fn plain(&self) -> String {
        match self {
            Const::Text(text) => text.to_string(),
            Const::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Const::Int(value) => write!(f, "{value}"),
            Const::Text(text) => write!(f, "\"{text}\""),
            Const::Class(name) => f.write_str(name),
            Const::Bytes(bytes) => {
                write!(f, "byte[{}] ", bytes.len())?;
                bytes.iter().take(16).try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Const::OneOf(values) => {
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at == 0 { "" } else { " | " })?;
                }
                Ok(())
            }
            Const::Unknown => f.write_str("(not a constant)"),
        }
    }
}
