use std::borrow::Cow;

/// Whether the platform takes what deviates from its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepts {
    /// It reads on as if nothing were odd.
    Yes,
    /// It refuses the file, the entry or the element.
    No,
    /// Releases or readers of the platform differ, or it is not known.
    Unknown,
}

impl Accepts {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// Of two answers the one that takes less: a refusal stays, a doubt beats an acceptance.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::Yes,
        }
    }
}

/// How much a deviation says about intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Seen in files of ordinary tools.
    Note,
    /// Damage or an unusual tool explains it as well as intent does.
    Suspicious,
    /// Written to make two readers see two things, or to hurt one of them.
    Attack,
    /// Puts one content before the reader that verifies and another before the one that runs it.
    Forgery,
}

/// A kind of deviation: a stable name for reports and suppressions, and what it says about intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trick {
    /// `axml.root-type`: the format, then what is odd.
    pub code: &'static str,
    /// What it says about intent.
    pub weight: Weight,
}

/// A value that breaks its format and has a name: see [`Trick`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deviation {
    /// Which kind.
    pub trick: Trick,
    /// Whether the platform takes it.
    pub platform: Accepts,
    /// The value a well-formed file would have here, or what another structure says.
    pub expected: Cow<'static, str>,
    /// The value that is here.
    pub found: Cow<'static, str>,
    /// Something behind it was not read.
    pub hides: bool,
}

/// Declares the tricks of a format: constants, and `ALL` of them in the order of declaration.
#[macro_export]
macro_rules! tricks {
    ($($(#[doc = $doc:literal])+ $name:ident $code:literal $weight:ident,)*) => {
        $(
            $(#[doc = $doc])+
            pub const $name: $crate::Trick = $crate::Trick { code: $code, weight: $crate::Weight::$weight };
        )*
        /// Every one, in the order of declaration.
        pub const ALL: &[$crate::Trick] = &[$($name,)*];
    };
}
