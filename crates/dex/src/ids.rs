//! The index types and the fixed-size id tables: types, prototypes, fields, methods.
//!
//! Source: `type_id_item`, `proto_id_item`, `field_id_item` and `method_id_item` of the DEX format documentation.

use std::borrow::Cow;

use crate::{Dex, TypeList, mutf8};

macro_rules! indexes {
    ($($name:ident $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub u32);
        )*
    };
}

indexes! {
    StringIdx "Position in the string table of one DEX.";
    TypeIdx "Position in the type table of one DEX.";
    ProtoIdx "Position in the prototype table of one DEX.";
    FieldIdx "Position in the field table of one DEX.";
    MethodIdx "Position in the method table of one DEX.";
    CallSiteIdx "Position in the call site table of one DEX.";
    MethodHandleIdx "Position in the method handle table of one DEX.";
}

/// A reference to a field, of this DEX or of another: `field_id_item`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// Type that the reference names; the field may be declared in a super type.
    pub class: TypeIdx,
    /// Type of the value.
    pub type_: TypeIdx,
    /// Name without type.
    pub name: StringIdx,
}

/// A reference to a method, of this DEX or of another: `method_id_item`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MethodRef {
    /// Type that the reference names; the method may be declared in a super type.
    pub class: TypeIdx,
    /// Parameters and return type.
    pub proto: ProtoIdx,
    /// Name without parameters.
    pub name: StringIdx,
}

/// Parameters and return type of a method: `proto_id_item`.
#[derive(Debug, Clone)]
pub struct Proto<'a> {
    /// Return type first, then parameters, one letter each, every reference as `L`.
    pub shorty: StringIdx,
    /// Type of the result; `V` is `void`.
    pub return_type: TypeIdx,
    parameters: TypeList<'a>,
}

impl<'a> Proto<'a> {
    /// Types of the parameters in order, without the receiver; at most [`MAX_PARAMETERS`].
    pub fn parameters(&self) -> TypeList<'a> {
        self.parameters.clone()
    }
}

/// Registers that the parameters of one method may take, so no valid prototype lists more types.
pub const MAX_PARAMETERS: usize = 255;

/// Longest signature that is put together, in bytes: hostile names of many megabytes must not be copied once a method.
const MAX_SIGNATURE: usize = 1 << 16;

impl<'a> Dex<'a> {
    /// Entries of the type table that lie in the data.
    pub fn type_count(&self) -> u32 {
        count(self.type_ids)
    }

    /// Entries of the prototype table that lie in the data.
    pub fn proto_count(&self) -> u32 {
        count(self.proto_ids)
    }

    /// Entries of the field table that lie in the data.
    pub fn field_count(&self) -> u32 {
        count(self.field_ids)
    }

    /// Entries of the method table that lie in the data.
    pub fn method_count(&self) -> u32 {
        count(self.method_ids)
    }

    /// Name of a type, for example `Ljava/lang/String;` or `[I`.
    pub fn type_descriptor(&self, idx: TypeIdx) -> Option<Cow<'a, str>> {
        self.type_descriptor_bytes(idx).map(mutf8::decode)
    }

    /// Name of a type as raw MUTF-8.
    pub fn type_descriptor_bytes(&self, idx: TypeIdx) -> Option<&'a [u8]> {
        self.string_bytes(self.type_name(idx)?)
    }

    /// String that names a type.
    pub fn type_name(&self, idx: TypeIdx) -> Option<StringIdx> {
        let item = self.type_ids.get(usize::try_from(idx.0).ok()?)?;
        Some(StringIdx(u32::from_le_bytes(*item)))
    }

    /// The type of that descriptor. Of entries that name one type twice, which the format forbids, any one.
    pub fn find_type(&self, descriptor: &str) -> Option<TypeIdx> {
        let name = self.find_string(&mutf8::encode(descriptor))?.0;
        let key = |item: &[u8; 4]| u32::from_le_bytes(*item);
        let sorted = *self.types_sorted.get_or_init(|| self.type_ids.is_sorted_by_key(key));
        let at = if sorted {
            self.type_ids.binary_search_by_key(&name, key).ok()?
        } else {
            self.type_ids.iter().position(|item| key(item) == name)?
        };
        u32::try_from(at).ok().map(TypeIdx)
    }

    /// A prototype by index.
    pub fn proto(&self, idx: ProtoIdx) -> Option<Proto<'a>> {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = *self.proto_ids.get(usize::try_from(idx.0).ok()?)?;
        let parameters = u32::from_le_bytes([i, j, k, l]);
        Some(Proto {
            shorty: StringIdx(u32::from_le_bytes([a, b, c, d])),
            return_type: TypeIdx(u32::from_le_bytes([e, f, g, h])),
            parameters: TypeList::at(self, parameters, MAX_PARAMETERS),
        })
    }

    /// A field reference by index.
    pub fn field(&self, idx: FieldIdx) -> Option<FieldRef> {
        self.field_ids.get(usize::try_from(idx.0).ok()?).map(field_ref)
    }

    /// A method reference by index.
    pub fn method(&self, idx: MethodIdx) -> Option<MethodRef> {
        self.method_ids.get(usize::try_from(idx.0).ok()?).map(method_ref)
    }

    /// Every field reference of the table, in its order.
    pub fn field_refs(&self) -> impl Iterator<Item = (FieldIdx, FieldRef)> + use<'a> {
        (0u32..).map(FieldIdx).zip(self.field_ids.iter().map(field_ref))
    }

    /// Every method reference of the table, in its order: what a rule resolves its names against before any code is read.
    pub fn method_refs(&self) -> impl Iterator<Item = (MethodIdx, MethodRef)> + use<'a> {
        (0u32..).map(MethodIdx).zip(self.method_ids.iter().map(method_ref))
    }

    /// `Lcls;->name:type`; `None` when a part cannot be read or the whole would pass 64 KiB.
    pub fn field_signature(&self, idx: FieldIdx) -> Option<String> {
        let field = self.field(idx)?;
        let mut signature = Signature::default();
        signature.text(self.type_descriptor(field.class)?)?;
        signature.text("->".into())?;
        signature.text(self.string(field.name)?)?;
        signature.text(":".into())?;
        signature.text(self.type_descriptor(field.type_)?)?;
        Some(signature.0)
    }

    /// `Lcls;->name(args)ret`; `None` when a part cannot be read or the whole would pass 64 KiB.
    pub fn method_signature(&self, idx: MethodIdx) -> Option<String> {
        let method = self.method(idx)?;
        let mut signature = Signature::default();
        signature.text(self.type_descriptor(method.class)?)?;
        signature.text("->".into())?;
        signature.text(self.string(method.name)?)?;
        self.write_proto(method.proto, &mut signature)?;
        Some(signature.0)
    }

    /// `(args)ret`; `None` when a part cannot be read or the whole would pass 64 KiB.
    pub fn proto_signature(&self, idx: ProtoIdx) -> Option<String> {
        let mut signature = Signature::default();
        self.write_proto(idx, &mut signature)?;
        Some(signature.0)
    }

    fn write_proto(&self, idx: ProtoIdx, signature: &mut Signature) -> Option<()> {
        let proto = self.proto(idx)?;
        signature.text("(".into())?;
        for parameter in proto.parameters() {
            signature.text(self.type_descriptor(parameter)?)?;
        }
        signature.text(")".into())?;
        signature.text(self.type_descriptor(proto.return_type)?)
    }
}

/// A text that stops growing at [`MAX_SIGNATURE`].
#[derive(Default)]
struct Signature(String);

impl Signature {
    fn text(&mut self, part: Cow<'_, str>) -> Option<()> {
        if self.0.len().saturating_add(part.len()) > MAX_SIGNATURE {
            return None;
        }
        self.0.push_str(&part);
        Some(())
    }
}

/// Length of a table. A table never passes the 32-bit count it was cut from.
pub(crate) fn count<T>(table: &[T]) -> u32 {
    u32::try_from(table.len()).unwrap_or(u32::MAX)
}

fn field_ref(item: &[u8; 8]) -> FieldRef {
    let (class, type_, name) = parts(item);
    FieldRef { class: TypeIdx(class), type_: TypeIdx(type_), name: StringIdx(name) }
}

fn method_ref(item: &[u8; 8]) -> MethodRef {
    let (class, proto, name) = parts(item);
    MethodRef { class: TypeIdx(class), proto: ProtoIdx(proto), name: StringIdx(name) }
}

/// Two 16-bit numbers and a 32-bit one: the shape of field and method ids.
fn parts(item: &[u8; 8]) -> (u32, u32, u32) {
    let [a, b, c, d, e, f, g, h] = *item;
    (u16::from_le_bytes([a, b]).into(), u16::from_le_bytes([c, d]).into(), u32::from_le_bytes([e, f, g, h]))
}
