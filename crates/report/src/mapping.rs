//! Names before obfuscation, from the `mapping.txt` that R8 and ProGuard write.
//!
//! They are shown beside the names in the package and decide nothing: order, ids and fingerprints stay as they are.
//!
//! Source: "Retrace" of the R8 documentation (format 2.2) and the ProGuard manual. `original -> renamed:` begins a class;
//! `1:3:void name(int):10:12 -> a` is a member, with the frames of inlined methods first; `#` begins a comment, in which
//! R8 states more as JSON.

use std::collections::HashMap;
use std::ops::Range;

use finding::{Location, Place, escape};

/// Largest mapping file that is read; those of the largest apps stay below 150 MB.
pub const MAX_BYTES: u64 = 256 << 20;
/// Classes that are kept. A DEX file has at most 65,536 types, an app some dozen of them.
const MAX_CLASSES: usize = 1 << 20;
/// Bytes of one class that are searched for a member.
const MAX_MEMBERS: usize = 4 << 20;
/// Longest line; a method takes at most 255 arguments.
const MAX_LINE: usize = 1 << 16;
/// Frames that are shown for one place.
const MAX_FRAMES: usize = 8;

/// A mapping file.
#[derive(Debug)]
pub struct Mapping {
    text: String,
    /// By the name in the package, dotted.
    classes: HashMap<Box<str>, Entry>,
    /// Lines that are neither class, member nor comment, or that came after a cap.
    pub ignored: usize,
}

#[derive(Debug)]
struct Entry {
    original: Range<usize>,
    members: Range<usize>,
}

/// A place in the names before obfuscation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The class, dotted.
    pub class: String,
    /// The method with its class and arguments: `tw.example.net.Http.open(java.lang.String)`.
    pub method: String,
    /// Methods that were inlined into it at this place, the innermost first.
    pub inlined: Vec<String>,
}

/// A member line whose renamed name is the wanted one.
struct Member<'m> {
    /// First and last line of the renamed method.
    lines: Option<(u32, u32)>,
    returns: &'m str,
    name: &'m str,
    args: &'m str,
    /// Descriptor of the renamed method, where R8 changed more than names.
    residual: Option<&'m str>,
}

impl Mapping {
    /// Reads a mapping file; `None` when it holds no class.
    pub fn parse(bytes: Vec<u8>) -> Option<Self> {
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        let mut classes: HashMap<Box<str>, Entry> = HashMap::new();
        let (mut at, mut ignored) = (0usize, 0usize);
        // The class whose members are being read.
        let mut open: Option<(Box<str>, Entry)> = None;
        for line in text.split_inclusive('\n') {
            let begin = at;
            at = at.saturating_add(line.len());
            let trimmed = line.trim();
            if trimmed.is_empty()
                || trimmed.starts_with('#')
                || (line.starts_with([' ', '\t']) && open.is_some())
            {
                if let Some((_, entry)) = &mut open {
                    entry.members.end = at;
                }
                continue;
            }
            if let Some((name, entry)) = open.take() {
                classes.entry(name).or_insert(entry);
            }
            let renamed = trimmed.strip_suffix(':').and_then(|class| class.split_once(" -> "));
            let fits =
                line.len() <= MAX_LINE && classes.len() < MAX_CLASSES && !line.starts_with([' ', '\t']);
            match renamed.filter(|(original, renamed)| fits && is_name(original) && is_name(renamed)) {
                Some((original, renamed)) => {
                    let original = begin..begin.saturating_add(original.len());
                    open = Some((renamed.into(), Entry { original, members: at..at }));
                }
                None => ignored = ignored.saturating_add(1),
            }
        }
        if let Some((name, entry)) = open {
            classes.entry(name).or_insert(entry);
        }
        (!classes.is_empty()).then_some(Self { text, classes, ignored })
    }

    /// The names of a place before obfuscation; `line` is the line that the package states for it. `None` for a place
    /// that is no code, and for a class that the file does not name.
    pub fn original(&self, location: &Location, line: Option<u32>) -> Option<Original> {
        let Place::Code { class, method, .. } = &location.place else { return None };
        self.method(class, method, line)
    }

    /// The same for `Lcls;->name(args)ret`.
    pub fn original_of(&self, signature: &str) -> Option<Original> {
        let (class, method) = signature.split_once("->")?;
        self.method(class, method, None)
    }

    fn method(&self, class: &str, method: &str, line: Option<u32>) -> Option<Original> {
        let entry = self.classes.get(&*dotted(class))?;
        let original = self.text.get(entry.original.clone())?;
        let (name, descriptor) = method.split_at_checked(method.find('(')?)?;
        let (args, returns) = self.types(descriptor)?;
        let qualified = |name: &str, args: &str| {
            let class = if name.contains('.') { String::new() } else { format!("{original}.") };
            escape(&format!("{class}{name}({args})"))
        };
        let members = self.members(entry, name);
        // Of the frames of one range of lines the last is the method itself; the others were inlined into it.
        let own = members.iter().enumerate().filter(|(at, member)| {
            let next = members.get(at.saturating_add(1));
            member.lines.is_none() || next.is_none_or(|next| next.lines != member.lines)
        });
        let own: Vec<&Member<'_>> = own.map(|(_, member)| member).collect();
        let residual = own.iter().find(|member| member.residual == Some(descriptor));
        let same = || own.iter().find(|member| member.args == args && member.returns == returns);
        let alone = || {
            own.first().filter(|first| own.iter().all(|one| one.name == first.name && one.args == first.args))
        };
        let found = residual.or_else(same).or_else(alone);
        let method = match found {
            Some(member) => qualified(member.name, member.args),
            None => qualified(name, &args),
        };
        let here = |member: &&Member<'_>| {
            let (lines, line) = (member.lines, line);
            lines.zip(line).is_some_and(|((first, last), line)| (first..=last).contains(&line))
        };
        let mut inlined: Vec<String> =
            members.iter().filter(here).map(|member| qualified(member.name, member.args)).collect();
        // Frames of another overload with the same lines would end in another method.
        match inlined.pop() {
            Some(last) if last == method => inlined.truncate(MAX_FRAMES),
            _ => inlined.clear(),
        }
        Some(Original { class: escape(original), method, inlined })
    }

    /// Members of a class with this name in the package, in the order of the file.
    fn members(&self, entry: &Entry, wanted: &str) -> Vec<Member<'_>> {
        let mut end = entry.members.end.min(entry.members.start.saturating_add(MAX_MEMBERS));
        while !self.text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let mut found: Vec<Member<'_>> = Vec::new();
        let mut is_last = false;
        for line in self.text.get(entry.members.start..end).unwrap_or_default().lines() {
            let line = line.trim();
            if let Some(comment) = line.strip_prefix('#') {
                if is_last && let Some(member) = found.last_mut() {
                    member.residual = member.residual.or_else(|| residual(comment));
                }
                continue;
            }
            let member = line.rsplit_once(" -> ").filter(|(_, renamed)| *renamed == wanted);
            let member = member.and_then(|(member, _)| Member::parse(member));
            is_last = member.is_some();
            found.extend(member);
        }
        found
    }

    /// Arguments, separated by commas, and the returned type of a descriptor, in names before obfuscation.
    fn types(&self, descriptor: &str) -> Option<(String, String)> {
        let (args, returns) = descriptor.strip_prefix('(')?.split_once(')')?;
        let mut list: Vec<String> = Vec::new();
        let mut rest = args;
        while !rest.is_empty() {
            let (one, after) = self.type_(rest)?;
            list.push(one);
            rest = after;
        }
        Some((list.join(","), self.type_(returns)?.0))
    }

    /// The first type of a text of descriptors, and the rest.
    fn type_<'t>(&self, text: &'t str) -> Option<(String, &'t str)> {
        let plain = text.trim_start_matches('[');
        let arrays = text.len().saturating_sub(plain.len());
        let mut chars = plain.chars();
        let (name, rest) = match chars.next()? {
            'L' => {
                let (name, rest) = plain.split_once(';')?;
                let name = dotted(name);
                let known = self.classes.get(&*name).and_then(|entry| self.text.get(entry.original.clone()));
                (known.map_or(name.clone(), str::to_owned), rest)
            }
            letter => (primitive(letter)?.to_owned(), chars.as_str()),
        };
        Some((format!("{name}{}", "[]".repeat(arrays)), rest))
    }
}

impl<'m> Member<'m> {
    /// `1:3:void name(int):10:12`, `void name(int)`; fields have no arguments and are none.
    fn parse(text: &'m str) -> Option<Self> {
        let mut rest = text;
        let mut lines = None;
        if let Some((first, after)) = rest.split_once(':').filter(|(first, _)| first.parse::<u32>().is_ok()) {
            let (last, after) = after.split_once(':')?;
            lines = Some((first.parse().ok()?, last.parse().ok()?));
            rest = after;
        }
        let (returns, after) = rest.split_once(' ')?;
        let (name, after) = after.split_once('(')?;
        let (args, _) = after.split_once(')')?;
        Some(Self { lines, returns, name, args, residual: None })
    }
}

/// The descriptor that R8 states for a method whose types it changed too:
/// `{"id":"com.android.tools.r8.residualsignature","signature":"(La;)V"}`.
fn residual(comment: &str) -> Option<&str> {
    let (_, after) = comment.split_once("\"com.android.tools.r8.residualsignature\"")?;
    let (_, after) = after.split_once("\"signature\":\"")?;
    after.split('"').next()
}

fn dotted(descriptor: &str) -> String {
    descriptor.strip_prefix('L').unwrap_or(descriptor).trim_end_matches(';').replace('/', ".")
}

/// Whether it can be the name of a class: what Java and Kotlin allow has no space and no separator of the format.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains([' ', '\t', ':', '(', ')', ',', '#'])
}

fn primitive(letter: char) -> Option<&'static str> {
    Some(match letter {
        'V' => "void",
        'Z' => "boolean",
        'B' => "byte",
        'S' => "short",
        'C' => "char",
        'I' => "int",
        'J' => "long",
        'F' => "float",
        'D' => "double",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"# compiler: R8
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
tw.example.net.Http -> a.b:
# {"id":"sourceFile","fileName":"Http.kt"}
    java.lang.String host -> a
    1:1:void tw.example.net.Trust.all():12:12 -> a
    1:1:void open(tw.example.net.Url,int[]):30 -> a
    2:4:void open(tw.example.net.Url,int[]):31:33 -> a
    5:5:boolean close() -> a
    boolean gone(java.lang.Object) -> c
      # {"id":"com.android.tools.r8.residualsignature","signature":"(La/c;)Z"}
tw.example.net.Url -> a.c:
"#;

    fn original(text: &str, signature: &str) -> Option<Original> {
        Mapping::parse(text.into()).unwrap().original_of(signature)
    }

    #[test]
    fn methods_are_told_apart_by_their_types() {
        let name = |signature: &str| original(FILE, signature).unwrap().method;
        assert_eq!(name("La/b;->a(La/c;[I)V"), "tw.example.net.Http.open(tw.example.net.Url,int[])");
        assert_eq!(name("La/b;->a()Z"), "tw.example.net.Http.close()");
        assert_eq!(name("La/b;->c(La/c;)Z"), "tw.example.net.Http.gone(java.lang.Object)");
        // A name that stays, and one that the file cannot tell.
        assert_eq!(name("La/c;-><init>(J)V"), "tw.example.net.Url.<init>(long)");
        assert_eq!(name("La/b;->a(D)V"), "tw.example.net.Http.a(double)");
        assert_eq!(original(FILE, "Lx/y;->a()V"), None);
    }

    #[test]
    fn inlined_methods_stand_at_their_lines_only() {
        let mapping = Mapping::parse(FILE.into()).unwrap();
        let method = "a(La/c;[I)V".to_owned();
        let place = Place::Code { class: "La/b;".to_owned(), method, pc: Some(4) };
        let place = Location { artifact: "classes.dex".into(), place };
        let inlined = |line| mapping.original(&place, line).unwrap().inlined;
        assert_eq!(inlined(Some(1)), ["tw.example.net.Trust.all()"]);
        assert!(inlined(Some(3)).is_empty() && inlined(None).is_empty() && inlined(Some(9)).is_empty());
    }

    #[test]
    fn what_is_no_mapping_is_ignored_or_refused() {
        assert!(Mapping::parse(b"PK\x03\x04 \xff\n".to_vec()).is_none());
        assert!(Mapping::parse(Vec::new()).is_none());
        let odd = "    void early() -> a\nnonsense\na -> b -> c:\nA -> a:\n  9:\n  : -> a\n  1:2 -> a\n -> \n  x y( -> a\nA2 -> a:\n";
        let mapping = Mapping::parse(odd.into()).unwrap();
        assert_eq!(mapping.ignored, 3);
        // Of two classes with one name in the package, which cannot be, the first.
        assert_eq!(mapping.original_of("La;->a()V").unwrap().class, "A");
        let long = format!("{} -> b:\nA -> a:\n", "x".repeat(MAX_LINE));
        assert_eq!(Mapping::parse(long.into()).unwrap().ignored, 1);
        for signature in ["La;->a", "La;->a(", "La;->a(Q)V", "La;->a([)V", "La;->a(L)V", "nothing"] {
            assert_eq!(original("A -> a:\n", signature), None, "{signature}");
        }
    }
}
