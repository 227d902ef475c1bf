//! What a path or a file address of machine code is made of.

use facts::arm64::{Call, Value};

/// Calls within calls that are looked into.
const MAX_DEPTH: u32 = 8;

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// The home folder of the app.
    Home,
    /// A folder below it that keeps data: `Documents`, `Library`, `Library/Application Support`.
    Kept,
    /// Caches and temporary files; backups leave them out.
    Passing,
    /// The folder of an app group.
    Group,
    /// The app itself, which is signed.
    Bundle,
    /// It is written out from the start.
    Fixed,
    /// The caller says.
    Passed,
    /// Anywhere.
    Unknown,
}

/// A path: its beginning, and what is appended as far as it is known.
#[derive(Debug)]
pub(super) struct PathOf<'v> {
    pub(super) root: Root,
    /// Pieces in order; `None` for one that is not known.
    pub(super) parts: Vec<Option<&'v str>>,
}

impl<'v> PathOf<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        let mut path = Self { root: Root::Unknown, parts: Vec::new() };
        path.root = path.begin(value, 0);
        if let (Root::Home, Some(Some(first))) = (path.root, path.parts.first()) {
            let first = first.trim_start_matches('/');
            if first.starts_with("tmp") || first.starts_with("Library/Caches") {
                path.root = Root::Passing;
            }
        }
        path
    }

    /// Whether the app itself may write there.
    pub(super) fn is_writable(&self) -> bool {
        matches!(self.root, Root::Home | Root::Kept | Root::Passing | Root::Group)
    }

    /// What is known of the pieces, joined.
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| part.unwrap_or("…").trim_matches('/'));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    }

    fn begin(&mut self, value: &'v Value, depth: u32) -> Root {
        match value {
            Value::Text(text) | Value::CString(text) => {
                self.parts.push(Some(text));
                Root::Fixed
            }
            Value::Parameter(_) => Root::Passed,
            Value::Result(call) if depth < MAX_DEPTH => self.made(call, depth + 1),
            _ => Root::Unknown,
        }
    }

    fn made(&mut self, call: &'v Call, depth: u32) -> Root {
        let name = call.selector().or_else(|| call.symbol()).unwrap_or_default();
        match name {
            "_NSHomeDirectory" => Root::Home,
            "_NSTemporaryDirectory" | "temporaryDirectory" => Root::Passing,
            "_NSSearchPathForDirectoriesInDomains" => directory(call.arg(0)),
            "URLsForDirectory:inDomains:" | "URLForDirectory:inDomain:appropriateForURL:create:error:" => {
                directory(call.arg(2))
            }
            "containerURLForSecurityApplicationGroupIdentifier:" => Root::Group,
            "mainBundle"
            | "bundleForClass:"
            | "bundlePath"
            | "bundleURL"
            | "resourcePath"
            | "resourceURL"
            | "executablePath"
            | "executableURL"
            | "privateFrameworksPath"
            | "builtInPlugInsPath"
            | "privateFrameworksURL"
            | "builtInPlugInsURL" => Root::Bundle,
            _ if name.starts_with("pathForResource:") || name.starts_with("URLForResource:") => Root::Bundle,
            "firstObject"
            | "lastObject"
            | "objectAtIndex:"
            | "objectAtIndexedSubscript:"
            | "path"
            | "fileSystemRepresentation"
            | "UTF8String"
            | "absoluteString"
            | "absoluteURL"
            | "copy"
            | "standardizedURL"
            | "stringByStandardizingPath"
            | "URLByStandardizingPath" => self.begin(call.arg(0), depth),
            "stringByAppendingPathComponent:"
            | "URLByAppendingPathComponent:"
            | "URLByAppendingPathComponent:isDirectory:"
            | "stringByAppendingString:" => {
                let root = self.begin(call.arg(0), depth);
                self.parts.push(call.arg(2).text());
                root
            }
            "stringByDeletingLastPathComponent" | "URLByDeletingLastPathComponent" => {
                let root = self.begin(call.arg(0), depth);
                match self.parts.pop() {
                    Some(_) => root,
                    // Above where it began.
                    None if root == Root::Kept => Root::Home,
                    None => Root::Unknown,
                }
            }
            "stringWithFormat:" | "initWithFormat:" => {
                let format = call.arg(2).text().unwrap_or_default();
                match format.strip_prefix("%@") {
                    Some(rest) => {
                        let root = self.begin(call.arg(8), depth);
                        self.parts.push(Some(rest));
                        root
                    }
                    None if format.is_empty() || format.starts_with('%') => Root::Unknown,
                    None => {
                        self.parts.push(Some(format));
                        Root::Fixed
                    }
                }
            }
            "fileURLWithPath:"
            | "fileURLWithPath:isDirectory:"
            | "initFileURLWithPath:"
            | "initFileURLWithPath:isDirectory:"
            | "URLWithString:"
            | "initWithString:"
            | "stringWithUTF8String:"
            | "stringWithString:"
            | "bundleWithPath:"
            | "bundleWithURL:"
            | "initWithPath:"
            | "initWithURL:" => self.begin(call.arg(2), depth),
            _ => Root::Unknown,
        }
    }
}

/// `NSSearchPathDirectory`.
fn directory(value: &Value) -> Root {
    match value.int() {
        // Library, Documents, Application Support.
        Some(5 | 9 | 14) => Root::Kept,
        Some(13) => Root::Passing,
        _ => Root::Unknown,
    }
}
