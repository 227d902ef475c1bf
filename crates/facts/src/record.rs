//! Facts as named records with named fields, so that a rule can ask for them without code.
//!
//! A struct declared through [`records!`] is an ordinary typed struct for detectors and, from the same declaration, a
//! record for the `fact` question: there is no second list of field names.

use finding::Location;

use crate::{Fact, Tri, Value};

/// The type of a field, as a rule must write its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A text.
    Text,
}

/// A field of a record: its name in rules, its type, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in rules.
    pub name: &'static str,
    /// Type.
    pub kind: FieldType,
    /// One sentence for the rule reference.
    pub doc: &'static str,
}

/// A set of records: `manifest.application`, `manifest.component` ...
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Name in rules.
    pub name: &'static str,
    /// Fields in the order of their declaration.
    pub fields: &'static [Field],
}

impl Schema {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One value of a field, for a condition to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// A [`FieldType::Bool`].
    Bool(bool),
    /// A [`FieldType::Int`].
    Int(i64),
    /// A [`FieldType::Text`].
    Text(&'a str),
}

/// A field of one record.
pub trait AnyFact {
    /// Whether the condition holds for a value the field may take.
    fn test(&self, holds: &dyn Fn(Scalar<'_>) -> bool) -> Tri;
    /// Whether the package says it, rather than the platform's default.
    fn is_written(&self) -> bool;
    /// Where it is decided.
    fn origin(&self) -> &Location;
    /// The value as evidence shows it.
    fn display(&self) -> String;
}

/// A record of a set.
pub trait Record: Sync {
    /// The field of this name; the names are those of the set's [`Schema`].
    fn field(&self, name: &str) -> Option<&dyn AnyFact>;
    /// Where the record as a whole stands.
    fn origin(&self) -> &Location;
}

/// A type that a field may have.
pub trait FieldValue: std::fmt::Display {
    /// The type as rules see it.
    const KIND: FieldType;
    /// The value as a condition sees it.
    fn scalar(&self) -> Scalar<'_>;
}

impl FieldValue for bool {
    const KIND: FieldType = FieldType::Bool;
    fn scalar(&self) -> Scalar<'_> {
        Scalar::Bool(*self)
    }
}

impl FieldValue for i64 {
    const KIND: FieldType = FieldType::Int;
    fn scalar(&self) -> Scalar<'_> {
        Scalar::Int(*self)
    }
}

impl FieldValue for String {
    const KIND: FieldType = FieldType::Text;
    fn scalar(&self) -> Scalar<'_> {
        Scalar::Text(self)
    }
}

impl<T: FieldValue> AnyFact for Fact<T> {
    fn test(&self, holds: &dyn Fn(Scalar<'_>) -> bool) -> Tri {
        self.value.is(|value| holds(value.scalar()))
    }
    fn is_written(&self) -> bool {
        self.value.is_written()
    }
    fn origin(&self) -> &Location {
        &self.origin
    }
    fn display(&self) -> String {
        match &self.value {
            // A bare default text is empty more often than not; say so instead of showing nothing.
            Value::Default(value) if value.to_string().is_empty() => "(not set)".into(),
            value => value.to_string(),
        }
    }
}

/// Declares structs whose fields are [`Fact`]s, readable both as Rust fields and by name.
macro_rules! records {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident as $set:literal {
            $( $(#[doc = $fdoc:literal])+ $field:ident: $type:ty, )*
            $( plus { $( $(#[doc = $xdoc:literal])+ $extra:ident: $xtype:ty, )* } )?
        }
    )*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Debug, Clone)]
            pub struct $name {
                /// Where the element stands.
                pub origin: finding::Location,
                $( $(#[doc = $fdoc])+ pub $field: $crate::Fact<$type>, )*
                $($( $(#[doc = $xdoc])+ pub $extra: $xtype, )*)?
            }

            impl $name {
                /// The set's name and fields as rules see them.
                pub const SCHEMA: $crate::record::Schema = $crate::record::Schema {
                    name: $set,
                    fields: &[$($crate::record::Field {
                        name: stringify!($field),
                        kind: <$type as $crate::record::FieldValue>::KIND,
                        doc: concat!($($fdoc),+),
                    },)*],
                };
            }

            impl $crate::record::Record for $name {
                fn field(&self, name: &str) -> Option<&dyn $crate::record::AnyFact> {
                    match name {
                        $(stringify!($field) => Some(&self.$field),)*
                        _ => None,
                    }
                }
                fn origin(&self) -> &finding::Location {
                    &self.origin
                }
            }
        )*
    };
}
pub(crate) use records;
