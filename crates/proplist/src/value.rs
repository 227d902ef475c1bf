use std::fmt;

/// One value of a property list.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// The null of a binary list, and the place of a value that could not be read.
    #[default]
    Null,
    /// Keys and values in their written order, duplicates included; the last one of a key counts.
    ///
    /// A binary dictionary with duplicate keys is kept in reverse order: Core Foundation takes the last value of a
    /// key in XML (`CFDictionarySetValue`) and the first in a binary list (linear search, `CFBasicHashAddValue`).
    Dict(Vec<(String, Value)>),
    /// Values in their written order.
    Array(Vec<Value>),
    /// Text. What is no Unicode became U+FFFD.
    String(String),
    /// A whole number; valid ones lie between -2^63 and 2^64 - 1.
    Integer(i128),
    /// A floating-point number.
    Real(f64),
    /// `true` or `false`.
    Bool(bool),
    /// Seconds since 1970-01-01T00:00:00Z.
    Date(i64),
    /// Bytes.
    Data(Vec<u8>),
    /// Object number of a keyed archive.
    Uid(u64),
}

impl Value {
    /// The value of a key, if this is a dictionary that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_dict()?.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Keys and values of a dictionary.
    pub fn as_dict(&self) -> Option<&[(String, Value)]> {
        match self {
            Self::Dict(entries) => Some(entries),
            _ => None,
        }
    }

    /// Values of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// Text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn as_integer(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// A number, whole or not.
    pub fn as_real(&self) -> Option<f64> {
        match self {
            Self::Real(number) => Some(*number),
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// A Boolean, exactly: the texts `YES` and `true` are none.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A Boolean as `-[NSObject boolValue]` sees it: also numbers, and strings that begin like yes.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Bool(value) => *value,
            Self::Integer(number) => *number != 0,
            Self::Real(number) => *number != 0.0,
            Self::String(text) => {
                let text = text.trim_start().trim_start_matches(['+', '-']).trim_start_matches('0');
                text.starts_with(['Y', 'y', 'T', 't', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            }
            _ => false,
        }
    }

    /// A date in seconds since 1970-01-01T00:00:00Z.
    pub fn as_date(&self) -> Option<i64> {
        match self {
            Self::Date(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// Bytes of a data value.
    pub fn as_data(&self) -> Option<&[u8]> {
        match self {
            Self::Data(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Keys that a dictionary holds more than once, each named once, sorted.
    pub fn duplicate_keys(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.as_dict().unwrap_or_default().iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let mut twice: Vec<&str> = names
            .windows(2)
            .filter_map(|pair| pair.first().filter(|name| pair.last() == Some(name)))
            .copied()
            .collect();
        twice.dedup();
        twice
    }

    /// Every value with its path, this one first, each container before its contents, in written order.
    pub fn walk(&self) -> Walk<'_> {
        Walk { next: Some(self), open: Vec::new() }
    }
}

/// One step of a path into a property list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step<'a> {
    /// A key of a dictionary.
    Key(&'a str),
    /// A position in an array, from 0.
    Index(usize),
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// See [`Value::walk`].
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    next: Option<&'a Value>,
    open: Vec<(&'a Value, usize)>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = (Vec<Step<'a>>, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        if self.next.is_none() {
            while let Some((container, index)) = self.open.last_mut() {
                *index = index.saturating_add(1);
                self.next = child(container, *index);
                if self.next.is_some() {
                    break;
                }
                self.open.pop();
            }
        }
        let value = self.next.take()?;
        let path = self.open.iter().filter_map(|(container, index)| step(container, *index)).collect();
        if let Some(first) = child(value, 0) {
            self.open.push((value, 0));
            self.next = Some(first);
        }
        Some((path, value))
    }
}

fn child(container: &Value, index: usize) -> Option<&Value> {
    match container {
        Value::Dict(entries) => entries.get(index).map(|(_, value)| value),
        Value::Array(values) => values.get(index),
        _ => None,
    }
}

fn step(container: &Value, index: usize) -> Option<Step<'_>> {
    match container {
        Value::Dict(entries) => entries.get(index).map(|(name, _)| Step::Key(name)),
        _ => Some(Step::Index(index)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        Value::Dict(vec![
            ("a".into(), Value::Array(vec![Value::Bool(true), Value::Array(vec![])])),
            ("b".into(), Value::Dict(vec![("c".into(), Value::Integer(1)), ("c".into(), Value::Integer(2))])),
        ])
    }

    #[test]
    fn the_last_of_two_equal_keys_counts_and_both_are_kept() {
        let value = sample();
        assert_eq!(value.at(&["b", "c"]), Some(&Value::Integer(2)));
        assert_eq!(value.at(&["b", "c", "d"]), None);
        assert_eq!(value.get("b").map(Value::duplicate_keys), Some(vec!["c"]));
        assert!(value.duplicate_keys().is_empty());
    }

    #[test]
    fn a_walk_names_every_value_in_written_order() {
        let value = sample();
        let paths: Vec<String> = value
            .walk()
            .map(|(path, _)| path.iter().map(ToString::to_string).collect::<Vec<_>>().join("/"))
            .collect();
        assert_eq!(paths, ["", "a", "a/0", "a/1", "b", "b/c", "b/c"]);
    }

    #[test]
    fn the_text_yes_is_truthy_but_no_boolean() {
        let yes = Value::String(" YES".into());
        assert_eq!((yes.as_bool(), yes.is_truthy()), (None, true));
        assert!(!Value::String("0".into()).is_truthy());
        assert!(Value::String("-01".into()).is_truthy());
    }
}
