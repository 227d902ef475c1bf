//! The names that a DEX needs: collected from classes, code and values, and taken apart.

use super::write::{ProtoKey, Writer};
use super::{Annotation, ClassBuilder, Insn, MethodBuilder, Name, Value};

impl Writer {
    pub(super) fn add_string(&mut self, text: &str) {
        self.strings.insert(text.encode_utf16().collect());
    }

    fn add_type(&mut self, type_: &str) {
        self.add_string(type_);
        self.types.insert(type_.into());
    }

    fn add_proto(&mut self, signature: &str) -> ProtoKey {
        let (parameters, result) = split_signature(signature);
        self.add_type(&result);
        for parameter in &parameters {
            self.add_type(parameter);
        }
        self.add_string(&shorty(&result, &parameters));
        let key = (result, parameters);
        self.protos.insert(key.clone());
        key
    }

    fn add_field(&mut self, class: &str, name: &str, type_: &str) {
        self.add_type(class);
        self.add_type(type_);
        self.add_string(name);
        self.fields.insert((class.into(), name.into(), type_.into()));
    }

    fn add_method(&mut self, class: &str, name: &str, signature: &str) {
        self.add_type(class);
        self.add_string(name);
        let proto = self.add_proto(signature);
        self.methods.insert((class.into(), name.into(), proto));
    }

    pub(super) fn add_class(&mut self, class: &ClassBuilder) {
        self.add_type(&class.name);
        for type_ in class.superclass.iter().chain(&class.interfaces) {
            self.add_type(type_);
        }
        if let Some(source) = &class.source {
            self.add_string(source);
        }
        self.add_annotations(&class.annotations);
        for field in &class.fields {
            self.add_field(&class.name, &field.name, &field.type_);
            self.add_annotations(&field.annotations);
            if let Some(value) = &field.value {
                self.add_value(value);
            }
        }
        for method in &class.methods {
            self.add_method(&class.name, &method.name, &method.signature);
            self.add_annotations(&method.annotations);
            for (_, _, type_, _) in &method.handlers {
                type_.iter().for_each(|type_| self.add_type(type_));
            }
            for insn in method.code.iter().flatten() {
                match insn {
                    Insn::Ref(_, Name::String(text), _) => self.add_string(text),
                    Insn::Ref(_, Name::Type(type_), _) => self.add_type(type_),
                    Insn::Ref(_, Name::Field(field), _) => {
                        let (class, name, type_) = split_field(field);
                        self.add_field(class, name, type_);
                    }
                    Insn::Ref(_, Name::Method(method), _) => {
                        let (class, name, signature) = split_method(method);
                        self.add_method(class, name, signature);
                    }
                    _ => {}
                }
            }
        }
    }

    fn add_annotations(&mut self, annotations: &[Annotation]) {
        for (type_, elements) in annotations {
            self.add_value(&Value::Annotation(type_.clone(), elements.clone()));
        }
    }

    fn add_value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add_string(text),
            Value::Type(type_) => self.add_type(type_),
            Value::Array(values) => values.iter().for_each(|value| self.add_value(value)),
            Value::Annotation(type_, elements) => {
                self.add_type(type_);
                for (name, value) in elements {
                    self.add_string(name);
                    self.add_value(value);
                }
            }
            _ => {}
        }
    }
}

pub(super) fn field_key(class: &ClassBuilder, name: &str, type_: &str) -> (String, String, String) {
    (class.name.clone(), name.into(), type_.into())
}

pub(super) fn method_key(class: &ClassBuilder, method: &MethodBuilder) -> (String, String, ProtoKey) {
    let (parameters, result) = split_signature(&method.signature);
    (class.name.clone(), method.name.clone(), (result, parameters))
}

/// `Lcls;->name:type`.
pub(super) fn split_field(field: &str) -> (&str, &str, &str) {
    let (class, rest) = field.split_once("->").expect("a field is Lcls;->name:type");
    let (name, type_) = rest.split_once(':').expect("a field is Lcls;->name:type");
    (class, name, type_)
}

/// `Lcls;->name(args)ret`.
pub(super) fn split_method(method: &str) -> (&str, &str, &str) {
    let (class, rest) = method.split_once("->").expect("a method is Lcls;->name(args)ret");
    let (name, signature) = rest.split_at(rest.find('(').expect("a method is Lcls;->name(args)ret"));
    (class, name, signature)
}

/// Parameters and return type of `(args)ret`.
pub(super) fn split_signature(signature: &str) -> (Vec<String>, String) {
    let (arguments, result) =
        signature.strip_prefix('(').and_then(|rest| rest.split_once(')')).expect("a signature is (args)ret");
    let mut parameters = vec![];
    let mut rest = arguments;
    while !rest.is_empty() {
        let array = rest.len() - rest.trim_start_matches('[').len();
        let end = match rest[array..].starts_with('L') {
            true => rest.find(';').expect("a class name ends with ;") + 1,
            false => array + 1,
        };
        parameters.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    (parameters, result.into())
}

pub(super) fn shorty(result: &str, parameters: &[String]) -> String {
    let letter =
        |type_: &str| if type_.starts_with(['L', '[']) { 'L' } else { type_.chars().next().expect("a type") };
    std::iter::once(result).chain(parameters.iter().map(String::as_str)).map(letter).collect()
}
