use std::collections::BTreeMap;

use facts::{Facts, Tri, schema};
use finding::{Lang, Text};
use serde::Deserialize;

use super::Mistake;
use crate::{Sink, Test};

/// `[ask.fact]`: records of a set whose fields meet every condition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactAsk {
    /// Name of the set of records.
    #[serde(rename = "in")]
    set: toml::Spanned<String>,
    /// Conditions by field.
    #[serde(rename = "where")]
    conditions: BTreeMap<toml::Spanned<String>, Test>,
    /// Field whose place is shown; the record's own place when absent.
    at: Option<toml::Spanned<String>>,
}

impl FactAsk {
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let mistake = |span, message| Err(Mistake { span: Some(span), message });
        let Some(schema) = schema(self.set.get_ref()) else {
            return mistake(self.set.span(), format!("no facts are named `{}`", self.set.get_ref()));
        };
        let names = || schema.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
        for (name, test) in &self.conditions {
            let Some(field) = schema.field(name.get_ref()) else {
                return mistake(name.span(), format!("`{}` is none of {}", name.get_ref(), names()));
            };
            if let Some(key) = test.misfit(field.kind) {
                return mistake(name.span(), format!("`{key}` does not fit `{}`", field.name));
            }
        }
        match &self.at {
            Some(at) if schema.field(at.get_ref()).is_none() => {
                mistake(at.span(), format!("`{}` is none of {}", at.get_ref(), names()))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) {
        let records = facts.records(self.set.get_ref());
        out.examined(self.set.get_ref(), records.len());
        for record in records {
            let mut holds = Tri::Yes;
            for (name, test) in &self.conditions {
                let field = record.field(name.get_ref());
                holds = holds.and(field.map_or(Tri::No, |field| field.test(&|value| test.holds(value))));
            }
            let shown = self.at.as_ref().and_then(|at| record.field(at.get_ref()));
            let place = shown.map_or(record.origin(), |field| field.origin());
            match holds {
                Tri::No => {}
                Tri::Yes => {
                    let text = out.rule().text(Lang::En);
                    let asked = self.conditions.keys().map(|name| name.get_ref().as_str());
                    let mut names: Vec<&str> =
                        ["kind", "name"].into_iter().chain(asked).chain(text.placeholders()).collect();
                    names.sort_unstable();
                    names.dedup();
                    let mut draft = out.fail(place.clone());
                    for name in names {
                        if let Some(field) = record.field(name) {
                            draft = draft.value(name, field.display());
                        }
                    }
                }
                Tri::Unknown => out.unknown(Text::new(
                    format!("{place}: the value is a reference that the package does not resolve"),
                    format!("{place}：設定值為套件內無法解析的參照"),
                )),
            }
        }
    }
}
