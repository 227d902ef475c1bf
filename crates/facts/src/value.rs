use std::fmt;

use android_res::ResId;
use finding::Location;

/// A setting as the platform would read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<T> {
    /// Written, and the same in every configuration.
    Known(T),
    /// Written as a reference that has other values in other configurations (language, API level, night ...).
    Varies(Vec<(String, T)>),
    /// As [`Varies`](Self::Varies), and in some configuration the package does not resolve the reference.
    Partly(Vec<(String, T)>, ResId),
    /// Not written: the platform's default applies.
    Default(T),
    /// Written as a reference that the package does not resolve.
    Unresolved(ResId),
}

/// What can be said about a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tri {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It cannot be told.
    Unknown,
}

impl Tri {
    /// Both must hold.
    pub fn and(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::No, _) | (_, Tri::No) => Tri::No,
            (Tri::Yes, Tri::Yes) => Tri::Yes,
            _ => Tri::Unknown,
        }
    }

    /// One is enough.
    pub fn or(self, other: Tri) -> Tri {
        match (self, other) {
            (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
            (Tri::No, Tri::No) => Tri::No,
            _ => Tri::Unknown,
        }
    }
}

impl From<bool> for Tri {
    fn from(holds: bool) -> Self {
        if holds { Tri::Yes } else { Tri::No }
    }
}

impl std::ops::Not for Tri {
    type Output = Tri;
    fn not(self) -> Tri {
        match self {
            Tri::Yes => Tri::No,
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
        }
    }
}

impl<T> Value<T> {
    /// Whether the condition holds in some configuration.
    pub fn is(&self, holds: impl Fn(&T) -> bool) -> Tri {
        match self {
            Value::Known(value) | Value::Default(value) => holds(value).into(),
            Value::Varies(values) => values.iter().any(|(_, value)| holds(value)).into(),
            Value::Partly(values, _) if values.iter().any(|(_, value)| holds(value)) => Tri::Yes,
            Value::Partly(..) | Value::Unresolved(_) => Tri::Unknown,
        }
    }

    /// Every value it may take, the default configuration first.
    pub fn each(&self) -> impl Iterator<Item = &T> {
        let (one, many) = match self {
            Value::Known(value) | Value::Default(value) => (Some(value), [].as_slice()),
            Value::Varies(values) | Value::Partly(values, _) => (None, values.as_slice()),
            Value::Unresolved(_) => (None, [].as_slice()),
        };
        one.into_iter().chain(many.iter().map(|(_, value)| value))
    }

    /// The value where only one can be meant: the written one, or that of the default configuration.
    pub fn main(&self) -> Option<&T> {
        self.each().next()
    }

    /// True when the package says it, rather than the platform's default.
    pub fn is_written(&self) -> bool {
        !matches!(self, Value::Default(_))
    }
}

/// A setting and the place that decides it: where it is written, or where it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// The setting.
    pub value: Value<T>,
    /// Where to look.
    pub origin: Location,
}

impl<T> Fact<T> {
    /// Whether the condition holds in some configuration.
    pub fn is(&self, holds: impl Fn(&T) -> bool) -> Tri {
        self.value.is(holds)
    }
}

impl<T: fmt::Display> fmt::Display for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Known(value) => write!(f, "{value}"),
            Value::Default(value) => write!(f, "{value} (default)"),
            Value::Unresolved(id) => write!(f, "@{id} (unresolved)"),
            Value::Varies(values) | Value::Partly(values, _) => {
                for (at, (config, value)) in values.iter().enumerate() {
                    let separator = if at == 0 { "" } else { ", " };
                    let config = if config.is_empty() { "default" } else { config };
                    write!(f, "{separator}{value} ({config})")?;
                }
                match self {
                    Value::Partly(_, id) => write!(f, ", @{id} (unresolved)"),
                    _ => Ok(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unresolved_reference_never_decides() {
        let value: Value<bool> = Value::Unresolved(ResId(0x7f01_0001));
        assert_eq!(value.is(|&on| on), Tri::Unknown);
        assert_eq!(value.is(|&on| !on), Tri::Unknown);
        assert_eq!(Tri::Unknown.and(Tri::No), Tri::No);
        assert_eq!(Tri::Unknown.or(Tri::Yes), Tri::Yes);
    }

    #[test]
    fn what_some_configuration_hides_is_not_denied() {
        let value = Value::Partly(vec![(String::new(), false)], ResId(0x7f01_0001));
        assert_eq!(value.is(|&on| !on), Tri::Yes);
        assert_eq!(value.is(|&on| on), Tri::Unknown);
        assert_eq!(value.to_string(), "false (default), @0x7f010001 (unresolved)");
    }

    #[test]
    fn one_configuration_is_enough() {
        let value = Value::Varies(vec![(String::new(), false), ("land".into(), true)]);
        assert_eq!(value.is(|&on| on), Tri::Yes);
        assert_eq!(value.to_string(), "false (default), true (land)");
    }
}
