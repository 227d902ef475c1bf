//! `BundleConfig.pb`: how bundletool is to build packages, `BundleConfig` of bundletool's `config.proto`.

use cursor::{ParseError, Parsed};

use super::wire::{Message, Trouble, Wire};

/// What of a bundle's configuration changes the packages that devices get.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Version of the bundletool that made the bundle, whose defaults hold for what is not set.
    pub bundletool: Option<String>,
    /// Whether native libraries lie uncompressed in the package, to be mapped from there; `None` leaves it to bundletool.
    pub uncompressed_native_libraries: Option<bool>,
    /// Alignment of uncompressed native libraries in bytes; `None` leaves it to bundletool.
    pub native_library_alignment: Option<u32>,
}

/// Reads a bundle's configuration. `Err` means that this is no `BundleConfig` at all; an empty file is an empty one.
pub fn parse(data: &[u8]) -> Result<Parsed<Config>, ParseError> {
    let root = Message::new(data);
    if root.fields().next().is_some_and(|first| first.is_err()) {
        return Err(ParseError::not_this_format("bundle configuration", 0));
    }
    let mut trouble = Trouble::new();
    let mut value = Config::default();
    let mut fields = root.fields();
    while let Some(field) = trouble.next(&mut fields) {
        match (field.number, field.value) {
            (1, Wire::Bytes(tool)) => {
                let mut fields = tool.fields();
                while let Some(field) = trouble.next(&mut fields) {
                    if let (2, Wire::Bytes(version)) = (field.number, field.value) {
                        value.bundletool = Some(trouble.text("bundletool version", version).into_owned());
                    }
                }
            }
            (2, Wire::Bytes(optimizations)) => {
                let mut fields = optimizations.fields();
                while let Some(field) = trouble.next(&mut fields) {
                    if let (2, Wire::Bytes(libraries)) = (field.number, field.value) {
                        native(&mut value, libraries, &mut trouble);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(Parsed { value, issues: trouble.issues.finish() })
}

/// `UncompressNativeLibraries`. That the message is there sets it, as a false value is not written.
fn native(config: &mut Config, message: Message<'_>, trouble: &mut Trouble) {
    config.uncompressed_native_libraries.get_or_insert(false);
    let mut fields = message.fields();
    while let Some(field) = trouble.next(&mut fields) {
        match (field.number, field.value) {
            (1, Wire::Varint(truth)) => config.uncompressed_native_libraries = Some(truth != 0),
            (2, Wire::Varint(number)) => {
                // `PageAlignment`: 4, 16 and 64 KiB.
                config.native_library_alignment = match number {
                    1 => Some(4 << 10),
                    2 => Some(16 << 10),
                    3 => Some(64 << 10),
                    _ => None,
                };
            }
            _ => {}
        }
    }
}
