//! DEX files from names: the builder makes the tables, sorts them as the format demands and resolves every reference in code.
//!
//! ```
//! # use appraise_testkit as testkit;
//! use testkit::dex::{DexBuilder, insn};
//!
//! let bytes = DexBuilder::new()
//!     .class("La/B;", |class| {
//!         class.method("m", "()V", |method| {
//!             method.registers(1).code([
//!                 insn::const_string(0, "AES"),
//!                 insn::invoke_static("Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;", &[0]),
//!                 insn::return_void(),
//!             ])
//!         })
//!     })
//!     .build();
//! assert!(bytes.starts_with(b"dex\n035\0"));
//! ```

mod code;
mod names;
mod write;

use write::Writer;

const STATIC: u32 = 0x8;

/// A DEX to be written. The knobs at the end break what the rest would write rightly.
#[derive(Clone, Default)]
pub struct DexBuilder {
    version: Option<[u8; 3]>,
    strings: Vec<String>,
    classes: Vec<ClassBuilder>,
    patches: Vec<(usize, Vec<u8>)>,
    appended: Vec<u8>,
}

/// A class to be written: public, below `java.lang.Object`, unless told otherwise.
#[derive(Clone)]
pub struct ClassBuilder {
    name: String,
    access: u32,
    superclass: Option<String>,
    interfaces: Vec<String>,
    source: Option<String>,
    fields: Vec<FieldEntry>,
    methods: Vec<MethodBuilder>,
    annotations: Vec<Annotation>,
}

#[derive(Clone)]
struct FieldEntry {
    name: String,
    type_: String,
    access: u32,
    value: Option<Value>,
    annotations: Vec<Annotation>,
}

/// A method to be written: public and static, unless told otherwise; without code when none is given.
#[derive(Clone)]
pub struct MethodBuilder {
    name: String,
    signature: String,
    access: u32,
    registers: u16,
    code: Option<Vec<Insn>>,
    handlers: Vec<(String, String, Option<String>, String)>,
    lines: Vec<(u32, u32)>,
    annotations: Vec<Annotation>,
}

/// A constant of a static field or an annotation element.
#[derive(Clone)]
#[allow(missing_docs, reason = "the names are those of the specification without `VALUE_`")]
pub enum Value {
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Boolean(bool),
    String(String),
    Type(String),
    Null,
    Array(Vec<Value>),
    Annotation(String, Vec<(String, Value)>),
}

type Annotation = (String, Vec<(String, Value)>);

/// One instruction, its references by name; made by the functions of [`insn`].
#[derive(Clone)]
pub enum Insn {
    /// Code units as they are.
    Raw(Vec<u16>),
    /// Units before and behind the index of what is named.
    Ref(Vec<u16>, Name, Vec<u16>),
    /// First byte pair of a branch, and the label it goes to; the offset has 16 bits.
    Branch(u16, String),
    /// Register, bytes of an element, the elements.
    Array(u8, u16, Vec<u8>),
    /// A place for branches and handlers.
    Label(String),
}

/// What an instruction refers to.
#[derive(Clone)]
#[allow(missing_docs, reason = "the names are those of the tables")]
pub enum Name {
    String(String),
    Type(String),
    Field(String),
    Method(String),
}

/// Instructions by mnemonic. Registers are 8 bits wide where the format has room, else 4.
#[allow(missing_docs, reason = "each function is named after its mnemonic")]
pub mod insn {
    use super::{Insn, Name};

    fn aa(op: u8, a: u8) -> u16 {
        u16::from_le_bytes([op, a])
    }

    fn one(op: u8, a: u8, name: Name) -> Insn {
        Insn::Ref(vec![aa(op, a)], name, vec![])
    }

    pub fn raw(units: &[u16]) -> Insn {
        Insn::Raw(units.to_vec())
    }
    pub fn label(name: &str) -> Insn {
        Insn::Label(name.into())
    }
    pub fn const_string(a: u8, text: &str) -> Insn {
        one(0x1a, a, Name::String(text.into()))
    }
    pub fn const_class(a: u8, type_: &str) -> Insn {
        one(0x1c, a, Name::Type(type_.into()))
    }
    pub fn const16(a: u8, value: i16) -> Insn {
        raw(&[aa(0x13, a), value.cast_unsigned()])
    }
    pub fn const32(a: u8, value: i32) -> Insn {
        let [low, high] = [value as u16, (value >> 16) as u16];
        raw(&[aa(0x14, a), low, high])
    }
    pub fn move_object(a: u8, b: u8) -> Insn {
        raw(&[aa(0x07, (b << 4) | a)])
    }
    pub fn move_result(a: u8) -> Insn {
        raw(&[aa(0x0a, a)])
    }
    pub fn move_result_object(a: u8) -> Insn {
        raw(&[aa(0x0c, a)])
    }
    pub fn move_exception(a: u8) -> Insn {
        raw(&[aa(0x0d, a)])
    }
    pub fn return_void() -> Insn {
        raw(&[0x0e])
    }
    pub fn return_value(a: u8) -> Insn {
        raw(&[aa(0x0f, a)])
    }
    pub fn return_object(a: u8) -> Insn {
        raw(&[aa(0x11, a)])
    }
    pub fn throw(a: u8) -> Insn {
        raw(&[aa(0x27, a)])
    }
    pub fn check_cast(a: u8, type_: &str) -> Insn {
        one(0x1f, a, Name::Type(type_.into()))
    }
    pub fn new_instance(a: u8, type_: &str) -> Insn {
        one(0x22, a, Name::Type(type_.into()))
    }
    pub fn new_array(a: u8, size: u8, type_: &str) -> Insn {
        one(0x23, (size << 4) | a, Name::Type(type_.into()))
    }
    pub fn fill_array_data(a: u8, width: u16, data: &[u8]) -> Insn {
        Insn::Array(a, width, data.to_vec())
    }
    pub fn goto(label: &str) -> Insn {
        Insn::Branch(0x29, label.into())
    }
    pub fn if_eqz(a: u8, label: &str) -> Insn {
        Insn::Branch(aa(0x38, a), label.into())
    }
    pub fn if_nez(a: u8, label: &str) -> Insn {
        Insn::Branch(aa(0x39, a), label.into())
    }
    pub fn if_eq(a: u8, b: u8, label: &str) -> Insn {
        Insn::Branch(aa(0x32, (b << 4) | a), label.into())
    }
    pub fn if_ne(a: u8, b: u8, label: &str) -> Insn {
        Insn::Branch(aa(0x33, (b << 4) | a), label.into())
    }
    /// `sget` and `sput` of any width by opcode, `0x60` to `0x6d`; the field as `Lcls;->name:type`.
    pub fn static_field(op: u8, a: u8, field: &str) -> Insn {
        one(op, a, Name::Field(field.into()))
    }
    pub fn sget(a: u8, field: &str) -> Insn {
        static_field(0x60, a, field)
    }
    pub fn sget_object(a: u8, field: &str) -> Insn {
        static_field(0x62, a, field)
    }
    pub fn sput_object(a: u8, field: &str) -> Insn {
        static_field(0x69, a, field)
    }
    /// `iget` and `iput` of any width by opcode, `0x52` to `0x5f`.
    pub fn instance_field(op: u8, a: u8, object: u8, field: &str) -> Insn {
        one(op, (object << 4) | a, Name::Field(field.into()))
    }
    pub fn iget_object(a: u8, object: u8, field: &str) -> Insn {
        instance_field(0x54, a, object, field)
    }
    pub fn iput_object(a: u8, object: u8, field: &str) -> Insn {
        instance_field(0x5b, a, object, field)
    }
    /// Any `invoke-*` by opcode; the method as `Lcls;->name(args)ret`. More than five registers or one above 15 need the range form.
    pub fn invoke(op: u8, method: &str, registers: &[u8]) -> Insn {
        let at = |index: usize| u16::from(registers.get(index).copied().unwrap_or(0));
        assert!(registers.len() <= 5 && registers.iter().all(|register| *register < 16), "use invoke_range");
        let count = (registers.len() as u8) << 4;
        let list = at(0) | (at(1) << 4) | (at(2) << 8) | (at(3) << 12);
        Insn::Ref(vec![aa(op, count | at(4) as u8)], Name::Method(method.into()), vec![list])
    }
    pub fn invoke_virtual(method: &str, registers: &[u8]) -> Insn {
        invoke(0x6e, method, registers)
    }
    pub fn invoke_super(method: &str, registers: &[u8]) -> Insn {
        invoke(0x6f, method, registers)
    }
    pub fn invoke_direct(method: &str, registers: &[u8]) -> Insn {
        invoke(0x70, method, registers)
    }
    pub fn invoke_static(method: &str, registers: &[u8]) -> Insn {
        invoke(0x71, method, registers)
    }
    pub fn invoke_interface(method: &str, registers: &[u8]) -> Insn {
        invoke(0x72, method, registers)
    }
    /// Any `invoke-*/range` by opcode, `0x74` to `0x78`.
    pub fn invoke_range(op: u8, method: &str, first: u16, count: u8) -> Insn {
        Insn::Ref(vec![aa(op, count)], Name::Method(method.into()), vec![first])
    }
}

impl DexBuilder {
    /// A DEX of version 035 with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a class, for example `La/B;`.
    pub fn class(mut self, name: &str, build: impl FnOnce(ClassBuilder) -> ClassBuilder) -> Self {
        let superclass = Some("Ljava/lang/Object;".into());
        self.classes.push(build(ClassBuilder {
            name: name.into(),
            access: 1,
            superclass,
            interfaces: vec![],
            source: None,
            fields: vec![],
            methods: vec![],
            annotations: vec![],
        }));
        self
    }

    /// Adds a string that no code needs.
    pub fn string(mut self, text: &str) -> Self {
        self.strings.push(text.into());
        self
    }

    /// The three digits of the version.
    pub fn version(mut self, digits: &[u8; 3]) -> Self {
        self.version = Some(*digits);
        self
    }

    /// Overwrites a 32-bit number after the checksums were made: a header field by its offset, or any other place.
    pub fn put(self, offset: usize, value: u32) -> Self {
        self.patch(offset, &value.to_le_bytes())
    }

    /// Overwrites bytes after the checksums were made.
    pub fn patch(mut self, offset: usize, bytes: &[u8]) -> Self {
        self.patches.push((offset, bytes.to_vec()));
        self
    }

    /// Adds bytes behind what the header counts.
    pub fn append(mut self, bytes: &[u8]) -> Self {
        self.appended.extend(bytes);
        self
    }

    /// The bytes.
    pub fn build(self) -> Vec<u8> {
        let mut out = Writer::new(&self).write(&self);
        for (offset, bytes) in &self.patches {
            out[*offset..*offset + bytes.len()].copy_from_slice(bytes);
        }
        out.extend(&self.appended);
        out
    }
}

impl ClassBuilder {
    /// `access_flags`.
    pub fn access(mut self, flags: u32) -> Self {
        self.access = flags;
        self
    }

    /// The class it extends.
    pub fn superclass(mut self, name: &str) -> Self {
        self.superclass = Some(name.into());
        self
    }

    /// Adds an interface.
    pub fn interface(mut self, name: &str) -> Self {
        self.interfaces.push(name.into());
        self
    }

    /// Name of the source file.
    pub fn source(mut self, name: &str) -> Self {
        self.source = Some(name.into());
        self
    }

    /// Adds a public static field with its first value.
    pub fn static_field(self, name: &str, type_: &str, value: Option<Value>) -> Self {
        self.field(name, type_, 0x1 | STATIC, value)
    }

    /// Adds a private instance field.
    pub fn instance_field(self, name: &str, type_: &str) -> Self {
        self.field(name, type_, 0x2, None)
    }

    /// Adds a field; `access` says whether it is static.
    pub fn field(mut self, name: &str, type_: &str, access: u32, value: Option<Value>) -> Self {
        self.fields.push(FieldEntry {
            name: name.into(),
            type_: type_.into(),
            access,
            value,
            annotations: vec![],
        });
        self
    }

    /// Annotates the field added last.
    pub fn field_annotation(mut self, type_: &str) -> Self {
        self.fields.last_mut().expect("a field to annotate").annotations.push((type_.into(), vec![]));
        self
    }

    /// Adds a method; the signature is `(args)ret`.
    pub fn method(
        mut self,
        name: &str,
        signature: &str,
        build: impl FnOnce(MethodBuilder) -> MethodBuilder,
    ) -> Self {
        let access = if name == "<init>" { 0x10001 } else { 0x1 | STATIC };
        self.methods.push(build(MethodBuilder {
            name: name.into(),
            signature: signature.into(),
            access,
            registers: 4,
            code: None,
            handlers: vec![],
            lines: vec![],
            annotations: vec![],
        }));
        self
    }

    /// Annotates the class.
    pub fn annotation(mut self, type_: &str, elements: &[(&str, Value)]) -> Self {
        let elements = elements.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        self.annotations.push((type_.into(), elements));
        self
    }
}

impl MethodBuilder {
    /// `access_flags`.
    pub fn access(mut self, flags: u32) -> Self {
        self.access = flags;
        self
    }

    /// Registers of the method, those of its parameters included; never fewer than these take.
    pub fn registers(mut self, count: u16) -> Self {
        self.registers = count;
        self
    }

    /// The instructions.
    pub fn code(mut self, code: impl IntoIterator<Item = Insn>) -> Self {
        self.code = Some(code.into_iter().collect());
        self
    }

    /// Adds a `try` from one label to another; the type is `None` for any exception.
    pub fn handler(mut self, start: &str, end: &str, type_: Option<&str>, target: &str) -> Self {
        self.handlers.push((start.into(), end.into(), type_.map(Into::into), target.into()));
        self
    }

    /// The line table: code unit and line, in order.
    pub fn lines(mut self, lines: &[(u32, u32)]) -> Self {
        self.lines = lines.to_vec();
        self
    }

    /// Annotates the method.
    pub fn annotation(mut self, type_: &str) -> Self {
        self.annotations.push((type_.into(), vec![]));
        self
    }
}
