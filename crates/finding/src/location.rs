use std::fmt;
use std::sync::Arc;

/// A place in the package that a person can open and look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path of the artifact inside the package, nested archives joined by `!/`: `base.apk!/classes2.dex`.
    pub artifact: Arc<str>,
    /// The place inside the artifact.
    pub place: Place,
}

/// A symbolic place inside an artifact. Offsets and lines help a reader; identity never rests on them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The artifact as a whole.
    File,
    /// An element of an XML document, binary or text.
    Xml {
        /// Element names from the root, components with their name: `manifest/application/activity[.Login]`.
        path: String,
        /// Attribute with its usual prefix: `android:exported`.
        attribute: Option<String>,
        /// Line in the source document, 1-based, where the format keeps it.
        line: Option<u32>,
    },
    /// A method, and an instruction in it.
    Code {
        /// Class descriptor: `Lcom/example/Login;`.
        class: String,
        /// Name and signature: `onCreate(Landroid/os/Bundle;)V`.
        method: String,
        /// Code units from the start of the method (DEX) or bytes from the symbol (machine code).
        pc: Option<u32>,
    },
    /// A key path of a property list or another tree of names: `NSAppTransportSecurity.NSAllowsArbitraryLoads`.
    Key(String),
    /// A symbol, segment, load command or other named part of a binary.
    Symbol(String),
    /// An instruction of machine code, by the function it stands in and what it calls.
    Call {
        /// Name of the function: `-[Login signIn:]`.
        function: String,
        /// What it calls or takes: `_CCCrypt`, a selector, a constant.
        callee: String,
        /// Address of the instruction in the image.
        address: u64,
    },
    /// A place that only an offset names; bytes from the start of the artifact.
    Offset(u64),
}

impl Location {
    /// The artifact as a whole.
    pub fn file(artifact: impl Into<Arc<str>>) -> Self {
        Self { artifact: artifact.into(), place: Place::File }
    }

    /// A key path in a property list.
    pub fn key(artifact: impl Into<Arc<str>>, path: impl Into<String>) -> Self {
        Self { artifact: artifact.into(), place: Place::Key(path.into()) }
    }

    /// A symbol of a binary.
    pub fn symbol(artifact: impl Into<Arc<str>>, name: impl Into<String>) -> Self {
        Self { artifact: artifact.into(), place: Place::Symbol(name.into()) }
    }
}

impl Place {
    /// The part of the place that survives a rebuild: no line, no instruction, no offset.
    pub fn anchor(&self) -> String {
        match self {
            Place::File | Place::Offset(_) => String::new(),
            Place::Xml { path, attribute, .. } => format!("{path}@{}", attribute.as_deref().unwrap_or("")),
            Place::Code { class, method, .. } => format!("{class}->{method}"),
            Place::Key(path) => path.clone(),
            Place::Symbol(name) => name.clone(),
            Place::Call { function, callee, .. } => format!("{function} -> {callee}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => Ok(()),
            Place::Xml { path, attribute, line } => {
                f.write_str(path)?;
                if let Some(attribute) = attribute {
                    write!(f, "@{attribute}")?;
                }
                match line {
                    Some(line) => write!(f, ":{line}"),
                    None => Ok(()),
                }
            }
            Place::Code { class, method, pc } => {
                write!(f, "{class}->{method}")?;
                match pc {
                    Some(pc) => write!(f, "+{pc:#06x}"),
                    None => Ok(()),
                }
            }
            Place::Key(path) => f.write_str(path),
            Place::Symbol(name) => f.write_str(name),
            Place::Call { function, callee, address } => write!(f, "{function} -> {callee} ({address:#x})"),
            Place::Offset(offset) => write!(f, "{offset:#x}"),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::File => f.write_str(&self.artifact),
            _ => write!(f, "{} {}", self.artifact, self.place),
        }
    }
}
