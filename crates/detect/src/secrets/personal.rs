use std::collections::BTreeSet;
use std::sync::LazyLock;

use facts::Facts;
use finding::{Evidence, Location, Place};
use package::Kind;
use regex::bytes::Regex;
use rules::Sink;

use crate::{Detector, Unknown};

/// Data of persons in a file: national ids, phone numbers, addresses of mail.
pub(crate) struct PersonalData;

/// Ids of the national register and of residents, mobile phones, and addresses of mail.
const PATTERN: &str = concat!(
    r"(?P<id>[A-Z][1289A-D][0-9]{8})|(?P<phone>09[0-9]{2}-?[0-9]{3}-?[0-9]{3}|\+886-?9[0-9]{2}-?[0-9]{3}-?[0-9]{3})|",
    r"(?P<mail>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})",
);

static PERSONAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex::bytes::RegexBuilder::new(PATTERN).unicode(false).build().ok());

/// Matches of one file that are counted; more would tell nothing new.
const MAX_MATCHES: usize = 100_000;
/// Distinct numbers and addresses from which a file is a list of persons rather than a list of contacts.
const LIST: usize = 3;
/// Domains of addresses that name nobody.
const NOBODY: &[&str] =
    &["example.com", "example.org", "example.net", "test.com", "domain.com", "email.com", "sentry.io"];

/// What one file holds.
#[derive(Debug, Default)]
struct Seen {
    ids: BTreeSet<String>,
    phones: BTreeSet<String>,
    mails: BTreeSet<String>,
    /// The first place, by what weighs most.
    first_id: Option<u64>,
    first: Option<u64>,
    /// Whether an id stands beside a phone number, an address or a word that says what it is.
    beside: bool,
}

impl Seen {
    /// Whether these are persons. A number of ten characters passes the checksum by chance once in ten, so one id must
    /// stand beside something else that is personal, or not be the only one.
    fn is_list(&self) -> bool {
        self.ids.len() >= 2
            || self.ids.len() == 1 && self.beside
            || self.phones.len() >= LIST && self.mails.len() >= LIST
    }

    /// `exact` is false where the text does not stand in the file as it is.
    fn look(&mut self, text: &[u8], offset: u64, exact: bool) {
        let Some(pattern) = &*PERSONAL else { return };
        for groups in pattern.captures_iter(text).take(MAX_MATCHES) {
            let Some(whole) = groups.get(0) else { continue };
            let part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
            let before = whole.start().checked_sub(1).and_then(|at| text.get(at));
            if part(before) || part(text.get(whole.end())) {
                continue;
            }
            let value = String::from_utf8_lossy(whole.as_bytes()).into_owned();
            let at = if exact { offset.saturating_add(whole.start() as u64) } else { offset };
            if groups.name("id").is_some() {
                if !is_national_id(&value) {
                    continue;
                }
                self.beside |= is_beside(text, whole.start(), whole.end());
                self.first_id.get_or_insert(at);
                self.ids.insert(value);
            } else if groups.name("phone").is_some() {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                if !is_pattern(&digits) {
                    self.first.get_or_insert(at);
                    self.phones.insert(digits);
                }
            } else {
                let domain = value.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
                if !NOBODY.contains(&domain.as_str()) && !is_file_name(&domain) {
                    self.first.get_or_insert(at);
                    self.mails.insert(value.to_ascii_lowercase());
                }
            }
        }
    }
}

impl Detector for PersonalData {
    fn id(&self) -> &'static str {
        "personal-data"
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut looked = 0usize;
        for artifact in &facts.app.artifacts {
            let mut seen = Seen::default();
            match (artifact.kind, facts.app.bytes(artifact)) {
                (Kind::Text, Some(bytes)) if is_data(&artifact.path) => seen.look(bytes, 0, true),
                (Kind::Database, Some(bytes)) => {
                    for row in sqlite::rows(bytes) {
                        seen.look(row.text.as_bytes(), row.offset, false);
                    }
                }
                _ => continue,
            }
            looked = looked.saturating_add(1);
            if !seen.is_list() {
                continue;
            }
            let offset = seen.first_id.or(seen.first).unwrap_or_default();
            let location = Location { artifact: artifact.path.clone(), place: Place::Offset(offset) };
            let first = seen.ids.first().or(seen.phones.first()).map_or("", String::as_str);
            out.fail(location)
                .value("ids", seen.ids.len().to_string())
                .value("phones", seen.phones.len().to_string())
                .value("mails", seen.mails.len().to_string())
                .evidence(Evidence::masked("first", first));
        }
        out.examined("files", looked);
        Ok(())
    }
}

/// Scripts, pages and licences name their authors and have sample numbers; data is elsewhere.
fn is_data(path: &str) -> bool {
    const NOT: &[&str] = &[
        "bundle", "c", "cer", "crt", "css", "h", "htm", "html", "java", "js", "jsbundle", "kt", "map", "md",
        "mf", "mjs", "pem", "rsa", "sf", "strings", "svg", "swift", "ts", "version",
    ];
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_legal = [
        "license",
        "licence",
        "notice",
        "copying",
        "authors",
        "contributors",
        "changelog",
        "readme",
        "third_party",
    ]
    .iter()
    .any(|word| name.contains(word));
    !NOT.contains(&ending) && !is_legal && !path.starts_with("META-INF/")
}

/// Whether words or numbers around an id say that it is one.
fn is_beside(text: &[u8], start: usize, end: usize) -> bool {
    const AROUND: usize = 160;
    let around = text
        .get(start.saturating_sub(AROUND)..end.saturating_add(AROUND).min(text.len()))
        .unwrap_or_default();
    let around = String::from_utf8_lossy(around);
    let lower = around.to_ascii_lowercase();
    let words = [
        "身分證",
        "身份證",
        "統一證號",
        "居留證",
        "姓名",
        "客戶",
        "idno",
        "id_no",
        "idnumber",
        "id_number",
        "nationalid",
        "national_id",
        "custid",
        "pid\"",
    ];
    let word = words.iter().any(|word| lower.contains(word));
    let other = PERSONAL.iter().flat_map(|pattern| pattern.captures_iter(around.as_bytes()));
    word || other.into_iter().any(|groups| groups.name("phone").is_some() || groups.name("mail").is_some())
}

/// `a@2x.png` and versions are no addresses.
fn is_file_name(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    !last.bytes().all(|byte| byte.is_ascii_alphabetic())
        || last.len() < 2
        || ["css", "gif", "html", "jpeg", "jpg", "js", "json", "pdf", "png", "svg", "ttf", "webp"]
            .contains(&last)
}

/// Whether the checksum of a national id or of a resident's is right: the letter stands for two digits, weights run from
/// 1, 9, 8 to 1, and the sum is a multiple of ten. Residents had a second letter until 2020, of which the last digit of its
/// number counts, and have 8 or 9 since.
fn is_national_id(id: &str) -> bool {
    let number = |letter: u8| -> Option<u32> {
        const ORDER: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
        let at = ORDER.iter().position(|one| *one == letter)?;
        u32::try_from(at).ok()?.checked_add(10)
    };
    let bytes = id.as_bytes();
    let [first, second, digits @ ..] = bytes else { return false };
    let Some(first) = number(*first) else { return false };
    let second =
        if second.is_ascii_digit() { Some(u32::from(second.wrapping_sub(b'0'))) } else { number(*second) };
    let Some(second) = second else { return false };
    let tail = digits.iter().map(|digit| u32::from(digit.wrapping_sub(b'0')));
    let all = [first / 10, first % 10, second % 10].into_iter().chain(tail);
    let weights = [1u32, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
    let sum =
        all.zip(weights).fold(0u32, |sum, (digit, weight)| sum.saturating_add(digit.saturating_mul(weight)));
    let serial: String = id.chars().skip(2).collect();
    sum % 10 == 0 && digits.len() == 8 && !is_pattern(&serial)
}

/// Numbers that people make up: one digit over and over, or one after the other.
fn is_pattern(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let tail = bytes.get(bytes.len().saturating_sub(6)..).unwrap_or(bytes);
    let steps: BTreeSet<u8> = tail
        .windows(2)
        .map(|two| match two {
            [a, b] => b.wrapping_sub(*a),
            _ => 0,
        })
        .collect();
    steps.len() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_decides() {
        // Made up here, with a right checksum: a citizen, residents before and since 2020.
        for right in ["H174826303", "A830629152", "AC41750282"] {
            let wrong = format!("{}{}", &right[..9], (right.as_bytes()[9] - b'0' + 1) % 10);
            assert!(is_national_id(right), "{right}");
            assert!(!is_national_id(&wrong), "{wrong}");
        }
        // The one that forms show.
        assert!(!is_national_id("A123456789"));
    }

    #[test]
    fn one_number_is_no_list_of_persons() {
        let seen = |text: &str| {
            let mut seen = Seen::default();
            seen.look(text.as_bytes(), 0, true);
            seen.is_list()
        };
        assert!(seen(r#"[{"idno":"H174826303","name":"n"}]"#));
        assert!(seen("H174826303,0912345670\n"));
        assert!(!seen("build H174826303 of today"));
        assert!(!seen("call 0912345670 or write to service@broker.example.tw"));
        assert!(!seen("icon@2x.png 0900000000"));
    }
}
