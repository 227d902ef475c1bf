use std::sync::Arc;

use facts::Part;
use finding::{Confidence, Lang, Severity};
use serde::Deserialize;
use standards::{Catalogue, catalogue};

use crate::ask::{Ask, CallAsk, FactAsk, PlistAsk, StringAsk, SymbolAsk};
use crate::{RuleError, RuleText, catalogued_checks};

/// One rule: a question to an app, what the answer means, and what to tell a person.
#[derive(Debug)]
pub struct Rule {
    /// `android.crypto.ecb-mode`: the path of the rule's folder.
    pub id: Arc<str>,
    /// Severity of its findings unless a place calls for another.
    pub severity: Severity,
    /// Confidence of its findings unless a place calls for another.
    pub confidence: Confidence,
    /// Parts of the app that must have been read for a pass.
    pub needs: Vec<Part>,
    /// Standards it speaks to.
    pub mappings: Mappings,
    /// Catalogued checks it answers.
    pub checks: Vec<String>,
    /// Version of Appraise that first had it.
    pub since: String,
    /// Former ids; suppressions by them keep working.
    pub aliases: Vec<String>,
    /// The question.
    pub ask: Ask,
    /// Path of its `rule.toml`.
    pub file: String,
    texts: [RuleText; 2],
}

/// Ids of standards, each with its edition where the standard has editions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mappings {
    /// OWASP Mobile Top 10: `M10:2024`.
    pub owasp: Vec<String>,
    /// MAS baseline items: `4.1.2.3.6`.
    pub mas: Vec<String>,
    /// OWASP MASVS v2 controls.
    pub masvs: Vec<String>,
    /// OWASP MASWE v1 weaknesses.
    pub maswe: Vec<String>,
    /// CWE numbers.
    pub cwe: Vec<u32>,
    /// OWASP MASTG v2 tests.
    pub mastg: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: toml::Spanned<String>,
    severity: toml::Spanned<String>,
    confidence: toml::Spanned<String>,
    needs: Vec<toml::Spanned<String>>,
    owasp: Vec<toml::Spanned<String>>,
    #[serde(default)]
    mas: Vec<toml::Spanned<String>>,
    masvs: Vec<toml::Spanned<String>>,
    maswe: Vec<toml::Spanned<String>>,
    cwe: Vec<u32>,
    checks: Vec<toml::Spanned<String>>,
    #[serde(default)]
    mastg: Vec<String>,
    since: String,
    #[serde(default)]
    aliases: Vec<String>,
    ask: toml::Spanned<AskTable>,
    text: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskTable {
    fact: Option<FactAsk>,
    call: Option<CallAsk>,
    string: Option<StringAsk>,
    symbol: Option<SymbolAsk>,
    plist: Option<PlistAsk>,
    detector: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    en: RuleText,
    #[serde(rename = "zh-TW")]
    zh_tw: RuleText,
}

impl Rule {
    /// Reads one `rule.toml`; `expected_id` is the id its folder gives it.
    pub(crate) fn read(file: &str, expected_id: &str, text: &str) -> Result<Self, RuleError> {
        let written: Written =
            toml::from_str(text).map_err(|error| RuleError::at(file, text, error.span(), error.message()))?;
        let word = |word: &toml::Spanned<String>, message: String| {
            RuleError::at(file, text, Some(word.span()), message)
        };
        if written.id.get_ref() != expected_id {
            return Err(word(&written.id, format!("the folder says `{expected_id}`")));
        }
        let severity =
            written.severity.get_ref().parse().map_err(|message| word(&written.severity, message))?;
        let confidence =
            written.confidence.get_ref().parse().map_err(|message| word(&written.confidence, message))?;
        let needs =
            written.needs.iter().map(|part| part.get_ref().parse().map_err(|message| word(part, message)));
        let needs = needs.collect::<Result<Vec<Part>, _>>()?;
        let catalogued = |ids: Vec<toml::Spanned<String>>, name: &str, known: &dyn Fn(&str) -> bool| match ids
            .iter()
            .find(|id| !known(id.get_ref()))
        {
            Some(id) => Err(word(id, format!("`{}` is not in the catalogue of {name}", id.get_ref()))),
            None => Ok(ids.into_iter().map(toml::Spanned::into_inner).collect::<Vec<String>>()),
        };
        let holds = |which: Catalogue| move |id: &str| catalogue(which).any(|item| item.id == id);
        let owasp = catalogued(written.owasp, "OWASP Mobile Top 10", &holds(Catalogue::MobileTop10))?;
        let mas = catalogued(written.mas, "the MAS baseline", &holds(Catalogue::MasBaseline))?;
        let masvs = catalogued(written.masvs, "MASVS", &holds(Catalogue::Masvs))?;
        let maswe = catalogued(written.maswe, "MASWE", &holds(Catalogue::Maswe))?;
        let checks =
            catalogued(written.checks, "checks", &|id| catalogued_checks().any(|check| check == id))?;
        let span = written.ask.span();
        let table = written.ask.into_inner();
        let mut asks = [
            table.fact.map(Ask::Fact),
            table.call.map(Ask::Call),
            table.string.map(Ask::String),
            table.symbol.map(Ask::Symbol),
            table.plist.map(Ask::Plist),
            table.detector.map(|name| Ask::Detector(name.into())),
        ]
        .into_iter()
        .flatten();
        let (Some(ask), None) = (asks.next(), asks.next()) else {
            return Err(RuleError::at(file, text, Some(span), "exactly one question is wanted under [ask]"));
        };
        ask.check()
            .map_err(|mistake| RuleError::at(file, text, mistake.span.or(Some(span)), mistake.message))?;
        Ok(Self {
            id: Arc::from(expected_id),
            severity,
            confidence,
            needs,
            mappings: Mappings { owasp, mas, masvs, maswe, cwe: written.cwe, mastg: written.mastg },
            checks,
            since: written.since,
            aliases: written.aliases,
            ask,
            file: file.into(),
            texts: [written.text.en, written.text.zh_tw],
        })
    }

    /// What the rule tells a person.
    pub fn text(&self, lang: Lang) -> &RuleText {
        let [en, zh_tw] = &self.texts;
        match lang {
            Lang::En => en,
            Lang::ZhTw => zh_tw,
        }
    }

    /// First part of the id: `android`, `ios`, or `any` for both.
    pub fn platform(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }
}
