/// A named value that made a rule decide, short enough to read and safe to print.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// What the value is: `value`, `callee`, `permission`; a placeholder of the rule's text.
    pub name: String,
    /// The value, at most [`Evidence::MAX`] bytes, control characters escaped.
    pub value: String,
}

impl Evidence {
    /// Longest quoted value, in bytes of UTF-8.
    pub const MAX: usize = 200;

    /// Quotes a value: control and direction characters escaped, cut with an ellipsis at [`Self::MAX`].
    pub fn new(name: impl Into<String>, value: impl AsRef<str>) -> Self {
        let mut value = escape(value.as_ref());
        if value.len() > Self::MAX {
            let mut end = Self::MAX.saturating_sub('…'.len_utf8());
            while !value.is_char_boundary(end) {
                end = end.saturating_sub(1);
            }
            value.truncate(end);
            value.push('…');
        }
        Self { name: name.into(), value }
    }

    /// Quotes a secret: the first four and the last two characters, and how many are hidden.
    pub fn masked(name: impl Into<String>, secret: &str) -> Self {
        let count = secret.chars().count();
        let shown = match count {
            0..=11 => format!("•••• ({count})"),
            _ => {
                let head: String = secret.chars().take(4).collect();
                let tail: String = secret.chars().skip(count.saturating_sub(2)).collect();
                format!("{head}••••{tail} ({count})")
            }
        };
        Self::new(name, shown)
    }
}

/// Makes hostile text safe for terminals and logs: control characters and bidirectional overrides as `\u{..}`.
pub fn escape(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(hidden) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        let quoted = Evidence::new("value", "證".repeat(100));
        assert!(quoted.value.len() <= Evidence::MAX, "{}", quoted.value.len());
        assert!(quoted.value.ends_with('…'));
    }

    #[test]
    fn terminal_escapes_and_text_direction_cannot_pass() {
        assert_eq!(Evidence::new("n", "a\u{1b}[31m\r\n\u{202e}b").value, r"a\u{1b}[31m\u{d}\u{a}\u{202e}b");
    }

    #[test]
    fn a_secret_shows_its_ends_only() {
        assert_eq!(Evidence::masked("key", "AKIAABCDEFGHIJKLMNOP").value, "AKIA••••OP (20)");
        assert_eq!(Evidence::masked("key", "hunter2").value, "•••• (7)");
    }
}
