use std::fmt;
use std::sync::Arc;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Const {
    /// A number; booleans, characters and null are numbers in Dalvik code.
    Int(i64),
    /// A text.
    Text(Arc<str>),
    /// A class.
    Class(Arc<str>),
    /// The bytes of an array whose content is fixed here; elements wider than a byte are little-endian.
    Bytes(Arc<[u8]>),
    /// The elements of an array of objects.
    List(Arc<[Const]>),
    /// One of these, depending on the path.
    OneOf(Arc<[Const]>),
    /// A text put together of these, of which not all are known.
    Joined(Arc<[Const]>),
    /// What the caller passes as this declared parameter, counted from 0.
    Parameter(u16),
    /// An object made at an instruction of the method.
    New {
        /// Its class.
        class: Arc<str>,
        /// Code unit of the instruction that makes it.
        pc: u32,
    },
    /// What this method returned: `Lcls;->name(args)ret`.
    Result(Arc<str>),
    /// What this static field holds, where that is not fixed in the app: `Lcls;->name:type`.
    Field(Arc<str>),
    /// Anything.
    Unknown,
}

/// Alternatives that a value may have before it counts as unknown.
pub(crate) const MAX_ALTERNATIVES: usize = 4;
/// Pieces of a text that is partly known.
const MAX_PIECES: usize = 8;
/// Longest text or array that is followed, in bytes.
pub(crate) const MAX_BYTES: usize = 4096;
/// How deep values lie within each other: alternatives of lists of texts put together.
const MAX_DEPTH: u32 = 4;

impl Const {
    /// Whether it is fixed in the code, whichever path is taken.
    pub fn is_known(&self) -> bool {
        match self {
            Const::Int(_) | Const::Text(_) | Const::Class(_) | Const::Bytes(_) => true,
            Const::List(values) | Const::OneOf(values) => values.iter().all(Const::is_known),
            Const::Joined(_)
            | Const::Parameter(_)
            | Const::New { .. }
            | Const::Result(_)
            | Const::Field(_)
            | Const::Unknown => false,
        }
    }

    /// Whether it depends on what the caller passes.
    pub fn has_parameter(&self) -> bool {
        match self {
            Const::Parameter(_) => true,
            Const::List(values) | Const::OneOf(values) | Const::Joined(values) => {
                values.iter().any(Const::has_parameter)
            }
            _ => false,
        }
    }

    /// The values it may have: itself, or each of its alternatives.
    pub fn each(&self) -> &[Const] {
        match self {
            Const::OneOf(values) => values,
            one => std::slice::from_ref(one),
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Const::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bare value, without quotes or type, for masking.
    pub fn plain(&self) -> String {
        match self {
            Const::Text(text) => text.to_string(),
            Const::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            other => other.to_string(),
        }
    }

    /// The value when it is this one or that one.
    pub(crate) fn or(&self, other: &Const) -> Const {
        if self == other {
            return self.clone();
        }
        Const::one_of(self.each().iter().chain(other.each()))
    }

    /// One of some values; unknown when there are too many of them or one is unknown.
    pub(crate) fn one_of<'c>(values: impl IntoIterator<Item = &'c Const>) -> Const {
        let mut all: Vec<Const> = Vec::new();
        for value in values {
            if *value == Const::Unknown {
                return Const::Unknown;
            }
            if !all.contains(value) {
                all.push(value.clone());
            }
            if all.len() > MAX_ALTERNATIVES {
                return Const::Unknown;
            }
        }
        match all.as_slice() {
            [] => Const::Unknown,
            [one] => one.clone(),
            _ => Const::OneOf(all.into()),
        }
    }

    /// What a function makes of each alternative.
    pub(crate) fn map(&self, change: impl Fn(&Const) -> Const) -> Const {
        match self {
            Const::OneOf(values) => {
                let values: Vec<Const> = values.iter().map(change).collect();
                Const::one_of(&values)
            }
            one => change(one),
        }
    }

    /// One text behind the other.
    pub(crate) fn then(&self, next: &Const) -> Const {
        let joined: Vec<Const> =
            self.each().iter().flat_map(|a| next.each().iter().map(|b| join(a, b))).collect();
        Const::one_of(&joined)
    }

    /// The value seen by a caller that passes these arguments.
    pub(crate) fn with(&self, args: &[Const]) -> Const {
        self.with_within(args, MAX_DEPTH)
    }

    /// The value as a caller sees it that gets it at this code unit: objects in it count as made there.
    pub(crate) fn made_at(&self, here: u32) -> Const {
        match self {
            Const::New { class, .. } => Const::New { class: class.clone(), pc: here },
            Const::List(values) => values.iter().map(|value| value.made_at(here)).collect(),
            Const::OneOf(values) => {
                let values: Vec<Const> = values.iter().map(|value| value.made_at(here)).collect();
                Const::one_of(&values)
            }
            one => one.clone(),
        }
    }

    fn with_within(&self, args: &[Const], depth: u32) -> Const {
        if !self.has_parameter() {
            return self.clone();
        }
        let Some(depth) = depth.checked_sub(1) else { return Const::Unknown };
        match self {
            Const::Parameter(at) => args.get(usize::from(*at)).cloned().unwrap_or(Const::Unknown),
            Const::List(values) => values.iter().map(|value| value.with_within(args, depth)).collect(),
            Const::OneOf(values) => {
                let values: Vec<Const> = values.iter().map(|value| value.with_within(args, depth)).collect();
                Const::one_of(values.iter().flat_map(Const::each))
            }
            Const::Joined(values) => values
                .iter()
                .map(|value| value.with_within(args, depth))
                .fold(Const::Text("".into()), |text, next| text.then(&next)),
            one => one.clone(),
        }
    }
}

impl FromIterator<Const> for Const {
    /// A list of these elements.
    fn from_iter<I: IntoIterator<Item = Const>>(values: I) -> Self {
        Const::List(values.into_iter().collect())
    }
}

/// Two texts, neither of which has alternatives.
fn join(a: &Const, b: &Const) -> Const {
    let pieces = |value: &Const| match value {
        Const::Joined(pieces) => pieces.to_vec(),
        // Lists of lists of pieces would grow without end.
        Const::OneOf(_) | Const::List(_) => vec![Const::Unknown],
        one => vec![one.clone()],
    };
    let mut all: Vec<Const> = Vec::new();
    for piece in pieces(a).into_iter().chain(pieces(b)) {
        match (all.last_mut(), piece) {
            (Some(_), Const::Text(text)) if text.is_empty() => {}
            (Some(Const::Text(last)), Const::Text(text)) if last.is_empty() => *last = text,
            (Some(Const::Text(last)), Const::Text(text)) => {
                if last.len().saturating_add(text.len()) > MAX_BYTES {
                    return Const::Unknown;
                }
                *last = format!("{last}{text}").into();
            }
            (Some(last), piece) if *last == Const::Text("".into()) => *last = piece,
            (_, piece) => all.push(piece),
        }
    }
    match all.as_slice() {
        [one @ (Const::Text(_) | Const::Parameter(_))] => one.clone(),
        several if several.len() > MAX_PIECES || several.iter().all(|one| *one == Const::Unknown) => {
            Const::Unknown
        }
        _ => Const::Joined(all.into()),
    }
}

fn list(f: &mut fmt::Formatter<'_>, values: &[Const], between: &str) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        write!(f, "{}{value}", if at == 0 { "" } else { between })?;
    }
    Ok(())
}

impl fmt::Display for Const {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Const::Int(value) => write!(f, "{value}"),
            Const::Text(text) => write!(f, "\"{text}\""),
            Const::Class(name) => f.write_str(name),
            Const::Bytes(bytes) => {
                write!(f, "byte[{}] ", bytes.len())?;
                bytes.iter().take(16).try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Const::List(values) => {
                f.write_str("{")?;
                list(f, values, ", ")?;
                f.write_str("}")
            }
            Const::OneOf(values) => list(f, values, " | "),
            Const::Joined(values) => list(f, values, " + "),
            Const::Parameter(at) => write!(f, "(parameter {at})"),
            Const::New { class, .. } => write!(f, "new {class}"),
            Const::Result(method) => write!(f, "(result of {method})"),
            Const::Field(field) => write!(f, "(field {field})"),
            Const::Unknown => f.write_str("(not a constant)"),
        }
    }
}
