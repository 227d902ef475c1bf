//! What a walk found, written out: numbers, texts, symbols and classes instead of addresses.

use std::sync::Arc;

use super::image::Image;
use super::state::Raw;
use super::value::{Call, Callee, Value};
use super::walk::{Made, Walked};
use binary::macho::Pointer;

/// How deep the results of calls lie in the arguments of others.
const MAX_DEPTH: u32 = 6;
/// Calls that are written out for one.
const MAX_CALLS: u32 = 64;
const CLASS_SYMBOL: &str = "_OBJC_CLASS_$_";
/// `String._bridgeToObjectiveC()`.
const SWIFT_TO_NSSTRING: &str = "_$sSS10FoundationE19_bridgeToObjectiveCSo8NSStringCyF";
/// Where the code of a block stands in it.
const BLOCK_CODE: u64 = 16;

pub(super) struct Resolver<'r, 'm> {
    image: &'r Image<'m>,
    walked: &'r Walked<'m>,
    left: u32,
}

impl<'r, 'm> Resolver<'r, 'm> {
    pub(super) fn new(image: &'r Image<'m>, walked: &'r Walked<'m>) -> Self {
        Self { image, walked, left: MAX_CALLS }
    }

    /// A call with all it is given.
    pub(super) fn call(&mut self, made: &Made<'m>) -> Call {
        self.call_at(made, 0)
    }

    fn call_at(&mut self, made: &Made<'m>, depth: u32) -> Call {
        let (callee, to_super) = self.callee(made);
        let registers = (0u8..).zip(made.registers);
        let mut args: Vec<Value> = registers
            .map(|(number, raw)| {
                let pointed = made.pointed.iter().find(|(one, _)| *one == number);
                match pointed {
                    Some((_, words)) => self.stack(words, depth),
                    None => self.value_at(raw, depth),
                }
            })
            .collect();
        // A stub passes the selector that the caller does not.
        if let (Some(selector), Some(arg)) = (made.target.selector, args.get_mut(1)) {
            *arg = self.image.string(selector).map_or(Value::Unknown, |name| Value::Selector(name.into()));
        }
        if let (Some(text), Some(arg)) = (self.swift_argument(made), args.first_mut()) {
            *arg = text;
        }
        // In the arguments of another call only those matter that are surely arguments.
        let stack = if depth == 0 || takes_more(&callee) { &made.stack[..] } else { &[] };
        args.extend(stack.iter().map(|raw| self.value_at(*raw, depth)));
        Call { pc: made.pc, callee, to_super, args }
    }

    fn callee(&self, made: &Made<'m>) -> (Callee, bool) {
        let target = made.target;
        let callee = match (target.import, target.function) {
            (Some(import), _) => match sends(import) {
                Some(to_super) => {
                    let selector = selector_of(self.image, made);
                    return (
                        selector.map_or(Callee::Message, |name| Callee::Selector(name.into())),
                        to_super,
                    );
                }
                None => Callee::Symbol(import.into()),
            },
            (None, Some(function)) => Callee::Function(function),
            (None, None) => match made.through {
                // The code of a block stands behind three words of it.
                Raw::Member(parameter, offset) if i64::from(offset) == BLOCK_CODE as i64 => {
                    Callee::Block(Box::new(Value::Parameter(parameter)))
                }
                _ => Callee::Unknown,
            },
        };
        (callee, false)
    }

    /// A value outside of any call.
    pub(super) fn value(&mut self, raw: Raw) -> Value {
        self.value_at(raw, 0)
    }

    fn value_at(&mut self, raw: Raw, depth: u32) -> Value {
        match raw {
            Raw::Unknown | Raw::Bytes(_) => Value::Unknown,
            Raw::Int(value) => Value::Int(value),
            Raw::Address(address) => self.address(address),
            Raw::Import(slot) => match self.image.import(Raw::Import(slot)) {
                Some(symbol) => match symbol.strip_prefix(CLASS_SYMBOL) {
                    Some(class) => Value::Class(class.into()),
                    None => Value::Symbol(symbol.into()),
                },
                None => Value::Unknown,
            },
            Raw::Content(slot) => {
                let symbol = self.image.import(Raw::Import(slot));
                symbol.map_or(Value::Unknown, |symbol| Value::Content(symbol.into()))
            }
            Raw::Result(number) => match self.swift_text(number) {
                Some(text) => Value::Text(text.into()),
                None => self.result(number, depth).map_or(Value::Unknown, Value::Result),
            },
            Raw::From(number) => self.result(number, depth).map_or(Value::Unknown, Value::From),
            Raw::Parameter(number) => Value::Parameter(number),
            Raw::Member(parameter, offset) => Value::Member { parameter, offset },
            Raw::Stack(_) => Value::Stack(Arc::from([])),
        }
    }

    fn result(&mut self, number: u32, depth: u32) -> Option<Arc<Call>> {
        if depth >= MAX_DEPTH {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let made = self.walked.calls.get(number as usize)?;
        Some(Arc::new(self.call_at(made, depth + 1)))
    }

    /// A constant string of Swift that a call turns into an `NSString` (`StringObject.swift` of the standard library).
    fn swift_text(&self, number: u32) -> Option<String> {
        let made = self.walked.calls.get(number as usize)?;
        if made.target.import != Some(SWIFT_TO_NSSTRING) {
            return None;
        }
        self.swift_words(*made.registers.first()?, *made.registers.get(1)?)
    }

    /// The constant string of Swift that two words are.
    fn swift_words(&self, low: Raw, high: Raw) -> Option<String> {
        match (low, high) {
            // Up to fifteen bytes lie in the two registers themselves, their count in the last byte.
            (Raw::Int(low), Raw::Int(high)) if matches!(high >> 60, 0xa | 0xe) => {
                let bytes = [low.to_le_bytes(), high.to_le_bytes()].concat();
                let count = (high >> 56 & 0xf) as usize;
                String::from_utf8(bytes.get(..count)?.to_vec()).ok()
            }
            // A literal: its count, and its address less the size of an object's head.
            (Raw::Int(count), Raw::Address(address)) => {
                let bytes = self.image.memory.bytes(address.wrapping_add(32), count & 0xffff);
                String::from_utf8(bytes.to_vec()).ok()
            }
            _ => None,
        }
    }

    /// A constant string that a function of Swift is given first, in two registers.
    fn swift_argument(&self, made: &Made<'m>) -> Option<Value> {
        /// How mangled names of Swift begin.
        const MANGLED: &str = "_$s";
        if !made.target.import?.starts_with(MANGLED) {
            return None;
        }
        let (low, high) = (*made.registers.first()?, *made.registers.get(1)?);
        // The count of a literal says that it lies in the image: tail-allocated, and not native.
        if let (Raw::Int(count), Raw::Address(_)) = (low, high)
            && count >> 60 & 3 != 1
        {
            return None;
        }
        self.swift_words(low, high).map(|text| Value::Text(text.into()))
    }

    fn stack(&mut self, words: &[Raw], depth: u32) -> Value {
        let is_block = words.first().and_then(|first| self.image.import(*first));
        if is_block == Some("__NSConcreteStackBlock")
            && let Some(Raw::Address(code)) = words.get(2)
        {
            return Value::Block(*code);
        }
        Value::Stack(words.iter().map(|raw| self.value_at(*raw, depth)).collect())
    }

    fn address(&self, address: u64) -> Value {
        let memory = &self.image.memory;
        let Some(section) = memory.section(address) else { return Value::Unknown };
        match section.name.as_str() {
            "__cfstring" => match memory.cfstring(address) {
                Some(text) => return Value::Text(text.into()),
                None => return Value::Unknown,
            },
            "__objc_methname" => {
                if let Some(name) = self.image.string(address) {
                    return Value::Selector(name.into());
                }
            }
            "__cstring" | "__oslogstring" => {
                if let Some(text) = self.image.string(address) {
                    return Value::CString(text.into());
                }
            }
            _ => {}
        }
        if section.holds_code() {
            return Value::Function(address);
        }
        if section.name == "__objc_data"
            && let Some(class) = memory.class_name(Pointer::Address(address))
        {
            return Value::Class(class.into());
        }
        if memory.pointer(address) == Some(Pointer::Import("__NSConcreteGlobalBlock"))
            && let Some(code) = memory.address(address.wrapping_add(BLOCK_CODE))
        {
            return Value::Block(code);
        }
        Value::Data { address, section: section.name.as_str().into() }
    }
}

/// Whether a format says how many arguments there are; they are passed on the stack.
fn takes_more(callee: &Callee) -> bool {
    match callee {
        Callee::Selector(selector) => selector.ends_with("ormat:"),
        _ => false,
    }
}

/// Whether an import sends a message; to the superclass's method if true.
pub(super) fn sends(import: &str) -> Option<bool> {
    match import {
        "_objc_msgSend" | "_objc_msgSend_stret" | "_objc_msgSend_fpret" => Some(false),
        "_objc_msgSendSuper" | "_objc_msgSendSuper2" => Some(true),
        _ => None,
    }
}

/// Selector of a message, if it is known.
pub(super) fn selector_of<'m>(image: &Image<'m>, made: &Made<'m>) -> Option<&'m str> {
    let address = match (made.target.selector, made.registers.get(1)) {
        (Some(address), _) => address,
        (None, Some(Raw::Address(address))) => *address,
        _ => return None,
    };
    image.string(address)
}
