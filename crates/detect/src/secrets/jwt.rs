use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use facts::{Facts, Interest, StringPattern};
use finding::{Evidence, Severity};
use regex::Regex;
use rules::Sink;
use serde_json::Value;

use super::{EVERYWHERE, anchor, looks, unread};
use crate::{Detector, Unknown};

/// A signed token (RFC 7519).
pub(crate) struct Jwt;

/// A token of another form behind the word `Bearer` (RFC 6750).
pub(crate) struct BearerToken;

const TOKEN: &str = "eyJ[0-9A-Za-z_-]{10,}[.]eyJ[0-9A-Za-z_-]{10,}[.][0-9A-Za-z_-]{20,}";
const BEARER: &str = "(?i)bearer ([0-9A-Za-z._~+/-]{20,}=*)";

static JWT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(TOKEN).ok());
static OPAQUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(BEARER).ok());

static SEARCH: LazyLock<Option<StringPattern>> =
    LazyLock::new(|| StringPattern::new(&["eyJ"], &format!("(?:^|[^0-9A-Za-z_.-]){TOKEN}"), EVERYWHERE));
static SEARCH_BEARER: LazyLock<Option<StringPattern>> =
    LazyLock::new(|| StringPattern::new(&["bearer "], BEARER, EVERYWHERE));

/// A token in a text, decoded.
pub(super) struct Token {
    /// The token itself.
    pub(super) value: String,
    claims: Value,
}

/// What can be told of a token without asking who signed it.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// Made to be shown: the subject of tutorials.
    Demo,
    /// Its end has passed on the day of the scan.
    Expired,
    /// Issued to be public: the anonymous role of a Supabase project.
    Public,
    /// Rights over everything: the service role of such a project.
    Service,
    /// Its end lies ahead.
    Valid,
    /// It says no end.
    Endless,
}

/// Every token in a text whose first two parts are JSON objects and whose header names an algorithm.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let found = JWT.iter().flat_map(|pattern| pattern.find_iter(text));
    found
        .filter_map(|found| {
            let mut parts = found.as_str().split('.');
            let mut json = || -> Option<Value> {
                let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
                serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
            };
            let (header, claims) = (json()?, json()?);
            header.get("alg")?.as_str()?;
            Some(Token { value: found.as_str().to_owned(), claims })
        })
        .collect()
}

impl Token {
    fn state(&self, now: i64) -> State {
        let text = |name: &str| self.claims.get(name).and_then(Value::as_str).unwrap_or_default();
        let end = self.claims.get("exp").and_then(|end| end.as_i64().or_else(|| Some(end.as_f64()? as i64)));
        match end {
            _ if text("sub") == "1234567890" => State::Demo,
            Some(end) if end < now => State::Expired,
            _ if text("iss") == "supabase" && text("role") == "anon" => State::Public,
            _ if text("iss") == "supabase" && text("role") == "service_role" => State::Service,
            Some(_) => State::Valid,
            None => State::Endless,
        }
    }
}

impl Detector for Jwt {
    fn id(&self) -> &'static str {
        "jwt"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        for hit in hits {
            for token in tokens(&hit.text) {
                let (severity, word) = match token.state(facts.as_of.unix()) {
                    State::Demo => continue,
                    State::Expired => (Some(Severity::Low), "expired"),
                    State::Public => (Some(Severity::Info), "anonymous role"),
                    State::Service => (Some(Severity::Critical), "service role"),
                    State::Valid => (None, "valid"),
                    State::Endless => (None, "no end stated"),
                };
                let draft = out
                    .fail(hit.location.clone())
                    .evidence(Evidence::masked("value", &token.value))
                    .value("state", word)
                    .anchor(anchor(&token.value));
                let draft = match token.claims.get("exp") {
                    Some(end) => draft.value("exp", end.to_string()),
                    None => draft,
                };
                if let Some(severity) = severity {
                    draft.severity(severity);
                }
            }
        }
        unread(facts, out);
        Ok(())
    }
}

impl Detector for BearerToken {
    fn id(&self) -> &'static str {
        "bearer-token"
    }

    fn interest(&self, interest: &mut Interest) {
        SEARCH_BEARER.iter().for_each(|pattern| interest.add_string(pattern.clone()));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let hits = SEARCH_BEARER.as_ref().map(|pattern| facts.strings.hits(pattern)).unwrap_or_default();
        out.examined("texts", hits.len());
        for hit in hits {
            for groups in OPAQUE.iter().flat_map(|pattern| pattern.captures_iter(&hit.text)) {
                let Some(token) = groups.get(1).map(|token| token.as_str()) else { continue };
                if looks::is_generated(token) {
                    out.fail(hit.location.clone())
                        .evidence(Evidence::masked("value", token))
                        .anchor(anchor(token));
                }
            }
        }
        unread(facts, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> Token {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let text = format!("{}.{}.{}", part(r#"{"alg":"HS256"}"#), part(claims), "a".repeat(43));
        tokens(&text).remove(0)
    }

    #[test]
    fn a_token_tells_when_it_ends_and_for_whom_it_is() {
        assert_eq!(token(r#"{"iss":"broker","exp":1700000000}"#).state(1_800_000_000), State::Expired);
        assert_eq!(token(r#"{"iss":"broker","exp":1900000000}"#).state(1_800_000_000), State::Valid);
        assert_eq!(token(r#"{"iss":"supabase","role":"anon"}"#).state(0), State::Public);
        assert_eq!(token(r#"{"iss":"supabase","role":"service_role"}"#).state(0), State::Service);
        assert_eq!(token(r#"{"sub":"1234567890","name":"n"}"#).state(0), State::Demo);
    }
}
