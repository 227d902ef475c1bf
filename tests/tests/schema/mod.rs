//! The keywords of JSON Schema that our schema uses, and no others: an unknown one is a mistake, so that none is
//! skipped. `cargo xtask validate` does the same with a whole implementation.

use serde_json::Value;

/// What in a value is not as the schema says; each with its place.
pub(crate) fn mistakes(schema: &Value, value: &Value) -> Vec<String> {
    let mut mistakes = Vec::new();
    walk(schema, value, "", &mut mistakes);
    mistakes
}

fn walk(schema: &Value, value: &Value, place: &str, mistakes: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "additionalProperties" => true,
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|one| is_type(one, value)),
                one => is_type(one, value),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array().is_some_and(|all| all.contains(value)),
            "minimum" => value.as_f64() >= wanted.as_f64(),
            "pattern" => value.as_str().is_none_or(|text| is_like(wanted, text)),
            // An object that may be null has its fields only when it is one.
            "required" if !value.is_object() => true,
            "required" => {
                let names = wanted.as_array().into_iter().flatten().filter_map(Value::as_str);
                let missing: Vec<&str> = names.filter(|name| value.get(name).is_none()).collect();
                mistakes.extend(missing.iter().map(|name| format!("{place}/{name}: missing")));
                true
            }
            "properties" => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        walk(schema, value, &format!("{place}/{name}"), mistakes);
                    }
                }
                true
            }
            "items" => {
                for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                    walk(wanted, value, &format!("{place}/{at}"), mistakes);
                }
                true
            }
            other => panic!("the keyword {other} is not known here"),
        };
        if !holds {
            mistakes.push(format!("{place}: {value} is not {keyword} {wanted}"));
        }
    }
}

fn is_type(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("a type is a word") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    }
}

/// Our patterns are a fixed beginning and a hash.
fn is_like(pattern: &Value, text: &str) -> bool {
    let pattern = pattern.as_str().expect("a pattern is a text");
    let start = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("[0-9a-f]{64}$"));
    let start = start.unwrap_or_else(|| panic!("the pattern {pattern} is not known here"));
    let hash = text.strip_prefix(start);
    hash.is_some_and(|hash| {
        hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}
