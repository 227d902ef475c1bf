use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

/// A method that rules ask for: `Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;*)`.
///
/// The class stands for itself and its subclasses, since a call names the static type of its receiver; a constructor is
/// that of the class alone. A `*` before the
/// closing parenthesis stands for any further parameters. The return type is not part of the pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MethodPattern {
    /// Class descriptor.
    pub class: String,
    /// Method name.
    pub name: String,
    params: String,
    open: bool,
}

impl MethodPattern {
    /// Reads a pattern; the error says what is missing.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (class, rest) = text.split_once("->").ok_or("`->` is missing")?;
        let (name, rest) = rest.split_once('(').ok_or("`(` is missing")?;
        let (params, _) = rest.split_once(')').ok_or("`)` is missing")?;
        if !(class.starts_with('L') && class.ends_with(';')) || name.is_empty() {
            return Err("not `Lpackage/Class;->name(...)`");
        }
        let open = params.ends_with('*');
        let params = params.trim_end_matches('*').to_owned();
        Ok(Self { class: class.into(), name: name.into(), params, open })
    }

    /// Whether parameter descriptors, joined without parentheses, fit.
    pub fn takes(&self, params: &str) -> bool {
        if self.open { params.starts_with(&self.params) } else { params == self.params }
    }

    /// The pattern as it is written in a rule.
    pub fn text(&self) -> String {
        format!("{}->{}({}{})", self.class, self.name, self.params, if self.open { "*" } else { "" })
    }
}

/// Where a text may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StringScope {
    /// String constants of DEX code.
    Code,
    /// Values of compiled resources.
    Resources,
    /// Values of `<meta-data>` in an Android manifest.
    Manifest,
    /// Text files of the package: assets, JSON, JavaScript, property lists.
    Files,
    /// String sections of native libraries and Mach-O files.
    Native,
}

/// A text that rules ask for.
#[derive(Debug, Clone)]
pub struct StringPattern {
    /// The pattern is only tried where one of these stands.
    pub literals: Vec<String>,
    /// Pattern over the whole text.
    pub pattern: Regex,
    /// Where to look.
    pub scopes: Vec<StringScope>,
}

impl StringPattern {
    /// Texts that begin with one of these.
    pub fn beginning_with(prefixes: &[&str], scopes: &[StringScope]) -> Option<Self> {
        let escaped: Vec<String> = prefixes.iter().map(|prefix| regex::escape(prefix)).collect();
        Self::new(prefixes, &format!("^(?:{})", escaped.join("|")), scopes)
    }

    /// A pattern over bytes with ASCII classes; `None` when it is not one.
    pub fn new(literals: &[&str], pattern: &str, scopes: &[StringScope]) -> Option<Self> {
        Some(Self {
            literals: literals.iter().map(|&literal| literal.to_owned()).collect(),
            pattern: RegexBuilder::new(pattern).unicode(false).build().ok()?,
            scopes: scopes.to_vec(),
        })
    }

    /// Two rules that ask the same share one search.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.literals == other.literals
            && self.pattern.as_str() == other.pattern.as_str()
            && self.scopes == other.scopes
    }
}

/// Everything the rules want to have looked up while the code is walked once.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    methods: Vec<MethodPattern>,
    /// Arguments that are followed to the callers, one list a method.
    follow: Vec<Vec<usize>>,
    strings: Vec<StringPattern>,
    names: Vec<String>,
    layouts: bool,
    defences: bool,
    /// What is looked up in arm64 code.
    pub machine: flow::arm64::Wanted,
}

impl Interest {
    /// Asks for calls of a method.
    pub fn add_method(&mut self, pattern: MethodPattern) {
        self.add_call(pattern, &[]);
    }

    /// Asks for calls of a method whose arguments of these numbers decide: where a caller supplies one, its call is asked
    /// for too.
    pub fn add_call(&mut self, pattern: MethodPattern, args: &[usize]) {
        let at = self.methods.iter().position(|one| *one == pattern).unwrap_or_else(|| {
            self.methods.push(pattern);
            self.follow.push(Vec::new());
            self.methods.len().saturating_sub(1)
        });
        if let Some(follow) = self.follow.get_mut(at) {
            follow.extend(args);
            follow.sort_unstable();
            follow.dedup();
        }
    }

    /// Arguments that are followed for any of some methods, by their positions.
    pub(crate) fn followed(&self, methods: &[usize]) -> Vec<usize> {
        let mut all: Vec<usize> =
            methods.iter().filter_map(|at| self.follow.get(*at)).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Asks for a text.
    pub fn add_string(&mut self, pattern: StringPattern) {
        if !self.strings.iter().any(|one| one.same(&pattern)) {
            self.strings.push(pattern);
        }
    }

    /// Asks for texts under names that hold one of these words: names of fields, of resources and of keys. Words are
    /// lower case; of a name only letters and digits are compared, without their case.
    pub fn add_names(&mut self, words: &[&str]) {
        self.names.extend(words.iter().map(|&word| word.to_owned()));
        self.names.sort();
        self.names.dedup();
    }

    /// The words asked for in names.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Asks for the layouts.
    pub fn add_layouts(&mut self) {
        self.layouts = true;
    }

    /// Whether a rule asked for the layouts.
    pub(crate) fn wants_layouts(&self) -> bool {
        self.layouts
    }

    /// Asks for what the app looks for when it starts.
    pub(crate) fn add_defences(&mut self) {
        self.defences = true;
    }

    /// Whether a rule asked for that.
    pub(crate) fn wants_defences(&self) -> bool {
        self.defences
    }

    /// The methods asked for.
    pub fn methods(&self) -> &[MethodPattern] {
        &self.methods
    }

    /// The texts asked for.
    pub fn strings(&self) -> &[StringPattern] {
        &self.strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_leaves_the_rest_of_the_parameters_open() {
        let open = MethodPattern::parse("Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;*)").unwrap();
        assert!(open.takes("Ljava/lang/String;"));
        assert!(open.takes("Ljava/lang/String;Ljava/lang/String;"));
        assert!(!open.takes("I"));
        let closed = MethodPattern::parse("La;->b(I)").unwrap();
        assert!(!closed.takes("II"));
        assert!(MethodPattern::parse("Cipher.getInstance").is_err());
    }
}
