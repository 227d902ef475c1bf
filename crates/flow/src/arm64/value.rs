//! What the code of an image passes: calls, their arguments, and where they stand.

use std::sync::Arc;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Anything.
    Unknown,
    /// A number; null, booleans and option sets are numbers.
    Int(u64),
    /// A constant `NSString` or `CFString`.
    Text(Arc<str>),
    /// A zero-terminated string of a string section.
    CString(Arc<str>),
    /// Data of the image that lies there before it runs.
    Data {
        /// Its address.
        address: u64,
        /// Name of its section: `__const`.
        section: Arc<str>,
    },
    /// Code of the image.
    Function(u64),
    /// An Objective-C class.
    Class(Arc<str>),
    /// A selector.
    Selector(Arc<str>),
    /// The address of an imported symbol.
    Symbol(Arc<str>),
    /// What an imported variable holds, such as `_kSecAttrAccessible`.
    Content(Arc<str>),
    /// What a call returned.
    Result(Arc<Call>),
    /// A value that was calculated from what a call returned, or that depends on it.
    From(Arc<Call>),
    /// What the caller passes in this register, counted from 0.
    Parameter(u8),
    /// A member of what the caller passes: of `self`, of the captured variables of a block.
    Member {
        /// The register.
        parameter: u8,
        /// Bytes from the start of the object.
        offset: i32,
    },
    /// A block whose code is at this address.
    Block(u64),
    /// Room on the stack that begins with these words.
    Stack(Arc<[Value]>),
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// A function of another image, underscore included.
    Symbol(Arc<str>),
    /// A method, by its selector; the receiver is the first argument.
    Selector(Arc<str>),
    /// A method whose selector is not known.
    Message,
    /// A function of this image.
    Function(u64),
    /// A block that the value is.
    Block(Box<Value>),
    /// Code behind a pointer.
    Unknown,
}

/// A call with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Address of the instruction.
    pub pc: u64,
    /// What is called.
    pub callee: Callee,
    /// Whether the method of the superclass is called.
    pub to_super: bool,
    /// The eight registers of arguments, then the words on the stack as far as they are known. How many of them are
    /// arguments is for whoever knows the callee to say.
    pub args: Vec<Value>,
}

/// A function of the image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    /// Name in the symbol table, `-[Class selector:]`, or `block in` one of these. `None` where nothing names it.
    pub name: Option<Arc<str>>,
    /// Its address.
    pub address: u64,
}

/// A call and the function it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The function.
    pub function: Function,
    /// The call.
    pub call: Call,
    /// The function of the image that makes the call with what it is given here, if it is not made here itself.
    pub through: Option<Arc<str>>,
    /// Whether callers were found that supply what the call passes on; each has a row of its own.
    pub is_followed: bool,
}

/// A place that takes a symbol: reads a constant, or names a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The function.
    pub function: Function,
    /// Address of the instruction.
    pub pc: u64,
    /// The symbol, underscore included: `_OBJC_CLASS_$_UIWebView`.
    pub symbol: Arc<str>,
}

impl Value {
    /// The number.
    pub fn int(&self) -> Option<u64> {
        match self {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The text of a constant string of either kind.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::CString(text) => Some(text),
            _ => None,
        }
    }

    /// The call it is the result of.
    pub fn result(&self) -> Option<&Call> {
        match self {
            Value::Result(call) => Some(call),
            _ => None,
        }
    }

    /// The variable of another image it was read from.
    pub fn content(&self) -> Option<&str> {
        match self {
            Value::Content(symbol) => Some(symbol),
            _ => None,
        }
    }
}

impl Call {
    /// An argument by its position; unknown where there is none.
    pub fn arg(&self, at: usize) -> &Value {
        self.args.get(at).unwrap_or(&Value::Unknown)
    }

    /// The selector of a method call.
    pub fn selector(&self) -> Option<&str> {
        match &self.callee {
            Callee::Selector(selector) => Some(selector),
            _ => None,
        }
    }

    /// The imported function that is called.
    pub fn symbol(&self) -> Option<&str> {
        match &self.callee {
            Callee::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }

    /// Class of the receiver: the class that is called itself, or that the receiver was made of in this function.
    pub fn receiver(&self) -> Option<&str> {
        let mut value = self.arg(0);
        // `[[X alloc] init]`, `[X new]`, `[[X shared] thing]` and so on: the class at the end of the chain.
        for _ in 0..8 {
            match value {
                Value::Class(class) => return Some(class),
                Value::Result(call) if makes_instance(call) => value = call.arg(0),
                _ => return None,
            }
        }
        None
    }
}

/// Whether what a call returns is an instance of its receiver.
fn makes_instance(call: &Call) -> bool {
    match &call.callee {
        Callee::Symbol(symbol) => {
            matches!(&**symbol, "_objc_alloc" | "_objc_alloc_init" | "_objc_opt_new" | "_objc_allocWithZone")
        }
        Callee::Selector(selector) => {
            let first = matches!(call.arg(0), Value::Class(_));
            // A class method that begins with a small letter of its class's name makes an instance; so do the usual ones.
            matches!(&**selector, "alloc" | "new" | "self" | "copy" | "mutableCopy" | "allocWithZone:")
                || selector.starts_with("init")
                || (first && !selector.starts_with("set") && !selector.starts_with("is"))
        }
        _ => false,
    }
}
