use std::{
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    time::UNIX_EPOCH,
};

use crate::{Value, tree::Builder};
use cursor::{Limits, ParseError};
use plist::stream::{AsciiReader, Event, Reader};

/// What the `plist` crate makes of the same bytes. `None` when it refuses them or a cap of ours was reached.
///
/// This reader is strict and knows no CDATA; a difference from [`parse`](crate::parse) is a reason to look closer,
/// not yet an attack.
pub fn second_reading(data: &[u8], limits: &Limits) -> Option<Value> {
    let run = || {
        let mut tree = Builder::new(limits);
        for event in Reader::new(Cursor::new(data)) {
            feed(&mut tree, event.ok()?, false);
            if tree.is_full() {
                return None;
            }
        }
        let (value, issues) = tree.finish(data.len() as u64);
        value.filter(|_| issues.is_empty())
    };
    catch_unwind(AssertUnwindSafe(run)).ok().flatten()
}

/// Reads the text form of NeXTSTEP, which Core Foundation tries last. All its values are strings.
///
/// A `.strings` file is a dictionary without its braces.
pub(crate) fn old_style(data: &[u8], limits: &Limits) -> Result<(Value, Vec<ParseError>), ParseError> {
    let text = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data).trim_ascii();
    let (before, after): (&[u8], &[u8]) = match text {
        [b'{', .., b'}'] | [b'(', .., b')'] => (b"", b""),
        [b'"', .., b';'] | [b'/', b'*' | b'/', .., b';'] => (b"{", b"}"),
        _ => return Err(ParseError::not_this_format("property list", 0)),
    };
    let run = || {
        let mut tree = Builder::new(limits);
        for event in AsciiReader::new(before.chain(text).chain(after)) {
            match event {
                Ok(event) => feed(&mut tree, event, true),
                Err(error) => {
                    tree.issue(ParseError::invalid("old-style property list", 0, error.to_string()));
                    break;
                }
            }
            if tree.is_full() {
                break;
            }
        }
        tree.finish(data.len() as u64)
    };
    let not_this = || ParseError::not_this_format("property list", 0);
    let (root, issues) = catch_unwind(AssertUnwindSafe(run)).map_err(|_| not_this())?;
    Ok((root.ok_or_else(not_this)?, issues))
}

fn feed(tree: &mut Builder, event: Event<'_>, only_strings: bool) {
    let value = match event {
        Event::StartArray(_) => return tree.begin_array(0),
        Event::StartDictionary(_) => return tree.begin_dict(0),
        Event::EndCollection => {
            tree.end(0);
            return;
        }
        Event::String(text) => Value::String(text.into_owned()),
        Event::Integer(number) if only_strings => Value::String(number.to_string()),
        Event::Integer(number) => Value::Integer(
            number.as_signed().map(i128::from).or(number.as_unsigned().map(i128::from)).unwrap_or_default(),
        ),
        Event::Boolean(value) => Value::Bool(value),
        Event::Data(bytes) => Value::Data(bytes.into_owned()),
        Event::Date(date) => {
            let time = std::time::SystemTime::from(date);
            let seconds = match time.duration_since(UNIX_EPOCH) {
                Ok(after) => i64::try_from(after.as_secs()).ok(),
                Err(before) => {
                    let whole = before.duration().as_secs_f64().ceil();
                    Some(0i64.saturating_sub(whole as i64))
                }
            };
            seconds.map_or(Value::Null, Value::Date)
        }
        Event::Real(number) => Value::Real(number),
        Event::Uid(number) => Value::Uid(number.get()),
        _ => Value::Null,
    };
    match value {
        Value::String(text) if tree.wants_key() => tree.key(text, 0),
        value => tree.leaf(value, 0),
    }
}
